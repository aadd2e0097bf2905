//! The format chunk of a WAV file: which codec, and how its bytes are cut into packets.

use symphonia::core::{
    audio::Channels,
    codecs::audio::{AudioCodecId, AudioCodecParameters, well_known as codecs},
};

use crate::{
    error::Cause,
    gsm::{FRAME_SAMPLES, WAVE_BLOCK_LEN},
    open::check_shape,
    telephony::CODEC_ID_GSM_MS,
};

/// How the audio of a WAV file is coded.
#[derive(Clone, Debug)]
pub(crate) enum WaveCodec {
    /// Blocks of equal length, each of which can be decoded alone.
    Blocks(Blocks),
    /// A stream of MPEG layer 3 frames.
    Mpeg,
}

/// Audio in blocks of equal length; with PCM a block is a frame.
#[derive(Clone, Debug)]
pub(crate) struct Blocks {
    pub(crate) codec: AudioCodecId,
    pub(crate) rate_hz: u32,
    pub(crate) n_channels: u16,
    /// In bytes; at least 1.
    pub(crate) block_len: u64,
    /// At least 1.
    pub(crate) frames_per_block: u64,
}

/// Frames that a packet holds at most, but for blocks that are longer.
const FRAMES_PER_PACKET: u64 = 4096;

impl Blocks {
    fn gsm_ms(rate_hz: u32) -> Self {
        let (block_len, frames_per_block) = (WAVE_BLOCK_LEN as u64, 2 * FRAME_SAMPLES as u64);
        Self { codec: CODEC_ID_GSM_MS, rate_hz, n_channels: 1, block_len, frames_per_block }
    }

    pub(crate) fn blocks_per_packet(&self) -> u64 {
        (FRAMES_PER_PACKET / self.frames_per_block).max(1)
    }

    /// What the decoder needs to know.
    pub(crate) fn decoder_parameters(&self) -> AudioCodecParameters {
        let mut parameters = AudioCodecParameters::new();
        parameters
            .for_codec(self.codec)
            .with_sample_rate(self.rate_hz)
            .with_channels(Channels::Discrete(self.n_channels))
            .with_max_frames_per_packet(self.blocks_per_packet() * self.frames_per_block)
            .with_frames_per_block(self.frames_per_block);
        parameters
    }
}

/// The first bytes of the GUID of a `WAVE_FORMAT_EXTENSIBLE` sub-format are the format's old number; the rest is this.
const SUBFORMAT_TAIL: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];

/// The order of the bytes of a number: RIFX files are RIFF files with the bytes of each number turned around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endian {
    Little,
    Big,
}

impl Endian {
    pub(crate) fn u16(self, bytes: [u8; 2]) -> u16 {
        if self == Self::Little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) }
    }

    pub(crate) fn u32(self, bytes: [u8; 4]) -> u32 {
        if self == Self::Little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) }
    }
}

