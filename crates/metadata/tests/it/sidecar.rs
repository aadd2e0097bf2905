//! Sidecars in the shapes that systems write them.

use jiff::tz::TimeZone;
use ringcheck_call::{Direction, Disposition};
use ringcheck_metadata::{
    Facts,
    sidecar::{Format, parse, parse_folder},
};

fn json(text: &str) -> Facts {
    parse(text.as_bytes(), Format::Json, "call", &TimeZone::UTC).unwrap()
}

fn csv(text: &str) -> Facts {
    parse(text.as_bytes(), Format::Csv, "call", &TimeZone::UTC).unwrap()
}

fn start(facts: &Facts) -> Option<String> {
    facts.started_at.map(|start| start.to_iso())
}

#[test]
fn eight_by_eight_writes_tags() {
    let facts = json(
        r#"{"id":"9984564e","type":"callrecording","objectName":"ipbx:acme:x.mp3","createdTime":"2022-11-01T21:22:22",
        "tags":[{"key":"callId","value":"1666686434952"},{"key":"address","value":"+15555550118"},
        {"key":"endTime","value":"1667337749032"},{"key":"duration","value":"3000"},{"key":"userName","value":"Kim Lee"},
        {"key":"startTime","value":"1667337742543"},{"key":"direction","value":"INCOMING"},
        {"key":"extensionNumber","value":"1004"}]}"#,
    );
    assert_eq!(facts.direction, Some(Direction::Inbound));
    assert_eq!(start(&facts).as_deref(), Some("2022-11-01T21:22:22Z"));
    assert_eq!(facts.duration_ms, Some(6489));
    assert_eq!(facts.caller_number.as_deref(), Some("+15555550118"));
    assert_eq!((facts.extension.as_deref(), facts.agent_name.as_deref()), (Some("1004"), Some("Kim Lee")));
    assert_eq!(facts.phone_system_id.as_deref(), Some("1666686434952"));
}

#[test]
fn other_systems_nest_and_name_otherwise() {
    let ringcentral = json(
        r#"{"sessionId":"771","startTime":"2025-11-30T10:00:00.000Z","duration":75,"direction":"Outbound","result":"Call connected",
        "from":{"phoneNumber":"+15555550199","extensionNumber":"104","name":"Kim"},"to":{"phoneNumber":"+15555550124"},
        "legs":[{"from":{"phoneNumber":"+1"}},{"duration":1}]}"#,
    );
    assert_eq!(ringcentral.direction, Some(Direction::Outbound));
    assert_eq!(
        (ringcentral.called_number.as_deref(), ringcentral.extension.as_deref()),
        (Some("+15555550124"), Some("104"))
    );
    assert_eq!((ringcentral.duration_ms, ringcentral.disposition), (Some(75_000), Some(Disposition::Answered)));

    let callrail = json(
        r#"{"answered":false,"business_phone_number":null,"customer_name":"Jane","customer_phone_number":"+15555550100",
        "direction":"inbound","duration":4,"id":"CAL8154","start_time":"2025-11-30T10:00:00.000-05:00","tracking_phone_number":"+15555550199","voicemail":false}"#,
    );
    assert_eq!(
        (callrail.caller_number.as_deref(), callrail.called_number.as_deref()),
        (Some("+15555550100"), Some("+15555550199"))
    );
    assert_eq!(
        (callrail.disposition, start(&callrail).as_deref()),
        (Some(Disposition::NoAnswer), Some("2025-11-30T10:00:00-05:00"))
    );

    let genesys = json(
        r#"{"conversationId":"0a1b","mediaType":"audio","conversationStart":"2025-11-30T10:00:00Z","originatingDirection":"inbound",
        "participants":[{"purpose":"customer","ani":"tel:+15555550100"},{"purpose":"agent","name":"Kim Lee"}]}"#,
    );
    assert_eq!(
        (genesys.caller_number.as_deref(), genesys.agent_name.as_deref()),
        (Some("+15555550100"), Some("Kim Lee"))
    );
    assert_eq!(genesys.phone_system_id.as_deref(), Some("0a1b"));

    let twilio = json(
        r#"{"call_sid":"CA01","duration":"12","start_time":"Fri, 18 Oct 2019 18:20:25 +0000","from":"+15555550100","to":"+15555550199","direction":"inbound","status":"no-answer"}"#,
    );
    assert_eq!(
        (twilio.disposition, start(&twilio).as_deref()),
        (Some(Disposition::NoAnswer), Some("2019-10-18T18:20:25Z"))
    );

    let connect = json(
        r#"{"ContactId":"e81b","InitiationMethod":"INBOUND","InitiationTimestamp":"2024-01-26T03:05:00Z","DisconnectTimestamp":"2024-01-26T03:09:00Z",
        "CustomerEndpoint":{"Address":"+15555550100","Type":"TELEPHONE_NUMBER"},"SystemEndpoint":{"Address":"+15555550199"},"Agent":{"Username":"klee"}}"#,
    );
    assert_eq!(
        (connect.caller_number.as_deref(), connect.called_number.as_deref()),
        (Some("+15555550100"), Some("+15555550199"))
    );
    assert_eq!((connect.agent_name.as_deref(), connect.duration_ms), (Some("klee"), Some(240_000)));
}

