//! A coaching pack: clips, a page for each call, a cover sheet.

use std::path::{Path, PathBuf};

use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};
use ringcheck_call::{Sha256Hex, Subject};
use ringcheck_coaching::{
    Instead, PACK_SCHEMA, Pack, PackCall, PackFigure, call_html, call_markdown, cover_html, playlist,
};
use ringcheck_report::{Scope, count, period, shell_word};
use ringcheck_store::Store;
use sha2::{Digest as _, Sha256};

use super::{
    Chosen,
    folder::{PACK_FILE, prepare},
    making::{Good, Making},
    sound::{Cut, Cutting, cut_and_write},
};
use crate::{
    args::coach::ChoiceArguments,
    commands::{clip::write_private, report::scope_of},
    printer::{Printer, error_text, hinted},
    setup,
};

/// So many digits of a hash are a pack's id.
const ID_DIGITS: usize = 16;

/// Writes a pack and returns its cover sheet.
pub(super) fn run(
    store: &mut Store,
    arguments: &ChoiceArguments,
    chosen: &Chosen,
    folder: &Path,
    now: &Zoned,
    printer: &Printer,
) -> anyhow::Result<PathBuf> {
    let zone = setup::zone(&arguments.days, now)?;
    let mut making = Making::new(store, arguments, &zone);
    making.take(chosen)?;
    let Making { mut calls, cuttings, goods, figures, .. } = making;
    if calls.is_empty() {
        let error = anyhow::anyhow!("there is no call to make a pack of: nothing of what was asked for was found");
        return Err(hinted(error, Some("`ringcheck coach` without `--out` says what there is to coach")));
    }
    prepare(folder)?;
    place_clips(&mut calls, cuttings, goods, folder, printer)?;
    let pack = pack_of(arguments, chosen, calls, figures, now, &zone)?;
    write(&pack, folder)?;
    if let Err(error) = store.put_pack(&pack.id, now.timestamp(), &pack.subjects) {
        let why = error_text(&anyhow::Error::new(error));
        printer.warn(&format!("the pack is not noted in the database ({why}): name its folder to `coach done`"));
    }
    let n_heard = pack.calls.iter().filter(|call| !call.clips.is_empty()).count();
    let calls = count(pack.calls.len() as u64, "call");
    printer.note(&format!("{calls}, {n_heard} with something to hear; the pack's id is {}", pack.id));
    Ok(folder.join("index.html"))
}

/// Cuts and writes the clips, and says of which calls there are none, and why.
fn place_clips(
    calls: &mut [PackCall],
    cuttings: Vec<Cutting>,
    goods: Vec<Good>,
    folder: &Path,
    printer: &Printer,
) -> anyhow::Result<()> {
    let mut all = cuttings;
    let (mut examples, n_calls) = (Vec::new(), all.len());
    for good in goods {
        all.push(good.cutting);
        examples.push((good.calls, good.example));
    }
    let mut cuts = cut_and_write(&all, folder)?;
    let of_goods = cuts.split_off(n_calls.min(cuts.len()));
    for (call, cut) in calls.iter_mut().zip(cuts) {
        let told = format!("call {}", call.number);
        (call.clips, call.no_clip) = clips_or_why(cut, &told, printer);
    }
    for ((shown, mut example), cut) in examples.into_iter().zip(of_goods) {
        (example.clips, example.no_clip) = clips_or_why(cut, "the example of how it is done", printer);
        for call in shown {
            if let Some(call) = calls.get_mut(call) {
                call.instead = Instead::Said(Box::new(example.clone()));
            }
        }
    }
    Ok(())
}

fn clips_or_why(cut: Cut, what: &str, printer: &Printer) -> (Vec<ringcheck_coaching::PackClip>, Option<String>) {
    match cut {
        Ok(clips) if clips.is_empty() => (clips, Some("no words with times stand behind the verdict".to_owned())),
        Ok(clips) => (clips, None),
        Err(error) => {
            let hint = error.hint();
            // The page goes to the agent: it is told why, and not where the owner keeps recordings.
            let on_page = match &error {
                ringcheck_pipeline::ClipError::NoRecording => {
                    "the call was not recorded, or only its transcript is stored"
                }
                ringcheck_pipeline::ClipError::NoTimes => "the words of the call have no times",
                ringcheck_pipeline::ClipError::Changed(_) => "another recording is where the call's was",
                _ => "the recording cannot be read any more",
            };
            let why = error_text(&anyhow::Error::new(error));
            printer.warn(&format!("nothing to hear of {what}: {why} ({hint})"));
            (Vec::new(), Some(on_page.to_owned()))
        }
    }
}

fn pack_of(
    arguments: &ChoiceArguments,
    chosen: &Chosen,
    calls: Vec<PackCall>,
    figures: Vec<PackFigure>,
    now: &Zoned,
    zone: &TimeZone,
) -> anyhow::Result<Pack> {
    let subjects: Vec<Subject> = figures
        .iter()
        .map(|figure| Subject { agent: figure.agent.clone(), criterion: figure.criterion.clone() })
        .collect();
    let made_at = now.timestamp().to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let mut hash = Sha256::new();
    hash.update(now.timestamp().to_string());
    for call in &calls {
        hash.update(format!("\n{} {} {}", call.call_id, call.scorecard, call.criterion));
    }
    let id: String = Sha256Hex::from_bytes(hash.finalize().into()).as_str().chars().take(ID_DIGITS).collect();
    let mut names: Vec<String> = subjects.iter().map(|subject| subject.agent.label()).collect();
    names.dedup();
    let db = arguments.db.db.as_ref().map(|db| format!(" --db {}", shell_word(&db.display().to_string())));
    Ok(Pack {
        schema: PACK_SCHEMA,
        title: match names.as_slice() {
            [one] => format!("Coaching: {one}"),
            several => format!("Coaching: {} agents", several.len()),
        },
        made_at,
        period: period_of(arguments, chosen, now, zone)?,
        outcome: arguments.outcome,
        done_command: format!("ringcheck coach done {id} --date today{}", db.unwrap_or_default()),
        id,
        subjects,
        figures,
        calls,
    })
}

/// Which calls it was chosen from, in words.
fn period_of(arguments: &ChoiceArguments, chosen: &Chosen, now: &Zoned, zone: &TimeZone) -> anyhow::Result<String> {
    let scope = setup::days(&arguments.days, now)?.map_or(Scope::All, |range| scope_of(&range, zone));
    let day = |at: &str| Some(at.parse::<Timestamp>().ok()?.to_zoned(zone.clone()).date());
    let days: Vec<Date> = chosen.calls.iter().filter_map(|call| day(call.facts.started_at.as_deref()?)).collect();
    Ok(period(scope, days.iter().min().copied().zip(days.iter().max().copied())))
}

/// Writes the pages and, last, the file that says that the pack is whole.
fn write(pack: &Pack, folder: &Path) -> anyhow::Result<()> {
    let write = |name: &str, text: &str| write_private(&folder.join(name), text.as_bytes(), true);
    for call in &pack.calls {
        write(&call.page(), &call_html(pack, call))?;
        write(&format!("{}.md", call.stem), &call_markdown(pack, call))?;
    }
    write("playlist.m3u8", &playlist(pack))?;
    write("index.html", &cover_html(pack))?;
    write(PACK_FILE, &format!("{}\n", serde_json::to_string_pretty(pack)?))
}
