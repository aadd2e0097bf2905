//! Speech spans: where on a channel somebody speaks, found while the samples stream by.
//!
//! The neural voice detector `earshot` scores each frame of 16 ms.
//! Hysteresis, minimum lengths and padding turn the scores into spans. Spans that hold nothing but a steady tone
//! (ringing, a beep) are dropped, and so is what surely is music rather than speech; where that is in doubt, it stays.

mod level;
mod options;
mod texture;
mod tone;

pub use options::SpeechOptions;

use std::collections::VecDeque;

use earshot::Detector;
use ringcheck_call::Probability;

use self::level::{Loudness, NoiseFloor};
use self::texture::{FrameTexture, Judged, TextureMeter, judge};
use self::tone::{ToneFinder, ToneRun};

/// Samples a second that [`SpeechFinder`] expects.
pub const SAMPLE_RATE_HZ: u32 = 16_000;

/// Samples in one frame of the detector: 16 ms.
const FRAME: usize = 256;

/// Samples in one frame, as a position.
const FRAME_SAMPLES: u64 = 256;

/// A stretch of one channel in which somebody speaks, padded on both sides.
///
/// Spans of a finder come in order and never overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpeechSpan {
    /// The first sample, counted from the channel's first.
    pub start_sample: u64,
    /// The sample after the last.
    pub end_sample: u64,
}

impl SpeechSpan {
    /// When the span starts, in milliseconds.
    #[must_use]
    pub fn start_ms(&self) -> u64 {
        self.start_sample * 1000 / u64::from(SAMPLE_RATE_HZ)
    }

    /// When the span ends, in milliseconds.
    #[must_use]
    pub fn end_ms(&self) -> u64 {
        self.end_sample * 1000 / u64::from(SAMPLE_RATE_HZ)
    }
}

/// Finds the speech spans of one channel from its samples, in pieces of any size.
///
/// Memory does not grow with the length of the recording: scores are kept for the open span only, which
/// [`SpeechOptions::max_span_ms`] bounds.
pub struct SpeechFinder {
    options: SpeechOptions,
    detector: Box<Detector>,
    tones: ToneFinder,
    textures: TextureMeter,
    noise: NoiseFloor,
    loudness: Loudness,
    /// Samples that do not fill a frame yet.
    partial: Vec<f32>,
    /// Frames scored so far.
    n_frames: u64,
    /// Where the last span handed out ended; the next never starts before it.
    last_end: u64,
    open: Option<OpenSpan>,
    finished: VecDeque<SpeechSpan>,
    /// Frames that the detector took for voice, in what was dropped as tones or music.
    n_dropped: u64,
    signs: Vec<SpeechSign>,
}

/// What the sound of about 2 s says about whether somebody speaks there; those of a span overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpeechSign {
    /// The first sample, counted from the channel's first.
    pub start_sample: u64,
    /// The sample after the last.
    pub end_sample: u64,
    /// How likely it is speech rather than music or tones; low where it was not handed out, and doubtful in between.
    pub speech: Probability,
    /// The share of it that has a pitch: none in noise, breath and rustle.
    pub pitched: Probability,
}

/// A span whose end is not yet known.
struct OpenSpan {
    /// The first frame of speech, before padding.
    first_frame: u64,
    /// The frame after the last one that held speech.
    end_frame: u64,
    /// Frames that held speech.
    n_voiced: u64,
    /// Whether the padding before the speech belongs to this span: not where a long span was cut in two.
    pads_start: bool,
    /// How loud and how voiced each frame since `first_frame` was; tells where to cut a long span.
    scores: Vec<f32>,
    /// How still each frame since `first_frame` was.
    textures: Vec<FrameTexture>,
    tone: ToneRun,
}

impl SpeechFinder {
    /// A finder at the start of a channel.
    #[must_use]
    pub fn new(options: SpeechOptions) -> Self {
        let tones = ToneFinder::new();
        Self {
            options,
            detector: Detector::default_boxed(),
            textures: TextureMeter::new(tones.weights()),
            tones,
            noise: NoiseFloor::default(),
            loudness: Loudness::default(),
            partial: Vec::with_capacity(FRAME),
            n_frames: 0,
            last_end: 0,
            open: None,
            finished: VecDeque::new(),
            n_dropped: 0,
            signs: Vec::new(),
        }
    }

