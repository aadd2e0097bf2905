//! The folder of a pack: its owner's alone, and replaced only where it is a pack.
//!
//! A pack is made in a folder within its folder, and takes the place of the one before only when it is whole. Whatever
//! ends the program before that leaves the one before as it was; whatever ends it in between leaves lists of both.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use ringcheck_coaching::PackHead;

use crate::{commands::report::make_private_folder, printer::hinted};

/// The file that is written last: where it is, the pack is whole.
pub(super) const PACK_FILE: &str = "pack.json";

/// Where a pack is made, within its folder.
const NEW_FOLDER: &str = ".ringcheck-new";

const ANOTHER: &str = "name a folder in which you may write with `--out DIR`";

/// What can be told before the work about whether a pack can be written to `folder`.
pub(super) fn check(folder: &Path, replaces: bool) -> anyhow::Result<()> {
    if folder.is_file() {
        return Err(hinted(anyhow::anyhow!("`{}` is a file", folder.display()), Some("name a folder for the pack")));
    }
    match (is_pack(folder), replaces) {
        (true, true) => Ok(()),
        (true, false) => {
            let there = anyhow::anyhow!("there is a pack in `{}` already", folder.display());
            Err(hinted(there, Some("replace it with `--force`, or name another folder with `--out`")))
        }
        (false, _) if is_empty(folder) => Ok(()),
        (false, _) => {
            let full = anyhow::anyhow!("`{}` is not empty, and not a pack", folder.display());
            Err(hinted(full, Some("name a new folder with `--out DIR`")))
        }
    }
}

/// A pack in the making; what was written of it is removed unless it is [`finish`](Self::finish)ed.
pub(super) struct NewPack {
    folder: PathBuf,
    /// Where its files are written until it is whole.
    pub(super) within: PathBuf,
    /// Whether the folder was made for it.
    is_new: bool,
}

impl NewPack {
    /// Makes the folder, unless it is there, and a place in it for the new pack.
    pub(super) fn begin(folder: &Path) -> anyhow::Result<Self> {
        let is_new = !folder.exists();
        let new = Self { folder: folder.to_owned(), within: folder.join(NEW_FOLDER), is_new };
        let made = if is_new { make_private_folder(folder) } else { Ok(()) };
        let made = made.and_then(|()| new.remove_unfinished()).and_then(|()| make_private_folder(&new.within));
        made.with_context(|| format!("failed to make the folder `{}`", folder.display()))
            .map_err(|error| hinted(error, Some(ANOTHER)))?;
        Ok(new)
    }

    /// The names of the files that were written, in order.
    pub(super) fn files(&self) -> anyhow::Result<Vec<String>> {
        let names: BTreeSet<String> = fs_err::read_dir(&self.within)?
            .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
            .collect::<io::Result<_>>()?;
        Ok(names.into_iter().collect())
    }

    /// Puts the pack, which is whole, in the place of the one before.
    ///
    /// # Errors
    ///
    /// Where a file that is of no pack is in the way, before anything is changed.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        let new = self.files()?;
        let old = listed(&self.folder);
        for name in &new {
            let at = self.folder.join(name);
            if !old.contains(name) && fs_err::symlink_metadata(&at).is_ok() {
                let error = anyhow::anyhow!("`{}` is there already, and is not of the pack", at.display());
                return Err(hinted(error, Some("move it elsewhere, or name another folder with `--out DIR`")));
            }
        }
        let put = |name: &String| {
            fs_err::rename(self.within.join(name), self.folder.join(name)).map_err(|error| hinted(error, Some(ANOTHER)))
        };
        // What is new first, so that an error on the way has lost nothing of the pack before but what has a successor.
        new.iter().filter(|name| name.as_str() != PACK_FILE).try_for_each(put)?;
        let gone = old.iter().filter(|name| !new.contains(*name) && name.as_str() != PACK_FILE);
        for path in gone.map(|name| self.folder.join(name)).filter(|path| is_plain_file(path)) {
            fs_err::remove_file(path).map_err(|error| hinted(error, Some(ANOTHER)))?;
        }
        // What says that the pack is whole comes last: until then both lists are there.
        new.iter().filter(|name| name.as_str() == PACK_FILE).try_for_each(put)
    }

    /// Removes what an earlier run that was ended left of the making of its pack.
    ///
    /// Where it was ended while its pack took the place of the one before, what was put there is the pack's too.
    fn remove_unfinished(&self) -> io::Result<()> {
        if !self.within.exists() {
            return Ok(());
        }
        let known = listed_in(&self.folder.join(PACK_FILE));
        for name in listed_in(&self.within.join(PACK_FILE)).difference(&known) {
            let path = self.folder.join(name);
            // What is here still was never put there: what has its name is somebody else's.
            if !self.within.join(name).exists() && is_plain_file(&path) {
                fs_err::remove_file(path)?;
            }
        }
        self.remove_within()
    }

    /// Removes the place in which a pack was made, the list in it first: if this is ended on the way, what is missing here
    /// must not look as if it had been put into the folder, where a file of that name is somebody else's.
    fn remove_within(&self) -> io::Result<()> {
        match fs_err::remove_file(self.within.join(PACK_FILE)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        fs_err::remove_dir_all(&self.within)
    }
}

