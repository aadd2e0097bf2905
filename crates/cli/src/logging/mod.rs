//! The log: what the program does, for whoever looks into it later. Off unless it is asked for.
//!
//! Nothing in it was said in a call, and no number of a caller is: what reaches it are paths, ids, figures and errors,
//! which hold neither. What libraries log is not known to be free of them and is left out.

mod line;
mod run;

use std::{
    fs::File,
    io::{self, Write},
    path::Path,
    sync::{Mutex, OnceLock},
};

use jiff::Timestamp;
use log::{Level, LevelFilter, Log, Metadata, Record};

pub(crate) use self::run::RunLog;
use crate::{
    args::program::{LogArguments, LogFormat, LogLevel},
    printer::{Printer, hinted},
};

/// How an event becomes a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Level, message and fields, to be read between the other lines on stderr.
    Short,
    Text,
    Json,
}

/// Where the lines go.
enum Sink {
    Stderr,
    /// Opened for appending: each line is one write, so that several runs may share the file.
    File(Mutex<File>),
}

struct Logger {
    form: Form,
    sink: Sink,
}

/// The log of this run; empty where none is asked for.
static LOGGER: OnceLock<Logger> = OnceLock::new();

/// Starts the log that the arguments ask for.
pub(crate) fn start(arguments: &LogArguments) -> anyhow::Result<()> {
    let LogArguments { log, log_format, log_level } = arguments;
    if log.is_none() && log_format.is_none() && log_level.is_none() {
        return Ok(());
    }
    let form = match (log_format, log) {
        (Some(LogFormat::Json), _) => Form::Json,
        (Some(LogFormat::Text), _) | (None, Some(_)) => Form::Text,
        (None, None) => Form::Short,
    };
    let sink = match log {
        Some(path) => Sink::File(Mutex::new(open(path)?)),
        None => Sink::Stderr,
    };
    let level = match log_level {
        Some(LogLevel::Error) => LevelFilter::Error,
        Some(LogLevel::Warn) => LevelFilter::Warn,
        Some(LogLevel::Info) | None => LevelFilter::Info,
        Some(LogLevel::Debug) => LevelFilter::Debug,
    };
    let logger = LOGGER.get_or_init(|| Logger { form, sink });
    if log::set_logger(logger).is_ok() {
        log::set_max_level(level);
    }
    Ok(())
}

/// Opens the file for appending; one that is new is readable by its owner only.
fn open(path: &Path) -> anyhow::Result<File> {
    let mut options = fs_err::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use fs_err::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let opened = options.open(path);
    let opened = opened.map_err(|error| hinted(error, Some("name a file for `--log` that you may write to")))?;
    Ok(opened.into_parts().0)
}

/// Whether stderr holds nothing but the log, so that a program can read it.
pub(crate) fn has_stderr() -> bool {
    LOGGER.get().is_some_and(|logger| logger.form == Form::Json && matches!(logger.sink, Sink::Stderr))
}

/// Notes what a person is told too, where the log is not beside it on the screen.
pub(crate) fn told(level: Level, text: &str) {
    if LOGGER.get().is_some_and(|logger| logger.form != Form::Short) {
        log::log!(target: "ringcheck", level, "{text}");
    }
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("ringcheck")
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let line = match self.form {
            Form::Short => line::short(record),
            Form::Text => line::text(record, Timestamp::now()),
            Form::Json => line::json(record, Timestamp::now()),
        };
        match &self.sink {
            Sink::Stderr => Printer::log(&line),
            Sink::File(file) => {
                let mut file = file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                // A log that cannot be written, on a full disk, is no reason to leave the work undone.
                let _: io::Result<()> = file.write_all(format!("{line}\n").as_bytes());
            }
        }
    }

    fn flush(&self) {}
}