    /// Takes the channel's next samples: mono, 16 kHz, full scale at 1.
    ///
    /// Samples beyond full scale are clipped; samples that are no number count as silence.
    pub fn push(&mut self, samples: &[f32]) {
        for &sample in samples {
            self.partial.push(if sample.is_nan() { 0.0 } else { sample.clamp(-1.0, 1.0) });
            if self.partial.len() == FRAME {
                self.score_frame();
            }
        }
    }

    /// The next span that is finished, in order.
    pub fn next_span(&mut self) -> Option<SpeechSpan> {
        self.finished.pop_front()
    }

    /// The first sample that a span not yet handed out may need; earlier ones can be dropped.
    #[must_use]
    pub fn safe_to_drop_before(&self) -> u64 {
        if let Some(span) = self.finished.front() {
            return span.start_sample;
        }
        let at_most = match &self.open {
            Some(open) => self.padded_start(open),
            None => (self.n_frames * FRAME_SAMPLES).saturating_sub(samples_in(self.options.pad_before_ms)),
        };
        at_most.max(self.last_end)
    }

    /// How much, in milliseconds, the detector took for voice so far and this finder for tones or music.
    #[must_use]
    pub fn dropped_ms(&self) -> u64 {
        self.n_dropped * FRAME_SAMPLES * 1000 / u64::from(SAMPLE_RATE_HZ)
    }

    /// What the sound of the closed spans says, in order.
    #[must_use]
    pub fn signs(&self) -> &[SpeechSign] {
        &self.signs
    }

    /// Ends the channel; the spans not yet taken are behind [`SpeechFinder::next_span`].
    pub fn end(&mut self) {
        let n_samples = self.n_frames * FRAME_SAMPLES + self.partial.len() as u64;
        if !self.partial.is_empty() {
            self.partial.resize(FRAME, 0.0);
            self.score_frame();
        }
        self.close_open(n_samples);
        for span in &mut self.finished {
            span.end_sample = span.end_sample.min(n_samples);
        }
    }

    /// Ends the channel and returns the spans not yet taken.
    #[must_use]
    pub fn finish(mut self) -> Vec<SpeechSpan> {
        self.end();
        self.finished.into()
    }

    fn score_frame(&mut self) {
        let mean_square = self.partial.iter().map(|s| s * s).sum::<f32>() / 256.0;
        let is_audible = self.noise.stands_out(mean_square, &self.options);
        self.tones.push(&self.partial);
        let gain = self.loudness.gain(mean_square);
        for sample in &mut self.partial {
            *sample = (*sample * gain).clamp(-1.0, 1.0);
        }
        let score = self.detector.predict_f32(&self.partial);
        let frame = self.n_frames;
        self.n_frames += 1;
        let threshold = if self.open.is_some() { self.options.leave_score() } else { self.options.enter_score() };
        let is_voiced = is_audible && score >= threshold;
        self.partial.clear();
        if is_voiced && self.open.is_none() {
            self.textures.restart();
            self.open = Some(OpenSpan::at(frame, true));
        }
        let Some(open) = &mut self.open else { return };
        open.textures.push(self.textures.measure(mean_square, self.tones.spectrum()));
        if is_voiced {
            open.end_frame = frame + 1;
            open.n_voiced += 1;
            open.tone.push(self.tones.peaks());
        }
        open.scores.push(if is_audible { score } else { 0.0 });
        let silence = (frame + 1 - open.end_frame) * FRAME_SAMPLES;
        if silence >= samples_in(self.options.min_silence_ms()) {
            self.close_open(u64::MAX);
        } else if (frame + 1 - open.first_frame) * FRAME_SAMPLES >= samples_in(self.options.max_span_ms) {
            self.cut_open();
        }
    }

