//! `qualifying_questions`: at least three topics asked about, two of them other than the problem.

use ringcheck_call::{Evidence, NearestMiss, QualifyingTopic, Verdict};

use super::{Case, Judgment};

/// Topics that must be asked about.
pub(super) const NEEDED: usize = 3;

/// How many of them must be other than the problem.
pub(super) const NEEDED_BEYOND_PROBLEM: usize = 2;

/// The judgment on the topics that agents asked about, each with its quote.
pub(super) fn of_topics(case: &Case<'_>, asked: &[(QualifyingTopic, Option<Evidence>)]) -> Judgment {
    let topics: Vec<QualifyingTopic> = asked.iter().map(|(topic, _)| *topic).collect();
    let beyond = topics.iter().filter(|t| **t != QualifyingTopic::Problem).count();
    let evidence: Vec<Evidence> =
        asked.iter().filter_map(|(_, quote)| quote.clone()).fold(Vec::new(), |mut quotes, quote| {
            if !quotes.contains(&quote) {
                quotes.push(quote);
            }
            quotes
        });
    let named = listed(&topics);
    if topics.len() >= NEEDED && beyond >= NEEDED_BEYOND_PROBLEM {
        let confidence = if topics.len() > NEEDED { 930 } else { 800 };
        return Judgment::on(Verdict::Pass, confidence, evidence, format!("The agent asked about {named}."));
    }
    let missing = NEEDED.saturating_sub(topics.len()).max(NEEDED_BEYOND_PROBLEM.saturating_sub(beyond));
    let confidence = if missing > 1 { 900 } else { 760 };
    let rationale = match topics.as_slice() {
        [] => "The agent asked nothing about the caller's problem or business.".to_owned(),
        [QualifyingTopic::Problem] => {
            "The agent asked about the problem only, not about the business behind it.".to_owned()
        }
        _ => format!("The agent asked about {named} only; at least three topics are needed, two besides the problem."),
    };
    let nearest = evidence.last().cloned().map(|quote| {
        NearestMiss::new(quote, format!("{} of the three topics needed", if topics.len() == 1 { "one" } else { "two" }))
    });
    Judgment { evidence, ..Judgment::for_absence(Verdict::Fail, confidence, case.reading.searched(), rationale) }
        .with_nearest_miss(nearest)
}

fn listed(topics: &[QualifyingTopic]) -> String {
    let words: Vec<&str> = topics
        .iter()
        .map(|topic| match topic {
            QualifyingTopic::Problem => "the problem",
            QualifyingTopic::Company => "the company",
            QualifyingTopic::Size => "its size",
            QualifyingTopic::CurrentProvider => "the current provider",
            QualifyingTopic::Source => "how the caller heard of the firm",
            QualifyingTopic::Authority => "who decides",
            QualifyingTopic::TimelineBudget => "timing or budget",
        })
        .collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}
