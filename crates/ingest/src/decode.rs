//! Packets to samples, past whatever is broken.

use std::io;

use symphonia::core::{codecs::audio::AudioDecoder, errors::Error, formats::TrackType, packet::Packet};

use crate::{
    damage::{Damage, Ending},
    error::Cause,
    guard::{Panicked, guarded},
    mpeg::MpegStep,
    open::{Container, Opened, Source, audio_of, check_shape, make_decoder},
};

/// A jump in a stream's times that is longer than this is nonsense rather than lost audio.
const GAP_MAX_SECONDS: u64 = 600;

/// A jump in a stream's times that is shorter than a second's fiftieth is rounding rather than lost audio.
const GAP_MIN_DIVISOR: u64 = 50;

/// The same where packets are stamped by a clock, which is not that of the samples.
const CLOCK_GAP_MIN_DIVISOR: u64 = 10;

/// Longer than any packet.
const PACKET_MAX_SECONDS: u64 = 10;

/// The first packets of an MP3 that was cut out of a stream refer to packets that are not there.
const N_LEADING_PACKETS: u64 = 4;

/// The samples of a recording, at its own rate, piece by piece.
pub(crate) struct Decoder {
    opened: Opened,
    codec: String,
    /// What [`Decoder::next`] hands out.
    audio: Vec<Vec<f32>>,
    /// Decoded audio that waits until the silence before it is handed out.
    held: Option<Vec<Vec<f32>>>,
    /// Frames of silence still to be handed out.
    n_silent_frames: u64,
    /// When the next packet should start, in the ticks of its container.
    next_start: Option<i64>,
    /// When the first packet started, in the ticks of its container.
    first_start: Option<i64>,
    /// Frames decoded and filled in since then, with run-up and padding.
    n_frames_in: u64,
    n_packets: u64,
    n_good_packets: u64,
    is_last_packet_bad: bool,
    n_frames: u64,
    damage: Damage,
    has_ended: bool,
}

/// What a container has to say next.
enum Step {
    Packet(Packet),
    /// Frames that are missing.
    Lost(u64),
    OtherTracks,
    End(Ending),
}

impl Decoder {
    pub(crate) fn new(opened: Opened) -> Self {
        Self {
            codec: opened.codec.clone().unwrap_or_else(|| opened.decoder.codec_info().short_name.to_owned()),
            n_frames_in: 0,
            first_start: None,
            damage: Damage { ending: opened.ending, ..Damage::default() },
            opened,
            audio: Vec::new(),
            held: None,
            n_silent_frames: 0,
            next_start: None,
            n_packets: 0,
            n_good_packets: 0,
            is_last_packet_bad: false,
            n_frames: 0,
            has_ended: false,
        }
    }

    /// The codec's short name, such as `pcm_mulaw`.
    pub(crate) fn codec(&self) -> &str {
        &self.codec
    }

    /// What decodes, as a scorecard names it.
    pub(crate) fn decoder_name(&self) -> &str {
        &self.opened.decoder_name
    }

    pub(crate) fn rate_hz(&self) -> u32 {
        self.opened.rate_hz
    }

    pub(crate) fn n_channels(&self) -> usize {
        self.opened.n_channels
    }

    /// The length that the header announces, in frames.
    pub(crate) fn n_frames_hint(&self) -> Option<u64> {
        self.opened.n_frames_hint
    }

    /// How many frames were handed out.
    pub(crate) fn n_frames(&self) -> u64 {
        self.n_frames
    }

    /// Why there is no audio, once all was read and none came.
    pub(crate) fn why_nothing(&self) -> Cause {
        if let (Source::Ffmpeg(packets), Some(complaint)) = (&self.opened.source, &self.damage.complaint) {
            return Cause::Ffmpeg { codec: packets.name, problem: complaint.clone() };
        }
        if self.n_packets > 0 && self.n_good_packets == 0 {
            return Cause::NothingDecodable;
        }
        Cause::NothingBehindHeader(self.opened.container.name())
    }

    /// What was wrong so far, in sentences for a person.
    pub(crate) fn warnings(&self) -> Vec<String> {
        self.damage.warnings(self.n_frames, self.opened.rate_hz, |n_bytes| match &self.opened.container {
            Container::Wave(blocks) => n_bytes / blocks.block_len * blocks.frames_per_block,
            _ => 0,
        })
    }

    /// Whether audio is missing at the end.
    pub(crate) fn is_cut_off(&self) -> bool {
        self.damage.is_cut_off()
    }

