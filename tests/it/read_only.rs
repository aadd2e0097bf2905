//! Where nothing may be written: an error that says so, before anything is listened to, and nothing is touched.

use std::{
    io,
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, SystemTime},
};

use crate::{
    harness::{Run, TestDir, finish, repository},
    short_calls::{silence, write_transcripts},
};

const NOBODY: u32 = 65_534;

#[test]
fn a_folder_without_leave_to_write_is_refused_and_nothing_is_in_it() {
    let place = Place::new();
    place.set_mode("kept", 0o500);
    let run = place.run(&["score", "calls", "--db", "kept/calls.db"]).expect(2);
    run.says(&["`kept/calls.db`: the file could not be made", "hint: name a file where you may write with --db"]);
    let run = place.run(&["score", "calls", "--db", "kept/new/calls.db"]).expect(2);
    run.says(&["`kept/new/calls.db`: its folder could not be made", "hint: name a file where you may write with --db"]);
    place.set_mode("kept", 0o700);
    assert_eq!(fs_err::read_dir(place.dir.path("kept")).unwrap().count(), 0);
}

#[test]
fn a_database_that_is_read_only_is_refused_and_left_as_it_is() {
    for (what, file, folder) in [("file", 0o400, 0o700), ("folder", 0o600, 0o500), ("both", 0o400, 0o500)] {
        let place = Place::new();
        let transcripts = write_transcripts(&place.dir, 2);
        place.run(&["score", "--db", "kept/calls.db", "--transcript", transcripts.to_str().unwrap()]).expect(0);
        place.set_mode("kept/calls.db", file);
        place.set_mode("kept", folder);
        let before = place.kept();
        let run = place.run(&["score", "calls", "--db", "kept/calls.db"]).expect(2);
        run.says(&[
            "`kept/calls.db`: it, or the folder it is in, is read-only",
            "hint: the file and its folder must be",
        ]);
        assert!(!run.stderr.contains("1/1"), "{what}: {}", run.stderr);
        assert!(place.kept() == before, "{what}: {:?}, before {:?}", names(&place.kept()), names(&before));
        // To look at is allowed.
        place.run(&["list", "--db", "kept/calls.db"]).expect(0).says(&["2 calls"]);
        place.run(&["db", "check", "--db", "kept/calls.db"]).expect(0).says(&["the database is sound"]);
        assert!(place.kept() == before, "{what}: {:?}, before {:?}", names(&place.kept()), names(&before));
        place.set_mode("kept", 0o700);
    }
}

#[test]
fn recordings_in_a_folder_without_leave_to_write_are_scored() {
    let place = Place::new();
    place.set_mode("calls", 0o500);
    place.run(&["score", "calls", "--db", "kept/calls.db"]).expect(0).says(&["1 call scored"]);
    place.set_mode("calls", 0o700);
    assert_eq!(fs_err::read_dir(place.dir.path("calls")).unwrap().count(), 1);
}

#[test]
fn a_recording_or_folder_that_may_not_be_read_is_told_and_the_others_are_scored() {
    let place = Place::new();
    place.write("calls/secret.wav", &silence(1));
    place.set_mode("calls/secret.wav", 0o000);
    place.write("closed/call.wav", &silence(2));
    place.set_mode("closed", 0o000);
    let run = place.run(&["score", "calls", "closed", "--db", "kept/calls.db"]).expect(1);
    run.says(&["calls/secret.wav", "closed", "ermission denied", "1 call scored", "2 failed"]);
    place.set_mode("closed", 0o700);
}

/// A file, what is in it and when it was written.
type Kept = (PathBuf, Vec<u8>, SystemTime);

fn names(kept: &[Kept]) -> Vec<&Path> {
    kept.iter().map(|(path, ..)| path.as_path()).collect()
}

/// A folder of a user whom permissions bind, with one recording and an empty folder `kept`.
struct Place {
    dir: TestDir,
    /// The program and the models where that user may read them, if the tests are run by root.
    copied: Option<PathBuf>,
}

impl Place {
    fn new() -> Self {
        let dir = TestDir::new();
        let is_root = fs_err::metadata(dir.path("")).unwrap().uid() == 0;
        let copied = is_root.then(|| {
            let copied = dir.path("copied");
            fs_err::create_dir(&copied).unwrap();
            fs_err::copy(dir.command([""]).get_program(), copied.join("ringcheck")).unwrap();
            let models = fs_err::read_dir(repository().join("models")).unwrap().map(|entry| entry.unwrap().path());
            for model in models.filter(|path| path.extension().is_some_and(|ending| ending == "bin")) {
                fs_err::copy(&model, copied.join(model.file_name().unwrap())).unwrap();
            }
            copied
        });
        let place = Self { dir, copied };
        place.give(&place.dir.path(""), 0o755);
        for folder in ["kept", "calls"] {
            fs_err::create_dir(place.dir.path(folder)).unwrap();
            place.give(&place.dir.path(folder), 0o700);
        }
        place.write("calls/call.wav", &silence(0));
        place
    }

    fn write(&self, name: &str, content: &[u8]) {
        let path = self.dir.write(name, content);
        self.give(path.parent().unwrap(), 0o700);
        self.give(&path, 0o600);
    }

    /// Makes a file or folder that user's.
    fn give(&self, path: &Path, mode: u32) {
        if self.copied.is_some() {
            std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        fs_err::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    fn set_mode(&self, name: &str, mode: u32) {
        fs_err::set_permissions(self.dir.path(name), std::fs::Permissions::from_mode(mode)).unwrap();
    }

    fn run(&self, args: &[&str]) -> Run {
        let mut command = self.dir.command(args);
        if let Some(copied) = &self.copied {
            let mut own = Command::new(copied.join("ringcheck"));
            own.args(command.get_args()).current_dir(self.dir.path("")).env_clear();
            own.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
            own.env("RINGCHECK_MODELS", copied).uid(NOBODY).gid(NOBODY);
            own.stdin(std::process::Stdio::null());
            own.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
            command = own;
        }
        loop {
            match command.spawn() {
                Ok(child) => return finish(child),
                // A process that another test starts may still hold the copied program open for writing.
                Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy => {
                    thread::sleep(Duration::from_millis(20));
                }
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// The files in `kept`, with what is in them and when they were written.
    fn kept(&self) -> Vec<Kept> {
        let entries = fs_err::read_dir(self.dir.path("kept")).unwrap().map(|entry| entry.unwrap().path());
        // The folder of reports was made by the run that came before.
        let entries = entries.filter(|path| !path.ends_with("reports"));
        let read = |path: PathBuf| {
            let modified = fs_err::metadata(&path).unwrap().modified().unwrap();
            (path.clone(), fs_err::read(&path).unwrap(), modified)
        };
        let mut files: Vec<_> = entries.map(read).collect();
        files.sort();
        files
    }
}
