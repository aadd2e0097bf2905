//! Under which names systems write which field, and what becomes of the values.

use jiff::tz::TimeZone;
use ringcheck_call::{Direction, Disposition};

use super::flatten::Fields;
use crate::{
    facts::{Facts, direction_of, disposition_of},
    moment::Moment,
    number,
    slash::DateOrder,
};

/// A field of a sidecar as the documentation shows it.
#[derive(Clone, Copy, Debug)]
pub struct FieldPage {
    /// What it says.
    pub field: &'static str,
    /// Its names, without capitals and punctuation; `a.b` is `b` inside of `a`. The first that is there counts.
    pub names: &'static [&'static str],
    /// How values are read.
    pub values: &'static str,
}

const DIRECTION: FieldPage = FieldPage {
    field: "direction",
    names: &["direction", "calldirection", "initialdirection", "originatingdirection", "initiationmethod", "calltype"],
    values: "in, inbound, incoming; out, outbound, outgoing; internal",
};
const STARTED_AT: FieldPage = FieldPage {
    field: "start of the call",
    names: &[
        "callstarttime",
        "callstart",
        "callstartedat",
        "starttime",
        "startedat",
        "start",
        "starttimestamp",
        "startstamp",
        "initiationtimestamp",
        "conversationstart",
        "conversationstarttime",
        "calldate",
        "datetime",
        "calltime",
        "timestamp",
        "date",
    ],
    values: "seconds, milliseconds or microseconds since 1970, ISO 8601, `YYYYMMDDhhmmss`, an e-mail date, or a date with slashes; without offset in the zone of the run",
};
const RECORDING_STARTED_AT: FieldPage = FieldPage {
    field: "start of the recording",
    names: &["recordingstarttime", "recordingstart", "recordingstartedat"],
    values: "as the start of the call",
};
const ENDED_AT: FieldPage = FieldPage {
    field: "end of the call",
    names: &["callendtime", "endtime", "endedat", "end", "endstamp", "disconnecttimestamp", "conversationend"],
    values: "as the start of the call; with it the duration is reckoned, as systems do not agree on the unit of a duration",
};
const CALLER: FieldPage = FieldPage {
    field: "caller's number",
    names: &[
        "callerphonenumber",
        "callernumber",
        "caller",
        "callerid",
        "calleridnumber",
        "callingpartynumber",
        "callingnumber",
        "from.phonenumber",
        "from.number",
        "fromphonenumber",
        "fromnumber",
        "from",
        "ani",
        "src",
        "source",
        "sourcenumber",
    ],
    values: "a number with or without punctuation; a word such as `anonymous` is none",
};
const OUTSIDE: FieldPage = FieldPage {
    field: "number of the party outside",
    names: &[
        "customerphonenumber",
        "customernumber",
        "customer.phonenumber",
        "customer.ani",
        "customer.address",
        "customerendpoint.address",
        "remotepartynumber",
        "remotenumber",
        "phonenumber",
        "address",
    ],
    values: "the caller's number, or on an outbound call the number called",
};
const CALLED: FieldPage = FieldPage {
    field: "number called",
    names: &[
        "dialedphonenumber",
        "dialednumber",
        "callednumber",
        "calledphonenumber",
        "called",
        "callee",
        "calleeid",
        "calleenumber",
        "dnis",
        "did",
        "didnumber",
        "trackingphonenumber",
        "systemendpoint.address",
        "to.phonenumber",
        "to.number",
        "tophonenumber",
        "tonumber",
        "to",
        "dst",
        "destination",
    ],
    values: "a number",
};
const EXTENSION: FieldPage = FieldPage {
    field: "extension",
    names: &["extensionnumber", "extension", "ext", "agentextension", "agent.extension"],
    values: "two to six digits",
};
const INSIDE_TO: FieldPage = FieldPage {
    field: "extension of an inbound or internal call",
    names: &["to.extensionnumber"],
    values: "two to six digits",
};
const INSIDE_FROM: FieldPage =
    FieldPage { field: "extension of an outbound call", names: &["from.extensionnumber"], values: "two to six digits" };
const AGENT: FieldPage = FieldPage {
    field: "agent",
    names: &[
        "agentname",
        "agent.name",
        "agent.username",
        "agentusername",
        "agent",
        "username",
        "employeename",
        "employee",
        "operatorname",
        "operator",
        "answeredby",
        "dstcnam",
    ],
    values: "text with a letter in it",
};
const CALL_ID: FieldPage = FieldPage {
    field: "id of the call",
    names: &[
        "linkedid",
        "conversationid",
        "contactid",
        "callsid",
        "callid",
        "callguid",
        "telephonysessionid",
        "sessionid",
        "interactionid",
        "uniqueid",
    ],
    values: "text",
};
const DURATION_MS: FieldPage = FieldPage {
    field: "duration in milliseconds",
    names: &["durationms", "calldurationms", "durationmilliseconds"],
    values: "a number",
};
const DURATION: FieldPage = FieldPage {
    field: "duration in seconds",
    names: &["callduration", "durationseconds", "totalduration", "duration"],
    values: "a number, `mm:ss` or `hh:mm:ss`",
};
const CONNECTED: FieldPage = FieldPage {
    field: "connected seconds",
    names: &["billsec", "billable", "talktime", "talkseconds", "talkduration"],
    values: "a number, `mm:ss` or `hh:mm:ss`",
};
const DISPOSITION: FieldPage = FieldPage {
    field: "disposition",
    names: &["disposition", "callstatus", "status", "result", "answered"],
    values: "answered, completed, no answer, missed, abandoned, busy, failed, canceled, congestion; true and false for `answered`",
};
const AGENT_CHANNEL: FieldPage = FieldPage {
    field: "channel of the business",
    names: &["agentchannel", "businesschannel"],
    values: "0 or left, 1 or right",
};

