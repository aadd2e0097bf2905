//! Planned calls: which branch is called, from which number, when, and by which scenario.

use jiff::{Timestamp, Zoned, civil::DateTime, fmt::temporal::Pieces, tz::TimeZone};

use crate::number::{besides_digits, digits_of};

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
    /// The line of the file that names it, counted from 1; `None` for a target of the command line.
    pub line: Option<u64>,
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
    /// A row's number that the shopper calls from has no digits.
    #[error("the number that `{branch}` is called from is none (line {line})")]
    NoFromNumber {
        /// The branch.
        branch: String,
        /// The line of the file, counted from 1.
        line: u64,
    },
    /// A number has an extension, or letters.
    #[error("the number of `{name}` holds `{besides}` besides digits{}", place(*.line))]
    NotDigits {
        /// Whose number.
        name: String,
        /// What it holds, never the number itself.
        besides: String,
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
    /// The time of a row.
    #[error("{error} (line {line})")]
    OfLine {
        /// What is wrong with it.
        error: Box<PlanError>,
        /// The line of the file, counted from 1.
        line: u64,
    },
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
    pub fn hint(&self) -> &'static str {
        match self {
            Self::OfLine { error, .. } => error.hint(),
            Self::NotDigits { .. } => {
                "write the number that is dialed, in digits and without an extension: calls are found by it"
            }
            Self::NoFromNumber { .. } => {
                "write the number that the shopper calls from, in digits, or leave the field empty"
            }
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
        check_number(branch, number, None)?;
        Ok(Self { branch: branch.to_owned(), number: number.to_owned(), at: None, from_number: None, line: None })
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
            let number = field(Some(number_at)).unwrap_or_default().to_owned();
            check_number(&branch, &number, Some(line))?;
            let (at, from_number) = (field(column("at")), field(column("from")));
            no_besides("from", from_number.unwrap_or_default(), Some(line))?;
            if from_number.is_some_and(|number| digits_of(number).is_none()) {
                return Err(PlanError::NoFromNumber { branch, line });
            }
            targets.push(Self {
                branch,
                number,
                at: at.map(str::to_owned),
                from_number: from_number.map(str::to_owned),
                line: Some(line),
            });
        }
        if targets.is_empty() {
            return Err(PlanError::Empty);
        }
        Ok(targets)
    }
}

/// Refuses what nobody can dial as it is written.
fn check_number(name: &str, number: &str, line: Option<u64>) -> Result<(), PlanError> {
    if digits_of(number).is_some() {
        return Ok(());
    }
    no_besides(name, number, line)?;
    Err(PlanError::NoNumber { branch: name.to_owned(), line })
}

/// Refuses a number of `--from-number` that has an extension or letters.
pub fn check_from_number(number: &str) -> Result<(), PlanError> {
    no_besides("--from-number", number, None)
}

fn no_besides(name: &str, number: &str, line: Option<u64>) -> Result<(), PlanError> {
    besides_digits(number).map_or(Ok(()), |besides| Err(PlanError::NotDigits { name: name.to_owned(), besides, line }))
}

/// A planned time: an instant with the offset that it was written with, or a wall clock time in `zone`.
pub fn planned_time(text: &str, zone: &TimeZone) -> Result<Zoned, PlanError> {
    let written = text.trim();
    let read = evenly_written(written);
    let no_time = || PlanError::NoTime(written.to_owned());
    if let Ok(instant) = read.parse::<Timestamp>() {
        // What the user wrote is what the shopper reads.
        let offset = Pieces::parse(&read).ok().and_then(|pieces| pieces.to_numeric_offset());
        return Ok(instant.to_zoned(offset.map_or_else(|| zone.clone(), TimeZone::fixed)));
    }
    let wall: DateTime = read.parse().map_err(|_| no_time())?;
    let text = written;
    // A bare date is no time of a call.
    if !text.contains(':') {
        return Err(no_time());
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
    ambiguous.unambiguous().map_err(|_| no_time())
}

/// A time with two digits of its hour and no blank before its offset: people write `9:00` and `09:00 -06:00`.
fn evenly_written(text: &str) -> String {
    let Some((date, rest)) = text.split_once([' ', 'T', 't']) else { return text.to_owned() };
    let rest: String = rest.chars().filter(|c| !c.is_whitespace()).collect();
    let has_one_digit = rest.find(':') == Some(1);
    format!("{date}T{}{rest}", if has_one_digit { "0" } else { "" })
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
        assert_eq!(error("branch,number\nA,\n"), "the branch `A` has no phone number (line 2)");
        let from = error("branch,number,from\nA,5125550100,none\n");
        assert_eq!(from, "the number that `A` is called from is none (line 2)");
    }

    #[test]
    fn a_number_with_an_extension_is_told_as_one() {
        let error = |text: &str| Target::read_csv(text).unwrap_err().to_string();
        assert_eq!(
            error("branch,number\nA,512 555 0100 ext. 4\n"),
            "the number of `A` holds `ext` besides digits (line 2)"
        );
        assert_eq!(
            error("branch,number,from\nA,5125550100,5125550199x4\n"),
            "the number of `from` holds `x` besides digits (line 2)"
        );
        let error = Target::parse("A=512 555 0100 ext. 4").unwrap_err();
        assert!(error.hint().contains("without an extension"), "{error}");
        assert!(check_from_number("512 555 0199 x4").unwrap_err().to_string().contains("--from-number"));
        assert!(check_from_number("512 555 0199").is_ok());
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

    #[test]
    fn a_time_keeps_the_offset_that_it_was_written_with() {
        let zone = TimeZone::get("America/Chicago").unwrap();
        let at = |text: &str, zone: &TimeZone| planned_time(text, zone).unwrap().strftime("%FT%T%:z").to_string();
        assert_eq!(at("2026-03-05T10:00-06:00", &TimeZone::UTC), "2026-03-05T10:00:00-06:00");
        assert_eq!(at("2026-03-05 10:00 -06:00", &TimeZone::UTC), "2026-03-05T10:00:00-06:00");
        assert_eq!(at("2026-03-05T10:00Z", &zone), "2026-03-05T10:00:00+00:00");
        assert_eq!(at("2026-07-05 10:00", &zone), "2026-07-05T10:00:00-05:00");
    }

    #[test]
    fn an_hour_of_one_digit_is_read() {
        let zone = TimeZone::get("America/Chicago").unwrap();
        for text in ["2026-03-05 9:00", "2026-03-05T9:00", "2026-03-05  9:00:00", "2026-03-05 9:00-06:00"] {
            assert_eq!(planned_time(text, &zone).unwrap().timestamp().to_string(), "2026-03-05T15:00:00Z", "{text}");
        }
    }
}
