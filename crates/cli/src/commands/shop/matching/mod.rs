//! `ringcheck shop match`: the planned calls among any others, by what is known of each and without listening.

mod rows;
mod seen;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, Zoned};
use ringcheck_metadata::KnownSources;
use ringcheck_shop::{Candidate, Match, Recorder, Wanted, Why, find, may_yet_be, possible};
use ringcheck_store::{PlannedCall, ShopMatch, Store, TakenBack};

use super::{
    by_hand::{self, Named, Source},
    plan::planned_for,
    told,
};
use crate::{
    args::MatchArguments,
    exit::Exit,
    printer::{Printer, error_text, hinted},
    setup,
    text::count,
};
use rows::{Row, how_words, show};
use seen::{Seen, names, seen};

pub(super) fn run(arguments: &MatchArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let db_path = setup::db_path(&arguments.db)?;
    let mut store = told(Store::open(&db_path))?;
    let planned = told(store.planned_calls())?;
    if planned.is_empty() {
        let error = anyhow::anyhow!("nothing is planned");
        return Err(hinted(error, Some("`ringcheck shop plan SCENARIO …` plans calls")));
    }
    let is_by_hand = !arguments.call.is_empty() || !arguments.none.is_empty();
    if arguments.paths.is_empty() && !is_by_hand {
        let error = anyhow::anyhow!("no recordings and no folder are named (<PATH>...)");
        return Err(hinted(error, Some("`ringcheck shop match FOLDER`, or `--call NO=FILE` for one")));
    }
    let now = Zoned::now();
    let sources = setup::known_sources(&arguments.known.for_all_calls(), None, &now, printer)?;
    let named = Named { calls: &arguments.call, none: &arguments.none, is_own: arguments.own };
    by_hand::put(&mut store, &planned, named, &sources)?;
    let before: BTreeMap<i64, ShopMatch> =
        told(store.shop_matches())?.into_iter().map(|matched| (matched.planned_call, matched)).collect();
    let (rows, n_found) = if arguments.paths.is_empty() {
        (stored_rows(arguments, &planned, &before), 0)
    } else {
        let opened = told(store.opened_shop_matches())?;
        let opened = opened.into_iter().map(|matched| (matched.planned_call, matched)).collect();
        let search = Search { arguments, planned: &planned, before: &before, opened, now: now.timestamp() };
        search.run(&mut store, &sources, printer)?
    };
    show(&rows, arguments.json, printer)?;
    for row in rows.iter().filter_map(|row| row.zone_note.as_ref()) {
        printer.note(row);
    }
    for number in &arguments.none {
        printer.note(&format!("the match of planned call {number} taken back"));
    }
    let n_open = rows.iter().filter(|row| row.is_open).count();
    if n_open > 0 {
        printer.note(&format!(
            "{} left open; `ringcheck shop match --call NO=FILE` says which it is",
            count(n_open, "planned call")
        ));
    }
    let n_waiting = rows.iter().filter(|row| row.is_waiting).count();
    if n_waiting > 0 {
        printer.note(&format!(
            "{} not decided yet: a better call may still come; run this again later",
            count(n_waiting, "planned call")
        ));
    }
    let n_found = n_found + arguments.call.len();
    printer.note(&format!("{} found; next: `ringcheck shop score`", count(n_found, "planned call")));
    Ok(if n_open > 0 { Exit::Findings } else { Exit::Done })
}

/// What is known without a look at any folder: the matches, and what was just taken back.
fn stored_rows<'p>(
    arguments: &MatchArguments,
    planned: &'p [PlannedCall],
    before: &BTreeMap<i64, ShopMatch>,
) -> Vec<Row<'p>> {
    let row = |call: &'p PlannedCall| match before.get(&call.id) {
        Some(_) if arguments.call.iter().any(|(number, _)| *number == call.id) => {
            Some(Row { how: Some("by_hand".to_owned()), ..Row::new(call, "by hand") })
        }
        Some(matched) => Some(Row::found_before(call, matched)),
        None => arguments.none.contains(&call.id).then(|| Row::new(call, "taken back")),
    };
    planned.iter().filter_map(row).collect()
}

/// A look for planned calls in folders and records.
struct Search<'s> {
    arguments: &'s MatchArguments,
    planned: &'s [PlannedCall],
    /// The match of each planned call so far.
    before: &'s BTreeMap<i64, ShopMatch>,
    /// The match of those that were left open when another call fitted as well.
    opened: BTreeMap<i64, ShopMatch>,
    now: Timestamp,
}

