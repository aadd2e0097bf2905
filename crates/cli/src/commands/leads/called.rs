//! `ringcheck leads called`: a lead was called back, and what came of it.

use std::ops::ControlFlow;

use jiff::{Timestamp, ToSpan as _, Zoned, civil, tz::TimeZone};
use ringcheck_call::{CallFacts, CallType, caller_key};
use ringcheck_report::{Currency, LeadEntry, ReportOptions, Scope};
use ringcheck_store::{CallFilter, CallMatch, NewFollowUp, Store};

use crate::{
    args::{CalledArguments, DayArguments},
    commands::{list::open, report::build, review::masked, show::resolve},
    exit::Exit,
    printer::{Printer, hinted},
    setup,
};

pub(super) fn run(arguments: &CalledArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let now = Zoned::now();
    let zone = setup::zone(&DayArguments { timezone: arguments.timezone.clone(), ..DayArguments::default() }, &now)?;
    let at = match &arguments.at {
        Some(text) => instant(text, &zone, &now)?,
        None => now.timestamp(),
    };
    let mut store = open(&setup::db_path(&arguments.db)?)?;
    let call = lost_call(&store, &arguments.call)?;
    let started = call.started_at.as_deref().and_then(|text| text.parse::<Timestamp>().ok()).filter(|s| *s > at);
    let is_ahead = started.is_some_and(|started| started > now.timestamp());
    if let Some(started) = started {
        let started = started.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
        if is_ahead {
            printer.warn(&format!(
                "by its record the call starts on {started}, which is still to come: a clock is wrong, of this machine or \
                 of the phone system"
            ));
        }
        let error =
            anyhow::anyhow!("the lead cannot have been called back before the call, which started on {started}");
        if !is_ahead {
            return Err(hinted(error, Some("say when with `--at`, in the zone of `--timezone`")));
        }
    }
    let options = ReportOptions {
        title: String::new(),
        scope: Scope::All,
        agent_name: None,
        zone: zone.clone(),
        now: now.timestamp(),
        lead_value: None,
        currency: Currency::default(),
        min_calls: 1,
        db: None,
        timezone: None,
    };
    let call_id = if is_ahead { call.call_id } else { newest_call_of_lead(&store, call, at, &options)? };
    let outcome = arguments.outcome.outcome();
    let follow_up = NewFollowUp {
        call_id: call_id.clone(),
        at,
        outcome,
        value_cents: arguments.value.map(ringcheck_report::LeadValue::cents),
        by: arguments.by.clone().filter(|by| !by.trim().is_empty()),
        note: arguments.note.as_deref().filter(|note| !note.trim().is_empty()).map(masked),
    };
    store.add_follow_up(&follow_up).map_err(|error| {
        let hint = error.hint();
        hinted(error, hint)
    })?;
    let of_call = CallFilter { call_ids: Some(vec![call_id]), ..CallFilter::default() };
    let leads = build(&store, &of_call, options)?.leads;
    let status = leads.first().map_or_else(String::new, |lead| format!("; the lead is {}", lead.status.in_words()));
    let at = at.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string();
    printer.note(&format!("noted: called back on {at}, {}{status}", outcome.as_str().replace('_', " ")));
    Ok(Exit::Done)
}

/// The newest lost call of the lead that `call` is of up to `at`: what is noted there stays as long as the lead does, also
/// when earlier calls are purged.
fn newest_call_of_lead(
    store: &Store,
    call: CallFacts,
    at: Timestamp,
    options: &ReportOptions,
) -> anyhow::Result<String> {
    let leads = build(store, &CallFilter::default(), options.clone())?.leads;
    let key = |lead: &LeadEntry| lead.number.as_deref().and_then(caller_key);
    let Some(of_lead) = leads.iter().find(|lead| lead.call_id == call.call_id).and_then(key) else {
        return Ok(call.call_id);
    };
    let is_before = |lead: &&LeadEntry| {
        let started = lead.started_at.as_deref().and_then(|text| text.parse::<Timestamp>().ok());
        started.is_some_and(|started| started <= at)
    };
    // The newest come first.
    let newest = leads.iter().filter(|lead| key(lead).as_ref() == Some(&of_lead)).find(is_before);
    Ok(newest.map_or(call.call_id, |lead| lead.call_id.clone()))
}

