//! Which words were put on the side that said them.

use std::collections::BTreeMap;

use ringcheck_call::{Layout, Probability, Side, Transcript};
use ringcheck_statistics::{Proportion, to_f64, to_four_decimals};
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use super::types::ScoredCall;
use crate::{
    LabelledCall, ReliabilityBin, align,
    calibration::{Claim, reliability},
    normalize,
};

/// How far outside its turn a word may be heard and still be that turn's: recognizers blur times.
const MAX_STRAY_MS: u64 = 1500;

/// The lower ends of the ranges of stated confidence that are counted apart, in thousandths.
const CONFIDENCE_FROM: [u16; 5] = [0, 700, 800, 900, 950];

/// Words that were heard, by whether they were put on the right side.
///
/// Counted are the words of which it is known who said them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SideCounts {
    /// On the side that said them.
    pub right: u64,
    /// On the other.
    pub wrong: u64,
    /// On neither.
    pub unknown: u64,
}

/// How well the words of recordings of one layout were put on their sides.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WordSideRow {
    /// The layout; `None` for all.
    pub layout: Option<Layout>,
    /// Recordings with at least one word that counts.
    pub n_recordings: u64,
    /// Their words, added up.
    #[serde(flatten)]
    pub words: SideCounts,
    /// The lowest share of right words of a recording.
    pub lowest: f64,
    /// The mean of that share over the worst tenth of the recordings, at least one.
    pub worst_tenth: f64,
    /// Half of the recordings have at least this share.
    pub median: f64,
}

/// A recording's words by whether they were put on the right side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CallSides {
    layout: Layout,
    confidence: Probability,
    words: SideCounts,
}

impl SideCounts {
    /// All words.
    #[must_use]
    pub fn total(self) -> u64 {
        self.right + self.wrong + self.unknown
    }

    /// The share on the right side, where words on neither count as not right; `None` without words.
    #[must_use]
    pub fn share_right(self) -> Option<f64> {
        (self.total() > 0).then(|| to_f64(self.right) / to_f64(self.total()))
    }

    fn add(&mut self, heard: Side, truth: Side) {
        match heard {
            Side::Unknown => self.unknown += 1,
            side if side == truth => self.right += 1,
            _ => self.wrong += 1,
        }
    }
}

impl std::ops::AddAssign for SideCounts {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.unknown += other.unknown;
    }
}

impl Serialize for SideCounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("SideCounts", 4)?;
        fields.serialize_field("right", &self.right)?;
        fields.serialize_field("wrong", &self.wrong)?;
        fields.serialize_field("unknown", &self.unknown)?;
        fields.serialize_field("share_right", &self.share_right().map(to_four_decimals))?;
        fields.end()
    }
}

/// Counts a call's words by side; `None` without a recording, or where nothing counts.
pub(super) fn sides_of(call: &ScoredCall<'_>) -> Option<CallSides> {
    let (audio, heard) = (call.labelled.audio.as_ref()?, call.heard?);
    let words = count_sides(call.labelled, heard);
    (words.total() > 0).then_some(CallSides {
        layout: audio.layout,
        confidence: call.scorecard.sides.confidence,
        words,
    })
}

/// A heard word: its text, its time where known, and the side that it was put on.
struct HeardWord<'a> {
    text: &'a str,
    span_ms: Option<(u64, u64)>,
    side: Side,
}

