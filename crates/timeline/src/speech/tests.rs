use super::*;

/// Noise that repeats: a linear congruential generator, scaled to a root mean square of `dbfs`.
fn noise(n_samples: usize, dbfs: f32) -> impl Iterator<Item = f32> {
    let peak = 10f32.powf(dbfs / 20.0) * 3f32.sqrt();
    let mut state = 12345u32;
    (0..n_samples).map(move |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        #[expect(clippy::cast_precision_loss, reason = "24 bits are exact in an f32")]
        let unit = (state >> 8) as f32 / 8_388_608.0 - 1.0;
        unit * peak
    })
}

#[expect(clippy::cast_precision_loss, reason = "a few seconds of samples")]
fn tones(hz: &[f32], ms: u32, dbfs: f32) -> Vec<f32> {
    let peak = 10f32.powf(dbfs / 20.0);
    (0..samples_in(ms))
        .map(|i| hz.iter().map(|f| peak * (std::f32::consts::TAU * f * i as f32 / 16_000.0).sin()).sum())
        .collect()
}

/// Two seconds of speech: 16 kHz, 16 bits, little-endian.
fn speech() -> Vec<f32> {
    include_bytes!("../../tests/data/speech-16khz.s16le")
        .as_chunks::<2>()
        .0
        .iter()
        .map(|b| f32::from(i16::from_le_bytes(*b)) / 32_768.0)
        .collect()
}

fn spans_of(samples: &[f32]) -> Vec<SpeechSpan> {
    let mut finder = SpeechFinder::new(SpeechOptions::default());
    finder.push(samples);
    finder.finish()
}

fn with_line_noise(samples: &[f32]) -> Vec<f32> {
    samples.iter().zip(noise(samples.len(), -58.0)).map(|(s, n)| s + n).collect()
}

fn silence(ms: u32) -> Vec<f32> {
    vec![0.0; usize::try_from(samples_in(ms)).unwrap()]
}

#[test]
fn speech_is_covered_from_its_first_sound() {
    let mut line = silence(2000);
    line.extend(speech());
    line.extend(silence(2000));
    let spans = spans_of(&with_line_noise(&line));
    assert_eq!(spans.len(), 1, "{spans:?}");
    assert!((2000..2400).contains(&spans[0].start_ms()), "{spans:?}");
    assert!((5100..5700).contains(&spans[0].end_ms()), "{spans:?}");
}

#[test]
fn a_side_20_db_quieter_gives_the_same_spans_to_within_a_tenth_of_a_second() {
    let mut line = silence(1000);
    line.extend(speech());
    line.extend(silence(1500));
    let loud = spans_of(&line);
    let quiet: Vec<f32> = line.iter().map(|s| s * 0.1).collect();
    let quiet = spans_of(&quiet);
    assert_eq!(loud.len(), quiet.len());
    for (a, b) in loud.iter().zip(&quiet) {
        assert!(a.start_ms().abs_diff(b.start_ms()) <= 100, "{a:?} {b:?}");
        assert!(a.end_ms().abs_diff(b.end_ms()) <= 100, "{a:?} {b:?}");
    }
}

#[test]
fn silence_and_line_noise_hold_no_speech() {
    assert_eq!(spans_of(&silence(60_000)), []);
    for dbfs in [-70.0, -58.0, -45.0, -30.0] {
        let hiss: Vec<f32> = noise(16_000 * 120, dbfs).collect();
        assert_eq!(spans_of(&hiss), [], "{dbfs} dBFS");
    }
}

#[test]
fn ringing_and_beeps_alone_hold_no_speech() {
    for (hz, ms) in
        [(&[440.0, 480.0][..], 2000), (&[400.0, 450.0], 400), (&[425.0], 1000), (&[1000.0], 400), (&[1400.0], 250)]
    {
        for dbfs in [-15.0, -35.0] {
            let mut line = silence(1000);
            line.extend(tones(hz, ms, dbfs));
            line.extend(silence(4000));
            line.extend(tones(hz, ms, dbfs));
            line.extend(silence(1000));
            let spans = spans_of(&with_line_noise(&line));
            assert_eq!(spans, [], "{hz:?} at {dbfs} dBFS");
        }
    }
}

