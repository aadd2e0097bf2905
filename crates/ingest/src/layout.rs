//! How the channels of a recording are laid out, judged by what is in them.

use ringcheck_call::Layout;

use crate::RATE_HZ;

/// Channels whose difference is this much weaker than they are (40 dB) carry the same.
const ALIKE_RATIO: f64 = 1e-4;

/// A channel carries sound if its loudest 20 ms reach -60 dB of full scale; the noise of an idle line stays below.
const SOUND_RMS: f64 = 1e-3;

/// Watches the audio of a recording go by.
#[derive(Debug)]
pub(crate) struct LayoutMeter {
    n_channels: usize,
    /// Of each channel, and of their difference.
    energy: [f64; 3],
    /// Of each channel, in the piece of 20 ms that is open.
    piece_energy: [f64; 2],
    piece_len: u32,
    loudest_rms: [f64; 2],
}

impl LayoutMeter {
    pub(crate) fn new(n_channels: usize) -> Self {
        Self { n_channels, energy: [0.0; 3], piece_energy: [0.0; 2], piece_len: 0, loudest_rms: [0.0; 2] }
    }

    /// Takes in audio at 16 kHz.
    pub(crate) fn add(&mut self, channels: &[&[f32]]) {
        let [left, right] = channels else { return };
        for (&l, &r) in left.iter().zip(*right) {
            let (l, r) = (f64::from(l), f64::from(r));
            for (sum, value) in self.energy.iter_mut().zip([l, r, l - r]) {
                *sum += value * value;
            }
            self.piece_energy[0] += l * l;
            self.piece_energy[1] += r * r;
            self.piece_len += 1;
            if self.piece_len == RATE_HZ / 50 {
                for (loudest, energy) in self.loudest_rms.iter_mut().zip(&mut self.piece_energy) {
                    *loudest = loudest.max((*energy / f64::from(self.piece_len)).sqrt());
                    *energy = 0.0;
                }
                self.piece_len = 0;
            }
        }
    }

    /// What the channels heard so far are; two silent ones say nothing, and count as stereo.
    pub(crate) fn layout(&self) -> Layout {
        if self.n_channels == 1 {
            return Layout::Mono;
        }
        let [left, right, difference] = self.energy;
        match self.loudest_rms.map(|rms| rms >= SOUND_RMS) {
            [true, true] if difference < ALIKE_RATIO * left.max(right) => Layout::DualMono,
            [true, false] | [false, true] => Layout::OneSided,
            _ => Layout::Stereo,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hz: f32, level: f32) -> Vec<f32> {
        (0..8000_u16).map(|n| level * (f32::from(n) * hz * std::f32::consts::TAU / 16_000.0).sin()).collect()
    }

    fn layout_of(channels: &[Vec<f32>]) -> Layout {
        let mut meter = LayoutMeter::new(channels.len());
        meter.add(&channels.iter().map(Vec::as_slice).collect::<Vec<_>>());
        meter.layout()
    }

    #[test]
    fn the_sound_in_the_channels_decides() {
        let (low, high) = (tone(300.0, 0.5), tone(700.0, 0.1));
        assert_eq!(layout_of(std::slice::from_ref(&low)), Layout::Mono);
        assert_eq!(layout_of(&[low.clone(), high.clone()]), Layout::Stereo);
        assert_eq!(layout_of(&[low.clone(), low.clone()]), Layout::DualMono);
        assert_eq!(layout_of(&[low.clone(), tone(300.0, 0.4)]), Layout::Stereo);
        assert_eq!(layout_of(&[tone(50.0, 0.0005), low.clone()]), Layout::OneSided);
        assert_eq!(layout_of(&[vec![0.0; 8000], vec![0.0; 8000]]), Layout::Stereo);
    }
}
