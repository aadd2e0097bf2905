//! The second opinion as the user asks for it, and what came of it.

use std::time::Duration;

use ringcheck_call::Probability;
use ringcheck_opinion::{Client, ClientOptions, Reach};
use ringcheck_pipeline::{Advisor, OpinionCounts};

use crate::{args::OpinionArguments, printer::hinted, text::count};

/// Who is asked about doubtful verdicts; nobody unless an address is named.
pub(crate) fn advisor(arguments: &OpinionArguments) -> anyhow::Result<Option<Advisor>> {
    let Some((url, model)) = arguments.second_opinion.clone().zip(arguments.second_opinion_model.clone()) else {
        return Ok(None);
    };
    let options = ClientOptions {
        url,
        model,
        timeout: Duration::from_secs(arguments.second_opinion_timeout.get()),
        reach: if arguments.allow_remote { Reach::Anywhere } else { Reach::Loopback },
    };
    let client = Client::new(options).map_err(|error| {
        let hint = error.hint();
        hinted(error, Some(hint))
    })?;
    Ok(Some(Advisor::new(client, Probability::new(arguments.second_opinion_below))))
}

/// What came of asking, on one line.
pub(crate) fn told(counts: OpinionCounts) -> String {
    let OpinionCounts { n_wanted, n_heard, n_unusable, n_failed, n_given_up, n_stored } = counts;
    let mut said = format!("second opinion: {} doubtful, {n_heard} heard", count(n_wanted, "verdict"));
    for (n, what) in [
        (n_stored, "from stored answers"),
        (n_unusable, "left out for want of a verdict or a quote that is there"),
        (n_failed, "without an answer"),
        (n_given_up, "not asked, since nobody answered"),
    ] {
        if n > 0 {
            said = format!("{said}, {n} {what}");
        }
    }
    if n_failed + n_given_up > 0 {
        said.push_str("; `RINGCHECK_LOG=debug` says why");
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_of_asking_is_told_without_what_did_not_happen() {
        let counts = OpinionCounts { n_wanted: 1, n_heard: 1, ..OpinionCounts::default() };
        assert_eq!(told(counts), "second opinion: 1 verdict doubtful, 1 heard");
        let counts = OpinionCounts { n_wanted: 5, n_failed: 3, n_given_up: 2, ..OpinionCounts::default() };
        assert_eq!(
            told(counts),
            "second opinion: 5 verdicts doubtful, 0 heard, 3 without an answer, 2 not asked, since nobody answered; \
             `RINGCHECK_LOG=debug` says why"
        );
    }
}
