//! Planned calls: which branch is called, from which number, when, and by which scenario.

use jiff::{Timestamp, Zoned, civil::DateTime, tz::TimeZone};

use crate::number::digits_of;

/// How far from its planned time a call may be, unless the plan says otherwise, in minutes.
pub const USUAL_WINDOW_MINUTES: u32 = 60;

/// The widest window, in minutes: a day.
pub const WIDEST_WINDOW_MINUTES: u32 = 24 * 60;

/// Whom a shopper calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The branch's name.
    pub branch: String,
    /// The number that is called, as it was written.
    pub number: String,
    /// When, where it differs from target to target.
    pub at: Option<String>,
    /// The number that the shopper calls from, where it differs.
    pub from_number: Option<String>,
}

/// A target, or a time, that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The text is not a branch and a number.
    #[error("`{0}` is not BRANCH=NUMBER")]
    NoTarget(String),
    /// A branch has no number.
    #[error("the branch `{branch}` has no phone number{}", place(*.line))]
    NoNumber {
        /// The branch.
        branch: String,
        /// The line of the file, counted from 1; `None` for a target of the command line.
        line: Option<u64>,
    },
    /// A row has no branch.
    #[error("a branch has no name{}", place(Some(*.line)))]
    NoBranch {
        /// The line of the file, counted from 1.
        line: u64,
    },
    /// The header lacks a column.
    #[error("there is no column `{0}`")]
    NoColumn(&'static str),
    /// The header has a column that nothing reads.
    #[error("the column `{0}` is not known")]
    UnknownColumn(String),
    /// The file is no CSV.
    #[error("it is not a CSV file{}", place(*.line))]
    NoCsv {
        /// The line, counted from 1, where it is known.
        line: Option<u64>,
    },
    /// The file names no branch.
    #[error("it names no branch")]
    Empty,
    /// The text is no time.
    #[error("`{0}` is not a date and a time")]
    NoTime(String),
    /// The time does not exist or comes twice in the zone.
    #[error("the clocks of {zone} {what} at `{text}`")]
    NotOnce {
        /// The time, as it was written.
        text: String,
        /// What the clocks do.
        what: &'static str,
        /// The zone.
        zone: String,
    },
}

fn place(line: Option<u64>) -> String {
    line.map(|line| format!(" (line {line})")).unwrap_or_default()
}

impl PlanError {
    /// What to do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::NoTarget(_) => "write `--branch \"North=512 555 0100\"`",
            Self::NoNumber { .. } => "write the number that the shopper dials, in digits",
            Self::NoBranch { .. } => "fill the column `branch` in each row",
            Self::NoColumn(_) | Self::UnknownColumn(_) | Self::NoCsv { .. } | Self::Empty => {
                "the first line is `branch,number` and may go on with `at` and `from`; then one branch a line"
            }
            Self::NoTime(_) => "write it as `2026-03-05 10:30`, with `--timezone ZONE` or an offset such as -06:00",
            Self::NotOnce { .. } => "write the time with its offset, such as 2026-03-08T02:30-06:00",
        }
    }
}

impl Target {
    /// A target written as `BRANCH=NUMBER`.
    pub fn parse(text: &str) -> Result<Self, PlanError> {
        let (branch, number) = text.split_once('=').ok_or_else(|| PlanError::NoTarget(text.to_owned()))?;
        let (branch, number) = (branch.trim(), number.trim());
        if branch.is_empty() {
            return Err(PlanError::NoTarget(text.to_owned()));
        }
        if digits_of(number).is_none() {
            return Err(PlanError::NoNumber { branch: branch.to_owned(), line: None });
        }
        Ok(Self { branch: branch.to_owned(), number: number.to_owned(), at: None, from_number: None })
    }

