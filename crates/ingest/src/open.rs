//! Opens a recording: finds its container, its track and its decoder.

use std::{
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use fs_err::File;
use symphonia::{
    core::{
        codecs::audio::{
            AudioCodecParameters, AudioDecoder, AudioDecoderOptions,
            well_known::{self as codecs},
        },
        errors::Error,
        formats::{FormatOptions, FormatReader, Track, TrackType},
        io::{MediaSourceStream, MediaSourceStreamOptions, ReadOnlySource},
    },
    default::formats::{AdtsReader, AiffReader, CafReader, FlacReader, IsoMp4Reader, MkvReader, OggReader},
};

use crate::{
    damage::Ending,
    error::Cause,
    ffmpeg::{Ffmpeg, Foreign},
    foreign::{FfmpegPackets, open_foreign},
    guard::{Panicked, guarded},
    matroska::matroska_len,
    mp3::Layer,
    mp4::{Mp4, read_mp4},
    mpeg::MpegPackets,
    names::{decoder_name, name_of, name_of_sample_format},
    riff::{End, read_wave},
    sniff::{Content, HEAD_LEN, id3v2_len},
    telephony,
    trim::Trim,
    wav::WavePackets,
    wave_codec::{Blocks, WaveCodec},
    window::Window,
};

/// No call lasts longer than 24 hours; what claims to is made to fill disks and days.
pub(crate) const DURATION_MAX_SECONDS: u64 = 24 * 3600;

/// A recording whose packets can be read and decoded.
pub(crate) struct Opened {
    pub(crate) source: Source,
    pub(crate) container: Container,
    pub(crate) parameters: AudioCodecParameters,
    pub(crate) decoder: Box<dyn AudioDecoder>,
    /// The codec's name, where `decoder` only passes on what something else decoded.
    pub(crate) codec: Option<String>,
    /// What the scorecard is to call the decoder.
    pub(crate) decoder_name: String,
    pub(crate) track_id: u32,
    pub(crate) rate_hz: u32,
    pub(crate) n_channels: usize,
    /// The unit of the packets' times as a fraction of a second.
    pub(crate) seconds_per_tick: (u32, u32),
    pub(crate) trim: Trim,
    /// How many frames the recording will have, as far as its header can be believed.
    pub(crate) n_frames_hint: Option<u64>,
    /// How many frames the header announces, where that is a promise and not a guess.
    pub(crate) n_frames_stated: Option<u64>,
    /// What is known about the end already.
    pub(crate) ending: Ending,
}

/// Where packets come from.
pub(crate) enum Source {
    Wave(WavePackets),
    Mpeg(MpegPackets),
    Format(Box<dyn FormatReader>),
    Ffmpeg(FfmpegPackets),
}

/// What must be known about a container to judge its packets.
pub(crate) enum Container {
    /// Bytes are turned into frames for messages.
    Wave(Blocks),
    Raw,
    Mpeg,
    Flac,
    Ogg,
    Mp4,
    Adts,
    Matroska,
    Aiff,
    Caf,
    Ffmpeg,
}

impl Container {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Wave(_) => "WAV",
            Self::Mpeg => "MP3",
            Self::Flac => "FLAC",
            Self::Ogg => "Ogg",
            Self::Mp4 => "M4A",
            Self::Adts => "AAC",
            Self::Raw => "headerless",
            Self::Matroska => "Matroska",
            Self::Aiff => "AIFF",
            Self::Caf => "CAF",
            Self::Ffmpeg => "media",
        }
    }
}

