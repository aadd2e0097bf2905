//! One list of all signals, in which nothing is two things at once.

use ringcheck_call::EventKind;

use super::cadence::{LineSignals, signal};
use super::music::Chunk;
use super::{HOP_MS, Signal};

/// The shortest music.
const MIN_MUSIC_MS: u64 = 3000;

/// Pauses in music up to this length are part of it.
const MAX_MUSIC_GAP_MS: u64 = 2000;

/// Frames with sound of a chunk of 31 that are no line signal, for it to be music.
const MIN_MUSIC_FRAMES: usize = 8;

/// How far from its time a tone still sounds in a window, in milliseconds.
const SMEAR_MS: u64 = 64;

/// How much of a look of 2 s may be line signals, in milliseconds, for it to count for music.
const MAX_SIGNAL_MS: u64 = 150;

/// How near to music a beep is a note of it, in milliseconds.
const NOTE_MS: u64 = 500;

/// All signals: what the line sent, the digits, and what is music and none of these.
pub(super) fn merge(line: LineSignals, digits: Vec<Signal>, chunks: &[Chunk]) -> Vec<Signal> {
    let (beeps, mut signals): (Vec<Signal>, Vec<Signal>) =
        line.signals.into_iter().partition(|s| s.kind == EventKind::Beep);
    signals.extend(digits);
    let tones = signals.iter().map(|s| (s.start_ms, s.end_ms)).chain(line.other_tones).collect();
    let music = music(chunks, &Tones::new(tones));
    let is_note = |b: &Signal| music.iter().any(|m| b.start_ms < m.end_ms + NOTE_MS && m.start_ms < b.end_ms + NOTE_MS);
    signals.extend(beeps.into_iter().filter(|b| !is_note(b)));
    signals.extend(music);
    signals
}

/// Times of tones, in order and apart.
struct Tones(Vec<(u64, u64)>);

impl Tones {
    fn new(mut spans: Vec<(u64, u64)>) -> Self {
        spans.sort_unstable();
        let mut apart: Vec<(u64, u64)> = Vec::with_capacity(spans.len());
        for (start, end) in spans {
            match apart.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => apart.push((start, end)),
            }
        }
        Self(apart)
    }

    /// How long tones last between two times, in milliseconds.
    fn within(&self, start_ms: u64, end_ms: u64) -> u64 {
        let from = self.0.partition_point(|t| t.1 <= start_ms);
        let overlapping = self.0[from..].iter().take_while(|t| t.0 < end_ms);
        overlapping.map(|t| t.1.min(end_ms) - t.0.max(start_ms)).sum()
    }
}

/// Puts chunks together where their sound is not that of the tones.
fn music(chunks: &[Chunk], tones: &Tones) -> Vec<Signal> {
    let mut found: Vec<Signal> = Vec::new();
    for chunk in chunks.iter().filter(|c| c.is_music(|start, end| tones.within(start, end) > MAX_SIGNAL_MS)) {
        let is_tone = |ms: u64| tones.within(ms.saturating_sub(SMEAR_MS), ms + SMEAR_MS) > 0;
        let sound: Vec<u64> = chunk.active_ms().filter(|ms| !is_tone(*ms)).collect();
        let (Some(first), Some(last)) = (sound.first(), sound.last()) else { continue };
        if sound.len() < MIN_MUSIC_FRAMES {
            continue;
        }
        match found.last_mut() {
            Some(open) if *first <= open.end_ms + MAX_MUSIC_GAP_MS => open.end_ms = last + HOP_MS,
            _ => found.push(signal(EventKind::Music, *first, last + HOP_MS, 900)),
        }
    }
    found.retain(|m| m.end_ms - m.start_ms >= MIN_MUSIC_MS);
    found
}
