//! Finds sounds that several of many recordings share.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    code::NO_TEXTURE,
    maker::Fingerprint,
    opening::{CommonOpening, common_at, longest_common, opening_of},
};

/// Half codes that this many recordings' moments share say nothing, and are passed over.
const MAX_ALIKE: usize = 2000;

/// So few recordings are compared each with each at every lag, a millisecond a pair: the index misses one pair in two of
/// those whose moments are 32 ms apart, which matters little where many share a sound.
const MAX_EXHAUSTIVE: usize = 120;

/// Two recordings are compared at a lag at which this many half codes are equal, give or take one place.
const MIN_VOTES: usize = 2;

/// Stretches that share this much of the shorter one are the same sound.
const MIN_SHARED: f64 = 0.6;

/// A sound that several recordings share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommonSound {
    /// How long it is, in milliseconds: what half of its recordings share at least.
    pub length_ms: u64,
    /// The recordings by the place of one of their channels in the list, and where it starts there, in milliseconds. The
    /// first is the one that the others were compared with; none is there twice.
    pub recordings: Vec<(usize, u64)>,
}

/// Sounds of at least 2.5 s that at least `min_recordings` share in their first minute, those of the most recordings first.
///
/// Each channel is with a number of its recording: channels of one recording are not compared, and count once.
/// Where channels are many, an index of half codes says which to compare and at which lag, so that time grows with the
/// number of pairs that have something in common.
#[must_use]
pub fn common_sounds(channels: &[(usize, &Fingerprint)], min_recordings: usize) -> Vec<CommonSound> {
    let openings: Vec<&[u32]> = channels.iter().map(|(_, fingerprint)| opening_of(fingerprint)).collect();
    let recording_of = |idx: usize| channels.get(idx).map(|(recording, _)| *recording);
    let index = Index::of(&openings);
    let mut taken: Vec<Vec<(u64, u64)>> = vec![Vec::new(); openings.len()];
    let mut sounds = Vec::new();
    for leader in 0..openings.len() {
        let is_free = |at: &Alike| {
            let in_other = (at.common.b_start_ms, at.common.length_ms);
            !is_same(&taken[leader], in_leader(&at.common)) && !is_same(&taken[at.channel], in_other)
        };
        let is_comparable = |other: usize| recording_of(other) != recording_of(leader);
        let alike = alike_with(leader, &openings, &index, is_comparable);
        let alike =
            alike.into_iter().map(|(channel, common)| Alike { channel, recording: recording_of(channel), common });
        let mut left: Vec<Alike> = alike.filter(is_free).collect();
        // The sound that most share is taken first, then what others share elsewhere.
        while let Some(center) = widest_shared(&left, min_recordings) {
            let (members, others): (Vec<_>, Vec<_>) =
                left.into_iter().partition(|other| shares(center, in_leader(&other.common)));
            left = others;
            let sound = sound_of(leader, &members);
            taken[leader].push((sound.recordings.first().map_or(0, |r| r.1), sound.length_ms));
            for Alike { channel, common, .. } in members {
                taken[channel].push((common.b_start_ms, common.length_ms));
            }
            sounds.push(sound);
        }
    }
    sounds.sort_by_key(|sound: &CommonSound| {
        (
            std::cmp::Reverse(sound.recordings.len()),
            std::cmp::Reverse(sound.length_ms),
            sound.recordings.first().copied(),
        )
    });
    sounds
}

/// Where each half of a code is.
struct Index {
    /// For the upper and the lower half: each half code's recordings and places.
    places: [Vec<Vec<(u32, u32)>>; 2],
}

impl Index {
    fn of(openings: &[&[u32]]) -> Self {
        let mut places = [vec![Vec::new(); 1 << 16], vec![Vec::new(); 1 << 16]];
        for (recording, codes) in (0u32..).zip(openings) {
            for (place, code) in (0u32..).zip(*codes).filter(|(_, code)| **code != NO_TEXTURE) {
                for (half, at) in halves(*code).into_iter().zip(&mut places) {
                    if let Some(at) = at.get_mut(half) {
                        at.push((recording, place));
                    }
                }
            }
        }
        Self { places }
    }
}

fn halves(code: u32) -> [usize; 2] {
    [(code >> 16) as usize, (code & 0xffff) as usize]
}

/// What another channel shares with the one that leads.
struct Alike {
    channel: usize,
    recording: Option<usize>,
    common: CommonOpening,
}

