//! How the caller takes an offer: no criterion asks for it, and coaching wants to know.

use ringcheck_call::{Call, Evidence, Side, Timeline, TimelineFigures, Turn};

use crate::{
    assess::Conversation,
    heard::{Heard, Presence},
    reading::Voice,
};

/// So many turns of the caller after the last offer are an answer to it.
const ANSWERS: usize = 3;

/// So many turns before and after an offer are heard.
const TURNS_AROUND: (usize, usize) = (3, 9);

/// How the caller takes an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallerAnswer {
    /// The caller agrees, in these words.
    Agreed(Evidence),
    /// The caller declines, in these words.
    Declined(Evidence),
    /// Neither is heard.
    Unclear,
}

/// How the caller takes an offer that an agent made in these turns: by the first three turns of the caller after the last
/// of them, as the language model hears them. Where both are heard the last one counts: people change their minds.
#[must_use]
pub fn caller_answer(turns: &[Turn], offer_turns: &[usize]) -> CallerAnswer {
    let Some(last) = offer_turns.iter().max() else { return CallerAnswer::Unclear };
    // Who is who is told from all of a call where nobody knows; else what is far from the offer need not be heard.
    let is_told = turns.iter().all(|turn| turn.side() != Side::Unknown);
    let first = if is_told { last.saturating_sub(TURNS_AROUND.0) } else { 0 };
    let end = if is_told { (last + TURNS_AROUND.1).min(turns.len()) } else { turns.len() };
    let Some(near) = turns.get(first..end) else { return CallerAnswer::Unclear };
    match answer_to(near, last - first) {
        CallerAnswer::Agreed(quote) => CallerAnswer::Agreed(Evidence { turn: quote.turn + first, ..quote }),
        CallerAnswer::Declined(quote) => CallerAnswer::Declined(Evidence { turn: quote.turn + first, ..quote }),
        CallerAnswer::Unclear => CallerAnswer::Unclear,
    }
}

fn answer_to(turns: &[Turn], last: usize) -> CallerAnswer {
    let (timeline, figures, call) = (Timeline::default(), TimelineFigures::default(), Call::default());
    let heard = Heard::new(&Conversation {
        turns,
        timeline: &timeline,
        figures: &figures,
        is_cut_off: false,
        call: &call,
        doubtful_turns: &[],
        sides_confidence: None,
    });
    let answers: Vec<usize> = heard.reading.turns_of(Voice::Caller).filter(|turn| *turn > last).take(ANSWERS).collect();
    let there = |cue: &str| -> Vec<(usize, u16)> {
        let found = heard.turns_with(cue, Voice::Caller);
        found
            .filter(|(turn, presence, _)| *presence == Presence::There && answers.contains(turn))
            .map(|(turn, _, p)| (turn, p))
            .collect()
    };
    let agreed = there("agrees").into_iter().map(|(turn, p)| (turn, p, "agrees"));
    let declined = there("declines").into_iter().map(|(turn, p)| (turn, p, "declines"));
    let Some((turn, _, cue)) = agreed.chain(declined).max() else { return CallerAnswer::Unclear };
    match (heard.quote(turn, cue), cue) {
        (Some(quote), "agrees") => CallerAnswer::Agreed(quote),
        (Some(quote), _) => CallerAnswer::Declined(quote),
        (None, _) => CallerAnswer::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use ringcheck_call::Speaker;

    use super::*;

    fn turns(said: &[(&str, &str)]) -> Vec<Turn> {
        let turn = |(who, text): &(&str, &str)| {
            let is_agent = *who == "a";
            let mut turn = Turn::from_text(if is_agent { Side::Business } else { Side::Caller }, *text, None, None);
            turn.speaker = if is_agent { Speaker::Agent } else { Speaker::Caller };
            turn
        };
        said.iter().map(turn).collect()
    }

    #[test]
    fn a_caller_agrees_declines_or_leaves_it_open() {
        let offer = ("a", "I can have a technician at your office tomorrow at nine. Shall I book that?");
        let open = [("a", "Fulton Computer Care, this is Dana."), ("c", "Hi, our server is down."), offer];
        let answer = |said: &[(&str, &str)]| caller_answer(&turns(&[&open, said].concat()), &[2]);
        let agreed = answer(&[("c", "Yes, please, nine is perfect."), ("a", "Great.")]);
        assert!(matches!(&agreed, CallerAnswer::Agreed(quote) if quote.turn == 3), "{agreed:?}");
        let declined = answer(&[("c", "No thanks, we'll look for somebody else."), ("a", "All right.")]);
        assert!(matches!(&declined, CallerAnswer::Declined(quote) if quote.turn == 3), "{declined:?}");
        assert_eq!(answer(&[]), CallerAnswer::Unclear);
        assert_eq!(caller_answer(&turns(&open), &[]), CallerAnswer::Unclear);
    }
}
