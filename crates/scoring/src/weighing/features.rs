//! What is weighed for each criterion: what the patterns found, and what the language model heard, as numbers.

use ringcheck_call::{Evidence, QualifyingTopic, Verdict};

use crate::{
    call_type::Signs,
    criteria::{Case, Judgment, greeting_turns},
    cues::CueKind,
    heard::Heard,
    reading::Voice,
};

/// Probabilities are kept this far from 0 and 1 before their log-odds are taken, so that no single one decides alone.
const EDGE: f64 = 0.003;

/// Turns of the caller in which the reason for the call is told.
const OPENING_TURNS: usize = 4;

/// From this probability on a turn is taken to refuse, where the order of turns matters.
const REFUSES: f64 = 0.3;

/// Turns in which a caller answers what an agent has said.
const ANSWER_TURNS: usize = 3;

/// Named numbers of one criterion, in a fixed order.
pub(crate) type Features = Vec<(&'static str, f64)>;

/// The cue that asks about each topic.
pub(crate) const fn cue_of(topic: QualifyingTopic) -> &'static str {
    match topic {
        QualifyingTopic::Problem => "asks_problem",
        QualifyingTopic::Company => "asks_company",
        QualifyingTopic::Size => "asks_size",
        QualifyingTopic::CurrentProvider => "asks_provider",
        QualifyingTopic::Source => "asks_source",
        QualifyingTopic::Authority => "asks_authority",
        QualifyingTopic::TimelineBudget => "asks_timeline",
    }
}

/// The turns of one conversation with what the language model heard in them.
pub(crate) struct Ear<'h, 'a> {
    pub(crate) heard: &'h Heard<'a>,
    pub(crate) agent: Vec<usize>,
    pub(crate) caller: Vec<usize>,
}

impl<'h, 'a> Ear<'h, 'a> {
    pub(crate) fn new(heard: &'h Heard<'a>) -> Self {
        let turns_of = |voice: Voice| heard.reading.turns_of(voice).collect();
        Self { heard, agent: turns_of(Voice::Agent), caller: turns_of(Voice::Caller) }
    }

    /// The probability that turn `turn` holds `cue`.
    pub(crate) fn p(&self, turn: usize, cue: &str) -> f64 {
        f64::from(self.heard.cue(turn, cue)) / 1000.0
    }

    /// Turn and probability of `cue`, most probable first, then in order.
    pub(crate) fn ranked(&self, turns: &[usize], cue: &str) -> Vec<(usize, f64)> {
        let mut found: Vec<(usize, f64)> = turns.iter().map(|turn| (*turn, self.p(*turn, cue))).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }

    /// The words of turn `turn` that hold `cue`.
    pub(crate) fn quote(&self, turn: usize, cue: &str) -> Option<Evidence> {
        self.heard.quote(turn, cue)
    }

    /// The words of the turn that most probably holds `cue`, where one more probably does than not.
    pub(crate) fn heard_in(&self, turns: &[usize], cue: &str) -> Option<Evidence> {
        let (turn, p) = self.ranked(turns, cue).first().copied()?;
        if p < 0.5 { None } else { self.quote(turn, cue) }
    }

    fn top(&self, turns: &[usize], cue: &str) -> f64 {
        self.ranked(turns, cue).first().map_or(0.0, |(_, p)| *p)
    }

    fn sum(&self, turns: &[usize], cue: &str) -> f64 {
        turns.iter().map(|turn| self.p(*turn, cue)).sum()
    }

    /// The most probable `cue` of the caller in the turns that answer turn `turn`.
    fn answer(&self, turn: usize, cue: &str) -> f64 {
        self.top(&self.answers_to(turn), cue)
    }

    /// The turns in which the caller answers turn `turn`.
    pub(crate) fn answers_to(&self, turn: usize) -> Vec<usize> {
        self.caller.iter().copied().filter(|t| (turn + 1..=turn + ANSWER_TURNS).contains(t)).collect()
    }

    fn agent_after(&self, turn: usize) -> Vec<usize> {
        self.agent.iter().copied().filter(|t| *t > turn).collect()
    }

    /// How far `cue` stands: probable in a turn, and not undone by any of `undoing` in a later one.
    fn stands(&self, cue: &str, undoing: &[&str]) -> f64 {
        let undone = |turn: usize| {
            let undo = |t: usize| undoing.iter().map(|u| self.p(t, u)).fold(0.0, f64::max) * (1.0 - self.p(t, cue));
            self.agent_after(turn).into_iter().map(undo).fold(0.0, f64::max)
        };
        self.agent.iter().map(|turn| self.p(*turn, cue) * (1.0 - undone(*turn))).fold(0.0, f64::max)
    }
}

