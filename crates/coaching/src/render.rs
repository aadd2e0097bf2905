//! Sentences that pages of both forms have.

use ringcheck_call::Verdict;
use ringcheck_report::{Share, clean, criterion, hits_of, interval, percent};
use ringcheck_statistics::Proportion;

use crate::{GoodExample, Instead, Pack, PackCall, QuoteKind, RubricWords};

/// A criterion's short name, or its id as words.
pub(crate) fn name_of(words: &RubricWords, id: &str) -> String {
    if words.title.is_empty() { criterion(id) } else { clean(&words.title) }
}

/// How often it was missed: `missed in 4 of 5 (80 %, probably 38 to 96 %)`.
#[must_use]
pub fn words_of_miss(missed: Share) -> String {
    if missed.decided.trials == 0 {
        return "none to judge".to_owned();
    }
    format!("missed in {}{}", hits_of(missed), percents(missed))
}

/// How many calls passed by the rubric.
#[must_use]
pub fn words_of_passed(passed: Proportion) -> String {
    let share = Share { decided: passed, undetermined: 0 };
    if passed.trials == 0 {
        return "no call has a score".to_owned();
    }
    format!("{} calls passed by the rubric{}", hits_of(share), percents(share))
}

fn percents(share: Share) -> String {
    match (percent(share), interval(share)) {
        (Some(percent), Some(interval)) => format!(" ({percent}, probably {interval})"),
        (Some(percent), None) => format!(" ({percent})"),
        (None, _) => String::new(),
    }
}

/// Whether a miss is a pattern, in a few words.
#[must_use]
pub fn words_of_pattern(is_repeated: bool, missed: Share) -> &'static str {
    match (is_repeated, missed.decided.hits) {
        (true, _) => "a pattern",
        (false, 0) => "not missed",
        (false, 1) => "a single slip",
        (false, _) => "now and then",
    }
}

/// What the verdict was, and how sure it is.
pub(crate) fn words_of_verdict(call: &PackCall) -> String {
    let verdict = match call.verdict {
        Verdict::Pass => "Yes",
        Verdict::Fail => "No",
        Verdict::Na => "Does not apply",
        Verdict::Undetermined => "Not decided",
    };
    let sure = call.confidence.as_f64() * 100.0;
    let rationale = clean(&call.rationale);
    let Some(person) = &call.person else { return format!("{verdict} ({sure:.0} % sure). {rationale}") };
    // What the scorecard says may be the opposite, and how sure it is tells nothing of the person.
    let reason = person.reason.as_deref().map(|reason| format!(": “{}”", clean(reason))).unwrap_or_default();
    format!("{verdict} (decided by {}){reason}. The scorecard had said: {rationale}", clean(&person.reviewer))
}

/// What a call is: its agent, its time, its score, its file.
pub(crate) fn facts_of(call: &PackCall) -> Vec<String> {
    let mut facts = vec![clean(&call.agent.label())];
    facts.extend(call.started.as_deref().map(clean));
    facts.extend(call.percent.map(|percent| format!("score {percent:.0} %")));
    facts.extend(call.file_name.as_deref().map(clean));
    facts
}

/// What the quotes of a call are called.
pub(crate) fn title_of_quotes(call: &PackCall) -> &'static str {
    match call.quotes.first().map(|quote| quote.kind) {
        Some(QuoteKind::Decided) => "What was said",
        Some(QuoteKind::Nearest) => "What came nearest",
        None => "Nothing that was said came near",
    }
}

/// What is told of the missing clips of a call.
pub(crate) fn words_of_no_clip(reason: &str) -> String {
    format!("There is nothing to hear here: {}.", clean(reason))
}

/// What is told where no call shows how it is done.
pub(crate) fn words_of_instead(instead: &Instead) -> Option<&'static str> {
    match instead {
        Instead::Itself | Instead::Said(_) => None,
        Instead::Rubric => Some("No call of these shows it. By the rubric, words like these count:"),
        Instead::Nothing => {
            Some("No call of these shows it, and the rubric has no example. The question says what to aim for.")
        }
    }
}

/// Who showed how it is done.
pub(crate) fn words_of_example(example: &GoodExample) -> String {
    match &example.note {
        Some(note) => format!("Said by {}; {}.", clean(&example.who), clean(note)),
        None => format!("Said by {}.", clean(&example.who)),
    }
}

/// What a pack is for, in a sentence.
pub(crate) fn words_of_purpose(pack: &Pack) -> String {
    match (pack.calls.len(), pack.outcome) {
        (1, Some(outcome)) => format!("One call of a prospect who was {}.", outcome.words()),
        (n, Some(outcome)) => format!("{n} calls of prospects who were {}.", outcome.words()),
        (1, None) => "One call to listen to.".to_owned(),
        (n, None) => format!("{n} calls to listen to, the clearest first."),
    }
}
