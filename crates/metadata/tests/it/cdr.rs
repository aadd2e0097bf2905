//! Call detail records as Asterisk, FreePBX, Issabel and Yeastar write them.

use std::path::Path;

use jiff::tz::TimeZone;
use ringcheck_call::{Call, Direction, Disposition};
use ringcheck_metadata::{CdrIndex, CdrReport, DayRange, Known, KnownSources, NameRules, group_calls};

fn zone() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

fn read(text: &str) -> (CdrIndex, CdrReport) {
    let mut index = CdrIndex::new(zone(), None);
    let report = index.read(Path::new("cdr.csv"), text.as_bytes()).unwrap();
    (index, report)
}

/// What is known about a recording of this name, which is not on the disk.
fn known(cdr: &str, name: &str) -> Known {
    let (index, report) = read(cdr);
    assert_eq!(report.n_bad_rows, 0, "{report:?}");
    KnownSources::new(NameRules::default(), Some(index), None, zone()).known_of(Path::new(name))
}

/// The calls that nothing answered.
fn unrecorded(cdr: &str) -> Vec<Call> {
    let (index, _) = read(cdr);
    let sources = KnownSources::new(NameRules::default(), Some(index), None, zone());
    let groups = group_calls(std::iter::empty(), &sources);
    groups.unrecorded(true).map(|known| known.call).collect()
}

const MASTER: &str = concat!(
    r#""","5555550100","4001","from-trunk","""Jane"" <5555550100>","PJSIP/trunk-0000002a","PJSIP/104-0000002b","Dial","PJSIP/104,20","2025-11-30 10:00:00","2025-11-30 10:00:12","2025-11-30 10:01:00",60,48,"ANSWERED","DOCUMENTATION","1764514800.10","""#,
    "\n",
    r#""","5555550101","4001","from-trunk","""Jane"" <5555550101>","PJSIP/trunk-0000002c","PJSIP/104-0000002d","Dial","PJSIP/104,20","2025-11-30 11:00:00",,"2025-11-30 11:00:20",20,0,"NO ANSWER","DOCUMENTATION","1764518400.12","""#,
    "\n",
    r#""","104","5555550124","from-internal","""Kim"" <104>","PJSIP/104-0000002e","PJSIP/trunk-0000002f","Dial","PJSIP/5555550124@trunk","2025-11-30 12:00:00","2025-11-30 12:00:05","2025-11-30 12:00:20",20,15,"BUSY","DOCUMENTATION","1764522000.14","""#,
    "\n",
);

#[test]
fn master_csv_has_no_header() {
    let call = known(MASTER, "20251130-100000-1764514800.10.wav").call;
    assert_eq!(call.direction, Some(Direction::Inbound));
    assert_eq!(call.started_at.as_deref(), Some("2025-11-30T10:00:00-05:00"));
    assert_eq!(call.caller_number.as_deref(), Some("5555550100"));
    assert_eq!(call.extension.as_deref(), Some("104"));
    assert_eq!((call.duration_ms, call.connected_ms), (Some(60_000), Some(48_000)));
    assert_eq!(call.disposition, Some(Disposition::Answered));
    assert_eq!(call.phone_system_id.as_deref(), Some("1764514800.10"));
    let missed = unrecorded(MASTER);
    assert_eq!(missed.len(), 1);
    assert_eq!(missed[0].disposition, Some(Disposition::NoAnswer));
    assert_eq!((missed[0].caller_number.as_deref(), missed[0].connected_ms), (Some("5555550101"), None));
    assert_eq!(missed[0].phone_system_id.as_deref(), Some("1764518400.12"));
}

#[test]
fn master_csv_without_ids_has_keys_that_last() {
    let without_id = |line: &str| line.rsplitn(3, ',').last().unwrap().to_owned();
    let rows = MASTER.lines().map(without_id).collect::<Vec<_>>().join(
        "
",
    );
    let missed = unrecorded(&rows);
    assert_eq!(missed[0].phone_system_id.as_deref(), Some("PJSIP/trunk-0000002c@1764518400"));
    assert_eq!(missed, unrecorded(&rows));
}

#[test]
fn linkedid_comes_after_the_other_columns_of_master_csv() {
    let rows = MASTER.replace('\n', ",\"\",\"1764500000.1\",7\n");
    assert_eq!(known(&rows, "20251130-100000-1764514800.10.wav").call.phone_system_id.as_deref(), Some("1764500000.1"));
}

