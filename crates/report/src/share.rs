//! How many of how many, and how many could not be judged.

use ringcheck_call::Verdict;
use ringcheck_statistics::{Estimate, Proportion};
use serde::Serialize;

/// How many of the calls that were decided, with Wilson's 95 % interval, and how many were not decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// How many, of the calls that passed or failed.
    #[serde(flatten)]
    pub decided: Proportion,
    /// Calls that a person must decide: they count neither way.
    pub undetermined: u64,
}

impl Share {
    /// Counts a verdict; `hit` is the one that is counted. What does not apply is not counted at all.
    pub fn add(&mut self, verdict: Option<Verdict>, hit: Verdict) {
        match verdict {
            Some(verdict @ (Verdict::Pass | Verdict::Fail)) => self.decided.add(verdict == hit),
            Some(Verdict::Undetermined) => self.undetermined += 1,
            Some(Verdict::Na) | None => {}
        }
    }

    /// The share with its interval; `None` where nothing was decided.
    #[must_use]
    pub fn estimate(self) -> Option<Estimate> {
        self.decided.estimate()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_apply_is_not_counted_and_what_is_open_counts_neither_way() {
        let mut share = Share::default();
        for verdict in [Verdict::Pass, Verdict::Fail, Verdict::Fail, Verdict::Na, Verdict::Undetermined] {
            share.add(Some(verdict), Verdict::Fail);
        }
        share.add(None, Verdict::Fail);
        assert_eq!(share, Share { decided: Proportion { hits: 2, trials: 3 }, undetermined: 1 });
        assert_eq!(
            serde_json::to_string(&share).unwrap(),
            r#"{"hits":2,"trials":3,"value":0.6667,"low":0.2077,"high":0.9385,"undetermined":1}"#
        );
    }
}
