//! How often the business's channel is found in labelled dialogues, for a look by hand: totals only, no words.

use ringcheck_call::{Segment, Side, Transcript, TranscriptSource};
use ringcheck_timeline::business_channel;

/// A turn: whether the business's side says it, and the words.
type Said = (bool, String);

/// Dialogues of a file with one JSON object a line, each with `turns` of `speaker` and `text`.
fn dialogues(path: &str) -> Vec<Vec<Said>> {
    let text = fs_err::read_to_string(path).unwrap();
    let read = |line: &str| -> Vec<Said> {
        let call: serde_json::Value = serde_json::from_str(line).unwrap();
        let turns = call["turns"].as_array().unwrap();
        turns.iter().map(|t| (t["speaker"] != "caller", t["text"].as_str().unwrap().to_owned())).collect()
    };
    text.lines().map(read).collect()
}

fn transcript(said: &[Said], business: u16) -> Transcript {
    let mut at_ms = 2000;
    let mut segments = Vec::new();
    for (is_business, text) in said {
        let start_ms = at_ms;
        at_ms += 300 * text.split_whitespace().count() as u64 + 200;
        segments.push(Segment {
            channel: if *is_business { business } else { 1 - business },
            side: Side::Unknown,
            start_ms: Some(start_ms),
            end_ms: Some(at_ms - 200),
            text: text.clone(),
            words: vec![],
            confidence: None,
            marks: vec![],
        });
    }
    Transcript { source: TranscriptSource::Recognized, segments }
}

/// Named ways to make a dialogue harder.
fn variants(said: &[Said]) -> Vec<(&'static str, Vec<Said>)> {
    let first = |n: usize| said.iter().take(n).cloned().collect::<Vec<_>>();
    let of = |business: bool| said.iter().filter(|(b, _)| *b == business).cloned().collect::<Vec<_>>();
    let hello: Said = (false, "Hello?".to_owned());
    let leaked = |from_business: bool| -> Vec<Said> {
        said.iter()
            .flat_map(|(b, text)| {
                let copy = (*b == from_business).then(|| (!*b, text.clone()));
                std::iter::once((*b, text.clone())).chain(copy)
            })
            .collect()
    };
    vec![
        ("whole", said.to_vec()),
        ("first 2 turns", first(2)),
        ("first 4 turns", first(4)),
        ("first 8 turns", first(8)),
        ("business alone", of(true)),
        ("caller alone", of(false)),
        ("first turn missing", said.iter().skip(1).cloned().collect()),
        ("first 4 turns missing", said.iter().skip(4).cloned().collect()),
        ("caller says hello first", std::iter::once(hello).chain(said.iter().cloned()).collect()),
        ("business leaks", leaked(true)),
        ("caller leaks", leaked(false)),
    ]
}

#[test]
#[ignore = "needs labelled dialogues, named by RINGCHECK_LABELLED"]
fn labelled_dialogues() {
    let path = std::env::var("RINGCHECK_LABELLED").unwrap();
    let dialogues = dialogues(&path);
    let mut bins = [(0_u32, 0_u32); 6];
    let names: Vec<&str> = variants(&[]).iter().map(|(name, _)| *name).collect();
    for (idx, name) in names.iter().enumerate() {
        let (mut right, mut wrong, mut unknown) = (0, 0, 0);
        for (at, said) in dialogues.iter().enumerate() {
            let said = &variants(said)[idx].1;
            for business in [0, 1] {
                let origin = business_channel(&transcript(said, business), &[], None);
                match origin.agent_channel {
                    None => unknown += 1,
                    Some(found) if found == business => right += 1,
                    Some(_) => wrong += 1,
                }
                if origin.agent_channel != Some(business) && std::env::var("RINGCHECK_SHOW").is_ok() {
                    println!("{name}: dialogue {at}: {origin:?}");
                }
                if let Some(found) = origin.agent_channel {
                    let bin = match origin.confidence.thousandths() {
                        ..700 => 0,
                        700..800 => 1,
                        800..900 => 2,
                        900..950 => 3,
                        950..980 => 4,
                        _ => 5,
                    };
                    bins[bin].0 += 1;
                    bins[bin].1 += u32::from(found == business);
                }
            }
        }
        println!("{name:24} right {right:4} wrong {wrong:4} unknown {unknown:4}");
    }
    for ((n, right), name) in bins.iter().zip(["< 0.7", "0.7", "0.8", "0.9", "0.95", "0.98"]) {
        println!("confidence {name:6} n {n:5} right {:.3}", f64::from(*right) / f64::from((*n).max(1)));
    }
}
