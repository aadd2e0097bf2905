//! Audio without a header: what it is can only be told by the ending of the file's name.
//!
//! The endings are Asterisk's (`formats/` of its source): G.711, G.722 and GSM at 8 kHz by definition, and `sln` followed
//! by the thousands of its sample rate.

use std::path::Path;

use symphonia::core::codecs::audio::well_known as codecs;

use crate::{
    error::Cause,
    ffmpeg::Foreign,
    gsm::{FRAME_LEN, FRAME_SAMPLES, SIGNATURE},
    mp3::Frame,
    sniff::{Content, adts_frame_len},
    telephony::CODEC_ID_GSM,
    wave_codec::Blocks,
};

/// A format without a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Raw {
    Mulaw,
    Alaw,
    /// 16 bits, little-endian.
    Linear {
        rate_hz: u32,
    },
    G722,
    Gsm,
    Foreign(Foreign),
    /// Dialogic's ADPCM, which nothing here decodes.
    Vox,
}

/// In this many frames of GSM the signature must be right; all but a few of them, as some may be damaged.
const GSM_FRAMES_SEEN: usize = 50;

/// Frames in a row that prove a stream of MP3 or AAC, whatever the name says.
const N_FRAMES_THAT_PROVE: usize = 6;

impl Raw {
    /// The format that the ending stands for.
    pub(crate) fn by_name(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match ending.as_str() {
            "ulaw" | "ul" | "mu" | "ulw" | "pcm" | "pcmu" => Self::Mulaw,
            "alaw" | "al" | "alw" | "pcma" => Self::Alaw,
            "sln" | "raw" | "sln8" => Self::Linear { rate_hz: 8000 },
            "sln12" => Self::Linear { rate_hz: 12_000 },
            "sln16" => Self::Linear { rate_hz: 16_000 },
            "sln24" => Self::Linear { rate_hz: 24_000 },
            "sln32" => Self::Linear { rate_hz: 32_000 },
            "sln44" => Self::Linear { rate_hz: 44_100 },
            "sln48" => Self::Linear { rate_hz: 48_000 },
            "sln96" => Self::Linear { rate_hz: 96_000 },
            "sln192" => Self::Linear { rate_hz: 192_000 },
            "g722" => Self::G722,
            "gsm" => Self::Gsm,
            "g729" => Self::Foreign(Foreign { name: "G.729", input: &["g729"] }),
            "g723" | "g723_1" => Self::Foreign(Foreign { name: "G.723.1", input: &["g723_1"] }),
            "vox" => Self::Vox,
            _ => return None,
        })
    }

    /// What a file of this ending that starts with `head` holds.
    pub(crate) fn content(self, head: &[u8]) -> Result<Content, Cause> {
        match self {
            // The commonest kind of empty file; for A-law and mu-law zeros are the loudest noise.
            _ if head.iter().all(|&b| b == 0) => Err(Cause::Zeros),
            Self::Gsm if !is_gsm(head) => Err(Cause::Misnamed { ending: "gsm", name: "GSM 06.10" }),
            Self::Foreign(foreign) => Ok(Content::Foreign(foreign)),
            Self::Vox => Err(Cause::Codec("headerless Dialogic ADPCM")),
            raw => Ok(Content::Raw(raw)),
        }
    }

    /// How the bytes are to be cut; `None` for what is not decoded here.
    pub(crate) fn blocks(self) -> Option<Blocks> {
        let (codec, rate_hz, block_len, frames_per_block) = match self {
            Self::Mulaw => (codecs::CODEC_ID_PCM_MULAW, 8000, 1, 1),
            Self::Alaw => (codecs::CODEC_ID_PCM_ALAW, 8000, 1, 1),
            Self::Linear { rate_hz } => (codecs::CODEC_ID_PCM_S16LE, rate_hz, 2, 1),
            Self::G722 => (codecs::CODEC_ID_ADPCM_G722, 16_000, 1, 2),
            Self::Gsm => (CODEC_ID_GSM, 8000, FRAME_LEN as u64, FRAME_SAMPLES as u64),
            Self::Foreign(_) | Self::Vox => return None,
        };
        Some(Blocks { codec, rate_hz, n_channels: 1, block_len, frames_per_block })
    }
}

/// Whether `head` is frames of GSM, each of which has its signature; steady noise, such as A-law's silence, is none.
pub(crate) fn is_gsm(head: &[u8]) -> bool {
    let frames = head.chunks_exact(FRAME_LEN).take(GSM_FRAMES_SEEN);
    let n_seen = frames.len();
    let n_signed = frames.filter(|frame| frame[0] >> 4 == SIGNATURE).count();
    let is_steady = head.iter().skip(1).all(|&b| b == head[0]);
    n_seen >= 5 && n_signed * 10 >= n_seen * 9 && !is_steady
}

/// Whether `head` starts with a row of frames of MPEG audio or of AAC.
pub(crate) fn is_mpeg_or_adts(head: &[u8]) -> bool {
    let is_row_of = |len_of: fn(&[u8]) -> Option<usize>| {
        let mut rest = head;
        (0..N_FRAMES_THAT_PROVE).all(|_| {
            let next = len_of(rest).and_then(|len| rest.get(len..));
            rest = next.unwrap_or_default();
            next.is_some()
        })
    };
    is_row_of(|bytes| Frame::parse(bytes).map(|frame| frame.len).filter(|&len| len > 0)) || is_row_of(adts_frame_len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_those_of_asterisk() {
        let rate = |name: &str| Raw::by_name(Path::new(name)).and_then(Raw::blocks).map(|blocks| blocks.rate_hz);
        assert_eq!(rate("a.sln"), Some(8000));
        assert_eq!(rate("a.SLN48"), Some(48_000));
        assert_eq!(rate("a.g722"), Some(16_000));
        assert_eq!(rate("a.vox"), None);
        assert_eq!(rate("a.wav"), None);
        assert_eq!(rate("sln"), None);
    }

    #[test]
    fn the_signature_of_gsm_must_be_in_its_frames() {
        let mut frames: Vec<u8> = (0..=u8::MAX).cycle().take(FRAME_LEN * 20).collect();
        assert!(!is_gsm(&frames));
        for frame in frames.chunks_exact_mut(FRAME_LEN) {
            frame[0] = 0xd3;
        }
        assert!(is_gsm(&frames));
        frames[FRAME_LEN * 7] = 0;
        assert!(is_gsm(&frames));
        assert!(!is_gsm(&[0xd5; 3300]), "silence in A-law");
        assert!(!is_gsm(&frames[..FRAME_LEN * 4]));
        let misnamed = Raw::Gsm.content(b"whatever this is").unwrap_err();
        assert_eq!(misnamed.to_string(), "it is named `.gsm` and holds no GSM 06.10 audio");
    }
}