/// Opens the recording at `path`; what nothing built in decodes is left to `ffmpeg`.
pub(crate) fn open(path: &Path, ffmpeg: Option<&Ffmpeg>) -> Result<Opened, Cause> {
    // Opening a pipe would wait for its writer, and a device may never end.
    if !fs_err::metadata(path)?.is_file() {
        return Err(Cause::NotAFile);
    }
    let mut file = File::open(path)?;
    let file_len = file.seek(SeekFrom::End(0))?;
    let head = read_head(&mut file, 0)?;
    let behind_tag = match id3v2_len(&head) {
        Some(len) => Some((read_head(&mut file, len)?, len)),
        None => None,
    };
    let tagged = behind_tag.as_ref().map(|(body, len)| (&body[..], *len));
    let content = Content::of(&head, tagged, path)?;
    if let Content::Foreign(foreign) = content {
        return open_foreign(path, &foreign, ffmpeg);
    }
    open_content(file, file_len, content).or_else(|cause| match (rescue(content, &cause), ffmpeg) {
        (Rescue::None, _) | (Rescue::Possible(_), None) => Err(cause),
        (Rescue::Needed(foreign), _) => open_foreign(path, &foreign, ffmpeg),
        (Rescue::Possible(foreign), Some(_)) => match open_foreign(path, &foreign, ffmpeg) {
            // What ffmpeg finds wrong is less to the point than what was found here.
            Err(Cause::Ffmpeg { .. }) => Err(cause),
            opened => opened,
        },
    })
}

/// Whether ffmpeg may help where nothing built in does.
enum Rescue {
    None,
    /// The header is odd, and ffmpeg may be more lenient.
    Possible(Foreign),
    /// There is no decoder but ffmpeg's.
    Needed(Foreign),
}

fn rescue(content: Content, cause: &Cause) -> Rescue {
    let input: &[&str] = match content {
        Content::Wave => &["wav"],
        Content::Ogg => &["ogg"],
        Content::Mp4 => &["mov"],
        Content::Adts => &["aac"],
        Content::Matroska => &["matroska"],
        Content::Aiff => &["aiff"],
        Content::Caf => &["caf"],
        Content::Mpeg { .. } | Content::Flac { .. } | Content::Raw(_) | Content::Foreign(_) => return Rescue::None,
    };
    match (cause, content) {
        (Cause::Codec(name), _) => Rescue::Needed(Foreign { name, input }),
        (Cause::WaveFormat(_), _) => Rescue::Possible(Foreign { name: "WAV", input }),
        (Cause::Header { format, .. }, Content::Aiff | Content::Caf | Content::Matroska | Content::Mp4) => {
            Rescue::Possible(Foreign { name: format, input })
        }
        _ => Rescue::None,
    }
}

