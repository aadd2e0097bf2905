//! `ringcheck transcribe`: recordings to transcripts in other programs' forms; nothing is stored.

use std::{
    collections::VecDeque,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use jiff::Zoned;
use ringcheck_ingest::{WalkOptions, walk};
use ringcheck_metadata::{KnownSources, NameRules};
use ringcheck_pipeline::{Cancel, FileError, Heard, hear_each};
use ringcheck_transcription::{
    Language,
    export::{self, ExportError, RecordingFacts},
};

use crate::{
    args::{TranscribeArguments, TranscriptFormat},
    exit::Exit,
    locks::lock,
    out_folder::{OutFolder, Place},
    printer::{Printer, hinted},
    progress::Progress,
    setup,
    survey::Survey,
    text::{clock, count},
    worklist::usual_channel,
};

pub(crate) fn run(arguments: &TranscribeArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let now = Zoned::now();
    let quiet = Duration::from_secs(arguments.walk.quiet_for);
    let options = WalkOptions { now: now.timestamp(), quiet };
    let survey = Survey::of(walk(&arguments.paths, options));
    survey.refuse_nothing(false, printer)?;
    refuse_joined_subtitles(arguments, survey.n_recordings)?;
    let ending = arguments.format.ending();
    let folder = arguments.out.as_deref().map(|folder| OutFolder::open(folder, ending, arguments.force)).transpose()?;
    let cancel = setup::cancel_on_interrupt()?;
    let listener = setup::listener(&arguments.listen, printer)?;
    survey.tell(&arguments.walk, printer);

    let progress = Progress::new(printer, survey.n_recordings, !arguments.no_progress);
    let sources = KnownSources::new(NameRules::default(), None, None, now.time_zone().clone());
    // As many as the first look found: what is one document and what several is decided by their number.
    let paths = walk(&arguments.paths, options).filter_map(Result::ok).take(survey.n_recordings);
    let intake = Intake { folder: Mutex::new(folder), places: Mutex::default(), n_refused: AtomicUsize::new(0) };
    let recordings = paths.filter(|path| intake.admits(path, &progress, printer)).map(|path| {
        let usual = usual_channel(&sources.known_of(&path));
        (path, usual)
    });
    let mut output = Output {
        format: arguments.format,
        language: &arguments.listen.language,
        is_one_of_many: survey.n_recordings > 1,
        printer,
        progress: &progress,
        cancel: &cancel,
        done: Done::default(),
    };
    let jobs = listener.n_workers();
    hear_each(recordings, &listener, jobs, &cancel, &|ms| progress.heard(ms), |path, heard| {
        let place = lock(&intake.places).pop_front().flatten();
        output.take(&path, heard.map(|(heard, _)| heard), place.as_ref());
    });
    let done = output.done;
    drop(progress);
    let n_refused = intake.n_refused.into_inner();
    report(arguments, done, survey.n_recordings, n_refused, survey.problems.len(), &cancel, printer)
}

/// Subtitles of several recordings in one stream would be those of none.
fn refuse_joined_subtitles(arguments: &TranscribeArguments, n_recordings: usize) -> anyhow::Result<()> {
    let is_subtitles = matches!(arguments.format, TranscriptFormat::Srt | TranscriptFormat::Vtt);
    if arguments.out.is_some() || n_recordings < 2 || !is_subtitles {
        return Ok(());
    }
    let error = anyhow::anyhow!("{n_recordings} recordings cannot be one {} file", arguments.format.ending());
    Err(hinted(error, Some("write a file for each with `--out DIR`, or choose `--format txt`, `json` or `csv`")))
}

/// What comes before listening: where each recording's transcript is to go.
struct Intake {
    folder: Mutex<Option<OutFolder>>,
    /// Of the recordings that are being heard, in their order; `None` is stdout.
    places: Mutex<VecDeque<Option<Place>>>,
    n_refused: AtomicUsize,
}

impl Intake {
    /// Whether the recording's transcript has a place to go to.
    fn admits(&self, recording: &Path, progress: &Progress<'_>, printer: &Printer) -> bool {
        let place = match lock(&self.folder).as_mut().map(|folder| folder.place_for(recording)).transpose() {
            Ok(place) => place,
            Err(error) => {
                self.n_refused.fetch_add(1, Ordering::Relaxed);
                progress.done(recording, 1, "failed");
                progress.aside(|| printer.error(&error));
                return false;
            }
        };
        if let Some(place) = place.as_ref().filter(|place| place.is_numbered) {
            let (recording, place) = (recording.display(), place.path.display());
            progress
                .aside(|| printer.note(&format!("`{recording}` becomes `{place}`: another recording has its name")));
        }
        lock(&self.places).push_back(place);
        true
    }
}

/// What came of the recordings.
#[derive(Default)]
struct Done {
    n_written: usize,
    n_failed: usize,
    audio_ms: u64,
    /// Why no more can be written.
    broken: Option<anyhow::Error>,
    /// Whether the reader of stdout has gone away.
    is_reader_gone: bool,
}

/// Writes transcripts as they come.
struct Output<'a> {
    format: TranscriptFormat,
    language: &'a Language,
    is_one_of_many: bool,
    printer: &'a Printer,
    progress: &'a Progress<'a>,
    cancel: &'a Cancel,
    done: Done,
}

