//! What a file is, told from its first bytes.

use std::path::Path;

use crate::{
    error::Cause,
    mp3::{self, Frame, Layer},
};

/// How many bytes [`Content::of`] wants to see, where the file has as many.
pub(crate) const HEAD_LEN: usize = 16 * 1024;

/// A container that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// RIFF, RF64 or BW64 with the WAVE form.
    Wave,
    /// MPEG audio frames; `start` bytes of tags come before them.
    Mpeg {
        start: u64,
    },
    Flac {
        start: u64,
    },
    Ogg,
    /// The ISO base media file format: M4A, MP4, 3GP.
    Mp4,
    /// AAC frames without a container.
    Adts,
}

impl Content {
    /// Tells the content by `head`, the first bytes of a file of `file_len` bytes.
    ///
    /// `tagged` holds the bytes behind an `ID3v2` tag, where the file starts with one, and how long the tag is.
    /// The name counts only where the bytes cannot tell: headerless audio looks like anything.
    pub(crate) fn of(head: &[u8], tagged: Option<(&[u8], u64)>, path: &Path) -> Result<Self, Cause> {
        if head.is_empty() {
            return Err(Cause::Empty);
        }
        let (body, start) = tagged.unwrap_or((head, 0));
        if let Some(content) = container(body, start)? {
            return Ok(content);
        }
        if tagged.is_some() {
            return Err(if body.is_empty() { Cause::NothingBehindHeader("MP3") } else { Cause::Unknown });
        }
        if let Some(name) =
            MAGIC_OF_UNSUPPORTED.iter().find(|(at, magic, _)| has(head, *at, magic)).map(|(_, _, name)| name)
        {
            return Err(Cause::Codec(name));
        }
        if let Some(what) = MAGIC_OF_OTHERS.iter().find(|(magic, _)| has(head, 0, magic)).map(|(_, what)| what) {
            return Err(Cause::Something(what));
        }
        if let Some(cause) = text(head) {
            return Err(cause);
        }
        if let Some(cause) = headerless(path) {
            return Err(cause);
        }
        Err(if head.iter().all(|&b| b == 0) { Cause::Zeros } else { Cause::Unknown })
    }
}

/// How many bytes an `ID3v2` tag at the start of `head` takes; `None` where there is none.
pub(crate) fn id3v2_len(head: &[u8]) -> Option<u64> {
    let header = head.get(..10).filter(|h| h.starts_with(b"ID3"))?;
    let size = header[6..10].iter().try_fold(0_u64, |sum, &b| (b < 0x80).then_some(sum << 7 | u64::from(b)))?;
    let footer = if header[5] & 0x10 == 0 { 0 } else { 10 };
    Some(10 + size + footer)
}

fn container(body: &[u8], start: u64) -> Result<Option<Content>, Cause> {
    if has(body, 0, b"fLaC") {
        return Ok(Some(Content::Flac { start }));
    }
    if start == 0 {
        let is_riff = has(body, 0, b"RIFF") || has(body, 0, b"RF64") || has(body, 0, b"BW64");
        if is_riff && has(body, 8, b"WAVE") {
            return Ok(Some(Content::Wave));
        }
        if has(body, 0, b"OggS") {
            return ogg(body).map(Some);
        }
        if has(body, 4, b"ftyp") || has(body, 4, b"moov") || has(body, 4, b"mdat") {
            return Ok(Some(Content::Mp4));
        }
    }
    if start == 0 && is_adts(body) {
        return Ok(Some(Content::Adts));
    }
    match mp3::first_frame(body) {
        Some((_, Frame { layer: Layer::One, .. })) => Err(Cause::Codec("MPEG layer 1")),
        Some((_, Frame { layer: Layer::Two, .. })) => Err(Cause::Codec("MPEG layer 2")),
        Some((at, _)) => Ok(Some(Content::Mpeg { start: start + at as u64 })),
        None => Ok(None),
    }
}

