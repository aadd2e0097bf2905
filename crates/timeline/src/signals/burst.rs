//! Bursts: stretches in which one or two tones stand still.

use std::collections::VecDeque;

use super::HOP_MS;
use super::spectrum::{BIN_HZ, BINS, Frame, Tones, hz_of};

/// Share of a frame's energy in its two strongest tones at which a burst begins. Noise 10 dB softer leaves about 0.9.
const OPEN_SHARE: f32 = 0.7;

/// The share in the tones of the burst at which it goes on.
const STAY_SHARE: f32 = 0.55;

/// A burst ends where its tones fall to this share of their mean energy: 17 dB.
const FALLEN: f32 = 0.02;

/// Frames in a row that may miss the tones within a burst.
const MAX_MISSES: u64 = 1;

/// The shortest burst that is kept, in milliseconds.
const MIN_BURST_MS: u64 = 100;

/// Frames before the first and after the last of a burst in which its edge is looked for.
const MARGIN: usize = 4;

/// Frames remembered: enough for what was heard before a burst, and for the edge at its end.
const REMEMBERED: usize = 10;

/// Frames of a burst whose steadiness is measured: 4 s.
const MAX_TRACKED: usize = 250;

/// A pause after which no cadence goes on, in milliseconds: ringing pauses for up to 6 s.
const GROUP_GAP_MS: u64 = 8000;

/// The most bursts that are judged together; so many are music.
const MAX_GROUP: usize = 400;

/// A stretch in which one or two tones stand still.
#[derive(Clone, Copy, Debug)]
pub(super) struct Burst {
    pub(super) start_ms: u64,
    pub(super) end_ms: u64,
    /// The frequency of the lower tone, in hertz.
    pub(super) hz: f32,
    /// That of the higher, if there are two within 10 dB.
    pub(super) high_hz: Option<f32>,
    /// The energy of the tones, in decibels relative to full scale.
    pub(super) level_db: f32,
    /// Share of the energy from 125 to 3500 Hz that is in the tones.
    pub(super) share: f32,
    /// Standard deviation of the strongest tone's frequency, as a share of it.
    pub(super) drift: f32,
    /// Standard deviation of the level, in decibels.
    pub(super) wobble_db: f32,
    /// The lowest level within a tenth of a second before, in decibels relative to full scale.
    pub(super) before_db: f32,
    /// The lowest level within a tenth of a second after.
    pub(super) after_db: f32,
}

impl Burst {
    pub(super) fn length_ms(&self) -> u64 {
        self.end_ms - self.start_ms
    }

    /// By how many decibels the burst stands out from the quieter of what is before and after it.
    pub(super) fn stands_out_db(&self) -> f32 {
        self.level_db - self.before_db.min(self.after_db)
    }
}

/// Finds the bursts of a channel and hands them out in groups that no cadence connects.
pub(super) struct BurstFinder {
    n_frames: u64,
    recent: VecDeque<Heard>,
    open: Option<OpenBurst>,
    bursts: Vec<Burst>,
    has_ended: bool,
}

/// A frame as it is remembered.
struct Heard {
    energy: [f32; BINS],
    mean_square: f32,
}

struct OpenBurst {
    first_frame: u64,
    n_frames: u64,
    n_misses: u64,
    /// The spectra around the start, from [`MARGIN`] frames before `first_frame` on.
    head: Vec<[f32; BINS]>,
    /// Where `head` starts.
    head_frame: u64,
    sum: [f32; BINS],
    tones: Tones,
    track: Vec<(f32, f32)>,
    before: f32,
}

impl BurstFinder {
    pub(super) fn new() -> Self {
        Self {
            n_frames: 0,
            recent: VecDeque::with_capacity(REMEMBERED + 1),
            open: None,
            bursts: Vec::new(),
            has_ended: false,
        }
    }