#[test]
fn speech_right_after_a_ring_is_kept() {
    let mut line = tones(&[440.0, 480.0], 2000, -20.0);
    line.extend(speech());
    line.extend(silence(1000));
    let spans = spans_of(&with_line_noise(&line));
    assert!(spans.iter().any(|s| s.start_ms() <= 2350 && s.end_ms() >= 5000), "{spans:?}");
}

#[test]
fn spans_do_not_depend_on_how_the_samples_are_cut() {
    let mut line = silence(700);
    line.extend(speech());
    line.extend(silence(900));
    line.extend(speech());
    let whole = spans_of(&line);
    for piece in [1, 255, 257, 16_000] {
        let mut finder = SpeechFinder::new(SpeechOptions::default());
        let mut spans = Vec::new();
        let mut pushed = 0;
        for samples in line.chunks(piece) {
            finder.push(samples);
            pushed += samples.len() as u64;
            let safe = finder.safe_to_drop_before();
            assert!(safe <= pushed);
            if let Some(span) = finder.next_span() {
                assert!(safe <= span.start_sample);
                spans.push(span);
            }
        }
        spans.extend(finder.finish());
        assert_eq!(spans, whole, "pieces of {piece}");
    }
    assert!(whole.len() >= 2);
}

#[test]
fn endless_speech_is_cut_into_spans_that_touch() {
    let voice = speech();
    let voiced = &voice[6400..voice.len() - 6400];
    let line: Vec<f32> = voiced.iter().copied().cycle().take(16_000 * 90).collect();
    let options = SpeechOptions::default();
    let spans = spans_of(&line);
    assert!(spans.len() >= 3, "{spans:?}");
    let longest = u64::from(options.max_span_ms + options.pad_before_ms + options.pad_after_ms);
    for pair in spans.windows(2) {
        assert!(pair[0].end_sample <= pair[1].start_sample, "{pair:?}");
        assert!(pair[1].start_ms() - pair[0].end_ms() < 400, "{pair:?}");
    }
    assert!(spans.iter().all(|s| s.end_ms() - s.start_ms() <= longest));
    assert!(spans.last().unwrap().end_sample <= line.len() as u64);
}

#[test]
fn the_samples_to_keep_stay_few_however_long_the_silence() {
    let mut finder = SpeechFinder::new(SpeechOptions::default());
    let second = silence(1000);
    for n in 1..=300u64 {
        finder.push(&second);
        assert!(n * 16_000 - finder.safe_to_drop_before() < 16_000);
    }
}

#[test]
fn samples_that_are_no_numbers_or_too_large_do_no_harm() {
    let mut line = vec![f32::NAN; 5000];
    line.extend([f32::INFINITY, f32::NEG_INFINITY, 17.0, -17.0]);
    line.extend(vec![f32::NAN; 5000]);
    assert!(spans_of(&line).len() <= 1);
    assert_eq!(spans_of(&[]), []);
}

#[test]
fn every_option_is_part_of_the_settings() {
    let usual = SpeechOptions::default();
    let others = [
        SpeechOptions { enter_score_thousandths: 1, ..usual },
        SpeechOptions { leave_score_thousandths: 1, ..usual },
        SpeechOptions { floor_dbfs: -1, ..usual },
        SpeechOptions { above_noise_db: 1, ..usual },
        SpeechOptions { min_speech_ms: 1, ..usual },
        SpeechOptions { min_silence_ms: 1, ..usual },
        SpeechOptions { pad_before_ms: 1, ..usual },
        SpeechOptions { pad_after_ms: 1, ..usual },
        SpeechOptions { max_span_ms: 1, ..usual },
    ];
    assert!(others.iter().all(|o| o.settings() != usual.settings()));
}

