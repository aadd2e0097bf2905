//! The scenarios that ship inside the program.

use super::Scenario;

/// A scenario that ships with Ringcheck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShippedScenario {
    /// Its name, which is its id.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// All of them; the first is the one that a new scenario begins with.
pub const SHIPPED_SCENARIOS: [ShippedScenario; 3] = [
    ShippedScenario { name: "server-down", text: include_str!("../../../../scenarios/server-down.toml") },
    ShippedScenario { name: "new-office", text: include_str!("../../../../scenarios/new-office.toml") },
    ShippedScenario { name: "strange-login", text: include_str!("../../../../scenarios/strange-login.toml") },
];

impl ShippedScenario {
    /// The shipped scenario called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        SHIPPED_SCENARIOS.iter().find(|shipped| shipped.name == name)
    }

    /// The scenario itself.
    #[must_use]
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "every shipped scenario is parsed by a test")]
    pub fn scenario(&self) -> Scenario {
        Scenario::parse(self.text).expect("the shipped scenario is valid")
    }
}

/// The text of a scenario to begin with: a copy of `text` whose id is `name`, with version 1.
///
/// `name` must be a scenario's id.
#[must_use]
pub fn renamed(text: &str, name: &str) -> String {
    let mut is_in_head = true;
    let line_of = |line: &str| {
        is_in_head &= !line.trim_start().starts_with('[');
        let key = line.split('=').next().unwrap_or_default().trim();
        match key {
            "id" if is_in_head => format!("id = \"{name}\""),
            "version" if is_in_head => "version = \"1\"".to_owned(),
            _ => line.to_owned(),
        }
    };
    let lines: Vec<String> = text.lines().map(line_of).collect();
    format!("{}\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_is_valid_and_has_the_name_of_its_file() {
        for shipped in SHIPPED_SCENARIOS {
            let scenario = Scenario::parse(shipped.text).unwrap_or_else(|errors| panic!("{}: {errors}", shipped.name));
            assert_eq!(scenario.id, shipped.name);
            assert_eq!(scenario.hidden_facts.len(), 5, "{}", shipped.name);
            assert_eq!((scenario.musts().count(), scenario.must_nots().count()), (2, 2), "{}", shipped.name);
        }
    }

    #[test]
    fn a_copy_differs_in_its_name_alone() {
        let copy = Scenario::parse(&renamed(SHIPPED_SCENARIOS[0].text, "our-shop")).unwrap();
        let original = SHIPPED_SCENARIOS[0].scenario();
        assert_eq!((copy.id.as_str(), copy.title), ("our-shop", original.title));
        assert_eq!(copy.hidden_facts, original.hidden_facts);
        assert_ne!(copy.sha256, original.sha256);
    }
}
