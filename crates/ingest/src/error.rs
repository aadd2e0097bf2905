//! Why a recording could not be decoded, and what to do about it.

use std::{
    io,
    path::{Path, PathBuf},
};

/// A recording from which no audio is to be had.
///
/// The recording is to be skipped and the others go on, whatever the kind.
/// The source says what is wrong, [`DecodeError::hint`] what to do.
#[derive(Debug, thiserror::Error)]
#[error("failed to decode `{}`", path.display())]
pub struct DecodeError {
    path: PathBuf,
    #[source]
    cause: Cause,
}

/// What a caller can do about a [`DecodeError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeErrorKind {
    /// The machine failed to read the file: trying again may help.
    Io,
    /// The file holds no audio: another file is needed.
    NotAudio,
    /// The file may be fine, but Ringcheck cannot decode it: converting it helps.
    Unsupported,
    /// The file is broken so that nothing in it can be decoded.
    Damaged,
    /// A limit that guards against endless input was reached.
    Limit,
}

impl DecodeError {
    pub(crate) fn new(path: &Path, cause: Cause) -> Self {
        Self { path: path.to_owned(), cause }
    }

    /// The recording.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What can be done about it.
    #[must_use]
    pub fn kind(&self) -> DecodeErrorKind {
        match self.cause {
            Cause::Io(_) => DecodeErrorKind::Io,
            Cause::NotAFile
            | Cause::Empty
            | Cause::Zeros
            | Cause::Something(_)
            | Cause::LfsPointer
            | Cause::Unknown
            | Cause::Misnamed { .. }
            | Cause::NothingBehindHeader(_)
            | Cause::TooShort { .. } => DecodeErrorKind::NotAudio,
            Cause::Codec(_)
            | Cause::NeedsFfmpeg(_)
            | Cause::WaveFormat(_)
            | Cause::SampleSize { .. }
            | Cause::Channels(_)
            | Cause::SampleRate(_) => DecodeErrorKind::Unsupported,
            Cause::Ffmpeg { .. }
            | Cause::Header { .. }
            | Cause::NoIndex
            | Cause::NothingDecodable
            | Cause::DecoderPanicked => DecodeErrorKind::Damaged,
            Cause::TooLong => DecodeErrorKind::Limit,
        }
    }

    /// What the user can do about it, as a sentence.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let ask_again = "the file holds no audio; ask the recorder for it again";
        Some(match &self.cause {
            Cause::Io(error) if error.kind() == io::ErrorKind::NotFound => {
                "check the path; the file may have been moved or renamed".to_owned()
            }
            Cause::Io(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                "give yourself permission to read the file".to_owned()
            }
            Cause::Io(_) => return None,
            Cause::NotAFile => "name a recording, or a folder of recordings".to_owned(),
            Cause::Empty | Cause::Zeros | Cause::NothingBehindHeader(_) | Cause::TooShort { .. } => {
                ask_again.to_owned()
            }
            Cause::Something("HTML page") => {
                "a download that asks for a login often ends so; fetch the recording again".to_owned()
            }
            Cause::Something(_) | Cause::Unknown | Cause::Misnamed { .. } => {
                "the file is no recording; leave it out or fetch it again".to_owned()
            }
            Cause::LfsPointer => "the recording itself was not fetched; run `git lfs pull`".to_owned(),
            Cause::NeedsFfmpeg(_) => {
                "install ffmpeg (with its ffprobe), which Ringcheck finds on the PATH; or name it in RINGCHECK_FFMPEG"
                    .to_owned()
            }
            Cause::Codec(_) | Cause::WaveFormat(_) | Cause::SampleSize { .. } | Cause::SampleRate(_) => {
                let (from, to) = (self.path.display(), self.converted().display().to_string());
                format!("convert it first, for example with `ffmpeg -i \"{from}\" \"{to}\"`")
            }
            Cause::Channels(0) => ask_again.to_owned(),
            Cause::Channels(_) => {
                let (from, to) = (self.path.display(), self.converted().display().to_string());
                format!(
                    "keep the two channels of the call, for example with `ffmpeg -i \"{from}\" -af \"pan=stereo|c0=c0|c1=c1\" \"{to}\"`"
                )
            }
            Cause::NoIndex => {
                "the recording was cut off before its index was written; ask the recorder for it again".to_owned()
            }
            Cause::Ffmpeg { .. } | Cause::Header { .. } | Cause::NothingDecodable | Cause::DecoderPanicked => {
                "the file is broken; ask the recorder for it again".to_owned()
            }
            Cause::TooLong => "split the recording into calls".to_owned(),
        })
    }

    fn converted(&self) -> PathBuf {
        let is_flac = self.path.extension().is_some_and(|e| e.eq_ignore_ascii_case("flac"));
        self.path.with_extension(if is_flac { "converted.flac" } else { "flac" })
    }
}

