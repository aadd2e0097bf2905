//! From what the user typed to what the program works with.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;
use etcetera::BaseStrategy;
use jiff::{Zoned, civil::Date, tz::TimeZone};
use ringcheck_models::{ModelFacts, Places, SizeClass, inspect, locate, sha256_of_model};
use ringcheck_pipeline::{AgentChannel, ListenOptions, Listener};
use ringcheck_scoring::Rubric;
use ringcheck_store::{CallFilter, CallSort, SortOrder};
use ringcheck_transcription::{MaskingOptions, WhisperModel, WhisperOptions, WhisperTranscriber};

use crate::{
    args::{AgentChannelArgument, DbArguments, EngineArguments, FilterArguments, SortArgument},
    printer::hinted,
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

/// The rubric that the arguments mean.
pub(crate) fn rubric(path: Option<&Path>) -> anyhow::Result<Rubric> {
    let Some(path) = path else { return Ok(Rubric::default_msp_inbound()) };
    let text = fs_err::read_to_string(path)
        .map_err(|error| hinted(error, Some("check the path; without --rubric the built-in rubric is used")))?;
    Rubric::parse(&text).map_err(|errors| {
        let context = format!("failed to read the rubric `{}`", path.display());
        hinted(anyhow::Error::new(errors).context(context), Some("docs/rubric.md describes the form"))
    })
}

/// A listener with the model that the arguments mean.
///
/// The model is checked before it is loaded, so that a file that is none is refused by what it is.
pub(crate) fn listener(arguments: &EngineArguments) -> anyhow::Result<Listener> {
    let with_hint = |error: ringcheck_models::ModelError| {
        let hint = error.hint();
        hinted(error, hint)
    };
    let file = locate(&arguments.model, &Places::discover()).map_err(with_hint)?;
    let facts = inspect(&file.path).map_err(with_hint)?;
    let sha256 = sha256_of_model(&file.path).map_err(with_hint)?;
    let model = WhisperModel { path: file.path, name: file.name, sha256, shape: shape_of(&facts) };
    let transcriber = WhisperTranscriber::load(&model, WhisperOptions::default())?;
    let options = ListenOptions {
        agent_channel: match arguments.agent_channel {
            AgentChannelArgument::Zero => AgentChannel::Given(0),
            AgentChannelArgument::One => AgentChannel::Given(1),
            AgentChannelArgument::Auto => AgentChannel::Auto,
        },
        masking: masking(arguments),
        ..ListenOptions::default()
    };
    Listener::new(Arc::new(transcriber), options, jobs(arguments)).context("failed to start the workers")
}

/// Which numbers the arguments want masked.
pub(crate) fn masking(arguments: &EngineArguments) -> MaskingOptions {
    MaskingOptions { phone_numbers: arguments.mask_phone_numbers }
}

/// How many recordings to work on at once.
pub(crate) fn jobs(arguments: &EngineArguments) -> NonZeroUsize {
    arguments.jobs.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
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

/// The filter that the arguments mean; `now` decides what today is.
pub(crate) fn call_filter(arguments: &FilterArguments, now: &Zoned) -> anyhow::Result<CallFilter> {
    let zone = match &arguments.timezone {
        Some(name) => TimeZone::get(name).map_err(|e| {
            hinted(
                anyhow::Error::new(e).context(format!("`{name}` is no time zone")),
                Some("name one such as America/Chicago"),
            )
        })?,
        None => now.time_zone().clone(),
    };
    let today = now.with_time_zone(zone.clone()).date();
    let day = |text: &str| parse_day(text, today);
    let start = |date: Date| anyhow::Ok(date.to_zoned(zone.clone())?.timestamp());
    let first = arguments.day.as_deref().or(arguments.since.as_deref()).map(day).transpose()?;
    let last = arguments.day.as_deref().or(arguments.until.as_deref()).map(day).transpose()?;
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
        since: first.map(start).transpose()?,
        until: last.map(|date| date.tomorrow().map_err(Into::into).and_then(start)).transpose()?,
        agent_name: arguments.agent.clone(),
        below_percent: arguments.below,
        verdicts: arguments.criterion.clone(),
        needs_review: arguments.needs_review.then_some(true),
        sort,
        order: if arguments.reverse { reversed } else { order },
        limit: arguments.limit,
    })
}

fn parse_day(text: &str, today: Date) -> anyhow::Result<Date> {
    match text {
        "today" => Ok(today),
        "yesterday" => Ok(today.yesterday()?),
        other => other.parse().map_err(|_| {
            hinted(anyhow::anyhow!("`{other}` is no day"), Some("write today, yesterday or a date such as 2026-11-22"))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments() -> FilterArguments {
        FilterArguments {
            day: None,
            since: None,
            until: None,
            timezone: None,
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
        let asked = FilterArguments {
            day: Some("yesterday".to_owned()),
            timezone: Some("America/Chicago".to_owned()),
            ..arguments()
        };
        let filter = call_filter(&asked, &now).unwrap();
        assert_eq!(filter.since.unwrap().to_string(), "2026-11-20T06:00:00Z");
        assert_eq!(filter.until.unwrap().to_string(), "2026-11-21T06:00:00Z");
    }

    #[test]
    fn nonsense_days_and_zones_are_refused() {
        let now: Zoned = "2026-11-22T03:00:00+00:00[UTC]".parse().unwrap();
        for asked in [
            FilterArguments { since: Some("soon".to_owned()), ..arguments() },
            FilterArguments { timezone: Some("Moon/Base".to_owned()), ..arguments() },
        ] {
            assert!(call_filter(&asked, &now).is_err());
        }
    }
}
