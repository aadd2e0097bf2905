//! Prints the numbers that verdicts are weighed from, for `data/weighing/fit.py`: one JSON object a labelled call.
//!
//! `features MODEL.safetensors VOCABULARY.txt CALLS.jsonl…`: MODEL is a language model of `data/cues/pack.py`, which should
//! not have been trained on the authors of the calls. A call without `author` gets the name of its file.

use std::{error::Error, io::Write as _, path::Path};

use ringcheck_call::{Call, Segment, Side, Transcript, TranscriptSource};
use ringcheck_scoring::{Conversation, Heard, LanguageModel, weighed_numbers};
use ringcheck_timeline::{LineSounds, attribute, figures_of, timeline_of};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, vocabulary, files @ ..] = arguments.as_slice() else {
        return Err("features MODEL.safetensors VOCABULARY.txt CALLS.jsonl…".into());
    };
    // Read once and kept to the end, as the model of the program is.
    let model = LanguageModel::read(fs_err::read(model)?.leak(), fs_err::read_to_string(vocabulary)?.leak())?;
    let mut out = std::io::stdout().lock();
    for file in files {
        for line in fs_err::read_to_string(file)?.lines().filter(|line| !line.trim().is_empty()) {
            let call: Value = serde_json::from_str(line)?;
            if call["kind"].as_str().unwrap_or("dialogue") != "dialogue" {
                continue;
            }
            let author = call["author"].as_str().map_or_else(|| stem(file), str::to_owned);
            let row = json!({
                "id": call["id"], "author": author, "call_type": call["call_type"], "labels": call["labels"],
                "qualifying_topics": call["qualifying_topics"], "features": numbers_of(&call, &model),
            });
            writeln!(out, "{row}")?;
        }
    }
    Ok(())
}

fn stem(file: &str) -> String {
    Path::new(file).file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The numbers of one labelled call, read as a transcript with sides and without times.
fn numbers_of(call: &Value, model: &LanguageModel) -> Value {
    let segments = call["turns"].as_array().into_iter().flatten().map(|turn| {
        let side = if turn["speaker"] == "caller" { Side::Caller } else { Side::Business };
        Segment {
            channel: 0,
            side,
            start_ms: None,
            end_ms: None,
            text: turn["text"].as_str().unwrap_or_default().to_owned(),
            words: Vec::new(),
            confidence: None,
            marks: Vec::new(),
        }
    });
    let transcript = Transcript { source: TranscriptSource::Imported, segments: segments.collect() };
    let sounds = LineSounds { events: &[], prompts: &[], voices_compared: false };
    let attributed = attribute(transcript.turns(), sounds);
    let timeline = timeline_of(&attributed, sounds);
    let figures = figures_of(&attributed.turns, &timeline, false);
    let conversation = Conversation {
        turns: &attributed.turns,
        timeline: &timeline,
        figures: &figures,
        is_cut_off: false,
        call: &Call::default(),
        doubtful_turns: &[],
        sides_confidence: None,
    };
    json!(weighed_numbers(&Heard::with_model(&conversation, model)))
}
