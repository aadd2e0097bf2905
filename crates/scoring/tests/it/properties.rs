//! What holds for every conversation, however odd.

use proptest::prelude::*;
use ringcheck_call::{
    Call, EventKind, Probability, Side, SideFigures, Speaker, Timeline, TimelineEvent, TimelineFigures, Turn, Verdict,
};
use ringcheck_scoring::{Assessment, Conversation, assess};

use crate::full_rubric::full_rubric;

/// Sentences that hold cues, so that random conversations reach the logic.
const SAID: &[&str] = &[
    "Thank you for calling Copper Lantern, this is Mabel.",
    "We only work with clients who are on a contract.",
    "Are you a current client?",
    "I can have somebody out to you tomorrow at nine.",
    "Somebody will call you back.",
    "You could try the manufacturer.",
    "How many computers do you have?",
    "Who looks after them now?",
    "What's your name and number?",
    "Our server is down, can you send somebody?",
    "I'm not under contract.",
    "It's Ann, 555 0142.",
    "Actually, the boss said yes, we can do that for you.",
    "If you were on the plan I'd have had a man out there.",
    "Press one for sales.",
    "Hi, I'm calling from Apex, who handles your payroll?",
    "Thanks.",
    "What part of no do you not understand?",
    "Can I put you on hold for a minute?",
    "I'll pop you on hold.",
    "Is that okay?",
    "That's too expensive for us.",
    "We already have an IT guy.",
    "Okay, well, let us know.",
    "I'm a customer of yours, and we're opening a second office in the spring.",
    "Nice. Okay, bye now.",
    "é 🙂 — ‘…’ ß 東京 [card] $85 10:30 a.m.",
    "",
];

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let said = prop_oneof![
        3 => prop::sample::select(SAID).prop_map(str::to_owned),
        1 => "\\PC{0,60}",
    ];
    let side = prop::sample::select(&[Side::Business, Side::Caller, Side::Unknown][..]);
    let speaker =
        prop::sample::select(&[Speaker::Agent, Speaker::Caller, Speaker::RecordedVoice, Speaker::Unknown][..]);
    let text = prop::collection::vec(said, 1..4).prop_map(|parts| parts.join(" "));
    prop::collection::vec((side, speaker, text), 0..14).prop_map(|turns| {
        turns
            .into_iter()
            .enumerate()
            .map(|(i, (side, speaker, text))| {
                let start_ms = i as u64 * 1000;
                let mut turn = Turn::from_text(side, text, Some(start_ms), Some(start_ms + 900));
                turn.speaker = speaker;
                turn
            })
            .collect()
    })
}

fn timeline() -> impl Strategy<Value = Timeline> {
    let kind = prop::sample::select(
        &[
            EventKind::Ring,
            EventKind::Menu,
            EventKind::Voicemail,
            EventKind::Notice,
            EventKind::Hold,
            EventKind::Hold,
            EventKind::Busy,
            EventKind::Silence,
            EventKind::FirstLiveWord,
            EventKind::Goodbye,
        ][..],
    );
    let side = prop::sample::select(&[Side::Business, Side::Unknown, Side::Caller][..]);
    let span = prop::option::of((0_u64..20_000, 0_u64..20_000));
    prop::collection::vec((kind, side, prop::option::of(0_usize..20), span), 0..6).prop_map(|events| Timeline {
        events: events
            .into_iter()
            .map(|(kind, side, turn, span)| TimelineEvent {
                kind,
                side,
                start_ms: span.map(|(start_ms, _)| start_ms),
                end_ms: span.map(|(start_ms, length_ms)| start_ms + length_ms),
                turn,
                label: None,
                confidence: Probability::from_thousandths(900),
            })
            .collect(),
    })
}

fn figures() -> impl Strategy<Value = TimelineFigures> {
    let ms = || prop::option::of(0_u64..90_000);
    let count = || prop::option::of(0_u32..8);
    let percent = prop::option::of((0_u32..=1000).prop_map(|tenths| f64::from(tenths) / 10.0));
    (ms(), ms(), ms(), count(), count(), percent).prop_map(|(first, hold, silence, rings, holds, percent)| {
        TimelineFigures {
            first_live_word_ms: first,
            longest_hold_ms: hold,
            longest_silence_ms: silence,
            ring_count: rings,
            hold_count: holds,
            business: SideFigures { talk_percent: percent, ..SideFigures::default() },
            ..TimelineFigures::default()
        }
    })
}

/// A call of any kind with figures of any kind: the scorer does not ask whether they go together.
fn call() -> impl Strategy<Value = Heard> {
    (turns(), timeline(), figures()).prop_map(|(turns, timeline, figures)| Heard { turns, timeline, figures })
}

#[derive(Debug)]
struct Heard {
    turns: Vec<Turn>,
    timeline: Timeline,
    figures: TimelineFigures,
}

