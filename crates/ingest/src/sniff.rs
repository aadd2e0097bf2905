//! What a file is, told from its first bytes.

use std::path::Path;

use crate::{
    error::Cause,
    ffmpeg::Foreign,
    mp3::{self, Frame, Layer},
    raw::{self, Raw},
};

/// How many bytes [`Content::of`] wants to see, where the file has as many.
pub(crate) const HEAD_LEN: usize = 16 * 1024;

/// What a file holds, by what it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// RIFF, RIFX, RF64 or BW64 with the WAVE form.
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
    /// Matroska or WebM.
    Matroska,
    Aiff,
    Caf,
    /// Audio without a header.
    Raw(Raw),
    /// What only ffmpeg can decode.
    Foreign(Foreign),
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
        let by_name = Raw::by_name(path);
        // Headerless audio holds any bytes, so that a few which look like a frame prove nothing.
        let is_certain = by_name.is_none() || raw::is_mpeg_or_adts(head);
        if let Some(content) = container(body, start, is_certain) {
            return Ok(content);
        }
        if tagged.is_some() {
            return Err(if body.is_empty() { Cause::NothingBehindHeader("MP3") } else { Cause::Unknown });
        }
        let foreign =
            MAGIC_OF_FOREIGN.iter().find(|(at, magic, _)| has(head, *at, magic) && (is_certain || magic.len() > 3));
        if let Some((_, _, foreign)) = foreign {
            return Ok(Self::Foreign(*foreign));
        }
        if let Some((_, _, name)) = MAGIC_OF_UNSUPPORTED.iter().find(|(at, magic, _)| has(head, *at, magic)) {
            return Err(Cause::Codec(name));
        }
        let other = MAGIC_OF_OTHERS.iter().find(|(magic, _)| has(head, 0, magic) && (is_certain || magic.len() > 3));
        if let Some((_, what)) = other {
            return Err(Cause::Something(what));
        }
        if let Some(cause) = text(head) {
            return Err(cause);
        }
        match by_name {
            Some(raw) => raw.content(head),
            None if raw::is_gsm(head) => Ok(Self::Raw(Raw::Gsm)),
            None if head.iter().all(|&b| b == 0) => Err(Cause::Zeros),
            None => Err(Cause::Unknown),
        }
    }
}

/// How many bytes an `ID3v2` tag at the start of `head` takes; `None` where there is none.
pub(crate) fn id3v2_len(head: &[u8]) -> Option<u64> {
    let header = head.get(..10).filter(|h| h.starts_with(b"ID3"))?;
    let size = header[6..10].iter().try_fold(0_u64, |sum, &b| (b < 0x80).then_some(sum << 7 | u64::from(b)))?;
    let footer = if header[5] & 0x10 == 0 { 0 } else { 10 };
    Some(10 + size + footer)
}

/// The container, if `body` starts with one; frames without a container are looked for if `has_frames`.
fn container(body: &[u8], start: u64, has_frames: bool) -> Option<Content> {
    if has(body, 0, b"fLaC") {
        return Some(Content::Flac { start });
    }
    if start == 0 {
        let is_riff = [b"RIFF", b"RIFX", b"RF64", b"BW64"].iter().any(|magic| has(body, 0, &magic[..]));
        if is_riff && has(body, 8, b"WAVE") {
            return Some(Content::Wave);
        }
        if has(body, 0, b"OggS") {
            return Some(ogg(body));
        }
        if has(body, 4, b"ftyp") || has(body, 4, b"moov") || has(body, 4, b"mdat") {
            return Some(Content::Mp4);
        }
        if has(body, 0, b"FORM") && (has(body, 8, b"AIFF") || has(body, 8, b"AIFC")) {
            return Some(Content::Aiff);
        }
        if has(body, 0, b"\x1a\x45\xdf\xa3") {
            return Some(Content::Matroska);
        }
        if has(body, 0, b"caff") {
            return Some(Content::Caf);
        }
        if has_frames && is_adts(body) {
            return Some(Content::Adts);
        }
    }
    let (at, frame) = has_frames.then(|| mp3::first_frame(body)).flatten()?;
    Some(match frame {
        Frame { layer: Layer::One, .. } => Content::Foreign(Foreign { name: "MPEG layer 1", input: &["mp3"] }),
        Frame { layer: Layer::Two, .. } => Content::Foreign(Foreign { name: "MPEG layer 2", input: &["mp3"] }),
        Frame { layer: Layer::Three, .. } => Content::Mpeg { start: start + at as u64 },
    })
}

/// ISO/IEC 14496-3, 1.A.2.2: a sync word and layer 0, and the same again behind the frame's 13 bits of length.
fn is_adts(body: &[u8]) -> bool {
    adts_frame_len(body).is_some_and(|len| body.get(len..len + 2).is_none_or(has_adts_sync))
}

