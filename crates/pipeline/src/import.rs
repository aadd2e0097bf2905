//! Transcripts that were made elsewhere to stored scorecards.

use std::{
    io::BufReader,
    path::{Path, PathBuf},
    sync::Mutex,
};

use ringcheck_call::Sha256Hex;
use ringcheck_store::{Store, TranscriptKey};
use ringcheck_transcription::{MASKING_VERSION, MaskingOptions, import};

use crate::{
    Cancel, Event, FileError, Heard, Reuse, RunOptions, Setting, Summary,
    keys::KeyHasher,
    patience::Waiter,
    run::{lock, save},
};

/// Scores the transcripts in a file of `ringcheck.transcript/1` lines and stores the scorecards.
///
/// A line that fails is reported and the others go on; when the database fails for longer than patience lasts, the run
/// ends. One call is in hand at a time.
///
/// # Errors
///
/// When the file cannot be opened; nothing was scored then.
pub fn score_transcripts(
    path: &Path,
    setting: Setting<'_>,
    masking: &MaskingOptions,
    store: &Mutex<Store>,
    options: RunOptions<'_>,
    cancel: &Cancel,
    on_event: &(dyn Fn(Event) + Sync),
) -> std::io::Result<Summary> {
    let file = fs_err::File::open(path)?;
    let mut summary = Summary::default();
    let waiter = Waiter::new(options.patience, cancel, on_event);
    for imported in import(path.to_owned(), BufReader::new(file), masking) {
        if cancel.is_requested() {
            summary.is_stopped = true;
            break;
        }
        let outcome = imported.map_err(FileError::from).and_then(|call| {
            let id = call.id.clone();
            let key = imported_key(&call.sha256, masking);
            let heard = Heard::imported(call.id, call.transcript);
            let saved = waiter.until_done(path, || {
                let is_new = lock(store).find_transcript(&key)?.is_none();
                save(store, &heard, &key, setting, options.advisor, is_new)
            });
            saved.map(|saved| (id, saved))
        });
        match outcome {
            Ok((id, (scorecard, reuse))) => {
                summary.n_scored += 1;
                summary.n_unchanged += usize::from(reuse == Reuse::Scorecard);
                let path = PathBuf::from(format!("{}:{id}", path.display()));
                on_event(Event::Scored { path, scorecard: Box::new(scorecard), reuse });
            }
            Err(FileError::Cancelled { .. }) => {
                summary.is_stopped = true;
                break;
            }
            Err(error) => {
                summary.n_failed += 1;
                let ends_run = error.ends_run();
                on_event(Event::Failed { path: path.to_owned(), error });
                if ends_run {
                    summary.is_stopped = true;
                    break;
                }
            }
        }
    }
    Ok(summary)
}

/// The key of a transcript that was made elsewhere, whose bytes have the hash `source_sha256`.
#[must_use]
pub fn imported_key(source_sha256: &Sha256Hex, masking: &MaskingOptions) -> TranscriptKey {
    let settings = KeyHasher::new("ringcheck.settings/1")
        .part("masking", &format!("{MASKING_VERSION} phone_numbers={}", masking.phone_numbers))
        .finish();
    TranscriptKey { source_sha256: source_sha256.clone(), model_sha256: None, settings_sha256: settings }
}