fn assessed(heard: &Heard, is_cut_off: bool, doubtful_turns: &[usize]) -> Assessment {
    let call = Call::default();
    let Heard { turns, timeline, figures } = heard;
    let conversation =
        Conversation { turns, timeline, figures, is_cut_off, call: &call, doubtful_turns, sides_confidence: None };
    assess(&full_rubric(), &conversation)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_same_conversation_is_assessed_the_same(heard in call()) {
        let (a, b) = (assessed(&heard, false, &[]), assessed(&heard, false, &[]));
        prop_assert_eq!(serde_json::to_string(&a.criteria).unwrap(), serde_json::to_string(&b.criteria).unwrap());
        prop_assert_eq!(a, b);
    }

    #[test]
    fn every_quote_is_found_in_its_turn(heard in call()) {
        let found = assessed(&heard, false, &[]);
        let quotes = found.criteria.iter().flat_map(|c| &c.evidence).chain(&found.call_type_evidence).map(|e| (e.turn, &e.quote));
        let misses = found.criteria.iter().filter_map(|c| c.nearest_miss.as_ref()).map(|m| (m.turn, &m.quote));
        for (turn, quote) in quotes.chain(misses) {
            prop_assert!(!quote.trim().is_empty());
            prop_assert!(heard.turns[turn].text().contains(quote.as_str()), "{quote:?} is not in turn {turn}");
        }
    }

    #[test]
    fn points_follow_from_verdicts(heard in call(), is_cut_off: bool) {
        let rubric = full_rubric();
        let found = assessed(&heard, is_cut_off, &[]);
        prop_assert_eq!(found.criteria.len(), rubric.criteria.len());
        for (scored, criterion) in found.criteria.iter().zip(&rubric.criteria) {
            let is_counted = matches!(scored.verdict, Verdict::Pass | Verdict::Fail);
            prop_assert_eq!(&scored.id, &criterion.id);
            prop_assert_eq!(scored.possible, if is_counted { criterion.weight } else { 0 });
            prop_assert_eq!(scored.points, if scored.verdict == Verdict::Pass { criterion.weight } else { 0 });
            prop_assert!(!scored.rationale.is_empty());
        }
        prop_assert_eq!(found.needs_review, !found.review_reasons.is_empty());
        let is_open = found.criteria.iter().any(|c| c.verdict == Verdict::Undetermined);
        prop_assert!(!is_open || found.needs_review);
    }

    #[test]
    fn no_verdict_rests_on_doubtful_words_alone(heard in call()) {
        let all: Vec<usize> = (0..heard.turns.len()).collect();
        let found = assessed(&heard, false, &all);
        for scored in &found.criteria {
            let is_decided = matches!(scored.verdict, Verdict::Pass | Verdict::Fail);
            prop_assert!(!is_decided || scored.evidence.is_empty());
            // A verdict on what a person said or left out needs a person who surely spoke.
            prop_assert!(!is_decided || scored.id == "live_answer", "{} is {:?}", scored.id, scored.verdict);
        }
    }

    #[test]
    fn nothing_fails_for_absence_in_a_call_that_breaks_off(heard in call()) {
        let found = assessed(&heard, true, &[]);
        for id in ["qualifying_questions", "close_attempt", "contact_capture"] {
            let scored = found.criteria.iter().find(|c| c.id == id).unwrap();
            prop_assert_ne!(scored.verdict, Verdict::Fail);
        }
        prop_assert!(found.needs_review);
    }

    /// Without figures nothing that rests on them is decided, whatever else is known.
    #[test]
    fn no_figure_is_made_up(heard in call()) {
        let heard = Heard { figures: TimelineFigures::default(), ..heard };
        let found = assessed(&heard, false, &[]);
        for id in ["answer_speed", "hold_time", "talk_share"] {
            let scored = found.criteria.iter().find(|c| c.id == id).unwrap();
            prop_assert!(matches!(scored.verdict, Verdict::Na | Verdict::Undetermined), "{id}: {}", scored.rationale);
        }
        // The gaps between turns tell of silence, and never as surely as a silence that was heard.
        let silences = heard.timeline.events.iter().filter(|e| e.kind == EventKind::Silence);
        let most = silences.map(|e| e.confidence.thousandths()).fold(700, u16::max);
        let scored = found.criteria.iter().find(|c| c.id == "dead_air").unwrap();
        let is_decided = matches!(scored.verdict, Verdict::Pass | Verdict::Fail);
        prop_assert!(!is_decided || scored.confidence.thousandths() <= most, "{}", scored.rationale);
    }

    /// What fails still fails when it is worse.
    #[test]
    fn a_longer_hold_or_wait_never_helps(heard in call(), more_ms in 0_u64..90_000) {
        let verdict = |heard: &Heard, id: &str| {
            assessed(heard, false, &[]).criteria.iter().find(|c| c.id == id).unwrap().verdict
        };
        let longer = |ms: Option<u64>| ms.map(|ms| ms + more_ms);
        let worse = Heard {
            figures: TimelineFigures {
                first_live_word_ms: longer(heard.figures.first_live_word_ms),
                longest_hold_ms: longer(heard.figures.longest_hold_ms),
                ..heard.figures.clone()
            },
            turns: heard.turns.clone(),
            timeline: heard.timeline.clone(),
        };
        for id in ["answer_speed", "hold_time"] {
            prop_assert!(verdict(&heard, id) != Verdict::Fail || verdict(&worse, id) == Verdict::Fail, "{id}");
        }
    }
}
