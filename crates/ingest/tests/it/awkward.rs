//! The corpus of `scripts/make-awkward-recordings.sh`, and what needs an installed ffmpeg.

use std::process::Command;

use ringcheck_ingest::Ffmpeg;

use crate::{
    corpus::{ffmpeg_seconds, judge, original, read_manifest, script},
    signal::{chirp, data_path, hear, lag_and_gain},
};

/// Whether ffmpeg and sox are there. Where the project is checked they must be; elsewhere a test says that it was not run.
fn has_tools() -> bool {
    let has = |program: &str, argument: &str| Command::new(program).arg(argument).output().is_ok();
    let has_tools = has("ffmpeg", "-version") && has("ffprobe", "-version") && has("sox", "--version");
    assert!(has_tools || std::env::var_os("CI").is_none(), "ffmpeg and sox must be installed where CI is set");
    if !has_tools {
        // Written past the test runner, which shows nothing of a test that passes.
        let told = "left out, since ffmpeg or sox is not installed: scripts/setup.sh test installs them";
        let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{told}\n").as_bytes());
    }
    has_tools
}

#[test]
fn every_awkward_recording_is_decoded_rightly_or_refused_clearly() {
    if !has_tools() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let status = Command::new("sh").arg(script()).arg(dir.path()).status().unwrap();
    assert!(status.success());
    let (rows, original) = (read_manifest(dir.path()), original(dir.path()));
    assert!(rows.len() >= 100, "only {} recordings were made", rows.len());
    let wrong: Vec<String> = rows
        .iter()
        .map(|row| (row, judge(dir.path(), row, &original)))
        .filter(|(_, outcome)| !outcome.faults.is_empty())
        .map(|(row, o)| format!("{}, {}: {} by {}: {}", row.name, row.what, o.result, o.decoder, o.faults.join("; ")))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_fixtures_are_as_long_as_ffmpeg_finds_them() {
    if !has_tools() {
        return;
    }
    let fixtures = data_path("../../../../fixtures/calls");
    let mut n_seen = 0;
    for entry in fs_err::read_dir(fixtures).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "json") {
            continue;
        }
        let heard = hear(&path).unwrap();
        let (ours, theirs) = (heard.channels[0].len() as f64 / 16_000.0, ffmpeg_seconds(&path, &[]));
        assert!((ours - theirs).abs() <= 0.05, "{}: {ours} s here, {theirs} s by ffmpeg", path.display());
        n_seen += 1;
    }
    assert!(n_seen >= 8);
}

#[test]
fn ffmpeg_decodes_what_nothing_else_does_and_is_named() {
    if !has_tools() {
        return;
    }
    let heard = hear(&data_path("mono.amr")).unwrap();
    let name = Ffmpeg::installed().unwrap().name();
    assert_eq!((heard.recording.decoder.as_str(), heard.recording.codec.as_str()), (name.as_str(), "amr_nb"));
    assert!(name.starts_with("ffmpeg "));
    assert_eq!(heard.recording.duration_ms, 2000);
    // A chirp is no speech: of its level little is left, but where it is it has its pitch.
    let (lag, gain) = lag_and_gain(&heard.channels[0][8000..], &chirp(0, 16_000)[8000..]);
    assert!(lag.abs() <= 100 && gain > 0.3, "{lag} samples late, gain {gain}");
}
