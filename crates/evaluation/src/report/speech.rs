//! What was recognized against what was said.

use std::collections::BTreeMap;

use ringcheck_call::{Layout, Side, Transcript};
use ringcheck_statistics::Proportion;

use super::types::{CallWordErrors, ScoredCall, WordErrorRow};
use crate::{LabelledCall, NormalWord, SpokenWord, TurnTiming, WordErrors, align, normalize, turn_timing};

/// How well one call was heard.
#[derive(Clone, Debug, Default)]
pub(super) struct Speech {
    pub(super) by_side: Vec<CallWordErrors>,
    is_business_channel_right: Option<bool>,
    n_turns: u64,
    timing_errors_ms: Vec<i64>,
}

/// Compares what was heard in a call's recording with what was said; nothing for a call without either.
///
/// With stereo, each side is compared with itself; with one channel, and where the tool knows no sides, all words are
/// compared in the order of their times.
pub(super) fn speech_of(call: &ScoredCall<'_>) -> Speech {
    let (Some(audio), Some(heard)) = (&call.labelled.audio, call.heard) else { return Speech::default() };
    let knows_sides = heard.segments.iter().any(|segment| segment.side != Side::Unknown);
    let sides: &[Option<Side>] = if audio.layout == Layout::Stereo && (knows_sides || heard.is_empty()) {
        &[Some(Side::Business), Some(Side::Caller)]
    } else {
        &[None]
    };
    let mut speech = Speech::default();
    for side in sides {
        let said = Said::of(call.labelled, *side);
        let heard_words = heard_words(heard, *side);
        let said_normal = normalize(said.words.iter().map(String::as_str));
        let heard_normal: Vec<NormalWord> = normalize(heard_words.iter().map(|w| w.text.as_str()));
        let alignment = align(&said_normal, &heard_normal);
        speech.by_side.push(CallWordErrors {
            id: call.labelled.id.clone(),
            layout: audio.layout,
            side: *side,
            errors: alignment.errors,
        });
        speech.n_turns += said.turn_starts.len() as u64;
        speech.timing_errors_ms.extend(turn_timing(
            &said.turn_starts,
            &said_normal,
            &heard_normal,
            &heard_words,
            &alignment,
        ));
    }
    if audio.layout == Layout::Stereo && audio.agent_channel.is_some() {
        speech.is_business_channel_right = Some(call.scorecard.sides.agent_channel == audio.agent_channel);
    }
    speech
}

/// The words that were said, and which of them start a turn.
struct Said {
    words: Vec<String>,
    turn_starts: Vec<(usize, u64)>,
}

impl Said {
    fn of(call: &LabelledCall, side: Option<Side>) -> Self {
        let mut turns: Vec<_> =
            call.turns.iter().filter(|turn| side.is_none_or(|side| turn.speaker.side() == side)).collect();
        turns.sort_by_key(|turn| turn.start_ms);
        let mut said = Self { words: Vec::new(), turn_starts: Vec::new() };
        for turn in turns {
            if let Some(start_ms) = turn.start_ms {
                said.turn_starts.push((said.words.len(), start_ms));
            }
            said.words.extend(turn.text.split_whitespace().map(str::to_owned));
        }
        said
    }
}

fn heard_words(heard: &Transcript, side: Option<Side>) -> Vec<SpokenWord> {
    let mut words = Vec::new();
    for segment in heard.segments.iter().filter(|segment| side.is_none_or(|side| segment.side == side)) {
        if segment.words.is_empty() {
            // Without times of words, only the first word's time is known.
            let mut start_ms = segment.start_ms;
            for text in segment.text.split_whitespace() {
                words.push(SpokenWord { text: text.to_owned(), start_ms: start_ms.take() });
            }
        }
        for word in &segment.words {
            words.push(SpokenWord { text: word.text.clone(), start_ms: Some(word.start_ms) });
        }
    }
    if words.iter().all(|word| word.start_ms.is_some()) {
        words.sort_by_key(|word| word.start_ms);
    }
    words
}

impl Speech {
    /// Word errors by layout and side, then over all.
    pub(super) fn word_errors(speech: &[&Self]) -> Vec<WordErrorRow> {
        let mut rows: BTreeMap<(Layout, Option<Side>), (u64, WordErrors)> = BTreeMap::new();
        let (mut n_recordings, mut all) = (0, WordErrors::default());
        for call in speech.iter().filter(|call| !call.by_side.is_empty()) {
            n_recordings += 1;
            for side in &call.by_side {
                let row = rows.entry((side.layout, side.side)).or_default();
                row.0 += 1;
                row.1 += side.errors;
                all += side.errors;
            }
        }
        if n_recordings == 0 {
            return Vec::new();
        }
        let row = |layout, side, n_recordings, errors| WordErrorRow { layout, side, n_recordings, errors };
        let total = row(None, None, n_recordings, all);
        rows.into_iter()
            .map(|((layout, side), (n, errors))| row(Some(layout), side, n, errors))
            .chain([total])
            .collect()
    }

    pub(super) fn turn_timing(speech: &[&Self]) -> Option<TurnTiming> {
        let n_turns = speech.iter().map(|call| call.n_turns).sum();
        let errors: Vec<i64> = speech.iter().flat_map(|call| &call.timing_errors_ms).copied().collect();
        (n_turns > 0).then(|| TurnTiming::of_errors(n_turns, &errors))
    }

    pub(super) fn business_channel(speech: &[&Self]) -> Option<Proportion> {
        let mut found = Proportion::default();
        for is_right in speech.iter().filter_map(|call| call.is_business_channel_right) {
            found.add(is_right);
        }
        (found.trials > 0).then_some(found)
    }
}
