//! A recording as audio at 16 kHz, block by block.

use std::path::{Path, PathBuf};

use ringcheck_call::{Recording, Sha256Hex};

use crate::{
    RATE_HZ,
    decode::Decoder,
    error::{Cause, DecodeError},
    ffmpeg::Ffmpeg,
    layout::LayoutMeter,
    open::{DURATION_MAX_SECONDS, open},
    resample::Resampler,
};

/// Frames in a block at most: one second.
const BLOCK_LEN: usize = RATE_HZ as usize;

/// A recording with less audio than this holds no call.
const DURATION_MIN_MS: u64 = 100;

/// A piece of audio at 16 kHz.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The samples of each channel, nominally from -1 to 1; all of equal length, at least one sample and at most a second.
    pub channels: Vec<Vec<f32>>,
}

/// Decodes a recording from front to back.
///
/// Memory does not grow with the length of the recording.
/// Times are kept: what is missing or broken in the middle becomes silence of the same length, and an encoder's run-up and
/// padding are taken off, so that sample `n` of the blocks, joined, is what was heard `n / 16000` seconds into the call.
pub struct RecordingReader {
    path: PathBuf,
    decoder: Decoder,
    resampler: Resampler,
    meter: LayoutMeter,
    /// Audio at 16 kHz that was not handed out yet.
    ready: Vec<Vec<f32>>,
    has_ended: bool,
}

impl RecordingReader {
    /// Opens the recording at `path` and decodes its beginning.
    ///
    /// The content decides the format, not the ending.
    /// A file that holds no audio, or less than 100 ms, or audio that cannot be decoded, is refused here rather than later.
    pub fn open(path: &Path) -> Result<Self, DecodeError> {
        Self::open_with(path, Ffmpeg::installed())
    }

    /// As [`RecordingReader::open`], with this ffmpeg for what nothing built in decodes, or with none.
    pub fn open_with(path: &Path, ffmpeg: Option<&Ffmpeg>) -> Result<Self, DecodeError> {
        Self::try_open(path, ffmpeg).map_err(|cause| DecodeError::new(path, cause))
    }

    fn try_open(path: &Path, ffmpeg: Option<&Ffmpeg>) -> Result<Self, Cause> {
        let decoder = Decoder::new(open(path, ffmpeg)?);
        let n_channels = decoder.n_channels();
        let resampler =
            Resampler::new(decoder.rate_hz(), n_channels).map_err(|_| Cause::SampleRate(decoder.rate_hz()))?;
        let mut reader = Self {
            path: path.to_owned(),
            resampler,
            meter: LayoutMeter::new(n_channels),
            ready: vec![Vec::new(); n_channels],
            has_ended: false,
            decoder,
        };
        reader.fill()?;
        if reader.has_ended && reader.decoder.n_frames() == 0 {
            return Err(reader.decoder.why_nothing());
        }
        let duration_ms = reader.duration_ms();
        if reader.has_ended && duration_ms < DURATION_MIN_MS {
            return Err(Cause::TooShort { duration_ms, minimum_ms: DURATION_MIN_MS });
        }
        Ok(reader)
    }

    /// How many channels the recording has: 1 or 2.
    #[must_use]
    pub fn channels(&self) -> u16 {
        u16::try_from(self.decoder.n_channels()).unwrap_or(u16::MAX)
    }

    /// How long the recording's header says it is, in milliseconds; for showing progress, not for believing.
    #[must_use]
    pub fn duration_hint_ms(&self) -> Option<u64> {
        self.decoder.n_frames_hint().map(|n_frames| self.ms(n_frames))
    }

    /// The next block; `None` at the end.
    ///
    /// Damage is no error: it is skipped, and [`RecordingReader::finish`] tells of it.
    /// An error means that the machine could not read on, or that the recording goes on for more than 24 hours.
    pub fn next_block(&mut self) -> Result<Option<Block>, DecodeError> {
        self.fill().map_err(|cause| DecodeError::new(&self.path, cause))?;
        let n_frames = self.n_ready().min(BLOCK_LEN);
        if n_frames == 0 {
            return Ok(None);
        }
        let channels = self.ready.iter_mut().map(|ready| {
            let rest = ready.split_off(n_frames);
            std::mem::replace(ready, rest)
        });
        Ok(Some(Block { channels: channels.collect() }))
    }

    /// What was decoded so far, which is all once [`RecordingReader::next_block`] returned `None`.
    ///
    /// `sha256` is the hash of the file: its bytes are not read again for it.
    #[must_use]
    pub fn finish(self, sha256: Sha256Hex) -> Recording {
        Recording {
            path: self.path.display().to_string(),
            sha256,
            offset_ms: 0,
            duration_ms: self.duration_ms(),
            codec: self.decoder.codec().to_owned(),
            sample_rate_hz: self.decoder.rate_hz(),
            channels: self.channels(),
            layout: self.meter.layout(),
            decoder: self.decoder.decoder_name().to_owned(),
            warnings: self.decoder.warnings(),
            is_cut_off: self.decoder.is_cut_off(),
        }
    }

    /// Decodes until a block is ready or the recording ends.
    fn fill(&mut self) -> Result<(), Cause> {
        while !self.has_ended && self.n_ready() < BLOCK_LEN {
            let n_before = self.n_ready();
            if let Some(audio) = self.decoder.next()? {
                self.resampler.push(audio, &mut self.ready);
            } else {
                self.resampler.flush(&mut self.ready);
                self.has_ended = true;
            }
            let new: Vec<&[f32]> = self.ready.iter().map(|ready| &ready[n_before..]).collect();
            self.meter.add(&new);
            if self.duration_ms() > DURATION_MAX_SECONDS * 1000 {
                return Err(Cause::TooLong);
            }
        }
        Ok(())
    }

    fn n_ready(&self) -> usize {
        self.ready.first().map_or(0, Vec::len)
    }

    fn duration_ms(&self) -> u64 {
        self.ms(self.decoder.n_frames())
    }

    fn ms(&self, n_frames: u64) -> u64 {
        n_frames.saturating_mul(1000) / u64::from(self.decoder.rate_hz())
    }
}
