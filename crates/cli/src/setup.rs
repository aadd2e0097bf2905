//! From what the user typed to what the program works with.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context;
use etcetera::BaseStrategy;
use jiff::{ToSpan as _, Zoned, tz::TimeZone};
use ringcheck_metadata::{
    Agents, CdrIndex, DayRange, DirectionFilter, KnownSources, NamePattern, NamePatternError, NamePreset, NameRules,
};
use ringcheck_models::{ModelFacts, ModelFile, Places, SizeClass, inspect, locate, sha256_of_model};
use ringcheck_pipeline::{AgentChannel, Cancel, FileLimit, ListenOptions, Listener, OwnPrompt, Patience, read_prompt};
use ringcheck_scoring::{Rubric, SHIPPED_RUBRICS, ShippedRubric};
use ringcheck_store::{CallFilter, CallSort, SortOrder, Store};
use ringcheck_transcription::{
    BeamSize, Language, MaskingOptions, Vocabulary, WhisperModel, WhisperOptions, WhisperTranscriber,
};

use crate::{
    args::{
        AgentChannelArgument, DayArguments, DbArguments, DirectionArgument, FileLimitArgument, FilterArguments,
        JobsArgument, KnownArguments, ListenArguments, SortArgument, UnattendedArguments, patience,
    },
    exit::{Exit, InterruptedWait},
    jobs,
    printer::{Printer, hinted},
    text::count,
};

/// The database file that the arguments mean.
pub(crate) fn db_path(arguments: &DbArguments) -> anyhow::Result<PathBuf> {
    if let Some(path) = &arguments.db {
        return Ok(path.clone());
    }
    let strategy = etcetera::choose_base_strategy()
        .map_err(|e| hinted(e, Some("name a database with `--db FILE`")))
        .context("failed to find your data folder")?;
    Ok(strategy.data_dir().join("ringcheck").join("ringcheck.db"))
}

/// Refuses to begin with nothing to work on.
pub(crate) fn refuse_no_paths(paths: &[PathBuf], command: &str) -> anyhow::Result<()> {
    if paths.is_empty() {
        let hint = format!(
            "`ringcheck {command} FOLDER`, or `paths` in ringcheck.toml; `ringcheck {command} --help` says more"
        );
        return Err(hinted(anyhow::anyhow!("no recordings and no folder are named (<PATH>...)"), Some(hint)));
    }
    Ok(())
}

/// Says that the rules of judging are English where something else may be spoken.
pub(crate) fn warn_of_language(arguments: &ListenArguments, printer: &Printer) {
    if arguments.language != Language::English {
        printer.warn(
            "calls are judged by rules that know English alone: in another language most verdicts will be wrong or \
             undetermined (`ringcheck transcribe` writes what was said in any language)",
        );
    }
}

/// The database at `path`, for writing; while another program keeps it locked it is waited for.
pub(crate) fn store(
    path: &Path,
    arguments: &UnattendedArguments,
    cancel: &Cancel,
    printer: &Printer,
) -> anyhow::Result<Store> {
    patient_store(path, patience(arguments), cancel, printer)
}

/// The database at `path`, for writing, waited for as long as `patience` lasts.
pub(crate) fn patient_store(
    path: &Path,
    patience: Patience,
    cancel: &Cancel,
    printer: &Printer,
) -> anyhow::Result<Store> {
    let begun = Instant::now();
    let mut is_told = false;
    loop {
        let error = match Store::open(path) {
            Ok(store) => return Ok(store),
            Err(error) => error,
        };
        let is_locked = error.is_busy() && patience.lock.is_none_or(|longest| begun.elapsed() < longest);
        let is_full = error.is_disk_full() && patience.waits_for_space;
        if cancel.is_requested() && (error.is_busy() || error.is_disk_full()) {
            return Err(InterruptedWait.into());
        }
        if !(is_locked || is_full) {
            let hint = error.hint();
            return Err(hinted(error, hint));
        }
        if !is_told {
            let why = if is_full { "the disk is full; free some space" } else { "another program keeps it locked" };
            printer.warn(&format!("waiting for `{}`: {why}", path.display()));
        }
        is_told = true;
        std::thread::sleep(Duration::from_millis(500));
        // The next attempt would wait for the lock for some seconds by itself.
        if cancel.is_requested() {
            return Err(InterruptedWait.into());
        }
    }
}

