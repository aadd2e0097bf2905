//! A first look at the paths that the user named.

use ringcheck_ingest::{DiscoveryError, Walk};

use crate::{
    args::WalkArguments,
    printer::{Printer, hinted},
    text::count,
};

/// What a first look at the paths found; nothing of the recordings is kept but their number.
pub(crate) struct Survey {
    pub(crate) n_recordings: usize,
    pub(crate) problems: Vec<DiscoveryError>,
    pub(crate) n_ignored: usize,
    pub(crate) n_left_for_later: usize,
}

impl Survey {
    /// Walks to the end.
    pub(crate) fn of(mut walk: Walk) -> Self {
        let (mut n_recordings, mut problems) = (0, Vec::new());
        for found in &mut walk {
            match found {
                Ok(_) => n_recordings += 1,
                Err(problem) => problems.push(problem),
            }
        }
        Self { n_recordings, problems, n_ignored: walk.n_ignored(), n_left_for_later: walk.left_for_later().len() }
    }

    /// Nothing to work on at all is a mistake in the call, not a finding; recordings for later are something, and so is
    /// what the user named besides.
    pub(crate) fn refuse_nothing(&self, has_other_work: bool, printer: &Printer) -> anyhow::Result<()> {
        if self.n_recordings + self.n_left_for_later > 0 || has_other_work {
            return Ok(());
        }
        let Some((last, others)) = self.problems.split_last() else { anyhow::bail!("no recordings were found") };
        for problem in others {
            printer.error(&unfound(problem));
        }
        Err(unfound(last))
    }

    /// Says what yields nothing, and what is left alone.
    pub(crate) fn tell(&self, arguments: &WalkArguments, printer: &Printer) {
        for problem in &self.problems {
            printer.error(&unfound(problem));
        }
        if self.n_ignored > 0 {
            let files = count(self.n_ignored, "file");
            printer.note(&format!("{files} in the folders without an audio ending, left alone"));
        }
        if self.n_left_for_later > 0 {
            printer.note(&format!(
                "{} left for later: written less than {} ago (`--quiet-for 0` takes them now)",
                count(self.n_left_for_later, "recording"),
                count(usize::try_from(arguments.quiet_for).unwrap_or(usize::MAX), "second"),
            ));
        }
    }
}

fn unfound(problem: &DiscoveryError) -> anyhow::Error {
    hinted(anyhow::anyhow!(chain(problem)), problem.hint())
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !text.ends_with(&said) {
            text = format!("{text}: {said}");
        }
        cause = error.source();
    }
    text
}