fn open_content(mut file: File, file_len: u64, content: Content) -> Result<Opened, Cause> {
    let options = FormatOptions::default();
    match content {
        Content::Wave => open_wave(file, file_len),
        Content::Raw(raw) => {
            let blocks = raw.blocks().ok_or(Cause::Unknown)?;
            let mut opened = open_blocks(Window::new(file, 0, file_len)?, blocks, None)?;
            opened.container = Container::Raw;
            Ok(opened)
        }
        Content::Mpeg { start } => open_mpeg(Window::new(file, start, file_len.saturating_sub(start))?, Ending::Sound),
        Content::Flac { start } => {
            let stream = stream(Window::new(file, start, file_len.saturating_sub(start))?);
            let reader = reader("FLAC", || FlacReader::try_new(stream, options))?;
            let mut opened = open_track(Box::new(reader), Container::Flac, None)?;
            opened.n_frames_stated = opened.n_frames_hint;
            Ok(opened)
        }
        Content::Ogg => {
            let stream = stream(Window::new(file, 0, file_len)?);
            open_track(Box::new(reader("Ogg", || OggReader::try_new(stream, options))?), Container::Ogg, None)
        }
        Content::Mp4 => {
            let index = read_mp4(&mut file, file_len)?;
            // The demuxer gives up on a file that is shorter than its boxes, but not on reads that come back empty.
            let stream = stream(Window::new(file, 0, file_len.max(index.len_stated))?);
            let reader = reader("M4A", || IsoMp4Reader::try_new(stream, options))?;
            let mut opened = open_track(Box::new(reader), Container::Mp4, Some(&index))?;
            opened.trim =
                Trim::new(index.skip.frames(opened.rate_hz), index.keep.map(|keep| keep.frames(opened.rate_hz)));
            opened.n_frames_hint = opened.trim.keep().or(opened.n_frames_hint);
            opened.n_frames_stated = opened.n_frames_hint;
            // Where the length is known, it tells better whether what is missing is audio.
            if index.len_stated > file_len && opened.n_frames_stated.is_none() {
                opened.ending = Ending::Abrupt;
            }
            Ok(opened)
        }
        Content::Adts => {
            let stream = stream(Window::new(file, 0, file_len)?);
            open_track(Box::new(reader("AAC", || AdtsReader::try_new(stream, options))?), Container::Adts, None)
        }
        Content::Matroska => {
            let len_stated = matroska_len(&read_head(&mut file, 0)?);
            let is_cut_off = len_stated.is_some_and(|len| len > file_len);
            let stream = stream_of(Window::new(file, 0, file_len)?, is_cut_off);
            let reader = reader("Matroska", || MkvReader::try_new(stream, options))?;
            let mut opened = open_track(Box::new(reader), Container::Matroska, None)?;
            if is_cut_off {
                opened.ending = Ending::Abrupt;
            }
            Ok(opened)
        }
        Content::Aiff => {
            let head = read_head(&mut file, 0)?;
            let len_stated = head.get(4..8).map_or(0, |len| len.iter().fold(8, |sum, &b| sum << 8 | u64::from(b)));
            let stream = stream_of(Window::new(file, 0, file_len)?, len_stated > file_len);
            let reader = reader("AIFF", || AiffReader::try_new(stream, options))?;
            let mut opened = open_track(Box::new(reader), Container::Aiff, None)?;
            opened.n_frames_stated = opened.n_frames_hint;
            Ok(opened)
        }
        Content::Caf => {
            let stream = stream(Window::new(file, 0, file_len)?);
            let reader = reader("CAF", || CafReader::try_new(stream, options))?;
            let mut opened = open_track(Box::new(reader), Container::Caf, None)?;
            opened.n_frames_stated = opened.n_frames_hint;
            Ok(opened)
        }
        Content::Foreign(_) => Err(Cause::Unknown),
    }
}

/// Refuses what no call is recorded in, and what could not be resampled.
pub(crate) fn check_shape(n_channels: usize, rate_hz: u32) -> Result<(), Cause> {
    if !(1..=2).contains(&n_channels) {
        return Err(Cause::Channels(n_channels));
    }
    if !(4000..=192_000).contains(&rate_hz) {
        return Err(Cause::SampleRate(rate_hz));
    }
    Ok(())
}

/// A decoder for `parameters`.
pub(crate) fn make_decoder(parameters: &AudioCodecParameters) -> Result<Box<dyn AudioDecoder>, Cause> {
    // Run-up and padding are taken off by `Trim`: not every decoder does, and none doubts a wrong length.
    // Vorbis is the exception: only its demuxer knows how its packets overlap.
    let is_trimmed_by_decoder = parameters.codec == codecs::CODEC_ID_VORBIS;
    let options = AudioDecoderOptions::default().gapless(is_trimmed_by_decoder);
    match guarded(|| telephony::codecs().make_audio_decoder(parameters, &options)) {
        Ok(Ok(decoder)) => Ok(decoder),
        Ok(Err(Error::Unsupported(_))) => Err(Cause::Codec(name_of(parameters.codec))),
        Ok(Err(Error::IoError(_))) => {
            Err(Cause::Header { format: name_of(parameters.codec), problem: "it ends too early" })
        }
        Ok(Err(error)) => Err(Cause::Header { format: name_of(parameters.codec), problem: problem_of(&error) }),
        Err(Panicked) => Err(Cause::DecoderPanicked),
    }
}

