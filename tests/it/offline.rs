//! Nothing leaves the machine: a whole batch needs no network, and asks for none.

use std::process::{Command, Stdio};

use crate::{
    harness::{Run, TestDir, finish},
    shim::with_shim,
    short_calls::{N_CALLS_OF_BATCH, SCORE_BATCH, write_batch},
};

/// A morning's work, one command after the other.
const MORNING: [&[&str]; 8] = [
    &SCORE_BATCH,
    &["list"],
    &["list", "--json"],
    &["show", "--json", "in-5125550100-5125550177-20251130-095302-1764496402.2.wav"],
    &["db", "export", "--format", "csv"],
    &["verify", "--all"],
    &["transcribe", "calls"],
    &["model", "list"],
];

/// A namespace without a network has not even a loopback address: whatever needs one fails.
#[test]
fn a_whole_batch_runs_where_there_is_no_network() {
    let dir = TestDir::new();
    write_batch(&dir);
    let probe = Command::new("unshare").args(["--map-root-user", "--net", "true"]).output();
    if !probe.as_ref().is_ok_and(|output| output.status.success()) {
        println!("no network namespace can be made here ({probe:?}): what the program asks for is watched instead");
        return no_command_of_a_batch_asks_for_a_network();
    }
    for args in MORNING {
        let run = through(&dir, &["unshare", "--map-root-user", "--net"], args).expect(0);
        if args == SCORE_BATCH {
            run.says(&[&format!("{N_CALLS_OF_BATCH} calls scored")]);
        }
    }
    // Where a network is needed, there is none.
    let pull = ["model", "pull", "small.en", "--from", "http://127.0.0.1:9"];
    assert_ne!(through(&dir, &["unshare", "--map-root-user", "--net"], &pull).code, Some(0));
}

/// Every socket of the Internet, and every question for an address, is noted on its way to the C library.
#[test]
fn no_command_of_a_batch_asks_for_a_network() {
    let dir = TestDir::new();
    write_batch(&dir);
    let log = dir.path("network.log");
    let run = |args: &[&str]| {
        let mut command = dir.command(args);
        into_own_folder(&dir, &mut command, args);
        with_shim(&mut command, &[("NET", log.to_str().unwrap())]);
        finish(command.spawn().unwrap())
    };
    for args in MORNING {
        run(args).expect(0);
        assert!(!log.exists(), "{args:?}: {}", fs_err::read_to_string(&log).unwrap());
    }
    // Whoever asks is seen.
    run(&["model", "pull", "small.en", "--from", "http://127.0.0.1:9"]);
    assert!(fs_err::read_to_string(&log).unwrap().contains("connect"));
}

/// The same as the kernel sees it, which nothing in the program can go around.
#[test]
fn the_kernel_is_asked_for_no_socket() {
    let dir = TestDir::new();
    write_batch(&dir);
    let traced = ["strace", "-f", "-qq", "-e", "trace=%network", "-o", "trace.log"];
    let may_trace = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    if !may_trace.as_ref().is_ok_and(|output| output.status.success()) {
        println!("no program can be traced here ({may_trace:?}): what it asks the C library for is watched instead");
        return no_command_of_a_batch_asks_for_a_network();
    }
    let asked = |args: &[&str]| {
        let run = through(&dir, &traced, args);
        let log = fs_err::read_to_string(dir.path("trace.log")).unwrap();
        let of_the_internet = log.lines().filter(|line| line.contains("AF_INET")).count();
        (run, of_the_internet, log)
    };
    for args in MORNING {
        let (run, n_asked, log) = asked(args);
        run.expect(0);
        assert_eq!(n_asked, 0, "{args:?}: {log}");
    }
    let (_, n_asked, _) = asked(&["model", "pull", "small.en", "--from", "http://127.0.0.1:9"]);
    assert!(n_asked > 0, "whoever asks is seen");
}

/// What is fetched, or begun to be, goes nowhere but into the test's folder.
fn into_own_folder(dir: &TestDir, command: &mut Command, args: &[&str]) {
    if args.contains(&"pull") {
        command.env("RINGCHECK_MODELS", dir.path("models"));
    }
}

/// Runs the program through another one.
fn through(dir: &TestDir, outer: &[&str], args: &[&str]) -> Run {
    let mut program = dir.command(args);
    into_own_folder(dir, &mut program, args);
    let mut command = Command::new(outer[0]);
    command.args(&outer[1..]).arg(program.get_program()).args(args).current_dir(dir.path("")).env_clear();
    command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("PATH", std::env::var_os("PATH").unwrap());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    finish(command.spawn().unwrap())
}