impl Output<'_> {
    fn take(&mut self, path: &Path, heard: Result<Heard, FileError>, place: Option<&Place>) {
        let heard = match heard {
            Ok(heard) => heard,
            // Left over, not failed.
            Err(FileError::Cancelled { .. }) => return,
            Err(error) => {
                let hint = error.hint();
                return self.fail(path, &hinted(error, hint));
            }
        };
        let text = match self.render(path, &heard, place.is_none()) {
            Ok(text) => text,
            Err(error) => {
                let hint = error.hint();
                let context = format!("failed to write the transcript of `{}`", path.display());
                return self.fail(path, &hinted(anyhow::Error::new(error).context(context), hint));
            }
        };
        let mut written = Ok(());
        self.progress.aside(|| {
            written = match place {
                Some(place) => place.write(&text),
                None => self.printer.stream(&text).map(|is_read| self.done.is_reader_gone |= !is_read),
            };
        });
        match written {
            Ok(()) if self.done.is_reader_gone => {}
            Ok(()) => {
                self.done.n_written += 1;
                self.done.audio_ms += heard.recordings.iter().map(|recording| recording.duration_ms).sum::<u64>();
                self.tell(path, &heard);
            }
            Err(error) if place.is_some() && !concerns_all(&error) => self.fail(path, &error),
            Err(error) if self.done.broken.is_none() => self.done.broken = Some(error),
            Err(_) => {}
        }
        if self.done.is_reader_gone || self.done.broken.is_some() {
            self.cancel.request();
        }
    }

    fn fail(&mut self, path: &Path, error: &anyhow::Error) {
        self.done.n_failed += 1;
        self.progress.done(path, 1, "failed");
        self.progress.aside(|| self.printer.error(error));
    }

    fn tell(&self, path: &Path, heard: &Heard) {
        let n_words = heard.transcript.segments.iter().map(|segment| segment.words.len()).sum();
        let outcome = if n_words == 0 { "no speech".to_owned() } else { count(n_words, "word") };
        self.progress.done(path, 1, &outcome);
        let warnings = heard.recordings.iter().flat_map(|recording| &recording.warnings);
        self.progress.aside(|| {
            for warning in warnings {
                self.printer.warn(&format!("`{}`: {warning}", path.display()));
            }
        });
    }

    /// A transcript as it is written; `is_joined` is whether others are before and behind it in the same stream.
    fn render(&self, path: &Path, heard: &Heard, is_on_stdout: bool) -> Result<String, ExportError> {
        let transcript = &heard.transcript;
        let is_joined = self.is_one_of_many && is_on_stdout;
        let is_first = self.done.n_written == 0;
        let name = path.display().to_string();
        Ok(match self.format {
            TranscriptFormat::Txt if is_joined => {
                let gap = if is_first { "" } else { "\n" };
                format!("{gap}==> {name} <==\n{}", export::to_txt(transcript))
            }
            TranscriptFormat::Txt => export::to_txt(transcript),
            TranscriptFormat::Srt => export::to_srt(transcript)?,
            TranscriptFormat::Vtt => export::to_vtt(transcript)?,
            TranscriptFormat::Csv => {
                let header = if is_joined && !is_first { String::new() } else { export::csv_header() };
                header + &export::to_csv(transcript, &name)?
            }
            TranscriptFormat::Json => self.json(heard, &name, is_joined)?,
        })
    }

    fn json(&self, heard: &Heard, name: &str, is_joined: bool) -> Result<String, ExportError> {
        let Some(recording) = heard.recordings.first() else { return Ok(String::new()) };
        let document = export::to_json(
            &heard.transcript,
            &RecordingFacts {
                recording: name,
                sha256: &recording.sha256,
                duration_ms: recording.duration_ms,
                language: (*self.language != Language::Auto).then(|| self.language.code()),
                model: heard.model.as_ref().map_or("", |(model, _)| model),
                engine: &heard.engine_version,
                sides: &heard.sides,
            },
        );
        let text = if is_joined { serde_json::to_string(&document) } else { serde_json::to_string_pretty(&document) };
        Ok(text? + "\n")
    }
}

/// Whether no other file can be written either.
fn concerns_all(error: &anyhow::Error) -> bool {
    use std::io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    let mut causes = error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    causes.any(|e| matches!(e.kind(), PermissionDenied | QuotaExceeded | ReadOnlyFilesystem | StorageFull))
}

fn report(
    arguments: &TranscribeArguments,
    done: Done,
    n_recordings: usize,
    n_refused: usize,
    n_problems: usize,
    cancel: &Cancel,
    printer: &Printer,
) -> anyhow::Result<Exit> {
    if let Some(error) = done.broken {
        return Err(error);
    }
    let n_failed = done.n_failed + n_refused;
    let n_left = n_recordings.saturating_sub(done.n_written + n_failed);
    let mut said = vec![format!("{} transcribed", count(done.n_written, "recording"))];
    if n_failed + n_problems > 0 {
        said.push(format!("{} failed", n_failed + n_problems));
    }
    if n_left > 0 {
        said.push(format!("{n_left} not done"));
    }
    if done.audio_ms > 0 {
        said.push(format!("{} of calls listened to", clock(done.audio_ms)));
    }
    printer.note(&said.join(", "));
    if let Some(folder) = arguments.out.as_deref().filter(|_| done.n_written > 0) {
        printer.note(&format!("written to: {}", folder.display()));
    }
    let findings = if n_failed + n_problems > 0 { Exit::Findings } else { Exit::Done };
    // A reader that has seen enough is no interruption.
    let is_interrupted = cancel.is_requested() && !done.is_reader_gone;
    Ok(findings.and(if is_interrupted { Exit::Interrupted } else { Exit::Done }))
}

impl TranscriptFormat {
    /// The ending of its files.
    const fn ending(self) -> &'static str {
        match self {
            Self::Txt => "txt",
            Self::Srt => "srt",
            Self::Vtt => "vtt",
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }
}
