//! A recorded prompt of the firm, ready to be found.

use super::{
    code::{Change, N_BITS, NO_TEXTURE},
    maker::{Fingerprint, HOP, ms_of, sane},
    matching::match_prompts,
    spectrum::{BandMeter, Bands, WINDOW},
};

/// Places between two codes of a recording at which a prompt may start: each 8 ms.
pub(super) const N_PHASES: usize = 8;

/// Samples from one place to the next.
pub(super) const FINE_HOP: usize = HOP / N_PHASES;

/// The least that a prompt must last, in milliseconds, without silence before and after it: less sound of another voice
/// is alike by chance, as was measured with 150 prompts of 1.2 s against two hours of calls.
const MIN_PROMPT_MS: u64 = 1500;

/// Samples in the blocks by which silence is told: 10 ms.
const BLOCK: usize = 160;

/// Sound below this power is silence wherever it is: -60 dB.
const SILENCE: f32 = 1e-6;

/// Sound this much weaker than the loudest is silence before and after a prompt: -40 dB.
const PAUSE: f32 = 1e-4;

/// The loudest block of a prompt has at least this power: -45 dB.
const MIN_POWER: f32 = 3.2e-5;

/// A moment of 256 ms this much weaker than the loudest is a pause: -30 dB.
const MOMENT_PAUSE: f32 = 1e-3;

/// Bits of a code that count: those that move most, which a codec or noise does not turn.
const N_FIRM: usize = 16;

/// The code of a moment of a prompt, and which of its bits are firm; none in a pause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FirmCode {
    pub(super) bits: u32,
    pub(super) firm: u32,
}

/// A recorded prompt that is known to be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What it is called.
    pub name: String,
    /// Codes each [`FINE_HOP`] samples.
    pub(super) codes: Vec<FirmCode>,
    /// Samples of it, without silence around it.
    pub(super) n_samples: usize,
}

/// Why a sound is no prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromptError {
    /// There is not enough sound to tell it from others.
    #[error("too short: {sound_ms} ms of sound, and a prompt needs {MIN_PROMPT_MS} ms")]
    TooShort {
        /// How much there is without silence before and after it, in milliseconds.
        sound_ms: u64,
    },
    /// It is silent, or nearly so.
    #[error("silent, or nearly so")]
    TooQuiet,
    /// It is a tone, which sounds like any other.
    #[error("a tone, which sounds like any other")]
    NoTexture,
}

impl Prompt {
    /// The prompt `name` from all its samples: mono, 16 kHz, full scale at 1. Silence before and after it is left out.
    pub fn new(name: impl Into<String>, samples: &[f32]) -> Result<Self, PromptError> {
        let samples: Vec<f32> = samples.iter().map(|s| sane(*s)).collect();
        let sound = without_silence(&samples).ok_or(PromptError::TooQuiet)?;
        let sound_ms = ms_of(sound.len() as u64);
        if sound_ms < MIN_PROMPT_MS {
            return Err(PromptError::TooShort { sound_ms });
        }
        let codes = codes_of(sound);
        let n_textured = codes.iter().filter(|c| c.firm != 0).count();
        if n_textured * FINE_HOP < WINDOW {
            return Err(PromptError::NoTexture);
        }
        Ok(Self { name: name.into(), codes, n_samples: sound.len() })
    }

    /// Whether somebody who hears `other` hears this prompt too, by the rule of [`match_prompts`].
    #[must_use]
    pub fn is_heard_in(&self, other: &Self) -> bool {
        // A recording's codes are farther apart than a prompt's.
        let code = |code: &FirmCode| if code.firm == 0 { NO_TEXTURE } else { code.bits };
        let codes = other.codes.iter().step_by(N_PHASES).map(code).collect();
        !match_prompts(&Fingerprint { codes }, [self]).is_empty()
    }

    /// How long it is without silence before and after it, in milliseconds.
    #[must_use]
    pub fn duration_ms(&self) -> u64 {
        ms_of(self.n_samples as u64)
    }
}

fn codes_of(sound: &[f32]) -> Vec<FirmCode> {
    let mut meter = BandMeter::new();
    let starts = (0..).map(|i| i * FINE_HOP).take_while(|start| start + WINDOW <= sound.len());
    let bands: Vec<Bands> = starts.filter_map(|at| sound.get(at..at + WINDOW)).map(|w| meter.measure(w)).collect();
    let changes: Vec<Change> =
        bands.iter().zip(bands.iter().skip(N_PHASES)).map(|(before, after)| Change::between(before, after)).collect();
    let loudest = changes.iter().fold(0.0f32, |most, c| most.max(c.power));
    changes.iter().map(|change| firm_code(change, loudest * MOMENT_PAUSE)).collect()
}

fn firm_code(change: &Change, least: f32) -> FirmCode {
    if !change.has_texture || change.power < least {
        return FirmCode::default();
    }
    let mut order: [usize; N_BITS] = std::array::from_fn(|bit| bit);
    order.sort_by(|a, b| change.strengths[*b].abs().total_cmp(&change.strengths[*a].abs()));
    let firm = order.iter().take(N_FIRM).fold(0u32, |firm, bit| firm | 1 << bit);
    FirmCode { bits: change.bits, firm }
}

/// `samples` from the first sound to the last; `None` if there is none.
fn without_silence(samples: &[f32]) -> Option<&[f32]> {
    #[expect(clippy::cast_precision_loss, reason = "at most a block's length")]
    let power = |block: &[f32]| block.iter().map(|s| s * s).sum::<f32>() / block.len().max(1) as f32;
    let powers: Vec<f32> = samples.chunks(BLOCK).map(power).collect();
    let loudest = powers.iter().fold(0.0f32, |most, power| most.max(*power));
    if loudest < MIN_POWER {
        return None;
    }
    let is_sound = |power: &f32| *power > SILENCE.max(loudest * PAUSE);
    let first = powers.iter().position(is_sound)?;
    let last = powers.iter().rposition(is_sound)?;
    samples.get(first * BLOCK..((last + 1) * BLOCK).min(samples.len()))
}
