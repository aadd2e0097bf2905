//! Generated WAV files: every sample format, many rates, and what must not change on the way.

use ringcheck_call::Layout;

use crate::signal::{Heard, Wav, hear_bytes, interleaved, level_of, pcm16, tone};

#[track_caller]
fn check_two_tones(heard: &Heard, codec: &str, noise_max: f64) {
    assert_eq!(heard.recording.codec, codec);
    assert_eq!((heard.recording.duration_ms, heard.hint_ms), (2000, Some(2000)), "{codec}");
    assert_eq!((heard.recording.layout, heard.recording.channels), (Layout::Stereo, 2));
    assert!(heard.recording.warnings.is_empty() && !heard.recording.is_cut_off, "{:?}", heard.recording.warnings);
    for (channel, (own, level, other)) in heard.channels.iter().zip([(440.0, 0.5, 1000.0), (1000.0, 0.25, 440.0)]) {
        assert_eq!(channel.len(), 32_000);
        let (heard_level, crosstalk) = (level_of(channel, own), level_of(channel, other));
        assert!((heard_level - level).abs() < 0.01 * level + noise_max, "{codec}: {heard_level}");
        assert!(crosstalk < 1e-4 + noise_max, "{codec}: {crosstalk}");
    }
}

/// ITU-T G.711: sign, three bits of exponent and four of mantissa, all bits inverted.
fn mu_law(x: f64) -> u8 {
    let value = ((x.abs() * 32_767.0) as u32).min(32_635) + 132;
    let exponent = value.ilog2() - 7;
    let coded = exponent << 4 | (value >> (exponent + 3) & 15);
    !(u8::try_from(coded).unwrap() | if x < 0.0 { 0x80 } else { 0 })
}

/// ITU-T G.711: like mu-law with a linear first segment, every other bit inverted.
fn a_law(x: f64) -> u8 {
    let value = (x.abs() * 32_767.0) as u32;
    let coded = if value < 256 {
        value >> 4
    } else {
        let exponent = value.ilog2() - 7;
        exponent << 4 | (value >> (exponent + 3) & 15)
    };
    (u8::try_from(coded).unwrap() | if x < 0.0 { 0 } else { 0x80 }) ^ 0x55
}

#[test]
fn every_sample_format_gives_the_same_tones() {
    type Code = fn(f64) -> Vec<u8>;
    let formats: [(u16, u16, &str, f64, Code); 8] = [
        (1, 8, "pcm_u8", 2e-3, |x| vec![(x * 127.0 + 128.0).round() as u8]),
        (1, 16, "pcm_s16le", 1e-4, |x| ((x * 32_767.0).round() as i16).to_le_bytes().to_vec()),
        (1, 24, "pcm_s24le", 1e-4, |x| ((x * 8_388_607.0).round() as i32).to_le_bytes()[..3].to_vec()),
        (1, 32, "pcm_s32le", 1e-4, |x| ((x * 2_147_483_647.0).round() as i32).to_le_bytes().to_vec()),
        (3, 32, "pcm_f32le", 1e-4, |x| (x as f32).to_le_bytes().to_vec()),
        (3, 64, "pcm_f64le", 1e-4, |x| x.to_le_bytes().to_vec()),
        (7, 8, "pcm_mulaw", 2e-3, |x| vec![mu_law(x)]),
        (6, 8, "pcm_alaw", 2e-3, |x| vec![a_law(x)]),
    ];
    let channels = [tone(8000, 440.0, 0.5, 16_000), tone(8000, 1000.0, 0.25, 16_000)];
    for (format, bits, codec, noise_max, code) in formats {
        let data = interleaved(&channels, code);
        let wav = Wav { format, n_channels: 2, rate_hz: 8000, bits, data, stated_len: None };
        check_two_tones(&hear_bytes("call.wav", &wav.bytes()).unwrap(), codec, noise_max);
    }
}

#[test]
fn any_rate_becomes_16_khz_without_moving_anything() {
    for rate_hz in [4000, 8000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000] {
        let n_frames = usize::try_from(rate_hz).unwrap() * 2;
        let mut left = tone(rate_hz, 440.0, 0.5, n_frames);
        let right = tone(rate_hz, 1000.0, 0.25, n_frames);
        let heard = hear_bytes("call.wav", &Wav::pcm(rate_hz, &[left.clone(), right.clone()]).bytes()).unwrap();
        assert_eq!(heard.recording.sample_rate_hz, rate_hz);
        check_two_tones(&heard, "pcm_s16le", 1e-4);

        let swapped = hear_bytes("call.wav", &Wav::pcm(rate_hz, &[right, left.clone()]).bytes()).unwrap();
        assert!(heard.channels.iter().eq(swapped.channels.iter().rev()), "{rate_hz} Hz");

        left.fill(0.0);
        left[n_frames / 2] = 0.9;
        let click = hear_bytes("call.wav", &Wav::pcm(rate_hz, &[left]).bytes()).unwrap().channels.remove(0);
        let peak = (0..click.len()).max_by(|&a, &b| click[a].total_cmp(&click[b])).unwrap();
        assert!((peak as f64 / 16.0 - 1000.0).abs() < 0.3, "{rate_hz} Hz: the click is at sample {peak}");
    }
}

