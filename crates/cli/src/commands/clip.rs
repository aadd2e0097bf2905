//! `ringcheck clip`: the words behind a verdict to listen to, with secrets silenced.

use std::path::{Path, PathBuf};

use clap::Args;
use ringcheck_call::{Recording, Scorecard, Verdict};
use ringcheck_pipeline::{AudioClip, cut, wav};
use ringcheck_store::{ScoredCall, Store};

use crate::{
    args::DbArguments,
    commands::{list::open, show::resolve},
    exit::Exit,
    out_folder::write_owners_file,
    printer::{Printer, hinted},
    setup, table,
    text::{clock, count},
};

/// So much before and after the words is heard with them, unless told otherwise.
pub(crate) const AROUND_MS: u64 = 5000;

#[derive(Debug, Args)]
pub(crate) struct ClipArguments {
    /// The call: its id, the beginning of its id, or a recording's file name; `ID@N` is its Nth scorecard.
    #[arg(value_name = "ID[@N]")]
    pub(crate) call: String,
    #[command(flatten)]
    pub(crate) db: DbArguments,
    /// The evidence of this criterion; without it, --turn or --from, that of every failed one.
    #[arg(long, value_name = "ID", conflicts_with_all = ["turn", "from"])]
    pub(crate) criterion: Option<String>,
    /// This turn, counted from 0 as in the scorecard.
    #[arg(long, value_name = "N", conflicts_with = "from")]
    pub(crate) turn: Option<usize>,
    /// From this time in the call on, such as 1:02 or 62.5.
    #[arg(long, value_name = "TIME", requires = "to", value_parser = time)]
    pub(crate) from: Option<u64>,
    /// Up to this time in the call.
    #[arg(long, value_name = "TIME", requires = "from", value_parser = time)]
    pub(crate) to: Option<u64>,
    /// So many seconds before and after as well; without it 5, and none with --from.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) around: Option<f64>,
    /// A folder for the clips, or a file that ends in .wav for a single one.
    #[arg(long, value_name = "DIR|FILE")]
    pub(crate) out: PathBuf,
    /// Replace files that are there already.
    #[arg(long)]
    pub(crate) force: bool,
}

/// A part of the call that was asked for.
struct Wanted {
    /// What it is, for the file's name.
    name: String,
    span_ms: (u64, u64),
}

pub(crate) fn run(arguments: &ClipArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let store = open(&setup::db_path(&arguments.db)?)?;
    let (id, number) = resolve(&store, &arguments.call)?;
    let Some(scored) = store.scored_call(&id, number)? else {
        return Err(hinted(
            anyhow::anyhow!("the call `{}` has no such scorecard", arguments.call),
            Some("`ringcheck list` shows what is stored"),
        ));
    };
    let wanted = wanted(arguments, &scored.scorecard)?;
    if wanted.is_empty() {
        printer.note("no criterion failed, so there is nothing to hear; name one with --criterion");
        return Ok(Exit::Done);
    }
    let is_file = arguments.out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("wav"));
    if is_file && wanted.len() > 1 {
        return Err(hinted(
            anyhow::anyhow!("there are {} clips, and `{}` is one file", wanted.len(), arguments.out.display()),
            Some("name a folder with `--out DIR`, or one criterion with `--criterion ID`"),
        ));
    }
    if !is_file {
        fs_err::create_dir_all(&arguments.out)
            .map_err(|error| hinted(error, Some("name a folder in which you may write with `--out DIR`")))?;
    }
    let stem = stem_of(&scored.scorecard);
    for part in wanted {
        let clip = clip_of(&store, &scored, part.span_ms)?;
        let path = if is_file {
            arguments.out.clone()
        } else {
            let at = clock(clip.start_ms).replace(':', ".");
            arguments.out.join(format!("{stem}-{}-{at}.wav", part.name))
        };
        write_owners_file(&path, &wav(&clip.channels)?, arguments.force)?;
        printer.data(&path.display().to_string())?;
        let silenced = match clip.silenced.len() {
            0 => String::new(),
            n => format!(", {} silenced", count(n, "part")),
        };
        printer.note(&format!("{} to {}{silenced}", clock(clip.start_ms), clock(clip.end_ms)));
    }
    Ok(Exit::Done)
}

/// The part of a call between two times on its clock.
pub(crate) fn clip_of(store: &Store, scored: &ScoredCall, span_ms: (u64, u64)) -> anyhow::Result<AudioClip> {
    let heard = &scored.transcript;
    let recordings = recordings_now(store, &scored.scorecard)?;
    cut(&recordings, &heard.transcript.segments, &heard.sound_events, span_ms).map_err(|error| {
        let hint = error.hint();
        hinted(error, Some(hint))
    })
}

/// The recordings of a scorecard where they were last seen: it keeps the paths that it was made with, and recordings are
/// moved.
pub(crate) fn recordings_now(store: &Store, card: &Scorecard) -> anyhow::Result<Vec<Recording>> {
    let mut recordings = card.recordings.clone();
    for recording in &mut recordings {
        if let Some(path) = store.recording_path(&recording.sha256)? {
            recording.path = path;
        }
    }
    Ok(recordings)
}

