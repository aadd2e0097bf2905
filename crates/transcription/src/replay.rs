//! A transcriber that plays a saved transcript.

use ringcheck_call::{Segment, Side};

use crate::{Engine, TranscribeError, Transcriber, Window};

/// Gives each window the saved segments that start in its speech.
///
/// It stands in for Whisper where the words are known: in tests of everything behind transcription.
#[derive(Clone, Debug)]
pub struct ReplayTranscriber {
    segments: Vec<Segment>,
    engine: Engine,
}

impl ReplayTranscriber {
    /// A transcriber that plays `segments`, whose times are on the recording's clock.
    #[must_use]
    pub fn new(segments: Vec<Segment>, engine: Engine) -> Self {
        Self { segments, engine }
    }
}

impl Transcriber for ReplayTranscriber {
    fn transcribe(&self, window: &Window) -> Result<Vec<Segment>, TranscribeError> {
        let is_inside = |s: &&Segment| {
            s.channel == window.channel
                && s.start_ms.is_some_and(|at| window.spans_ms().any(|(start, end)| (start..end).contains(&at)))
        };
        let played = self.segments.iter().filter(is_inside).cloned();
        Ok(played.map(|s| Segment { side: Side::Unknown, ..s }).collect())
    }

    fn engine(&self) -> &Engine {
        &self.engine
    }
}

#[cfg(test)]
mod tests {
    use ringcheck_call::Sha256Hex;

    use super::*;
    use crate::{Clip, Packer, PackingOptions};

    #[test]
    fn plays_what_starts_in_the_window() {
        let segment = |channel, start_ms| Segment {
            channel,
            side: Side::Business,
            start_ms: Some(start_ms),
            end_ms: Some(start_ms + 100),
            text: start_ms.to_string(),
            words: vec![],
            confidence: None,
            marks: vec![],
        };
        let engine = Engine {
            model: "replay".to_owned(),
            model_sha256: Sha256Hex::from_bytes([0; 32]),
            version: "1".to_owned(),
            settings: "{}".to_owned(),
        };
        let replay = ReplayTranscriber::new(vec![segment(0, 1500), segment(1, 1500), segment(0, 9000)], engine);
        let mut packer = Packer::new(0, &PackingOptions::default());
        packer.push(Clip { start_sample: 16_000, samples: vec![0.0; 16_000] });
        packer.finish();
        let window = packer.next_window().unwrap();
        let texts: Vec<_> = replay.transcribe(&window).unwrap().into_iter().map(|s| s.text).collect();
        assert_eq!(texts, ["1500"]);
    }
}