fn open_wave(mut file: File, file_len: u64) -> Result<Opened, Cause> {
    let wave = read_wave(&mut file, file_len)?;
    let window = Window::new(file, wave.data_start, wave.data_len)?;
    let blocks = match wave.codec {
        WaveCodec::Blocks(blocks) => blocks,
        WaveCodec::Mpeg => {
            // Bytes of this codec are no measure of time, so the sentence about the end does without.
            let ending = if matches!(wave.end, End::Missing { .. }) { Ending::Abrupt } else { Ending::Sound };
            return open_mpeg(window, ending);
        }
    };
    let mut opened = open_blocks(window, blocks, wave.n_frames_stated)?;
    opened.ending = Ending::Wave(wave.end);
    Ok(opened)
}

/// Opens audio in blocks that fills the `window`; `n_frames_stated` is what the `fact` chunk says.
fn open_blocks(window: Window, blocks: Blocks, n_frames_stated: Option<u64>) -> Result<Opened, Cause> {
    let len = window.len();
    let packets = WavePackets::new(window, blocks.clone(), len);
    let n_frames = packets.n_frames();
    // Here the length is certain before anything is decoded.
    if n_frames / u64::from(blocks.rate_hz) > DURATION_MAX_SECONDS {
        return Err(Cause::TooLong);
    }
    // The last block of a codec with blocks is filled up; only the `fact` chunk knows how far it counts.
    let keep = n_frames_stated.filter(|&n| n < n_frames && n_frames - n < blocks.frames_per_block);
    let parameters = blocks.decoder_parameters();
    let decoder = make_decoder(&parameters)?;
    Ok(Opened {
        source: Source::Wave(packets),
        codec: None,
        decoder_name: decoder_name(parameters.codec),
        decoder,
        parameters,
        track_id: 0,
        rate_hz: blocks.rate_hz,
        n_channels: usize::from(blocks.n_channels),
        seconds_per_tick: (1, blocks.rate_hz),
        trim: Trim::new(0, keep),
        n_frames_hint: Some(keep.unwrap_or(n_frames)),
        n_frames_stated: None,
        container: Container::Wave(blocks),
        ending: Ending::Sound,
    })
}

fn open_mpeg(window: Window, ending: Ending) -> Result<Opened, Cause> {
    let Some(packets) = MpegPackets::new(window)? else {
        return Err(Cause::Header { format: "MP3", problem: "no frame is found" });
    };
    let first = *packets.first();
    if first.layer != Layer::Three {
        return Err(Cause::Header { format: "MP3", problem: "its frames are of another layer" });
    }
    let (skip, n_frames_stated) = packets.tag().map_or((0, None), |tag| {
        let n_samples = tag.n_frames.map(|n| n.saturating_mul(first.n_samples()));
        (tag.run_up_len, n_samples.map(|n| n.saturating_sub(tag.run_up_len + tag.padding_len)))
    });
    let parameters = packets.decoder_parameters();
    let n_channels = if first.is_mono { 1 } else { 2 };
    check_shape(n_channels, first.rate_hz)?;
    Ok(Opened {
        n_frames_hint: n_frames_stated.or_else(|| Some(packets.n_samples_guessed())),
        source: Source::Mpeg(packets),
        container: Container::Mpeg,
        codec: None,
        decoder_name: decoder_name(parameters.codec),
        decoder: make_decoder(&parameters)?,
        parameters,
        track_id: 0,
        rate_hz: first.rate_hz,
        n_channels,
        seconds_per_tick: (1, first.rate_hz),
        trim: Trim::new(skip, n_frames_stated),
        n_frames_stated,
        ending,
    })
}