/// The parts of the call that the arguments name, in order.
fn wanted(arguments: &ClipArguments, card: &Scorecard) -> anyhow::Result<Vec<Wanted>> {
    let around = |default_ms: u64| {
        let ms = |seconds| u64::try_from(std::time::Duration::from_secs_f64(seconds).as_millis()).unwrap_or(u64::MAX);
        arguments.around.map_or(default_ms, ms)
    };
    if let (Some(from), Some(to)) = (arguments.from, arguments.to) {
        if to <= from {
            return Err(hinted(
                anyhow::anyhow!("--to is not after --from"),
                Some("give two times of the call in order"),
            ));
        }
        return Ok(vec![Wanted { name: "part".to_owned(), span_ms: widened((from, to), around(0)) }]);
    }
    let ms = around(AROUND_MS);
    if let Some(number) = arguments.turn {
        let turn = card.turns.get(number).and_then(|turn| turn.start_ms().zip(turn.end_ms()));
        let Some(span) = turn else {
            return Err(hinted(
                anyhow::anyhow!("the call has no turn {number} with times; its turns are counted from 0"),
                Some("`ringcheck show --json ID` has them in order"),
            ));
        };
        return Ok(vec![Wanted { name: format!("turn-{number}"), span_ms: widened(span, ms) }]);
    }
    if let Some(asked) = &arguments.criterion
        && !card.criteria.iter().any(|criterion| criterion.id == *asked)
    {
        let ids: Vec<&str> = card.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
        return Err(hinted(
            anyhow::anyhow!("the scorecard has no criterion `{asked}`"),
            Some(format!("it has {}", ids.join(", "))),
        ));
    }
    let mut wanted: Vec<Wanted> = Vec::new();
    for criterion in &card.criteria {
        let is_asked =
            arguments.criterion.as_ref().map_or(criterion.verdict == Verdict::Fail, |id| *id == criterion.id);
        if !is_asked {
            continue;
        }
        let quotes = criterion.evidence.iter().map(|quote| (quote.start_ms, quote.end_ms));
        let nearest = criterion.nearest_miss.iter().map(|miss| (miss.start_ms, miss.end_ms));
        let spans: Vec<(u64, u64)> =
            quotes.chain(nearest).filter_map(|(start, end)| Some(widened((start?, end?), ms))).collect();
        wanted.extend(joined(spans).into_iter().map(|span_ms| Wanted { name: criterion.id.clone(), span_ms }));
    }
    if let (Some(asked), true) = (&arguments.criterion, wanted.is_empty()) {
        return Err(hinted(
            anyhow::anyhow!("no words with times stand behind the verdict on `{asked}`"),
            Some("name a part of the call with `--from 1:02 --to 1:20`"),
        ));
    }
    Ok(wanted)
}

/// A part of a call with so much before and after it.
pub(crate) fn widened((start_ms, end_ms): (u64, u64), around_ms: u64) -> (u64, u64) {
    (start_ms.saturating_sub(around_ms), end_ms.saturating_add(around_ms))
}

/// What is heard of these words: each with some seconds around them, those that touch as one.
pub(crate) fn heard_around(words_ms: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    joined(words_ms.into_iter().map(|span| widened(span, AROUND_MS)).collect())
}

/// Parts in order and apart from each other: quotes that are near each other are heard in one clip.
pub(crate) fn joined(mut spans: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    spans.sort_unstable();
    let mut joined: Vec<(u64, u64)> = Vec::new();
    for (start, end) in spans {
        match joined.last_mut().filter(|(_, before)| start <= *before) {
            Some((_, before)) => *before = end.max(*before),
            None => joined.push((start, end)),
        }
    }
    joined
}

/// What the files of a call are named after.
fn stem_of(card: &Scorecard) -> String {
    let name = table::file_name(card);
    Path::new(&name).file_stem().map_or_else(|| name.clone(), |stem| stem.to_string_lossy().into_owned())
}

/// A time in a call in milliseconds: `62.5`, `1:02` or `1:01:02`.
fn time(text: &str) -> Result<u64, String> {
    let bad = || "give a time in the call such as 1:02, 1:01:02 or 62.5".to_owned();
    let parts: Vec<&str> = text.split(':').collect();
    let (last, before) = parts.split_last().ok_or_else(bad)?;
    let seconds: f64 = last.parse().map_err(|_| bad())?;
    if before.len() > 2 || !(0.0..1e6).contains(&seconds) || !before.is_empty() && seconds >= 60.0 {
        return Err(bad());
    }
    let mut minutes = 0_u64;
    for part in before {
        let number: u32 = part.parse().map_err(|_| bad())?;
        minutes = minutes * 60 + u64::from(number);
    }
    let ms = std::time::Duration::from_secs_f64(seconds).as_millis();
    Ok(minutes * 60_000 + u64::try_from(ms).map_err(|_| bad())?)
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "give a number of seconds".to_owned())?;
    if (0.0..=600.0).contains(&seconds) { Ok(seconds) } else { Err("give 0 to 600 seconds".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::{heard_around, time};

    #[test]
    fn quotes_that_are_far_apart_are_heard_without_what_is_between_them() {
        let heard = heard_around(vec![(56_000, 59_000), (5000, 7000), (9000, 10_000)]);
        assert_eq!(heard, [(0, 15_000), (51_000, 64_000)]);
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, ms) in [("62.5", 62_500), ("1:02", 62_000), ("0:07.25", 7250), ("1:01:02", 3_662_000)] {
            assert_eq!(time(text), Ok(ms), "{text}");
        }
        for text in ["", "1:75", "-3", "1:2:3:4", "soon", "1e9"] {
            assert!(time(text).is_err(), "{text}");
        }
    }
}
