//! Clips made fit to listen to: both sides equally loud, both in both ears, nothing too loud.

use std::ops::Range;

use ringcheck_call::Side;
use ringcheck_ingest::{RATE_HZ, is_dead};

use crate::AudioClip;

/// How loud speech is made, in decibels below full scale (mean power over the words).
const SPEECH_DBFS: f32 = -20.0;

/// A side is made louder or quieter by no more than this: what is 30 dB below the target is hardly speech.
const MAX_GAIN_DB: f32 = 30.0;

/// No sample goes beyond this: about 1 dB below full scale, so that encoding leaves room.
const CEILING: f32 = 0.89;

/// Each gain and each correction holds for blocks of this length.
const BLOCK_MS: u64 = 10;

/// A change of gain takes this many blocks to each side, so that it is not heard as a click.
const SMOOTHED_BLOCKS: usize = 5;

/// Samples in a block.
const BLOCK: usize = (RATE_HZ as u64 * BLOCK_MS / 1000) as usize;

/// Of two channels so much of the power is the same, at least, where they are one call twice.
const ALIKE: f64 = 0.998;

/// How much of the business is in the left and in the right ear, and of the caller the other way round. The squares sum to
/// 1, so that nobody gets louder by it.
const NEAR: f32 = 0.8;
const FAR: f32 = 0.6;

/// A clip for the ears: two channels in which both sides are heard, the business a little to the left.
#[derive(Clone, Debug, PartialEq)]
pub struct LeveledClip {
    /// The left and the right ear, from -1 to 1, at 16 kHz, equally long.
    pub ears: [Vec<f32>; 2],
    /// How much louder each side was made, in decibels; below 0, quieter. Only sides whose words are in the clip.
    pub gains_db: Vec<(Side, f32)>,
}

/// Evens the levels of a clip's sides and mixes them for two ears.
///
/// Each side is brought to the same mean power over its words. On a recording with both sides on one channel the gain
/// follows whoever speaks. What would be too loud afterwards is turned down for that moment, on both ears alike.
/// What is silent stays silent.
#[must_use]
pub fn level(clip: &AudioClip) -> LeveledClip {
    let n_samples = clip.channels.iter().map(Vec::len).max().unwrap_or(0);
    let mut ears = [vec![0.0; n_samples], vec![0.0; n_samples]];
    let mut gains_db: Vec<(Side, f32)> = Vec::new();
    let heard = heard_channels(clip);
    let is_one_channel = heard.len() == 1;
    for (number, channel) in heard {
        let spoken = spoken_in(clip, number);
        let sides: Vec<(Side, f32)> = sides_of(&spoken).filter_map(|side| gain_of(channel, &spoken, side)).collect();
        let gains = smoothed(&block_gains(channel.len(), &spoken, &sides));
        let [left, right] = match (is_one_channel, side_of_channel(&spoken, number)) {
            (true, _) => [1.0, 1.0],
            (false, Side::Caller) => [FAR, NEAR],
            (false, _) => [NEAR, FAR],
        };
        for (n, sample) in channel.iter().enumerate() {
            let leveled = sample * gain_at(&gains, n);
            ears[0][n] += leveled * left;
            ears[1][n] += leveled * right;
        }
        for (side, gain) in sides {
            if !gains_db.iter().any(|(known, _)| *known == side) {
                gains_db.push((side, to_db(gain)));
            }
        }
    }
    limit(&mut ears);
    LeveledClip { ears, gains_db }
}

/// Words within the clip: whose, and which samples.
type Spoken = Vec<(Side, Range<usize>)>;

fn spoken_in(clip: &AudioClip, channel: usize) -> Spoken {
    let sample = |ms: u64| usize::try_from(ms * u64::from(RATE_HZ) / 1000).unwrap_or(usize::MAX);
    let of_channel = clip.spoken.iter().filter(|word| usize::from(word.channel) == channel);
    let mut spoken: Spoken = of_channel
        .filter(|word| word.start_ms < clip.end_ms && clip.start_ms < word.end_ms)
        .map(|word| {
            let (from, to) = (word.start_ms.max(clip.start_ms), word.end_ms.min(clip.end_ms));
            (word.side, sample(from - clip.start_ms)..sample(to - clip.start_ms))
        })
        .collect();
    spoken.sort_by_key(|(_, range)| range.start);
    spoken
}

