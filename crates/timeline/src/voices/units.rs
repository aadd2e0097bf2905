//! Units: runs of words that one voice surely speaks, and what each sounds like.

use std::ops::Range;

use ringcheck_call::{Segment, Word};

use super::{
    encoder::{N_HEARD, N_VOICE, voices_of},
    mel::power_of,
    meter::{VoiceFrame, VoiceTrack},
};

/// Silence between two words after which another voice may speak.
const GAP_MS: u64 = 300;

/// What is heard of the sound before and after a unit, since word times are not exact.
const AROUND_MS: u64 = 100;

/// The level that every unit is brought to, in dB: that of what the encoder was trained on.
const LEVEL_DB: f32 = -30.0;

/// Frames below which a unit has no voice to speak of.
const MIN_HEARD: usize = 20;

/// How far below a unit's peaks its quieter sounds still count, in dB: deeper is mostly line noise.
const DEPTH_DB: f32 = 22.0;

/// How far above the line's noise a sound must be to count, in dB.
const ABOVE_NOISE_DB: f32 = 6.0;

/// Frames that must be loud enough for the noise to be left out.
const MIN_FRAMES: usize = 6;

/// A run of words of one segment that one voice surely speaks: up to a sentence, without a pause.
#[derive(Clone, Debug, PartialEq)]
pub struct VoiceUnit {
    /// The segment's place among those given.
    pub segment: usize,
    /// Its words.
    pub words: Range<usize>,
    /// Its voice as the encoder has it, against the whole recording's mean; zeros where too little is heard.
    pub voice: [f64; N_VOICE],
    /// Frames of 10 ms with sound.
    pub n_frames: f64,
}

impl VoiceUnit {
    /// The words of this unit in `segments`, those that it was made from.
    #[must_use]
    pub fn words_in<'a>(&self, segments: &'a [Segment]) -> &'a [Word] {
        segments.get(self.segment).and_then(|s| s.words.get(self.words.clone())).unwrap_or_default()
    }

    /// From the start of its first word to the end of its last, in milliseconds.
    pub(super) fn span_ms(&self, segments: &[Segment]) -> Option<(u64, u64)> {
        let words = self.words_in(segments);
        Some((words.first()?.start_ms, words.last()?.end_ms))
    }
}

/// Cuts segments into units, in order of time, and says what each sounds like.
#[must_use]
pub fn voice_units(segments: &[Segment], voices: &VoiceTrack) -> Vec<VoiceUnit> {
    let mut units = cut(segments);
    measure(&mut units, segments, voices);
    let all: Vec<usize> = (0..units.len()).collect();
    let heard = hear(&mut units, segments, voices, &all);
    subtract_mean(&mut units, &heard);
    units
}

/// Cuts segments into units, in order of time; nothing is heard yet.
pub(super) fn cut(segments: &[Segment]) -> Vec<VoiceUnit> {
    let mut units = Vec::new();
    for (segment, words) in segments.iter().enumerate().map(|(i, s)| (i, &s.words)) {
        let mut from = 0;
        for end in 1..=words.len() {
            if words.get(end).is_none_or(|next| is_border(&words[end - 1], next)) {
                units.push(VoiceUnit { segment, words: from..end, voice: [0.0; N_VOICE], n_frames: 0.0 });
                from = end;
            }
        }
    }
    units.sort_by_key(|u| u.words_in(segments).first().map(|w| w.start_ms));
    units
}

/// Counts each unit's frames with sound.
pub(super) fn measure(units: &mut [VoiceUnit], segments: &[Segment], voices: &VoiceTrack) {
    let noise_db = percentile(&mut voices.frames().iter().map(|f| f.level_db).collect::<Vec<_>>(), 10);
    for unit in units {
        if let Some((start_ms, end_ms)) = unit.span_ms(segments) {
            unit.n_frames = loud_frames(voices.between(start_ms, end_ms), noise_db);
        }
    }
}

