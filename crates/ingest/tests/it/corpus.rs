//! The recordings of `scripts/make-awkward-recordings.sh`: what became of each, and whether it should have.

use std::{
    error::Error as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use ringcheck_call::Sha256Hex;
use ringcheck_ingest::{DecodeError, RecordingReader};

/// A line of the manifest.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) what: String,
    pub(crate) expectation: String,
    reference: String,
}

/// What became of a recording.
pub(crate) struct Outcome {
    /// In words, for the table.
    pub(crate) result: String,
    /// What decoded it; empty where nothing did.
    pub(crate) decoder: String,
    /// Why the outcome is not the one expected.
    pub(crate) faults: Vec<String>,
}

struct Decoded {
    /// The mean of the channels.
    audio: Vec<f32>,
    decoder: String,
    warnings: Vec<String>,
    is_cut_off: bool,
}

/// How far durations may be apart, in seconds.
const TOLERANCE: f64 = 0.05;

/// The loudness of what a codec of the telephone leaves of speech follows that of the speech at least so closely.
const LIKENESS_MIN: f64 = 0.9;

pub(crate) fn read_manifest(folder: &Path) -> Vec<Row> {
    let text = fs_err::read_to_string(folder.join("manifest.tsv")).expect("the script writes a manifest");
    let rows = text.lines().map(|line| {
        let [name, what, expectation, reference] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("a line of the manifest has four fields: {line}")
        };
        let [name, what, expectation, reference] = [name, what, expectation, reference].map(str::to_owned);
        Row { name, what, expectation, reference }
    });
    rows.collect()
}

/// Decodes a recording and compares what came of it with what was expected.
pub(crate) fn judge(folder: &Path, row: &Row, original: &[f32]) -> Outcome {
    let path = folder.join(&row.name);
    let decoded = match decode(&path) {
        Ok(decoded) => decoded,
        Err(error) => return judge_refusal(row, &error),
    };
    let seconds = decoded.audio.len() as f64 / 16_000.0;
    let mut faults = Vec::new();
    let (due, tolerance) = duration_due(&path, row);
    let off = seconds - due;
    let mut result = format!("{seconds:.2} s, {} ms off", (off * 1000.0).round().abs());
    if off.abs() > tolerance {
        faults.push(format!("{seconds:.3} s instead of {due:.3} s"));
    }
    match row.expectation.as_str() {
        "ok" => {
            faults.extend(decoded.warnings.iter().map(|warning| format!("warned: {warning}")));
            if row.reference.starts_with("ffmpeg") || due < 9.0 {
                let likeness = likeness(&decoded.audio, original);
                result = format!("{result}, likeness {likeness:.2}");
                if likeness < LIKENESS_MIN {
                    faults.push(format!("likeness {likeness:.3}"));
                }
            }
        }
        "warned" if decoded.warnings.is_empty() => faults.push("no warning".to_owned()),
        "cut" if !decoded.is_cut_off => faults.push("nothing says that the end is missing".to_owned()),
        "warned" | "cut" => {}
        other => faults.push(format!("decoded instead of {other}")),
    }
    if !decoded.warnings.is_empty() {
        result = format!("{result}; “{}”", decoded.warnings.join(" "));
    }
    Outcome { result, decoder: decoded.decoder, faults }
}

fn judge_refusal(row: &Row, error: &DecodeError) -> Outcome {
    let reason = error.source().map(ToString::to_string).unwrap_or_default();
    let mut faults = Vec::new();
    match row.expectation.strip_prefix("refused: ") {
        Some(words) if reason.contains(words) => {}
        _ => faults.push(format!("refused, as {reason}")),
    }
    if error.hint().is_none() {
        faults.push("no hint".to_owned());
    }
    Outcome { result: format!("refused: {reason}"), decoder: String::new(), faults }
}

/// The audio of the recording that the others are made of.
pub(crate) fn original(folder: &Path) -> Vec<f32> {
    decode(&folder.join("reference.wav")).expect("the reference is a plain WAV").audio
}

fn decode(path: &Path) -> Result<Decoded, DecodeError> {
    let mut reader = RecordingReader::open(path)?;
    let n_channels = f32::from(reader.channels());
    let mut audio = Vec::new();
    while let Some(block) = reader.next_block()? {
        audio.extend(
            (0..block.channels[0].len()).map(|n| block.channels.iter().map(|c| c[n]).sum::<f32>() / n_channels),
        );
    }
    let recording = reader.finish(Sha256Hex::from_bytes([0; 32]));
    let decoder = format!("{}: {}", recording.decoder, recording.codec);
    Ok(Decoded { audio, decoder, warnings: recording.warnings, is_cut_off: recording.is_cut_off })
}

/// How long the recording should be, and how far off it may be, in seconds.
fn duration_due(path: &Path, row: &Row) -> (f64, f64) {
    let mut words = row.reference.split_whitespace();
    match words.next() {
        Some("seconds") => {
            let mut number = || words.next().map(|word| word.parse().expect("seconds are a number"));
            (number().expect("a length is given"), number().unwrap_or(TOLERANCE))
        }
        Some("ffmpeg") => {
            let options: Vec<&str> = words.collect();
            (ffmpeg_seconds(path, &options), TOLERANCE)
        }
        _ => (0.0, f64::INFINITY),
    }
}

/// How much audio ffmpeg decodes, by its samples.
pub(crate) fn ffmpeg_seconds(path: &Path, options: &[&str]) -> f64 {
    let mut input = std::ffi::OsString::from("file:");
    input.push(path);
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "quiet"])
        .args(options)
        .arg("-i")
        .arg(input)
        .args(["-map", "0:a:0", "-ac", "1", "-ar", "16000", "-f", "s16le", "pipe:1"])
        .stderr(Stdio::null())
        .output()
        .expect("ffmpeg runs");
    output.stdout.len() as f64 / 32_000.0
}

/// The correlation of the loudness of both, piece by piece of 10 ms, where they match best within 0.3 s.
pub(crate) fn likeness(heard: &[f32], original: &[f32]) -> f64 {
    let loudness = |audio: &[f32]| -> Vec<f64> {
        let energies = audio.chunks_exact(160).map(|piece| piece.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>());
        energies.map(|energy| (energy + 1e-3).ln()).collect()
    };
    let (heard, original) = (loudness(heard), loudness(original));
    let at = |lag: usize| correlation(heard.get(lag..).unwrap_or_default(), &original);
    let before = |lag: usize| correlation(&heard, original.get(lag..).unwrap_or_default());
    (0..30).map(at).chain((0..5).map(before)).fold(-1.0, f64::max)
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len().min(b.len());
    let (a, b) = (&a[..n], &b[..n]);
    let mean = |x: &[f64]| x.iter().sum::<f64>() / n.max(1) as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let sum = |f: &dyn Fn(f64, f64) -> f64| a.iter().zip(b).map(|(&a, &b)| f(a - mean_a, b - mean_b)).sum::<f64>();
    sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt().max(f64::MIN_POSITIVE)
}

/// The script that makes the corpus.
pub(crate) fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/make-awkward-recordings.sh")
}
