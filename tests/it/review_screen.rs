//! Reviewing by single keys in a terminal, which is left as it was found whatever ends the program.
//!
//! The terminal is one of `script` (util-linux), which gives the program one and passes on what is pressed.

use std::{
    io::{Read as _, Write as _},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use crate::{
    harness::{TestDir, left_out},
    review::{judged, player},
    shared::shared,
};

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

const TAKES_SCREEN: &str = "\u{1b}[?1049h";
const GIVES_SCREEN_BACK: &str = "\u{1b}[?1049l";
const SHOWS_CURSOR: &str = "\u{1b}[?25h";

/// The program in a terminal of its own.
struct Terminal<'a> {
    dir: &'a TestDir,
    child: Child,
    keys: Option<ChildStdin>,
    seen: Arc<Mutex<Vec<u8>>>,
}

fn has_script() -> bool {
    let found = Command::new("script").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        left_out("script", "keys pressed in a terminal");
    }
    found
}

impl<'a> Terminal<'a> {
    /// Runs the program with these arguments, between two looks at how the terminal is set.
    fn open(dir: &'a TestDir, args: &[&str]) -> Self {
        let program = dir.command(args);
        let words: Vec<String> = std::iter::once(program.get_program())
            .chain(program.get_args())
            .map(|word| format!("'{}'", word.to_str().unwrap().replace('\'', "'\\''")))
            .collect();
        let lines = format!(
            "stty rows 40 cols 100\nstty -g > before\nsh -c 'echo $$ > pid; exec \"$@\"' x {}\necho $? > code\nstty -g > after\n",
            words.join(" ")
        );
        dir.write("run.sh", lines);
        let mut script = Command::new("script");
        script.args(["-q", "-e", "-f", "-c", "sh run.sh", "/dev/null"]).current_dir(dir.path("")).env_clear();
        script.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        script.env("PATH", std::env::var_os("PATH").unwrap()).env("TERM", "xterm").env("LC_ALL", "C.UTF-8");
        let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (to, mut from) = (Arc::clone(&seen), child.stdout.take().unwrap());
        thread::spawn(move || {
            let mut block = [0; 4096];
            while let Ok(n @ 1..) = from.read(&mut block) {
                to.lock().unwrap().extend_from_slice(&block[..n]);
            }
        });
        let keys = child.stdin.take();
        Self { dir, child, keys, seen }
    }

    fn shown(&self) -> String {
        String::from_utf8_lossy(&self.seen.lock().unwrap()).into_owned()
    }

