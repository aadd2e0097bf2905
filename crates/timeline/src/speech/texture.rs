//! Music and signals that a voice detector takes for voice, told by how little they change.
//!
//! A voice glides: its pitch is never still, its partials never hold a frequency for long, and it pauses between
//! syllables. Notes and signal tones hold still and follow each other without a gap.
//! A stretch is given up only where all that is measured says so, so speech over music, or in noise, stays.

mod meter;

pub(crate) use meter::{FrameTexture, TextureMeter};

use std::ops::Range;

/// Frames that are looked at together: 2 s, so that a syllable's worth of stillness in speech decides nothing.
pub(crate) const WINDOW: usize = 125;

/// Frames from one look to the next: half a second.
pub(crate) const HOP: usize = 31;

/// The shortest stretch, in frames, that is cut out of a span: 1 s.
const MIN_CUT: usize = 62;

/// The shortest stretch, in frames, that is cut out where it is not sure to hold no speech: 4 s.
///
/// A synthetic voice may hold a note through a short sentence, but not through a long one.
const MIN_UNSURE_CUT: usize = 250;

/// The fewest frames that are judged at all: a fifth of a second.
const MIN_JUDGED: usize = 12;

/// Logits for speech, by logistic regression on 12,000 windows of 2 s: calls in 40 synthetic voices, recorded prompts
/// of five people in five languages, both also under music 10 and 15 dB softer, pink noise 5 and 10 dB softer and two
/// other voices 10 dB softer; against hold music, synthesized music, ringing, hum and tones in four codings.
mod logits {
    pub(super) const BIAS: f32 = 2.616;
    pub(super) const STILL: f32 = -4.841;
    pub(super) const HELD: f32 = -2.453;
    pub(super) const HELD_LONG: f32 = -6.347;
    pub(super) const SPREAD_PER_DB: f32 = -0.256_8;
    pub(super) const RANGE_PER_DB: f32 = 0.026_8;
    pub(super) const PAUSES: f32 = 7.443;
}

/// The logit below which a window holds no speech.
///
/// A window alone removes nothing: all that hold a frame have to agree, for as long as [`MIN_UNSURE_CUT`]. Chosen on 83
/// minutes of speech, in quiet, in noise, among other voices and under music, none of which is lost but a fifth of a
/// per cent under music only 10 dB softer; of 27 minutes of hold music it removes 15.
const NO_SPEECH: f32 = -1.2;

/// The logit below which a shorter stretch holds no speech either.
const SURELY_NO_SPEECH: f32 = -2.5;

/// What the texture of a span says.
#[derive(Clone, Debug, Default)]
pub(super) struct Judged {
    /// The stretches that may hold speech, in order, as frames of the span: all of it, unless a second or more surely
    /// holds none.
    pub(super) stretches: Vec<Range<usize>>,
    /// What each window looked like, in order; they overlap.
    pub(super) looks: Vec<Look>,
}

/// What a window looked like.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Look {
    /// The frames of the span.
    pub(super) frames: Range<usize>,
    /// How likely it holds speech rather than music or tones, from 0 to 1.
    pub(super) speech: f32,
    /// Share of the frames that have a pitch, as the frame before them has, from 0 to 1.
    pub(super) pitched: f32,
}

impl Judged {
    /// The same for frames that begin `n` frames into the span.
    pub(super) fn shifted_by(self, n: usize) -> Self {
        let shift = |range: Range<usize>| range.start + n..range.end + n;
        Self {
            stretches: self.stretches.into_iter().map(shift).collect(),
            looks: self.looks.into_iter().map(|look| Look { frames: shift(look.frames), ..look }).collect(),
        }
    }
}