/// Reads a format chunk (`WAVEFORMATEX` of the Windows SDK's mmreg.h).
///
/// Redundant fields are computed rather than believed: recorders get them wrong, and the players forgive it.
pub(crate) fn parse_format(chunk: &[u8], endian: Endian) -> Result<WaveCodec, Cause> {
    let u16_at = |at: usize| chunk.get(at..at + 2).map_or(0, |b| endian.u16([b[0], b[1]]));
    let u32_at = |at: usize| chunk.get(at..at + 4).map_or(0, |b| endian.u32([b[0], b[1], b[2], b[3]]));
    if chunk.len() < 14 {
        return Err(Cause::Header { format: "WAV", problem: "its format chunk is too short" });
    }
    let (mut format, n_channels, rate_hz) = (u16_at(0), u16_at(2), u32_at(4));
    let (block_align, bits) = (u16_at(12), u16_at(14));
    if format == 0xfffe && chunk.get(26..40) == Some(&SUBFORMAT_TAIL) {
        format = u16_at(24);
    }
    if let Some(name) = name_of_unsupported(format) {
        return Err(Cause::Codec(name));
    }
    check_shape(usize::from(n_channels), rate_hz)?;
    if format == 0x0055 {
        return Ok(WaveCodec::Mpeg);
    }
    // The Microsoft flavor: a block is two frames, whatever the header says about its length.
    if format == 0x0031 {
        return if n_channels == 1 {
            Ok(WaveCodec::Blocks(Blocks::gsm_ms(rate_hz)))
        } else {
            Err(Cause::Codec("stereo GSM 06.10"))
        };
    }

    let (codec, block_len, frames_per_block) = match format {
        0x0001 | 0x0003 => {
            // 24 bits may sit in the upper part of four bytes: then the block tells, not the bits.
            let by_bits = bits.div_ceil(8);
            let by_block = block_align / n_channels;
            let is_wider = block_align % n_channels == 0 && by_block > by_bits && by_block <= 4;
            let n_bytes = if format == 1 && is_wider { by_block } else { by_bits };
            let codec = match (format, n_bytes, endian) {
                (1, 1, _) => codecs::CODEC_ID_PCM_U8,
                (1, 2, Endian::Little) => codecs::CODEC_ID_PCM_S16LE,
                (1, 3, Endian::Little) => codecs::CODEC_ID_PCM_S24LE,
                (1, 4, Endian::Little) => codecs::CODEC_ID_PCM_S32LE,
                (3, 4, Endian::Little) => codecs::CODEC_ID_PCM_F32LE,
                (3, 8, Endian::Little) => codecs::CODEC_ID_PCM_F64LE,
                (1, 2, Endian::Big) => codecs::CODEC_ID_PCM_S16BE,
                (1, 3, Endian::Big) => codecs::CODEC_ID_PCM_S24BE,
                (1, 4, Endian::Big) => codecs::CODEC_ID_PCM_S32BE,
                (3, 4, Endian::Big) => codecs::CODEC_ID_PCM_F32BE,
                (3, 8, Endian::Big) => codecs::CODEC_ID_PCM_F64BE,
                (1, ..) => return Err(Cause::SampleSize { codec: "PCM", bits }),
                _ => return Err(Cause::SampleSize { codec: "floating-point PCM", bits }),
            };
            (codec, n_bytes * n_channels, 1)
        }
        0x0006 => (codecs::CODEC_ID_PCM_ALAW, n_channels, 1),
        0x0007 => (codecs::CODEC_ID_PCM_MULAW, n_channels, 1),
        0x0002 => {
            // A block starts with 7 bytes a channel that hold two samples, and goes on with 4 bits a sample.
            let n_coded = coded_frames(block_align, 7, n_channels, 1)?;
            (codecs::CODEC_ID_ADPCM_MS, block_align, n_coded + 2)
        }
        0x0011 => {
            // A block starts with 4 bytes a channel that hold one sample; stereo goes on in groups of 8 samples.
            let n_coded = coded_frames(block_align, 4, n_channels, if n_channels == 2 { 8 } else { 1 })?;
            (codecs::CODEC_ID_ADPCM_IMA_WAV, block_align, n_coded + 1)
        }
        _ => return Err(Cause::WaveFormat(format)),
    };
    if frames_per_block > 1 && bits != 4 {
        return Err(Cause::SampleSize { codec: "ADPCM", bits });
    }
    Ok(WaveCodec::Blocks(Blocks { codec, rate_hz, n_channels, block_len: u64::from(block_len), frames_per_block }))
}

/// Samples a channel in the part of an ADPCM block behind its header, which must be in whole groups of `group`.
fn coded_frames(block_align: u16, header_len: u16, n_channels: u16, group: u64) -> Result<u64, Cause> {
    let problem = "its ADPCM blocks have an impossible length";
    let n_bytes = block_align.checked_sub(header_len * n_channels).ok_or(Cause::Header { format: "WAV", problem })?;
    let n_frames = u64::from(n_bytes) * 2 / u64::from(n_channels);
    let is_whole = n_frames > 0 && n_frames.is_multiple_of(group);
    if is_whole { Ok(n_frames) } else { Err(Cause::Header { format: "WAV", problem }) }
}

