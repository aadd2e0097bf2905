//! The clips of a pack, several calls at once.

use std::path::Path;

use rayon::prelude::*;
use ringcheck_call::Recording;
use ringcheck_coaching::PackClip;
use ringcheck_pipeline::{ClipError, cut_all, level, ogg_opus, wav};
use ringcheck_store::ScoredCall;

use crate::out_folder::write_owners_file;

/// What is to be cut out of a call.
pub(super) struct Cutting {
    pub(super) scored: ScoredCall,
    /// The recordings where they are now.
    pub(super) recordings: Vec<Recording>,
    /// The parts of the call, in order and apart from each other.
    pub(super) spans_ms: Vec<(u64, u64)>,
    /// What the files are named after.
    pub(super) stem: String,
}

/// The clips of a call, or why there are none.
pub(super) type Cut = Result<Vec<PackClip>, ClipError>;

/// Cuts, levels and writes the clips of each call into `folder`; where a recording is gone there are none of that call.
///
/// # Errors
///
/// The first file that could not be written.
pub(super) fn cut_and_write(cuttings: &[Cutting], folder: &Path) -> anyhow::Result<Vec<Cut>> {
    cuttings.par_iter().map(|cutting| cut_one(cutting, folder)).collect()
}

fn cut_one(cutting: &Cutting, folder: &Path) -> anyhow::Result<Cut> {
    let heard = &cutting.scored.transcript;
    if cutting.spans_ms.is_empty() {
        return Ok(Ok(Vec::new()));
    }
    let segments = &heard.transcript.segments;
    let clips = match cut_all(&cutting.recordings, segments, &heard.sound_events, &cutting.spans_ms) {
        Ok(clips) => clips,
        Err(error) => return Ok(Err(error)),
    };
    let is_one = clips.len() == 1;
    let mut written = Vec::new();
    for (number, clip) in clips.into_iter().enumerate() {
        let letter = char::from(b'a' + u8::try_from(number.min(25)).unwrap_or(25));
        let stem = match (is_one, number) {
            (true, _) => cutting.stem.clone(),
            (false, 0..=25) => format!("{}-{letter}", cutting.stem),
            (false, _) => format!("{}-{number}", cutting.stem),
        };
        let leveled = level(&clip);
        write_owners_file(&folder.join(format!("{stem}.opus")), &ogg_opus(&leveled.ears)?, true)?;
        write_owners_file(&folder.join(format!("{stem}.wav")), &wav(&leveled.ears)?, true)?;
        written.push(PackClip { stem, start_ms: clip.start_ms, end_ms: clip.end_ms, silenced: clip.silenced });
    }
    Ok(Ok(written))
}
