//! A coaching pack: clips, a page for each call, a cover sheet.

use std::path::{Path, PathBuf};

use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};
use ringcheck_call::{Sha256Hex, Subject};
use ringcheck_coaching::{
    Instead, PACK_SCHEMA, Pack, PackCall, PackClip, PackFigure, call_html, call_markdown, cover_html, playlist,
};
use ringcheck_report::{Scope, clean, count, criterion, period, shell_word};
use ringcheck_store::Store;
use sha2::{Digest as _, Sha256};

use super::{
    Chosen,
    folder::{NewPack, PACK_FILE},
    making::{Good, Making},
    sound::{Cut, Cutting, cut_and_write},
};
use crate::{
    args::coach::ChoiceArguments,
    commands::report::scope_of,
    out_folder::write_owners_file,
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
    let Making { mut calls, cuttings, goods, good_cuttings, figures, without_call, .. } = making;
    if calls.is_empty() {
        let error = anyhow::anyhow!("there is no call to make a pack of: nothing of what was asked for was found");
        return Err(hinted(error, Some("`ringcheck coach` without `--out` says what there is to coach")));
    }
    let new = NewPack::begin(folder)?;
    place_clips(&mut calls, cuttings, goods, good_cuttings, &new.within, printer)?;
    let mut pack = pack_of(arguments, chosen, calls, figures, now, &zone)?;
    write(&mut pack, &new)?;
    new.finish()?;
    if let Err(error) = store.put_pack(&pack.id, now.timestamp(), &pack.subjects) {
        let why = error_text(&anyhow::Error::new(error));
        printer.warn(&format!("the pack is not noted in the database ({why}): name its folder to `coach done`"));
    }
    let n_heard = pack.calls.iter().filter(|call| !call.clips.is_empty()).count();
    for without in without_call {
        let (agent, name) = (clean(&without.agent), clean(&criterion(&without.criterion)));
        let where_told = if without.is_on_cover {
            "and the figures are on the cover sheet"
        } else {
            "nor any other call of theirs: `ringcheck coach` without `--out` has the figures"
        };
        printer.note(&format!("{agent}, {name}: no call was taken for it, {where_told}"));
    }
    let calls = count(pack.calls.len() as u64, "call");
    printer.note(&format!("{calls}, {n_heard} with something to hear; the pack's id is {}", pack.id));
    if let Some(db) = &arguments.db.db {
        let db = shell_word(&db.display().to_string());
        printer.note(&format!("once it was practised: {} --db {db}", pack.done_command));
    }
    Ok(folder.join("index.html"))
}

/// Cuts and writes the clips, and says of which calls there are none, and why.
fn place_clips(
    calls: &mut [PackCall],
    cuttings: Vec<Cutting>,
    goods: Vec<Good>,
    good_cuttings: Vec<Cutting>,
    folder: &Path,
    printer: &Printer,
) -> anyhow::Result<()> {
    let n_calls = cuttings.len();
    let all: Vec<Cutting> = cuttings.into_iter().chain(good_cuttings).collect();
    let mut cuts = cut_and_write(&all, folder)?;
    let of_goods = cuts.split_off(n_calls.min(cuts.len()));
    for (call, cut) in calls.iter_mut().zip(cuts) {
        let told = format!("call {}", call.number);
        (call.clips, call.no_clip) = clips_or_why(cut, &told, printer);
    }
    let tell = |cut| clips_or_why(cut, "the example of how it is done", printer);
    let of_goods: Vec<(Vec<PackClip>, Option<String>)> = of_goods.into_iter().map(tell).collect();
    for Good { calls: shown, mut example, cutting } in goods {
        // Why it has none on purpose is known already.
        if let (None, Some((clips, no_clip))) = (&example.no_clip, of_goods.get(cutting)) {
            (example.clips, example.no_clip) = (clips.clone(), no_clip.clone());
        }
        for call in shown {
            if let Some(call) = calls.get_mut(call) {
                call.instead = Instead::Said(Box::new(example.clone()));
            }
        }
    }
    Ok(())
}

fn clips_or_why(cut: Cut, what: &str, printer: &Printer) -> (Vec<PackClip>, Option<String>) {
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
    // What was never missed is told, and is nothing to practise, unless calls of it are to be listened to.
    let subjects: Vec<Subject> = figures
        .iter()
        .filter(|figure| figure.is_to_practise(&calls))
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
    Ok(Pack {
        schema: PACK_SCHEMA,
        title: match names.as_slice() {
            [one] => format!("Coaching: {one}"),
            several => format!("Coaching: {} agents", several.len()),
        },
        made_at,
        period: period_of(arguments, chosen, now, zone)?,
        outcome: arguments.outcome,
        // The page goes to the agent, who is not told where the owner keeps the database.
        done_command: format!("ringcheck coach done {id} --date today"),
        id,
        subjects,
        figures,
        calls,
        files: Vec::new(),
    })
}

/// Which calls it was chosen from, in words.
fn period_of(arguments: &ChoiceArguments, chosen: &Chosen, now: &Zoned, zone: &TimeZone) -> anyhow::Result<String> {
    let scope = setup::days(&arguments.days, now)?.map_or(Scope::All, |range| scope_of(&range, zone));
    let day = |at: &str| Some(at.parse::<Timestamp>().ok()?.to_zoned(zone.clone()).date());
    let days: Vec<Date> = chosen.calls.iter().filter_map(|call| day(call.facts.started_at.as_deref()?)).collect();
    Ok(period(scope, days.iter().min().copied().zip(days.iter().max().copied())))
}

/// Writes the pages and, last, the file that says that the pack is whole and which files are its own.
fn write(pack: &mut Pack, new: &NewPack) -> anyhow::Result<()> {
    let write = |name: &str, text: &str| write_owners_file(&new.within.join(name), text.as_bytes(), true);
    for call in &pack.calls {
        write(&call.page(), &call_html(pack, call))?;
        write(&format!("{}.md", call.stem), &call_markdown(pack, call))?;
    }
    write("playlist.m3u8", &playlist(pack))?;
    write("index.html", &cover_html(pack))?;
    pack.files = new.files()?.into_iter().chain([PACK_FILE.to_owned()]).collect();
    pack.files.sort();
    write(PACK_FILE, &format!("{}\n", serde_json::to_string_pretty(pack)?))
}