fn sides_of(spoken: &Spoken) -> impl Iterator<Item = Side> {
    [Side::Business, Side::Caller, Side::Unknown].into_iter().filter(|side| spoken.iter().any(|(s, _)| s == side))
}

/// Whose channel it is: that of most words, else as channels mostly are.
fn side_of_channel(spoken: &Spoken, number: usize) -> Side {
    let n = |side: Side| spoken.iter().filter(|(s, _)| *s == side).map(|(_, range)| range.len()).sum::<usize>();
    let (business, caller) = (n(Side::Business), n(Side::Caller));
    if business > caller || business == caller && number == 0 { Side::Business } else { Side::Caller }
}

/// What brings the words of a side to the level of speech; `None` where they are silence.
fn gain_of(channel: &[f32], spoken: &Spoken, side: Side) -> Option<(Side, f32)> {
    let (mut power, mut n) = (0.0_f64, 0.0_f64);
    for (_, range) in spoken.iter().filter(|(s, _)| *s == side) {
        let samples = channel.get(range.start..range.end.min(channel.len())).unwrap_or_default();
        for sample in samples.iter().filter(|sample| **sample != 0.0) {
            power += f64::from(*sample).powi(2);
            n += 1.0;
        }
    }
    if power <= 0.0 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a level needs no more digits than a sample has")]
    let rms_db = (10.0 * (power / n).log10()) as f32;
    Some((side, from_db((SPEECH_DBFS - rms_db).clamp(-MAX_GAIN_DB, MAX_GAIN_DB))))
}

/// The gain of each block: that of the side whose words are nearest. Without words nothing is changed.
fn block_gains(n_samples: usize, spoken: &Spoken, sides: &[(Side, f32)]) -> Vec<f32> {
    let gain = |side: Side| sides.iter().find(|(s, _)| *s == side).map(|(_, gain)| *gain);
    let known: Vec<(f32, &Range<usize>)> =
        spoken.iter().filter_map(|(side, range)| Some((gain(*side)?, range))).collect();
    (0..n_samples.div_ceil(BLOCK))
        .map(|block| {
            let at = block * BLOCK + BLOCK / 2;
            let apart = |range: &Range<usize>| range.start.saturating_sub(at).max(at.saturating_sub(range.end));
            let nearest = known.iter().min_by_key(|(_, range)| apart(range));
            nearest.map_or(1.0, |(gain, _)| *gain)
        })
        .collect()
}

/// The mean of each block's gain with those around it, in decibels.
fn smoothed(gains: &[f32]) -> Vec<f32> {
    let of = |block: usize| {
        let around = &gains[block.saturating_sub(SMOOTHED_BLOCKS)..(block + SMOOTHED_BLOCKS + 1).min(gains.len())];
        from_db(around.iter().map(|gain| to_db(*gain)).sum::<f32>() / count(around.len()))
    };
    (0..gains.len()).map(of).collect()
}

/// The gain of a sample, between those of the middles of the blocks around it.
fn gain_at(gains: &[f32], n: usize) -> f32 {
    let (Some(first), Some(last)) = (gains.first(), gains.last()) else { return 1.0 };
    let Some(behind) = n.checked_sub(BLOCK / 2) else { return *first };
    let (block, within) = (behind / BLOCK, behind % BLOCK);
    let (Some(one), Some(next)) = (gains.get(block), gains.get(block + 1)) else { return *last };
    one + (next - one) * count(within) / count(BLOCK)
}

/// Turns down the moments that are too loud, and what is just before and after them a little.
fn limit(ears: &mut [Vec<f32>; 2]) {
    let n_samples = ears[0].len();
    let peak = |block: usize| {
        let range = block * BLOCK..((block + 1) * BLOCK).min(n_samples);
        ears.iter().flat_map(|ear| &ear[range.clone()]).fold(0.0_f32, |peak, sample| peak.max(sample.abs()))
    };
    let needed: Vec<f32> =
        (0..n_samples.div_ceil(BLOCK)).map(|block| (CEILING / peak(block).max(1e-9)).min(1.0)).collect();
    if needed.iter().all(|gain| *gain >= 1.0) {
        return;
    }
    // The lowest of the neighbours, then the mean of those: never above what a block needs.
    let reach = SMOOTHED_BLOCKS + 1;
    let around = |gains: &[f32], block: usize, by: usize| block.saturating_sub(by)..(block + by + 1).min(gains.len());
    let held: Vec<f32> = (0..needed.len())
        .map(|block| needed[around(&needed, block, reach)].iter().copied().fold(1.0, f32::min))
        .collect();
    let gains: Vec<f32> = (0..held.len())
        .map(|block| {
            let near = &held[around(&held, block, SMOOTHED_BLOCKS)];
            near.iter().sum::<f32>() / count(near.len())
        })
        .collect();
    for ear in ears {
        for (n, sample) in ear.iter_mut().enumerate() {
            *sample = (*sample * gain_at(&gains, n)).clamp(-CEILING, CEILING);
        }
    }
}

