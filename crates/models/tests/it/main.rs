//! Models on disk and over HTTP, with small made-up models and a server on this machine.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod find;
mod fixture;
mod inspection;
mod pulling;
mod server;
