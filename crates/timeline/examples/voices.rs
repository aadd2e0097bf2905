//! Tells the voices of one recording apart outside the pipeline, for training and for measuring.
//!
//! usage: voices units|sides|changes AUDIO.s16le WORDS.tsv
//!
//! AUDIO is 16 kHz, mono, 16 bits, little-endian without a header. A line of WORDS is a word's segment, start and end in
//! milliseconds, its text and, for `changes`, its side; further columns are left alone. `units` prints the voice of each unit: segment, first word,
//! word after the last, frames, and the numbers. `sides` prints each word's segment, place and side, and on
//! standard error how long each step took. `changes` prints where another voice of the business comes on: the end of the
//! old voice, the start of the new one, the confidence, and whether the voice is new or returns.

use std::{env, error::Error, io::Write as _, time::Instant};

use ringcheck_call::{Probability, Segment, Side, Word};
use ringcheck_timeline::{VoiceMeter, tell_voices_apart, voice_changes, voice_units};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [mode, audio, words] = args.as_slice() else {
        return Err("usage: voices units|sides|changes AUDIO.s16le WORDS.tsv".into());
    };
    let bytes = fs_err::read(audio)?;
    let samples: Vec<f32> =
        bytes.as_chunks::<2>().0.iter().map(|b| f32::from(i16::from_le_bytes(*b)) / 32_768.0).collect();
    let segments = segments_of(&fs_err::read_to_string(words)?)?;
    let began = Instant::now();
    let mut meter = VoiceMeter::new();
    for block in samples.chunks(16_000) {
        meter.push(block);
    }
    let track = meter.finish();
    let measured = began.elapsed();
    let mut out = std::io::stdout().lock();
    if mode == "units" {
        for unit in voice_units(&segments, &track) {
            write!(out, "{}\t{}\t{}\t{}", unit.segment, unit.words.start, unit.words.end, unit.n_frames)?;
            for value in unit.voice {
                write!(out, "\t{value:.5}")?;
            }
            writeln!(out)?;
        }
        return Ok(());
    }
    if mode == "changes" {
        let segments = with_sides(segments, &fs_err::read_to_string(words)?);
        let began = Instant::now();
        let changes = voice_changes(&segments, Side::Business, &track);
        let found_us = began.elapsed().as_micros();
        for change in &changes {
            let kind = if change.is_return { "return" } else { "new" };
            writeln!(out, "{}\t{}\t{}\t{kind}", change.last_ms, change.at_ms, change.confidence.as_f64())?;
        }
        let words = segments.iter().filter(|s| s.side == Side::Business).flat_map(|s| &s.words);
        writeln!(
            std::io::stderr(),
            "{audio}\tseconds\t{}\tmeasured_us\t{}\tbusiness_ms\t{}\tfound_us\t{found_us}",
            samples.len() / 16_000,
            measured.as_micros(),
            words.map(|w| w.end_ms.saturating_sub(w.start_ms)).sum::<u64>(),
        )?;
        return Ok(());
    }
    let n_before = segments.len();
    let began = Instant::now();
    let (pieces, origin) = tell_voices_apart(segments.clone(), &track);
    let told = began.elapsed();
    for piece in &pieces {
        for word in &piece.words {
            writeln!(out, "{}\t{}\t{}\t{}", word.start_ms, word.end_ms, piece.side, word.text)?;
        }
    }
    writeln!(
        std::io::stderr(),
        "{audio}\tseconds\t{}\tmeasured_ms\t{}\ttold_ms\t{}\tsegments\t{n_before}\tpieces\t{}\tconfidence\t{}\treason\t{}\tunknown\t{}",
        samples.len() / 16_000,
        measured.as_millis(),
        told.as_millis(),
        pieces.len(),
        origin.confidence.as_f64(),
        origin.reason,
        pieces.iter().filter(|p| p.side == Side::Unknown).count(),
    )?;
    Ok(())
}

/// Gives each segment the side that the fifth column has for its first word.
fn with_sides(mut segments: Vec<Segment>, text: &str) -> Vec<Segment> {
    let mut sides = text.lines().map(|line| match line.split('\t').nth(4) {
        Some("business") => Side::Business,
        Some("caller") => Side::Caller,
        _ => Side::Unknown,
    });
    for segment in &mut segments {
        let n_words = segment.words.len();
        segment.side = sides.next().unwrap_or_default();
        sides.by_ref().take(n_words.saturating_sub(1)).for_each(drop);
    }
    segments
}

fn segments_of(text: &str) -> Result<Vec<Segment>, Box<dyn Error>> {
    let mut segments: Vec<(String, Vec<Word>)> = Vec::new();
    for line in text.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [segment, start, end, word, ..] = columns.as_slice() else {
            return Err(format!("a line with {} columns", columns.len()).into());
        };
        let word = Word {
            start_ms: start.parse()?,
            end_ms: end.parse()?,
            text: (*word).to_owned(),
            probability: Probability::ONE,
        };
        match segments.last_mut() {
            Some((open, words)) if open == segment => words.push(word),
            _ => segments.push(((*segment).to_owned(), vec![word])),
        }
    }
    Ok(segments
        .into_iter()
        .map(|(_, words)| Segment {
            channel: 0,
            side: Side::Unknown,
            start_ms: words.first().map(|w| w.start_ms),
            end_ms: words.last().map(|w| w.end_ms),
            text: words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "),
            words,
            confidence: None,
            marks: Vec::new(),
        })
        .collect())
}
