//! Sources put together, and the recordings of one call.

use std::{
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use jiff::tz::TimeZone;
use ringcheck_call::{Direction, Disposition, StartedAtSource};
use ringcheck_metadata::{Agents, CallFiles, CdrIndex, Known, KnownSources, NameRules, group_calls};

struct Folder(tempfile::TempDir);

impl Folder {
    fn of(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            let path = folder.path(name);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(&path, text).unwrap();
            let file = fs_err::File::options().write(true).open(&path).unwrap();
            file.file().set_modified(UNIX_EPOCH + Duration::from_millis(1_700_000_000_900)).unwrap();
        }
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn known(&self, name: &str, cdr: Option<&str>, agents: Option<&str>) -> Known {
        sources(cdr, agents).known_of(&self.path(name))
    }

    fn calls(&self, names: &[&str], sources: &KnownSources) -> Vec<CallFiles> {
        group_calls(names.iter().map(|name| self.path(name)), sources).collect()
    }
}

fn sources(cdr: Option<&str>, agents: Option<&str>) -> KnownSources {
    let index = cdr.map(|text| {
        let mut index = CdrIndex::new(TimeZone::UTC, None);
        index.read(Path::new("cdr.csv"), text.as_bytes()).unwrap();
        index
    });
    let agents = agents.map(|text| Agents::parse(Path::new("agents.csv"), text).unwrap());
    KnownSources::new(NameRules::default(), index, agents, TimeZone::UTC)
}

/// Names of the files of each call, with their offsets.
fn shape(calls: &[CallFiles]) -> Vec<Vec<(String, Option<u64>)>> {
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    calls.iter().map(|call| call.files.iter().map(|file| (name(&file.path), file.offset_ms)).collect()).collect()
}

const NAME: &str = "external-104-5555550100-20251130-100000-1764496800.1";

#[test]
fn each_field_is_the_best_sources() {
    let wav = format!("{NAME}.wav");
    let folder = Folder::of(&[
        (&wav, "x"),
        (
            &format!("{NAME}.json"),
            r#"{"startTime":"2025-11-30T10:00:01Z","agent":"From Sidecar","caller":"5555550111","did":"5555550199"}"#,
        ),
        ("plain.wav", "x"),
    ]);
    let name_alone = Folder::of(&[(&wav, "x")]).known(&wav, None, None);
    assert_eq!(name_alone.call.started_at_source, Some(StartedAtSource::FileName));
    assert_eq!(name_alone.call.started_at.as_deref(), Some("2025-11-30T10:00:00Z"));
    assert!(name_alone.warnings.is_empty(), "{:?}", name_alone.warnings);

    let with_sidecar = folder.known(&wav, None, None);
    assert_eq!(with_sidecar.call.started_at_source, Some(StartedAtSource::Sidecar));
    assert_eq!(with_sidecar.call.caller_number.as_deref(), Some("5555550111"));
    assert_eq!(with_sidecar.call.extension.as_deref(), Some("104"));
    assert_eq!(with_sidecar.call.agent_name.as_deref(), Some("From Sidecar"));

    let cdr = format!(
        "calldate,uniqueid,did,src,recordingfile,disposition\n2025-11-30 10:00:02,1764496800.1,5555550198,5555550122,{wav},ANSWERED\n"
    );
    let with_cdr = folder.known(&wav, Some(&cdr), Some("extension,name\n104,Kim Lee\n"));
    assert_eq!(with_cdr.call.started_at_source, Some(StartedAtSource::Cdr));
    assert_eq!(with_cdr.call.started_at.as_deref(), Some("2025-11-30T10:00:02Z"));
    assert_eq!(with_cdr.call.caller_number.as_deref(), Some("5555550122"));
    assert_eq!(with_cdr.call.called_number.as_deref(), Some("5555550198"));
    assert_eq!(with_cdr.call.agent_name.as_deref(), Some("Kim Lee"));
    assert_eq!(with_cdr.call.direction, Some(Direction::Inbound));

    let by_file_time = folder.known("plain.wav", Some(&cdr), None);
    assert_eq!(by_file_time.call.started_at_source, Some(StartedAtSource::FileTime));
    assert_eq!(by_file_time.call.started_at.as_deref(), Some("2023-11-14T22:13:20Z"));
    assert_eq!(by_file_time.recording_started_at, None);
    assert!(by_file_time.warnings[0].contains("file was written"));
    assert_eq!(folder.known("gone.wav", None, None), Known::default());
}

#[test]
fn sidecars_lie_beside_their_recordings() {
    let caller = |n: u32| format!(r#"{{"caller":"555555010{n}"}}"#);
    let folder = Folder::of(&[
        ("a.json", &caller(1)),
        ("b.mp3.json", &caller(2)),
        ("c_metadata.json", &caller(3)),
        ("d.csv", "caller\n5555550104\n"),
        ("all.csv", "name,caller\ne.wav,5555550105\nf,5555550106\na,5555550999\n"),
        ("g.json", "{\"caller\":"),
        ("h.json", &format!("{{\"caller\":\"5555550108\",\"x\":\"{}\"}}", "x".repeat(1 << 20))),
        ("d.wav", "x"),
        ("broken/table.csv", "name,caller\n\u{0}\n"),
    ]);
    fs_err::write(folder.path("broken/table.csv"), b"name,caller\n\xff,1\n").unwrap();
    let number = |name: &str| folder.known(name, None, None).call.caller_number;
    for (name, expected) in [("a.wav", 1), ("b.mp3", 2), ("c.ogg", 3), ("d.wav", 4), ("e.wav", 5), ("f.mp3", 6)] {
        assert_eq!(number(name), Some(format!("555555010{expected}")), "{name}");
    }
    for (name, what) in [
        ("g.wav", "line 1: the JSON ends too early"),
        ("h.wav", "larger than 1 MiB"),
        ("broken/i.wav", "line 2: not UTF-8"),
    ] {
        let known = folder.known(name, None, None);
        assert_eq!(known.call.caller_number, None, "{name}");
        assert!(known.warnings.iter().any(|warning| warning.contains(what)), "{name}: {:?}", known.warnings);
        assert!(!known.warnings.iter().any(|warning| warning.contains("5555550108")));
    }
}

/// A call of two recordings in two folders, one that was missed, and one that was answered without being recorded.
const CDR: &str = "calldate,uniqueid,linkedid,src,did,disposition,duration,billsec,recordingfile\n\
    2025-11-30 23:59:00,1764547140.1,1764547140.1,5555550100,5555550199,ANSWERED,90,80,q-1-5555550100-20251130-235900-1764547140.1.wav\n\
    2025-12-01 00:00:30,1764547230.5,1764547140.1,5555550100,5555550199,ANSWERED,60,60,external-104-5555550100-20251130-235900-1764547230.5.wav\n\
    2025-12-01 09:00:00,1764579600.7,1764579600.7,5555550101,5555550199,NO ANSWER,25,0,\n\
    2025-12-01 09:00:01,1764579600.8,1764579600.7,5555550101,5555550199,BUSY,1,0,\n\
    2025-12-01 10:00:00,1764583200.9,1764583200.9,5555550102,5555550199,ANSWERED,25,20,\n\
    2025-12-01 11:00:00,1764586800.9,1764586800.9,104,,NO ANSWER,25,0,\n";

#[test]
fn recordings_of_one_linkedid_are_one_call_wherever_they_are() {
    let files = [
        "11/30/other.wav",
        "11/30/q-1-5555550100-20251130-235900-1764547140.1.wav",
        "12/01/external-104-5555550100-20251130-235900-1764547230.5.wav",
        "12/01/other.wav",
    ];
    let folder = Folder::of(&files.map(|name| (name, "x")));
    let sources = sources(Some(CDR), None);
    let mut groups = group_calls(files.iter().map(|name| folder.path(name)), &sources);
    let calls: Vec<CallFiles> = groups.by_ref().collect();
    assert_eq!(
        shape(&calls),
        [
            vec![("other.wav".to_owned(), Some(0))],
            vec![
                ("q-1-5555550100-20251130-235900-1764547140.1.wav".to_owned(), Some(0)),
                ("external-104-5555550100-20251130-235900-1764547230.5.wav".to_owned(), Some(90_000)),
            ],
            vec![("other.wav".to_owned(), Some(0))],
        ]
    );
    assert_eq!(calls[1].known.call.phone_system_id.as_deref(), Some("1764547140.1"));
    assert_eq!(calls[1].known.call.extension.as_deref(), Some("104"));
    assert_eq!((calls[1].known.call.duration_ms, calls[1].known.call.connected_ms), (Some(150_000), Some(140_000)));

    let missed: Vec<Known> = groups.unrecorded(true).collect();
    assert_eq!(missed.len(), 1);
    assert_eq!(missed[0].call.disposition, Some(Disposition::Busy));
    assert_eq!(missed[0].call.direction, Some(Direction::Inbound));
    assert_eq!(missed[0].call.phone_system_id.as_deref(), Some("1764579600.7"));
    assert_eq!(missed[0].recording_started_at, None);
    assert_eq!(groups.n_answered_without_recording(), 1);
    assert_eq!(groups.n_unanswered_of_unknown_direction(), 1);
}

#[test]
fn a_recording_that_is_missing_does_not_hold_back_its_call() {
    let name = "q-1-5555550100-20251130-235900-1764547140.1.wav";
    let folder = Folder::of(&[(name, "x")]);
    let calls = folder.calls(&[name], &sources(Some(CDR), None));
    assert_eq!(shape(&calls), [vec![(name.to_owned(), Some(0))]]);
}

#[test]
fn without_records_one_id_in_one_folder_is_one_call() {
    let connect = "e81b7b4d-20ac-472d-8aad-0d848ce7c9b4";
    let (ivr, agent) = (format!("{connect}_20240126T03:05_UTC.wav"), format!("{connect}_20240126T03:07_UTC.wav"));
    let asterisk = [
        "in-5555550199-5555550100-20251130-100000-1764496800.1.wav",
        "rg-6-5555550100-20251130-100000-1764496800.1.wav",
    ];
    let files = ["a/nothing.wav", asterisk[0], "a/plain.wav", asterisk[1], agent.as_str(), ivr.as_str(), "z/plain.wav"];
    let folder = Folder::of(&files.map(|name| (name, "x")));
    let calls = folder.calls(
        &["a/nothing.wav", "a/plain.wav", &ivr, &agent, asterisk[0], asterisk[1], "z/plain.wav"],
        &sources(None, None),
    );
    let shape = shape(&calls);
    assert_eq!(shape.len(), 5, "{shape:?}");
    assert!(shape.contains(&vec![(ivr.clone(), Some(0)), (agent.clone(), Some(120_000))]));
    // Asterisk repeats the time of the first recording in the names of all, so nothing says which came first.
    assert!(shape.contains(&vec![(asterisk[0].to_owned(), None), (asterisk[1].to_owned(), None)]));
    let known = &calls.iter().find(|call| call.files[0].path.ends_with(&ivr)).unwrap().known;
    assert_eq!(known.agent_channel, Some(1));
    assert_eq!(known.call.started_at.as_deref(), Some("2024-01-26T03:05:00Z"));
}

#[test]
fn two_formats_of_a_recording_are_never_one_call() {
    let (wav, mp3) = (format!("{NAME}.wav"), format!("{NAME}.mp3"));
    let folder = Folder::of(&[(&wav, "x"), (&mp3, "x")]);
    let cdr = format!("calldate,uniqueid,recordingfile\n2025-11-30 10:00:00,1764496800.1,{wav}\n");
    for cdr in [None, Some(cdr.as_str())] {
        let calls = folder.calls(&[&mp3, &wav], &sources(cdr, None));
        assert_eq!(shape(&calls), [vec![(mp3.clone(), Some(0))], vec![(wav.clone(), Some(0))]]);
        assert!(calls[0].known.warnings.is_empty() && calls[1].known.warnings[0].contains("two formats"));
    }
}
