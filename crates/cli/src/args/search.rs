//! `ringcheck search`: what to look for.

use clap::{Args, ValueEnum};

use super::{DayArguments, DbArguments};

#[derive(Debug, Args)]
pub(crate) struct SearchArguments {
    /// What to look for: all words in one turn; `"words in a row"`, `warrant*`, `OR` and `NOT` narrow or widen it.
    #[arg(required = true, value_name = "WORDS")]
    pub(crate) words: Vec<String>,
    #[command(flatten)]
    pub(crate) db: DbArguments,
    #[command(flatten)]
    pub(crate) days: DayArguments,
    /// Calls of this agent.
    #[arg(long, value_name = "NAME")]
    pub(crate) agent: Option<String>,
    /// Only what this side said.
    #[arg(long, value_enum)]
    pub(crate) side: Option<SideArgument>,
    /// What comes first.
    #[arg(long, value_enum, default_value_t = SearchSort::Time)]
    pub(crate) sort: SearchSort,
    /// At most this many turns.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: u32,
    /// Print one turn a line as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which end of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SideArgument {
    /// The business, recorded voices included.
    Business,
    /// The caller.
    Caller,
}

/// What comes first in a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SearchSort {
    /// The newest call.
    Time,
    /// What fits best.
    Rank,
}