/// Judges the frames of a span.
pub(super) fn judge(frames: &[FrameTexture]) -> Judged {
    let mut is_speechless = vec![true; frames.len()];
    let mut is_surely = vec![true; frames.len()];
    let mut looks = Vec::new();
    let mut from = 0;
    loop {
        // The last window ends with the span, however much it overlaps the one before.
        let is_last = from + WINDOW >= frames.len();
        let range = if is_last { frames.len().saturating_sub(WINDOW)..frames.len() } else { from..from + WINDOW };
        let window = frames.get(range.clone()).unwrap_or_default();
        let logit = speech_logit(window);
        if window.len() < MIN_JUDGED || logit >= NO_SPEECH {
            is_speechless[range.clone()].fill(false);
        }
        if logit >= SURELY_NO_SPEECH {
            is_surely[range.clone()].fill(false);
        }
        looks.push(Look { frames: range, speech: 1.0 / (1.0 + (-logit).exp()), pitched: pitched_share(window) });
        if is_last {
            break;
        }
        from += HOP;
    }
    Judged { stretches: stretches(&is_speechless, &is_surely), looks }
}

/// What is left when all runs of `is_speechless` are cut out that are long, or sure and of some length.
///
/// A sure run at a border may be of any length.
fn stretches(is_speechless: &[bool], is_surely: &[bool]) -> Vec<Range<usize>> {
    let mut kept: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for run in is_speechless.chunk_by(|a, b| a == b) {
        let range = at..at + run.len();
        at = range.end;
        let is_border = range.start == 0 || range.end == is_speechless.len();
        let is_sure = is_surely.get(range.clone()).is_some_and(|sure| sure.iter().all(|&sure| sure));
        let is_long = run.len() >= MIN_UNSURE_CUT || (is_sure && (is_border || run.len() >= MIN_CUT));
        if run.first() == Some(&true) && is_long {
            continue;
        }
        match kept.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => kept.push(range),
        }
    }
    kept
}

/// Share of frames that have a pitch, as the frame before them has.
#[expect(clippy::cast_precision_loss, reason = "a window has 125 frames")]
pub(crate) fn pitched_share(frames: &[FrameTexture]) -> f32 {
    frames.iter().filter(|f| f.pitch_moved.is_some()).count() as f32 / frames.len().max(1) as f32
}

/// How still the frames of a window are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WindowTexture {
    /// Share of the frames with a pitch in which it stands still.
    pub(crate) still: f32,
    /// The amplitudes of the frames, summed up.
    weight: f32,
    /// What of it is in partials that are held for 192 ms.
    held: f32,
    /// The same for 320 ms.
    held_long: f32,
    /// Standard deviation of the level, in decibels.
    pub(crate) spread_db: f32,
    /// From the level that a tenth of the frames do not reach to that which a twentieth exceed, in decibels.
    pub(crate) range_db: f32,
    /// Share of the frames that are much softer than the loudest.
    pub(crate) pauses: f32,
}

/// How likely these frames hold speech, as a logit.
fn speech_logit(frames: &[FrameTexture]) -> f32 {
    let window = WindowTexture::of(frames);
    if frames.len() == WINDOW && window.is_steady() {
        return STEADY_LOGIT;
    }
    logits::BIAS
        + logits::STILL * window.still
        + logits::HELD * window.held / window.weight
        + logits::HELD_LONG * window.held_long / window.weight
        + logits::SPREAD_PER_DB * window.spread_db.min(60.0)
        + logits::RANGE_PER_DB * window.range_db.min(60.0)
        + logits::PAUSES * window.pauses
}

