//! What the first bytes of a Matroska file say about its length.

/// How long a Matroska file should be: its header, and the segment behind it, whose lengths are numbers of which the
/// leading zeros tell the size (RFC 8794, 4). `None` where the segment was streamed, and has no length.
pub(crate) fn matroska_len(head: &[u8]) -> Option<u64> {
    let number_at = |at: usize| {
        let first = *head.get(at)?;
        let n_bytes = usize::try_from(first.leading_zeros()).ok()? + 1;
        let bytes = head.get(at..at + n_bytes).filter(|_| n_bytes <= 8)?;
        let value = bytes[1..].iter().fold(u64::from(first) & (0xff >> n_bytes), |sum, &b| sum << 8 | u64::from(b));
        let is_unknown = value == (1 << (7 * n_bytes)) - 1;
        (!is_unknown).then_some((value, at + n_bytes))
    };
    let (header_len, body) = number_at(4)?;
    let segment = body.checked_add(usize::try_from(header_len).ok()?)?;
    head.get(segment..)?.strip_prefix(b"\x18\x53\x80\x67")?;
    let (segment_len, body) = number_at(segment + 4)?;
    segment_len.checked_add(body as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_is_that_of_the_header_and_the_segment() {
        let head = b"\x1a\x45\xdf\xa3\x84\x42\x86\x81\x01\x18\x53\x80\x67";
        assert_eq!(matroska_len(&[&head[..], &[0x85]].concat()), Some(9 + 5 + 5));
        assert_eq!(matroska_len(&[&head[..], &[0x40, 0x64]].concat()), Some(9 + 6 + 100));
        assert_eq!(matroska_len(&[&head[..], &[0x01, 255, 255, 255, 255, 255, 255, 255]].concat()), None, "streamed");
        assert_eq!(matroska_len(&[&head[..], &[0x40]].concat()), None);
        assert_eq!(matroska_len(head), None);
    }
}
