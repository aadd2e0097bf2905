//! GSM 06.10 full rate, as Asterisk writes it: frames of 20 ms to 8 kHz samples.
//!
//! Section numbers are those of ETSI EN 300 961 (GSM 06.10 version 8.1.1). All arithmetic is the standard's: 16 bits,
//! saturating, so the samples are those of every conforming decoder.

/// Samples in a frame.
pub(crate) const FRAME_SAMPLES: usize = 160;

/// Bytes of a frame alone, as in a `.gsm` file: a signature of four bits, then 260 bits from the high end of each byte.
pub(crate) const FRAME_LEN: usize = 33;

/// Bytes of two frames in WAV format 0x31: 520 bits from the low end of each byte.
pub(crate) const WAVE_BLOCK_LEN: usize = 65;

/// What the first four bits of a frame alone are.
pub(crate) const SIGNATURE: u8 = 0xd;

/// Bits of the parameters that a frame starts with: the log area ratios.
const LAR_BITS: [u32; 8] = [6, 6, 5, 5, 4, 4, 3, 3];

/// A decoder's memory between frames.
pub(crate) struct Gsm {
    /// The reconstructed residual of the last 120 samples, and room for those of a subframe.
    residual: [i16; 160],
    /// The last lag that was possible.
    lag: i16,
    /// The log area ratios of the frame before.
    lar: [i16; 8],
    /// State of the lattice filter.
    lattice: [i16; 9],
    /// State of the de-emphasis.
    emphasis: i16,
}

/// What a frame codes.
struct Parameters {
    lar: [i16; 8],
    subframes: [Subframe; 4],
}

struct Subframe {
    lag: i16,
    gain: i16,
    grid: i16,
    block_maximum: i16,
    pulses: [i16; 13],
}

impl Gsm {
    pub(crate) fn new() -> Self {
        Self { residual: [0; 160], lag: 40, lar: [0; 8], lattice: [0; 9], emphasis: 0 }
    }

    /// Decodes a frame alone; `None` if its signature is not there.
    pub(crate) fn decode_frame(&mut self, bytes: &[u8; FRAME_LEN]) -> Option<[i16; FRAME_SAMPLES]> {
        if bytes[0] >> 4 != SIGNATURE {
            return None;
        }
        let mut at = 4;
        Some(self.decode(&Parameters::read(|n_bits| {
            let value = (at..at + n_bits).fold(0, |value, i| value << 1 | bit(bytes, i, 7 - i % 8));
            at += n_bits;
            value
        })))
    }

    /// Decodes the two frames of a block of WAV format 0x31.
    pub(crate) fn decode_wave_block(&mut self, bytes: &[u8; WAVE_BLOCK_LEN]) -> [[i16; FRAME_SAMPLES]; 2] {
        let mut at = 0;
        let mut next = |n_bits: usize| {
            let value = (at..at + n_bits).rev().fold(0, |value, i| value << 1 | bit(bytes, i, i % 8));
            at += n_bits;
            value
        };
        let frames = [Parameters::read(&mut next), Parameters::read(&mut next)];
        frames.map(|frame| self.decode(&frame))
    }

    fn decode(&mut self, frame: &Parameters) -> [i16; FRAME_SAMPLES] {
        let mut excitation = [0; FRAME_SAMPLES];
        for (subframe, out) in frame.subframes.iter().zip(excitation.chunks_exact_mut(40)) {
            out.copy_from_slice(&self.long_term(subframe));
        }
        let samples = self.short_term(frame.lar, &excitation);
        samples.map(|sample| {
            // 4.3.5 and 4.3.6: de-emphasis, then truncation to 13 bits.
            self.emphasis = sample.saturating_add(multiply(self.emphasis, 28_180));
            self.emphasis.saturating_add(self.emphasis) & !7
        })
    }

