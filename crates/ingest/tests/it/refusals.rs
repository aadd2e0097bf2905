//! Files that cannot be scored: one clear error each, of the right kind, with a way out.

use std::{error::Error as _, path::Path};

use ringcheck_ingest::{DecodeErrorKind, RecordingReader};

use crate::signal::{Wav, data_bytes, data_path, hear, hear_bytes, hear_with, tone};

#[track_caller]
fn check(name: &str, bytes: &[u8], kind: DecodeErrorKind, reason: &str, hint: &str) {
    let error = hear_bytes(name, bytes).err().unwrap_or_else(|| panic!("{name} was decoded"));
    assert_eq!(error.source().unwrap().to_string(), reason, "{name}");
    assert_eq!(error.kind(), kind, "{name}");
    assert!(error.to_string().contains(name), "{error}");
    let given = error.hint().unwrap();
    assert!(given.contains(hint), "{name}: {given}");
}

#[test]
fn files_without_audio_say_what_they_are() {
    let check = |bytes: &[u8], reason, hint| check("call.wav", bytes, DecodeErrorKind::NotAudio, reason, hint);
    check(b"", "the file is empty", "ask the recorder");
    check(b"To whom it may concern", "it is a text file, not audio", "no recording");
    check(b"<!doctype html><html><body>Sign in", "it is an HTML page, not audio", "login");
    check(b"{\"message\": \"Forbidden\"}", "it is a JSON file, not audio", "no recording");
    check(
        b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
        "it is a Git LFS pointer, not the recording itself",
        "git lfs pull",
    );
    check(&[0; 5000], "the file holds nothing but zeros", "ask the recorder");
    check(&[0xa5; 5000], "it is in no audio format that is known", "no recording");
}

#[test]
fn a_header_with_nothing_behind_it_is_no_recording() {
    let mut wav = Wav::two_tones();
    wav.data.clear();
    let none = DecodeErrorKind::NotAudio;
    check("call.wav", &wav.bytes(), none, "a WAV header and nothing behind it", "ask the recorder");
    wav.stated_len = Some(64_000);
    check("call.wav", &wav.bytes(), none, "a WAV header and nothing behind it", "ask the recorder");
    check("call.wav", b"RIFF\x24\0\0\0WAVEfmt ", none, "a WAV header and nothing behind it", "ask the recorder");
    check(
        "call.flac",
        &data_bytes("stereo.flac")[..42],
        none,
        "a FLAC header and nothing behind it",
        "ask the recorder",
    );
    check("call.ogg", &data_bytes("stereo.ogg")[..58], none, "an Ogg header and nothing behind it", "ask the recorder");
}

#[test]
fn a_blip_is_no_recording() {
    let wav = Wav::pcm(8000, &[tone(8000, 440.0, 0.5, 799)]);
    let reason = "it holds only 99 ms of audio, less than 100 ms";
    check("call.wav", &wav.bytes(), DecodeErrorKind::NotAudio, reason, "ask the recorder");
    assert!(hear_bytes("call.wav", &Wav::pcm(8000, &[vec![0.1; 800]]).bytes()).is_ok());
}

#[test]
fn without_ffmpeg_its_codecs_are_refused_by_name_with_the_way_out() {
    let check = |path: &Path, reason: &str| {
        let error = hear_with(path, None).err().unwrap();
        assert_eq!(error.source().unwrap().to_string(), reason);
        assert_eq!(error.kind(), DecodeErrorKind::Unsupported);
        assert!(error.hint().unwrap().starts_with("install ffmpeg"), "{:?}", error.hint());
    };
    check(&data_path("speex.ogg"), "Speex audio needs ffmpeg, which is not installed");
    check(&data_path("mono.amr"), "AMR audio needs ffmpeg, which is not installed");
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("call.g729");
    fs_err::write(&path, [0x9a; 500]).unwrap();
    check(&path, "G.729 audio needs ffmpeg, which is not installed");
    let mut wav = Wav::two_tones();
    (wav.format, wav.n_channels) = (0x0083, 1);
    let path = dir.path().join("call.wav");
    fs_err::write(&path, wav.bytes()).unwrap();
    check(&path, "G.729 audio needs ffmpeg, which is not installed");
}

#[test]
fn what_nothing_decodes_is_refused_by_name() {
    let reason = "headerless Dialogic ADPCM audio is not supported";
    check("call.vox", &[0x9a; 5000], DecodeErrorKind::Unsupported, reason, "convert it first");
    let reason = "it is named `.gsm` and holds no GSM 06.10 audio";
    check("call.gsm", &[0x9a; 5000], DecodeErrorKind::NotAudio, reason, "no recording");
}

#[test]
fn shapes_that_no_call_has_are_refused_with_the_number() {
    let mut wav = Wav::two_tones();
    let unsupported = DecodeErrorKind::Unsupported;
    wav.n_channels = 6;
    check("call.wav", &wav.bytes(), unsupported, "it has 6 channels; 1 or 2 can be scored", "pan=stereo");
    wav.n_channels = 0;
    check("call.wav", &wav.bytes(), unsupported, "it has 0 channels; 1 or 2 can be scored", "ask the recorder");
    wav.n_channels = 2;
    for rate_hz in [0, 1, 3999, 192_001, 4_000_000_000_u32 / 4] {
        wav.rate_hz = rate_hz;
        let reason = format!("its sample rate of {rate_hz} Hz is outside 4000 to 192000 Hz");
        check("call.wav", &wav.bytes(), unsupported, &reason, "ffmpeg");
    }
}

#[test]
fn what_is_no_file_is_an_error_and_never_a_wait() {
    let dir = tempfile::tempdir().unwrap();
    let error = hear(dir.path()).err().unwrap();
    assert_eq!(error.kind(), DecodeErrorKind::NotAudio);
    assert_eq!(error.path(), dir.path());
    let error = RecordingReader::open(&dir.path().join("gone.wav")).err().unwrap();
    assert_eq!(error.kind(), DecodeErrorKind::Io);
    assert!(error.hint().unwrap().contains("path"));
    #[cfg(unix)]
    assert_eq!(hear(Path::new("/dev/zero")).err().unwrap().kind(), DecodeErrorKind::NotAudio);
}

#[test]
fn more_than_a_day_of_audio_is_refused() {
    // A file with a hole takes no room on the disk: 25 hours of silence at 8 kHz and 8 bits.
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("endless.wav");
    let mut wav =
        Wav { format: 7, n_channels: 1, rate_hz: 4000, bits: 8, data: vec![], stated_len: Some(25 * 3600 * 4000) };
    wav.data.push(0xff);
    fs_err::write(&path, wav.bytes()).unwrap();
    let file = fs_err::OpenOptions::new().append(true).open(&path).unwrap();
    file.set_len(44 + 25 * 3600 * 4000).unwrap();
    let error = hear(&path).err().unwrap();
    assert_eq!(error.kind(), DecodeErrorKind::Limit);
    assert_eq!(error.source().unwrap().to_string(), "it holds more than 24 hours of audio");
}

#[test]
fn the_ending_of_the_name_does_not_matter() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("call.txt");
    fs_err::copy(data_path("mono.m4a"), &path).unwrap();
    assert_eq!(hear(&path).unwrap().recording.codec, "aac");
}
