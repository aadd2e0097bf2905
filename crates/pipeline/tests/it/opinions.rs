//! Second opinions on the verdicts of a real run.

use std::{num::NonZeroUsize, sync::Mutex, time::Duration};

use ringcheck_call::{CriterionScore, Probability, Scorecard, Verdict};
use ringcheck_opinion::{Client, ClientOptions, Reach};
use ringcheck_pipeline::{Advisor, CallSource, Cancel, OpinionCounts, RunOptions, score_transcripts};
use ringcheck_scoring::Rubric;
use ringcheck_store::{CallFilter, Store};
use ringcheck_transcription::MaskingOptions;
use serde_json::{Value, json};

use crate::{
    Bench, Setting,
    mock::{Mock, Reply},
};

/// An advisor that is asked about every verdict but a certain one.
pub(crate) fn advisor(server: &Mock) -> Advisor {
    let options = ClientOptions {
        url: server.url(),
        model: "small".to_owned(),
        timeout: Duration::from_millis(500),
        reach: Reach::Loopback,
    };
    Advisor::new(Client::new(options).unwrap(), Probability::ONE)
}

/// Answers with `verdict` and with words of the agent's refusal, where the prompt has them.
pub(crate) fn answer(question: &Value, verdict: &str) -> Reply {
    let prompt = question["messages"][1]["content"].as_str().unwrap();
    let line = prompt.lines().find(|line| line.contains("We only service people")).unwrap();
    let number: u32 = line.trim_start_matches('[').split(']').next().unwrap().parse().unwrap();
    Reply::Says(json!({"verdict": verdict, "quote": "we only service PEOPLE", "turn": number}).to_string())
}

pub(crate) fn newest(bench: &Bench) -> Scorecard {
    let store = bench.store.lock().unwrap();
    let call = &store.calls(&CallFilter::default()).unwrap()[0];
    store.scorecard(&call.id, None).unwrap().unwrap()
}

fn criterion<'a>(card: &'a Scorecard, id: &str) -> &'a CriterionScore {
    card.criteria.iter().find(|criterion| criterion.id == id).unwrap()
}

/// A call that was scored without anybody being asked, its verdicts, and the call to score it again with.
fn scored() -> (Bench, Scorecard, Vec<CallSource>) {
    let bench = Bench::new();
    let calls = vec![CallSource::of_file(bench.recording("a.wav"))];
    bench.run_calls(calls.clone(), &Rubric::default_msp_inbound(), &Cancel::default());
    let plain = newest(&bench);
    (bench, plain, calls)
}

fn run(bench: &Bench, calls: &[CallSource], advisor: &Advisor) -> Vec<String> {
    bench.run_advised(calls.to_vec(), &Rubric::default_msp_inbound(), Some(advisor), &Cancel::default()).0
}

#[test]
fn an_opinion_confirms_or_questions_and_is_asked_for_once() {
    let (bench, plain, calls) = scored();
    assert_eq!(criterion(&plain, "no_contract_turnaway").verdict, Verdict::Fail);
    let server = Mock::start(|question| answer(question, "fail"));
    let counts = {
        let advisor = advisor(&server);
        assert_eq!(run(&bench, &calls, &advisor), ["a.wav Transcript 2"]);
        advisor.counts()
    };
    assert_eq!(counts.n_wanted, server.asked().len());
    // Nobody live needs to speak for `live_answer`; all others may be decided by the agent's words too.
    assert_eq!((counts.n_heard, counts.n_failed, counts.n_stored), (counts.n_wanted, 0, 0));
    let card = newest(&bench);
    let refused = criterion(&card, "no_contract_turnaway");
    assert_eq!(refused.verdict, Verdict::Fail);
    assert!(refused.rationale.ends_with("; a second opinion (small) agrees."), "{}", refused.rationale);
    let passed = plain.criteria.iter().find(|c| c.verdict == Verdict::Pass && c.confidence < Probability::ONE);
    let questioned = criterion(&card, &passed.expect("a verdict that is not certain").id);
    assert_eq!((questioned.verdict, questioned.possible), (Verdict::Undetermined, 0));
    assert!(questioned.evidence.iter().any(|e| e.quote == "We only service people"), "{questioned:?}");
    assert!(card.needs_review);
    assert_eq!(card.origin.second_opinions.len(), counts.n_heard);

    let advisor = advisor(&server);
    assert_eq!(run(&bench, &calls, &advisor), ["a.wav Scorecard 2"]);
    assert_eq!(server.asked().len(), counts.n_wanted);
    assert_eq!(advisor.counts().n_stored, counts.n_wanted);
}

