//! What a voice sounds like, by the voice encoder of Resemblyzer: a neural network that was trained on thousands of
//! people to put sounds of one of them close together (Wan et al., "Generalized end-to-end loss for speaker
//! verification", 2018). `weights/README.md` says where its weights come from.

use std::sync::LazyLock;

use ndarray::{Array1, Array2, Axis, Slice, linalg::general_mat_mul};

use super::mel::N_BANDS;

/// Numbers that describe a voice: none below 0, their squares add up to 1.
pub(super) const N_VOICE: usize = 256;

/// Frames of 10 ms that the encoder hears.
pub(super) const N_HEARD: usize = 160;

/// Width of each layer.
const N_HIDDEN: usize = 256;

/// What a cell computes of its input: what to let in, to keep, to add and to tell.
const N_GATES: usize = 4 * N_HIDDEN;

/// Sounds that go through the network together, so that a step is a product of matrices; 65 MB of intermediate values.
const BATCH: usize = 64;

static NETWORK: LazyLock<Network> = LazyLock::new(|| Network::read(include_bytes!("weights/encoder.f16")));

/// The voice of each sound. A sound is 160 frames of the power in 40 bands, one after the other.
pub(super) fn voices_of(sounds: &[Vec<f32>]) -> Vec<[f32; N_VOICE]> {
    sounds.chunks(BATCH).flat_map(|batch| NETWORK.voices_of(batch)).collect()
}

/// Three recurrent layers (long short-term memory; Hochreiter & Schmidhuber 1997) and a linear one.
struct Network {
    layers: Vec<Layer>,
    /// Inputs by outputs.
    last: Array2<f32>,
    last_bias: Array1<f32>,
}

struct Layer {
    /// Inputs by gates.
    from_input: Array2<f32>,
    /// Hidden values by gates.
    from_before: Array2<f32>,
    bias: Array1<f32>,
}

impl Network {
    fn read(bytes: &[u8]) -> Self {
        let mut numbers = bytes.as_chunks::<2>().0.iter().map(|b| from_half(u16::from_le_bytes(*b)));
        let mut matrix = |n_out: usize, n_in: usize| {
            let mut matrix = Array2::zeros((n_in, n_out));
            for out in 0..n_out {
                for value in matrix.column_mut(out) {
                    *value = numbers.next().unwrap_or_default();
                }
            }
            matrix
        };
        let layers = [N_BANDS, N_HIDDEN, N_HIDDEN]
            .map(|n_in| Layer {
                from_input: matrix(N_GATES, n_in),
                from_before: matrix(N_GATES, N_HIDDEN),
                bias: matrix(N_GATES, 1).remove_axis(Axis(0)),
            })
            .into();
        let last = matrix(N_VOICE, N_HIDDEN);
        Self { layers, last, last_bias: matrix(N_VOICE, 1).remove_axis(Axis(0)) }
    }

    fn voices_of(&self, sounds: &[Vec<f32>]) -> Vec<[f32; N_VOICE]> {
        let n = sounds.len();
        // A row for each sound at each moment, all sounds of a moment together.
        let mut values = Array2::zeros((N_HEARD * n, N_BANDS));
        for (i, sound) in sounds.iter().enumerate() {
            for (t, frame) in sound.as_chunks::<N_BANDS>().0.iter().take(N_HEARD).enumerate() {
                for (to, value) in values.row_mut(t * n + i).iter_mut().zip(frame) {
                    *to = *value;
                }
            }
        }
        for layer in &self.layers {
            values = layer.run(&values, n);
        }
        let told = values.slice_axis(Axis(0), moment(N_HEARD - 1, n)).dot(&self.last) + &self.last_bias;
        told.rows()
            .into_iter()
            .map(|row| {
                let length = row.iter().map(|x| x.max(0.0).powi(2)).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
                std::array::from_fn(|k| row[k].max(0.0) / length)
            })
            .collect()
    }
}

impl Layer {
    /// What the layer tells of `n` sounds at each moment.
    fn run(&self, input: &Array2<f32>, n: usize) -> Array2<f32> {
        let mut gates = input.dot(&self.from_input) + &self.bias;
        let mut told: Array2<f32> = Array2::zeros((input.nrows(), N_HIDDEN));
        let mut kept = vec![0.0_f32; n * N_HIDDEN];
        for t in 0..N_HEARD {
            let mut now = gates.slice_axis_mut(Axis(0), moment(t, n));
            if t > 0 {
                let before = told.slice_axis(Axis(0), moment(t - 1, n));
                general_mat_mul(1.0, &before, &self.from_before, 1.0, &mut now);
            }
            let mut telling = told.slice_axis_mut(Axis(0), moment(t, n));
            let rows = now.rows().into_iter().zip(telling.rows_mut()).zip(kept.chunks_mut(N_HIDDEN));
            for ((gates, mut telling), kept) in rows {
                if let (Some(gates), Some(telling)) = (gates.as_slice(), telling.as_slice_mut()) {
                    step(gates, kept, telling);
                }
            }
        }
        told
    }
}

