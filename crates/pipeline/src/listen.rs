//! One recording to a transcript with sides.

use std::{num::NonZeroUsize, path::Path, sync::Arc};

use ringcheck_call::{Call, Layout, Probability, Segment, Sha256Hex, Side, SidesOrigin, Transcript};
use ringcheck_ingest::{RecordingReader, examine};
use ringcheck_store::TranscriptKey;
use ringcheck_timeline::{
    Fingerprint, FingerprintMaker, SAMPLE_RATE_HZ, Signal, SignalFinder, SpeechFinder, SpeechOptions, SpeechSign,
    SpeechSpan, VoiceMeter, VoiceTrack, assign_sides, business_channel, tell_voices_apart,
};
use ringcheck_transcription::{
    Clip, HeardSound, INVENTED_VERSION, MASKING_VERSION, MaskingOptions, Packer, PackingOptions, Transcriber, Window,
    drop_invented, mask_secrets,
};

use crate::{
    Cancel, FileError, UsualChannel,
    assemble::Heard,
    keys::KeyHasher,
    sounds::{ChannelSounds, new_voices, sound_events},
    workers::{Work, Workers},
};

/// Windows of 28 s that are collected before they are transcribed, for each worker and recording in hand.
const WINDOWS_PER_WORKER: usize = 2;

/// How sure it must be, in thousandths, that the only live channel of two carries both parties.
const TWO_VOICES: u16 = 800;

/// Of two parties on one channel, neither says more than this many times what the other says.
const MIN_SHARE_OF_A_SIDE: usize = 12;

/// Which channel of a stereo recording is the business.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AgentChannel {
    /// Found from what is said.
    #[default]
    Auto,
    /// Given, counted from 0.
    Given(u16),
}

/// How recordings are listened to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListenOptions {
    /// Which channel is the business.
    pub agent_channel: AgentChannel,
    /// What counts as speech.
    pub speech: SpeechOptions,
    /// How speech is packed for the transcriber.
    pub packing: PackingOptions,
    /// Which numbers are masked.
    pub masking: MaskingOptions,
}

/// Listens to recordings: decodes them, finds speech, transcribes it and tells the sides apart.
///
/// A clone shares the transcriber, and how many windows it works on at once.
#[derive(Clone)]
pub struct Listener {
    transcriber: Arc<dyn Transcriber>,
    options: ListenOptions,
    workers: Arc<Workers>,
}

impl Listener {
    /// A listener whose transcriber works on at most `n_workers` windows at once.
    #[must_use]
    pub fn new(transcriber: Arc<dyn Transcriber>, options: ListenOptions, n_workers: NonZeroUsize) -> Self {
        Self { transcriber, options, workers: Arc::new(Workers::new(n_workers)) }
    }

    /// How many windows it transcribes at once.
    #[must_use]
    pub fn n_workers(&self) -> NonZeroUsize {
        self.workers.n()
    }

    /// The hash of the speech model that it listens with.
    #[must_use]
    pub fn model_sha256(&self) -> &Sha256Hex {
        &self.transcriber.engine().model_sha256
    }

    pub(crate) fn workers(&self) -> &Workers {
        &self.workers
    }

