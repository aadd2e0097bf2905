//! Shares, coefficients of agreement and percentiles, with 95 % intervals.
//!
//! It knows nothing of calls. Everything here is a function of its input: where numbers are drawn, the same ones are.

mod bootstrap;
mod clustered;
mod difference;
mod estimate;
mod paired;
mod proportion;
mod rank;
mod rating;

pub use bootstrap::{N_DRAWS, SEED, bootstrap, middle_95};
pub use clustered::Clustered;
pub use estimate::{Estimate, four_decimals, four_decimals_or_null, to_f64, to_four_decimals};
pub use paired::PairedTable;
pub use proportion::Proportion;
pub use rank::nearest_rank;
pub use rating::RatingTable;
