//! Made scorecards to draw.

use ringcheck_call::Scorecard;
use serde_json::{Value, json};

/// A scorecard of a call of `length_ms`, with the rest left empty.
pub(crate) fn card(length_ms: u64, turns: &Value, timeline: &Value, criteria: &Value) -> Scorecard {
    let hash = "0".repeat(64);
    let recordings = json!([{
        "path": "calls/monday.wav", "sha256": hash, "offset_ms": 0, "duration_ms": length_ms, "codec": "pcm_mulaw",
        "sample_rate_hz": 8000, "channels": 2, "layout": "stereo", "decoder": "symphonia", "warnings": []
    }]);
    serde_json::from_value(json!({
        "schema": "ringcheck.scorecard/1", "id": hash, "scorecard": 1,
        "recordings": if length_ms > 0 { recordings } else { json!([]) },
        "sides": {"agent_channel": 0, "method": "auto", "confidence": 0.9, "reason": "it was found"},
        "call": {
            "call_type": "prospect", "call_type_confidence": 0.9, "direction": null, "started_at": null,
            "started_at_source": null, "agent_name": null, "caller_number": null
        },
        "timeline": timeline, "turns": turns, "criteria": criteria, "qualifying_topics": [],
        "score": {"points": 10, "possible": 100, "percent": 10.0, "critical_failed": [], "passed": false},
        "needs_review": false,
        "origin": {
            "version": "0", "scorer_version": "0", "model": null, "model_sha256": null, "settings_sha256": hash,
            "masking": "1", "rubric": "r", "rubric_version": "1", "rubric_sha256": hash
        }
    }))
    .unwrap()
}

/// Words of a side; `speaker` tells a recorded voice.
pub(crate) fn turn(speaker: &str, start_ms: u64, end_ms: u64, text: &str) -> Value {
    let side = match speaker {
        "caller" => "caller",
        "unknown" => "unknown",
        _ => "business",
    };
    json!({
        "side": side, "speaker": speaker, "start_ms": start_ms, "end_ms": end_ms, "text": text, "confidence": 0.9
    })
}

/// Something on the business's side of the line.
pub(crate) fn event(kind: &str, start_ms: u64, end_ms: u64) -> Value {
    json!({"kind": kind, "side": "business", "start_ms": start_ms, "end_ms": end_ms, "confidence": 0.9})
}

/// Something on `side`, with which one of its kind it was.
pub(crate) fn labelled(kind: &str, side: &str, start_ms: u64, end_ms: u64, label: &str) -> Value {
    json!({
        "kind": kind, "side": side, "start_ms": start_ms, "end_ms": end_ms, "confidence": 0.9, "label": label
    })
}

/// A verdict with quotes at these moments.
pub(crate) fn criterion(id: &str, verdict: &str, quotes: &[(u64, &str)]) -> Value {
    let quote = |(at, words): &(u64, &str)| json!({"turn": 0, "side": "business", "start_ms": at, "end_ms": at + 1000, "quote": words});
    json!({
        "id": id, "verdict": verdict, "points": 0, "possible": 10, "confidence": 0.9,
        "evidence": quotes.iter().map(quote).collect::<Vec<_>>(), "nearest_miss": null,
        "rationale": format!("This is why {id} is {verdict}.")
    })
}

/// A fail for absence with what came closest.
pub(crate) fn missed(id: &str, at_ms: u64, words: &str) -> Value {
    let mut criterion = criterion(id, "fail", &[]);
    criterion["nearest_miss"] =
        json!({"turn": 0, "start_ms": at_ms, "end_ms": at_ms + 1000, "quote": words, "why": "it was taken back"});
    criterion
}

