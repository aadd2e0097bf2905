//! What a phone system knew reaches the scorecard: file names, sidecars, call detail records, agents, days.

use serde_json::Value;

use crate::harness::{Run, TestDir};

const CDR_HEADER: &str = "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,\
                          amaflags,accountcode,uniqueid,userfield,did,recordingfile,cnum,cnam,dst_cnam,linkedid";

/// A recording of silence, `seconds` long: no two lengths have the same bytes.
fn recording(dir: &TestDir, name: &str, seconds: u32) {
    let n_bytes = seconds * 16_000;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + n_bytes).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data");
    wav.extend(n_bytes.to_le_bytes());
    wav.resize(44 + n_bytes as usize, 0);
    dir.write(name, wav);
}

fn score(dir: &TestDir, args: &[&str]) -> Run {
    dir.run([&["score", "calls", "--json"], args].concat())
}

/// A row of FreePBX's call detail records.
pub(crate) struct Row<'a> {
    pub(crate) at: &'a str,
    /// From the first ring, and from the answer.
    pub(crate) seconds: (u32, u32),
    pub(crate) disposition: &'a str,
    pub(crate) id: &'a str,
    /// The id of the call's first row.
    pub(crate) linked: &'a str,
    pub(crate) recording: &'a str,
}

impl Row<'_> {
    fn line(&self) -> String {
        let Row { at, seconds: (duration, billsec), disposition, id, linked, recording } = self;
        format!(
            "{at},\"\"\"Pat\"\" <5125550177>\",5125550177,104,from-trunk,PJSIP/trunk-0000001,PJSIP/104-0000002,Dial,x,\
             {duration},{billsec},{disposition},3,,{id},,5125550100,{recording},5125550177,Pat,,{linked}"
        )
    }
}

/// Writes `cdr.csv`.
pub(crate) fn cdr(dir: &TestDir, rows: &[Row<'_>]) {
    let lines: Vec<String> = std::iter::once(CDR_HEADER.to_owned()).chain(rows.iter().map(Row::line)).collect();
    dir.write("cdr.csv", lines.join("\n"));
}

fn criterion<'a>(card: &'a Value, id: &str) -> &'a Value {
    card["criteria"].as_array().unwrap().iter().find(|c| c["id"] == id).unwrap()
}

#[test]
fn call_detail_records_say_when_who_and_which_recordings_are_one_call() {
    let dir = TestDir::new();
    let names = [
        "in-5125550100-5125550177-20251130-095355-1764496435.10.wav",
        "in-5125550100-5125550177-20251130-095655-1764496615.12.wav",
    ];
    recording(&dir, &format!("calls/2025/11/30/{}", names[0]), 3);
    recording(&dir, &format!("calls/2025/11/30/{}", names[1]), 4);
    let row = |at, id, recording| Row {
        at,
        seconds: (200, 190),
        disposition: "ANSWERED",
        id,
        linked: "1764496435.10",
        recording,
    };
    cdr(
        &dir,
        &[
            row("2025-11-30 09:53:55", "1764496435.10", names[0]),
            row("2025-11-30 09:56:55", "1764496615.12", names[1]),
            Row {
                at: "2025-11-30 11:00:00",
                seconds: (27, 0),
                disposition: "NO ANSWER",
                id: "1764500400.20",
                linked: "1764500400.20",
                recording: "",
            },
        ],
    );
    dir.write("agents.csv", "extension,name\n104,Dana Reyes\n");
    let args = ["--cdr", "cdr.csv", "--agents", "agents.csv", "--timezone", "America/Chicago"];
    let cards = score(&dir, &args).expect(0).json_lines();
    assert_eq!(cards.len(), 2, "{cards:#?}");
    let (joined, lost) = (&cards[0], &cards[1]);
    let offsets: Vec<_> = joined["recordings"].as_array().unwrap().iter().map(|r| r["offset_ms"].as_u64()).collect();
    assert_eq!(offsets, [Some(0), Some(180_000)]);
    let call = &joined["call"];
    assert_eq!(
        [&call["started_at"], &call["started_at_source"], &call["direction"], &call["agent_name"], &call["extension"]],
        ["2025-11-30T09:53:55-06:00", "cdr", "inbound", "Dana Reyes", "104"]
    );
    assert!(call["caller_number"].as_str().unwrap().contains("5125550177"), "{call}");
    assert_eq!(call["phone_system_id"], "1764496435.10");
    assert_eq!(lost["recordings"].as_array().unwrap().len(), 0);
    assert_eq!((&lost["call"]["disposition"], &lost["call"]["duration_ms"]), (&"no_answer".into(), &27_000.into()));
    assert_eq!(criterion(lost, "live_answer")["verdict"], "fail");
    assert_eq!(criterion(lost, "close_attempt")["verdict"], "na");
    // The same again: nothing is done, and nothing is doubled.
    let again = score(&dir, &args).expect(0);
    assert_eq!(again.json_lines(), cards);
    again.says(&["2 unchanged since last time"]);
    // Both rang at her extension.
    let listed = dir.run(["list", "--json", "--agent", "dana reyes"]).expect(0).json_lines();
    assert_eq!(listed.len(), 2);
    let listed = dir.run(["list", "--day", "2025-11-30", "--timezone", "America/Chicago"]).expect(0);
    listed.says(&["2 calls"]);
}