    /// Ends the open span after its last speech, and keeps what of it holds enough speech that is no tone or music.
    fn close_open(&mut self, n_samples: u64) {
        let Some(mut open) = self.open.take() else { return };
        if open.n_voiced * FRAME_SAMPLES < samples_in(self.options.min_speech_ms) {
            return;
        }
        open.truncate(open.end_frame);
        let end = open.end_frame * FRAME_SAMPLES + samples_in(self.options.pad_after_ms);
        self.keep_speech(&open, end.min(n_samples));
    }

    /// Cuts a span that has grown too long at the least voiced moment of its last third.
    fn cut_open(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        let from = open.scores.len() * 2 / 3;
        let least = open.scores.iter().enumerate().skip(from).min_by(|a, b| a.1.total_cmp(b.1));
        let at = least.map_or(open.scores.len(), |(idx, _)| idx);
        let cut_frame = open.first_frame + at as u64;
        let mut rest = OpenSpan::at(cut_frame, false);
        rest.scores.extend_from_slice(open.scores.get(at..).unwrap_or_default());
        rest.textures.extend_from_slice(open.textures.get(at..).unwrap_or_default());
        rest.n_voiced = self.n_voiced(&rest.scores);
        rest.end_frame = open.end_frame.max(cut_frame);
        open.truncate(cut_frame);
        self.keep_speech(&open, cut_frame * FRAME_SAMPLES);
        self.open = Some(rest);
    }

    /// Hands out what of a finished span is no tone and no music; `end_sample` is where the whole span ends.
    fn keep_speech(&mut self, span: &OpenSpan, end_sample: u64) {
        let judged = if span.tone.is_steady() { Judged::default() } else { judge(&span.textures) };
        let sample_at = |frame: usize| (span.first_frame + frame as u64) * FRAME_SAMPLES;
        self.signs.extend(judged.looks.into_iter().map(|look| SpeechSign {
            start_sample: sample_at(look.frames.start),
            end_sample: sample_at(look.frames.end),
            speech: Probability::new(f64::from(look.speech)),
            pitched: Probability::new(f64::from(look.pitched)),
        }));
        let mut n_kept = 0;
        for stretch in judged.stretches {
            let n_voiced = self.n_voiced(span.scores.get(stretch.clone()).unwrap_or_default());
            if n_voiced * FRAME_SAMPLES < samples_in(self.options.min_speech_ms) {
                continue;
            }
            n_kept += n_voiced;
            let start_sample = if stretch.start == 0 { self.padded_start(span) } else { sample_at(stretch.start) };
            let is_end = stretch.end == span.textures.len();
            self.hand_out(SpeechSpan {
                start_sample,
                end_sample: if is_end { end_sample } else { sample_at(stretch.end) },
            });
        }
        self.n_dropped += self.n_voiced(&span.scores).saturating_sub(n_kept);
    }

    /// How many frames with these scores are voice.
    fn n_voiced(&self, scores: &[f32]) -> u64 {
        scores.iter().filter(|s| **s >= self.options.leave_score()).count() as u64
    }

    fn padded_start(&self, open: &OpenSpan) -> u64 {
        let pad = if open.pads_start { samples_in(self.options.pad_before_ms) } else { 0 };
        (open.first_frame * FRAME_SAMPLES).saturating_sub(pad).max(self.last_end)
    }

    fn hand_out(&mut self, span: SpeechSpan) {
        if span.start_sample < span.end_sample {
            self.last_end = span.end_sample;
            self.finished.push_back(span);
        }
    }
}

impl OpenSpan {
    fn at(frame: u64, pads_start: bool) -> Self {
        Self {
            first_frame: frame,
            end_frame: frame,
            n_voiced: 0,
            pads_start,
            scores: Vec::new(),
            textures: Vec::new(),
            tone: ToneRun::default(),
        }
    }

    /// Forgets the frames from `end_frame` on.
    fn truncate(&mut self, end_frame: u64) {
        let n_frames = usize::try_from(end_frame - self.first_frame).unwrap_or(usize::MAX);
        self.scores.truncate(n_frames);
        self.textures.truncate(n_frames);
    }
}

