//! MPEG audio frames, and what the first of them says about the others.

/// The layers of ISO/IEC 11172-3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layer {
    One,
    Two,
    Three,
}

/// A frame's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) layer: Layer,
    pub(crate) rate_hz: u32,
    pub(crate) is_mono: bool,
    /// With the header, in bytes.
    pub(crate) len: usize,
    is_mpeg1: bool,
}

impl Frame {
    /// ISO/IEC 11172-3, 2.4.1.3, and ISO/IEC 13818-3; version 2.5 is everybody's extension of it.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let &[0xff, b1, b2, b3, ..] = bytes else { return None };
        if b1 & 0xe0 != 0xe0 {
            return None;
        }
        let (is_mpeg1, rate_divisor) = match b1 >> 3 & 3 {
            0 => (false, 4),
            2 => (false, 2),
            3 => (true, 1),
            _ => return None,
        };
        let layer = match b1 >> 1 & 3 {
            1 => Layer::Three,
            2 => Layer::Two,
            3 => Layer::One,
            _ => return None,
        };
        let rate_hz = [44_100, 48_000, 32_000].get(usize::from(b2 >> 2 & 3))? / rate_divisor;
        let kilobits = KILOBITS[column(is_mpeg1, layer)].get(usize::from(b2 >> 4).checked_sub(1)?)?;
        let padding = u32::from(b2 >> 1 & 1);
        let len = match layer {
            Layer::One => (12 * kilobits * 1000 / rate_hz + padding) * 4,
            Layer::Three if !is_mpeg1 => 72 * kilobits * 1000 / rate_hz + padding,
            Layer::Two | Layer::Three => 144 * kilobits * 1000 / rate_hz + padding,
        };
        Some(Self { layer, rate_hz, is_mono: b3 >> 6 == 3, len: len as usize, is_mpeg1 })
    }

    /// Samples a channel in a frame of layer 3.
    pub(crate) fn n_samples(&self) -> u64 {
        if self.is_mpeg1 { 1152 } else { 576 }
    }

    pub(crate) fn is_of_same_stream(&self, other: &Self) -> bool {
        (self.layer, self.is_mpeg1, self.rate_hz, self.is_mono)
            == (other.layer, other.is_mpeg1, other.rate_hz, other.is_mono)
    }

    /// Where the side information ends, and with it where a tag may start.
    fn side_info_end(&self) -> usize {
        4 + match (self.is_mpeg1, self.is_mono) {
            (true, false) => 32,
            (true, true) | (false, false) => 17,
            (false, true) => 9,
        }
    }
}

