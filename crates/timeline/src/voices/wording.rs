//! Which side would say this: the odds of single words and of runs of two and three.
//!
//! The weights are those of a logistic regression over sentences whose side is known; `eval/tools/train_voices.py`
//! makes the table. A sentence by itself tells little, all sentences of a voice tell nearly everything.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

/// Runs of words with their weight in hundredths of a natural logarithm of the odds for the business.
static WEIGHTS: LazyLock<HashMap<&'static str, f64>> = LazyLock::new(|| {
    include_str!("weights/wording.tsv")
        .lines()
        .filter_map(|line| {
            let (weight, words) = line.split_once('\t')?;
            Some((words, weight.parse::<f64>().ok()? / 100.0))
        })
        .collect()
});

/// Words whose `'s` stands for `is`.
const BEFORE_IS: &[&str] =
    &["it", "that", "this", "there", "here", "who", "what", "where", "how", "name", "nobody", "he", "she"];

/// How much likelier the business says `text` than the caller: a natural logarithm of odds.
pub(super) fn business_odds(text: &str) -> f64 {
    let mut words = vec!["^".to_owned()];
    words.extend(tokens(text));
    words.push("$".to_owned());
    let inside = words[1..words.len() - 1].iter().cloned();
    let runs: BTreeSet<String> = inside
        .chain(words.windows(2).map(|run| run.join(" ")))
        .chain(words.windows(3).map(|run| run.join(" ")))
        .collect();
    runs.iter().filter_map(|run| WEIGHTS.get(run.as_str())).sum()
}

/// The words in lower case with contractions spelled out and numbers as `0`; a question mark is a word.
fn tokens(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace('’', "'");
    let mut found = Vec::new();
    let mut word = String::new();
    for c in lower.chars().chain([' ']) {
        if c.is_ascii_lowercase() || c == '\'' {
            word.push(c);
        } else if c.is_ascii_digit() {
            if !word.ends_with('0') {
                word.push('0');
            }
        } else {
            spell_out(word.trim_matches('\''), &mut found);
            word.clear();
            if c == '?' {
                found.push("?".to_owned());
            }
        }
    }
    found
}

fn spell_out(word: &str, found: &mut Vec<String>) {
    let (stem, tail) = match word {
        "" => return,
        "can't" => ("cannot", ""),
        "won't" => ("will", "not"),
        "let's" => ("let", "us"),
        "gonna" => ("going", "to"),
        "wanna" => ("want", "to"),
        "y'all" => ("you", "all"),
        _ => contraction(word),
    };
    found.push(stem.to_owned());
    if !tail.is_empty() {
        found.push(tail.to_owned());
    }
}

fn contraction(word: &str) -> (&str, &str) {
    const ENDINGS: &[(&str, &str)] =
        &[("n't", "not"), ("'m", "am"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'d", "would")];
    for (ending, long) in ENDINGS {
        if let Some(stem) = word.strip_suffix(ending)
            && !stem.is_empty()
        {
            return (stem, long);
        }
    }
    match word.strip_suffix("'s") {
        Some(stem) if BEFORE_IS.contains(&stem) => (stem, "is"),
        _ => (word, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_spelled_out() {
        assert_eq!(tokens("It’s 1,250, isn't it? Y'all"), ["it", "is", "0", "0", "is", "not", "it", "?", "you", "all"]);
        assert_eq!(tokens("'Tis Pruitt's -- n't 'd"), ["tis", "pruitt's", "n't", "d"]);
        assert!(tokens("…").is_empty());
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        assert!(WEIGHTS.len() > 1000);
        assert_eq!(WEIGHTS.len(), include_str!("weights/wording.tsv").lines().count());
    }

    #[test]
    fn who_serves_and_who_wants_are_told_apart() {
        for said in ["Thank you for calling, how can I help you?", "What's the best number to reach you?"] {
            assert!(business_odds(said) > 1.0, "{said}: {}", business_odds(said));
        }
        for said in ["Hi, I'm calling because our server is down.", "My computer won't turn on."] {
            assert!(business_odds(said) < -0.3, "{said}: {}", business_odds(said));
        }
        assert!(business_odds("").abs() < 0.5);
    }
}
