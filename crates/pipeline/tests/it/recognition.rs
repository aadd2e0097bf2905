//! What the bundled model makes of real speech, and of none: cuts, expected names, languages.

use std::path::{Path, PathBuf};

use ringcheck_call::{Segment, Sha256Hex, Word};
use ringcheck_ingest::RecordingReader;
use ringcheck_timeline::{SpeechFinder, SpeechOptions, SpeechSpan};
use ringcheck_transcription::{
    BeamSize, Clip, Language, Packer, PackingOptions, RATE_HZ, TranscribeError, Transcriber, Vocabulary, WhisperModel,
    WhisperOptions, WhisperTranscriber, Window,
};

/// Words nearer to a cut than this are looked at.
const NEAR_MS: u64 = 1_500;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn load(options: WhisperOptions) -> Result<WhisperTranscriber, TranscribeError> {
    let model = WhisperModel {
        path: repository().join("models/ggml-tiny.en-q8_0.bin"),
        name: "tiny.en-q8_0".to_owned(),
        sha256: Sha256Hex::from_bytes([0; 32]),
        shape: Some("tiny.en".to_owned()),
    };
    WhisperTranscriber::load(&model, options)
}

fn expecting(names: &str) -> WhisperTranscriber {
    load(WhisperOptions { vocabulary: Vocabulary::parse(names), ..WhisperOptions::default() }).unwrap()
}

/// All samples of one channel of a fixture.
fn channel(name: &str, channel: usize) -> Vec<f32> {
    let mut reader = RecordingReader::open(&repository().join("fixtures/calls").join(name)).unwrap();
    let mut samples = Vec::new();
    while let Some(block) = reader.next_block().unwrap() {
        samples.extend_from_slice(&block.channels[channel]);
    }
    samples
}

fn spans_of(samples: &[f32]) -> Vec<SpeechSpan> {
    let mut finder = SpeechFinder::new(SpeechOptions::default());
    finder.push(samples);
    finder.finish()
}

/// The clips of speech in `samples`.
fn speech_in(samples: &[f32]) -> impl Iterator<Item = Clip> {
    spans_of(samples).into_iter().map(|span| {
        let place = |at: u64| usize::try_from(at).unwrap().min(samples.len());
        let piece = samples[place(span.start_sample)..place(span.end_sample)].to_vec();
        Clip { start_sample: span.start_sample, samples: piece }
    })
}

fn windows_of(clips: impl IntoIterator<Item = Clip>, options: &PackingOptions) -> Vec<Window> {
    let mut packer = Packer::new(0, options);
    for clip in clips {
        packer.push(clip);
    }
    packer.finish();
    std::iter::from_fn(|| packer.next_window()).collect()
}

fn words_of(whisper: &WhisperTranscriber, windows: &[Window]) -> Vec<Word> {
    windows.iter().flat_map(|window| whisper.transcribe(window).unwrap()).flat_map(|s| s.words).collect()
}

fn plain(word: &Word) -> String {
    word.text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "")
}

