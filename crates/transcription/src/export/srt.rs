//! SubRip subtitles.

use ringcheck_call::{Side, Transcript};

use super::{
    ExportError,
    cue::{Clock, cues, name_of},
};

/// SubRip, numbered from 1, with the side before the words, such as `Business: …`; cues of two sides may overlap.
///
/// The form has no way to write `<` or `>` that every player takes for text, so they become `‹` and `›`.
///
/// # Errors
///
/// [`ExportError::NoTimes`] where a segment has none.
pub fn to_srt(transcript: &Transcript) -> Result<String, ExportError> {
    let room_for_name = |side: Side| name_of(side).len() + ": ".len();
    let cues = cues(transcript, room_for_name)?;
    let blocks = cues.iter().zip(1..).map(|(cue, number)| {
        let (start, end) = (Clock::new(cue.start_ms, ','), Clock::new(cue.end_ms, ','));
        let words = cue.lines.join("\n").replace('<', "‹").replace('>', "›");
        format!("{number}\n{start} --> {end}\n{}: {words}\n", name_of(cue.side))
    });
    Ok(blocks.collect::<Vec<_>>().join("\n"))
}