const HEADER: &str = "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,accountcode,uniqueid,userfield,did,recordingfile,cnum,cnam,outbound_cnum,outbound_cnam,dst_cnam,linkedid,peeraccount,sequence";

/// A call that an IVR answered, that rang two phones of a queue, and that was passed on.
const QUEUE: [&str; 4] = [
    r#"2025-11-30 10:00:00,"""Jane"" <5555550100>",5555550100,s,ivr-1,PJSIP/trunk-01,,BackGround,x,15,15,ANSWERED,3,,1764514800.1,,5555550199,,5555550100,Jane,,,,1764514800.1,,1"#,
    r#"2025-11-30 10:00:15,"""Jane"" <5555550100>",5555550100,1509,ext-queues,PJSIP/trunk-01,Local/104@from-queue-01;1,Queue,1509,10,0,NO ANSWER,3,,1764514800.1,,5555550199,q-1509-5555550100-20251130-100000-1764514800.1.wav,5555550100,Jane,,,Kim Lee,1764514800.1,,2"#,
    r#"2025-11-30 10:00:15,"""Jane"" <5555550100>",5555550100,1509,ext-queues,PJSIP/trunk-01,Local/105@from-queue-02;1,Queue,1509,100,90,ANSWERED,3,,1764514800.1,,5555550199,q-1509-5555550100-20251130-100000-1764514800.1.wav,5555550100,Jane,,,Sam Roe,1764514800.1,,4"#,
    r#"2025-11-30 10:01:55,"""Jane"" <5555550100>",5555550100,106,from-internal-xfer,PJSIP/trunk-01,PJSIP/106-0000004f,Dial,x,30,25,ANSWERED,3,,1764514915.9,,,external-106-5555550100-20251130-100000-1764514915.9.wav,5555550100,Jane,,,Ann Poe,1764514800.1,,6"#,
];

#[test]
fn rows_of_one_call_are_joined_in_any_order() {
    let in_order = format!("{HEADER}\n{}\n", QUEUE.join("\n"));
    let mut backwards = QUEUE;
    backwards.reverse();
    let twice = format!("{HEADER}\n{}\n{}\n", backwards.join("\n"), QUEUE.join("\n"));
    for (cdr, ending) in [(&in_order, "wav"), (&twice, "mp3")] {
        let known = known(cdr, &format!("2025/11/30/external-106-5555550100-20251130-100000-1764514915.9.{ending}"));
        let call = known.call;
        assert_eq!(call.direction, Some(Direction::Inbound));
        assert_eq!(call.started_at.as_deref(), Some("2025-11-30T10:00:00-05:00"));
        assert_eq!(known.recording_started_at.as_deref(), Some("2025-11-30T10:01:55-05:00"));
        assert_eq!(call.caller_number.as_deref(), Some("5555550100"));
        assert_eq!(call.called_number.as_deref(), Some("5555550199"));
        assert_eq!((call.extension.as_deref(), call.agent_name.as_deref()), (Some("105"), Some("Sam Roe")));
        assert_eq!((call.duration_ms, call.connected_ms), (Some(145_000), Some(145_000)));
        assert_eq!(call.phone_system_id.as_deref(), Some("1764514800.1"));
    }
    assert_eq!(read(&twice).0.len(), 1);
}

#[test]
fn exports_differ_in_delimiter_quotes_order_and_nulls() {
    let cases = [
        "\u{feff}\"linkedid\";\"disposition\";\"did\";\"calldate\";\"src\";\"uniqueid\"\r\nNULL;\"NO ANSWER\";\"5555550199\";\"2025-11-30 10:00:00\";\"5555550100\";\"1764514800.1\"\r\n",
        "uniqueid|calldate|src|did|disposition\n1764514800.1|2025-11-30 10:00:00|5555550100|5555550199|NO ANSWER\n",
        "calldate\tuniqueid\tsrc\tdid\tdisposition\n2025-11-30 10:00:00\t1764514800.1\t5555550100\t5555550199\tno answer\n",
        "datetime,clid,src,dst,srctrunk,dstrunk,duration,billable,disposition,calltype,uniqueid,didnumber\n2025-11-30 10:00:00,x,5555550100,104,t,,10,0,NO ANSWER,Inbound,1764514800.1,5555550199\n",
        "\"Date\",\"Source\",\"Ring Group\",\"Destination\",\"Src. Channel\",\"Account Code\",\"Dst. Channel\",\"Status\",\"Duration\",\"UniqueID\",\"DID\"\n\"2025-11-30 10:00:00\",\"5555550100\",\"\",\"s\",\"SIP/trunk-00000001\",\"\",\"\",\"NO ANSWER\",\"10s\",\"1764514800.1\",\"5555550199\"\n",
        // FreePBX's table exported without names.
        "\"2025-11-30 10:00:00\",\"\",\"5555550100\",\"s\",\"from-did\",\"SIP/trunk-01\",\"\",\"Dial\",\"\",\"10\",\"0\",\"NO ANSWER\",\"3\",\"\",\"1764514800.1\",\"\",\"5555550199\",\"\",\"5555550100\",\"\",\"\",\"\",\"\",\\N,\"\",\"3\"\n",
    ];
    for cdr in cases {
        let missed = unrecorded(cdr);
        assert_eq!(missed.len(), 1, "{cdr}");
        assert_eq!(missed[0].caller_number.as_deref(), Some("5555550100"), "{cdr}");
        assert_eq!(missed[0].called_number.as_deref(), Some("5555550199"), "{cdr}");
        assert_eq!(missed[0].phone_system_id.as_deref(), Some("1764514800.1"), "{cdr}");
        assert_eq!(missed[0].started_at.as_deref(), Some("2025-11-30T10:00:00-05:00"), "{cdr}");
    }
}