/// The call that `asked` names, in which a prospect was lost.
fn lost_call(store: &Store, asked: &str) -> anyhow::Result<CallFacts> {
    if store.resolve_call_id(asked)? == CallMatch::None {
        return Err(unknown_call(store, asked)?);
    }
    let (id, _) = resolve(store, asked)?;
    let mut found = None;
    store.for_each_facts(&CallFilter { call_ids: Some(vec![id]), ..CallFilter::default() }, &mut |call| {
        found = Some(call);
        ControlFlow::Break(())
    })?;
    let why = match &found {
        Some(call) if call.loss_reasons().is_empty() => match call.call_type {
            CallType::Prospect => "the prospect was not lost in it".to_owned(),
            call_type => format!("its caller is of the type {call_type}, and only a prospect is a lead"),
        },
        Some(_) => String::new(),
        None => "it was not scored, or is a part of a longer call".to_owned(),
    };
    match found {
        Some(call) if why.is_empty() => Ok(call),
        _ => Err(hinted(
            anyhow::anyhow!("the call `{asked}` is no lost lead: {why}"),
            Some("`ringcheck leads --all` lists the lost leads; `ringcheck show ID` says how a call was judged"),
        )),
    }
}

/// Why no call is meant by `asked`, which is not said again where it may be the number of a caller.
fn unknown_call(store: &Store, asked: &str) -> anyhow::Result<anyhow::Error> {
    if caller_key(asked).is_some() && !asked.contains(|c: char| c.is_alphabetic()) {
        let error = anyhow::anyhow!("no stored call is named by these digits");
        return Ok(hinted(
            error,
            Some("name a call of the lead, not the caller's number: `ringcheck leads` shows both"),
        ));
    }
    let purged = store.purged_before()?.map(|cutoff| {
        let day = cutoff.strftime("%Y-%m-%d");
        format!("; calls before {day} were purged, and with them what was done about their leads")
    });
    let hint = format!("`ringcheck leads --all` lists the lost leads{}", purged.unwrap_or_default());
    Ok(hinted(anyhow::anyhow!("no stored call is named `{asked}`"), Some(hint)))
}

/// The instant that a person means: a time of today, a day and a time, or an instant with its offset.
fn instant(text: &str, zone: &TimeZone, now: &Zoned) -> anyhow::Result<Timestamp> {
    let of_day = |at: civil::DateTime| at.to_zoned(zone.clone()).ok().map(|at| at.timestamp());
    let today = || now.with_time_zone(zone.clone()).date();
    let at = text
        .parse::<Timestamp>()
        .ok()
        .or_else(|| of_day(text.parse::<civil::DateTime>().ok().filter(|_| text.contains(':'))?))
        .or_else(|| of_day(today().to_datetime(text.parse::<civil::Time>().ok()?)))
        .ok_or_else(|| {
            let hint = "write 14:30 for today, `2026-11-21 14:30`, or 2026-11-21T14:30-06:00";
            hinted(anyhow::anyhow!("`{text}` is no time"), Some(hint))
        })?;
    // Clocks of two machines may be a little apart.
    if at > now.timestamp().saturating_add(1.minute())? {
        return Err(hinted(anyhow::anyhow!("`{text}` is still to come"), Some("say when the lead was called back")));
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_understood_as_people_write_them() {
        let now: Zoned = "2026-11-22T15:00:00-06:00[America/Chicago]".parse().unwrap();
        let zone = TimeZone::get("America/Chicago").unwrap();
        let at = |text: &str| instant(text, &zone, &now).map(|at| at.to_string());
        for (text, expected) in [
            ("14:30", "2026-11-22T20:30:00Z"),
            ("2026-11-21 14:30", "2026-11-21T20:30:00Z"),
            ("2026-11-21T14:30", "2026-11-21T20:30:00Z"),
            ("2026-11-21T14:30:00-05:00", "2026-11-21T19:30:00Z"),
            ("2026-11-21T14:30:00Z", "2026-11-21T14:30:00Z"),
        ] {
            assert_eq!(at(text).unwrap(), expected, "{text}");
        }
        for text in ["", "noon", "2026-11-21", "25:00", "15:02", "2026-11-23 09:00"] {
            assert!(at(text).is_err(), "{text}");
        }
    }
}
