//! Streams that carry one side each, made of the channels of an examined recording.
//!
//! Everything is done by one factor for each 10 ms, faded from one to the next: none where a leak is heard, more than one
//! where speech is faint. So samples keep their places, and a channel that needs nothing is handed on bit for bit.

use std::collections::VecDeque;

use super::facts::{Channel, Examination, Leak};
use crate::RATE_HZ;

/// Samples in a hop: 10 ms.
const HOP_LEN: usize = RATE_HZ as usize / 100;

/// Hops that are looked at beyond the one whose factor is sought.
const N_AHEAD: usize = 2;

/// Hops that are kept: the longest delay, and what is around it.
const N_KEPT: usize = 40;

/// What is said in a room goes on by this much less every 10 ms: 60 dB in 200 ms.
const DECAY_PER_HOP: f64 = 0.5;

/// Decibels beyond a leak's usual spread from which on there is more in the channel than the leak.
const MARGIN_DB: f32 = 2.0;

/// By how much noise is at times stronger than the level that a tenth of it stays below.
const NOISE_RANGE: f64 = 1.6;

/// Speech below this is raised; the voice detector and Whisper work as well above it.
const RAISED_BELOW_DBFS: f32 = -40.0;

/// The level that it is raised to: the nominal one of telephone speech (ITU-T P.56 tests are run at -26 dBov).
const RAISED_TO_DBFS: f32 = -26.0;

/// The most that is added: beyond it there is nothing but the rounding of the coder.
const GAIN_MAX_DB: f32 = 30.0;

/// The largest sample that raising may make.
const PEAK_MAX: f32 = 0.9;

/// Makes streams of channels at 16 kHz, piece by piece.
#[derive(Debug)]
pub(crate) struct Mend {
    routes: Vec<Route>,
    needs_nothing: bool,
    /// Samples of each channel that were not handed out yet.
    waiting: Vec<Vec<f32>>,
    /// Of each channel, from hop `first_hop` on.
    hops: Vec<VecDeque<Hop>>,
    first_hop: usize,
    /// The hop that `waiting` starts with.
    next_out: usize,
    /// The hop whose factor is sought next.
    next_factor: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Hop {
    mean_square: f64,
    peak: f32,
}

/// How one stream is made.
#[derive(Debug)]
struct Route {
    channel: usize,
    /// The factor for all of it; 0 for a dead channel.
    gain: f32,
    leak: Option<Path>,
    /// Factors from hop `next_out` on, and the one before.
    factors: VecDeque<f32>,
    last_factor: Option<f32>,
}

/// How a leak gets into the channel.
#[derive(Debug)]
struct Path {
    from: usize,
    delay_hops: usize,
    /// Mean square in the channel against mean square where it comes from, with what the leak may be stronger at times.
    power_max: f64,
    /// The mean square of the channel's noise.
    noise: f64,
    /// What of the leak still rings.
    ringing: f64,
}

impl Mend {
    /// The streams of a recording that was examined.
    pub(crate) fn new(examination: &Examination) -> Self {
        let routes: Vec<Route> = examination.streams().into_iter().map(|n| Route::new(examination, n)).collect();
        let n_channels = examination.channels.len();
        let is_identity = |(n, route): (usize, &Route)| route.channel == n && route.leaves_alone();
        Self {
            needs_nothing: routes.len() == n_channels && routes.iter().enumerate().all(is_identity),
            routes,
            waiting: vec![Vec::new(); n_channels],
            hops: vec![VecDeque::new(); n_channels],
            first_hop: 0,
            next_out: 0,
            next_factor: 0,
        }
    }

    /// How many streams are made.
    pub(crate) fn n_streams(&self) -> usize {
        self.routes.len()
    }

    /// Takes what is in `audio`, one vector a channel, and appends to `out`, one vector a stream.
    pub(crate) fn push(&mut self, audio: &mut [Vec<f32>], out: &mut [Vec<f32>]) {
        if self.needs_nothing {
            for (audio, out) in audio.iter_mut().zip(out) {
                out.append(audio);
            }
            return;
        }
        for (waiting, audio) in self.waiting.iter_mut().zip(audio) {
            waiting.append(audio);
        }
        self.count_hops(HOP_LEN);
        self.find_factors(self.n_hops().saturating_sub(N_AHEAD));
        self.hand_out(2, out);
    }

    /// Appends what is left to `out`; nothing may be pushed afterwards.
    pub(crate) fn flush(&mut self, out: &mut [Vec<f32>]) {
        self.count_hops(1);
        self.find_factors(self.n_hops());
        self.hand_out(1, out);
    }

    fn n_hops(&self) -> usize {
        self.first_hop + self.hops.first().map_or(0, VecDeque::len)
    }

