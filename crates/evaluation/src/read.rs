//! Reading labelled calls from files.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use fs_err as fs;

use crate::labelled::{LabelFlaw, LabelledCall, WrittenCall};

/// How the files with the labels of a recording end.
const TRUTH_ENDING: &str = ".truth.json";

/// Reads the labelled calls at `path`.
///
/// A folder gives the calls of its `*.truth.json` files, by name; a `.json` file is one such call; any other file
/// holds one call a line (blank lines are skipped), without recordings.
pub fn read_labelled(path: &Path) -> Result<Vec<LabelledCall>, LabelledError> {
    let io = |source| LabelledError::new(path, None, LabelledErrorKind::Io(source));
    let calls = if fs::metadata(path).map_err(io)?.is_dir() {
        let mut files: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(path).map_err(io)? {
            let file = entry.map_err(io)?.path();
            if file.file_name().is_some_and(|name| name.to_string_lossy().ends_with(TRUTH_ENDING)) {
                files.push(file);
            }
        }
        files.sort();
        files.iter().map(|file| read_truth(file)).collect::<Result<Vec<_>, _>>()?
    } else if path.extension().is_some_and(|extension| extension == "json") {
        vec![read_truth(path)?]
    } else {
        read_lines(path)?
    };
    if calls.is_empty() {
        return Err(LabelledError::new(path, None, LabelledErrorKind::NoCalls));
    }
    let mut seen: BTreeMap<&str, &Path> = BTreeMap::new();
    for call in &calls {
        if seen.insert(&call.id, &call.source).is_some() {
            return Err(LabelledError::new(&call.source, None, LabelledErrorKind::SameId(call.id.clone())));
        }
    }
    Ok(calls)
}

fn read_truth(path: &Path) -> Result<LabelledCall, LabelledError> {
    let error = |line, kind| LabelledError::new(path, line, kind);
    let text = fs::read_to_string(path).map_err(|e| error(None, LabelledErrorKind::Io(e)))?;
    let written: WrittenCall =
        serde_json::from_str(&text).map_err(|e| error(Some(e.line()), LabelledErrorKind::Json(e)))?;
    let has_audio = true;
    written.into_call(path, has_audio).map_err(|flaw| error(None, LabelledErrorKind::Flaw(flaw)))
}

fn read_lines(path: &Path) -> Result<Vec<LabelledCall>, LabelledError> {
    let text = fs::read_to_string(path).map_err(|e| LabelledError::new(path, None, LabelledErrorKind::Io(e)))?;
    let mut calls = Vec::new();
    for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let error = |kind| LabelledError::new(path, Some(i + 1), kind);
        let written: WrittenCall = serde_json::from_str(line).map_err(|e| error(LabelledErrorKind::Json(e)))?;
        let has_audio = false;
        calls.push(written.into_call(path, has_audio).map_err(|flaw| error(LabelledErrorKind::Flaw(flaw)))?);
    }
    Ok(calls)
}

/// Labelled calls that could not be read.
#[derive(Debug)]
pub struct LabelledError {
    path: PathBuf,
    line: Option<usize>,
    kind: LabelledErrorKind,
}

/// Why labelled calls could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LabelledErrorKind {
    /// There is none.
    #[error("no labelled calls (one a line, or files named *.truth.json)")]
    NoCalls,
    /// Two calls have one id.
    #[error("a second call with the id `{0}`")]
    SameId(String),
    /// It is not JSON, or has not the form of a labelled call.
    #[error("not a labelled call")]
    Json(#[source] serde_json::Error),
    /// The form is right and the content is not.
    #[error("not a labelled call: {0}")]
    Flaw(LabelFlaw),
    /// It could not be read.
    #[error("cannot be read")]
    Io(#[source] std::io::Error),
}

impl LabelledError {
    fn new(path: &Path, line: Option<usize>, kind: LabelledErrorKind) -> Self {
        Self { path: path.to_owned(), line, kind }
    }

    /// Why.
    #[must_use]
    pub fn kind(&self) -> &LabelledErrorKind {
        &self.kind
    }

    /// The line with the fault, counted from 1, if it is known.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.line
    }
}

impl fmt::Display for LabelledError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, " line {line}")?;
        }
        write!(f, ": {}", self.kind)
    }
}

impl std::error::Error for LabelledError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.kind.source()
    }
}