    /// The key under which the transcript of the recording with this hash is stored.
    ///
    /// `usual` is the channel that the phone system puts the business on, as far as its habit is known.
    #[must_use]
    pub fn transcript_key(&self, recording: &Sha256Hex, usual: Option<&UsualChannel>) -> TranscriptKey {
        let ListenOptions { agent_channel, speech, packing, masking } = &self.options;
        let engine = self.transcriber.engine();
        let agent_channel = match agent_channel {
            AgentChannel::Auto => "auto".to_owned(),
            AgentChannel::Given(channel) => channel.to_string(),
        };
        // Where the channel is given, the phone system's habit changes nothing.
        let usual = usual.filter(|_| self.options.agent_channel == AgentChannel::Auto);
        let usual_channel = usual.map_or_else(String::new, |usual| format!("{} {}", usual.channel, usual.source));
        let settings = KeyHasher::new("ringcheck.settings/1")
            .part("ingest", ringcheck_ingest::INGEST_VERSION)
            .part("sides", ringcheck_timeline::SIDES_VERSION)
            .part("voices", ringcheck_timeline::VOICES_VERSION)
            .part("voice_changes", ringcheck_timeline::VOICE_CHANGE_VERSION)
            .part("engine", &engine.version)
            .part("decoding", &engine.settings)
            .part("speech", &speech.settings())
            .part("signals", ringcheck_timeline::SIGNALS_VERSION)
            .part("fingerprints", ringcheck_timeline::FINGERPRINT_VERSION)
            .part("packing", &format!("window={} pause={}", packing.max_window_ms, packing.max_pause_ms))
            .part("invented", INVENTED_VERSION)
            .part("agent_channel", &agent_channel)
            .part("usual_channel", &usual_channel)
            .part("masking", &format!("{MASKING_VERSION} phone_numbers={}", masking.phone_numbers))
            .finish();
        TranscriptKey {
            source_sha256: recording.clone(),
            model_sha256: Some(engine.model_sha256.clone()),
            settings_sha256: settings,
        }
    }

    /// Listens to the recording at `path`, whose hash is `sha256`.
    ///
    /// `on_audio` hears how much of the call's time was transcribed, in milliseconds, bit by bit.
    ///
    /// # Errors
    ///
    /// Any error concerns this recording alone.
    pub fn listen(
        &self,
        path: &Path,
        sha256: &Sha256Hex,
        usual: Option<&UsualChannel>,
        cancel: &Cancel,
        on_audio: &(dyn Fn(u64) + Sync),
    ) -> Result<Heard, FileError> {
        self.listen_to(path, sha256, usual, &Work::new(cancel.clone()), on_audio)
    }

    /// Like [`Listener::listen`], for somebody who watches over `work`.
    pub(crate) fn listen_to(
        &self,
        path: &Path,
        sha256: &Sha256Hex,
        usual: Option<&UsualChannel>,
        work: &Work,
        on_audio: &dyn Fn(u64),
    ) -> Result<Heard, FileError> {
        let examination = examine(path)?;
        let mut reader = RecordingReader::open_examined(path, &examination)?;
        let mut channels: Vec<Channel> =
            examination.streams().into_iter().map(|n| Channel::new(n, &self.options)).collect();
        // Two parties on one channel are told apart by how they sound, and so are two on the only channel of two that
        // carries sound. On the business's channel a new voice is another person.
        let live = examination.channels.iter().position(|channel| !channel.is_dead).unwrap_or(0);
        let is_one_sided = examination.layout == Layout::OneSided;
        let mut meters: Vec<VoiceMeter> = channels.iter().map(|_| VoiceMeter::new()).collect();
        let mut segments = Vec::new();
        let mut waiting = Vec::new();
        let mut decoded_ms = 0;
        while let Some(block) = reader.next_block()? {
            for ((channel, voices), samples) in channels.iter_mut().zip(&mut meters).zip(&block.channels) {
                voices.push(samples);
                channel.push(samples);
                waiting.extend(std::iter::from_fn(|| channel.packer.next_window()));
            }
            let block_ms =
                block.channels.first().map_or(0, Vec::len) as u64 * 1000 / u64::from(ringcheck_ingest::RATE_HZ);
            work.add_decoded(block_ms);
            decoded_ms += block_ms;
            if waiting.len() >= WINDOWS_PER_WORKER * self.workers.n().get() {
                segments.extend(self.transcribe(path, &waiting, work)?);
                waiting.clear();
                on_audio(std::mem::take(&mut decoded_ms));
            }
            if work.is_over() {
                return Err(FileError::Cancelled { path: path.to_owned() });
            }
        }
        let mut recording = reader.finish(sha256.clone());
        let (mut channel_sounds, mut sounds, mut music_ms) = (Vec::new(), Vec::new(), 0);
        let mut fingerprints = Vec::new();
        for (channel, examined) in channels.into_iter().zip(&examination.channels) {
            let ended = channel.finish(examined.is_dead);
            waiting.extend(ended.windows);
            channel_sounds.push(ended.channel);
            sounds.extend(ended.sounds);
            music_ms += ended.music_ms;
            fingerprints.push(ended.fingerprint);
        }
        segments.extend(self.transcribe(path, &waiting, work)?);
        on_audio(decoded_ms);
        let lost = speech_without_words(&channel_sounds, &sounds, &segments);
        let left = drop_invented(segments, &sounds);
        let segments = left.segments;
        recording.notes.extend(notes_on_sound(music_ms, left.n_dropped));
        recording.warnings.extend(lost);
        let tracks: Vec<VoiceTrack> = meters.into_iter().map(VoiceMeter::finish).collect();
        let (segments, sides) = match tracks.as_slice() {
            [only] => tell_voices_apart(Transcript::recognized(segments).segments, only),
            several => match several.get(live).filter(|_| is_one_sided) {
                Some(voices) => self.sides_of_one_channel(segments, voices, &channel_sounds, usual),
                None => self.sides_by_channel(segments, &channel_sounds, usual),
            },
        };
        let new_voices = new_voices(&segments, &sides, &tracks, live);
        let masked = mask_secrets(segments, &self.options.masking);
        let engine = self.transcriber.engine();
        Ok(Heard {
            call_id: sha256.to_string(),
            sound_events: sound_events(channel_sounds, new_voices, &sides, recording.duration_ms),
            fingerprints,
            recordings: vec![recording],
            sides,
            transcript: Transcript::recognized(masked),
            call: Call::default(),
            model: Some((engine.model.clone(), engine.model_sha256.clone())),
            engine_version: engine.version.clone(),
        })
    }

