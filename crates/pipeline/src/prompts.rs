//! The firm's own recorded prompts: read from files, and found in what was heard.

use std::path::{Path, PathBuf};

use ringcheck_call::{EventKind, Side};
use ringcheck_ingest::{DecodeError, RecordingReader};
use ringcheck_store::StoredFingerprint;
use ringcheck_timeline::{
    FINGERPRINT_VERSION, Fingerprint, KnownPrompt, MAX_FINGERPRINT_MS, Prompt, PromptError, PromptMatch, match_prompts,
};

use crate::Heard;

/// The first words of file names that say what kind a prompt is.
const KINDS: [EventKind; 6] = [
    EventKind::Notice,
    EventKind::Menu,
    EventKind::QueueMessage,
    EventKind::Voicemail,
    EventKind::Bot,
    EventKind::Hold,
];

/// A recorded prompt of the firm's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPrompt {
    /// How it sounds, under the name of its file.
    pub prompt: Prompt,
    /// What kind of recording it is, if its file's name says so.
    pub kind: Option<EventKind>,
}

/// Why a file is no prompt.
#[derive(Debug, thiserror::Error)]
pub enum PromptFileError {
    /// It holds no audio that can be decoded.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// It is longer than what is kept of a call's beginning.
    #[error("the prompt `{}` is longer than {} s", path.display(), MAX_FINGERPRINT_MS / 1000)]
    TooLong {
        /// The file.
        path: PathBuf,
    },
    /// Its sound cannot be told from others.
    #[error("the prompt `{}` cannot be told from other sounds", path.display())]
    Sound {
        /// The file.
        path: PathBuf,
        /// Why.
        source: PromptError,
    },
}

impl PromptFileError {
    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Decode(error) => {
                return Some(
                    error.hint().unwrap_or_else(|| "keep nothing but recorded prompts in the folder".to_owned()),
                );
            }
            Self::TooLong { .. } => {
                "keep its first minute: a prompt is heard in the first two minutes of a call".to_owned()
            }
            Self::Sound { source: PromptError::TooShort { .. }, .. } => {
                "leave it out: what is shorter sounds like others by chance".to_owned()
            }
            Self::Sound { .. } => "take it from the phone system again, or leave it out".to_owned(),
        })
    }
}

/// The prompt in the file at `path`, under the name of the file without its ending.
///
/// Of two channels the louder one counts.
pub fn read_prompt(path: &Path) -> Result<OwnPrompt, PromptFileError> {
    let mut reader = RecordingReader::open(path)?;
    let mut channels: Vec<Vec<f32>> = vec![Vec::new(); usize::from(reader.channels())];
    while let Some(block) = reader.next_block()? {
        for (channel, samples) in channels.iter_mut().zip(block.channels) {
            channel.extend(samples);
        }
        let n_samples = channels.first().map_or(0, Vec::len) as u64;
        if n_samples * 1000 > MAX_FINGERPRINT_MS * u64::from(ringcheck_ingest::RATE_HZ) {
            return Err(PromptFileError::TooLong { path: path.to_owned() });
        }
    }
    let power = |samples: &Vec<f32>| samples.iter().map(|s| s * s).sum::<f32>();
    let loudest = channels.into_iter().max_by(|a, b| power(a).total_cmp(&power(b))).unwrap_or_default();
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let kind = kind_of(&name);
    let prompt =
        Prompt::new(name, &loudest).map_err(|source| PromptFileError::Sound { path: path.to_owned(), source })?;
    Ok(OwnPrompt { prompt, kind })
}

/// The kind that the first word of a name says; `queue message` is `queue_message` too.
fn kind_of(name: &str) -> Option<EventKind> {
    let name = name.to_lowercase().replace([' ', '-'], "_");
    KINDS.into_iter().find(|kind| {
        name.strip_prefix(kind.as_str())
            .is_some_and(|rest| rest.is_empty() || !rest.starts_with(|c: char| c.is_alphabetic()))
    })
}

/// Which prompts are in the beginning of the first recording, in order of start on the call's clock.
pub(crate) fn prompts_heard(heard: &Heard, prompts: &[OwnPrompt]) -> Vec<KnownPrompt> {
    if prompts.is_empty() {
        return Vec::new();
    }
    let offset_ms = heard.recordings.first().map_or(0, |recording| recording.offset_ms);
    let is_one_channel = heard.fingerprints.len() == 1;
    let mut known = Vec::new();
    for (channel, fingerprint) in &heard.fingerprints {
        let side = match heard.sides.agent_channel {
            // What both parties share one channel with, the firm's recording is the business's.
            _ if is_one_channel => Side::Business,
            Some(agent_channel) if agent_channel == *channel => Side::Business,
            Some(_) => Side::Caller,
            None => Side::Unknown,
        };
        let known_of = |found: PromptMatch| {
            let own = prompts.get(found.prompt)?;
            Some(KnownPrompt {
                name: own.prompt.name.clone(),
                kind: own.kind,
                side,
                start_ms: found.start_ms + offset_ms,
                end_ms: found.end_ms + offset_ms,
                confidence: found.confidence,
            })
        };
        known
            .extend(match_prompts(fingerprint, prompts.iter().map(|own| &own.prompt)).into_iter().filter_map(known_of));
    }
    known.sort_by_key(|prompt| (prompt.start_ms, prompt.end_ms));
    known
}

/// Fingerprints as they are stored.
pub(crate) fn to_stored(fingerprints: &[(u16, Fingerprint)]) -> Vec<StoredFingerprint> {
    let stored = |(channel, fingerprint): &(u16, Fingerprint)| StoredFingerprint {
        channel: *channel,
        version: FINGERPRINT_VERSION.to_owned(),
        bytes: fingerprint.to_bytes(),
    };
    fingerprints.iter().map(stored).collect()
}

/// Stored fingerprints; those of another version cannot be compared.
pub(crate) fn from_stored(stored: &[StoredFingerprint]) -> Vec<(u16, Fingerprint)> {
    let of_today = stored.iter().filter(|stored| stored.version == FINGERPRINT_VERSION);
    of_today.filter_map(|stored| Some((stored.channel, Fingerprint::from_bytes(&stored.bytes).ok()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_of_a_name_says_the_kind() {
        assert_eq!(kind_of("menu-main"), Some(EventKind::Menu));
        assert_eq!(kind_of("notice recording"), Some(EventKind::Notice));
        assert_eq!(kind_of("Queue Message 2"), Some(EventKind::QueueMessage));
        assert_eq!(kind_of("queue-message"), Some(EventKind::QueueMessage));
        assert_eq!(kind_of("hold2"), Some(EventKind::Hold));
        assert_eq!(kind_of("holdings"), None);
        assert_eq!(kind_of("after-hours"), None);
        assert_eq!(kind_of(""), None);
    }
}
