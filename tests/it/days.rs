//! Yesterday's calls, and those of the days before that came in late: each reported under its own day.

use serde_json::Value;

use crate::harness::{Run, TestDir};

const CDR_HEADER: &str = "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,\
                          amaflags,accountcode,uniqueid,userfield,did,recordingfile,cnum,cnam,dst_cnam,linkedid";

/// An inbound call's recording of silence, named as FreePBX names it; no two `number`s have the same bytes.
pub(crate) fn recording(dir: &TestDir, at: &str, number: u32) -> String {
    let name = format!("in-5125550100-5125550177-{at}-1764496435.{number}.wav");
    let n_bytes = 4_000 + number * 2;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + n_bytes).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data");
    wav.extend(n_bytes.to_le_bytes());
    wav.resize(44 + n_bytes as usize, 0);
    dir.write(&format!("calls/{name}"), wav);
    name
}

/// A row of an inbound call from 09:00 that nobody answered and nobody recorded.
fn unanswered(day: &str, id: &str) -> String {
    format!(
        "{day} 09:00:00,x,5125550177,104,from-trunk,PJSIP/trunk-01,PJSIP/104-02,Dial,x,27,0,NO ANSWER,3,,{id},,\
         5125550100,,5125550177,Pat,,{id}"
    )
}

fn score(dir: &TestDir, day: &str, args: &[&str]) -> Run {
    dir.run([&["score", "calls", "--json", "--day", day, "--timezone", "America/Chicago"], args].concat())
}

fn days(run: &Run) -> Vec<String> {
    let day = |card: &Value| card["call"]["started_at"].as_str().unwrap()[..10].to_owned();
    run.json_lines().iter().map(day).collect()
}

#[test]
fn a_recording_that_comes_in_late_is_scored_and_counted_under_its_own_day() {
    let dir = TestDir::new();
    recording(&dir, "20251120-093000", 1);
    recording(&dir, "20251128-093000", 2);
    // The first run takes the day that was asked for and no history.
    let first = score(&dir, "2025-11-28", &[]).expect(0);
    assert_eq!(days(&first), ["2025-11-28"]);
    assert!(!first.stderr.contains("late"), "{}", first.stderr);

    recording(&dir, "20251128-235900", 3);
    recording(&dir, "20251129-000100", 4);
    recording(&dir, "20251129-120000", 5);
    recording(&dir, "20251130-093000", 6);
    let run = score(&dir, "2025-11-30", &[]).expect(0);
    assert_eq!(days(&run), ["2025-11-28", "2025-11-29", "2025-11-29", "2025-11-30"]);
    run.says(&["1 call of 2025-11-28 came in late", "2 calls of 2025-11-29 came in late", "4 calls scored"]);
    let listed = |day: &str| {
        let listed = dir.run(["list", "--json", "--day", day, "--timezone", "America/Chicago"]).expect(0);
        listed.json_lines().len()
    };
    assert_eq!(["2025-11-20", "2025-11-28", "2025-11-29", "2025-11-30"].map(listed), [0, 2, 2, 1]);

    // What is scored is not touched for being old.
    let again = score(&dir, "2025-11-30", &[]).expect(0);
    assert_eq!(days(&again), ["2025-11-30"]);
    again.says(&["1 unchanged since last time", "5 recordings of other days or directions, left alone"]);
}

