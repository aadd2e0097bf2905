//! `ringcheck calibrate`: people's verdicts beside Ringcheck's and each other's.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use jiff::Zoned;
use ringcheck_call::Review;
use ringcheck_evaluation::{NoExample, RatedVerdict, RaterReport, example_of, reviewer_key};
use ringcheck_metadata::DayRange;
use ringcheck_store::{CallFilter, ReviewRow, Store};

use crate::{
    args::{CalibrateArguments, CalibrateFormat},
    commands::{
        list::open,
        review::{masked, no_such_criterion},
    },
    exit::Exit,
    out_folder::{check_file_beside, write_owners_file},
    printer::{Printer, hinted},
    setup,
    text::count,
};

pub(crate) fn run(arguments: &CalibrateArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let db_path = setup::db_path(&arguments.db)?;
    let store = open(&db_path)?;
    if let Some(file) = &arguments.export {
        check_file_beside(file, arguments.force, &db_path)?;
    }
    let days = setup::days(&arguments.days, &Zoned::now())?;
    let filter = CallFilter {
        since: days.as_ref().and_then(DayRange::since),
        until: days.as_ref().and_then(DayRange::before),
        agent_name: arguments.agent.clone(),
        ..CallFilter::default()
    };
    let ids = store.criterion_ids(&CallFilter::default())?;
    if let Some(id) = &arguments.criterion
        && id != "call_type"
        && !ids.contains(id)
    {
        return Err(no_such_criterion(id, &ids));
    }
    let by = people(&store, &arguments.by)?;
    let is_wanted = |row: &ReviewRow| {
        arguments.criterion.as_ref().is_none_or(|id| id == row.review.subject())
            && (by.is_empty() || by.contains(&reviewer_key(&row.review.reviewer)))
    };
    let rows: Vec<ReviewRow> = store.reviews(&filter)?.into_iter().filter(is_wanted).collect();
    if rows.is_empty() {
        printer.note(
            "nobody reviewed any of these verdicts; `ringcheck review --blind` is where measuring begins: docs/review.md",
        );
    }
    if let Some(file) = &arguments.export {
        export(&store, &rows, file, arguments.force, printer)?;
    }
    let rated: Vec<RatedVerdict> = rows.into_iter().map(rated).collect();
    let report = RaterReport::build(&rated, &ids);
    match arguments.format {
        CalibrateFormat::Json => printer.data(&serde_json::to_string(&report)?)?,
        CalibrateFormat::Text if rated.is_empty() => {}
        CalibrateFormat::Text => printer.page(report.to_string().trim_end())?,
    }
    Ok(Exit::Done)
}

/// Whose verdicts are asked for, as names are compared; a name that nobody who reviewed has is an error.
fn people(store: &Store, asked: &[String]) -> anyhow::Result<BTreeSet<String>> {
    if asked.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for row in store.reviews(&CallFilter::default())? {
        known.entry(reviewer_key(&row.review.reviewer)).or_insert(row.review.reviewer);
    }
    let stranger = asked.iter().find(|name| !known.contains_key(&reviewer_key(name)));
    if let Some(name) = stranger.filter(|_| !known.is_empty()) {
        let names = known.into_values().collect::<Vec<_>>().join(", ");
        return Err(hinted(
            anyhow::anyhow!("nobody who reviewed is called `{name}`"),
            Some(format!("these did: {names}")),
        ));
    }
    Ok(asked.iter().map(|name| reviewer_key(name)).collect())
}

fn rated(row: ReviewRow) -> RatedVerdict {
    RatedVerdict {
        review: row.review,
        listed_id: row.listed_id,
        file_name: row.file_name,
        started_at: row.started_at,
        quote: row.quote,
    }
}

/// Writes the reviewed calls as labelled examples, in the order in which they were reviewed first.
fn export(store: &Store, rows: &[ReviewRow], file: &Path, replaces: bool, printer: &Printer) -> anyhow::Result<()> {
    let mut calls: Vec<&str> = Vec::new();
    for row in rows {
        if !calls.contains(&row.review.call_id.as_str()) {
            calls.push(&row.review.call_id);
        }
    }
    let (mut text, mut n_written, mut left_out) = (String::new(), 0, BTreeMap::new());
    for call_id in calls {
        let Some(card) = store.scorecard(call_id, None)? else { continue };
        let of_call = rows.iter().filter(|row| row.review.call_id == call_id);
        let reviews: Vec<Review> = of_call
            .map(|row| {
                let mut review = row.review.clone();
                // An earlier version kept what people typed as it was.
                review.reason = review.reason.as_deref().map(masked);
                review
            })
            .collect();
        match example_of(&card, &reviews) {
            Ok(line) => {
                text.push_str(&line);
                text.push('\n');
                n_written += 1;
            }
            Err(why) => *left_out.entry(why).or_insert(0_usize) += 1,
        }
    }
    if n_written == 0 {
        printer.note(&format!("no labelled call to write, so there is no `{}`", file.display()));
    } else {
        write_owners_file(file, text.as_bytes(), replaces)?;
        printer.note(&format!("{} written to {}", count(n_written, "labelled call"), file.display()));
    }
    for (why, n) in left_out {
        let why = match why {
            NoExample::Undecided => "nobody could tell, or people do not agree",
            NoExample::NotAsked => "the rubric that they were judged by last asks nothing that people reviewed",
            NoExample::UnknownSides => "of some of their words nobody knows which side said them",
        };
        printer.note(&format!("{} left out: {why}", count(n, "call")));
    }
    Ok(())
}
