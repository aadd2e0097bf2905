//! Audio cut out of a call's recordings, with every secret silenced.

use std::path::PathBuf;

use ringcheck_call::{EventKind, Recording, Segment, Side, TimelineEvent};
use ringcheck_ingest::{DecodeError, HashError, RATE_HZ, RecordingReader, sha256_of};
use ringcheck_transcription::{MaskingOptions, mask_secrets};

/// A word's times are not exact: so much around a secret is silenced too.
const SILENCED_AROUND_MS: u64 = 150;

/// Keys pressed are silenced with this around them: a tone's edge tells it as well as its middle.
const SILENCED_AROUND_KEY_MS: u64 = 80;

/// A part of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct AudioClip {
    /// The samples of each channel, from -1 to 1, at 16 kHz; as many channels as the recordings have.
    pub channels: Vec<Vec<f32>>,
    /// Where it starts on the call's clock.
    pub start_ms: u64,
    /// Where it ends on the call's clock.
    pub end_ms: u64,
    /// What is silenced in it, on the call's clock, in order and apart from each other.
    pub silenced: Vec<(u64, u64)>,
    /// When which side speaks, for evening levels: the words in it that are not silenced.
    pub spoken: Vec<SpokenWord>,
}

/// When a word is spoken, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpokenWord {
    /// The recording's channel, counted from 0.
    pub channel: u16,
    /// Which end of the line.
    pub side: Side,
    /// Where it starts on the call's clock.
    pub start_ms: u64,
    /// Where it ends on the call's clock.
    pub end_ms: u64,
}

/// Why nothing was cut.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClipError {
    /// The call has no recording.
    #[error("the call has no recording to cut from")]
    NoRecording,
    /// The call's words have no times, so that nobody knows where its secrets are.
    #[error("the words of the call have no times, so what must be silenced is not known")]
    NoTimes,
    /// The recording cannot be read, or is not where it was.
    #[error(transparent)]
    Unreadable(#[from] HashError),
    /// Another file is where the recording was.
    #[error("`{}` is not the recording that was scored: its bytes are others", .0.display())]
    Changed(PathBuf),
    /// It cannot be decoded any more.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// No recording holds that part of the call.
    #[error("the call's recordings hold nothing between {from_s} and {to_s} seconds")]
    Outside {
        /// The first second that was asked for.
        from_s: u64,
        /// The last second.
        to_s: u64,
    },
}

impl ClipError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoRecording | Self::NoTimes => "score the call from its recording",
            Self::Unreadable(_) => "put the recording back, or score it where it is now",
            Self::Changed(_) => "put the recording back, or score what is there now",
            Self::Decode(_) => "`ringcheck transcribe` on the recording says more",
            Self::Outside { .. } => "name times within the call: `ringcheck show ID` has them",
        }
    }
}

/// Cuts the part of a call from `start_ms` to `end_ms` on its clock out of its recordings, sides on channels of their
/// own where they are in the recording.
///
/// A word that the border would cut is taken in whole. What `segments` have a placeholder for, or would have by the
/// masking of today, is silence on all channels, 0.15 s around it as well; so are keys that were pressed.
/// The files must still be those that were scored.
///
/// # Errors
///
/// When a recording is missing, changed or cannot be decoded, or nothing is there at these times.
pub fn cut(
    recordings: &[Recording],
    segments: &[Segment],
    sounds: &[TimelineEvent],
    span_ms: (u64, u64),
) -> Result<AudioClip, ClipError> {
    let clips = cut_all(recordings, segments, sounds, &[span_ms])?;
    clips.into_iter().next().ok_or(ClipError::NoRecording)
}