    /// Waits until `text` is shown after what was shown before.
    fn wait_for(&self, text: &str, after: usize) -> usize {
        let begun = Instant::now();
        loop {
            let shown = self.shown();
            if let Some(at) = shown.get(after..).and_then(|rest| rest.find(text)) {
                return after + at + text.len();
            }
            assert!(begun.elapsed() < PATIENCE, "`{text}` is not shown:\n{}", shown.get(after..).unwrap_or_default());
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn press(&mut self, keys: &str) {
        let pipe = self.keys.as_mut().unwrap();
        pipe.write_all(keys.as_bytes()).unwrap();
        pipe.flush().unwrap();
    }

    /// Waits for the end; returns the exit code and all that was shown, after a look at the terminal.
    fn end(mut self) -> (i32, String) {
        let begun = Instant::now();
        let after = self.dir.path("after");
        while !fs_err::read_to_string(&after).is_ok_and(|text| text.ends_with('\n')) {
            assert!(begun.elapsed() < PATIENCE, "the program did not end:\n{}", self.shown());
            thread::sleep(Duration::from_millis(20));
        }
        drop(self.keys.take());
        self.child.wait().unwrap();
        let read = |name: &str| fs_err::read_to_string(self.dir.path(name)).unwrap();
        assert_eq!(read("after"), read("before"), "the terminal is set as it was");
        let shown = self.shown();
        let (taken, given) = (shown.rfind(TAKES_SCREEN).unwrap(), shown.rfind(GIVES_SCREEN_BACK).unwrap());
        assert!(taken < given, "the screen is given back");
        assert!(shown.rfind(SHOWS_CURSOR).unwrap() > taken, "the cursor is shown again");
        (read("code").trim().parse().unwrap(), shown)
    }
}

impl Drop for Terminal<'_> {
    fn drop(&mut self) {
        // Where a test failed the program is ended with its terminal.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn verdicts(dir: &TestDir) -> Vec<(String, Option<String>)> {
    let db = rusqlite::Connection::open(dir.db()).unwrap();
    let mut statement = db.prepare("SELECT verdict, reason FROM reviews ORDER BY id").unwrap();
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap()
}

const QUEUE: [&str; 7] = ["review", "--by", "Dana", "--below-confidence", "1", "--criterion", "close_attempt"];

#[test]
fn keys_decide_and_the_terminal_is_left_as_it_was() {
    if !has_script() {
        return;
    }
    let dir = judged();
    let mut terminal = Terminal::open(&dir, &QUEUE);
    let at = terminal.wait_for("p pass  f fail", 0);
    assert!(terminal.shown().contains("concrete commitment"), "the rubric's question is shown");
    terminal.press("?");
    let at = terminal.wait_for("Any key goes back.", at);
    terminal.press("x");
    let at = terminal.wait_for("1 of ", at);
    terminal.press("x");
    let at = terminal.wait_for("`x` does nothing", at);
    terminal.press("b");
    let at = terminal.wait_for("this is the first", at);
    terminal.press("c");
    let at = terminal.wait_for("comment: _", at);
    terminal.press("no visit, and p is no key hereX\u{7f}\r");
    let at = terminal.wait_for("comment: no visit, and p is no key here (goes with your verdict)", at);
    terminal.press("p");
    terminal.wait_for("2 of ", at);
    let at = terminal.wait_for("saved: close_attempt is pass", at);
    terminal.press("l");
    let at = terminal.wait_for("nothing to play: the call has no recording", at);
    // Skipped, then back by an arrow to the first, which is decided again.
    terminal.press("s");
    let at = terminal.wait_for("3 of ", at);
    terminal.press("\u{1b}[D");
    let at = terminal.wait_for("2 of ", at);
    terminal.press("b");
    let at = terminal.wait_for("1 of ", at);
    terminal.press("n");
    let at = terminal.wait_for("saved: close_attempt is na", at);
    terminal.press("sss");
    terminal.wait_for("That was the last one.", at);
    terminal.press("q");
    let (code, shown) = terminal.end();
    assert_eq!(code, 0);
    assert!(shown.contains("1 verdict by Dana"), "{shown}");
    let reason = Some("no visit, and p is no key here".to_owned());
    assert_eq!(verdicts(&dir), [("pass".to_owned(), reason), ("na".to_owned(), None)]);
}

#[test]
fn keys_with_ctrl_or_alt_and_pasted_text_decide_nothing() {
    if !has_script() {
        return;
    }
    let dir = judged();
    let mut terminal = Terminal::open(&dir, &QUEUE);
    let at = terminal.wait_for("p pass  f fail", 0);
    // Ctrl-F, Ctrl-P, Ctrl-N, Ctrl-U, Alt-n and Alt-p.
    terminal.press("\u{6}\u{10}\u{e}\u{15}\u{1b}n\u{1b}p");
    terminal.press("\u{1b}[200~pass\nfn\nu\u{1b}[201~");
    let at = terminal.wait_for("pasted text decides nothing", at);
    terminal.press("c");
    let at = terminal.wait_for("comment: _", at);
    terminal.press("\u{1b}[200~he offers\nTuesday\u{1b}[201~\r");
    let at = terminal.wait_for("comment: he offers Tuesday (goes with your verdict)", at);
    terminal.press("p");
    terminal.wait_for("2 of ", at);
    terminal.wait_for("saved: close_attempt is pass", at);
    terminal.press("q");
    let (code, shown) = terminal.end();
    assert_eq!(code, 0);
    assert!(shown.rfind("\u{1b}[?2004l") > shown.rfind("\u{1b}[?2004h"), "pasting is as it was");
    assert_eq!(verdicts(&dir), [("pass".to_owned(), Some("he offers Tuesday".to_owned()))]);
}

#[test]
fn interrupts_and_signals_give_the_terminal_back_and_keep_what_was_decided() {
    if !has_script() {
        return;
    }
    for signal in [None, Some("-TERM"), Some("-INT"), Some("-HUP")] {
        let dir = judged();
        let mut terminal = Terminal::open(&dir, &QUEUE);
        let at = terminal.wait_for("p pass  f fail", 0);
        terminal.press("f");
        terminal.wait_for("saved: close_attempt is fail", at);
        match signal {
            None => terminal.press("\u{3}"),
            Some(signal) => {
                let pid = fs_err::read_to_string(dir.path("pid")).unwrap();
                assert!(Command::new("kill").args([signal, pid.trim()]).status().unwrap().success());
            }
        }
        let (code, _) = terminal.end();
        assert_eq!(code, 130, "{signal:?}");
        assert_eq!(verdicts(&dir), [("fail".to_owned(), None)], "{signal:?}");
    }
}

#[test]
fn a_key_stops_what_plays_and_a_signal_leaves_no_file() {
    if !has_script() {
        return;
    }
    let dir = shared().dir_with_db();
    let player = player(&dir, true);
    let args = ["review", "D03.alaw.wav", "--criterion", "live_answer", "--by", "Dana", "--player", player.as_str()];
    let file = || std::path::PathBuf::from(fs_err::read_to_string(dir.path("file")).unwrap());
    let begins = |terminal: &mut Terminal<'_>, after: usize| {
        let _ = fs_err::remove_file(dir.path("file"));
        terminal.press("l");
        let at = terminal.wait_for("any key stops", after);
        let begun = Instant::now();
        while !dir.path("file").exists() || file().as_os_str().is_empty() {
            assert!(begun.elapsed() < PATIENCE, "the player was not started");
            thread::sleep(Duration::from_millis(20));
        }
        assert!(file().exists());
        at
    };
    let mut terminal = Terminal::open(&dir, &args);
    let at = terminal.wait_for("p pass  f fail", 0);
    let at = begins(&mut terminal, at);
    terminal.press("l");
    let at = terminal.wait_for("stopped", at);
    assert!(!file().exists(), "the file goes with the sound");
    begins(&mut terminal, at);
    let pid = fs_err::read_to_string(dir.path("pid")).unwrap();
    assert!(Command::new("kill").args(["-TERM", pid.trim()]).status().unwrap().success());
    let (code, _) = terminal.end();
    assert_eq!(code, 130);
    assert!(!file().exists(), "the file goes with the program");
}
