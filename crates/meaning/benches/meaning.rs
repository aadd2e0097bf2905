//! How long the language model takes: `cargo bench -p ringcheck-meaning`.

use ringcheck_meaning::{Embedding, LanguageModel, Spoken, SpokenBy};

fn main() {
    // Laying out the model is measured by none of them.
    assert!(!LanguageModel::embedded().cue_names().is_empty());
    divan::main();
}

const TURNS: [(SpokenBy, &str); 13] = [
    (SpokenBy::Recorded, "Thank you for calling Northside Computers. This call may be recorded."),
    (SpokenBy::Agent, "Northside Computers, this is Dana, how can I help you today?"),
    (SpokenBy::Caller, "Hi, yeah, our server went down this morning and nobody in the office can log in."),
    (SpokenBy::Agent, "Oh no. Are you set up with us already, or is this the first time you've called?"),
    (SpokenBy::Caller, "First time. We had a guy who did this for us but he's moved away."),
    (SpokenBy::Agent, "Got it. And how many people are sitting there waiting, would you say?"),
    (SpokenBy::Caller, "About a dozen. We're a small law office on Fifth Street, just across from the bank."),
    (SpokenBy::Agent, "Okay, and what's your name and the best number to reach you at if we get cut off?"),
    (SpokenBy::Caller, "It's Marie Lopez, five five five, oh one four two."),
    (SpokenBy::Agent, "Thanks, Marie. I can have somebody at your door by two this afternoon, would that work?"),
    (SpokenBy::Caller, "Two is good. What's that going to cost us, roughly?"),
    (
        SpokenBy::Agent,
        "It's one forty an hour with no charge for the drive, and he'll tell you first if it looks longer.",
    ),
    (SpokenBy::Caller, "Fine, yes, send him over."),
];

/// A call of about five minutes: 52 turns, 750 words.
#[divan::bench]
fn cues_of_a_call(bencher: divan::Bencher<'_, '_>) {
    let turns: Vec<(SpokenBy, &str)> = TURNS.repeat(4);
    let spoken: Vec<Spoken<'_>> = (0..turns.len())
        .map(|at| Spoken {
            by: turns[at].0,
            text: turns[at].1,
            before: &turns[..at],
            after: turns.get(at + 1).copied(),
        })
        .collect();
    bencher.bench_local(|| LanguageModel::embedded().cues(divan::black_box(&spoken)));
}

#[divan::bench]
fn cues_of_a_turn(bencher: divan::Bencher<'_, '_>) {
    let spoken = [Spoken { by: TURNS[5].0, text: TURNS[5].1, before: &TURNS[3..5], after: Some(TURNS[6]) }];
    bencher.bench_local(|| LanguageModel::embedded().cues(divan::black_box(&spoken)));
}

#[divan::bench]
fn embedding_of_a_sentence() -> Vec<Embedding> {
    LanguageModel::embedded().embed(&[divan::black_box(TURNS[2].1)])
}
