//! `ringcheck model`: which models there are, where they are, and how they get there without the Internet.

use std::path::Path;

use crate::{
    harness::{Run, TestDir, finish, fixture, repository},
    server::Server,
};

const NAME: &str = "tiny.en-q8_0";
const FILE: &str = "ggml-tiny.en-q8_0.bin";

#[test]
fn the_model_that_ships_is_found() {
    let dir = TestDir::new();
    let run = dir.run(["model", "path"]).expect(0);
    assert_eq!(Path::new(run.stdout.trim_end()), bundled());
    assert_eq!(run.stderr, "");
    let by_file = dir.run(["model".as_ref(), "path".as_ref(), bundled().as_os_str()]).expect(0);
    assert_eq!(by_file.stdout, run.stdout);
    let missing = dir.run(["model", "path", "small.en"]).expect(2);
    assert_eq!(missing.stdout, "");
    missing.says(&["cannot use model `small.en`: not on this machine", "ringcheck model pull small.en"]);
}

#[test]
fn the_model_that_ships_has_the_hash_that_is_listed() {
    let dir = TestDir::new();
    let models = dir.run(["model", "list", "--json"]).expect(0).json_lines();
    let listed = models.iter().find(|model| model["name"] == NAME).unwrap();
    let bytes = fs_err::read(bundled()).unwrap();
    let sha256 = crate::contract::sha256(&bytes);
    assert_eq!(
        (listed["sha256"].as_str(), listed["bytes"].as_u64()),
        (Some(sha256.as_str()), Some(bytes.len() as u64))
    );
}

#[test]
fn models_are_listed_with_size_hash_and_place() {
    let dir = TestDir::new();
    let run = dir.run(["model", "list", "--json"]).expect(0);
    let models = run.json_lines();
    let model = |name: &str| models.iter().find(|model| model["name"] == name).unwrap();
    assert!(models.len() > 20, "{}", run.stdout);
    for model in &models {
        assert!(model["bytes"].as_u64().is_some_and(|bytes| bytes > 30_000_000), "{model}");
        assert_eq!(model["sha256"].as_str().map(str::len), Some(64), "{model}");
    }
    assert_eq!(model(NAME)["path"].as_str().map(Path::new), Some(bundled().as_path()));
    assert!(model("small.en")["path"].is_null());
    let table = dir.run(["model", "list"]).expect(0);
    assert!(table.stdout.contains(NAME) && table.stdout.contains("large-v3-turbo"), "{}", table.stdout);
    table.says(&["ringcheck model pull NAME"]);
}

#[test]
fn a_model_is_pulled_from_a_folder_and_used() {
    let dir = TestDir::new();
    let source = repository().join("models");
    let run = pull(&dir, source.to_str().unwrap()).expect(0);
    let pulled = dir.path("models").join(FILE);
    assert_eq!(Path::new(run.stdout.trim_end()), pulled);
    run.says(&["fetched, and its SHA-256 is the known one"]);
    assert!(fs_err::read(&pulled).unwrap() == fs_err::read(bundled()).unwrap());

    let again = pull(&dir, source.to_str().unwrap()).expect(0);
    assert_eq!(again.stdout, run.stdout);
    again.says(&["it is here already"]);
    assert_eq!(in_own_folder(&dir, &["model", "path"]).expect(0).stdout, run.stdout);

    let call = fixture("broken/lying-header.wav");
    let scored = in_own_folder(&dir, &["score", "--json", call.to_str().unwrap()]).expect(0);
    assert_eq!(scored.json_lines()[0]["origin"]["model"], NAME);
    assert!(scored.json_lines()[0]["turns"].as_array().is_some_and(|turns| !turns.is_empty()));
}

#[test]
fn a_model_is_pulled_from_a_server_of_ones_own() {
    let dir = TestDir::new();
    let server = Server::start(fs_err::read(bundled()).unwrap());
    let run = pull(&dir, &server.url()).expect(0);
    run.says(&["fetched, and its SHA-256 is the known one"]);
    assert_eq!(server.requests(), [format!("/models/{FILE}")]);
    assert!(fs_err::read(dir.path("models").join(FILE)).unwrap() == fs_err::read(bundled()).unwrap());
}

#[test]
fn what_is_not_the_model_is_not_kept() {
    let dir = TestDir::new();
    let mut altered = fs_err::read(bundled()).unwrap();
    *altered.last_mut().unwrap() ^= 1;
    let server = Server::start(altered);
    let run = pull(&dir, &server.url()).expect(2);
    assert_eq!(run.stdout, "");
    run.says(&["cannot fetch model `tiny.en-q8_0`: what came has the wrong hash", "  hint: try again"]);
    let left: Vec<_> = fs_err::read_dir(dir.path("models")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.is_empty(), "{left:?}");

    let nothing = dir.path("elsewhere");
    fs_err::create_dir(&nothing).unwrap();
    pull(&dir, nothing.to_str().unwrap()).expect(2).says(&["not found at", "  hint: --from takes a folder"]);
    let unknown = in_own_folder(&dir, &["model", "pull", "enormous.en"]).expect(2);
    unknown.says(&["cannot fetch model `enormous.en`: no such model", "ringcheck model list"]);
}

/// Pulls into the test's own folder.
fn pull(dir: &TestDir, from: &str) -> Run {
    in_own_folder(dir, &["model", "pull", NAME, "--from", from])
}

/// Runs the program with a folder of models that is the test's own.
fn in_own_folder(dir: &TestDir, args: &[&str]) -> Run {
    finish(dir.command(args).env("RINGCHECK_MODELS", dir.path("models")).spawn().unwrap())
}

fn bundled() -> std::path::PathBuf {
    repository().join("models").join(FILE)
}