#[test]
fn audio_at_16_khz_passes_untouched() {
    let samples: Vec<i16> = (0..20_000_i32).map(|n| (n * 7919 % 65_536 - 32_768) as i16).collect();
    let data = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
    let wav = Wav { format: 1, n_channels: 1, rate_hz: 16_000, bits: 16, data, stated_len: None };
    let heard = hear_bytes("call.wav", &wav.bytes()).unwrap();
    let expected: Vec<f32> = samples.iter().map(|&s| f32::from(s) / 32_768.0).collect();
    assert_eq!(heard.channels, [expected]);
    assert_eq!(heard.recording.layout, Layout::Mono);
}

#[test]
fn the_length_is_that_of_the_recording_to_the_sample() {
    for (rate_hz, n_frames) in
        [(8000_u32, 801_usize), (8000, 12_345), (11_025, 11_026), (44_100, 99_999), (48_000, 48_001)]
    {
        let heard = hear_bytes("call.wav", &Wav::pcm(rate_hz, &[vec![0.1; n_frames]]).bytes()).unwrap();
        assert_eq!(
            heard.channels[0].len(),
            (n_frames * 16_000).div_ceil(rate_hz as usize),
            "{n_frames} at {rate_hz} Hz"
        );
        assert_eq!(heard.recording.duration_ms, n_frames as u64 * 1000 / u64::from(rate_hz));
    }
}

#[test]
fn silence_is_a_recording_and_stays_silent() {
    let heard = hear_bytes("call.wav", &Wav::pcm(8000, &[vec![0.0; 24_000], vec![0.0; 24_000]]).bytes()).unwrap();
    assert!(heard.channels.iter().flatten().all(|&x| x == 0.0));
    assert_eq!((heard.recording.duration_ms, heard.recording.layout), (3000, Layout::Stereo));
    assert!(heard.recording.warnings.is_empty());
}

#[test]
fn channels_that_are_alike_or_empty_are_noticed() {
    let voice = tone(8000, 300.0, 0.3, 8000);
    let layout_of =
        |channels: &[Vec<f64>]| hear_bytes("call.wav", &Wav::pcm(8000, channels).bytes()).unwrap().recording.layout;
    assert_eq!(layout_of(&[voice.clone(), voice.clone()]), Layout::DualMono);
    assert_eq!(layout_of(&[voice.clone(), vec![0.0; 8000]]), Layout::OneSided);
}

#[test]
fn samples_that_are_no_numbers_become_silence_with_a_warning() {
    let mut data: Vec<u8> = tone(8000, 440.0, 0.5, 8000).into_iter().flat_map(|x| (x as f32).to_le_bytes()).collect();
    data[400..404].copy_from_slice(&f32::NAN.to_le_bytes());
    data[404..408].copy_from_slice(&f32::INFINITY.to_le_bytes());
    data[408..412].copy_from_slice(&1e30_f32.to_le_bytes());
    let wav = Wav { format: 3, n_channels: 1, rate_hz: 16_000, bits: 32, data, stated_len: None };
    let heard = hear_bytes("call.wav", &wav.bytes()).unwrap();
    assert_eq!(heard.channels[0][100..103], [0.0, 0.0, 1.0]);
    assert_eq!(heard.recording.warnings, ["2 samples are no numbers and became silence."]);
}

#[test]
fn other_chunks_and_sizes_of_the_format_chunk_do_not_matter() {
    let wav = Wav::two_tones();
    let data = pcm16(&[tone(8000, 440.0, 0.5, 16_000), tone(8000, 1000.0, 0.25, 16_000)]);
    let mut bytes = wav.bytes();
    bytes.truncate(36);
    bytes[16] = 18;
    bytes.extend([0, 0]);
    bytes.extend(b"LIST\x05\0\0\0INFOx\0bext\x02\0\0\0ab");
    bytes.extend(b"data");
    bytes.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
    bytes.extend(data);
    bytes.extend(b"id3 \x04\0\0\0ID3\x04");
    let riff_len = u32::try_from(bytes.len() - 8).unwrap();
    bytes[4..8].copy_from_slice(&riff_len.to_le_bytes());
    check_two_tones(&hear_bytes("call.mp3", &bytes).unwrap(), "pcm_s16le", 1e-4);
}
