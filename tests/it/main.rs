//! End-to-end tests: they run the built binary as a user would; and tests of the workspace itself.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper of a test fails the test")]

mod again;
mod architecture;
mod bad_input;
#[cfg(unix)]
mod browser;
mod calibrate;
mod clip;
mod coach;
mod coach_sound;
mod codecs;
mod completions;
mod config;
mod contents;
mod contract;
mod contrib;
mod damage;
mod days;
mod doctor;
mod evaluation;
mod export;
#[cfg(target_os = "linux")]
mod full_disk;
mod harness;
#[cfg(unix)]
mod interrupt;
mod invented;
mod killed;
mod leads;
mod logs;
mod many_calls;
mod masking;
#[path = "../../crates/opinion/tests/it/mock.rs"]
mod mock;
mod models;
#[cfg(target_os = "linux")]
mod offline;
mod output;
mod phone_systems;
mod practised;
mod prompts;
mod purge;
#[cfg(unix)]
mod read_only;
mod report;
mod review;
mod review_queue;
#[cfg(target_os = "linux")]
mod review_screen;
mod rubric;
mod search;
mod second_opinion;
mod server;
mod shared;
#[cfg(target_os = "linux")]
mod shim;
mod shop;
mod shop_matching;
mod shop_report;
mod short_calls;
mod stored;
mod transcribe;
mod two_runs;
mod verdicts;
#[cfg(unix)]
mod watch;
