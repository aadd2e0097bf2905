//! The part of the text that is about the timeline.

use std::fmt;

use super::{
    render::{figure, wrapped},
    timeline::TimelineAgreement,
};

/// Writes what `agreement` holds.
pub(super) fn timeline_part(f: &mut fmt::Formatter<'_>, agreement: &TimelineAgreement) -> fmt::Result {
    let rings = &agreement.rings;
    writeln!(f, "\n{:<31} {:>5}  {:<19} hits", "Timeline", "calls", "share")?;
    for (name, share) in [
        ("rings counted exactly", rings.exact),
        ("  of the calls that rang", rings.exact_of_ringing),
        ("first live word within 0.5 s", agreement.first_live_word.within_half_second),
    ] {
        writeln!(f, "{name:<31} {:>5}  {:<19} {}", share.trials, figure(share.estimate()), share.hits)?;
    }
    let mut errors: Vec<String> = rings
        .errors
        .iter()
        .map(|(error, n)| if *error == 0 { format!("0 in {n}") } else { format!("{error:+} in {n}") })
        .collect();
    if rings.n_unknown > 0 {
        errors.push(format!("unknown in {}", rings.n_unknown));
    }
    wrapped(f, "  Rings too many or too few: ", &errors.join(", "))?;
    let live = &agreement.first_live_word;
    if let (Some(median), Some(p95), Some(bias)) = (live.median_abs_ms, live.p95_abs_ms, live.median_ms) {
        writeln!(
            f,
            "  First live word: off by {median} ms (median), {p95} ms (95th percentile); bias {bias:+} ms; {} calls",
            live.n_measured
        )?;
    }
    writeln!(
        f,
        "  First live word: not found in {} calls, found where there is none in {}",
        live.n_missed, live.n_invented
    )?;
    if agreement.sounds.is_empty() {
        return Ok(());
    }
    writeln!(f, "\n{:<23} {:>6} {:<21} {:>6} precision", "Sounds of the line", "true", " recall", "found")?;
    for sound in &agreement.sounds {
        writeln!(
            f,
            "{:<23} {:>6}  {:<20} {:>6} {}",
            sound.kind.as_str(),
            sound.recall.trials,
            figure(sound.recall.estimate()),
            sound.precision.trials,
            figure(sound.precision.estimate())
        )?;
    }
    writeln!(f, "  recall: of those in the recording, those found; precision: of those found, those in it.")
}