    /// The targets of a CSV file with a header: `branch`, `number`, and optionally `at` and `from`.
    pub fn read_csv(text: &str) -> Result<Vec<Self>, PlanError> {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let no_csv = |error: &csv::Error| PlanError::NoCsv { line: error.position().map(csv::Position::line) };
        let header: Vec<String> =
            reader.headers().map_err(|e| no_csv(&e))?.iter().map(str::to_ascii_lowercase).collect();
        if let Some(unknown) = header.iter().find(|name| !["branch", "number", "at", "from"].contains(&name.as_str())) {
            return Err(PlanError::UnknownColumn(unknown.clone()));
        }
        let column = |name: &str| header.iter().position(|known| known == name);
        let branch_at = column("branch").ok_or(PlanError::NoColumn("branch"))?;
        let number_at = column("number").ok_or(PlanError::NoColumn("number"))?;
        let mut targets = Vec::new();
        for row in reader.records() {
            let row = row.map_err(|e| no_csv(&e))?;
            let line = row.position().map_or(0, csv::Position::line);
            let field = |at: Option<usize>| at.and_then(|at| row.get(at)).filter(|text| !text.is_empty());
            let branch = field(Some(branch_at)).ok_or(PlanError::NoBranch { line })?.to_owned();
            let number = field(Some(number_at)).filter(|number| digits_of(number).is_some());
            let Some(number) = number.map(str::to_owned) else {
                return Err(PlanError::NoNumber { branch, line: Some(line) });
            };
            let (at, from_number) = (field(column("at")), field(column("from")));
            targets.push(Self {
                branch,
                number,
                at: at.map(str::to_owned),
                from_number: from_number.map(str::to_owned),
            });
        }
        if targets.is_empty() {
            return Err(PlanError::Empty);
        }
        Ok(targets)
    }
}

/// A planned time: an instant with its offset, or a wall clock time in `zone`.
pub fn planned_time(text: &str, zone: &TimeZone) -> Result<Zoned, PlanError> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant.to_zoned(zone.clone()));
    }
    let wall: DateTime = text.parse().map_err(|_| PlanError::NoTime(text.to_owned()))?;
    // A bare date is no time of a call.
    if !text.contains(':') {
        return Err(PlanError::NoTime(text.to_owned()));
    }
    let ambiguous = zone.to_ambiguous_zoned(wall);
    if ambiguous.is_ambiguous() {
        let what = if matches!(ambiguous.offset(), jiff::tz::AmbiguousOffset::Gap { .. }) {
            "are set forward over the time"
        } else {
            "show the time twice"
        };
        let zone = zone.iana_name().unwrap_or("the zone").to_owned();
        return Err(PlanError::NotOnce { text: text.to_owned(), what, zone });
    }
    ambiguous.unambiguous().map_err(|_| PlanError::NoTime(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_from_the_command_line_and_from_a_file() {
        let target = Target::parse("North Side=+1 512 555 0100").unwrap();
        assert_eq!((target.branch.as_str(), target.number.as_str()), ("North Side", "+1 512 555 0100"));
        for wrong in ["North", "=512 555 0100", "North=call us"] {
            assert!(Target::parse(wrong).is_err(), "{wrong}");
        }
        let csv = "\u{feff}Branch, Number ,at,from\nNorth,512 555 0100,2026-03-05 10:00,\nSouth,(512) 555-0101,,512 555 0199\n";
        let targets = Target::read_csv(csv).unwrap();
        assert_eq!(targets.len(), 2);
        assert_eq!(
            (targets[0].at.as_deref(), targets[1].from_number.as_deref()),
            (Some("2026-03-05 10:00"), Some("512 555 0199"))
        );
        let error = |text: &str| Target::read_csv(text).unwrap_err().to_string();
        assert_eq!(error("branch,phone\nA,1\n"), "the column `phone` is not known");
        assert_eq!(error("branch\nA\n"), "there is no column `number`");
        assert_eq!(error("branch,number\n"), "it names no branch");
        assert_eq!(error("branch,number\nA,5125550100\nB,none\n"), "the branch `B` has no phone number (line 3)");
    }

    #[test]
    fn times_are_of_the_zone_unless_they_say_their_offset() {
        let zone = TimeZone::get("America/Chicago").unwrap();
        let at = |text: &str| planned_time(text, &zone).map(|at| at.timestamp().to_string());
        assert_eq!(at("2026-03-05 10:30").unwrap(), "2026-03-05T16:30:00Z");
        assert_eq!(at("2026-03-05T10:30-05:00").unwrap(), "2026-03-05T15:30:00Z");
        assert!(matches!(at("2026-03-08 02:30"), Err(PlanError::NotOnce { .. })));
        assert!(matches!(at("2026-03-05"), Err(PlanError::NoTime(_))));
        assert!(matches!(at("ten o'clock"), Err(PlanError::NoTime(_))));
    }
}
