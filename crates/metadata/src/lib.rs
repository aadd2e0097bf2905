//! What a recording's name, the file beside it and the call detail records say about a call.
//!
//! [`KnownSources`] puts the sources together, [`group_calls`] the recordings of one call.
//! Nothing is guessed: a name that fits no preset gives nothing, and recordings and call detail records are joined by
//! the recording's name or the phone system's id, never by times.
//!
//! Whatever bytes are given, nothing panics, and a source that is broken costs that source only.
//! Errors and warnings name files and places in them, never numbers or names that stand there.

mod agents;
mod cdr;
mod day;
mod facts;
mod group;
mod known;
mod moment;
mod names;
mod number;
pub mod sidecar;
mod slash;

pub use agents::{Agents, AgentsError};
pub use cdr::{CdrError, CdrIndex, CdrReport, cdr_columns};
pub use day::{DayError, DayRange, DirectionFilter, UnknownDirection};
pub use facts::Facts;
pub use group::{CallFile, CallFiles, CallGroups, group_calls};
pub use known::{FILE_TIME_WARNING, Known, KnownSources};
pub use moment::{Doubt, Moment};
pub use names::{NamePattern, NamePatternError, NamePreset, NameRules, PresetPage, UnknownPreset, preset_pages};