    /// The next piece of audio, of one second or one packet at most; `None` at the end.
    ///
    /// Only the machine's failure is an error: damage in the recording is skipped and remembered.
    pub(crate) fn next(&mut self) -> Result<Option<&[Vec<f32>]>, Cause> {
        loop {
            if self.n_silent_frames > 0 {
                let n = self.n_silent_frames.min(u64::from(self.opened.rate_hz));
                self.n_silent_frames -= n;
                self.audio = vec![vec![0.0; usize::try_from(n).unwrap_or(0)]; self.opened.n_channels];
            } else if let Some(held) = self.held.take() {
                self.audio = held;
            } else if self.has_ended {
                return Ok(None);
            } else {
                self.step()?;
                continue;
            }
            self.opened.trim.apply(&mut self.audio);
            let n_frames = self.audio.first().map_or(0, Vec::len) as u64;
            self.n_frames += n_frames;
            if n_frames > 0 {
                return Ok(Some(&self.audio));
            }
        }
    }

    fn step(&mut self) -> Result<(), Cause> {
        match self.read_packet()? {
            Step::Packet(packet) if packet.track_id == self.opened.track_id => self.decode(&packet),
            Step::Packet(_) => {}
            Step::Lost(n_frames) => self.lose(n_frames),
            Step::OtherTracks => {
                if !self.take_up_next_track() {
                    self.end(Ending::OtherFormat);
                }
            }
            Step::End(ending) => {
                self.end(self.judge(ending));
            }
        }
        Ok(())
    }

    fn read_packet(&mut self) -> Result<Step, Cause> {
        let reader = match &mut self.opened.source {
            Source::Mpeg(packets) => {
                return Ok(match packets.next_step()? {
                    MpegStep::Packet(packet) => Step::Packet(packet),
                    MpegStep::Lost(n_frames) => Step::Lost(n_frames),
                    MpegStep::End => Step::End(Ending::Sound),
                    MpegStep::Broken => Step::End(Ending::Abrupt),
                });
            }
            Source::Wave(packets) => {
                return Ok(packets.next_packet()?.map_or(Step::End(Ending::Sound), Step::Packet));
            }
            Source::Ffmpeg(packets) => {
                if let Some(packet) = packets.next_packet() {
                    return Ok(Step::Packet(packet));
                }
                let complaint = packets.complaint();
                let ending = match &complaint {
                    Some(complaint) if complaint.is_fatal => Ending::Broken,
                    Some(complaint) if complaint.is_about_end() => Ending::Abrupt,
                    _ => Ending::Sound,
                };
                self.damage.complaint = complaint.map(|complaint| complaint.text);
                return Ok(Step::End(ending));
            }
            Source::Format(reader) => reader,
        };
        match guarded(|| reader.next_packet()) {
            Ok(Ok(Some(packet))) => Ok(Step::Packet(packet)),
            Ok(Ok(None)) => Ok(Step::End(Ending::Sound)),
            Ok(Err(Error::ResetRequired)) => Ok(Step::OtherTracks),
            Ok(Err(Error::IoError(error))) if error.kind() != io::ErrorKind::UnexpectedEof => Err(Cause::Io(error)),
            Ok(Err(Error::IoError(_))) => Ok(Step::End(Ending::Abrupt)),
            Ok(Err(_)) | Err(Panicked) => Ok(Step::End(Ending::Broken)),
        }
    }

    fn decode(&mut self, packet: &Packet) {
        self.n_packets += 1;
        self.fill_gap(packet);
        match decoded(&mut *self.opened.decoder, packet, self.opened.rate_hz, self.opened.n_channels) {
            Some(mut audio) => {
                self.damage.n_not_finite += sanitize(&mut audio);
                self.n_frames_in += audio.first().map_or(0, Vec::len) as u64;
                self.held = Some(audio);
                self.n_good_packets += 1;
                self.is_last_packet_bad = false;
            }
            None => self.replace(packet),
        }
    }

    /// Replaces a packet that cannot be decoded by silence, so that what follows keeps its time.
    fn replace(&mut self, packet: &Packet) {
        // No codec's packets last longer; a longer one is a lie that would fill the disk.
        let n_frames =
            self.frames_of(packet.block_dur().get()).min(u64::from(self.opened.rate_hz) * PACKET_MAX_SECONDS);
        self.n_silent_frames += n_frames;
        self.n_frames_in += n_frames;
        self.is_last_packet_bad = true;
        let is_leading = self.n_good_packets == 0 && self.n_packets <= N_LEADING_PACKETS;
        if !(is_leading && matches!(self.opened.container, Container::Mpeg)) {
            self.damage.n_bad_packets += 1;
            self.damage.n_silent_frames += n_frames;
        }
        // A decoder that panicked may hold anything.
        if let Ok(decoder) = make_decoder(&self.opened.parameters) {
            self.opened.decoder = decoder;
        }
    }

    /// Puts silence where the times of a container say that packets are missing.
    fn fill_gap(&mut self, packet: &Packet) {
        let start = packet.pts.get();
        if matches!(self.opened.container, Container::Matroska) {
            return self.fill_gap_since_start(start);
        }
        if !matches!(self.opened.container, Container::Flac | Container::Ogg) {
            return;
        }
        let n_ticks_missing = self.next_start.map_or(0, |expected| start.saturating_sub(expected));
        let n_frames = self.frames_of(u64::try_from(n_ticks_missing).unwrap_or(0));
        let rate_hz = u64::from(self.opened.rate_hz);
        if (rate_hz / GAP_MIN_DIVISOR..=rate_hz * GAP_MAX_SECONDS).contains(&n_frames) {
            self.lose(n_frames);
        }
        self.next_start = Some(start.saturating_add(i64::try_from(packet.block_dur().get()).unwrap_or(i64::MAX)));
    }

