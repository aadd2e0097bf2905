//! BERT's encoder: word pieces in, one vector for each input out.
//!
//! Inputs of all lengths are computed one below the other without padding, and only attention looks at one input at a
//! time. So a result does not depend on what else is computed with it, not even in its last bit.

use std::{cell::RefCell, ops::Range};

use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions};
use rten_simd::{SimdOp, SimdUnaryOp};
use rten_tensor::NdTensorView;
use rten_vecmath::{Gelu, Normalize, NormalizeOptions, Softmax, Sum, SumSquareSub};

use crate::{
    matrix::{Linear, Multiplier, Rounded},
    weights::Embeddings,
};

/// How many numbers describe a word piece between layers.
pub(crate) const N_HIDDEN: usize = 384;

/// How many there are within the feed-forward part of a layer.
pub(crate) const N_INTERMEDIATE: usize = 1536;

/// The most word pieces of an input, special tokens included.
pub(crate) const N_POSITIONS: usize = 256;

const N_HEADS: usize = 12;
const N_PER_HEAD: usize = N_HIDDEN / N_HEADS;

/// How many columns queries, keys and values have together.
const N_ATTENTION: usize = 3 * N_HIDDEN;

/// 1 / sqrt([`N_PER_HEAD`]), BERT's scale of attention.
const ATTENTION_SCALE: f32 = 0.176_776_7;

/// `layer_norm_eps` of the model.
const NORM_EPSILON: f32 = 1e-12;

/// How many word pieces are computed together, but for an input that is longer alone: enough to use each weight often
/// while it is at hand, few enough that what lies between two steps stays in the cache.
const N_TOGETHER: usize = 128;

/// One transformer layer.
pub(crate) struct Layer {
    /// Query, key and value in one.
    pub(crate) attention: Linear,
    pub(crate) attention_output: Linear,
    pub(crate) attention_norm: Norm,
    pub(crate) intermediate: Linear,
    pub(crate) output: Linear,
    pub(crate) output_norm: Norm,
}

/// A layer normalization.
pub(crate) struct Norm {
    pub(crate) weight: Vec<f32>,
    pub(crate) bias: Vec<f32>,
}

/// An input of the encoder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    /// At most [`N_POSITIONS`] tokens, special ones included.
    pub(crate) tokens: Vec<u32>,
    /// The tokens of type 1 (the others are of type 0).
    pub(crate) marked: Range<usize>,
    /// The tokens whose mean describes the input; not empty.
    pub(crate) pooled: Range<usize>,
}

/// The mean of the last layer's rows over the pooled tokens, for each input, in order.
pub(crate) fn encode(embeddings: &Embeddings, layers: &[&Layer], inputs: &[Input]) -> Vec<Vec<f32>> {
    ROOM.with_borrow_mut(|room| {
        let mut means = Vec::with_capacity(inputs.len());
        let mut rest = inputs;
        while !rest.is_empty() {
            let mut n_tokens = 0;
            let fitting = rest.iter().take_while(|input| {
                n_tokens += input.tokens.len();
                n_tokens <= N_TOGETHER
            });
            let (together, after) = rest.split_at(fitting.count().max(1));
            encode_together(embeddings, layers, together, room, &mut means);
            rest = after;
        }
        means
    })
}

thread_local! {
    /// Never more than a block of [`N_POSITIONS`] word pieces needs, which is 10 MB.
    static ROOM: RefCell<Room> = RefCell::default();
}

/// What computing needs room for, kept from one block of inputs to the next.
#[derive(Default)]
struct Room {
    multiplier: Multiplier,
    attention_multiplier: GemmExecutor,
    rounded: Rounded,
    sums: Vec<i32>,
    attention: Vec<f32>,
    scores: Vec<f32>,
    of_head: Vec<f32>,
    attended: Vec<f32>,
    intermediate: Vec<f32>,
    output: Vec<f32>,
}

fn encode_together(
    embeddings: &Embeddings,
    layers: &[&Layer],
    inputs: &[Input],
    room: &mut Room,
    means: &mut Vec<Vec<f32>>,
) {
    let mut hidden = Vec::new();
    let mut whole: Vec<Rows> = Vec::new();
    for input in inputs {
        let start = hidden.len() / N_HIDDEN;
        for (position, &token) in input.tokens.iter().enumerate() {
            hidden.resize(hidden.len() + N_HIDDEN, 0.0);
            let row = hidden.len() - N_HIDDEN;
            embeddings.sum_into(&mut hidden[row..], token, position, usize::from(input.marked.contains(&position)));
        }
        let all = start..start + input.tokens.len();
        whole.push(Rows { asking: all.clone(), all });
    }
    embeddings.norm.apply(&mut hidden);

    // What the last layer makes of a token that is not pooled is read by nobody.
    let pooled: Vec<Rows> = inputs
        .iter()
        .zip(&whole)
        .map(|(input, Rows { all, .. })| Rows {
            asking: all.start + input.pooled.start..all.start + input.pooled.end,
            all: all.clone(),
        })
        .collect();
    if let Some((last, before)) = layers.split_last() {
        for layer in before {
            layer.apply(&mut hidden, &whole, room);
        }
        last.apply(&mut hidden, &pooled, room);
    }

    let mut rest = hidden.as_slice();
    for input in inputs {
        let (rows, after) = rest.split_at(input.pooled.len() * N_HIDDEN);
        means.push(mean(rows));
        rest = after;
    }
}

