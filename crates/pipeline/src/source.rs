//! What is to be scored: a call with its recordings and what is known of it.

use std::path::PathBuf;

use ringcheck_call::{Call, Sha256Hex};
use sha2::{Digest, Sha256};

/// A call that is to be scored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallSource {
    /// What the call is called in events: its first recording, or where it is known from.
    pub name: PathBuf,
    /// Its recordings, in the order of their time; none for a call that the phone system knows and nobody recorded.
    pub recordings: Vec<RecordingSource>,
    /// What the phone system knew.
    pub call: Call,
    /// Which channel is the business by the habit of the phone system that recorded, if it has one.
    pub usual_channel: Option<UsualChannel>,
    /// What is doubtful about what is known, in sentences.
    pub notes: Vec<String>,
    /// How many more recordings of the call there should be.
    pub n_missing: usize,
}

/// A recording of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingSource {
    /// The file.
    pub path: PathBuf,
    /// Where it starts on the call's clock; where that is unknown it is taken to follow the recording before it.
    pub offset_ms: Option<u64>,
}

/// The channel that a phone system puts the business on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsualChannel {
    /// The channel, counted from 0.
    pub channel: u16,
    /// Whose habit that is, such as `Twilio Flex`.
    pub source: String,
}

impl CallSource {
    /// The call of one recording of which nothing else is known.
    #[must_use]
    pub fn of_file(path: PathBuf) -> Self {
        let recordings = vec![RecordingSource { path: path.clone(), offset_ms: Some(0) }];
        Self { name: path, recordings, ..Self::default() }
    }
}

/// The id of a call by its recordings: the hash of the only one, or a hash over the sorted hashes of several.
///
/// `None` for no recordings.
pub(crate) fn id_of_recordings(hashes: &[Sha256Hex]) -> Option<Sha256Hex> {
    match hashes {
        [] => None,
        [only] => Some(only.clone()),
        several => {
            let mut sorted: Vec<&str> = several.iter().map(Sha256Hex::as_str).collect();
            sorted.sort_unstable();
            Some(Sha256Hex::from_bytes(Sha256::digest(sorted.join("\n")).into()))
        }
    }
}

/// The id of a call without recordings: a hash over the phone system's own id of it.
pub(crate) fn id_of_unrecorded(phone_system_id: &str) -> Sha256Hex {
    Sha256Hex::from_bytes(Sha256::digest(phone_system_id).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_has_one_id_in_whatever_order_its_recordings_are_found() {
        let [a, b] = [1, 2].map(|n| Sha256Hex::from_bytes([n; 32]));
        let ids = [[a.clone(), b.clone()], [b.clone(), a.clone()]].map(|hashes| id_of_recordings(&hashes));
        assert_eq!(ids[0], ids[1]);
        assert_eq!(id_of_recordings(std::slice::from_ref(&a)), Some(a.clone()));
        assert!(![Some(a), Some(b), None].contains(&ids[0]));
        assert_eq!(id_of_recordings(&[]), None);
    }
}
