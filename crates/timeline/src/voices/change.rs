//! Where another person comes on among the words of one side.
//!
//! The voice encoder puts each sentence at a place on a sphere. Sentences of one voice lie around the voice's place, and
//! voices around a common one; how far is known from voices of people and of speech synthesis (see [`WITHIN`] and the
//! constants after it). So a recording can be cut into runs of one voice each by how much likelier the cut is than none.

use ringcheck_call::{Probability, Segment, Side};

use super::{
    encoder::N_VOICE,
    meter::VoiceTrack,
    units::{VoiceUnit, cut, hear, measure},
};

/// Raised whenever the same words and sound may give other changes of voice.
pub const VOICE_CHANGE_VERSION: &str = "1";

/// Where another voice comes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VoiceChange {
    /// The start of the first word in the new voice.
    pub at_ms: u64,
    /// The end of the last word in the old voice; never after `at_ms`.
    pub last_ms: u64,
    /// How sure it is that the voices are two.
    pub confidence: Probability,
    /// Whether the new voice was heard before: somebody comes back.
    pub is_return: bool,
}

/// Where another voice comes on among the words of `side`, in order of time.
///
/// `track` is the channel that carries `side`, or the whole recording if it has one channel. Each voice speaks for about
/// two seconds at least; a shorter one is taken for that before or after it. Recorded voices are voices like any other.
/// Changes with a confidence under 0.5 are left out. The same input gives the same output.
#[must_use]
pub fn voice_changes(segments: &[Segment], side: Side, track: &VoiceTrack) -> Vec<VoiceChange> {
    let own: Vec<Segment> = segments.iter().filter(|s| s.side == side).cloned().collect();
    let mut units = cut_short(&own);
    measure(&mut units, &own, track);
    let thinned = thinned(&units);
    let mut heard = hear(&mut units, &own, track, &thinned);
    let rough = runs_of(&voiced(&units, &heard), &ROUGH);
    if rough.len() < 2 {
        return Vec::new();
    }
    let near = near_borders(&units, &heard, &rough);
    heard.extend(hear(&mut units, &own, track, &near));
    heard.sort_unstable();
    let voiced = voiced(&units, &heard);
    let runs = runs_of(&voiced, &FINE);
    let place = |at: usize| heard.get(at).copied().unwrap_or_default();
    named(&runs)
        .windows(2)
        .filter_map(|pair| {
            let [old, new] = pair else { return None };
            let (last_ms, at_ms) = border(&units, &own, place(old.run.end - 1), place(new.run.start))?;
            let confidence = confidence(old.run.place.change_from(&new.run.place));
            Some(VoiceChange { at_ms, last_ms: last_ms.min(at_ms), confidence, is_return: new.is_return })
        })
        .filter(|change| change.confidence >= SURE)
        .collect()
}

/// How far the sentences of one voice lie from its place: the mean square distance of a long one.
///
/// This and the next four were measured on 38 voices of speech synthesis and 7 of people, through three codecs of phone
/// systems; both kinds of voices agree. See `eval/results/voices.txt`.
const WITHIN: f64 = 0.21;

/// Frames of sound below which a sentence says less of its voice, and how much farther off it is for each that it lacks.
const LONG_FRAMES: f64 = 85.0;
const WITHIN_PER_FRAME: f64 = 0.0035;

/// How far two voices lie from each other: the mean square distance.
const BETWEEN: f64 = 0.36;

/// How far a voice moves in a call: another mood, another distance from the microphone.
const DRIFT: f64 = 0.03;

/// In how many directions voices differ, counted as if they differed by as much in each.
const N_EFFECTIVE: f64 = 26.0;

/// Frames of sound for which one sentence is heard at first, so that what is heard costs no more than 4 ms a second.
const THIN_FRAMES: f64 = 250.0;

/// Frames of sound on either side of a suspected border of which each sentence is heard.
const NEAR_FRAMES: f64 = 800.0;

/// Frames of sound below which a sentence is not heard.
const MIN_FRAMES: f64 = 15.0;

/// The longest unit, in milliseconds, so that of a long breath more than its middle is heard.
const LONGEST_MS: u64 = 4000;

/// The confidence from which on a change is told.
const SURE: Probability = Probability::from_thousandths(500);

/// What a run of one voice must have.
struct Demand {
    /// Frames of sound.
    frames: f64,
    /// How much likelier the recording must be with another run than without, in natural logarithms.
    gain: f64,
}

const ROUGH: Demand = Demand { frames: 80.0, gain: 0.0 };
const FINE: Demand = Demand { frames: 180.0, gain: 4.0 };