    fn transcribe(&self, path: &Path, windows: &[Window], work: &Work) -> Result<Vec<Segment>, FileError> {
        let one = |window: &Window| {
            self.transcriber
                .transcribe(window)
                .map_err(|source| FileError::Transcribe { path: path.to_owned(), source })
        };
        let cancelled = || Err(FileError::Cancelled { path: path.to_owned() });
        let found = self.workers.map(work, windows, one).unwrap_or_else(cancelled)?;
        Ok(found.into_iter().flatten().collect())
    }

    /// A dead channel may be the other side's, or the live one may carry both: two voices tell.
    fn sides_of_one_channel(
        &self,
        segments: Vec<Segment>,
        voices: &VoiceTrack,
        sounds: &[ChannelSounds],
        usual: Option<&UsualChannel>,
    ) -> (Vec<Segment>, SidesOrigin) {
        let (told, sides) = tell_voices_apart(Transcript::recognized(segments.clone()).segments, voices);
        let n_words = |side| told.iter().filter(|s| s.side == side).map(|s| s.words.len()).sum::<usize>();
        let (n_business, n_caller) = (n_words(Side::Business), n_words(Side::Caller));
        let has_both = n_business.min(n_caller) * MIN_SHARE_OF_A_SIDE >= n_business.max(n_caller).max(1);
        if has_both && sides.confidence.thousandths() >= TWO_VOICES {
            return (told, sides);
        }
        self.sides_by_channel(segments, sounds, usual)
    }

    fn sides_by_channel(
        &self,
        segments: Vec<Segment>,
        sounds: &[ChannelSounds],
        usual: Option<&UsualChannel>,
    ) -> (Vec<Segment>, SidesOrigin) {
        let heard = Transcript::recognized(segments);
        let sides = match self.options.agent_channel {
            AgentChannel::Given(channel) => SidesOrigin {
                agent_channel: Some(channel),
                method: "option".to_owned(),
                confidence: Probability::ONE,
                reason: format!("channel {channel} was named as the business's"),
            },
            AgentChannel::Auto => {
                // What is on the only channel that carries sound is not on that channel for a reason.
                let is_told_by_sound = sounds.iter().all(|channel| !channel.is_dead);
                let with_sound = sounds.iter().filter(|_| is_told_by_sound);
                let signals: Vec<Vec<Signal>> = with_sound.map(|channel| channel.signals.clone()).collect();
                business_channel(&heard, &signals, usual.map(|usual| (usual.channel, usual.source.as_str())))
            }
        };
        let transcript = match sides.agent_channel {
            Some(agent_channel) => assign_sides(heard, agent_channel),
            None => heard,
        };
        (transcript.segments, sides)
    }
}

