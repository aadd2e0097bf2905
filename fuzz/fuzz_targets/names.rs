//! Any name and any pattern for names.

#![no_main]

use std::{path::Path, sync::LazyLock};

use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use ringcheck_metadata::{NamePattern, NamePreset, NameRules};

static PRESETS: LazyLock<NameRules> = LazyLock::new(|| NameRules::of(&NamePreset::ALL));

// The first line is a pattern for the second; a single line is a name for the presets.
fuzz_target!(|input: &str| {
    let Some((pattern, name)) = input.split_once('\n') else {
        let _ = PRESETS.parse(Path::new(input), &TimeZone::UTC);
        return;
    };
    if let Ok(pattern) = pattern.parse::<NamePattern>() {
        let _ = NameRules::of(&[]).with_pattern(pattern).parse(Path::new(name), &TimeZone::UTC);
    }
});