/// The rubric that `asked` names: one that ships with the program, or a file.
pub(crate) fn rubric(asked: &str) -> anyhow::Result<Rubric> {
    let text = rubric_text(asked)?;
    Rubric::parse(&text).map_err(|errors| {
        let context = format!("failed to read the rubric `{asked}`");
        hinted(anyhow::Error::new(errors).context(context), Some("docs/rubric.md describes the form"))
    })
}

/// The text of the rubric that `asked` names.
pub(crate) fn rubric_text(asked: &str) -> anyhow::Result<String> {
    if let Some(shipped) = ShippedRubric::named(asked) {
        return Ok(shipped.text.to_owned());
    }
    fs_err::read_to_string(asked).map_err(|error| {
        let names = SHIPPED_RUBRICS.map(|shipped| shipped.name).join(", ");
        hinted(error, Some(format!("name a rubric file, or one that ships with the program: {names}")))
    })
}

/// The prompts in the folder that the arguments mean, by name; none without a folder.
pub(crate) fn prompts(folder: Option<&Path>) -> anyhow::Result<Vec<OwnPrompt>> {
    let Some(folder) = folder else { return Ok(Vec::new()) };
    let not_a_folder = "--prompts takes a folder with the firm's recorded prompts: docs/prompts.md";
    let entries = fs_err::read_dir(folder).map_err(|error| hinted(error, Some(not_a_folder)))?;
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| hinted(error, Some(not_a_folder)))?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !is_hidden && !entry.path().is_dir() {
            files.push(entry.path());
        }
    }
    files.sort();
    if files.is_empty() {
        let error = anyhow::anyhow!("no prompts in `{}`", folder.display());
        return Err(hinted(error, Some("`ringcheck prompts find --out DIR` proposes some from stored calls")));
    }
    let read = |path: &PathBuf| {
        read_prompt(path).map_err(|error| {
            let hint = error.hint();
            hinted(error, hint)
        })
    };
    let prompts: Vec<OwnPrompt> = files.iter().map(read).collect::<Result<_, _>>()?;
    refuse_contradiction(&files, &prompts)?;
    Ok(prompts)
}

/// Refuses files that are of different kinds by their names while one is heard within the other: which of the two is
/// heard in a call would be chance.
fn refuse_contradiction(files: &[PathBuf], prompts: &[OwnPrompt]) -> anyhow::Result<()> {
    let named: Vec<_> =
        files.iter().zip(prompts).filter_map(|(file, own)| Some((file, &own.prompt, own.kind?))).collect();
    for (idx, (file, prompt, kind)) in named.iter().enumerate() {
        for (other_file, other, other_kind) in named.iter().skip(idx + 1).filter(|(.., other)| other != kind) {
            if prompt.is_heard_in(other) || other.is_heard_in(prompt) {
                let error = anyhow::anyhow!(
                    "the prompts `{}` and `{}` hold the same sound, and by their names one is a {} and one a {}",
                    file.display(),
                    other_file.display(),
                    kind.as_str(),
                    other_kind.as_str()
                );
                let hint = "keep the sound in one of the two, or begin both names with what it is: docs/prompts.md";
                return Err(hinted(error, Some(hint)));
            }
        }
    }
    Ok(())
}

/// The model that the arguments mean, checked before it is loaded, so that a file that is none is refused by what it is.
fn model(arguments: &ListenArguments) -> anyhow::Result<(ModelFile, ModelFacts)> {
    let file = locate(&arguments.model, &Places::discover()).map_err(model_error)?;
    let facts = inspect(&file.path).map_err(model_error)?;
    Ok((file, facts))
}

/// How calls of which each word counts are heard further times: as `arguments` say, as far as the models are here.
pub(crate) fn further_hearings(arguments: &ListenArguments, printer: &Printer) -> Vec<ListenArguments> {
    let places = Places::discover();
    let is_here = |listen: &ListenArguments| {
        let is_here = locate(&listen.model, &places).is_ok();
        if !is_here {
            let name = &listen.model;
            printer.note(&format!(
                "{name}, which hears what the usual model mishears, is not here: `ringcheck model pull {name}` fetches it"
            ));
        }
        is_here
    };
    arguments.further().into_iter().filter(is_here).collect()
}

