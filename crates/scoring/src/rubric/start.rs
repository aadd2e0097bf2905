//! Rubrics to begin with: a commented start.

/// A commented start, with the name of the rubric to be filled in.
const START: &str = include_str!("start.toml");

/// The text of a rubric to begin with, called `name`, which must be a rubric's id.
#[must_use]
pub fn start_of_rubric(name: &str) -> String {
    // The remark behind it keeps its column where the name is short enough.
    START.replace("id = \"NAME\"                          #", &format!("{:<36} #", format!("id = \"{name}\"")))
}

/// Whether `name` can be a rubric's id: a-z, 0-9 and `-`.
#[must_use]
pub fn is_rubric_id(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// `text` as a rubric's id: its words in small letters with `-` between.
#[must_use]
pub fn rubric_id_of(text: &str) -> String {
    slug(text, '-')
}

/// The words of `text` in small ASCII letters and digits, with `between` them.
pub(super) fn slug(text: &str, between: char) -> String {
    let mut slug = String::new();
    for c in text.chars().filter(|c| !matches!(c, '\'' | '’')) {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with(between) {
            slug.push(between);
        }
    }
    slug.truncate(slug.trim_end_matches(between).len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rubric, test_rubric};

    #[test]
    fn a_start_is_a_rubric_that_passes_its_own_tests() {
        let rubric = Rubric::parse(&start_of_rubric("harbor-plumbing")).unwrap();
        assert_eq!((rubric.id.as_str(), rubric.criteria.len()), ("harbor-plumbing", 4));
        let report = test_rubric(&rubric);
        assert_eq!(report.failures, []);
        assert_eq!(report.n_calls, 4);
    }

    #[test]
    fn names_become_ids() {
        assert_eq!(rubric_id_of("Our phone script (v2).md"), "our-phone-script-v2-md");
        assert_eq!(slug("What's the address?", '_'), "whats_the_address");
        assert!(is_rubric_id("front-desk") && !is_rubric_id("Front Desk") && !is_rubric_id(""));
    }
}
