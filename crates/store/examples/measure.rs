//! Times what a report asks of a database: `cargo run --release --package ringcheck-store --example measure -- DATABASE`.

use std::{error::Error, ops::ControlFlow, path::Path, time::Instant};

use ringcheck_store::{CallFilter, SearchOptions, Store};

/// What is searched for: words that no call has, that one in eight has, and that nearly every turn has, and phrases.
const WORDS: [&str; 8] = [
    "typewriter",
    "quarter",
    "server",
    "\"under contract\"",
    "\"pay him for the hour\"",
    "retainer OR server",
    "contract*",
    "you",
];

#[expect(clippy::print_stdout, reason = "an example prints what it measures")]
fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: measure DATABASE")?;
    let started = Instant::now();
    drop(Store::open_existing(Path::new(&path))?);
    println!("opening, and bringing up to date: {:.3} s", started.elapsed().as_secs_f64());
    let store = Store::open_to_read(Path::new(&path))?;
    let mut n_calls = 0_u32;
    let started = Instant::now();
    store.for_each_facts(&CallFilter::default(), &mut |_| {
        n_calls += 1;
        ControlFlow::Continue(())
    })?;
    println!("for_each_facts over {n_calls} calls: {:.3} s", started.elapsed().as_secs_f64());
    let mut lost = Vec::new();
    store.for_each_facts(&CallFilter::default(), &mut |facts| {
        lost.extend(facts.loss_reasons().first().map(|reason| (facts.call_id.clone(), *reason)));
        ControlFlow::Continue(())
    })?;
    let lost: Vec<_> = lost.iter().map(|(call_id, reason)| (call_id.as_str(), *reason)).collect();
    let started = Instant::now();
    let n_numbers = store.said_numbers(&CallFilter::default())?.len();
    println!("said_numbers of all calls, {n_numbers} of them: {:.3} s", started.elapsed().as_secs_f64());
    for n_leads in [200, lost.len()] {
        let asked = lost.get(..n_leads).unwrap_or(&lost);
        let started = Instant::now();
        let n_told = store.words_of_leads(asked)?.len();
        println!("words_of_leads for {n_told} of {} lost leads: {:.3} s", lost.len(), started.elapsed().as_secs_f64());
    }
    for words in WORDS {
        for by_rank in [false, true] {
            let options = SearchOptions { filter: CallFilter::default(), side: None, by_rank, limit: 20 };
            let started = Instant::now();
            let n_hits = store.search(&words.parse()?, &options)?.hits.len();
            let seconds = started.elapsed().as_secs_f64();
            let sorted = if by_rank { "by rank" } else { "newest first" };
            println!("search for {words}, {sorted}, {n_hits} shown: {seconds:.3} s");
        }
    }
    Ok(())
}