#[test]
fn days_and_directions_choose_calls_by_what_the_names_say() {
    let dir = TestDir::new();
    recording(&dir, "calls/in-5125550100-5125550177-20251130-095355-1764496435.10.wav", 2);
    recording(&dir, "calls/out-5125550177-104-20251130-101500-1764497700.11.wav", 3);
    recording(&dir, "calls/in-5125550100-5125550178-20251129-233000-1764459000.12.wav", 4);
    recording(&dir, "calls/voice note.wav", 5);
    let started = |args: &[&str]| {
        let run = score(&dir, args).expect(0);
        let starts = run.json_lines().iter().map(|c| c["call"]["started_at"].as_str().unwrap().to_owned()).collect();
        (run, starts)
    };
    let chicago = ["--timezone", "America/Chicago"];
    let (run, on_day): (Run, Vec<String>) = started(&[&["--day", "2025-11-30"][..], &chicago].concat());
    assert_eq!(on_day, ["2025-11-30T09:53:55-06:00"]);
    run.says(&["3 recordings of other days or directions, left alone"]);
    let (_, outbound): (_, Vec<String>) = started(&[&["--direction", "outbound"][..], &chicago].concat());
    assert_eq!(outbound, ["2025-11-30T10:15:00-06:00"]);
    // A call of which nobody knows the direction counts as inbound; its time is the file's, and that is said.
    let (_, inbound): (_, Vec<String>) = started(&[]);
    assert_eq!(inbound.len(), 3);
    let show = dir.run(["show", "voice note.wav"]).expect(0);
    assert!(show.stdout.contains("The start is the time at which the file was written"), "{}", show.stdout);
}

#[test]
fn recordings_that_are_still_being_written_are_left_for_later() {
    let dir = TestDir::new();
    recording(&dir, "calls/a.wav", 2);
    let run = dir.run(["score", "--quiet-for", "60", "calls"]).expect(0);
    run.says(&["1 recording left for later: written less than 60 seconds ago (`--quiet-for 0` takes them now)"]);
    assert!(!dir.run(["list"]).expect(0).stdout.contains("a.wav"));
    // One that is named is taken.
    dir.run(["score", "--quiet-for", "60", "calls/a.wav"]).expect(0).says(&["1 call scored"]);
}

