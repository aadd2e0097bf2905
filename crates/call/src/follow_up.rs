//! What was done about a prospect who was lost.

use serde::{Deserialize, Serialize};

/// The fewest digits of a number that tells callers apart; extensions have fewer.
const MIN_DIGITS: usize = 7;

/// What calling a lost prospect back came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowUpOutcome {
    /// They were spoken to, and nothing is settled.
    Reached,
    /// A message was left.
    Voicemail,
    /// Nobody picked up.
    NoAnswer,
    /// A visit, an appointment or an order was agreed.
    Booked,
    /// They became a customer.
    Won,
    /// They do not want to, or have found somebody else.
    Lost,
    /// The number is not theirs.
    WrongNumber,
}

impl FollowUpOutcome {
    /// All outcomes.
    pub const ALL: [Self; 7] =
        [Self::Reached, Self::Voicemail, Self::NoAnswer, Self::Booked, Self::Won, Self::Lost, Self::WrongNumber];

    /// The word used in JSON, SQL and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Voicemail => "voicemail",
            Self::NoAnswer => "no_answer",
            Self::Booked => "booked",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::WrongNumber => "wrong_number",
        }
    }
}

/// A lost prospect was called back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// The call in which the prospect was lost.
    pub call_id: String,
    /// The number of that call: the phone system's, else the one that the caller said.
    pub number: Option<String>,
    /// When they were called back: ISO 8601 in UTC.
    pub at: String,
    /// What it came to.
    pub outcome: FollowUpOutcome,
    /// What the lead is worth, in hundredths of the owner's currency; `None` where nobody said.
    pub value_cents: Option<u64>,
    /// Who called back.
    pub by: Option<String>,
    /// What else is to be known of it.
    pub note: Option<String>,
}

/// What is the same for one caller's number however it is written; `None` where it tells nobody apart.
///
/// The view `v_lost_leads` has the same in SQL.
#[must_use]
pub fn caller_key(number: &str) -> Option<String> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    // Within North America a number is written with its country's 1 or without.
    let national = digits.strip_prefix('1').filter(|rest| rest.len() == 10);
    (digits.len() >= MIN_DIGITS).then(|| national.map_or_else(|| digits.clone(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_known_however_it_is_written() {
        let written = ["+1 (512) 555-0134", "5125550134", "1-512-555-0134", "512.555.0134"].map(caller_key);
        assert!(written.iter().all(|key| key.as_deref() == Some("5125550134")), "{written:?}");
        assert_eq!([caller_key("anonymous"), caller_key("201"), caller_key("")], [None, None, None]);
        assert_ne!(caller_key("+44 20 7946 0134"), caller_key("20 7946 0134"));
    }

    #[test]
    fn outcomes_have_the_words_of_json() {
        for outcome in FollowUpOutcome::ALL {
            assert_eq!(serde_json::to_string(&outcome).unwrap(), format!("\"{}\"", outcome.as_str()));
        }
    }
}
