//! The embedded model, as those who use it see it.

mod cues;
mod embeddings;
mod reference;