/// The rows of moment `t` of `n` sounds.
fn moment(t: usize, n: usize) -> Slice {
    Slice::from(t * n..(t + 1) * n)
}

/// One step of the cells of one sound.
fn step(gates: &[f32], kept: &mut [f32], told: &mut [f32]) {
    let (enters, rest) = gates.split_at(N_HIDDEN);
    let (stays, rest) = rest.split_at(N_HIDDEN);
    let (new, leaves) = rest.split_at(N_HIDDEN);
    for k in 0..N_HIDDEN.min(kept.len()).min(told.len()) {
        kept[k] = sigmoid(stays[k]) * kept[k] + sigmoid(enters[k]) * tanh(new[k]);
        told[k] = sigmoid(leaves[k]) * tanh(kept[k]);
    }
}

fn sigmoid(x: f32) -> f32 {
    0.5 + 0.5 * tanh(0.5 * x)
}

/// The hyperbolic tangent to 1e-6: the ratio of polynomials of the library Eigen, many times faster than the exact one.
fn tanh(x: f32) -> f32 {
    let x = x.clamp(-7.905_311, 7.905_311);
    let q = x * x;
    let above = -2.760_768_5e-16;
    let above = above * q + 2.000_188e-13;
    let above = above * q - 8.604_672e-11;
    let above = above * q + 5.122_297_2e-8;
    let above = above * q + 1.485_722_4e-5;
    let above = above * q + 6.372_619e-4;
    let above = above * q + 4.893_524_6e-3;
    let below = 1.198_258_4e-6;
    let below = below * q + 1.185_347_1e-4;
    let below = below * q + 2.268_434_6e-3;
    let below = below * q + 4.893_525e-3;
    x * above / below
}

/// A number of 16 bits (IEEE 754 binary16), finite.
fn from_half(bits: u16) -> f32 {
    let (sign, exponent, fraction) = (bits >> 15, (bits >> 10) & 31, bits & 1023);
    let size = if exponent == 0 {
        f32::from(fraction) * 2f32.powi(-24)
    } else {
        (1.0 + f32::from(fraction) / 1024.0) * 2f32.powi(i32::from(exponent) - 15)
    };
    if sign == 1 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_read() {
        let read = [0x0000, 0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff].map(from_half);
        let meant = [0.0, 1.0, -2.0, 0.333_251_95, 5.960_464_5e-8, 65_504.0];
        for (read, meant) in read.iter().zip(meant) {
            assert!((read - meant).abs() <= 1e-7 * f32::abs(meant), "{read} {meant}");
        }
    }

    #[test]
    fn the_hyperbolic_tangent_is_close() {
        for i in -120i8..=120 {
            let x = f32::from(i) / 10.0;
            assert!((tanh(x) - x.tanh()).abs() < 1e-6, "{x}");
        }
    }

    /// Made of sines, so that another program can compute it too.
    fn sound(seed: f32) -> Vec<f32> {
        (0u16..160 * 40)
            .map(|i| {
                let (t, band) = (f32::from(i / 40), f32::from(i % 40));
                0.05 * (-band / 12.0).exp() * (1.0 + (0.21 * t + 0.4 * seed * band).sin())
            })
            .collect()
    }

    /// The reference is computed from the published weights, in 32 bits and with exact functions.
    #[test]
    fn voices_are_those_of_the_published_network() {
        let voices = voices_of(&[sound(1.0), sound(2.0)]);
        for (voice, reference) in voices.iter().zip(REFERENCE) {
            for (at, expected) in reference {
                assert!((voice[at] - expected).abs() < 2e-3, "{at}: {} {expected}", voice[at]);
            }
            assert!((voice.iter().map(|x| x * x).sum::<f32>() - 1.0).abs() < 1e-4);
        }
    }

    #[test]
    fn a_voice_does_not_depend_on_those_beside_it() {
        let alone = voices_of(&[sound(1.5)]);
        let among: Vec<_> = (0u8..80).map(|i| sound(f32::from(i) / 20.0)).collect();
        let found = voices_of(&among);
        assert_eq!(found.len(), 80);
        assert!(alone[0].iter().zip(&found[30]).all(|(a, b)| (a - b).abs() < 1e-4));
        assert_eq!(voices_of(&among), found);
        assert!(voices_of(&[]).is_empty());
    }

    const REFERENCE: [[(usize, f32); 6]; 2] = [
        [(189, 0.25398), (180, 0.22660), (15, 0.21660), (213, 0.14856), (165, 0.13359), (0, 0.00000)],
        [(15, 0.26507), (238, 0.22158), (137, 0.20586), (74, 0.14761), (73, 0.12426), (0, 0.00000)],
    ];
}
