//! Ctrl-C: what is stored is complete, and the same command goes on where the first one ended.

use std::{
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    process::{Child, Command},
};

use crate::{
    again::row_counts,
    harness::{Run, TestDir, finish, fixture},
    shared::{calls, file_name, shared},
};

/// The first is done soon; the others take long enough to be interrupted.
const FILES: [&str; 3] = ["D07.flac", "D03.alaw.wav", "D11.pcm.wav"];

#[test]
fn an_interrupted_run_keeps_what_is_done_and_the_next_finishes_the_rest() {
    let dir = TestDir::new();
    let mut args = vec!["score".into(), "--json".into(), "--jobs".into(), "1".into()];
    args.extend(FILES.map(|file| calls().join(file).into_os_string()));
    let run = interrupt_after(dir.command(&args).spawn().unwrap(), "1/3").expect(130);
    run.says(&["1 call scored", "2 not done"]);
    assert_eq!(run.stdout.lines().collect::<Vec<_>>(), [shared().line("D07.flac")]);

    let stored = dir.run(["list", "--json"]).expect(0).json_lines();
    assert_eq!(stored.iter().map(file_name).collect::<Vec<_>>(), ["D07.flac"]);
    assert_eq!(stored[0], *shared().card("D07.flac"));
    let counts = row_counts(&dir);
    assert_eq!(["recordings", "calls", "transcripts", "scorecards"].map(|table| counts[table]), [1; 4]);

    let rest = dir.run(&args).expect(0);
    rest.says(&["3 calls scored", "1 unchanged since last time"]);
    let lines: Vec<&str> = rest.stdout.lines().collect();
    assert_eq!(lines, FILES.map(|file| shared().line(file)));
}

#[test]
fn an_interrupted_transcription_leaves_what_is_done() {
    let dir = TestDir::new();
    let mut args = vec!["transcribe".into(), "--jobs".into(), "1".into()];
    let short = fixture("broken/lying-header.wav");
    args.extend(
        [short.clone(), calls().join("D03.alaw.wav"), calls().join("D11.pcm.wav")].map(PathBuf::into_os_string),
    );
    let run = interrupt_after(dir.command(&args).spawn().unwrap(), "1/3").expect(130);
    run.says(&["1 recording transcribed, 2 not done"]);
    assert!(run.stdout.starts_with(&format!("==> {} <==\n[", short.display())), "{}", run.stdout);
    assert_eq!(run.stdout.matches("==>").count(), 1);
}

#[test]
fn whoever_does_not_want_to_wait_for_a_lock_ends_the_run_as_interrupted() {
    let dir = TestDir::new();
    let other = rusqlite::Connection::open(dir.db()).unwrap();
    other.execute_batch("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE").unwrap();
    let score = dir.command(["score".as_ref(), calls().join("D07.flac").as_os_str()]).spawn().unwrap();
    let run = interrupt_after(score, "another program keeps it locked").expect(130);
    run.says(&["interrupted while it waited for the database; nothing was done"]);
}

/// Interrupts a run once it has said `sign`, as Ctrl-C does.
fn interrupt_after(mut child: Child, sign: &str) -> Run {
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    while !said.contains(sign) {
        assert_ne!(stderr.read_line(&mut said).unwrap(), 0, "the run ended and never said {sign}:\n{said}");
    }
    let signal = Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap();
    assert!(signal.success());
    stderr.read_to_string(&mut said).unwrap();
    let run = finish(child);
    Run { stderr: said, ..run }
}