impl Drop for NewPack {
    fn drop(&mut self) {
        // An error that ended the making is told already; what cannot be removed now is by the next run.
        let is_begun = listed_in(&self.within.join(PACK_FILE)).iter().any(|name| !self.within.join(name).exists());
        if !is_begun {
            let _ = self.remove_within();
        }
        if self.is_new {
            // Which fails, as it should, where something is in it.
            let _ = fs_err::remove_dir(&self.folder);
        }
    }
}

/// Whether there is a pack in a folder, or one was about to take its place there.
fn is_pack(folder: &Path) -> bool {
    [folder.join(PACK_FILE), folder.join(NEW_FOLDER).join(PACK_FILE)].iter().any(|file| head(file).is_some())
}

/// The names of the files of the pack in a folder.
fn listed(folder: &Path) -> BTreeSet<String> {
    listed_in(&folder.join(PACK_FILE))
}

/// The names that a pack's JSON lists; one that leads out of the folder is none.
fn listed_in(file: &Path) -> BTreeSet<String> {
    let is_name = |name: &String| Path::new(name).file_name().is_some_and(|plain| plain == name.as_str());
    let Some(head) = head(file) else { return BTreeSet::new() };
    head.files.into_iter().filter(is_name).chain([PACK_FILE.to_owned()]).collect()
}

fn head(file: &Path) -> Option<PackHead> {
    PackHead::read(&fs_err::read_to_string(file).ok()?).ok()
}

fn is_plain_file(path: &Path) -> bool {
    fs_err::symlink_metadata(path).is_ok_and(|found| found.is_file())
}