fn name_of_unsupported(format: u16) -> Option<&'static str> {
    Some(match format {
        0x0010 => "OKI ADPCM",
        0x0014 | 0x0040 => "G.721 or G.723 ADPCM",
        0x0022 => "TrueSpeech",
        0x0038 | 0x0057 => "AMR",
        0x0058 => "AMR-WB",
        0x0042 | 0x0059 => "G.723.1",
        0x0045 | 0x0064 | 0x0085 => "G.726",
        0x0050 => "MPEG layer 2",
        0x0065 | 0x028f => "G.722",
        0x0083 | 0x0133 => "G.729",
        0x00ff | 0x1600 | 0x1610 => "AAC (in WAV)",
        0x0160..=0x0163 => "Windows Media",
        0x704f => "Opus",
        0xa109 => "Speex",
        0xf1ac => "FLAC (in WAV)",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(format: u16, n_channels: u16, rate_hz: u32, block_align: u16, bits: u16) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend(format.to_le_bytes());
        bytes.extend(n_channels.to_le_bytes());
        bytes.extend(rate_hz.to_le_bytes());
        bytes.extend(0_u32.to_le_bytes());
        bytes.extend(block_align.to_le_bytes());
        bytes.extend(bits.to_le_bytes());
        bytes
    }

    fn blocks(chunk: &[u8]) -> Blocks {
        match parse_format(chunk, Endian::Little).unwrap() {
            WaveCodec::Blocks(blocks) => blocks,
            WaveCodec::Mpeg => panic!("not in blocks"),
        }
    }

    #[test]
    fn the_bytes_of_a_sample_follow_from_its_bits_or_the_block() {
        assert_eq!(blocks(&chunk(1, 2, 8000, 4, 16)).block_len, 4);
        assert_eq!(blocks(&chunk(1, 2, 8000, 0, 16)).block_len, 4);
        assert_eq!(blocks(&chunk(1, 1, 8000, 3, 24)).codec, codecs::CODEC_ID_PCM_S24LE);
        assert_eq!(blocks(&chunk(1, 2, 8000, 8, 24)).codec, codecs::CODEC_ID_PCM_S32LE);
        assert_eq!(blocks(&chunk(7, 2, 8000, 4, 16)).block_len, 2);
        assert_eq!(blocks(&chunk(3, 1, 8000, 8, 64)).codec, codecs::CODEC_ID_PCM_F64LE);
    }

    #[test]
    fn an_adpcm_block_holds_two_samples_a_byte_behind_its_header() {
        assert_eq!(blocks(&chunk(0x11, 1, 8000, 256, 4)).frames_per_block, 505);
        assert_eq!(blocks(&chunk(0x11, 2, 8000, 512, 4)).frames_per_block, 505);
        assert_eq!(blocks(&chunk(2, 1, 8000, 256, 4)).frames_per_block, 500);
        assert_eq!(blocks(&chunk(2, 2, 8000, 512, 4)).frames_per_block, 500);
        for bad in [
            chunk(0x11, 2, 8000, 7, 4),
            chunk(2, 1, 8000, 7, 4),
            chunk(0x11, 2, 8000, 514, 4),
            chunk(2, 1, 8000, 256, 5),
        ] {
            assert!(parse_format(&bad, Endian::Little).is_err());
        }
    }

    #[test]
    fn what_cannot_be_decoded_is_refused_by_name() {
        let refusal = |chunk: &[u8]| parse_format(chunk, Endian::Little).unwrap_err().to_string();
        assert_eq!(refusal(&chunk(0x1234, 1, 8000, 1, 8)), "WAV format 0x1234 is not supported");
        assert_eq!(refusal(&chunk(1, 0, 8000, 0, 16)), "it has 0 channels; 1 or 2 can be scored");
        assert_eq!(refusal(&chunk(1, 6, 8000, 12, 16)), "it has 6 channels; 1 or 2 can be scored");
        assert_eq!(refusal(&chunk(1, 1, 3999, 2, 16)), "its sample rate of 3999 Hz is outside 4000 to 192000 Hz");
        assert_eq!(refusal(&chunk(1, 1, 8000, 0, 0)), "PCM with 0 bits a sample is not supported");
        assert_eq!(refusal(&[1, 0]), "its WAV header is broken: its format chunk is too short");
    }

    #[test]
    fn the_extensible_format_names_the_real_one() {
        let mut bytes = chunk(0xfffe, 1, 16000, 2, 16);
        bytes.extend([22, 0, 16, 0, 4, 0, 0, 0, 7, 0]);
        bytes.extend(SUBFORMAT_TAIL);
        assert_eq!(blocks(&bytes).codec, codecs::CODEC_ID_PCM_MULAW);
    }
}
