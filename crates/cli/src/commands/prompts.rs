//! `ringcheck prompts`: the firm's own recorded prompts.

use std::{
    io::{self, Cursor, ErrorKind},
    path::{Path, PathBuf},
};

use anyhow::Context;
use ringcheck_ingest::{RATE_HZ, RecordingReader, examine, sha256_of};
use ringcheck_report::short_id;
use ringcheck_store::{FingerprintedRecording, Store};
use ringcheck_timeline::{CommonSound, FINGERPRINT_VERSION, Fingerprint, common_sounds};

use crate::{
    args::PromptsCommand,
    commands::list::open,
    exit::Exit,
    out_folder::write_whole,
    printer::{Printer, hinted},
    setup, table,
    text::{count, sanitize, shorten},
};

/// Of the words of a sound the first ones are shown, in so many characters.
const MAX_WORDS: usize = 48;

/// A word that reaches less into a sound lies mostly outside: words on the phone last about twice as long.
const HALF_WORD_MS: u64 = 150;

pub(crate) fn run(command: PromptsCommand, printer: &Printer) -> anyhow::Result<Exit> {
    let PromptsCommand::Find { db, min_calls, out } = command;
    let store = open(&setup::db_path(&db)?)?;
    let recordings = store.fingerprinted_recordings()?;
    let openings = openings(&recordings);
    let channels: Vec<(usize, &Fingerprint)> =
        openings.iter().map(|opening| (opening.number, &opening.fingerprint)).collect();
    let found = common_sounds(&channels, usize::try_from(min_calls)?);
    let found: Vec<Proposal<'_>> = found.iter().map(|sound| Proposal { sound, openings: &openings }).collect();
    let files = match &out {
        Some(folder) => found.iter().map(|proposal| proposal.cut(folder, printer)).collect::<Result<Vec<_>, _>>()?,
        None => vec![None; found.len()],
    };
    if !found.is_empty() {
        printer.page(&render(&found, out.is_some().then_some(&files), &store)?)?;
    }
    printer.note(&format!(
        "{} in the openings of {}",
        count(found.len(), "shared sound"),
        count(recordings.len(), "stored recording")
    ));
    if !found.is_empty() {
        printer.note(
            "keep those that are recorded prompts in a folder for --prompts, and begin a file's name with what it is: \
             notice, menu, queue_message, voicemail, bot or hold; a bare recording notice is `notice-…`",
        );
    }
    let is_any_missing = out.is_some() && files.iter().any(Option::is_none);
    Ok(if is_any_missing { Exit::Findings } else { Exit::Done })
}

/// A channel on which prompts may be heard.
struct Opening<'a> {
    recording: &'a FingerprintedRecording,
    /// Which of the recordings it is.
    number: usize,
    channel: u16,
    fingerprint: Fingerprint,
}

/// The business's channel of each recording; both where it is not known which that is.
fn openings(recordings: &[FingerprintedRecording]) -> Vec<Opening<'_>> {
    let mut openings = Vec::new();
    for (number, recording) in recordings.iter().enumerate() {
        let is_one_channel = recording.fingerprints.len() == 1;
        for stored in recording.fingerprints.iter().filter(|stored| stored.version == FINGERPRINT_VERSION) {
            if !is_one_channel && recording.agent_channel.is_some_and(|agent_channel| agent_channel != stored.channel) {
                continue;
            }
            if let Ok(fingerprint) = Fingerprint::from_bytes(&stored.bytes) {
                openings.push(Opening { recording, number, channel: stored.channel, fingerprint });
            }
        }
    }
    openings
}

/// A sound that may be a prompt.
struct Proposal<'a> {
    sound: &'a CommonSound,
    openings: &'a [Opening<'a>],
}

impl Proposal<'_> {
    /// Where it is heard, and from when on.
    fn examples(&self) -> impl Iterator<Item = (&Opening<'_>, u64)> {
        self.sound.recordings.iter().filter_map(|(idx, start_ms)| Some((self.openings.get(*idx)?, *start_ms)))
    }

    /// The beginning of the words that lie mostly within it, in the first recording where there are any.
    fn words(&self, store: &Store) -> anyhow::Result<String> {
        for (opening, start_ms) in self.examples() {
            let end_ms = (start_ms + self.sound.length_ms).saturating_sub(HALF_WORD_MS);
            let words = store.words_between(opening.recording, opening.channel, start_ms + HALF_WORD_MS, end_ms)?;
            if !words.is_empty() {
                return Ok(shorten(&sanitize(&words.join(" ")), MAX_WORDS));
            }
        }
        Ok("(no words)".to_owned())
    }

    /// Writes the sound into `folder`, from the first recording that is still there; returns the file.
    fn cut(&self, folder: &Path, printer: &Printer) -> anyhow::Result<Option<PathBuf>> {
        for (opening, start_ms) in self.examples() {
            let path = Path::new(&opening.recording.path);
            if !sha256_of(path).is_ok_and(|sha256| sha256 == opening.recording.id) {
                printer.warn(&format!("`{}` is gone or is another file now; trying another call", path.display()));
                continue;
            }
            let samples = samples_of(path, opening.channel, start_ms, self.sound.length_ms).map_err(|error| {
                let hint = error.hint();
                hinted(error, hint)
            })?;
            return keep_clip(folder, &samples, printer).map(Some);
        }
        printer.warn("none of the recordings with one of the sounds is where it was: score them again where they are");
        Ok(None)
    }
}

