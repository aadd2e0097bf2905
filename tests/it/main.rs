//! End-to-end tests: they run the built binary as a user would; and tests of the workspace itself.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper of a test fails the test")]

mod again;
mod architecture;
mod bad_input;
mod clip;
mod codecs;
mod completions;
mod config;
mod contract;
mod contrib;
mod damage;
mod days;
mod doctor;
mod evaluation;
mod export;
mod harness;
#[cfg(unix)]
mod interrupt;
mod invented;
mod logs;
mod masking;
#[path = "../../crates/opinion/tests/it/mock.rs"]
mod mock;
mod models;
mod output;
mod phone_systems;
mod prompts;
mod purge;
mod report;
mod rubric;
mod search;
mod second_opinion;
mod server;
mod shared;
mod stored;
mod transcribe;
mod verdicts;
#[cfg(unix)]
mod watch;
