//! A call as lines of text: a column is a slice of time.

use std::{cmp::Reverse, collections::BTreeSet};

use unicode_width::UnicodeWidthStr as _;

use crate::{
    drawing::{
        labels::{Label, place},
        layout::{Lane, Mark, Picture, Proof, Sound, Span, fit},
    },
    table,
    text::{clock, flow, wrap},
};

/// How wide the drawing is: what every terminal has.
const WIDTH: usize = 80;

/// What stands before a row: its name, and two blanks.
const MARGIN: usize = 10;

/// How many slices of time there are.
const N_COLUMNS: u32 = 70;

/// How many rows events may take.
const N_EVENT_ROWS: usize = 5;

/// How many rows evidence may take.
const N_PROOF_ROWS: usize = 3;

/// A slice must be longer than this for a share of it to be told from all of it.
const SHORTEST_SHARED_SLICE_MS: u64 = 2000;

/// How much of a criterion's id is shown, in columns.
const LONGEST_ID: usize = 34;

/// Which characters can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    /// Any that every font for terminals has, and that is one column wide everywhere.
    Unicode,
    /// ASCII alone.
    Ascii,
}

impl Charset {
    /// What a terminal can show by the variables that name the locale, `variable` being how to look one up.
    pub(crate) fn of_locale(variable: impl Fn(&str) -> Option<String>) -> Self {
        // Windows has no such variables, and its terminals show Unicode.
        if cfg!(windows) {
            return Self::Unicode;
        }
        // The first that is set decides, as POSIX has it.
        let set = |name: &&str| variable(name).filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(set).unwrap_or_default().to_lowercase();
        if locale.contains("utf-8") || locale.contains("utf8") { Self::Unicode } else { Self::Ascii }
    }

    /// How a sound looks, and what it is called; `is_part` where it fills less than half of the slice.
    const fn glyph(self, sound: Sound, is_part: bool) -> (char, &'static str) {
        match (sound, is_part, self) {
            (Sound::Speech, false, Self::Unicode) => ('▐', "speech"),
            (Sound::Speech, false, Self::Ascii) => ('#', "speech"),
            (Sound::Speech, true, Self::Unicode) => ('▗', "a little speech"),
            (Sound::Speech, true, Self::Ascii) => (',', "a little speech"),
            (Sound::RecordedVoice, _, Self::Unicode) => ('░', "recorded voice"),
            (Sound::RecordedVoice, _, Self::Ascii) => ('%', "recorded voice"),
            (Sound::Ring, ..) => ('r', "ringing"),
            (Sound::Tone, ..) => ('=', "tone"),
            (Sound::Music, _, Self::Unicode) => ('♫', "music"),
            (Sound::Music, _, Self::Ascii) => ('~', "music"),
            (Sound::Hold, ..) => ('-', "on hold"),
            (Sound::Silence, ..) => ('.', "nobody speaks"),
        }
    }
}

/// What is heard in a slice.
type Slice = Option<(Sound, bool)>;

/// The drawing: lines of at most 80 columns, and what their signs mean.
pub(crate) fn bar(picture: &Picture<'_>, charset: Charset) -> Vec<String> {
    let mut lines = Vec::new();
    let unplaced = events(picture, &mut lines);
    let mut seen = BTreeSet::new();
    for lane in &picture.lanes {
        let slices = slices(lane, picture.length_ms);
        seen.extend(slices.iter().flatten());
        let row = slices.iter().map(|slice| slice.map_or(' ', |(sound, is_part)| charset.glyph(sound, is_part).0));
        lines.push(line(lane.side.as_str(), &row.collect::<String>()));
    }
    let is_crowded = proofs(picture, &mut lines);
    lines.push(line("time", &scale(picture)));
    let glyphs: BTreeSet<(Sound, (char, &str))> =
        seen.into_iter().map(|(sound, is_part)| (sound, charset.glyph(sound, is_part))).collect();
    let mut legend: Vec<String> = glyphs.into_iter().map(|(_, (sign, name))| format!("{sign} {name}")).collect();
    legend.extend(letters(&picture.proofs));
    legend.extend(is_crowded.then(|| "+ more evidence than fits".to_owned()));
    lines.extend(below(&legend));
    if !unplaced.is_empty() {
        lines.extend(below(&[&["also:".to_owned()], &unplaced[..]].concat()));
    }
    lines.extend(key(&picture.proofs));
    lines
}

/// A row with its name.
fn line(name: &str, row: &str) -> String {
    format!("{name:<MARGIN$}{row}").trim_end().to_owned()
}