fn model_error(error: ringcheck_models::ModelError) -> anyhow::Error {
    let hint = error.hint();
    hinted(error, hint)
}

/// A listener with the model that the arguments mean, and with as many workers as there are to be jobs.
pub(crate) fn listener(arguments: &ListenArguments, printer: &Printer) -> anyhow::Result<Listener> {
    let (file, facts) = model(arguments)?;
    let n_jobs = n_jobs(arguments, &facts, printer);
    let sha256 = sha256_of_model(&file.path).map_err(model_error)?;
    let model = WhisperModel { path: file.path, name: file.name, sha256, shape: shape_of(&facts) };
    let vocabulary = arguments.vocabulary.as_deref().map(vocabulary).transpose()?.unwrap_or_default();
    let whisper = WhisperOptions {
        language: arguments.language.clone(),
        vocabulary,
        beam_size: arguments.beam_size.unwrap_or_default(),
        ..WhisperOptions::default()
    };
    let transcriber = WhisperTranscriber::load(&model, whisper).map_err(|error| {
        let hint = error.hint();
        hinted(error, hint)
    })?;
    let options = ListenOptions {
        agent_channel: match arguments.agent_channel {
            AgentChannelArgument::Zero => AgentChannel::Given(0),
            AgentChannelArgument::One => AgentChannel::Given(1),
            AgentChannelArgument::Auto => AgentChannel::Auto,
        },
        masking: masking(arguments),
        ..ListenOptions::default()
    };
    Ok(Listener::new(Arc::new(transcriber), options, n_jobs))
}

fn n_jobs(arguments: &ListenArguments, facts: &ModelFacts, printer: &Printer) -> NonZeroUsize {
    let JobsArgument::Auto = arguments.jobs else {
        let JobsArgument::Given(n) = arguments.jobs else { return NonZeroUsize::MIN };
        return n;
    };
    let fitting = jobs::fitting(facts, arguments.beam_size.unwrap_or_default());
    if let Some(n_cores) = fitting.n_cores_beyond_memory {
        let n = count(fitting.n.get(), "recording");
        printer
            .note(&format!("{n} at once and not {n_cores}: more do not fit into the memory that is free (`--jobs N`)"));
    }
    fitting.n
}

/// How long listening to one recording may take with the model that the arguments name.
pub(crate) fn file_limit(asked: FileLimitArgument, arguments: &ListenArguments) -> anyhow::Result<FileLimit> {
    Ok(match asked {
        FileLimitArgument::None => FileLimit::None,
        FileLimitArgument::Seconds(seconds) => FileLimit::Fixed(Duration::from_secs(seconds)),
        FileLimitArgument::Auto => match FileLimit::USUAL {
            FileLimit::ByLength { base, times } => {
                let more = if arguments.beam_size.unwrap_or_default() == BeamSize::GREEDY { 1 } else { BEAM_SLOWNESS };
                FileLimit::ByLength { base, times: times * slowness(model(arguments)?.1.size_class) * more }
            }
            other => other,
        },
    })
}

/// How many times as long a beam may take as one reading.
const BEAM_SLOWNESS: u32 = 3;

/// How many times as long as a tiny or base model a model may take: about by how many times it has more weights.
const fn slowness(size_class: SizeClass) -> u32 {
    match size_class {
        SizeClass::Tiny | SizeClass::Base => 1,
        SizeClass::Small => 4,
        SizeClass::Medium | SizeClass::LargeTurbo => 10,
        SizeClass::Large | SizeClass::Other => 20,
    }
}

/// The names in the file at `path`.
fn vocabulary(path: &Path) -> anyhow::Result<Vocabulary> {
    let text = fs_err::read_to_string(path)
        .map_err(|error| hinted(error, Some("--vocabulary takes a text file with one name a line")))?;
    let vocabulary = Vocabulary::parse(&text);
    if vocabulary.is_empty() {
        let error = anyhow::anyhow!("no names in the vocabulary `{}`", path.display());
        return Err(hinted(error, Some("write one name a line; what follows a # is left out")));
    }
    Ok(vocabulary)
}

/// Which numbers the arguments want masked.
pub(crate) fn masking(arguments: &ListenArguments) -> MaskingOptions {
    MaskingOptions { phone_numbers: arguments.mask_phone_numbers }
}

