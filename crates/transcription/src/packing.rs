//! Packing speech into windows, and window times back into recording times.
//!
//! Whisper's encoder costs the same for a second as for thirty, so speech from several places of one channel shares
//! a window, with a short silence between.

use std::collections::VecDeque;

/// Samples a second that Whisper listens to.
pub const RATE_HZ: u32 = 16_000;

/// The longest window, 28 s: Whisper hears 30 s at once, and a margin keeps its last words whole.
pub const MAX_WINDOW_SAMPLES: usize = 28 * RATE_HZ as usize;

const MS: usize = RATE_HZ as usize / 1000;

/// Speech of one channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Clip {
    /// The recording's sample, at 16 kHz, that the clip starts with.
    pub start_sample: u64,
    /// The audio at 16 kHz, from -1 to 1.
    pub samples: Vec<f32>,
}

/// How speech is packed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PackingOptions {
    /// The longest window, in milliseconds; at most 28,000.
    pub max_window_ms: u32,
    /// The silence put between two clips of a window, in milliseconds; never longer than the real pause.
    pub max_pause_ms: u32,
}

impl Default for PackingOptions {
    fn default() -> Self {
        Self { max_window_ms: 28_000, max_pause_ms: 500 }
    }
}

/// Where a stretch of a window is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    window_start: usize,
    recording_start: u64,
    n_samples: usize,
}

/// Speech of one channel, packed for one pass of Whisper.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// The recording's channel, counted from 0.
    pub channel: u16,
    /// The audio at 16 kHz.
    pub samples: Vec<f32>,
    pieces: Vec<Piece>,
}

impl Window {
    /// Where `window_ms`, a time in this window, is in the recording.
    ///
    /// A time in a pause between two clips belongs to the nearer clip, so a word never lands where nothing was heard.
    #[must_use]
    pub fn recording_ms(&self, window_ms: u64) -> u64 {
        let at = usize::try_from(window_ms).unwrap_or(usize::MAX).saturating_mul(MS);
        let nearest = self.pieces.iter().min_by_key(|p| {
            let end = p.window_start + p.n_samples;
            if at < p.window_start { p.window_start - at } else { at.saturating_sub(end) }
        });
        let Some(piece) = nearest else { return window_ms };
        let inside = at.saturating_sub(piece.window_start).min(piece.n_samples);
        (piece.recording_start + inside as u64) / MS as u64
    }

    /// Where the time `start_ms..end_ms` of this window is in the recording.
    ///
    /// Whisper lets a word reach over the pause between two clips. It belongs to the clip that holds more of it, and
    /// both its ends stay in that clip.
    #[must_use]
    pub fn recording_span(&self, start_ms: u64, end_ms: u64) -> (u64, u64) {
        let to_sample = |ms: u64| usize::try_from(ms).unwrap_or(usize::MAX).saturating_mul(MS);
        let (start, end) = (to_sample(start_ms), to_sample(end_ms.max(start_ms)));
        let overlap = |p: &Piece| end.min(p.window_start + p.n_samples).saturating_sub(start.max(p.window_start));
        // The later clip of two equals: Whisper starts a word early far more often than it ends one late.
        let Some(piece) = self.pieces.iter().max_by_key(|p| overlap(p)).filter(|p| overlap(p) > 0) else {
            let at = self.recording_ms(start_ms);
            return (at, at);
        };
        let place = |at: usize| {
            let inside = at.saturating_sub(piece.window_start).min(piece.n_samples);
            (piece.recording_start + inside as u64) / MS as u64
        };
        (place(start), place(end))
    }

    /// Where the first clip starts in the recording.
    #[must_use]
    pub fn start_ms(&self) -> u64 {
        self.pieces.first().map_or(0, |p| p.recording_start / MS as u64)
    }

    /// The recording's stretches that this window holds, as (start, end).
    pub fn spans_ms(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.pieces
            .iter()
            .map(|p| (p.recording_start / MS as u64, (p.recording_start + p.n_samples as u64) / MS as u64))
    }

    /// How long the speech in this window is, in milliseconds, without the pauses put in.
    #[must_use]
    pub fn speech_ms(&self) -> u64 {
        self.pieces.iter().map(|p| (p.n_samples / MS) as u64).sum()
    }

