//! Where somebody of the business says what a scenario's example lines say.

use ringcheck_call::Evidence;
use ringcheck_scoring::{Embedding, Heard, LanguageModel, SaidBy, SaidSentence};

use crate::{
    facts::parts::{clauses, nearest},
    scenario::{DemandKind, LineTexts},
    words::{Word, words_of},
};

/// From which likeness to a line on it is said, and from which on a person has to decide.
const SAID: f64 = 0.62;
const PERHAPS: f64 = 0.56;

/// How like a line something has to be to come near it.
const NEAR: f64 = 0.45;

/// How much more like what counts than like what does not count something has to be.
const MARGIN: f64 = 0.03;

/// From which likeness on something is what does not count, whatever a cue says.
const SURELY_OTHER: f64 = 0.55;

/// How like a line what a criterion quotes has to be, to be what the line speaks of.
const BEARS_OUT: f64 = 0.40;

/// Fewer words say too little, but in a question: "Name?"
const SHORTEST: usize = 2;

/// Two sentences of more words than this in all are not compared as one.
const LONGEST_PAIR: usize = 32;

/// Words that deny.
const DENIES: [&str; 24] = [
    "not", "never", "nobody", "none", "nothing", "without", "cannot", "dont", "doesnt", "didnt", "cant", "couldnt",
    "wont", "wouldnt", "isnt", "arent", "wasnt", "havent", "hasnt", "shouldnt", "werent", "aint", "neednt", "unless",
];

/// What puts something off to another day.
const LATER: [&str; 14] = [
    "tomorrow",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "week",
    "weeks",
    "month",
    "months",
    "next",
    "eventually",
];

/// What says that something is for today all the same.
const TODAY: [&str; 11] =
    ["today", "tonight", "now", "morning", "afternoon", "evening", "hour", "minutes", "immediately", "noon", "lunch"];

/// What an offer under a condition of paper is tied to.
const PAPER: [&str; 16] = [
    "sign",
    "signed",
    "contract",
    "agreement",
    "plan",
    "client",
    "customer",
    "member",
    "membership",
    "managed",
    "monthly",
    "retainer",
    "signup",
    "enroll",
    "subscription",
    "subscribe",
];

/// What a line or a piece of a sentence does besides what it means; only what does the same is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Manner {
    denies: bool,
    is_question: bool,
    is_later: bool,
}

/// A demand's lines with what they mean.
#[derive(Debug)]
pub(crate) struct Lines {
    kind: DemandKind,
    said: Vec<(String, Embedding, Manner)>,
    not_said: Vec<Embedding>,
    texts: LineTexts,
}

/// How surely lines were said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sureness {
    No,
    Perhaps,
    Yes,
}

/// What comes closest to a demand's lines.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) sureness: Sureness,
    /// Whether it comes near without being what does not count.
    pub(crate) is_near: bool,
    /// The words.
    pub(crate) quote: Option<Evidence>,
    /// The line that they are like.
    pub(crate) line: String,
}

impl Lines {
    pub(crate) fn new(kind: DemandKind, texts: &LineTexts) -> Self {
        let model = LanguageModel::embedded();
        let meanings = |texts: &[String]| model.embed(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let said = texts.said.iter().zip(meanings(&texts.said));
        let said = said.map(|(text, meaning)| (text.clone(), meaning, manner_of(&words_of(text), text.ends_with('?'))));
        Self { kind, said: said.collect(), not_said: meanings(&texts.not_said), texts: texts.clone() }
    }

    /// What of `said` comes closest to the lines, and how surely it says them.
    pub(crate) fn listen(&self, heard: &Heard<'_>) -> Option<Said> {
        let (after, before) = self.scope(heard);
        let sentences: Vec<SaidSentence<'_>> =
            heard.said().into_iter().filter(|sentence| sentence.said_by == SaidBy::Agent).collect();
        let mut pieces: Vec<Piece<'_>> = Vec::new();
        for (idx, sentence) in sentences.iter().enumerate() {
            if sentence.turn < after || sentence.turn > before {
                continue;
            }
            let words = words_of(sentence.text);
            if self.kind == DemandKind::Must && is_on_paper(&words) {
                continue;
            }
            let is_question = sentence.is_question && sentence.text.ends_with('?');
            let piece = |text, bytes| Piece { turn: sentence.turn, text, bytes, is_question };
            pieces.extend(clauses(sentence.text).into_iter().map(|text| piece(text, sentence.bytes)));
            if let Some(next) = sentences.get(idx + 1).filter(|next| next.turn == sentence.turn)
                && words.len() + words_of(next.text).len() <= LONGEST_PAIR
                && let Some(text) =
                    heard.text_of(sentence.turn).and_then(|text| text.get(sentence.bytes.0..next.bytes.1))
            {
                pieces.push(Piece {
                    turn: sentence.turn,
                    text,
                    bytes: (sentence.bytes.0, next.bytes.1),
                    is_question: next.text.ends_with('?'),
                });
            }
        }
        let texts: Vec<&str> = pieces.iter().map(|piece| piece.text).collect();
        let meanings = heard.meanings_of(&texts);
        let found = pieces.iter().zip(&meanings).filter_map(|(piece, meaning)| self.compare(piece, meaning));
        let best = found.reduce(|best, found| if (found.0, found.1) > (best.0, best.1) { found } else { best })?;
        let (sureness, like, piece, example, unlike) = best;
        let is_near = like >= NEAR && like + MARGIN >= unlike;
        let quote = heard.quote_of(piece.turn, piece.bytes.0..piece.bytes.1);
        Some(Said { sureness, is_near, quote, line: example.to_owned() })
    }

    /// How like the lines a piece is; `None` where none of them is said in its manner.
    fn compare<'p>(
        &self,
        piece: &'p Piece<'p>,
        meaning: &Embedding,
    ) -> Option<(Sureness, f64, &'p Piece<'p>, &str, f64)> {
        let words = words_of(piece.text);
        if words.len() < SHORTEST && !piece.is_question {
            return None;
        }
        let manner = manner_of(&words, piece.is_question);
        let is_comparable = |line: &Manner| {
            line.denies == manner.denies
                && (self.kind == DemandKind::Must || line.is_question == manner.is_question)
                && (!manner.is_later || line.is_later)
        };
        let lines = self.said.iter().filter(|(_, _, line)| is_comparable(line));
        let likest = lines.map(|(text, line, _)| (f64::from(meaning.similarity(line)), text));
        let (like, example) = likest.reduce(|best, found| if found.0 > best.0 { found } else { best })?;
        let unlike = nearest(meaning, &self.not_said);
        let sureness = if like >= SAID && like >= unlike + MARGIN {
            Sureness::Yes
        } else if like >= PERHAPS && like >= unlike {
            Sureness::Perhaps
        } else {
            Sureness::No
        };
        Some((sureness, like, piece, example, unlike))
    }