/// The first Ctrl-C stops the run at the next window of speech; the second ends the program.
pub(crate) fn cancel_on_interrupt() -> anyhow::Result<Cancel> {
    let cancel = Cancel::default();
    let on_signal = cancel.clone();
    ctrlc::set_handler(move || {
        if on_signal.is_requested() {
            #[expect(clippy::exit, reason = "asked for twice; what is stored is complete at every moment")]
            std::process::exit(Exit::Interrupted.code().into());
        }
        on_signal.request();
    })
    .context("failed to listen for Ctrl-C")?;
    Ok(cancel)
}

/// Which published model a file has the shape of.
fn shape_of(facts: &ModelFacts) -> Option<String> {
    let english = if facts.is_multilingual { "" } else { ".en" };
    Some(match facts.size_class {
        SizeClass::Tiny => format!("tiny{english}"),
        SizeClass::Base => format!("base{english}"),
        SizeClass::Small => format!("small{english}"),
        SizeClass::Medium => format!("medium{english}"),
        SizeClass::Large if facts.header.n_mels == 128 => "large-v3".to_owned(),
        SizeClass::Large => "large-v2".to_owned(),
        SizeClass::LargeTurbo => "large-v3-turbo".to_owned(),
        SizeClass::Other => return None,
    })
}

/// The time zone that the arguments mean: the one named, or the system's.
pub(crate) fn zone(arguments: &DayArguments, now: &Zoned) -> anyhow::Result<TimeZone> {
    let Some(name) = &arguments.timezone else { return Ok(now.time_zone().clone()) };
    TimeZone::get(name).map_err(|e| {
        hinted(
            anyhow::Error::new(e).context(format!("`{name}` is no time zone")),
            Some("name one such as America/Chicago"),
        )
    })
}

/// The days that the arguments mean; `None` for all. `now` decides what today is.
pub(crate) fn days(arguments: &DayArguments, now: &Zoned) -> anyhow::Result<Option<DayRange>> {
    let since = arguments.day.as_deref().or(arguments.since.as_deref());
    let until = arguments.day.as_deref().or(arguments.until.as_deref());
    let zone = zone(arguments, now)?;
    if since.is_none() && until.is_none() {
        return Ok(None);
    }
    let range = DayRange::between(since, until, now.timestamp(), &zone);
    range.map(Some).map_err(|error| {
        let hint = error.hint();
        hinted(error, Some(hint))
    })
}

/// The `n` days before the day that `days` is, in which calls may come in late; `None` unless one day is asked for.
pub(crate) fn late_days(
    arguments: &DayArguments,
    days: Option<&DayRange>,
    n: u16,
    now: &Zoned,
) -> anyhow::Result<Option<DayRange>> {
    let zone = zone(arguments, now)?;
    let first = days.filter(|_| arguments.day.is_some() && n > 0).and_then(DayRange::since);
    let Some(day) = first.map(|first| first.to_zoned(zone.clone()).date()) else { return Ok(None) };
    let back = |n_days: u16| day.checked_sub(i64::from(n_days).days()).map(|day| day.to_string());
    let (since, until) = (back(n)?, back(1)?);
    Ok(Some(DayRange::between(Some(&since), Some(&until), now.timestamp(), &zone)?))
}

/// The days asked for together with those in which calls may come in late.
pub(crate) fn with_late(days: Option<&DayRange>, late: Option<&DayRange>) -> Option<DayRange> {
    days.map(|days| late.map_or_else(|| days.clone(), |late| late.until_end_of(days)))
}

/// The directions that the argument means.
pub(crate) const fn direction(argument: DirectionArgument) -> DirectionFilter {
    match argument {
        DirectionArgument::Inbound => DirectionFilter::Inbound,
        DirectionArgument::Outbound => DirectionFilter::Outbound,
        DirectionArgument::Internal => DirectionFilter::Internal,
        DirectionArgument::All => DirectionFilter::All,
    }
}