/// The rows of one input: those that ask, which a layer keeps, among all that they may attend to.
struct Rows {
    asking: Range<usize>,
    all: Range<usize>,
}

impl Layer {
    /// Replaces `hidden` by what the layer makes of the asking rows of each input.
    fn apply(&self, hidden: &mut Vec<f32>, inputs: &[Rows], room: &mut Room) {
        room.rounded.round(hidden, N_HIDDEN);
        self.attention.apply(&room.multiplier, &room.rounded, &mut room.sums, &mut room.attention);

        let n_asking: usize = inputs.iter().map(|rows| rows.asking.len()).sum();
        room.attended.resize(n_asking * N_HIDDEN, 0.0);
        let mut done = 0;
        for rows in inputs {
            attend(rows, done, room);
            hidden.copy_within(rows.asking.start * N_HIDDEN..rows.asking.end * N_HIDDEN, done * N_HIDDEN);
            done += rows.asking.len();
        }
        hidden.truncate(n_asking * N_HIDDEN);

        room.rounded.round(&room.attended, N_HIDDEN);
        self.attention_output.apply(&room.multiplier, &room.rounded, &mut room.sums, &mut room.output);
        add(hidden, &room.output);
        self.attention_norm.apply(hidden);

        room.rounded.round(hidden, N_HIDDEN);
        self.intermediate.apply(&room.multiplier, &room.rounded, &mut room.sums, &mut room.intermediate);
        Gelu {}.map_mut(&mut room.intermediate);
        room.rounded.round(&room.intermediate, N_INTERMEDIATE);
        self.output.apply(&room.multiplier, &room.rounded, &mut room.sums, &mut room.output);
        add(hidden, &room.output);
        self.output_norm.apply(hidden);
    }
}

/// Scaled dot-product attention of one input, into the rows of `room.attended` from `first` on.
fn attend(rows: &Rows, first: usize, room: &mut Room) {
    let (n_asking, n_all) = (rows.asking.len(), rows.all.len());
    room.scores.resize(n_asking * n_all, 0.0);
    room.of_head.resize(n_asking * N_PER_HEAD, 0.0);
    for head in 0..N_HEADS {
        let columns = head * N_PER_HEAD;
        let queries = columns_of(&room.attention, &rows.asking, columns);
        let keys = columns_of(&room.attention, &rows.all, N_HIDDEN + columns);
        let values = columns_of(&room.attention, &rows.all, 2 * N_HIDDEN + columns);
        let by = &room.attention_multiplier;
        multiply(by, queries, keys.transposed(), ATTENTION_SCALE, &mut room.scores);
        for scores in room.scores.chunks_exact_mut(n_all) {
            Softmax::new_mut(scores).dispatch();
        }
        let scores = NdTensorView::from_data([n_asking, n_all], room.scores.as_slice());
        multiply(by, scores, values, 1.0, &mut room.of_head);
        let attended = room.attended[first * N_HIDDEN..].chunks_exact_mut(N_HIDDEN);
        for (row, of_head) in attended.zip(room.of_head.chunks_exact(N_PER_HEAD)) {
            row[columns..columns + N_PER_HEAD].copy_from_slice(of_head);
        }
    }
}

/// One head's columns of `rows` of queries, keys and values.
fn columns_of<'a>(attention: &'a [f32], rows: &Range<usize>, column: usize) -> NdTensorView<'a, f32, 2> {
    let rows = &attention[rows.start * N_ATTENTION..rows.end * N_ATTENTION];
    NdTensorView::from_data([rows.len() / N_ATTENTION, N_ATTENTION], rows).slice((.., column..column + N_PER_HEAD))
}

fn multiply(by: &GemmExecutor, a: NdTensorView<f32, 2>, b: NdTensorView<f32, 2>, scale: f32, product: &mut [f32]) {
    let options = GemmOptions { alpha: scale, ..GemmOptions::default() };
    #[expect(clippy::expect_used, reason = "the shapes are those of one input")]
    by.gemm(product, GemmInputA::Unpacked(a), GemmInputB::Unpacked(b), options).expect("matrices that fit each other");
}

fn add(to: &mut [f32], what: &[f32]) {
    for (sum, value) in to.iter_mut().zip(what) {
        *sum += value;
    }
}

impl Norm {
    /// Normalizes each row to the mean 0 and the variance 1, then scales and shifts it.
    fn apply(&self, rows: &mut [f32]) {
        const N: f32 = 384.0;
        for row in rows.chunks_exact_mut(N_HIDDEN) {
            let mean = Sum::new(row).dispatch() / N;
            let variance = SumSquareSub::new(row, mean).dispatch() / N;
            let options = NormalizeOptions {
                pre_scale_bias: mean,
                scale: 1.0 / (variance + NORM_EPSILON).sqrt(),
                element_scale: Some(&self.weight),
                element_bias: Some(&self.bias),
                ..NormalizeOptions::default()
            };
            Normalize::new_mut(row, options).dispatch();
        }
    }
}

fn mean(rows: &[f32]) -> Vec<f32> {
    let mut sums = vec![0.0; N_HIDDEN];
    let mut n_rows = 0.0_f32;
    for row in rows.chunks_exact(N_HIDDEN) {
        add(&mut sums, row);
        n_rows += 1.0;
    }
    for sum in &mut sums {
        *sum /= n_rows;
    }
    sums
}
