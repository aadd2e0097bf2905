//! What people say about verdicts: appended, followed by lists and reports, gone with their calls.

use std::ops::ControlFlow;

use ringcheck_call::{
    CallType, Decision, LossReason, Review,
    Verdict::{self, Fail, Na, Pass, Undetermined},
};
use ringcheck_store::{CallFilter, CallRow, NewReview, ReviewItem, Store, StoreError};

use crate::{
    lost_leads::lost_leads,
    sample::{Place, Sample, sha256},
};

fn at(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

/// A call that was answered live, turned away in doubt, and not closed.
pub(crate) fn doubtful(path: &str) -> Sample {
    let mut sample = Sample::new(path);
    sample.verdicts = vec![("live_answer", Pass), ("no_contract_turnaway", Undetermined), ("close_attempt", Fail)];
    sample.needs_review = true;
    sample
}

fn review<'a>(call_id: &'a str, subject: &'a str, verdict: Decision) -> NewReview<'a> {
    NewReview {
        call_id,
        scorecard: 1,
        criterion_id: (subject != "call_type").then_some(subject),
        verdict,
        reviewer: "Dana",
        reason: None,
        is_blind: false,
        outline: Box::leak(Box::new(doubtful("outline").outline())),
    }
}

pub(crate) fn says(store: &mut Store, sample: &Sample, subject: &str, verdict: Verdict) -> Review {
    store.add_review(&review(&sample.id(), subject, Decision::Verdict(verdict))).unwrap()
}

pub(crate) fn listed(store: &Store) -> CallRow {
    store.calls(&CallFilter::default()).unwrap().swap_remove(0)
}

pub(crate) fn verdict_of(call: &CallRow, id: &str) -> Verdict {
    call.verdicts.iter().find(|(of, _)| of == id).unwrap().1
}

#[test]
fn a_review_is_a_row_of_its_own_and_the_scorecard_stays() {
    let place = Place::new();
    let mut store = place.store();
    let sample = doubtful("a.wav");
    let card = sample.score(&mut store, "1");
    let id = sample.id();
    let reason = "the agent books Tuesday at ten";
    let new = NewReview { reason: Some(reason), ..review(&id, "close_attempt", Decision::Verdict(Pass)) };
    let stored = store.add_review(&new).unwrap();
    assert_eq!((stored.verdict, stored.tool_verdict), (Decision::Verdict(Pass), Decision::Verdict(Fail)));
    assert_eq!((stored.tool_confidence.thousandths(), stored.scorecard), (930, 1));
    assert_eq!((stored.reviewer.as_str(), stored.reason.as_deref()), ("Dana", Some(reason)));
    assert!(stored.reviewed_at_utc.parse::<jiff::Timestamp>().is_ok(), "{}", stored.reviewed_at_utc);
    assert_eq!(store.reviews_of(&id).unwrap(), [stored]);
    assert_eq!(store.scorecard(&id, None).unwrap().unwrap(), card);

    let conn = place.sqlite();
    for (change, said) in
        [("UPDATE reviews SET verdict = 'na'", "never changed"), ("DELETE FROM reviews", "purge alone")]
    {
        assert!(conn.execute(change, []).unwrap_err().to_string().contains(said), "{change}");
    }
    let shown: (String, String, String) = conn
        .query_row(
            "SELECT verdict, reviewed_verdict, reviewed_by FROM v_criteria WHERE criterion_id = 'close_attempt'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .unwrap();
    assert_eq!(shown, ("fail".to_owned(), "pass".to_owned(), "Dana".to_owned()));
    let unreviewed = "SELECT count(*) FROM v_criteria WHERE reviewed_verdict IS NULL AND reviewed_by IS NULL";
    assert_eq!(conn.query_row(unreviewed, [], |row| row.get::<_, i64>(0)).unwrap(), 2);
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn lists_and_reports_follow_people_by_the_weights_of_the_rubric() {
    let place = Place::new();
    let mut store = place.store();
    let sample = doubtful("a.wav");
    sample.score(&mut store, "1");
    assert_eq!((listed(&store).percent, listed(&store).needs_review), (Some(42.9), true));

    says(&mut store, &sample, "close_attempt", Pass);
    let call = listed(&store);
    assert_eq!((call.points, call.possible, call.percent, call.passed), (30, 30, Some(100.0), Some(true)));
    assert!(call.needs_review, "a verdict is open still");
    let with = |id: &str, verdict| CallFilter { verdicts: vec![(id.to_owned(), verdict)], ..CallFilter::default() };
    assert_eq!(store.calls(&with("close_attempt", Pass)).unwrap().len(), 1);
    assert_eq!(store.calls(&with("close_attempt", Fail)).unwrap().len(), 0);
    assert!(lost_leads(&store, &CallFilter::default()).is_empty());

    says(&mut store, &sample, "no_contract_turnaway", Fail);
    let call = listed(&store);
    assert_eq!((call.points, call.possible, call.percent), (30, 45, Some(66.7)));
    assert_eq!((call.passed, call.needs_review), (Some(false), false), "critical; and nothing is left open");
    let lost = lost_leads(&store, &CallFilter::default());
    assert_eq!(lost[0].reasons, [LossReason::TurnedAway]);
    assert_eq!(lost[0].words.rationale, "Dana listened and says so.");
    let mut facts = Vec::new();
    let keep = &mut |call| {
        facts.push(call);
        ControlFlow::Continue(())
    };
    store.for_each_facts(&CallFilter::default(), keep).unwrap();
    assert_eq!((facts[0].percent, facts[0].verdict("no_contract_turnaway")), (Some(66.7), Some(Fail)));
    assert_eq!(store.check().unwrap(), []);

    place.sqlite().execute_batch("UPDATE newest_scorecards SET percent = 99.0").unwrap();
    let found = store.check().unwrap();
    assert!(found.iter().any(|finding| finding.to_string().contains("newest_scorecards")), "{found:?}");
}

#[test]
fn the_newest_counts_and_blind_ones_never_do() {
    let place = Place::new();
    let mut store = place.store();
    let sample = doubtful("a.wav");
    sample.score(&mut store, "1");
    let id = sample.id();
    let blind = NewReview { is_blind: true, reviewer: "Kim", ..review(&id, "close_attempt", Decision::Verdict(Na)) };
    store.add_review(&blind).unwrap();
    assert_eq!(listed(&store).percent, Some(42.9), "nothing but a blind review is as none");
    let exported = |store: &Store| {
        let mut bytes = Vec::new();
        store.export_long_csv(&mut bytes, &CallFilter::default()).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let ends = text.lines().map(|line| line.rsplit(',').take(3).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
        ends.join("; ")
    };
    assert_eq!(exported(&store), "counted_verdict reviewed_by reviewed_verdict; pass  ; undetermined  ; fail  ");
    says(&mut store, &sample, "close_attempt", Pass);
    says(&mut store, &sample, "close_attempt", Na);
    store.add_review(&NewReview { verdict: Decision::Verdict(Fail), ..blind }).unwrap();
    assert_eq!(verdict_of(&listed(&store), "close_attempt"), Na);
    assert_eq!(exported(&store), "counted_verdict reviewed_by reviewed_verdict; pass  ; undetermined  ; na Dana na");
    assert_eq!(listed(&store).possible, 15);
    let rows = store.reviews(&CallFilter::default()).unwrap();
    assert_eq!(rows.iter().map(|row| row.counts).collect::<Vec<_>>(), [false, false, true, false]);
    assert!(rows.iter().all(|row| row.quote.as_ref().is_some_and(|quote| quote.turn == 2)), "{rows:?}");
    let counts = "SELECT group_concat(counts, '') FROM v_reviews";
    assert_eq!(place.sqlite().query_row(counts, [], |row| row.get::<_, String>(0)).unwrap(), "0010");
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn a_verdict_of_a_person_outlives_another_scoring() {
    let place = Place::new();
    let mut store = place.store();
    let mut sample = doubtful("a.wav");
    sample.score(&mut store, "1");
    says(&mut store, &sample, "close_attempt", Pass);
    sample.verdicts = vec![("live_answer", Pass), ("close_attempt", Undetermined), ("greeting", Fail)];
    sample.score(&mut store, "2");
    let call = listed(&store);
    assert_eq!((call.scorecard, verdict_of(&call, "close_attempt")), (2, Pass));
    assert_eq!((call.points, call.possible, call.percent), (30, 45, Some(66.7)));
    // A criterion that is not asked any more is not brought back.
    sample.verdicts = vec![("live_answer", Pass), ("greeting", Fail)];
    sample.score(&mut store, "3");
    assert_eq!(listed(&store).verdicts.len(), 2);
    assert_eq!(store.reviews_of(&sample.id()).unwrap()[0].scorecard, 1, "it says what the person saw");
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn whoever_says_who_the_caller_is_opens_and_closes_what_hangs_on_it() {
    let place = Place::new();
    let mut store = place.store();
    let mut sample = doubtful("a.wav");
    sample.call_type = CallType::Vendor;
    sample.verdicts[2].1 = Na;
    sample.score(&mut store, "1");
    let id = sample.id();
    let is = |store: &mut Store, kind| store.add_review(&review(&id, "call_type", Decision::CallType(kind))).unwrap();
    is(&mut store, CallType::Prospect);
    let call = listed(&store);
    assert_eq!(call.call_type, CallType::Prospect);
    // The tool never judged it, because it took the caller for a vendor.
    assert_eq!(verdict_of(&call, "close_attempt"), Undetermined);
    assert!(call.needs_review);
    says(&mut store, &sample, "close_attempt", Fail);
    assert_eq!(lost_leads(&store, &CallFilter::default())[0].reasons, [LossReason::NotClosed]);
    is(&mut store, CallType::Vendor);
    assert!(lost_leads(&store, &CallFilter::default()).is_empty());
    assert_eq!(verdict_of(&listed(&store), "close_attempt"), Na, "vendors are not asked, whatever was said before");
    says(&mut store, &sample, "close_attempt", Fail);
    assert_eq!(verdict_of(&listed(&store), "close_attempt"), Fail, "said of a vendor, it stands");
    assert_eq!(store.check().unwrap(), []);

    let mut other = doubtful("b.wav");
    other.verdicts[2].1 = Fail;
    other.call.started_at = Some("2026-03-09T00:00:00Z".to_owned());
    other.score(&mut store, "2");
    let other_id = other.id();
    store.add_review(&review(&other_id, "call_type", Decision::CallType(CallType::Customer))).unwrap();
    assert_eq!(verdict_of(&listed(&store), "close_attempt"), Na, "not asked of customers");
}

#[test]
fn what_does_not_exist_cannot_be_reviewed() {
    let place = Place::new();
    let mut store = place.store();
    let sample = doubtful("a.wav");
    sample.score(&mut store, "1");
    let id = sample.id();
    let good = review(&id, "close_attempt", Decision::Verdict(Pass));
    let mut refused = |new: NewReview<'_>| -> StoreError { store.add_review(&new).unwrap_err() };
    for bad in [
        NewReview { criterion_id: Some("zeal"), ..good },
        NewReview { scorecard: 2, ..good },
        NewReview { call_id: "nobody", ..good },
        NewReview { reviewer: "  ", ..good },
        NewReview { criterion_id: None, ..good },
        NewReview { verdict: Decision::CallType(CallType::Other), ..good },
    ] {
        let error = refused(bad);
        assert!(error.concerns_one_call(), "{bad:?}: {error}");
    }
    assert_eq!(place.n_rows("reviews"), 0);
}

#[test]
fn a_purge_takes_reviews_with_their_words() {
    const SECRET: &str = "quetzalcoatl";
    let place = Place::new();
    let mut store = place.store();
    for (path, day) in [("old.wav", "01"), ("new.wav", "05")] {
        let mut sample = doubtful(path);
        sample.call.started_at = Some(format!("2026-03-{day}T12:00:00Z"));
        sample.score(&mut store, path);
        let reason = if path == "old.wav" { SECRET } else { "plain" };
        let id = sample.id();
        let new = NewReview { reason: Some(reason), ..review(&id, "close_attempt", Decision::Verdict(Pass)) };
        store.add_review(&new).unwrap();
    }
    let holds_secret = || {
        let mut files =
            fs_err::read_dir(place.folder()).unwrap().map(|entry| fs_err::read(entry.unwrap().path()).unwrap());
        files.any(|bytes| bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()))
    };
    assert!(holds_secret(), "the test sees what is there");
    let purged = store.purge(at("2026-03-05T00:00:00Z"), 0).unwrap();
    assert!(purged.counts.contains(&("reviews", 1)), "{:?}", purged.counts);
    assert!(!holds_secret());
    assert_eq!((place.n_rows("reviews"), place.n_rows("rubric_outlines")), (1, 1));
    assert_eq!(store.check().unwrap(), []);
    let rest = store.purge(at("2026-04-05T00:00:00Z"), 0).unwrap();
    assert!(rest.counts.contains(&("rubric_outlines", 1)), "{:?}", rest.counts);
    assert_eq!((place.n_rows("reviews"), place.n_rows("rubric_outlines")), (0, 0));
}

#[test]
fn verdicts_to_review_are_found_by_how_sure_they_are() {
    let place = Place::new();
    let mut store = place.store();
    let sample = doubtful("a.wav");
    sample.score(&mut store, "1");
    let found = |filter: &CallFilter, below: Option<f64>| {
        let mut items: Vec<ReviewItem> = Vec::new();
        let keep = &mut |item| {
            items.push(item);
            ControlFlow::Continue(())
        };
        store.for_each_review_item(filter, below, keep).unwrap();
        items
    };
    let all = CallFilter::default();
    let ids = |items: &[ReviewItem]| {
        items.iter().map(|item| item.criterion_id.clone().unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&found(&all, None)), ["", "live_answer", "no_contract_turnaway", "close_attempt"]);
    assert_eq!(ids(&found(&all, Some(0.8))), ["no_contract_turnaway"], "open, however sure that is");
    assert_eq!(ids(&found(&all, Some(0.92))), ["", "no_contract_turnaway"]);
    let item = &found(&all, None)[3];
    assert_eq!((item.verdict, item.confidence.thousandths()), (Decision::Verdict(Fail), 930));
    assert_eq!(
        (item.call_type, item.started_at_utc.as_deref()),
        (CallType::Prospect, Some("2026-03-02T15:30:00.000Z"))
    );
    assert_eq!(store.rubric_text(&item.rubric_sha256).unwrap().as_deref(), Some(sample.rubric));
    let nobody = CallFilter { agent_name: Some("Nobody".to_owned()), ..CallFilter::default() };
    assert_eq!(found(&nobody, None), []);
    let dana = CallFilter { agent_name: Some("dana".to_owned()), limit: Some(1), ..CallFilter::default() };
    assert_eq!(found(&dana, None).len(), 4);
}

#[test]
fn what_counts_stands_beside_what_the_scorecard_and_people_say() {
    let place = Place::new();
    let mut store = place.store();
    let sample = doubtful("a.wav");
    sample.score(&mut store, "1");
    says(&mut store, &sample, "close_attempt", Pass);
    let id = sample.id();
    store.add_review(&review(&id, "call_type", Decision::CallType(CallType::Vendor))).unwrap();
    let conn = place.sqlite();
    let view = "SELECT verdict || ' ' || coalesce(reviewed_verdict, '-') || ' ' || counted_verdict FROM v_criteria
        WHERE criterion_id = 'close_attempt'";
    assert_eq!(conn.query_row(view, [], |row| row.get::<_, String>(0)).unwrap(), "fail pass na");
    let mut lines = Vec::new();
    store.export_long_jsonl(&mut lines, &CallFilter::default()).unwrap();
    let rows: Vec<serde_json::Value> =
        String::from_utf8(lines).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let said = ["verdict", "reviewed_verdict", "counted_verdict"].map(|key| rows[2][key].as_str().unwrap());
    assert_eq!(said, ["fail", "pass", "na"]);
    assert_eq!(rows[0]["counted_verdict"], "pass");
}

#[test]
fn reviews_of_a_database_of_before_count_as_they_do_now() {
    let place = Place::new();
    let mut store = place.store();
    let sample = doubtful("a.wav");
    sample.score(&mut store, "1");
    says(&mut store, &sample, "close_attempt", Pass);
    drop(store);
    // As an earlier version left it: the migrations unknown, their view not there, and a row by rules of then.
    place
        .sqlite()
        .execute_batch(
            "DROP VIEW v_call_parts; DELETE FROM migrations WHERE name IN ('reviews_of_parts', 'reviews_of_the_whole');
             UPDATE newest_scorecards SET needs_review = 0, percent = 1.0;",
        )
        .unwrap();
    let mut store = place.store();
    assert_eq!((listed(&store).percent, listed(&store).needs_review), (Some(100.0), true));
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn a_fail_that_people_confirmed_or_settled_is_as_sure_as_can_be() {
    let place = Place::new();
    let mut store = place.store();
    let sample = doubtful("a.wav");
    sample.score(&mut store, "1");
    for (id, verdict) in [("no_contract_turnaway", Fail), ("close_attempt", Fail), ("live_answer", Fail)] {
        says(&mut store, &sample, id, verdict);
    }
    let calls = store.judged_calls(&CallFilter::default()).unwrap();
    let judged = |id: &str| {
        let judged = calls[0].judged(id).unwrap();
        (judged.verdict, judged.is_overruled, judged.confidence.thousandths())
    };
    assert_eq!(judged("no_contract_turnaway"), (Fail, false, 1000), "Ringcheck left it open");
    assert_eq!(judged("close_attempt"), (Fail, false, 1000));
    assert_eq!(judged("live_answer"), (Fail, true, 1000), "the words speak for a pass");
}

#[test]
fn people_count_on_any_scorecard_of_a_call() {
    let place = Place::new();
    let mut store = place.store();
    let sample = Sample::new("shop.wav");
    let card = sample.score(&mut store, "1");
    let id = sample.id();
    assert_eq!(store.decided(&id, 1).unwrap(), None, "nobody decided anything");
    let outline = sample.outline();
    store
        .add_review(&NewReview {
            call_id: &id,
            scorecard: 1,
            criterion_id: Some("close_attempt"),
            verdict: Decision::Verdict(Pass),
            reviewer: "Dana",
            reason: None,
            is_blind: false,
            outline: &outline,
        })
        .unwrap();
    sample.append(&mut store, "2", &sample.scorecard()).unwrap();
    for number in [1, 2] {
        let decided = store.decided(&id, number).unwrap().unwrap();
        assert_eq!((decided.score.points, decided.score.possible, decided.score.passed), (30, 30, Some(true)));
    }
    assert_eq!(store.decided(&id, 3).unwrap(), None);
    let by = |rubric: &str, version: &str| store.scored_by(&id, None, &sha256(rubric), version).unwrap();
    assert_eq!(by(sample.rubric, &card.origin.scorer_version), Some((2, true)));
    assert_eq!([by("another", "1"), by(sample.rubric, "0")], [Some((2, false)); 2]);
    assert_eq!(store.scored_by("nobody", None, &sha256("x"), "1").unwrap(), None);
}
