//! Planned calls and calls put together so that as many as can be are, and at the least cost.

use super::Cost;

/// For each of `n_plans` planned calls its call, if it gets one: the most pairs, and of those the cheapest, by augmenting
/// along the cheapest path (Bellman and Ford) until there is none.
pub(super) fn cheapest(n_plans: usize, n_calls: usize, edges: &[(usize, usize, Cost)]) -> Vec<Option<usize>> {
    let mut of_plan: Vec<Option<usize>> = vec![None; n_plans];
    let mut of_call: Vec<Option<usize>> = vec![None; n_calls];
    let cost_of = |plan: usize, call: usize| -> i128 {
        let cost = edges.iter().find(|(p, c, _)| (*p, *c) == (plan, call)).map_or(0, |(_, _, Cost(cost))| *cost);
        i128::from(cost)
    };
    loop {
        // The cost of the cheapest alternating path from a free plan to each call, and the plan before it.
        let mut reached: Vec<Option<(i128, usize)>> = vec![None; n_calls];
        let mut plan_cost: Vec<Option<i128>> = of_plan.iter().map(|call| call.is_none().then_some(0)).collect();
        for _ in 0..=n_plans {
            let mut is_better = false;
            for (plan, call, Cost(cost)) in edges {
                let Some(before) = plan_cost[*plan] else { continue };
                let sum = before + i128::from(*cost);
                if of_plan[*plan] == Some(*call) || reached[*call].is_some_and(|(known, _)| known <= sum) {
                    continue;
                }
                reached[*call] = Some((sum, *plan));
                is_better = true;
                if let Some(holder) = of_call[*call] {
                    plan_cost[holder] = Some(sum - cost_of(holder, *call));
                }
            }
            if !is_better {
                break;
            }
        }
        let free = (0..n_calls).filter(|call| of_call[*call].is_none());
        let end = free.filter_map(|call| reached[call].map(|(cost, _)| (cost, call))).min();
        let Some((_, mut call)) = end else { break };
        // Back along the path, each plan gives up its call for the next one.
        while let Some((_, plan)) = reached[call] {
            let given_up = of_plan[plan].replace(call);
            of_call[call] = Some(plan);
            match given_up {
                Some(before) => call = before,
                None => break,
            }
        }
    }
    of_plan
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The most pairs and their least cost, by trying everything.
    fn tried(plan: usize, n_plans: usize, edges: &[(usize, usize, Cost)], taken: &mut Vec<usize>) -> (usize, u64) {
        if plan == n_plans {
            return (0, 0);
        }
        let mut best = tried(plan + 1, n_plans, edges, taken);
        for (_, call, Cost(cost)) in edges.iter().filter(|(p, _, _)| *p == plan) {
            if taken.contains(call) {
                continue;
            }
            taken.push(*call);
            let (n, sum) = tried(plan + 1, n_plans, edges, taken);
            taken.pop();
            if (n + 1, std::cmp::Reverse(sum + cost)) > (best.0, std::cmp::Reverse(best.1)) {
                best = (n + 1, sum + cost);
            }
        }
        best
    }

    proptest! {
        #[test]
        fn no_other_way_is_better(costs in prop::collection::vec(prop::option::of(0_u64..50), 20)) {
            let all = costs.iter().enumerate();
            let edges: Vec<(usize, usize, Cost)> =
                all.filter_map(|(idx, cost)| cost.map(|cost| (idx / 5, idx % 5, Cost(cost)))).collect();
            let found = cheapest(4, 5, &edges);
            let pairs: Vec<(usize, usize)> = found.iter().enumerate().filter_map(|(p, c)| c.map(|c| (p, c))).collect();
            let mut calls: Vec<usize> = pairs.iter().map(|(_, call)| *call).collect();
            calls.sort_unstable();
            calls.dedup();
            prop_assert_eq!(calls.len(), pairs.len());
            let sum: u64 = pairs
                .iter()
                .map(|pair| edges.iter().find(|(p, c, _)| (*p, *c) == *pair).map(|(_, _, Cost(cost))| *cost).unwrap())
                .sum();
            prop_assert_eq!((pairs.len(), sum), tried(0, 4, &edges, &mut Vec::new()));
        }
    }
}
