//! The timeline of a report: rings, the first live word, the sounds of the line.

use ringcheck_call::{CallType, EventKind, Probability, Scorecard, Side, TimelineEvent};
use ringcheck_evaluation::{
    Disagreement, DisagreementKind, EvaluatedCall, EvaluationReport, LabelledCall, Outcome, Parts,
};
use ringcheck_statistics::Proportion;

use crate::fixture::{line, read, scorecard};

const fn of(hits: u64, trials: u64) -> Proportion {
    Proportion { hits, trials }
}

/// A truth file with these turns and events, each `word start end`.
fn truth(id: &str, turns: &[(&str, u64, u64)], events: Option<&[(&str, u64, u64)]>) -> LabelledCall {
    let list = |items: &[(&str, u64, u64)], key: &str, extra: &str| {
        let items: Vec<String> = items
            .iter()
            .map(|(word, start, end)| format!(r#"{{"{key}":"{word}"{extra},"start_ms":{start},"end_ms":{end}}}"#))
            .collect();
        format!("[{}]", items.join(","))
    };
    let turns = list(turns, "speaker", r#","text":"Hi.""#);
    let events = events.map(|events| format!(r#","events":{}"#, list(events, "kind", ""))).unwrap_or_default();
    let text = format!(
        r#"{{"id":"{id}","file":"{id}.wav","layout":"mono","duration_ms":60000,"turns":{turns}{events},
            "call_type":"prospect","labels":{{"live_answer":"pass"}}}}"#
    );
    read(&format!("{id}.truth.json"), &text).remove(0)
}

/// What the tool says: rings, the first live word, and events.
fn card(rings: Option<u32>, live_word_ms: Option<u64>, events: &[(EventKind, u64, u64)]) -> Scorecard {
    let mut card = scorecard(CallType::Prospect, &[], None);
    card.figures.ring_count = rings;
    card.figures.first_live_word_ms = live_word_ms;
    card.timeline.events = events
        .iter()
        .map(|(kind, start, end)| TimelineEvent {
            kind: *kind,
            side: Side::Business,
            start_ms: Some(*start),
            end_ms: Some(*end),
            turn: None,
            label: None,
            confidence: Probability::ONE,
        })
        .collect();
    card
}

fn report(calls: &[(LabelledCall, Scorecard)]) -> EvaluationReport {
    let calls: Vec<_> = calls
        .iter()
        .map(|(labelled, scorecard)| EvaluatedCall { labelled, outcome: Outcome::Scored { scorecard, heard: None } })
        .collect();
    EvaluationReport::build(&calls, Parts::default(), None)
}

/// Rings and a person; a queue with a ring behind it; a caller who hears nothing but rings; nothing but a busy tone.
fn four() -> Vec<(LabelledCall, Scorecard)> {
    let (ring, music) = (EventKind::Ring, EventKind::Music);
    vec![
        (
            truth("a", &[("agent", 7_000, 9_000)], Some(&[("ring", 0, 2_000), ("ring", 6_000, 6_500)])),
            card(Some(2), Some(7_500), &[(ring, 0, 6_400), (ring, 12_000, 13_000)]),
        ),
        (
            truth(
                "b",
                &[("caller", 100, 400), ("ivr", 1_000, 3_000), ("agent", 20_000, 22_000)],
                Some(&[("ring", 0, 900), ("music", 3_500, 9_000), ("ring", 12_000, 14_000), ("dtmf", 50, 90)]),
            ),
            card(Some(2), Some(20_501), &[(ring, 100, 800), (ring, 12_500, 13_000), (music, 3_400, 5_000)]),
        ),
        (
            truth("c", &[], Some(&[("ring", 0, 2_000), ("ring", 6_000, 8_000)])),
            card(None, Some(3_000), &[(music, 9_000, 9_500)]),
        ),
        (truth("d", &[("agent", 5_000, 6_000)], Some(&[("busy", 0, 3_000)])), card(Some(0), None, &[])),
    ]
}

#[test]
fn rings_are_counted_until_something_answers() {
    let rings = report(&four()).overall.timeline.unwrap().rings;
    // b rings once before the recorded voice, and once behind it; d does not ring.
    assert_eq!((rings.exact, rings.exact_of_ringing, rings.n_unknown), (of(2, 4), of(1, 3), 1));
    assert_eq!(rings.errors.into_iter().collect::<Vec<_>>(), [(0, 2), (1, 1)]);
}

#[test]
fn the_first_live_word_is_that_of_the_first_agent() {
    let live = report(&four()).overall.timeline.unwrap().first_live_word;
    // a is late by 500 ms and b by 501 ms; d is missed and c invented.
    assert_eq!((live.within_half_second, live.n_measured), (of(1, 3), 2));
    assert_eq!((live.median_abs_ms, live.p95_abs_ms, live.median_ms), (Some(500), Some(501), Some(500)));
    assert_eq!((live.n_missed, live.n_invented), (1, 1));
}

#[test]
fn sounds_match_where_they_overlap() {
    let sounds = report(&four()).overall.timeline.unwrap().sounds;
    let rows: Vec<_> = sounds.iter().map(|row| (row.kind, row.recall, row.precision)).collect();
    assert_eq!(
        rows,
        [
            (EventKind::Ring, of(4, 6), of(3, 4)),
            (EventKind::Busy, of(0, 1), of(0, 0)),
            (EventKind::Dtmf, of(0, 1), of(0, 0)),
            (EventKind::Music, of(1, 1), of(1, 2)),
        ]
    );
}

#[test]
fn music_behind_speech_counts_neither_way() {
    let turns = [("agent", 1_000, 9_000)];
    let events: &[_] = &[("background_music", 0, 10_000), ("ring", 0, 500)];
    let found = [(EventKind::Music, 2_000, 8_000), (EventKind::Music, 20_000, 21_000), (EventKind::Ring, 0, 500)];
    let timeline =
        report(&[(truth("a", &turns, Some(events)), card(Some(1), Some(1_000), &found))]).overall.timeline.unwrap();
    assert_eq!(timeline.rings.exact, of(1, 1));
    let music = timeline.sounds.iter().find(|row| row.kind == EventKind::Music).unwrap();
    assert_eq!((music.recall, music.precision), (of(0, 0), of(0, 1)));
}

#[test]
fn what_differs_is_told_per_call() {
    let report = report(&four());
    let found: Vec<&Disagreement> =
        report.disagreements.iter().filter(|d| d.kind == DisagreementKind::Timeline).collect();
    let lines: Vec<String> =
        found.iter().map(|d| format!("{} {}: {} / {}", d.criterion, d.id, d.label, d.tool)).collect();
    assert_eq!(
        lines,
        [
            "ring_count b: 1 / 2",
            "ring_count c: 2 / unknown",
            "first_live_word b: 0:20.00 / 0:20.50",
            "first_live_word c: none / 0:03.00",
            "first_live_word d: 0:05.00 / none",
            "sounds a: nothing else / ring 0:12.00 to 0:13.00",
            "sounds b: dtmf 0:00.05 to 0:00.09 / nothing else",
            "sounds c: ring 0:00.00 to 0:02.00, ring 0:06.00 to 0:08.00 / music 0:09.00 to 0:09.50",
            "sounds d: busy 0:00.00 to 0:03.00 / nothing else",
        ]
    );
}

#[test]
fn the_text_and_the_json_have_the_same_figures() {
    let report = report(&four());
    let text = report.to_string();
    for expected in [
        "rings counted exactly               4  0.50 [0.15, 0.85]   2",
        "first live word within 0.5 s        3  0.33 [0.06, 0.79]   1",
        "Rings too many or too few: 0 in 2, +1 in 1, unknown in 1",
        "off by 500 ms (median), 501 ms (95th percentile); bias +500 ms; 2 calls",
        "not found in 1 calls, found where there is none in 1",
        "ring                         6  0.67 [0.30, 0.90]         4 0.75 [0.30, 0.95]",
        "busy                         1  0.00 [0.00, 0.79]         0 -",
    ] {
        assert!(text.contains(expected), "{expected}:\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 100 && line == line.trim_end()), "{text}");
    let json = serde_json::to_value(&report).unwrap();
    let timeline = &json["overall"]["timeline"];
    assert_eq!(timeline["rings"]["exact"]["hits"], 2);
    assert_eq!(timeline["rings"]["errors"]["1"], 1);
    assert_eq!(timeline["first_live_word"]["p95_abs_ms"], 501);
    assert_eq!(timeline["sounds"][0]["kind"], "ring");
    assert_eq!(timeline["sounds"][0]["recall"]["value"], 0.6667);
}

#[test]
fn there_is_no_timeline_without_a_truth_of_its_sounds() {
    let untold = (truth("a", &[("agent", 0, 1)], None), card(Some(0), None, &[]));
    let written = read("dev.jsonl", &line("D00", "prospect", "{}")).remove(0);
    let report = report(&[untold, (written, card(Some(0), None, &[]))]);
    assert_eq!(report.overall.timeline, None);
    assert!(!report.to_string().contains("Timeline"));
    assert!(report.disagreements.iter().all(|d| d.kind != DisagreementKind::Timeline));
}
