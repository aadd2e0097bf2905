//! All that was said in a call as one row of words, and whose each word is.

use ringcheck_call::{Segment, Side};

/// In a pause of this length others are heard, and not through the speaker's words.
const UTTERANCE_PAUSE_MS: u64 = 400;

/// A word and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The number of its segment.
    pub(super) segment: usize,
    /// The number of its word in the segment.
    pub(super) word: usize,
    /// The word as it is written.
    pub(super) text: String,
    /// The word without punctuation, in lower case.
    pub(super) bare: String,
    /// When it starts and ends, if known.
    pub(super) span_ms: Option<(u64, u64)>,
    /// Who says it: a number for each voice.
    pub(super) lane: usize,
    /// The channel and the side of its segment.
    pub(super) voice: (u16, Side),
}

impl Place {
    /// Whether a pause or an end is written behind it.
    pub(super) fn has_stop(&self) -> bool {
        self.text.ends_with([',', '.', ';', '?', '!', ':', '…'])
    }
}

/// Whose voice a lane is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lanes {
    /// A side of a channel.
    Sides,
    /// All voices are one: a number may be begun by one side and ended by the other, and where both share a channel a
    /// word may be on the wrong side.
    One,
}

/// The words of a call.
#[derive(Debug)]
pub(super) struct Talk {
    /// All words in the order in which they were said.
    pub(super) places: Vec<Place>,
    /// The places of each lane, in order.
    pub(super) lanes: Vec<Vec<usize>>,
}

impl Talk {
    /// The words of `segments`, which must be in order.
    pub(super) fn new(segments: &[Segment], lanes: Lanes) -> Self {
        let key = |s: &Segment| if lanes == Lanes::Sides { (s.channel, s.side) } else { (0, Side::Unknown) };
        let mut keys: Vec<(u16, Side)> = segments.iter().map(key).collect();
        keys.sort_unstable();
        keys.dedup();
        let lane_of = |s: &Segment| keys.binary_search(&key(s)).unwrap_or_default();
        let mut places: Vec<Place> =
            segments.iter().enumerate().flat_map(|(number, s)| places_of(number, s, lane_of(s))).collect();
        // Segments of two channels may overlap: then the words' times say what was said between what.
        if places.iter().all(|place| place.span_ms.is_some()) {
            let mut utterances: Vec<Vec<Place>> = Vec::new();
            for place in places {
                match utterances.last_mut().filter(|open| open.last().is_some_and(|last| goes_on(last, &place))) {
                    Some(open) => open.push(place),
                    None => utterances.push(vec![place]),
                }
            }
            // What a voice says stays in its order, whatever its times.
            let mut latest = vec![0; keys.len()];
            let mut timed: Vec<(u64, Vec<Place>)> = Vec::with_capacity(utterances.len());
            for said in utterances {
                let lane = said.first().map_or(0, |place| place.lane);
                let start_ms = said.first().and_then(|place| place.span_ms).map_or(0, |(start, _)| start);
                latest[lane] = start_ms.max(latest[lane]);
                timed.push((latest[lane], said));
            }
            timed.sort_by_key(|(start_ms, _)| *start_ms);
            places = timed.into_iter().flat_map(|(_, said)| said).collect();
        }
        let mut by_lane = vec![Vec::new(); keys.len()];
        for (idx, place) in places.iter().enumerate() {
            by_lane[place.lane].push(idx);
        }
        Self { places, lanes: by_lane }
    }
}

/// Whether a voice goes on from one word to the next without a pause in which others may be heard.
fn goes_on(before: &Place, after: &Place) -> bool {
    let pause_ms = match (before.span_ms, after.span_ms) {
        (Some((_, end)), Some((start, _))) => start.saturating_sub(end),
        _ => 0,
    };
    before.segment == after.segment && pause_ms < UTTERANCE_PAUSE_MS
}

fn places_of(segment: usize, s: &Segment, lane: usize) -> Vec<Place> {
    let place = |word: usize, text: &str, span_ms| Place {
        segment,
        word,
        text: text.to_owned(),
        bare: bare(text),
        span_ms,
        lane,
        voice: (s.channel, s.side),
    };
    if s.words.is_empty() {
        return s.text.split_whitespace().enumerate().map(|(word, text)| place(word, text, None)).collect();
    }
    s.words.iter().enumerate().map(|(word, w)| place(word, &w.text, Some((w.start_ms, w.end_ms)))).collect()
}

/// A word without its punctuation, in lower case.
pub(super) fn bare(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