/// The channels to mix, by number: one where both carry the same (it would be twice as loud, or gone, if it is there upside
/// down), or where both sides speak on one and the other is dead.
fn heard_channels(clip: &AudioClip) -> Vec<(usize, &[f32])> {
    let channels: Vec<&[f32]> = clip.channels.iter().map(Vec::as_slice).collect();
    let all = || channels.iter().copied().enumerate().collect();
    let [one, other] = channels.as_slice() else { return all() };
    let n_words = |number: usize| spoken_in(clip, number).len();
    // Words are told of one of two that are alike.
    let most_told = usize::from(n_words(1) > n_words(0));
    let is_for_both = sides_of(&spoken_in(clip, most_told)).count() > 1;
    let is_other_dead = || channels.get(1 - most_told).is_some_and(|channel| is_dead(channel, RATE_HZ));
    if is_alike(one, other) || (is_for_both && is_other_dead()) {
        channels.get(most_told).map(|channel| (most_told, *channel)).into_iter().collect()
    } else {
        all()
    }
}

/// Whether two channels carry the same but for how loud and which way up: as a mono call in a stereo file does.
fn is_alike(one: &[f32], other: &[f32]) -> bool {
    let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
    let power = product(one, one) * product(other, other);
    one.len() == other.len() && power > 0.0 && product(one, other).powi(2) >= power * ALIKE
}

fn to_db(gain: f32) -> f32 {
    20.0 * gain.max(1e-9).log10()
}