/// ISO/IEC 14496-3, 1.A.2.2: a sync word and layer 0, and the same again behind the frame's 13 bits of length.
fn is_adts(body: &[u8]) -> bool {
    let is_header = |h: &[u8]| h[0] == 0xff && h[1] & 0xf6 == 0xf0;
    let Some(header) = body.get(..7).filter(|h| is_header(h)) else { return false };
    let frame_len = usize::from(header[3] & 3) << 11 | usize::from(header[4]) << 3 | usize::from(header[5] >> 5);
    frame_len > 7 && body.get(frame_len..frame_len + 2).is_none_or(is_header)
}

/// The codec of an Ogg file is named by the first packet of its first page, which starts after the segment table.
fn ogg(head: &[u8]) -> Result<Content, Cause> {
    let n_segments = usize::from(head.get(26).copied().unwrap_or(0));
    let packet = head.get(27 + n_segments..).unwrap_or_default();
    let refused: [(&[u8], &str); 2] = [(b"OpusHead", "Opus"), (b"Speex   ", "Speex")];
    match refused.iter().find(|(magic, _)| packet.starts_with(magic)) {
        Some((_, codec)) => Err(Cause::Codec(codec)),
        None => Ok(Content::Ogg),
    }
}

const MAGIC_OF_UNSUPPORTED: &[(usize, &[u8], &str)] = &[
    (0, b"#!AMR-WB", "AMR-WB"),
    (0, b"#!AMR", "AMR"),
    (0, b"RIFX", "big-endian WAV (RIFX)"),
    (0, b"riff\x2e\x91\xcf\x11", "Wave64"),
    (8, b"AIFF", "AIFF"),
    (8, b"AIFC", "AIFF-C"),
    (0, b"caff", "CAF"),
    (0, b".snd", "AU"),
    (0, b"\x1a\x45\xdf\xa3", "WebM or Matroska"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "Windows Media"),
    (0, b"wvpk", "WavPack"),
    (0, b"MAC ", "Monkey's Audio"),
    (0, b"TTA1", "True Audio"),
    (0, b"#!SILK", "SILK"),
    (1, b"#!SILK", "SILK"),
    (0, b"ADIF", "AAC (ADIF)"),
    (8, b"AVI ", "AVI"),
];

const MAGIC_OF_OTHERS: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "ZIP archive"),
    (b"PK\x05\x06", "ZIP archive"),
    (b"\x1f\x8b", "gzip archive"),
    (b"7z\xbc\xaf", "7-Zip archive"),
    (b"Rar!", "RAR archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xfd7zXZ", "xz archive"),
    (b"\x28\xb5\x2f\xfd", "Zstandard archive"),
    (b"%PDF", "PDF document"),
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"SQLite format 3\0", "SQLite database"),
    (b"\x7fELF", "program"),
    (b"MZ", "Windows program"),
];

fn has(head: &[u8], at: usize, magic: &[u8]) -> bool {
    head.get(at..).is_some_and(|rest| rest.starts_with(magic))
}

/// The kind of text, where `head` is text.
fn text(head: &[u8]) -> Option<Cause> {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Some(Cause::Something("text file"));
    }
    let readable = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The head may end inside a character.
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&head[..error.valid_up_to()]).ok()?,
        Err(_) => return None,
    };
    if readable.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\x0c' | '\x1b')) {
        return None;
    }
    let start = readable.trim_start_matches('\u{feff}').trim_start();
    let lower: String = start.chars().take(1000).collect::<String>().to_ascii_lowercase();
    if lower.starts_with("version https://git-lfs") {
        return Some(Cause::LfsPointer);
    }
    Some(Cause::Something(
        if lower.starts_with('<') && (lower.contains("<html") || lower.starts_with("<!doctype html")) {
            "HTML page"
        } else if lower.starts_with("<?xml") {
            "XML file"
        } else if lower.starts_with('{') || lower.starts_with('[') {
            "JSON file"
        } else {
            "text file"
        },
    ))
}

