//! How the clips of coaching packs sound: where they begin, how loud both sides are, and what is silent in them.

use std::path::Path;

use serde_json::Value;

use crate::{
    coach::{clips, coach, dir_with_agents, pack_json},
    harness::{TestDir, fixture},
    shared::{criterion, truth_of},
};

/// The samples of both ears, at 16 kHz.
fn ears(path: &Path) -> [Vec<f32>; 2] {
    let mut reader = hound::WavReader::open(path).unwrap();
    assert_eq!((reader.spec().sample_rate, reader.spec().channels, reader.spec().bits_per_sample), (16_000, 2, 16));
    let all: Vec<f32> = reader.samples::<i16>().map(|s| f32::from(s.unwrap()) / 32_768.0).collect();
    [0, 1].map(|ear| all.iter().skip(ear).step_by(2).copied().collect())
}

/// The level of samples in decibels below full scale.
fn db_of(samples: &[f32]) -> f32 {
    let (sum, n) = samples.iter().fold((0.0_f32, 0.0_f32), |(sum, n), s| (sum + s * s, n + 1.0));
    10.0 * (sum / n.max(1.0)).max(1e-12).log10()
}

fn sample(ms: u64) -> usize {
    usize::try_from(ms * 16).unwrap()
}

#[test]
fn clips_begin_five_seconds_before_the_quoted_words_which_are_where_the_page_says() {
    let dir = dir_with_agents();
    let (mut n_quotes, mut n_found, mut worst_ms) = (0, 0, 0);
    for agent in ["104", "105"] {
        coach(&dir, &["--agent", agent, "--limit", "10", "--out", agent]).expect(0);
        let folder = dir.path(agent);
        let pack = pack_json(&folder);
        for (call, clip) in clips(&pack) {
            let (start_ms, end_ms) = (clip["start_ms"].as_u64().unwrap(), clip["end_ms"].as_u64().unwrap());
            let wav = format!("{agent}/{}.wav", clip["stem"].as_str().unwrap());
            let said = transcribed_clip(&dir, &wav);
            for quote in call["quotes"].as_array().unwrap() {
                let (Some(from), Some(to)) = (quote["start_ms"].as_u64(), quote["end_ms"].as_u64()) else { continue };
                if from < start_ms || to > end_ms {
                    continue;
                }
                assert!(from - start_ms >= 5000 || start_ms == 0, "{from} in a clip from {start_ms}");
                n_quotes += 1;
                // Recognized again in another company of sounds, a word may be another one: what is found counts.
                let Some((first, last)) = find(&said, quote["quote"].as_str().unwrap()) else { continue };
                n_found += 1;
                for (found, told) in [(first, from - start_ms), (last, to - start_ms)] {
                    worst_ms = worst_ms.max(found.abs_diff(told));
                    assert!(
                        found.abs_diff(told) <= 200,
                        "{wav}: heard at {found} ms, told to be at {told} ms: {quote}"
                    );
                }
            }
        }
    }
    println!(
        "coaching: {n_found} of {n_quotes} quotes heard again word for word, at most {worst_ms} ms from where the page says"
    );
    assert!(n_found >= 4, "only {n_found} quotes were heard again");
}

