//! Scoring takes a small part of a second. Alone in its program, so that no other test is computed meanwhile.
#![cfg(test)]

#[path = "it/full_rubric.rs"]
mod full_rubric;

use std::time::{Duration, Instant};

use ringcheck_call::{Call, Side, Speaker, Timeline, TimelineFigures, Turn};
use ringcheck_scoring::{Conversation, assess};

use crate::full_rubric::full_rubric;

#[test]
fn a_five_minute_call_is_scored_in_less_than_a_second() {
    let exchange = [
        (
            Side::Business,
            Speaker::Agent,
            "Okay, and how many computers have you got over there, and who looks after them for you at the moment?",
        ),
        (
            Side::Caller,
            Speaker::Caller,
            "There's about nine, and a server in the cupboard, and it was my nephew but he's away at college now, so nobody really.",
        ),
        (
            Side::Business,
            Speaker::Agent,
            "Right. So normally we only look after companies on a support agreement, but let me see what I can do for you today.",
        ),
        (
            Side::Caller,
            Speaker::Caller,
            "We'd pay by the hour if that helps, it's just that the whole office is standing around and nobody can print or open anything.",
        ),
    ];
    // 40 turns of about 20 words: 800 words, which is five minutes of talk.
    let turns: Vec<Turn> = (0..40)
        .map(|i| {
            let (side, speaker, text) = exchange[i % exchange.len()];
            let mut turn = Turn::from_text(side, text, Some(i as u64 * 7500), Some(i as u64 * 7500 + 7000));
            turn.speaker = speaker;
            turn
        })
        .collect();
    let (call, timeline, rubric) = (Call::default(), Timeline::default(), full_rubric());
    let conversation = Conversation {
        turns: &turns,
        timeline: &timeline,
        figures: &TimelineFigures::default(),
        is_cut_off: false,
        call: &call,
        doubtful_turns: &[],
        sides_confidence: None,
    };
    // The first call compiles the patterns, once for the process.
    let _ = assess(&rubric, &conversation);
    let start = Instant::now();
    let found = assess(&rubric, &conversation);
    let took = start.elapsed();
    assert_eq!(found.criteria.len(), rubric.criteria.len());
    assert!(took < Duration::from_secs(1), "took {took:?}");
}