/// Cuts several parts of a call, each as [`cut`] does, in their order; each recording is checked and decoded once.
///
/// # Errors
///
/// As [`cut`]; where one part cannot be cut, none is.
pub fn cut_all(
    recordings: &[Recording],
    segments: &[Segment],
    sounds: &[TimelineEvent],
    spans_ms: &[(u64, u64)],
) -> Result<Vec<AudioClip>, ClipError> {
    if recordings.is_empty() {
        return Err(ClipError::NoRecording);
    }
    if segments.iter().any(|segment| segment.words.is_empty() && !segment.text.is_empty()) {
        return Err(ClipError::NoTimes);
    }
    // What was stored by an older masking may hold what is masked now.
    let segments = mask_secrets(segments.to_vec(), &MaskingOptions::default());
    let call_end_ms = recordings.iter().map(|r| r.offset_ms + r.duration_ms).max().unwrap_or(0);
    let secrets = secrets(&segments, sounds);
    let mut parts = Vec::new();
    for (start_ms, end_ms) in spans_ms {
        let (start_ms, end_ms) = on_word_borders(&segments, *start_ms, (*end_ms).min(call_end_ms));
        let end_ms = end_ms.min(call_end_ms);
        if start_ms >= end_ms {
            return Err(ClipError::Outside { from_s: start_ms / 1000, to_s: end_ms / 1000 });
        }
        parts.push(Part::new(recordings, start_ms, end_ms));
    }
    read(recordings, &mut parts)?;
    Ok(parts.into_iter().map(|part| part.into_clip(&segments, &secrets)).collect())
}

/// A part of a call whose samples are being collected.
struct Part {
    start_ms: u64,
    end_ms: u64,
    channels: Vec<Vec<f32>>,
    /// Up to where it has its samples. What two recordings of a call both hold counts once: the later one from where the
    /// earlier ends.
    filled_ms: u64,
}

impl Part {
    /// All channels, silent.
    fn new(recordings: &[Recording], start_ms: u64, end_ms: u64) -> Self {
        let n_channels =
            recordings.iter().map(|recording| usize::from(recording.channels)).max().unwrap_or(1).clamp(1, 2);
        Self { start_ms, end_ms, channels: vec![vec![0.0; sample(end_ms - start_ms)]; n_channels], filled_ms: start_ms }
    }

    fn n_samples(&self) -> usize {
        self.channels.first().map_or(0, Vec::len)
    }

    /// Whether a recording has samples for it.
    fn needs(&self, recording: &Recording) -> bool {
        recording.offset_ms + recording.duration_ms > self.filled_ms && recording.offset_ms < self.end_ms
    }

    /// Takes what it needs of a block that starts with sample `at` of a recording; `false` once it needs no more of it.
    fn take(&mut self, recording: &Recording, at: usize, block: &[Vec<f32>]) -> bool {
        let from_ms = self.filled_ms.max(recording.offset_ms);
        let skipped = sample(from_ms - recording.offset_ms);
        let target = sample(from_ms - self.start_ms);
        let len = block.first().map_or(0, Vec::len);
        let first = skipped.saturating_sub(at).min(len);
        let place = target + (at + first).saturating_sub(skipped);
        let n_samples = self.n_samples();
        if place >= n_samples {
            return false;
        }
        let n = (len - first).min(n_samples - place);
        for (number, channel) in self.channels.iter_mut().enumerate() {
            // Where one recording has a channel less, both sides share it.
            let from = block.get(number).or_else(|| block.first());
            if let Some(samples) = from {
                channel[place..place + n].copy_from_slice(&samples[first..first + n]);
            }
        }
        true
    }

