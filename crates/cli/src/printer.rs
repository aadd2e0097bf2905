//! The only place that writes to stdout and stderr.
//!
//! Data goes to stdout; notes, warnings, errors and progress go to stderr.

use std::io::{self, IsTerminal, Write};

use crate::{logging, text::sanitize};

/// Writes for the user.
#[derive(Debug)]
pub(crate) struct Printer {
    is_quiet: bool,
}

/// What the user can do about an error, attached to it for [`Printer::error`].
#[derive(Debug)]
pub(crate) struct Hint(pub(crate) String);

impl std::fmt::Display for Hint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// An error with what to do about it.
#[derive(Debug)]
struct Hinted {
    source: anyhow::Error,
    hint: Hint,
}

impl std::fmt::Display for Hinted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.source.fmt(f)
    }
}

impl std::error::Error for Hinted {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.source()
    }
}

/// `error` with what to do about it.
pub(crate) fn hinted(error: impl Into<anyhow::Error>, hint: Option<impl Into<String>>) -> anyhow::Error {
    let error = error.into();
    match hint {
        Some(hint) => anyhow::Error::new(Hinted { source: error, hint: Hint(hint.into()) }),
        None => error,
    }
}

#[expect(clippy::unused_self, reason = "who writes has to hold the printer")]
impl Printer {
    pub(crate) const fn new(is_quiet: bool) -> Self {
        Self { is_quiet }
    }

    /// Whether a progress bar can be shown.
    pub(crate) fn can_show_progress(&self) -> bool {
        !self.is_quiet && io::stderr().is_terminal() && !logging::has_stderr()
    }

    /// Data: a line, or several, on stdout, exactly as given. A reader that has gone away is no error.
    pub(crate) fn data(&self, text: &str) -> anyhow::Result<()> {
        Self::with_stdout(|out| writeln!(out, "{text}"))
    }

    /// Data on stdout, exactly as given where that is no terminal, and at once; `false` when its reader has gone away.
    pub(crate) fn stream(&self, text: &str) -> anyhow::Result<bool> {
        let is_terminal = io::stdout().is_terminal();
        let shown = if is_terminal { sanitize(&text.replace("\r\n", "\n")) } else { text.to_owned() };
        let mut out = io::stdout().lock();
        match out.write_all(shown.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            written => Ok(written.map(|()| true)?),
        }
    }

    /// Text for reading on stdout; control characters from a call are made harmless on a terminal.
    pub(crate) fn page(&self, text: &str) -> anyhow::Result<()> {
        if io::stdout().is_terminal() { self.data(&sanitize(text)) } else { self.data(text) }
    }

    /// Lets `write` write data to stdout.
    pub(crate) fn with_stdout(write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> anyhow::Result<()> {
        let mut out = io::BufWriter::new(io::stdout());
        match write(&mut out).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => Ok(result?),
        }
    }

    /// A remark on stderr, unless quiet.
    pub(crate) fn note(&self, text: &str) {
        if !self.is_quiet {
            Self::stderr(text);
        }
    }

    /// A line of the log that the user asked for.
    pub(crate) fn log(line: &str) {
        Self::write_stderr(line);
    }

    /// A fault of the program itself.
    pub(crate) fn fault(text: &str) {
        logging::told(log::Level::Error, text);
        Self::stderr(&format!("ringcheck: {text}"));
    }

    /// Something that went wrong but stops nothing.
    pub(crate) fn warn(&self, text: &str) {
        logging::told(log::Level::Warn, text);
        Self::stderr(&format!("warning: {text}"));
    }

    /// An error with its causes and what to do about it.
    pub(crate) fn error(&self, error: &anyhow::Error) {
        logging::told(log::Level::Error, &error_text(error));
        self.error_unlogged(error);
    }

    /// The same of an error that is in the log already, with more than its text.
    pub(crate) fn error_unlogged(&self, error: &anyhow::Error) {
        Self::stderr(&format!("ringcheck: {}", error_text(error)));
        if let Some(hinted) = error.downcast_ref::<Hinted>() {
            Self::stderr(&format!("  hint: {}", hinted.hint));
        }
    }

    /// For a person, unless stderr is a log that a program reads.
    fn stderr(text: &str) {
        if !logging::has_stderr() {
            Self::write_stderr(text);
        }
    }

    fn write_stderr(text: &str) {
        let text = if io::stderr().is_terminal() { sanitize(text) } else { text.to_owned() };
        // There is nobody left to tell when stderr is closed.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}

/// What to do about an error, where that is known.
pub(crate) fn hint_of(error: &anyhow::Error) -> Option<String> {
    error.downcast_ref::<Hinted>().map(|hinted| hinted.hint.to_string())
}

/// An error and its causes on one line, none of them said twice.
pub(crate) fn error_text(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.is_empty() {
            text = cause;
        } else if !text.ends_with(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_said_once() {
        let error = anyhow::anyhow!("no such file").context("failed to open `x`: no such file").context("failed");
        assert_eq!(error_text(&error), "failed: failed to open `x`: no such file");
    }
}
