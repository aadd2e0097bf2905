//! Labelled calls and scorecards.

use fs_err as fs;
use ringcheck_call::{
    Call, CallSummary, CallType, CriterionScore, Evidence, NearestMiss, Origin, Probability, QualifyingTopic,
    SCORECARD_SCHEMA, Score, Scorecard, Segment, Sha256Hex, Side, SidesOrigin, Timeline, TimelineFigures, Transcript,
    Verdict, Word,
};
use ringcheck_evaluation::{LabelledCall, read_labelled};

/// A call with one turn of each side as a line of `dev.jsonl`.
pub(crate) fn line(id: &str, call_type: &str, labels: &str) -> String {
    format!(
        r#"{{"id":"{id}","industry":"msp","call_type":"{call_type}","difficulty":"easy","turns":[{{"speaker":"agent","name":"Al","text":"Hello, Lone Pecan, ten o'clock."}},{{"speaker":"caller","text":"Um, hi."}}],"labels":{labels},"qualifying_topics":["problem","size"],"evidence":{{"live_answer":[0],"close_attempt":[1]}},"notes":"n"}}"#
    )
}

/// The same with a recording, as a truth file.
pub(crate) fn truth(id: &str, layout: &str, agent_channel: &str) -> String {
    format!(
        r#"{{"id":"{id}","file":"{id}.wav","format":"pcm.wav","layout":"{layout}","agent_channel":{agent_channel},"duration_ms":9000,
 "turns":[{{"speaker":"ivr","text":"Press one.","start_ms":500,"end_ms":1500}},
  {{"speaker":"caller","name":"Bo","text":"Hello? Um, hi there.","start_ms":2000,"end_ms":2500}},
  {{"speaker":"agent","text":"Ten o'clock it is.","start_ms":4000,"end_ms":5000}}],
 "events":[{{"kind":"ring","start_ms":0,"end_ms":400}}],
 "call_type":"prospect","labels":{{"live_answer":"fail","close_attempt":"pass"}},"qualifying_topics":[],"evidence":{{}}}}"#
    )
}

pub(crate) fn read(name: &str, text: &str) -> Vec<LabelledCall> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, text).unwrap();
    read_labelled(&path).unwrap()
}

/// A scorecard with these verdicts.
pub(crate) fn scorecard(call_type: CallType, verdicts: &[(&str, Verdict)], agent_channel: Option<u16>) -> Scorecard {
    let sha256 = Sha256Hex::from_bytes([0; 32]);
    let confidence = Probability::from_thousandths(930);
    Scorecard {
        schema: SCORECARD_SCHEMA.to_owned(),
        id: "x".to_owned(),
        scorecard: 1,
        recordings: vec![],
        sides: SidesOrigin { agent_channel, method: "auto".to_owned(), confidence, reason: String::new() },
        call: CallSummary::new(&Call::default(), call_type, confidence, vec![evidence("Hello, Lone Pecan")]),
        timeline: Timeline::default(),
        figures: TimelineFigures::default(),
        turns: vec![],
        criteria: verdicts
            .iter()
            .map(|(id, verdict)| CriterionScore {
                id: (*id).to_owned(),
                verdict: *verdict,
                points: 0,
                possible: 0,
                confidence,
                evidence: vec![evidence("Hello, Lone Pecan")],
                searched: None,
                nearest_miss: Some(NearestMiss::new(evidence("ten o'clock"), "no offer")),
                rationale: "A person picked up.".to_owned(),
                said: None,
            })
            .collect(),
        qualifying_topics: vec![QualifyingTopic::Problem],
        lead: None,
        score: Score { points: 0, possible: 0, percent: None, critical_failed: vec![], passed: None },
        needs_review: false,
        review_reasons: vec![],
        origin: Origin {
            version: "0".to_owned(),
            scorer_version: "0".to_owned(),
            model: None,
            model_sha256: None,
            settings_sha256: sha256.clone(),
            masking: "1".to_owned(),
            rubric: "r".to_owned(),
            rubric_version: "1".to_owned(),
            rubric_sha256: sha256,
            second_opinions: vec![],
        },
    }
}

fn evidence(quote: &str) -> Evidence {
    Evidence { turn: 0, side: Side::Business, start_ms: Some(61_000), end_ms: None, quote: quote.to_owned() }
}

/// A segment of words that start at the times given.
pub(crate) fn heard(side: Side, words: &[(&str, u64)]) -> Segment {
    Segment {
        channel: u16::from(side == Side::Caller),
        side,
        start_ms: words.first().map(|(_, at)| *at),
        end_ms: None,
        text: words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(" "),
        words: words
            .iter()
            .map(|(text, start_ms)| Word {
                start_ms: *start_ms,
                end_ms: *start_ms,
                text: (*text).to_owned(),
                probability: Probability::ONE,
            })
            .collect(),
        confidence: None,
        marks: vec![],
    }
}

pub(crate) fn recognized(segments: Vec<Segment>) -> Transcript {
    Transcript::recognized(segments)
}