/// The length of the ADTS frame that `body` starts with.
pub(crate) fn adts_frame_len(body: &[u8]) -> Option<usize> {
    let header = body.get(..7).filter(|header| has_adts_sync(header))?;
    let len = usize::from(header[3] & 3) << 11 | usize::from(header[4]) << 3 | usize::from(header[5] >> 5);
    (len > 7).then_some(len)
}

fn has_adts_sync(header: &[u8]) -> bool {
    header[0] == 0xff && header[1] & 0xf6 == 0xf0
}

/// The codec of an Ogg file is named by the first packet of its first page, which starts after the segment table.
fn ogg(head: &[u8]) -> Content {
    let n_segments = usize::from(head.get(26).copied().unwrap_or(0));
    let packet = head.get(27 + n_segments..).unwrap_or_default();
    if packet.starts_with(b"Speex   ") {
        return Content::Foreign(Foreign { name: "Speex", input: &["ogg"] });
    }
    Content::Ogg
}

const fn foreign(name: &'static str, input: &'static [&'static str]) -> Foreign {
    Foreign { name, input }
}

/// What ffmpeg is needed for: where its signature is, and what it is.
const MAGIC_OF_FOREIGN: &[(usize, &[u8], Foreign)] = &[
    (0, b"#!AMR", foreign("AMR", &["amr"])),
    (0, b"riff\x2e\x91\xcf\x11", foreign("Wave64", &["w64"])),
    (0, b".snd", foreign("AU", &["au"])),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", foreign("Windows Media", &["asf"])),
    (0, b"wvpk", foreign("WavPack", &["wv"])),
    (0, b"MAC ", foreign("Monkey's Audio", &["ape"])),
    (0, b"TTA1", foreign("True Audio", &["tta"])),
    (8, b"AVI ", foreign("AVI", &["avi"])),
    (0, b"FLV\x01", foreign("Flash video", &["flv"])),
    (0, b"\0\0\x01\xba", foreign("MPEG program stream", &["mpeg"])),
    (0, b"NIST_1A", foreign("NIST SPHERE", &["nistsphere"])),
    (0, b"Creative Voice File", foreign("Creative Voice", &["voc"])),
    (8, b"QLCM", foreign("QCELP", &["qcp"])),
    (0, b"\x02dss", foreign("DSS dictation", &["dss"])),
    (0, b"\x03dss", foreign("DSS dictation", &["dss"])),
    (0, b"\x0b\x77", foreign("Dolby Digital", &["ac3"])),
];

/// What nothing can decode that Ringcheck knows of.
const MAGIC_OF_UNSUPPORTED: &[(usize, &[u8], &str)] =
    &[(0, b"#!SILK", "SILK"), (1, b"#!SILK", "SILK"), (0, b"ADIF", "AAC (ADIF)"), (0, b"#!EVRC", "EVRC")];

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
    fn what_only_ffmpeg_decodes_is_told_by_its_signature() {
        let mut speex = b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13".to_vec();
        speex.extend(b"Speex   1.2");
        let cases: [(&[u8], &str, &str); 4] = [
            (&speex, "a.ogg", "Speex"),
            (b"#!AMR-WB\n\x3c", "a.wav", "AMR"),
            (b".snd\0\0\0\x18", "a.au", "AU"),
            (&[0x9a; 70], "a.g729", "G.729"),
        ];
        for (head, name, expected) in cases {
            match told(head, name) {
                Ok(Content::Foreign(Foreign { name, .. })) => assert_eq!(name, expected),
                other => panic!("{name}: {other:?}"),
            }
        }
        assert_eq!(told(b"\x02#!SILK_V3", "a.amr"), Err("SILK audio is not supported".to_owned()));
    }

    #[test]
    fn a_signature_counts_more_than_the_ending_of_headerless_audio() {
        assert_eq!(told(b"RIFF\x24\0\0\0WAVEfmt ", "a.ulaw"), Ok(Content::Wave));
        assert_eq!(told(b"<html>", "a.sln").unwrap_err(), "it is an HTML page, not audio");
        // A frame that chance made inside of telephone noise is no MP3.
        let mut noise = [0x7f; 4096];
        noise[1000..1004].copy_from_slice(b"\xff\xfb\x90\x64");
        noise[1417..1421].copy_from_slice(b"\xff\xfb\x90\x64");
        assert!(matches!(told(&noise, "a.ulaw"), Ok(Content::Raw(_))));
    }

    #[test]
    fn an_id3_tag_is_as_long_as_it_says() {
        assert_eq!(id3v2_len(b"ID3\x04\0\0\0\0\x02\x01rest"), Some(10 + 257));
        assert_eq!(id3v2_len(b"ID3\x04\0\x10\0\0\0\x05"), Some(25));
        assert_eq!(id3v2_len(b"ID3\x04\0\0\xff\0\0\x05"), None);
        assert_eq!(id3v2_len(b"RIFF"), None);
    }
}