#[test]
fn a_pattern_for_names_and_a_sidecar_are_read() {
    let dir = TestDir::new();
    recording(&dir, "calls/20251130_0953 5125550177 x104.wav", 2);
    recording(&dir, "calls/b.wav", 3);
    dir.write(
        "calls/b.json",
        r#"{"startTime": "2025-11-30T15:53:55Z", "direction": "inbound", "callerPhoneNumber": "+15125550178"}"#,
    );
    let pattern = "{date:%Y%m%d}_{time:%H%M} {caller} x{extension}";
    let cards = score(&dir, &["--name-pattern", pattern]).expect(0).json_lines();
    let facts: Vec<_> = cards
        .iter()
        .map(|card| ["started_at", "started_at_source", "caller_number"].map(|key| card["call"][key].clone()))
        .collect();
    assert_eq!(facts[0], ["2025-11-30T09:53:00Z", "file_name", "5125550177"]);
    assert_eq!(facts[1], ["2025-11-30T15:53:55Z", "sidecar", "+15125550178"]);
    // One that is broken costs itself only, and is named.
    dir.write("calls/b.json", "{\"startTime\": ");
    score(&dir, &["--name-pattern", pattern]).expect(0).says(&["warning: `calls/b.wav`", "b.json"]);
}

#[test]
fn mistakes_in_what_the_phone_system_knew_are_named() {
    let dir = TestDir::new();
    recording(&dir, "calls/a.wav", 2);
    score(&dir, &["--name-pattern", "{dat:%Y}"]).expect(2).says(&["column", "name pattern"]);
    score(&dir, &["--cdr", "nowhere.csv"]).expect(2).says(&["nowhere.csv"]);
    score(&dir, &["--phone-system", "abacus"]).expect(2).says(&["abacus", "freepbx"]);
    score(&dir, &["--day", "someday"]).expect(2).says(&["`someday` is no day", "yesterday"]);
    dir.write("agents.csv", "extension,name\n104,Dana\n104,Sam\n");
    score(&dir, &["--agents", "agents.csv"]).expect(2).says(&["agents.csv", "3"]);
}

#[test]
fn a_second_name_of_the_same_bytes_is_no_second_call() {
    let dir = TestDir::new();
    recording(&dir, "calls/a.wav", 2);
    recording(&dir, "calls/b.wav", 2);
    let run = score(&dir, &[]).expect(0);
    assert_eq!(run.json_lines().len(), 1);
    run.says(&["b.wav", "has the same bytes as", "a.wav"]);
}

/// A path that is mistyped, or one file alone, does not show that the calls of the records have no recording.
#[test]
fn calls_without_a_recording_are_judged_only_where_whole_folders_were_walked() {
    let dir = TestDir::new();
    recording(&dir, "calls/a.wav", 2);
    let row = Row {
        at: "2025-11-30 11:00:00",
        seconds: (27, 0),
        disposition: "NO ANSWER",
        id: "1764500400.20",
        linked: "1764500400.20",
        recording: "",
    };
    cdr(&dir, &[row]);
    let n_cards = |paths: &[&str], code| {
        let args = [&["score", "--json", "--cdr", "cdr.csv"], paths].concat();
        dir.run(args).expect(code).json_lines().len()
    };
    assert_eq!(n_cards(&["calls/a.wav"], 0), 1);
    assert_eq!(n_cards(&["calls", "nowhere"], 1), 1);
    assert_eq!(n_cards(&["calls"], 0), 2);
}

/// Ids that are counted from one again every day do not join the calls of two days.
#[test]
fn recordings_of_two_days_with_one_id_are_two_calls() {
    let dir = TestDir::new();
    recording(&dir, "calls/Auto3_GUID_003_AGENT_BobS_DT_2023-02-21T17-51-51.wav", 2);
    recording(&dir, "calls/Cards1_GUID_003_AGENT_ChrisL_DT_2022-03-19T06-01-22.wav", 3);
    let cards = score(&dir, &[]).expect(0).json_lines();
    let agents: Vec<_> = cards.iter().map(|card| card["call"]["agent_name"].as_str().unwrap()).collect();
    assert_eq!(cards.len(), 2, "{cards:#?}");
    assert!(agents.contains(&"BobS") && agents.contains(&"ChrisL"), "{agents:?}");
}
