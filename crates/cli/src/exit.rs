//! How the program ends.

use std::process::ExitCode;

/// What the exit code says; part of the contract with scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// 0: done.
    Done,
    /// 1: done, but a recording failed, `--fail-under` was not met, or a check found something.
    Findings,
    /// 2: could not start: arguments, database, rubric, model, or nothing to work on.
    CouldNotStart,
    /// 130: interrupted.
    Interrupted,
}

impl Exit {
    /// All of them, in the order of their codes.
    pub(crate) const ALL: [Self; 4] = [Self::Done, Self::Findings, Self::CouldNotStart, Self::Interrupted];

    /// The code.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::CouldNotStart => 2,
            Self::Interrupted => 130,
        }
    }

    /// What it means, for help and manual.
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Findings => "done, but a recording failed, --fail-under was not met, or a check found something",
            Self::CouldNotStart => "could not start",
            Self::Interrupted => "interrupted",
        }
    }

    /// The exit of a run with both outcomes: the graver one.
    pub(crate) fn and(self, other: Self) -> Self {
        self.max(other)
    }
}

/// The user did not want to wait any longer for a database that another program keeps locked, or whose disk is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InterruptedWait;

impl std::fmt::Display for InterruptedWait {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("interrupted while it waited for the database; nothing was done")
    }
}

impl std::error::Error for InterruptedWait {}

/// How the program ends that could not go on for this error.
pub(crate) fn of_error(error: &anyhow::Error) -> Exit {
    if error.is::<InterruptedWait>() { Exit::Interrupted } else { Exit::CouldNotStart }
}

/// The sentence about exit codes at the end of the help.
pub(crate) fn codes() -> String {
    let said: Vec<String> = Exit::ALL.iter().map(|exit| format!("{} {}", exit.code(), exit.meaning())).collect();
    format!("Exit codes: {}.", said.join("; "))
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_graver_outcome_wins() {
        assert_eq!(Exit::Done.and(Exit::Findings), Exit::Findings);
        assert_eq!(Exit::Interrupted.and(Exit::Findings), Exit::Interrupted);
        assert_eq!(
            [Exit::Done, Exit::Findings, Exit::CouldNotStart, Exit::Interrupted].map(Exit::code),
            [0, 1, 2, 130]
        );
    }

    #[test]
    fn the_page_says_what_the_help_says() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/exit-codes.md");
        let page = fs_err::read_to_string(path).unwrap();
        for exit in Exit::ALL {
            let row = format!("| {} | {}", exit.code(), exit.meaning().replace("--fail-under", "`--fail-under`"));
            assert!(page.contains(&row), "docs/exit-codes.md has no row `{row}`");
        }
    }
}
