//! How fast recordings become audio at 16 kHz, side by side with ffmpeg: `cargo bench -p ringcheck-ingest --bench decoding`.
//!
//! Both decode and resample ten minutes of a call on one thread, in turn, several times; the medians count.

#![expect(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a tool for those who work on Ringcheck"
)]

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use ringcheck_ingest::RecordingReader;

const SECONDS: &str = "600";

/// An odd number, so that there is a median.
const N_ROUNDS: usize = 7;

/// What is decoded, how ffmpeg makes it of the call, and the least multiple of real time.
const CASES: [(&str, &[&str], &str, f64); 8] = [
    ("WAV, PCM, 8 kHz, mono", &["-ac", "1", "-c:a", "pcm_s16le"], "wav", 300.0),
    ("WAV, PCM, 8 kHz, stereo", &["-c:a", "pcm_s16le"], "wav", 300.0),
    ("WAV, mu-law, 8 kHz, stereo", &["-c:a", "pcm_mulaw"], "wav", 300.0),
    ("WAV, GSM 06.10, mono", &["-ac", "1", "-c:a", "libgsm_ms"], "wav", 300.0),
    ("MP3, 8 kHz, mono", &["-ac", "1", "-c:a", "libmp3lame", "-b:a", "16k"], "mp3", 100.0),
    ("MP3, 8 kHz, stereo", &["-c:a", "libmp3lame", "-b:a", "32k"], "mp3", 100.0),
    ("Ogg Opus, mono", &["-ac", "1", "-c:a", "libopus", "-b:a", "16k"], "opus", 100.0),
    ("Ogg Opus, stereo", &["-c:a", "libopus", "-b:a", "32k"], "opus", 100.0),
];

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let call = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/calls/D11.pcm.wav");
    println!("Ten minutes of a call to samples at 16 kHz, one thread; medians of {N_ROUNDS} rounds, in turn.");
    println!("{:<28}{:>14}{:>14}{:>10}{:>10}", "", "Ringcheck", "ffmpeg", "ratio", "at least");
    for (name, options, ending, least) in CASES {
        let path = folder.path().join(format!("call.{ending}"));
        let made = Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-y", "-stream_loop", "-1", "-t", SECONDS, "-i"])
            .arg(&call)
            .args(options)
            .arg(&path)
            .status();
        if !made.is_ok_and(|status| status.success()) {
            println!("{name:<28} cannot be made here");
            continue;
        }
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        let mut seconds = 0.0;
        for _ in 0..N_ROUNDS {
            let start = Instant::now();
            seconds = decode(&path);
            ours.push(start.elapsed().as_secs_f64());
            let start = Instant::now();
            decode_by_ffmpeg(&path);
            theirs.push(start.elapsed().as_secs_f64());
        }
        let [ours, theirs] = [ours, theirs].map(|times| seconds / median(times));
        let ratio = ours / theirs;
        println!("{name:<28}{ours:>12.0} x{theirs:>12.0} x{ratio:>10.2}{least:>8.0} x");
    }
}

/// Decodes all of the recording; says how long it is.
fn decode(path: &Path) -> f64 {
    let mut reader = RecordingReader::open(path).expect("ffmpeg made it");
    let mut n_frames = 0;
    while let Some(block) = reader.next_block().expect("the disk can be read") {
        n_frames += std::hint::black_box(block).channels[0].len();
    }
    n_frames as f64 / 16_000.0
}

fn decode_by_ffmpeg(path: &Path) {
    let status = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "quiet", "-threads", "1", "-i"])
        .arg(path)
        .args(["-ar", "16000", "-threads", "1", "-f", "f32le", "-y", "/dev/null"])
        .stdout(Stdio::null())
        .status();
    assert!(status.is_ok_and(|status| status.success()), "ffmpeg decodes what it made");
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
