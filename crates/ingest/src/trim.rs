//! Run-up and padding, which an encoder adds and which are no part of the recording.

/// More than any encoder pads with: an MP3 tag can state 4095 frames, and AAC needs fewer.
const PADDING_MAX: usize = 4608;

/// More than any encoder needs for its run-up.
const RUN_UP_MAX: u64 = 8192;

/// Takes off the run-up at the start and the padding at the end of a stream of audio.
///
/// A stated length is believed only as far as padding can explain it: where more audio follows, the file holds more
/// than its header knows of (recordings that were joined, for instance), and all of it counts.
#[derive(Debug, Default)]
pub(crate) struct Trim {
    /// Frames still to be taken off.
    skip: u64,
    /// Frames up to the padding; `None` where there is none.
    keep: Option<u64>,
    withheld: Vec<Vec<f32>>,
    is_longer: bool,
}

impl Trim {
    /// Takes off `skip` frames and keeps the `keep` frames behind them, if that can be meant as run-up.
    pub(crate) fn new(skip: u64, keep: Option<u64>) -> Self {
        if skip > RUN_UP_MAX { Self::default() } else { Self { skip, keep, ..Self::default() } }
    }

    /// How many frames are kept, if that was stated.
    pub(crate) fn keep(&self) -> Option<u64> {
        self.keep
    }

    /// Whether there was more audio than stated.
    pub(crate) fn is_longer_than_stated(&self) -> bool {
        self.is_longer
    }

    /// Reduces the channels of `audio`, which follows what was given before, to what counts.
    pub(crate) fn apply(&mut self, audio: &mut [Vec<f32>]) {
        let n_frames = audio.first().map_or(0, Vec::len);
        let n_skipped = n_frames.min(usize::try_from(self.skip).unwrap_or(usize::MAX));
        if n_skipped > 0 {
            self.skip -= n_skipped as u64;
            for channel in audio.iter_mut() {
                channel.drain(..n_skipped);
            }
        }
        let Some(keep) = &mut self.keep else { return };
        let n_frames = n_frames - n_skipped;
        let n_kept = n_frames.min(usize::try_from(*keep).unwrap_or(usize::MAX));
        *keep -= n_kept as u64;
        if n_kept == n_frames {
            return;
        }
        self.withheld.resize(audio.len(), Vec::new());
        for (withheld, channel) in self.withheld.iter_mut().zip(audio.iter_mut()) {
            withheld.extend(channel.drain(n_kept..));
        }
        if self.withheld.first().map_or(0, Vec::len) > PADDING_MAX {
            self.keep = None;
            self.is_longer = true;
            for (withheld, channel) in self.withheld.drain(..).zip(audio) {
                channel.extend(withheld);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds 0, 1, 2, … in pieces of `piece` frames.
    fn trimmed(mut trim: Trim, n_frames: u16, piece: usize) -> (Vec<f32>, bool) {
        let all: Vec<f32> = (0..n_frames).map(f32::from).collect();
        let mut kept = Vec::new();
        for piece in all.chunks(piece) {
            let mut audio = [piece.to_vec()];
            trim.apply(&mut audio);
            kept.extend_from_slice(&audio[0]);
        }
        (kept, trim.is_longer_than_stated())
    }

    fn counted(range: std::ops::Range<u16>) -> Vec<f32> {
        range.map(f32::from).collect()
    }

    #[test]
    fn run_up_and_padding_are_taken_off_whatever_the_pieces() {
        for piece in [1, 7, 100, 5000] {
            assert_eq!(trimmed(Trim::new(150, Some(700)), 1000, piece), (counted(150..850), false));
            assert_eq!(trimmed(Trim::new(150, None), 1000, piece), (counted(150..1000), false));
        }
    }

    #[test]
    fn audio_beyond_any_padding_counts() {
        for piece in [576, 1024, 10_000] {
            assert_eq!(trimmed(Trim::new(10, Some(100)), 10_000, piece), (counted(10..10_000), true));
        }
    }

    #[test]
    fn an_impossible_run_up_is_ignored() {
        assert_eq!(trimmed(Trim::new(u64::MAX, Some(3)), 500, 100), (counted(0..500), false));
    }
}
