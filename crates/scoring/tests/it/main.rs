//! The scorer as its users meet it: written cases, and what holds for every conversation.
#![cfg(test)]

mod answers_measured;
mod cases;
mod full_rubric;
mod hold_wording;
mod labelled;
mod leads;
mod leads_measured;
mod properties;
mod raised;
mod rubric_page;
mod timeline_criteria;
mod who_answered;
mod written;
mod wrong_rubrics;