/// What the phone system knew, as far as the arguments say where it is written.
pub(crate) fn known_sources(
    arguments: &KnownArguments,
    days: Option<&DayRange>,
    now: &Zoned,
    printer: &Printer,
) -> anyhow::Result<KnownSources> {
    let zone = zone(&arguments.days, now)?;
    let presets = arguments.phone_system.iter().map(|name| {
        name.parse::<NamePreset>().map_err(|error| {
            let hint = error.hint();
            hinted(error, Some(hint))
        })
    });
    let presets = presets.collect::<anyhow::Result<Vec<_>>>()?;
    let mut names = if presets.is_empty() { NameRules::default() } else { NameRules::of(&presets) };
    if let Some(pattern) = &arguments.name_pattern {
        let pattern: NamePattern = pattern.parse().map_err(|error: NamePatternError| {
            let hint = error.hint();
            hinted(error, Some(hint))
        })?;
        names = names.with_pattern(pattern);
    }
    let agents = arguments.agents.as_deref().map(|path| {
        Agents::read_file(path).map_err(|error| {
            let hint = error.hint();
            hinted(error, hint)
        })
    });
    let cdr = (!arguments.cdr.is_empty()).then(|| call_records(&arguments.cdr, days, &zone, printer));
    Ok(KnownSources::new(names, cdr.transpose()?, agents.transpose()?, zone))
}

fn call_records(
    files: &[PathBuf],
    days: Option<&DayRange>,
    zone: &TimeZone,
    printer: &Printer,
) -> anyhow::Result<CdrIndex> {
    let mut index = CdrIndex::new(zone.clone(), days.cloned());
    for path in files {
        let report = index.read_file(path).map_err(|error| {
            let hint = error.hint();
            hinted(error, hint)
        })?;
        if let Some((line, problem)) = report.bad_rows.first() {
            let bad = count(usize::try_from(report.n_bad_rows).unwrap_or(usize::MAX), "row");
            printer.warn(&format!(
                "`{}`: {bad} could not be read and left out, the first on line {line}: {problem}",
                path.display()
            ));
        }
    }
    Ok(index)
}

/// The filter that the arguments mean; `now` decides what today is.
pub(crate) fn call_filter(arguments: &FilterArguments, now: &Zoned) -> anyhow::Result<CallFilter> {
    let days = days(&arguments.days, now)?;
    let (sort, order) = match arguments.sort {
        SortArgument::Time => (CallSort::Time, SortOrder::Descending),
        SortArgument::Score => (CallSort::Score, SortOrder::Ascending),
        SortArgument::File => (CallSort::File, SortOrder::Ascending),
    };
    let reversed = match order {
        SortOrder::Ascending => SortOrder::Descending,
        SortOrder::Descending => SortOrder::Ascending,
    };
    Ok(CallFilter {
        since: days.as_ref().and_then(DayRange::since),
        until: days.as_ref().and_then(DayRange::before),
        agent_name: arguments.agent.clone(),
        below_percent: arguments.below,
        verdicts: arguments.criterion.clone(),
        needs_review: arguments.needs_review.then_some(true),
        call_ids: None,
        sort,
        order: if arguments.reverse { reversed } else { order },
        limit: arguments.limit,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments() -> FilterArguments {
        FilterArguments {
            days: DayArguments::default(),
            agent: None,
            below: None,
            criterion: vec![],
            needs_review: false,
            sort: SortArgument::Time,
            reverse: false,
            limit: None,
        }
    }

    #[test]
    fn a_day_is_whole_in_its_time_zone() {
        let now: Zoned = "2026-11-22T03:00:00+00:00[UTC]".parse().unwrap();
        let days = DayArguments {
            day: Some("yesterday".to_owned()),
            timezone: Some("America/Chicago".to_owned()),
            ..DayArguments::default()
        };
        let asked = FilterArguments { days, ..arguments() };
        let filter = call_filter(&asked, &now).unwrap();
        assert_eq!(filter.since.unwrap().to_string(), "2026-11-20T06:00:00Z");
        assert_eq!(filter.until.unwrap().to_string(), "2026-11-21T06:00:00Z");
    }

    #[test]
    fn nonsense_days_and_zones_are_refused() {
        let now: Zoned = "2026-11-22T03:00:00+00:00[UTC]".parse().unwrap();
        let today = Some("today".to_owned());
        for days in [
            DayArguments { since: Some("soon".to_owned()), ..DayArguments::default() },
            DayArguments { day: today.clone(), timezone: Some("Moon/Base".to_owned()), ..DayArguments::default() },
            DayArguments { since: today, until: Some("yesterday".to_owned()), ..DayArguments::default() },
        ] {
            assert!(call_filter(&FilterArguments { days, ..arguments() }, &now).is_err());
        }
    }
}
