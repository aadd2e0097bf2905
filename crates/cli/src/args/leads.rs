//! `ringcheck leads`: the prospects who were lost, and what was done about them.

use clap::{Args, Subcommand, ValueEnum};
use ringcheck_call::{FollowUpOutcome, LossReason};
use ringcheck_report::{Currency, LeadValue};

use super::{DayArguments, DbArguments};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct LeadsArguments {
    #[command(subcommand)]
    pub(crate) command: Option<LeadsCommand>,
    #[command(flatten)]
    pub(crate) list: LeadListArguments,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LeadsCommand {
    /// Say that a lead was called back, and what came of it; the lead is every lost call of that number.
    Called(CalledArguments),
}

#[derive(Debug, Args)]
pub(crate) struct LeadListArguments {
    #[command(flatten)]
    pub(crate) db: DbArguments,
    #[command(flatten)]
    pub(crate) days: DayArguments,
    /// Leads who were lost in calls of this agent.
    #[arg(long, value_name = "NAME")]
    pub(crate) agent: Option<String>,
    /// Leads who were lost in this way in one of their calls; may be given several times.
    #[arg(long, value_enum)]
    pub(crate) reason: Vec<ReasonArgument>,
    /// Only leads whom nobody has called back; without this and --all, those as well whose call back settled nothing.
    #[arg(long, conflicts_with = "all")]
    pub(crate) open: bool,
    /// Every lead, those who were recovered and those who are lost for good, too.
    #[arg(long)]
    pub(crate) all: bool,
    /// What comes first.
    #[arg(long, value_enum, default_value_t = LeadSort::Time)]
    pub(crate) sort: LeadSort,
    /// At most this many leads.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u32>,
    /// What a lead is worth to you, such as 2700, for the money at risk.
    #[arg(long, value_name = "N")]
    pub(crate) lead_value: Option<LeadValue>,
    /// What money is counted in: a sign such as €, or a word such as CHF.
    #[arg(long, value_name = "SIGN", default_value_t)]
    pub(crate) currency: Currency,
    /// The form.
    #[arg(long, value_enum, default_value_t = LeadFormat::Text, conflicts_with = "json")]
    pub(crate) format: LeadFormat,
    /// Print one lead a line as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CalledArguments {
    /// A call in which the lead was lost: its id, the beginning of its id, or a recording's file name.
    #[arg(value_name = "ID")]
    pub(crate) call: String,
    #[command(flatten)]
    pub(crate) db: DbArguments,
    /// What came of it.
    #[arg(long, value_enum, default_value_t = OutcomeArgument::Reached)]
    pub(crate) outcome: OutcomeArgument,
    /// What the lead is worth, such as 2700.
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) value: Option<LeadValue>,
    /// Who called back.
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// What else is to be known of it.
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
    /// When: 14:30 (today), `2026-11-21 14:30`, or an instant with its offset; without it now.
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// The time zone that TIME is in, such as America/Chicago; without it the system's.
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
}

/// How a prospect was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum ReasonArgument {
    /// Refused for not being a customer, or not on a contract.
    TurnedAway,
    /// Sent to the manufacturer, a competitor or a shop.
    SentElsewhere,
    /// Reached no person: voicemail, a menu, a queue, or nobody picked up.
    NotAnswered,
    /// Spoken to, and not asked for a commitment.
    NotClosed,
}

impl ReasonArgument {
    pub(crate) const fn reason(self) -> LossReason {
        match self {
            Self::TurnedAway => LossReason::TurnedAway,
            Self::SentElsewhere => LossReason::SentElsewhere,
            Self::NotAnswered => LossReason::NotAnswered,
            Self::NotClosed => LossReason::NotClosed,
        }
    }
}

/// What calling back came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum OutcomeArgument {
    /// They were spoken to, and nothing is settled.
    Reached,
    /// A message was left.
    Voicemail,
    /// Nobody picked up.
    NoAnswer,
    /// A visit, an appointment or an order was agreed: recovered.
    Booked,
    /// They became a customer: recovered.
    Won,
    /// They do not want to, or have found somebody else: lost for good.
    Lost,
    /// The number is not theirs: lost for good.
    WrongNumber,
}

impl OutcomeArgument {
    pub(crate) const fn outcome(self) -> FollowUpOutcome {
        match self {
            Self::Reached => FollowUpOutcome::Reached,
            Self::Voicemail => FollowUpOutcome::Voicemail,
            Self::NoAnswer => FollowUpOutcome::NoAnswer,
            Self::Booked => FollowUpOutcome::Booked,
            Self::Won => FollowUpOutcome::Won,
            Self::Lost => FollowUpOutcome::Lost,
            Self::WrongNumber => FollowUpOutcome::WrongNumber,
        }
    }
}

/// What comes first in a list of leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LeadSort {
    /// The newest.
    Time,
    /// The most valuable; of equal ones the newest.
    Value,
}

/// The form of a list of leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LeadFormat {
    /// For reading.
    Text,
    /// A table for spreadsheets.
    Csv,
    /// One lead a line as JSON (`ringcheck.lead/1`), as with --json.
    Json,
}
