//! What was wrong with a recording, in sentences for a person.

use crate::riff::End;

/// What went wrong while a recording was decoded.
#[derive(Debug, Default)]
pub(crate) struct Damage {
    /// Packets that were replaced by silence.
    pub(crate) n_bad_packets: u64,
    /// How much silence that is, with what was missing between packets, in frames.
    pub(crate) n_silent_frames: u64,
    /// Stretches that are missing between two packets.
    pub(crate) n_gaps: u64,
    /// Samples that are no numbers.
    pub(crate) n_not_finite: u64,
    /// What an external decoder said was wrong.
    pub(crate) complaint: Option<String>,
    pub(crate) ending: Ending,
}

/// How the audio ended, where that is worth a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Ending {
    /// As it should.
    #[default]
    Sound,
    /// The header of a WAV file has something to say about the end.
    Wave(End),
    /// Earlier than the header announces.
    Early {
        /// In frames.
        n_frames_stated: u64,
    },
    /// Later than the header announces.
    Late {
        /// In frames.
        n_frames_stated: u64,
    },
    /// Inside a packet, or before the stream says that it ends.
    Abrupt,
    /// The container is broken from here on.
    Broken,
    /// What follows has another sample rate or another number of channels.
    OtherFormat,
    /// The last packets could not be decoded.
    Undecodable,
}

/// A length of time as a person reads it.
fn seconds(n_frames: u64, rate_hz: u32) -> String {
    let ms = n_frames.saturating_mul(1000) / u64::from(rate_hz.max(1));
    if ms < 1000 { format!("{ms} ms") } else { format!("{}.{} s", ms / 1000, ms / 100 % 10) }
}

impl Damage {
    /// Whether audio is missing at the end.
    pub(crate) fn is_cut_off(&self) -> bool {
        match self.ending {
            Ending::Sound | Ending::Late { .. } => false,
            Ending::Wave(end) => matches!(end, End::Missing { .. }),
            Ending::Early { .. } | Ending::Abrupt | Ending::Broken | Ending::OtherFormat | Ending::Undecodable => true,
        }
    }

    /// One sentence for each thing that was wrong; `frames_in` turns bytes of a WAV file's audio into frames.
    pub(crate) fn warnings(&self, n_frames: u64, rate_hz: u32, frames_in: impl Fn(u64) -> u64) -> Vec<String> {
        let mut warnings = Vec::new();
        let silence = seconds(self.n_silent_frames, rate_hz);
        if self.n_bad_packets > 0 {
            let (n, are) = (self.n_bad_packets, if self.n_bad_packets == 1 { "packet was" } else { "packets were" });
            warnings.push(format!("{n} damaged {are} replaced by silence ({silence} in all)."));
        }
        if self.n_gaps > 0 {
            let (n, are) = (self.n_gaps, if self.n_gaps == 1 { "stretch is" } else { "stretches are" });
            warnings.push(format!("{n} {are} missing inside the recording and became silence ({silence} in all)."));
        }
        if self.n_not_finite > 0 {
            warnings.push(format!("{} samples are no numbers and became silence.", self.n_not_finite));
        }
        if let Some(complaint) = &self.complaint {
            warnings.push(format!("The decoder found damage: {complaint}."));
        }
        let heard = seconds(n_frames, rate_hz);
        let early = |stated: u64| {
            format!(
                "The recording is cut off: it ends after {heard}, but its header announces {}.",
                seconds(stated, rate_hz)
            )
        };
        let late = |stated: u64| {
            format!(
                "The recording is longer than its header says: {heard} instead of {}. All of it was decoded.",
                seconds(stated, rate_hz)
            )
        };
        let ending = match self.ending {
            Ending::Sound | Ending::Wave(End::AsStated) => None,
            Ending::Wave(End::NeverStated) => Some(format!(
                "The recorder never completed the header; the file holds {heard}, all of which was decoded."
            )),
            Ending::Wave(End::LaterThanStated { stated }) => Some(late(frames_in(stated))),
            Ending::Wave(End::Missing { stated: Some(stated) }) => Some(early(frames_in(stated))),
            Ending::Wave(End::Missing { stated: None }) => {
                Some(format!("The recording is cut off: the file ends in the middle of a sample, after {heard}."))
            }
            Ending::Early { n_frames_stated } => Some(early(n_frames_stated)),
            Ending::Late { n_frames_stated } => Some(late(n_frames_stated)),
            Ending::Abrupt => Some(format!("The recording is cut off: the file breaks off after {heard}.")),
            Ending::Broken => Some(format!("The file is broken after {heard}; what follows could not be decoded.")),
            Ending::OtherFormat => {
                Some(format!("The audio changes its format after {heard}; what follows was not decoded."))
            }
            Ending::Undecodable => Some("The end of the recording could not be decoded.".to_owned()),
        };
        warnings.extend(ending);
        warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_recording_needs_no_words() {
        assert!(Damage::default().warnings(16_000, 8000, |n| n).is_empty());
        assert!(!Damage::default().is_cut_off());
    }

    #[test]
    fn each_damage_is_a_sentence() {
        let ending = Ending::Wave(End::Missing { stated: Some(32_000) });
        let damage = Damage { n_bad_packets: 1, n_silent_frames: 400, ending, ..Damage::default() };
        assert_eq!(
            damage.warnings(12_000, 8000, |bytes| bytes / 2),
            [
                "1 damaged packet was replaced by silence (50 ms in all).",
                "The recording is cut off: it ends after 1.5 s, but its header announces 2.0 s.",
            ]
        );
        assert!(damage.is_cut_off());
    }
}
