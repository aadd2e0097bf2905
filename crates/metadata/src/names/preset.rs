//! The presets: which phone systems' names are known, and an example of each.

use std::{fmt, str::FromStr};

use jiff::tz::TimeZone;
use regex::{Captures, Regex};

use super::{phones, stem, systems};
use crate::{
    facts::Facts,
    moment::{Moment, wall_clock},
};

/// A phone system or recorder whose names can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NamePreset {
    /// FreePBX, Issabel and other systems on Asterisk that record with FreePBX's dial plan.
    Freepbx,
    /// Yeastar S-Series.
    Yeastar,
    /// 3CX.
    ThreeCx,
    /// `RingCentral`.
    RingCentral,
    /// Twilio: names made of its ids.
    Twilio,
    /// Twilio Flex: the names of Twilio, with the agent on the right channel.
    TwilioFlex,
    /// Genesys Cloud: folders of an export.
    Genesys,
    /// 8x8 Work.
    EightByEight,
    /// Amazon Connect.
    AmazonConnect,
    /// Names as the Amazon Transcribe post call analytics sample reads them.
    AwsPca,
    /// The recorder of Samsung's telephones.
    Samsung,
    /// Cube ACR on Android telephones.
    CubeAcr,
    /// Basic Call Recorder on Android telephones.
    Bcr,
    /// The recorder of Xiaomi's telephones.
    Xiaomi,
}

/// A word that names no preset.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no preset for names")]
pub struct UnknownPreset(String);

impl UnknownPreset {
    /// What the user can write instead, as a sentence.
    #[must_use]
    pub fn hint(&self) -> String {
        let words: Vec<&str> = NamePreset::ALL.iter().map(|preset| preset.as_str()).collect();
        format!("one of {}, issabel, elastix, asterisk", words.join(", "))
    }
}

impl NamePreset {
    /// All presets.
    pub const ALL: [Self; 14] = [
        Self::Freepbx,
        Self::Yeastar,
        Self::ThreeCx,
        Self::RingCentral,
        Self::Twilio,
        Self::TwilioFlex,
        Self::Genesys,
        Self::EightByEight,
        Self::AmazonConnect,
        Self::AwsPca,
        Self::Samsung,
        Self::CubeAcr,
        Self::Bcr,
        Self::Xiaomi,
    ];

    /// The presets that a name alone can choose, in the order in which they are tried; no two of them read one name.
    pub const AUTO: [Self; 13] = [
        Self::Freepbx,
        Self::Yeastar,
        Self::ThreeCx,
        Self::RingCentral,
        Self::Twilio,
        Self::EightByEight,
        Self::AmazonConnect,
        Self::AwsPca,
        Self::Samsung,
        Self::CubeAcr,
        Self::Bcr,
        Self::Xiaomi,
        Self::Genesys,
    ];

    /// The word by which a user chooses it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Freepbx => "freepbx",
            Self::Yeastar => "yeastar",
            Self::ThreeCx => "3cx",
            Self::RingCentral => "ringcentral",
            Self::Twilio => "twilio",
            Self::TwilioFlex => "twilio-flex",
            Self::Genesys => "genesys",
            Self::EightByEight => "8x8",
            Self::AmazonConnect => "amazon-connect",
            Self::AwsPca => "aws-pca",
            Self::Samsung => "samsung",
            Self::CubeAcr => "cube-acr",
            Self::Bcr => "bcr",
            Self::Xiaomi => "xiaomi",
        }
    }

    /// What the name at the end of `path` says, if it is one of this preset's.
    pub(super) fn parse(self, path: &str, zone: &TimeZone) -> Option<Facts> {
        let name = Name { path, stem: stem(path), zone };
        match self {
            Self::Freepbx => systems::freepbx(&name),
            Self::Yeastar => systems::yeastar(&name),
            Self::ThreeCx => systems::three_cx(&name),
            Self::RingCentral => systems::ringcentral(&name),
            Self::Twilio => systems::twilio(&name),
            Self::TwilioFlex => systems::twilio(&name).map(|facts| Facts { agent_channel: Some(1), ..facts }),
            Self::Genesys => systems::genesys(&name),
            Self::EightByEight => systems::eight_by_eight(&name),
            Self::AmazonConnect => systems::amazon_connect(&name),
            Self::AwsPca => systems::aws_pca(&name),
            Self::Samsung => phones::samsung(&name),
            Self::CubeAcr => phones::cube_acr(&name),
            Self::Bcr => phones::bcr(&name),
            Self::Xiaomi => phones::xiaomi(&name),
        }
    }
}

impl fmt::Display for NamePreset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for NamePreset {
    type Err = UnknownPreset;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word.to_ascii_lowercase().as_str() {
            "issabel" | "asterisk" | "elastix" => Ok(Self::Freepbx),
            word => Self::ALL.into_iter().find(|p| p.as_str() == word).ok_or_else(|| UnknownPreset(word.to_owned())),
        }
    }
}

/// A name as the presets' readers see it.
pub(super) struct Name<'a> {
    /// The whole path, with `/` between its parts.
    pub(super) path: &'a str,
    /// The last part without its ending.
    pub(super) stem: &'a str,
    /// The zone of wall clock times.
    pub(super) zone: &'a TimeZone,
}

impl Name<'_> {
    /// A wall clock time of the zone.
    pub(super) fn local(&self, date: &str, time: &str) -> Option<Moment> {
        Moment::local(wall_clock(date, time)?, self.zone)
    }
}

/// A group of a match as text; empty where it took no part.
pub(super) fn group<'h>(captures: &Captures<'h>, name: &str) -> &'h str {
    captures.name(name).map_or("", |found| found.as_str())
}

#[expect(clippy::expect_used, reason = "the pattern is a constant of a preset, and a test reads a name with each")]
pub(super) fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the presets' patterns are valid")
}

/// A preset as the documentation shows it.
#[derive(Clone, Copy, Debug)]
pub struct PresetPage {
    /// The preset.
    pub preset: NamePreset,
    /// What writes such names.
    pub system: &'static str,
    /// The form of the names.
    pub form: &'static str,
    /// Names of this form; numbers and names of people are made up.
    pub examples: &'static [&'static str],
    /// What is to be known about reading them.
    pub notes: &'static str,
}

/// Every preset as the documentation shows it, in the order of [`NamePreset::ALL`].
#[must_use]
pub fn preset_pages() -> &'static [PresetPage] {
    systems::PAGES
}
