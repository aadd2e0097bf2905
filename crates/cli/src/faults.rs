//! A fault of the program itself, as it is told.

use std::panic;

use crate::printer::Printer;

/// Says where the program panicked, and not with which message: that may quote what was said in a call.
///
/// A panic ends the work on one recording; the run tells which and goes on.
pub(crate) fn tell_places_only() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        Printer::fault(&format!("the program failed{place}"));
    }));
}