/// The confidence in a change of voice for `odds`, as [`Place::change_from`] has them: a logistic regression over spliced
/// voices, since the model's own odds are too sure of themselves.
fn confidence(odds: f64) -> Probability {
    Probability::new(1.0 / (1.0 + (-(ODDS_SCALE * odds + ODDS_OFFSET)).exp()))
}

const ODDS_SCALE: f64 = 0.51;
const ODDS_OFFSET: f64 = -2.37;

/// Units up to [`LONGEST_MS`].
fn cut_short(segments: &[Segment]) -> Vec<VoiceUnit> {
    let mut units = Vec::new();
    for unit in cut(segments) {
        let mut from = unit.words.start;
        let starts = unit.words_in(segments).iter().map(|w| w.start_ms);
        let Some((mut start_ms, _)) = unit.span_ms(segments) else { continue };
        for (at, word_ms) in unit.words.clone().zip(starts) {
            if at > from && word_ms.saturating_sub(start_ms) >= LONGEST_MS {
                units.push(VoiceUnit { words: from..at, ..unit.clone() });
                (from, start_ms) = (at, word_ms);
            }
        }
        units.push(VoiceUnit { words: from..unit.words.end, ..unit });
    }
    units.sort_by_key(|u| u.span_ms(segments));
    units
}

/// The unit with most sound of each stretch of [`THIN_FRAMES`].
fn thinned(units: &[VoiceUnit]) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    let (mut best, mut frames) = (None::<usize>, 0.0);
    for (at, unit) in units.iter().enumerate().filter(|(_, u)| u.n_frames >= MIN_FRAMES) {
        if best.and_then(|best| units.get(best)).is_none_or(|best| best.n_frames < unit.n_frames) {
            best = Some(at);
        }
        frames += unit.n_frames;
        if frames >= THIN_FRAMES {
            chosen.extend(best.take());
            frames = 0.0;
        }
    }
    chosen.extend(best);
    chosen
}

/// The units with sound around the borders of `runs` that are not heard yet.
fn near_borders(units: &[VoiceUnit], heard: &[usize], runs: &[Run]) -> Vec<usize> {
    let mut near = vec![false; units.len()];
    for run in runs.iter().skip(1) {
        let Some(border) = heard.get(run.start).copied() else { continue };
        let (before, after) = (near.split_at_mut(border), units.split_at(border));
        let (frames_before, frames_after) = (after.0.iter().rev(), after.1.iter());
        mark_up_to(before.0.iter_mut().rev().zip(frames_before));
        mark_up_to(before.1.iter_mut().zip(frames_after));
    }
    (0..units.len())
        .filter(|at| near[*at] && units[*at].n_frames >= MIN_FRAMES && heard.binary_search(at).is_err())
        .collect()
}

fn mark_up_to<'a>(units: impl Iterator<Item = (&'a mut bool, &'a VoiceUnit)>) {
    let mut frames = 0.0;
    for (near, unit) in units {
        if frames > NEAR_FRAMES {
            break;
        }
        *near = true;
        frames += unit.n_frames;
    }
}

/// Sentences that have been heard, as one voice: the sum of their places and how much each says.
#[derive(Clone, Debug)]
struct Place {
    /// The sum of the places, each times its precision.
    sum: Box<[f64; N_VOICE]>,
    /// The sum of the precisions: one over the mean square distance from the voice.
    precision: f64,
    frames: f64,
}

impl Place {
    fn none() -> Self {
        Self { sum: Box::new([0.0; N_VOICE]), precision: 0.0, frames: 0.0 }
    }

    fn of(unit: &VoiceUnit) -> Self {
        let within = WITHIN + WITHIN_PER_FRAME * (LONG_FRAMES - unit.n_frames).max(0.0);
        Self { sum: Box::new(unit.voice.map(|x| x / within)), precision: 1.0 / within, frames: unit.n_frames }
    }

    /// Both together, `sign` 1, or without the other, `sign` -1.
    fn with(&self, other: &Self, sign: f64) -> Self {
        let sum = Box::new(std::array::from_fn(|k| self.sum[k] + sign * other.sum[k]));
        Self { sum, precision: self.precision + sign * other.precision, frames: self.frames + sign * other.frames }
    }

    /// How much likelier it is that two voices speak than that one does: a natural logarithm.
    ///
    /// The difference of two means of a Gaussian model with known spreads, alike in [`N_EFFECTIVE`] directions.
    fn change_from(&self, other: &Self) -> f64 {
        if self.precision <= 0.0 || other.precision <= 0.0 {
            return 0.0;
        }
        let difference = |k: usize| self.sum[k] / self.precision - other.sum[k] / other.precision;
        let distance: f64 = (0..N_VOICE).map(|k| difference(k).powi(2)).sum();
        let one = 1.0 / self.precision + 1.0 / other.precision + DRIFT;
        let two = one + BETWEEN;
        N_EFFECTIVE / 2.0 * (distance / one - distance / two - (two / one).ln())
    }

