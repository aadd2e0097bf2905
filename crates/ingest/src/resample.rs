//! Any sample rate to 16 kHz.

use rubato::{Fft, FixedSync, Resampler as _, WindowFunction, audioadapter_buffers::direct::SequentialSliceOfVecs};

use crate::RATE_HZ;

/// Length of the low-pass filter in frames of the lower of the two rates.
///
/// Telephone audio ends at 3.4 kHz. This filter passes everything up to 97 % of the lower rate's half, so up to 3.88 kHz
/// of 4, and it rings for 32 ms to either side at most.
const FILTER_LEN: usize = 512;

/// A band-limited resampler that is fed piece by piece.
///
/// The filter's delay is taken off and its tail flushed: out come `ceil(n * 16000 / rate)` frames for `n`, whatever the
/// pieces. Audio at 16 kHz passes untouched.
pub(crate) struct Resampler {
    fft: Option<FftState>,
    rate_hz: u32,
    n_frames_in: u64,
    n_frames_out: u64,
}

struct FftState {
    fft: Fft<f32>,
    /// Input that does not fill a block yet.
    pending: Vec<Vec<f32>>,
    block: Vec<Vec<f32>>,
    /// Output frames still to be taken off at the start.
    delay: usize,
}

/// A sample rate that cannot be resampled, which none from 4 to 192 kHz is.
#[derive(Debug)]
pub(crate) struct NoSuchRate;

impl Resampler {
    pub(crate) fn new(rate_hz: u32, n_channels: usize) -> Result<Self, NoSuchRate> {
        let fft = if rate_hz == RATE_HZ { None } else { Some(FftState::new(rate_hz, n_channels).ok_or(NoSuchRate)?) };
        Ok(Self { fft, rate_hz, n_frames_in: 0, n_frames_out: 0 })
    }

    /// Appends to `out` what `audio` gives; both hold the same channels.
    pub(crate) fn push(&mut self, audio: &[Vec<f32>], out: &mut [Vec<f32>]) {
        self.n_frames_in += audio.first().map_or(0, Vec::len) as u64;
        let n_before = out.first().map_or(0, Vec::len);
        match &mut self.fft {
            None => {
                for (out, audio) in out.iter_mut().zip(audio) {
                    out.extend_from_slice(audio);
                }
            }
            Some(state) => state.push(audio, out),
        }
        self.n_frames_out += (out.first().map_or(0, Vec::len) - n_before) as u64;
    }

    /// Appends the rest; nothing may be pushed afterwards.
    pub(crate) fn flush(&mut self, out: &mut [Vec<f32>]) {
        let Some(state) = &mut self.fft else { return };
        let n_due = (self.n_frames_in * u64::from(RATE_HZ)).div_ceil(u64::from(self.rate_hz));
        let n_left = usize::try_from(n_due.saturating_sub(self.n_frames_out)).unwrap_or(usize::MAX);
        let n_before = out.first().map_or(0, Vec::len);
        let n_wanted = n_before.saturating_add(n_left);
        while out.first().is_some_and(|out| out.len() < n_wanted) {
            let n_zeros = state.n_missing();
            let silence = vec![vec![0.0; n_zeros]; out.len()];
            state.push(&silence, out);
        }
        for out in out.iter_mut() {
            out.truncate(n_wanted);
        }
        self.n_frames_out += (out.first().map_or(0, Vec::len) - n_before) as u64;
    }
}

impl FftState {
    fn new(rate_hz: u32, n_channels: usize) -> Option<Self> {
        let (from, to) = (usize::try_from(rate_hz).ok()?, usize::try_from(RATE_HZ).ok()?);
        let n_frames = if from > to { (FILTER_LEN * from).div_ceil(to) } else { FILTER_LEN };
        let window = WindowFunction::BlackmanHarris2;
        let fft = Fft::new_custom(from, to, n_frames, 1, n_channels, window, FixedSync::Both).ok()?;
        let block = vec![vec![0.0; fft.output_frames_max()]; n_channels];
        Some(Self { delay: fft.output_delay(), fft, pending: vec![Vec::new(); n_channels], block })
    }

    /// How many frames of input the next block still needs.
    fn n_missing(&self) -> usize {
        self.fft.input_frames_next() - self.pending.first().map_or(0, Vec::len)
    }

    fn push(&mut self, audio: &[Vec<f32>], out: &mut [Vec<f32>]) {
        let n_frames = audio.first().map_or(0, Vec::len);
        let mut n_taken = 0;
        while n_taken < n_frames {
            let n = self.n_missing().min(n_frames - n_taken);
            for (pending, audio) in self.pending.iter_mut().zip(audio) {
                pending.extend_from_slice(&audio[n_taken..n_taken + n]);
            }
            n_taken += n;
            if self.n_missing() == 0 {
                self.convert(out);
            }
        }
    }

    fn convert(&mut self, out: &mut [Vec<f32>]) {
        let n_channels = self.pending.len();
        let (n_in, n_out) = (self.fft.input_frames_next(), self.block.first().map_or(0, Vec::len));
        let input = SequentialSliceOfVecs::new(&self.pending, n_channels, n_in);
        let output = SequentialSliceOfVecs::new_mut(&mut self.block, n_channels, n_out);
        // Both buffers have the size that the resampler asked for, so neither step can fail.
        let n_made = match (input, output) {
            (Ok(input), Ok(mut output)) => {
                self.fft.process_into_buffer(&input, &mut output, None).map_or(0, |(_, made)| made)
            }
            _ => 0,
        };
        let n_trimmed = self.delay.min(n_made);
        self.delay -= n_trimmed;
        for (out, block) in out.iter_mut().zip(&self.block) {
            out.extend_from_slice(&block[n_trimmed..n_made]);
        }
        for pending in &mut self.pending {
            pending.clear();
        }
    }
}