/// Who said each heard word is known where it aligns with a word of a turn that is at most 1.5 s away, or else where
/// one side alone speaks at the word's middle. Other words do not count.
fn count_sides(call: &LabelledCall, heard: &Transcript) -> SideCounts {
    let mut turns: Vec<_> = call.turns.iter().collect();
    turns.sort_by_key(|turn| turn.start_ms);
    let said: Vec<(&str, usize)> =
        turns.iter().enumerate().flat_map(|(i, turn)| turn.text.split_whitespace().map(move |w| (w, i))).collect();
    let heard = heard_words(heard);
    let said_normal = normalize(said.iter().map(|(word, _)| *word));
    let heard_normal = normalize(heard.iter().map(|word| word.text));
    let mut truth: Vec<Option<Side>> = vec![None; heard.len()];
    for (said_at, heard_at) in align(&said_normal, &heard_normal).matches {
        let place = said_normal.get(said_at).and_then(|word| said.get(word.source));
        let (Some((_, turn)), Some(source)) = (place, heard_normal.get(heard_at).map(|word| word.source)) else {
            continue;
        };
        let turn = turns[*turn];
        let is_near = match (heard[source].span_ms, turn.start_ms, turn.end_ms) {
            (Some((start, end)), Some(from), Some(to)) => end + MAX_STRAY_MS >= from && start <= to + MAX_STRAY_MS,
            _ => true,
        };
        if is_near {
            truth[source] = Some(turn.speaker.side());
        }
    }
    let mut counts = SideCounts::default();
    for (word, truth) in heard.iter().zip(truth) {
        if let Some(truth) = truth.or_else(|| speaks_alone(call, word.span_ms?)) {
            counts.add(word.side, truth);
        }
    }
    counts
}

/// The side that speaks at the middle of a word, where the other does not.
fn speaks_alone(call: &LabelledCall, (start_ms, end_ms): (u64, u64)) -> Option<Side> {
    let middle = start_ms.midpoint(end_ms);
    let mut sides = call.turns.iter().filter_map(|turn| {
        let is_inside = turn.start_ms? <= middle && middle < turn.end_ms?;
        is_inside.then(|| turn.speaker.side())
    });
    let side = sides.next()?;
    sides.all(|other| other == side).then_some(side)
}

fn heard_words(heard: &Transcript) -> Vec<HeardWord<'_>> {
    let mut words = Vec::new();
    for segment in &heard.segments {
        if segment.words.is_empty() {
            words.extend(segment.text.split_whitespace().map(|text| HeardWord {
                text,
                span_ms: None,
                side: segment.side,
            }));
        }
        words.extend(segment.words.iter().map(|word| HeardWord {
            text: &word.text,
            span_ms: Some((word.start_ms, word.end_ms)),
            side: segment.side,
        }));
    }
    if words.iter().all(|word| word.span_ms.is_some()) {
        words.sort_by_key(|word| word.span_ms);
    }
    words
}

/// The rows of each layout and of all.
pub(super) fn word_sides(calls: &[CallSides]) -> Vec<WordSideRow> {
    let mut by_layout: BTreeMap<Option<Layout>, Vec<SideCounts>> = BTreeMap::new();
    for call in calls {
        by_layout.entry(Some(call.layout)).or_default().push(call.words);
    }
    if calls.is_empty() {
        return Vec::new();
    }
    let all = (None, calls.iter().map(|call| call.words).collect());
    by_layout.into_iter().chain([all]).map(|(layout, calls)| row_of(layout, &calls)).collect()
}

fn row_of(layout: Option<Layout>, calls: &[SideCounts]) -> WordSideRow {
    let mut words = SideCounts::default();
    for call in calls {
        words += *call;
    }
    let mut shares: Vec<f64> = calls.iter().filter_map(|call| call.share_right()).collect();
    shares.sort_by(f64::total_cmp);
    let n_worst = (shares.len() / 10).max(1);
    let worst = shares.iter().take(n_worst).sum::<f64>() / to_f64(n_worst as u64);
    let at = |place: usize| shares.get(place).copied().map_or(0.0, to_four_decimals);
    WordSideRow {
        layout,
        n_recordings: calls.len() as u64,
        words,
        lowest: at(0),
        worst_tenth: to_four_decimals(worst),
        median: at(shares.len() / 2),
    }
}

/// Stated confidence against words on the right side, each recording a claim about its words.
///
/// Words on neither side are left out: of them nothing is claimed.
pub(super) fn side_calibration(calls: &[CallSides]) -> Vec<ReliabilityBin> {
    let claims: Vec<Claim> = calls
        .iter()
        .map(|call| {
            let told = Proportion { hits: call.words.right, trials: call.words.right + call.words.wrong };
            Claim { confidence: call.confidence, came_out: told }
        })
        .collect();
    reliability(&claims.iter().collect::<Vec<_>>(), &CONFIDENCE_FROM)
}

#[cfg(test)]
#[path = "sides_tests.rs"]
mod tests;