    /// The clip, with its secrets silenced.
    fn into_clip(mut self, segments: &[Segment], secrets: &[(u64, u64)]) -> AudioClip {
        let (start_ms, end_ms) = (self.start_ms, self.end_ms);
        let silenced: Vec<(u64, u64)> = secrets
            .iter()
            .filter(|(from, to)| *from < end_ms && start_ms < *to)
            .map(|(from, to)| ((*from).max(start_ms), (*to).min(end_ms)))
            .collect();
        for channel in &mut self.channels {
            for (from, to) in &silenced {
                let (first, last) = (sample(from - start_ms), sample(to - start_ms));
                let last = last.min(channel.len());
                channel[first.min(last)..last].fill(0.0);
            }
        }
        let words = segments.iter().flat_map(|segment| segment.words.iter().map(move |word| (segment, word)));
        let spoken = words
            .filter(|(_, word)| word.start_ms < end_ms && start_ms < word.end_ms)
            .filter(|(_, word)| !silenced.iter().any(|(from, to)| word.start_ms < *to && *from < word.end_ms))
            .map(|(segment, word)| SpokenWord {
                channel: segment.channel,
                side: segment.side,
                start_ms: word.start_ms,
                end_ms: word.end_ms,
            })
            .collect();
        AudioClip { channels: self.channels, start_ms, end_ms, silenced, spoken }
    }
}

/// How many words in a row may widen a clip to each side.
const MOST_WIDENED: usize = 8;

/// The span widened to whole words, of both sides: where one side's word begins the other may be in the middle of one.
fn on_word_borders(segments: &[Segment], mut start_ms: u64, mut end_ms: u64) -> (u64, u64) {
    let words = || segments.iter().flat_map(|segment| &segment.words);
    let cut = |at: u64| words().filter(move |w| w.start_ms < at && at < w.end_ms);
    // Where both talk at once all the time no border is free: then the clip is not widened without end.
    for _ in 0..MOST_WIDENED {
        start_ms = cut(start_ms).map(|word| word.start_ms).min().unwrap_or(start_ms);
        end_ms = cut(end_ms).map(|word| word.end_ms).max().unwrap_or(end_ms);
    }
    (start_ms, end_ms)
}

/// What must not be heard, in order and apart from each other.
fn secrets(segments: &[Segment], sounds: &[TimelineEvent]) -> Vec<(u64, u64)> {
    let around = |from: u64, to: u64, ms: u64| (from.saturating_sub(ms), to + ms);
    let words = segments.iter().flat_map(|segment| &segment.words).filter(|word| word.text.starts_with('['));
    let mut spans: Vec<(u64, u64)> = words.map(|w| around(w.start_ms, w.end_ms, SILENCED_AROUND_MS)).collect();
    spans.extend(sounds.iter().filter(|sound| sound.kind == EventKind::Dtmf).filter_map(|sound| {
        let (from, to) = sound.start_ms.zip(sound.end_ms)?;
        Some(around(from, to, SILENCED_AROUND_KEY_MS))
    }));
    spans.sort_unstable();
    let mut apart: Vec<(u64, u64)> = Vec::new();
    for (from, to) in spans {
        match apart.last_mut().filter(|(_, end)| from <= *end) {
            Some((_, end)) => *end = to.max(*end),
            None => apart.push((from, to)),
        }
    }
    apart
}

/// Fills the parts with the samples of all channels; they stay silent where no recording is.
fn read(recordings: &[Recording], parts: &mut [Part]) -> Result<(), ClipError> {
    for recording in recordings {
        let mut open: Vec<&mut Part> = parts.iter_mut().filter(|part| part.needs(recording)).collect();
        if open.is_empty() {
            continue;
        }
        let path = PathBuf::from(&recording.path);
        if sha256_of(&path)? != recording.sha256 {
            return Err(ClipError::Changed(path));
        }
        let mut reader = RecordingReader::open(&path)?;
        let mut at = 0;
        while let Some(block) = reader.next_block()? {
            let mut is_needed = false;
            for part in &mut open {
                is_needed |= part.take(recording, at, &block.channels);
            }
            if !is_needed {
                break;
            }
            at += block.channels.first().map_or(0, Vec::len);
        }
        for part in open {
            part.filled_ms = recording.offset_ms + recording.duration_ms;
        }
    }
    Ok(())
}

