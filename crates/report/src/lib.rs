//! What a firm's owner wants to know of stored calls: a report with its figures, its lost leads and its trends.
//!
//! [`ReportBuilder`] is given facts about calls one by one and makes a [`Report`], which is told what was said in the leads
//! that are shown, and is written as JSON by serde, and for people by [`html()`], [`markdown()`] and [`text()`].
//! Everything here is a function of its input: no file, no clock, no time zone but the one that is given.
//! `docs/report.md` says how each figure is counted.

mod agents;
mod build;
mod days;
mod follow_ups;
mod html;
mod lead_list;
mod leads;
mod markdown;
mod money;
mod options;
mod practised;
mod report;
mod share;
mod text;
mod words;

pub use agents::{AgentFigures, RankedShare};
pub use build::ReportBuilder;
pub use days::{Day, N_TREND_DAYS};
pub use follow_ups::{LeadFollowUp, LeadStatus};
pub use html::{STYLE, html};
pub use lead_list::{LEAD_SCHEMA, LeadJson, lead_json, lead_text};
pub use leads::{LaterCall, LaterOutcome, LeadEntry, LeadQuote, LeadRecords};
pub use markdown::{N_LISTED, code, escape, markdown};
pub use money::{Currency, CurrencyError, LeadValue, LeadValueError};
pub use options::{ReportOptions, Scope, shell_word, short_id};
pub use practised::{Finding, N_PRACTISED_DAYS, PractisedEntry};
pub use report::{CallCounts, Cents, CriterionFigures, Figures, LostLeads, REPORT_SCHEMA, Report};
pub use share::Share;
pub use text::{figures_text, text};
pub use words::{clean, clock, count, criterion, grouped, hits_of, interval, long_day, percent, period};
