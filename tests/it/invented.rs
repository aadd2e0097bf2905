//! Where nobody speaks there are no words, and where somebody does, they stay: the short form of `make invented`.

use std::f64::consts::TAU;

use crate::harness::{TestDir, fixture};

const RATE: usize = 8000;

#[test]
fn nothing_is_heard_where_nobody_speaks_and_a_message_between_music_is() {
    let dir = TestDir::new();
    let quiet = [ringing(12), music(30), vec![0.0; 3 * RATE], breath(15), drums(15), keys(8), hum(10)].concat();
    dir.write("calls/nobody.wav", wav(&[quiet]));
    let greeting = spoken("calls/D01.mulaw.wav", 900, 4800);
    let mut queue = [music(20), greeting, music(15)].concat();
    let other = [ringing(12), breath(12), music(16)].concat();
    queue.resize(other.len(), 0.0);
    dir.write("calls/queue.wav", wav(&[queue, other]));
    let run = dir.run(["score", "--json", "--agent-channel", "0", "calls"]).expect(0);
    let [nobody, queue] = &run.json_lines()[..] else { panic!("{}", run.stdout) };

    assert_eq!(nobody["turns"].as_array().unwrap().len(), 0, "{}", nobody["turns"]);
    let notes = nobody["recordings"][0]["notes"].to_string();
    assert!(notes.contains("seconds of music or tones were not transcribed"), "{notes}");

    let text_of = |side: &str| -> String {
        let turns = queue["turns"].as_array().unwrap().iter().filter(|turn| turn["side"] == side);
        turns.map(|turn| turn["text"].as_str().unwrap().to_lowercase() + " ").collect()
    };
    assert_eq!(text_of("caller"), "");
    let said = text_of("business");
    for word in ["good", "morning", "technologies", "this", "how", "can", "help", "you"] {
        assert!(said.contains(word), "`{word}` is missing: {said}");
    }
    assert!(said.split_whitespace().count() <= 17, "13 words were said: {said}");
}

fn at(i: usize) -> f64 {
    f64::from(u32::try_from(i).unwrap()) / 8000.0
}

/// American ringing.
fn ringing(seconds: usize) -> Vec<f64> {
    let ring = |i| if i % (6 * RATE) < 2 * RATE { sine(440.0, i) + sine(480.0, i) } else { 0.0 };
    (0..seconds * RATE).map(|i| 0.1 * ring(i)).collect()
}

/// Chords of an organ, which a voice detector takes for voice.
fn music(seconds: usize) -> Vec<f64> {
    let chord_len = RATE * 3 / 2;
    let note = |semitone: f64, i: usize| -> f64 {
        let hz = 220.0 * 2f64.powf(semitone / 12.0);
        let pipes = [(1.0, 1.0), (2.0, 0.8), (3.0, 0.6), (4.0, 0.5), (6.0, 0.3), (8.0, 0.3)];
        pipes.iter().map(|(multiple, strength)| strength * sine(hz * multiple, i)).sum()
    };
    let sample = |i: usize| {
        let chord = [[3.0, 7.0, 10.0], [8.0, 12.0, 15.0], [10.0, 14.0, 17.0]][i / chord_len % 3];
        let fade = (at((i % chord_len).min(chord_len - i % chord_len)) / 0.05).min(1.0);
        0.05 * fade * chord.iter().map(|semitone| note(*semitone, i)).sum::<f64>()
    };
    (0..seconds * RATE).map(sample).collect()
}

/// Noise that comes and goes.
fn breath(seconds: usize) -> Vec<f64> {
    let (mut noise, mut low) = (noise(), 0.0);
    let swell = |i: usize| (TAU * at(i) / 3.0).sin().max(0.0).powi(2);
    (0..seconds * RATE)
        .map(|i| {
            low += 0.4 * (noise() - low);
            0.3 * low * swell(i)
        })
        .collect()
}

/// A beat: low thuds and short bursts of noise.
fn drums(seconds: usize) -> Vec<f64> {
    let mut noise = noise();
    let beat = RATE / 4;
    (0..seconds * RATE)
        .map(|i| {
            let fade = (-at(i % beat) / 0.04).exp();
            if (i / beat).is_multiple_of(2) { 0.5 * fade * sine(90.0, i) } else { 0.3 * fade * noise() }
        })
        .collect()
}

/// Digits of a keypad.
fn keys(seconds: usize) -> Vec<f64> {
    let pairs = [(697.0, 1209.0), (770.0, 1336.0), (852.0, 1477.0), (941.0, 1336.0), (697.0, 1477.0)];
    let sample = |i: usize| {
        let (row, column) = pairs[i / (RATE * 2 / 5) % 5];
        if i % (RATE * 2 / 5) < RATE / 5 { 0.15 * (sine(row, i) + sine(column, i)) } else { 0.0 }
    };
    (0..seconds * RATE).map(sample).collect()
}

/// The hum of the mains under hiss.
fn hum(seconds: usize) -> Vec<f64> {
    let mut noise = noise();
    let sample = |i| 0.02 * (sine(60.0, i) + 0.5 * sine(180.0, i) + 0.3 * sine(300.0, i)) + 0.003 * noise();
    (0..seconds * RATE).map(sample).collect()
}

fn sine(hz: f64, i: usize) -> f64 {
    (TAU * hz * at(i)).sin()
}

/// Noise from -1 to 1 that is the same every time.
fn noise() -> impl FnMut() -> f64 {
    let mut state = 12345_u32;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / 8_388_608.0 - 1.0
    }
}

/// A stretch of a mono fixture in G.711 µ-law, in milliseconds.
fn spoken(name: &str, from_ms: usize, to_ms: usize) -> Vec<f64> {
    let bytes = fs_err::read(fixture(name)).unwrap();
    let data = bytes.windows(4).position(|w| w == b"data").unwrap() + 8;
    let expand = |byte: &u8| {
        let bits = !byte;
        let magnitude = ((f64::from(bits & 15) * 2.0 + 33.0) * f64::from(1_u32 << ((bits >> 4) & 7)) - 33.0) / 8159.0;
        if bits & 128 == 0 { magnitude } else { -magnitude }
    };
    bytes[data + from_ms * RATE / 1000..data + to_ms * RATE / 1000].iter().map(expand).collect()
}

/// A WAV file of 16 bits with these channels, all of one length.
#[expect(clippy::cast_possible_truncation, reason = "clamped to 16 bits before the cast")]
fn wav(channels: &[Vec<f64>]) -> Vec<u8> {
    let (n_channels, n_samples) = (u16::try_from(channels.len()).unwrap(), channels[0].len());
    let data_len = u32::try_from(n_samples).unwrap() * u32::from(n_channels) * 2;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + data_len).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    wav.extend(n_channels.to_le_bytes());
    wav.extend(8000_u32.to_le_bytes());
    wav.extend((16_000 * u32::from(n_channels)).to_le_bytes());
    wav.extend((2 * n_channels).to_le_bytes());
    wav.extend(b"\x10\0data");
    wav.extend(data_len.to_le_bytes());
    for i in 0..n_samples {
        for channel in channels {
            wav.extend(((channel[i] * 32_767.0).clamp(-32_768.0, 32_767.0) as i16).to_le_bytes());
        }
    }
    wav
}
