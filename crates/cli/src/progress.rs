//! A run's events as a progress bar, or as plain lines.

use std::{
    path::Path,
    sync::Mutex,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::printer::Printer;

/// Shows how far a run is.
pub(crate) struct Progress<'a> {
    printer: &'a Printer,
    bar: Option<ProgressBar>,
    n_files: usize,
    started: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    n_done: usize,
    audio_ms: u64,
}

impl<'a> Progress<'a> {
    /// Progress over `n_files` files, with a bar if the terminal can show one and the user wants it.
    pub(crate) fn new(printer: &'a Printer, n_files: usize, wants_bar: bool) -> Self {
        let bar = (wants_bar && printer.can_show_progress()).then(|| {
            let bar = ProgressBar::new(n_files as u64);
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} recordings  {msg}  {eta} left") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(250));
            bar
        });
        Self { printer, bar, n_files, started: Instant::now(), state: Mutex::default() }
    }

    /// Audio was transcribed.
    pub(crate) fn heard(&self, audio_ms: u64) {
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        state.audio_ms += audio_ms;
        if let Some(bar) = &self.bar {
            let seconds = self.started.elapsed().as_secs_f64().max(0.001);
            #[expect(clippy::cast_precision_loss, reason = "shown to the whole number")]
            let rate = state.audio_ms as f64 / 1000.0 / seconds;
            bar.set_message(format!("{rate:.0} s of audio a second"));
        }
    }

    /// A call is done, well or not, of so many recordings.
    pub(crate) fn done(&self, path: &Path, n_recordings: usize, outcome: &str) {
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        state.n_done += n_recordings;
        match &self.bar {
            Some(bar) => bar.inc(n_recordings as u64),
            None => self.printer.note(&format!("{}/{}  {}  {outcome}", state.n_done, self.n_files, path.display())),
        }
    }

    /// Recordings were passed over.
    pub(crate) fn skipped(&self, n_recordings: usize) {
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        state.n_done += n_recordings;
        if let Some(bar) = &self.bar {
            bar.inc(n_recordings as u64);
        }
    }

    /// Runs `print` with the bar out of the way.
    pub(crate) fn aside(&self, print: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