/// Log-odds of a probability.
pub(crate) fn log_odds(p: f64) -> f64 {
    let p = p.clamp(EDGE, 1.0 - EDGE);
    (p / (1.0 - p)).ln()
}

/// What the patterns decided: how sure, above 0 for a pass, below for a fail.
fn signed(judgment: &Judgment) -> f64 {
    let sure = f64::from(judgment.confidence.thousandths()) / 1000.0;
    match judgment.verdict {
        Verdict::Pass => sure,
        Verdict::Fail => -sure,
        Verdict::Na | Verdict::Undetermined => 0.0,
    }
}

fn flag(is_so: bool) -> f64 {
    f64::from(u8::from(is_so))
}

pub(crate) fn of_no_contract_turnaway(case: &Case<'_>, ear: &Ear<'_, '_>, rule: &Judgment) -> Features {
    const REFUSAL: &str = "refuses_for_contract";
    let ranked = ear.ranked(&ear.agent, REFUSAL);
    let (at, most) = ranked.first().copied().unwrap_or((0, 0.0));
    let last = ear.agent.iter().rev().find(|t| ear.p(**t, REFUSAL) >= REFUSES).copied().unwrap_or(at);
    let after = ear.agent_after(last);
    let all_after: Vec<usize> = ear.agent.iter().copied().filter(|t| *t >= last).collect();
    vec![
        ("rule", signed(rule)),
        ("refusal", log_odds(most)),
        ("refusals", ear.sum(&ear.agent, REFUSAL)),
        ("stands", log_odds(ear.stands(REFUSAL, &["takes_back_refusal", "needs_no_contract"]))),
        (
            "stands_beside_help",
            log_odds(ear.stands(REFUSAL, &["takes_back_refusal", "needs_no_contract", "offers_commitment"])),
        ),
        ("taken_back_after", log_odds(ear.top(&after, "takes_back_refusal"))),
        ("not_needed_after", log_odds(ear.top(&all_after, "needs_no_contract"))),
        ("offer_after", log_odds(ear.top(&after, "offers_commitment"))),
        ("conditional_offer", ear.top(&ear.agent, "conditional_offer")),
        ("other_reason_there", ear.p(at, "refuses_other")),
        ("other_reason", ear.top(&ear.agent, "refuses_other")),
        ("status_asked", ear.top(&ear.agent, "asks_status")),
        ("pleads_after", ear.answer(at, "pleads")),
        ("gives_up", ear.top(&ear.caller, "gives_up")),
        ("pattern_taken_back", flag(case.cues.of(CueKind::TakenBack).next().is_some())),
        ("pattern_not_required", flag(case.cues.of(CueKind::NotRequired).next().is_some())),
    ]
}

pub(crate) fn of_close_attempt(ear: &Ear<'_, '_>, rule: &Judgment) -> Features {
    const OFFER: &str = "offers_commitment";
    let (best, most) = ear.ranked(&ear.agent, OFFER).first().copied().unwrap_or((0, 0.0));
    vec![
        ("rule", signed(rule)),
        ("offer", log_odds(most)),
        ("offers", ear.sum(&ear.agent, OFFER)),
        // Consent says something of an offer only where one was heard.
        ("agreed", most * ear.answer(best, "agrees")),
        ("conditional_there", ear.p(best, "conditional_offer")),
        ("vague_there", ear.p(best, "vague_promise")),
        ("vague", ear.top(&ear.agent, "vague_promise")),
        ("refused_there", ear.p(best, "refuses_for_contract")),
        ("caller_names_time", ear.top(&ear.caller, "names_time")),
    ]
}

pub(crate) fn of_no_refer_away(ear: &Ear<'_, '_>, rule: &Judgment) -> Features {
    const SENDS: &str = "sends_elsewhere";
    let (at, most) = ear.ranked(&ear.agent, SENDS).first().copied().unwrap_or((0, 0.0));
    vec![
        ("rule", signed(rule)),
        ("sends", log_odds(most)),
        ("stands", log_odds(ear.stands(SENDS, &["takes_back_refusal", "offers_commitment"]))),
        ("tip_there", ear.p(at, "tip")),
        ("offer", log_odds(ear.top(&ear.agent, "offers_commitment"))),
        ("offer_after", log_odds(ear.top(&ear.agent_after(at), "offers_commitment"))),
        ("other_reason", ear.top(&ear.agent, "refuses_other")),
        ("refused", ear.top(&ear.agent, "refuses_for_contract")),
        ("gives_up", ear.top(&ear.caller, "gives_up")),
        ("wants_service", ear.top(&ear.caller, "wants_service")),
        ("sells", ear.top(&ear.caller, "sells")),
    ]
}

