//! Units: runs of words that one voice surely speaks, and what each sounds like.

use std::ops::Range;

use ringcheck_call::{Segment, Word};

use super::{
    cepstrum::N_CEPSTRA,
    meter::{VoiceFrame, VoiceTrack},
};

/// Silence between two words after which another voice may speak.
const GAP_MS: u64 = 300;

/// Numbers that describe what a unit sounds like: mean and spread of each cepstrum; height, spread and share of pitch;
/// level.
pub(super) const N_SOUND: usize = 2 * N_CEPSTRA + 4;

/// Where pitch is among them; both are missing where too little is voiced.
const PITCH: Range<usize> = 2 * N_CEPSTRA..2 * N_CEPSTRA + 2;

/// How far below a unit's peaks its quieter sounds still count, in dB: deeper is mostly line noise.
const DEPTH_DB: f32 = 22.0;

/// How far above the line's noise a sound must be to count, in dB.
const ABOVE_NOISE_DB: f32 = 6.0;

/// Frames that must be loud enough for the noise to be left out.
const MIN_FRAMES: usize = 6;

/// Voiced frames from which on a unit has a pitch.
const MIN_VOICED: usize = 3;

/// Octaves from the median beyond which a pitch is taken for a mistake.
const MAX_STRAY: f32 = 0.5;

/// A run of words of one segment that one voice surely speaks: up to a sentence, without a pause.
#[derive(Clone, Debug, PartialEq)]
pub struct VoiceUnit {
    /// The segment's place among those given.
    pub segment: usize,
    /// Its words.
    pub words: Range<usize>,
    /// What it sounds like, against the whole recording's mean.
    pub sound: [f64; N_SOUND],
    /// Frames of 12.5 ms that were measured.
    pub n_frames: f64,
}

impl VoiceUnit {
    /// The words of this unit in `segments`, those that it was made from.
    #[must_use]
    pub fn words_in<'a>(&self, segments: &'a [Segment]) -> &'a [Word] {
        segments.get(self.segment).and_then(|s| s.words.get(self.words.clone())).unwrap_or_default()
    }
}

/// Cuts segments into units, in order of time, and says what each sounds like.
#[must_use]
pub fn voice_units(segments: &[Segment], voices: &VoiceTrack) -> Vec<VoiceUnit> {
    let mut units = Vec::new();
    for (segment, words) in segments.iter().enumerate().map(|(i, s)| (i, &s.words)) {
        let mut from = 0;
        for end in 1..=words.len() {
            if words.get(end).is_none_or(|next| is_border(&words[end - 1], next)) {
                units.push(VoiceUnit { segment, words: from..end, sound: [f64::NAN; N_SOUND], n_frames: 0.0 });
                from = end;
            }
        }
    }
    units.sort_by_key(|u| u.words_in(segments).first().map(|w| w.start_ms));
    let noise_db = percentile(&mut voices.frames().iter().map(|f| f.level_db).collect::<Vec<_>>(), 10);
    for unit in &mut units {
        let words = unit.words_in(segments);
        if let (Some(first), Some(last)) = (words.first(), words.last()) {
            (unit.sound, unit.n_frames) = sound_of(voices.between(first.start_ms, last.end_ms), noise_db);
        }
    }
    subtract_mean(&mut units);
    units
}

/// Whether another voice may begin with `next`.
fn is_border(word: &Word, next: &Word) -> bool {
    ends_sentence(&word.text) || next.start_ms.saturating_sub(word.end_ms) >= GAP_MS
}

/// Whether a word is the last of its sentence.
pub(super) fn ends_sentence(word: &str) -> bool {
    word.ends_with(['.', '?', '!'])
}

