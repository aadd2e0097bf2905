//! Names that phone systems and their exports write.

use std::sync::LazyLock;

use regex::Regex;
use ringcheck_call::Direction;

use super::preset::{Name, NamePreset, PresetPage, compile, group};
use crate::{
    facts::{Facts, direction_of},
    moment::Moment,
    number,
};

/// `<type>-<dest>-<from>-YYYYMMDD-HHMMSS-<uniqueid>`, from FreePBX's `callrecording` module (`sub-record-check`).
static FREEPBX: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?<kind>in|out|q|rg|force|external|internal|exten|conf|parked|parking|page|generic|ondemand)-(?<dest>[^-/]*)-(?<from>[^-/]*)-(?<date>\d{8})-(?<time>\d{6})-(?<id>(?:[A-Za-z][\w.]*-)?\d{9,11}\.\d{1,9})$",
    )
});

/// FreePBX 2.x and plain Asterisk dial plans: `[OUT<ext>-|q<queue>-|g<group>-]YYYYMMDD-HHMMSS-<uniqueid>`.
static ASTERISK: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:(?<kind>OUT|IN|q|g)(?<number>\+?\d{2,15})-)?(?<date>\d{8})-(?<time>\d{6})-(?<id>(?:[A-Za-z][\w.]*-)?\d{9,11}\.\d{1,9})$",
    )
});

/// What reads a FreePBX name.
pub(super) fn freepbx(name: &Name<'_>) -> Option<Facts> {
    let Some(found) = FREEPBX.captures(name.stem) else { return asterisk(name) };
    let (dest, from) = (number::clean(group(&found, "dest")), number::clean(group(&found, "from")));
    let mut facts = started(name, group(&found, "date"), group(&found, "time"))?;
    facts.phone_system_id = Some(group(&found, "id").to_owned());
    match group(&found, "kind") {
        "in" => facts.set_inbound(from, dest, None),
        "out" => facts.set_outbound(from, dest),
        "external" => facts.set_inbound(from, None, dest),
        "internal" => facts.set_internal(from, dest),
        // An extension's own number, the user who picked up, or a number dialed.
        "exten" | "force" | "ondemand" | "generic" | "parked" | "parking" => facts.set_parties(from, dest),
        // The destination is the number of a queue, a ring group, a conference or a paging group.
        _ => match from {
            Some(from) if number::is_extension(&from) => facts.set_internal(Some(from), None),
            Some(from) => facts.set_inbound(Some(from), None, None),
            None => {}
        },
    }
    Some(facts)
}

fn asterisk(name: &Name<'_>) -> Option<Facts> {
    let found = ASTERISK.captures(name.stem)?;
    let mut facts = started(name, group(&found, "date"), group(&found, "time"))?;
    facts.phone_system_id = Some(group(&found, "id").to_owned());
    let number = number::clean(group(&found, "number"));
    match group(&found, "kind") {
        "OUT" => facts.set_outbound(number, None),
        "IN" => facts.set_inbound(None, None, number),
        _ => {}
    }
    Some(facts)
}

/// `YYYYMMDDHHMMSS-<uniqueid>-<from>-<to>-<Inbound|Outbound|Internal>`, from Yeastar's developer guide.
static YEASTAR: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?<date>\d{8})(?<time>\d{6})-(?<id>\d{9,11}\.\d{1,9})-(?<from>[^-/]+)-(?<to>[^-/]+)-(?<direction>Inbound|Outbound|Internal)$",
    )
});

/// What reads a Yeastar name.
pub(super) fn yeastar(name: &Name<'_>) -> Option<Facts> {
    let found = YEASTAR.captures(name.stem)?;
    let (from, to) = (number::clean(group(&found, "from")), number::clean(group(&found, "to")));
    let mut facts = started(name, group(&found, "date"), group(&found, "time"))?;
    facts.phone_system_id = Some(group(&found, "id").to_owned());
    match group(&found, "direction") {
        "Inbound" => {
            let is_inside = to.as_deref().is_some_and(number::is_extension);
            let (called, extension) = if is_inside { (None, to) } else { (to, None) };
            facts.set_inbound(from, called, extension);
        }
        "Outbound" => facts.set_outbound(from, to),
        _ => facts.set_internal(from, to),
    }
    Some(facts)
}

/// `[name]_from-to_YYYYMMDDhhmmss(id)`.
static THREE_CX: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"^\[(?<name>[^\]/]*)\]_(?<from>[^-_/]+)-(?<to>[^-_/]+)_(?<date>\d{8})(?<time>\d{6})\((?<id>\d{1,12})\)$")
});