fn from_db(db: f32) -> f32 {
    10.0_f32.powf(db / 20.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts of blocks and of samples in a block are small")]
fn count(n: usize) -> f32 {
    n as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clip::SpokenWord;

    /// A tone of this amplitude where words are, and nothing elsewhere.
    fn tone(seconds: usize, spans: &[(usize, usize, f32)]) -> Vec<f32> {
        let mut samples = vec![0.0; seconds * 16_000];
        for (from_ms, to_ms, amplitude) in spans {
            for (n, sample) in samples.iter_mut().enumerate().take(to_ms * 16).skip(from_ms * 16) {
                *sample = amplitude * (count(n % 80) * std::f32::consts::TAU / 80.0).sin();
            }
        }
        samples
    }

    fn word(channel: u16, side: Side, start_ms: u64, end_ms: u64) -> SpokenWord {
        SpokenWord { channel, side, start_ms, end_ms }
    }

    fn rms_db(samples: &[f32], from_ms: usize, to_ms: usize) -> f32 {
        let part = &samples[from_ms * 16..to_ms * 16];
        to_db((part.iter().map(|s| s * s).sum::<f32>() / count(part.len())).sqrt())
    }

    #[test]
    fn a_loud_and_a_quiet_side_come_out_alike_in_both_ears() {
        let clip = AudioClip {
            channels: vec![tone(6, &[(0, 2000, 0.9)]), tone(6, &[(3000, 5000, 0.01)])],
            start_ms: 60_000,
            end_ms: 66_000,
            silenced: vec![],
            spoken: vec![word(0, Side::Business, 60_000, 62_000), word(1, Side::Caller, 63_000, 65_000)],
        };
        let leveled = level(&clip);
        let [left, right] = &leveled.ears;
        let (agent, caller) = ((200, 1800), (3200, 4800));
        for (near, far) in [
            (rms_db(left, agent.0, agent.1), rms_db(right, agent.0, agent.1)),
            (rms_db(right, caller.0, caller.1), rms_db(left, caller.0, caller.1)),
        ] {
            assert!((near - (SPEECH_DBFS + to_db(NEAR))).abs() < 0.5, "{near}");
            assert!((far - (SPEECH_DBFS + to_db(FAR))).abs() < 0.5, "{far}");
        }
        // Between the two nobody speaks, and the silence of the recording is still silence.
        assert!(left[2100 * 16..2900 * 16].iter().all(|sample| *sample == 0.0));
        let gains: Vec<i32> = leveled.gains_db.iter().map(|(_, db)| rounded(*db)).collect();
        assert_eq!(gains, [-16, 23]);
    }

    #[expect(clippy::cast_possible_truncation, reason = "a gain is a small number")]
    fn rounded(db: f32) -> i32 {
        db.round() as i32
    }

    #[test]
    fn on_one_channel_the_gain_follows_whoever_speaks() {
        let clip = AudioClip {
            channels: vec![tone(6, &[(0, 2000, 0.5), (3000, 5000, 0.02)])],
            start_ms: 0,
            end_ms: 6000,
            silenced: vec![],
            spoken: vec![word(0, Side::Business, 0, 2000), word(0, Side::Caller, 3000, 5000)],
        };
        let leveled = level(&clip);
        let (agent, caller) = (rms_db(&leveled.ears[0], 200, 1800), rms_db(&leveled.ears[0], 3200, 4800));
        assert!((agent - SPEECH_DBFS).abs() < 0.5 && (caller - SPEECH_DBFS).abs() < 0.5, "{agent} {caller}");
        assert_eq!(leveled.ears[0], leveled.ears[1]);
    }

    #[test]
    fn the_same_twice_is_not_twice_as_loud_and_nothing_clips() {
        let one = tone(4, &[(0, 3800, 0.02), (3900, 3950, 0.9)]);
        let clip = AudioClip {
            channels: vec![one.clone(), one],
            start_ms: 0,
            end_ms: 4000,
            silenced: vec![],
            spoken: vec![word(0, Side::Business, 0, 3800)],
        };
        let leveled = level(&clip);
        assert!((rms_db(&leveled.ears[0], 200, 3500) - SPEECH_DBFS).abs() < 0.5);
        // The bang would be at six times full scale.
        let peak = leveled.ears.iter().flatten().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        assert!(peak <= CEILING && peak > 0.5, "{peak}");
    }

    #[test]
    fn the_same_upside_down_or_quieter_is_taken_once() {
        let one = tone(4, &[(0, 3800, 0.2)]);
        for factor in [-1.0, 0.3, -0.3] {
            let other: Vec<f32> = one.iter().map(|sample| sample * factor).collect();
            for (channels, told) in [(vec![one.clone(), other.clone()], 0), (vec![other, one.clone()], 1)] {
                let spoken = vec![word(told, Side::Business, 0, 3800)];
                let clip = AudioClip { channels, start_ms: 0, end_ms: 4000, silenced: vec![], spoken };
                let ears = level(&clip).ears;
                assert!((rms_db(&ears[0], 200, 3500) - SPEECH_DBFS).abs() < 0.5, "{factor}");
                assert_eq!(ears[0], ears[1], "{factor}");
            }
        }
    }

    #[test]
    fn both_sides_beside_a_dead_channel_are_in_the_middle() {
        let both = tone(6, &[(0, 2000, 0.5), (3000, 5000, 0.02)]);
        let spoken = vec![word(1, Side::Business, 0, 2000), word(1, Side::Caller, 3000, 5000)];
        // A-law has no zero: its silence goes back and forth between the two values beside it.
        let idle = (0..6 * 16_000).map(|n| if n % 3 == 0 { 8.0 } else { -8.0 } / 32_768.0).collect();
        for dead in [tone(6, &[]), idle] {
            let (channels, spoken) = (vec![dead, both.clone()], spoken.clone());
            let ears = level(&AudioClip { channels, start_ms: 0, end_ms: 6000, silenced: vec![], spoken }).ears;
            assert_eq!(ears[0], ears[1]);
            assert!((rms_db(&ears[0], 3200, 4800) - SPEECH_DBFS).abs() < 0.5);
        }
    }

    #[test]
    fn a_clip_without_words_is_left_as_it_is() {
        let clip = AudioClip {
            channels: vec![tone(1, &[(0, 1000, 0.1)])],
            start_ms: 0,
            end_ms: 1000,
            silenced: vec![],
            spoken: vec![],
        };
        let leveled = level(&clip);
        assert_eq!((leveled.ears[0].as_slice(), leveled.gains_db.len()), (clip.channels[0].as_slice(), 0));
        let nothing = AudioClip { channels: vec![], spoken: vec![], ..clip };
        assert_eq!(level(&nothing).ears, [Vec::<f32>::new(), Vec::new()]);
    }
}
