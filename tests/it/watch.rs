//! `ringcheck watch`: recordings are scored as they land, whatever becomes of the folder meanwhile.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::harness::{Run, TestDir, finish};

/// The longest that anything is waited for, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(5);

/// A watch that is running, and what it has said so far.
struct Watch {
    child: Child,
    said: Arc<Mutex<String>>,
    reader: JoinHandle<()>,
}

impl Watch {
    fn begin(dir: &TestDir, args: &[&str]) -> Self {
        let mut child = dir.command([&["watch", "--every", "1"], args].concat()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let said = Arc::new(Mutex::new(String::new()));
        let heard = Arc::clone(&said);
        let reader = thread::spawn(move || {
            for line in stderr.lines() {
                let mut said = heard.lock().unwrap();
                said.push_str(&line.unwrap());
                said.push('\n');
            }
        });
        Self { child, said, reader }
    }

    fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Waits until it has said `sign` so many times.
    #[track_caller]
    fn until(&self, sign: &str, n_times: usize) {
        let begun = Instant::now();
        while self.said().matches(sign).count() < n_times {
            assert!(begun.elapsed() < PATIENCE, "it never said {sign}:\n{}", self.said());
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn end(self, signal: &str) -> Run {
        let kill = Command::new("sh").args(["-c", &format!("kill -{signal} {}", self.child.id())]).status().unwrap();
        assert!(kill.success());
        let run = finish(self.child);
        self.reader.join().unwrap();
        let stderr = self.said.lock().unwrap().clone();
        Run { stderr, ..run }
    }
}

/// A recording of silence; no two lengths have the same bytes.
fn silence(n_samples: u32) -> Vec<u8> {
    let n_bytes = n_samples * 2;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + n_bytes).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data");
    wav.extend(n_bytes.to_le_bytes());
    wav.resize(44 + n_bytes as usize, 0);
    wav
}

fn listed(dir: &TestDir) -> usize {
    dir.run(["list", "--json"]).expect(0).json_lines().len()
}

#[test]
fn recordings_are_scored_as_they_land_and_a_signal_ends_it_well() {
    let dir = TestDir::new();
    dir.write("calls/a.wav", silence(4_000));
    let watch = Watch::begin(&dir, &["calls"]);
    watch.until("a.wav  ", 1);
    dir.write("calls/new/b.wav", silence(4_001));
    watch.until("b.wav  ", 1);
    // A file that fails is told once, and again only when it has changed.
    dir.write("calls/c.wav", "not audio");
    watch.until("c.wav`", 1);
    dir.write("calls/d.wav", silence(4_003));
    watch.until("d.wav  ", 1);
    let failures = watch.said().matches("c.wav`").count();
    dir.write("calls/c.wav", silence(4_002));
    watch.until("c.wav  ", 1);
    let run = watch.end("TERM").expect(0);
    assert_eq!(run.stderr.matches("c.wav`").count(), failures, "{}", run.stderr);
    for name in ["a.wav  ", "b.wav  ", "c.wav  ", "d.wav  "] {
        assert_eq!(run.stderr.matches(name).count(), 1, "each is told once:\n{}", run.stderr);
    }
    run.says(&["stopped watching: 4 calls scored", "1 recording failed"]);
    assert_eq!(listed(&dir), 4);

    // What is stored is not told again, and Ctrl-C ends a watch as well as a signal does.
    let watch = Watch::begin(&dir, &["calls", "--json"]);
    dir.write("calls/e.wav", silence(4_004));
    watch.until("e.wav  ", 1);
    let run = watch.end("INT").expect(0);
    assert_eq!(run.json_lines().len(), 1, "{}", run.stdout);
    run.says(&["stopped watching: 1 call scored, 4 stored before"]);
}

#[test]
fn a_folder_that_is_gone_is_told_once_and_waited_for() {
    let dir = TestDir::new();
    let watch = Watch::begin(&dir, &["share"]);
    watch.until("waiting until that is mended", 1);
    dir.write("share/a.wav", silence(4_000));
    watch.until("a.wav  ", 1);
    watch.until("mended:", 1);
    fs_err::rename(dir.path("share"), dir.path("elsewhere")).unwrap();
    watch.until("waiting until that is mended", 2);
    thread::sleep(Duration::from_secs(3));
    fs_err::rename(dir.path("elsewhere"), dir.path("share")).unwrap();
    watch.until("mended:", 2);
    dir.write("share/b.wav", silence(4_001));
    watch.until("b.wav  ", 1);
    let run = watch.end("TERM").expect(0);
    assert_eq!(run.stderr.matches("waiting until that is mended").count(), 2, "{}", run.stderr);
    assert_eq!(run.stderr.matches("a.wav  ").count(), 1, "{}", run.stderr);
    run.says(&["stopped watching: 2 calls scored"]);
}

#[test]
fn files_are_left_until_they_are_quiet_and_old_ones_are_not_read_again() {
    let dir = TestDir::new();
    let old = dir.write("calls/old.wav", silence(4_000));
    let watch = Watch::begin(&dir, &["calls", "--quiet-for", "4"]);
    let begun = Instant::now();
    watch.until("old.wav  ", 1);
    assert!(begun.elapsed() > Duration::from_secs(3), "{:?}", begun.elapsed());
    // A file that cannot be read is no trouble to a watch that need not read it.
    replace_by_unreadable(&old);
    dir.write("calls/new.wav", silence(4_001));
    watch.until("new.wav  ", 1);
    let run = watch.end("TERM").expect(0);
    assert!(!run.stderr.contains("failed"), "{}", run.stderr);
}

/// Other bytes of the same size and time: whoever read them would score another recording.
fn replace_by_unreadable(path: &Path) {
    let time = fs_err::metadata(path).unwrap().modified().unwrap();
    let mut bytes = fs_err::read(path).unwrap();
    bytes.fill(b'x');
    fs_err::write(path, bytes).unwrap();
    fs_err::File::options().write(true).open(path).unwrap().file().set_modified(time).unwrap();
}

/// The header and a row of call detail records as FreePBX writes them.
const RECORDS: &str = "\
calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,\
amaflags,accountcode,uniqueid,userfield,did,recordingfile,cnum,cnam,dst_cnam,linkedid
2025-11-28 09:00:00,x,5125550177,104,from-trunk,PJSIP/trunk-01,PJSIP/104-02,Dial,x,27,20,ANSWERED,3,,\
1764500400.20,,5125550100,,5125550177,Pat,,1764500400.20
";

#[test]
fn records_that_are_not_there_yet_are_waited_for_from_the_start() {
    let dir = TestDir::new();
    dir.write("calls/a.wav", silence(4_000));
    let watch = Watch::begin(&dir, &["calls", "--cdr", "cdr.csv"]);
    watch.until("waiting until that is mended", 1);
    // Whole at once, as no look may find half of it.
    fs_err::rename(dir.write("new.csv", RECORDS), dir.path("cdr.csv")).unwrap();
    watch.until("a.wav  ", 1);
    watch.until("mended:", 1);
    let run = watch.end("TERM").expect(0);
    assert_eq!(run.stderr.matches("waiting until that is mended").count(), 1, "{}", run.stderr);
    run.says(&["failed to read the call detail records `cdr.csv`"]);

    // What is there and is no such file would be none tomorrow either.
    dir.write("cdr.csv", "these are,no records\nof,any calls\n");
    dir.run(["watch", "calls", "--cdr", "cdr.csv"]).expect(2).says(&["cdr.csv"]);
}

#[test]
fn a_database_that_is_locked_at_the_start_is_waited_for() {
    let dir = TestDir::new();
    dir.write("calls/a.wav", silence(4_000));
    let other = rusqlite::Connection::open(dir.db()).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    // To be ended while it waits is how a watch ends, too.
    let watch = Watch::begin(&dir, &["calls", "--db-wait", "0"]);
    watch.until("another program keeps it locked", 1);
    watch.end("TERM").expect(0);
    let watch = Watch::begin(&dir, &["calls", "--db-wait", "0"]);
    watch.until("another program keeps it locked", 1);
    other.execute_batch("ROLLBACK").unwrap();
    watch.until("a.wav  ", 1);
    watch.end("TERM").expect(0).says(&["stopped watching: 1 call scored"]);
}

#[test]
fn a_watch_needs_a_folder() {
    let dir = TestDir::new();
    dir.run(["watch"]).expect(2).says(&["no recordings and no folder are named", "ringcheck watch FOLDER"]);
    dir.run(["score"]).expect(2).says(&["no recordings and no folder are named", "ringcheck score FOLDER"]);
}