    /// Whether words are surely what does not count.
    pub(crate) fn is_other(&self, quote: &str, heard: &Heard<'_>) -> bool {
        let pieces = clauses(quote);
        heard.meanings_of(&pieces).iter().any(|meaning| {
            let said = self.said.iter().map(|(_, line, _)| f64::from(meaning.similarity(line))).fold(0.0, f64::max);
            let unlike = nearest(meaning, &self.not_said);
            unlike >= SURELY_OTHER && unlike > said + MARGIN
        })
    }

    /// Whether an offer that something else heard in `quote` is one that the lines speak of: not put off where they are
    /// all for today, not only on paper, and with a time or words like theirs.
    pub(crate) fn bear_out(&self, quote: &Evidence, heard: &Heard<'_>) -> bool {
        let words = words_of(&quote.quote);
        let turn = words_of(heard.text_of(quote.turn).unwrap_or_default());
        let has = |words: &[Word], known: &[&str]| words.iter().any(|word| known.contains(&word.text.as_str()));
        let is_put_off = has(&words, &LATER) || has(&turn, &LATER) && !has(&turn, &TODAY);
        if is_put_off && !self.said.iter().any(|(_, _, line)| line.is_later) || is_on_paper(&words) {
            return false;
        }
        let has_time =
            has(&words, &TODAY) || has(&words, &LATER) || has(&words, &["oclock", "am", "pm", "quarter", "half"]);
        let is_like = || {
            heard
                .meanings_of(&clauses(&quote.quote))
                .iter()
                .any(|meaning| self.said.iter().any(|(_, line, _)| f64::from(meaning.similarity(line)) >= BEARS_OUT))
        };
        has_time || is_like()
    }

    /// Whether it came to it: what has to be said before was said.
    pub(crate) fn apply(&self, heard: &Heard<'_>) -> bool {
        self.scope(heard).0 < usize::MAX
    }

    /// The first and the last turn in which it counts.
    fn scope(&self, heard: &Heard<'_>) -> (usize, usize) {
        let first = |cue: &String| {
            let needed = f64::from(LanguageModel::embedded().threshold(cue).unwrap_or(0.5));
            heard
                .voices()
                .iter()
                .enumerate()
                .position(|(turn, by)| *by == SaidBy::Agent && heard.probability_of_cue(turn, cue) >= needed)
        };
        let after = self.texts.after.as_ref().map_or(0, |cue| first(cue).unwrap_or(usize::MAX));
        let before = self.texts.before.as_ref().and_then(first).unwrap_or(usize::MAX);
        (after, before)
    }
}

/// A sentence, a clause of one, or two sentences.
struct Piece<'p> {
    turn: usize,
    text: &'p str,
    bytes: (usize, usize),
    is_question: bool,
}

fn manner_of(words: &[Word], is_question: bool) -> Manner {
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.text.as_str()));
    Manner { denies: has(&DENIES), is_question, is_later: has(&LATER) }
}

/// Whether a sentence promises something only on paper: "if you sign an agreement, we can be there today".
fn is_on_paper(words: &[Word]) -> bool {
    let at = words.iter().position(|word| matches!(word.text.as_str(), "if" | "once" | "unless" | "until"));
    let Some(behind) = at.and_then(|at| words.get(at + 1..)) else { return false };
    let is_unreal =
        behind.windows(2).any(|pair| pair[0].text == "you" && matches!(pair[1].text.as_str(), "were" | "was" | "had"));
    let mentions = behind.iter().take(8).any(|word| PAPER.contains(&word.text.as_str()));
    is_unreal
        || mentions
            && behind.first().is_some_and(|word| matches!(word.text.as_str(), "you" | "youre" | "youd" | "theres"))
}
