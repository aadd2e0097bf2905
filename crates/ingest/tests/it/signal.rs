//! Generated signals, files made of them, and what was heard in a file.

use std::path::{Path, PathBuf};

use ringcheck_call::{Recording, Sha256Hex};
use ringcheck_ingest::{DecodeError, Ffmpeg, RATE_HZ, RecordingReader};

/// All audio of a recording, and what is said about it.
pub(crate) struct Heard {
    pub(crate) channels: Vec<Vec<f32>>,
    pub(crate) hint_ms: Option<u64>,
    pub(crate) recording: Recording,
}

pub(crate) fn hear(path: &Path) -> Result<Heard, DecodeError> {
    hear_with(path, Ffmpeg::installed())
}

/// As [`hear`], with this ffmpeg or with none.
pub(crate) fn hear_with(path: &Path, ffmpeg: Option<&Ffmpeg>) -> Result<Heard, DecodeError> {
    let mut reader = RecordingReader::open_with(path, ffmpeg)?;
    let mut channels = vec![Vec::new(); usize::from(reader.channels())];
    let hint_ms = reader.duration_hint_ms();
    while let Some(block) = reader.next_block()? {
        assert_eq!(block.channels.len(), channels.len());
        let n_frames = block.channels[0].len();
        assert!((1..=RATE_HZ as usize).contains(&n_frames), "a block of {n_frames} frames");
        for (channel, part) in channels.iter_mut().zip(block.channels) {
            assert_eq!(part.len(), n_frames);
            assert!(part.iter().all(|x| x.is_finite()));
            channel.extend(part);
        }
    }
    assert!(reader.next_block()?.is_none(), "the end stays the end");
    Ok(Heard { channels, hint_ms, recording: reader.finish(Sha256Hex::from_bytes([0; 32])) })
}

/// Hears `bytes` as a file of the given name.
pub(crate) fn hear_bytes(name: &str, bytes: &[u8]) -> Result<Heard, DecodeError> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs_err::write(&path, bytes).unwrap();
    hear(&path)
}

pub(crate) fn data_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

pub(crate) fn data_bytes(name: &str) -> Vec<u8> {
    fs_err::read(data_path(name)).unwrap()
}

/// A tone of `hz` at `level`, in the range -1 to 1.
pub(crate) fn tone(rate_hz: u32, hz: f64, level: f64, n_frames: usize) -> Vec<f64> {
    (0..n_frames).map(|n| level * (std::f64::consts::TAU * hz * n as f64 / f64::from(rate_hz)).sin()).collect()
}

/// The chirps of the encoded recordings at 16 kHz: left (or mono), and right.
pub(crate) fn chirp(channel: usize, n_frames: usize) -> Vec<f32> {
    let (hz, hz_per_second) = [(300.0, 250.0), (1500.0, -200.0)][channel];
    (0..n_frames)
        .map(|n| {
            let t = n as f64 / 16_000.0;
            (0.4 * (std::f64::consts::TAU * (hz * t + hz_per_second * t * t)).sin()) as f32
        })
        .collect()
}

/// How many samples `heard` comes later than `expected`, and how loud it is against it, by the best match.
pub(crate) fn lag_and_gain(heard: &[f32], expected: &[f32]) -> (isize, f64) {
    const LAG_MAX: isize = 100;
    let energy: f64 = expected.iter().map(|&x| f64::from(x).powi(2)).sum();
    let match_at = |lag: isize| -> f64 {
        expected
            .iter()
            .enumerate()
            .filter_map(|(n, &x)| Some(f64::from(x) * f64::from(*heard.get(n.checked_add_signed(lag)?)?)))
            .sum()
    };
    let lag = (-LAG_MAX..=LAG_MAX).max_by(|&a, &b| match_at(a).total_cmp(&match_at(b))).unwrap();
    (lag, match_at(lag) / energy)
}

/// The level of `hz` in `audio` at 16 kHz, leaving out both ends.
pub(crate) fn level_of(audio: &[f32], hz: f64) -> f64 {
    let middle = &audio[audio.len() / 4..audio.len() * 3 / 4];
    let (mut re, mut im) = (0.0, 0.0);
    for (n, &x) in middle.iter().enumerate() {
        let phase = std::f64::consts::TAU * hz * n as f64 / 16_000.0;
        re += f64::from(x) * phase.cos();
        im += f64::from(x) * phase.sin();
    }
    2.0 * re.hypot(im) / middle.len() as f64
}

/// Samples as 16-bit PCM, channels interleaved.
pub(crate) fn pcm16(channels: &[Vec<f64>]) -> Vec<u8> {
    interleaved(channels, |x| ((x * 32_767.0).round() as i16).to_le_bytes().to_vec())
}

/// Samples coded by `code`, channels interleaved.
pub(crate) fn interleaved(channels: &[Vec<f64>], code: impl Fn(f64) -> Vec<u8>) -> Vec<u8> {
    (0..channels[0].len()).flat_map(|n| channels.iter().map(move |c| c[n])).flat_map(code).collect()
}

/// A WAV file to be.
pub(crate) struct Wav {
    pub(crate) format: u16,
    pub(crate) n_channels: u16,
    pub(crate) rate_hz: u32,
    pub(crate) bits: u16,
    pub(crate) data: Vec<u8>,
    /// The length of the data as the header states it; the true one if `None`.
    pub(crate) stated_len: Option<u32>,
}

impl Wav {
    /// 16-bit PCM at `rate_hz`.
    pub(crate) fn pcm(rate_hz: u32, channels: &[Vec<f64>]) -> Self {
        let n_channels = u16::try_from(channels.len()).unwrap();
        Self { format: 1, n_channels, rate_hz, bits: 16, data: pcm16(channels), stated_len: None }
    }

    /// Two seconds of a tone of 440 Hz on the left and 1 kHz on the right, at 8 kHz.
    pub(crate) fn two_tones() -> Self {
        Self::pcm(8000, &[tone(8000, 440.0, 0.5, 16_000), tone(8000, 1000.0, 0.25, 16_000)])
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let block_align = self.n_channels * self.bits.div_ceil(8);
        let data_len = self.stated_len.unwrap_or_else(|| u32::try_from(self.data.len()).unwrap());
        let riff_len = 36_u32.saturating_add(data_len);
        let mut bytes = [b"RIFF", &riff_len.to_le_bytes()[..], b"WAVEfmt ", &16_u32.to_le_bytes()].concat();
        bytes.extend(self.format.to_le_bytes());
        bytes.extend(self.n_channels.to_le_bytes());
        bytes.extend(self.rate_hz.to_le_bytes());
        bytes.extend((self.rate_hz * u32::from(block_align)).to_le_bytes());
        bytes.extend(block_align.to_le_bytes());
        bytes.extend(self.bits.to_le_bytes());
        bytes.extend(b"data");
        bytes.extend(data_len.to_le_bytes());
        bytes.extend(&self.data);
        bytes
    }
}
