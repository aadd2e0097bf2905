//! Finds the signals of the line and music in recordings outside the pipeline, for measuring.
//!
//! usage: signals AUDIO.s16le…
//!
//! AUDIO is 16 kHz, mono, 16 bits, little-endian without a header. Prints each signal's kind, start and end in
//! milliseconds, confidence and digit, separated by tabs; with more than one AUDIO its name comes first. On standard
//! error: how many times faster than real time it was, on one core.

use std::{env, error::Error, io::Write as _, time::Instant};

use ringcheck_timeline::SignalFinder;

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = env::args().skip(1).collect();
    if paths.is_empty() {
        return Err("usage: signals AUDIO.s16le…".into());
    }
    let mut out = std::io::stdout().lock();
    let (mut seconds, mut took) = (0.0, 0.0);
    for path in &paths {
        let bytes = fs_err::read(path)?;
        let samples: Vec<f32> =
            bytes.as_chunks::<2>().0.iter().map(|b| f32::from(i16::from_le_bytes(*b)) / 32_768.0).collect();
        let began = Instant::now();
        let mut finder = SignalFinder::new();
        for block in samples.chunks(16_000) {
            finder.push(block);
        }
        let signals = finder.finish();
        took += began.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "samples of some hours")]
        let length = samples.len() as f64 / 16_000.0;
        seconds += length;
        for signal in signals {
            if paths.len() > 1 {
                write!(out, "{path}\t")?;
            }
            let digit = signal.digit.map(String::from).unwrap_or_default();
            let (kind, confidence) = (signal.kind.as_str(), signal.confidence.as_f64());
            writeln!(out, "{kind}\t{}\t{}\t{confidence}\t{digit}", signal.start_ms, signal.end_ms)?;
        }
    }
    writeln!(std::io::stderr(), "{seconds:.1} s of sound in {took:.3} s: {:.0} times real time", seconds / took)?;
    Ok(())
}
