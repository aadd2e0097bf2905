//! `ringcheck coach done`: that a pack was practised.

use std::path::Path;

use jiff::{Timestamp, ToSpan as _, Zoned, civil::Date, tz::TimeZone};
use ringcheck_call::{Practised, Subject};
use ringcheck_coaching::PackHead;
use ringcheck_metadata::DayRange;
use ringcheck_report::{N_PRACTISED_DAYS, clean, criterion};
use ringcheck_store::{Store, StoredPack};

use super::folder::PACK_FILE;
use crate::{
    args::{DayArguments, coach::DoneArguments},
    commands::list::open,
    exit::Exit,
    printer::{Printer, hinted},
    setup,
};

pub(super) fn run(arguments: &DoneArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let now = Zoned::now();
    let days = DayArguments { timezone: arguments.timezone.clone(), ..DayArguments::default() };
    let zone = setup::zone(&days, &now)?;
    let day = day(arguments, &now, &zone)?;
    let mut store = open(&setup::db_path(&arguments.db)?)?;
    let pack = pack(&mut store, &arguments.pack)?;
    refuse_other(&pack, arguments)?;
    // What was noted before this was refused can still be taken back.
    if !arguments.undo {
        refuse_before(&pack, day, &zone)?;
    }
    let mut practised = practised(&pack, day, arguments, printer)?;
    if arguments.undo {
        let noted = store.practised()?;
        let is_same = |one: &Practised, other: &Practised| {
            one.pack_id == other.pack_id && one.day == other.day && one.subject == other.subject
        };
        // Only what was noted is told to be taken back.
        practised.retain(|one| noted.iter().any(|noted| is_same(one, noted)));
    }
    let n_told = if arguments.undo { store.undo_practised(&practised)? } else { store.append_practised(&practised)? };
    if arguments.undo && n_told == 0 {
        let error = anyhow::anyhow!("nothing is noted of {day} with this pack");
        return Err(hinted(error, Some("name the day that was noted with `--date YYYY-MM-DD`")));
    }
    for one in &practised {
        let (agent, id) = (clean(&one.subject.agent.label()), clean(&criterion(&one.subject.criterion)));
        printer.data(&format!("{day}   {agent}   {id}"))?;
    }
    if arguments.undo {
        printer.note("that is taken back; note another day without `--undo`");
        return Ok(Exit::Done);
    }
    if n_told < practised.len() {
        printer.note("what was noted already of that day stays as it is");
    }
    printer.note(&where_it_is_told(day, now.with_time_zone(zone).date()));
    Ok(Exit::Done)
}

/// Which reports tell of it: one is about days that are over, unless it is told otherwise.
fn where_it_is_told(day: Date, today: Date) -> String {
    if day >= today {
        let next = day.saturating_add(1.day());
        format!("from {next} on `ringcheck report` tells before from after; today `ringcheck report --all` does")
    } else if day < today.saturating_sub((N_PRACTISED_DAYS + 1).days()) {
        "it is long ago: `ringcheck report --all` tells before from after".to_owned()
    } else {
        "`ringcheck report` tells before from after".to_owned()
    }
}

/// Refuses criteria that the pack is not about.
fn refuse_other(pack: &StoredPack, arguments: &DoneArguments) -> anyhow::Result<()> {
    for asked in &arguments.criterion {
        if !pack.subjects.iter().any(|subject| subject.criterion == *asked) {
            let mut ids: Vec<&str> = pack.subjects.iter().map(|subject| subject.criterion.as_str()).collect();
            ids.sort_unstable();
            ids.dedup();
            let error = anyhow::anyhow!("the pack is not about a criterion `{asked}`");
            return Err(hinted(error, Some(format!("it is about {}", ids.join(", ")))));
        }
    }
    Ok(())
}

/// Refuses a day before the pack was made: nobody can have practised with it.
fn refuse_before(pack: &StoredPack, day: Date, zone: &TimeZone) -> anyhow::Result<()> {
    let made_at: Timestamp = pack.made_at_utc.parse().map_err(|_| {
        let error = anyhow::anyhow!("it cannot be read when the pack `{}` was made", pack.id);
        hinted(error, Some("make the pack again with `ringcheck coach --out DIR --force`"))
    })?;
    let made = made_at.to_zoned(zone.clone()).date();
    if day < made {
        let error = anyhow::anyhow!("the pack was made on {made}, after {day}");
        return Err(hinted(error, Some("name the day on which it was practised")));
    }
    Ok(())
}

