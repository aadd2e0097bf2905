//! What `ringcheck watch` takes.

use std::path::PathBuf;

use clap::Args;

use super::{AfterwardsArguments, DbArguments, EngineArguments, KnownArguments, OpinionArguments, UnattendedArguments};

#[derive(Debug, Args)]
pub(crate) struct WatchArguments {
    /// The folders that recordings land in.
    #[arg(value_name = "FOLDER")]
    pub(crate) paths: Vec<PathBuf>,
    /// Look for new recordings this often.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) every: u64,
    #[command(flatten)]
    pub(crate) db: DbArguments,
    #[command(flatten)]
    pub(crate) engine: EngineArguments,
    /// Print one scorecard a line as JSON, as calls are scored.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) known: KnownArguments,
    #[command(flatten)]
    pub(crate) unattended: UnattendedArguments,
    #[command(flatten)]
    pub(crate) opinion: OpinionArguments,
    #[command(flatten)]
    pub(crate) afterwards: AfterwardsArguments,
}
