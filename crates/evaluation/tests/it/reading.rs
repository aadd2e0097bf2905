//! Labelled calls from files.

use std::path::Path;

use fs_err as fs;
use ringcheck_call::{CallType, Layout, Side, TranscriptSource};
use ringcheck_evaluation::{Label, LabelledErrorKind, read_labelled};

use crate::fixture::{line, read, truth};

#[test]
fn a_line_is_a_call_without_a_recording() {
    let text = format!("{}\n\n{}\n", line("D01", "prospect", r#"{"live_answer":"pass"}"#), line("D02", "vendor", "{}"));
    let calls = read("dev.jsonl", &text);
    assert_eq!(calls.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["D01", "D02"]);
    assert_eq!((calls[0].labels["live_answer"], calls[1].call_type), (Label::Pass, CallType::Vendor));
    assert_eq!((calls[0].audio.as_ref(), calls[0].recording_path()), (None, None));

    let transcript = calls[0].transcript();
    assert_eq!(transcript.source, TranscriptSource::Imported);
    let turns = transcript.turns();
    assert_eq!(
        turns.iter().map(|t| (t.side(), t.start_ms())).collect::<Vec<_>>(),
        [(Side::Business, None), (Side::Caller, None)]
    );
}

#[test]
fn a_folder_gives_its_truth_files_with_their_recordings() {
    let dir = tempfile::tempdir().unwrap();
    for (file, text) in [
        ("D02.truth.json", truth("D02", "mono", "null")),
        ("D01.truth.json", truth("D01", "stereo", "1")),
        ("notes.json", "{}".to_owned()),
        ("D01.wav", String::new()),
    ] {
        fs::write(dir.path().join(file), text).unwrap();
    }
    let calls = read_labelled(dir.path()).unwrap();
    assert_eq!(calls.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["D01", "D02"]);
    let audio = calls[0].audio.as_ref().unwrap();
    assert_eq!((audio.layout, audio.agent_channel, audio.duration_ms), (Layout::Stereo, Some(1), 9000));
    assert_eq!(audio.events.as_ref().unwrap()[0].kind, "ring");
    assert_eq!(calls[0].recording_path(), Some(dir.path().join("D01.wav")));
    let transcript = calls[0].transcript();
    assert_eq!(transcript.segments[0].side, Side::Business);
    assert_eq!(transcript.segments[1].start_ms, Some(2000));
    assert_eq!(read_labelled(&dir.path().join("D02.truth.json")).unwrap().len(), 1);
}

#[test]
fn errors_name_file_and_line() {
    let good = line("D01", "prospect", "{}");
    for (text, expected) in [
        (format!("{good}\nnot json\n"), " line 2: not a labelled call"),
        (
            format!("{good}\n{}", good.replace("D01", "D02").replace("prospect", "suspect")),
            " line 2: not a labelled call",
        ),
        (good.replace("\"agent\"", "\"robot\""), " line 1: not a labelled call"),
        (
            good.replace("[1]", "[7]"),
            " line 1: not a labelled call: the evidence of `close_attempt` names turn 7, and there are 2",
        ),
        (good.replace("D01", " "), " line 1: not a labelled call: the id is empty"),
        (format!("{good}\n{good}"), ": a second call with the id `D01`"),
        ("\n".to_owned(), ": no labelled calls (one a line, or files named *.truth.json)"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("calls.jsonl");
        fs::write(&path, text).unwrap();
        let error = read_labelled(&path).unwrap_err();
        assert_eq!(error.to_string(), format!("`{}`{expected}", path.display()));
    }
}

#[test]
fn errors_of_truth_files_are_named_too() {
    let whole = truth("D01", "stereo", "1");
    for (text, expected) in [
        (whole.replace("\"duration_ms\":9000,", ""), "`duration_ms` is missing"),
        (whole.replace("D01.wav", "../D01.wav"), "leads out of its folder"),
        (whole.replace("\"end_ms\":2500", "\"end_ms\":1"), "turn 1 ends before it starts"),
        (whole.replace("\"pass\"", "\"perhaps\""), "line 6: not a labelled call"),
        (whole.replace("stereo", "surround"), "line 1: not a labelled call"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("D01.truth.json"), text).unwrap();
        let error = read_labelled(dir.path()).unwrap_err().to_string();
        assert!(error.contains("D01.truth.json") && error.contains(expected), "{error}");
    }
    let gone = read_labelled(Path::new("/nowhere/dev.jsonl")).unwrap_err();
    assert!(matches!(gone.kind(), LabelledErrorKind::Io(_)), "{gone:?}");
    let empty = read_labelled(tempfile::tempdir().unwrap().path()).unwrap_err();
    assert!(matches!(empty.kind(), LabelledErrorKind::NoCalls), "{empty:?}");
}