/// Whether nothing is in a folder but what is left of the making of a pack.
fn is_empty(folder: &Path) -> bool {
    let Ok(entries) = fs_err::read_dir(folder) else { return true };
    entries.flatten().all(|entry| entry.file_name() == NEW_FOLDER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack_json(files: &[&str]) -> String {
        serde_json::json!({
            "schema": "ringcheck.pack/1", "id": "a", "made_at": "2026-11-22T10:00:00Z", "subjects": [], "files": files,
        })
        .to_string()
    }

    fn write(folder: &Path, files: &[&str]) {
        for name in files {
            fs_err::write(folder.join(name), name).unwrap();
        }
        fs_err::write(folder.join(PACK_FILE), pack_json(files)).unwrap();
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut all: Vec<String> =
            fs_err::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        all.sort();
        all
    }

    fn made(folder: &Path, files: &[&str]) -> anyhow::Result<()> {
        let new = NewPack::begin(folder)?;
        write(&new.within, files);
        new.finish()
    }

    #[test]
    fn only_what_the_pack_lists_is_removed() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("pack");
        made(&folder, &["01-a.html", "good-1.wav", "index.html"]).unwrap();
        let mine = ["2026-11-03-notes.md", "104-plan.html", "20261103-090000.wav", "02-a.md"];
        for name in mine {
            fs_err::write(folder.join(name), "mine").unwrap();
        }
        fs_err::create_dir(folder.join("good-x.md")).unwrap();
        check(&folder, true).unwrap();
        made(&folder, &["01-b.html", "index.html"]).unwrap();
        let left = [&mine[..], &["01-b.html", "good-x.md", "index.html", PACK_FILE]].concat();
        assert_eq!(names(&folder).into_iter().collect::<BTreeSet<_>>(), left.iter().map(|n| (*n).to_owned()).collect());
        // Nor is a file of somebody else's replaced, and then the pack before stays.
        let error = made(&folder, &["02-a.md", "index.html"]).unwrap_err();
        assert!(format!("{error:#}").contains("02-a.md"), "{error:#}");
        assert_eq!(fs_err::read_to_string(folder.join("02-a.md")).unwrap(), "mine");
        assert!(names(&folder).contains(&"01-b.html".to_owned()) && !folder.join(NEW_FOLDER).exists());
    }

    #[test]
    fn a_list_that_leads_out_of_the_folder_is_not_followed() {
        let place = tempfile::tempdir().unwrap();
        fs_err::write(place.path().join("precious"), "mine").unwrap();
        let folder = place.path().join("pack");
        fs_err::create_dir_all(folder.join("sub")).unwrap();
        let listed = [&place.path().join("precious").display().to_string(), "../precious", "..", "sub", "."];
        fs_err::write(folder.join(PACK_FILE), pack_json(&listed)).unwrap();
        made(&folder, &["index.html"]).unwrap();
        assert!(place.path().join("precious").exists() && folder.join("sub").exists());
    }

    #[test]
    fn a_pack_that_is_not_finished_leaves_the_one_before() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("pack");
        made(&folder, &["01-a.html", "index.html"]).unwrap();
        let before = names(&folder);
        let new = NewPack::begin(&folder).unwrap();
        write(&new.within, &["01-b.html"]);
        drop(new);
        assert_eq!(names(&folder), before, "an error");
        // Ended from outside: nothing is cleared up.
        let new = NewPack::begin(&folder).unwrap();
        fs_err::write(new.within.join("01-b.html"), "half").unwrap();
        std::mem::forget(new);
        assert!(before.iter().all(|name| names(&folder).contains(name)));
        check(&folder, true).unwrap();
        made(&folder, &["01-c.html"]).unwrap();
        assert_eq!(names(&folder), ["01-c.html", PACK_FILE]);
        // And a folder that was made for it can be used at once.
        let fresh = place.path().join("fresh");
        std::mem::forget(NewPack::begin(&fresh).unwrap());
        check(&fresh, false).unwrap();
        drop(NewPack::begin(&place.path().join("gone")).unwrap());
        assert!(!place.path().join("gone").exists());
    }

    #[test]
    fn a_clean_up_that_is_ended_costs_nobody_a_file() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("pack");
        made(&folder, &["01-a.html"]).unwrap();
        let new = NewPack::begin(&folder).unwrap();
        fs_err::write(new.within.join("02-a.md"), "new").unwrap();
        // A list that cannot be removed, as where the disk is gone: then nothing before it is.
        fs_err::create_dir(new.within.join(PACK_FILE)).unwrap();
        assert!(new.remove_within().is_err() && new.within.join("02-a.md").exists());
        fs_err::remove_dir(new.within.join(PACK_FILE)).unwrap();
        // So whatever was removed before the end, the list was, and what has the name of a file of it is left alone.
        write(&new.within, &["02-a.md", "03-a.md"]);
        fs_err::remove_file(new.within.join(PACK_FILE)).unwrap();
        fs_err::remove_file(new.within.join("02-a.md")).unwrap();
        std::mem::forget(new);
        fs_err::write(folder.join("02-a.md"), "mine").unwrap();
        made(&folder, &["01-b.html"]).unwrap();
        assert_eq!(names(&folder), ["01-b.html", "02-a.md", PACK_FILE]);
    }

    #[test]
    fn an_error_on_the_way_leaves_what_has_no_successor_of_the_pack_before() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("pack");
        made(&folder, &["01-a.html", "index.html"]).unwrap();
        fs_err::remove_file(folder.join("index.html")).unwrap();
        fs_err::create_dir_all(folder.join("index.html").join("in-the-way")).unwrap();
        assert!(made(&folder, &["01-b.html", "index.html"]).is_err());
        assert!(folder.join("01-a.html").exists(), "{:?}", names(&folder));
        fs_err::remove_dir_all(folder.join("index.html")).unwrap();
        check(&folder, true).unwrap();
        made(&folder, &["01-c.html"]).unwrap();
        assert_eq!(names(&folder), ["01-c.html", PACK_FILE]);
    }

    #[test]
    fn a_pack_that_was_interrupted_taking_its_place_is_replaced_whole() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("pack");
        made(&folder, &["01-a.html", "02-a.html"]).unwrap();
        let new = NewPack::begin(&folder).unwrap();
        write(&new.within, &["01-b.html", "02-b.html"]);
        fs_err::rename(new.within.join("01-b.html"), folder.join("01-b.html")).unwrap();
        std::mem::forget(new);
        assert!(check(&folder, false).is_err());
        check(&folder, true).unwrap();
        made(&folder, &["01-c.html"]).unwrap();
        assert_eq!(names(&folder), ["01-c.html", PACK_FILE]);
    }
}
