//! People beside the tool and each other, on reviews whose figures were worked by hand.

use ringcheck_call::{CallType, Decision, Probability, Review, Side, Turn, Verdict};
use ringcheck_evaluation::{NoExample, RatedVerdict, RaterReport, example_of};

use crate::fixture::{read, scorecard};

/// What a person says of a call and a criterion, after the reviews before it.
fn says(
    number: usize,
    call: &str,
    subject: &str,
    tool: Decision,
    by: &str,
    said: Decision,
    is_blind: bool,
) -> RatedVerdict {
    RatedVerdict {
        review: Review {
            call_id: call.to_owned(),
            scorecard: 1,
            criterion_id: (subject != "call_type").then(|| subject.to_owned()),
            verdict: said,
            tool_verdict: tool,
            tool_confidence: Probability::from_thousandths(710),
            reviewer: by.to_owned(),
            reason: None,
            is_blind,
            reviewed_at_utc: format!("2026-11-22T00:00:00.{number:03}Z"),
        },
        listed_id: call.to_owned(),
        file_name: None,
        started_at: None,
        quote: None,
    }
}

fn verdict(letter: char) -> Decision {
    Decision::Verdict(match letter {
        'p' => Verdict::Pass,
        'f' => Verdict::Fail,
        'n' => Verdict::Na,
        _ => Verdict::Undetermined,
    })
}

/// One call a column: what the tool, Dana and Kim say of `close_attempt`, a blank where somebody says nothing.
fn columns(tool: &str, dana: &str, kim: &str, is_blind: bool) -> Vec<RatedVerdict> {
    let mut rated = Vec::new();
    for (by, said) in [("Dana", dana), ("Kim", kim)] {
        for ((idx, said), tool) in said.chars().enumerate().zip(tool.chars()).filter(|((_, said), _)| *said != ' ') {
            let call = format!("c{idx:02}");
            rated.push(says(rated.len(), &call, "close_attempt", verdict(tool), by, verdict(said), is_blind));
        }
    }
    rated
}

fn built(rated: &[RatedVerdict]) -> RaterReport {
    RaterReport::build(rated, &["live_answer".to_owned(), "close_attempt".to_owned()])
}

#[test]
fn people_count_together_where_they_agree() {
    // Calls  0: all pass. 1: all fail. 2: people fail, tool passes. 3: people differ. 4: the tool leaves it open.
    //        5: nobody could tell. 6: Dana alone, other than the tool. 7: Kim alone, as the tool.
    let report = built(&columns("pfppuppf", "pffppuf ", "pffffu f", true));
    let row = &report.blind.criteria[0];
    assert_eq!(row.criterion, "close_attempt");
    assert_eq!((row.people.agreement.hits, row.people.agreement.trials), (3, 5), "0, 1, 7 of 0, 1, 2, 6, 7");
    assert_eq!((row.n_people_differ, row.n_tool_open, row.n_people_open), (2, 0, 1), "people differ on 3 and 4");
    let dana = &row.by_reviewer[0];
    assert_eq!(
        (dana.reviewer.as_str(), dana.agreement.agreement.hits, dana.agreement.agreement.trials),
        ("Dana", 3, 5)
    );
    let kim = &row.by_reviewer[1];
    assert_eq!((kim.agreement.agreement.hits, kim.agreement.agreement.trials), (3, 5));
    // Both decided 0, 1, 2, 3 and 4, and say the same of the first three.
    let pair = &report.pairs[0];
    assert_eq!((pair.first.as_str(), pair.second.as_str()), ("Dana", "Kim"));
    assert_eq!((pair.criteria[0].agreement.agreement.hits, pair.criteria[0].agreement.agreement.trials), (3, 5));
    // Dana passes 3 of 5 and Kim 1 of 5: by chance 0.6 · 0.2 + 0.4 · 0.8 = 0.44, so kappa is (0.6 - 0.44) / 0.56.
    let kappa = pair.criteria[0].agreement.kappa.unwrap().value;
    assert!((kappa - 0.16 / 0.56).abs() < 1e-9, "{kappa}");
    // Passes are 4 of 10: by chance 2 · 0.4 · 0.6 = 0.48, so AC1 is (0.6 - 0.48) / 0.52.
    let ac1 = pair.criteria[0].agreement.ac1.unwrap().value;
    assert!((ac1 - 0.12 / 0.52).abs() < 1e-9, "{ac1}");
    assert_eq!(report.seen.criteria, []);
    let listed: Vec<&str> = report.disagreements.iter().map(|found| found.call_id.as_str()).collect();
    assert_eq!(listed, ["c02", "c03", "c04", "c06"]);
}

