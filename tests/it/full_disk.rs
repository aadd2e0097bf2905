//! A disk that fills up: the run says so and stops, what it stored is complete, and the next run does the rest.

use std::process::{Command, Stdio};

use crate::{
    contents::{are_the_same, contents, contents_at_the_end, copy_as_left, is_within},
    days::recording,
    harness::{Run, TestDir, finish},
    shim::{disk, with_shim},
    short_calls::{N_CALLS_OF_BATCH, SCORE_BATCH, write_batch, write_transcripts},
};

/// A disk may be full from the first byte of the database on, or at any later one.
#[test]
fn wherever_the_disk_is_full_the_run_says_so_and_the_next_one_completes_it() {
    let dir = TestDir::new();
    let n_calls = 8;
    let file = write_transcripts(&dir, n_calls);
    let args = ["score", "--json", "--transcript", file.to_str().unwrap()];
    let expected = dir.run(args).expect(0).stdout;
    let whole = contents_at_the_end(&dir.db(), n_calls);
    let (mut n_not_begun, mut n_begun) = (0, 0);
    for kilobytes in [0, 1, 4, 40, 200, 600, 700, 800, 900, 1000] {
        let db = dir.path(&format!("{kilobytes}/calls.db"));
        fs_err::create_dir(db.parent().unwrap()).unwrap();
        let mut command = dir.command(args);
        let (disk, space) = (disk(db.parent().unwrap()), (kilobytes * 1000).to_string());
        with_shim(command.env("RINGCHECK_DB", &db), &[("FOLDER", &disk), ("SPACE", &space)]);
        let run = finish(command.spawn().unwrap());
        is_told(&run);
        if run.code == Some(2) {
            n_not_begun += 1;
        } else {
            n_begun += 1;
            let left = contents(&copy_as_left(&db, &dir.path("")));
            is_within("scorecards", &left["scorecards"], &whole["scorecards"]);
            assert_eq!(left["scorecards"].len(), run.json_lines().len(), "what was printed is what is stored");
        }
        let next = finish(dir.command(args).env("RINGCHECK_DB", &db).spawn().unwrap()).expect(0);
        assert_eq!(next.stdout, expected, "after {kilobytes} kB");
        are_the_same(&contents_at_the_end(&db, n_calls), &whole);
    }
    assert!(n_not_begun > 1 && n_begun > 1, "{n_not_begun} were full at once, {n_begun} on the way");
}

/// What is left over counts the calls of the day that was asked for; recordings that may be late would have to be read.
#[test]
fn once_the_disk_is_full_recordings_of_earlier_days_are_not_looked_at() {
    let dir = TestDir::new();
    recording(&dir, "20251128-093000", 1);
    dir.run(["score", "calls", "--day", "2025-11-28", "--timezone", "UTC"]).expect(0);
    for number in 2..8 {
        recording(&dir, &format!("20251129-09300{number}"), number);
    }
    recording(&dir, "20251130-093000", 8);
    let disk = disk(dir.db().parent().unwrap());
    // How much room the run needs to begin is found by trying.
    let full = (0..40).map(|step| step * 4_000).find_map(|space| {
        let args = ["score", "calls", "--day", "2025-11-30", "--timezone", "UTC", "--jobs", "1", "--no-report"];
        let mut command = dir.command(args);
        with_shim(&mut command, &[("FOLDER", &disk), ("SPACE", &space.to_string())]);
        let run = finish(command.spawn().unwrap());
        is_told(&run);
        (run.code == Some(1)).then_some(run)
    });
    full.expect("a run begins before the disk is full").says(&[", 1 not done"]);
}

/// A real file system of 20 MB, of which other files have taken most.
///
/// Where nobody may mount one, as in some containers, the test above is what there is, and this one says so and
/// fills a disk that is made up in the same way.
#[test]
fn a_disk_of_20_megabytes_fills_up_and_is_emptied_again() {
    let dir = TestDir::new();
    write_batch(&dir);
    let expected = dir.run(SCORE_BATCH).expect(0).stdout;
    let whole = contents_at_the_end(&dir.db(), N_CALLS_OF_BATCH);
    fs_err::create_dir(dir.path("disk")).unwrap();
    // How much room some calls need and not all of them is found by trying.
    let n_before = (4..30).map(|quarter| quarter * 250_000).find_map(|room| {
        let Some(full) = fill(&dir, room) else { return Some(None) };
        let left = contents(&dir.path("as-left/calls.db"));
        let n_before = left.get("scorecards").map_or(0, Vec::len);
        assert_eq!(full.json_lines().len(), n_before, "what was printed is what is stored");
        if n_before > 0 {
            is_within("scorecards", &left["scorecards"], &whole["scorecards"]);
        }
        is_told(&full);
        let next = fs_err::read_to_string(dir.path("next.out")).unwrap();
        assert_eq!(next, expected, "with room for {room} bytes, and then for all");
        are_the_same(&contents_at_the_end(&dir.path("next/calls.db"), N_CALLS_OF_BATCH), &whole);
        (n_before > 0).then_some(Some(n_before))
    });
    if let Some(n_before) = n_before.expect("some calls are stored before the disk is full") {
        assert!(n_before < N_CALLS_OF_BATCH, "{n_before} of them");
    } else {
        println!("no file system can be mounted here: a full disk is made up instead");
        wherever_the_disk_is_full_the_run_says_so_and_the_next_one_completes_it();
    }
}

/// Scores the batch on a new disk of 20 MB with room for so many bytes, which is told, and again when there is more:
/// `full.*`, `as-left/`, `next.*` and `next/` are left. `None` where nothing can be mounted.
fn fill(dir: &TestDir, room: usize) -> Option<Run> {
    // What is mounted is there for this shell and its children alone; so all of it happens in one.
    let script = "
        set -eu
        rm -rf as-left next full.* next.* mounted
        mkdir as-left next
        mount -t tmpfs -o size=20000k tmpfs disk
        touch mounted
        head -c $OTHERS /dev/zero > disk/other
        status=0
        \"$@\" > full.out 2> full.err || status=$?
        echo $status > full.status
        cp disk/calls.db* as-left/
        rm disk/other
        \"$@\" > next.out 2> next.err
        cp disk/calls.db* next/
    ";
    let program = dir.command(SCORE_BATCH);
    let mut shell = Command::new("unshare");
    shell.args(["--map-root-user", "--mount", "sh", "-c", script, "sh"]).arg(program.get_program());
    shell.args(program.get_args()).current_dir(dir.path("")).stdout(Stdio::piped()).stderr(Stdio::piped());
    shell.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.env("RINGCHECK_DB", "disk/calls.db").env("PATH", std::env::var_os("PATH").unwrap());
    shell.env("OTHERS", (20_000 * 1024 - room).to_string());
    let run = shell.spawn().map(finish);
    if !dir.path("mounted").exists() {
        return None;
    }
    run.unwrap().expect(0);
    let text = |name: &str| fs_err::read_to_string(dir.path(name)).unwrap();
    let code = text("full.status").trim().parse().ok();
    Some(Run { code, stdout: text("full.out"), stderr: text("full.err"), ..Run::default() })
}

/// Fails unless a run says that the disk is full, what to do, and nothing of its own making.
#[track_caller]
fn is_told(run: &Run) {
    assert!(matches!(run.code, Some(1 | 2)), "ended with {:?}: {}", run.code, run.stderr);
    run.says(&["the disk is full", "\n  hint: free some space and try again: what was stored before is complete"]);
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
}