/// What reads a 3CX name.
pub(super) fn three_cx(name: &Name<'_>) -> Option<Facts> {
    let found = THREE_CX.captures(name.stem)?;
    let mut facts = started(name, group(&found, "date"), group(&found, "time"))?;
    facts.set_parties(number::clean(group(&found, "from")), number::clean(group(&found, "to")));
    // The name in brackets is the calling side's: on a call to the outside, the agent's.
    if facts.direction == Some(Direction::Outbound) {
        facts.agent_name = person(group(&found, "name"));
    }
    Some(facts)
}

/// `YYYYMMDD-HHMMSS_[EXT_]PHONE_<Incoming|Outgoing>_<Auto|...>_<recordingId>`.
static RINGCENTRAL: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?<date>\d{8})-(?<time>\d{6})_(?:(?<ext>\d{2,8})_)?(?<phone>[^_/]+)_(?<direction>Incoming|Outgoing)_(?:Auto|AUTO|OnDemand|Manual)_\d{6,20}$",
    )
});

/// What reads a `RingCentral` name.
pub(super) fn ringcentral(name: &Name<'_>) -> Option<Facts> {
    let found = RINGCENTRAL.captures(name.stem)?;
    let mut facts = started(name, group(&found, "date"), group(&found, "time"))?;
    let (extension, phone) = (number::clean(group(&found, "ext")), number::clean(group(&found, "phone")));
    match group(&found, "direction") {
        "Incoming" => facts.set_inbound(phone, None, extension),
        _ => facts.set_outbound(extension, phone),
    }
    Some(facts)
}

/// Twilio's ids of an account, a call and a recording, at least one of the last two.
static TWILIO: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:AC[0-9a-f]{32}[-_])?(?:(?<call>CA[0-9a-f]{32})(?:[-_]RE[0-9a-f]{32})?|RE[0-9a-f]{32}(?:[-_](?<last>CA[0-9a-f]{32}))?)$",
    )
});

/// What reads a Twilio name.
pub(super) fn twilio(name: &Name<'_>) -> Option<Facts> {
    let found = TWILIO.captures(name.stem)?;
    let call = [group(&found, "call"), group(&found, "last")].into_iter().find(|id| !id.is_empty());
    Some(Facts { phone_system_id: call.map(str::to_owned), ..Facts::default() })
}

/// A folder of a Genesys Cloud export.
static GENESYS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?:^|/)(?:conversation_id=|conversations/)(?<id>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/(?:recordings/)?[^/]+$",
    )
});

/// What reads a path of a Genesys export.
pub(super) fn genesys(name: &Name<'_>) -> Option<Facts> {
    let found = GENESYS.captures(name.path)?;
    Some(Facts { phone_system_id: Some(group(&found, "id").to_owned()), ..Facts::default() })
}

/// `ipbx:<tenant>:callrecording:users:<user>:<start>-<call>-<user>-<number>[_E]`; what stores it on a disk may put
/// `.`, `_`, `%3A` or `/` for the colons.
static EIGHT_BY_EIGHT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?:^|[:./_]|%3A)callrecording(?:[:./_]|%3A)users(?:[:./_]|%3A)(?<user>\d+)(?:[:./_]|%3A)(?<start>\d{13})-(?<call>\d+)-(?<again>\d+)-(?<number>[^-/_]+)(?:_[A-Z])?\.[A-Za-z0-9]{2,4}$",
    )
});

/// What reads an 8x8 name.
pub(super) fn eight_by_eight(name: &Name<'_>) -> Option<Facts> {
    let found = EIGHT_BY_EIGHT.captures(name.path)?;
    if group(&found, "user") != group(&found, "again") {
        return None;
    }
    Some(Facts {
        started_at: Some(Moment::epoch_ms(group(&found, "start").parse().ok()?)?),
        phone_system_id: Some(group(&found, "call").to_owned()),
        caller_number: number::clean(group(&found, "number")),
        ..Facts::default()
    })
}

/// `<contactId>_YYYYMMDDTHH:MM_UTC`, where a disk may have put `_`, `-` or `%3A` for the colon.
static AMAZON_CONNECT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?<id>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})_(?<date>\d{8})T(?<hour>\d{2})(?::|_|-|%3A)(?<minute>\d{2})_UTC$",
    )
});

/// What reads an Amazon Connect name.
pub(super) fn amazon_connect(name: &Name<'_>) -> Option<Facts> {
    let found = AMAZON_CONNECT.captures(name.stem)?;
    let time = format!("{}{}", group(&found, "hour"), group(&found, "minute"));
    let utc = Name { zone: &jiff::tz::TimeZone::UTC, ..*name };
    let is_menu = name.path.split('/').any(|part| part.eq_ignore_ascii_case("ivr"));
    Some(Facts {
        phone_system_id: Some(group(&found, "id").to_owned()),
        // The part of a call that its menu recorded has no agent on it.
        agent_channel: (!is_menu).then_some(1),
        ..started(&utc, group(&found, "date"), &time)?
    })
}

