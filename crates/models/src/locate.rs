//! Where models are on this machine.

use std::{
    ffi::OsStr,
    fmt,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy as _;
use fs_err as fs;
use serde::Serialize;

use crate::{catalog, format::OtherFormat};

/// The environment variable that names a folder with models.
const FOLDER_VARIABLE: &str = "RINGCHECK_MODELS";

/// The folder names that are tried above the executable: beside it, and up to three levels up, as in a build tree.
const LEVELS_ABOVE_EXECUTABLE: usize = 3;

/// A folder in which models are looked for, and why there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The folder; it need not exist.
    pub folder: PathBuf,
    /// Why it is searched, in words for a person.
    pub reason: String,
}

/// The folders in which models are looked for, first found wins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The folders, in order.
    pub search: Vec<Place>,
    /// Where pulled models go; `None` where the machine has no home folder for this user.
    pub own: Option<PathBuf>,
}

impl Places {
    /// The places of this machine and user: the folder named by `RINGCHECK_MODELS`, the user's data folder,
    /// `models/` beside the executable or up to three levels above it, and `models/` in the working folder.
    #[must_use]
    pub fn discover() -> Self {
        let named = std::env::var_os(FOLDER_VARIABLE).filter(|folder| !folder.is_empty()).map(PathBuf::from);
        let executable = std::env::current_exe().and_then(fs::canonicalize).ok();
        Self::new(named, data_folder(), executable.as_deref(), std::env::current_dir().ok())
    }

    /// The places that follow from a folder named by the user, the user's data folder for Ringcheck, the path of the
    /// executable, and the working folder; each may be unknown.
    #[must_use]
    pub fn new(
        named: Option<PathBuf>,
        data_folder: Option<PathBuf>,
        executable: Option<&Path>,
        working_folder: Option<PathBuf>,
    ) -> Self {
        let own = named.clone().or_else(|| data_folder.as_ref().map(|folder| folder.join("models")));
        let mut search: Vec<Place> = Vec::new();
        let mut add = |folder: PathBuf, reason: &str| {
            if search.iter().all(|place| place.folder != folder) {
                search.push(Place { folder, reason: reason.to_owned() });
            }
        };
        if let Some(folder) = named {
            add(folder, "named by RINGCHECK_MODELS");
        }
        if let Some(folder) = data_folder {
            add(folder.join("models"), "your own models");
        }
        for folder in executable.into_iter().flat_map(Path::ancestors).skip(1).take(LEVELS_ABOVE_EXECUTABLE + 1) {
            add(folder.join("models"), "beside the program");
        }
        if let Some(folder) = working_folder {
            add(folder.join("models"), "in the working folder");
        }
        Self { search, own }
    }
}

/// The folder in which Ringcheck keeps what belongs to this user.
fn data_folder() -> Option<PathBuf> {
    let strategy = etcetera::base_strategy::choose_native_strategy().ok()?;
    // On Windows the data folder roams with the account, which models of gigabytes must not.
    let base = if cfg!(windows) { strategy.cache_dir() } else { strategy.data_dir() };
    Some(base.join("ringcheck"))
}

/// A model file that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelFile {
    /// The model's name; for a file that was named by path, its name without `ggml-` and `.bin`.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// Why it was looked for there; `None` for a file that was named by path.
    pub found: Option<String>,
}

/// Finds the model that `name_or_path` names.
///
/// What has a path separator, ends in `.bin` or is a file in the working folder is a path; all else is a name, and
/// `ggml-NAME.bin` is looked for in `places`. The file is found, not checked: [`inspect`](crate::inspect()) does that.
pub fn locate(name_or_path: &str, places: &Places) -> Result<ModelFile, ModelError> {
    let path = Path::new(name_or_path);
    let is_path = path.components().count() > 1
        || name_or_path.contains(std::path::is_separator)
        || path.extension() == Some(OsStr::new("bin"))
        || path.is_file();
    if is_path {
        return if path.is_dir() {
            Err(ModelError::new(path, ModelErrorKind::IsFolder))
        } else if path.exists() {
            Ok(ModelFile { name: name_of(path), path: path.to_owned(), found: None })
        } else {
            Err(ModelError::new(path, ModelErrorKind::NoSuchFile))
        };
    }
    let file_name = catalog::file_name(name_or_path);
    for place in &places.search {
        let path = place.folder.join(&file_name);
        if path.is_file() {
            return Ok(ModelFile { name: name_or_path.to_owned(), path, found: Some(place.reason.clone()) });
        }
    }
    let kind =
        ModelErrorKind::NotFound { searched: places.search.clone(), is_known: catalog::find(name_or_path).is_some() };
    Err(ModelError::new(Path::new(name_or_path), kind))
}

