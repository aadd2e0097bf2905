//! Fetching a model: from whisper.cpp's repository, a mirror or a folder, into the user's models.
//!
//! A model appears under its name only when it is whole and checked. Until then it is `ggml-NAME.bin.part`, which a
//! later pull goes on with.

use std::{
    fmt,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use fs_err as fs;
use ringcheck_call::Sha256Hex;
use serde::Serialize;

use crate::{
    KnownFile, PUBLISHED_BASE_URL, catalog,
    inspect::{hash, inspect},
    locate::ModelError,
    transfer::transfer,
};

/// Where a model is fetched from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An HTTP or HTTPS address: of a folder with `ggml-NAME.bin` in it, or of a `.bin` file.
    Url(String),
    /// A folder with `ggml-NAME.bin` in it, or the file itself.
    Folder(PathBuf),
}

impl Source {
    /// Reads what the user wrote: an address if it begins with `http://` or `https://`, else a folder.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        match scheme.as_deref() {
            Some("http" | "https") => Self::Url(text.to_owned()),
            _ => Self::Folder(PathBuf::from(text)),
        }
    }
}

/// What a pull is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Bytes are coming in.
    Fetching,
    /// What came in is compared with its hash.
    Verifying,
}

/// How far a pull is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// What it is doing.
    pub phase: Phase,
    /// Bytes done in this phase, counting those of an earlier pull that this one goes on with.
    pub done_bytes: u64,
    /// Bytes to do, if known.
    pub total_bytes: Option<u64>,
}

/// How a pull ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PullOutcome {
    /// The model was there already.
    AlreadyThere,
    /// It was fetched.
    Fetched,
}

/// A model that is there now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pulled {
    /// The file.
    pub path: PathBuf,
    /// How it came there.
    pub outcome: PullOutcome,
    /// Its hash.
    pub sha256: Sha256Hex,
    /// Whether that hash is a known one; `false` only for a model that the catalog does not have.
    pub is_verified: bool,
}

