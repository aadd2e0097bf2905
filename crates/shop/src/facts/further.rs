//! What a further hearing of the same call adds.
//!
//! Two recognizers that mishear a question or its answer seldom mishear it alike, and hardly ever make a question and its
//! answer out of other words.

use ringcheck_call::{Evidence, Turn};

use super::{FactFinding, FactOutcome};

/// What was found of a fact, or what a further hearing found of it where that is more: that it was drawn out, or
/// anything where nothing was found before. Its quotes are placed in `turns`, those of the first hearing.
pub(crate) fn or_further(before: FactFinding, further: FactFinding, turns: &[Turn]) -> FactFinding {
    let has_more = match before.outcome {
        FactOutcome::DrawnOut => false,
        FactOutcome::NotAsked => further.outcome != FactOutcome::NotAsked,
        FactOutcome::Asked | FactOutcome::Volunteered | FactOutcome::Undetermined => {
            further.outcome == FactOutcome::DrawnOut
        }
    };
    if !has_more {
        return before;
    }
    let placed = |quote: Evidence| Evidence { turn: nearest_turn(&quote, turns), ..quote };
    FactFinding {
        question: further.question.map(placed),
        told: further.told.map(placed),
        is_of_further_hearing: true,
        ..further
    }
}

/// The turn of `turns` at the time of the quote: of its side, or of any where that side has none. Without times the turn
/// of that number.
fn nearest_turn(quote: &Evidence, turns: &[Turn]) -> usize {
    let last = turns.len().saturating_sub(1);
    let Some(at) = quote.start_ms else { return quote.turn.min(last) };
    let distance = |turn: &Turn| {
        let (start, end) = (turn.start_ms().unwrap_or(0), turn.end_ms().unwrap_or(0));
        start.saturating_sub(at) + at.saturating_sub(end)
    };
    let nearest = turns.iter().enumerate().min_by_key(|(_, turn)| (turn.side() != quote.side, distance(turn)));
    nearest.map_or(0, |(idx, _)| idx)
}

#[cfg(test)]
mod tests {
    use ringcheck_call::{Probability, Side, Word};

    use super::*;

    fn turn(side: Side, start_ms: u64, text: &str) -> Turn {
        let probability = Probability::from_thousandths(900);
        let word = |(n, text): (usize, &str)| {
            let at = start_ms + 300 * u64::try_from(n).unwrap();
            Word { text: text.to_owned(), start_ms: at, end_ms: at + 250, probability }
        };
        let words: Vec<Word> = text.split(' ').enumerate().map(word).collect();
        Turn::from_words(side, &words).unwrap()
    }

    fn finding(outcome: FactOutcome) -> FactFinding {
        // The first two turns of the first hearing are one in the further one, so that the numbers are others.
        FactFinding {
            id: "employees".to_owned(),
            fact: "26 employees".to_owned(),
            outcome,
            question: turn(Side::Business, 5_100, "How many of you?").quote(1, 0..16),
            told: turn(Side::Caller, 7_050, "Twenty-six.").quote(2, 0..11),
            rationale: String::new(),
            is_of_further_hearing: false,
        }
    }

    #[test]
    fn words_of_a_further_hearing_are_placed_in_the_turns_of_the_first() {
        let turns = [
            turn(Side::Business, 0, "Harbor Lane IT"),
            turn(Side::Caller, 2_000, "Our server is down"),
            turn(Side::Business, 5_000, "Oh no, many of you"),
            turn(Side::Caller, 7_000, "Twenty six"),
        ];
        let found = or_further(finding(FactOutcome::NotAsked), finding(FactOutcome::DrawnOut), &turns);
        let question = found.question.unwrap();
        assert_eq!((question.turn, question.start_ms, question.quote.as_str()), (2, Some(5_100), "How many of you?"));
        assert_eq!(found.told.unwrap().turn, 3);
        // A side that was heard the other time alone has no turn of its own.
        let found = or_further(finding(FactOutcome::NotAsked), finding(FactOutcome::DrawnOut), &turns[..1]);
        assert_eq!(found.told.unwrap().turn, 0);
    }

    #[test]
    fn a_further_hearing_counts_where_it_found_more() {
        use FactOutcome::{Asked, DrawnOut, NotAsked, Undetermined, Volunteered};
        for (first, second, counts) in [
            (NotAsked, DrawnOut, DrawnOut),
            (Volunteered, DrawnOut, DrawnOut),
            (Asked, DrawnOut, DrawnOut),
            (Undetermined, DrawnOut, DrawnOut),
            (NotAsked, Asked, Asked),
            (NotAsked, Volunteered, Volunteered),
            (NotAsked, Undetermined, Undetermined),
            // What is left to a person stays with the person, and nothing is taken back.
            (Undetermined, Volunteered, Undetermined),
            (Volunteered, Asked, Volunteered),
            (Asked, Volunteered, Asked),
            (DrawnOut, NotAsked, DrawnOut),
            (DrawnOut, Volunteered, DrawnOut),
        ] {
            let found = or_further(finding(first), finding(second), &[]);
            assert_eq!(found.outcome, counts, "{first:?}, then {second:?}");
            assert_eq!(found.is_of_further_hearing, counts != first, "{first:?}, then {second:?}");
        }
    }
}
