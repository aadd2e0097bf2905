//! The store as its callers see it: files on disk, several connections, exports and the page about the schema.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

mod append;
mod attempts;
mod check;
mod export;
mod export_parquet;
mod facts;
mod follow_ups;
mod list;
mod lost_leads;
mod open;
mod opinions;
mod packs;
mod purge;
mod resolve;
mod reviews;
mod reviews_of_parts;
mod round_trip;
mod sample;
mod schema;
mod schema_words;
mod search;
mod shop;