/// The column of a moment.
fn column(at_ms: u64, length_ms: u64) -> u32 {
    let column = u128::from(at_ms) * u128::from(N_COLUMNS) / u128::from(length_ms);
    u32::try_from(column).unwrap_or(u32::MAX).min(N_COLUMNS - 1)
}

/// What each column of a lane shows.
fn slices(lane: &Lane<'_>, length_ms: u64) -> Vec<Slice> {
    let mut slices: Vec<Slice> = (0..N_COLUMNS).map(|column| slice(&lane.spans, column, length_ms)).collect();
    // What is too short for any slice is shown nevertheless, where it hides nothing.
    for span in lane.spans.iter().filter(|span| span.sound != Sound::Silence) {
        let mut columns = column(span.start_ms, length_ms)..=column(span.end_ms.saturating_sub(1), length_ms);
        let middle = column(span.start_ms.midpoint(span.end_ms), length_ms) as usize;
        let is_shown = columns.any(|column| slices[column as usize].is_some_and(|(sound, _)| sound == span.sound));
        if !is_shown && slices[middle].is_none_or(|(sound, _)| sound > span.sound) {
            slices[middle] = Some((span.sound, is_shared(length_ms)));
        }
    }
    slices
}

/// Whether slices are so long that a share of one is worth telling.
fn is_shared(length_ms: u64) -> bool {
    length_ms / u64::from(N_COLUMNS) > SHORTEST_SHARED_SLICE_MS
}

fn slice(spans: &[Span<'_>], column: u32, length_ms: u64) -> Slice {
    // In units of a column's share of a millisecond, so that slices are exactly equal.
    let (from, to) = (u128::from(column) * u128::from(length_ms), u128::from(column + 1) * u128::from(length_ms));
    let covered = |span: &Span<'_>| {
        let scaled = |ms: u64| (u128::from(ms) * u128::from(N_COLUMNS)).clamp(from, to);
        scaled(span.end_ms) - scaled(span.start_ms)
    };
    let mut of_sound: [(Sound, u128); 7] = [
        (Sound::Speech, 0),
        (Sound::RecordedVoice, 0),
        (Sound::Ring, 0),
        (Sound::Tone, 0),
        (Sound::Music, 0),
        (Sound::Hold, 0),
        (Sound::Silence, 0),
    ];
    for span in spans {
        let share = covered(span);
        for (sound, sum) in &mut of_sound {
            if *sound == span.sound {
                *sum += share;
            }
        }
    }
    let whole = to - from;
    let is_enough = |covered: u128| covered * if is_shared(length_ms) { 8 } else { 3 } >= whole && covered > 0;
    let groups: [&[(Sound, u128)]; 4] = [&of_sound[..4], &of_sound[4..5], &of_sound[5..6], &of_sound[6..]];
    let (sound, covered) = groups
        .into_iter()
        .filter_map(|group| group.iter().max_by_key(|(sound, covered)| (*covered, Reverse(*sound))))
        .find(|(_, covered)| is_enough(*covered))?;
    Some((*sound, is_shared(length_ms) && covered * 2 < whole))
}

/// The rows of events, and the events that found no room in them.
fn events(picture: &Picture<'_>, lines: &mut Vec<String>) -> Vec<String> {
    let label = |mark: &Mark| Label {
        anchor: column(mark.at_ms, picture.length_ms),
        length: u32::try_from(mark.text.width()).unwrap_or(u32::MAX / 2),
        rank: mark.rank,
    };
    let labels: Vec<Label> = picture.events.iter().map(label).collect();
    let places = place(&labels, N_COLUMNS, N_EVENT_ROWS, 1);
    let n_rows = places.iter().flatten().map(|place| place.row + 1).max().unwrap_or(0);
    for row in (0..n_rows).rev() {
        let mut pieces: BTreeSet<(u32, &str)> = BTreeSet::new();
        for ((mark, label), place) in picture.events.iter().zip(&labels).zip(&places) {
            let Some(place) = place else { continue };
            if place.row >= row {
                pieces.insert((label.anchor, "|"));
            }
            if place.row == row {
                pieces.insert((place.start, &mark.text));
            }
        }
        let name = if row + 1 == n_rows { "events" } else { "" };
        lines.push(line(name, &row_of(pieces)));
    }
    let unplaced = picture.events.iter().zip(&places).filter(|(_, place)| place.is_none());
    unplaced.map(|(mark, _)| format!("{} at {}", mark.text, clock(mark.at_ms))).collect()
}