    /// Measures the hops that were not yet and that hold at least `len_min` samples.
    fn count_hops(&mut self, len_min: usize) {
        let n_known = self.n_hops() - self.next_out;
        for (hops, waiting) in self.hops.iter_mut().zip(&self.waiting) {
            let new = waiting.get(n_known * HOP_LEN..).unwrap_or_default();
            hops.extend(new.chunks(HOP_LEN).filter(|samples| samples.len() >= len_min).map(Hop::of));
        }
    }

    fn find_factors(&mut self, up_to: usize) {
        while self.next_factor < up_to {
            let at = self.next_factor - self.first_hop;
            for route in &mut self.routes {
                let factor = route.factor(&self.hops, at);
                route.factors.push_back(factor);
            }
            self.next_factor += 1;
            if at > N_KEPT {
                for hops in &mut self.hops {
                    hops.pop_front();
                }
                self.first_hop += 1;
            }
        }
    }

    /// Hands out hops as long as there are `n_needed` factors: its own, and the one that it fades to.
    fn hand_out(&mut self, n_needed: usize, out: &mut [Vec<f32>]) {
        let n_factors = self.routes.first().map_or(0, |route| route.factors.len());
        let n_hops = (n_factors + 1).saturating_sub(n_needed);
        let n_samples = self.waiting.first().map_or(0, |w| w.len().min(n_hops * HOP_LEN));
        for (route, out) in self.routes.iter_mut().zip(out) {
            if let Some(samples) = self.waiting.get(route.channel).and_then(|w| w.get(..n_samples)) {
                route.hand_out(samples, out);
            }
        }
        for waiting in &mut self.waiting {
            waiting.drain(..n_samples);
        }
        self.next_out += n_hops;
    }
}

impl Route {
    fn new(examination: &Examination, channel: u16) -> Self {
        let gain = examination.channels.get(usize::from(channel)).map_or(1.0, gain_of);
        let leak = examination.leaks.iter().find(|leak| leak.into == channel).map(|leak| Path::new(leak, examination));
        Self { channel: usize::from(channel), gain, leak, factors: VecDeque::new(), last_factor: None }
    }

    #[expect(clippy::float_cmp, reason = "exactly 1 is what is set where nothing is to be raised")]
    fn leaves_alone(&self) -> bool {
        self.gain == 1.0 && self.leak.is_none()
    }

    /// The factor for the hop at `at` of `hops`.
    fn factor(&mut self, hops: &[VecDeque<Hop>], at: usize) -> f32 {
        let Some(own) = hops.get(self.channel) else { return 0.0 };
        let is_leak = self.leak.as_mut().is_some_and(|path| path.explains(own, hops, at));
        if is_leak || self.gain <= 1.0 {
            return if is_leak { 0.0 } else { self.gain };
        }
        // The factor fades from hop to hop, so that of the neighbors must fit this one's peak, too.
        let peak = around(own, at, 1).map(|hop| hop.peak).fold(0.0, f32::max);
        self.gain.min((PEAK_MAX / peak.max(1e-6)).max(1.0))
    }

    #[expect(clippy::float_cmp, reason = "exactly 1 is what is set where nothing is to be done")]
    fn hand_out(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        for hop in samples.chunks(HOP_LEN) {
            let Some(this) = self.factors.pop_front() else { return };
            let last = self.last_factor.unwrap_or(this);
            let next = self.factors.front().copied().unwrap_or(this);
            self.last_factor = Some(this);
            if [last, this, next] == [1.0; 3] {
                out.extend_from_slice(hop);
                continue;
            }
            let (starts, ends) = (f32::midpoint(last, this), f32::midpoint(this, next));
            out.extend(hop.iter().zip(0_u16..).map(|(&x, n)| {
                let part = f32::from(n) / HALF_HOP - 1.0;
                x * if part < 0.0 { this + (this - starts) * part } else { this + (ends - this) * part }
            }));
        }
    }
}

/// Half a hop, as a number.
const HALF_HOP: f32 = 80.0;

impl Path {
    fn new(leak: &Leak, examination: &Examination) -> Self {
        let noise_dbfs = examination.channels.get(usize::from(leak.into)).map_or(f32::MIN, |c| c.noise_dbfs);
        let power_max_db = leak.gain_db + leak.spread_db + MARGIN_DB;
        Self {
            from: usize::from(leak.from),
            delay_hops: hops_in(leak.delay_ms),
            power_max: 10f64.powf(f64::from(power_max_db) / 10.0),
            noise: 10f64.powf(f64::from(noise_dbfs) / 10.0),
            ringing: 0.0,
        }
    }