/// Audio without a header can be told by its name alone; ffmpeg must be told what it is as well.
fn headerless(path: &Path) -> Option<Cause> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    let (name, ffmpeg_format) = match ending.as_str() {
        "gsm" => ("GSM 06.10", Some("gsm")),
        "ulaw" | "ul" | "pcmu" => ("mu-law", Some("mulaw -ar 8000")),
        "alaw" | "al" | "pcma" => ("A-law", Some("alaw -ar 8000")),
        "sln" | "raw" => ("16-bit PCM", Some("s16le -ar 8000")),
        "sln16" => ("16-bit PCM", Some("s16le -ar 16000")),
        "g722" => ("G.722", Some("g722")),
        "g729" => ("G.729", Some("g729")),
        "vox" => ("Dialogic ADPCM", None),
        _ => return None,
    };
    Some(Cause::Headerless { name, ffmpeg_format })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(head: &[u8], name: &str) -> Result<Content, String> {
        Content::of(head, None, Path::new(name)).map_err(|cause| cause.to_string())
    }

    #[test]
    fn the_content_counts_not_the_name() {
        assert_eq!(told(b"RIFF\x24\0\0\0WAVEfmt ", "a.mp3"), Ok(Content::Wave));
        assert_eq!(told(b"\xff\xfb\x90\x64\0\0\0\0", "a.wav"), Ok(Content::Mpeg { start: 0 }));
        assert_eq!(told(b"fLaC\0\0\0\x22", "a.wav"), Ok(Content::Flac { start: 0 }));
        assert_eq!(told(b"\0\0\0\x20ftypM4A \0\0", "a.wav"), Ok(Content::Mp4));
    }

    #[test]
    fn what_is_no_audio_is_called_by_its_name() {
        let cases: [(&[u8], &str); 9] = [
            (b"", "the file is empty"),
            (b"\xef\xbb\xbf  <!DOCTYPE HTML><title>Sign in", "it is an HTML page, not audio"),
            (b"<html>", "it is an HTML page, not audio"),
            (b"{\"error\":\"expired\"}", "it is a JSON file, not audio"),
            (b"hello, world", "it is a text file, not audio"),
            (b"version https://git-lfs.github.com/spec/v1\n", "it is a Git LFS pointer, not the recording itself"),
            (b"PK\x03\x04\x14\0", "it is a ZIP archive, not audio"),
            (&[0; 64], "the file holds nothing but zeros"),
            (&[7; 64], "it is in no audio format that is known"),
        ];
        for (head, expected) in cases {
            assert_eq!(told(head, "a.wav"), Err(expected.to_owned()));
        }
    }

    #[test]
    fn codecs_that_cannot_be_decoded_are_refused_by_name() {
        let mut opus = b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13".to_vec();
        opus.extend(b"OpusHead\x01");
        let cases: [(&[u8], &str, &str); 4] = [
            (&opus, "a.opus", "Opus audio is not supported yet"),
            (b"#!AMR\n\x3c", "a.amr", "AMR audio is not supported yet"),
            (&[0xd3; 33], "a.gsm", "headerless GSM 06.10 audio is not supported yet"),
            (&[0xfe; 33], "a.ULAW", "headerless mu-law audio is not supported yet"),
        ];
        for (head, name, expected) in cases {
            assert_eq!(told(head, name), Err(expected.to_owned()));
        }
    }

    #[test]
    fn an_id3_tag_is_as_long_as_it_says() {
        assert_eq!(id3v2_len(b"ID3\x04\0\0\0\0\x02\x01rest"), Some(10 + 257));
        assert_eq!(id3v2_len(b"ID3\x04\0\x10\0\0\0\x05"), Some(25));
        assert_eq!(id3v2_len(b"ID3\x04\0\0\xff\0\0\x05"), None);
        assert_eq!(id3v2_len(b"RIFF"), None);
    }
}
