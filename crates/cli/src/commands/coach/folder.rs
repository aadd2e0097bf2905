//! The folder of a pack: its owner's alone, and replaced only where it is a pack.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use ringcheck_coaching::PackHead;

use crate::{commands::report::make_private_folder, printer::hinted};

/// The file that is written last: where it is, the pack is whole.
pub(super) const PACK_FILE: &str = "pack.json";

const ANOTHER: &str = "name a folder in which you may write with `--out DIR`";

/// What can be told before the work about whether a pack can be written to `folder`.
pub(super) fn check(folder: &Path, replaces: bool) -> anyhow::Result<()> {
    if folder.is_file() {
        return Err(hinted(anyhow::anyhow!("`{}` is a file", folder.display()), Some("name a folder for the pack")));
    }
    if is_empty(folder) {
        return Ok(());
    }
    let is_pack = fs_err::read_to_string(folder.join(PACK_FILE)).is_ok_and(|json| PackHead::read(&json).is_ok());
    match (is_pack, replaces) {
        (true, true) => Ok(()),
        (true, false) => {
            let there = anyhow::anyhow!("there is a pack in `{}` already", folder.display());
            Err(hinted(there, Some("replace it with `--force`, or name another folder with `--out`")))
        }
        (false, _) => {
            let full = anyhow::anyhow!("`{}` is not empty, and not a pack", folder.display());
            Err(hinted(full, Some("name a new folder with `--out DIR`")))
        }
    }
}

/// Makes the folder, or empties it of the pack that is in it.
pub(super) fn prepare(folder: &Path) -> anyhow::Result<()> {
    make_private_folder(folder)
        .with_context(|| format!("failed to make the folder `{}`", folder.display()))
        .map_err(|error| hinted(error, Some(ANOTHER)))?;
    for path in files(folder)? {
        fs_err::remove_file(path).map_err(|error| hinted(error, Some(ANOTHER)))?;
    }
    Ok(())
}

/// The files of the pack in a folder, that which says so first; whatever else is there stays.
fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs_err::read_dir(folder).map_err(|error| hinted(error, Some(ANOTHER)))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let is_numbered = name.split('-').next().is_some_and(|n| n.len() >= 2 && n.bytes().all(|b| b.is_ascii_digit()));
        let is_of_call =
            (is_numbered || name.starts_with("good-")) && ["html", "md", "wav", "opus"].contains(&ending.as_str());
        if is_of_call || ["index.html", "playlist.m3u8", PACK_FILE].contains(&name.as_str()) {
            found.push(path);
        }
    }
    found.sort_by_key(|path| (!path.ends_with(PACK_FILE), path.clone()));
    Ok(found)
}

fn is_empty(folder: &Path) -> bool {
    fs_err::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}