    /// 4.3.2, long term synthesis filtering.
    fn long_term(&mut self, subframe: &Subframe) -> [i16; 40] {
        const GAINS: [i16; 4] = [3277, 11_469, 21_299, 32_767];
        if (40..=120).contains(&subframe.lag) {
            self.lag = subframe.lag;
        }
        let gain = GAINS[usize::from(subframe.gain.unsigned_abs() & 3)];
        let lag = usize::from(self.lag.unsigned_abs());
        let mut pulses = [0; 40];
        let grid = usize::from(subframe.grid.unsigned_abs());
        for (pulse, value) in pulses.iter_mut().skip(grid).step_by(3).zip(subframe.reconstructed()) {
            *pulse = value;
        }
        for (k, pulse) in pulses.iter().enumerate() {
            self.residual[120 + k] = pulse.saturating_add(multiply(gain, self.residual[120 + k - lag]));
        }
        let mut out = [0; 40];
        out.copy_from_slice(&self.residual[120..]);
        self.residual.copy_within(40.., 0);
        out
    }

    /// 4.3.3 and 4.3.4, short term synthesis filtering with coefficients that glide from the frame before.
    fn short_term(&mut self, coded: [i16; 8], excitation: &[i16; FRAME_SAMPLES]) -> [i16; FRAME_SAMPLES] {
        let (before, now) = (self.lar, decoded_ratios(coded));
        self.lar = now;
        let mix = |of: fn(i16, i16) -> i16| {
            let mut ratios = [0; 8];
            for (ratio, (&before, &now)) in ratios.iter_mut().zip(before.iter().zip(&now)) {
                *ratio = of(before, now);
            }
            ratios.map(reflection)
        };
        let spans = [
            (0..13, mix(|b, n| (b >> 2).saturating_add(n >> 2).saturating_add(b >> 1))),
            (13..27, mix(|b, n| (b >> 1).saturating_add(n >> 1))),
            (27..40, mix(|b, n| (b >> 2).saturating_add(n >> 2).saturating_add(n >> 1))),
            (40..FRAME_SAMPLES, mix(|_, n| n)),
        ];
        let mut samples = [0; FRAME_SAMPLES];
        for (span, reflections) in spans {
            for (sample, &excited) in samples[span.clone()].iter_mut().zip(&excitation[span]) {
                *sample = excited;
                for (i, &r) in reflections.iter().enumerate().rev() {
                    *sample = sample.saturating_sub(multiply(r, self.lattice[i]));
                    self.lattice[i + 1] = self.lattice[i].saturating_add(multiply(r, *sample));
                }
                self.lattice[0] = *sample;
            }
        }
        samples
    }
}

impl Parameters {
    /// Reads a frame by `next`, which gives the value of the next so many bits.
    fn read(mut next: impl FnMut(usize) -> i16) -> Self {
        let lar = LAR_BITS.map(|n_bits| next(n_bits as usize));
        let subframes = std::array::from_fn(|_| Subframe {
            lag: next(7),
            gain: next(2),
            grid: next(2),
            block_maximum: next(6),
            pulses: std::array::from_fn(|_| next(3)),
        });
        Self { lar, subframes }
    }
}

impl Subframe {
    /// 4.3.1 with 4.2.15 and 4.2.16: the pulses at their true size.
    fn reconstructed(&self) -> [i16; 13] {
        const FACTORS: [i16; 8] = [18_431, 20_479, 22_527, 24_575, 26_623, 28_671, 30_719, 32_767];
        let mut exponent = if self.block_maximum > 15 { (self.block_maximum >> 3) - 1 } else { 0 };
        let mut mantissa = self.block_maximum - (exponent << 3);
        if mantissa == 0 {
            (exponent, mantissa) = (-4, 7);
        } else {
            while mantissa <= 7 {
                mantissa = mantissa << 1 | 1;
                exponent -= 1;
            }
            mantissa -= 8;
        }
        let factor = FACTORS[usize::from(mantissa.unsigned_abs() & 7)];
        let shift = 6 - exponent;
        let rounding = if shift > 0 { 1 << (shift - 1) } else { 0 };
        self.pulses.map(|pulse| multiply(factor, ((pulse << 1) - 7) << 12).saturating_add(rounding) >> shift)
    }
}

