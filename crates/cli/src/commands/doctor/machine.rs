//! The machine: ffmpeg, the temporary folder, the clock, the cores.

use jiff::Zoned;
use ringcheck_ingest::Ffmpeg;

use super::{Check, stored};

/// No clock that is right shows an earlier year: this version was not there.
const FIRST_YEAR: i16 = 2026;

pub(super) fn checks() -> Vec<Check> {
    let mut checks = vec![ffmpeg()];
    checks.extend(temporary_folder());
    checks.push(clock(&Zoned::now()));
    checks
}

fn ffmpeg() -> Check {
    match Ffmpeg::installed() {
        Some(ffmpeg) => Check::ok("ffmpeg", format!("{} at {}", ffmpeg.name(), ffmpeg.program().display())),
        None => Check::warn(
            "ffmpeg",
            "none is installed, or it does not run; only AMR, 3GP and a few rare codecs need it (docs/formats.md)",
            "install ffmpeg if your phone system writes one of these",
        ),
    }
}

fn temporary_folder() -> Vec<Check> {
    const NAME: &str = "temporary";
    let folder = std::env::temp_dir();
    if let Err(error) = tempfile::tempfile() {
        let mend = "let TMPDIR name a folder where you may write";
        return vec![Check::fail(NAME, format!("nothing can be written to `{}`: {error}", folder.display()), mend)];
    }
    stored::room(NAME, &folder)
}

fn clock(now: &Zoned) -> Check {
    const NAME: &str = "clock";
    let shown = now.strftime("%Y-%m-%d %H:%M %Z");
    if now.year() < FIRST_YEAR {
        let mend = "set the clock, and let it be set from the network (`timedatectl set-ntp true`)";
        return Check::fail(NAME, format!("this machine takes today for {shown}"), mend);
    }
    if now.time_zone().is_unknown() {
        let mend = "set the machine's time zone (`timedatectl set-timezone America/Chicago`), or give `timezone` in ringcheck.toml";
        return Check::warn(NAME, "the system's time zone is not known, so yesterday is taken in UTC", mend);
    }
    Check::ok(NAME, format!("{shown}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::State;

    #[test]
    fn a_clock_that_stood_still_is_told() {
        let at = |text: &str| clock(&text.parse().unwrap()).state;
        assert_eq!(at("1970-01-01T00:05:00+00:00[UTC]"), State::Fail);
        assert_eq!(at("2026-11-22T06:00:00-06:00[America/Chicago]"), State::Ok);
        assert_eq!(at("2026-11-22T06:00:00+00:00[Etc/Unknown]"), State::Warn);
    }
}