fn text_of(segments: &[Segment]) -> String {
    segments.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Speech without a pause has to be cut somewhere.
/// The words beside those cuts are heard as well as where nothing is cut.
#[test]
fn no_words_are_lost_where_speech_is_cut() {
    let whisper = load(WhisperOptions::default()).unwrap();
    let (mut n_near, mut n_lost, mut n_cuts) = (0, 0, 0);
    for (name, number) in [("D03.alaw.wav", 0), ("D03.alaw.wav", 1), ("D11.pcm.wav", 0)] {
        let samples = channel(name, number);
        let spans = spans_of(&samples);
        let piece = |span: &SpeechSpan| {
            let place = |at: u64| usize::try_from(at).unwrap().min(samples.len());
            samples[place(span.start_sample)..place(span.end_sample)].to_vec()
        };
        let apart = spans.iter().map(|span| Clip { start_sample: span.start_sample, samples: piece(span) });
        let whole = words_of(&whisper, &windows_of(apart, &PackingOptions::default()));

        // The same speech without its pauses, in windows that are much too short for it.
        let joined = Clip { start_sample: 0, samples: spans.iter().flat_map(piece).collect() };
        let short = PackingOptions { max_window_ms: 8_000, ..PackingOptions::default() };
        let cut_windows = windows_of([joined], &short);
        let cuts: Vec<u64> = cut_windows.iter().skip(1).map(Window::start_ms).collect();
        let cut = words_of(&whisper, &cut_windows);

        // A time in the recording is a time in the joined speech.
        let joined_ms = |ms: u64| {
            let mut before = 0;
            for span in &spans {
                if ms < span.end_ms() {
                    return before + ms.saturating_sub(span.start_ms());
                }
                before += span.end_ms() - span.start_ms();
            }
            before
        };
        for word in &whole {
            let at = joined_ms(word.start_ms);
            if cuts.iter().all(|&cut| at.abs_diff(cut) > NEAR_MS) {
                continue;
            }
            n_near += 1;
            let is_heard = |other: &Word| plain(other) == plain(word) && other.start_ms.abs_diff(at) < 1_500;
            n_lost += usize::from(!cut.iter().any(is_heard));
        }
        n_cuts += cuts.len();
    }
    assert!(n_cuts >= 5 && n_near >= 30, "{n_cuts} cuts, {n_near} words near them");
    assert!(n_lost * 10 <= n_near, "{n_lost} of {n_near} words near {n_cuts} cuts are lost");
}

/// Names help where they are said, and are not put where they are not.
#[test]
fn expected_names_are_heard_and_not_made_up() {
    let samples = channel("D07.flac", 0);
    let windows = windows_of(speech_in(&samples), &PackingOptions::default());
    let text_by = |whisper: &WhisperTranscriber| {
        let texts: Vec<String> = windows.iter().map(|window| text_of(&whisper.transcribe(window).unwrap())).collect();
        texts.join(" ")
    };
    let names = "Shandon Systems\nDonal Crowley\nKlondike Heating\nZephyrine Okonkwo";
    // Without them it is "Donald Crowley", which is no promise and so not tested.
    let with = text_by(&expecting(names));
    assert!(with.contains("Donal Crowley"), "{with}");
    assert!(!with.contains("Klondike") && !with.contains("Zephyrine"), "nobody said these: {with}");
}

/// After expected names without times Whisper gave no times either, and all sentences of a window were one segment.
#[test]
fn expected_names_do_not_run_sentences_together() {
    let samples = channel("D07.flac", 0);
    let windows = windows_of(speech_in(&samples), &PackingOptions::default());
    let n_segments = |whisper: &WhisperTranscriber| -> usize {
        windows.iter().map(|window| whisper.transcribe(window).unwrap().len()).sum()
    };
    let with = n_segments(&expecting("Shandon Systems\nDonal Crowley"));
    let without = n_segments(&load(WhisperOptions::default()).unwrap());
    assert!(with * 2 >= without, "{with} of {without}");
}

/// Where there is nothing to hear, Whisper tends to repeat what it was shown.
#[test]
fn expected_names_do_not_leak_into_silence() {
    let whisper = expecting("Lone Pecan Technologies\nMarcy\nDale Pruitt\nBuffalo Gap Road");
    let n_samples = 10 * RATE_HZ as usize;
    let silence = vec![0.0; n_samples];
    // A linear congruential generator's noise, -50 dBFS: the same on every machine.
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (f32::from(u16::try_from(state >> 16).unwrap()) / 32_768.0 - 1.0) * 0.005
    };
    let hiss: Vec<f32> = (0..n_samples).map(|_| noise()).collect();
    for (kind, samples) in [("silence", silence), ("hiss", hiss)] {
        let windows = windows_of([Clip { start_sample: 0, samples }], &PackingOptions::default());
        let text = text_of(&whisper.transcribe(&windows[0]).unwrap());
        for name in ["pecan", "marcy", "dale", "pruitt", "buffalo"] {
            assert!(!text.to_lowercase().contains(name), "{kind}: {text}");
        }
    }
}

#[test]
fn a_model_for_english_is_asked_for_nothing_else() {
    let error = load(WhisperOptions { language: "es".parse().unwrap(), ..WhisperOptions::default() }).unwrap_err();
    assert!(matches!(&error, TranscribeError::EnglishOnly { language, .. } if language == "es"), "{error}");
    assert!(error.hint().unwrap().contains("--model"));
    let auto = WhisperOptions { language: Language::Auto, ..WhisperOptions::default() };
    assert!(matches!(load(auto), Err(TranscribeError::EnglishOnly { .. })));
}

#[test]
fn more_names_than_whisper_can_be_shown_are_refused() {
    let names: Vec<String> = (0..200).map(|i| format!("Brookhaven Consolidated {i}")).collect();
    let options = WhisperOptions { vocabulary: Vocabulary::parse(&names.join("\n")), ..WhisperOptions::default() };
    let error = load(options).unwrap_err();
    assert!(matches!(error, TranscribeError::Vocabulary { n_terms: 200 }), "{error}");
}

/// What was transcribed before there was a choice keeps its key; what a beam heard has another, and is heard otherwise.
#[test]
fn a_beam_hears_otherwise_and_has_a_key_of_its_own() {
    let greedy = load(WhisperOptions::default()).unwrap();
    let beam = load(WhisperOptions { beam_size: BeamSize::WIDE, ..WhisperOptions::default() }).unwrap();
    assert_eq!(format!("{} beam_size=5", greedy.engine().settings), beam.engine().settings);
    let samples = channel("D03.alaw.wav", 1);
    let windows = windows_of(speech_in(&samples), &PackingOptions::default());
    let heard =
        |whisper: &WhisperTranscriber| -> Vec<String> { words_of(whisper, &windows).iter().map(plain).collect() };
    let (narrow, wide) = (heard(&greedy), heard(&beam));
    assert!(!wide.is_empty());
    assert_ne!(narrow, wide, "the beam is not used");
    assert_eq!(wide, heard(&beam), "the same every time");
}