#[test]
fn the_direction_follows_from_what_speaks_first() {
    use Direction::{Inbound, Internal, Outbound};
    // Call type, did, context, source, destination, channel, destination's channel.
    let cases = [
        (["Outbound", "5555550199", "from-trunk", "5555550100", "104", "SIP/trunk-00000001", ""], Some(Outbound)),
        (["", "5555550199", "from-internal", "104", "105", "SIP/104-00000001", ""], Some(Inbound)),
        (["", "", "from-trunk-sip-x", "5555550100", "104", "", ""], Some(Inbound)),
        (["", "", "from-pstn", "104", "5555550100", "", ""], Some(Inbound)),
        (["", "", "outrt-1", "104", "5555550100", "", ""], Some(Outbound)),
        (["", "", "from-internal", "104", "5555550124", "PJSIP/104-00000001", "PJSIP/trunk-00000002"], Some(Outbound)),
        (["", "", "from-internal", "104", "105", "PJSIP/104-00000001", "PJSIP/105-00000002"], Some(Internal)),
        (["", "", "my-context", "5555550100", "600", "DAHDI/1-1", "SIP/104-00000002"], Some(Inbound)),
        (["", "", "my-context", "104", "s", "SIP/104-00000001", ""], None),
        (["", "", "from-internal", "5555550100", "104", "Local/104@from-queue-00000001;2", "SIP/104-00000002"], None),
        (["", "", "", "", "", "", ""], None),
    ];
    for (row, expected) in cases {
        let cdr = format!(
            "calldate,uniqueid,calltype,did,dcontext,src,dst,channel,dstchannel\n2025-11-30 10:00:00,1764514800.1,{}\n",
            row.join(",")
        );
        assert_eq!(known(&cdr, "20251130-100000-1764514800.1.wav").call.direction, expected, "{row:?}");
    }
}

#[test]
fn dispositions_of_a_call_are_put_together() {
    let call = |rows: &[&str]| {
        let start = "\n2025-11-30 10:00:00,1764514800.1,5555550199,";
        let cdr = format!("calldate,uniqueid,did,disposition{start}{}", rows.join(start));
        known(&cdr, "20251130-100000-1764514800.1.wav").call.disposition
    };
    assert_eq!(call(&["NO ANSWER", "ANSWERED", "BUSY"]), Some(Disposition::Answered));
    assert_eq!(call(&["NO ANSWER", "BUSY"]), Some(Disposition::Busy));
    assert_eq!(call(&["CONGESTION", "NO ANSWER"]), Some(Disposition::NoAnswer));
    assert_eq!(call(&["FAILED"]), Some(Disposition::Failed));
    assert_eq!(call(&["TRANSFERRED"]), None);
}

#[test]
fn the_hour_that_came_twice_is_said() {
    let cdr = "calldate,uniqueid,did\n2025-11-02 01:30:00,1762061400.1,5555550199\n";
    let known = known(cdr, "20251102-013000-1762061400.1.wav");
    assert_eq!(known.call.started_at.as_deref(), Some("2025-11-02T01:30:00-04:00"));
    assert!(known.warnings.iter().any(|warning| warning.contains("came twice")), "{:?}", known.warnings);
}