/// `…_GUID_<id>_[CUST_<id>_]AGENT_<name>_DT_YYYY-MM-DDTHH-MM-SS[_…]`, the sample's own default patterns.
static AWS_PCA: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"_GUID_(?<id>[^_/]+)_(?:CUST_[^_/]+_)?AGENT_(?<agent>[^_/]+)_(?:CUST_[^_/]+_)?DT_(?<date>\d{4}-\d{2}-\d{2})T(?<time>\d{2}-\d{2}-\d{2})(?:_[^/]*)?$",
    )
});

/// What reads a name in the manner of Amazon's sample.
pub(super) fn aws_pca(name: &Name<'_>) -> Option<Facts> {
    let found = AWS_PCA.captures(name.stem)?;
    Some(Facts {
        phone_system_id: Some(group(&found, "id").to_owned()),
        agent_name: person(group(&found, "agent")),
        ..started(name, group(&found, "date"), group(&found, "time"))?
    })
}

/// Facts with a start by the wall clock; none with an impossible one.
pub(super) fn started(name: &Name<'_>, date: &str, time: &str) -> Option<Facts> {
    Some(Facts { started_at: Some(name.local(date, time)?), ..Facts::default() })
}

/// A direction and the number of the party outside.
pub(super) fn outside(facts: &mut Facts, direction: &str, number: Option<String>) {
    match direction_of(direction) {
        Some(Direction::Outbound) => facts.set_outbound(None, number),
        Some(Direction::Inbound) => facts.set_inbound(number, None, None),
        _ => facts.caller_number = number,
    }
}

/// A name of a person: not empty and not a number.
fn person(text: &str) -> Option<String> {
    let text = text.trim();
    (text.chars().any(char::is_alphabetic)).then(|| text.to_owned())
}

