//! Clips: the words behind a verdict, to listen to, with secrets silenced.

use std::path::Path;

use crate::{
    harness::TestDir,
    shared::{calls, shared},
};

/// The samples of each channel of a clip, at 16 kHz.
fn samples(path: &Path) -> Vec<Vec<f32>> {
    let mut reader = hound::WavReader::open(path).unwrap();
    let spec = reader.spec();
    assert_eq!((spec.sample_rate, spec.bits_per_sample), (16_000, 16));
    let all: Vec<f32> = reader.samples::<i16>().map(|s| f32::from(s.unwrap()) / 32_768.0).collect();
    let n_channels = usize::from(spec.channels);
    (0..n_channels).map(|channel| all.iter().skip(channel).step_by(n_channels).copied().collect()).collect()
}

fn rms(samples: &[f32]) -> f32 {
    let squares = samples.iter().map(|s| s * s);
    let (sum, n) = squares.fold((0.0, 0.0), |(sum, n), square| (sum + square, n + 1.0_f32));
    (sum / n.max(1.0)).sqrt()
}

/// A word of the call in the database: its row's key, and its times.
fn a_word(dir: &TestDir, id: &str) -> ((i64, i64, i64), u64, u64) {
    let db = rusqlite::Connection::open(dir.db()).unwrap();
    let query = "SELECT words.transcript_id, words.segment, words.number, words.start_ms, words.end_ms FROM words
        JOIN transcripts ON transcripts.id = words.transcript_id
        WHERE transcripts.call_id = ?1 AND words.start_ms > 8000 AND words.end_ms - words.start_ms >= 300
        ORDER BY words.start_ms LIMIT 1";
    db.query_row(query, [id], |row| Ok(((row.get(0)?, row.get(1)?, row.get(2)?), row.get(3)?, row.get(4)?))).unwrap()
}

#[test]
fn a_masked_word_is_silence_and_what_is_around_it_is_heard() {
    let dir = shared().dir_with_db();
    let card = shared().card("D03.alaw.wav");
    let id = card["id"].as_str().unwrap();
    let (row, start_ms, end_ms) = a_word(&dir, id);
    let (from, to) = ((start_ms - 4000) / 1000, (end_ms + 4000) / 1000);
    let clip = |name: &str| {
        let times = (format!("0:{from:02}"), format!("0:{to:02}"));
        dir.run(["clip", id, "--from", &times.0, "--to", &times.1, "--out", name]).expect(0)
    };
    clip("before.wav");
    // As if a number had been recognized there.
    let db = rusqlite::Connection::open(dir.db()).unwrap();
    let mask = "UPDATE words SET text = '[card]' WHERE transcript_id = ?1 AND segment = ?2 AND number = ?3";
    assert_eq!(db.execute(mask, row).unwrap(), 1);
    drop(db);
    let run = clip("after.wav");
    run.says(&["1 part silenced"]);

    let (before, after) = (samples(&dir.path("before.wav")), samples(&dir.path("after.wav")));
    assert_eq!(before.len(), 2, "both sides are heard apart");
    let clip_start = run.stderr.split_whitespace().next().unwrap().to_owned();
    assert!(clip_start.contains(':'), "{}", run.stderr);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before.len(), after.len());
        let changed: Vec<usize> = (0..before.len()).filter(|&n| (before[n] - after[n]).abs() > 1e-4).collect();
        assert!(changed.iter().all(|&n| after[n] == 0.0), "what is not as before is silence");
    }
    let silent: Vec<usize> =
        (0..after[0].len()).filter(|&n| before.iter().zip(&after).any(|(b, a)| (b[n] - a[n]).abs() > 0.0)).collect();
    let ms = |n: usize| n as u64 / 16;
    let silent_ms = ms(*silent.last().unwrap()) - ms(silent[0]);
    let wanted_ms = end_ms - start_ms + 300;
    assert!(silent_ms <= wanted_ms && silent_ms + 20 >= wanted_ms, "{silent_ms} ms of {wanted_ms}");
    let (first, last) = (silent[0], *silent.last().unwrap());
    assert!(after.iter().all(|channel| rms(&channel[first..=last]) < 1e-6));
    assert!(after.iter().any(|channel| rms(&channel[..first]) > 0.001 || rms(&channel[last + 1..]) > 0.001));
}

#[test]
fn the_evidence_of_failed_criteria_is_cut_by_default() {
    let dir = shared().dir_with_db();
    let card = shared().card("D03.alaw.wav");
    let id = card["id"].as_str().unwrap();
    let run = dir.run(["clip", id, "--out", "clips"]).expect(0);
    let written: Vec<&str> = run.stdout.lines().collect();
    assert!(!written.is_empty());
    let failed: Vec<&str> = card["criteria"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|criterion| criterion["verdict"] == "fail")
        .map(|criterion| criterion["id"].as_str().unwrap())
        .collect();
    for path in &written {
        assert!(failed.iter().any(|id| path.contains(id)), "{path} is of a criterion that failed: {failed:?}");
        let file = dir.path(path);
        assert!(rms(&samples(&file).concat()) > 0.001, "{path} is heard");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs_err::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{path}");
        }
    }
    let again = dir.run(["clip", id, "--out", "clips"]).expect(2);
    again.says(&["is there already", "--force"]);
    dir.run(["clip", id, "--out", "clips", "--force"]).expect(0);
}

#[test]
fn what_cannot_be_cut_is_said_with_what_to_do() {
    let dir = TestDir::new();
    dir.copy(&calls().join("D07.flac"), "a.flac");
    dir.run(["score", "a.flac"]).expect(0);
    dir.run(["clip", "a", "--criterion", "no_such", "--out", "x"])
        .expect(2)
        .says(&["no criterion `no_such`", "close_attempt"]);
    dir.run(["clip", "a", "--turn", "900", "--out", "x"]).expect(2).says(&["no turn 900"]);
    dir.run(["clip", "a", "--from", "0:09", "--to", "0:02", "--out", "x"])
        .expect(2)
        .says(&["--to is not after --from"]);
    dir.run(["clip", "a", "--from", "59:00", "--to", "59:10", "--out", "x"]).expect(2).says(&["hold nothing between"]);
    dir.write("a.flac", "other bytes");
    dir.run(["clip", "a", "--turn", "1", "--out", "x"]).expect(2).says(&["its bytes are others"]);
    fs_err::remove_file(dir.path("a.flac")).unwrap();
    dir.run(["clip", "a", "--turn", "1", "--out", "x"]).expect(2).says(&["a.flac"]);
}

#[test]
fn a_recording_that_was_moved_is_cut_once_it_was_scored_in_its_new_place() {
    let dir = TestDir::new();
    dir.copy(&calls().join("D07.flac"), "old/a.flac");
    dir.run(["score", "old"]).expect(0);
    fs_err::rename(dir.path("old"), dir.path("new")).unwrap();
    let cut = ["clip", "a", "--turn", "1", "--out", "clip.wav"];
    dir.run(cut).expect(2).says(&["a.flac"]);
    dir.run(["score", "new"]).expect(0).says(&["unchanged since last time"]);
    dir.run(cut).expect(0);
    assert!(rms(&samples(&dir.path("clip.wav")).concat()) > 0.001);
}
