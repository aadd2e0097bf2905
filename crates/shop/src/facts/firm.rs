//! The firm's own name, which means "us" where its people ask.

use std::borrow::Cow;

use ringcheck_scoring::{SaidBy, SaidSentence};

use crate::words::{Word, find_phrase, names_in, words_of};

/// A name of more words is called by so many of them, too.
const SHORT_NAME: usize = 2;

/// The name in what the business says first, which greets with its own, and how it is called for short.
pub(super) struct FirmNames {
    greeting: Option<usize>,
    names: Vec<Vec<Word>>,
}

impl FirmNames {
    pub(super) fn of(said: &[SaidSentence<'_>]) -> Self {
        let greeting = said.iter().find(|sentence| sentence.said_by == SaidBy::Agent).map(|sentence| sentence.turn);
        let greets = said.iter().filter(|sentence| Some(sentence.turn) == greeting);
        let name = greets.flat_map(|sentence| own_names(&words_of(sentence.text))).next();
        let short = name.as_ref().and_then(|name| name.get(..SHORT_NAME)).map(<[Word]>::to_vec);
        let short = short.filter(|short| name.as_ref().is_some_and(|name| name.len() > short.len()));
        Self { greeting, names: name.into_iter().chain(short).collect() }
    }

    /// A part of a sentence; where the business asks, with "us" for the firm's name: "How did you hear about us?"
    pub(super) fn as_us<'t>(&self, part: &'t str, sentence: &SaidSentence<'_>) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(part);
        let asks = sentence.said_by == SaidBy::Agent && sentence.text.ends_with('?');
        if !asks || Some(sentence.turn) == self.greeting {
            return text;
        }
        for name in &self.names {
            let words = words_of(&text);
            let Some(found) = find_phrase(&words, name) else { continue };
            // "Lone Star Data" is not "Lone Star IT".
            let goes_on = words.get(found.end).is_some_and(|next| next.is_capital);
            if let Some((first, last)) = words.get(found).and_then(|found| Some((found.first()?, found.last()?)))
                && first.is_capital
                && !goes_on
                && first.bytes.start > 0
            {
                text = format!("{}us{}", &text[..first.bytes.start], &text[last.bytes.end..]).into();
            }
        }
        text
    }
}

/// The names in a greeting that may be the firm's: not who speaks, and not where.
fn own_names(words: &[Word]) -> Vec<Vec<Word>> {
    let names = names_in(words).into_iter();
    let is_own = |name: &Vec<Word>| {
        let at = words.iter().position(|word| name.first() == Some(word));
        let before = at.and_then(|at| at.checked_sub(1)).and_then(|at| words.get(at));
        !before.is_some_and(|word| matches!(word.text.as_str(), "is" | "in" | "on" | "at" | "im" | "with"))
    };
    names.filter(is_own).collect()
}
