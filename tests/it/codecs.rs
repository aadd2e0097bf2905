//! The same speech in every codec that a tool here can write: the same length, and the same words but for a few.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::harness::{TestDir, finish, fixture};

/// Name of the file, what makes it of a PCM WAV, and how many of a hundred words may differ.
///
/// The codecs of 4.75 to 13 kbit/s change the sound that a small model hears; the others hardly do.
const CODECS: &[(&str, &[&str], usize)] = &[
    ("pcm_u8.wav", &["-c:a", "pcm_u8"], 10),
    ("mulaw.wav", &["-c:a", "pcm_mulaw"], 10),
    ("alaw.wav", &["-c:a", "pcm_alaw"], 10),
    ("adpcm.wav", &["-c:a", "adpcm_ms"], 10),
    ("gsm.wav", &["-c:a", "libgsm_ms"], 20),
    ("raw.gsm", &["-c:a", "libgsm", "-f", "gsm"], 20),
    ("raw.ulaw", &["-c:a", "pcm_mulaw", "-f", "mulaw"], 10),
    ("raw.alaw", &["-c:a", "pcm_alaw", "-f", "alaw"], 10),
    ("raw.sln", &["-c:a", "pcm_s16le", "-f", "s16le"], 10),
    ("raw.g722", &["-ar", "16000", "-c:a", "g722", "-f", "g722"], 10),
    ("opus.ogg", &["-ar", "16000", "-c:a", "libopus", "-b:a", "16k"], 10),
    ("opus.webm", &["-ar", "16000", "-c:a", "libopus", "-b:a", "16k"], 10),
    ("vorbis.ogg", &["-c:a", "libvorbis"], 10),
    ("lossless.flac", &["-c:a", "flac"], 10),
    ("lame.mp3", &["-c:a", "libmp3lame", "-b:a", "16k"], 10),
    ("aac.m4a", &["-ar", "16000", "-c:a", "aac", "-b:a", "24k"], 10),
    ("adts.aac", &["-ar", "16000", "-c:a", "aac", "-b:a", "24k", "-f", "adts"], 10),
    ("apple.caf", &["-c:a", "pcm_s16le"], 10),
    ("apple.aiff", &["-c:a", "pcm_s16be"], 10),
];

/// Seconds of speech in each.
const SECONDS: u64 = 34;

#[test]
fn the_same_speech_in_every_codec_has_the_same_words() {
    let dir = TestDir::new();
    let wav = dir.path("pcm.wav");
    ffmpeg(&fixture("calls/D01.mulaw.wav"), &["-t", &SECONDS.to_string(), "-c:a", "pcm_s16le"], &wav);
    fs_err::create_dir(dir.path("calls")).unwrap();
    for (name, how, _) in CODECS {
        ffmpeg(&wav, how, &dir.path("calls").join(name));
    }
    // An AAC named .wav is an AAC.
    fs_err::rename(dir.path("calls/adts.aac"), dir.path("calls/adts.wav")).unwrap();
    // AMR is written by sox alone, and read by ffmpeg alone.
    let amr = dir.path("calls/phone.amr");
    run(Command::new("sox").arg(&wav).args(["-C", "7", "-t", "amr-nb"]).arg(&amr));
    let mut command =
        dir.command(["score".as_ref(), "--json".as_ref(), wav.as_os_str(), dir.path("calls").as_os_str()]);
    command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    let run = finish(command.spawn().unwrap()).expect(0);
    let cards = run.json_lines();
    let heard = |name: &str| {
        let card = cards.iter().find(|card| card["recordings"][0]["path"].as_str().unwrap().ends_with(name));
        card.unwrap_or_else(|| panic!("`{name}` has no scorecard:\n{}", run.stderr))
    };
    let truth = words(heard("pcm.wav"));
    assert!(truth.len() > 40, "{truth:?}");
    let mut too_far = Vec::new();
    for (name, per_cent) in CODECS.iter().map(|(name, _, per_cent)| (*name, *per_cent)).chain([("phone.amr", 20)]) {
        let card = heard(if name == "adts.aac" { "adts.wav" } else { name });
        let duration_ms = card["recordings"][0]["duration_ms"].as_u64().unwrap();
        // Their encoders fill up the last block, and ADTS adds one in front; nothing in these files says how much.
        let padding_ms = if ["adpcm.wav", "adts.aac"].contains(&name) { 100 } else { 0 };
        if duration_ms.abs_diff(SECONDS * 1000) > 50 + padding_ms {
            too_far.push(format!("{name} lasts {duration_ms} ms"));
        }
        let n_wrong = edits(&truth, &words(card));
        if n_wrong * 100 > truth.len() * per_cent {
            too_far.push(format!("{name}: {n_wrong} of {} words differ", truth.len()));
        }
    }
    assert!(too_far.is_empty(), "{too_far:#?}");
}

#[test]
fn without_ffmpeg_what_needs_it_is_refused_by_name_with_a_hint() {
    let dir = TestDir::new();
    let wav = dir.path("pcm.wav");
    ffmpeg(&fixture("calls/D01.mulaw.wav"), &["-t", "2", "-c:a", "pcm_s16le"], &wav);
    let amr = dir.path("phone.amr");
    run(Command::new("sox").arg(&wav).args(["-t", "amr-nb"]).arg(&amr));
    let mut command = dir.command(["score".as_ref(), amr.as_os_str()]);
    command.env("RINGCHECK_FFMPEG", "off");
    finish(command.spawn().unwrap()).expect(1).says(&["phone.amr", "AMR", "ffmpeg"]);
}

fn ffmpeg(from: &Path, how: &[&str], to: &Path) {
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-v", "error", "-y", "-i"]).arg(from).args(how).arg(to);
    run(&mut command);
}

#[track_caller]
fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|e| {
        panic!("{command:?}: {e}; `make setup-test` (scripts/setup.sh test) installs ffmpeg and sox")
    });
    assert!(output.status.success(), "{command:?}:\n{}", String::from_utf8_lossy(&output.stderr));
}

fn words(card: &Value) -> Vec<String> {
    let turns = card["turns"].as_array().unwrap();
    let text: Vec<&str> = turns.iter().map(|turn| turn["text"].as_str().unwrap()).collect();
    let plain = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    text.join(" ").split_whitespace().map(plain).filter(|word| !word.is_empty()).collect()
}

/// The fewest insertions, deletions and replacements that lead from one to the other.
fn edits(from: &[String], to: &[String]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (idx, word) in from.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], idx + 1);
        for (jdx, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(word != other);
            diagonal = row[jdx + 1];
            row[jdx + 1] = replaced.min(diagonal + 1).min(row[jdx] + 1);
        }
    }
    row[to.len()]
}

/// Files that phone systems leave in a recording folder and that are no recordings are refused by what they are.
#[test]
fn what_is_no_recording_is_refused_by_what_it_is() {
    let dir = TestDir::new();
    let pages: [(&str, &str, &str); 2] = [
        ("calls/a.wav", "<!DOCTYPE html><html><title>404</title></html>", "it is an HTML page, not audio"),
        (
            "calls/b.mp3",
            "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n",
            "it is a Git LFS pointer, not the recording itself",
        ),
    ];
    for (name, text, _) in pages {
        dir.write(name, text);
    }
    let folder: PathBuf = dir.path("calls");
    let run = dir.run(["score".as_ref(), folder.as_os_str()]).expect(1);
    for (_, _, said) in pages {
        run.says(&[said]);
    }
}
