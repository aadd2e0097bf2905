//! Who and what to coach, on stdout.

use std::fmt::Write as _;

use jiff::{Zoned, tz::TimeZone};
use ringcheck_call::{JudgedCall, Scorecard};
use ringcheck_coaching::{AgentPlan, Miss, Pick, evidence_quote, words_of_miss, words_of_passed, words_of_pattern};
use ringcheck_report::{clean, clock, count, criterion};
use ringcheck_store::Store;
use serde_json::{Value, json};

use super::{
    Chosen,
    examples::{Found, find, who},
};
use crate::{
    args::coach::ChoiceArguments,
    commands::list::short_id,
    exit::Exit,
    printer::Printer,
    setup,
    text::{shorten, wrap},
};

/// A quote is cut to this many characters.
const MAX_QUOTE: usize = 200;

/// How wide a quote is.
const WIDTH: usize = 92;

pub(super) fn run(
    store: &Store,
    arguments: &ChoiceArguments,
    chosen: &Chosen,
    now: &Zoned,
    printer: &Printer,
) -> anyhow::Result<Exit> {
    let zone = setup::zone(&arguments.days, now)?;
    let mut page = String::new();
    for plan in &chosen.plans {
        let picked = picked(store, chosen, plan)?;
        let examples: Vec<Option<Found>> =
            plan.misses.iter().map(|miss| find(store, &chosen.calls, plan, miss)).collect::<Result<_, _>>()?;
        if arguments.json {
            printer.data(&as_json(chosen, plan, &picked, &examples, arguments).to_string())?;
        } else {
            text(&mut page, plan, &picked, &examples, arguments, &zone);
        }
    }
    if !page.is_empty() {
        printer.page(page.trim_end())?;
    }
    if chosen.plans.is_empty() {
        printer.note(match arguments.outcome {
            Some(_) => "no call of these has this outcome",
            None => "nothing to coach: no criterion was missed in these calls",
        });
    } else if !arguments.json {
        printer.note(&format!(
            "\n{} to choose from; `--out DIR` makes a pack to listen to",
            count(chosen.calls.len() as u64, "call")
        ));
    }
    Ok(Exit::Done)
}

/// A call that was chosen, with its scorecard.
struct Picked<'a> {
    pick: &'a Pick,
    call: &'a JudgedCall,
    card: Scorecard,
}

fn picked<'a>(store: &Store, chosen: &'a Chosen, plan: &'a AgentPlan) -> anyhow::Result<Vec<Picked<'a>>> {
    let mut all = Vec::new();
    for pick in &plan.picks {
        let Some(call) = chosen.calls.get(pick.call) else { continue };
        // A call that was purged in between is left out.
        if let Some(card) = store.scorecard(&call.facts.call_id, None)? {
            all.push(Picked { pick, call, card });
        }
    }
    Ok(all)
}

