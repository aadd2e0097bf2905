//! The built-in cues: what Ringcheck's language model hears in a turn, by the names that rubrics use.

use crate::reading::Voice;

/// A cue that a rubric can ask for by name.
///
/// `data/cues/GUIDE.md` defines each exactly; a test holds that both name the same ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltInCue {
    /// Its name in a rubric.
    pub name: &'static str,
    /// Who says it.
    pub said_by: SaidBy,
    /// What a turn that holds it does, as the rest of a sentence.
    pub meaning: &'static str,
}

/// Whose words a cue is found in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SaidBy {
    /// A live person of the business.
    Agent,
    /// The caller.
    Caller,
    /// A recorded voice of the business.
    Recorded,
}

impl SaidBy {
    pub(crate) const fn voice(self) -> Voice {
        match self {
            Self::Agent => Voice::Agent,
            Self::Caller => Voice::Caller,
            Self::Recorded => Voice::Recorded,
        }
    }
}

/// The built-in cue of this name.
pub(crate) fn built_in_cue(name: &str) -> Option<&'static BuiltInCue> {
    BUILT_IN_CUES.iter().find(|cue| cue.name == name)
}

const fn agent(name: &'static str, meaning: &'static str) -> BuiltInCue {
    BuiltInCue { name, said_by: SaidBy::Agent, meaning }
}

const fn caller(name: &'static str, meaning: &'static str) -> BuiltInCue {
    BuiltInCue { name, said_by: SaidBy::Caller, meaning }
}

const fn recorded(name: &'static str, meaning: &'static str) -> BuiltInCue {
    BuiltInCue { name, said_by: SaidBy::Recorded, meaning }
}

/// All built-in cues: those of an agent, of a caller and of a recorded voice.
pub const BUILT_IN_CUES: [BuiltInCue; 50] = [
    agent("names_company", "says the firm's name on answering"),
    agent("names_self", "gives the agent's own name on answering, or when taking the call over"),
    agent("refuses_for_contract", "refuses help because the caller is not under contract, a member or a customer"),
    agent("refuses_other", "refuses for another reason: too far, not our trade, fully booked"),
    agent("takes_back_refusal", "withdraws a refusal, or helps after one"),
    agent("needs_no_contract", "says that no contract is needed"),
    agent("asks_status", "asks whether the caller is a customer, member or patient already"),
    agent("sends_elsewhere", "sends the caller to somebody else instead of helping"),
    agent("tip", "names somebody else, or a thing to try, while the firm itself helps"),
    agent("asks_problem", "asks what happened, since when, how many are affected, how urgent it is"),
    agent("asks_company", "asks for the company or household: its name, what they do, where they are"),
    agent("asks_size", "asks how many: people, computers, rooms, units, pets, square feet"),
    agent("asks_provider", "asks who looks after it now, or who did it last"),
    agent("asks_source", "asks how the caller heard of the firm"),
    agent("asks_authority", "asks who decides, whether the caller is the owner"),
    agent("asks_timeline", "asks when it is needed, what budget there is, when a contract ends"),
    agent("offers_commitment", "proposes or books a visit, an appointment, an order or a payment"),
    agent("vague_promise", "promises that somebody will call, or sends something, without an agreed next step"),
    agent("conditional_offer", "says what could be done if something out of the caller's reach were so"),
    agent("asks_name", "asks for, spells back or confirms the caller's name"),
    agent("asks_reach", "asks for, reads back or confirms a phone number or an e-mail address"),
    agent("thanks", "says thank you or please"),
    agent("rude", "is rude, sarcastic or impatient, or argues"),
    agent("transfers", "puts the caller through, or fetches somebody"),
    agent("answers_objection", "meets an objection of the caller with an answer"),
    agent("drops_objection", "hears an objection and lets it stand"),
    agent("follows_opportunity", "takes up a customer's growth, move or new need"),
    caller("wants_service", "has trouble to be solved, or wants to buy"),
    caller("is_new", "says not to be a customer, or to use or look for somebody else"),
    caller("is_customer", "says to be a customer, or speaks as one"),
    caller("sells", "sells, recruits, surveys or markets something to the firm"),
    caller("wrong_number", "wanted somebody else"),
    caller("other_business", "has other business: a courier, a supplier, an employee, a job seeker, an official"),
    caller("names_time", "names a time or a day that would suit"),
    caller("agrees", "agrees to what the agent offered"),
    caller("declines", "declines what the agent offered"),
    caller("gives_name", "gives a name"),
    caller("gives_reach", "gives a phone number or an e-mail address"),
    caller("pleads", "offers to pay or to sign, or asks for just this once"),
    caller("gives_up", "concludes that there is no help here"),
    caller("objects_price", "finds it too dear"),
    caller("objects_timing", "says that now is not the time"),
    caller("objects_provider", "says that they have somebody already"),
    caller("objects_looking", "says that they are just looking around"),
    caller("opportunity", "as a customer, mentions growth, a move or a new need"),
    recorded("menu", "offers choices by key or by speech"),
    recorded("queue_message", "announces a hold or a queue"),
    recorded("voicemail", "asks for a message"),
    recorded("bot", "is a machine that talks like a person"),
    recorded("notice", "is a bare announcement, such as that the call is recorded"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The names in the guide's section `title`.
    fn names(guide: &str, title: &str) -> BTreeSet<String> {
        let section = guide.split(&format!("## {title}\n")).nth(1).unwrap().split("\n## ").next().unwrap();
        let is_name = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if section.contains("| --- |") {
            let rows = section.lines().filter(|line| line.starts_with("| ")).skip(1).filter(|l| !l.contains("---"));
            let cells = rows.flat_map(|row| row.trim_start_matches("| ").split(" |").next().unwrap().split(", "));
            cells.map(str::to_owned).collect()
        } else {
            section.split('`').skip(1).step_by(2).filter(|word| is_name(word)).map(str::to_owned).collect()
        }
    }

    #[test]
    fn rubrics_and_the_guide_of_the_bank_name_the_same_cues() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/cues/GUIDE.md");
        let guide = fs_err::read_to_string(path).unwrap();
        for (title, said_by) in [
            ("Cues of an agent", SaidBy::Agent),
            ("Cues of a caller", SaidBy::Caller),
            ("Cues of a recorded voice", SaidBy::Recorded),
        ] {
            let ours = BUILT_IN_CUES.iter().filter(|cue| cue.said_by == said_by).map(|cue| cue.name.to_owned());
            assert_eq!(ours.collect::<BTreeSet<_>>(), names(&guide, title), "{title}");
        }
        let distinct: BTreeSet<&str> = BUILT_IN_CUES.iter().map(|cue| cue.name).collect();
        assert_eq!(distinct.len(), BUILT_IN_CUES.len());
    }
}