/// The words of a clip with their times in milliseconds, by start.
///
/// Both sides are in both ears, which a recorder's channels never are: as one channel it is what an ear hears.
fn transcribed_clip(dir: &TestDir, clip: &str) -> Vec<(String, u64, u64)> {
    let [left, right] = ears(&dir.path(clip));
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let name = format!("{clip}.mono.wav");
    let mut writer = hound::WavWriter::create(dir.path(&name), spec).unwrap();
    for (left, right) in left.iter().zip(&right) {
        #[expect(clippy::cast_possible_truncation, reason = "the mean of two samples is one")]
        writer.write_sample(((left + right) / 2.0 * 32_767.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
    transcribed(dir, &name)
}

/// The words of a recording with their times in milliseconds, by start.
fn transcribed(dir: &TestDir, recording: &str) -> Vec<(String, u64, u64)> {
    let run = dir.run(["transcribe", "--format", "json", recording]).expect(0);
    let transcript: Value = serde_json::from_str(&run.stdout).unwrap();
    let segments = transcript["segments"].as_array().unwrap().iter();
    let mut words: Vec<(String, u64, u64)> = segments
        .flat_map(|segment| segment["words"].as_array().unwrap())
        .map(|word| (plain(word["word"].as_str().unwrap()), ms(&word["start"]), ms(&word["end"])))
        .filter(|(word, ..)| !word.is_empty())
        .collect();
    words.sort_by_key(|(_, start, _)| *start);
    words
}

fn ms(seconds: &Value) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time in a short clip")]
    {
        (seconds.as_f64().unwrap() * 1000.0).round() as u64
    }
}

fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// When the words of a quote start and end, where they were heard just so.
fn find(said: &[(String, u64, u64)], quote: &str) -> Option<(u64, u64)> {
    let wanted: Vec<String> = quote.split_whitespace().map(plain).filter(|word| !word.is_empty()).collect();
    let at = said.windows(wanted.len()).position(|words| words.iter().map(|w| &w.0).eq(wanted.iter()))?;
    Some((said[at].1, said[at + wanted.len() - 1].2))
}

#[test]
fn both_sides_are_heard_in_both_ears_and_equally_loud() {
    let dir = dir_with_agents();
    let mut n_compared = 0;
    for agent in ["104", "105"] {
        coach(&dir, &["--agent", agent, "--limit", "10", "--out", agent]).expect(0);
        let folder = dir.path(agent);
        let pack = pack_json(&folder);
        for (call, clip) in clips(&pack) {
            let (start_ms, end_ms) = (clip["start_ms"].as_u64().unwrap(), clip["end_ms"].as_u64().unwrap());
            let ears = ears(&folder.join(format!("{}.wav", clip["stem"].as_str().unwrap())));
            let peak = ears.iter().flatten().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
            assert!(peak < 0.9, "nothing clips: {peak}");
            // What was really said and when, which no recognizer has told.
            let truth = truth_of(call["file_name"].as_str().unwrap());
            let level = |is_caller: bool, ear: usize| -> Option<f32> {
                let turns = truth["turns"].as_array().unwrap().iter();
                let spans: Vec<(u64, u64)> = turns
                    .filter(|turn| (turn["speaker"] == "caller") == is_caller)
                    .map(|turn| (turn["start_ms"].as_u64().unwrap(), turn["end_ms"].as_u64().unwrap()))
                    .filter(|(from, to)| *from >= start_ms && *to <= end_ms && to - from > 1000)
                    .map(|(from, to)| (from - start_ms, to - start_ms))
                    .collect();
                let all: Vec<f32> = spans
                    .iter()
                    .flat_map(|(from, to)| &ears[ear][sample(*from)..sample(*to).min(ears[ear].len())])
                    .copied()
                    .collect();
                (!all.is_empty()).then(|| db_of(&all))
            };
            for ear in [0, 1] {
                if let (Some(business), Some(caller)) = (level(false, ear), level(true, ear)) {
                    n_compared += 1;
                    println!("coaching: {}, ear {ear}: business {business:.1} dB, caller {caller:.1} dB", clip["stem"]);
                    assert!(business > -30.0 && caller > -30.0, "{clip}: {business} and {caller} dB");
                    // An ear has the nearer side 2.5 dB louder by design.
                    assert!((business - caller).abs() < 6.0, "{clip}: {business} and {caller} dB");
                }
            }
        }
    }
    assert!(n_compared >= 2, "{n_compared}");
}

#[test]
fn a_card_number_that_is_really_spoken_is_silence() {
    let dir = TestDir::new();
    dir.copy(&fixture("coaching/card.mulaw.wav"), "calls/card.wav");
    let card = dir.run(["score", "--json", "calls"]).expect(0).json_lines().remove(0);
    let booked = criterion(&card, "close_attempt");
    assert_eq!(booked["verdict"], "pass");
    coach(&dir, &["--outcome", "booked", "--out", "pack"]).expect(0);
    let pack = pack_json(&dir.path("pack"));
    let truth: Value =
        serde_json::from_str(&fs_err::read_to_string(fixture("coaching/card.truth.json")).unwrap()).unwrap();
    let number =
        truth["turns"].as_array().unwrap().iter().find(|turn| turn["text"].to_string().contains("five")).unwrap();
    let (from_ms, to_ms) = (number["start_ms"].as_u64().unwrap(), number["end_ms"].as_u64().unwrap());
    let mut is_heard = false;
    for (_, clip) in clips(&pack) {
        let (start_ms, end_ms) = (clip["start_ms"].as_u64().unwrap(), clip["end_ms"].as_u64().unwrap());
        if from_ms >= end_ms || to_ms <= start_ms {
            continue;
        }
        is_heard = true;
        // "The number is" takes the first second; the digits are the rest.
        let digits = (from_ms + 1200).max(start_ms) - start_ms..to_ms.min(end_ms) - start_ms;
        let stem = clip["stem"].as_str().unwrap();
        for ear in ears(&dir.path(&format!("pack/{stem}.wav"))) {
            let part = &ear[sample(digits.start)..sample(digits.end).min(ear.len())];
            let loud = part.iter().filter(|sample| **sample != 0.0).count();
            assert!(loud * 100 <= part.len() * 5, "{loud} of {} samples are heard", part.len());
        }
        // Neither file has a word there, and both have words elsewhere.
        let heard =
            [transcribed_clip(&dir, &format!("pack/{stem}.wav")), transcribed(&dir, &format!("pack/{stem}.opus"))];
        for said in heard {
            let is_digit = |(_, start, end): &&(String, u64, u64)| *start >= digits.start && *end <= digits.end;
            assert_eq!(said.iter().find(is_digit), None, "{said:?}");
            assert!(said.len() > 10, "{said:?}");
        }
    }
    assert!(is_heard, "the clip holds the number: {pack}");
}
