//! How many of how many things that calls hold, where those of one call hang together.

use ringcheck_report::Share;
use ringcheck_statistics::{Clustered, Estimate, Proportion, to_four_decimals};
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

/// An interval that reaches further than this from end to end is told.
const TOLD_FROM: f64 = 0.06;

/// How many of how many things of how many calls, with an interval by call, and how many a person must decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ItemShare {
    /// Those that were decided; a cluster is a call.
    pub decided: Clustered,
    /// Those that a person must decide: they count neither way.
    pub undetermined: u64,
}

impl ItemShare {
    /// Counts a call by what is said of each of its things: good, bad, or open.
    pub fn add(&mut self, things: impl IntoIterator<Item = Option<bool>>) {
        let (mut hits, mut trials) = (0, 0);
        for thing in things {
            match thing {
                Some(is_hit) => {
                    hits += u64::from(is_hit);
                    trials += 1;
                }
                None => self.undetermined += 1,
            }
        }
        self.decided.add(hits, trials);
    }

    /// How many calls there is something decided of.
    #[must_use]
    pub const fn calls(self) -> u64 {
        self.decided.clusters
    }

    /// The share with its interval; `None` where nothing was decided.
    #[must_use]
    pub fn estimate(self) -> Option<Estimate> {
        self.decided.estimate()
    }

    /// The same without the calls: how many of how many.
    #[must_use]
    pub const fn plain(self) -> Share {
        let Clustered { hits, trials, .. } = self.decided;
        Share { decided: Proportion { hits, trials }, undetermined: self.undetermined }
    }

    /// The interval in whole percent, where it is wide enough to matter: `44 to 100 %`.
    #[must_use]
    pub fn interval(self) -> Option<String> {
        let estimate = self.estimate()?;
        (estimate.high - estimate.low > TOLD_FROM)
            .then(|| format!("{:.0} to {:.0}\u{a0}%", estimate.low * 100.0, estimate.high * 100.0))
    }
}

impl Serialize for ItemShare {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let estimate = self.estimate();
        let mut fields = serializer.serialize_struct("ItemShare", 7)?;
        fields.serialize_field("hits", &self.decided.hits)?;
        fields.serialize_field("trials", &self.decided.trials)?;
        fields.serialize_field("calls", &self.calls())?;
        fields.serialize_field("value", &estimate.map(|e| to_four_decimals(e.value)))?;
        fields.serialize_field("low", &estimate.map(|e| to_four_decimals(e.low)))?;
        fields.serialize_field("high", &estimate.map(|e| to_four_decimals(e.high)))?;
        fields.serialize_field("undetermined", &self.undetermined)?;
        fields.end()
    }
}
