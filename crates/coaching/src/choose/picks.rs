//! Which of an agent's calls to listen to.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, VecDeque},
};

use ringcheck_call::JudgedCall;

use super::{Holds, MAX_CRITERIA, Miss, Pick, Wish, started, worst_first};

/// So many calls are asked about at once, where the caller's words tell an outcome: they are heard on several cores.
const ASKED_AT_ONCE: usize = 16;

/// The calls to listen to where verdicts tell all: the criteria that share the list take turns, each with its worst call that
/// nobody took yet; then the others fill up what is left.
pub(super) fn by_verdict(calls: &[JudgedCall], own: &[usize], misses: &[Miss], wish: &Wish) -> Vec<Pick> {
    let n_patterns = misses.iter().filter(|miss| miss.is_repeated).count();
    let n_sharing = if wish.criteria.is_empty() { n_patterns.clamp(1, MAX_CRITERIA) } else { misses.len() };
    // No criterion ever needs more than its share of the list and what others took of its calls.
    let enough = wish.limit.saturating_mul(2);
    let mut queues: Vec<VecDeque<usize>> = misses
        .iter()
        .map(|miss| worst_first(calls, own, &miss.criterion, wish).into_iter().take(enough).collect())
        .collect();
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let together = n_sharing.min(misses.len());
    let groups = std::iter::once(0..together).chain((together..misses.len()).map(|rank| rank..rank + 1));
    for group in groups {
        loop {
            // Each round takes one call for each of these; an empty round ends them.
            let left = wish.limit.saturating_sub(taken.len());
            let n_calls = |rank: &usize| queues.get(*rank).map_or(0, VecDeque::len);
            let mut round: Vec<usize> = group.clone().filter(|rank| n_calls(rank) > 0).take(left).collect();
            if round.is_empty() {
                break;
            }
            // Whoever has few calls takes first: a call that shows two criteria goes to the one that has no other.
            round.sort_by_key(n_calls);
            for rank in round {
                let Some(number) = queues.get_mut(rank).and_then(VecDeque::pop_front) else { continue };
                taken.push((rank, number));
                for queue in &mut queues {
                    queue.retain(|other| *other != number);
                }
            }
        }
    }
    // The sort keeps the order within a criterion.
    taken.sort_by_key(|(rank, _)| *rank);
    let pick = |(rank, call): (usize, usize)| Some(Pick { call, criterion: misses.get(rank)?.criterion.clone() });
    taken.into_iter().filter_map(pick).collect()
}

/// The calls to listen to where the caller's words tell the outcome, with how many were left aside though there were not
/// enough among the others.
///
/// The newest `max` are looked at; `holds` is asked about them, the surest and best first, until there are enough.
pub(super) fn by_words<E>(
    calls: &[JudgedCall],
    own: &[usize],
    misses: &[Miss],
    wish: &Wish,
    max: usize,
    holds: &mut Holds<'_, E>,
) -> Result<(Vec<Pick>, usize), E> {
    let Some(miss) = misses.first() else { return Ok((Vec::new(), 0)) };
    let mut queue = worst_first(calls, own, &miss.criterion, wish);
    let n_left = queue.len().saturating_sub(max);
    if n_left > 0 {
        let mut newest = queue.clone();
        newest.sort_by_cached_key(|number| Reverse(calls.get(*number).and_then(started)));
        let newest: BTreeSet<usize> = newest.into_iter().take(max).collect();
        queue.retain(|number| newest.contains(number));
    }
    let mut picks = Vec::new();
    for numbers in queue.chunks(ASKED_AT_ONCE) {
        let asked: Vec<&JudgedCall> = numbers.iter().filter_map(|number| calls.get(*number)).collect();
        let held = numbers.iter().zip(holds(&asked)?).filter(|(_, holds)| *holds);
        picks.extend(held.map(|(number, _)| Pick { call: *number, criterion: miss.criterion.clone() }));
        if picks.len() >= wish.limit {
            picks.truncate(wish.limit);
            return Ok((picks, 0));
        }
    }
    Ok((picks, n_left))
}
