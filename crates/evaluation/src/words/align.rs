//! The shortest way from the words that were said to the words that were heard.

use ringcheck_statistics::{to_f64, to_four_decimals};
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use super::NormalWord;

/// One error. The lower half counts substitutions, so that of two equally short ways the one with fewer
/// substitutions, hence more words right, is taken; the counts are then the same in whatever order they are found.
const GAP: u64 = 1 << 32;
const SUBSTITUTION: u64 = GAP + 1;

/// Above this many cells the table is not kept whole but halved (Hirschberg 1975), so that memory stays small.
const MAX_CELLS: usize = 1 << 20;

/// Word errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordErrors {
    /// Words that were said.
    pub reference_words: u64,
    /// Words heard as others.
    pub substitutions: u64,
    /// Words heard that were not said.
    pub insertions: u64,
    /// Words said that were not heard.
    pub deletions: u64,
}

impl WordErrors {
    /// All errors.
    #[must_use]
    pub fn errors(self) -> u64 {
        self.substitutions + self.insertions + self.deletions
    }

    /// Errors over words said; `None` where nothing was said. Above 1 where more was heard than said.
    #[must_use]
    pub fn rate(self) -> Option<f64> {
        (self.reference_words > 0).then(|| to_f64(self.errors()) / to_f64(self.reference_words))
    }
}

impl std::ops::AddAssign for WordErrors {
    fn add_assign(&mut self, other: Self) {
        self.reference_words += other.reference_words;
        self.substitutions += other.substitutions;
        self.insertions += other.insertions;
        self.deletions += other.deletions;
    }
}

impl Serialize for WordErrors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("WordErrors", 5)?;
        fields.serialize_field("reference_words", &self.reference_words)?;
        fields.serialize_field("substitutions", &self.substitutions)?;
        fields.serialize_field("insertions", &self.insertions)?;
        fields.serialize_field("deletions", &self.deletions)?;
        fields.serialize_field("wer", &self.rate().map(to_four_decimals))?;
        fields.end()
    }
}

/// Which words that were said are which words that were heard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    /// The errors.
    pub errors: WordErrors,
    /// Words that match: place among the words said, place among the words heard; both ascending.
    pub matches: Vec<(usize, usize)>,
}

/// Aligns what was heard with what was said: the least errors (Levenshtein 1966), and of those ways the one with the
/// fewest substitutions.
#[must_use]
pub fn align(said: &[NormalWord], heard: &[NormalWord]) -> Alignment {
    let mut matches = Vec::new();
    let mut substitutions = 0;
    split_and_align(said, heard, 0, 0, &mut matches, &mut substitutions);
    let n_matches = matches.len() as u64;
    let errors = WordErrors {
        reference_words: said.len() as u64,
        substitutions,
        insertions: heard.len() as u64 - n_matches - substitutions,
        deletions: said.len() as u64 - n_matches - substitutions,
    };
    Alignment { errors, matches }
}

fn split_and_align(
    said: &[NormalWord],
    heard: &[NormalWord],
    said_at: usize,
    heard_at: usize,
    matches: &mut Vec<(usize, usize)>,
    substitutions: &mut u64,
) {
    if said.len() < 2 || (said.len() + 1).saturating_mul(heard.len() + 1) <= MAX_CELLS {
        align_whole(said, heard, said_at, heard_at, matches, substitutions);
        return;
    }
    let middle = said.len() / 2;
    let before = last_row(said[..middle].iter(), heard.len(), |j| &heard[j]);
    let after = last_row(said[middle..].iter().rev(), heard.len(), |j| &heard[heard.len() - 1 - j]);
    let costs = before.iter().zip(after.iter().rev()).map(|(a, b)| a + b);
    let cut = costs.enumerate().min_by_key(|(_, cost)| *cost).map_or(0, |(j, _)| j);
    split_and_align(&said[..middle], &heard[..cut], said_at, heard_at, matches, substitutions);
    split_and_align(&said[middle..], &heard[cut..], said_at + middle, heard_at + cut, matches, substitutions);
}

/// What it costs to come from all of `said` to each beginning of the heard words.
fn last_row<'a>(
    said: impl Iterator<Item = &'a NormalWord>,
    n_heard: usize,
    heard: impl Fn(usize) -> &'a NormalWord,
) -> Vec<u64> {
    let mut row: Vec<u64> = (0..=n_heard as u64).map(|j| j * GAP).collect();
    for word in said {
        let mut diagonal = row[0];
        row[0] += GAP;
        for j in 1..=n_heard {
            let kept = diagonal + if word.matches(heard(j - 1)) { 0 } else { SUBSTITUTION };
            diagonal = row[j];
            row[j] = kept.min(row[j] + GAP).min(row[j - 1] + GAP);
        }
    }
    row
}

