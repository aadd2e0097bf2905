//! Calls that are reported apart.

use serde::Serialize;

use super::types::Section;
use crate::{CallField, Group};

/// Which calls to report apart, beside the report over all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts<'a> {
    /// Ranges of ids, each with a name.
    pub groups: &'a [Group],
    /// By what the calls tell: one part for each value.
    pub fields: &'a [CallField],
}

/// The figures over a group of calls.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupSection {
    /// The group's name.
    pub name: String,
    /// Its figures.
    pub section: Section,
}

/// The figures by the values of a field.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Breakdown {
    /// The field.
    pub field: CallField,
    /// Each value that a call has.
    pub values: Vec<ValueSection>,
}

/// The figures over the calls with one value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ValueSection {
    /// The value; `None` for the calls that do not tell.
    pub value: Option<String>,
    /// Their figures.
    pub section: Section,
}
