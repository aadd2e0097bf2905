//! `ringcheck doctor`: what is well, what is not, and what to do.

use serde_json::Value;

use crate::{
    harness::{TestDir, finish, fixture},
    shared::shared,
};

/// The checks of a run with this outcome, by name.
fn checks(dir: &TestDir, args: &[&str], code: i32) -> Vec<Value> {
    let mut command = dir.command([&["doctor", "--json"], args].concat());
    command.env("RINGCHECK_FFMPEG", "off");
    finish(command.spawn().unwrap()).expect(code).json_lines()
}

fn state<'a>(checks: &'a [Value], name: &str) -> (&'a str, &'a str, &'a str) {
    let check =
        checks.iter().find(|check| check["check"] == name).unwrap_or_else(|| panic!("no check is called {name}"));
    let text = |key: &str| check[key].as_str().unwrap_or_default();
    (text("state"), text("message"), text("mend"))
}

#[test]
fn a_machine_that_is_well_is_told_so() {
    let dir = shared().dir_with_db();
    fs_err::create_dir(dir.path("recordings")).unwrap();
    dir.copy(&fixture("calls/D07.flac"), "recordings/D07.flac");
    let file = format!("db = {:?}\n[score]\npaths = [\"recordings\"]\n", dir.db());
    dir.write("ringcheck.toml", file);
    #[cfg(unix)]
    own(&dir.db());
    let found = checks(&dir, &[], 0);
    for name in [
        "configuration",
        "rubric",
        "recordings",
        "database",
        "temporary",
        "clock",
        "speech model",
        "listening",
        "judging",
    ] {
        assert_eq!(state(&found, name).0, "ok", "{name}: {found:?}");
    }
    assert!(state(&found, "database").1.contains("is up to date and whole"));
    assert!(state(&found, "recordings").1.contains("recordings` can be read"), "the paths of [score] are looked at");
    let (state, message, mend) = state(&found, "ffmpeg");
    assert_eq!(state, "warn");
    assert!(message.contains("AMR") && mend.contains("install ffmpeg"), "{message}: {mend}");

    let page = dir.run(["doctor"]).expect(0);
    assert!(page.stdout.lines().any(|line| line.starts_with("ok    speech model  tiny.en-q8_0")), "{}", page.stdout);
}

#[test]
fn what_is_broken_is_told_with_what_to_mend() {
    let dir = TestDir::new();
    dir.write("calls.db", "this is no database, it only has the name of one");
    let mut model = fs_err::read(crate::harness::repository().join("models/ggml-tiny.en-q8_0.bin")).unwrap();
    let middle = model.len() / 2;
    model[middle] ^= 1;
    dir.write("models/ggml-tiny.en-q8_0.bin", model);
    dir.write("rubric.toml", "id = 3\n");
    dir.write("ringcheck.toml", "jobbs = 2\n");
    let mut command = dir.command(["doctor", "--json", "--rubric", "rubric.toml", "gone"]);
    command.env("RINGCHECK_MODELS", dir.path("models"));
    let found = finish(command.spawn().unwrap()).expect(1).json_lines();
    for (name, part) in [
        ("configuration", "no command has an option `jobbs`"),
        ("rubric", "failed to read the rubric `rubric.toml`"),
        ("recordings", "gone"),
        ("database", "it is not a SQLite database"),
        ("speech model", "has not the bytes that tiny.en-q8_0 has"),
    ] {
        let (state, message, mend) = state(&found, name);
        assert_eq!(state, "fail", "{name}: {found:?}");
        assert!(message.contains(part), "{name}: {message}");
        assert!(!mend.is_empty(), "{name} says nothing of what to do");
    }
    assert_eq!(state(&found, "judging").0, "ok", "one failure hides no other check");
}

#[cfg(unix)]
#[test]
fn a_database_that_others_may_read_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = shared().dir_with_db();
    fs_err::set_permissions(dir.db(), std::fs::Permissions::from_mode(0o644)).unwrap();
    let found = checks(&dir, &[], 0);
    let (state, message, mend) = state(&found, "permissions");
    assert_eq!(state, "warn");
    assert!(message.contains("mode 644") && mend.contains("chmod 600"), "{message}: {mend}");
}

#[test]
fn the_doctor_leaves_no_database_behind() {
    let dir = TestDir::new();
    let found = checks(&dir, &[], 0);
    assert!(state(&found, "database").1.contains("will be made by the first run"));
    assert!(!dir.db().exists());
}

#[cfg(unix)]
fn own(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs_err::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}