/// Bit rates by index less one: layers 1, 2, 3 of version 1, then layer 1 and layers 2 and 3 of the later versions.
const KILOBITS: [[u32; 14]; 5] = [
    [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

fn column(is_mpeg1: bool, layer: Layer) -> usize {
    match (is_mpeg1, layer) {
        (true, Layer::One) => 0,
        (true, Layer::Two) => 1,
        (true, Layer::Three) => 2,
        (false, Layer::One) => 3,
        (false, _) => 4,
    }
}

/// Where the first frame starts: a header that is followed by another of the same stream.
///
/// A recording cut out of a stream may start inside a frame.
/// At the very start a lone header will do if the bytes end before the next is due.
pub(crate) fn first_frame(body: &[u8]) -> Option<(usize, Frame)> {
    (0..body.len()).find_map(|at| {
        let frame = Frame::parse(&body[at..])?;
        let is_followed = match body.get(at + frame.len..).filter(|rest| rest.len() >= 4) {
            Some(rest) => Frame::parse(rest).is_some_and(|next| frame.is_of_same_stream(&next)),
            None => at == 0,
        };
        is_followed.then_some((at, frame))
    })
}

/// What a frame without audio, the first of a file, says about the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LengthTag {
    /// Frames that follow; `None` if that was never filled in.
    pub(crate) n_frames: Option<u64>,
    /// Samples of run-up, with those that every decoder adds.
    pub(crate) run_up_len: u64,
    /// Samples of padding.
    pub(crate) padding_len: u64,
}

/// A decoder of layer 3 gives out its samples this much later than the encoder took them in.
const DECODER_DELAY: u64 = 529;

impl LengthTag {
    /// The tag in `bytes`, which are those of `frame`; `None` if it holds audio.
    pub(crate) fn parse(frame: &Frame, bytes: &[u8]) -> Option<Self> {
        let tag = bytes.get(frame.side_info_end()..)?;
        let is_silent = bytes[4..frame.side_info_end()].iter().skip(2).all(|&b| b == 0);
        if is_silent && (tag.starts_with(b"Xing") || tag.starts_with(b"Info")) {
            return Some(Self::parse_xing(tag));
        }
        let tag = bytes.get(36..)?.strip_prefix(b"VBRI")?;
        let n_frames = number(tag, 10, 4).filter(|&n| n > 0);
        Some(Self { n_frames, run_up_len: 0, padding_len: 0 })
    }

    /// Fields that are there by flag, then LAME's: its name of 9 bytes, and run-up and padding of 12 bits each.
    fn parse_xing(tag: &[u8]) -> Self {
        let flags = number(tag, 4, 4).unwrap_or(0);
        let n_frames = (flags & 1 != 0).then(|| number(tag, 8, 4)).flatten().filter(|&n| n > 0);
        let len_of = |flag: u64, len: usize| if flags & flag == 0 { 0 } else { len };
        let lame = tag.get(8 + len_of(1, 4) + len_of(2, 4) + len_of(4, 100) + len_of(8, 4)..).unwrap_or_default();
        let is_known = [b"LAME", b"Lavf", b"Lavc"].iter().any(|name| lame.starts_with(*name));
        match number(lame, 21, 3).filter(|_| is_known) {
            Some(both) => Self {
                n_frames,
                run_up_len: (both >> 12) + DECODER_DELAY,
                padding_len: (both & 0xfff).saturating_sub(DECODER_DELAY),
            },
            None => Self { n_frames, run_up_len: 0, padding_len: 0 },
        }
    }
}

/// The big-endian number in the `width` bytes of `bytes` at `at`.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    Some(bytes.get(at..at + width)?.iter().fold(0, |sum, &b| sum << 8 | u64::from(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MPEG 2.5 layer 3, 8 kbit/s, 8 kHz, mono: 72 bytes.
    fn frame() -> Vec<u8> {
        let mut bytes = vec![0; 72];
        bytes[..4].copy_from_slice(&[0xff, 0xe3, 0x18, 0xc4]);
        bytes
    }

    #[test]
    fn a_header_gives_the_length_of_its_frame() {
        let len_of = |bytes: [u8; 4]| Frame::parse(&bytes).map(|f| f.len);
        assert_eq!(len_of([0xff, 0xfb, 0x90, 0x64]), Some(417));
        assert_eq!(len_of([0xff, 0xe3, 0x18, 0xc4]), Some(72));
        assert_eq!(len_of([0xff, 0xfb, 0xf0, 0x64]), None);
        assert_eq!(len_of([0xff, 0xfb, 0x9c, 0x64]), None);
        assert_eq!(len_of([0xff, 0xff, 0xff, 0xff]), None);
    }

    #[test]
    fn a_stream_is_found_behind_the_rest_of_a_frame() {
        let mut body = vec![0x55; 31];
        body.extend(frame());
        assert_eq!(first_frame(&body), None);
        body.extend(frame());
        assert_eq!(first_frame(&body).map(|(at, _)| at), Some(31));
        assert_eq!(first_frame(&frame()).map(|(at, _)| at), Some(0));
    }

    #[test]
    fn the_tag_of_lame_gives_run_up_and_padding() {
        let mut bytes = frame();
        bytes.resize(200, 0);
        let header = Frame::parse(&bytes).unwrap();
        assert_eq!(LengthTag::parse(&header, &bytes), None);
        bytes[13..25].copy_from_slice(b"Info\0\0\0\x01\0\0\0\x64");
        let bare = LengthTag { n_frames: Some(100), run_up_len: 0, padding_len: 0 };
        assert_eq!(LengthTag::parse(&header, &bytes), Some(bare));
        bytes[25..34].copy_from_slice(b"LAME3.100");
        bytes[46..49].copy_from_slice(&[0x24, 0x05, 0x00]);
        let full = LengthTag { n_frames: Some(100), run_up_len: 576 + 529, padding_len: 0x500 - 529 };
        assert_eq!(LengthTag::parse(&header, &bytes), Some(full));
        bytes[20] = 0;
        assert_eq!(LengthTag::parse(&header, &bytes).unwrap().n_frames, None);
    }
}