    pub(super) fn push(&mut self, frame: &Frame<'_>) {
        let mut energy = [0.0; BINS];
        energy.copy_from_slice(frame.energy);
        if self.recent.len() == REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back(Heard { energy, mean_square: frame.mean_square });
        let idx = self.n_frames;
        self.n_frames += 1;
        self.hear_after(idx, frame.mean_square);
        if let Some(open) = &mut self.open {
            if open.goes_on(frame) {
                open.add(&energy);
                return;
            }
            open.n_misses += 1;
            if open.head.len() < 3 * MARGIN {
                open.head.push(energy);
            }
        }
        let tones = tones_of(frame);
        let is_other = tones.is_some_and(|t| self.open.as_ref().is_some_and(|o| !o.has(t.first.bin)));
        if self.open.as_ref().is_some_and(|o| o.n_misses > MAX_MISSES || is_other) {
            self.close();
        }
        if let Some(tones) = tones.filter(|_| self.open.is_none()) {
            self.open = Some(self.open_at(idx, tones, &energy));
        }
    }

    /// Ends the channel.
    pub(super) fn end(&mut self) {
        self.close();
        self.has_ended = true;
    }

    /// The next bursts that belong together, if it is certain that no more will follow.
    pub(super) fn next_group(&mut self) -> Option<Vec<Burst>> {
        let last_ms = self.bursts.last()?.end_ms;
        let now = self.open.as_ref().map_or(self.n_frames, |o| o.first_frame);
        if self.has_ended || now * HOP_MS > last_ms + GROUP_GAP_MS {
            return Some(std::mem::take(&mut self.bursts));
        }
        if self.bursts.len() < MAX_GROUP {
            return None;
        }
        // Music without a pause: cut at the longest gap of the second half.
        let gap = |i: usize| self.bursts[i].start_ms.saturating_sub(self.bursts[i - 1].end_ms);
        let at = (MAX_GROUP / 2..self.bursts.len()).max_by_key(|i| gap(*i))?;
        let rest = self.bursts.split_off(at);
        Some(std::mem::replace(&mut self.bursts, rest))
    }

    /// Notes how quiet it is after the latest bursts.
    fn hear_after(&mut self, idx: u64, mean_square: f32) {
        let at = center_ms(idx);
        for burst in self.bursts.iter_mut().rev() {
            #[expect(clippy::cast_precision_loss, reason = "milliseconds of a recording")]
            let since = at - burst.end_ms as f64;
            if since > 112.0 {
                break;
            }
            if since >= 40.0 {
                burst.after_db = burst.after_db.min(db(mean_square));
            }
        }
    }

    fn open_at(&self, idx: u64, tones: Tones, energy: &[f32; BINS]) -> OpenBurst {
        let n_head = self.recent.len().min(MARGIN + 1);
        let head: Vec<_> = self.recent.iter().skip(self.recent.len() - n_head).map(|h| h.energy).collect();
        let n_before = self.recent.len().saturating_sub(MARGIN);
        let before = self.recent.iter().take(n_before).map(|h| h.mean_square).fold(f32::INFINITY, f32::min);
        OpenBurst {
            first_frame: idx,
            n_frames: 1,
            n_misses: 0,
            head_frame: idx + 1 - n_head as u64,
            head,
            sum: *energy,
            tones,
            track: vec![track_of(&tones, energy)],
            before: if before.is_finite() { before } else { 0.0 },
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        #[expect(clippy::cast_precision_loss, reason = "frames of a recording")]
        let mean = open.tones.energy_in(&open.sum) / open.n_frames as f32;
        let start = open.start_ms(mean * 0.25);
        let tail: Vec<_> = self.recent.iter().map(|h| &h.energy).collect();
        let end = edge(&tail.iter().rev().map(|e| open.tones.energy_in(*e)).collect::<Vec<_>>(), mean * 0.25);
        #[expect(clippy::cast_precision_loss, reason = "at most ten frames")]
        let end = center_ms(self.n_frames - 1) - f64::from(end) * HOP_MS as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to positive numbers")]
        let (start_ms, end_ms) = (start.max(0.0).round() as u64, end.max(0.0).round() as u64);
        if end_ms < start_ms + MIN_BURST_MS {
            return;
        }
        let (drift, wobble_db) = open.steadiness();
        let (hz, high_hz) = open.tones.hz();
        self.bursts.push(Burst {
            start_ms,
            end_ms,
            hz,
            high_hz,
            level_db: db(mean),
            share: open.tones.energy_in(&open.sum) / open.sum[super::spectrum::BAND].iter().sum::<f32>().max(1e-20),
            drift,
            wobble_db,
            before_db: db(open.before),
            after_db: f32::INFINITY,
        });
        // Frames heard already count for what comes after.
        let from = self.n_frames - self.recent.len() as u64;
        let heard: Vec<f32> = self.recent.iter().map(|h| h.mean_square).collect();
        for (i, mean_square) in heard.into_iter().enumerate() {
            self.hear_after(from + i as u64, mean_square);
        }
    }
}

impl OpenBurst {
    fn goes_on(&self, frame: &Frame<'_>) -> bool {
        let energy = self.tones.energy_in(frame.energy);
        #[expect(clippy::cast_precision_loss, reason = "frames of a recording")]
        let mean = self.tones.energy_in(&self.sum) / self.n_frames as f32;
        frame.is_audible && energy >= STAY_SHARE * frame.mean_square && energy >= FALLEN * mean
    }

