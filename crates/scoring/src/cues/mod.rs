//! Cues: what was said in a sentence, before anybody asks what it means for a criterion.
//!
//! A cue says that a sentence holds, say, an offer of a time or a refusal for lack of a contract.
//! Whether that passes or fails anything is the business of `criteria`: who said it, when, and what came of it.
//! Finders here are patterns over normalized sentences; another finder only has to push the same cues.

mod assurance;
mod caller_kind;
mod caller_reply;
mod commitment;
mod contact;
mod courtesy;
mod greeting;
mod hold;
mod objection;
mod question_form;
mod referral;
mod relation;
pub(crate) mod topics;
mod turn_away;
mod vagueness;

use std::ops::Range;
use std::sync::LazyLock;

pub(crate) use caller_kind::KindSign;
pub(crate) use greeting::greeting_of;
pub(crate) use objection::Objection;
pub(crate) use question_form::has_form_of_question;
use ringcheck_call::QualifyingTopic;

use crate::{
    reading::{Reading, Voice},
    text::{Patterns, Sentence},
};

/// What a sentence was found to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CueKind {
    /// Help is for those with an arrangement only.
    Exclusive,
    /// A limit that speaks of an arrangement.
    LimitedTo,
    /// A no that speaks of an arrangement.
    NoForLack,
    /// An arrangement that comes first.
    ArrangementFirst,
    /// The agent goes to ask, or somebody else comes on.
    Consults,
    /// Help refused unless there is an arrangement.
    Condition,
    /// An arrangement has to come first.
    Requirement,
    /// What would be if there were an arrangement.
    Counterfactual,
    /// No work that is not bound to an arrangement.
    NoOneOff,
    /// No walk-ins.
    NoWalkIns,
    /// The firm cannot or will not help.
    CannotServe,
    /// The firm says that the caller has no arrangement.
    NotAClient,
    /// The paying regulars come first, told as a story.
    PayerStory,
    /// How the firm is set up, or regret.
    HouseRule,
    /// A word for an arrangement.
    ContractWord,
    /// A refusal for another reason.
    OtherReason,
    /// No arrangement is needed.
    NotRequired,
    /// Help after all.
    HelpAnyway,
    /// A refusal taken back.
    TakenBack,
    /// The agent asks whether the caller is a client.
    AsksStatus,
    /// The caller offers to pay or sign, or asks for just this once.
    Plea,
    /// The caller draws the conclusion that there is no help.
    Resigned,
    /// The caller says not to be a client.
    CallerNotAClient,
    /// The caller asks whom else to turn to.
    AsksElsewhere,
    /// The caller is sent to somebody else.
    SendsAway,
    /// The agent does not know anybody else.
    KnowsNobody,
    /// The caller is told to do it alone.
    DoItYourself,
    /// A time or a visit is proposed.
    Proposal,
    /// A time is offered as such.
    TimeOffer,
    /// A time or a visit is made fast.
    Booking,
    /// A payment, an order or a signature is asked for.
    Payment,
    /// A conversation at a time is proposed.
    Meeting,
    /// A call back, information, or a promise without a time.
    VaguePromise,
    /// A promise that somebody will call.
    CallBack,
    /// A commitment that hangs on something out of reach.
    Hypothetical,
    /// A no to a time or a visit.
    RefusedTime,
    /// The conversation is about selling an arrangement.
    SalesTalk,
    /// A time of day or a date.
    Time,
    /// A proposal handed to the other for consent: "would that work?".
    SuitsQuestion,
    /// The caller names a time.
    CallerTime,
    /// Consent.
    Accepts,
    /// A question on a qualifying topic.
    Asks(QualifyingTopic),
    /// The caller's name is asked for or confirmed.
    AsksName,
    /// The caller says who they are.
    GivesName,
    /// A way to reach the caller is asked for or confirmed.
    AsksReach,
    /// Digits are read.
    Digits,
    /// Thank you or please.
    Thanks,
    /// Rudeness.
    Rude,
    /// Impatience.
    Sharp,
    /// The caller is asked whether they may be kept waiting.
    AsksToHold,
    /// The caller is told to wait, or that they will be kept waiting.
    TellsToHold,
    /// What kind of caller this is.
    Kind(KindSign),
    /// Instructions for fixing it now.
    Fixing,
    /// The caller sees that it worked.
    Fixed,
    /// The caller objects.
    Objects(Objection),
}

