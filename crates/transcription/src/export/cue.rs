//! Segments to subtitle cues that can be read while they are shown.

use std::fmt;

use ringcheck_call::{Segment, Side, Transcript};

use super::{ExportError, on_one_line};

/// The characters on a line, and the lines of a cue: the usual limits of subtitles.
const LINE_CHARS: usize = 42;

/// The longest that a cue is shown.
const LONGEST_MS: u64 = 7000;

/// The shortest that a cue is shown: words may have no length, and a cue must have some.
const SHORTEST_MS: u64 = 200;

/// A pause after which a segment's words are a new cue, so that none is shown long before it is said.
const PAUSE_MS: u64 = 1500;

/// Words of one side that are shown together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    /// Who says them.
    pub(super) side: Side,
    /// When it is shown.
    pub(super) start_ms: u64,
    /// When it is gone; later than the start.
    pub(super) end_ms: u64,
    /// One line or two, none of them blank.
    pub(super) lines: Vec<String>,
}

/// The cues of a transcript in order of start, those of one side in order of its words.
///
/// `label_chars` is how many characters of the first line are taken by the name of a side.
pub(super) fn cues(transcript: &Transcript, label_chars: impl Fn(Side) -> usize) -> Result<Vec<Cue>, ExportError> {
    let mut cues = Vec::new();
    for (idx, segment) in transcript.segments.iter().enumerate() {
        let label_chars = label_chars(segment.side);
        let pieces = pieces_of(segment).ok_or(ExportError::NoTimes(idx))?;
        let mut rest = pieces.as_slice();
        while !rest.is_empty() {
            let (shown, later) = rest.split_at(n_shown(rest, label_chars));
            cues.extend(cue_of(segment.side, shown, label_chars));
            rest = later;
        }
    }
    cues.sort_by_key(|cue| cue.start_ms);
    Ok(cues)
}

/// What a side is called in subtitles.
pub(super) fn name_of(side: Side) -> &'static str {
    match side {
        Side::Business => "Business",
        Side::Caller => "Caller",
        Side::Unknown => "Unknown",
    }
}

/// A time as subtitles write it: `01:02:03.456`, with a point or a comma.
pub(super) struct Clock {
    ms: u64,
    mark: char,
}

impl Clock {
    /// `ms` with `mark` before its thousandths.
    pub(super) const fn new(ms: u64, mark: char) -> Self {
        Self { ms, mark }
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, ms) = (self.ms / 1000, self.ms % 1000);
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{hours:02}:{minutes:02}:{seconds:02}{}{ms:03}", self.mark)
    }
}

/// A word that is shown.
struct Piece {
    text: String,
    start_ms: u64,
    end_ms: u64,
}

/// A segment's words with times that never go back; `None` where it has text and no times.
fn pieces_of(segment: &Segment) -> Option<Vec<Piece>> {
    let mut pieces: Vec<Piece> = if segment.words.is_empty() {
        spread(&on_one_line(&segment.text), segment.start_ms.zip(segment.end_ms))?
    } else {
        let piece = |word: &ringcheck_call::Word| Piece {
            text: on_one_line(&word.text),
            start_ms: word.start_ms,
            end_ms: word.end_ms,
        };
        segment.words.iter().map(piece).filter(|piece| !piece.text.is_empty()).collect()
    };
    let mut earliest_ms = 0;
    for piece in &mut pieces {
        piece.start_ms = piece.start_ms.max(earliest_ms);
        piece.end_ms = piece.end_ms.max(piece.start_ms);
        earliest_ms = piece.start_ms;
    }
    Some(pieces)
}

/// The words of a text that has times only as a whole: each takes as much of them as it has of the characters.
fn spread(text: &str, span_ms: Option<(u64, u64)>) -> Option<Vec<Piece>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let (start_ms, end_ms) = span_ms?;
    let n_chars = (text.chars().count() as u64).max(1);
    let length_ms = end_ms.saturating_sub(start_ms);
    let at = |n_before: u64| start_ms.saturating_add(length_ms.saturating_mul(n_before) / n_chars);
    let mut n_before = 0;
    let pieces = text.split(' ').map(|word| {
        let n_word = word.chars().count() as u64;
        let piece = Piece { text: word.to_owned(), start_ms: at(n_before), end_ms: at(n_before + n_word) };
        n_before += n_word + 1;
        piece
    });
    Some(pieces.collect())
}