impl<'s> Search<'s> {
    /// What became of each planned call, and how many were found that were not before; new matches are stored.
    fn run(
        &self,
        store: &mut Store,
        sources: &KnownSources,
        printer: &Printer,
    ) -> anyhow::Result<(Vec<Row<'s>>, usize)> {
        let recorder = if self.arguments.own { Recorder::Shopper } else { Recorder::Firm };
        let (mut seen, unfinished) = seen(self.arguments, sources, self.now, printer)?;
        let mut wanted = self.wanted(store)?;
        self.note_known(store, &mut seen, &mut wanted, recorder)?;
        let candidates: Vec<Candidate> = seen.iter().map(Seen::candidate).collect();
        let found = find(&wanted, &candidates, recorder);
        let why_waiting: Vec<Option<String>> =
            wanted.iter().map(|want| self.why_waiting(want, &unfinished, recorder)).collect();
        // What another planned call keeps is not free.
        let keeps = |idx: usize| {
            let is_kept =
                wanted[idx].is_settled || why_waiting[idx].is_some() || matches!(found[idx], Match::Missing { .. });
            self.before.get(&wanted[idx].id).filter(|_| is_kept)
        };
        let mut taken: BTreeSet<String> =
            (0..wanted.len()).filter_map(keeps).map(|matched| matched.call_id.clone()).collect();
        let (mut rows, mut new, mut taken_back) = (Vec::new(), Vec::new(), Vec::new());
        for (idx, call) in self.planned.iter().enumerate() {
            let earlier = self.before.get(&call.id);
            match (earlier, &why_waiting[idx], &found[idx]) {
                // What a person said stays, and what was judged.
                (Some(matched), Some(_), _) | (Some(matched), None, Match::Missing { .. }) => {
                    rows.push(Row::found_before(call, matched));
                }
                (Some(matched), _, _) if wanted[idx].is_settled => rows.push(Row::found_before(call, matched)),
                (None, Some(why), found) => {
                    let names = if let Match::Found { candidate, .. } = found {
                        names(&seen[*candidate].source)
                    } else {
                        Vec::new()
                    };
                    rows.push(Row { names, is_waiting: true, ..Row::new(call, why) });
                }
                (_, None, Match::Found { candidate, .. }) if seen[*candidate].is_recording_missing => {
                    let state = "not found; the call that fits was answered, and no recording of it is here";
                    let row = Row { names: names(&seen[*candidate].source), ..Row::new(call, state) };
                    rows.push(self.without_match(&mut taken_back, row));
                }
                (_, None, Match::Found { candidate, how }) => {
                    let one = &seen[*candidate];
                    if let Some(matched) = earlier.filter(|matched| one.call_id.as_ref() == Some(&matched.call_id)) {
                        taken.insert(matched.call_id.clone());
                        rows.push(Row::found_before(call, matched));
                        continue;
                    }
                    // It was left open since another call fitted as well, wherever that is now.
                    if self.opened.get(&call.id).is_some_and(|matched| one.call_id.as_ref() == Some(&matched.call_id)) {
                        let row = Row::new(call, "open: it was found before, and then another call fitted as well");
                        rows.push(Row { names: names(&one.source), is_open: true, ..row });
                        continue;
                    }
                    let matched = match one.matched(call, how.as_str(), self.arguments.own) {
                        Ok(matched) => matched,
                        Err(error) => {
                            let state = format!("found, but its recording cannot be read: {}", error_text(&error));
                            let row = Row { names: names(&one.source), is_open: true, ..Row::new(call, &state) };
                            rows.push(row);
                            continue;
                        }
                    };
                    if taken.insert(matched.call_id.clone()) {
                        let by_file = if one.is_time_of_file { ", by the file's own time" } else { "" };
                        let instead = if earlier.is_some() { ", instead of the one before" } else { "" };
                        let state = format!("found, {}{by_file}{instead}", how_words(how.as_str()));
                        let how = Some(matched.how.clone());
                        rows.push(Row { names: names(&one.source), how, ..Row::new(call, &state) });
                        new.push(matched);
                    } else {
                        let state = "open: the only call that fits is another planned one's";
                        rows.push(self.left_open(&mut taken_back, Row::new(call, state)));
                    }
                }
                (_, None, Match::Open { candidates, why }) => {
                    let n_calls = count(candidates.len(), "call");
                    let state = match why {
                        Why::SeveralFit => format!("open: {n_calls} may be it"),
                        Why::OtherNumber => format!("open: {n_calls} of the shopper's to another number may be it"),
                        Why::CallerUnknown => format!("open: {n_calls} without a caller's number may be it"),
                    };
                    let names = candidates.iter().flat_map(|idx| names(&seen[*idx].source)).collect();
                    rows.push(self.left_open(&mut taken_back, Row { names, ..Row::new(call, &state) }));
                }
                (None, None, Match::Missing { nearest }) => rows.push(nearest.map_or_else(
                    || Row::new(call, "not found"),
                    |nearest| Row::not_found(call, nearest.seconds_later, names(&seen[nearest.candidate].source)),
                )),
            }
        }
        let n_new = told(store.change_shop_matches(&taken_back, &new))?;
        Ok((rows, n_new))
    }

