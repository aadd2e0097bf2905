//! MPEG audio frames: where they start, and whether the last one is whole.
//!
//! The decoder does not tell whether a stream ended with a frame or inside one, nor whether the length that it reports
//! is written in the file or guessed from the bit rate.

/// The layers of ISO/IEC 11172-3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layer {
    One,
    Two,
    Three,
}

/// A frame's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Frame {
    layer: Layer,
    is_mpeg1: bool,
    rate_hz: u32,
    is_mono: bool,
    /// With the header, in bytes.
    len: usize,
}

impl Frame {
    /// ISO/IEC 11172-3, 2.4.1.3, and ISO/IEC 13818-3; version 2.5 is everybody's extension of it.
    fn parse(bytes: &[u8]) -> Option<Self> {
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
        Some(Self { layer, is_mpeg1, rate_hz, is_mono: b3 >> 6 == 3, len: len as usize })
    }

    fn is_of_same_stream(&self, other: &Self) -> bool {
        (self.layer, self.is_mpeg1, self.rate_hz, self.is_mono)
            == (other.layer, other.is_mpeg1, other.rate_hz, other.is_mono)
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
pub(crate) fn first_frame(body: &[u8]) -> Option<(usize, Layer)> {
    (0..body.len()).find_map(|at| {
        let frame = Frame::parse(&body[at..])?;
        let is_followed = match body.get(at + frame.len..).filter(|rest| rest.len() >= 4) {
            Some(rest) => Frame::parse(rest).is_some_and(|next| frame.is_of_same_stream(&next)),
            None => at == 0,
        };
        is_followed.then_some((at, frame.layer))
    })
}

/// Whether the first frame of `body` carries the stream's length instead of audio.
pub(crate) fn has_length_tag(body: &[u8]) -> bool {
    let first = &body[..body.len().min(64)];
    [b"Xing", b"Info", b"VBRI"].iter().any(|tag| first.windows(4).any(|bytes| bytes == *tag))
}

/// Whether `tail`, the last bytes of a file, ends inside the frame after `last_packet`.
pub(crate) fn ends_inside_frame(tail: &[u8], last_packet: &[u8]) -> bool {
    if last_packet.is_empty() || tail.len() < last_packet.len() {
        return false;
    }
    let Some(at) = tail.windows(last_packet.len()).rposition(|bytes| bytes == last_packet) else { return false };
    let rest = &tail[at + last_packet.len()..];
    let (Some(last), Some(next)) = (Frame::parse(last_packet), Frame::parse(rest)) else {
        return rest.len() < 4 && rest.first() == Some(&0xff);
    };
    last.is_of_same_stream(&next) && rest.len() < next.len
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
        assert_eq!(first_frame(&body), Some((31, Layer::Three)));
        assert_eq!(first_frame(&frame()), Some((0, Layer::Three)));
    }

    #[test]
    fn a_frame_that_is_not_whole_is_seen_at_the_end() {
        let mut last = frame();
        last[40] = 9;
        let mut tail = [frame(), last.clone()].concat();
        assert!(!ends_inside_frame(&tail, &last));
        tail.extend(&frame()[..50]);
        assert!(ends_inside_frame(&tail, &last));
        let mut tagged = [frame(), last.clone()].concat();
        tagged.extend(b"TAGsome title");
        assert!(!ends_inside_frame(&tagged, &last));
    }
}
