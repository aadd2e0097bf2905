//! Keeps transcripts and scorecards in a SQLite file that its owner can open with any SQLite tool.
//!
//! [`Store`] is one connection to one file. It finds a transcript or a scorecard by everything that went into it, so
//! that nothing is done twice, and only ever appends: a scorecard that was stored is never changed.
//! The exact JSON of a scorecard is kept and read back; the tables beside it hold the same for people who ask with SQL.
//! What the tables and columns mean is in `docs/schema.md`, which is generated from a migrated database.
//!
//! It does not score, and it does not know which stage to run again: the keys are made by its callers.

mod attempts;
mod backup;
mod calls;
mod check;
mod convert;
mod decide;
mod error;
mod export;
mod export_long;
mod export_parquet;
mod facts;
mod fingerprints;
mod follow_ups;
mod judged;
mod late;
mod lost_leads;
mod migrations;
mod newest;
mod open;
mod packs;
mod parquet_table;
mod provenance;
mod purge;
mod query;
mod quick_check;
mod resolve;
mod review_items;
mod reviews;
mod said_index;
mod scorecard_rows;
mod scorecards;
mod scored;
mod search;
mod search_query;
mod second_opinions;
mod shop;
mod shop_decisions;
mod shop_matches;
mod shop_results;
mod store;
mod transcripts;

pub use calls::{CallFilter, CallRow, CallSort, SortOrder};
pub use check::Finding;
pub use decide::Decided;
pub use error::StoreError;
pub use export::defuse;
pub use fingerprints::{FingerprintedRecording, StoredFingerprint};
pub use follow_ups::NewFollowUp;
pub use packs::StoredPack;
pub use provenance::{ScorecardId, ScorecardRows, StoredScorecard};
pub use purge::{PurgeRecord, Purged};
pub use resolve::{CallCandidate, CallMatch};
pub use review_items::ReviewItem;
pub use reviews::{NewReview, ReviewRow};
pub use scorecards::NewScorecard;
pub use scored::ScoredCall;
pub use search::{MAX_RANKED, SearchHit, SearchOptions, SearchResult};
pub use search_query::{SearchQuery, SearchQueryError};
pub use second_opinions::NewOpinion;
pub use shop::{NewPlannedCall, PlannedCall, ScenarioText};
pub use shop_decisions::{NewShopDecision, ShopDecision};
pub use shop_matches::{ShopMatch, TakenBack};
pub use shop_results::{NewShopResult, ShopDemandRow, ShopFactRow, StoredShopResult};
pub use store::Store;
pub use transcripts::{NewTranscript, StoredTranscript, TranscriptKey};
