//! WebVTT subtitles (W3C, WebVTT: The Web Video Text Tracks Format).

use std::iter;

use ringcheck_call::Transcript;

use super::{
    ExportError,
    cue::{Clock, cues, name_of},
};

/// WebVTT with a voice tag for the side of each cue, such as `<v Business>`; cues of two sides may overlap.
///
/// # Errors
///
/// [`ExportError::NoTimes`] where a segment has none.
pub fn to_vtt(transcript: &Transcript) -> Result<String, ExportError> {
    // A voice tag is not shown as text, so it takes no room.
    let cues = cues(transcript, |_| 0)?;
    let blocks = cues.iter().map(|cue| {
        let (start, end) = (Clock::new(cue.start_ms, '.'), Clock::new(cue.end_ms, '.'));
        let words = escape(&cue.lines.join("\n"));
        format!("\n{start} --> {end}\n<v {}>{words}</v>\n", name_of(cue.side))
    });
    Ok(iter::once("WEBVTT\n".to_owned()).chain(blocks).collect())
}

/// The characters that WebVTT reads as markup; without `>` no text can hold the arrow of a timing line.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
