//! Names as systems write them, and names that only look so.

use std::{collections::BTreeMap, path::Path};

use jiff::tz::TimeZone;
use ringcheck_call::Direction;
use ringcheck_metadata::{Facts, NamePreset, NameRules, preset_pages};

fn read(name: &str) -> Facts {
    NameRules::default().parse(Path::new(name), &TimeZone::get("America/New_York").unwrap())
}

/// Direction, start, caller, called, extension, agent, id, agent channel; `-` is unknown.
fn line(facts: &Facts) -> String {
    let direction = match facts.direction {
        None => "-",
        Some(Direction::Inbound) => "in",
        Some(Direction::Outbound) => "out",
        Some(Direction::Internal) => "internal",
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let start = facts.started_at.map_or_else(|| "-".to_owned(), |start| start.to_iso());
    let channel = facts.agent_channel.map_or_else(|| "-".to_owned(), |channel| channel.to_string());
    [
        direction.to_owned(),
        start,
        text(&facts.caller_number),
        text(&facts.called_number),
        text(&facts.extension),
        text(&facts.agent_name),
        text(&facts.phone_system_id),
        channel,
    ]
    .join(" ")
}

/// Names, and what they say as [`line`] writes it.
const CASES: &[(&str, &str)] = &[
    (
        "in-5555550199-5555550100-20251130-005355-1764453235.353068.wav",
        "in 2025-11-30T00:53:55-05:00 5555550100 5555550199 - - 1764453235.353068 -",
    ),
    (
        "/var/spool/asterisk/monitor/2025/11/30/in-s-unknown-20251130-005355-1764453235.353068.wav",
        "in 2025-11-30T00:53:55-05:00 - - - - 1764453235.353068 -",
    ),
    (
        "in-+15555550199-+15555550100-20251130-005355-pbx1-1764453235.353068.wav",
        "in 2025-11-30T00:53:55-05:00 +15555550100 +15555550199 - - pbx1-1764453235.353068 -",
    ),
    (
        "out-5555550124-104-20251130-101502-1764486902.12.wav",
        "out 2025-11-30T10:15:02-05:00 - 5555550124 104 - 1764486902.12 -",
    ),
    (
        "external-104-5555550100-20250630-005401-1751259241.353068.WAV",
        "in 2025-06-30T00:54:01-04:00 5555550100 - 104 - 1751259241.353068 -",
    ),
    (
        "internal-105-104-20251130-120000-1764493200.7.wav",
        "internal 2025-11-30T12:00:00-05:00 104 - 105 - 1764493200.7 -",
    ),
    (
        "q-1509-5555550100-20251130-005355-1764453235.353068.wav",
        "in 2025-11-30T00:53:55-05:00 5555550100 - - - 1764453235.353068 -",
    ),
    (
        "q-1509-104-20251130-005355-1764453235.353068.wav",
        "internal 2025-11-30T00:53:55-05:00 104 - - - 1764453235.353068 -",
    ),
    (
        "rg-600-anonymous-20251130-005355-1764453235.353070.mp3",
        "- 2025-11-30T00:53:55-05:00 - - - - 1764453235.353070 -",
    ),
    (
        "exten-104-5555550100-20251130-005355-1764453235.44.gsm",
        "in 2025-11-30T00:53:55-05:00 5555550100 - 104 - 1764453235.44 -",
    ),
    (
        "force-5555550124-3201-20250327-092517-1743042317.12206.wav",
        "out 2025-03-27T09:25:17-04:00 - 5555550124 3201 - 1743042317.12206 -",
    ),
    (
        "force-0821XXXX8663-3201-20250327-092517-1743042317.12206.wav",
        "- 2025-03-27T09:25:17-04:00 3201 - - - 1743042317.12206 -",
    ),
    ("OUT101-20120309-143000-1331323800.88.wav", "out 2012-03-09T14:30:00-05:00 - - 101 - 1331323800.88 -"),
    ("20120309-143000-1331323800.89.wav", "- 2012-03-09T14:30:00-05:00 - - - - 1331323800.89 -"),
    (
        "20191024012719-1571909237.191-4000-4001-Internal.wav",
        "internal 2019-10-24T01:27:19-04:00 4000 - 4001 - 1571909237.191 -",
    ),
    (
        "20191024090501-1571936701.12-5555550100-4001-Inbound.wav",
        "in 2019-10-24T09:05:01-04:00 5555550100 - 4001 - 1571936701.12 -",
    ),
    (
        "20191024090501-1571936701.13-4001-5555550124-Outbound.wav",
        "out 2019-10-24T09:05:01-04:00 - 5555550124 4001 - 1571936701.13 -",
    ),
    ("[5555550123]_5555550123-100_20190211124743(3).wav", "in 2019-02-11T12:47:43-05:00 5555550123 - 100 - - -"),
    ("[]_100-5555550124_20190211124709(2).wav", "out 2019-02-11T12:47:09-05:00 - 5555550124 100 - - -"),
    (
        "[Jane Doe]_201-5555550125_20190219120918(380).wav",
        "out 2019-02-19T12:09:18-05:00 - 5555550125 201 Jane Doe - -",
    ),
    ("[Jane Doe]_201-202_20190219120918(381).wav", "internal 2019-02-19T12:09:18-05:00 201 - 202 - - -"),
    (
        "20251121-141152_(555)555-0126_Incoming_Auto_2254843027051.mp3",
        "in 2025-11-21T14:11:52-05:00 5555550126 - - - - -",
    ),
    (
        "20251104-133555_302_(555)555-0127_Outgoing_Auto_2243071124051.mp3",
        "out 2025-11-04T13:35:55-05:00 - 5555550127 302 - - -",
    ),
    (
        "20251104-133555_302_(555)555-0127_Incoming_Auto_2243071124051.mp3",
        "in 2025-11-04T13:35:55-05:00 5555550127 - 302 - - -",
    ),
    (
        "CA0123456789abcdef0123456789abcdef_RE0123456789abcdef0123456789abcdef.wav",
        "- - - - - - CA0123456789abcdef0123456789abcdef -",
    ),
    ("RE0123456789abcdef0123456789abcdef.mp3", "- - - - - - - -"),
    (
        "b/conversation_id=0a1b2c3d-0123-4567-89ab-0123456789ab/1f2e3d4c-0123-4567-89ab-0123456789ab.opus",
        "- - - - - - 0a1b2c3d-0123-4567-89ab-0123456789ab -",
    ),
    (
        "ipbx:acmecorp:callrecording:users:117209:1667337742543-1666686434952-117209-+15555550118_E.mp3",
        "- 2022-11-01T21:22:22Z +15555550118 - - - 1666686434952 -",
    ),
    (
        "ipbx_acmecorp_callrecording_users_117209_1667337742543-1666686434952-117209-+15555550118_E.mp3",
        "- 2022-11-01T21:22:22Z +15555550118 - - - 1666686434952 -",
    ),
    (
        "e81b7b4d-20ac-472d-8aad-0d848ce7c9b4_20240126T03:07_UTC.wav",
        "- 2024-01-26T03:07:00Z - - - - e81b7b4d-20ac-472d-8aad-0d848ce7c9b4 1",
    ),
    (
        "ivr/2024/01/26/e81b7b4d-20ac-472d-8aad-0d848ce7c9b4_20240126T03_05_UTC.wav",
        "- 2024-01-26T03:05:00Z - - - - e81b7b4d-20ac-472d-8aad-0d848ce7c9b4 -",
    ),
    ("Auto3_GUID_003_AGENT_BobS_DT_2023-02-21T17-51-51.wav", "- 2023-02-21T17:51:51-05:00 - - - BobS 003 -"),
    ("Auto0_GUID_000_AGENT_ChrisL_DT_2022-03-19T06-01-22_Mono.wav", "- 2022-03-19T06:01:22-04:00 - - - ChrisL 000 -"),
    ("Call recording +15555550126_200605_114902.m4a", "- 2020-06-05T11:49:02-04:00 +15555550126 - - - - -"),
    ("Call recording Jane Doe_240605_114902.m4a", "- 2024-06-05T11:49:02-04:00 - - - - - -"),
    (
        "2025-10-03 16-54-44 (phone) Jane Doe (0455550126) \u{2199}.m4a",
        "in 2025-10-03T16:54:44-04:00 0455550126 - - - - -",
    ),
    (
        "2025-10-03 16-32-29 (phone) Jane Doe (+61 455 550 126) \u{2197}.m4a",
        "out 2025-10-03T16:32:29-04:00 - +61455550126 - - - -",
    ),
    ("2025-10-03 17-09-31 (whatsapp) Jane Doe.m4a", "- 2025-10-03T17:09:31-04:00 - - - - - -"),
    ("phone_20170312-120501_+15555550126.amr", "- 2017-03-12T12:05:01-04:00 +15555550126 - - - - -"),
    ("20230714_104245.215-0600_in_5555550126_Jane Doe.oga", "in 2023-07-14T10:42:45-06:00 5555550126 - - - - -"),
    ("20220429_180249.123+0200_out_sim1_+15555550126.m4a", "out 2022-04-29T18:02:49+02:00 - +15555550126 - - - -"),
    ("Jane Doe(+15555550126)_20210101120000.mp3", "- 2021-01-01T12:00:00-05:00 +15555550126 - - - - -"),
    (
        r"C:\Recordings\out-5555550124-104-20251130-101502-1764486902.12.wav",
        "out 2025-11-30T10:15:02-05:00 - 5555550124 104 - 1764486902.12 -",
    ),
];

#[test]
fn names_say_what_their_systems_put_into_them() {
    for (name, expected) in CASES {
        assert_eq!(&line(&read(name)), expected, "{name}");
    }
}

#[test]
fn names_that_fit_nothing_give_nothing() {
    for name in [
        "my_call.mp3",
        "20251130.wav",
        "20251130-005355.wav",
        "5555550100.wav",
        "in-the-box.wav",
        "in-5555550199-5555550100-20251130-005355.wav",
        "in-5555550199-5555550100-20251330-005355-1764453235.353068.wav",
        "in-5555550199-5555550100-20251130-256055-1764453235.353068.wav",
        "[x]_100-5555550124_20190231124709(2).wav",
        "20251131-141152_(555)555-0126_Incoming_Auto_2254843027051.mp3",
        "20251121-141152_(555)555-0126_Sideways_Auto_2254843027051.mp3",
        "RE0123.mp3",
        "ipbx:acmecorp:callrecording:users:117209:1667337742543-1666686434952-999-+15555550118_E.mp3",
        "e81b7b4d-20ac-472d-8aad-0d848ce7c9b4.wav",
        "e81b7b4d-20ac-472d-8aad-0d848ce7c9b4_20240126T25:07_UTC.wav",
        "Call recording_200605_114902.m4a",
        "2025-10-03 16-54-44.m4a",
        "2025-13-03 16-54-44 (phone) Jane Doe (0455550126).m4a",
        "holiday(1)_20210101120000.mp3",
        "",
        "/",
    ] {
        assert_eq!(read(name), Facts::default(), "{name}");
    }
}

#[test]
fn every_preset_reads_its_examples_and_no_other_does() {
    let pages: BTreeMap<NamePreset, _> = preset_pages().iter().map(|page| (page.preset, page)).collect();
    assert_eq!(pages.len(), NamePreset::ALL.len());
    let zone = TimeZone::UTC;
    for (preset, page) in &pages {
        assert!(!page.examples.is_empty() && preset.as_str().parse() == Ok(*preset));
        for example in page.examples {
            let readers: Vec<NamePreset> = NamePreset::AUTO
                .into_iter()
                .filter(|other| NameRules::of(&[*other]).reader_of(Path::new(example), &zone).is_some())
                .collect();
            let expected = if *preset == NamePreset::TwilioFlex { NamePreset::Twilio } else { *preset };
            assert_eq!(readers, [expected], "{example}");
        }
    }
}

#[test]
fn a_preset_that_is_chosen_reads_its_names_alone() {
    let zone = TimeZone::UTC;
    let flex = NameRules::of(&["twilio-flex".parse().unwrap()]);
    let facts = flex.parse(Path::new("RE0123456789abcdef0123456789abcdef.mp3"), &zone);
    assert_eq!(facts.agent_channel, Some(1));
    assert!(flex.parse(Path::new("20120309-143000-1331323800.89.wav"), &zone).is_empty());
    assert!("Issabel".parse::<NamePreset>().is_ok());
    let error = "genesis".parse::<NamePreset>().unwrap_err();
    assert!(error.hint().contains("genesys"));
}
