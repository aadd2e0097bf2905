//! What an M4A file says about the padding of its audio, which the demuxer leaves to its caller.
//!
//! An AAC encoder needs a run-up of 1024 samples or more (128 ms at 8 kHz) that is no part of the recording.
//! It is in the edit list (ISO/IEC 14496-12, 8.6.6), in Apple's `iTunSMPB` tag, or nowhere.

use std::io::{Read, Seek, SeekFrom};

use crate::error::Cause;

/// What the index of an M4A file says about its audio.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Mp4 {
    /// The run-up.
    pub(crate) skip: Span,
    /// The audio behind the run-up; the rest is padding.
    pub(crate) keep: Option<Span>,
    /// The name of the sample format, such as `mp4a`.
    pub(crate) sample_format: [u8; 4],
    /// How long the file should be by the lengths of its boxes; longer than it is if it was cut off.
    pub(crate) len_stated: u64,
}

/// A length of time as a fraction of seconds, or in frames if `per_second` is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) count: u64,
    pub(crate) per_second: Option<u32>,
}

impl Span {
    /// In frames, rounded to the nearest.
    pub(crate) fn frames(self, rate_hz: u32) -> u64 {
        let Some(per_second) = self.per_second.filter(|&n| n > 0) else { return self.count };
        let frames =
            (u128::from(self.count) * u128::from(rate_hz) + u128::from(per_second / 2)) / u128::from(per_second);
        u64::try_from(frames).unwrap_or(u64::MAX)
    }
}

/// The index of 24 hours of AAC at 48 kHz takes about 20 MB.
const INDEX_LEN_MAX: u64 = 128 * 1024 * 1024;

/// Reads the index of an M4A file of `file_len` bytes.
pub(crate) fn read_mp4<F: Read + Seek>(file: &mut F, file_len: u64) -> Result<Mp4, Cause> {
    let (mut index, mut position) = (None, 0);
    while position + 8 <= file_len {
        file.seek(SeekFrom::Start(position))?;
        let mut head = [0; 16];
        let head_len = if position + 16 <= file_len { 16 } else { 8 };
        file.read_exact(&mut head[..head_len])?;
        let (kind, body_at, len) = box_header(&head[..head_len], file_len - position);
        let Some(end) = position.checked_add(len).filter(|_| len >= body_at) else { break };
        if &kind == b"moov" {
            if end > file_len {
                return Err(Cause::NoIndex);
            }
            if len > INDEX_LEN_MAX {
                return Err(Cause::Header { format: "M4A", problem: "its index has an impossible length" });
            }
            file.seek(SeekFrom::Start(position + body_at))?;
            let mut bytes = Vec::new();
            file.take(len - body_at).read_to_end(&mut bytes)?;
            index = Some(bytes);
        }
        position = end;
    }
    // A file without an index ended before it was written, whatever the lengths say.
    let index = index.ok_or(Cause::NoIndex)?;
    Ok(Mp4 { len_stated: position, ..parse_index(&index) })
}

/// The kind of a box, where its body starts, and its length; `rest` is that of a box that reaches to the end.
fn box_header(head: &[u8], rest: u64) -> ([u8; 4], u64, u64) {
    let kind = [head[4], head[5], head[6], head[7]];
    match be(head, 0, 4) {
        Some(0) => (kind, 8, rest),
        Some(1) => (kind, 16, be(head, 8, 8).unwrap_or(0)),
        len => (kind, 8, len.unwrap_or(0)),
    }
}

fn parse_index(moov: &[u8]) -> Mp4 {
    let movie_scale = child(moov, *b"mvhd").and_then(scale_of);
    let tracks = children(moov).filter(|(kind, _)| kind == b"trak").map(|(_, body)| body);
    let Some(track) = tracks
        .into_iter()
        .find(|track| descend(track, &[b"mdia", b"hdlr"]).is_some_and(|h| h.get(8..12) == Some(b"soun")))
    else {
        return Mp4::default();
    };
    let mut found = Mp4::default();
    if let Some(format) = descend(track, &[b"mdia", b"minf", b"stbl", b"stsd"]).and_then(|stsd| stsd.get(12..16)) {
        found.sample_format.copy_from_slice(format);
    }
    if let Some((skip, keep)) = gapless_tag(moov) {
        found.skip = Span { count: skip, per_second: None };
        found.keep = Some(Span { count: keep, per_second: None });
    } else if let Some((media_time, duration)) = descend(track, &[b"edts", b"elst"]).and_then(only_edit) {
        found.skip = Span { count: media_time, per_second: descend(track, &[b"mdia", b"mdhd"]).and_then(scale_of) };
        found.keep = (duration > 0).then_some(Span { count: duration, per_second: movie_scale });
    }
    found
}

/// The start and length of the only edit that shows media; `None` if there are several or none.
fn only_edit(elst: &[u8]) -> Option<(u64, u64)> {
    let is_long = *elst.first()? == 1;
    let (size, width) = if is_long { (20, 8) } else { (12, 4) };
    let n_entries = usize::try_from(be(elst, 4, 4)?).ok()?;
    let entries = elst.get(8..)?.chunks_exact(size).take(n_entries);
    // An empty edit has the media time -1.
    let mut shown = entries.filter_map(|entry| {
        let (duration, media_time) = (be(entry, 0, width)?, be(entry, width, width)?);
        let is_empty = media_time >> (8 * width - 1) == 1;
        (!is_empty).then_some((media_time, duration))
    });
    let first = shown.next()?;
    shown.next().is_none().then_some(first)
}

