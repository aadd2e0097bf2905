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
    /// The code.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::CouldNotStart => 2,
            Self::Interrupted => 130,
        }
    }

    /// The exit of a run with both outcomes: the graver one.
    pub(crate) fn and(self, other: Self) -> Self {
        self.max(other)
    }
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
}