fn text(
    page: &mut String,
    plan: &AgentPlan,
    picked: &[Picked<'_>],
    examples: &[Option<Found>],
    arguments: &ChoiceArguments,
    zone: &TimeZone,
) {
    // Writing to a String cannot fail.
    let mut line = |text: &str| {
        let _ = writeln!(page, "{text}");
    };
    line(&format!("{}: {}; {}", clean(&plan.agent.label()), count(plan.calls, "call"), words_of_passed(plan.passed)));
    for (miss, example) in plan.misses.iter().zip(examples) {
        line(&format!("  {}", words_of(miss)));
        for chosen in picked.iter().filter(|chosen| chosen.pick.criterion == miss.criterion) {
            line(&format!("    {}", facts_of(chosen, zone)));
            line(&wrap(&clean(&decided_by(&chosen.card, &miss.criterion)), WIDTH, "      "));
        }
        if plan.without_call().any(|without| without.criterion == miss.criterion) {
            line("    no call of these was taken for it");
        }
        if let Some(found) = example
            && picked.iter().any(|chosen| chosen.pick.criterion == miss.criterion)
            && arguments.outcome.is_none_or(|outcome| outcome.verdict() == ringcheck_call::Verdict::Fail)
        {
            let is_named = arguments.name_colleagues;
            // A pass because something was not said has no words: these are what was said instead.
            let what = if found.is_instead { "what a caller was offered instead" } else { "how it is done" };
            line(&format!("    {what}, by {}:", clean(&who(found, is_named))));
            for quote in &found.quotes {
                let words = found.told(&quote.quote, is_named);
                line(&wrap(&clean(&told(quote.start_ms, &words)), WIDTH, "      "));
            }
        }
    }
    line("");
}

fn words_of(miss: &Miss) -> String {
    let name = clean(&criterion(&miss.criterion));
    format!("{name}: {}, {}", words_of_miss(miss.missed), words_of_pattern(miss.is_repeated, miss.missed))
}

fn facts_of(chosen: &Picked<'_>, zone: &TimeZone) -> String {
    let facts = &chosen.call.facts;
    let mut told = vec![facts.file_name.clone().unwrap_or_else(|| short_id(&facts.call_id))];
    told.extend(started(facts.started_at.as_deref(), zone));
    told.extend(facts.percent.map(|percent| format!("score {percent:.0} %")));
    let sure = chosen.call.judged(&chosen.pick.criterion).map(|judged| judged.confidence.as_f64() * 100.0);
    told.extend(sure.map(|sure| format!("{sure:.0} % sure")));
    if facts.file_name.is_some() {
        told.push(short_id(&facts.call_id));
    }
    clean(&told.join("   "))
}

/// When a call started, to the minute.
pub(super) fn started(started_at: Option<&str>, zone: &TimeZone) -> Option<String> {
    let at: jiff::Timestamp = started_at?.parse().ok()?;
    Some(at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string())
}

/// The words that decided, else why.
fn decided_by(card: &Scorecard, criterion: &str) -> String {
    match evidence_quote(card, criterion) {
        Some((start_ms, quote)) => told(start_ms, quote),
        None => {
            card.criteria.iter().find(|score| score.id == criterion).map(|s| s.rationale.clone()).unwrap_or_default()
        }
    }
}

fn told(start_ms: Option<u64>, quote: &str) -> String {
    let at = start_ms.map(|ms| format!("{} ", clock(ms))).unwrap_or_default();
    format!("{at}“{}”", shorten(quote, MAX_QUOTE))
}

fn as_json(
    chosen: &Chosen,
    plan: &AgentPlan,
    picked: &[Picked<'_>],
    examples: &[Option<Found>],
    arguments: &ChoiceArguments,
) -> Value {
    let miss = |(miss, example): (&Miss, &Option<Found>)| {
        json!({
            "criterion": miss.criterion,
            "missed": miss.missed,
            "is_repeated": miss.is_repeated,
            "weight": miss.gravity,
            "example": example.as_ref().map(|found| example_json(found, arguments.name_colleagues)),
        })
    };
    let call = |picked: &Picked<'_>| {
        let facts = &picked.call.facts;
        let score = picked.card.criteria.iter().find(|score| score.id == picked.pick.criterion);
        let quote = evidence_quote(&picked.card, &picked.pick.criterion);
        json!({
            "call_id": facts.call_id,
            "scorecard": picked.card.scorecard,
            "file_name": facts.file_name,
            "started_at": facts.started_at,
            "percent": facts.percent,
            "criterion": picked.pick.criterion,
            "verdict": score.map(|score| score.verdict),
            "confidence": score.map(|score| score.confidence),
            "rationale": score.map(|score| &score.rationale),
            "start_ms": quote.and_then(|(start_ms, _)| start_ms),
            "quote": quote.map(|(_, quote)| quote),
        })
    };
    json!({
        "schema": "ringcheck.coach/1",
        "agent": plan.agent,
        "calls": plan.calls,
        "calls_of_all": chosen.calls.len(),
        "passed": plan.passed,
        "misses": plan.misses.iter().zip(examples).map(miss).collect::<Vec<_>>(),
        "listen_to": picked.iter().map(call).collect::<Vec<_>>(),
    })
}

fn example_json(found: &Found, is_named: bool) -> Value {
    let is_told = is_named || found.is_own;
    json!({
        "who": who(found, is_named),
        "call_id": is_told.then_some(&found.card.id),
        "is_of_criterion": !found.is_instead,
        "quotes": found.quotes.iter().map(|quote| json!({"start_ms": quote.start_ms, "quote": found.told(&quote.quote, is_named)})).collect::<Vec<_>>(),
    })
}
