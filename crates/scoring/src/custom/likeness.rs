//! Whether what was said means the same as example phrases.

use ringcheck_meaning::{Embedding, LanguageModel};

use super::template::Template;
use crate::{
    heard::{Presence, Stretch, thousandths},
    reading::Reading,
    rubric::{Phrases, without_placeholders},
};

/// How like a phrase something has to be to count, in thousandths of cosine similarity.
///
/// `eval/results/phrases.txt` has the numbers that this and the two below were chosen by.
pub(crate) const NEEDED: u16 = 550;

/// Below [`NEEDED`] by less than this, in thousandths, a person has to decide.
const IN_DOUBT: u16 = 50;

/// How much nearer a phrase that counts has to be than one that does not, in thousandths.
const MARGIN: u16 = 30;

/// Example phrases as vectors.
#[derive(Debug)]
pub(crate) struct Meanings {
    counts: Vec<Example>,
    does_not_count: Vec<Example>,
}

#[derive(Debug)]
struct Example {
    meaning: Embedding,
    template: Option<Template>,
}

/// How like some example phrases something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Likeness {
    /// The similarity to the nearest phrase that counts, in thousandths.
    pub(crate) like: u16,
    /// The number of that phrase.
    pub(crate) nearest: usize,
    /// The similarity to the nearest phrase that does not count, in thousandths, and its number.
    pub(crate) unlike: Option<(u16, usize)>,
}

impl Likeness {
    /// Whether it counts.
    pub(crate) fn presence(self) -> Presence {
        let lead = i32::from(self.like) - self.unlike.map_or(-1000, |(unlike, _)| i32::from(unlike));
        if self.like >= NEEDED && lead >= i32::from(MARGIN) {
            Presence::There
        } else if self.like >= NEEDED - IN_DOUBT && lead > -i32::from(MARGIN) {
            Presence::InDoubt
        } else {
            Presence::Absent
        }
    }

    /// Whether it sounds more like what does not count.
    pub(crate) fn is_like_what_does_not_count(self) -> bool {
        self.unlike.is_some_and(|(unlike, _)| unlike + MARGIN > self.like && unlike >= NEEDED - IN_DOUBT)
    }

    /// How sure it is that it counts, in thousandths.
    pub(crate) fn sureness(self) -> u16 {
        // From the threshold on, where about four in five count, to a phrase said word for word.
        let above = u32::from(self.like.saturating_sub(NEEDED));
        let span = u32::from(1000 - NEEDED);
        u16::try_from(780 + 200 * above / span).unwrap_or(980)
    }
}

impl Phrases {
    /// Compares a stretch of what was said with the phrases.
    pub(crate) fn likeness(&self, stretch: &Stretch, reading: &Reading<'_>) -> Likeness {
        let text = || {
            let said = reading.sentences.get(stretch.sentences.clone()).unwrap_or_default();
            said.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(" ")
        };
        self.compare(&stretch.meaning, text, None)
    }

    /// Compares phrase `skipped` of those that count with all the others.
    pub(crate) fn likeness_among_themselves(&self, skipped: usize) -> Option<Likeness> {
        let example = self.meanings().counts.get(skipped)?;
        (self.counts.len() > 1).then(|| self.compare(&example.meaning, String::new, Some(skipped)))
    }

    /// How like the nearest phrase that does not count phrase `number` is, in thousandths, and which that is.
    pub(crate) fn conflict(&self, number: usize) -> Option<(u16, usize)> {
        let meanings = self.meanings();
        nearest(&meanings.does_not_count, &meanings.counts.get(number)?.meaning, String::new, None)
            .filter(|(unlike, _)| unlike + MARGIN > 1000)
    }

    fn compare(&self, meaning: &Embedding, text: impl Fn() -> String, skipped: Option<usize>) -> Likeness {
        let Meanings { counts, does_not_count } = self.meanings();
        let (like, at) = nearest(counts, meaning, &text, skipped).unwrap_or((0, 0));
        Likeness { like, nearest: at, unlike: nearest(does_not_count, meaning, &text, None) }
    }

    fn meanings(&self) -> &Meanings {
        self.meanings
            .get_or_init(|| Meanings { counts: examples(&self.counts), does_not_count: examples(&self.does_not_count) })
    }
}

fn nearest(
    examples: &[Example],
    meaning: &Embedding,
    text: impl Fn() -> String,
    skipped: Option<usize>,
) -> Option<(u16, usize)> {
    let others = examples.iter().enumerate().filter(|(number, _)| Some(*number) != skipped);
    let found = others.map(|(number, example)| {
        let is_to_the_word = example.template.as_ref().is_some_and(|template| template.matches(&text()));
        (if is_to_the_word { 1000 } else { thousandths(example.meaning.similarity(meaning)) }, number)
    });
    found.reduce(|best, other| if other.0 > best.0 { other } else { best })
}

fn examples(phrases: &[String]) -> Vec<Example> {
    let plain: Vec<String> = phrases.iter().map(|phrase| without_placeholders(phrase)).collect();
    let texts: Vec<&str> = plain.iter().map(String::as_str).collect();
    let meanings = LanguageModel::embedded().embed(&texts);
    let templates = phrases.iter().map(|phrase| Template::of(phrase));
    meanings.into_iter().zip(templates).map(|(meaning, template)| Example { meaning, template }).collect()
}
