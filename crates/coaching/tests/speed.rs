//! Choosing takes a small part of a minute. Alone in its program, so that no other test is computed meanwhile.
#![cfg(test)]

#[path = "it/firm.rs"]
mod firm;

use std::{convert::Infallible, time::Instant};

use ringcheck_call::{Probability, Verdict};
use ringcheck_coaching::{Choice, Wish, choose};

use crate::firm::many;

#[test]
fn choosing_from_a_hundred_thousand_calls_takes_seconds() {
    let mut calls = many(100_000, 40);
    for (number, call) in calls.iter_mut().enumerate().filter(|(number, _)| number % 3 == 0) {
        call.judged[1 + number % 2].verdict = Verdict::Fail;
    }
    let wish = Wish {
        agent: None,
        criteria: vec![],
        below_percent: None,
        min_confidence: Probability::ZERO,
        outcome: None,
        limit: 5,
    };
    let began = Instant::now();
    let Ok(Choice { plans, .. }) = choose(&calls, &wish, &mut |asked| Ok::<_, Infallible>(vec![true; asked.len()]));
    let seconds = began.elapsed().as_secs_f64();
    println!("coaching: chosen from 100,000 calls of 40 agents in {seconds:.2} s");
    assert_eq!(plans.len(), 40);
    assert!(plans.iter().all(|plan| plan.misses.iter().all(|miss| miss.examples.len() == 12)));
    // One after the other for each agent and criterion it took half a minute.
    assert!(seconds < 5.0, "{seconds} s");
}