/// Rings, a menu, keys, a person, a wait with music, another person, a goodbye; and a record tone at the end.
pub(crate) fn eventful() -> Scorecard {
    let turns = json!([
        turn("recorded_voice", 13_000, 24_000, "Thank you for calling. Press one for support."),
        turn("agent", 27_000, 31_000, "Garden Gate, this is Marcy."),
        turn("caller", 31_500, 42_000, "Hi, our Wi-Fi keeps dropping & nobody <helps>."),
        turn("agent", 42_300, 45_000, "Hold on, please."),
        turn("agent", 78_000, 86_000, "This is Tom. We only support clients."),
        turn("caller", 86_500, 92_000, "You won't even look at it?"),
        turn("agent", 92_300, 99_000, "Somebody could call you back. Bye."),
        turn("caller", 98_500, 100_000, "Bye.")
    ]);
    let timeline = json!([
        event("ring", 500, 2500),
        event("ring", 4500, 6500),
        event("ring", 8500, 10_500),
        labelled("menu", "business", 13_000, 24_000, "main menu"),
        labelled("dtmf", "caller", 24_500, 24_600, "1"),
        labelled("dtmf", "caller", 25_000, 25_100, "4"),
        event("first_live_word", 27_000, 27_400),
        event("hold", 45_000, 78_000),
        event("music", 47_000, 77_000),
        event("transfer", 78_000, 78_400),
        event("goodbye", 98_000, 99_000),
        event("beep", 106_000, 106_500),
        {"kind": "silence", "side": "unknown", "start_ms": 100_000, "end_ms": 106_000, "confidence": 0.9}
    ]);
    let criteria = json!([
        criterion("live_answer", "fail", &[(13_000, "Thank you for calling."), (27_000, "Garden Gate")]),
        criterion("no_contract_turnaway", "fail", &[(81_000, "We only support clients.")]),
        criterion("qualifying_questions", "na", &[]),
        missed("close_attempt", 92_300, "Somebody could call you back."),
        criterion("greeting", "pass", &[(27_000, "Garden Gate, this is Marcy.")]),
        criterion("courtesy", "pass", &[(44_000, "please")])
    ]);
    card(108_000, &turns, &timeline, &criteria)
}

/// A call of which nobody knows who is who.
pub(crate) fn sideless() -> Scorecard {
    let turns = json!([
        turn("unknown", 1000, 4000, "Hello?"),
        turn("unknown", 5000, 9000, "Hi, who is that?"),
        turn("unknown", 14_000, 20_000, "Never mind.")
    ]);
    let silence = json!({"kind": "silence", "side": "unknown", "start_ms": 9000, "end_ms": 14_000, "confidence": 1.0});
    card(21_000, &turns, &json!([silence]), &json!([]))
}

/// Three seconds.
pub(crate) fn short() -> Scorecard {
    let turns = json!([turn("agent", 300, 1500, "Hello?")]);
    let criteria = json!([criterion("live_answer", "pass", &[(300, "Hello?")])]);
    card(3000, &turns, &json!([event("first_live_word", 300, 600), event("beep", 2700, 3000)]), &criteria)
}

/// Three hours in which turns are short.
pub(crate) fn long() -> Scorecard {
    let minutes = (0..180_u64).map(|minute| minute * 60_000);
    let turns: Vec<Value> = minutes
        .flat_map(|at| {
            let agent = turn("agent", at, at + 40_000, "We will see.");
            [agent, turn("caller", at + 41_000, at + 51_000, "Thank you.")]
        })
        .collect();
    let timeline = json!([
        event("ring", 0, 2000),
        event("first_live_word", 3000, 3500),
        event("hold", 3_600_000, 4_800_000),
        event("goodbye", 10_795_000, 10_797_000)
    ]);
    let criteria = json!([criterion("greeting", "pass", &[(3000, "We"), (9_000_000, "will see.")])]);
    card(10_800_000, &json!(turns), &timeline, &criteria)
}

/// More events and evidence in one place than there is room for.
pub(crate) fn crowded() -> Scorecard {
    let turns = json!([turn("agent", 1000, 3000, "Hello?"), turn("caller", 4000, 59_000, "A long story.")]);
    let kinds = ["notice", "menu", "queue_message", "voicemail", "bot", "busy", "reorder", "sit", "fax", "beep"];
    let events: Vec<Value> = (0_u64..).zip(kinds).map(|(n, kind)| event(kind, 1000 + n * 50, 1040 + n * 50)).collect();
    let criteria: Vec<Value> =
        (1..=6).map(|n| criterion(&format!("question_{n}"), "undetermined", &[(1000, "Hello?")])).collect();
    card(60_000, &turns, &json!(events), &json!(criteria))
}

/// A transcript without times.
pub(crate) fn timeless() -> Scorecard {
    let said = json!({
        "side": "business", "speaker": "agent", "start_ms": null, "end_ms": null, "text": "Hello?", "confidence": null
    });
    let answered =
        json!({"kind": "first_live_word", "side": "business", "start_ms": null, "end_ms": null, "confidence": 0.9});
    card(0, &json!([said]), &json!([answered]), &json!([]))
}