/// Texts at their columns, of which none covers another.
fn row_of<'t>(pieces: impl IntoIterator<Item = (u32, &'t str)>) -> String {
    let mut row = String::new();
    for (start, text) in pieces {
        let missing = (start as usize).saturating_sub(row.width());
        row.push_str(&" ".repeat(missing));
        row.push_str(text);
    }
    row
}

/// The rows of evidence, and whether some of it found no room in them.
fn proofs(picture: &Picture<'_>, lines: &mut Vec<String>) -> bool {
    let mut columns: Vec<Vec<char>> = vec![Vec::new(); N_COLUMNS as usize];
    for proof in &picture.proofs {
        for point in &proof.points {
            let letters = &mut columns[column(point.at_ms, picture.length_ms) as usize];
            let letter = proof.letter_of(point);
            if !letters.contains(&letter) {
                letters.push(letter);
            }
        }
    }
    let is_crowded = columns.iter().any(|letters| letters.len() > N_PROOF_ROWS);
    let n_rows = columns.iter().map(Vec::len).max().unwrap_or(0).min(N_PROOF_ROWS);
    for row in 0..n_rows {
        let sign = |letters: &Vec<char>| match letters.get(row) {
            Some(_) if row + 1 == N_PROOF_ROWS && letters.len() > N_PROOF_ROWS => '+',
            Some(letter) => *letter,
            None => ' ',
        };
        lines.push(line(if row == 0 { "evidence" } else { "" }, &columns.iter().map(sign).collect::<String>()));
    }
    is_crowded
}

fn scale(picture: &Picture<'_>) -> String {
    let end = format!("{}|", clock(picture.length_ms));
    let mut pieces = BTreeSet::new();
    let last = (N_COLUMNS as usize).saturating_sub(end.len());
    for at in picture.scale(7) {
        let start = column(at, picture.length_ms);
        let text = format!("|{}", clock(at));
        if start as usize + text.len() < last {
            pieces.insert((start, text));
        }
    }
    pieces.insert((u32::try_from(last).unwrap_or(0), end));
    row_of(pieces.iter().map(|(start, text)| (*start, text.as_str())))
}

/// Pieces below the rows.
fn below(pieces: &[String]) -> Vec<String> {
    flow(pieces, WIDTH, &" ".repeat(MARGIN))
}

