//! A recording that ffmpeg decodes: opened, and read as packets of samples.

use std::path::Path;

use symphonia::core::{
    packet::Packet,
    units::{Duration, Timestamp},
};

use crate::{
    damage::Ending,
    error::Cause,
    ffmpeg::{Complaint, Ffmpeg, Foreign, Probed, Running},
    open::{Container, Opened, Source, make_decoder},
    trim::Trim,
    wave_codec::{Blocks, Endian, WaveCodec, parse_format},
};

/// Chunks before the audio are this long in all at most.
const HEADER_LEN_MAX: usize = 64 * 1024;

/// The samples that ffmpeg gives out.
pub(crate) struct FfmpegPackets {
    running: Running,
    blocks: Blocks,
    n_frames: u64,
    pub(crate) name: &'static str,
}

impl FfmpegPackets {
    /// The next samples; `None` at the end, when [`FfmpegPackets::complaint`] tells how it came.
    pub(crate) fn next_packet(&mut self) -> Option<Packet> {
        let len = usize::try_from(self.blocks.blocks_per_packet() * self.blocks.block_len).ok()?;
        let mut data = self.running.read(len);
        let n_frames = data.len() as u64 / self.blocks.block_len;
        if n_frames == 0 {
            return None;
        }
        data.truncate(usize::try_from(n_frames * self.blocks.block_len).ok()?);
        let start = Timestamp::new(i64::try_from(self.n_frames).unwrap_or(i64::MAX));
        self.n_frames += n_frames;
        Some(Packet::new(0, start, Duration::new(n_frames), data))
    }

    pub(crate) fn complaint(&mut self) -> Option<Complaint> {
        self.running.complaint()
    }
}

/// Opens the recording at `path` by ffmpeg.
pub(crate) fn open_foreign(path: &Path, foreign: &Foreign, ffmpeg: Option<&Ffmpeg>) -> Result<Opened, Cause> {
    let ffmpeg = ffmpeg.ok_or(Cause::NeedsFfmpeg(foreign.name))?;
    let probed = ffmpeg.probe(path, foreign);
    if let Some(Probed { codec: None, has_video: true, .. }) = probed {
        return Err(Cause::Something("video without sound"));
    }
    let probed = probed.unwrap_or_default();
    let mut running = ffmpeg.decode(path, foreign)?;
    let blocks = match read_header(&mut running) {
        Ok(Some(blocks)) => blocks,
        Ok(None) => {
            let problem =
                running.complaint().map_or_else(|| "it finds no audio".to_owned(), |complaint| complaint.text);
            return Err(Cause::Ffmpeg { codec: foreign.name, problem });
        }
        Err(cause) => return Err(cause),
    };
    let parameters = blocks.decoder_parameters();
    let stated = probed.seconds.and_then(|seconds| frames_of(seconds, blocks.rate_hz));
    // Only this container has an index that knows of audio which the file has lost.
    let is_indexed = foreign.input.first() == Some(&"mov");
    Ok(Opened {
        decoder: make_decoder(&parameters)?,
        parameters,
        codec: Some(probed.codec.unwrap_or_else(|| foreign.name.to_owned())),
        decoder_name: ffmpeg.name(),
        track_id: 0,
        rate_hz: blocks.rate_hz,
        n_channels: usize::from(blocks.n_channels),
        seconds_per_tick: (1, blocks.rate_hz),
        trim: Trim::default(),
        n_frames_hint: stated,
        n_frames_stated: stated.filter(|_| is_indexed),
        ending: Ending::Sound,
        container: Container::Ffmpeg,
        source: Source::Ffmpeg(FfmpegPackets { running, blocks, n_frames: 0, name: foreign.name }),
    })
}

/// The header of the WAV that ffmpeg writes into its pipe; `None` if there is none.
fn read_header(running: &mut Running) -> Result<Option<Blocks>, Cause> {
    if !running.read(12).starts_with(b"RIFF") {
        return Ok(None);
    }
    let mut blocks = None;
    loop {
        let head = running.read(8);
        let Some((id, len)) = head.split_first_chunk::<4>() else { return Ok(None) };
        let len = len.try_into().map_or(0, u32::from_le_bytes);
        if id == b"data" {
            return Ok(blocks);
        }
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        if len > HEADER_LEN_MAX {
            return Ok(None);
        }
        let body = running.read(len + len % 2);
        if id == b"fmt " {
            let WaveCodec::Blocks(found) = parse_format(&body, Endian::Little)? else { return Ok(None) };
            blocks = Some(found);
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked, and a fraction of a frame does not count"
)]
fn frames_of(seconds: f64, rate_hz: u32) -> Option<u64> {
    (0.0..1e9).contains(&seconds).then_some((seconds * f64::from(rate_hz)) as u64).filter(|&n| n > 0)
}
