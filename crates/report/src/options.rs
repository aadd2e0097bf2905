//! What a report is about.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{Currency, LeadValue};

/// Which calls a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Calls that started on these days, both included; a day that is left out is open.
    Days {
        /// The first day.
        first: Option<Date>,
        /// The last day.
        last: Option<Date>,
    },
    /// All calls, those without a known start too.
    All,
    /// The calls of one run, those without a known start too.
    Run,
}

/// What a report is about and how it is told.
#[derive(Clone, Debug)]
pub struct ReportOptions {
    /// Its heading.
    pub title: String,
    /// Which calls it is about.
    pub scope: Scope,
    /// The agent whose calls it is about; `None` for all.
    pub agent_name: Option<String>,
    /// The time zone that days and times are in.
    pub zone: TimeZone,
    /// When it is made.
    pub now: Timestamp,
    /// What a lead is worth to the owner; `None` where nobody said.
    pub lead_value: Option<LeadValue>,
    /// What money is counted in.
    pub currency: Currency,
    /// Agents are compared only by figures that rest on at least this many calls.
    pub min_calls: u64,
    /// The database, as the commands that the report names must be told it; `None` where they find it themselves.
    pub db: Option<String>,
    /// The name of the time zone, where the commands that the report names must be told it.
    pub timezone: Option<String>,
}

impl ReportOptions {
    /// The command that shows a call.
    pub(crate) fn show_command(&self, call_id: &str) -> String {
        format!("ringcheck show {}{}", shell_word(&short_id(call_id)), self.db_argument())
    }

    /// The command that lists the calls of these days, or of all, that a person should look at.
    pub(crate) fn review_command(&self, first: Option<Date>, last: Option<Date>) -> String {
        let mut command = "ringcheck list --needs-review".to_owned();
        for (flag, day) in [("since", first), ("until", last)] {
            if let Some(day) = day {
                command.extend([" --", flag, " ", &day.to_string()]);
            }
        }
        for (flag, word) in [("timezone", &self.timezone), ("agent", &self.agent_name)] {
            if let Some(word) = word {
                command.extend([" --", flag, " ", &shell_word(word)]);
            }
        }
        command + &self.db_argument()
    }

    fn db_argument(&self) -> String {
        self.db.as_ref().map(|db| format!(" --db {}", shell_word(db))).unwrap_or_default()
    }
}

/// The first twelve digits of a hash, which `ringcheck show` takes; any other id whole.
fn short_id(id: &str) -> String {
    let is_hash = id.len() == 64 && id.bytes().all(|b| b.is_ascii_hexdigit());
    if is_hash { id.chars().take(12).collect() } else { id.to_owned() }
}

/// `word` as a shell takes it for one word.
#[must_use]
pub fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | ':' | '@' | '+' | ',');
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> ReportOptions {
        ReportOptions {
            title: "Calls".to_owned(),
            scope: Scope::All,
            agent_name: None,
            zone: TimeZone::UTC,
            now: Timestamp::UNIX_EPOCH,
            lead_value: None,
            currency: Currency::default(),
            min_calls: 10,
            db: None,
            timezone: None,
        }
    }

    #[test]
    fn commands_can_be_pasted_into_a_shell() {
        let plain = options();
        assert_eq!(plain.show_command(&"ab".repeat(32)), "ringcheck show abababababab");
        assert_eq!(plain.show_command("D01; rm -rf x"), "ringcheck show 'D01; rm -rf x'");
        assert_eq!(plain.review_command(None, None), "ringcheck list --needs-review");
        let told = ReportOptions {
            db: Some("my calls.db".to_owned()),
            timezone: Some("America/Chicago".to_owned()),
            agent_name: Some("Dana O'Neil".to_owned()),
            ..options()
        };
        let day: Date = "2026-11-21".parse().unwrap();
        assert_eq!(
            told.review_command(Some(day), Some(day)),
            r"ringcheck list --needs-review --since 2026-11-21 --until 2026-11-21 --timezone America/Chicago --agent 'Dana O'\''Neil' --db 'my calls.db'"
        );
    }
}
