//! Names that recorders on telephones write.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    preset::{Name, compile, group},
    systems::{outside, started},
};
use crate::{facts::Facts, moment::Moment, number};

static SAMSUNG: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^Call [Rr]ecording (?<who>[^/]+?)_(?<date>\d{6})_(?<time>\d{6})$"));

/// What reads a name of Samsung's recorder.
pub(super) fn samsung(name: &Name<'_>) -> Option<Facts> {
    let found = SAMSUNG.captures(name.stem)?;
    let facts = started(name, &format!("20{}", group(&found, "date")), group(&found, "time"))?;
    Some(Facts { caller_number: number::clean(group(&found, "who")), ..facts })
}

static CUBE_ACR: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?<date>\d{4}-\d{2}-\d{2}) (?<time>\d{2}-\d{2}-\d{2}) \((?:phone|[a-z][a-z0-9 _-]{2,20})\)(?: (?<rest>[^/]*?))?(?: ?(?<arrow>[\x{2199}\x{2197}])\x{fe0f}?)?$",
    )
});

static CUBE_ACR_OLD: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"^(?:phone|whatsapp|viber|skype|telegram|signal)_(?<date>\d{8})-(?<time>\d{6})_(?<who>[^/]+)$")
});

/// What reads a name of Cube ACR.
pub(super) fn cube_acr(name: &Name<'_>) -> Option<Facts> {
    if let Some(found) = CUBE_ACR_OLD.captures(name.stem) {
        let facts = started(name, group(&found, "date"), group(&found, "time"))?;
        return Some(Facts { caller_number: number::clean(group(&found, "who")), ..facts });
    }
    let found = CUBE_ACR.captures(name.stem)?;
    let mut facts = started(name, group(&found, "date"), group(&found, "time"))?;
    let rest = group(&found, "rest");
    let in_brackets =
        rest.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map_or(rest, |(_name, number)| number);
    let arrow = match group(&found, "arrow") {
        "\u{2199}" => "in",
        "\u{2197}" => "out",
        _ => "",
    };
    outside(&mut facts, arrow, number::clean(in_brackets));
    Some(facts)
}

static BCR: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?<date>\d{8})_(?<time>\d{6})(?:\.\d{1,9})?(?<offset>[+-]\d{4}|Z)(?:_(?<direction>in|out|conference))?(?:_sim\d)?(?:_(?<number>\+?\d{2,20}))?(?:_[^/]*)?$",
    )
});

/// What reads a name of Basic Call Recorder.
pub(super) fn bcr(name: &Name<'_>) -> Option<Facts> {
    let found = BCR.captures(name.stem)?;
    let offset = match group(&found, "offset") {
        "Z" => "+0000",
        offset => offset,
    };
    let wall = crate::moment::wall_clock(group(&found, "date"), group(&found, "time"))?;
    let started_at = Moment::parse(&format!("{}{offset}", wall.strftime("%Y-%m-%dT%H:%M:%S")), None, name.zone)?;
    let mut facts = Facts { started_at: Some(started_at), ..Facts::default() };
    outside(&mut facts, group(&found, "direction"), number::clean(group(&found, "number")));
    Some(facts)
}

static XIAOMI: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^[^/\[\]]*\((?<number>\+?[\d][\d -]{1,24})\)_(?<date>\d{8})(?<time>\d{6})$"));

/// What reads a name of Xiaomi's recorder.
pub(super) fn xiaomi(name: &Name<'_>) -> Option<Facts> {
    let found = XIAOMI.captures(name.stem)?;
    let facts = started(name, group(&found, "date"), group(&found, "time"))?;
    Some(Facts { caller_number: number::clean(group(&found, "number")), ..facts })
}
