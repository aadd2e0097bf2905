//! Fetching a model.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use fs_err as fs;
use ringcheck_models::{
    KnownFile, Phase, Progress, PullError, PullErrorKind, PullOutcome, Pulled, Source, pull, pull_known,
};

use crate::{
    fixture::{known, toy_model},
    server::{Manner, Server},
};

/// Large enough for several chunks.
const N_BYTES: u32 = 2_000_000;

struct Setup {
    file: Vec<u8>,
    files: Vec<KnownFile>,
    dir: tempfile::TempDir,
}

impl Setup {
    fn new() -> Self {
        let file = toy_model(N_BYTES);
        Self { files: known(&file), file, dir: tempfile::tempdir().unwrap() }
    }

    fn pull_from(&self, server: &Server) -> Result<Pulled, PullError> {
        self.pull(&Source::Url(server.url()), &mut |_| ControlFlow::Continue(()))
    }

    fn pull(
        &self,
        source: &Source,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Pulled, PullError> {
        pull_known("toy", &self.files, source, self.dir.path(), progress)
    }

    fn model(&self) -> PathBuf {
        self.dir.path().join("ggml-toy.bin")
    }

    fn part(&self) -> PathBuf {
        self.dir.path().join("ggml-toy.bin.part")
    }

    #[track_caller]
    fn assert_whole(&self) {
        assert!(fs::read(self.model()).unwrap() == self.file, "the file differs");
        assert!(!self.part().exists());
    }
}

#[track_caller]
fn length(path: &Path) -> u64 {
    fs::metadata(path).unwrap().len()
}

#[test]
fn a_model_comes_whole_and_a_second_pull_asks_nobody() {
    let setup = Setup::new();
    let server = Server::start(setup.file.clone(), Manner::Ranges);
    let mut seen = Vec::new();
    let pulled = setup
        .pull(&Source::Url(server.url()), &mut |progress| {
            seen.push(progress);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!((pulled.outcome, pulled.is_verified), (PullOutcome::Fetched, true));
    assert_eq!(pulled.sha256.as_str(), setup.files[0].sha256);
    setup.assert_whole();
    let total = setup.file.len() as u64;
    assert!(seen.iter().all(|p| p.total_bytes == Some(total) && p.done_bytes <= total));
    for phase in [Phase::Fetching, Phase::Verifying] {
        let done: Vec<u64> = seen.iter().filter(|p| p.phase == phase).map(|p| p.done_bytes).collect();
        assert!(done.is_sorted() && done.last() == Some(&total), "{phase:?}: {done:?}");
    }
    assert_eq!(setup.pull_from(&server).unwrap().outcome, PullOutcome::AlreadyThere);
    assert_eq!(server.requests(), ["/models/ggml-toy.bin"]);
}

#[test]
fn a_broken_transfer_goes_on_where_it_ended() {
    let setup = Setup::new();
    let server = Server::start(setup.file.clone(), Manner::HangsUpOnceAfter(700_001));
    let error = setup.pull_from(&server).unwrap_err();
    let PullErrorKind::BrokeOff { received, .. } = error.kind() else { panic!("{error:?}") };
    assert_eq!(*received, length(&setup.part()));
    assert!((1..=700_001).contains(received), "{received}");
    assert!(!setup.model().exists());

    assert_eq!(setup.pull_from(&server).unwrap().outcome, PullOutcome::Fetched);
    setup.assert_whole();
    assert_eq!(server.requests()[1], format!("/models/ggml-toy.bin from {received}"));
}

#[test]
fn a_cancelled_pull_keeps_what_came() {
    let setup = Setup::new();
    let server = Server::start(setup.file.clone(), Manner::Ranges);
    let stop_after = |limit| {
        move |progress: Progress| {
            if progress.done_bytes > limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    };
    let error = setup.pull(&Source::Url(server.url()), &mut stop_after(500_000)).unwrap_err();
    assert!(matches!(error.kind(), PullErrorKind::Cancelled), "{error:?}");
    assert!(length(&setup.part()) > 500_000);
    setup.pull_from(&server).unwrap();
    setup.assert_whole();
    assert!(server.requests()[1].contains(" from "));
}

#[test]
fn a_server_without_ranges_starts_over() {
    for manner in [Manner::IgnoresRanges, Manner::WrongRange, Manner::RefusesRanges] {
        let setup = Setup::new();
        fs::write(setup.part(), &setup.file[..600_000]).unwrap();
        let server = Server::start(setup.file.clone(), manner);
        setup.pull_from(&server).unwrap();
        setup.assert_whole();
        assert_eq!(server.requests()[0], "/models/ggml-toy.bin from 600000", "{manner:?}");
    }
}

#[test]
fn a_part_that_is_whole_needs_no_server() {
    let setup = Setup::new();
    fs::write(setup.part(), &setup.file).unwrap();
    let server = Server::start(Vec::new(), Manner::Status(500));
    assert_eq!(setup.pull_from(&server).unwrap().outcome, PullOutcome::Fetched);
    setup.assert_whole();
    assert!(server.requests().is_empty());
}

#[test]
fn a_part_longer_than_the_model_is_dropped() {
    let setup = Setup::new();
    fs::write(setup.part(), [setup.file.as_slice(), b"more"].concat()).unwrap();
    let server = Server::start(setup.file.clone(), Manner::Ranges);
    setup.pull_from(&server).unwrap();
    setup.assert_whole();
    assert_eq!(server.requests(), ["/models/ggml-toy.bin"]);
}

#[test]
fn a_wrong_hash_deletes_what_came() {
    let setup = Setup::new();
    let mut other = setup.file.clone();
    let middle = other.len() / 2;
    other[middle] ^= 1;
    let server = Server::start(other, Manner::Ranges);
    let error = setup.pull_from(&server).unwrap_err();
    assert!(matches!(error.kind(), PullErrorKind::WrongHash { .. }), "{error:?}");
    assert!(error.to_string().contains("wrong hash"), "{error}");
    assert!(!setup.part().exists() && !setup.model().exists());
}

#[test]
fn errors_of_the_server_are_named() {
    let setup = Setup::new();
    for (manner, expected) in [
        (Manner::Status(404), "not found at `http://127.0.0.1"),
        (Manner::Status(403), "the server answered 403"),
        (Manner::Status(503), "the server answered 503"),
        (Manner::WebPage, "leads to a web page"),
    ] {
        let server = Server::start(Vec::new(), manner);
        let error = setup.pull_from(&server).unwrap_err();
        assert!(error.to_string().starts_with("cannot fetch model `toy`: "), "{error}");
        assert!(error.to_string().contains(expected), "{manner:?}: {error}");
        assert!(!setup.model().exists());
    }
}

#[test]
fn a_file_of_another_size_is_refused_before_it_comes() {
    let setup = Setup::new();
    let server = Server::start(vec![0; 5000], Manner::Ranges);
    let error = setup.pull_from(&server).unwrap_err();
    assert!(matches!(error.kind(), PullErrorKind::WrongSize { offered: 5000, .. }), "{error:?}");

    let endless = Server::start([setup.file.as_slice(), &setup.file[..400_000]].concat(), Manner::WithoutLength);
    let error = setup.pull_from(&endless).unwrap_err();
    assert!(matches!(error.kind(), PullErrorKind::WrongSize { .. }), "{error:?}");
    assert_eq!(length(&setup.part()), 0);
}

#[test]
fn a_server_that_names_no_length_or_another_address_will_do() {
    for manner in [Manner::WithoutLength, Manner::Redirects] {
        let setup = Setup::new();
        let server = Server::start(setup.file.clone(), manner);
        setup.pull_from(&server).unwrap();
        setup.assert_whole();
    }
}

#[test]
fn a_redirect_keeps_the_range() {
    let setup = Setup::new();
    fs::write(setup.part(), &setup.file[..600_000]).unwrap();
    let server = Server::start(setup.file.clone(), Manner::Redirects);
    setup.pull_from(&server).unwrap();
    setup.assert_whole();
    assert_eq!(server.requests()[1], "/elsewhere/models/ggml-toy.bin from 600000");
}

#[test]
fn nobody_at_the_address_is_an_error() {
    let setup = Setup::new();
    let url = Server::start(Vec::new(), Manner::Ranges).url();
    let error = setup.pull(&Source::Url(url), &mut |_| ControlFlow::Continue(())).unwrap_err();
    assert!(matches!(error.kind(), PullErrorKind::Unreachable { .. }), "{error:?}");
    assert!(error.hint().unwrap().contains("--from FOLDER"));
}

#[test]
fn a_folder_or_a_file_is_a_source_too() {
    let mirror = tempfile::tempdir().unwrap();
    for source in ["", "ggml-toy.bin"] {
        let setup = Setup::new();
        fs::write(mirror.path().join("ggml-toy.bin"), &setup.file).unwrap();
        fs::write(setup.part(), &setup.file[..1000]).unwrap();
        let source = Source::parse(mirror.path().join(source).to_str().unwrap());
        setup.pull(&source, &mut |_| ControlFlow::Continue(())).unwrap();
        setup.assert_whole();
    }
    let error =
        pull("tiny", Some(&Source::Folder(mirror.path().into())), mirror.path(), &mut |_| ControlFlow::Continue(()));
    assert!(error.unwrap_err().to_string().contains("ggml-tiny.bin"));
}

#[test]
fn a_name_outside_the_catalog_is_fetched_but_not_vouched_for() {
    let (mirror, dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut go_on = |_| ControlFlow::Continue(());
    fs::write(mirror.path().join("ggml-ours.bin"), toy_model(1000)).unwrap();
    fs::write(mirror.path().join("ggml-page.bin"), "<!doctype html>").unwrap();
    let source = Source::Folder(mirror.path().into());
    let pulled = pull("ours", Some(&source), dir.path(), &mut go_on).unwrap();
    assert_eq!((pulled.outcome, pulled.is_verified), (PullOutcome::Fetched, false));

    let error = pull("page", Some(&source), dir.path(), &mut go_on).unwrap_err();
    assert!(matches!(error.kind(), PullErrorKind::NotAModel(_)), "{error:?}");
    assert!(!dir.path().join("ggml-page.bin.part").exists());

    let error = pull("ours-too", None, dir.path(), &mut go_on).unwrap_err();
    assert!(matches!(error.kind(), PullErrorKind::UnknownModel), "{error:?}");
    for bad in ["", "../x", "a b", ".hidden"] {
        let error = pull(bad, Some(&source), dir.path(), &mut go_on).unwrap_err();
        assert!(matches!(error.kind(), PullErrorKind::BadName), "{bad}: {error:?}");
    }
}

#[test]
fn what_is_there_is_replaced_only_if_it_is_broken() {
    let setup = Setup::new();
    let server = Server::start(setup.file.clone(), Manner::Ranges);
    let other = toy_model(34);
    fs::write(setup.model(), &other).unwrap();
    let error = setup.pull_from(&server).unwrap_err();
    assert!(matches!(error.kind(), PullErrorKind::OtherModelThere { .. }), "{error:?}");
    assert_eq!(fs::read(setup.model()).unwrap(), other);

    fs::write(setup.model(), &setup.file[..100_000]).unwrap();
    setup.pull_from(&server).unwrap();
    setup.assert_whole();
}

#[test]
fn two_pulls_of_one_model_do_not_mix() {
    let setup = Setup::new();
    let server = Server::start(setup.file.clone(), Manner::Ranges);
    let part = fs::File::create(setup.part()).unwrap();
    part.file().lock().unwrap();
    let error = setup.pull_from(&server).unwrap_err();
    assert!(matches!(error.kind(), PullErrorKind::InProgress), "{error:?}");
    drop(part);
    setup.pull_from(&server).unwrap();
    setup.assert_whole();
}