/// The presets as the documentation shows them.
pub(super) const PAGES: &[PresetPage] = &[
    PresetPage {
        preset: NamePreset::Freepbx,
        system: "FreePBX, Issabel, Asterisk",
        form: "<type>-<dest>-<from>-YYYYMMDD-HHMMSS-<uniqueid>",
        examples: &[
            "in-5555550199-5555550100-20251130-005355-1764453235.353068.wav",
            "out-5555550124-104-20251130-101502-1764486902.12.wav",
            "external-104-5555550100-20251130-005401-1764453235.353068.WAV",
            "internal-105-104-20251130-120000-1764493200.7.wav",
            "q-1509-5555550100-20251130-005355-1764453235.353068.wav",
            "rg-600-5555550100-20251130-005355-1764453235.353070.mp3",
            "exten-104-5555550100-20251130-005355-1764453235.44.gsm",
            "force-5555550124-3201-20250327-092517-1743042317.12206.wav",
            "conf-8000-5555550100-20251130-005355-1764453235.45.wav",
            "parked-104-5555550100-20251130-005355-1764453235.46.wav",
            "OUT101-20120309-143000-1331323800.88.wav",
            "20120309-143000-1331323800.89.wav",
        ],
        notes: "Also by the words `issabel`, `elastix` and `asterisk`. The time is that of the call's first recording, which later recordings repeat. The id is the uniqueid of one leg; only call detail records know the linkedid that all recordings of a call share. Recordings are mono.",
    },
    PresetPage {
        preset: NamePreset::Yeastar,
        system: "Yeastar S-Series",
        form: "YYYYMMDDHHMMSS-<uniqueid>-<from>-<to>-<Inbound|Outbound|Internal>",
        examples: &[
            "20191024012719-1571909237.191-4000-4001-Internal.wav",
            "20191024090501-1571936701.12-5555550100-4001-Inbound.wav",
            "20191024090501-1571936701.13-4001-5555550124-Outbound.wav",
        ],
        notes: "",
    },
    PresetPage {
        preset: NamePreset::ThreeCx,
        system: "3CX",
        form: "[name]_<from>-<to>_YYYYMMDDhhmmss(<id>)",
        examples: &[
            "[5555550123]_5555550123-100_20190211124743(3).wav",
            "[]_100-5555550124_20190211124709(2).wav",
            "[Jane Doe]_201-5555550125_20190219120918(380).wav",
        ],
        notes: "The direction follows from which side is the extension. The name in brackets is the calling side's: on an outbound call the agent's. The id starts again and is no id of the call.",
    },
    PresetPage {
        preset: NamePreset::RingCentral,
        system: "RingCentral",
        form: "YYYYMMDD-HHMMSS_[EXT_]PHONE_<Incoming|Outgoing>_<Auto|OnDemand|Manual>_<recordingId>",
        examples: &[
            "20251121-141152_(555)555-0126_Incoming_Auto_2254843027051.mp3",
            "20251104-133555_302_(555)555-0127_Outgoing_Auto_2243071124051.mp3",
        ],
        notes: "The id is the recording's, not the call's.",
    },
    PresetPage {
        preset: NamePreset::Twilio,
        system: "Twilio",
        form: "[AccountSid_][CallSid_]RecordingSid, or CallSid",
        examples: &[
            "CA0123456789abcdef0123456789abcdef_RE0123456789abcdef0123456789abcdef.wav",
            "RE0123456789abcdef0123456789abcdef.mp3",
        ],
        notes: "The first channel is the leg that called; which side that is depends on the direction, which the name does not say.",
    },
    PresetPage {
        preset: NamePreset::TwilioFlex,
        system: "Twilio Flex",
        form: "as Twilio",
        examples: &["CA0123456789abcdef0123456789abcdef_RE0123456789abcdef0123456789abcdef.wav"],
        notes: "Only when chosen: customer left, agent right.",
    },
    PresetPage {
        preset: NamePreset::Genesys,
        system: "Genesys Cloud export",
        form: "…/conversation_id=<id>/<recordingId>.*",
        examples: &[
            "org/year=2025/month=11/day=30/hour=05/conversation_id=0a1b2c3d-0123-4567-89ab-0123456789ab/1f2e3d4c-0123-4567-89ab-0123456789ab.opus",
        ],
        notes: "The folders' hour is that of the export, not of the call; the start is in `<recordingId>_metadata.json`.",
    },
    PresetPage {
        preset: NamePreset::EightByEight,
        system: "8x8 Work",
        form: "…:callrecording:users:<user>:<startms>-<callId>-<user>-<number>_E",
        examples: &["ipbx:acmecorp:callrecording:users:117209:1667337742543-1666686434952-117209-+15555550118_E.mp3"],
        notes: "Times are UTC. The number is that of the party outside, whoever called. For the colons there may be `.`, `_`, `/` or `%3A`, and the last letter may be missing.",
    },
    PresetPage {
        preset: NamePreset::AmazonConnect,
        system: "Amazon Connect",
        form: "<contactId>_YYYYMMDDTHH:MM_UTC",
        examples: &[
            "e81b7b4d-20ac-472d-8aad-0d848ce7c9b4_20240126T03:07_UTC.wav",
            "CallRecordings/ivr/2024/01/26/e81b7b4d-20ac-472d-8aad-0d848ce7c9b4_20240126T03_05_UTC.wav",
        ],
        notes: "Agent on the right channel, the customer and all others left; the part under `ivr/` has no agent. For the colon there may be `_`, `-` or `%3A`.",
    },
    PresetPage {
        preset: NamePreset::AwsPca,
        system: "Amazon Transcribe post call analytics",
        form: "…_GUID_<id>_[CUST_<id>_]AGENT_<name>_DT_YYYY-MM-DDTHH-MM-SS",
        examples: &[
            "Auto3_GUID_003_AGENT_BobS_DT_2023-02-21T17-51-51.wav",
            "Auto0_GUID_000_AGENT_ChrisL_DT_2022-03-19T06-01-22_Mono.wav",
        ],
        notes: "",
    },
    PresetPage {
        preset: NamePreset::Samsung,
        system: "Samsung telephones",
        form: "Call recording <number or name>_YYMMDD_HHMMSS",
        examples: &["Call recording +15555550126_200605_114902.m4a", "Call recording Jane Doe_240605_114902.m4a"],
        notes: "The number is that of the other party, whoever called.",
    },
    PresetPage {
        preset: NamePreset::CubeAcr,
        system: "Cube ACR",
        form: "YYYY-MM-DD HH-MM-SS (phone) Name (number) ↙, or phone_YYYYMMDD-HHMMSS_<number>",
        examples: &[
            "2025-10-03 16-54-44 (phone) Jane Doe (0455550126) ↙.m4a",
            "2025-10-03 16-32-29 (phone) Jane Doe (+61 455 550 126) ↗.m4a",
            "phone_20170312-120501_+15555550126.amr",
        ],
        notes: "↙ is a call that came in, ↗ one that went out. Messengers' calls are read too.",
    },
    PresetPage {
        preset: NamePreset::Bcr,
        system: "Basic Call Recorder",
        form: "YYYYMMDD_HHMMSS.fff±hhmm_<in|out>[_sim<n>][_<number>][_<name>]",
        examples: &[
            "20230714_104245.215-0400_in_5555550126_Jane Doe.oga",
            "20220429_180249.123+0200_out_sim1_+15555550126.m4a",
        ],
        notes: "The name carries its own offset from UTC.",
    },
    PresetPage {
        preset: NamePreset::Xiaomi,
        system: "Xiaomi telephones",
        form: "<name>(<number>)_YYYYMMDDHHMMSS",
        examples: &["Jane Doe(+15555550126)_20210101120000.mp3"],
        notes: "The number is that of the other party, whoever called.",
    },
];
