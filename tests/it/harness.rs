//! Runs the built program as a user would, each test in a folder of its own.

use std::{
    ffi::OsStr,
    io::{Read, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::LazyLock,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

/// A run that takes longer has hung. The longest takes half a minute on an idle machine.
const LONGEST_RUN: Duration = Duration::from_mins(30);

/// The program, built now if it is not up to date.
///
/// Cargo builds a program before the tests of its own package alone (`CARGO_BIN_EXE_…`), and these tests are a
/// package of their own. So they ask Cargo for the program, in the profile and the folder that they were built in
/// themselves: `cargo test --workspace`, `cargo test --package ringcheck-tests` and `make test` all test the program of
/// the sources as they are, and where it was just built nothing is done.
static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    let target_dir = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let test = std::env::current_exe().unwrap();
    // PROFILE/deps/TEST, or TARGET/PROFILE/deps/TEST where a target was named.
    let below: Vec<&str> = test.strip_prefix(target_dir).unwrap().iter().map(|part| part.to_str().unwrap()).collect();
    let (target, profile) = match below[..] {
        [profile, "deps", _] => (None, profile),
        [target, profile, "deps", _] => (Some(target), profile),
        _ => panic!("`{}` is not where Cargo puts tests", test.display()),
    };
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--locked", "--package", "ringcheck", "--bin", "ringcheck"]);
    cargo.args(["--message-format", "json-render-diagnostics"]);
    cargo.args(["--profile", if profile == "debug" { "dev" } else { profile }]);
    cargo.args(target.map(|target| format!("--target={target}")));
    cargo.arg("--target-dir").arg(target_dir).current_dir(repository());
    // What Cargo told this test about its package; some build scripts run again when it changes.
    let of_this_test = ["CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"];
    for (variable, _) in std::env::vars_os() {
        if of_this_test.iter().any(|start| variable.to_string_lossy().starts_with(start)) {
            cargo.env_remove(variable);
        }
    }
    let output = cargo.stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "the program cannot be built");
    let messages = String::from_utf8(output.stdout).unwrap();
    let mut executables = messages.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    executables.next_back().expect("Cargo names the program that it built")
});

/// The folder of the whole repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A file or folder below `fixtures/`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    let path = repository().join("fixtures").join(name);
    assert!(path.exists(), "no fixture is called {name}");
    path
}

/// A folder that is a test's own, with a user's home in it; removed at the end of the test.
pub(crate) struct TestDir {
    folder: tempfile::TempDir,
}

impl TestDir {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Makes a file in the folder, and the folders above it.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(&path, content).unwrap();
        path
    }

    /// Copies a file of the repository into the folder.
    pub(crate) fn copy(&self, from: &Path, name: &str) -> PathBuf {
        self.write(name, fs_err::read(from).unwrap())
    }

    /// The database that runs in this folder use unless `--db` names another.
    pub(crate) fn db(&self) -> PathBuf {
        self.path("calls.db")
    }

    /// A run of the program that is ready to be started.
    ///
    /// It sees nothing of the user's: no home, no configuration, no variable but those given here.
    pub(crate) fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(PROGRAM.as_path());
        command.args(args).current_dir(self.folder.path()).env_clear();
        // Without these two, programs do not start on Windows or find no temporary folder anywhere.
        for variable in ["SystemRoot", "TMPDIR"] {
            command.envs(std::env::var_os(variable).map(|value| (variable, value)));
        }
        let home = self.path("home");
        command.env("HOME", &home).env("USERPROFILE", &home).env("APPDATA", &home).env("LOCALAPPDATA", &home);
        command.env("XDG_DATA_HOME", home.join("data")).env("XDG_CONFIG_HOME", home.join("config")).env("TZ", "UTC");
        command.env("RINGCHECK_MODELS", repository().join("models")).env("RINGCHECK_DB", self.db());
        // Tests copy their recordings just before they score them.
        command.env("RINGCHECK_QUIET_FOR", "0");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Run {
        finish(self.command(args).spawn().unwrap())
    }

    /// `text` without what differs between machines: this test's folder, the repository's, the version.
    pub(crate) fn neutral(&self, text: &str) -> String {
        let own = self.folder.path().display().to_string();
        text.replace(&own, "[dir]").replace(&repository().display().to_string(), "[repository]").replace('\\', "/")
    }
}

/// How a run ended.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    /// The exit code; `None` if a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) elapsed: Duration,
    /// The most memory that it had resident, where the system tells.
    pub(crate) peak_bytes: Option<u64>,
}

impl Run {
    /// The run, if it ended with this exit code.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// What is on stdout as JSON, one value a line.
    #[track_caller]
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        json_lines(&self.stdout)
    }

    /// Whether stderr has all of `parts`.
    #[track_caller]
    pub(crate) fn says(&self, parts: &[&str]) -> &Self {
        for part in parts {
            assert!(self.stderr.contains(part), "`{part}` is not said:\n{}", self.stderr);
        }
        self
    }

    /// Exit code, stdout and stderr, for a snapshot.
    pub(crate) fn snapshot(&self, dir: &TestDir) -> String {
        let code = self.code.map_or_else(|| "none".to_owned(), |code| code.to_string());
        let (stdout, stderr) = (dir.neutral(&self.stdout), dir.neutral(&self.stderr));
        format!("exit {code}\n--- stdout\n{stdout}--- stderr\n{stderr}")
    }
}

/// Says that a test looks at less because a tool is not there.
///
/// It goes to stderr itself: what `println!` says in a test that passes is not shown.
pub(crate) fn left_out(tool: &str, what: &str) {
    let _ = writeln!(std::io::stderr(), "left out, since {tool} is not installed: {what}");
}

/// JSON values, one a line.
#[track_caller]
pub(crate) fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("not JSON ({e}): {line}"))).collect()
}

/// Waits for a run's end and collects what it wrote.
pub(crate) fn finish(mut child: Child) -> Run {
    let started = Instant::now();
    let (out, err) = (child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        let stdout = scope.spawn(move || read_all(out));
        let stderr = scope.spawn(move || read_all(err));
        let (status, peak_bytes) = wait(&mut child, started);
        let (stdout, stderr) = (stdout.join().unwrap(), stderr.join().unwrap());
        let Some(status) = status else { panic!("the run hung; stdout:\n{stdout}\nstderr:\n{stderr}") };
        Run { code: status.code(), stdout, stderr, elapsed: started.elapsed(), peak_bytes }
    })
}

/// Waits for the end; `None` after [`LONGEST_RUN`], when the run has been ended.
fn wait(child: &mut Child, started: Instant) -> (Option<ExitStatus>, Option<u64>) {
    let mut peak_bytes = None;
    loop {
        peak_bytes = peak_bytes.max(peak_memory(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            return (Some(status), peak_bytes);
        }
        if started.elapsed() > LONGEST_RUN {
            child.kill().unwrap();
            child.wait().unwrap();
            return (None, peak_bytes);
        }
        thread::sleep(Duration::from_millis(10));
    }
}

fn read_all(from: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut from) = from {
        from.read_to_end(&mut bytes).unwrap();
    }
    String::from_utf8(bytes).expect("the program writes UTF-8")
}

/// The high-water mark of a process's resident memory, which Linux keeps and never lowers.
fn peak_memory(process: u32) -> Option<u64> {
    let status = fs_err::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// The lines of `text`, in an order that does not depend on theirs.
pub(crate) fn sorted_lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}
