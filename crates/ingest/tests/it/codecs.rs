//! Recordings that ffmpeg encoded (see `tests/data/README.md`): each codec keeps pitch, level, side and time.

use ringcheck_call::Layout;

use crate::signal::{chirp, data_path, hear, hear_with, lag_and_gain};

struct Expected {
    codec: &'static str,
    n_channels: u16,
    duration_ms: u64,
    /// How much later than at the encoder the audio starts, in samples at 16 kHz: the run-up, where nothing tells of it.
    lag: isize,
}

#[track_caller]
fn check(name: &str, expected: &Expected) {
    let heard = hear(&data_path(name)).unwrap();
    let recording = &heard.recording;
    assert_eq!((recording.codec.as_str(), recording.channels), (expected.codec, expected.n_channels), "{name}");
    assert_eq!((recording.duration_ms, recording.sample_rate_hz), (expected.duration_ms, 8000), "{name}");
    assert_eq!(recording.layout, if expected.n_channels == 2 { Layout::Stereo } else { Layout::Mono });
    assert!(recording.warnings.is_empty() && !recording.is_cut_off, "{name}: {:?}", recording.warnings);
    for (idx, channel) in heard.channels.iter().enumerate() {
        let (n_due, n_heard) = (expected.duration_ms * 16, channel.len() as u64);
        assert!(n_heard.abs_diff(n_due) <= 16, "{name}: {n_heard} samples");
        // The encoders' filters smear the ends, so only the middle is compared, at its place.
        let n_compared = 14_000;
        let shifted = &channel[usize::try_from(expected.lag).unwrap()..];
        let (lag, gain) = lag_and_gain(&shifted[1600..], &chirp(idx, n_compared)[1600..]);
        assert!(lag.abs() <= 2, "{name}, channel {idx}: {lag} samples late");
        // LAME turns the level down to 0.95.
        let gain_due = if expected.codec == "mp3" { 0.95 } else { 1.0 };
        assert!((gain - gain_due).abs() < 0.05, "{name}, channel {idx}: gain {gain}");
        let (_, crosstalk) = lag_and_gain(&shifted[1600..], &chirp(1 - idx, n_compared)[1600..]);
        assert!(crosstalk < 0.1, "{name}, channel {idx}: {crosstalk} of the other");
    }
}

#[test]
fn every_codec_keeps_sides_and_times() {
    let stereo = |codec, duration_ms| Expected { codec, n_channels: 2, duration_ms, lag: 0 };
    let mono = |codec, duration_ms| Expected { codec, n_channels: 1, duration_ms, lag: 0 };
    check("stereo.mp3", &stereo("mp3", 2000));
    check("mono.mp3", &mono("mp3", 2000));
    check("stereo.ogg", &stereo("vorbis", 2000));
    check("mono.ogg", &mono("vorbis", 2000));
    check("stereo.m4a", &stereo("aac", 2000));
    check("mono.m4a", &mono("aac", 2000));
    check("stereo.flac", &stereo("flac", 1000));
    check("stereo-ima.wav", &stereo("adpcm_ima_wav", 2034));
    check("mono-ima.wav", &mono("adpcm_ima_wav", 2041));
    check("stereo-ms.wav", &stereo("adpcm_ms", 2024));
    check("mono-ms.wav", &mono("adpcm_ms", 2036));
}

#[test]
fn without_a_word_about_it_the_run_up_stays() {
    check("untagged.mp3", &Expected { codec: "mp3", n_channels: 1, duration_ms: 2160, lag: 2210 });
    check("mono-mp3.wav", &Expected { codec: "mp3", n_channels: 1, duration_ms: 2160, lag: 2210 });
    check("mono.aac", &Expected { codec: "aac", n_channels: 1, duration_ms: 2176, lag: 2048 });
}

#[test]
fn the_hint_is_the_length_where_the_header_knows_it() {
    for name in ["stereo.mp3", "stereo.m4a", "stereo.ogg", "mono-ima.wav", "stereo.flac"] {
        let heard = hear(&data_path(name)).unwrap();
        assert_eq!(heard.hint_ms, Some(heard.recording.duration_ms), "{name}");
    }
}

/// What the codecs of telephones leave of a chirp: its shape, at its place.
#[track_caller]
fn check_shape(name: &str, codec: &str, decoder: &str, duration_ms: u64) {
    let heard = hear_with(&data_path(name), None).unwrap();
    let recording = &heard.recording;
    assert_eq!((recording.codec.as_str(), recording.decoder.as_str()), (codec, decoder), "{name}");
    assert!(recording.duration_ms.abs_diff(duration_ms) <= 20, "{name}: {} ms", recording.duration_ms);
    assert!(recording.warnings.is_empty() && !recording.is_cut_off, "{name}: {:?}", recording.warnings);
    let n_compared = usize::try_from(duration_ms).unwrap() * 16 - 1600;
    let (lag, gain) = lag_and_gain(&heard.channels[0][1600..], &chirp(0, n_compared)[1600..]);
    assert!(lag.abs() <= 24 && (0.75..1.1).contains(&gain), "{name}: {lag} samples late, gain {gain}");
}

#[test]
fn codecs_of_telephones_and_browsers_are_decoded_without_ffmpeg() {
    check_shape("gsm.wav", "gsm_ms", "ringcheck", 2000);
    check_shape("gsm.gsm", "gsm", "ringcheck", 2000);
    check_shape("mono.g722", "adpcm_g722", "audio-codec", 500);
    check_shape("opus.ogg", "opus", "libopus", 2000);
    check_shape("opus.webm", "opus", "libopus", 2000);
    check_shape("alac.m4a", "alac", "symphonia", 500);
}