#[test]
fn bad_rows_are_counted_with_their_lines() {
    let cdr = "calldate,uniqueid,duration\n2025-11-30 10:00:00,1764514800.1,10\nsoon,1764514800.2,10\n2025-11-30 10:00:00,1764514800.3,long\n";
    let (index, report) = read(cdr);
    assert_eq!((index.len(), report.n_rows, report.n_bad_rows), (1, 1, 2));
    assert_eq!(report.bad_rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 4]);
}

#[test]
fn what_is_no_cdr_is_refused() {
    for text in ["", "hello\n", "a,b,c\n1,2,3\n", "{\"a\":1}\n", "<html>\n"] {
        let error = CdrIndex::new(zone(), None).read(Path::new("x/cdr.csv"), text.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), "failed to read the call detail records `x/cdr.csv`");
        assert!(error.hint().unwrap().contains("calldate"), "{text}");
    }
}

#[test]
fn a_file_of_which_no_row_can_be_read_is_refused() {
    let text = "calldate,uniqueid\n30 Nov 10:00,1\n1 Dec 10:00,2\n";
    let error = CdrIndex::new(zone(), None).read(Path::new("cdr.csv"), text.as_bytes()).unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(source, "none of its rows can be read; line 2: its start is no time");
    assert!(error.hint().unwrap().contains("11/30/2025"));
}

#[test]
fn dates_of_spreadsheets_are_in_the_order_that_one_of_them_tells() {
    // The dates of the rows, and when the first started.
    let cases: [(&[&str], &str, bool); 5] = [
        (&["3/4/2025 9:53", "3/30/2025 10:00"], "2025-03-04T09:53:00-05:00", false),
        (&["3/4/2025 9:53", "5/4/2025 9:53", "30/4/2025 10:00", "6/4/2025 9:53"], "2025-04-03T09:53:00-04:00", false),
        (&["30/4/2025 10:00", "3/4/2025 9:53"], "2025-04-30T10:00:00-04:00", false),
        (&["3/4/2025 9:53:07 PM", "4/4/2025 10:00", "2025-04-30 10:00:00"], "2025-03-04T21:53:07-05:00", true),
        (&["3/3/2025 9:53", "3/4/2025 9:53"], "2025-03-03T09:53:00-05:00", false),
    ];
    for (dates, start, is_in_doubt) in cases {
        let rows: Vec<String> =
            dates.iter().enumerate().map(|(at, date)| format!("{date};1764514800.{at}\n")).collect();
        let known = known(&format!("calldate;uniqueid\n{}", rows.concat()), "20251130-100000-1764514800.0.wav");
        assert_eq!(known.call.started_at.as_deref(), Some(start), "{dates:?}");
        let says_so = known.warnings.iter().any(|warning| warning.contains("whether the day or the month comes first"));
        assert_eq!(says_so, is_in_doubt, "{dates:?}: {:?}", known.warnings);
    }
}

#[test]
fn the_end_of_a_row_tells_the_order_too_and_an_impossible_date_is_a_bad_row() {
    let cdr = "start;end;uniqueid\n3/4/2025 23:59;3/4/2025 23:59;1\n12/4/2025 23:59;13/4/2025 0:01;2\n4/30/2025 9:53;;3\nsoon;;4\n";
    let (index, report) = read(cdr);
    assert_eq!((index.len(), report.n_rows, report.n_bad_rows), (2, 2, 2));
    assert_eq!(report.bad_rows, [(4, "its start is no time"), (5, "its start is no time")]);
}

#[test]
fn bad_rows_are_named_in_their_order_though_rows_were_held() {
    let rows = "3/4/2025 9:53,1,long\nsoon,1,1\n".repeat(9);
    let (_, report) = read(&format!("calldate,uniqueid,duration\n3/4/2025 9:53,1,1\n{rows}"));
    assert_eq!((report.n_rows, report.n_bad_rows), (1, 18));
    assert_eq!(report.bad_rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
}

#[test]
fn rows_of_other_days_are_not_kept() {
    let now = "2025-12-01T12:00:00Z".parse().unwrap();
    let days = DayRange::day("2025-11-30", now, &zone()).unwrap();
    let mut index = CdrIndex::new(zone(), Some(days));
    let rows = ["28 23:59:59", "29 00:00:00", "30 12:00:00"].map(|at| format!("2025-11-{at},{at}\n"));
    let text = format!("calldate,uniqueid\n{}", rows.concat());
    let report = index.read(Path::new("cdr.csv"), text.as_bytes()).unwrap();
    assert_eq!((report.n_rows, report.n_other_days, index.len()), (2, 1, 2));
}
