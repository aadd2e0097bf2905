//! `RINGCHECK_LOG=debug`: what the program does besides, on stderr, for whoever looks into it.

use log::{LevelFilter, Log, Metadata, Record};

use crate::printer::Printer;

/// The variable that asks for it.
const VARIABLE: &str = "RINGCHECK_LOG";

struct Stderr;

impl Log for Stderr {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // What libraries log is not known to be free of words of a call.
        metadata.target().starts_with("ringcheck")
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            Printer::log(&record.args().to_string());
        }
    }

    fn flush(&self) {}
}

/// Logs what the crates of Ringcheck say, if the user asked for it.
pub(crate) fn start() {
    if std::env::var_os(VARIABLE).is_some_and(|level| level == "debug") && log::set_logger(&Stderr).is_ok() {
        log::set_max_level(LevelFilter::Debug);
    }
}
