//! `ringcheck coach`: which calls are worth an agent's time, as a list or as a pack to listen to.

mod answers;
mod done;
mod examples;
mod folder;
mod list;
mod making;
mod pack;
mod sound;

use jiff::Zoned;
use ringcheck_call::{JudgedCall, Probability};
use ringcheck_coaching::{AgentPlan, Choice, Outcome, Wish, choose};
use ringcheck_metadata::DayRange;
use ringcheck_report::grouped;
use ringcheck_store::{CallFilter, Store};

use self::answers::Answers;
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
    let chosen = choose_calls(&store, arguments, &now, printer)?;
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

fn choose_calls(store: &Store, arguments: &ChoiceArguments, now: &Zoned, printer: &Printer) -> anyhow::Result<Chosen> {
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
    let is_declined = wish.outcome.and_then(Outcome::is_declined);
    let answers = Answers::new(store, printer);
    let Choice { plans, looked_at, looked_at_of } = choose(&calls, &wish, &mut |asked| match is_declined {
        Some(is_declined) => answers.hold(asked, is_declined),
        None => Ok(vec![true; asked.len()]),
    })?;
    drop(answers);
    if looked_at < looked_at_of {
        let (looked_at, of) = (grouped(looked_at as u64), grouped(looked_at_of as u64));
        printer.note(&format!(
            "looked at the newest {looked_at} of {of} calls for what the caller answers; name an agent or days to look at others"
        ));
    }
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