    /// The window with silence before it; all its times in the recording stay.
    #[must_use]
    pub fn after_silence(&self, silence_ms: usize) -> Self {
        let n_silent = silence_ms * MS;
        let mut samples = vec![0.0; n_silent];
        samples.extend_from_slice(&self.samples);
        let pieces = self.pieces.iter().map(|p| Piece { window_start: p.window_start + n_silent, ..*p }).collect();
        Self { channel: self.channel, samples, pieces }
    }

    /// The window as two, cut between clips as near to the middle as possible; `None` if it holds a single clip.
    #[must_use]
    pub fn halves(&self) -> Option<(Self, Self)> {
        let middle = self.samples.len() / 2;
        let at = (1..self.pieces.len()).min_by_key(|&i| self.pieces[i].window_start.abs_diff(middle))?;
        let part = |pieces: &[Piece]| {
            let (first, last) = (pieces.first()?, pieces.last()?);
            let samples = self.samples.get(first.window_start..last.window_start + last.n_samples)?.to_vec();
            let pieces = pieces.iter().map(|p| Piece { window_start: p.window_start - first.window_start, ..*p });
            Some(Self { channel: self.channel, samples, pieces: pieces.collect() })
        };
        Some((part(&self.pieces[..at])?, part(&self.pieces[at..])?))
    }
}

/// Packs the clips of one channel into windows, in order.
#[derive(Debug)]
pub struct Packer {
    channel: u16,
    max_window: usize,
    max_pause: usize,
    open: Option<Window>,
    full: VecDeque<Window>,
}

impl Packer {
    /// A packer for the clips of `channel`.
    #[must_use]
    pub fn new(channel: u16, options: &PackingOptions) -> Self {
        let ms_to_samples = |ms: u32| usize::try_from(ms).unwrap_or(usize::MAX).saturating_mul(MS);
        Self {
            channel,
            max_window: ms_to_samples(options.max_window_ms).clamp(RATE_HZ as usize, MAX_WINDOW_SAMPLES),
            max_pause: ms_to_samples(options.max_pause_ms),
            open: None,
            full: VecDeque::new(),
        }
    }

    /// Adds a clip, which must start no earlier than the last one ended.
    pub fn push(&mut self, clip: Clip) {
        let mut rest = clip;
        while rest.samples.len() > self.max_window {
            let cut = quietest_cut(&rest.samples, self.max_window);
            let tail = rest.samples.split_off(cut);
            let start_sample = rest.start_sample;
            self.push_short(rest);
            rest = Clip { start_sample: start_sample + cut as u64, samples: tail };
        }
        self.push_short(rest);
    }

    fn push_short(&mut self, clip: Clip) {
        if clip.samples.is_empty() {
            return;
        }
        if let Some(open) = &mut self.open {
            let pause = open.pieces.last().map_or(0, |p| {
                let silence = clip.start_sample.saturating_sub(p.recording_start + p.n_samples as u64);
                usize::try_from(silence).unwrap_or(usize::MAX).min(self.max_pause)
            });
            if open.samples.len() + pause + clip.samples.len() <= self.max_window {
                open.samples.resize(open.samples.len() + pause, 0.0);
                open.pieces.push(Piece {
                    window_start: open.samples.len(),
                    recording_start: clip.start_sample,
                    n_samples: clip.samples.len(),
                });
                open.samples.extend_from_slice(&clip.samples);
                return;
            }
            self.full.extend(self.open.take());
        }
        let piece = Piece { window_start: 0, recording_start: clip.start_sample, n_samples: clip.samples.len() };
        self.open = Some(Window { channel: self.channel, samples: clip.samples, pieces: vec![piece] });
    }

    /// The next full window, if there is one.
    pub fn next_window(&mut self) -> Option<Window> {
        self.full.pop_front()
    }

    /// Ends the channel: the last window is full now.
    pub fn finish(&mut self) {
        self.full.extend(self.open.take());
    }
}