    /// How much likelier the sentences are if one voice speaks them than if each had a place of `mean`, where all are
    /// known to be: the marginal likelihood of the same model, up to what is the same for every way to cut.
    fn evidence(&self, mean: &[f64; N_VOICE]) -> f64 {
        let prior = 2.0 / BETWEEN;
        let square: f64 = self.sum.iter().zip(mean).map(|(sum, mean)| (sum - self.precision * mean).powi(2)).sum();
        let precision = prior + self.precision;
        N_EFFECTIVE / 2.0 * ((prior / precision).ln() + square / precision)
    }
}

/// Consecutive sentences of one voice, counted among those that are heard.
#[derive(Clone, Debug)]
struct Run {
    start: usize,
    end: usize,
    place: Place,
}

fn voiced(units: &[VoiceUnit], heard: &[usize]) -> Vec<Place> {
    heard.iter().filter_map(|at| units.get(*at)).map(Place::of).collect()
}

/// The likeliest way to cut sentences into runs (optimal partitioning; Jackson et al., "An algorithm for optimal
/// partitioning of data on an interval", 2005).
fn runs_of(units: &[Place], demand: &Demand) -> Vec<Run> {
    let mut before = vec![Place::none()];
    for unit in units {
        let next = before.last().map_or_else(Place::none, |last| last.with(unit, 1.0));
        before.push(next);
    }
    let Some(total) = before.last() else { return Vec::new() };
    let mean = total.sum.map(|x| x / total.precision.max(f64::MIN_POSITIVE));
    // For each number of sentences how likely they are at best, and where their last run starts.
    let mut best: Vec<Option<(f64, usize)>> = vec![Some((0.0, 0))];
    for end in 1..before.len() {
        let ways = (0..end).filter_map(|start| {
            let (likely, _) = (*best.get(start)?)?;
            let run = before[end].with(&before[start], -1.0);
            let is_all = start == 0 && end == units.len();
            let cost = if start == 0 { 0.0 } else { demand.gain };
            (run.frames >= demand.frames || is_all).then(|| (likely - cost + run.evidence(&mean), start))
        });
        best.push(ways.max_by(|a, b| a.0.total_cmp(&b.0)));
    }
    let mut runs = Vec::new();
    let mut end = units.len();
    while end > 0 {
        let Some(Some((_, start))) = best.get(end).copied() else { return Vec::new() };
        runs.push(Run { start, end, place: before[end].with(&before[start], -1.0) });
        end = start;
    }
    runs.reverse();
    runs
}

/// A run that speaks in another voice than the one before.
struct Named {
    run: Run,
    is_return: bool,
}

/// Joins runs that follow each other in one voice, and says which voices were heard before.
fn named(runs: &[Run]) -> Vec<Named> {
    let mut voices: Vec<Place> = Vec::new();
    let mut found: Vec<(usize, Named)> = Vec::new();
    for run in runs {
        let odds = voices.iter().map(|voice| voice.change_from(&run.place)).enumerate();
        let nearest = odds.min_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, odds)| *odds < 0.0);
        let voice = nearest.map_or(voices.len(), |(voice, _)| voice);
        match voices.get_mut(voice) {
            Some(known) => *known = known.with(&run.place, 1.0),
            None => voices.push(run.place.clone()),
        }
        match found.last_mut() {
            Some((last, same)) if *last == voice => {
                same.run.end = run.end;
                same.run.place = same.run.place.with(&run.place, 1.0);
            }
            _ => found.push((voice, Named { run: run.clone(), is_return: nearest.is_some() })),
        }
    }
    found.into_iter().map(|(_, named)| named).collect()
}

/// The end of the old voice and the start of the new one: at the longest pause between the last unit that surely is in
/// the old and the first that surely is in the new.
fn border(units: &[VoiceUnit], segments: &[Segment], last: usize, first: usize) -> Option<(u64, u64)> {
    let between = units.get(last..=first)?;
    let pauses = between.windows(2).filter_map(|pair| {
        let ((_, end_ms), (start_ms, _)) = (pair.first()?.span_ms(segments)?, pair.last()?.span_ms(segments)?);
        Some((end_ms, start_ms))
    });
    pauses.max_by_key(|(end_ms, start_ms)| (start_ms.saturating_sub(*end_ms), std::cmp::Reverse(*start_ms)))
}

#[cfg(test)]
#[path = "change_tests.rs"]
mod tests;
