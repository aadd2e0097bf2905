//! Any sidecar, as JSON, as CSV of a recording, and as CSV of a folder.

#![no_main]

use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use ringcheck_metadata::sidecar::{Format, parse, parse_folder};

fuzz_target!(|bytes: &[u8]| {
    let _ = parse(bytes, Format::Json, "call", &TimeZone::UTC);
    let _ = parse(bytes, Format::Csv, "call", &TimeZone::UTC);
    let _ = parse_folder(bytes, "call", &TimeZone::UTC);
});
