//! The rubrics that ship inside the program.

use super::Rubric;

/// A rubric that ships with Ringcheck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShippedRubric {
    /// Its name, which is its id.
    pub name: &'static str,
    /// Whose calls it is for.
    pub about: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// All of them; the first is the default.
pub const SHIPPED_RUBRICS: [ShippedRubric; 3] = [
    ShippedRubric {
        name: "msp-inbound",
        about: "IT-services firms (the default)",
        text: include_str!("../../../../rubrics/msp-inbound.toml"),
    },
    ShippedRubric {
        name: "home-services",
        about: "plumbing, heating and air, electrical, pest, roofing, cleaning, locksmiths",
        text: include_str!("../../../../rubrics/home-services.toml"),
    },
    ShippedRubric {
        name: "front-desk",
        about: "dental, legal, veterinary and other front desks",
        text: include_str!("../../../../rubrics/front-desk.toml"),
    },
];

impl ShippedRubric {
    /// The shipped rubric called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        SHIPPED_RUBRICS.iter().find(|shipped| shipped.name == name)
    }

    /// The rubric itself.
    #[must_use]
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "every shipped rubric is parsed by a test")]
    pub fn rubric(&self) -> Rubric {
        Rubric::parse(self.text).expect("the shipped rubric is valid")
    }
}

impl Rubric {
    /// The rubric for inbound calls to an IT-services firm, which is used when none is named.
    #[must_use]
    pub fn default_msp_inbound() -> Self {
        SHIPPED_RUBRICS[0].rubric()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CRITERION_IDS, test_rubric};

    #[test]
    fn the_default_has_not_changed() {
        let sha256 = Rubric::default_msp_inbound().sha256;
        assert_eq!(sha256.as_str(), "2aace1a88b8c47e84bed87fdb3bc33f536e9b989c1de226dc70d76704f6cb78f");
    }

    #[test]
    fn every_one_has_the_eight_core_criteria_and_passes_its_own_tests() {
        for shipped in SHIPPED_RUBRICS {
            let rubric = shipped.rubric();
            assert_eq!(rubric.id, shipped.name);
            let core: Vec<&str> = rubric.criteria.iter().map(|c| c.id.as_str()).take(8).collect();
            assert_eq!(core, CRITERION_IDS[..8], "{}", shipped.name);
            let total: u32 = rubric.criteria.iter().map(|c| c.weight).sum();
            assert!(shipped.name == "msp-inbound" || total > 100, "{}: {total}", shipped.name);
            let report = test_rubric(&rubric);
            assert_eq!(report.failures, [], "{}", shipped.name);
        }
    }
}
