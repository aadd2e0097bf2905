//! Times what a report asks of a database: `cargo run --release --package ringcheck-store --example measure -- DATABASE`.

use std::{error::Error, ops::ControlFlow, path::Path, time::Instant};

use ringcheck_store::{CallFilter, SearchOptions, Store};

#[expect(clippy::print_stdout, reason = "an example prints what it measures")]
fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: measure DATABASE")?;
    let started = Instant::now();
    drop(Store::open_existing(Path::new(&path))?);
    println!("opening, and bringing up to date: {:.3} s", started.elapsed().as_secs_f64());
    let store = Store::open_to_read(Path::new(&path))?;
    let mut n_calls = 0_u32;
    let mut newest = None;
    let started = Instant::now();
    store.for_each_facts(&CallFilter::default(), &mut |facts| {
        n_calls += 1;
        newest = newest.take().or(facts.started_at);
        ControlFlow::Continue(())
    })?;
    println!("for_each_facts over {n_calls} calls: {:.3} s", started.elapsed().as_secs_f64());
    let until: jiff::Timestamp = newest.ok_or("no call has a start")?.parse()?;
    let day = CallFilter { since: Some(until - jiff::Span::new().hours(24)), ..CallFilter::default() };
    let started = Instant::now();
    let n_lost = store.lost_leads(&day)?.len();
    println!("lost_leads of the last day, {n_lost} of them: {:.3} s", started.elapsed().as_secs_f64());
    let started = Instant::now();
    let n_lost = store.lost_leads(&CallFilter::default())?.len();
    println!("lost_leads of all calls, {n_lost} of them: {:.3} s", started.elapsed().as_secs_f64());
    for words in ["warranty", "\"contract customers\"", "server OR printer", "you", "appoint*"] {
        for by_rank in [false, true] {
            let started = Instant::now();
            let options = SearchOptions { filter: CallFilter::default(), side: None, by_rank, limit: 20 };
            let n_hits = store.search(&words.parse()?, &options)?.len();
            let sorted = if by_rank { "by rank" } else { "newest first" };
            println!("search for {words}, {sorted}, {n_hits} shown: {:.3} s", started.elapsed().as_secs_f64());
        }
    }
    Ok(())
}