#[test]
fn late_days_are_as_many_as_asked_for_and_go_over_a_change_of_clocks() {
    let dir = TestDir::new();
    recording(&dir, "20251020-120000", 1);
    score(&dir, "2025-10-20", &[]).expect(0);
    // The clocks went back on the second of November.
    recording(&dir, "20251026-235959", 2);
    recording(&dir, "20251027-000000", 3);
    recording(&dir, "20251102-235959", 4);
    recording(&dir, "20251103-000000", 5);
    assert_eq!(days(&score(&dir, "2025-11-03", &["--late-days", "0"]).expect(0)), ["2025-11-03"]);
    assert_eq!(days(&score(&dir, "2025-11-03", &["--late-days", "1"]).expect(0)), ["2025-11-02", "2025-11-03"]);
    assert_eq!(days(&score(&dir, "2025-11-03", &[]).expect(0)), ["2025-10-27", "2025-11-03"]);
    // Between two days nothing is late.
    let between = dir.run(["score", "calls", "--json", "--since", "2025-11-02", "--until", "2025-11-03"]).expect(0);
    assert_eq!(between.json_lines().len(), 2);
}

#[test]
fn a_recording_that_failed_is_tried_again_and_told_each_day() {
    let dir = TestDir::new();
    recording(&dir, "20251128-093000", 1);
    let broken = recording(&dir, "20251128-094500", 2);
    dir.write(&format!("calls/{broken}"), "not audio at all");
    score(&dir, "2025-11-28", &[]).expect(1).says(&[&broken, "1 failed"]);
    recording(&dir, "20251129-093000", 3);
    let next = score(&dir, "2025-11-29", &[]).expect(1);
    next.says(&[&broken, "1 failed"]);
    assert_eq!(days(&next), ["2025-11-29"]);
    // Mended, it is late; a week later it is history.
    recording(&dir, "20251128-094500", 2);
    let mended = score(&dir, "2025-11-29", &[]).expect(0);
    mended.says(&["1 call of 2025-11-28 came in late"]);
    dir.write(&format!("calls/{broken}"), "not audio at all, and not the same");
    recording(&dir, "20251206-093000", 4);
    score(&dir, "2025-12-06", &[]).expect(0);
}

#[test]
fn unrecorded_calls_and_second_recordings_come_in_late_too() {
    let dir = TestDir::new();
    let records = |rows: &[String]| {
        let lines: Vec<&str> = std::iter::once(CDR_HEADER).chain(rows.iter().map(String::as_str)).collect();
        dir.write("cdr.csv", lines.join("\n"));
    };
    let with_records = ["--cdr", "cdr.csv"];
    let named = |n: u32, at: &str, file: &str| {
        format!(
            "{at},x,5125550177,104,from-trunk,PJSIP/trunk-01,PJSIP/104-02,Dial,x,200,190,ANSWERED,3,,1764496435.{n},,\
             5125550100,{file},5125550177,Pat,,1764496435.1"
        )
    };
    let first = recording(&dir, "20251128-093000", 1);
    records(&[named(1, "2025-11-28 09:30:00", &first), unanswered("2025-11-28", "1764500400.20")]);
    assert_eq!(score(&dir, "2025-11-28", &with_records).expect(0).json_lines().len(), 2);

    // Of the same call another recording arrives, and of the same day another row.
    let second = recording(&dir, "20251128-093300", 2);
    records(&[
        named(1, "2025-11-28 09:30:00", &first),
        named(2, "2025-11-28 09:33:00", &second),
        unanswered("2025-11-28", "1764500400.20"),
        unanswered("2025-11-28", "1764500400.21"),
        unanswered("2025-11-29", "1764500400.22"),
    ]);
    let run = score(&dir, "2025-11-29", &with_records).expect(0);
    run.says(&["2 calls of 2025-11-28 came in late", "3 calls scored"]);
    let n_recordings = |card: &Value| card["recordings"].as_array().unwrap().len();
    assert_eq!(run.json_lines().iter().map(n_recordings).collect::<Vec<_>>(), [2, 0, 0]);
    let listed = dir.run(["list", "--json", "--day", "2025-11-28", "--timezone", "America/Chicago"]).expect(0);
    assert_eq!(listed.json_lines().len(), 3, "the call of two recordings is one");
    let again = score(&dir, "2025-11-29", &with_records).expect(0);
    assert_eq!(days(&again), ["2025-11-29"]);
}
