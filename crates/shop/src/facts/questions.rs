//! How sentences ask: with or without their mark, to be confirmed, or left for the other to finish.

use super::parts::SHORTEST_CLAUSE;
use crate::words::{Word, words_of};

/// A question that has run into something else is compared by so many of its words, too.
const QUESTION_HEAD: usize = 5;

/// How a sentence without a question mark opens that asks nonetheless.
const OPENS_A_QUESTION: [&str; 30] = [
    "what", "whats", "when", "whens", "where", "who", "whos", "whose", "whom", "how", "hows", "which", "why", "is",
    "are", "was", "were", "do", "does", "did", "have", "has", "can", "could", "would", "will", "may", "shall", "any",
    "anybody",
];

/// What asks wherever it stands.
const ASKS: [&str; 17] = [
    "what", "whats", "when", "whens", "where", "wheres", "who", "whos", "whose", "how", "hows", "howd", "which", "why",
    "anybody", "anyone", "whod",
];

/// What asks where who does it stands behind.
const VERBS_BEFORE_SUBJECTS: [&str; 14] =
    ["is", "are", "was", "were", "do", "does", "did", "have", "has", "had", "can", "could", "would", "will"];

/// Who does it in a question; "their" is how "there" is misheard.
const QUESTION_SUBJECTS: [&str; 24] = [
    "you",
    "your",
    "yall",
    "it",
    "this",
    "that",
    "they",
    "she",
    "he",
    "there",
    "their",
    "the",
    "we",
    "somebody",
    "someone",
    "anybody",
    "anyone",
    "any",
    "those",
    "these",
    "everybody",
    "everyone",
    "all",
    "a",
];

/// What may stand before it.
const FILLERS: [&str; 14] =
    ["and", "so", "okay", "now", "but", "or", "um", "uh", "well", "right", "also", "alright", "then", "sorry"];

/// Who does something where the words before only begin a clause.
const SUBJECTS: [&str; 14] =
    ["i", "id", "im", "ill", "ive", "we", "wed", "were", "weve", "they", "he", "she", "it", "you"];

/// What puts a statement to somebody to be confirmed: "You'd be with somebody already, I take it."
const TO_CONFIRM: [&str; 17] = [
    "i take it",
    "im guessing",
    "i guess",
    "id guess",
    "i assume",
    "im assuming",
    "i presume",
    "presumably",
    "i suppose",
    "i imagine",
    "id imagine",
    "i gather",
    "i reckon",
    "yes or no",
    "am i right",
    "right",
    "correct",
];

/// Who what is to be confirmed is about, where it stands behind: "I take it you're".
const CONFIRMED_SUBJECTS: [&str; 10] =
    ["you", "your", "youre", "youve", "youd", "yall", "theres", "somebody", "someone", "nobody"];

/// What nobody ends with who has more to say: the other is to go on. "You're tied to them until."
const LEFT_OPEN: [&str; 24] = [
    "is", "are", "was", "were", "be", "to", "until", "till", "for", "with", "by", "from", "and", "or", "the", "a",
    "an", "your", "youre", "use", "called", "say", "roughly", "about",
];

/// Whether a sentence puts something to somebody to be confirmed.
pub(super) fn asks_to_confirm(words: &[Word]) -> bool {
    let texts = words.iter().map(|word| word.text.as_str()).skip_while(|word| FILLERS.contains(word));
    let text = texts.collect::<Vec<_>>().join(" ");
    // "All right.", "that's right."
    let agrees =
        ["all right", "thats right", "thats correct", "is right", "is correct"].iter().any(|end| text.ends_with(end));
    let is_said = |tag: &&str| {
        let before = text.strip_suffix(*tag).filter(|_| !agrees);
        let behind = text.strip_prefix(*tag).and_then(|behind| behind.split_whitespace().next());
        before.is_some_and(|before| before.ends_with(' '))
            || behind.is_some_and(|word| CONFIRMED_SUBJECTS.contains(&word))
    };
    words.len() > SHORTEST_CLAUSE && TO_CONFIRM.iter().any(is_said)
}

/// Whether a sentence is left for the other to finish: "And your IT at the moment is..."
pub(super) fn is_left_open(text: &str, words: &[Word]) -> bool {
    let has_dots = text.trim_end().ends_with("...") || text.trim_end().ends_with('…');
    let ends_open = words.last().is_some_and(|last| LEFT_OPEN.contains(&last.text.as_str()));
    words.len() >= SHORTEST_CLAUSE && (has_dots || ends_open)
}

/// Whether a sentence opens as a question does.
pub(super) fn opens_like_a_question(words: &[Word]) -> bool {
    let mut words = words.iter().map(|word| word.text.as_str()).skip_while(|word| FILLERS.contains(word));
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    // "What we do is", "what I'd do".
    let is_clause = matches!(first, "what" | "how" | "when" | "where" | "which" | "why") && SUBJECTS.contains(&second);
    OPENS_A_QUESTION.contains(&first) && !is_clause
}

/// Whether a sentence wants to be told something: "Give me your name", "tell me about your office", "number of persons".
pub(super) fn opens_like_a_request(words: &[Word]) -> bool {
    let mut words = words.iter().map(|word| word.text.as_str()).skip_while(|word| FILLERS.contains(word));
    matches!(
        (words.next(), words.next()),
        (Some("tell" | "give"), Some("me")) | (Some("gimme"), _) | (Some("number"), Some("of"))
    )
}

/// What begins like a question within a sentence, where a recognizer may have run two into one: to the next such
/// beginning, and to the end.
pub(super) fn questions_within(sentence: &str) -> Vec<&str> {
    let words = words_of(sentence);
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let opens = |at: usize| {
        let pair = (text(at), text(at + 1));
        ASKS.contains(&pair.0)
            || VERBS_BEFORE_SUBJECTS.contains(&pair.0) && QUESTION_SUBJECTS.contains(&pair.1)
            || matches!(pair, ("you" | "yall", "got" | "have" | "use" | "using" | "ever" | "still" | "guys"))
    };
    let starts: Vec<usize> = (1..words.len()).filter(|at| opens(*at)).collect();
    let mut found = Vec::new();
    for (n, start) in starts.iter().enumerate() {
        let next = starts.iter().skip(n + 1).copied().find(|end| end - start >= SHORTEST_CLAUSE);
        // What is asked stands at its beginning: "how many of you all have got mail there".
        let head = Some(start + QUESTION_HEAD).filter(|end| *end < words.len() && ASKS.contains(&text(*start)));
        for end in next.into_iter().chain(head).chain([words.len()]) {
            if end - start >= SHORTEST_CLAUSE
                && let (Some(first), Some(last)) = (words.get(*start), words.get(end - 1))
                && let Some(text) = sentence.get(first.bytes.start..last.bytes.end)
            {
                found.push(text);
            }
        }
    }
    found.dedup();
    found
}

/// Words as a question.
pub(super) fn as_question(part: &str) -> String {
    format!("{}?", part.trim_end_matches(|c: char| !c.is_alphanumeric()))
}