/// `length_ms` of one channel from `start_ms` on.
fn samples_of(
    path: &Path,
    channel: u16,
    start_ms: u64,
    length_ms: u64,
) -> Result<Vec<f32>, ringcheck_ingest::DecodeError> {
    let examination = examine(path)?;
    let mut reader = RecordingReader::open_examined(path, &examination)?;
    let stream = examination.streams().iter().position(|number| *number == channel).unwrap_or_default();
    let place = |ms: u64| usize::try_from(ms * u64::from(RATE_HZ) / 1000).unwrap_or(usize::MAX);
    let (start, end) = (place(start_ms), place(start_ms + length_ms));
    let mut samples = Vec::new();
    while let Some(block) = reader.next_block()? {
        samples.extend(block.channels.into_iter().nth(stream).unwrap_or_default());
        if samples.len() >= end {
            break;
        }
    }
    samples.truncate(end);
    Ok(samples.split_off(start.min(samples.len())))
}

/// Writes a clip under the first name that is free, unless a file of the same bytes is there; returns the file.
fn keep_clip(folder: &Path, samples: &[f32], printer: &Printer) -> anyhow::Result<PathBuf> {
    let with_hint = |error: io::Error| hinted(error, Some("name a folder that you may write to"));
    let clip = wav_of(samples).context("failed to make a WAV file")?;
    fs_err::create_dir_all(folder).map_err(with_hint)?;
    if let Some(same) = file_with(folder, &clip).map_err(with_hint)? {
        printer.note(&format!("`{}` holds one of the sounds already", same.display()));
        return Ok(same);
    }
    for number in 1u32.. {
        let path = folder.join(format!("found-{number}.wav"));
        match write_whole(&path, &clip, false) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            written => {
                let written = written.with_context(|| format!("failed to write `{}`", path.display()));
                return written
                    .map(|()| path)
                    .map_err(|error| hinted(error, Some("name a folder that you may write to")));
            }
        }
    }
    Err(anyhow::anyhow!("no name is free in `{}`", folder.display()))
}

/// The file in `folder` that holds exactly `bytes`, by whatever name; the first by name where there are several.
fn file_with(folder: &Path, bytes: &[u8]) -> io::Result<Option<PathBuf>> {
    let mut same = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        // What cannot be looked at is none of ours.
        let is_as_long = entry.metadata().is_ok_and(|found| found.is_file() && found.len() == bytes.len() as u64);
        if is_as_long && fs_err::read(entry.path()).is_ok_and(|found| found == bytes) {
            same.push(entry.path());
        }
    }
    Ok(same.into_iter().min())
}

/// A WAV file of one channel and 16 bits.
fn wav_of(samples: &[f32]) -> Result<Vec<u8>, hound::Error> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: RATE_HZ,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut wav, spec)?;
    for sample in samples {
        #[expect(clippy::cast_possible_truncation, reason = "clamped to 16 bits")]
        let sample = (sample.clamp(-1.0, 1.0) * 32_767.0).round() as i16;
        writer.write_sample(sample)?;
    }
    writer.finalize()?;
    Ok(wav.into_inner())
}

/// The proposals as a table; where they were written, with `files`.
fn render(found: &[Proposal<'_>], files: Option<&Vec<Option<PathBuf>>>, store: &Store) -> anyhow::Result<String> {
    let header = ["calls", "seconds", "first words", "for example", "file"];
    let mut rows = table::new_table(&header[..if files.is_some() { 5 } else { 4 }]);
    for (idx, proposal) in found.iter().enumerate() {
        let example = proposal.examples().next().map(|(opening, _)| short_id(opening.recording.id.as_str()));
        let tenths = proposal.sound.length_ms / 100;
        let mut row = vec![
            proposal.sound.recordings.len().to_string(),
            format!("{}.{}", tenths / 10, tenths % 10),
            proposal.words(store)?,
            example.unwrap_or_default(),
        ];
        if let Some(files) = files {
            let file = files.get(idx).and_then(Option::as_ref);
            row.push(file.map_or_else(String::new, |file| file.display().to_string()));
        }
        rows.add_row(row);
    }
    Ok(rows.trim_fmt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clip_is_written_once() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("found");
        let printer = Printer::new(true);
        let keep = |samples: &[f32]| {
            let path = keep_clip(&folder, samples, &printer).unwrap();
            path.file_name().unwrap().to_str().unwrap().to_owned()
        };
        let (one, other) = ([0.5; 160], [0.25; 160]);
        assert_eq!([keep(&one), keep(&other), keep(&one)], ["found-1.wav", "found-2.wav", "found-1.wav"]);
        fs_err::rename(folder.join("found-1.wav"), folder.join("menu-main.wav")).unwrap();
        assert_eq!(keep(&one), "menu-main.wav");
        assert_eq!(keep(&[0.125; 160]), "found-1.wav");
        assert_eq!(hound::WavReader::open(folder.join("found-2.wav")).unwrap().duration(), 160);
    }
}