    /// As [`Decoder::fill_gap`], where packets have a start in whole milliseconds, by a clock, and often no length.
    fn fill_gap_since_start(&mut self, start: i64) {
        let first_start = *self.first_start.get_or_insert(start);
        let since_first = u64::try_from(start.saturating_sub(first_start)).unwrap_or(0);
        let n_frames = self.frames_of(since_first).saturating_sub(self.n_frames_in);
        let rate_hz = u64::from(self.opened.rate_hz);
        if (rate_hz / CLOCK_GAP_MIN_DIVISOR..=rate_hz * GAP_MAX_SECONDS).contains(&n_frames) {
            self.lose(n_frames);
        }
    }

    fn lose(&mut self, n_frames: u64) {
        self.n_silent_frames += n_frames;
        self.n_frames_in += n_frames;
        self.damage.n_gaps += 1;
        self.damage.n_silent_frames += n_frames;
    }

    /// Ticks of the container in frames.
    fn frames_of(&self, n_ticks: u64) -> u64 {
        let (numerator, denominator) = self.opened.seconds_per_tick;
        let n_frames = u128::from(n_ticks) * u128::from(numerator) * u128::from(self.opened.rate_hz)
            / u128::from(denominator.max(1));
        u64::try_from(n_frames).unwrap_or(u64::MAX)
    }

    /// Goes on with the next stream of chained ones, if it is like the one before.
    fn take_up_next_track(&mut self) -> bool {
        let Source::Format(reader) = &self.opened.source else { return false };
        let Some((track, parameters)) = reader.default_track(TrackType::Audio).cloned().and_then(audio_of) else {
            return false;
        };
        let n_channels = parameters.channels.as_ref().map_or(0, symphonia::core::audio::Channels::count);
        let is_like_before = parameters.codec == self.opened.parameters.codec
            && parameters.sample_rate == Some(self.opened.rate_hz)
            && n_channels == self.opened.n_channels
            && check_shape(n_channels, self.opened.rate_hz).is_ok();
        let Some(decoder) = is_like_before.then(|| make_decoder(&parameters).ok()).flatten() else { return false };
        self.opened.decoder = decoder;
        self.opened.parameters = parameters;
        self.opened.track_id = track.id;
        self.next_start = None;
        self.first_start = None;
        self.n_frames_in = 0;
        true
    }

    fn end(&mut self, ending: Ending) {
        self.has_ended = true;
        self.damage.ending = ending;
    }

    /// What to think of the end, given how the container ended.
    fn judge(&self, ending: Ending) -> Ending {
        // Within these many frames a stated length is as good as kept.
        let tolerance = match &self.opened.container {
            Container::Flac => 0,
            Container::Mpeg => 2304,
            _ => 2048,
        };
        let stated = self.opened.n_frames_stated;
        let missed = stated.filter(|stated| self.n_frames + tolerance < *stated);
        match (ending, missed) {
            (Ending::Sound, _) if self.n_good_packets > 0 && self.is_last_packet_bad => Ending::Undecodable,
            (Ending::Sound | Ending::Abrupt, Some(n_frames_stated)) => Ending::Early { n_frames_stated },
            (Ending::Sound, None) if self.opened.ending != Ending::Sound => self.opened.ending,
            (Ending::Sound, None) if self.opened.trim.is_longer_than_stated() => {
                stated.map_or(Ending::Sound, |n_frames_stated| Ending::Late { n_frames_stated })
            }
            _ => ending,
        }
    }
}

/// The audio of a packet; `None` if it cannot be decoded or is not like the others.
fn decoded(decoder: &mut dyn AudioDecoder, packet: &Packet, rate_hz: u32, n_channels: usize) -> Option<Vec<Vec<f32>>> {
    let audio = guarded(|| {
        let buffer = decoder.decode(packet).ok()?;
        let is_like_stated = buffer.spec().rate() == rate_hz && buffer.num_planes() == n_channels;
        let mut audio = Vec::new();
        if is_like_stated {
            buffer.copy_to_vecs_planar::<f32>(&mut audio);
        }
        is_like_stated.then_some(audio)
    });
    audio.ok().flatten()
}

/// Makes numbers of everything, within full scale; says how many were none.
fn sanitize(audio: &mut [Vec<f32>]) -> u64 {
    let mut n_not_finite = 0;
    for sample in audio.iter_mut().flatten() {
        if sample.is_finite() {
            *sample = sample.clamp(-1.0, 1.0);
        } else {
            *sample = 0.0;
            n_not_finite += 1;
        }
    }
    n_not_finite
}
