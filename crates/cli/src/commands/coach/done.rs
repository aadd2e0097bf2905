//! `ringcheck coach done`: that a pack was practised.

use std::path::Path;

use jiff::{Timestamp, Zoned};
use ringcheck_call::{Practised, Subject};
use ringcheck_coaching::PackHead;
use ringcheck_metadata::DayRange;
use ringcheck_report::{clean, criterion};
use ringcheck_store::Store;

use super::folder::PACK_FILE;
use crate::{
    args::{DayArguments, coach::DoneArguments},
    commands::list::open,
    exit::Exit,
    printer::{Printer, hinted},
    setup,
};

pub(super) fn run(arguments: &DoneArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let day = day(arguments)?;
    let mut store = open(&setup::db_path(&arguments.db)?)?;
    let (pack_id, subjects) = pack(&mut store, &arguments.pack)?;
    for asked in &arguments.criterion {
        if !subjects.iter().any(|subject| subject.criterion == *asked) {
            let mut ids: Vec<&str> = subjects.iter().map(|subject| subject.criterion.as_str()).collect();
            ids.dedup();
            let error = anyhow::anyhow!("the pack is not about a criterion `{asked}`");
            return Err(hinted(error, Some(format!("it is about {}", ids.join(", ")))));
        }
    }
    let is_asked =
        |subject: &Subject| arguments.criterion.is_empty() || arguments.criterion.contains(&subject.criterion);
    let practised: Vec<Practised> = subjects
        .into_iter()
        .filter(is_asked)
        .map(|subject| Practised { pack_id: pack_id.clone(), day: day.clone(), subject, note: arguments.note.clone() })
        .collect();
    let n_new = store.append_practised(&practised)?;
    for one in &practised {
        let (agent, id) = (clean(&one.subject.agent.label()), clean(&criterion(&one.subject.criterion)));
        printer.data(&format!("{day}   {agent}   {id}"))?;
    }
    if n_new < practised.len() {
        printer.note("what was noted already of that day stays as it is");
    }
    printer.note("`ringcheck report` tells before from after");
    Ok(Exit::Done)
}

/// The day that is meant, as `YYYY-MM-DD`; one that is still to come cannot be done.
fn day(arguments: &DoneArguments) -> anyhow::Result<String> {
    let now = Zoned::now();
    let days = DayArguments { timezone: arguments.timezone.clone(), ..DayArguments::default() };
    let zone = setup::zone(&days, &now)?;
    let asked = Some(arguments.date.as_str());
    let range = DayRange::between(asked, asked, now.timestamp(), &zone).map_err(|error| {
        let hint = error.hint();
        hinted(error, Some(hint))
    })?;
    let start = range.since().unwrap_or(Timestamp::MIN);
    if start > now.timestamp() {
        let error = anyhow::anyhow!("`{}` is still to come", arguments.date);
        return Err(hinted(error, Some("name the day on which it was practised")));
    }
    Ok(start.to_zoned(zone).date().to_string())
}

/// The pack that is meant: a folder, or one that the database knows.
fn pack(store: &mut Store, asked: &str) -> anyhow::Result<(String, Vec<Subject>)> {
    let folder = Path::new(asked);
    if folder.is_dir() || folder.ends_with(PACK_FILE) {
        let file = if folder.is_dir() { folder.join(PACK_FILE) } else { folder.to_owned() };
        let not_a_pack = "name a folder that `ringcheck coach --out DIR` made, or the id of a pack";
        let json = fs_err::read_to_string(&file).map_err(|error| hinted(error, Some(not_a_pack)))?;
        let head = PackHead::read(&json).map_err(|error| {
            hinted(anyhow::Error::new(error).context(format!("`{}` is no pack", file.display())), Some(not_a_pack))
        })?;
        // A pack that was made with another database, or while this one could not be written to.
        let made_at = head.made_at.parse().unwrap_or(Timestamp::UNIX_EPOCH);
        store.put_pack(&head.id, made_at, &head.subjects)?;
        return Ok((head.id, head.subjects));
    }
    match store.pack(asked)? {
        Some(pack) => Ok((pack.id, pack.subjects)),
        None => Err(hinted(
            anyhow::anyhow!("no pack is known as `{asked}`, and no folder is called so"),
            Some("name the pack's folder, or the whole id that its cover sheet has"),
        )),
    }
}