fn open_track(reader: Box<dyn FormatReader>, container: Container, index: Option<&Mp4>) -> Result<Opened, Cause> {
    let is_silent = {
        let tracks = reader.tracks();
        !tracks.is_empty()
            && tracks.iter().all(|track| track.codec_params.as_ref().is_some_and(|p| p.audio().is_none()))
    };
    if is_silent {
        return Err(Cause::Something("video without sound"));
    }
    let track = reader.default_track(TrackType::Audio).cloned();
    let name = index.and_then(|index| name_of_sample_format(index.sample_format));
    let Some((track, parameters)) = track.and_then(audio_of) else {
        return Err(match (name, index) {
            (Some(name), _) => Cause::Codec(name),
            (None, Some(index)) if index.sample_format == [0; 4] => Cause::Something("video without sound"),
            (None, _) => Cause::Codec("this kind of"),
        });
    };
    if let Some(channels) = &parameters.channels {
        check_shape(channels.count(), parameters.sample_rate.unwrap_or(8000))?;
    }
    let mut parameters = parameters;
    // The decoder of Opus takes off the run-up that its header states, unless the index of an M4A has it too.
    if parameters.codec == codecs::CODEC_ID_OPUS && index.is_some_and(|index| index.skip.count > 0) {
        parameters.extra_data = None;
    }
    let decoder = make_decoder(&parameters).map_err(|cause| match (cause, name) {
        (Cause::Codec(_), Some(name)) => Cause::Codec(name),
        (cause, _) => cause,
    })?;
    let known = decoder.codec_params();
    let rate_hz = known.sample_rate.or(parameters.sample_rate).unwrap_or(0);
    let channels = known.channels.as_ref().or(parameters.channels.as_ref());
    let n_channels = channels.map_or(0, symphonia::core::audio::Channels::count);
    check_shape(n_channels, rate_hz)?;
    let base = track.time_base;
    let codec = parameters.codec;
    // It does so with what it decodes first. A decoder that takes its place must not do it again.
    if codec == codecs::CODEC_ID_OPUS {
        parameters.extra_data = None;
    }
    Ok(Opened {
        codec: None,
        decoder_name: decoder_name(codec),
        source: Source::Format(reader),
        container,
        decoder,
        parameters,
        track_id: track.id,
        rate_hz,
        n_channels,
        seconds_per_tick: base.map_or((1, rate_hz), |base| (base.numer.get(), base.denom.get())),
        trim: Trim::default(),
        n_frames_hint: track.num_frames.filter(|&n| n > 0),
        n_frames_stated: None,
        ending: Ending::Sound,
    })
}

/// The track and what its decoder needs to know, if it is one of audio.
pub(crate) fn audio_of(track: Track) -> Option<(Track, AudioCodecParameters)> {
    let parameters = track.codec_params.as_ref()?.audio()?.clone();
    Some((track, parameters))
}

fn stream(window: Window) -> MediaSourceStream<'static> {
    MediaSourceStream::new(Box::new(window), MediaSourceStreamOptions::default())
}

/// As [`stream`]; in a file that `is_cut_off` a demuxer must not look for what stands at the end, which it would miss.
fn stream_of(window: Window, is_cut_off: bool) -> MediaSourceStream<'static> {
    if !is_cut_off {
        return stream(window);
    }
    MediaSourceStream::new(Box::new(ReadOnlySource::new(window)), MediaSourceStreamOptions::default())
}

fn reader<R>(format: &'static str, open: impl FnOnce() -> Result<R, Error>) -> Result<R, Cause> {
    match guarded(open) {
        Ok(Ok(reader)) => Ok(reader),
        Ok(Err(Error::IoError(error))) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Err(Cause::NothingBehindHeader(format))
        }
        Ok(Err(Error::IoError(error))) => Err(Cause::Io(error)),
        Ok(Err(error)) => Err(Cause::Header { format, problem: problem_of(&error) }),
        Err(Panicked) => Err(Cause::DecoderPanicked),
    }
}

fn problem_of(error: &Error) -> &'static str {
    match error {
        Error::DecodeError(problem) | Error::Unsupported(problem) | Error::LimitError(problem) => problem,
        _ => "it cannot be read",
    }
}

/// The first bytes from `position` on, as many as there are up to the length that tells the content.
fn read_head<F: Read + Seek>(file: &mut F, position: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(position))?;
    let mut head = Vec::new();
    file.take(HEAD_LEN as u64).read_to_end(&mut head)?;
    Ok(head)
}
