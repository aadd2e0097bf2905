//! Any name and any pattern for names.

#![no_main]

use std::path::Path;

use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use ringcheck_metadata::{NamePattern, NamePreset, NameRules};

fuzz_target!(|input: &str| {
    let (pattern, name) = input.split_once('\n').unwrap_or(("{*}_{date}_{time}", input));
    let rules = NameRules::of(&NamePreset::ALL);
    let rules = match pattern.parse::<NamePattern>() {
        Ok(pattern) => rules.with_pattern(pattern),
        Err(_) => rules,
    };
    let _ = rules.parse(Path::new(name), &TimeZone::UTC);
});
