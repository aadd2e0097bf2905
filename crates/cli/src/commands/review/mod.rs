//! `ringcheck review`: a person decides doubtful verdicts.

mod lines;
mod masked;
mod page;
mod player;
mod queue;
mod screen;
mod session;
mod terminal;

use std::io::{self, IsTerminal as _};

use anyhow::Context as _;
use jiff::Zoned;
use ringcheck_metadata::DayRange;
use ringcheck_store::{CallFilter, Store};

pub(crate) use self::{masked::masked, page::said_by};
use self::{
    player::Player,
    queue::{Item, Wanted},
    session::Session,
};
use crate::{
    args::ReviewArguments,
    commands::show::resolve,
    exit::Exit,
    printer::{Printer, hinted},
    setup,
    table::criterion,
    text::count,
};

pub(crate) fn run(arguments: &ReviewArguments, printer: &Printer) -> anyhow::Result<Exit> {
    if let (true, Some((id, Some(_)))) = (arguments.blind, &arguments.criterion) {
        return Err(hinted(
            anyhow::anyhow!("--blind hides what Ringcheck says, and `{id}=…` would tell it"),
            Some(format!("name the criterion alone: `--blind --criterion {id}`")),
        ));
    }
    let reviewer = reviewer(arguments.by.as_deref())?;
    let store = writable(arguments)?;
    let items = items(arguments, &store, &reviewer)?;
    if items.is_empty() {
        printer.note(match (&arguments.call, arguments.blind) {
            (Some(_), _) => "the call has no such verdict to review",
            (None, _) if has_no_calls(arguments, &store)? => {
                "nothing to review: no call is stored that is asked for; look at --agent and at the days"
            }
            (None, true) => {
                "nothing is left to judge blind: all that was drawn you judged already, or saw with open eyes; --sample \
                 draws more"
            }
            (None, false) => {
                "nothing to review: every verdict that is asked for is surer than --below-confidence, or decided"
            }
        });
        return Ok(Exit::Done);
    }
    printer.note(&format!("{} to review, as {reviewer}", count(items.len(), "verdict")));
    let mut session = Session::new(store, items, reviewer, arguments.blind);
    let player = Player::new(arguments.player.clone());
    end_cleanly(&player)?;
    let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    let exit = if is_terminal && !arguments.lines {
        screen::run(&mut session, &player)
    } else {
        lines::run(&mut session, &player, io::stdin().lock(), printer)
    };
    player.stop();
    printer.note(&session.summary());
    exit
}

/// The database, which must be there, for writing.
fn writable(arguments: &ReviewArguments) -> anyhow::Result<Store> {
    let path = setup::db_path(&arguments.db)?;
    // Opening for writing makes what is not there.
    drop(crate::commands::list::open(&path)?);
    Store::open(&path).map_err(|error| {
        let hint = error.hint();
        hinted(error, hint)
    })
}

/// The calls that are asked for.
fn filter(arguments: &ReviewArguments) -> anyhow::Result<CallFilter> {
    let days = setup::days(&arguments.days, &Zoned::now())?;
    Ok(CallFilter {
        since: days.as_ref().and_then(DayRange::since),
        until: days.as_ref().and_then(DayRange::before),
        agent_name: arguments.agent.clone(),
        ..CallFilter::default()
    })
}

fn has_no_calls(arguments: &ReviewArguments, store: &Store) -> anyhow::Result<bool> {
    Ok(store.calls(&CallFilter { limit: Some(1), ..filter(arguments)? })?.is_empty())
}

fn items(arguments: &ReviewArguments, store: &Store, reviewer: &str) -> anyhow::Result<Vec<Item>> {
    let (criterion_id, verdict) = match &arguments.criterion {
        Some((id, verdict)) => (Some(id.as_str()), *verdict),
        None => (None, None),
    };
    let limit = arguments.limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
    if let Some(call) = &arguments.call {
        let mut items = of_call(store, call, criterion_id)?;
        items.truncate(limit.unwrap_or(usize::MAX));
        return Ok(items);
    }
    let filter = filter(arguments)?;
    if let Some(id) = criterion_id {
        let known = store.criterion_ids(&CallFilter::default())?;
        if id != "call_type" && !known.iter().any(|known| known == id) {
            return Err(no_such_criterion(id, &known));
        }
    }
    let wanted = Wanted { filter, criterion: criterion_id, verdict, limit };
    if arguments.blind {
        queue::sample(store, &wanted, usize::try_from(arguments.sample).unwrap_or(usize::MAX), reviewer)
    } else {
        queue::doubtful(store, &wanted, arguments.below_confidence)
    }
}

/// All verdicts of a call and who the caller is, or one of them, however sure.
fn of_call(store: &Store, asked: &str, criterion_id: Option<&str>) -> anyhow::Result<Vec<Item>> {
    let (call_id, number) = resolve(store, asked)?;
    let card =
        store.scorecard(&call_id, number)?.with_context(|| format!("the call `{asked}` has no such scorecard"))?;
    let item = |criterion_id: Option<&str>| Item {
        call_id: call_id.clone(),
        scorecard: card.scorecard,
        criterion_id: criterion_id.map(str::to_owned),
    };
    match criterion_id {
        Some("call_type") => Ok(vec![item(None)]),
        Some(id) if criterion(&card, id).is_some() => Ok(vec![item(Some(id))]),
        Some(id) => {
            let known: Vec<String> = card.criteria.iter().map(|criterion| criterion.id.clone()).collect();
            Err(no_such_criterion(id, &known))
        }
        None => {
            let criteria = card.criteria.iter().map(|criterion| item(Some(&criterion.id)));
            Ok(criteria.chain([item(None)]).collect())
        }
    }
}

pub(crate) fn no_such_criterion(id: &str, known: &[String]) -> anyhow::Error {
    let error = anyhow::anyhow!("no stored scorecard has the criterion `{id}`");
    hinted(error, Some(format!("there are {}, and call_type for who the caller is", known.join(", "))))
}

/// Who reviews: as named, or by the name that they are logged in by.
pub(crate) fn reviewer(by: Option<&str>) -> anyhow::Result<String> {
    let logged_in = || {
        // Which of them there is depends on the system.
        ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok())
    };
    let name = by.map(str::to_owned).or_else(logged_in).map(|name| name.trim().to_owned());
    let name = name.filter(|name| !name.is_empty() && !name.chars().any(char::is_control));
    name.ok_or_else(|| hinted(anyhow::anyhow!("nobody is named who reviews"), Some("say who you are with `--by NAME`")))
}

/// Whatever ends the program, the terminal is given back, what plays is ended, and its file removed.
fn end_cleanly(player: &Player) -> anyhow::Result<()> {
    let player = player.clone();
    ctrlc::set_handler(move || {
        terminal::restore();
        player.stop();
        #[expect(clippy::exit, reason = "every verdict is stored when it is given")]
        std::process::exit(Exit::Interrupted.code().into());
    })
    .context("failed to listen for Ctrl-C")
}