/// The number of the sample at a time.
fn sample(ms: u64) -> usize {
    usize::try_from(ms * u64::from(RATE_HZ) / 1000).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use ringcheck_call::{Layout, Probability, Side, Word};

    use super::*;

    /// A recording of two tones, one for each channel, and its description.
    fn recording(folder: &std::path::Path, seconds: u32) -> Recording {
        let path = folder.join("tones.wav");
        let mut bytes = Vec::new();
        let data: Vec<u8> = (0..seconds * 8000)
            .flat_map(|n| {
                let second = n / 8000;
                // Each second has a level of its own, so that a sample tells when it was.
                let left = i16::try_from(2000 + second * 1000).unwrap() * if n % 8 < 4 { 1 } else { -1 };
                [left.to_le_bytes(), (left / 2).to_le_bytes()].concat()
            })
            .collect();
        let len = u32::try_from(data.len()).unwrap();
        bytes.extend(b"RIFF");
        bytes.extend((36 + len).to_le_bytes());
        bytes.extend(b"WAVEfmt ");
        for number in [16_u32, 0x0002_0001, 8000, 32_000, 0x0010_0004] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(b"data");
        bytes.extend(len.to_le_bytes());
        bytes.extend(data);
        fs_err::write(&path, bytes).unwrap();
        Recording {
            path: path.display().to_string(),
            sha256: sha256_of(&path).unwrap(),
            offset_ms: 0,
            duration_ms: u64::from(seconds) * 1000,
            codec: "pcm_s16le".to_owned(),
            sample_rate_hz: 8000,
            channels: 2,
            layout: Layout::Stereo,
            decoder: "symphonia".to_owned(),
            warnings: vec![],
            notes: vec![],
            is_cut_off: false,
        }
    }

    fn said(words: &[(&str, u64, u64)]) -> Segment {
        let word = |(text, start_ms, end_ms): &(&str, u64, u64)| Word {
            start_ms: *start_ms,
            end_ms: *end_ms,
            text: (*text).to_owned(),
            probability: Probability::ONE,
        };
        let mut segment = Segment {
            channel: 0,
            side: Side::Caller,
            start_ms: None,
            end_ms: None,
            text: String::new(),
            words: vec![],
            confidence: None,
            marks: vec![],
        };
        segment.set_words(words.iter().map(word).collect());
        segment
    }

    fn rms(clip: &AudioClip, channel: usize, from_ms: u64, to_ms: u64) -> f32 {
        let samples = &clip.channels[channel][sample(from_ms - clip.start_ms)..sample(to_ms - clip.start_ms)];
        #[expect(clippy::cast_precision_loss, reason = "a test has a few thousand samples")]
        let n = samples.len() as f32;
        (samples.iter().map(|s| s * s).sum::<f32>() / n).sqrt()
    }

    #[test]
    fn a_clip_begins_and_ends_inside_no_word_of_either_side() {
        let one = said(&[("there", 9800, 10_200), ("bye", 19_800, 20_100)]);
        let other = said(&[("well", 9500, 9900), ("now", 20_050, 20_400)]);
        assert_eq!(on_word_borders(&[one, other], 10_000, 20_000), (9500, 20_400));
        // Two who talk at once for a minute.
        let words: Vec<(&str, u64, u64)> = (0..200).map(|n| ("la", n * 300, n * 300 + 300)).collect();
        let shifted: Vec<(&str, u64, u64)> =
            words.iter().map(|(word, from, to)| (*word, from + 150, to + 150)).collect();
        let (start_ms, _) = on_word_borders(&[said(&words), said(&shifted)], 30_000, 40_000);
        assert!((28_000..30_000).contains(&start_ms), "{start_ms}");
    }

    #[test]
    fn secrets_and_keys_are_silence_and_the_rest_is_heard_at_its_time() {
        let folder = tempfile::tempdir().unwrap();
        let recording = recording(folder.path(), 10);
        let segments = [said(&[("It's", 2000, 2400), ("[card]", 4000, 5000), ("thanks", 6000, 6500)])];
        let key = TimelineEvent {
            kind: EventKind::Dtmf,
            side: Side::Caller,
            start_ms: Some(7500),
            end_ms: Some(7600),
            turn: None,
            label: None,
            confidence: Probability::ONE,
        };
        let clip = cut(&[recording], &segments, &[key], (2200, 9000)).unwrap();
        assert_eq!((clip.start_ms, clip.end_ms), (2000, 9000), "a word is not cut");
        assert_eq!(clip.channels.iter().map(Vec::len).collect::<Vec<_>>(), [7 * 16_000; 2]);
        assert_eq!(clip.silenced, [(3850, 5150), (7420, 7680)]);
        for channel in [0, 1] {
            assert!(rms(&clip, channel, 3850, 5150).abs() < 1e-6 && rms(&clip, channel, 7420, 7680) < 1e-6);
            for (from, to) in [(2000, 3830), (5170, 7400), (7700, 9000)] {
                assert!(rms(&clip, channel, from, to) > 0.02, "sound from {from} to {to}");
            }
        }
        // Each second has its own level: what is heard at 6 s is what was recorded then, on its own channel.
        let level = |second: u16| f32::from(2000 + second * 1000) / 32_768.0;
        for (second, at) in [(2, 2), (5, 5), (8, 8)] {
            let heard = rms(&clip, 0, at * 1000 + 200, at * 1000 + 800);
            assert!((heard / level(second) - 1.0).abs() < 0.1, "{heard} at {at} s");
        }
        assert!((rms(&clip, 1, 5200, 5800) / rms(&clip, 0, 5200, 5800) - 0.5).abs() < 0.02);
        // 20 ms around the border of two seconds, the level is the one of before and of after.
        assert!(rms(&clip, 0, 5980, 6000) < rms(&clip, 0, 6000, 6020));
    }

    #[test]
    fn several_parts_are_what_each_is_alone() {
        let folder = tempfile::tempdir().unwrap();
        let recording = recording(folder.path(), 10);
        let segments = [said(&[("It's", 2000, 2400), ("[card]", 4000, 5000), ("thanks", 6000, 6500)])];
        let spans = [(6200, 9000), (0, 1000), (2200, 4500)];
        let all = cut_all(std::slice::from_ref(&recording), &segments, &[], &spans).unwrap();
        for (clip, span) in all.iter().zip(spans) {
            assert_eq!(*clip, cut(std::slice::from_ref(&recording), &segments, &[], span).unwrap(), "{span:?}");
        }
        let words: Vec<_> = all.iter().map(|clip| clip.spoken.iter().map(|w| w.start_ms).collect::<Vec<_>>()).collect();
        assert_eq!(words, [vec![6000], vec![], vec![2000]], "a silenced word has no level");
    }

    #[test]
    fn what_an_older_masking_left_is_silenced_too() {
        let folder = tempfile::tempdir().unwrap();
        let recording = recording(folder.path(), 5);
        let segments =
            [said(&[("4111", 1000, 1400), ("1111", 1500, 1900), ("1111", 2000, 2400), ("1111", 2500, 2900)])];
        let clip = cut(&[recording], &segments, &[], (0, 5000)).unwrap();
        assert_eq!(clip.silenced, [(850, 3050)]);
    }

    #[test]
    fn a_recording_that_changed_or_is_gone_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let recording = recording(folder.path(), 5);
        fs_err::write(&recording.path, b"something else").unwrap();
        assert!(matches!(cut(std::slice::from_ref(&recording), &[], &[], (0, 1000)), Err(ClipError::Changed(_))));
        fs_err::remove_file(&recording.path).unwrap();
        assert!(matches!(cut(std::slice::from_ref(&recording), &[], &[], (0, 1000)), Err(ClipError::Unreadable(_))));
        assert!(matches!(cut(&[], &[], &[], (0, 1000)), Err(ClipError::NoRecording)));
        assert!(matches!(cut(&[recording], &[], &[], (9000, 9500)), Err(ClipError::Outside { .. })));
    }
}