impl WindowTexture {
    /// Measures the frames of a window.
    #[expect(clippy::cast_precision_loss, reason = "a window has 125 frames")]
    pub(crate) fn of(frames: &[FrameTexture]) -> Self {
        let n = frames.len().max(1) as f32;
        let (mut weight, mut held, mut held_long) = (f32::MIN_POSITIVE, 0.0, 0.0);
        let (mut n_pitched, mut n_still) = (0_u16, 0_u16);
        for (i, frame) in frames.iter().enumerate() {
            let amplitude = 10f32.powf(frame.level_db / 20.0);
            weight += amplitude;
            held += amplitude * frame.held;
            held_long += amplitude * frame.held_long;
            // The first frame's pitch moved from a frame outside of the window.
            if let Some(moved) = frame.pitch_moved.filter(|_| i > 0) {
                n_pitched += 1;
                n_still += u16::from(moved < STILL_SEMITONES);
            }
        }
        let mut levels: Vec<f32> = frames.iter().map(|f| f.level_db).collect();
        levels.sort_by(f32::total_cmp);
        let level_at = |per_mille: usize| levels.get(levels.len() * per_mille / 1000).copied().unwrap_or_default();
        let mean = levels.iter().sum::<f32>() / n;
        let spread = (levels.iter().map(|l| (l - mean).powi(2)).sum::<f32>() / n).sqrt();
        let loudest = levels.last().copied().unwrap_or_default();
        let n_low = levels.partition_point(|l| *l < loudest - PAUSE_DB);
        Self {
            still: f32::from(n_still) / f32::from(n_pitched.max(1)),
            weight,
            held,
            held_long,
            spread_db: spread,
            range_db: level_at(950) - level_at(100),
            pauses: n_low as f32 / n,
        }
    }

    /// Share of the sound in partials that are held for 192 ms, by amplitude.
    pub(crate) fn held(&self) -> f32 {
        self.held / self.weight
    }

    /// The same for 320 ms.
    pub(crate) fn held_long(&self) -> f32 {
        self.held_long / self.weight
    }

    /// Whether the level never moves.
    pub(crate) fn is_steady(&self) -> bool {
        self.range_db < STEADY_DB
    }
}

/// A level that stays within this, in decibels, for two seconds is a carrier's, a fax's or the line's: that of speech
/// moves by 6 and more even in noise of a third of its energy.
const STEADY_DB: f32 = 3.0;

/// The logit of a steady level.
const STEADY_LOGIT: f32 = -10.0;

/// A pitch that moves by less than this in 16 ms stands still.
const STILL_SEMITONES: f32 = 0.08;

/// Decibels below the loudest frame at which a frame is a pause.
const PAUSE_DB: f32 = 15.0;

#[cfg(test)]
mod tests {
    use super::*;

    /// A single stretch.
    fn once(range: Range<usize>) -> Vec<Range<usize>> {
        std::iter::once(range).collect()
    }

    #[test]
    fn a_level_that_never_moves_is_no_speech() {
        let steady = |n: usize| -> Vec<FrameTexture> {
            (0..n)
                .map(|i| FrameTexture {
                    level_db: if usize::is_multiple_of(i, 2) { -20.0 } else { -18.0 },
                    ..Default::default()
                })
                .collect()
        };
        assert!(judge(&steady(300)).stretches.is_empty());
        assert_eq!(judge(&steady(60)).stretches, once(0..60), "a short sound may be a vowel");
        let mut then_moves = steady(300);
        then_moves
            .extend((0..125_u8).map(|i| FrameTexture { level_db: -20.0 - f32::from(i % 25), ..Default::default() }));
        assert!(judge(&then_moves).stretches[0].end == 425);
    }

    #[test]
    fn a_short_stretch_inside_of_speech_is_never_cut_out() {
        let mask = |runs: &[(bool, usize)]| runs.iter().flat_map(|&(b, n)| vec![b; n]).collect::<Vec<_>>();
        let sure = |runs: &[(bool, usize)]| stretches(&mask(runs), &mask(runs));
        assert_eq!(sure(&[(false, 100), (true, MIN_CUT - 1), (false, 50)]), once(0..211));
        assert_eq!(sure(&[(false, 100), (true, MIN_CUT), (false, 50)]), [0..100, 162..212]);
        assert_eq!(sure(&[(true, 10), (false, 50), (true, 3)]), once(10..60));
        assert!(sure(&[(true, 10)]).is_empty());
        let unsure = |runs: &[(bool, usize)]| stretches(&mask(runs), &vec![false; mask(runs).len()]);
        assert_eq!(unsure(&[(true, MIN_UNSURE_CUT - 1)]), once(0..249), "a sentence in a synthetic voice");
        assert!(unsure(&[(true, MIN_UNSURE_CUT)]).is_empty());
        assert!(stretches(&[], &[]).is_empty());
    }
}
