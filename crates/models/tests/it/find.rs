//! Where a model is found.

use std::path::Path;

use fs_err as fs;
use ringcheck_models::{ModelErrorKind, Places, installed, locate};

#[test]
fn a_name_is_looked_up_in_order() {
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    let executable = at("app/target/release/ringcheck");
    let places = Places::new(Some(at("named")), Some(at("data")), Some(&executable), Some(at("work")));
    let folders: Vec<_> = places.search.iter().map(|place| place.folder.strip_prefix(root.path()).unwrap()).collect();
    let expected = [
        "named",
        "data/models",
        "app/target/release/models",
        "app/target/models",
        "app/models",
        "models",
        "work/models",
    ];
    assert_eq!(folders, expected.map(Path::new));
    assert_eq!(places.own, Some(at("named")));

    for folder in ["work/models", "app/models", "data/models", "named"] {
        fs::create_dir_all(at(folder)).unwrap();
        fs::write(at(folder).join("ggml-tiny.en.bin"), "x").unwrap();
        let found = locate("tiny.en", &places).unwrap();
        assert_eq!((found.name.as_str(), found.path), ("tiny.en", at(folder).join("ggml-tiny.en.bin")));
        assert!(found.found.is_some());
    }
}

#[test]
fn a_path_is_taken_as_it_is() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("ggml-ours-q5_1.bin");
    fs::write(&path, "x").unwrap();
    let found = locate(path.to_str().unwrap(), &Places::default()).unwrap();
    assert_eq!((found.name.as_str(), &found.path, found.found), ("ours-q5_1", &path, None));
    let gone = locate("elsewhere/ggml-tiny.bin", &Places::default()).unwrap_err();
    assert!(matches!(gone.kind(), ModelErrorKind::NoSuchFile), "{gone:?}");
    let folder = locate(root.path().to_str().unwrap(), &Places::default()).unwrap_err();
    assert!(matches!(folder.kind(), ModelErrorKind::IsFolder), "{folder:?}");
}

#[test]
fn a_missing_model_is_told_where_it_was_sought_and_how_to_get_it() {
    let root = tempfile::tempdir().unwrap();
    let places = Places::new(None, Some(root.path().to_owned()), None, None);
    let error = locate("small.en", &places).unwrap_err();
    assert_eq!(error.to_string(), "cannot use model `small.en`: not on this machine");
    let hint = error.hint().unwrap();
    assert!(hint.contains("ringcheck model pull small.en"), "{hint}");
    assert!(hint.contains(root.path().join("models").to_str().unwrap()), "{hint}");
    let error = locate("smal.en", &places).unwrap_err();
    assert_eq!(error.to_string(), "cannot use model `smal.en`: no such model");
    assert!(error.hint().unwrap().contains("ringcheck model list"));
}

#[test]
fn installed_models_are_listed_once_and_partial_ones_not() {
    let root = tempfile::tempdir().unwrap();
    let (data, work) = (root.path().join("data"), root.path().join("work"));
    for (folder, file) in [
        (&data, "ggml-base.bin"),
        (&work, "ggml-base.bin"),
        (&work, "ggml-tiny.en.bin"),
        (&data, "ggml-small.bin.part"),
        (&data, "README.md"),
    ] {
        fs::create_dir_all(folder.join("models")).unwrap();
        fs::write(folder.join("models").join(file), "x").unwrap();
    }
    let models = installed(&Places::new(None, Some(data.clone()), None, Some(work)));
    let names: Vec<_> = models.iter().map(|model| model.name.as_str()).collect();
    assert_eq!(names, ["base", "tiny.en"]);
    assert_eq!(models[0].path, data.join("models/ggml-base.bin"));
}
