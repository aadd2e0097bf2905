//! What stands between the program and the C library in some tests: `shim.c`, which says what it can do.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

use crate::harness::repository;

/// The library, built by the compiler that builds Whisper.
static LIBRARY: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    // `cargo nextest` runs each test in a process of its own: none may load a library that another is writing.
    let own = folder.join(format!("shim-{}.so", std::process::id()));
    let library = folder.join("shim.so");
    let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    let mut cc = Command::new(compiler);
    cc.args(["-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-o"]).arg(&own);
    cc.arg(repository().join("tests/it/shim.c")).args(["-ldl", "-lpthread"]);
    let output = cc.output().expect("a C compiler, as `scripts/setup.sh build` sees to");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs_err::rename(&own, &library).unwrap();
    library
});

/// Puts the library before a program; `settings` are its variables without `RINGCHECK_SHIM_`.
pub(crate) fn with_shim(command: &mut Command, settings: &[(&str, &str)]) {
    command.env("LD_PRELOAD", LIBRARY.as_path());
    for (name, value) in settings {
        command.env(format!("RINGCHECK_SHIM_{name}"), value);
    }
}

/// A folder as the shim takes it for a disk.
pub(crate) fn disk(folder: &Path) -> String {
    format!("{}/", fs_err::canonicalize(folder).unwrap().display())
}