#[cfg(test)]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "signals are short and need no more than f32"
)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn resampled(rate_hz: u32, audio: &[Vec<f32>], pieces: &[usize]) -> Vec<Vec<f32>> {
        let mut resampler = Resampler::new(rate_hz, audio.len()).unwrap();
        let mut out = vec![Vec::new(); audio.len()];
        let (mut at, n_frames) = (0, audio[0].len());
        for &piece in pieces.iter().cycle() {
            let end = (at + piece).min(n_frames);
            let part: Vec<_> = audio.iter().map(|channel| channel[at..end].to_vec()).collect();
            resampler.push(&part, &mut out);
            at = end;
            if at == n_frames {
                break;
            }
        }
        resampler.flush(&mut out);
        out
    }

    fn tone(rate_hz: u32, hz: f64, n_frames: usize) -> Vec<f32> {
        (0..n_frames)
            .map(|n| (0.5 * (std::f64::consts::TAU * hz * n as f64 / f64::from(rate_hz)).sin()) as f32)
            .collect()
    }

    /// Level of `hz` in `audio` at 16 kHz, leaving out both ends.
    fn level_of(audio: &[f32], hz: f64) -> f64 {
        let middle = &audio[audio.len() / 4..audio.len() * 3 / 4];
        let (mut re, mut im) = (0.0, 0.0);
        for (n, &x) in middle.iter().enumerate() {
            let phase = std::f64::consts::TAU * hz * n as f64 / 16_000.0;
            re += f64::from(x) * phase.cos();
            im += f64::from(x) * phase.sin();
        }
        2.0 * re.hypot(im) / middle.len() as f64
    }

    const RATES_HZ: [u32; 9] = [4000, 8000, 11_025, 12_345, 16_000, 22_050, 44_100, 48_000, 192_000];

    #[test]
    fn a_tone_keeps_its_pitch_its_level_and_its_channel() {
        for rate_hz in RATES_HZ {
            let n_frames = usize::try_from(rate_hz).unwrap() * 2;
            let out = resampled(rate_hz, &[tone(rate_hz, 440.0, n_frames), tone(rate_hz, 1500.0, n_frames)], &[4096]);
            for (channel, (own, other)) in out.iter().zip([(440.0, 1500.0), (1500.0, 440.0)]) {
                assert!((level_of(channel, own) - 0.5).abs() < 0.005, "{rate_hz} Hz: {}", level_of(channel, own));
                assert!(level_of(channel, other) < 1e-4, "{rate_hz} Hz: {}", level_of(channel, other));
            }
        }
    }

    #[test]
    fn nothing_appears_above_the_old_band_and_nothing_folds_down() {
        let out = resampled(8000, &[tone(8000, 3400.0, 16_000)], &[4096]);
        assert!((level_of(&out[0], 3400.0) - 0.5).abs() < 0.005);
        assert!(level_of(&out[0], 8000.0 - 3400.0) < 1e-4);
        let out = resampled(48_000, &[tone(48_000, 10_000.0, 96_000)], &[4096]);
        assert!(level_of(&out[0], 6000.0) < 1e-4);
    }

    #[test]
    fn a_click_stays_where_it_is() {
        for rate_hz in RATES_HZ {
            let n_frames = usize::try_from(rate_hz).unwrap();
            let mut click = vec![0.0; n_frames];
            click[n_frames / 2] = 1.0;
            let out = resampled(rate_hz, &[click], &[1000]).remove(0);
            let peak = (0..out.len()).max_by(|&a, &b| out[a].total_cmp(&out[b])).unwrap();
            let off_ms = (peak as f64 / 16.0 - 500.0).abs();
            assert!(off_ms < 0.3, "{rate_hz} Hz: {off_ms} ms");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn length_and_samples_do_not_depend_on_the_pieces(
            rate_hz in prop::sample::select(&RATES_HZ[..]),
            n_frames in 1_usize..30_000,
            pieces in prop::collection::vec(1_usize..5000, 1..6),
        ) {
            let audio = [tone(rate_hz, 440.0, n_frames), tone(rate_hz, 900.0, n_frames)];
            let out = resampled(rate_hz, &audio, &pieces);
            prop_assert_eq!(out[0].len() as u64, (n_frames as u64 * 16_000).div_ceil(u64::from(rate_hz)));
            prop_assert_eq!(&out, &resampled(rate_hz, &audio, &[n_frames]));
            let [left, right] = audio;
            let swapped = resampled(rate_hz, &[right, left], &pieces);
            prop_assert_eq!((&out[0], &out[1]), (&swapped[1], &swapped[0]));
        }

        #[test]
        fn silence_stays_silence(rate_hz in prop::sample::select(&RATES_HZ[..]), n_frames in 1_usize..20_000) {
            let out = resampled(rate_hz, &[vec![0.0; n_frames]], &[4096]);
            prop_assert!(out[0].iter().all(|&x| x == 0.0));
        }
    }
}
