//! What an answer is worth: a verdict, if its quote is in the transcript where it says.

use std::ops::Range;

use ringcheck_call::{Evidence, Verdict};
use serde::Deserialize;

use crate::Question;

/// The fewest words of a quote: two are in most transcripts by chance.
const MIN_QUOTE_WORDS: usize = 3;

/// Why an answer is no opinion. Holds no word of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Unusable {
    /// No JSON object with the three keys is in it.
    #[error("it is not the JSON that was asked for")]
    NotJson,
    /// The verdict is another word.
    #[error("its verdict is neither pass nor fail")]
    NoVerdict,
    /// The quote has fewer than three words.
    #[error("its quote has fewer than three words")]
    ShortQuote,
    /// The call has no such turn.
    #[error("the call has no turn of that number")]
    NoSuchTurn,
    /// The words are not in the turn.
    #[error("its quote is not in that turn")]
    NotSaid,
    /// The words are of the wrong side, or were recognized poorly.
    #[error("its quote is of a turn that cannot decide")]
    CannotDecide,
}

/// The answer as it was asked for.
#[derive(Deserialize)]
struct Answer {
    verdict: String,
    quote: String,
    turn: usize,
}

/// The verdict of `answer` with the words that it quotes, as they are in the transcript.
///
/// The quote is compared word by word without case and punctuation.
pub fn read_answer(answer: &str, question: &Question<'_>) -> Result<(Verdict, Evidence), Unusable> {
    let Answer { verdict, quote, turn: number } = parse(answer).ok_or(Unusable::NotJson)?;
    let verdict = match verdict.trim().to_lowercase().as_str() {
        "pass" => Verdict::Pass,
        "fail" => Verdict::Fail,
        _ => return Err(Unusable::NoVerdict),
    };
    let wanted: Vec<String> = words(&quote).into_iter().map(|(word, _)| word).collect();
    if wanted.len() < MIN_QUOTE_WORDS {
        return Err(Unusable::ShortQuote);
    }
    let turn = question.turns.get(number).ok_or(Unusable::NoSuchTurn)?;
    let said = words(turn.text());
    let is_quote = |window: &&[(String, Range<usize>)]| window.iter().map(|(word, _)| word).eq(&wanted);
    let found = said.windows(wanted.len()).find(is_quote).ok_or(Unusable::NotSaid)?;
    let bytes = found.first().zip(found.last()).map(|((_, first), (_, last))| first.start..last.end);
    let evidence = bytes.and_then(|bytes| turn.quote(number, bytes)).ok_or(Unusable::NotSaid)?;
    if question.may_decide.get(number) == Some(&true) { Ok((verdict, evidence)) } else { Err(Unusable::CannotDecide) }
}

/// The first JSON object in `text` that is an answer: models like to talk around it.
fn parse(text: &str) -> Option<Answer> {
    text.match_indices('{').find_map(|(at, _)| {
        let mut objects = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Answer>();
        objects.next()?.ok()
    })
}

/// The words of `text` without case and punctuation, each with its bytes.
///
/// An apostrophe is left out of its word, and everything else that is neither letter nor digit parts words.
fn words(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found: Vec<(String, Range<usize>)> = Vec::new();
    let mut is_open = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if c.is_alphanumeric() {
            match found.last_mut() {
                Some((word, bytes)) if is_open => {
                    word.extend(c.to_lowercase());
                    bytes.end = end;
                }
                _ => found.push((c.to_lowercase().collect(), at..end)),
            }
            is_open = true;
        } else {
            is_open = is_open && matches!(c, '\'' | '\u{2019}' | '\u{2bc}');
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ringcheck_call::{Side, Turn};

    use super::*;

    const SAID: [(Side, &str); 3] = [
        (Side::Business, "Lone Pecan IT, this is Dana."),
        (Side::Caller, "We don't have a contract with anybody."),
        (Side::Business, "Well, you'd have to be on a plan first -- that's how it works."),
    ];

    fn read(answer: &str) -> Result<(Verdict, Evidence), Unusable> {
        let turns: Vec<Turn> = SAID.iter().map(|(side, text)| Turn::from_text(*side, *text, None, None)).collect();
        let question = Question { question: "?", definition: "", turns: &turns, may_decide: &[true, false, true] };
        read_answer(answer, &question)
    }

    #[test]
    fn a_quote_counts_without_case_and_punctuation_and_is_kept_as_it_was_said() {
        let (verdict, evidence) =
            read(r#"{"verdict":"fail","quote":"youd have to be, on a PLAN first. That’s how","turn":2}"#).unwrap();
        assert_eq!(verdict, Verdict::Fail);
        assert_eq!(evidence.quote, "you'd have to be on a plan first -- that's how");
        assert_eq!((evidence.turn, evidence.side), (2, Side::Business));
    }

    #[test]
    fn talk_around_the_answer_is_passed_over() {
        let answer = "<think>{hm}</think> Sure:\n```json\n{\"turn\": 0, \"quote\": \"this is Dana\", \"verdict\": \"Pass\"}\n```";
        assert_eq!(read(answer).unwrap().0, Verdict::Pass);
    }

    #[test]
    fn what_is_not_in_the_transcript_is_no_opinion() {
        for (answer, why) in [
            ("I would say it passes.", Unusable::NotJson),
            (r#"{"verdict":"pass"}"#, Unusable::NotJson),
            (r#"{"verdict":"pass","quote":"this is Dana","turn":-1}"#, Unusable::NotJson),
            (r#"{"verdict":"maybe","quote":"this is Dana","turn":0}"#, Unusable::NoVerdict),
            (r#"{"verdict":"pass","quote":"is -- Dana","turn":0}"#, Unusable::ShortQuote),
            (r#"{"verdict":"pass","quote":"","turn":0}"#, Unusable::ShortQuote),
            (r#"{"verdict":"pass","quote":"this is Dana","turn":3}"#, Unusable::NoSuchTurn),
            (r#"{"verdict":"pass","quote":"this is Dana","turn":2}"#, Unusable::NotSaid),
            (r#"{"verdict":"fail","quote":"we only help members","turn":2}"#, Unusable::NotSaid),
            (r#"{"verdict":"fail","quote":"have a contract","turn":1}"#, Unusable::CannotDecide),
        ] {
            assert_eq!(read(answer), Err(why), "{answer}");
        }
    }

    proptest! {
        #[test]
        fn a_quote_that_counts_is_in_its_turn(quote in "[a-zA-Z',. ]{0,40}", number in 0usize..4) {
            let answer = serde_json::json!({"verdict": "pass", "quote": quote, "turn": number}).to_string();
            if let Ok((_, evidence)) = read(&answer) {
                prop_assert!(SAID[number].1.contains(&evidence.quote));
            }
        }

        #[test]
        fn no_answer_is_too_odd_to_be_read(answer in ".{0,80}") {
            let _ = read(&answer);
        }
    }
}
