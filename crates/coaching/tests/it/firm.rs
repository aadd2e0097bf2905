//! Calls of a made-up firm.

use ringcheck_call::{CallFacts, CallType, Judged, JudgedCall, Probability, StartedAtSource, Verdict};

/// The criteria of these calls, with their weights.
pub(crate) const CRITERIA: [(&str, u32); 4] =
    [("live_answer", 15), ("no_contract_turnaway", 25), ("close_attempt", 20), ("greeting", 5)];

/// A prospect's call by an agent, with a letter and a confidence for each of [`CRITERIA`]: `p`, `f`, `n` or `u`.
pub(crate) fn call(id: &str, agent: &str, letters: &str, sure: f64) -> JudgedCall {
    let judged = |((id, weight), letter): (&(&str, u32), char)| {
        let verdict = match letter {
            'p' => Verdict::Pass,
            'f' => Verdict::Fail,
            'n' => Verdict::Na,
            _ => Verdict::Undetermined,
        };
        let is_decided = matches!(verdict, Verdict::Pass | Verdict::Fail);
        Judged {
            criterion_id: (*id).to_owned(),
            verdict,
            is_overruled: false,
            confidence: Probability::new(sure),
            possible: if is_decided { *weight } else { 0 },
        }
    };
    let judged: Vec<Judged> = CRITERIA.iter().zip(letters.chars()).map(judged).collect();
    let points: u32 = judged.iter().filter(|j| j.verdict == Verdict::Pass).map(|j| j.possible).sum();
    let possible: u32 = judged.iter().map(|j| j.possible).sum();
    let percent = f64::from(points) * 100.0 / f64::from(possible.max(1));
    JudgedCall {
        facts: CallFacts {
            call_id: id.to_owned(),
            scorecard: 1,
            file_name: Some(format!("{id}.wav")),
            started_at: Some("2026-11-18T09:00:00-06:00".to_owned()),
            started_at_source: Some(StartedAtSource::Cdr),
            agent_name: (!agent.is_empty()).then(|| agent.to_owned()),
            extension: Some("104".to_owned()).filter(|_| agent == "Dana Ortiz"),
            caller_number: None,
            disposition: None,
            duration_ms: Some(95_000),
            first_live_word_ms: Some(4_200),
            call_type: CallType::Prospect,
            call_type_confidence: Probability::new(0.93),
            percent: Some(percent),
            passed: Some(percent >= 80.0),
            needs_review: false,
            verdicts: judged.iter().map(|j| (j.criterion_id.clone(), j.verdict)).collect(),
        },
        judged,
    }
}

/// The call at another time.
pub(crate) fn at(started_at: &str, mut call: JudgedCall) -> JudgedCall {
    call.facts.started_at = Some(started_at.to_owned());
    call
}

/// Calls that passed on closing, a minute apart, the surest the oldest.
pub(crate) fn many(n: usize, agents: usize) -> Vec<JudgedCall> {
    let made = |number: usize| {
        let sure = if number < n / 2 { 0.99 } else { 0.7 };
        let one = call(&format!("c{number:06}"), &format!("Agent {}", number % agents), "pppp", sure);
        let started: jiff::Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let started = started + jiff::SignedDuration::from_mins(i64::try_from(number).unwrap());
        at(&started.to_string(), one)
    };
    (0..n).map(made).collect()
}