/// The run-up and the length in frames that Apple's encoder writes as hexadecimal numbers into a tag.
fn gapless_tag(moov: &[u8]) -> Option<(u64, u64)> {
    let tags = descend(moov, &[b"udta", b"meta"])?.get(4..)?;
    let tags = child(tags, *b"ilst")?;
    let (_, tag) = children(tags).find(|(kind, tag)| {
        kind == b"----" && child(tag, *b"name").and_then(|name| name.get(4..)) == Some(b"iTunSMPB")
    })?;
    let text = std::str::from_utf8(child(tag, *b"data")?.get(8..)?).ok()?;
    let numbers: Vec<u64> = text.split_whitespace().map_while(|n| u64::from_str_radix(n, 16).ok()).collect();
    let (&skip, &keep) = (numbers.get(1)?, numbers.get(3)?);
    (keep > 0).then_some((skip, keep))
}

/// The time units a second of a movie or media header.
fn scale_of(header: &[u8]) -> Option<u32> {
    let at = if *header.first()? == 1 { 20 } else { 12 };
    u32::try_from(be(header, at, 4)?).ok()
}

fn descend<'a>(body: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    path.iter().try_fold(body, |body, kind| child(body, **kind))
}

fn child(body: &[u8], kind: [u8; 4]) -> Option<&[u8]> {
    children(body).find(|(k, _)| *k == kind).map(|(_, body)| body)
}

/// The boxes in `body`, up to the first whose length is impossible.
fn children(body: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = body;
    std::iter::from_fn(move || {
        if rest.len() < 8 {
            return None;
        }
        let (kind, body_at, len) = box_header(rest, rest.len() as u64);
        let (body_at, len) = (usize::try_from(body_at).ok()?, usize::try_from(len).ok()?);
        let inner = rest.get(body_at..len)?;
        rest = &rest[len..];
        Some((kind, inner))
    })
}

/// The big-endian number in the `width` bytes of `bytes` at `at`.
fn be(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    Some(bytes.get(at..at + width)?.iter().fold(0, |sum, &b| sum << 8 | u64::from(b)))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn boxed(kind: &str, body: &[u8]) -> Vec<u8> {
        [&u32::try_from(body.len() + 8).unwrap().to_be_bytes()[..], kind.as_bytes(), body].concat()
    }

    fn words(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|w| w.to_be_bytes()).collect()
    }

    fn index(edits: &[[u32; 3]], extra: &[u8]) -> Vec<u8> {
        let hdlr = boxed("hdlr", b"\0\0\0\0\0\0\0\0soun");
        let stsd = boxed("stsd", &[words(&[0, 1]), boxed("mp4a", &[0; 28])].concat());
        let stbl = boxed("minf", &boxed("stbl", &stsd));
        let mdia = boxed("mdia", &[boxed("mdhd", &words(&[0, 0, 0, 8000, 0])), hdlr, stbl].concat());
        let elst = [words(&[0, u32::try_from(edits.len()).unwrap()]), words(&edits.concat())].concat();
        let trak = boxed("trak", &[boxed("edts", &boxed("elst", &elst)), mdia].concat());
        boxed("moov", &[boxed("mvhd", &words(&[0, 0, 0, 1000, 0])), trak, extra.to_vec()].concat())
    }

    fn read(parts: &[Vec<u8>]) -> Result<Mp4, String> {
        let bytes = parts.concat();
        read_mp4(&mut Cursor::new(&bytes), bytes.len() as u64).map_err(|cause| cause.to_string())
    }

    #[test]
    fn the_edit_list_gives_the_run_up_and_the_length() {
        let bytes = [boxed("ftyp", b"M4A "), boxed("mdat", &[0; 99]), index(&[[2000, 1024, 0x1_0000]], &[])].concat();
        let mp4 = read(std::slice::from_ref(&bytes)).unwrap();
        assert_eq!(mp4.skip.frames(8000), 1024);
        assert_eq!(mp4.keep.unwrap().frames(8000), 16_000);
        assert_eq!(&mp4.sample_format, b"mp4a");
        assert_eq!(mp4.len_stated, bytes.len() as u64);
    }

    #[test]
    fn an_empty_edit_is_passed_over_and_several_are_left_alone() {
        let mp4 = read(&[index(&[[500, u32::MAX, 0x1_0000], [0, 2112, 0x1_0000]], &[])]).unwrap();
        assert_eq!((mp4.skip.frames(16_000), mp4.keep), (4224, None));
        let mp4 = read(&[index(&[[500, 0, 0x1_0000], [500, 9000, 0x1_0000]], &[])]).unwrap();
        assert_eq!((mp4.skip.count, mp4.keep), (0, None));
    }

    #[test]
    fn the_tag_of_apple_comes_first() {
        let text = b" 00000000 00000840 000001CA 00000000003F31F6 00000000";
        let tag = [boxed("name", b"\0\0\0\0iTunSMPB"), boxed("data", &[&[0; 8], &text[..]].concat())].concat();
        let meta = [vec![0; 4], boxed("ilst", &boxed("----", &tag))].concat();
        let mp4 = read(&[index(&[[2000, 1024, 0x1_0000]], &boxed("udta", &boxed("meta", &meta)))]).unwrap();
        assert_eq!((mp4.skip.frames(8000), mp4.keep.unwrap().frames(8000)), (0x840, 0x3f_31f6));
    }

    #[test]
    fn a_file_without_its_end_is_noticed() {
        let no_index = "the file ends before its index (`moov`)";
        let mut cut = boxed("mdat", &[0; 99]);
        cut.truncate(50);
        assert_eq!(read(&[boxed("ftyp", b"M4A "), cut.clone()]).unwrap_err(), no_index);
        let index_len = index(&[], &[]).len() as u64;
        assert_eq!(read(&[index(&[], &[]), cut]).unwrap().len_stated, index_len + 107);
        let mut index = index(&[], &[]);
        index.pop();
        assert_eq!(read(&[index]).unwrap_err(), no_index);
    }
}
