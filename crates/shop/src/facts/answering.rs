//! How callers answer: a yes, a no, a put-off, or a word that comes back to an earlier question.

use super::parts::{End, SaidTurn, Sentence};
use crate::words::Word;

/// What may stand before an answer.
const FILLERS: [&str; 17] = [
    "um", "uh", "er", "oh", "well", "mm", "ha", "so", "and", "okay", "ah", "hm", "honestly", "sorry", "actually", "i",
    "mean",
];

/// Words that put an answer off.
const PUTS_OFF: [&str; 41] = [
    "dont know",
    "do not know",
    "not sure",
    "couldnt tell you",
    "could not tell you",
    "rather not",
    "rather leave",
    "rather see",
    "does it matter",
    "why do you",
    "why does that",
    "no idea",
    "long story",
    "id have to",
    "i would have to",
    "have to check",
    "have to ask",
    "have to look",
    "hang on",
    "hold on",
    "not supposed",
    "can i ask",
    "let me ask",
    "cant say",
    "can not say",
    "is this recorded",
    "leave that out",
    "keep that",
    "next question",
    "is that important",
    "do you need that",
    "get back to you",
    "not at liberty",
    "longer than",
    "under orders",
    "id as soon",
    "id sooner",
    "prefer not",
    "not going to say",
    "not gonna say",
    "wont say",
];

/// What makes a "no" something else than an answer: "no clue", "no problem".
const NO_ANSWER: [&str; 12] = [
    "clue", "idea", "problem", "worries", "kidding", "offense", "rush", "thanks", "wonder", "matter", "doubt",
    "comment",
];

/// What comes back to a question that was asked before.
const REFERS_BACK: [&str; 24] = [
    "you asked",
    "you did ask",
    "you were on about",
    "you wanted to know",
    "to answer you",
    "back to what you",
    "shed asked",
    "youd asked",
    "you had asked",
    "asked me",
    "you wanted",
    "you were asking",
    "never said",
    "never told you",
    "never answered",
    "didnt answer",
    "did not answer",
    "forgot to say",
    "forgot to answer",
    "forgot to tell you",
    "your question",
    "what you asked",
    "asked about",
    "asked earlier",
];

/// What agrees with a guess, wherever it stands.
const AGREES: [&str; 19] = [
    "thats about",
    "thats it",
    "thats correct",
    "hit it",
    "nailed it",
    "spot on",
    "dead on",
    "on the money",
    "on the nose",
    "good guess",
    "close enough",
    "about right",
    "not far off",
    "that is right",
    "thats right",
    "you got it",
    "youve got it",
    "sounds right",
    "bang on",
];

/// A short answer, as far as it says yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Short {
    Yes,
    No,
}

/// Whether a sentence puts the answer off.
pub(super) fn puts_off(sentence: &Sentence) -> bool {
    let text = format!(" {} ", joined(&sentence.words));
    PUTS_OFF.iter().any(|phrase| text.contains(&format!(" {phrase} ")))
}

/// Whether a sentence comes back to an earlier question.
pub(super) fn refers_back(sentence: &Sentence) -> bool {
    let text = joined(&sentence.words);
    REFERS_BACK.iter().any(|phrase| text.contains(phrase))
}

/// The first sentence of `turn` that answers yes or no and is not taken back by the next, with its answer. Where two
/// things were asked the yes or no may begin any clause: "Twenty-six, and no."
pub(super) fn short_answer(turn: &SaidTurn, asks_for_two: bool) -> Option<(usize, Short)> {
    turn.sentences.iter().enumerate().find_map(|(idx, sentence)| {
        let is_taken_back = puts_off(sentence) || turn.sentences.get(idx + 1).is_some_and(puts_off);
        let clauses = sentence.words.split_inclusive(|word| word.ends_clause);
        let mut begins = clauses.take(if asks_for_two { usize::MAX } else { 1 });
        let short = begins.find_map(short_of).filter(|_| !is_taken_back);
        // What is said behind a first sentence that answers something else answers nothing.
        let may_answer = asks_for_two || turn.sentences.iter().take(idx).all(is_aside);
        short.filter(|_| may_answer).map(|short| (idx, short))
    })
}

/// Whether a sentence says nothing by itself: "Oh.", "Does it matter?", "Sorry."
pub(super) fn is_aside(sentence: &Sentence) -> bool {
    sentence.end == End::QuestionMark || puts_off(sentence) || sentence.words.len() <= 2
}

/// Whether a word may stand before an answer and says nothing.
pub(super) fn is_filler(word: &Word) -> bool {
    FILLERS.contains(&word.text.as_str())
}

/// What the beginning of an answer says.
fn short_of(words: &[Word]) -> Option<Short> {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let at = words.iter().take_while(|word| is_filler(word)).count();
    match (text(at), text(at + 1)) {
        ("yes" | "yeah" | "yep" | "yup" | "aye" | "right" | "correct" | "exactly" | "sure", _) => Some(Short::Yes),
        ("no", next) if NO_ANSWER.contains(&next) => None,
        ("no" | "nope" | "nah" | "neither" | "nobody" | "none" | "nothing" | "never", _) => Some(Short::No),
        ("not", "a" | "any" | "anymore" | "at" | "one" | "really" | "currently" | "now" | "anyone" | "anybody") => {
            Some(Short::No)
        }
        _ => None,
    }
}

/// Whether a turn agrees with what was put to it.
pub(super) fn agrees(turn: &SaidTurn) -> bool {
    let first = turn.sentences.iter().flat_map(|sentence| &sentence.words).map(|word| word.text.as_str());
    let first = first.into_iter().find(|word| !FILLERS.contains(word));
    let text = turn.sentences.iter().map(|sentence| joined(&sentence.words)).collect::<Vec<_>>().join(" ");
    matches!(
        first,
        Some(
            "yes"
                | "yeah"
                | "yep"
                | "yup"
                | "aye"
                | "right"
                | "correct"
                | "exactly"
                | "about"
                | "mhm"
                | "sure"
                | "roughly"
                | "pretty"
                | "bingo"
        )
    ) || AGREES.iter().any(|phrase| text.contains(phrase))
}

/// Whether a question is put the other way round: "You're free to switch?", "There's nothing signed?"
pub(super) fn is_turned_round(question: &Sentence) -> (bool, bool) {
    let has = |words: &[&str]| question.words.iter().any(|word| words.contains(&word.text.as_str()));
    let is_negative = has(&["no", "not", "nothing", "nobody", "never", "without"])
        || question.words.iter().any(|word| word.text.ends_with("nt") && word.text.len() > 3 && !is_noun(&word.text));
    (is_negative, has(&["free", "loose", "clear", "unattached"]))
}

/// Words that end as "isn't" without its apostrophe does.
fn is_noun(word: &str) -> bool {
    ["agreement", "current", "present", "management", "client", "want", "went", "account", "payment", "commitment"]
        .contains(&word)
}

fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}
