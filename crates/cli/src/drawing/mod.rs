//! A call as a picture: who speaks when, what happened on the line, and where the evidence is.
//!
//! [`Picture`] says what there is to draw; [`bar()`] draws it as text, [`svg()`] as a picture. All of it is a function of
//! the scorecard.
//! [`reliability()`] draws how far stated confidence can be trusted.

mod bar;
mod figures;
mod labels;
mod layout;
mod reliability;
#[cfg(test)]
mod sample;
mod svg;

pub(crate) use bar::{Charset, bar};
pub(crate) use figures::figures;
pub(crate) use layout::Picture;
pub(crate) use reliability::reliability;
pub(crate) use svg::svg;
