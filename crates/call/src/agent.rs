//! Who a call is counted for.

use serde::{Deserialize, Serialize};

use crate::CallFacts;

/// An agent as calls tell of them: by name, else by extension; with neither, whoever nobody knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Agent {
    /// The name that the phone system has.
    pub name: Option<String>,
    /// The extension; `None` where the name is known, since people move desks.
    pub extension: Option<String>,
}

impl Agent {
    /// Whose call it is.
    #[must_use]
    pub fn of(call: &CallFacts) -> Self {
        let name = known(call.agent_name.as_deref()).map(str::to_owned);
        let extension = if name.is_none() { known(call.extension.as_deref()).map(str::to_owned) } else { None };
        Self { name, extension }
    }

    /// Whether both are the same one; phone systems write one name in several ways, so case does not matter.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        let same_name = match (&self.name, &other.name) {
            (Some(one), Some(another)) => is_name(one, another),
            (None, None) => true,
            _ => false,
        };
        same_name && self.extension == other.extension
    }

    /// What the agent is called on a page.
    #[must_use]
    pub fn label(&self) -> String {
        match (&self.name, &self.extension) {
            (Some(name), _) => name.clone(),
            (None, Some(extension)) => format!("extension {extension}"),
            (None, None) => "unknown agent".to_owned(),
        }
    }

    /// Whether it is one agent, and not all whom nobody knows.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.name.is_some() || self.extension.is_some()
    }
}

impl CallFacts {
    /// Whether it is a call of the agent of this name, in any case of letters, or at this extension.
    #[must_use]
    pub fn is_of_agent(&self, asked: &str) -> bool {
        let asked = asked.trim();
        known(self.agent_name.as_deref()).is_some_and(|name| is_name(name, asked))
            || known(self.extension.as_deref()) == Some(asked)
    }
}

/// Whether two names are the same one: in any case of letters of any alphabet, and whatever blanks are around them.
#[must_use]
pub fn is_name(one: &str, another: &str) -> bool {
    one.trim().to_lowercase() == another.trim().to_lowercase()
}

fn known(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(name: Option<&str>, extension: Option<&str>) -> Agent {
        Agent { name: name.map(str::to_owned), extension: extension.map(str::to_owned) }
    }

    #[test]
    fn one_name_in_two_ways_of_writing_it_is_one_agent() {
        assert!(agent(Some("Dana Ortiz"), None).is(&agent(Some("dana ortiz"), None)));
        assert!(!agent(Some("Dana"), None).is(&agent(None, Some("104"))));
        assert!(!agent(None, Some("104")).is(&agent(None, Some("105"))));
        assert!(agent(None, None).is(&Agent::default()) && !Agent::default().is_known());
        assert!(is_name("ÁNA Öz ", "ána öz") && !is_name("Ana", "ána") && !is_name("Dana", "Dana Ortiz"));
        let labels = [agent(Some("Dana"), None), agent(None, Some("104")), agent(None, None)].map(|a| a.label());
        assert_eq!(labels, ["Dana", "extension 104", "unknown agent"]);
    }
}
