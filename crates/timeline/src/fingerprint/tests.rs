//! Speech-like sound that is made here: overtones of a moving pitch under formants that glide from one place to the
//! next every tenth of a second, with pauses.

use std::f32::consts::TAU;

use super::*;

const RATE: usize = 16_000;

/// Random numbers from 0 to 1 that repeat (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f32::from(u16::try_from(self.0 >> 48).unwrap()) / 65_536.0
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few seconds of samples")]
fn to_f32(n: usize) -> f32 {
    n as f32
}

/// `seconds` of a voice that says what `seed` says.
fn speech(seed: u64, seconds: f32) -> Vec<f32> {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    // The first numbers of near seeds are near each other.
    for _ in 0..8 {
        dice.next();
    }
    let draw = |dice: &mut Dice| {
        let is_pause = dice.next() < 0.1;
        let level = if is_pause { 0.0 } else { 0.3 + 0.7 * dice.next() };
        [
            110.0 + 60.0 * dice.next(),
            300.0 + 600.0 * dice.next(),
            900.0 + 1500.0 * dice.next(),
            2400.0 + 800.0 * dice.next(),
            level,
        ]
    };
    let step = RATE / 10;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few seconds of samples")]
    let n = (seconds * to_f32(RATE)) as usize;
    let (mut from, mut to) = (draw(&mut dice), draw(&mut dice));
    let mut phase = 0.0f32;
    (0..n)
        .map(|i| {
            if i > 0 && i % step == 0 {
                from = std::mem::replace(&mut to, draw(&mut dice));
            }
            let t = to_f32(i % step) / to_f32(step);
            let [pitch, f1, f2, f3, level]: [f32; 5] = std::array::from_fn(|k| from[k] + (to[k] - from[k]) * t);
            phase = (phase + pitch / to_f32(RATE)).fract();
            let overtones = (2u8..28).map(f32::from).take_while(|k| k * pitch < 3600.0).map(|k| {
                let hz = k * pitch;
                let near = |formant: f32, gain: f32| gain / (1.0 + ((hz - formant) / 90.0).powi(2));
                (near(f1, 1.0) + near(f2, 0.5) + near(f3, 0.3)) * (TAU * k * phase).sin()
            });
            level * 0.1 * overtones.sum::<f32>()
        })
        .collect()
}

fn noise(seed: u64, level: f32, n: usize) -> Vec<f32> {
    let mut dice = Dice(seed);
    (0..n).map(|_| level * 3.46 * (dice.next() - 0.5)).collect()
}

/// The European ringing tone, a second in five.
fn ringing(n: usize) -> Vec<f32> {
    let tone =
        |i: usize| if i % (5 * RATE) < RATE { 0.1 * (TAU * 425.0 * to_f32(i) / to_f32(RATE)).sin() } else { 0.0 };
    (0..n).map(tone).collect()
}

fn fingerprint(samples: &[f32]) -> Fingerprint {
    let mut maker = FingerprintMaker::new();
    maker.push(samples);
    maker.finish()
}

fn prompt(seed: u64, seconds: f32) -> Prompt {
    Prompt::new(format!("prompt {seed}"), &speech(seed, seconds)).unwrap()
}

/// ITU-T G.711, mu-law, in its continuous form, to 8 bits and back.
fn mu_law(sample: f32) -> f32 {
    let coded = (sample.clamp(-1.0, 1.0).abs() * 255.0).ln_1p() / 256f32.ln();
    let coded = (coded * 127.0).round() / 127.0;
    sample.signum() * ((coded * 256f32.ln()).exp() - 1.0) / 255.0
}

fn spans(found: &[PromptMatch]) -> Vec<(usize, u64, u64)> {
    found.iter().map(|m| (m.prompt, m.start_ms, m.end_ms)).collect()
}

#[track_caller]
fn assert_near(actual_ms: u64, expected_ms: u64, tolerance_ms: u64) {
    assert!(actual_ms.abs_diff(expected_ms) <= tolerance_ms, "{actual_ms} ms is not near {expected_ms} ms");
}

#[test]
fn a_fingerprint_does_not_depend_on_how_the_samples_are_cut() {
    let mut samples = speech(1, 3.0);
    samples[100] = f32::NAN;
    let whole = fingerprint(&samples);
    assert_eq!(whole.to_bytes().len() / 4, (3 * RATE - 5120) / 1024 + 1);
    for piece in [1, 999, 16_001] {
        let mut maker = FingerprintMaker::new();
        samples.chunks(piece).for_each(|samples| maker.push(samples));
        assert_eq!(maker.finish(), whole, "pieces of {piece}");
    }
}

#[test]
fn bytes_keep_it() {
    let made = fingerprint(&speech(2, 2.0));
    assert_eq!(Fingerprint::from_bytes(&made.to_bytes()), Ok(made));
    assert_eq!(Fingerprint::from_bytes(&[1, 2, 3]), Err(FingerprintError { n_bytes: 3 }));
}

