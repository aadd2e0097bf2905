//! `ringcheck review` and `ringcheck calibrate`: which verdicts, and who judges them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use ringcheck_call::{CallType, Decision};

use super::{DayArguments, DbArguments, confidence, criterion_verdict};

#[derive(Debug, Args)]
pub(crate) struct ReviewArguments {
    /// One call instead of the queue: its id, the beginning of its id, or a recording's file name; `ID@N` is its Nth
    /// scorecard.
    #[arg(value_name = "ID[@N]", conflicts_with_all = ["day", "since", "until", "agent", "sample"])]
    pub(crate) call: Option<String>,
    #[command(flatten)]
    pub(crate) db: DbArguments,
    #[command(flatten)]
    pub(crate) days: DayArguments,
    /// Calls of this agent.
    #[arg(long, value_name = "NAME")]
    pub(crate) agent: Option<String>,
    /// Only this criterion, or only where Ringcheck says so, as in `close_attempt=fail`; `call_type` is who the caller is,
    /// as in `call_type=vendor`.
    #[arg(long, value_name = "ID[=VERDICT]", value_parser = criterion)]
    pub(crate) criterion: Option<(String, Option<Decision>)>,
    /// Ask about verdicts that are undetermined, or less sure than this.
    #[arg(long, value_name = "CONFIDENCE", default_value_t = 0.80, value_parser = confidence)]
    pub(crate) below_confidence: f64,
    /// At most this many verdicts.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u32>,
    /// Who reviews; without it the name that you are logged in by.
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// Judge without seeing Ringcheck's verdict or anybody's, to measure agreement: docs/review.md.
    #[arg(long, conflicts_with = "below_confidence")]
    pub(crate) blind: bool,
    /// With --blind: how many verdicts are drawn, sure ones too; everybody is asked about the same.
    #[arg(long, value_name = "N", default_value_t = 50, requires = "blind")]
    pub(crate) sample: u32,
    /// One command a line instead of single keys, as where the input is no terminal; for a screen reader, or a script.
    #[arg(long)]
    pub(crate) lines: bool,
    /// Play recordings with this command, which is given the file, instead of the first player that is found; a path with
    /// blanks as it is, or in quotes with arguments behind it.
    #[arg(long, value_name = "CMD", env = "RINGCHECK_PLAYER")]
    pub(crate) player: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CalibrateArguments {
    #[command(flatten)]
    pub(crate) db: DbArguments,
    #[command(flatten)]
    pub(crate) days: DayArguments,
    /// Calls of this agent.
    #[arg(long, value_name = "NAME")]
    pub(crate) agent: Option<String>,
    /// Only this criterion; `call_type` is who the caller is.
    #[arg(long, value_name = "ID")]
    pub(crate) criterion: Option<String>,
    /// Only what this person says, however the name is spelled in capitals; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Vec<String>,
    /// The form of the figures.
    #[arg(long, value_enum, default_value_t = CalibrateFormat::Text)]
    pub(crate) format: CalibrateFormat,
    /// Write reviewed calls to this file as labelled examples for `ringcheck evaluate`, one a line.
    #[arg(long, value_name = "FILE")]
    pub(crate) export: Option<PathBuf>,
    /// Replace the file of --export if it is there already.
    #[arg(long, requires = "export")]
    pub(crate) force: bool,
}

/// The form of the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CalibrateFormat {
    /// Text for reading.
    Text,
    /// One JSON object.
    Json,
}

fn criterion(text: &str) -> Result<(String, Option<Decision>), String> {
    if let Some(("call_type", word)) = text.split_once('=') {
        let call_type = word.parse::<CallType>();
        let call_type = call_type.map_err(|_| "the caller is a prospect, customer, vendor, wrong_number or other")?;
        Ok(("call_type".to_owned(), Some(Decision::CallType(call_type))))
    } else if text.contains('=') {
        criterion_verdict(text).map(|(id, verdict)| (id, Some(Decision::Verdict(verdict))))
    } else if text.is_empty() {
        Err("write it as ID, or as ID=VERDICT, such as close_attempt=fail".to_owned())
    } else {
        Ok((text.to_owned(), None))
    }
}

#[cfg(test)]
mod tests {
    use ringcheck_call::Verdict;

    use super::*;

    #[test]
    fn a_criterion_may_be_narrowed_to_a_verdict() {
        assert_eq!(criterion("close_attempt"), Ok(("close_attempt".to_owned(), None)));
        let fail = Decision::Verdict(Verdict::Fail);
        assert_eq!(criterion("close_attempt=fail"), Ok(("close_attempt".to_owned(), Some(fail))));
        assert!(criterion("close_attempt=bad").is_err() && criterion("").is_err());
    }

    #[test]
    fn who_the_caller_is_may_be_narrowed_to_a_kind_of_caller() {
        let prospect = Decision::CallType(CallType::Prospect);
        assert_eq!(criterion("call_type=prospect"), Ok(("call_type".to_owned(), Some(prospect))));
        for word in ["call_type=pass", "call_type="] {
            assert!(criterion(word).unwrap_err().contains("prospect, customer, vendor"), "{word}");
        }
    }
}
