//! Products of 14-bit activations with int8 weights by the processor's 16-bit dot products, for processors that have AVX2
//! and no dot products of bytes.
//!
//! There the products of `rten-gemm` need the activations in two halves of 7 bits, and so two passes with three
//! instructions each; here it is one pass with two, and the sums are the same to the last bit. Measured on such a
//! processor by the test of a five-minute call's time.

use pulp::{NullaryFnOnce, i8x16, i32x8, x86::V3};

/// How many columns of results are computed together: two vectors of eight.
const N_COLUMNS: usize = 16;

/// How many rows are computed together: with two vectors of sums for each there is a register left for all else.
const N_ROWS: usize = 6;

/// Weights laid out for the dot products: for each [`N_COLUMNS`] columns, for each pair of inputs, the pairs of the columns.
pub(crate) struct WideWeights {
    blocks: Vec<[i8; 2 * N_COLUMNS]>,
    n_pairs: usize,
    n_outputs: usize,
}

/// The instructions, if this processor has them and has none that are better.
pub(crate) fn instructions() -> Option<V3> {
    let has_better = std::arch::is_x86_feature_detected!("avx512vnni");
    if has_better { None } else { V3::try_new() }
}

/// `row` two by two, each two as one number; an odd one has a zero beside it.
pub(crate) fn pairs(row: impl ExactSizeIterator<Item = i16>) -> impl Iterator<Item = i32> {
    let n_pairs = row.len().div_ceil(2);
    let mut row = row.fuse();
    (0..n_pairs).map(move |_| {
        let [low, high] = [row.next(), row.next()].map(|value| value.unwrap_or(0).to_ne_bytes());
        i32::from_ne_bytes([low[0], low[1], high[0], high[1]])
    })
}

impl WideWeights {
    /// `weight` holds a row of `n_inputs` for each output.
    pub(crate) fn new(weight: &[i8], n_inputs: usize) -> Self {
        let rows: Vec<&[i8]> = weight.chunks_exact(n_inputs).collect();
        let n_pairs = n_inputs.div_ceil(2);
        let mut blocks = Vec::with_capacity(rows.len().div_ceil(N_COLUMNS) * n_pairs);
        for columns in rows.chunks(N_COLUMNS) {
            for pair in 0..n_pairs {
                let mut block = [0; 2 * N_COLUMNS];
                for (place, row) in block.chunks_exact_mut(2).zip(columns) {
                    let end = n_inputs.min(2 * pair + 2);
                    place[..end - 2 * pair].copy_from_slice(&row[2 * pair..end]);
                }
                blocks.push(block);
            }
        }
        Self { blocks, n_pairs, n_outputs: rows.len() }
    }

    /// Writes the sums for all rows of `pairs`, as [`pairs`] makes them, row after row.
    pub(crate) fn multiply(&self, by: V3, pairs: &[i32], sums: &mut [i32]) {
        by.vectorize(Product { by, weights: self, pairs, sums });
    }
}

struct Product<'a> {
    by: V3,
    weights: &'a WideWeights,
    pairs: &'a [i32],
    sums: &'a mut [i32],
}

impl NullaryFnOnce for Product<'_> {
    type Output = ();

    #[expect(clippy::inline_always, reason = "only within `vectorize` are the instructions used")]
    #[inline(always)]
    fn call(self) {
        let Self { by, weights: WideWeights { blocks, n_pairs, n_outputs }, pairs, sums } = self;
        for (panel, block) in blocks.chunks_exact(*n_pairs).enumerate() {
            let first_column = panel * N_COLUMNS;
            let width = N_COLUMNS.min(n_outputs - first_column);
            let mut rows = pairs.chunks_exact(*n_pairs);
            let mut results = sums.chunks_exact_mut(*n_outputs);
            let mut write = |found: [i32x8; 2]| {
                let found: [i32; N_COLUMNS] = pulp::cast(found);
                if let Some(row) = results.next() {
                    row[first_column..first_column + width].copy_from_slice(&found[..width]);
                }
            };
            while rows.len() >= N_ROWS {
                let together: [&[i32]; N_ROWS] = std::array::from_fn(|_| rows.next().unwrap_or_default());
                tile(by, together, block).into_iter().for_each(&mut write);
            }
            for row in rows {
                write(tile(by, [row], block)[0]);
            }
        }
    }
}

/// The sums of some rows for the columns of a panel.
#[expect(clippy::inline_always, reason = "only within `vectorize` are the instructions used")]
#[inline(always)]
fn tile<const N: usize>(by: V3, rows: [&[i32]; N], panel: &[[i8; 2 * N_COLUMNS]]) -> [[i32x8; 2]; N] {
    let mut sums = [[by.splat_i32x8(0); 2]; N];
    let rows = rows.map(|row| &row[..panel.len()]);
    for (pair, block) in panel.iter().enumerate() {
        let halves: [i8x16; 2] = pulp::cast(*block);
        let [left, right] = halves.map(|half| by.convert_i8x16_to_i16x16(half));
        for (sums, row) in sums.iter_mut().zip(rows) {
            let activations = pulp::cast(by.splat_i32x8(row[pair]));
            sums[0] = by.wrapping_add_i32x8(sums[0], by.multiply_wrapping_add_adjacent_i16x16(activations, left));
            sums[1] = by.wrapping_add_i32x8(sums[1], by.multiply_wrapping_add_adjacent_i16x16(activations, right));
        }
    }
    sums
}