/// Fetches the model `name` into `dest_dir`, unless it is there.
///
/// Without `from`, the model must be a known one, and comes from [`PUBLISHED_BASE_URL`]. With it, any name will do;
/// a model that is not in the catalog is then checked for being one, but not against a hash.
/// `progress` is called often; when it breaks, the pull ends with [`PullErrorKind::Cancelled`] and can be resumed.
pub fn pull(
    name: &str,
    from: Option<&Source>,
    dest_dir: &Path,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Pulled, PullError> {
    let known = catalog::find(name);
    let published = Source::Url(PUBLISHED_BASE_URL.to_owned());
    match (known, from) {
        (None, None) => Err(PullError { name: name.to_owned(), kind: PullErrorKind::UnknownModel }),
        _ => pull_known(name, known.map_or(&[], |model| model.files), from.unwrap_or(&published), dest_dir, progress),
    }
}

/// [`pull`] with the files that may stand under the name given; with none, any Whisper model will do.
pub fn pull_known(
    name: &str,
    files: &[KnownFile],
    source: &Source,
    dest_dir: &Path,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Pulled, PullError> {
    pull_file(name, files, source, dest_dir, progress).map_err(|kind| PullError { name: name.to_owned(), kind })
}

fn pull_file(
    name: &str,
    files: &[KnownFile],
    source: &Source,
    dest_dir: &Path,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Pulled, PullErrorKind> {
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if name.is_empty() || name.starts_with('.') || !is_name {
        return Err(PullErrorKind::BadName);
    }
    fs::create_dir_all(dest_dir).map_err(PullErrorKind::Write)?;
    let path = dest_dir.join(catalog::file_name(name));
    let is_verified = !files.is_empty();
    if path.exists() && inspect(&path).is_ok() {
        let sha256 = verify(&path, progress)?;
        return if is_among(files, &sha256) {
            Ok(Pulled { path, outcome: PullOutcome::AlreadyThere, sha256, is_verified })
        } else {
            Err(PullErrorKind::OtherModelThere { path })
        };
    }

    let part_path = dest_dir.join(format!("{}.part", catalog::file_name(name)));
    let mut part = open_part(&part_path)?;
    let n_there = part.metadata().map_err(PullErrorKind::Write)?.len();
    let is_complete = files.iter().any(|file| file.bytes == n_there) && is_among(files, &verify(&part_path, progress)?);
    if !is_complete {
        transfer(source, name, files, &mut part, progress)?;
    }
    // What is not the model must not be gone on with.
    let sha256 = match check(&part_path, files, progress) {
        Err(wrong @ (PullErrorKind::NotAModel(_) | PullErrorKind::WrongHash { .. })) => {
            drop(part);
            fs::remove_file(&part_path).map_err(PullErrorKind::Write)?;
            return Err(wrong);
        }
        checked => checked?,
    };
    part.sync_all().map_err(PullErrorKind::Write)?;
    drop(part);
    fs::rename(&part_path, &path).map_err(PullErrorKind::Write)?;
    Ok(Pulled { path, outcome: PullOutcome::Fetched, sha256, is_verified })
}

/// Opens the partial file for this pull alone.
fn open_part(path: &Path) -> Result<fs::File, PullErrorKind> {
    let mut options = fs::OpenOptions::new();
    let part = options.read(true).write(true).create(true).truncate(false).open(path).map_err(PullErrorKind::Write)?;
    match part.file().try_lock() {
        Ok(()) => Ok(part),
        Err(std::fs::TryLockError::WouldBlock) => Err(PullErrorKind::InProgress),
        Err(std::fs::TryLockError::Error(source)) => Err(PullErrorKind::Write(source)),
    }
}

/// Whether the fetched file is a model and the right one.
fn check(
    part: &Path,
    files: &[KnownFile],
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Sha256Hex, PullErrorKind> {
    inspect(part).map_err(PullErrorKind::NotAModel)?;
    let sha256 = verify(part, progress)?;
    if is_among(files, &sha256) { Ok(sha256) } else { Err(PullErrorKind::WrongHash { found: sha256 }) }
}

fn is_among(files: &[KnownFile], sha256: &Sha256Hex) -> bool {
    files.is_empty() || files.iter().any(|file| file.sha256 == sha256.as_str())
}

fn verify(path: &Path, progress: &mut dyn FnMut(Progress) -> ControlFlow<()>) -> Result<Sha256Hex, PullErrorKind> {
    let mut file = fs::File::open(path).map_err(PullErrorKind::Write)?;
    let total_bytes = Some(file.metadata().map_err(PullErrorKind::Write)?.len());
    let mut on_bytes = |done_bytes| progress(Progress { phase: Phase::Verifying, done_bytes, total_bytes });
    match hash(&mut file, &mut on_bytes).map_err(PullErrorKind::Write)? {
        ControlFlow::Continue(sha256) => Ok(sha256),
        ControlFlow::Break(()) => Err(PullErrorKind::Cancelled),
    }
}

/// A model that could not be fetched.
#[derive(Debug)]
pub struct PullError {
    name: String,
    kind: PullErrorKind,
}

/// Why a model could not be fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PullErrorKind {
    /// The catalog has no such name, and no other source was given.
    #[error("no such model")]
    UnknownModel,
    /// The name would not make a file name.
    #[error("a name may hold letters, digits, dots, hyphens and underscores only")]
    BadName,
    /// Another pull of the same model is running.
    #[error("another download of it is running")]
    InProgress,
    /// The user's folder has a working model of that name which is not this one.
    #[error("`{}` is there already and is a different model", path.display())]
    OtherModelThere {
        /// The file.
        path: PathBuf,
    },
    /// The source does not have the file.
    #[error("not found at `{address}`")]
    NotThere {
        /// The address or path.
        address: String,
    },
    /// The server answered with an error.
    #[error("the server answered {status} at `{address}`")]
    Status {
        /// The HTTP status.
        status: u16,
        /// The address.
        address: String,
    },
    /// The server could not be reached, or not understood.
    #[error("cannot fetch `{address}`")]
    Unreachable {
        /// The address.
        address: String,
        /// Why.
        #[source]
        source: Box<ureq::Error>,
    },
    /// The server sent a web page.
    #[error("`{address}` leads to a web page, not to a model")]
    WebPage {
        /// The address.
        address: String,
    },
    /// The source offers a file of another size.
    #[error("the file on offer has {offered} bytes, the model has {expected}")]
    WrongSize {
        /// The size on offer, or how much had come when it was too much.
        offered: u64,
        /// The size of the model.
        expected: u64,
    },
    /// The transfer broke off; what came is kept.
    #[error("the transfer broke off after {received} bytes")]
    BrokeOff {
        /// Bytes that are there now.
        received: u64,
        /// Why; `None` where the other side just stopped.
        #[source]
        source: Option<std::io::Error>,
    },
    /// The source's file could not be read.
    #[error("cannot read the source")]
    Read(#[source] std::io::Error),
    /// A file could not be written or read back; what came is kept.
    #[error("cannot write the model")]
    Write(#[source] std::io::Error),
    /// What came is no Whisper model; it was deleted.
    #[error("what came is no Whisper model")]
    NotAModel(#[source] ModelError),
    /// What came is not the model that the name stands for; it was deleted.
    #[error("what came has the wrong hash ({found}) and was deleted")]
    WrongHash {
        /// The hash of what came.
        found: Sha256Hex,
    },
    /// The caller ended it; what came is kept.
    #[error("interrupted")]
    Cancelled,
}

impl PullError {
    /// Why.
    #[must_use]
    pub fn kind(&self) -> &PullErrorKind {
        &self.kind
    }

    /// What the user can do; `None` where there is nothing more to say.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match &self.kind {
            PullErrorKind::UnknownModel => Some("`ringcheck model list` names the models; --from takes any other"),
            PullErrorKind::InProgress => Some("wait for it, or end it"),
            PullErrorKind::OtherModelThere { .. } => Some("move that file away to fetch the published one"),
            PullErrorKind::BrokeOff { .. } | PullErrorKind::Cancelled => {
                Some("run the same command again: it goes on where it ended")
            }
            PullErrorKind::Write(source) if source.kind() == std::io::ErrorKind::StorageFull => {
                Some("make room on the disk and run the same command again: it goes on where it ended")
            }
            PullErrorKind::Unreachable { .. } => {
                Some("on a machine without network access, copy the file there and name its folder with --from FOLDER")
            }
            PullErrorKind::NotThere { .. } | PullErrorKind::WebPage { .. } | PullErrorKind::WrongSize { .. } => {
                Some("--from takes a folder or address that holds `ggml-NAME.bin`")
            }
            PullErrorKind::WrongHash { .. } => Some("try again; if it happens twice, do not trust that source"),
            _ => None,
        }
    }
}

impl fmt::Display for PullError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot fetch model `{}`: {}", self.name, self.kind)
    }
}

impl std::error::Error for PullError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.kind.source()
    }
}
