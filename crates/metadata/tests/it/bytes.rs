//! Whatever bytes come in, nothing panics.

use std::path::Path;

use jiff::tz::TimeZone;
use proptest::prelude::*;
use ringcheck_metadata::{
    Agents, CdrIndex, KnownSources, NamePattern, NamePreset, NameRules, group_calls,
    sidecar::{Format, parse, parse_folder},
};

/// Texts that come near to what systems write.
fn near(parts: &'static [&'static str]) -> impl Strategy<Value = String> {
    let part = prop_oneof![prop::sample::select(parts).prop_map(str::to_owned), any::<String>(), "[0-9.-]{0,12}"];
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_name_panics(name in near(&["in-", "5555550100", "-20251130-", "005355", "-1764453235.1", ".wav", "[", "]_", "(3)", "_",
        "RE", "conversation_id=", "callrecording:users:", "_GUID_", "AGENT_", "_DT_", "Call recording ", "(phone) ", "/", "\\", "\u{2199}"])) {
        let zone = TimeZone::get("America/New_York").unwrap();
        let _ = NameRules::of(&NamePreset::ALL).parse(Path::new(&name), &zone);
        if let Ok(pattern) = "{*}-{date}-{time}-{id}".parse::<NamePattern>() {
            let _ = NameRules::default().with_pattern(pattern).parse(Path::new(&name), &zone);
        }
    }

    #[test]
    fn no_pattern_panics(pattern in near(&["{", "}", "date", "{time}", "{id}", "{caller}", ":%Y%m%d", "{datetime:%Y %H}", "re:", "(?<id>", ")", "{*}", "{epoch}"])) {
        if let Ok(pattern) = pattern.parse::<NamePattern>() {
            let _ = NameRules::default().with_pattern(pattern).parse(Path::new("a/20251130_1764514800_5555550100.wav"), &TimeZone::UTC);
        }
    }

    #[test]
    fn no_sidecar_panics(text in near(&["{", "}", "[", "]", "\"caller\":", "\"start\":", "\"tags\":", "\"key\":\"", "\"value\":", "\"", ",", "\n", ";", "caller,start\n", "file,caller\n"]), bytes: Vec<u8>) {
        for bytes in [text.as_bytes(), &bytes] {
            for format in [Format::Json, Format::Csv] {
                let _ = parse(bytes, format, "a", &TimeZone::UTC);
            }
            let _ = parse_folder(bytes, "a", &TimeZone::UTC);
        }
    }

    #[test]
    fn no_cdr_panics(text in near(&["calldate,uniqueid,linkedid,src,dst,channel,dstchannel,duration,billsec,disposition,recordingfile\n",
        "2025-11-30 10:00:00", "9999-12-31 23:59:59", "1764514800.1", ",", "\n", "\"", "ANSWERED", "NO ANSWER", "PJSIP/104-0000002a", "Local/", "4294967295", "a.wav"]), bytes: Vec<u8>) {
        let zone = TimeZone::get("America/New_York").unwrap();
        let header = "calldate,uniqueid,linkedid,src,dst,channel,dstchannel,duration,billsec,disposition,recordingfile\n";
        for text in [text.clone().into_bytes(), bytes, format!("{header}{text}").into_bytes()] {
            let mut index = CdrIndex::new(zone.clone(), None);
            let _ = index.read(Path::new("x"), text.as_slice());
            let sources = KnownSources::new(NameRules::default(), Some(index), None, zone.clone());
            let mut groups = group_calls(["a.wav".into()].into_iter(), &sources);
            prop_assert_eq!(groups.by_ref().count(), 1);
            let _ = groups.unrecorded(true).count();
        }
    }

    #[test]
    fn no_agents_file_panics(text: String) {
        let _ = Agents::parse(Path::new("a.csv"), &format!("extension,name\n{text}"));
        let _ = Agents::parse(Path::new("a.toml"), &text);
    }
}