/// What is wrong, in words for a person.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Cause {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("it is a folder or a device, not a file")]
    NotAFile,
    #[error("the file is empty")]
    Empty,
    #[error("the file holds nothing but zeros")]
    Zeros,
    #[error("it is {} {}, not audio", article(.0), .0)]
    Something(&'static str),
    #[error("it is a Git LFS pointer, not the recording itself")]
    LfsPointer,
    #[error("it is in no audio format that is known")]
    Unknown,
    #[error("{} {} header and nothing behind it", article(.0), .0)]
    NothingBehindHeader(&'static str),
    #[error("it holds only {duration_ms} ms of audio, less than {minimum_ms} ms")]
    TooShort { duration_ms: u64, minimum_ms: u64 },
    #[error("it is named `.{ending}` and holds no {name} audio")]
    Misnamed { ending: &'static str, name: &'static str },
    #[error("{0} audio is not supported")]
    Codec(&'static str),
    #[error("{0} audio needs ffmpeg, which is not installed")]
    NeedsFfmpeg(&'static str),
    #[error("ffmpeg cannot decode its {codec} audio: {problem}")]
    Ffmpeg { codec: &'static str, problem: String },
    #[error("WAV format 0x{0:04x} is not supported")]
    WaveFormat(u16),
    #[error("{codec} with {bits} bits a sample is not supported")]
    SampleSize { codec: &'static str, bits: u16 },
    #[error("it has {0} channels; 1 or 2 can be scored")]
    Channels(usize),
    #[error("its sample rate of {0} Hz is outside 4000 to 192000 Hz")]
    SampleRate(u32),
    #[error("its {format} header is broken: {problem}")]
    Header { format: &'static str, problem: &'static str },
    #[error("the file ends before its index (`moov`)")]
    NoIndex,
    #[error("none of its packets can be decoded")]
    NothingDecodable,
    #[error("the decoder gave up on it")]
    DecoderPanicked,
    #[error("it holds more than 24 hours of audio")]
    TooLong,
}

fn article(noun: &str) -> &'static str {
    // Letters whose names start with a vowel sound, as in "an MP3 header".
    let is_spelled =
        noun.chars().take(2).all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) && noun != "WAV" && noun != "FLAC";
    match noun.chars().next() {
        Some('A' | 'E' | 'I' | 'O' | 'a' | 'e' | 'i' | 'o') => "an",
        Some('F' | 'H' | 'L' | 'M' | 'R' | 'S' | 'X') if is_spelled => "an",
        _ => "a",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_follow_the_sound() {
        let cases = [
            ("HTML page", "an"),
            ("MP3", "an"),
            ("M4A", "an"),
            ("WAV", "a"),
            ("FLAC", "a"),
            ("JSON file", "a"),
            ("Ogg", "an"),
        ];
        for (noun, expected) in cases {
            assert_eq!(article(noun), expected, "{noun}");
        }
    }

    #[test]
    fn the_hint_for_a_codec_is_a_command_that_keeps_the_original() {
        let error = DecodeError::new(Path::new("calls/a.wav"), Cause::Codec("GSM 06.10"));
        assert_eq!(error.kind(), DecodeErrorKind::Unsupported);
        assert_eq!(
            error.hint().unwrap(),
            "convert it first, for example with `ffmpeg -i \"calls/a.wav\" \"calls/a.flac\"`"
        );
        let error = DecodeError::new(Path::new("a.FLAC"), Cause::Channels(6));
        assert!(error.hint().unwrap().contains("\"a.converted.flac\""));
    }
}
