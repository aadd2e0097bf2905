//! The frames of an MP3 file, as packets for the decoder.
//!
//! A stream of MPEG frames has no times and no end: where bytes are lost, only their number tells how much audio went with
//! them. The demuxer of the codec library passes over such places without a word, so this one counts.

use std::io::{self, Read};

use symphonia::core::{
    audio::Channels,
    codecs::audio::{AudioCodecParameters, well_known::CODEC_ID_MP3},
    packet::Packet,
    units::{Duration, Timestamp},
};

use crate::{
    mp3::{Frame, LengthTag, first_frame},
    sniff::id3v2_len,
    window::Window,
};

/// What comes next in the file.
#[derive(Debug)]
pub(crate) enum MpegStep {
    /// A frame.
    Packet(Packet),
    /// Bytes that are no frame, and about as many samples a channel as they were.
    Lost(u64),
    /// The end, after the last whole frame or its tags.
    End,
    /// The end, in the middle of a frame.
    Broken,
}

/// Reads frames of one stream.
pub(crate) struct MpegPackets {
    bytes: Buffer,
    /// The first frame, which all others must be like.
    first: Frame,
    tag: Option<LengthTag>,
    /// Length of the last frame that was read.
    frame_len: usize,
    n_samples: u64,
    n_bytes_total: u64,
}

/// Bytes of a file that are looked at more than once.
struct Buffer {
    window: Window,
    bytes: Vec<u8>,
    at: usize,
}

/// Enough to see two frames and the longest tags at the end.
const LOOK_AHEAD: usize = 16 * 1024;

/// Tags that may follow the last frame.
const END_TAGS: [&[u8]; 5] = [b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"3DI", b"EQ+\0"];

impl MpegPackets {
    /// `None` if the start of `window` holds no frame of layer 3.
    pub(crate) fn new(window: Window) -> io::Result<Option<Self>> {
        let n_bytes_total = window.len();
        let mut bytes = Buffer { window, bytes: Vec::new(), at: 0 };
        let Some((at, first)) = first_frame(bytes.peek(LOOK_AHEAD)?) else { return Ok(None) };
        bytes.skip(at);
        let tag = bytes.peek(first.len)?.get(..first.len).and_then(|frame| LengthTag::parse(&first, frame));
        if tag.is_some() {
            bytes.skip(first.len);
        }
        Ok(Some(Self { bytes, first, tag, frame_len: first.len, n_samples: 0, n_bytes_total }))
    }

    pub(crate) fn tag(&self) -> Option<LengthTag> {
        self.tag
    }

    pub(crate) fn first(&self) -> &Frame {
        &self.first
    }

    /// How many samples there may be, if all frames are as long as the first.
    pub(crate) fn n_samples_guessed(&self) -> u64 {
        self.n_bytes_total / self.first.len.max(1) as u64 * self.first.n_samples()
    }

    /// What the decoder needs to know.
    pub(crate) fn decoder_parameters(&self) -> AudioCodecParameters {
        let mut parameters = AudioCodecParameters::new();
        parameters
            .for_codec(CODEC_ID_MP3)
            .with_sample_rate(self.first.rate_hz)
            .with_channels(Channels::Discrete(if self.first.is_mono { 1 } else { 2 }));
        parameters
    }

    pub(crate) fn next_step(&mut self) -> io::Result<MpegStep> {
        loop {
            let ahead = self.bytes.peek(LOOK_AHEAD)?;
            if ahead.is_empty() {
                return Ok(MpegStep::End);
            }
            if let Some(frame) = Frame::parse(ahead).filter(|frame| frame.is_of_same_stream(&self.first)) {
                let Some(data) = ahead.get(..frame.len) else { return Ok(MpegStep::Broken) };
                // Where files were joined, the tag of the second one is in the middle.
                let is_tag = LengthTag::parse(&frame, data).is_some();
                let data = data.to_vec();
                self.bytes.skip(frame.len);
                if is_tag {
                    continue;
                }
                self.frame_len = frame.len;
                let start = Timestamp::new(i64::try_from(self.n_samples).unwrap_or(i64::MAX));
                self.n_samples += frame.n_samples();
                return Ok(MpegStep::Packet(Packet::new(0, start, Duration::new(frame.n_samples()), data)));
            }
            if let Some(len) = id3v2_len(ahead) {
                self.bytes.skip_far(len)?;
                continue;
            }
            if END_TAGS.iter().any(|tag| ahead.starts_with(tag)) {
                return Ok(MpegStep::End);
            }
            return self.resync();
        }
    }

    /// Passes over bytes until there are two frames of this stream in a row, or one that ends the file.
    fn resync(&mut self) -> io::Result<MpegStep> {
        let mut n_lost = 0_u64;
        let mut is_blank = true;
        loop {
            let first = self.first;
            let ahead = self.bytes.peek(LOOK_AHEAD)?;
            let is_start = |at: usize| {
                let Some(frame) = Frame::parse(&ahead[at..]).filter(|frame| frame.is_of_same_stream(&first)) else {
                    return false;
                };
                match ahead.get(at + frame.len..) {
                    Some(rest) if rest.len() >= 4 => {
                        Frame::parse(rest).is_some_and(|next| next.is_of_same_stream(&first))
                    }
                    // The file may end with this frame, but not inside it: chance makes such headers.
                    rest => rest.is_some() && ahead.len() < LOOK_AHEAD,
                }
            };
            let searched = if ahead.len() < LOOK_AHEAD { ahead.len() } else { LOOK_AHEAD / 2 };
            let found = (0..searched).find(|&at| is_start(at));
            let n_passed = found.unwrap_or(searched);
            is_blank &= ahead[..n_passed].iter().all(|&b| b == 0);
            n_lost += n_passed as u64;
            self.bytes.skip(n_passed);
            if found.is_some() {
                break;
            }
            if searched == 0 {
                // Zeros after the last frame are unused space, and a few bytes hold no audio.
                let is_nothing = is_blank || n_lost < self.frame_len as u64 / 2;
                return Ok(if is_nothing { MpegStep::End } else { MpegStep::Broken });
            }
        }
        let n_frames = (n_lost + self.frame_len as u64 / 2) / self.frame_len.max(1) as u64;
        self.n_samples += n_frames * self.first.n_samples();
        Ok(MpegStep::Lost(n_frames * self.first.n_samples()))
    }
}

impl Buffer {
    /// The next `n` bytes, or all that are left.
    fn peek(&mut self, n: usize) -> io::Result<&[u8]> {
        if self.bytes.len() - self.at < n {
            self.bytes.drain(..self.at);
            self.at = 0;
            let n_wanted = (n.max(4 * LOOK_AHEAD) - self.bytes.len()) as u64;
            self.window.by_ref().take(n_wanted).read_to_end(&mut self.bytes)?;
        }
        let end = self.bytes.len().min(self.at + n);
        Ok(&self.bytes[self.at..end])
    }

    /// Passes over `n` bytes that were seen.
    fn skip(&mut self, n: usize) {
        self.at = self.bytes.len().min(self.at + n);
    }

    /// Passes over `n` bytes, seen or not, or all that are left.
    fn skip_far(&mut self, n: u64) -> io::Result<()> {
        let mut n_left = n;
        while n_left > 0 {
            let n_seen = self.peek(LOOK_AHEAD)?.len();
            if n_seen == 0 {
                break;
            }
            let n_skipped = n_seen.min(usize::try_from(n_left).unwrap_or(usize::MAX));
            self.skip(n_skipped);
            n_left -= n_skipped as u64;
        }
        Ok(())
    }
}