/// Who of the pack practised what. Nobody is left out silently.
fn practised(
    pack: &StoredPack,
    day: Date,
    arguments: &DoneArguments,
    printer: &Printer,
) -> anyhow::Result<Vec<Practised>> {
    let is_asked =
        |subject: &&Subject| arguments.criterion.is_empty() || arguments.criterion.contains(&subject.criterion);
    let asked: Vec<&Subject> = pack.subjects.iter().filter(is_asked).collect();
    let known: Vec<&Subject> = asked.iter().copied().filter(|subject| subject.agent.is_known()).collect();
    let (n_asked, n_known) = (asked.len(), known.len());
    if known.is_empty() {
        let error =
            anyhow::anyhow!("the pack is of calls whose agent nobody knows, and nobody's practice can be noted");
        return Err(hinted(error, Some("docs/phone-systems.md says where names and extensions of agents come from")));
    }
    if n_known < n_asked {
        printer.note("calls whose agent nobody knows are left out: they may be several people's");
    }
    let practised = |subject: &Subject| Practised {
        pack_id: pack.id.clone(),
        day: day.to_string(),
        subject: subject.clone(),
        note: arguments.note.clone(),
    };
    Ok(known.into_iter().map(practised).collect())
}

/// The day that is meant; one that is still to come cannot be done.
fn day(arguments: &DoneArguments, now: &Zoned, zone: &TimeZone) -> anyhow::Result<Date> {
    let asked = Some(arguments.date.as_str());
    let range = DayRange::between(asked, asked, now.timestamp(), zone).map_err(|error| {
        let hint = error.hint();
        hinted(error, Some(hint))
    })?;
    let start = range.since().unwrap_or(Timestamp::MIN);
    if start > now.timestamp() {
        let error = anyhow::anyhow!("`{}` is still to come", arguments.date);
        return Err(hinted(error, Some("name the day on which it was practised")));
    }
    Ok(start.to_zoned(zone.clone()).date())
}

/// The pack that is meant: a folder, or one that the database knows.
fn pack(store: &mut Store, asked: &str) -> anyhow::Result<StoredPack> {
    let folder = Path::new(asked);
    if folder.is_dir() || folder.ends_with(PACK_FILE) {
        let file = if folder.is_dir() { folder.join(PACK_FILE) } else { folder.to_owned() };
        let not_a_pack = "name a folder that `ringcheck coach --out DIR` made, or the id of a pack";
        let json = fs_err::read_to_string(&file).map_err(|error| hinted(error, Some(not_a_pack)))?;
        let is_none =
            |error: anyhow::Error| hinted(error.context(format!("`{}` is no pack", file.display())), Some(not_a_pack));
        let head = PackHead::read(&json).map_err(|error| is_none(error.into()))?;
        let made_at = head.made_at.parse().map_err(|error: jiff::Error| is_none(error.into()))?;
        // A pack that was made with another database, or while this one could not be written to.
        store.put_pack(&head.id, made_at, &head.subjects)?;
        // Which of two packs with one id was noted first counts.
        return Ok(store.pack(&head.id)?.unwrap_or_else(|| StoredPack {
            made_at_utc: made_at.to_string(),
            id: head.id,
            subjects: head.subjects,
        }));
    }
    match store.pack(asked)? {
        Some(pack) => Ok(pack),
        None => Err(hinted(
            anyhow::anyhow!("no pack is known as `{asked}`, and no folder is called so"),
            Some("name the pack's folder, or the whole id that its cover sheet has"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_from_which_day_on_the_report_tells_of_it() {
        let today: Date = "2026-11-22".parse().unwrap();
        let told = |day: &str| where_it_is_told(day.parse().unwrap(), today);
        assert!(told("2026-11-22").starts_with("from 2026-11-23 on"), "{}", told("2026-11-22"));
        assert_eq!(told("2026-11-21"), "`ringcheck report` tells before from after");
        assert_eq!(told("2026-08-23"), "`ringcheck report` tells before from after");
        assert!(told("2026-08-22").contains("--all"));
    }
}