#[test]
fn it_ends_after_two_minutes() {
    let minute = speech(3, 60.0);
    let mut maker = FingerprintMaker::new();
    (0..3).for_each(|_| maker.push(&minute));
    let made = maker.finish();
    assert!(made.to_bytes().len() < 8000);
    assert!(made.duration_ms() <= MAX_FINGERPRINT_MS && made.duration_ms() + 64 > MAX_FINGERPRINT_MS);
}

#[test]
fn a_prompt_is_found_at_its_time_whatever_the_line_does_to_it() {
    let said = speech(10, 3.0);
    for (offset, gain, noise_level, is_coded) in
        [(0, 1.0, 0.0, false), (17, 0.18, 0.0005, true), (16_333, 3.0, 0.001, true), (40_001, 1.0, 0.012, true)]
    {
        let mut line = noise(7, 0.0002, offset);
        line.extend(said.iter().map(|s| s * gain));
        line.extend(speech(99, 2.0));
        for (sample, noise) in line.iter_mut().zip(noise(8, noise_level, 10 * 60 * 16_000)) {
            *sample = if is_coded { mu_law(*sample + noise) } else { *sample };
        }
        let found = match_prompts(&fingerprint(&line), &[prompt(11, 3.0), prompt(10, 3.0)]);
        assert_eq!(found.len(), 1, "offset {offset}: {found:?}");
        assert_eq!(found[0].prompt, 1);
        let offset_ms = u64::try_from(offset / 16).unwrap();
        assert_near(found[0].start_ms, offset_ms, 100);
        assert_near(found[0].end_ms, offset_ms + 3000, 100);
        assert!(found[0].confidence.as_f64() >= 0.99);
    }
}

#[test]
fn a_part_is_enough_where_it_is_most_of_it() {
    let said = speech(20, 5.0);
    let prompts = [prompt(20, 5.0)];
    let rest = speech(21, 4.0);
    let heard = |part: &[f32]| match_prompts(&fingerprint(&[part, &rest].concat()), &prompts);

    let late = heard(&said[RATE * 3 / 2..]);
    assert_eq!(late.len(), 1);
    assert_near(late[0].start_ms, 0, 0);
    assert_near(late[0].end_ms, 3500, 200);

    let cut = heard(&said[..RATE * 7 / 2]);
    assert_eq!(cut.len(), 1);
    assert_near(cut[0].end_ms, 3500, 300);

    assert_eq!(heard(&said[..RATE * 2]), []);
}

#[test]
fn other_words_silence_tones_and_noise_are_no_prompt() {
    let prompts: Vec<Prompt> = (30u8..50).map(|seed| prompt(seed.into(), 1.0 + f32::from(seed) / 30.0)).collect();
    let line = [speech(60, 40.0), ringing(10 * RATE), noise(5, 0.05, 10 * RATE), vec![0.0; 5 * RATE]].concat();
    assert_eq!(match_prompts(&fingerprint(&line), &prompts), []);
    assert_eq!(match_prompts(&Fingerprint::default(), &prompts), []);
}

#[test]
fn prompts_that_follow_each_other_do_not_overlap() {
    let line = [speech(70, 2.5), speech(71, 3.0), speech(70, 2.5)].concat();
    let found = match_prompts(&fingerprint(&line), &[prompt(70, 2.5), prompt(71, 3.0)]);
    assert_eq!(found.iter().map(|m| m.prompt).collect::<Vec<_>>(), [0, 1, 0]);
    assert!(found.windows(2).all(|pair| pair[0].end_ms <= pair[1].start_ms), "{:?}", spans(&found));
}

#[test]
fn of_two_that_share_their_start_the_one_that_is_heard_to_its_end_is_named() {
    let start = speech(80, 4.0);
    let long = [start.clone(), speech(81, 3.0)].concat();
    let prompts = [Prompt::new("short", &start).unwrap(), Prompt::new("long", &long).unwrap()];
    let named = |line: &[f32]| {
        match_prompts(&fingerprint(&[line, &speech(82, 4.0)].concat()), &prompts)
            .iter()
            .map(|m| m.prompt)
            .collect::<Vec<_>>()
    };
    assert_eq!(named(&long), [1]);
    assert_eq!(named(&start), [0]);
}

#[test]
fn what_cannot_be_told_from_others_is_no_prompt() {
    let silence = vec![0.0; 3 * RATE];
    assert_eq!(Prompt::new("a", &silence), Err(PromptError::TooQuiet));
    assert_eq!(Prompt::new("a", &[]), Err(PromptError::TooQuiet));
    let short = [silence.clone(), speech(1, 1.0), silence.clone()].concat();
    let Err(PromptError::TooShort { sound_ms }) = Prompt::new("a", &short) else { panic!("1 s of sound") };
    assert!((900..=1000).contains(&sound_ms), "{sound_ms}");
    let tone: Vec<f32> = (0..3 * RATE).map(|i| 0.3 * (TAU * 1000.0 * to_f32(i) / to_f32(RATE)).sin()).collect();
    assert_eq!(Prompt::new("a", &tone), Err(PromptError::NoTexture));
}

