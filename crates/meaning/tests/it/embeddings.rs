use std::thread;

use proptest::prelude::*;
use ringcheck_meaning::{Embedding, LanguageModel};

use crate::reference::REFERENCE;

fn embed(texts: &[&str]) -> Vec<Embedding> {
    LanguageModel::embedded().embed(texts)
}

#[test]
fn embeddings_are_those_of_the_float_model_but_for_rounding() {
    let sentences = &REFERENCE.sentences;
    let texts: Vec<&str> = sentences.iter().map(|sentence| sentence.text.as_str()).collect();
    let embeddings = embed(&texts);
    for (sentence, embedding) in sentences.iter().zip(&embeddings) {
        for (expected, found) in sentence.start.iter().zip(embedding.coordinates()) {
            // A coordinate is 0.05 in size on average.
            assert!((expected - found).abs() < 0.01, "{}: {found} for {expected}", sentence.text);
        }
        for (expected, other) in sentence.similarities.iter().zip(&embeddings) {
            let found = embedding.similarity(other);
            assert!((expected - found).abs() < 0.01, "{}: {found} for {expected}", sentence.text);
        }
    }
}

#[test]
fn paraphrases_are_nearer_than_unrelated_sentences() {
    let [down, offline, dog] = ["Our server is down.", "The server has gone offline.", "My dog won't eat."];
    let embeddings = embed(&[down, offline, dog]);
    assert!(embeddings[0].similarity(&embeddings[1]) > 0.6);
    assert!(embeddings[0].similarity(&embeddings[2]) < 0.3);
}

#[test]
fn no_text_has_no_embedding() {
    assert!(embed(&[]).is_empty());
}

#[test]
fn an_empty_text_means_something_that_can_be_compared() {
    let embeddings = embed(&["", " "]);
    assert!((embeddings[0].similarity(&embeddings[1]) - 1.0).abs() < f32::EPSILON);
}

#[test]
fn of_ten_thousand_words_the_start_is_read() {
    let long = "five ".repeat(10_000);
    // 254 word pieces of one word each.
    let embeddings = embed(&[&long, &"five ".repeat(254), &"five ".repeat(253)]);
    assert_eq!(embeddings[0], embeddings[1]);
    assert_ne!(embeddings[0], embeddings[2]);
}

#[test]
fn all_threads_get_the_same() {
    let texts = ["Somebody will call you back.", "Hold on please.", ""];
    let expected = embed(&texts);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| embed(&texts))).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), expected);
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn similarity_is_symmetric_and_one_for_itself(a in any::<String>(), b in "[a-z ,.?']{0,80}") {
        let embeddings = embed(&[&a, &b]);
        let there = embeddings[0].similarity(&embeddings[1]);
        prop_assert!((-1.0..=1.0).contains(&there));
        prop_assert_eq!(there.to_bits(), embeddings[1].similarity(&embeddings[0]).to_bits());
        prop_assert_eq!(embeddings[0].similarity(&embeddings[0]).to_bits(), 1.0_f32.to_bits());
    }

    #[test]
    fn an_embedding_does_not_depend_on_its_company(texts in prop::collection::vec("([a-z]{1,9}[ ,.]){0,60}", 1..8)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let alone: Vec<Embedding> = texts.iter().flat_map(|text| embed(&[text])).collect();
        prop_assert_eq!(embed(&texts), alone);
    }
}