fn align_whole(
    said: &[NormalWord],
    heard: &[NormalWord],
    said_at: usize,
    heard_at: usize,
    matches: &mut Vec<(usize, usize)>,
    substitutions: &mut u64,
) {
    let width = heard.len() + 1;
    let mut costs: Vec<u64> = (0..width as u64).map(|j| j * GAP).collect();
    costs.resize(width * (said.len() + 1), 0);
    for i in 1..=said.len() {
        costs[i * width] = i as u64 * GAP;
        for j in 1..width {
            let kept =
                costs[(i - 1) * width + j - 1] + if said[i - 1].matches(&heard[j - 1]) { 0 } else { SUBSTITUTION };
            costs[i * width + j] = kept.min(costs[(i - 1) * width + j] + GAP).min(costs[i * width + j - 1] + GAP);
        }
    }
    let (mut i, mut j, first) = (said.len(), heard.len(), matches.len());
    while i > 0 && j > 0 {
        let here = costs[i * width + j];
        let is_match = said[i - 1].matches(&heard[j - 1]);
        if here == costs[(i - 1) * width + j - 1] + if is_match { 0 } else { SUBSTITUTION } {
            (i, j) = (i - 1, j - 1);
            if is_match {
                matches.push((said_at + i, heard_at + j));
            } else {
                *substitutions += 1;
            }
        } else if here == costs[(i - 1) * width + j] + GAP {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    matches[first..].reverse();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<NormalWord> {
        text.split_whitespace().enumerate().map(|(source, w)| NormalWord::new(w, source)).collect()
    }

    #[track_caller]
    fn check(said: &str, heard: &str, expected: [u64; 3]) {
        let errors = align(&words(said), &words(heard)).errors;
        assert_eq!([errors.substitutions, errors.insertions, errors.deletions], expected, "{said} / {heard}");
    }

    #[test]
    fn errors_are_counted_by_kind() {
        check("who looks after it now", "who looks after it now", [0, 0, 0]);
        check("the cat sat on the mat", "the cat sat mat", [0, 0, 2]);
        check("the cat sat", "the black cat sat down", [0, 2, 0]);
        check("we only support clients", "we only sport clients", [1, 0, 0]);
        check("", "thank you", [0, 2, 0]);
        check("thank you", "", [0, 0, 2]);
        // Two ways have two errors; the one that keeps a word right is taken.
        check("a b", "b c", [0, 1, 1]);
    }

    /// The worked example of Jurafsky & Martin, Speech and Language Processing, 3rd ed., chapter on recognition:
    /// 6 substitutions, 3 insertions, 1 deletion and 13 words said give a rate of 0.769.
    #[test]
    fn the_rate_of_the_textbook_example() {
        let said = "i um the phone is i left the portable phone upstairs last night";
        let heard = "i got it to the fullest i love to portable form of stores last night";
        let errors = align(&words(said), &words(heard)).errors;
        assert_eq!((errors.reference_words, errors.errors()), (13, 10));
        assert!((errors.rate().unwrap() - 0.769).abs() < 0.001);
    }

    #[test]
    fn what_was_never_said_has_no_rate() {
        assert_eq!(align(&[], &words("hello")).errors.rate(), None);
    }

    #[test]
    fn long_calls_are_split_without_loss() {
        let said: Vec<NormalWord> = (0..4000).map(|i| NormalWord::new(&format!("w{}", i * 7 % 50), i)).collect();
        let mut heard = said.clone();
        heard.drain(100..130);
        heard.insert(2000, NormalWord::new("x", 0));
        heard[3000] = NormalWord::new("y", 0);
        let errors = align(&said, &heard).errors;
        assert_eq!([errors.substitutions, errors.insertions, errors.deletions], [1, 1, 30]);
    }

    proptest! {
        #[test]
        fn nothing_is_wrong_with_the_same_words(text in "([a-d] ){0,40}") {
            let said = words(&text);
            let alignment = align(&said, &said);
            prop_assert_eq!(alignment.errors.errors(), 0);
            prop_assert_eq!(alignment.matches.len(), said.len());
        }

        #[test]
        fn said_and_heard_can_change_places(a in "([a-d] ){0,30}", b in "([a-d] ){0,30}") {
            let (forth, back) = (align(&words(&a), &words(&b)).errors, align(&words(&b), &words(&a)).errors);
            prop_assert_eq!(forth.substitutions, back.substitutions);
            prop_assert_eq!((forth.insertions, forth.deletions), (back.deletions, back.insertions));
        }

        #[test]
        fn halving_finds_the_same_errors(a in "([a-d] ){2,40}", b in "([a-d] ){2,40}") {
            let (said, heard) = (words(&a), words(&b));
            let whole = align(&said, &heard);
            let (mut matches, mut substitutions) = (Vec::new(), 0);
            let middle = said.len() / 2;
            let before = last_row(said[..middle].iter(), heard.len(), |j| &heard[j]);
            let after = last_row(said[middle..].iter().rev(), heard.len(), |j| &heard[heard.len() - 1 - j]);
            let costs: Vec<u64> = before.iter().zip(after.iter().rev()).map(|(x, y)| x + y).collect();
            let cut = (0..costs.len()).min_by_key(|j| costs[*j]).unwrap();
            align_whole(&said[..middle], &heard[..cut], 0, 0, &mut matches, &mut substitutions);
            align_whole(&said[middle..], &heard[cut..], middle, cut, &mut matches, &mut substitutions);
            prop_assert_eq!(matches.len(), whole.matches.len());
            prop_assert_eq!(substitutions, whole.errors.substitutions);
            for (i, j) in matches {
                prop_assert!(said[i].matches(&heard[j]));
            }
        }

        #[test]
        fn errors_are_within_their_bounds(a in "([a-d] ){0,30}", b in "([a-d] ){0,30}") {
            let (said, heard) = (words(&a), words(&b));
            let errors = align(&said, &heard).errors.errors();
            prop_assert!(errors >= said.len().abs_diff(heard.len()) as u64);
            prop_assert!(errors <= said.len().max(heard.len()) as u64);
        }
    }
}
