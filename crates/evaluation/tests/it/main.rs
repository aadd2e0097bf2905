//! Labelled calls from files, and reports over them.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod calibration;
mod comparing;
mod fixture;
mod pages;
mod raters;
mod reading;
mod reporting;
mod timeline;
