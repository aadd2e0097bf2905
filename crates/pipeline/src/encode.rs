//! Samples as files: WAV, and Opus in Ogg as RFC 7845 describes it.

use std::io::Cursor;

use ogg::writing::{PacketWriteEndInfo, PacketWriter};
use opusic_c::{Application, Bitrate, Channels, Encoder, ErrorCode, SampleRate, Signal};
use ringcheck_ingest::RATE_HZ;

/// Samples of each channel in a packet: 20 ms.
const FRAME: usize = RATE_HZ as usize / 50;

/// Bits a second for one channel and for two; more is not heard on speech of telephone quality.
const BITRATE: [u32; 2] = [28_000, 40_000];

/// How hard the encoder tries, of 10. More takes twice the time and is hardly heard.
const COMPLEXITY: u8 = 5;

/// A page ends after so many packets, half a second, so that a player finds its place quickly.
const PACKETS_A_PAGE: usize = 25;

/// No packet of 20 ms is longer.
const MAX_PACKET: usize = 4000;

/// The stream's number within its file, of which there is one.
const SERIAL: u32 = 1;

/// Why a clip could not be made into a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// There are no channels, more than two, or they are not equally long.
    #[error("a clip has one or two channels of the same length")]
    Channels,
    /// The WAV file could not be put together.
    #[error("failed to make a WAV file")]
    Wav(#[from] hound::Error),
    /// The Opus encoder refused.
    #[error("failed to encode Opus: {0}")]
    Opus(String),
    /// The Ogg file could not be put together.
    #[error("failed to make an Ogg file")]
    Ogg(#[from] std::io::Error),
}

/// One or two channels at 16 kHz as a WAV file of 16 bits.
///
/// # Errors
///
/// When there are no channels, more than two, or they are not equally long.
pub fn wav(channels: &[Vec<f32>]) -> Result<Vec<u8>, EncodeError> {
    let n_frames = check(channels)?;
    let spec = hound::WavSpec {
        channels: u16::try_from(channels.len()).map_err(|_| EncodeError::Channels)?,
        sample_rate: RATE_HZ,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut bytes = Cursor::new(Vec::with_capacity(n_frames * channels.len() * 2 + 44));
    let mut writer = hound::WavWriter::new(&mut bytes, spec)?;
    for frame in 0..n_frames {
        for channel in channels {
            let sample = channel[frame].clamp(-1.0, 1.0);
            #[expect(clippy::cast_possible_truncation, reason = "it is within the range")]
            writer.write_sample((sample * f32::from(i16::MAX)).round() as i16)?;
        }
    }
    writer.finalize()?;
    Ok(bytes.into_inner())
}

/// One or two channels at 16 kHz as Opus in Ogg; the same samples give the same bytes.
///
/// # Errors
///
/// When there are no channels, more than two, or they are not equally long, or the encoder fails.
pub fn ogg_opus(channels: &[Vec<f32>]) -> Result<Vec<u8>, EncodeError> {
    let n_frames = check(channels)?;
    let mut encoder = encoder(channels.len())?;
    let look_ahead = encoder.get_look_ahead().map_err(refused)?;
    let look_ahead = usize::try_from(look_ahead).map_err(|_| EncodeError::Channels)?;
    let mut writer = PacketWriter::new(Vec::new());
    writer.write_packet(head(channels.len(), ticks(look_ahead)), SERIAL, PacketWriteEndInfo::EndPage, 0)?;
    writer.write_packet(tags(), SERIAL, PacketWriteEndInfo::EndPage, 0)?;
    // What the encoder looks ahead comes out so much later: silence at the end pushes out the last of the clip.
    let n_packets = (n_frames + look_ahead).div_ceil(FRAME).max(1);
    let end = ticks(n_frames + look_ahead);
    let mut frame = vec![0.0_f32; FRAME * channels.len()];
    for packet in 0..n_packets {
        for n in 0..FRAME {
            for (number, channel) in channels.iter().enumerate() {
                frame[n * channels.len() + number] = channel.get(packet * FRAME + n).copied().unwrap_or(0.0);
            }
        }
        let mut bytes = vec![0; MAX_PACKET];
        let len = encoder.encode_float_to_slice(&frame, &mut bytes).map_err(refused)?;
        bytes.truncate(len);
        let (info, position) = if packet + 1 == n_packets {
            (PacketWriteEndInfo::EndStream, end)
        } else if (packet + 1).is_multiple_of(PACKETS_A_PAGE) {
            (PacketWriteEndInfo::EndPage, ticks((packet + 1) * FRAME))
        } else {
            (PacketWriteEndInfo::NormalPacket, ticks((packet + 1) * FRAME))
        };
        writer.write_packet(bytes, SERIAL, info, position)?;
    }
    Ok(writer.into_inner())
}

/// How many samples each channel has.
fn check(channels: &[Vec<f32>]) -> Result<usize, EncodeError> {
    match channels {
        [one] => Ok(one.len()),
        [one, other] if one.len() == other.len() => Ok(one.len()),
        _ => Err(EncodeError::Channels),
    }
}

fn encoder(n_channels: usize) -> Result<Encoder, EncodeError> {
    let (channels, bitrate) =
        if n_channels == 1 { (Channels::Mono, BITRATE[0]) } else { (Channels::Stereo, BITRATE[1]) };
    let mut encoder = Encoder::new(channels, SampleRate::Hz16000, Application::Audio).map_err(refused)?;
    encoder.set_bitrate(Bitrate::Value(bitrate)).map_err(refused)?;
    encoder.set_complexity(COMPLEXITY).map_err(refused)?;
    encoder.set_signal(Signal::Voice).map_err(refused)?;
    Ok(encoder)
}

fn refused(code: ErrorCode) -> EncodeError {
    EncodeError::Opus(code.message().to_owned())
}

/// Times in Ogg Opus are counted at 48 kHz, whatever was encoded.
fn ticks(n_samples: usize) -> u64 {
    n_samples as u64 * 48_000 / u64::from(RATE_HZ)
}

/// The first packet: what the stream is (RFC 7845, 5.1).
fn head(n_channels: usize, pre_skip: u64) -> Vec<u8> {
    let mut head = b"OpusHead".to_vec();
    head.extend([1, u8::try_from(n_channels).unwrap_or(2)]);
    head.extend(u16::try_from(pre_skip).unwrap_or(u16::MAX).to_le_bytes());
    head.extend(RATE_HZ.to_le_bytes());
    // No change of volume; one or two channels as they are.
    head.extend([0, 0, 0]);
    head
}

/// The second packet: who made it, and no comments, since a name in it would be a name in the open (RFC 7845, 5.2).
fn tags() -> Vec<u8> {
    let vendor = b"libopus";
    let mut tags = b"OpusTags".to_vec();
    tags.extend(u32::try_from(vendor.len()).unwrap_or(0).to_le_bytes());
    tags.extend(vendor);
    tags.extend(0_u32.to_le_bytes());
    tags
}

#[cfg(test)]
mod tests {
    use ringcheck_ingest::RecordingReader;

    use super::*;

    fn tone(seconds: f32, hz: f32) -> Vec<f32> {
        #[expect(clippy::cast_precision_loss, reason = "a test has a few thousand samples")]
        let sample = |n: usize| 0.3 * (n as f32 * hz * std::f32::consts::TAU / 16_000.0).sin();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the same")]
        (0..(seconds * 16_000.0) as usize).map(sample).collect()
    }

    fn read(bytes: &[u8], name: &str) -> Vec<Vec<f32>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs_err::write(&path, bytes).unwrap();
        let mut reader = RecordingReader::open(&path).unwrap();
        let mut channels = vec![Vec::new(); usize::from(reader.channels())];
        while let Some(block) = reader.next_block().unwrap() {
            for (all, new) in channels.iter_mut().zip(block.channels) {
                all.extend(new);
            }
        }
        channels
    }

    fn power(samples: &[f32]) -> f32 {
        samples.iter().map(|s| s * s).sum()
    }

    #[test]
    fn opus_is_as_long_as_what_was_encoded_and_at_its_time() {
        let mut left = tone(2.345, 440.0);
        // A gap by which the time is seen.
        left[16_000..20_000].fill(0.0);
        let right = tone(2.345, 300.0);
        let bytes = ogg_opus(&[left.clone(), right]).unwrap();
        assert_eq!(bytes, ogg_opus(&[left.clone(), tone(2.345, 300.0)]).unwrap());
        assert!(bytes.len() < 20_000, "{}", bytes.len());
        let decoded = read(&bytes, "clip.ogg");
        assert_eq!(decoded.len(), 2);
        let apart = decoded[0].len().abs_diff(left.len());
        assert!(apart <= 160, "{} of {} samples", decoded[0].len(), left.len());
        let (gap, before, after) =
            (&decoded[0][16_160..19_840], &decoded[0][12_000..15_800], &decoded[0][20_200..24_000]);
        assert!(power(gap) < power(before) / 50.0 && power(gap) < power(after) / 50.0);
        assert!(power(&decoded[1][16_160..19_840]) > power(before) / 4.0, "the other side goes on");
    }

    #[test]
    fn wav_holds_the_samples() {
        let (left, right) = (tone(0.5, 440.0), tone(0.5, 300.0));
        let decoded = read(&wav(&[left.clone(), right]).unwrap(), "clip.wav");
        let apart = decoded[0].iter().zip(&left).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(decoded[0].len() == left.len() && apart < 1e-4, "{apart}");
    }

    #[test]
    fn what_is_no_clip_is_refused() {
        for channels in [vec![], vec![vec![0.0; 10], vec![0.0; 9]], vec![vec![]; 3]] {
            assert!(matches!(wav(&channels), Err(EncodeError::Channels)));
            assert!(matches!(ogg_opus(&channels), Err(EncodeError::Channels)));
        }
    }
}
