//! What a file that is no Whisper model is instead, told from its first bytes.

use std::fmt;

/// A kind of file that people take for a Whisper model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherFormat {
    /// A web page: a download link that led to a login or an error.
    Html,
    /// A few lines that stand for a file in a repository with Git LFS.
    GitLfsPointer,
    /// The format of llama.cpp's chat models.
    Gguf,
    /// An older format of llama.cpp's chat models.
    OldLlama,
    /// A model for faster-whisper.
    CTranslate2,
    /// Weights for Python, safe form.
    Safetensors,
    /// Weights for Python, pickled.
    PyTorch,
    /// A zip archive, or `PyTorch` weights, which are one.
    Zip,
    /// A compressed file or archive.
    Compressed,
    /// JSON, such as a configuration or an error message of a server.
    Json,
    /// An audio file.
    Audio,
}

impl OtherFormat {
    /// The kind of file that begins with `start` (its first 512 bytes, or fewer if it is shorter).
    pub(crate) fn of(start: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(start).trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
        if text.starts_with("version https://git-lfs.github.com") {
            return Some(Self::GitLfsPointer);
        }
        if text.starts_with("<!doctype")
            || text.starts_with("<html")
            || text.starts_with("<?xml")
            || text.starts_with("<head")
        {
            return Some(Self::Html);
        }
        if start.starts_with(b"GGUF") {
            return Some(Self::Gguf);
        }
        // The formats before GGUF: `ggmf`, `ggjt` and `ggla`, written as little-endian numbers.
        if [b"fmgg", b"tjgg", b"algg"].iter().any(|magic| start.starts_with(*magic)) {
            return Some(Self::OldLlama);
        }
        if start.starts_with(b"PK\x03\x04") {
            return Some(Self::Zip);
        }
        if start.starts_with(&[0x80, 0x02]) || start.starts_with(&[0x80, 0x04]) {
            return Some(Self::PyTorch);
        }
        if start.starts_with(&[0x1f, 0x8b])
            || start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
            || start.starts_with(b"\xfd7zXZ")
            || start.starts_with(b"BZh")
            || start.get(257..262) == Some(b"ustar")
        {
            return Some(Self::Compressed);
        }
        if start.starts_with(b"RIFF")
            || start.starts_with(b"ID3")
            || start.starts_with(b"OggS")
            || start.starts_with(b"fLaC")
        {
            return Some(Self::Audio);
        }
        // A safetensors file begins with the length of its JSON header as a 64-bit number.
        if start.get(4..8) == Some(&[0, 0, 0, 0]) && start.get(8) == Some(&b'{') {
            return Some(Self::Safetensors);
        }
        // CTranslate2 writes a version number, a length and the name of a specification, such as `WhisperSpec`.
        if start.iter().take(64).copied().collect::<Vec<_>>().windows(5).any(|w| w == b"Spec\0") {
            return Some(Self::CTranslate2);
        }
        if text.starts_with('{') || text.starts_with('[') {
            return Some(Self::Json);
        }
        None
    }

    /// What to do instead; `None` where there is nothing more to say.
    pub(crate) const fn hint(self) -> Option<&'static str> {
        match self {
            Self::Html => Some("the download ended at a web page: fetch it again with `ringcheck model pull NAME`"),
            Self::GitLfsPointer => Some("the repository was cloned without its large files: run `git lfs pull` in it"),
            Self::Gguf | Self::OldLlama => Some("a chat model cannot hear: `ringcheck model list` names speech models"),
            Self::CTranslate2 => {
                Some("faster-whisper reads it, whisper.cpp does not: `models/convert/ct2_to_ggml.py` converts it")
            }
            Self::Safetensors | Self::PyTorch | Self::Zip => {
                Some("Python weights must be converted to ggml first: `ringcheck model list` names ready models")
            }
            Self::Compressed => Some("unpack it first"),
            Self::Json | Self::Audio => None,
        }
    }
}

impl fmt::Display for OtherFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Html => "a web page",
            Self::GitLfsPointer => "a Git LFS pointer, not the file that it stands for",
            Self::Gguf => "a GGUF file (a chat model)",
            Self::OldLlama => "a file of an old llama.cpp (a chat model)",
            Self::CTranslate2 => "a CTranslate2 model (for faster-whisper)",
            Self::Safetensors => "a safetensors file (weights for Python)",
            Self::PyTorch => "a PyTorch file (weights for Python)",
            Self::Zip => "a zip archive or a PyTorch file",
            Self::Compressed => "a compressed file",
            Self::Json => "a JSON file",
            Self::Audio => "an audio file",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_beginnings_are_told_apart() {
        let mut safetensors = 40u64.to_le_bytes().to_vec();
        safetensors.extend_from_slice(b"{\"__metadata__\":{}}");
        for (start, expected) in [
            (b"\n<!DOCTYPE html><html>".as_slice(), Some(OtherFormat::Html)),
            (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", Some(OtherFormat::GitLfsPointer)),
            (b"GGUF\x03\0\0\0", Some(OtherFormat::Gguf)),
            (b"tjgg\x03\0\0\0", Some(OtherFormat::OldLlama)),
            (b"\x06\0\0\0\x0c\0WhisperSpec\0\x03\0\0\0", Some(OtherFormat::CTranslate2)),
            (&safetensors, Some(OtherFormat::Safetensors)),
            (b"PK\x03\x04....archive/data.pkl", Some(OtherFormat::Zip)),
            (b"\x80\x02}q\0", Some(OtherFormat::PyTorch)),
            (b"{\"error\":\"gated\"}", Some(OtherFormat::Json)),
            (b"RIFF....WAVE", Some(OtherFormat::Audio)),
            (b"\x1f\x8b\x08", Some(OtherFormat::Compressed)),
            (b"lmgg\x98\xca\0\0", None),
            (b"", None),
        ] {
            assert_eq!(OtherFormat::of(start), expected, "{start:?}");
        }
    }
}