/// Every field, in the order of the documentation.
#[must_use]
pub fn field_pages() -> Vec<FieldPage> {
    vec![
        DIRECTION,
        STARTED_AT,
        RECORDING_STARTED_AT,
        ENDED_AT,
        CALLER,
        OUTSIDE,
        CALLED,
        EXTENSION,
        INSIDE_TO,
        INSIDE_FROM,
        AGENT,
        CALL_ID,
        DURATION_MS,
        DURATION,
        CONNECTED,
        DISPOSITION,
        AGENT_CHANNEL,
    ]
}

impl Fields {
    /// What the fields say, where their values can be read.
    ///
    /// Dates with slashes are in `order`, or in the one that a date among the fields tells.
    pub(super) fn facts(&self, order: Option<DateOrder>, zone: &TimeZone) -> Facts {
        let order = order.or_else(|| DateOrder::proven_by(self.values()));
        let moment = |page: &FieldPage| self.first(page, |text| Moment::parse(text, order, zone));
        let number = |page: &FieldPage| self.first(page, number::from_caller_id);
        let direction = self.first(&DIRECTION, direction_of);
        let (caller, outside, dialed) = (number(&CALLER), number(&OUTSIDE), number(&CALLED));
        let inside = |page: &FieldPage| number(page).filter(|number| number::is_extension(number));
        let extension = inside(&EXTENSION);
        let mut facts = Facts::default();
        match direction {
            Some(Direction::Inbound) => {
                let is_inside = dialed.as_deref().is_some_and(number::is_extension);
                let (did, reached) = if is_inside { (None, dialed) } else { (dialed, None) };
                let extension = extension.or_else(|| inside(&INSIDE_TO)).or(reached);
                facts.set_inbound(caller.or(outside), did, extension);
            }
            Some(Direction::Outbound) => {
                facts.set_outbound(extension.or_else(|| inside(&INSIDE_FROM)).or(caller), dialed.or(outside));
            }
            Some(Direction::Internal) => facts.set_internal(caller, extension.or(dialed)),
            None => {
                facts.set_parties(caller.or(outside), dialed);
                facts.extension = extension.or(facts.extension);
            }
        }
        facts.started_at = moment(&STARTED_AT);
        facts.recording_started_at = moment(&RECORDING_STARTED_AT);
        let lasted = match (facts.started_at, moment(&ENDED_AT)) {
            (Some(start), Some(end)) => u64::try_from(end.at.as_millisecond() - start.at.as_millisecond()).ok(),
            _ => None,
        };
        facts.duration_ms = lasted
            .or_else(|| self.first(&DURATION_MS, |text| text.trim().parse().ok()))
            .or_else(|| self.first(&DURATION, seconds_to_ms));
        facts.connected_ms = self.first(&CONNECTED, seconds_to_ms);
        facts.agent_name = self.first(&AGENT, |text| {
            let text = text.trim();
            (text.len() <= 200 && text.chars().any(char::is_alphabetic)).then(|| text.to_owned())
        });
        facts.phone_system_id = self.first(&CALL_ID, |text| {
            let text = text.trim();
            (1..=200).contains(&text.len()).then(|| text.to_owned())
        });
        facts.disposition = self.first(&DISPOSITION, |text| match text {
            "true" => Some(Disposition::Answered),
            "false" => Some(Disposition::NoAnswer),
            _ => disposition_of(text),
        });
        facts.agent_channel = self.first(&AGENT_CHANNEL, |text| match text.trim().to_ascii_lowercase().as_str() {
            "0" | "left" => Some(0),
            "1" | "right" => Some(1),
            _ => None,
        });
        facts
    }

    /// Whether a column of this name says anything about a call.
    pub(super) fn is_known(name: &str) -> bool {
        field_pages().iter().any(|page| page.names.contains(&name))
    }
}

/// Seconds, with or without a fraction, or `hh:mm:ss`, to milliseconds.
fn seconds_to_ms(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.contains(':') {
        let parts: Vec<u64> = text.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let seconds = match parts.as_slice() {
            [minutes, seconds] => minutes.checked_mul(60)?.checked_add(*seconds)?,
            [hours, minutes, seconds] => {
                hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(*seconds)?
            }
            _ => return None,
        };
        return seconds.checked_mul(1000);
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 18 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let ms: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(ms)
}
