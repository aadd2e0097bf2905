//! Which files beside a recording are its sidecars.

use std::{
    collections::{BTreeSet, VecDeque},
    ffi::OsString,
    io::Read,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use jiff::tz::TimeZone;

use super::{Format, parse, table::Table, text_of};
use crate::{facts::Facts, names::stem};

/// The largest sidecar of one recording that is read.
const MAX_SIDECAR_BYTES: u64 = 1 << 20;
/// The largest CSV of a folder that is read.
const MAX_TABLE_BYTES: u64 = 16 << 20;
/// How many folders' tables are held at a time.
const N_FOLDERS: usize = 4;

/// The sidecars of recordings; holds the tables of the folders asked about last.
#[derive(Debug, Default)]
pub(crate) struct Sidecars {
    folders: Mutex<VecDeque<(PathBuf, Arc<Folder>)>>,
}

/// The CSVs of a folder that are about all of its recordings.
#[derive(Debug, Default)]
struct Folder {
    tables: Vec<Table>,
    warnings: Vec<String>,
}

impl Sidecars {
    /// What the files beside the recording say; the recording's own before its folder's.
    pub(crate) fn facts(&self, recording: &Path, zone: &TimeZone) -> Facts {
        let Some(name) = recording.file_name() else { return Facts::default() };
        let stem = stem(&name.to_string_lossy()).to_owned();
        let mut warnings = Vec::new();
        for (path, format) in candidates(recording, &stem) {
            match read(&path, MAX_SIDECAR_BYTES) {
                Ok(None) => {}
                Ok(Some(bytes)) => match parse(&bytes, format, &stem, zone) {
                    Ok(facts) if !facts.is_empty() => return Facts { warnings, ..facts },
                    Ok(_) => {}
                    Err(problem) => warnings.push(format!("The sidecar `{}` was left out: {problem}.", path.display())),
                },
                Err(what) => warnings.push(format!("The sidecar `{}` was left out: {what}.", path.display())),
            }
        }
        let folder = self.folder(recording.parent().unwrap_or(Path::new("")), zone);
        warnings.extend(folder.warnings.iter().cloned());
        let found = folder.tables.iter().find_map(|table| table.get(&stem)).cloned().unwrap_or_default();
        Facts { warnings, ..found }
    }

    fn folder(&self, path: &Path, zone: &TimeZone) -> Arc<Folder> {
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, folder)) = folders.iter().find(|(known, _)| known == path) {
            return Arc::clone(folder);
        }
        let folder = Arc::new(Folder::read(path, zone));
        if folders.len() >= N_FOLDERS {
            folders.pop_front();
        }
        folders.push_back((path.to_owned(), Arc::clone(&folder)));
        folder
    }
}

impl Folder {
    /// Reads every CSV that is not one recording's own.
    fn read(path: &Path, zone: &TimeZone) -> Self {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let Ok(entries) = fs_err::read_dir(path) else { return Self::default() };
        let (mut csvs, mut stems) = (BTreeSet::new(), BTreeSet::new());
        for name in entries.filter_map(Result::ok).map(|entry| entry.file_name()) {
            let text = name.to_string_lossy();
            if Path::new(&*text).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
                csvs.insert(name);
            } else {
                stems.insert(stem(&text).to_owned());
            }
        }
        let is_shared = |name: &OsString| {
            let text = name.to_string_lossy();
            let once = stem(&text);
            !stems.contains(once) && !stems.contains(stem(once))
        };
        let mut folder = Self::default();
        for name in csvs.iter().filter(|name| is_shared(name)) {
            let path = path.join(name);
            // A table about something else, such as call detail records, is no fault.
            let problem = match read(&path, MAX_TABLE_BYTES) {
                Ok(None) => continue,
                Ok(Some(bytes)) => match text_of(&bytes).and_then(|text| Table::parse(text, zone)) {
                    Ok(table) => {
                        folder.tables.extend(table);
                        continue;
                    }
                    Err(problem) => problem.to_string(),
                },
                Err(what) => what,
            };
            folder
                .warnings
                .push(format!("The table `{}` beside the recording was left out: {problem}.", path.display()));
        }
        folder
    }
}

/// Where one recording's own sidecar may be, in the order in which they are tried.
fn candidates(recording: &Path, stem: &str) -> Vec<(PathBuf, Format)> {
    let Some(name) = recording.file_name().map(std::ffi::OsStr::to_string_lossy) else { return Vec::new() };
    let beside = |name: String, format| (recording.with_file_name(name), format);
    let mut paths = vec![
        beside(format!("{stem}.json"), Format::Json),
        beside(format!("{name}.json"), Format::Json),
        beside(format!("{stem}_metadata.json"), Format::Json),
        beside(format!("{stem}.csv"), Format::Csv),
        beside(format!("{name}.csv"), Format::Csv),
    ];
    paths.retain(|(path, _)| path != recording);
    paths
}

/// The bytes of a file, or `None` where there is none; one that is larger than `limit` is not read.
fn read(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, String> {
    let Ok(metadata) = fs_err::metadata(path) else { return Ok(None) };
    if !metadata.is_file() {
        return Ok(None);
    }
    let too_large = || format!("it is larger than {} MiB", limit >> 20);
    if metadata.len() > limit {
        return Err(too_large());
    }
    let file = fs_err::File::open(path).map_err(|error| error.kind().to_string())?;
    let mut bytes = Vec::new();
    // The file may have grown since.
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| error.kind().to_string())?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit { Err(too_large()) } else { Ok(Some(bytes)) }
}
