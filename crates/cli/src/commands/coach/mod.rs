//! `ringcheck coach`: which calls are worth an agent's time, as a list or as a pack to listen to.

mod done;
mod examples;
mod folder;
mod list;
mod making;
mod pack;
mod sound;

use anyhow::bail;
use jiff::Zoned;
use ringcheck_call::{JudgedCall, Probability, Side};
use ringcheck_coaching::{AgentPlan, Outcome, Wish, choose};
use ringcheck_metadata::DayRange;
use ringcheck_scoring::{CallerAnswer, caller_answer};
use ringcheck_store::{CallFilter, Store};

use crate::{
    args::coach::{ChoiceArguments, CoachArguments, CoachCommand},
    commands::{list::open, report::show},
    exit::Exit,
    printer::{Printer, hinted},
    setup,
};

/// What was chosen, and from what.
struct Chosen {
    /// All calls of the period.
    calls: Vec<JudgedCall>,
    plans: Vec<AgentPlan>,
}

pub(crate) fn run(arguments: &CoachArguments, printer: &Printer) -> anyhow::Result<Exit> {
    match &arguments.command {
        Some(CoachCommand::Done(done)) => done::run(done, printer),
        None => coach(&arguments.choice, printer),
    }
}

fn coach(arguments: &ChoiceArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let now = Zoned::now();
    let db_path = setup::db_path(&arguments.db)?;
    if let Some(folder) = &arguments.out {
        folder::check(folder, arguments.force)?;
    }
    let mut store = open(&db_path)?;
    let chosen = choose_calls(&store, arguments, &now)?;
    let Some(folder) = &arguments.out else {
        return list::run(&store, arguments, &chosen, &now, printer);
    };
    let cover = pack::run(&mut store, arguments, &chosen, folder, &now, printer)?;
    printer.data(&cover.display().to_string())?;
    if arguments.open {
        show(Some(&cover), printer);
    }
    Ok(Exit::Done)
}

fn choose_calls(store: &Store, arguments: &ChoiceArguments, now: &Zoned) -> anyhow::Result<Chosen> {
    let days = setup::days(&arguments.days, now)?;
    let filter = CallFilter {
        since: days.as_ref().and_then(DayRange::since),
        until: days.as_ref().and_then(DayRange::before),
        ..CallFilter::default()
    };
    let calls = store.judged_calls(&filter)?;
    let wish = Wish {
        agent: arguments.agent.clone(),
        criteria: arguments.criterion.clone(),
        below_percent: arguments.below,
        min_confidence: Probability::new(arguments.min_confidence),
        outcome: arguments.outcome,
        limit: usize::from(arguments.limit),
    };
    refuse_unknown(&calls, &wish)?;
    let declined = wish.outcome.and_then(Outcome::is_declined);
    let plans = choose(&calls, &wish, &mut |call| match declined {
        Some(wanted) => Ok(is_declined(store, call)? == wanted),
        None => Ok::<bool, anyhow::Error>(true),
    })?;
    Ok(Chosen { calls, plans })
}

/// Refuses an agent and criteria of whom no stored call tells: a name that was mistyped would look like nothing to coach.
fn refuse_unknown(calls: &[JudgedCall], wish: &Wish) -> anyhow::Result<()> {
    if calls.is_empty() {
        let error = anyhow::anyhow!("there are no calls to choose from");
        return Err(hinted(
            error,
            Some("`ringcheck list` shows what is stored; name other days, or score calls first"),
        ));
    }
    if let Some(asked) = &wish.agent
        && !calls.iter().any(|call| call.facts.is_of_agent(asked))
    {
        let error = anyhow::anyhow!("no call of these days is of an agent `{asked}`, by name or extension");
        return Err(hinted(error, Some("`ringcheck report` has the agents by name")));
    }
    for asked in &wish.criteria {
        if !calls.iter().any(|call| call.judged(asked).is_some()) {
            let mut ids: Vec<&str> =
                calls.iter().flat_map(|call| &call.judged).map(|judged| judged.criterion_id.as_str()).collect();
            ids.sort_unstable();
            ids.dedup();
            let error = anyhow::anyhow!("no call of these days was judged by a criterion `{asked}`");
            return Err(hinted(error, Some(format!("there are {}", ids.join(", ")))));
        }
    }
    Ok(())
}

/// Whether the caller declines what was offered in a call that passed on closing.
fn is_declined(store: &Store, call: &JudgedCall) -> anyhow::Result<bool> {
    let Some(card) = store.scorecard(&call.facts.call_id, None)? else {
        bail!("the call `{}` has no scorecard any more", call.facts.call_id);
    };
    let closed = card.criteria.iter().find(|score| score.id == Outcome::Booked.criterion_id());
    let offers: Vec<usize> = closed
        .iter()
        .flat_map(|score| &score.evidence)
        .filter(|quote| quote.side != Side::Caller)
        .map(|quote| quote.turn)
        .collect();
    Ok(matches!(caller_answer(&card.turns, &offers), CallerAnswer::Declined(_)))
}