/// What capital and small letters say, as far as there are any.
fn letters(proofs: &[Proof<'_>]) -> Option<String> {
    let any = |is_nearest| proofs.iter().flat_map(|proof| &proof.points).any(|point| point.is_nearest == is_nearest);
    let said = [any(false).then_some("A: quoted as proof"), any(true).then_some("a: came closest")];
    let said: Vec<&str> = said.into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// What the letters stand for.
fn key(proofs: &[Proof<'_>]) -> Vec<String> {
    let width = proofs.iter().map(|proof| proof.criterion.id.width().min(LONGEST_ID)).max().unwrap_or(0);
    let mut lines = Vec::new();
    for proof in proofs {
        let id = fit(&proof.criterion.id, LONGEST_ID);
        let letter = proof.points.iter().map(|point| proof.letter_of(point)).min().unwrap_or(proof.letter);
        let verdict = table::mark(proof.criterion.verdict);
        let missing = " ".repeat(width.saturating_sub(id.width()));
        let head = format!("{:MARGIN$}{letter} {verdict:<4} {id}{missing}  ", "");
        let moments = wrap(&proof.moments().join(", "), WIDTH, &" ".repeat(head.width()));
        lines.extend(format!("{head}{}", moments.trim_start()).lines().map(str::to_owned));
    }
    lines
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;
    use ringcheck_call::Scorecard;
    use unicode_width::UnicodeWidthChar as _;

    use super::*;
    use crate::drawing::sample;

    fn drawn(card: &Scorecard, charset: Charset) -> String {
        bar(&Picture::of(card).unwrap(), charset).join("\n")
    }

    #[test]
    fn a_call_with_all_that_can_happen() {
        assert_snapshot!(drawn(&sample::eventful(), Charset::Unicode));
        assert_snapshot!("in_ascii", drawn(&sample::eventful(), Charset::Ascii));
    }

    #[test]
    fn calls_of_three_seconds_and_of_three_hours() {
        assert_snapshot!("short", drawn(&sample::short(), Charset::Unicode));
        assert_snapshot!("long", drawn(&sample::long(), Charset::Unicode));
    }

    #[test]
    fn sides_that_are_unknown_are_one_row() {
        assert_snapshot!("sideless", drawn(&sample::sideless(), Charset::Unicode));
    }

    #[test]
    fn what_finds_no_room_is_said() {
        assert_snapshot!("crowded", drawn(&sample::crowded(), Charset::Unicode));
    }

    fn a_timeline() -> impl Strategy<Value = Scorecard> {
        const KINDS: [&str; 18] = [
            "ring",
            "busy",
            "reorder",
            "sit",
            "fax",
            "dtmf",
            "beep",
            "music",
            "silence",
            "notice",
            "menu",
            "queue_message",
            "voicemail",
            "bot",
            "hold",
            "transfer",
            "goodbye",
            "first_live_word",
        ];
        const SIDES: [&str; 3] = ["business", "caller", "unknown"];
        let time = || prop_oneof![0..100_000_u64, 0..20_000_000_u64, Just(u64::MAX)];
        let event = (0..KINDS.len(), 0..SIDES.len(), time(), time(), "\\PC{0,30}")
            .prop_map(|(kind, side, start, end, label)| sample::labelled(KINDS[kind], SIDES[side], start, end, &label));
        let turn = (0..4_usize, time(), time()).prop_map(|(speaker, start, end)| {
            sample::turn(["agent", "caller", "recorded_voice", "unknown"][speaker], start, end, "words")
        });
        let criterion = ("\\PC{1,60}", prop::collection::vec(0..200_000_u64, 0..12)).prop_map(|(id, times)| {
            let quotes: Vec<(u64, &str)> = times.into_iter().map(|at| (at, "words")).collect();
            sample::criterion(&id, "fail", &quotes)
        });
        (
            prop::collection::vec(turn, 0..20),
            prop::collection::vec(event, 0..20),
            prop::collection::vec(criterion, 0..30),
            prop_oneof![0..10_u64, 0..20_000_000_u64],
        )
            .prop_map(|(turns, events, criteria, length)| {
                sample::card(length, &turns.into(), &events.into(), &criteria.into())
            })
    }

    proptest! {
        #[test]
        fn any_timeline_is_drawn_in_80_columns(card in a_timeline()) {
            for charset in [Charset::Unicode, Charset::Ascii] {
                for line in Picture::of(&card).map(|picture| bar(&picture, charset)).unwrap_or_default() {
                    prop_assert!(line.width() <= WIDTH, "{} columns: {line}", line.width());
                }
            }
            if let Some(picture) = Picture::of(&card) {
                let text = crate::drawing::svg(&card, &picture);
                prop_assert!(roxmltree::Document::parse(&text).is_ok(), "{text}");
            }
        }

        #[test]
        fn no_event_and_no_sound_is_lost(card in a_timeline()) {
            let Some(picture) = Picture::of(&card) else { return Ok(()) };
            let page = bar(&picture, Charset::Unicode).join(" ");
            let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
            for mark in &picture.events {
                prop_assert!(page.contains(&mark.text), "`{}` is missing: {page}", mark.text);
            }
            for lane in &picture.lanes {
                let shown: Vec<Sound> = slices(lane, picture.length_ms).into_iter().flatten().map(|s| s.0).collect();
                let loudest = lane.spans.iter().map(|span| span.sound).min();
                prop_assert!(loudest.is_none_or(|loudest| loudest == Sound::Silence || shown.contains(&loudest)));
            }
        }
    }

    #[test]
    fn signs_are_one_column_wide_in_every_terminal() {
        let sounds =
            [Sound::Speech, Sound::RecordedVoice, Sound::Ring, Sound::Tone, Sound::Music, Sound::Hold, Sound::Silence];
        for (sound, is_part) in sounds.iter().flat_map(|sound| [(*sound, false), (*sound, true)]) {
            let (sign, _) = Charset::Unicode.glyph(sound, is_part);
            assert_eq!((sign.width(), sign.width_cjk()), (Some(1), Some(1)), "{sign}");
            assert!(Charset::Ascii.glyph(sound, is_part).0.is_ascii());
        }
    }

    #[test]
    fn what_has_no_times_is_not_drawn() {
        assert!(Picture::of(&sample::timeless()).is_none());
    }

    #[test]
    #[cfg(not(windows))]
    fn the_first_variable_that_is_set_names_the_locale() {
        let charset = |set: &[(&str, &str)]| {
            Charset::of_locale(|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(charset(&[("LANG", "en_US.UTF-8")]), Charset::Unicode);
        assert_eq!(charset(&[("LANG", "de_DE.utf8"), ("LC_ALL", "")]), Charset::Unicode);
        assert_eq!(charset(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")]), Charset::Ascii);
        assert_eq!(charset(&[]), Charset::Ascii);
    }
}