    /// The planned calls; settled are those that a person named, that were judged, and in which whose recordings these
    /// are differs.
    fn wanted(&self, store: &Store) -> anyhow::Result<Vec<Wanted>> {
        let judged: BTreeMap<i64, String> =
            told(store.shop_results())?.into_iter().map(|result| (result.planned_call, result.call_id)).collect();
        let is_settled = |matched: &ShopMatch| {
            matched.how == "by_hand"
                || matched.is_own != self.arguments.own
                || judged.get(&matched.planned_call) == Some(&matched.call_id)
        };
        let wanted = self.planned.iter().map(|call| {
            Ok(Wanted {
                id: call.id,
                called_number: call.plan.called_number.clone(),
                from_number: call.plan.from_number.clone(),
                at: call.plan.planned_at.parse::<Timestamp>()?,
                window_minutes: call.plan.window_minutes,
                is_settled: self.before.get(&call.id).is_some_and(is_settled),
                refused: Vec::new(),
            })
        });
        wanted.collect()
    }

    /// Adds what earlier matches and people said: calls that are another planned one's, calls that a person refused, and
    /// the calls found before, which count beside those of the folders.
    fn note_known(
        &self,
        store: &Store,
        seen: &mut Vec<Seen>,
        wanted: &mut [Wanted],
        recorder: Recorder,
    ) -> anyhow::Result<()> {
        let refused = told(store.refused_shop_calls())?;
        if self.before.is_empty() && self.opened.is_empty() && refused.is_empty() {
            return Ok(());
        }
        // A call that was found before may have its recording in another folder than those of today.
        let (mut found_ids, mut recorded_ids) = (BTreeSet::new(), BTreeSet::new());
        for matched in self.before.values() {
            let source = Source::of(matched)?;
            if let Some(id) = source.call.phone_system_id {
                if !source.recordings.is_empty() {
                    recorded_ids.insert(id.clone());
                }
                found_ids.insert(id);
            }
        }
        let is_in = |ids: &BTreeSet<String>, one: &Seen| {
            one.source.call.phone_system_id.as_ref().is_some_and(|id| ids.contains(id))
        };
        seen.retain(|one| {
            let is_without = one.source.recordings.is_empty();
            !(one.is_recording_missing && is_in(&found_ids, one) || is_without && is_in(&recorded_ids, one))
        });
        let candidates: Vec<Candidate> = seen.iter().map(Seen::candidate).collect();
        let near = possible(wanted, &candidates, recorder);
        for (_, idx) in &near {
            seen[*idx].note_id();
        }
        let unsettled = wanted.iter().enumerate().filter(|(_, want)| !want.is_settled);
        for (plan, want) in unsettled {
            let Some(matched) = self.before.get(&want.id).or_else(|| self.opened.get(&want.id)) else { continue };
            let earlier = Seen::stored(matched)?;
            let mut of_plan = near.iter().filter(|(of, _)| *of == plan);
            if !seen.iter().any(|one| one.call_id == earlier.call_id)
                && !of_plan.any(|(_, idx)| seen[*idx].is_more_of(&earlier))
            {
                seen.push(earlier);
            }
        }
        let settled: BTreeSet<&str> = wanted
            .iter()
            .filter(|want| want.is_settled)
            .filter_map(|want| Some(self.before.get(&want.id)?.call_id.as_str()))
            .collect();
        for want in wanted.iter_mut().filter(|want| !want.is_settled) {
            let is_not_it = |id: &String| {
                settled.contains(id.as_str()) || refused.iter().any(|(number, call)| (*number, call) == (want.id, id))
            };
            let is_refused = |one: &Seen| {
                one.stored_for.is_some_and(|number| number != want.id) || one.call_id.as_ref().is_some_and(is_not_it)
            };
            want.refused = seen.iter().enumerate().filter(|(_, one)| is_refused(one)).map(|(idx, _)| idx).collect();
        }
        Ok(())
    }

    /// Why a planned call cannot be decided yet, if it cannot: what fits best now need not be what fits best later.
    fn why_waiting(&self, want: &Wanted, unfinished: &[Candidate], recorder: Recorder) -> Option<String> {
        let end = want.at + SignedDuration::from_mins(i64::from(want.window_minutes));
        if want.is_settled {
            return None;
        }
        if self.now < end {
            let call = self.planned.iter().find(|call| call.id == want.id)?;
            return Some(format!("waiting: its window ends {}", planned_for(call, want.window_minutes)));
        }
        let n = unfinished.iter().filter(|candidate| may_yet_be(want, candidate, recorder)).count();
        (n > 0).then(|| format!("waiting: {} left for later may be it", count(n, "recording")))
    }

    /// A planned call that is left open.
    fn left_open(&self, taken_back: &mut Vec<(i64, TakenBack)>, row: Row<'s>) -> Row<'s> {
        Row { is_open: true, ..self.without_match(taken_back, row) }
    }

    /// A planned call without a match; what was found for it before is taken back, as another call may be it by now.
    fn without_match(&self, taken_back: &mut Vec<(i64, TakenBack)>, row: Row<'s>) -> Row<'s> {
        if !self.before.contains_key(&row.call.id) {
            return row;
        }
        taken_back.push((row.call.id, TakenBack::Open));
        Row { state: format!("{}; the one before is taken back", row.state), ..row }
    }
}
