//! A recording as audio at 16 kHz, block by block.

use std::path::{Path, PathBuf};

use ringcheck_call::{Recording, Sha256Hex};

use crate::{
    RATE_HZ,
    channels::{Examination, Mend},
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
    /// The samples of each stream, nominally from -1 to 1; all of equal length, at least one sample and at most a second.
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
    examined: Option<Examined>,
    /// Streams at 16 kHz that were not handed out yet.
    ready: Vec<Vec<f32>>,
    has_ended: bool,
}

/// What an examination found, and what is done about it.
struct Examined {
    examination: Examination,
    mend: Mend,
    /// Channels at 16 kHz of which streams are still to be made.
    channels: Vec<Vec<f32>>,
}

impl RecordingReader {
    /// Opens the recording at `path`, whose channels were examined, and decodes its beginning.
    ///
    /// It hands out [`Examination::streams`]: of two channels that are alike one, of a dead channel silence, of any other
    /// channel its sound, without the other side's leak and raised where speech is below -40 dBFS.
    /// A channel that needs none of this is handed out as [`RecordingReader::open`] does, bit for bit.
    pub fn open_examined(path: &Path, examination: &Examination) -> Result<Self, DecodeError> {
        Self::try_open(path, Some(examination), Ffmpeg::installed()).map_err(|cause| DecodeError::new(path, cause))
    }

    /// Opens the recording at `path` and decodes its beginning; hands out its channels as they are.
    ///
    /// The content decides the format, not the ending.
    /// A file that holds no audio, or less than 100 ms, or audio that cannot be decoded, is refused here rather than later.
    pub fn open(path: &Path) -> Result<Self, DecodeError> {
        Self::open_with(path, Ffmpeg::installed())
    }

    /// As [`RecordingReader::open`], with this ffmpeg for what nothing built in decodes, or with none.
    pub fn open_with(path: &Path, ffmpeg: Option<&Ffmpeg>) -> Result<Self, DecodeError> {
        Self::try_open(path, None, ffmpeg).map_err(|cause| DecodeError::new(path, cause))
    }

    fn try_open(path: &Path, examination: Option<&Examination>, ffmpeg: Option<&Ffmpeg>) -> Result<Self, Cause> {
        let decoder = Decoder::new(open(path, ffmpeg)?);
        let n_channels = decoder.n_channels();
        let resampler =
            Resampler::new(decoder.rate_hz(), n_channels).map_err(|_| Cause::SampleRate(decoder.rate_hz()))?;
        // A file that was replaced since is not what was examined.
        let examination = examination.filter(|e| e.channels.len() == n_channels).cloned();
        let examined = examination.map(|examination| Examined {
            mend: Mend::new(&examination),
            examination,
            channels: vec![Vec::new(); n_channels],
        });
        let n_streams = examined.as_ref().map_or(n_channels, |e| e.mend.n_streams());
        let mut reader = Self {
            path: path.to_owned(),
            resampler,
            meter: LayoutMeter::new(n_channels),
            examined,
            ready: vec![Vec::new(); n_streams],
            has_ended: false,
            decoder,
        };
        reader.fill()?;
        if reader.has_ended {
            check_length(&reader.decoder)?;
        }
        Ok(reader)
    }

    /// How many streams are handed out: 1 or 2.
    #[must_use]
    pub fn channels(&self) -> u16 {
        u16::try_from(self.ready.len()).unwrap_or(u16::MAX)
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
        let mut warnings = self.decoder.warnings();
        let examination = self.examined.as_ref().map(|e| &e.examination);
        warnings.extend(examination.map(Examination::warnings).unwrap_or_default());
        Recording {
            path: self.path.display().to_string(),
            sha256,
            offset_ms: 0,
            duration_ms: self.duration_ms(),
            codec: self.decoder.codec().to_owned(),
            sample_rate_hz: self.decoder.rate_hz(),
            channels: u16::try_from(self.decoder.n_channels()).unwrap_or(u16::MAX),
            layout: examination.map_or_else(|| self.meter.layout(), |e| e.layout),
            decoder: self.decoder.decoder_name().to_owned(),
            warnings,
            notes: examination.map(Examination::notes).unwrap_or_default(),
            is_cut_off: self.decoder.is_cut_off(),
        }
    }

    /// Decodes until a block is ready or the recording ends.
    fn fill(&mut self) -> Result<(), Cause> {
        while !self.has_ended && self.n_ready() < BLOCK_LEN {
            let n_before = self.n_ready();
            let resampled = self.examined.as_mut().map_or(&mut self.ready, |e| &mut e.channels);
            if let Some(audio) = self.decoder.next()? {
                self.resampler.push(audio, resampled);
            } else {
                self.resampler.flush(resampled);
                self.has_ended = true;
            }
            if let Some(Examined { mend, channels, .. }) = &mut self.examined {
                mend.push(channels, &mut self.ready);
                if self.has_ended {
                    mend.flush(&mut self.ready);
                }
            } else {
                let new: Vec<&[f32]> = self.ready.iter().map(|ready| &ready[n_before..]).collect();
                self.meter.add(&new);
            }
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
        ms_of(&self.decoder, n_frames)
    }
}

fn ms_of(decoder: &Decoder, n_frames: u64) -> u64 {
    n_frames.saturating_mul(1000) / u64::from(decoder.rate_hz())
}

/// Refuses a recording that was read to its end and holds no call.
pub(crate) fn check_length(decoder: &Decoder) -> Result<(), Cause> {
    if decoder.n_frames() == 0 {
        return Err(decoder.why_nothing());
    }
    let duration_ms = ms_of(decoder, decoder.n_frames());
    if duration_ms < DURATION_MIN_MS {
        return Err(Cause::TooShort { duration_ms, minimum_ms: DURATION_MIN_MS });
    }
    Ok(())
}
