//! Figures, times and days in words; text that others wrote, made harmless.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use ringcheck_call::{FollowUpOutcome, LossReason};

use crate::{Scope, Share};

/// An interval that reaches further than this from end to end is told.
const TOLD_FROM: f64 = 0.06;

/// A count with its thousands apart: `12,345`.
#[must_use]
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (idx, digit) in digits.chars().enumerate() {
        if idx > 0 && (digits.len() - idx).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 call`, `2 calls`.
#[must_use]
pub fn count(n: u64, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {one}s", grouped(n)) }
}

/// A share as a whole percentage; 0 and 100 are kept for none and all.
#[must_use]
pub fn percent(share: Share) -> Option<String> {
    let value = share.estimate()?.value;
    let rounded = (value * 100.0).round();
    let is_mixed = share.decided.hits > 0 && share.decided.hits < share.decided.trials;
    let told = if is_mixed { rounded.clamp(1.0, 99.0) } else { rounded };
    Some(format!("{told:.0}\u{a0}%"))
}

/// The interval of a share in whole percent, where it is wide enough to matter: `81 to 97 %`.
#[must_use]
pub fn interval(share: Share) -> Option<String> {
    let estimate = share.estimate()?;
    (estimate.high - estimate.low > TOLD_FROM)
        .then(|| format!("{:.0} to {:.0}\u{a0}%", estimate.low * 100.0, estimate.high * 100.0))
}

/// `38 of 41`; `none to judge` where nothing was decided.
#[must_use]
pub fn hits_of(share: Share) -> String {
    if share.decided.trials == 0 {
        return "none to judge".to_owned();
    }
    format!("{} of {}", grouped(share.decided.hits), grouped(share.decided.trials))
}

/// How long ago something was, roughly; `None` for what is still to come.
pub(crate) fn ago(minutes: i64) -> Option<String> {
    let minutes = u64::try_from(minutes).ok()?;
    Some(match minutes {
        0 => "just now".to_owned(),
        1..60 => format!("{} ago", count(minutes, "minute")),
        60..2880 => format!("{} ago", count(minutes / 60, "hour")),
        _ => format!("{} ago", count(minutes / 1440, "day")),
    })
}

/// A time in a call as minutes and seconds: `1:05`, or `1:02:03` from an hour on.
#[must_use]
pub fn clock(ms: u64) -> String {
    let seconds = ms / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// An instant to the minute: `2026-11-21 14:02`.
pub(crate) fn minute(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// `November 21`.
fn month_and_day(day: Date) -> String {
    day.strftime("%B %-d").to_string()
}

/// `November 21, 2026`.
#[must_use]
pub fn long_day(day: Date) -> String {
    day.strftime("%B %-d, %Y").to_string()
}

/// `Nov 21`.
pub(crate) fn short_day(day: Date) -> String {
    day.strftime("%b %-d").to_string()
}

/// From the first to the last day, as one says it.
fn span(first: Date, last: Date) -> String {
    if first == last {
        return first.strftime("%A, %B %-d, %Y").to_string();
    }
    if first.year() != last.year() {
        return format!("{} to {}", long_day(first), long_day(last));
    }
    if first.month() != last.month() {
        return format!("{} to {}", month_and_day(first), long_day(last));
    }
    format!("{} to {}, {}", month_and_day(first), last.day(), last.year())
}

/// Which calls a report is about; `seen` are the days of the first and the last of them.
#[must_use]
pub fn period(scope: Scope, seen: Option<(Date, Date)>) -> String {
    let seen = seen.map(|(first, last)| format!(": {}", span(first, last))).unwrap_or_default();
    match scope {
        Scope::Days { first: Some(first), last: Some(last) } => span(first, last),
        Scope::Days { first: Some(first), last: None } => format!("Since {}", long_day(first)),
        Scope::Days { first: None, last: Some(last) } => format!("Up to {}", long_day(last)),
        Scope::Days { first: None, last: None } | Scope::All => format!("All stored calls{seen}"),
        Scope::Run => format!("The calls of this run{seen}"),
    }
}

/// How a prospect was lost, in a few words.
pub(crate) const fn reason(reason: LossReason) -> &'static str {
    match reason {
        LossReason::TurnedAway => "turned away",
        LossReason::SentElsewhere => "sent elsewhere",
        LossReason::NotAnswered => "reached no person",
        LossReason::NotClosed => "not asked for a commitment",
    }
}

/// What calling back came to, in a few words.
pub(crate) const fn follow_up_outcome(outcome: FollowUpOutcome) -> &'static str {
    match outcome {
        FollowUpOutcome::Reached => "reached",
        FollowUpOutcome::Voicemail => "left a message",
        FollowUpOutcome::NoAnswer => "no answer",
        FollowUpOutcome::Booked => "booked",
        FollowUpOutcome::Won => "won",
        FollowUpOutcome::Lost => "lost",
        FollowUpOutcome::WrongNumber => "wrong number",
    }
}

/// A criterion's id as words.
#[must_use]
pub fn criterion(id: &str) -> String {
    id.replace('_', " ")
}

/// Text that others wrote, on one line and without characters that steer a terminal or a page.
#[must_use]
pub fn clean(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            c if c.is_control() || steers(c) || is_none(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// Whether a character turns the direction of what follows it.
const fn steers(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// Whether it is no character by the Unicode standard: neither HTML nor XML may hold it.
fn is_none(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
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

#[cfg(test)]
mod tests {
    use ringcheck_statistics::Proportion;

    use super::*;

    fn share(hits: u64, trials: u64) -> Share {
        Share { decided: Proportion { hits, trials }, undetermined: 0 }
    }

    #[test]
    fn counts_are_read_at_a_glance() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([count(1, "call"), count(1200, "call")], ["1 call", "1,200 calls"]);
        assert_eq!([hits_of(share(38, 41)), hits_of(share(0, 0))], ["38 of 41", "none to judge"]);
    }

    #[test]
    fn all_and_none_are_never_rounded_to() {
        let told = |hits, trials| percent(share(hits, trials)).unwrap().replace('\u{a0}', " ");
        assert_eq!([told(999, 1000), told(1000, 1000), told(1, 1000), told(0, 9)], ["99 %", "100 %", "1 %", "0 %"]);
        assert_eq!(percent(share(0, 0)), None);
    }

    #[test]
    fn an_interval_is_told_where_it_matters() {
        // Newcombe (1998), table I: 1 of 29 is 0.6 to 17.2 %.
        assert_eq!(interval(share(1, 29)).unwrap().replace('\u{a0}', " "), "1 to 17 %");
        assert_eq!(interval(share(5000, 10_000)), None);
        assert_eq!(interval(share(0, 0)), None);
    }

    #[test]
    fn times_are_told_as_one_says_them() {
        let told = [0, 1, 59, 60, 2879, 2880, 14_400].map(|minutes| ago(minutes).unwrap());
        assert_eq!(
            told,
            ["just now", "1 minute ago", "59 minutes ago", "1 hour ago", "47 hours ago", "2 days ago", "10 days ago"]
        );
        assert_eq!(ago(-1), None);
    }

    #[test]
    fn periods_are_told_as_one_says_them() {
        let days = |first: &str, last: &str| {
            let day = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
            period(Scope::Days { first: day(first), last: day(last) }, None)
        };
        assert_eq!(days("2026-11-21", "2026-11-21"), "Saturday, November 21, 2026");
        assert_eq!(days("2026-11-15", "2026-11-21"), "November 15 to 21, 2026");
        assert_eq!(days("2026-10-28", "2026-11-03"), "October 28 to November 3, 2026");
        assert_eq!(days("2025-12-28", "2026-01-03"), "December 28, 2025 to January 3, 2026");
        assert_eq!(
            [days("2026-11-15", ""), days("", "2026-11-15")],
            ["Since November 15, 2026", "Up to November 15, 2026"]
        );
        let day = "2026-11-21".parse().unwrap();
        assert_eq!(period(Scope::Run, Some((day, day))), "The calls of this run: Saturday, November 21, 2026");
        assert_eq!(period(Scope::All, None), "All stored calls");
    }

    #[test]
    fn what_others_wrote_cannot_steer_a_page() {
        assert_eq!(clean("a\u{1b}[31m\nb\u{202e}c\u{ffff}\u{fdd0}"), "a\u{fffd}[31m b\u{fffd}c\u{fffd}\u{fffd}");
        assert_eq!(shorten("we only support clients", 10), "we only s…");
    }
}
