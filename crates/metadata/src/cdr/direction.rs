//! Which way a call went, by one row of its records.

use ringcheck_call::Direction;

use super::row::Row;
use crate::{facts::direction_of, number};

/// Contexts of FreePBX and of Asterisk's samples in which calls from outside start.
const INBOUND_CONTEXTS: [&str; 9] = [
    "from-trunk",
    "from-pstn",
    "from-did",
    "from-zaptel",
    "from-dahdi",
    "ext-did",
    "incoming",
    "inbound",
    "from-digital",
];
/// Contexts of routes to the outside.
const OUTBOUND_CONTEXTS: [&str; 3] = ["outrt-", "outbound", "outgoing"];

/// The direction by the first of these that speaks: the system's own word, a DID, the context, and the shape of the
/// numbers and channels. `None` where none does.
pub(super) fn direction(row: &Row<'_>) -> Option<Direction> {
    if let Some(direction) = direction_of(row.call_type) {
        return Some(direction);
    }
    if row.did.is_some() {
        return Some(Direction::Inbound);
    }
    let context = row.context.to_ascii_lowercase();
    if INBOUND_CONTEXTS.iter().any(|known| context.starts_with(known)) {
        return Some(Direction::Inbound);
    }
    if OUTBOUND_CONTEXTS.iter().any(|known| context.starts_with(known)) {
        return Some(Direction::Outbound);
    }
    by_shape(row)
}

/// The channel that called, and who called whom.
fn by_shape(row: &Row<'_>) -> Option<Direction> {
    let src_inside = row.src.as_deref().map(number::is_extension)?;
    let (from_phone, to_phone) = (extension_of(row.channel).is_some(), extension_of(row.dst_channel).is_some());
    let dst_inside = row.dst.as_deref().map(number::is_extension);
    match (src_inside, dst_inside) {
        (true, Some(false)) if from_phone => Some(Direction::Outbound),
        (true, Some(true)) if from_phone && (to_phone || row.dst_channel.is_empty()) => Some(Direction::Internal),
        // A number from outside on a channel that is no extension's: a trunk.
        (false, _) if !row.channel.is_empty() && !from_phone && !is_local(row.channel) => Some(Direction::Inbound),
        _ => None,
    }
}

/// The extension of a channel such as `PJSIP/104-0000002a` or `Local/104@from-queue-0000000a;1`.
pub(super) fn extension_of(channel: &str) -> Option<&str> {
    let name = device_of(channel)?.split_once('/')?.1;
    let name = name.split_once('@').map_or(name, |(name, _context)| name);
    // FreePBX rings a device of a user as `FMPR-104` or `LC-104`, and queues ring `Local/104`.
    let name = name.strip_prefix("FMPR-").or_else(|| name.strip_prefix("LC-")).unwrap_or(name);
    (name.len() >= 2 && number::is_extension(name)).then_some(name)
}

/// A channel without what is different from call to call: `PJSIP/104` of `PJSIP/104-0000002a`.
pub(super) fn device_of(channel: &str) -> Option<&str> {
    let (technology, rest) = channel.split_once('/')?;
    let rest = rest.split_once('@').map_or(rest, |(name, _context)| name);
    let is_serial = |text: &str| text.len() >= 4 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b';');
    let name = match rest.rsplit_once('-') {
        Some((name, serial)) if is_serial(serial) => name,
        _ => rest,
    };
    (!name.is_empty()).then(|| channel.get(..technology.len() + 1 + name.len())).flatten()
}

fn is_local(channel: &str) -> bool {
    channel.starts_with("Local/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_name_extensions() {
        let cases = [
            ("PJSIP/104-0000002a", Some("PJSIP/104"), Some("104")),
            ("SIP/104-00000fa5", Some("SIP/104"), Some("104")),
            ("Local/104@from-queue-00000001;1", Some("Local/104"), Some("104")),
            ("PJSIP/8576-5f30", Some("PJSIP/8576"), Some("8576")),
            ("Local/FMPR-104@from-internal-00000001;1", Some("Local/FMPR-104"), Some("104")),
            ("PJSIP/my-trunk-0000002b", Some("PJSIP/my-trunk"), None),
            ("Dongle/MTS-SUP-0100000151", Some("Dongle/MTS-SUP"), None),
            ("DAHDI/i1/5555550100-2", Some("DAHDI/i1/5555550100-2"), None),
            ("SIP/5555550100-00000001", Some("SIP/5555550100"), None),
            ("", None, None),
            ("nonsense", None, None),
        ];
        for (channel, device, extension) in cases {
            assert_eq!(device_of(channel), device, "{channel}");
            assert_eq!(extension_of(channel), extension, "{channel}");
        }
    }
}