/// A channel while it is listened to.
struct Channel {
    number: u16,
    finder: SpeechFinder,
    signals: SignalFinder,
    fingerprint: FingerprintMaker,
    packer: Packer,
    /// Audio that a span to come may need, and the sample that it starts with.
    kept: Vec<f32>,
    kept_from: u64,
    spans: Vec<SpeechSpan>,
}

impl Channel {
    fn new(number: u16, options: &ListenOptions) -> Self {
        Self {
            number,
            finder: SpeechFinder::new(options.speech),
            signals: SignalFinder::new(),
            fingerprint: FingerprintMaker::new(),
            packer: Packer::new(number, &options.packing),
            kept: Vec::new(),
            kept_from: 0,
            spans: Vec::new(),
        }
    }

    fn push(&mut self, samples: &[f32]) {
        self.kept.extend_from_slice(samples);
        self.signals.push(samples);
        self.fingerprint.push(samples);
        self.finder.push(samples);
        while let Some(span) = self.finder.next_span() {
            self.cut(span);
        }
        let needed = self.finder.safe_to_drop_before().max(self.kept_from);
        let n_dropped = usize::try_from(needed - self.kept_from).unwrap_or(usize::MAX).min(self.kept.len());
        self.kept.drain(..n_dropped);
        self.kept_from += n_dropped as u64;
    }

    fn cut(&mut self, span: SpeechSpan) {
        let place = |sample: u64| {
            usize::try_from(sample.saturating_sub(self.kept_from)).unwrap_or(usize::MAX).min(self.kept.len())
        };
        let samples = self.kept[place(span.start_sample)..place(span.end_sample)].to_vec();
        self.packer.push(Clip { start_sample: span.start_sample, samples });
        self.spans.push(span);
    }

    fn finish(mut self, is_dead: bool) -> EndedChannel {
        self.finder.end();
        while let Some(span) = self.finder.next_span() {
            self.cut(span);
        }
        self.packer.finish();
        let ms = |sample: u64| sample * 1000 / u64::from(SAMPLE_RATE_HZ);
        let sound = |sign: &SpeechSign| HeardSound {
            channel: self.number,
            start_ms: ms(sign.start_sample),
            end_ms: ms(sign.end_sample),
            speech: sign.speech,
            pitched: sign.pitched,
        };
        EndedChannel {
            sounds: self.finder.signs().iter().map(sound).collect(),
            music_ms: self.finder.dropped_ms(),
            fingerprint: (self.number, self.fingerprint.finish()),
            windows: std::iter::from_fn(|| self.packer.next_window()).collect(),
            channel: ChannelSounds { number: self.number, is_dead, spans: self.spans, signals: self.signals.finish() },
        }
    }
}

/// What is left to do with a channel at its end, and what was found on it.
struct EndedChannel {
    windows: Vec<Window>,
    channel: ChannelSounds,
    sounds: Vec<HeardSound>,
    fingerprint: (u16, Fingerprint),
    /// How much was taken for voice at first, and then for music or tones.
    music_ms: u64,
}

/// Speech without a word that is worth a person's ear, in milliseconds: a cough or a sigh is shorter.
const TOLD_WITHOUT_WORDS_MS: u64 = 4_000;

/// How sure the sound must be that it is speech.
const SURELY_SPEECH: Probability = Probability::from_thousandths(900);