#[test]
fn the_newest_of_a_person_counts_and_who_has_seen_is_blind_no_more() {
    let (pass, fail) = (verdict('p'), verdict('f'));
    let rated = [
        says(0, "a", "close_attempt", pass, "Dana", fail, true),
        says(1, "a", "close_attempt", pass, "Dana", pass, true),
        says(2, "a", "close_attempt", pass, "Dana", fail, false),
        says(3, "b", "close_attempt", pass, "Dana", pass, false),
        says(4, "b", "close_attempt", pass, "Dana", fail, true),
    ];
    let report = built(&rated);
    let share = |section: &ringcheck_evaluation::ToolSection| {
        let agreement = section.criteria[0].people.agreement;
        (agreement.hits, agreement.trials)
    };
    assert_eq!((share(&report.blind), share(&report.seen)), ((1, 1), (0, 2)));
    assert_eq!((report.reviewers[0].n_blind, report.reviewers[0].n_seen), (1, 2));
    assert_eq!((report.n_reviews, report.n_calls), (5, 2));
    assert!(report.warnings[0].starts_with("Only Dana judged blind."), "{:?}", report.warnings);
    assert!(report.warnings[1].contains("close_attempt 1"), "{:?}", report.warnings);
}

#[test]
fn what_the_figures_cannot_say_is_said() {
    let seen = built(&columns("pf", "pf", "", false));
    assert_eq!(seen.warnings.len(), 1);
    assert!(seen.warnings[0].starts_with("Nobody judged blind."), "{:?}", seen.warnings);
    assert!(seen.to_string().contains("no independent raters"), "{seen}");
    let apart = built(&columns("pf", "p ", " f", true));
    assert!(apart.warnings[0].starts_with("No two people judged the same verdict blind"), "{:?}", apart.warnings);
    assert_eq!(apart.pairs, []);
    let many = built(&columns(&"pf".repeat(15), &"pf".repeat(15), &"pf".repeat(15), true));
    assert_eq!(many.warnings, [""; 0]);
    assert_eq!(many.disagreements, []);
    let page = many.to_string();
    assert!(page.contains("close_attempt               30  1.00 [0.89, 1.00]"), "{page}");
    let nothing = built(&[]);
    assert_eq!((nothing.n_calls, nothing.blind.criteria.len()), (0, 0));
}

#[test]
fn criteria_are_in_the_order_of_the_rubric_and_the_call_type_is_last_and_apart() {
    let (vendor, prospect) = (Decision::CallType(CallType::Vendor), Decision::CallType(CallType::Prospect));
    let rated = [
        says(0, "a", "call_type", vendor, "Dana", prospect, true),
        says(1, "a", "zeal", verdict('p'), "Dana", verdict('p'), true),
        says(2, "a", "close_attempt", verdict('p'), "Dana", verdict('p'), true),
        says(3, "a", "live_answer", verdict('n'), "Dana", verdict('p'), true),
    ];
    let report = built(&rated);
    let order: Vec<&str> = report.blind.criteria.iter().map(|row| row.criterion.as_str()).collect();
    assert_eq!(order, ["live_answer", "close_attempt", "zeal", "call_type"]);
    let all = report.blind.all_criteria.agreement;
    assert_eq!((all.hits, all.trials), (2, 3), "without the call type");
    let listed: Vec<&str> = report.disagreements.iter().map(|found| found.criterion.as_str()).collect();
    assert_eq!(listed, ["live_answer", "call_type"]);
}

#[test]
fn a_reviewed_call_is_a_labelled_call() {
    let mut card =
        scorecard(CallType::Prospect, &[("live_answer", Verdict::Pass), ("close_attempt", Verdict::Fail)], None);
    card.turns = [(Side::Business, "Kessel Computers."), (Side::Caller, "Our server is down.")]
        .map(|(side, text)| Turn::from_text(side, text, Some(0), Some(900)))
        .into();
    let review = |number, subject: &str, by: &str, said: Decision, is_blind| {
        says(number, "x", subject, verdict('f'), by, said, is_blind).review
    };
    let blind = [
        review(0, "close_attempt", "Dana", verdict('p'), true),
        review(1, "close_attempt", "Kim", verdict('p'), true),
        review(2, "live_answer", "Dana", verdict('p'), true),
        review(3, "live_answer", "Kim", verdict('f'), true),
    ];
    let of = |reviews: &[Review]| {
        let line = example_of(&card, reviews).unwrap();
        read("corrected.jsonl", &line).remove(0)
    };
    let labelled = of(&blind);
    assert_eq!(labelled.labels.keys().collect::<Vec<_>>(), ["close_attempt"], "on the other people do not agree");
    assert_eq!(labelled.unlabelled, ["call_type", "qualifying_topics"]);
    assert_eq!((labelled.turns.len(), labelled.turns[1].text.as_str()), (2, "Our server is down."));
    let seen = review(4, "live_answer", "Ann", verdict('n'), false);
    let caller = review(5, "call_type", "Ann", Decision::CallType(CallType::Vendor), false);
    let labelled = of(&[&blind[..], &[seen, caller]].concat());
    assert_eq!(labelled.labels["live_answer"].as_str(), "na", "who saw both decides");
    assert_eq!((labelled.call_type, labelled.author.as_deref()), (CallType::Vendor, Some("Ann, Dana")));
    assert_eq!(labelled.unlabelled, ["qualifying_topics"]);

    let open = [review(0, "close_attempt", "Dana", verdict('u'), false)];
    assert_eq!(example_of(&card, &open), Err(NoExample::Undecided));
    card.turns[1] = Turn::from_text(Side::Unknown, "Our server is down.", None, None);
    assert_eq!(example_of(&card, &blind), Err(NoExample::UnknownSides));
}

