//! Tests of the crate as its callers see it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper of a test fails the test")]

mod demands;
mod facts;
mod league;
mod matching;
mod people;
mod scenarios;