#[test]
fn simple_sidecars_say_what_they_say() {
    let facts =
        json(r#"{"caller":"(555) 555-0100","agent_channel":"left","duration":"00:01:15","startTime":1764514800}"#);
    assert_eq!((facts.agent_channel, facts.duration_ms), (Some(0), Some(75_000)));
    assert_eq!(start(&facts).as_deref(), Some("2025-11-30T15:00:00Z"));
    assert!(json(r#"{"caller":"anonymous","segments":[{"start":0.0,"end":2.5},{"start":3.0}]}"#).is_empty());
    assert!(json("[]").is_empty() && json("7").is_empty() && json("null").is_empty());
}

#[test]
fn csv_of_one_recording_is_a_row_or_pairs() {
    for text in [
        "caller,start,extension\n5555550100,2025-11-30 10:00:00,104\n",
        "caller,5555550100\nstart,2025-11-30 10:00:00\nextension,104\n",
        "\u{feff}File;Caller;Start;Extension\r\nother.wav;1;;\r\ncall.wav;\"5555550100\";2025-11-30 10:00:00;104\r\n",
    ] {
        let facts = csv(text);
        assert_eq!(facts.caller_number.as_deref(), Some("5555550100"), "{text}");
        assert_eq!(facts.extension.as_deref(), Some("104"), "{text}");
        assert_eq!(start(&facts).as_deref(), Some("2025-11-30T10:00:00Z"), "{text}");
    }
}

#[test]
fn a_table_names_recordings_with_or_without_ending() {
    let folder = |text: &str| parse_folder(text.as_bytes(), "call", &TimeZone::UTC).unwrap();
    for text in ["name,caller\ncall,5555550100\nb,1\n", "caller,recordingfile\n5555550100,2025/11/call.mp3\n7,b.wav\n"]
    {
        let (n, facts) = folder(text).unwrap();
        assert_eq!((n, facts.caller_number.as_deref()), (2, Some("5555550100")), "{text}");
    }
    // About something else, or without names of recordings.
    assert_eq!(folder("city,people\nx,2\n"), None);
    assert_eq!(folder("caller,start\n5555550100,2025-11-30 10:00:00\n"), None);
}

#[test]
fn dates_with_slashes_are_in_the_order_that_the_file_tells() {
    assert_eq!(start(&csv("caller,start\n5555550100,3/4/2025 9:53 PM\n")).as_deref(), Some("2025-03-04T21:53:00Z"));
    let day_first = csv("start,end\n12/4/2025 23:59,13/4/2025 00:01\n");
    assert_eq!(start(&day_first).as_deref(), Some("2025-04-12T23:59:00Z"));
    assert_eq!(day_first.duration_ms, Some(120_000));
    let folder = |text: &str| parse_folder(text.as_bytes(), "call", &TimeZone::UTC).unwrap().unwrap().1;
    let told = folder("file,start\ncall.wav,3/4/2025 9:53\nb.wav,30/4/2025 9:53\n");
    assert_eq!(start(&told).as_deref(), Some("2025-04-03T09:53:00Z"));
    let json = json(r#"{"start":"3/4/2025 9:53","recordingStart":"13/4/2025 9:53"}"#);
    assert_eq!(start(&json).as_deref(), Some("2025-04-03T09:53:00Z"));
}

#[test]
fn what_is_broken_says_where() {
    let problem = |bytes: &[u8], format| parse(bytes, format, "call", &TimeZone::UTC).unwrap_err().to_string();
    assert_eq!(problem(b"{\n\"caller\": 5555550100,\n", Format::Json), "line 3: the JSON ends too early");
    assert_eq!(problem(b"{\n\"caller\" 5555550100}", Format::Json), "line 2: not JSON");
    assert_eq!(problem(b"{\n\n\xff}", Format::Json), "line 3: not UTF-8 text");
    assert_eq!(problem(b"", Format::Csv), "line 1: the file is empty");
    assert_eq!(
        problem(b"caller,x\n1,2\n3,4\n", Format::Csv),
        "line 1: several rows, and none that names this recording"
    );
    let deep = "[".repeat(100_000);
    assert!(problem(deep.as_bytes(), Format::Json).starts_with("line 1:"));
}