#[test]
fn spellings_of_one_name_are_one_person() {
    let (pass, fail) = (verdict('p'), verdict('f'));
    let rated = [
        says(0, "a", "close_attempt", pass, "Dana Ortiz", fail, true),
        says(1, "a", "close_attempt", pass, "dana  ortiz ", pass, true),
        says(2, "b", "close_attempt", pass, "DANA ORTIZ", fail, false),
        says(3, "b", "close_attempt", pass, "dana ortiz", pass, true),
    ];
    let report = built(&rated);
    let raters: Vec<_> =
        report.reviewers.iter().map(|rater| (rater.reviewer.as_str(), rater.n_blind, rater.n_seen)).collect();
    assert_eq!(raters, [("Dana Ortiz", 1, 1)], "who has seen the verdict on b is blind no more");
    assert_eq!(report.pairs, []);
    let told = built(&rated[..1]).disagreements;
    assert_eq!(told[0].people[0].reviewer, "Dana Ortiz");

    let mut card = scorecard(CallType::Prospect, &[("close_attempt", Verdict::Pass)], None);
    card.turns = vec![Turn::from_text(Side::Business, "Kessel Computers.", Some(0), Some(900))];
    let reviews: Vec<Review> = rated[..2].iter().map(|rated| rated.review.clone()).collect();
    let labelled = read("corrected.jsonl", &example_of(&card, &reviews).unwrap()).remove(0);
    assert_eq!(labelled.labels["close_attempt"].as_str(), "pass", "one person, whose newest counts");
    assert_eq!(labelled.author.as_deref(), Some("Dana Ortiz"), "by the spelling that figures have");
}

#[test]
fn who_reviewed_anything_of_a_call_with_open_eyes_has_seen_who_the_caller_is() {
    let (vendor, prospect) = (Decision::CallType(CallType::Vendor), Decision::CallType(CallType::Prospect));
    let rated = [
        says(0, "a", "call_type", vendor, "Dana", prospect, true),
        says(1, "a", "close_attempt", verdict('p'), "Dana", verdict('p'), false),
        says(2, "b", "close_attempt", verdict('p'), "Dana", verdict('p'), false),
        says(3, "b", "call_type", vendor, "Dana", prospect, true),
        says(4, "b", "call_type", vendor, "Kim", prospect, true),
        says(5, "b", "live_answer", verdict('p'), "Dana", verdict('p'), true),
    ];
    let report = built(&rated);
    let of = |section: &ringcheck_evaluation::ToolSection, id: &str| {
        section.criteria.iter().find(|row| row.criterion == id).map_or(0, |row| row.people.agreement.trials)
    };
    assert_eq!(of(&report.blind, "call_type"), 2, "that of a came before, and Kim has seen nothing of b");
    assert_eq!(of(&report.seen, "call_type"), 1);
    assert_eq!(
        (of(&report.blind, "live_answer"), of(&report.seen, "live_answer")),
        (1, 0),
        "of that nothing was shown"
    );
}

#[test]
fn who_has_seen_a_verdict_on_a_part_of_a_call_is_not_blind_to_the_whole() {
    let (pass, prospect) = (verdict('p'), Decision::CallType(CallType::Prospect));
    let of_part = |rated: RatedVerdict| RatedVerdict { listed_id: "whole".to_owned(), ..rated };
    let rated = [
        of_part(says(0, "part", "close_attempt", pass, "Dana", pass, false)),
        says(1, "whole", "close_attempt", pass, "dana", pass, true),
        says(2, "whole", "call_type", prospect, "Dana", prospect, true),
        says(3, "whole", "live_answer", pass, "Dana", pass, true),
        // Kim heard the part blind, and then the whole: two things were judged.
        of_part(says(4, "part", "close_attempt", pass, "Kim", pass, true)),
        says(5, "whole", "close_attempt", pass, "Kim", pass, true),
    ];
    let report = built(&rated);
    let raters: Vec<_> =
        report.reviewers.iter().map(|rater| (rater.reviewer.as_str(), rater.n_blind, rater.n_seen)).collect();
    assert_eq!(raters, [("Dana", 1, 3), ("Kim", 2, 0)]);
}

#[test]
fn a_call_whose_rubric_asks_nothing_that_was_reviewed_is_told_apart() {
    let mut card = scorecard(CallType::Prospect, &[("close_attempt", Verdict::Pass)], None);
    card.turns = vec![Turn::from_text(Side::Business, "Kessel Computers.", Some(0), Some(900))];
    let zeal = says(0, "x", "zeal", verdict('p'), "Dana", verdict('f'), false).review;
    assert_eq!(example_of(&card, std::slice::from_ref(&zeal)), Err(NoExample::NotAsked));
    let open = says(1, "x", "close_attempt", verdict('p'), "Dana", verdict('u'), false).review;
    assert_eq!(example_of(&card, &[zeal, open]), Err(NoExample::Undecided));
}
