//! The workspace is built as ARCHITECTURE.md says: who may depend on whom, and what holds for every member and file.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::Command,
};

use cargo_metadata::{Metadata, MetadataCommand, Package};

/// The crates under `crates/`, each with the crates of the workspace that it may depend on, for its tests too.
const LAYERS: [(&str, &[&str]); 17] = [
    ("call", &[]),
    ("coaching", &["call", "report", "statistics"]),
    ("evaluation", &["call", "statistics"]),
    ("ingest", &["call"]),
    ("meaning", &[]),
    ("metadata", &["call"]),
    ("models", &["call"]),
    ("opinion", &["call"]),
    ("report", &["call", "statistics"]),
    ("scoring", &["call", "meaning"]),
    ("shop", &["call", "report", "scoring", "statistics"]),
    ("statistics", &[]),
    ("store", &["call"]),
    ("timeline", &["call"]),
    ("transcription", &["call"]),
    ("pipeline", &["call", "ingest", "opinion", "scoring", "store", "timeline", "transcription"]),
    (
        "cli",
        &[
            "call",
            "coaching",
            "evaluation",
            "ingest",
            "metadata",
            "models",
            "opinion",
            "pipeline",
            "report",
            "scoring",
            "shop",
            "statistics",
            "store",
            "timeline",
            "transcription",
        ],
    ),
];

#[test]
fn crates_depend_only_on_the_layers_below() {
    let metadata = metadata();
    let allowed_by_folder = BTreeMap::from(LAYERS);
    for package in crates(&metadata) {
        let folder = folder(package);
        let Some(allowed) = allowed_by_folder.get(folder.as_str()) else {
            panic!("crates/{folder} has no layer yet: give it one in ARCHITECTURE.md and in this test");
        };
        for dependency in dependencies_in_workspace(package) {
            assert!(allowed.contains(&dependency.as_str()), "crates/{folder} may not depend on crates/{dependency}");
        }
    }
}

#[test]
fn every_layer_is_a_crate() {
    let metadata = metadata();
    let found: BTreeSet<String> = crates(&metadata).map(folder).collect();
    let known = LAYERS.map(|(folder, _)| folder.to_owned());
    assert_eq!(found, BTreeSet::from(known));
}

#[test]
fn every_member_takes_the_workspace_lints() {
    let root: toml::Table = read(&root().join("Cargo.toml")).parse().unwrap();
    assert_eq!(root["workspace"]["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));

    for package in metadata().workspace_packages() {
        let manifest: toml::Table = read(package.manifest_path.as_std_path()).parse().unwrap();
        let inherits = manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
        assert_eq!(inherits, Some(true), "{}: `[lints] workspace = true` is missing", package.manifest_path);
    }
}

/// A clone must work in any folder and on any machine.
#[test]
fn no_file_names_a_folder_of_one_machine() {
    // Put together here, so that this file does not name them either.
    let machine_bound = [["/wo", "rk/"], ["/ro", "ot/"], ["../sha", "red"]].map(|halves| halves.concat());
    let mut found = Vec::new();
    for path in tracked_files() {
        let bytes = fs_err::read(root().join(&path)).unwrap();
        // Recordings, models and samples are not text.
        let Ok(text) = String::from_utf8(bytes) else { continue };
        for (line, number) in text.lines().zip(1..) {
            for bound in machine_bound.iter().filter(|bound| line.contains(bound.as_str())) {
                found.push(format!("{}:{number}: {bound}", path.display()));
            }
        }
    }
    assert!(found.is_empty(), "paths of one machine:\n{}", found.join("\n"));
}

fn metadata() -> Metadata {
    // Without dependencies of dependencies, what the manifests say is read and no registry is asked.
    MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec().unwrap()
}

fn crates(metadata: &Metadata) -> impl Iterator<Item = &Package> {
    let folder = root().join("crates");
    metadata.workspace_packages().into_iter().filter(move |package| package.manifest_path.starts_with(&folder))
}

/// The crate's folder under `crates/`, which is its name in documents.
fn folder(package: &Package) -> String {
    package.manifest_path.parent().and_then(|folder| folder.file_name()).unwrap().to_owned()
}

/// The folders of the workspace members that `package` declares to depend on, of every kind and for every system.
fn dependencies_in_workspace(package: &Package) -> impl Iterator<Item = String> {
    package.dependencies.iter().filter_map(|dependency| {
        let path = dependency.path.as_ref()?;
        Some(path.file_name().unwrap().to_owned())
    })
}

fn tracked_files() -> Vec<PathBuf> {
    // A checkout that belongs to another user, as in a container, is read all the same.
    let output = Command::new("git")
        .args(["-c", "safe.directory=*", "ls-files", "-z"])
        .current_dir(root())
        .output()
        .expect("git is needed to know which files belong to the project");
    assert!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).unwrap();
    let paths: Vec<PathBuf> = names.split_terminator('\0').map(PathBuf::from).collect();
    assert!(paths.contains(&PathBuf::from("Cargo.toml")), "git ls-files found no Cargo.toml in {}", root().display());
    // A file that is removed and not yet committed is still listed.
    paths.into_iter().filter(|path| root().join(path).is_file()).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn read(path: &Path) -> String {
    fs_err::read_to_string(path).unwrap()
}
