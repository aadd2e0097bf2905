//! Looks for prompts in recordings outside the pipeline, for measuring.
//!
//! usage: fingerprints PROMPTS AUDIO.s16le…
//!
//! PROMPTS is a folder of prompts. All audio is 16 kHz, mono, 16 bits, little-endian without a header; of AUDIO each two
//! minutes are a recording of their own. Prints a line for each match: audio, prompt, start and end in milliseconds in
//! AUDIO, confidence. How long each step took is on standard error.

use std::{
    env,
    error::Error,
    io::Write as _,
    path::Path,
    time::{Duration, Instant},
};

use ringcheck_timeline::{FingerprintMaker, MAX_FINGERPRINT_MS, Prompt, match_prompts};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [folder, recordings @ ..] = args.as_slice() else {
        return Err("usage: fingerprints PROMPTS AUDIO.s16le…".into());
    };
    let mut err = std::io::stderr().lock();
    let mut files: Vec<_> = fs_err::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.sort();
    let mut prompts = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        match Prompt::new(name, &samples(&file)?) {
            Ok(prompt) => prompts.push(prompt),
            Err(why) => writeln!(err, "{}: {why}", file.display())?,
        }
    }
    let mut out = std::io::stdout().lock();
    let (mut making, mut matching, mut seconds) = (Duration::ZERO, Duration::ZERO, 0);
    for recording in recordings {
        let samples = samples(recording.as_ref())?;
        seconds += samples.len() / 16_000;
        let per_fingerprint = usize::try_from(MAX_FINGERPRINT_MS * 16)?;
        for (samples, offset_ms) in samples.chunks(per_fingerprint).zip((0..).step_by(120_000)) {
            let began = Instant::now();
            let mut maker = FingerprintMaker::new();
            maker.push(samples);
            let fingerprint = maker.finish();
            making += began.elapsed();
            let began = Instant::now();
            let found = match_prompts(&fingerprint, &prompts);
            matching += began.elapsed();
            for heard in found {
                let name = prompts.get(heard.prompt).map_or("", |p| p.name.as_str());
                let (start_ms, end_ms) = (heard.start_ms + offset_ms, heard.end_ms + offset_ms);
                writeln!(out, "{recording}\t{name}\t{start_ms}\t{end_ms}\t{}", heard.confidence.as_f64())?;
            }
        }
    }
    writeln!(
        err,
        "prompts\t{}\tseconds\t{seconds}\tmade_ms\t{}\tmatched_ms\t{}",
        prompts.len(),
        making.as_millis(),
        matching.as_millis()
    )?;
    Ok(())
}

fn samples(path: &Path) -> Result<Vec<f32>, std::io::Error> {
    let bytes = fs_err::read(path)?;
    Ok(bytes.as_chunks::<2>().0.iter().map(|b| f32::from(i16::from_le_bytes(*b)) / 32_768.0).collect())
}
