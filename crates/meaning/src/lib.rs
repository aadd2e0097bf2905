//! A language model of meaning, in process: which cues a spoken turn holds, and how alike two texts are.
//!
//! The model is a small BERT, all-MiniLM-L6-v2. Its weights are part of the program, and nothing is read, asked or
//! remembered while it runs: the same turns give the same results, whatever else is computed with them and on however
//! many threads. Its upper layers exist twice: as published, for [`LanguageModel::embed`], and trained on the bank of
//! labelled turns in `data/cues/`, for [`LanguageModel::cues`].
//!
//! What a cue means for a criterion is not decided here.
//!
//! Each call computes on one thread, so that a worker on each core is the fastest way to use all of them.
//! The model takes 25 MB of the program, and about 15 MB of memory beside them from its first use on. Each thread that
//! computes is kept, with up to 10 MB that it computes in; there are as many as callers were served at once.

mod encoder;
mod matrix;
mod model;
mod scores;
mod spoken;
mod weights;
#[cfg(target_arch = "x86_64")]
mod wide;
mod wordpiece;
mod workers;

pub use model::LanguageModel;
pub use scores::{CueScores, Embedding};
pub use spoken::{Spoken, SpokenBy};
pub use weights::ModelError;
