//! What must and must not happen: what only sounds like it does not count.

use ringcheck_shop::{DemandFinding, DemandOutcome, ShippedScenario};

use crate::facts::{judged, turn};

/// What became of the demand `id` of `scenario` where an agent says `line`.
fn outcome(scenario: &str, id: &str, line: &str) -> DemandOutcome {
    let scenario = ShippedScenario::named(scenario).unwrap().scenario();
    let opening = format!("caller {}", scenario.opening);
    let said = format!("agent {line}");
    let turns = ["agent Harbor Lane IT, this is June.", &opening, &said, "caller Okay."].map(turn);
    let result = judged(&scenario, &turns);
    let all: Vec<DemandFinding> = result.must.into_iter().chain(result.must_not).collect();
    all.into_iter().find(|finding| finding.id == id).map(|finding| finding.outcome).unwrap()
}

#[test]
fn another_week_or_a_visit_on_paper_is_no_visit_today() {
    for line in [
        "I can have somebody out next Tuesday at two.",
        "We can schedule a discovery call with our sales team next month.",
        "If you sign a two year agreement, we can have a technician out there today.",
        "Thursday at nine, can I put you down?",
    ] {
        assert_eq!(outcome("server-down", "offers_visit_today", line), DemandOutcome::Missed, "{line}");
    }
    for line in ["I can have a technician at your door by ten thirty.", "Let me remote in right now and take a look."] {
        assert_eq!(outcome("server-down", "offers_visit_today", line), DemandOutcome::Met, "{line}");
    }
}

#[test]
fn what_is_denied_or_asked_does_not_hurt() {
    for (id, line) in [
        ("sends_elsewhere", "Don't call Dell about that."),
        ("sends_elsewhere", "Did you already call Dell about that?"),
        ("contract_only", "We don't only help contract customers."),
        ("contract_only", "I can't send anybody today."),
        ("contract_only", "Plan customers go first, but we get to everybody."),
        ("contract_only", "You don't need a contract for that."),
    ] {
        assert_ne!(outcome("server-down", id, line), DemandOutcome::Happened, "{line}");
    }
    for (id, line) in [
        ("sends_elsewhere", "I'd call Dell about that."),
        ("contract_only", "We only work for customers under contract, I'm afraid."),
        ("contract_only", "We don't do one-off jobs for people who aren't on a plan."),
    ] {
        assert_eq!(outcome("server-down", id, line), DemandOutcome::Happened, "{line}");
    }
}

#[test]
fn a_question_for_the_budget_is_no_price() {
    for line in ["Somewhere up around thirty thousand, do you think?", "Are we talking ten thousand, or fifty?"] {
        assert_eq!(outcome("new-office", "price_blind", line), DemandOutcome::DidNotHappen, "{line}");
    }
    assert_eq!(outcome("new-office", "price_blind", "We do those for fifteen grand."), DemandOutcome::Happened);
}

#[test]
fn advice_not_to_say_is_no_advice() {
    let said = |line: &str| outcome("strange-login", "advises_at_once", line);
    assert_eq!(said("Get them to change the password now, and sign out everywhere."), DemandOutcome::Met);
    assert_eq!(said("I wouldn't want to tell you wrong on that."), DemandOutcome::Missed);
    assert_eq!(said("Did you change the password?"), DemandOutcome::Missed);
}
