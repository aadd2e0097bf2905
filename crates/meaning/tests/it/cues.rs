use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
};

use proptest::prelude::*;
use rayon::ThreadPoolBuilder;
use ringcheck_meaning::{CueScores, LanguageModel, Spoken, SpokenBy};

use crate::reference::REFERENCE;

const SPOKEN_BY: [SpokenBy; 4] = [SpokenBy::Agent, SpokenBy::Caller, SpokenBy::Recorded, SpokenBy::Unknown];

fn cues(spoken: &[Spoken<'_>]) -> Vec<CueScores> {
    LanguageModel::embedded().cues(spoken)
}

fn agent(text: &str) -> Spoken<'_> {
    Spoken { by: SpokenBy::Agent, text, before: &[], after: None }
}

fn probabilities(scores: &CueScores) -> Vec<f32> {
    scores.iter().map(|(_, probability)| probability).collect()
}

#[test]
fn probabilities_are_those_of_the_float_model_but_for_rounding() {
    let by = |name: &str| match name {
        "agent" => SpokenBy::Agent,
        "caller" => SpokenBy::Caller,
        "recorded" => SpokenBy::Recorded,
        "unknown" => SpokenBy::Unknown,
        other => panic!("nobody is called {other}"),
    };
    let turn = |(name, text): &'static (String, String)| (by(name), text.as_str());
    for case in &REFERENCE.turns {
        let before: Vec<_> = case.before.iter().map(turn).collect();
        let after = case.after.as_ref().map(turn);
        let spoken = Spoken { by: by(&case.by), text: &case.text, before: &before, after };
        let found = &cues(&[spoken])[0];
        assert_eq!(found.iter().count(), case.probabilities.len());
        for (cue, expected) in &case.probabilities {
            let found = found.probability(cue);
            assert!((found - expected).abs() < 0.06, "{cue}: {found} for {expected} in {:?}", case.text);
        }
    }
}

#[test]
fn every_cue_has_one_name_and_a_threshold() {
    let model = LanguageModel::embedded();
    let names: BTreeSet<&String> = model.cue_names().iter().collect();
    assert_eq!(names.len(), model.cue_names().len());
    assert!(!model.version().is_empty());
    for cue in names {
        let threshold = model.threshold(cue).unwrap();
        assert!((0.0..=1.0).contains(&threshold), "{cue}: {threshold}");
    }
    assert_eq!(model.threshold("no such cue"), None);
}

#[test]
fn scores_name_the_cues_of_the_model_in_order() {
    let scores = &cues(&[agent("Hello?")])[0];
    let names: Vec<&str> = scores.iter().map(|(name, _)| name).collect();
    assert_eq!(names, LanguageModel::embedded().cue_names());
}

#[test]
fn no_turns_have_no_scores() {
    assert!(cues(&[]).is_empty());
}

#[test]
fn who_speaks_and_what_is_said_around_matters() {
    let said = Spoken { after: Some((SpokenBy::Caller, "Okay.")), ..agent("Three o'clock.") };
    let before = [(SpokenBy::Caller, "When can you come?")];
    let others = [
        Spoken { by: SpokenBy::Caller, ..said },
        Spoken { before: &before, ..said },
        Spoken { after: None, ..said },
        Spoken { after: Some((SpokenBy::Caller, "No, that's too late.")), ..said },
    ];
    for other in others {
        let scores = cues(&[said, other]);
        assert_ne!(scores[0], scores[1], "{other:?}");
    }
}

#[test]
fn only_the_last_two_turns_before_are_read() {
    let turns = [(SpokenBy::Agent, "Hello."), (SpokenBy::Caller, "Hi."), (SpokenBy::Agent, "How can I help?")];
    let said = agent("Are you there?");
    let scores = cues(&[Spoken { before: &turns, ..said }, Spoken { before: &turns[1..], ..said }]);
    assert_eq!(scores[0], scores[1]);
}

#[test]
fn a_long_turn_has_the_most_certain_cues_of_its_windows() {
    let phrases = ["we only help customers under contract, ", "I can send you somebody today, ", "do you own a dog, "];
    // As a sentence each fills more than half of a window, so each has one of its own.
    let windows = phrases.map(|phrase| format!("{}okay? ", phrase.repeat(42 / phrase.split(' ').count())));
    let whole = windows.concat();
    let spoken: Vec<Spoken<'_>> = windows.iter().map(String::as_str).chain([whole.as_str()]).map(agent).collect();
    let scores = cues(&spoken);
    let (whole, windows) = scores.split_last().unwrap();
    for (cue, probability) in whole.iter() {
        let most = windows.iter().map(|window| window.probability(cue)).fold(0.0, f32::max);
        assert_eq!(probability.to_bits(), most.to_bits(), "{cue}");
    }
}

#[test]
fn ten_thousand_words_are_read_to_their_end() {
    let scores = cues(&[agent(&"and so on ".repeat(3_333))]);
    assert!(probabilities(&scores[0]).iter().all(|probability| (0.0..=1.0).contains(probability)));
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let turns: Vec<(SpokenBy, String)> =
        (0..40).map(|n| (SPOKEN_BY[n % 4], format!("This is turn number {n}. ").repeat(1 + n % 7))).collect();
    let spoken: Vec<Spoken<'_>> =
        turns.iter().map(|(by, text)| Spoken { by: *by, text, before: &[], after: None }).collect();
    let expected = cues(&spoken);
    for n_threads in [1, 2, 5] {
        let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        assert_eq!(pool.install(|| cues(&spoken)), expected, "{n_threads} threads");
    }
}

#[test]
fn a_worker_that_waits_for_scores_takes_up_no_other_job() {
    let pool = ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let (is_busy, busy) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    pool.spawn(move || {
        is_busy.send(()).unwrap();
        released.recv().unwrap();
    });
    busy.recv().unwrap();
    let has_run = Arc::new(AtomicBool::new(false));
    let runs = Arc::clone(&has_run);
    let ran_meanwhile = pool.install(|| {
        pool.spawn(move || runs.store(true, Ordering::SeqCst));
        cues(&[agent("Hello?")]);
        has_run.load(Ordering::SeqCst)
    });
    release.send(()).unwrap();
    assert!(!ran_meanwhile);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn scores_do_not_depend_on_their_company(
        turns in prop::collection::vec((prop::sample::select(&SPOKEN_BY[..]), "([a-z]{1,8}[ ,.?]){0,40}"), 1..6),
    ) {
        let turns: Vec<(SpokenBy, &str)> = turns.iter().map(|(by, text)| (*by, text.as_str())).collect();
        let spoken: Vec<Spoken<'_>> = (0..turns.len())
            .map(|at| Spoken {
                by: turns[at].0,
                text: turns[at].1,
                before: &turns[..at],
                after: turns.get(at + 1).copied(),
            })
            .collect();
        let alone: Vec<CueScores> = spoken.iter().flat_map(|spoken| cues(&[*spoken])).collect();
        prop_assert_eq!(cues(&spoken), alone);
    }

    #[test]
    fn any_text_has_probabilities(text in any::<String>(), context in any::<String>()) {
        let before = [(SpokenBy::Unknown, context.as_str())];
        let spoken = Spoken { before: &before, after: Some((SpokenBy::Recorded, &context)), ..agent(&text) };
        for probability in probabilities(&cues(&[spoken])[0]) {
            prop_assert!((0.0..=1.0).contains(&probability));
            prop_assert!((probability * 1000.0 - (probability * 1000.0).round()).abs() < 1e-3);
        }
    }
}
