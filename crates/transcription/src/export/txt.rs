//! Plain text for reading: a line a turn.

use ringcheck_call::{Transcript, Turn};

use super::on_one_line;

/// The turns, one a line: `[0:03] business: …`; a turn without times has no brackets.
#[must_use]
pub fn to_txt(transcript: &Transcript) -> String {
    transcript.turns().iter().filter_map(line_of).collect()
}

/// A turn's line; `None` if nothing is said in it.
fn line_of(turn: &Turn) -> Option<String> {
    let said = on_one_line(turn.text());
    let time = turn.start_ms().map(|start_ms| format!("[{}] ", clock(start_ms))).unwrap_or_default();
    (!said.is_empty()).then(|| format!("{time}{}: {said}\n", turn.side()))
}

/// Minutes and seconds: `1:05`, or `1:02:03` from an hour on.
fn clock(ms: u64) -> String {
    let seconds = ms / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}
