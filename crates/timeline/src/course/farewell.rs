//! The goodbye at the end of a call.

use std::sync::LazyLock;

use regex::Regex;
use ringcheck_call::{EventKind, Probability, Speaker, TimelineEvent};

use crate::{
    Attributed,
    wording::{compile, expand, normalize},
};

/// The goodbye is in the last turns of a call.
const WITHIN_TURNS: usize = 8;

/// Words of parting at the end of a turn.
static SAYS_GOODBYE: LazyLock<Regex> = LazyLock::new(|| {
    compile(&expand(
        r"(?:(?:good ?)?bye(?: bye)?|bye now|have a (?:\w+ )?(?:good|great|nice|lovely|wonderful|blessed|one|day|evening|afternoon|weekend|night)(?: \w+){0,2}|(?:talk|speak) to you (?:soon|later|then|tomorrow)|see you (?:then|soon|later|tomorrow|on \w+|at \w+|this \w+)|cheers|cheerio|ta ra|toodle|good night|you (?:too|as well)$|enjoy (?:your|the rest))(?: \w+){0,3}$|take care(?: now| then| of yourself| bye)?$",
    ))
});

/// From the first of the last words of parting to the last; by live people alone.
pub(super) fn goodbye(call: &Attributed) -> Option<TimelineEvent> {
    let n_before = call.turns.len().saturating_sub(WITHIN_TURNS);
    let parts: Vec<usize> = call
        .turns
        .iter()
        .enumerate()
        .skip(n_before)
        .filter(|(_, turn)| turn.speaker != Speaker::RecordedVoice && SAYS_GOODBYE.is_match(&normalize(turn.text())))
        .map(|(idx, _)| idx)
        .collect();
    let last = *parts.last()?;
    // Nothing of substance follows a goodbye.
    let said_after: usize = call.turns.iter().skip(last + 1).map(|turn| turn.text().split_whitespace().count()).sum();
    if said_after > MOST_AFTER {
        return None;
    }
    let first = parts.iter().rev().take_while(|idx| last - **idx <= 3).last().copied().unwrap_or(last);
    let turn = call.turns.get(first)?;
    Some(TimelineEvent {
        kind: EventKind::Goodbye,
        side: turn.side(),
        start_ms: turn.start_ms(),
        end_ms: call.turns.get(last).and_then(ringcheck_call::Turn::end_ms),
        turn: Some(first),
        label: None,
        confidence: Probability::from_thousandths(if parts.len() > 1 { 950 } else { 850 }),
    })
}

/// Words that may follow a goodbye.
const MOST_AFTER: usize = 8;
