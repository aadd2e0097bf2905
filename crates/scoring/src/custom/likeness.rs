//! Whether what was said means the same as example phrases.

use ringcheck_meaning::{Embedding, LanguageModel, Spoken, SpokenBy};

use super::template::Template;
use crate::{
    heard::{Heard, Presence, Stretch, thousandths},
    reading::Voice,
    rubric::{BUILT_IN_CUES, Phrases, without_placeholders},
};

/// How like a phrase something has to be to count by that alone, in thousandths of cosine similarity.
///
/// This and the four below were chosen by hand on sentences of the bank in `data/cues/`; nothing that ships measures them.
const ALONE: u16 = 650;

/// How like a phrase something has to be to count where the language model hears the same cue in both.
const WITH_A_CUE: u16 = 450;

/// From here on a person has to decide, in each of the two cases.
const IN_DOUBT_ALONE: u16 = 550;
const IN_DOUBT_WITH_A_CUE: u16 = 400;

/// How much nearer a phrase that counts has to be than one that does not, in thousandths.
const MARGIN: u16 = 30;

/// How probable a cue has to be in phrases on the average, and in a turn, to be what both do.
const SHARED_CUE: u16 = 500;

/// Example phrases as vectors.
#[derive(Debug)]
pub(crate) struct Meanings {
    counts: Vec<Example>,
    does_not_count: Vec<Example>,
    /// The built-in cues that the phrases that count hold on the average.
    cues: Vec<&'static str>,
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
    /// Whether the language model hears the same built-in cue in the turn and in the phrases.
    pub(crate) shares_a_cue: bool,
}

impl Likeness {
    /// Whether it counts.
    pub(crate) fn presence(self) -> Presence {
        let lead = i32::from(self.like) - self.unlike.map_or(-1000, |(unlike, _)| i32::from(unlike));
        let (needed, in_doubt) = self.needed();
        if self.like >= needed && lead >= i32::from(MARGIN) {
            Presence::There
        } else if self.like >= in_doubt && lead > -i32::from(MARGIN) {
            Presence::InDoubt
        } else {
            Presence::Absent
        }
    }

    /// How like a phrase it has to be to count, and to be in doubt.
    pub(crate) const fn needed(self) -> (u16, u16) {
        if self.shares_a_cue { (WITH_A_CUE, IN_DOUBT_WITH_A_CUE) } else { (ALONE, IN_DOUBT_ALONE) }
    }

    /// Whether it sounds more like what does not count.
    pub(crate) fn is_like_what_does_not_count(self) -> bool {
        self.unlike.is_some_and(|(unlike, _)| unlike + MARGIN > self.like && unlike >= self.needed().1)
    }

    /// How sure it is that it counts, in thousandths: from four in five at the threshold to a phrase said word for word.
    pub(crate) fn sureness(self) -> u16 {
        let needed = self.needed().0;
        let above = u32::from(self.like.saturating_sub(needed));
        u16::try_from(780 + 200 * above / u32::from(1000 - needed)).unwrap_or(980)
    }
}

impl Phrases {
    /// Compares a stretch of what `voice` said with the phrases.
    pub(crate) fn likeness(&self, stretch: &Stretch, voice: Voice, heard: &Heard<'_>) -> Likeness {
        let text = || {
            let said = heard.reading.sentences.get(stretch.sentences.clone()).unwrap_or_default();
            said.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(" ")
        };
        let meanings = self.meanings(voice);
        let likeness = meanings.compare(&stretch.meaning, text, None);
        // Only what is close enough is worth the question what the whole turn does.
        let may_count = (IN_DOUBT_WITH_A_CUE..1000).contains(&likeness.like);
        let shares_a_cue = may_count && meanings.cues.iter().any(|cue| heard.cue(stretch.turn, cue) >= SHARED_CUE);
        Likeness { shares_a_cue, ..likeness }
    }

    /// Compares phrase `skipped` of those that count with all the others.
    pub(crate) fn likeness_among_themselves(&self, skipped: usize, voice: Voice) -> Option<Likeness> {
        let meanings = self.meanings(voice);
        let example = meanings.counts.get(skipped).filter(|_| self.counts.len() > 1)?;
        let likeness = meanings.compare(&example.meaning, String::new, Some(skipped));
        Some(Likeness { shares_a_cue: !meanings.cues.is_empty(), ..likeness })
    }

    /// How like the nearest phrase that does not count phrase `number` is, in thousandths, and which that is, where that
    /// keeps the phrase itself from counting.
    pub(crate) fn conflict(&self, number: usize, voice: Voice) -> Option<(u16, usize)> {
        let meanings = self.meanings(voice);
        nearest(&meanings.does_not_count, &meanings.counts.get(number)?.meaning, String::new, None)
            .filter(|(unlike, _)| unlike + MARGIN > 1000)
    }

    fn meanings(&self, voice: Voice) -> &Meanings {
        self.meanings.get_or_init(|| Meanings {
            counts: examples(&self.counts),
            does_not_count: examples(&self.does_not_count),
            cues: shared_cues(&self.counts, voice),
        })
    }
}

impl Meanings {
    fn compare(&self, meaning: &Embedding, text: impl Fn() -> String, skipped: Option<usize>) -> Likeness {
        let (like, at) = nearest(&self.counts, meaning, &text, skipped).unwrap_or((0, 0));
        let unlike = nearest(&self.does_not_count, meaning, &text, None);
        Likeness { like, nearest: at, unlike, shares_a_cue: false }
    }
}

/// The built-in cues of `voice` that `phrases` hold on the average.
fn shared_cues(phrases: &[String], voice: Voice) -> Vec<&'static str> {
    let by = match voice {
        Voice::Agent => SpokenBy::Agent,
        Voice::Caller => SpokenBy::Caller,
        Voice::Recorded => SpokenBy::Recorded,
    };
    let plain: Vec<String> = phrases.iter().map(|phrase| without_placeholders(phrase)).collect();
    let spoken: Vec<Spoken<'_>> = plain.iter().map(|text| Spoken { by, text, before: &[], after: None }).collect();
    let scores = LanguageModel::embedded().cues(&spoken);
    let is_shared = |name: &str| {
        let sum: u32 = scores.iter().map(|scores| u32::from(thousandths(scores.probability(name)))).sum();
        sum >= u32::from(SHARED_CUE) * u32::try_from(scores.len()).unwrap_or(u32::MAX)
    };
    let of_voice = BUILT_IN_CUES.iter().filter(|cue| cue.said_by.voice() == voice).map(|cue| cue.name);
    of_voice.filter(|name| !scores.is_empty() && is_shared(name)).collect()
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
