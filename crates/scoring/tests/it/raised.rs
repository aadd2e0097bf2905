//! What callers raise where a dialogue alone does not tell: a missing end, the callers that a rubric names, doubt.

use ringcheck_call::{CriterionScore, Side, Turn, Verdict};

use crate::timeline_criteria::{Heard, judged, turn};

const OBJECTION: &[(Side, &str)] = &[
    (Side::Business, "Lantern Systems, this is Max, how can I help?"),
    (Side::Caller, "Hi, I'm looking for somebody to look after our computers. What do you charge?"),
    (Side::Business, "It's a hundred and forty an hour."),
    (Side::Caller, "Wow, that's too expensive for us."),
];

const GROWTH: &[(Side, &str)] = &[
    (Side::Business, "Lantern Systems, this is Max, how can I help?"),
    (Side::Caller, "Hi Max, it's Ann from Birch Dental, we're on your plan. I can't print."),
    (Side::Business, "I've restarted the queue, try again."),
    (Side::Caller, "That works, thanks. By the way, we're opening a second office in the spring."),
    (Side::Business, "Nice. Okay, bye now."),
];

fn call(said: &[(Side, &str)], is_cut_off: bool) -> Heard {
    let turns: Vec<Turn> = (1_u64..).zip(said).map(|(i, (side, text))| turn(*side, i * 5, text)).collect();
    Heard { turns, is_cut_off, ..Heard::default() }
}

fn quotes(found: &CriterionScore) -> Vec<(Side, &str)> {
    found.evidence.iter().map(|quote| (quote.side, quote.quote.as_str())).collect()
}

#[test]
fn an_objection_at_a_missing_end_is_left_to_a_person() {
    let found = judged(&call(OBJECTION, true), "objection_answered", "");
    assert_eq!(found.verdict, Verdict::Undetermined);
    assert!(found.rationale.contains("breaks off after the caller's objection (price)"), "{}", found.rationale);
    assert_eq!(judged(&call(OBJECTION, false), "objection_answered", "").verdict, Verdict::Na);
    // What lets it stand was said, whatever is missing after it.
    let let_stand = [OBJECTION, &[(Side::Business, "Okay, well, let us know if you change your mind.")]].concat();
    assert_eq!(judged(&call(&let_stand, true), "objection_answered", "").verdict, Verdict::Fail);
}

#[test]
fn what_is_passed_over_may_be_taken_up_in_a_missing_end() {
    assert_eq!(judged(&call(GROWTH, false), "opportunity_noticed", "").verdict, Verdict::Fail);
    assert_eq!(judged(&call(GROWTH, true), "opportunity_noticed", "").verdict, Verdict::Undetermined);
}

#[test]
fn both_sides_are_quoted_and_a_fail_shows_where_it_was_looked() {
    let found = judged(&call(GROWTH, false), "opportunity_noticed", "");
    let sides: Vec<Side> = quotes(&found).iter().map(|(side, _)| *side).collect();
    assert_eq!(sides, [Side::Caller, Side::Business], "{:?}", quotes(&found));
    let searched = found.searched.unwrap();
    assert_eq!((searched.first_turn, searched.last_turn), (3, 4));
    assert_eq!((searched.start_ms, searched.end_ms), (Some(20_000), Some(27_000)));
    assert_eq!(found.nearest_miss.unwrap().turn, 4);
}

#[test]
fn answers_in_several_turns_without_a_word_between_are_one() {
    let said = [
        OBJECTION,
        &[
            (Side::Business, "Right."),
            (Side::Business, "Yeah."),
            (
                Side::Business,
                "I understand. The first half hour is free though, and most jobs are done in that, so many people pay less \
                 than they expect.",
            ),
        ],
    ]
    .concat();
    assert_eq!(judged(&call(&said, false), "objection_answered", "").verdict, Verdict::Pass);
}

#[test]
fn a_rubric_may_ask_it_of_prospects() {
    let said = [
        (Side::Business, "Lantern Systems, this is Max, how can I help?"),
        (Side::Caller, "Hi, I'm not a customer yet, I'm looking for somebody to look after our computers."),
        (Side::Business, "Sure, what can I do for you?"),
        (Side::Caller, "Well, we're opening a second office in the spring."),
        (Side::Business, "Oh, congratulations. How many people will be working there?"),
    ];
    let heard = call(&said, false);
    assert_eq!(judged(&heard, "opportunity_noticed", "").verdict, Verdict::Na);
    let found = judged(&heard, "opportunity_noticed", "applies_to = [\"prospect\", \"customer\"]\n");
    assert_eq!(found.verdict, Verdict::Pass, "{}", found.rationale);
}

#[test]
fn words_that_were_recognized_poorly_decide_nothing() {
    let heard = Heard { doubtful_turns: vec![3, 4], ..call(GROWTH, false) };
    assert_eq!(judged(&heard, "opportunity_noticed", "").verdict, Verdict::Undetermined);
}