/// Says how much was surely spoken of which the recognizer made no word, if it is much.
fn speech_without_words(channels: &[ChannelSounds], sounds: &[HeardSound], segments: &[Segment]) -> Option<String> {
    let mut lost: Vec<(u64, u64)> = Vec::new();
    for channel in channels {
        let spoken = || segments.iter().filter(|s| s.channel == channel.number).flat_map(|s| &s.words);
        for span in &channel.spans {
            let (start_ms, end_ms) = (span.start_ms(), span.end_ms());
            let has_word = spoken().any(|word| word.start_ms < end_ms && start_ms < word.end_ms);
            let mut signs = sounds
                .iter()
                .filter(|s| s.channel == channel.number && s.start_ms < end_ms && start_ms < s.end_ms)
                .peekable();
            let is_speech = signs.peek().is_some() && signs.all(|sign| sign.speech >= SURELY_SPEECH);
            if !has_word && is_speech && end_ms - start_ms >= TOLD_WITHOUT_WORDS_MS {
                lost.push((start_ms, end_ms));
            }
        }
    }
    let first_ms = lost.iter().map(|(start, _)| *start).min()?;
    let seconds = lost.iter().map(|(start, end)| end - start).sum::<u64>() / 1000;
    let (minute, second) = (first_ms / 60_000, first_ms / 1000 % 60);
    Some(format!(
        "somebody speaks for {seconds} seconds of which no word was recognized, first at {minute}:{second:02}"
    ))
}

/// Music that is too short to be told of: two rings of a phone are.
const TOLD_MUSIC_MS: u64 = 5_000;

/// What was left out because nobody speaks there.
fn notes_on_sound(music_ms: u64, n_dropped: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if music_ms >= TOLD_MUSIC_MS {
        notes.push(format!("{} seconds of music or tones were not transcribed", music_ms / 1000));
    }
    if n_dropped > 0 {
        let words = if n_dropped == 1 { "1 word was".to_owned() } else { format!("{n_dropped} words were") };
        notes.push(format!("{words} left out that the recognizer made of music or noise"));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speech_without_a_word_is_told_and_music_or_a_sigh_is_not() {
        let span = |start_s: u64, end_s: u64| SpeechSpan { start_sample: start_s * 16_000, end_sample: end_s * 16_000 };
        let channel = |spans| ChannelSounds { number: 0, is_dead: false, spans, signals: vec![] };
        let sound = |speech| HeardSound {
            channel: 0,
            start_ms: 0,
            end_ms: 200_000,
            speech: Probability::from_thousandths(speech),
            pitched: Probability::ONE,
        };
        let word = ringcheck_call::Word {
            start_ms: 2000,
            end_ms: 2400,
            text: "Hello.".to_owned(),
            probability: Probability::ONE,
        };
        let mut said = Segment {
            channel: 0,
            side: Side::Unknown,
            start_ms: None,
            end_ms: None,
            text: String::new(),
            words: vec![],
            confidence: None,
            marks: vec![],
        };
        said.set_words(vec![word]);
        let told =
            |spans, speech| speech_without_words(&[channel(spans)], &[sound(speech)], std::slice::from_ref(&said));
        let lost = told(vec![span(1, 6), span(77, 85), span(90, 94)], 990).unwrap();
        assert_eq!(lost, "somebody speaks for 12 seconds of which no word was recognized, first at 1:17");
        assert_eq!(told(vec![span(1, 6), span(77, 80)], 990), None, "a sigh");
        assert_eq!(told(vec![span(77, 85)], 600), None, "perhaps music");
    }

    #[test]
    fn what_was_left_out_is_told_unless_it_is_a_ring_or_two() {
        assert_eq!(notes_on_sound(4_900, 0), Vec::<String>::new());
        assert_eq!(
            notes_on_sound(38_400, 1),
            [
                "38 seconds of music or tones were not transcribed",
                "1 word was left out that the recognizer made of music or noise"
            ]
        );
        assert_eq!(notes_on_sound(0, 3), ["3 words were left out that the recognizer made of music or noise"]);
    }
}