/// 4.2.8: log area ratios from their codes.
fn decoded_ratios(coded: [i16; 8]) -> [i16; 8] {
    /// For each ratio B, MIC and INVA of table 4.1 and 4.2.
    const TABLE: [(i16, i16, i16); 8] = [
        (0, -32, 13_107),
        (0, -32, 13_107),
        (2048, -16, 13_107),
        (-2560, -16, 13_107),
        (94, -8, 19_223),
        (-1792, -8, 17_476),
        (-341, -4, 31_454),
        (-1144, -4, 29_708),
    ];
    let mut ratios = [0; 8];
    for ((ratio, coded), (b, mic, inva)) in ratios.iter_mut().zip(coded).zip(TABLE) {
        let half = multiply(inva, ((coded + mic) << 10).saturating_sub(b << 1));
        *ratio = half.saturating_add(half);
    }
    ratios
}

/// 4.2.9.2: a reflection coefficient from its log area ratio.
fn reflection(ratio: i16) -> i16 {
    let size = ratio.saturating_abs();
    let coefficient = match size {
        ..11_059 => size << 1,
        11_059..20_070 => size + 11_059,
        _ => (size >> 2).saturating_add(26_112),
    };
    if ratio < 0 { -coefficient } else { coefficient }
}

/// `mult_r` of 4.1: the rounded product of two fractions.
fn multiply(a: i16, b: i16) -> i16 {
    let product = (i32::from(a) * i32::from(b) + 16_384) >> 15;
    // Only -1 times -1 does not fit.
    i16::try_from(product).unwrap_or(i16::MAX)
}

fn bit(bytes: &[u8], i: usize, shift: usize) -> i16 {
    i16::from(bytes[i / 8] >> shift & 1)
}

#[cfg(test)]
mod tests {
    use ringcheck_call::Sha256Hex;
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_samples_are_those_of_every_conforming_decoder() {
        let mut alone = Gsm::new();
        let frames: &[[u8; FRAME_LEN]] = include_bytes!("../tests/data/gsm.gsm").as_chunks().0;
        let samples: Vec<i16> = frames.iter().flat_map(|frame| alone.decode_frame(frame).unwrap()).collect();
        let mut in_wave = Gsm::new();
        let data = include_bytes!("../tests/data/gsm.wav");
        let blocks: &[[u8; WAVE_BLOCK_LEN]] = data[data.len() - 50 * WAVE_BLOCK_LEN..].as_chunks().0;
        let same: Vec<i16> = blocks.iter().flat_map(|block| in_wave.decode_wave_block(block)).flatten().collect();
        assert_eq!(samples, same);
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        // Of what ffmpeg 5.1 gives out: `ffmpeg -i gsm.gsm -f s16le - | sha256sum`.
        let expected = "b18706cc81a2352dd2baa27f420a8ff7f37c3bb0e6d945f05233a3f640648a25";
        assert_eq!(Sha256Hex::from_bytes(Sha256::digest(&bytes).into()).as_str(), expected);
    }

    #[test]
    fn a_product_of_fractions_never_wraps() {
        assert_eq!(multiply(i16::MIN, i16::MIN), i16::MAX);
        assert_eq!(multiply(i16::MIN, i16::MAX), -32_767);
        assert_eq!(multiply(16_384, 16_384), 8192);
    }

    #[test]
    fn any_bits_are_a_frame_and_only_the_signature_can_be_missing() {
        let mut gsm = Gsm::new();
        for byte in 0..=u8::MAX {
            let mut frame = [byte; FRAME_LEN];
            assert_eq!(gsm.decode_frame(&frame).is_some(), byte >> 4 == SIGNATURE);
            frame[0] = 0xd0 | byte >> 4;
            assert!(gsm.decode_frame(&frame).is_some());
            gsm.decode_wave_block(&[byte; WAVE_BLOCK_LEN]);
        }
    }

    #[test]
    fn both_packings_hold_the_same_parameters() {
        // The first parameter is 0b101101: six bits behind the signature, or the lowest six of the block.
        let mut frame = [0; FRAME_LEN];
        frame[0] = 0xd0 | 0b1011;
        frame[1] = 0b0100_0000;
        let mut block = [0; WAVE_BLOCK_LEN];
        block[0] = 0b10_1101;
        let alone = Gsm::new().decode_frame(&frame).unwrap();
        assert_eq!(alone, Gsm::new().decode_wave_block(&block)[0]);
        assert_ne!(alone, Gsm::new().decode_wave_block(&[0; WAVE_BLOCK_LEN])[0]);
    }
}