    /// Whether what is in the channel can be the leak alone.
    fn explains(&mut self, own: &VecDeque<Hop>, hops: &[VecDeque<Hop>], at: usize) -> bool {
        // What is heard from the hop before to the hop after was said `delay_hops` earlier, if the call had begun.
        let last_said = hops.get(self.from).zip((at + 1).checked_sub(self.delay_hops));
        let said = last_said.map_or(0.0, |(source, last)| {
            let around = source.range(last.saturating_sub(2).min(source.len())..(last + 1).min(source.len()));
            around.map(|hop| hop.mean_square).fold(0.0, f64::max)
        });
        self.ringing = said.max(self.ringing * DECAY_PER_HOP);
        let heard: f64 = around(own, at, 1).map(|h| h.mean_square).sum::<f64>() / 3.0;
        let leak = self.ringing * self.power_max;
        // A leak near the noise is heard together with it; where there is no leak, noise is left alone.
        let noise = if leak >= self.noise / 4.0 { self.noise * NOISE_RANGE } else { 0.0 };
        heard <= leak + noise
    }
}

impl Hop {
    fn of(samples: &[f32]) -> Self {
        let energy: f64 = samples.iter().map(|&x| f64::from(x).powi(2)).sum();
        let len = f64::from(u16::try_from(samples.len()).unwrap_or(u16::MAX));
        Self { mean_square: energy / len.max(1.0), peak: samples.iter().fold(0.0, |peak, x| peak.max(x.abs())) }
    }
}

/// The hops from `reach` before `at` to `reach` after it.
fn around(hops: &VecDeque<Hop>, at: usize, reach: usize) -> impl Iterator<Item = &Hop> {
    hops.range(at.saturating_sub(reach)..(at + reach + 1).min(hops.len()))
}

/// The factor that brings a channel's speech to a level to work with.
fn gain_of(channel: &Channel) -> f32 {
    if channel.is_dead {
        return 0.0;
    }
    match channel.speech_dbfs {
        Some(dbfs) if dbfs < RAISED_BELOW_DBFS => 10f32.powf((RAISED_TO_DBFS - dbfs).min(GAIN_MAX_DB) / 20.0),
        _ => 1.0,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "casts saturate, and a delay is not negative"
)]
fn hops_in(delay_ms: f32) -> usize {
    (delay_ms.clamp(0.0, 320.0) / 10.0).round() as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ringcheck_call::Layout;

    use super::*;

    fn examination() -> Examination {
        let channel = Channel {
            speech_dbfs: Some(-20.0),
            noise_dbfs: -60.0,
            peak_dbfs: -6.0,
            clipped_share: 0.0,
            is_dead: false,
        };
        let leak = Leak { from: 0, into: 1, delay_ms: 40.0, gain_db: -20.0, spread_db: 2.0 };
        Examination {
            layout: Layout::Stereo,
            channels: vec![channel, Channel { speech_dbfs: Some(-50.0), ..channel }],
            likeness: None,
            leaks: vec![leak],
        }
    }

    /// The first channel speaks for half a second and is heard in the second 40 ms later; then the second speaks faintly.
    fn audio(n_frames: usize) -> Vec<Vec<f32>> {
        let wave = |n: usize| f32::from(i16::try_from(n * 7919 % 2001).unwrap_or(0) - 1000) / 1000.0;
        let said = |n: usize| if n < 8000 { 0.2 * wave(n) } else { 0.0 };
        let own = |n: usize| if n >= 16_000 { 0.006 * wave(n) } else { 0.0 };
        let heard = |n: usize| n.checked_sub(640).map_or(0.0, |then| 0.1 * said(then)) + own(n);
        vec![(0..n_frames).map(said).collect(), (0..n_frames).map(heard).collect()]
    }

    fn mended(audio: &[Vec<f32>], pieces: &[usize]) -> Vec<Vec<f32>> {
        let mut mend = Mend::new(&examination());
        let mut out = vec![Vec::new(); mend.n_streams()];
        let mut sizes = pieces.iter().cycle();
        let mut at = 0;
        while at < audio[0].len() {
            let end = (at + sizes.next().unwrap()).min(audio[0].len());
            mend.push(&mut audio.iter().map(|a| a[at..end].to_vec()).collect::<Vec<_>>(), &mut out);
            at = end;
        }
        mend.flush(&mut out);
        out
    }

    #[test]
    fn the_leak_goes_and_faint_speech_is_raised() {
        let audio = audio(32_000);
        let out = mended(&audio, &[4096]);
        assert_eq!(out[0], audio[0]);
        assert!(out[1][..9000].iter().all(|&x| x == 0.0));
        let gain = out[1][20_000] / audio[1][20_000];
        assert!((gain - 15.85).abs() < 0.1, "{gain}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn streams_do_not_depend_on_the_pieces(n_frames in 1_usize..30_000, pieces in prop::collection::vec(1_usize..5000, 1..6)) {
            let audio = audio(n_frames);
            let out = mended(&audio, &pieces);
            prop_assert!(out.iter().all(|stream| stream.len() == n_frames && stream.iter().all(|x| x.abs() <= 1.0)));
            prop_assert_eq!(out, mended(&audio, &[n_frames]));
        }
    }
}
