//! Which of several things said come in their order.

use std::collections::BTreeMap;

use super::listen::listen;
use crate::{heard::Heard, rubric::Rubric};

/// What becomes of the criteria that a rubric wants one after the other.
#[derive(Debug, Default)]
pub(crate) struct Order {
    /// By id, the place in which each counts; `None` where it is said out of its order.
    places: BTreeMap<String, Option<usize>>,
    /// Their ids and titles, in order.
    wanted: Vec<(String, String)>,
}

impl Order {
    /// Finds the longest run of criteria that come in their order; each of the others that is said at all is out of it.
    ///
    /// The longest run, rather than who is before whom, keeps one line that is said again at the end from putting all
    /// the others out of order.
    pub(crate) fn of(rubric: &Rubric, heard: &Heard<'_>) -> Self {
        let criteria = rubric.in_order.iter().filter_map(|id| rubric.criteria.iter().find(|c| c.id == *id));
        let mut wanted = Vec::new();
        let mut said: Vec<Vec<usize>> = Vec::new();
        for criterion in criteria {
            let Some(written) = &criterion.written else { continue };
            let hits = written.wanted.iter().flat_map(|one| listen(one, written.side, heard).hits);
            let mut turns: Vec<usize> = hits.map(|hit| hit.turn).collect();
            turns.sort_unstable();
            wanted.push((criterion.id.clone(), criterion.title.clone()));
            said.push(turns);
        }
        let chosen = longest_run(&said);
        let places = wanted.iter().zip(&said).zip(chosen).filter(|((_, turns), _)| !turns.is_empty());
        let places = places.map(|(((id, _), _), place)| (id.clone(), place)).collect();
        Self { places, wanted }
    }

    /// Whether the criterion `id` is said, but out of its order.
    pub(crate) fn is_out_of_place(&self, id: &str) -> bool {
        matches!(self.places.get(id), Some(None))
    }

    /// The title of the first criterion that is in its order and behind the criterion `id`.
    pub(crate) fn next_after(&self, id: &str) -> Option<&str> {
        let behind = self.wanted.iter().skip_while(|(other, _)| other != id).skip(1);
        let mut kept = behind.filter(|(other, _)| matches!(self.places.get(other), Some(Some(_))));
        kept.next().map(|(_, title)| title.as_str())
    }
}

/// One place of each, or none, so that they never go back and as many as can be have one; the earliest such places.
fn longest_run(said: &[Vec<usize>]) -> Vec<Option<usize>> {
    // For each number of kept ones the run that ends first; runs are few and short, so they are copied.
    let mut runs: Vec<(usize, Vec<Option<usize>>)> = vec![(0, Vec::new())];
    for turns in said {
        let mut next: Vec<(usize, Vec<Option<usize>>)> = Vec::with_capacity(runs.len() + 1);
        for n_kept in 0..=runs.len() {
            let left_out = runs.get(n_kept).map(|(end, run)| (*end, None, run));
            let added = n_kept.checked_sub(1).and_then(|fewer| runs.get(fewer)).and_then(|(end, run)| {
                let turn = turns.iter().find(|turn| **turn >= *end)?;
                Some((*turn, Some(*turn), run))
            });
            // Leaving one out is better only if the run then ends earlier.
            let best = [added, left_out].into_iter().flatten().min_by_key(|(end, place, _)| (*end, place.is_none()));
            if let Some((end, place, run)) = best {
                next.push((end, run.iter().copied().chain([place]).collect()));
            }
        }
        runs = next;
    }
    runs.pop().map(|(_, run)| run).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_can_be_come_in_their_order() {
        for (said, expected) in [
            (vec![vec![0], vec![2], vec![4]], vec![Some(0), Some(2), Some(4)]),
            // The closing line sounds like the greeting.
            (vec![vec![0], vec![2], vec![0, 6]], vec![Some(0), Some(2), Some(6)]),
            (vec![vec![], vec![4], vec![2], vec![6]], vec![None, None, Some(2), Some(6)]),
            (vec![vec![8], vec![2], vec![4]], vec![None, Some(2), Some(4)]),
            (vec![vec![3], vec![3]], vec![Some(3), Some(3)]),
            (vec![], vec![]),
        ] {
            assert_eq!(longest_run(&said), expected, "{said:?}");
        }
    }
}
