//! Speech spans: where on a channel somebody speaks, found while the samples stream by.
//!
//! The neural voice detector `earshot` scores each frame of 16 ms.
//! Hysteresis, minimum lengths and padding turn the scores into spans. Spans that hold nothing but a steady tone
//! (ringing, a beep) are dropped, and so is what surely is music rather than speech; where that is in doubt, it stays.

mod level;
mod options;
pub(crate) mod texture;
mod tone;

pub use options::SpeechOptions;

use std::collections::VecDeque;

use earshot::Detector;
use ringcheck_call::Probability;

use self::level::{Loudness, NoiseFloor};
use self::texture::{FrameTexture, TextureMeter, judge};
use self::tone::{Tonal, ToneFinder, ToneRun, without_tones};

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
    /// Whether each frame since `first_frame` is voice to the detector, and a steady tone at that.
    tonal: Vec<Tonal>,
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
            let is_tone = open.tone.push(self.tones.peaks());
            open.tonal.push(if is_tone { Tonal::Tone } else { Tonal::Voice });
        } else {
            open.tonal.push(Tonal::Pause);
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
        rest.tonal.extend_from_slice(open.tonal.get(at..).unwrap_or_default());
        rest.n_voiced = self.n_voiced(&rest.scores);
        rest.end_frame = open.end_frame.max(cut_frame);
        open.truncate(cut_frame);
        self.keep_speech(&open, cut_frame * FRAME_SAMPLES);
        self.open = Some(rest);
    }

    /// Hands out what of a finished span is no tone and no music; `end_sample` is where the whole span ends.
    fn keep_speech(&mut self, span: &OpenSpan, end_sample: u64) {
        // Ringing that a word follows, or a word that ringing follows, is judged without the ringing: two seconds that
        // are mostly tone hold no speech by their texture.
        let spoken = if span.tone.is_steady() { 0..0 } else { without_tones(&span.tonal) };
        let judged = judge(span.textures.get(spoken.clone()).unwrap_or_default()).shifted_by(spoken.start);
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
            tonal: Vec::new(),
        }
    }

    /// Forgets the frames from `end_frame` on.
    fn truncate(&mut self, end_frame: u64) {
        let n_frames = usize::try_from(end_frame - self.first_frame).unwrap_or(usize::MAX);
        self.scores.truncate(n_frames);
        self.textures.truncate(n_frames);
        self.tonal.truncate(n_frames);
    }
}

fn samples_in(ms: u32) -> u64 {
    u64::from(ms) * u64::from(SAMPLE_RATE_HZ) / 1000
}

#[cfg(test)]
mod tests;
