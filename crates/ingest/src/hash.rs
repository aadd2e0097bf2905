//! The SHA-256 of a file: a recording's id.

use std::{
    io::{self, Read},
    path::{Path, PathBuf},
};

use ringcheck_call::Sha256Hex;
use sha2::{Digest, Sha256};

/// A file whose bytes could not be read to the end.
#[derive(Debug, thiserror::Error)]
#[error("failed to hash `{}`", path.display())]
pub struct HashError {
    path: PathBuf,
    source: io::Error,
}

impl HashError {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// The SHA-256 of a file's bytes, read in pieces of 64 KiB.
pub fn sha256_of(path: &Path) -> Result<Sha256Hex, HashError> {
    hash(path).map_err(|source| HashError { path: path.to_owned(), source })
}

fn hash(path: &Path) -> io::Result<Sha256Hex> {
    // Opening a pipe would wait for its writer.
    if !fs_err::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a folder or a device, not a file"));
    }
    let mut file = fs_err::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(Sha256Hex::from_bytes(hasher.finalize().into())),
            Ok(n) => hasher.update(&buffer[..n]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_bytes_have_their_published_hash() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("abc");
        fs_err::write(&path, "abc").unwrap();
        assert_eq!(
            sha256_of(&path).unwrap().as_str(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn an_unreadable_file_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let error = sha256_of(dir.path()).unwrap_err();
        assert_eq!(error.path(), dir.path());
        assert!(error.to_string().contains(&dir.path().display().to_string()));
        assert!(sha256_of(&dir.path().join("none")).is_err());
    }
}