pub(crate) fn of_greeting(case: &Case<'_>, ear: &Ear<'_, '_>, rule: &Judgment) -> Features {
    let first = greeting_turns(case);
    let company = log_odds(ear.top(&first, "names_company"));
    let own_name = log_odds(ear.top(&first, "names_self"));
    vec![("rule", signed(rule)), ("company", company), ("own_name", own_name), ("both", company.min(own_name))]
}

pub(crate) fn of_contact_capture(case: &Case<'_>, ear: &Ear<'_, '_>, rule: &Judgment) -> Features {
    let name = log_odds(ear.top(&ear.agent, "asks_name"));
    let reach = log_odds(ear.top(&ear.agent, "asks_reach"));
    let given = log_odds(ear.top(&ear.caller, "gives_name"));
    let has = |kind: CueKind| flag(case.cues.of(kind).next().is_some());
    vec![
        ("rule", signed(rule)),
        ("name", name),
        ("reach", reach),
        ("both", name.min(reach)),
        ("name_known", name.max(given).min(reach)),
        ("gives_name", given),
        ("gives_reach", log_odds(ear.top(&ear.caller, "gives_reach"))),
        ("pattern_name", has(CueKind::AsksName)),
        ("pattern_reach", has(CueKind::AsksReach)),
    ]
}

pub(crate) fn of_courtesy(case: &Case<'_>, ear: &Ear<'_, '_>, rule: &Judgment) -> Features {
    let thanks = log_odds(ear.top(&ear.agent, "thanks"));
    let rudeness = log_odds(ear.top(&ear.agent, "rude"));
    let count = |kind: CueKind| u32::try_from(case.cues.of(kind).count().min(3)).map_or(0.0, f64::from);
    vec![
        ("rule", signed(rule)),
        ("thanks", thanks),
        ("rude", rudeness),
        ("thanks_and_not_rude", thanks.min(-rudeness)),
        ("pattern_thanks", flag(count(CueKind::Thanks) > 0.0)),
        ("pattern_rude", flag(count(CueKind::Rude) > 0.0)),
        ("pattern_sharp", count(CueKind::Sharp)),
    ]
}

/// Whether agents asked about `topic`.
pub(crate) fn of_topic(case: &Case<'_>, ear: &Ear<'_, '_>, topic: QualifyingTopic) -> Features {
    vec![
        ("rule", flag(case.cues.of(CueKind::Asks(topic)).next().is_some())),
        ("asks", log_odds(ear.top(&ear.agent, cue_of(topic)))),
    ]
}

/// Who the caller is: each kind of caller's cue in the opening and in all of the call, and the points of the patterns.
pub(crate) fn of_call_type(ear: &Ear<'_, '_>, signs: &Signs) -> Features {
    const KINDS: [[&str; 3]; 6] = [
        ["wants_service", "wants_service_opening", "wants_service_sum"],
        ["is_new", "is_new_opening", "is_new_sum"],
        ["is_customer", "is_customer_opening", "is_customer_sum"],
        ["sells", "sells_opening", "sells_sum"],
        ["wrong_number", "wrong_number_opening", "wrong_number_sum"],
        ["other_business", "other_business_opening", "other_business_sum"],
    ];
    let opening: Vec<usize> = ear.caller.iter().copied().take(OPENING_TURNS).collect();
    let mut features = Vec::new();
    for [cue, in_opening, in_sum] in KINDS {
        features.push((cue, log_odds(ear.top(&ear.caller, cue))));
        features.push((in_opening, log_odds(ear.top(&opening, cue))));
        features.push((in_sum, ear.sum(&ear.caller, cue).min(4.0)));
    }
    features.extend([
        ("status_asked", ear.top(&ear.agent, "asks_status")),
        ("refused", ear.top(&ear.agent, "refuses_for_contract")),
        ("other_reason", ear.top(&ear.agent, "refuses_other")),
        ("pattern_vendor", f64::from(signs.vendor.clamp(-10, 20)) / 6.0),
        ("pattern_wrong_number", f64::from(signs.wrong_number.clamp(-10, 20)) / 6.0),
        ("pattern_other", f64::from(signs.other.clamp(-10, 20)) / 6.0),
        ("pattern_customer", f64::from(signs.customer.clamp(-10, 20)) / 6.0),
        ("pattern_new", f64::from(signs.new.clamp(-10, 20)) / 6.0),
        ("no_agent", flag(ear.agent.is_empty())),
    ]);
    features
}