#[test]
fn a_common_opening_is_found_in_both_at_its_time() {
    let said = speech(90, 4.0);
    let a = [noise(1, 0.001, 8_100), said.clone(), speech(91, 5.0)].concat();
    let b = [speech(92, 6.0), said, speech(93, 2.0)].concat();
    let b: Vec<f32> = b.iter().zip(noise(2, 0.003, 10 * 60 * 16_000)).map(|(s, n)| mu_law(0.4 * s + n)).collect();
    let found = common_opening(&fingerprint(&a), &fingerprint(&b)).unwrap();
    assert_near(found.a_start_ms, 506, 300);
    assert_near(found.b_start_ms, 6000, 300);
    assert_near(found.length_ms, 4000, 500);
}

#[test]
fn silence_ringing_and_noise_are_nothing_in_common() {
    let a = [ringing(20 * RATE), speech(1, 10.0)].concat();
    let b = [ringing(20 * RATE), speech(2, 10.0)].concat();
    assert_eq!(common_opening(&fingerprint(&a), &fingerprint(&b)), None);
    let hiss = |seed| fingerprint(&noise(seed, 0.05, 30 * RATE));
    assert_eq!(common_opening(&hiss(1), &hiss(2)), None);
    let silence = fingerprint(&vec![0.0; 30 * RATE]);
    assert_eq!(common_opening(&silence, &silence), None);
}

#[test]
fn sounds_that_several_share_are_found_with_all_that_share_them() {
    let (greeting, menu) = (speech(100, 3.0), speech(101, 5.0));
    let recording = |n: u16, said: &[f32]| {
        let lead = noise(n.into(), 0.001, 4_000 + usize::from(n) * 3_210);
        let line = [lead, said.to_vec(), speech(200 + u64::from(n), 6.0)].concat();
        fingerprint(&line.iter().map(|s| mu_law(*s)).collect::<Vec<_>>())
    };
    let recordings = [
        recording(0, &greeting),
        recording(1, &menu),
        recording(2, &speech(102, 4.0)),
        recording(3, &greeting),
        recording(4, &menu),
        recording(5, &menu),
        recording(6, &greeting),
        recording(7, &menu),
    ];
    let recordings: Vec<(usize, &Fingerprint)> = recordings.iter().enumerate().collect();
    let members = |sound: &CommonSound| sound.recordings.iter().map(|(n, _)| *n).collect::<Vec<_>>();
    let found = common_sounds(&recordings, 3);
    assert_eq!(found.iter().map(members).collect::<Vec<_>>(), [vec![1, 4, 5, 7], vec![0, 3, 6]]);
    assert_near(found[0].length_ms, 5000, 600);
    assert_near(found[1].length_ms, 3000, 600);
    for (n, start_ms) in &found[0].recordings {
        assert_near(*start_ms, u64::try_from((4_000 + n * 3_210) / 16).unwrap(), 400);
    }
    assert_eq!(common_sounds(&recordings, 4).len(), 1);
    assert_eq!(common_sounds(&recordings, 5), []);
    assert_eq!(common_sounds(&[], 2), []);
}

#[test]
fn a_recording_whose_channels_are_alike_counts_once() {
    let greeting = speech(110, 4.0);
    let line = |n: u16| {
        fingerprint(&[noise(n.into(), 0.001, 9_000), greeting.clone(), speech(300 + u64::from(n), 5.0)].concat())
    };
    let lines = [line(0), line(1), line(2)];
    // Both channels of each recording have all that is said, as where a phone system writes one line twice.
    let both = |recordings: &[usize]| -> Vec<CommonSound> {
        let twice = recordings.iter().flat_map(|n| [*n, *n]);
        let channels: Vec<_> = twice.map(|n| (n, &lines[n])).collect();
        common_sounds(&channels, 2)
    };
    assert_eq!(both(&[0]), [], "a recording is not compared with itself");
    let found = both(&[0, 1]);
    assert_eq!(found.iter().map(|sound| sound.recordings.len()).collect::<Vec<_>>(), [2]);
    let found = both(&[0, 1, 2]);
    assert_eq!(found.iter().map(|sound| sound.recordings.len()).collect::<Vec<_>>(), [3]);
}

#[test]
fn a_prompt_is_heard_in_another_that_holds_it() {
    let notice = speech(120, 3.0);
    let held = [speech(121, 2.0), notice.clone(), speech(122, 4.0)].concat();
    let [notice, held, other] =
        [notice, held, speech(123, 5.0)].map(|samples| Prompt::new("prompt", &samples).unwrap());
    assert!(notice.is_heard_in(&held) && !held.is_heard_in(&notice));
    assert!(notice.is_heard_in(&notice));
    assert!(!other.is_heard_in(&held) && !held.is_heard_in(&other));
}