/// How many of the words, at least one, make the next cue.
fn n_shown(pieces: &[Piece], label_chars: usize) -> usize {
    let n_said = n_before_pause(pieces);
    let n_fit = (1..=n_said).take_while(|&n| fits(&pieces[..n], label_chars)).last().unwrap_or(1);
    if n_fit == n_said {
        return n_fit;
    }
    // A break early in the cue would leave almost nothing on it.
    let n_chars = n_chars(&pieces[..n_fit]);
    let is_late = |n: &usize| self::n_chars(&pieces[..*n]) * 3 >= n_chars;
    let last_mark = |marks: &[char]| (1..=n_fit).rev().filter(is_late).find(|&n| ends_with(&pieces[n - 1], marks));
    last_mark(&['.', '?', '!', '…'])
        .or_else(|| last_mark(&[',', ';', ':', '–', '—']))
        .or_else(|| n_of_even_halves(&pieces[..n_said], n_fit, label_chars))
        .unwrap_or(n_fit)
}

/// How many words make the first of two cues of about the same length, if two are enough.
fn n_of_even_halves(pieces: &[Piece], n_fit: usize, label_chars: usize) -> Option<usize> {
    let is_enough = |&n: &usize| fits(&pieces[..n], label_chars) && fits(&pieces[n..], label_chars);
    let unevenness = |&n: &usize| n_chars(&pieces[..n]).abs_diff(n_chars(&pieces[n..]));
    (1..=n_fit).filter(is_enough).min_by_key(unevenness)
}

/// How many words are said before the first long pause.
fn n_before_pause(pieces: &[Piece]) -> usize {
    let pause = pieces.windows(2).position(|pair| pair[1].start_ms.saturating_sub(pair[0].end_ms) >= PAUSE_MS);
    pause.map_or(pieces.len(), |idx| idx + 1)
}

/// Whether words can be read as one cue; a single word always has one of its own.
fn fits(pieces: &[Piece], label_chars: usize) -> bool {
    let duration_ms = end_of(pieces).saturating_sub(pieces.first().map_or(0, |piece| piece.start_ms));
    pieces.len() <= 1 || duration_ms <= LONGEST_MS && lines_of(pieces, label_chars).is_some()
}

/// The words on one line, or on two that are about equally long; `None` where they need more.
fn lines_of(pieces: &[Piece], label_chars: usize) -> Option<Vec<String>> {
    let joined = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ");
    if pieces.len() == 1 || label_chars + n_chars(pieces) <= LINE_CHARS {
        return Some(vec![joined(pieces)]);
    }
    if n_chars(pieces) > 2 * LINE_CHARS {
        return None;
    }
    let lengths = |n: usize| (label_chars + n_chars(&pieces[..n]), n_chars(&pieces[n..]));
    let is_narrow = |&n: &usize| lengths(n).0 <= LINE_CHARS && lengths(n).1 <= LINE_CHARS;
    let unevenness = |&n: &usize| lengths(n).0.abs_diff(lengths(n).1);
    let n_first = (1..pieces.len()).filter(is_narrow).min_by_key(unevenness)?;
    Some(vec![joined(&pieces[..n_first]), joined(&pieces[n_first..])])
}

fn cue_of(side: Side, pieces: &[Piece], label_chars: usize) -> Option<Cue> {
    let start_ms = pieces.first()?.start_ms;
    let end_ms = end_of(pieces).clamp(start_ms.saturating_add(SHORTEST_MS), start_ms.saturating_add(LONGEST_MS));
    Some(Cue { side, start_ms, end_ms, lines: lines_of(pieces, label_chars)? })
}

fn end_of(pieces: &[Piece]) -> u64 {
    pieces.iter().map(|piece| piece.end_ms).max().unwrap_or(0)
}

/// The characters of words on one line.
fn n_chars(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| piece.text.chars().count() + 1).sum::<usize>().saturating_sub(1)
}

/// Whether a word ends with one of `marks`, quotation marks and brackets aside.
fn ends_with(piece: &Piece, marks: &[char]) -> bool {
    piece.text.trim_end_matches(['"', '”', '’', '\'', ')', ']']).ends_with(marks)
}
