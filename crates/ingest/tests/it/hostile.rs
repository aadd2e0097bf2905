//! Random and mutated bytes: an answer every time, in bounded time, and never a panic.

use proptest::prelude::*;

use crate::signal::{Wav, data_bytes, hear_bytes};

const NAMES: [&str; 15] = [
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
];

const MAGIC: [&[u8]; 8] =
    [b"", b"RIFF\0\0\0\0WAVE", b"OggS\0\x02", b"fLaC", b"\0\0\0\x18ftypM4A ", b"ID3\x03", b"\xff\xfb", b"\xff\xf1"];

/// Whatever is heard must make sense: a duration that the samples have, and a sentence where the end is missing.
fn check(bytes: &[u8]) {
    match hear_bytes("call.wav", bytes) {
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
        check(&bytes);
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
}