/// Where to cut speech that is longer than a window: the quietest 100 ms in the last third before `max`.
fn quietest_cut(samples: &[f32], max: usize) -> usize {
    const FRAME: usize = 100 * MS;
    let from = max - max / 3;
    let energy = |at: usize| samples[at..at + FRAME].iter().map(|x| x * x).sum::<f32>();
    (from..max.saturating_sub(FRAME))
        .step_by(FRAME / 2)
        .min_by(|&a, &b| energy(a).total_cmp(&energy(b)))
        .map_or(max, |at| at + FRAME / 2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clip(start_ms: u64, len_ms: usize, value: f32) -> Clip {
        Clip { start_sample: start_ms * MS as u64, samples: vec![value; len_ms * MS] }
    }

    fn pack(clips: Vec<Clip>) -> Vec<Window> {
        let mut packer = Packer::new(0, &PackingOptions::default());
        for clip in clips {
            packer.push(clip);
        }
        packer.finish();
        std::iter::from_fn(|| packer.next_window()).collect()
    }

    #[test]
    fn clips_share_a_window_and_keep_their_times() {
        let windows = pack(vec![clip(1000, 2000, 0.1), clip(10_000, 3000, 0.2), clip(13_200, 500, 0.3)]);
        assert_eq!(windows.len(), 1);
        let window = &windows[0];
        assert_eq!(window.samples.len(), (2000 + 500 + 3000 + 200 + 500) * MS);
        assert_eq!(window.recording_ms(0), 1000);
        assert_eq!(window.recording_ms(1999), 2999);
        assert_eq!(window.recording_ms(2100), 3000, "just after the first clip");
        assert_eq!(window.recording_ms(2400), 10_000, "just before the second clip");
        assert_eq!(window.recording_ms(3500), 11_000);
        assert_eq!(window.recording_ms(999_999), 13_700, "never past the last clip");
        assert_eq!(window.speech_ms(), 5500);
    }

    #[test]
    fn a_word_over_a_pause_belongs_to_the_clip_that_holds_more_of_it() {
        let window = pack(vec![clip(1000, 2000, 0.1), clip(10_000, 3000, 0.2)]).remove(0);
        assert_eq!(window.recording_span(1900, 2900), (10_000, 10_400));
        assert_eq!(window.recording_span(1500, 2600), (2500, 3000));
        assert_eq!(window.recording_span(2200, 2210), (3000, 3000));
    }

    #[test]
    fn long_speech_is_cut_where_it_is_quietest() {
        let mut samples = vec![0.5; 40_000 * MS];
        samples[22_000 * MS..22_300 * MS].fill(0.001);
        let windows = pack(vec![Clip { start_sample: 0, samples }]);
        assert_eq!(windows.len(), 2);
        let cut_ms = windows[0].samples.len() / MS;
        assert!((22_000..22_300).contains(&cut_ms), "{cut_ms}");
        assert_eq!(windows[1].recording_ms(0), cut_ms as u64);
    }

    #[test]
    fn silence_before_a_window_moves_no_time_in_the_recording() {
        let window = pack(vec![clip(1000, 2000, 0.1), clip(10_000, 3000, 0.2)]).remove(0);
        let later = window.after_silence(700);
        assert_eq!(later.recording_ms(3700), window.recording_ms(3000));
        assert_eq!(later.recording_span(0, 900), (1000, 1200));
    }

    #[test]
    fn halves_are_cut_between_clips() {
        let window = pack(vec![clip(0, 1000, 0.1), clip(5000, 1000, 0.2), clip(9000, 1000, 0.3)]).remove(0);
        let (left, right) = window.halves().unwrap();
        assert_eq!(left.spans_ms().chain(right.spans_ms()).collect::<Vec<_>>(), window.spans_ms().collect::<Vec<_>>());
        assert!(pack(vec![clip(0, 1000, 0.1)])[0].halves().is_none());
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_window_is_too_long(lengths in prop::collection::vec((0u64..3000, 1usize..40_000), 1..12)) {
            let mut at = 0;
            let mut clips = Vec::new();
            for (pause, len) in lengths {
                at += pause;
                clips.push(clip(at, len, 0.1));
                at += len as u64;
            }
            let total: usize = clips.iter().map(|c| c.samples.len()).sum();
            let windows = pack(clips);
            let packed: usize = windows.iter().map(|w| w.pieces.iter().map(|p| p.n_samples).sum::<usize>()).sum();
            prop_assert_eq!(packed, total);
            for window in &windows {
                prop_assert!(window.samples.len() <= MAX_WINDOW_SAMPLES);
                let times: Vec<u64> = (0..=window.samples.len() / MS).step_by(97).map(|ms| window.recording_ms(ms as u64)).collect();
                prop_assert!(times.is_sorted());
            }
        }
    }
}