#[test]
fn without_an_answer_of_use_the_scorecard_is_the_plain_one() {
    let (bench, plain, calls) = scored();
    let says = |content: &str| {
        let content = content.to_owned();
        move |_: &Value| Reply::Says(content.clone())
    };
    let not_said = json!({"verdict": "pass", "quote": "see you on Thursday", "turn": 0}).to_string();
    // Each with another prompt version would be asked again; here the first answer is the one that is remembered.
    for (reply, is_answer) in [
        (Box::new(|_: &Value| Reply::Http(500, "", String::new())) as Box<dyn Fn(&Value) -> Reply + Send>, false),
        (Box::new(|_: &Value| Reply::Http(302, "Location: http://127.0.0.1:1/\r\n", String::new())), false),
        (Box::new(|_: &Value| Reply::Http(200, "", "hello".to_owned())), false),
        (Box::new(says(&not_said)), true),
    ] {
        let server = Mock::start(reply);
        let advisor = advisor(&server);
        assert_eq!(run(&bench, &calls, &advisor), ["a.wav Scorecard 1"]);
        assert_eq!(newest(&bench), plain);
        let OpinionCounts { n_wanted, n_heard, n_unusable, n_failed, n_given_up, .. } = advisor.counts();
        assert_eq!((n_heard, n_unusable), (0, if is_answer { n_wanted } else { 0 }));
        assert_eq!(n_unusable + n_failed + n_given_up, n_wanted);
    }
}

#[test]
fn a_server_that_stopped_answering_is_not_asked_again_and_again() {
    let (bench, plain, calls) = scored();
    let server = Mock::start(|_| Reply::Silence);
    let advisor = advisor(&server);
    assert_eq!(run(&bench, &calls, &advisor), ["a.wav Scorecard 1"]);
    assert_eq!(newest(&bench), plain);
    let counts = advisor.counts();
    assert!(counts.n_wanted > 3, "{counts:?}");
    assert_eq!((counts.n_failed, counts.n_given_up), (3, counts.n_wanted - 3));
}

#[test]
fn verdicts_that_are_sure_enough_are_nobody_elses_business() {
    let (bench, plain, calls) = scored();
    let server = Mock::start(|question| answer(question, "pass"));
    let options = ClientOptions {
        url: server.url(),
        model: "small".to_owned(),
        timeout: Duration::from_millis(500),
        reach: Reach::Loopback,
    };
    let least = plain.criteria.iter().filter(|c| c.verdict != Verdict::Na).map(|c| c.confidence).min().unwrap();
    assert!(plain.criteria.iter().all(|c| c.verdict != Verdict::Undetermined));
    let advisor = Advisor::new(Client::new(options).unwrap(), least);
    assert_eq!(run(&bench, &calls, &advisor), ["a.wav Scorecard 1"]);
    assert_eq!((advisor.counts().n_wanted, server.asked().len()), (0, 0));
}

#[test]
fn a_caller_s_words_do_not_decide_what_the_business_did() {
    let folder = tempfile::tempdir().unwrap();
    let store = Mutex::new(Store::open(&folder.path().join("calls.db")).unwrap());
    let file = folder.path().join("calls.jsonl");
    let turns = json!([
        {"side": "business", "text": "Lone Pecan IT, this is Dana."},
        {"side": "caller", "text": "You only service people on a plan, I was told."},
        {"side": "business", "text": "Who told you that?"},
    ]);
    let call = json!({"schema": "ringcheck.transcript/1", "id": "c1", "turns": turns});
    fs_err::write(&file, format!("{call}\n")).unwrap();
    let said = json!({"verdict": "fail", "quote": "only service people", "turn": 1}).to_string();
    let server = Mock::says(&said);
    let advisor = advisor(&server);
    let rubric = Rubric::default_msp_inbound();
    let setting = Setting { rubric: &rubric, prompts: &[] };
    let masking = MaskingOptions::default();
    let options = RunOptions { advisor: Some(&advisor), ..RunOptions::of_jobs(NonZeroUsize::MIN) };
    score_transcripts(&file, setting, &masking, &store, options, &Cancel::default(), &|_| ()).unwrap();
    let counts = advisor.counts();
    assert!(counts.n_wanted > 0 && counts.n_unusable == counts.n_wanted, "{counts:?}");
    let card = store.lock().unwrap().scorecard("c1", None).unwrap().unwrap();
    assert!(card.origin.second_opinions.is_empty());
}