/// All models in `places`, by name; of two with one name the one that [`locate`] would find.
#[must_use]
pub fn installed(places: &Places) -> Vec<ModelFile> {
    let mut found: Vec<ModelFile> = Vec::new();
    for place in &places.search {
        let Ok(entries) = fs::read_dir(&place.folder) else { continue };
        let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let stem = path.file_stem().and_then(OsStr::to_str).unwrap_or_default();
            let is_model = stem.starts_with("ggml-") && path.extension() == Some(OsStr::new("bin")) && path.is_file();
            let name = name_of(&path);
            if is_model && found.iter().all(|model| model.name != name) {
                found.push(ModelFile { name, path, found: Some(place.reason.clone()) });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn name_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    stem.strip_prefix("ggml-").unwrap_or(&stem).to_owned()
}

/// A model that is not there, or a file that is no Whisper model.
#[derive(Debug)]
pub struct ModelError {
    subject: String,
    kind: ModelErrorKind,
}

/// What is wrong with a model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelErrorKind {
    /// No place has a model of that name.
    #[error("{}", if *.is_known { "not on this machine" } else { "no such model" })]
    NotFound {
        /// Where it was looked for.
        searched: Vec<Place>,
        /// Whether it can be pulled.
        is_known: bool,
    },
    /// The path leads nowhere.
    #[error("no such file")]
    NoSuchFile,
    /// The path leads to a folder.
    #[error("a folder, not a file")]
    IsFolder,
    /// The file has no bytes.
    #[error("an empty file")]
    Empty,
    /// The file is something else.
    #[error("{0}")]
    OtherFormat(OtherFormat),
    /// The file is nothing that is known here.
    #[error("not a ggml file")]
    NotGgml,
    /// A ggml file of another network.
    #[error("a ggml file, but not a Whisper model")]
    NotWhisper,
    /// A Whisper model whose file type is not known here.
    #[error("a Whisper model of unknown file type {0}")]
    UnknownQuantization(u32),
    /// The file ends before its last tensor.
    #[error("cut off: it ends after {bytes} bytes, in the middle of the model")]
    CutOff {
        /// The size of the file.
        bytes: u64,
    },
    /// The file's inner lengths contradict each other.
    #[error("damaged: its parts do not fit together")]
    Damaged,
    /// It could not be read.
    #[error("it could not be read")]
    Io(#[source] std::io::Error),
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot use model `{}`: {}", self.subject, self.kind)
    }
}

impl std::error::Error for ModelError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.kind.source()
    }
}

impl ModelError {
    pub(crate) fn new(subject: &Path, kind: ModelErrorKind) -> Self {
        Self { subject: subject.display().to_string(), kind }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &ModelErrorKind {
        &self.kind
    }

    /// What the user can do, over one or more lines; `None` where there is nothing more to say.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match &self.kind {
            ModelErrorKind::NotFound { searched, is_known } => {
                let command = if *is_known {
                    format!("run `ringcheck model pull {}`", self.subject)
                } else {
                    "run `ringcheck model list` for the names that there are".to_owned()
                };
                Some(format!("{command}\n{}", SearchedIn(searched)))
            }
            ModelErrorKind::CutOff { .. } | ModelErrorKind::Damaged | ModelErrorKind::Empty => {
                Some("fetch it again with `ringcheck model pull NAME`".to_owned())
            }
            ModelErrorKind::OtherFormat(format) => format.hint().map(str::to_owned),
            ModelErrorKind::NotGgml | ModelErrorKind::NotWhisper | ModelErrorKind::UnknownQuantization(_) => {
                Some("`ringcheck model list` names the models that can be used".to_owned())
            }
            ModelErrorKind::IsFolder => Some("name the file in it: `ggml-NAME.bin`".to_owned()),
            ModelErrorKind::NoSuchFile => Some("check the path, or give a name from `ringcheck model list`".to_owned()),
            ModelErrorKind::Io(_) => Some("give yourself permission to read it".to_owned()),
        }
    }
}

/// The places that were searched, one a line.
struct SearchedIn<'a>(&'a [Place]);

impl fmt::Display for SearchedIn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("there was no folder to search");
        }
        f.write_str("searched:")?;
        for place in self.0 {
            write!(f, "\n  {} ({})", place.folder.display(), place.reason)?;
        }
        Ok(())
    }
}