/// Chords of an organ, each held for a second and a half.
#[expect(clippy::cast_precision_loss, reason = "a few seconds of samples")]
fn music(ms: u32, dbfs: f32) -> Vec<f32> {
    let peak = 10f32.powf(dbfs / 20.0);
    let pipe = |hz: f32, i: u64| (std::f32::consts::TAU * (hz * i as f32 / 16_000.0).fract()).sin();
    let note = |semitone: f32, i: u64| -> f32 {
        let hz = 220.0 * 2f32.powf(semitone / 12.0);
        [(1.0, 1.0), (2.0, 0.8), (3.0, 0.6), (4.0, 0.5), (6.0, 0.3), (8.0, 0.3)]
            .iter()
            .map(|(multiple, strength)| strength * pipe(hz * multiple, i))
            .sum()
    };
    let sample = |i: u64| {
        let chord = [[3.0, 7.0, 10.0], [8.0, 12.0, 15.0], [10.0, 14.0, 17.0]][usize::try_from(i / 24_000 % 3).unwrap()];
        let fade = ((i % 24_000).min(24_000 - i % 24_000) as f32 / 800.0).min(1.0);
        peak * fade / 4.0 * chord.iter().map(|semitone| note(*semitone, i)).sum::<f32>()
    };
    (0..samples_in(ms)).map(sample).collect()
}

fn mixed(a: &[f32], b: &[f32]) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}

#[test]
fn music_holds_no_speech() {
    let mut finder = SpeechFinder::new(SpeechOptions::default());
    finder.push(&with_line_noise(&music(40_000, -18.0)));
    finder.end();
    assert!(finder.dropped_ms() > 5_000, "the detector takes this music for voice: {}", finder.dropped_ms());
    assert!(finder.signs().iter().all(|sign| sign.speech.thousandths() < 400), "{:?}", finder.signs());
    assert_eq!(finder.finish(), []);
}

#[test]
fn speech_keeps_its_spans_over_soft_music_and_in_noise() {
    let mut line = silence(1000);
    line.extend(speech());
    line.extend(silence(1500));
    line.extend(speech());
    line.extend(silence(1000));
    let alone = spans_of(&line);
    let n_samples = line.len();
    let ms = u32::try_from(n_samples / 16).unwrap();
    let noisy: Vec<f32> = noise(n_samples, -40.0).collect();
    for (what, other) in [("music", music(ms, -38.0)), ("noise", noisy)] {
        let spans = spans_of(&mixed(&line, &other));
        for span in &alone {
            // Without the padding, which is not speech.
            let (from, to) = (span.start_sample + samples_in(250), span.end_sample - samples_in(250));
            let kept: u64 = spans.iter().map(|s| s.end_sample.min(to).saturating_sub(s.start_sample.max(from))).sum();
            assert!(kept * 100 >= (to - from) * 97, "{what}: {kept} of {} samples in {spans:?}", to - from);
        }
    }
}

#[test]
fn a_voice_between_music_is_kept_and_most_of_the_music_is_not() {
    let mut line = music(20_000, -18.0);
    line.extend(speech());
    line.extend(music(20_000, -18.0));
    let spans = spans_of(&with_line_noise(&line));
    let speech_end = 20_000 + speech().len() as u64 / 16;
    let of_speech: u64 =
        spans.iter().map(|s| s.end_ms().min(speech_end).saturating_sub(s.start_ms().max(20_000))).sum();
    assert!(of_speech * 100 >= (speech_end - 20_000) * 90, "{spans:?}");
    let all: u64 = spans.iter().map(|s| s.end_ms() - s.start_ms()).sum();
    assert!(all - of_speech < 8_000, "{spans:?}");
}

#[test]
fn a_voice_has_a_pitch_and_noise_has_none() {
    let pitched = |samples: &[f32]| {
        let mut finder = SpeechFinder::new(SpeechOptions::default());
        finder.push(samples);
        finder.end();
        finder.signs().iter().map(|sign| sign.pitched.thousandths()).max()
    };
    let mut line = silence(500);
    line.extend(speech());
    line.extend(silence(1000));
    assert!(pitched(&line) > Some(300));
    // Puffs of noise, as of somebody who breathes into the telephone.
    let puffs: Vec<f32> =
        noise(16_000 * 20, -12.0).enumerate().map(|(i, n)| if i / 8000 % 3 == 0 { n } else { n * 0.001 }).collect();
    assert!(pitched(&puffs) < Some(50), "{:?}", pitched(&puffs));
}