fn sound_of(frames: &[VoiceFrame], noise_db: f32) -> ([f64; N_SOUND], f64) {
    let top = percentile(&mut frames.iter().map(|f| f.level_db).collect::<Vec<_>>(), 95);
    let above = |least: f32| frames.iter().filter(|f| f.level_db > least).collect::<Vec<_>>();
    let mut loud = above((top - DEPTH_DB).max(noise_db + ABOVE_NOISE_DB));
    if loud.len() < MIN_FRAMES {
        loud = above(top - DEPTH_DB);
    }
    let mut sound = [f64::NAN; N_SOUND];
    if loud.is_empty() {
        return (sound, 0.0);
    }
    for k in 0..N_CEPSTRA {
        let (mean, spread) = mean_and_spread(loud.iter().map(|f| f64::from(f.cepstra[k])));
        sound[k] = mean;
        sound[N_CEPSTRA + k] = (spread + 0.3).ln();
    }
    let mut pitches: Vec<f32> = loud.iter().filter_map(|f| f.pitch.map(|p| p.octaves)).collect();
    let n_frames = to_f64(loud.len());
    sound[PITCH.end] = to_f64(pitches.len()) / n_frames;
    if pitches.len() >= MIN_VOICED {
        let middle = percentile(&mut pitches, 50);
        let (mean, spread) =
            mean_and_spread(pitches.iter().filter(|p| (**p - middle).abs() < MAX_STRAY).map(|p| f64::from(*p)));
        sound[PITCH.start] = mean;
        sound[PITCH.start + 1] = (spread + 0.02).ln();
    }
    sound[PITCH.end + 1] = f64::from(percentile(&mut loud.iter().map(|f| f.level_db).collect::<Vec<_>>(), 85));
    (sound, n_frames)
}

/// Makes what each unit sounds like relative to the recording, so that line and recorder drop out; what is missing
/// becomes the mean.
fn subtract_mean(units: &mut [VoiceUnit]) {
    for k in 0..N_SOUND {
        let known = || units.iter().filter(|u| u.sound[k].is_finite());
        let weight: f64 = known().map(|u| u.n_frames).sum();
        let mean = known().map(|u| u.n_frames * u.sound[k]).sum::<f64>() / weight.max(1.0);
        for unit in units.iter_mut() {
            let value = unit.sound[k];
            unit.sound[k] = if value.is_finite() { value - mean } else { 0.0 };
        }
    }
}

fn mean_and_spread(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let n = to_f64(values.clone().count()).max(1.0);
    let mean = values.clone().sum::<f64>() / n;
    (mean, (values.map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt())
}

/// The value that `percent` percent of the values do not exceed, by nearest rank; 0 without values.
fn percentile(values: &mut [f32], percent: usize) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let rank = (values.len() * percent).div_ceil(100).clamp(1, values.len()) - 1;
    *values.select_nth_unstable_by(rank, f32::total_cmp).1
}

#[expect(clippy::cast_precision_loss, reason = "counts of frames, far below 2^53")]
fn to_f64(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use ringcheck_call::{Probability, Side};

    use super::*;

    fn segment(words: &[(&str, u64, u64)]) -> Segment {
        let words: Vec<Word> = words
            .iter()
            .map(|(text, start_ms, end_ms)| Word {
                start_ms: *start_ms,
                end_ms: *end_ms,
                text: (*text).to_owned(),
                probability: Probability::ONE,
            })
            .collect();
        Segment {
            channel: 0,
            side: Side::Unknown,
            start_ms: words.first().map(|w| w.start_ms),
            end_ms: words.last().map(|w| w.end_ms),
            text: words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "),
            words,
            confidence: None,
            marks: vec![],
        }
    }

    #[test]
    fn a_unit_ends_with_its_sentence_and_before_a_pause() {
        let segments = [
            segment(&[("Yes.", 900, 1000), ("And", 1010, 1200), ("then", 1600, 1800)]),
            segment(&[("Well,", 0, 200), ("who", 210, 400), ("is", 400, 450), ("it?", 450, 600)]),
        ];
        let units = voice_units(&segments, &VoiceTrack::default());
        let cut: Vec<_> = units.iter().map(|u| (u.segment, u.words.clone())).collect();
        assert_eq!(cut, [(1, 0..4), (0, 0..1), (0, 1..2), (0, 2..3)]);
        assert!(units.iter().all(|u| u.n_frames == 0.0 && u.sound.iter().all(|v| *v == 0.0)));
    }

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let mut values = [4.0, 1.0, 3.0, 2.0];
        assert_eq!((percentile(&mut values, 50), percentile(&mut values, 95)), (2.0, 4.0));
        assert!(percentile(&mut [], 50).abs() < f32::EPSILON);
    }
}
