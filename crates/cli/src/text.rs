//! Small renderings that several commands share.

use jiff::{Timestamp, tz::TimeZone};
use unicode_width::UnicodeWidthStr as _;

/// Control and direction characters replaced, so that words of a call cannot steer a terminal.
pub(crate) fn sanitize(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            c if c.is_control() => '\u{fffd}',
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// A time in a call as minutes and seconds: `1:05`, or `1:02:03` from an hour on.
pub(crate) fn clock(ms: u64) -> String {
    let seconds = ms / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// An instant in the system's time zone, to the minute; as it is if it is none.
pub(crate) fn local_time(started_at: &str) -> String {
    started_at.parse::<Timestamp>().map_or_else(
        |_| started_at.to_owned(),
        |at| at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string(),
    )
}

/// `text` cut to at most `max` characters, with an ellipsis where something is missing.
pub(crate) fn shorten(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(max.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// `1 call`, `2 calls`.
pub(crate) fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// Pieces side by side, three blanks apart, in as few lines of at most `width` columns as hold them, each after `indent`.
pub(crate) fn flow(pieces: &[String], width: usize, indent: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if line.width() + 3 + piece.width() <= width => {
                line.push_str("   ");
                line.push_str(piece);
            }
            _ => lines.push(format!("{indent}{piece}")),
        }
    }
    lines
}

/// `text` in lines of at most `width` characters, each after `indent`.
pub(crate) fn wrap(text: &str, width: usize, indent: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("{indent}{word}")),
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_call_cannot_steer_a_terminal() {
        assert_eq!(sanitize("a\u{1b}[31mb\u{202e}c\n"), "a\u{fffd}[31mb\u{fffd}c\n");
    }

    #[test]
    fn clocks_and_counts() {
        assert_eq!([clock(0), clock(65_999), clock(3_723_000)], ["0:00", "1:05", "1:02:03"]);
        assert_eq!([count(1, "call"), count(0, "call")], ["1 call", "0 calls"]);
        assert_eq!(shorten("we only support clients", 10), "we only s…");
        assert_eq!(wrap("one two three", 8, "  "), "  one\n  two\n  three");
    }
}
