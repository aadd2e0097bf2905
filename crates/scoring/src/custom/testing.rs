//! A rubric's own tests: its example phrases against each other, and its test calls.

use ringcheck_call::{
    Call, CallType, EventKind, Probability, Side, SideFigures, Speaker, Timeline, TimelineEvent, TimelineFigures, Turn,
};

use crate::{
    assess::{Conversation, judge_alone},
    criteria::Judgment,
    heard::{Heard, Presence},
    reading::Voice,
    rubric::{Criterion, LineFacts, Phrases, Rubric, TestCall, TestTurn, TestVoice},
};

/// How long a turn of a test call lasts: nobody writes when it ends.
const TURN_MS: u64 = 2000;

/// What a rubric's tests came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RubricTestReport {
    /// How many example phrases were compared.
    pub n_examples: usize,
    /// How many test calls were judged.
    pub n_calls: usize,
    /// What is not as it should be, in the order of the rubric.
    pub failures: Vec<TestFailure>,
    /// What is worth knowing and fails nothing, in sentences.
    pub remarks: Vec<String>,
}

/// A phrase or a test call that does not come to what it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestFailure {
    /// The criterion's id.
    pub criterion: String,
    /// The line of the rubric's text, for a test call.
    pub line: Option<usize>,
    /// What is not as it should be, as a clause.
    pub what: String,
    /// Why, as a sentence; empty where there is no more to say.
    pub why: String,
}

/// Runs the examples and the test calls of `rubric`.
#[must_use]
pub fn test_rubric(rubric: &Rubric) -> RubricTestReport {
    let mut report = RubricTestReport::default();
    for criterion in &rubric.criteria {
        if let Some(written) = &criterion.written {
            let voice = written.side.voice();
            written.groups().for_each(|phrases| report.compare(criterion, phrases, voice));
        }
        for test in &criterion.tests {
            report.n_calls += 1;
            report.failures.extend(run(criterion, test));
        }
    }
    let is_untested = |criterion: &&Criterion| criterion.tests.is_empty() && criterion.written.is_some();
    let untested: Vec<&str> = rubric.criteria.iter().filter(is_untested).map(|c| c.id.as_str()).collect();
    if !untested.is_empty() {
        report.remarks.push(format!("Without a test call: {}.", untested.join(", ")));
    }
    report
}

impl RubricTestReport {
    fn compare(&mut self, criterion: &Criterion, phrases: &Phrases, voice: Voice) {
        self.n_examples += phrases.counts.len() + phrases.does_not_count.len();
        let mut lonely: Vec<&str> = Vec::new();
        for (number, phrase) in phrases.counts.iter().enumerate() {
            if let Some((unlike, other)) = phrases.conflict(number, voice) {
                let other = phrases.does_not_count.get(other).map_or("", String::as_str);
                self.failures.push(TestFailure {
                    criterion: criterion.id.clone(),
                    line: None,
                    what: format!("“{phrase}” would not count"),
                    why: format!("“{other}”, which does not count, means the same (similarity {}).", two(unlike)),
                });
            }
            let among = phrases.likeness_among_themselves(number, voice);
            lonely.extend(among.filter(|likeness| likeness.presence() == Presence::Absent).map(|_| phrase.as_str()));
        }
        if let Some(first) = lonely.first() {
            self.remarks.push(format!(
                "`{}`: {} of {} phrases are like no other, such as “{first}”. \
                 More wordings of each make it sure that others are heard.",
                criterion.id,
                lonely.len(),
                phrases.counts.len()
            ));
        }
    }
}

fn run(criterion: &Criterion, test: &TestCall) -> Option<TestFailure> {
    let judgment = judged(criterion, test);
    if judgment.verdict == test.expected {
        return None;
    }
    let Judgment { verdict, rationale, nearest_miss, evidence, .. } = judgment;
    let words = match (&nearest_miss, evidence.first()) {
        (Some(miss), _) => format!(" Closest: “{}” ({}).", miss.quote, miss.why),
        (None, Some(evidence)) => format!(" Words: “{}”.", evidence.quote),
        (None, None) => String::new(),
    };
    Some(TestFailure {
        criterion: criterion.id.clone(),
        line: Some(test.line),
        what: format!("{verdict}, and {} is expected", test.expected),
        why: format!("{rationale}{words}"),
    })
}

fn judged(criterion: &Criterion, test: &TestCall) -> Judgment {
    let turns: Vec<Turn> = test.turns.iter().map(turn_of).collect();
    let timeline = timeline_of(&test.turns, &turns);
    let figures = figures_of(&test.line_facts, &timeline);
    let call = Call::default();
    let heard = Heard::new(&Conversation {
        turns: &turns,
        timeline: &timeline,
        figures: &figures,
        is_cut_off: false,
        call: &call,
        doubtful_turns: &[],
        sides_confidence: None,
    });
    let call_type = test.call_type.or_else(|| criterion.applies_to.first().copied()).unwrap_or(CallType::Prospect);
    judge_alone(criterion, &heard, call_type)
}

fn turn_of(said: &TestTurn) -> Turn {
    let side = if said.voice == TestVoice::Caller { Side::Caller } else { Side::Business };
    let end_ms = said.start_ms.map(|ms| ms + TURN_MS);
    let mut turn = Turn::from_text(side, said.text.clone(), said.start_ms, end_ms);
    turn.speaker = match said.voice {
        TestVoice::Business => Speaker::Agent,
        TestVoice::Caller => Speaker::Caller,
        _ => Speaker::RecordedVoice,
    };
    turn
}

/// What the words of a test call show of the line: its recorded voices and the first person.
fn timeline_of(said: &[TestTurn], turns: &[Turn]) -> Timeline {
    let first_live = said.iter().position(|turn| turn.voice == TestVoice::Business);
    let events = said.iter().zip(turns).enumerate().filter_map(|(number, (said, turn))| {
        let kind = match said.voice {
            TestVoice::Business if first_live == Some(number) => EventKind::FirstLiveWord,
            TestVoice::Business | TestVoice::Caller => return None,
            TestVoice::Menu => EventKind::Menu,
            TestVoice::QueueMessage => EventKind::QueueMessage,
            TestVoice::Voicemail => EventKind::Voicemail,
            TestVoice::Bot => EventKind::Bot,
            TestVoice::Notice => EventKind::Notice,
        };
        Some(TimelineEvent {
            kind,
            side: Side::Business,
            start_ms: turn.start_ms(),
            end_ms: turn.end_ms(),
            turn: Some(number),
            label: None,
            confidence: Probability::ONE,
        })
    });
    Timeline { events: events.collect() }
}

fn figures_of(facts: &LineFacts, timeline: &Timeline) -> TimelineFigures {
    let ms = |seconds: u32| u64::from(seconds) * 1000;
    let first_live = timeline.events.iter().find(|event| event.kind == EventKind::FirstLiveWord);
    TimelineFigures {
        ring_count: facts.rings,
        first_live_word_ms: facts.wait_seconds.map(ms).or_else(|| first_live.and_then(|event| event.start_ms)),
        hold_count: facts.holds.or_else(|| facts.hold_seconds.map(|seconds| u32::from(seconds > 0))),
        longest_hold_ms: facts.hold_seconds.map(ms),
        longest_silence_ms: facts.silence_seconds.map(ms),
        transfer_count: facts.transfers,
        business: SideFigures { talk_percent: facts.percent.map(f64::from), ..SideFigures::default() },
        ..TimelineFigures::default()
    }
}

fn two(thousandths: u16) -> String {
    format!("{:.2}", f64::from(thousandths) / 1000.0)
}
