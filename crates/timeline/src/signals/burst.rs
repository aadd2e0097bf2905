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

/// [`HOP_MS`] as a number with a fraction.
const HOP_MS_F64: f64 = 16.0;

/// The shortest burst that is kept, in milliseconds.
const MIN_BURST_MS: u64 = 100;

/// Frames before the first and after the last of a burst in which its edge is looked for.
const MARGIN: usize = 4;

/// Frames remembered: enough for what was heard before a burst, and for the edge at its end.
const REMEMBERED: usize = 10;

/// Frames of a burst whose steadiness is measured: 4 s.
const MAX_TRACKED: usize = 250;

/// By what factor noise may be louder during a burst than in the quietest frame next to it.
const NOISE_SPREAD: f32 = 1.8;

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
    /// Standard deviation of the lower tone's frequency, as a share of it.
    pub(super) drift: f32,
    /// Standard deviation of the level, in decibels.
    pub(super) wobble_db: f32,
    /// How long the level takes to rise from a twentieth of its energy to three quarters, in milliseconds, or to fall,
    /// whichever is shorter. A tone that is switched takes 22, a third of the window.
    pub(super) slope_ms: f32,
    /// The lowest level within a tenth of a second before, in decibels relative to full scale.
    pub(super) before_db: f32,
    /// The lowest level within a tenth of a second after.
    pub(super) after_db: f32,
}

impl Burst {
    pub(super) fn length_ms(&self) -> u64 {
        self.end_ms - self.start_ms
    }

    /// Share of the energy that is neither in the tones nor in the noise that is there without them.
    pub(super) fn excess(&self) -> f32 {
        let tones = 10f32.powf(self.level_db / 10.0);
        let noise = 10f32.powf(self.before_db.min(self.after_db) / 10.0);
        let rest = tones / self.share.max(0.1) - tones;
        ((rest - NOISE_SPREAD * noise) / (tones + rest)).max(0.0)
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
        let typical = open.typical_energy();
        let head: Vec<f32> = open.head.iter().map(|e| open.tones.energy_in(e)).collect();
        let tail: Vec<f32> = self.recent.iter().rev().map(|h| open.tones.energy_in(&h.energy)).collect();
        let start = center_ms(open.head_frame) + f64::from(edge(&head, typical, 0.25)) * HOP_MS_F64;
        let end = center_ms(self.n_frames - 1) - f64::from(edge(&tail, typical, 0.25)) * HOP_MS_F64;
        let slope = |energies: &[f32]| edge(energies, typical, 0.75) - edge(energies, typical, 0.05);
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
            level_db: db(typical),
            share: open.tones.energy_in(&open.sum) / open.sum[super::spectrum::BAND].iter().sum::<f32>().max(1e-20),
            drift,
            wobble_db,
            slope_ms: slope(&head).min(slope(&tail)) * 16.0,
            before_db: db(open.before),
            after_db: f32::INFINITY,
        });
        // Frames heard already count for what comes after.
        let from = self.n_frames - self.recent.len() as u64;
        let levels: Vec<f32> = self.recent.iter().map(|h| h.mean_square).collect();
        for (i, mean_square) in levels.into_iter().enumerate() {
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

    /// The median energy of its frames.
    fn typical_energy(&self) -> f32 {
        let mut energies: Vec<f32> = self.track.iter().map(|t| t.0).collect();
        energies.sort_by(f32::total_cmp);
        energies.get(energies.len() / 2).copied().unwrap_or_default()
    }

    /// How much the lower tone's frequency and the level move, away from the edges.
    fn steadiness(&self) -> (f32, f32) {
        let inner = |margin: usize| self.track.get(margin..self.track.len().saturating_sub(margin)).unwrap_or_default();
        let hz = deviation(inner(MARGIN / 2).iter().map(|t| t.1));
        (hz / self.tones.hz().0.max(1.0), deviation(inner(MARGIN).iter().map(|t| db(t.0))))
    }
}

/// Where energies that rise from quiet cross `share` of their `typical` value the last time before they first reach most
/// of it, in frames from the first.
fn edge(energies: &[f32], typical: f32, share: f32) -> f32 {
    let risen = energies.iter().position(|e| *e >= 0.8 * typical).unwrap_or(energies.len());
    let Some(below) = (0..risen).rev().find(|i| energies[*i] < share * typical) else { return 0.0 };
    let low = energies[below];
    let high = energies.get(below + 1).copied().unwrap_or(low);
    #[expect(clippy::cast_precision_loss, reason = "at most a dozen frames")]
    let at = below as f32;
    at + ((share * typical - low) / (high - low).max(1e-20)).clamp(0.0, 1.0)
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

/// The energy of the tones in a frame, and the frequency of the lower one.
fn track_of(tones: &Tones, energy: &[f32; BINS]) -> (f32, f32) {
    (tones.energy_in(energy), hz_of(energy, tones.low_bin()) * BIN_HZ)
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
