//! The labelled calls of `eval/`.

use ringcheck_call::{Side, Speaker, Turn};
use serde_json::Value;

/// The lines of a file of `eval/`.
pub(crate) fn rows(path: &str) -> Vec<Value> {
    let path = format!("{}/../../eval/{path}", env!("CARGO_MANIFEST_DIR"));
    fs_err::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What is said in a call, by whom the labels say.
pub(crate) fn turns_of(call: &Value) -> Vec<Turn> {
    let turn = |turn: &Value| {
        let (side, speaker) = match turn["speaker"].as_str().unwrap() {
            "caller" => (Side::Caller, Speaker::Caller),
            "agent" => (Side::Business, Speaker::Agent),
            _ => (Side::Business, Speaker::RecordedVoice),
        };
        let mut said = Turn::from_text(side, turn["text"].as_str().unwrap(), None, None);
        said.speaker = speaker;
        said
    };
    call["turns"].as_array().unwrap().iter().map(turn).collect()
}