    fn add(&mut self, energy: &[f32; BINS]) {
        if self.head.len() < 3 * MARGIN {
            self.head.push(*energy);
        }
        for (sum, energy) in self.sum.iter_mut().zip(energy) {
            *sum += energy;
        }
        self.tones = Tones::of(&self.sum);
        if self.track.len() < MAX_TRACKED {
            self.track.push(track_of(&self.tones, energy));
        }
        self.n_frames += 1 + self.n_misses;
        self.n_misses = 0;
    }

    /// Whether a tone at `bin` belongs to the burst.
    fn has(&self, bin: usize) -> bool {
        let near = |other: usize| other.abs_diff(bin) <= 1;
        near(self.tones.first.bin) || self.tones.second.is_some_and(|t| near(t.bin))
    }

    fn start_ms(&self, threshold: f32) -> f64 {
        let head: Vec<_> = self.head.iter().map(|e| self.tones.energy_in(e)).collect();
        center_ms(self.head_frame) + f64::from(edge(&head, threshold)) * 16.0
    }

    /// How much the strongest tone's frequency and the level move, away from the edges.
    fn steadiness(&self) -> (f32, f32) {
        let inner = self.track.get(MARGIN..self.track.len().saturating_sub(MARGIN)).filter(|i| i.len() > 1);
        let Some(inner) = inner else { return (0.0, 0.0) };
        let hz = deviation(inner.iter().map(|t| t.1));
        (hz / self.tones.first.hz.max(1.0), deviation(inner.iter().map(|t| db(t.0))))
    }
}

/// Where energies that rise from quiet cross `threshold` the last time before their greatest, in frames from the first.
fn edge(energies: &[f32], threshold: f32) -> f32 {
    let loudest = energies.iter().enumerate().find(|e| *e.1 >= 2.0 * threshold).map_or(0, |e| e.0);
    let above = (0..loudest).rev().find(|i| energies[*i] < threshold);
    let Some(below) = above else { return 0.0 };
    let (low, high) = (energies[below], energies[below + 1]);
    #[expect(clippy::cast_precision_loss, reason = "at most a dozen frames")]
    let at = below as f32;
    at + (threshold - low) / (high - low).max(1e-20)
}

/// When the window of a frame has its middle, in milliseconds: half a window and the decimator's delay before its end.
fn center_ms(frame: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of a recording")]
    let end = ((frame + 1) * HOP_MS) as f64;
    end - 33.4
}

/// The tones of a frame that is little else.
fn tones_of(frame: &Frame<'_>) -> Option<Tones> {
    if !frame.is_audible {
        return None;
    }
    let tones = Tones::of(frame.energy);
    (tones.first.bin > 0 && tones.energy_in(frame.energy) >= OPEN_SHARE * frame.mean_square).then_some(tones)
}

/// The energy of the tones in a frame, and the frequency of the strongest.
fn track_of(tones: &Tones, energy: &[f32; BINS]) -> (f32, f32) {
    (tones.energy_in(energy), hz_of(energy, tones.first.bin) * BIN_HZ)
}

fn deviation(values: impl Iterator<Item = f32> + Clone) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "at most 250 frames")]
    let n = values.clone().count().max(1) as f32;
    let mean = values.clone().sum::<f32>() / n;
    (values.map(|v| (v - mean).powi(2)).sum::<f32>() / n).sqrt()
}

fn db(mean_square: f32) -> f32 {
    10.0 * (mean_square + 1e-12).log10()
}
