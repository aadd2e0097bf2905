//! How a run goes on that nobody watches.

use std::{str::FromStr, time::Duration};

use clap::Args;

/// What a run bears before it gives something up.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Unattended runs")]
pub(crate) struct UnattendedArguments {
    /// How long listening to one recording may take before it is set aside: seconds, none, or auto for ten minutes and
    /// three times its length (more with a large model).
    #[arg(long, value_name = "SECONDS|none|auto", default_value = "auto")]
    pub(crate) file_limit: FileLimitArgument,
    /// How long to wait for another program that keeps the database locked.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub(crate) db_wait: u64,
}

/// How long listening to one recording may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileLimitArgument {
    /// By its length and by the model.
    Auto,
    /// As long as it takes.
    None,
    /// This long.
    Seconds(u64),
}

impl FromStr for FileLimitArgument {
    type Err = &'static str;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "auto" => Ok(Self::Auto),
            "none" => Ok(Self::None),
            seconds => match seconds.parse() {
                Ok(0) | Err(_) => Err("write a number of seconds from 1 on, `none` or `auto`"),
                Ok(seconds) => Ok(Self::Seconds(seconds)),
            },
        }
    }
}

/// How many recordings to work on at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JobsArgument {
    /// As many as cores and memory allow.
    Auto,
    /// So many.
    Given(std::num::NonZeroUsize),
}

impl FromStr for JobsArgument {
    type Err = &'static str;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "auto" => Ok(Self::Auto),
            number => number.parse().map(Self::Given).map_err(|_| "write a number from 1 on, or `auto`"),
        }
    }
}

/// How the database is waited for.
pub(crate) fn patience(arguments: &UnattendedArguments) -> ringcheck_pipeline::Patience {
    let lock = Some(Duration::from_secs(arguments.db_wait));
    ringcheck_pipeline::Patience { lock, waits_for_space: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_are_read() {
        assert_eq!("auto".parse(), Ok(FileLimitArgument::Auto));
        assert_eq!("none".parse(), Ok(FileLimitArgument::None));
        assert_eq!("90".parse(), Ok(FileLimitArgument::Seconds(90)));
        assert!(["0", "-1", "1m", ""].iter().all(|word| word.parse::<FileLimitArgument>().is_err()));
        assert_eq!("2".parse(), Ok(JobsArgument::Given(std::num::NonZeroUsize::new(2).unwrap())));
        assert!(["0", "all"].iter().all(|word| word.parse::<JobsArgument>().is_err()));
    }
}
