use std::path::PathBuf;

use ringcheck_call::{CallType, Segment, Word};

use super::*;
use crate::{LabelledSpeaker, LabelledTurn};

fn turn(speaker: LabelledSpeaker, text: &str, start_ms: u64, end_ms: u64) -> LabelledTurn {
    LabelledTurn { speaker, name: None, text: text.to_owned(), start_ms: Some(start_ms), end_ms: Some(end_ms) }
}

fn labelled(turns: Vec<LabelledTurn>) -> LabelledCall {
    LabelledCall {
        id: "T1".to_owned(),
        turns,
        call_type: CallType::Prospect,
        labels: BTreeMap::new(),
        qualifying_topics: vec![],
        unlabelled: vec![],
        evidence: BTreeMap::new(),
        difficulty: None,
        trade: None,
        author: None,
        audio: None,
        source: PathBuf::from("T1.truth.json"),
    }
}

/// A segment whose words are 200 ms long and 300 ms apart.
fn heard(side: Side, text: &str, start_ms: u64) -> Segment {
    let words: Vec<Word> = (0u64..)
        .zip(text.split_whitespace())
        .map(|(i, text)| Word {
            start_ms: start_ms + 300 * i,
            end_ms: start_ms + 300 * i + 200,
            text: text.to_owned(),
            probability: Probability::ONE,
        })
        .collect();
    Segment {
        channel: 0,
        side,
        start_ms: Some(start_ms),
        end_ms: words.last().map(|w| w.end_ms),
        text: text.to_owned(),
        words,
        confidence: None,
        marks: vec![],
    }
}

fn dialogue() -> LabelledCall {
    labelled(vec![
        turn(LabelledSpeaker::Ivr, "Press one.", 0, 1000),
        turn(LabelledSpeaker::Agent, "Hello, who is this?", 2000, 3500),
        turn(LabelledSpeaker::Caller, "This is Al.", 4000, 5000),
    ])
}

#[test]
fn words_are_right_wrong_or_unknown() {
    let transcript = Transcript::recognized(vec![
        heard(Side::Unknown, "Press one.", 0),
        heard(Side::Business, "Hello, who is this? This", 2000),
        heard(Side::Caller, "is Al.", 4400),
    ]);
    let counts = count_sides(&dialogue(), &transcript);
    assert_eq!(counts, SideCounts { right: 6, wrong: 1, unknown: 2 });
    assert!((counts.share_right().unwrap() - 6.0 / 9.0).abs() < 1e-9);
}

#[test]
fn a_misheard_word_belongs_to_whoever_speaks_alone_at_its_time() {
    let transcript = Transcript::recognized(vec![
        heard(Side::Business, "Hello, you in Hiss?", 2000),
        heard(Side::Caller, "Disease Hal.", 4100),
        heard(Side::Caller, "Nobody", 8000),
    ]);
    let counts = count_sides(&dialogue(), &transcript);
    assert_eq!(counts, SideCounts { right: 6, wrong: 0, unknown: 0 });
    let overlapping =
        labelled(vec![turn(LabelledSpeaker::Agent, "Yes.", 0, 1000), turn(LabelledSpeaker::Caller, "No.", 0, 1000)]);
    let transcript = Transcript::recognized(vec![heard(Side::Caller, "Maybe", 300)]);
    assert_eq!(count_sides(&overlapping, &transcript).total(), 0);
}

#[test]
fn the_same_word_far_away_is_not_that_word() {
    let call = labelled(vec![
        turn(LabelledSpeaker::Agent, "Okay.", 0, 500),
        turn(LabelledSpeaker::Caller, "Thanks a lot.", 9000, 10_000),
    ]);
    let transcript = Transcript::recognized(vec![heard(Side::Caller, "Okay.", 9100)]);
    assert_eq!(count_sides(&call, &transcript), SideCounts { right: 1, wrong: 0, unknown: 0 });
}

fn call(layout: Layout, confidence: u16, right: u64, wrong: u64, unknown: u64) -> CallSides {
    CallSides {
        layout,
        confidence: Probability::from_thousandths(confidence),
        words: SideCounts { right, wrong, unknown },
    }
}

#[test]
fn rows_are_by_layout_and_show_the_worst_recordings() {
    let calls = [
        call(Layout::Mono, 990, 90, 10, 0),
        call(Layout::Mono, 920, 20, 60, 20),
        call(Layout::Stereo, 1000, 100, 0, 0),
    ];
    let rows = word_sides(&calls);
    let layouts: Vec<_> = rows.iter().map(|row| (row.layout, row.n_recordings)).collect();
    assert_eq!(layouts, [(Some(Layout::Stereo), 1), (Some(Layout::Mono), 2), (None, 3)]);
    let mono = &rows[1];
    assert_eq!(mono.words, SideCounts { right: 110, wrong: 70, unknown: 20 });
    assert_eq!((mono.lowest, mono.worst_tenth, mono.median), (0.2, 0.2, 0.9));
    assert!(word_sides(&[]).is_empty());
}

#[test]
fn stated_confidence_is_held_against_what_was_right() {
    let calls = [
        call(Layout::Mono, 990, 90, 10, 0),
        call(Layout::Mono, 910, 40, 10, 50),
        call(Layout::Mono, 940, 50, 0, 0),
        call(Layout::Mono, 300, 0, 0, 100),
    ];
    let rows = side_calibration(&calls);
    let shown: Vec<_> =
        rows.iter().map(|r| (r.from.thousandths(), r.n, r.stated, r.right.hits, r.right.trials)).collect();
    assert_eq!(shown, [(900, 2, 0.925, 90, 100), (950, 1, 0.99, 90, 100)]);
}
