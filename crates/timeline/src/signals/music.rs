//! Music: sound that stands still as notes do, told by the measure that tells it from speech.

use std::collections::VecDeque;

use super::HOP_MS;
use super::spectrum::{Frame, hann};
use crate::speech::texture::{self, FrameTexture, STEADY_LOGIT, TextureMeter, speech_logit};

/// Looks of 2 s that hold one chunk of half a second.
const LOOKS: usize = 4;

/// The mean logit for speech of a chunk's looks below which it is music.
const MUSIC: f32 = -1.0;

/// The level of a hop that counts as sound, as a mean square: -55 dBFS.
const AUDIBLE: f32 = 3.2e-6;

/// The fewest frames with sound in a look of 2 s that is judged.
const MIN_ACTIVE: usize = 40;

/// Half a second that is music by its texture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk {
    pub(super) start_ms: u64,
    /// Which of its frames have sound, the first in the lowest bit.
    pub(super) active: u32,
}

impl Chunk {
    /// Frames of a chunk.
    const N_FRAMES: usize = texture::HOP;

    /// When each frame with sound starts.
    pub(super) fn active_ms(self) -> impl Iterator<Item = u64> {
        (0..Self::N_FRAMES as u64).filter(move |i| self.active >> i & 1 == 1).map(move |i| self.start_ms + i * HOP_MS)
    }
}

/// Finds the chunks of a channel that are music.
pub(super) struct MusicFinder {
    textures: TextureMeter,
    frames: VecDeque<FrameTexture>,
    /// Which of `frames` have sound, the latest in the lowest bit.
    active: u128,
    n_frames: u64,
    /// The latest looks.
    looks: VecDeque<Option<f32>>,
    /// Chunks whose looks are not complete, oldest first.
    pending: VecDeque<Chunk>,
    found: Vec<Chunk>,
}

impl MusicFinder {
    pub(super) fn new() -> Self {
        Self {
            // The meter was fitted to windows of 64 ms at 16 kHz; half as many samples at half the rate have the same bins.
            textures: TextureMeter::new(&hann(1024)),
            frames: VecDeque::with_capacity(texture::WINDOW + 1),
            active: 0,
            n_frames: 0,
            looks: VecDeque::with_capacity(LOOKS + 1),
            pending: VecDeque::with_capacity(LOOKS + 1),
            found: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, frame: &Frame<'_>) {
        let is_active = frame.is_audible && frame.hop_mean_square >= AUDIBLE;
        let texture = if frame.is_audible {
            self.textures.measure(frame.hop_mean_square, frame.energy)
        } else {
            self.textures.restart();
            FrameTexture { level_db: 10.0 * (frame.hop_mean_square + 1e-10).log10(), ..FrameTexture::default() }
        };
        if self.frames.len() == texture::WINDOW {
            self.frames.pop_front();
        }
        self.frames.push_back(texture);
        self.active = self.active << 1 | u128::from(is_active);
        self.n_frames += 1;
        if self.n_frames.is_multiple_of(texture::HOP as u64) {
            self.look();
        }
    }

    /// Ends the channel and returns the chunks that are music, in order.
    pub(super) fn finish(mut self) -> Vec<Chunk> {
        while !self.pending.is_empty() {
            self.decide();
            self.looks.pop_front();
        }
        self.found
    }

    /// Looks at the last 2 s.
    fn look(&mut self) {
        let chunk = u32::try_from(self.active & ((1 << Chunk::N_FRAMES) - 1)).unwrap_or_default();
        self.pending.push_back(Chunk {
            start_ms: (self.n_frames - texture::HOP as u64) * HOP_MS,
            active: chunk.reverse_bits() >> (32 - Chunk::N_FRAMES),
        });
        let n_active = (self.active & ((1 << texture::WINDOW) - 1)).count_ones() as usize;
        let is_judged = self.frames.len() == texture::WINDOW && n_active >= MIN_ACTIVE;
        // A level that never moves is noise, hum or a carrier.
        let logit = is_judged.then(|| speech_logit(self.frames.make_contiguous())).filter(|l| *l > STEADY_LOGIT);
        self.looks.push_back(logit);
        if self.looks.len() > LOOKS {
            self.looks.pop_front();
        }
        if self.pending.len() == LOOKS {
            self.decide();
        }
    }

    /// Decides on the oldest pending chunk, by the looks that hold it.
    fn decide(&mut self) {
        let Some(chunk) = self.pending.pop_front() else { return };
        let judged = self.looks.iter().flatten();
        #[expect(clippy::cast_precision_loss, reason = "at most four")]
        let n = judged.clone().count() as f32;
        if n > 0.0 && judged.sum::<f32>() / n < MUSIC {
            self.found.push(chunk);
        }
    }
}
