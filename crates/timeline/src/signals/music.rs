//! Music: sound that stands still as notes do, told by the measure that tells it from speech.

use std::collections::VecDeque;

use super::HOP_MS;
use super::spectrum::{Frame, hann};
use crate::speech::texture::{self, FrameTexture, TextureMeter, WindowTexture};

/// Looks of 2 s that hold one chunk of half a second.
const LOOKS: usize = 4;

/// The length of a look, in milliseconds.
const LOOK_MS: u64 = texture::WINDOW as u64 * HOP_MS;

/// The mean logit of a chunk's looks from which it is music.
const MUSIC: f32 = 0.5;

/// The level, in decibels relative to full scale, below which a frame has no sound.
const AUDIBLE_DB: f32 = -55.0;

/// Share of the sound in held partials that notes of an even level have at the least, and the share of it in those that
/// have not been held for long. Noise holds none; hum and carriers never let go.
const MIN_HELD: f32 = 0.1;
const MIN_ENDING: f32 = 0.05;

/// Decibels below the loudest frame of the 2 s around it at which a frame still has sound.
const SOUND_RANGE_DB: f32 = 25.0;

/// The fewest frames with sound in a look of 2 s that is judged.
const MIN_ACTIVE: usize = 40;

/// Half a second that may be music.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk {
    pub(super) start_ms: u64,
    /// Which of its frames have sound, the first in the lowest bit.
    pub(super) active: u32,
    /// The logits for music of the looks that hold it, that which starts first in front.
    looks: [Option<f32>; LOOKS],
}

impl Chunk {
    /// Frames of a chunk.
    const N_FRAMES: usize = texture::HOP;

    /// When each frame with sound starts.
    pub(super) fn active_ms(self) -> impl Iterator<Item = u64> {
        (0..Self::N_FRAMES as u64).filter(move |i| self.active >> i & 1 == 1).map(move |i| self.start_ms + i * HOP_MS)
    }

    /// Whether it is music by its texture, if looks that hold line signals do not count.
    pub(super) fn is_music(self, holds_signal: impl Fn(u64, u64) -> bool) -> bool {
        let chunk_ms = Self::N_FRAMES as u64 * HOP_MS;
        let end_ms = |look: usize| self.start_ms + (look as u64 + 1) * chunk_ms;
        let is_valid = |look: &usize| !holds_signal(end_ms(*look).saturating_sub(LOOK_MS), end_ms(*look));
        let logits = self.looks.iter().enumerate().filter(|(look, _)| is_valid(look)).filter_map(|(_, logit)| *logit);
        let (sum, n) = logits.fold((0.0, 0.0), |(sum, n), logit| (sum + logit, n + 1.0));
        n > 0.0 && sum / n >= MUSIC
    }
}

/// Finds the chunks of a channel that may be music. It keeps those only.
pub(super) struct MusicFinder {
    textures: TextureMeter,
    frames: VecDeque<FrameTexture>,
    n_frames: u64,
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
            n_frames: 0,
            pending: VecDeque::with_capacity(LOOKS + 1),
            found: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, frame: &Frame<'_>) {
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
        self.n_frames += 1;
        if self.n_frames.is_multiple_of(texture::HOP as u64) {
            self.look();
        }
    }

    /// Ends the channel and returns the chunks that are music, in order.
    pub(super) fn finish(mut self) -> Vec<Chunk> {
        while let Some(chunk) = self.pending.pop_front() {
            self.keep(chunk);
        }
        self.found
    }

    /// Looks at the last 2 s.
    fn look(&mut self) {
        let frames = &*self.frames.make_contiguous();
        let loudest_db = frames.iter().map(|f| f.level_db).fold(f32::NEG_INFINITY, f32::max);
        let has_sound = |f: &FrameTexture| f.level_db >= AUDIBLE_DB.max(loudest_db - SOUND_RANGE_DB);
        let n_active = frames.iter().filter(|f| has_sound(f)).count();
        let latest = frames.iter().skip(frames.len() - Chunk::N_FRAMES);
        self.pending.push_back(Chunk {
            start_ms: (self.n_frames - texture::HOP as u64) * HOP_MS,
            active: latest.rev().fold(0, |bits, f| bits << 1 | u32::from(has_sound(f))),
            looks: [None; LOOKS],
        });
        let is_judged = frames.len() >= LOOKS * texture::HOP && n_active >= MIN_ACTIVE;
        let logit = is_judged.then(|| music_logit(frames)).flatten();
        for (age, chunk) in self.pending.iter_mut().rev().enumerate() {
            chunk.looks[age] = logit;
        }
        if self.pending.len() == LOOKS
            && let Some(chunk) = self.pending.pop_front()
        {
            self.keep(chunk);
        }
    }

    fn keep(&mut self, chunk: Chunk) {
        if chunk.active != 0 && chunk.looks.iter().flatten().any(|logit| *logit >= MUSIC) {
            self.found.push(chunk);
        }
    }
}

/// How likely the frames of 2 s hold music rather than speech, as a logit; `None` for noise, hum and carriers, whose
/// level never moves and in which no note begins or ends.
fn music_logit(frames: &[FrameTexture]) -> Option<f32> {
    let window = WindowTexture::of(frames);
    let logit = logits::BIAS
        + logits::STILL * window.still * texture::pitched_share(frames)
        + logits::HELD * window.held()
        + logits::HELD_LONG * window.held_long()
        + logits::SPREAD_PER_DB * window.spread_db.min(60.0)
        + logits::RANGE_PER_DB * window.range_db.min(60.0)
        + logits::PAUSES * window.pauses;
    let has_notes = window.held() >= MIN_HELD && window.held() - window.held_long() >= MIN_ENDING;
    (has_notes || !window.is_steady()).then_some(logit)
}

/// Logits for music, by logistic regression on 13,000 windows of 2 s of hold music and synthesized music in several
/// codings against 9,000 of calls in synthetic voices and of recorded prompts, and 2,000 of noises.
///
/// The measures are those of [`WindowTexture`], but the weights are not those that keep music from being transcribed:
/// there a lost word costs more than a passed bar.
mod logits {
    pub(super) const BIAS: f32 = -1.379;
    pub(super) const STILL: f32 = 10.594;
    pub(super) const HELD: f32 = 13.553;
    pub(super) const HELD_LONG: f32 = 3.524;
    pub(super) const SPREAD_PER_DB: f32 = 0.041_3;
    pub(super) const RANGE_PER_DB: f32 = -0.061_8;
    pub(super) const PAUSES: f32 = -4.788;
}