/// A cue: what was said, in which sentence, and which words of it.
#[derive(Clone, Debug)]
pub(crate) struct Cue {
    /// What was found.
    pub(crate) kind: CueKind,
    /// The sentence's number in [`Reading::sentences`].
    pub(crate) sentence: usize,
    /// The deciding words: bytes of the sentence's normalized text.
    pub(crate) range: Range<usize>,
}

impl Cue {
    fn at(kind: CueKind, sentence: usize, range: Range<usize>) -> Self {
        Self { kind, sentence, range }
    }
}

/// All cues of a conversation, in order of sentence.
pub(crate) struct Cues {
    all: Vec<Cue>,
}

impl Cues {
    /// Finds the cues in `reading`.
    pub(crate) fn find(reading: &Reading<'_>) -> Self {
        let mut all = Vec::new();
        for index in 0..reading.sentences.len() {
            let mut finder = Finder { reading, index, found: Vec::new() };
            match reading.voice_of_sentence(index) {
                Voice::Agent => {
                    turn_away::find(&mut finder);
                    referral::find_agent(&mut finder);
                    commitment::find_agent(&mut finder);
                    topics::find(&mut finder);
                    contact::find_agent(&mut finder);
                    courtesy::find(&mut finder);
                    caller_kind::find_agent(&mut finder);
                    hold::find(&mut finder);
                }
                Voice::Caller => {
                    caller_reply::find(&mut finder);
                    referral::find_caller(&mut finder);
                    commitment::find_caller(&mut finder);
                    contact::find_caller(&mut finder);
                    caller_kind::find_caller(&mut finder);
                    objection::find(&mut finder);
                }
                Voice::Recorded => {}
            }
            all.append(&mut finder.found);
        }
        Self { all }
    }

    /// The cues of `kind`, in order.
    pub(crate) fn of(&self, kind: CueKind) -> impl DoubleEndedIterator<Item = &Cue> {
        self.all.iter().filter(move |cue| cue.kind == kind)
    }

    /// The cues in the sentences `range`.
    pub(crate) fn within(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = &Cue> {
        self.all.iter().filter(move |cue| range.contains(&cue.sentence))
    }

    /// Whether a cue of `kind` is in the sentences `range`.
    pub(crate) fn has(&self, kind: CueKind, range: Range<usize>) -> bool {
        self.within(range).any(|cue| cue.kind == kind)
    }
}

/// A sentence under study, and what was found in it.
struct Finder<'a> {
    reading: &'a Reading<'a>,
    index: usize,
    found: Vec<Cue>,
}

impl Finder<'_> {
    fn index(&self) -> usize {
        self.index
    }

    fn sentence(&self) -> &Sentence {
        &self.reading.sentences[self.index]
    }

    fn text(&self) -> &str {
        &self.sentence().text
    }

    fn push(&mut self, cue: Cue) {
        self.found.push(cue);
    }

    /// Notes the first match of `patterns`, if any.
    fn push_first(&mut self, kind: CueKind, patterns: &LazyLock<Patterns>) -> bool {
        let Some(range) = patterns.find(self.text()) else { return false };
        self.push(Cue::at(kind, self.index, range));
        true
    }
}

/// Points for an agent (above 0) or a caller (below 0) having said this, from what either side's cues find in it.
pub(crate) fn leaning(sentence: &Sentence) -> i32 {
    let text = &sentence.text;
    let agent = i32::from(contact::sounds_like_agent(text)) * 3
        + i32::from(commitment::sounds_like_agent(text)) * 2
        + i32::from(turn_away::sounds_like_agent(text)) * 2
        + i32::from(topics::sounds_like_agent(sentence)) * 2;
    let caller = i32::from(contact::sounds_like_caller(text)) * 2
        + i32::from(caller_kind::sounds_like_caller(text)) * 2
        + i32::from(caller_reply::sounds_like_caller(text)) * 2;
    agent - caller
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    #[test]
    fn every_pattern_compiles() {
        let all: Vec<&LazyLock<Patterns>> = [
            turn_away::all(),
            assurance::all(),
            vagueness::all(),
            question_form::all(),
            relation::all(),
            caller_reply::all(),
            objection::all(),
            referral::all(),
            commitment::all(),
            topics::all(),
            contact::all(),
            courtesy::all(),
            greeting::all(),
            hold::all(),
            caller_kind::all(),
        ]
        .concat();
        for patterns in all {
            assert!(!patterns.is_match(""));
            assert!(!patterns.is_match("unclassified"));
        }
    }
}
