//! Random and mutated bytes: an answer every time, in bounded time, and never a panic.

use proptest::prelude::*;

use crate::signal::{Wav, data_bytes, hear_with};

const NAMES: [&str; 20] = [
    "stereo.mp3",
    "mono.mp3",
    "untagged.mp3",
    "mono-mp3.wav",
    "stereo.ogg",
    "mono.ogg",
    "stereo.m4a",
    "mono.m4a",
    "mono.aac",
    "stereo.flac",
    "stereo-ima.wav",
    "mono-ima.wav",
    "stereo-ms.wav",
    "mono-ms.wav",
    "gsm.wav",
    "gsm.gsm",
    "mono.g722",
    "opus.ogg",
    "opus.webm",
    "alac.m4a",
];

const MAGIC: [&[u8]; 12] = [
    b"",
    b"RIFF\0\0\0\0WAVE",
    b"RIFX\0\0\0\0WAVE",
    b"OggS\0\x02",
    b"fLaC",
    b"\0\0\0\x18ftypM4A ",
    b"ID3\x03",
    b"\xff\xfb",
    b"\xff\xf1",
    b"FORM\0\0\0\x40AIFFCOMM",
    b"caff\0\x01\0\0desc",
    b"\x1a\x45\xdf\xa3\x84\x42\x86\x81\x01\x18\x53\x80\x67",
];

/// Whatever is heard must make sense: a duration that the samples have, and a sentence where the end is missing.
fn check(bytes: &[u8]) {
    check_named("call.wav", bytes);
}

/// The same under a name that may stand for a format. Without ffmpeg, whose answers are its own.
fn check_named(name: &str, bytes: &[u8]) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs_err::write(&path, bytes).unwrap();
    match hear_with(&path, None) {
        Ok(heard) => {
            let n_due = heard.recording.duration_ms * 16;
            let n_heard = heard.channels[0].len() as u64;
            assert!(n_heard.abs_diff(n_due) <= 17, "{n_heard} samples for {} ms", heard.recording.duration_ms);
            assert!(!heard.recording.is_cut_off || !heard.recording.warnings.is_empty());
            // Full-scale noise overshoots between its samples, but not by much.
            assert!(heard.channels.iter().flatten().all(|x| x.abs() <= 8.0));
        }
        Err(error) => assert!(error.to_string().starts_with("failed to decode")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn mutated_recordings_never_panic(
        name in prop::sample::select(&NAMES[..]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        is_in_head in any::<bool>(),
        cut in prop::option::weighted(0.3, any::<prop::sample::Index>()),
    ) {
        let mut bytes = data_bytes(name);
        let len = if is_in_head { bytes.len().min(300) } else { bytes.len() };
        for (at, value) in changes {
            bytes[at.index(len)] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        check_named(name, &bytes);
    }

    #[test]
    fn random_audio_behind_a_sound_header_never_panics(
        name in prop::sample::select(&NAMES[..]),
        noise in prop::collection::vec(any::<u8>(), 2000..6000),
        n_kept in 30_usize..1500,
    ) {
        let mut bytes = data_bytes(name);
        bytes.truncate(n_kept);
        bytes.extend(noise);
        check(&bytes);
    }

    #[test]
    fn random_wav_headers_never_panic(
        format in prop::sample::select(&[1_u16, 2, 3, 6, 7, 0x11, 0x31, 0x55, 0xfffe][..]),
        n_channels in 0_u16..4,
        rate_hz in prop::sample::select(&[0_u32, 4000, 8000, 11_025, 44_100, 192_000, u32::MAX / 8][..]),
        bits in prop::sample::select(&[0_u16, 4, 8, 12, 16, 24, 32, 64, 8000][..]),
        stated_len in prop::option::of(any::<u32>()),
        data in prop::collection::vec(any::<u8>(), 0..5000),
    ) {
        let wav = Wav { format, n_channels, rate_hz: rate_hz.min(192_000), bits, data, stated_len };
        check(&wav.bytes());
    }

    #[test]
    fn random_bytes_never_panic(
        magic in prop::sample::select(&MAGIC[..]),
        noise in prop::collection::vec(any::<u8>(), 0..5000),
    ) {
        check(&[magic, &noise].concat());
    }

    #[test]
    fn random_headerless_audio_never_panics(
        ending in prop::sample::select(&["ulaw", "alaw", "sln", "sln192", "g722", "gsm", "g729", "vox"][..]),
        noise in prop::collection::vec(any::<u8>(), 0..8000),
    ) {
        check_named(&format!("call.{ending}"), &noise);
    }
}