/// What later channels that are comparable share with `leader`: the longest stretch of each.
fn alike_with(
    leader: usize,
    openings: &[&[u32]],
    index: &Index,
    is_comparable: impl Fn(usize) -> bool,
) -> Vec<(usize, CommonOpening)> {
    let own = openings.get(leader).copied().unwrap_or_default();
    if openings.len() <= MAX_EXHAUSTIVE {
        let later = openings.iter().enumerate().skip(leader + 1).filter(|(other, _)| is_comparable(*other));
        return later.filter_map(|(other, codes)| Some((other, longest_common(own, codes)?))).collect();
    }
    let mut votes: Vec<(usize, i64)> = Vec::new();
    for (place, code) in (0i64..).zip(own).filter(|(_, code)| **code != NO_TEXTURE) {
        for (half, places) in halves(*code).into_iter().zip(&index.places) {
            let alike = places.get(half).map(Vec::as_slice).unwrap_or_default();
            if alike.len() > MAX_ALIKE {
                continue;
            }
            let later = alike.iter().map(|(other, at)| (*other as usize, place - i64::from(*at)));
            votes.extend(later.filter(|(other, _)| *other > leader && is_comparable(*other)));
        }
    }
    votes.sort_unstable();
    let mut best: BTreeMap<usize, CommonOpening> = BTreeMap::new();
    for near in votes.chunk_by(|a, b| a.0 == b.0 && b.1 - a.1 <= 1) {
        let [(other, first), .., (_, last)] = near else { continue };
        if near.len() < MIN_VOTES {
            continue;
        }
        let codes = openings.get(*other).copied().unwrap_or_default();
        for common in (*first..=*last).filter_map(|lag| common_at(own, codes, lag)) {
            let longest = best.entry(*other).or_insert(common);
            if common.length_ms > longest.length_ms {
                *longest = common;
            }
        }
    }
    best.into_iter().collect()
}

/// The stretch of the leader that the most recordings share with it, if they are enough.
fn widest_shared(left: &[Alike], min_recordings: usize) -> Option<(u64, u64)> {
    let n_sharing = |center| {
        let sharing = left.iter().filter(|other| shares(center, in_leader(&other.common)));
        sharing.map(|other| other.recording).collect::<BTreeSet<_>>().len()
    };
    let counted = left.iter().map(|other| in_leader(&other.common)).map(|center| (n_sharing(center), center));
    let (n, center) = counted.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    (n + 1 >= min_recordings.max(2)).then_some(center)
}

/// Start and length of what is shared, in the leader.
fn in_leader(common: &CommonOpening) -> (u64, u64) {
    (common.a_start_ms, common.length_ms)
}

fn sound_of(leader: usize, members: &[Alike]) -> CommonSound {
    // Of two channels of a recording the one that shares more stands for it.
    let mut of_recording: BTreeMap<Option<usize>, &Alike> = BTreeMap::new();
    for member in members {
        let longest = of_recording.entry(member.recording).or_insert(member);
        if member.common.length_ms > longest.common.length_ms {
            *longest = member;
        }
    }
    let mut members: Vec<(usize, CommonOpening)> = of_recording.values().map(|m| (m.channel, m.common)).collect();
    members.sort_by_key(|(channel, _)| *channel);
    let middle = |mut values: Vec<u64>| {
        values.sort_unstable();
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    let start_ms = middle(members.iter().map(|(_, common)| common.a_start_ms).collect());
    let end_ms = middle(members.iter().map(|(_, common)| common.a_start_ms + common.length_ms).collect());
    let mut recordings = vec![(leader, start_ms)];
    let start_in = |common: &CommonOpening| (common.b_start_ms + start_ms).saturating_sub(common.a_start_ms);
    recordings.extend(members.iter().map(|(channel, common)| (*channel, start_in(common))));
    CommonSound { length_ms: end_ms.saturating_sub(start_ms), recordings }
}

fn is_same(taken: &[(u64, u64)], span: (u64, u64)) -> bool {
    taken.iter().any(|other| shares(*other, span))
}

/// Whether two spans, each a start and a length, are the same sound.
#[expect(clippy::cast_precision_loss, reason = "at most two minutes of milliseconds")]
fn shares(a: (u64, u64), b: (u64, u64)) -> bool {
    let shared = (a.0 + a.1).min(b.0 + b.1).saturating_sub(a.0.max(b.0));
    shared as f64 >= MIN_SHARED * a.1.min(b.1) as f64 && shared > 0
}