fn samples_in(ms: u32) -> u64 {
    u64::from(ms) * u64::from(SAMPLE_RATE_HZ) / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise that repeats: a linear congruential generator, scaled to a root mean square of `dbfs`.
    fn noise(n_samples: usize, dbfs: f32) -> impl Iterator<Item = f32> {
        let peak = 10f32.powf(dbfs / 20.0) * 3f32.sqrt();
        let mut state = 12345u32;
        (0..n_samples).map(move |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            #[expect(clippy::cast_precision_loss, reason = "24 bits are exact in an f32")]
            let unit = (state >> 8) as f32 / 8_388_608.0 - 1.0;
            unit * peak
        })
    }

    #[expect(clippy::cast_precision_loss, reason = "a few seconds of samples")]
    fn tones(hz: &[f32], ms: u32, dbfs: f32) -> Vec<f32> {
        let peak = 10f32.powf(dbfs / 20.0);
        (0..samples_in(ms))
            .map(|i| hz.iter().map(|f| peak * (std::f32::consts::TAU * f * i as f32 / 16_000.0).sin()).sum())
            .collect()
    }

    /// Two seconds of speech: 16 kHz, 16 bits, little-endian.
    fn speech() -> Vec<f32> {
        include_bytes!("../tests/data/speech-16khz.s16le")
            .as_chunks::<2>()
            .0
            .iter()
            .map(|b| f32::from(i16::from_le_bytes(*b)) / 32_768.0)
            .collect()
    }

    fn spans_of(samples: &[f32]) -> Vec<SpeechSpan> {
        let mut finder = SpeechFinder::new(SpeechOptions::default());
        finder.push(samples);
        finder.finish()
    }

    fn with_line_noise(samples: &[f32]) -> Vec<f32> {
        samples.iter().zip(noise(samples.len(), -58.0)).map(|(s, n)| s + n).collect()
    }

    fn silence(ms: u32) -> Vec<f32> {
        vec![0.0; usize::try_from(samples_in(ms)).unwrap()]
    }

    #[test]
    fn speech_is_covered_from_its_first_sound() {
        let mut line = silence(2000);
        line.extend(speech());
        line.extend(silence(2000));
        let spans = spans_of(&with_line_noise(&line));
        assert_eq!(spans.len(), 1, "{spans:?}");
        assert!((2000..2400).contains(&spans[0].start_ms()), "{spans:?}");
        assert!((5100..5700).contains(&spans[0].end_ms()), "{spans:?}");
    }

    #[test]
    fn a_side_20_db_quieter_gives_the_same_spans_to_within_a_tenth_of_a_second() {
        let mut line = silence(1000);
        line.extend(speech());
        line.extend(silence(1500));
        let loud = spans_of(&line);
        let quiet: Vec<f32> = line.iter().map(|s| s * 0.1).collect();
        let quiet = spans_of(&quiet);
        assert_eq!(loud.len(), quiet.len());
        for (a, b) in loud.iter().zip(&quiet) {
            assert!(a.start_ms().abs_diff(b.start_ms()) <= 100, "{a:?} {b:?}");
            assert!(a.end_ms().abs_diff(b.end_ms()) <= 100, "{a:?} {b:?}");
        }
    }

    #[test]
    fn silence_and_line_noise_hold_no_speech() {
        assert_eq!(spans_of(&silence(60_000)), []);
        for dbfs in [-70.0, -58.0, -45.0, -30.0] {
            let hiss: Vec<f32> = noise(16_000 * 120, dbfs).collect();
            assert_eq!(spans_of(&hiss), [], "{dbfs} dBFS");
        }
    }

    #[test]
    fn ringing_and_beeps_alone_hold_no_speech() {
        for (hz, ms) in
            [(&[440.0, 480.0][..], 2000), (&[400.0, 450.0], 400), (&[425.0], 1000), (&[1000.0], 400), (&[1400.0], 250)]
        {
            for dbfs in [-15.0, -35.0] {
                let mut line = silence(1000);
                line.extend(tones(hz, ms, dbfs));
                line.extend(silence(4000));
                line.extend(tones(hz, ms, dbfs));
                line.extend(silence(1000));
                let spans = spans_of(&with_line_noise(&line));
                assert_eq!(spans, [], "{hz:?} at {dbfs} dBFS");
            }
        }
    }

    #[test]
    fn speech_right_after_a_ring_is_kept() {
        let mut line = tones(&[440.0, 480.0], 2000, -20.0);
        line.extend(speech());
        line.extend(silence(1000));
        let spans = spans_of(&with_line_noise(&line));
        assert!(spans.iter().any(|s| s.start_ms() <= 2350 && s.end_ms() >= 5000), "{spans:?}");
    }

    #[test]
    fn spans_do_not_depend_on_how_the_samples_are_cut() {
        let mut line = silence(700);
        line.extend(speech());
        line.extend(silence(900));
        line.extend(speech());
        let whole = spans_of(&line);
        for piece in [1, 255, 257, 16_000] {
            let mut finder = SpeechFinder::new(SpeechOptions::default());
            let mut spans = Vec::new();
            let mut pushed = 0;
            for samples in line.chunks(piece) {
                finder.push(samples);
                pushed += samples.len() as u64;
                let safe = finder.safe_to_drop_before();
                assert!(safe <= pushed);
                if let Some(span) = finder.next_span() {
                    assert!(safe <= span.start_sample);
                    spans.push(span);
                }
            }
            spans.extend(finder.finish());
            assert_eq!(spans, whole, "pieces of {piece}");
        }
        assert!(whole.len() >= 2);
    }

    #[test]
    fn endless_speech_is_cut_into_spans_that_touch() {
        let voice = speech();
        let voiced = &voice[6400..voice.len() - 6400];
        let line: Vec<f32> = voiced.iter().copied().cycle().take(16_000 * 90).collect();
        let options = SpeechOptions::default();
        let spans = spans_of(&line);
        assert!(spans.len() >= 3, "{spans:?}");
        let longest = u64::from(options.max_span_ms + options.pad_before_ms + options.pad_after_ms);
        for pair in spans.windows(2) {
            assert!(pair[0].end_sample <= pair[1].start_sample, "{pair:?}");
            assert!(pair[1].start_ms() - pair[0].end_ms() < 400, "{pair:?}");
        }
        assert!(spans.iter().all(|s| s.end_ms() - s.start_ms() <= longest));
        assert!(spans.last().unwrap().end_sample <= line.len() as u64);
    }

    #[test]
    fn the_samples_to_keep_stay_few_however_long_the_silence() {
        let mut finder = SpeechFinder::new(SpeechOptions::default());
        let second = silence(1000);
        for n in 1..=300u64 {
            finder.push(&second);
            assert!(n * 16_000 - finder.safe_to_drop_before() < 16_000);
        }
    }

    #[test]
    fn samples_that_are_no_numbers_or_too_large_do_no_harm() {
        let mut line = vec![f32::NAN; 5000];
        line.extend([f32::INFINITY, f32::NEG_INFINITY, 17.0, -17.0]);
        line.extend(vec![f32::NAN; 5000]);
        assert!(spans_of(&line).len() <= 1);
        assert_eq!(spans_of(&[]), []);
    }

    #[test]
    fn every_option_is_part_of_the_settings() {
        let usual = SpeechOptions::default();
        let others = [
            SpeechOptions { enter_score_thousandths: 1, ..usual },
            SpeechOptions { leave_score_thousandths: 1, ..usual },
            SpeechOptions { floor_dbfs: -1, ..usual },
            SpeechOptions { above_noise_db: 1, ..usual },
            SpeechOptions { min_speech_ms: 1, ..usual },
            SpeechOptions { min_silence_ms: 1, ..usual },
            SpeechOptions { pad_before_ms: 1, ..usual },
            SpeechOptions { pad_after_ms: 1, ..usual },
            SpeechOptions { max_span_ms: 1, ..usual },
        ];
        assert!(others.iter().all(|o| o.settings() != usual.settings()));
    }
}
