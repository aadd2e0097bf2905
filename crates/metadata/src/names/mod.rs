//! What a recording's name says about its call.

mod phones;
mod preset;
mod systems;
mod template;

use std::path::Path;

use jiff::tz::TimeZone;

pub use self::{
    preset::{NamePreset, PresetPage, UnknownPreset, preset_pages},
    template::{NamePattern, NamePatternError},
};
use crate::facts::Facts;

/// The longest path that is looked at, in bytes.
const MAX_PATH_BYTES: usize = 8192;

/// How names are read: by presets, or by the user's own pattern before them.
#[derive(Clone, Debug)]
pub struct NameRules {
    pattern: Option<NamePattern>,
    presets: Vec<NamePreset>,
}

impl Default for NameRules {
    /// All presets that can be told by the name alone.
    fn default() -> Self {
        Self { pattern: None, presets: NamePreset::AUTO.to_vec() }
    }
}

impl NameRules {
    /// Only the presets given; none gives nothing.
    #[must_use]
    pub fn of(presets: &[NamePreset]) -> Self {
        Self { pattern: None, presets: presets.to_vec() }
    }

    /// The same rules with the user's own pattern tried first.
    #[must_use]
    pub fn with_pattern(self, pattern: NamePattern) -> Self {
        Self { pattern: Some(pattern), ..self }
    }

    /// What the name at the end of `path` says; wall clock times are of `zone`.
    ///
    /// A name that fits nothing gives nothing, and neither does one with an impossible date.
    /// Folders are looked at only where a preset or pattern says so.
    #[must_use]
    pub fn parse(&self, path: &Path, zone: &TimeZone) -> Facts {
        let Some(path) = path.to_str().filter(|path| path.len() <= MAX_PATH_BYTES) else { return Facts::default() };
        let path = path.replace('\\', "/");
        if let Some(pattern) = &self.pattern
            && let Some(facts) = pattern.parse(&path, zone)
        {
            return facts;
        }
        self.presets.iter().find_map(|preset| preset.parse(&path, zone)).unwrap_or_default()
    }

    /// Which preset or pattern reads the name at the end of `path`, by its word.
    #[must_use]
    pub fn reader_of(&self, path: &Path, zone: &TimeZone) -> Option<&'static str> {
        let path = path.to_str().filter(|path| path.len() <= MAX_PATH_BYTES)?.replace('\\', "/");
        if self.pattern.as_ref().is_some_and(|pattern| pattern.parse(&path, zone).is_some()) {
            return Some("pattern");
        }
        self.presets.iter().find(|preset| preset.parse(&path, zone).is_some()).map(|preset| preset.as_str())
    }
}

/// The last part of a path without its ending; an ending is at most six letters and digits, starting with a letter or
/// a digit that is part of one, as in `.3gp`.
pub(crate) fn stem(path: &str) -> &str {
    let name = path.rsplit_once('/').map_or(path, |(_folder, name)| name);
    match name.rsplit_once('.') {
        Some((stem, ending))
            if !stem.is_empty()
                && (1..=6).contains(&ending.len())
                && ending.bytes().all(|b| b.is_ascii_alphanumeric())
                && ending.bytes().any(|b| b.is_ascii_alphabetic()) =>
        {
            stem
        }
        _ => name,
    }
}