/// Says what the units at `chosen` sound like, and which of them have sound enough for that.
pub(super) fn hear(units: &mut [VoiceUnit], segments: &[Segment], voices: &VoiceTrack, chosen: &[usize]) -> Vec<usize> {
    let (mut heard, mut sounds) = (Vec::new(), Vec::new());
    for at in chosen {
        let Some((unit, (start_ms, end_ms))) = units.get(*at).and_then(|u| Some((u, u.span_ms(segments)?))) else {
            continue;
        };
        let frames = voices.between(start_ms.saturating_sub(AROUND_MS), end_ms.saturating_add(AROUND_MS));
        if unit.n_frames > 0.0 && frames.len() >= MIN_HEARD {
            heard.push(*at);
            sounds.push(sound_of(frames));
        }
    }
    for (at, voice) in heard.iter().zip(voices_of(&sounds)) {
        if let Some(unit) = units.get_mut(*at) {
            unit.voice = voice.map(f64::from);
        }
    }
    heard
}

/// Whether another voice may begin with `next`.
fn is_border(word: &Word, next: &Word) -> bool {
    ends_sentence(&word.text) || next.start_ms.saturating_sub(word.end_ms) >= GAP_MS
}

/// Whether a word is the last of its sentence.
pub(super) fn ends_sentence(word: &str) -> bool {
    word.ends_with(['.', '?', '!'])
}

/// The number of frames that are loud enough to be the voice and not the line.
fn loud_frames(frames: &[VoiceFrame], noise_db: f32) -> f64 {
    let top = percentile(&mut frames.iter().map(|f| f.level_db).collect::<Vec<_>>(), 95);
    let above = |least: f32| frames.iter().filter(|f| f.level_db > least).count();
    let n = above((top - DEPTH_DB).max(noise_db + ABOVE_NOISE_DB));
    to_f64(if n < MIN_FRAMES { above(top - DEPTH_DB) } else { n })
}

/// What the encoder hears of a unit: its middle, over again where it is short, at the level that the encoder knows.
fn sound_of(frames: &[VoiceFrame]) -> Vec<f32> {
    let middle = frames.len().saturating_sub(N_HEARD) / 2;
    #[expect(clippy::cast_possible_truncation, reason = "a factor for 32 bits")]
    let gain = {
        let power: f64 = frames.iter().map(|f| 10f64.powf(f64::from(f.level_db) / 10.0)).sum();
        (10f64.powf(f64::from(LEVEL_DB) / 10.0) * to_f64(frames.len()) / power.max(f64::MIN_POSITIVE)) as f32
    };
    let heard = frames.iter().skip(middle).take(N_HEARD).cycle().take(N_HEARD);
    heard.flat_map(|frame| frame.bands.map(|byte| gain * power_of(byte))).collect()
}

/// Makes the voice of each unit that was heard relative to the recording, so that line and recorder drop out.
fn subtract_mean(units: &mut [VoiceUnit], heard: &[usize]) {
    let weight: f64 = heard.iter().filter_map(|at| units.get(*at)).map(|u| u.n_frames).sum();
    for k in 0..N_VOICE {
        let known = heard.iter().filter_map(|at| units.get(*at));
        let mean = known.map(|u| u.n_frames * u.voice[k]).sum::<f64>() / weight.max(1.0);
        for at in heard {
            if let Some(unit) = units.get_mut(*at) {
                unit.voice[k] -= mean;
            }
        }
    }
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
        assert!(units.iter().all(|u| u.n_frames == 0.0 && u.voice.iter().all(|v| *v == 0.0)));
    }

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let mut values = [4.0, 1.0, 3.0, 2.0];
        assert_eq!((percentile(&mut values, 50), percentile(&mut values, 95)), (2.0, 4.0));
        assert!(percentile(&mut [], 50).abs() < f32::EPSILON);
    }
}
