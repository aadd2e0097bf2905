//! A call as an SVG picture.

use std::cmp::Reverse;

use ringcheck_call::{Scorecard, Side, Verdict};
use svg::{
    Document,
    node::element::{Circle, Definitions, Description, Element, Group, Line, Pattern, Rectangle, Text, Title},
};
use unicode_width::UnicodeWidthStr as _;

use crate::{
    drawing::{
        figures::figures,
        labels::{Label, place},
        layout::{Lane, Picture, Point, Proof, Sound, Span},
    },
    table,
    text::{clock, sanitize, shorten, wrap},
};

/// How wide the picture is, in its own units.
const WIDTH: u32 = 1100;

/// Where time starts: names of lanes stand before it.
const LEFT: u32 = 110;

/// How long the line of time is.
const LENGTH: u32 = 960;

/// How far apart lines of text are.
const LINE: u32 = 20;

const LANE_HEIGHT: u32 = 34;
const LANE_GAP: u32 = 8;

/// How many rows events may take.
const N_EVENT_ROWS: usize = 8;

/// How far apart marks of evidence are.
const MARK_SIZE: u32 = 22;

/// How many characters of text a line holds.
const LONGEST_LINE: usize = 135;

const INK: &str = "#1a1a1a";
const FAIL: &str = "#b00020";
const PASS: &str = "#1b6b35";

/// `card` as a picture: an SVG document without scripts or anything from elsewhere.
pub(crate) fn svg(card: &Scorecard, picture: &Picture<'_>) -> String {
    let mut canvas = Canvas { length_ms: picture.length_ms, y: 0, body: Group::new() };
    let score =
        card.score.percent.map_or_else(|| "nothing to judge".to_owned(), |percent| format!("score {percent:.0} %"));
    let name = clean(&table::file_name(card));
    let head = format!("{name}, {}, {score}, {}", card.call.call_type, clock(picture.length_ms));
    canvas.y = 36;
    canvas.text(24, &head, 18, "bold");
    canvas.y += 16;
    let unplaced = canvas.events(picture);
    for lane in &picture.lanes {
        canvas.lane(lane);
    }
    canvas.proofs(&picture.proofs);
    canvas.scale(picture);
    canvas.legend(picture);
    if !unplaced.is_empty() {
        canvas.y += LINE;
        canvas.lines(LEFT, &format!("also: {}", unplaced.join(", ")));
    }
    for line in figures(&card.figures) {
        canvas.y += LINE;
        canvas.lines(LEFT, &line);
    }
    canvas.y += 8;
    for proof in &picture.proofs {
        canvas.key(proof);
    }
    let height = canvas.y + 24;
    let document = Document::new()
        .set("viewBox", (0, 0, WIDTH, height))
        .set("width", WIDTH)
        .set("height", height)
        .set("role", "img")
        .set("font-family", "sans-serif")
        .set("fill", INK)
        .add(Title::new(format!("How the call {name} went")))
        .add(Description::new().add(svg::node::Text::new(clean(&description(picture)))))
        .add(patterns())
        .add(Rectangle::new().set("width", WIDTH).set("height", height).set("fill", "#ffffff"))
        .add(canvas.body);
    format!("{document}\n")
}

/// What has been drawn, and where the next thing goes.
struct Canvas {
    length_ms: u64,
    y: u32,
    body: Group,
}

impl Canvas {
    fn add(&mut self, element: impl Into<Element>) {
        let body = std::mem::take(&mut self.body);
        self.body = body.add(element.into());
    }

    /// Where a moment is, in tenths of a unit.
    fn tenths(&self, at_ms: u64) -> u32 {
        let tenths = u128::from(at_ms) * u128::from(LENGTH * 10) / u128::from(self.length_ms);
        LEFT * 10 + u32::try_from(tenths).unwrap_or(u32::MAX).min(LENGTH * 10)
    }

    fn x(&self, at_ms: u64) -> f64 {
        f64::from(self.tenths(at_ms)) / 10.0
    }

    fn text(&mut self, x: u32, text: &str, size: u32, weight: &str) {
        let text = Text::new(clean(text)).set("x", x).set("y", self.y).set("font-size", size);
        self.add(if weight == "normal" { text } else { text.set("font-weight", weight) });
    }

    /// Text in as many lines as it needs: what one proves must be there whole.
    fn lines(&mut self, x: u32, text: &str) {
        for (n, line) in wrap(text, LONGEST_LINE, "").lines().enumerate() {
            self.y += if n > 0 { LINE } else { 0 };
            self.text(x, &shorten(line, LONGEST_LINE), 13, "normal");
        }
    }

    fn rule(&mut self, x: f64, from: u32, to: u32, color: &str) {
        self.add(Line::new().set("x1", x).set("x2", x).set("y1", from).set("y2", to).set("stroke", color));
    }

    /// The events, above the place where the lanes begin; those that find no room are returned.
    fn events(&mut self, picture: &Picture<'_>) -> Vec<String> {
        let label = |mark: &super::layout::Mark| Label {
            anchor: self.tenths(mark.at_ms) / 10 - LEFT,
            length: text_width(&mark.text),
            rank: mark.rank,
        };
        let labels: Vec<Label> = picture.events.iter().map(label).collect();
        let places = place(&labels, LENGTH, N_EVENT_ROWS, 5);
        let n_rows = places.iter().flatten().map(|place| place.row + 1).max().unwrap_or(0);
        let top = self.y;
        let bottom = top + u32::try_from(n_rows).unwrap_or(0) * LINE + 6;
        let mut unplaced = Vec::new();
        for (mark, place) in picture.events.iter().zip(&places) {
            let Some(place) = place else {
                unplaced.push(format!("{} at {}", mark.text, clock(mark.at_ms)));
                continue;
            };
            let y = bottom - u32::try_from(place.row).unwrap_or(0) * LINE - 6;
            self.rule(self.x(mark.at_ms), y - 12, bottom, "#555555");
            let hint = format!("{} {}, {}", clock(mark.at_ms), mark.text, mark.side);
            let text = Text::new(clean(&mark.text)).set("x", LEFT + place.start).set("y", y).set("font-size", 13);
            self.add(Group::new().add(Title::new(clean(&hint))).add(text));
        }
        if n_rows > 0 {
            self.y = bottom - 6;
            self.text(24, "events", 13, "bold");
        }
        self.y = bottom;
        unplaced
    }

    fn lane(&mut self, lane: &Lane<'_>) {
        let top = self.y;
        self.y = top + LANE_HEIGHT / 2 + 5;
        self.text(24, lane.side.as_str(), 13, "bold");
        self.add(rectangle(f64::from(LEFT), top, f64::from(LENGTH), LANE_HEIGHT).set("fill", "#f4f4f4"));
        let mut spans: Vec<&Span<'_>> = lane.spans.iter().collect();
        // What hides others is drawn last.
        spans.sort_by_key(|span| (Reverse(span.sound), span.start_ms));
        for span in spans {
            let x = self.x(span.start_ms);
            // What is short stays visible.
            let width = (self.x(span.end_ms) - x).max(2.0);
            let moment = format!("{} to {}", clock(span.start_ms), clock(span.end_ms));
            let hint = match span.words {
                Some(words) => format!("{moment} {}, {}: {words}", lane.side, name(span.sound)),
                None => format!("{moment} {}", name(span.sound)),
            };
            let shape = painted(rectangle(x, top, (width * 10.0).round() / 10.0, LANE_HEIGHT), span.sound, lane.side);
            self.add(shape.add(Title::new(clean(&hint))));
        }
        self.y = top + LANE_HEIGHT + LANE_GAP;
    }

    fn proofs(&mut self, proofs: &[Proof<'_>]) {
        let mut rows: Vec<Vec<u32>> = Vec::new();
        let top = self.y;
        for (proof, point) in proofs.iter().flat_map(|proof| proof.points.iter().map(move |point| (proof, point))) {
            let at = self.tenths(point.at_ms) / 10;
            let is_free = |row: &Vec<u32>| row.iter().all(|taken| taken.abs_diff(at) >= MARK_SIZE);
            let row = rows.iter().position(is_free).unwrap_or(rows.len());
            if row == rows.len() {
                rows.push(Vec::new());
            }
            rows[row].push(at);
            let y = top + MARK_SIZE / 2 + u32::try_from(row).unwrap_or(0) * MARK_SIZE;
            let criterion = proof.criterion;
            let nearest = if point.is_nearest { "nearest: " } else { "" };
            let hint = format!(
                "{} {} {}: {nearest}“{}”",
                clock(point.at_ms),
                table::mark(criterion.verdict),
                criterion.id,
                point.quote
            );
            let mark = badge(proof, point, self.x(point.at_ms), y);
            self.add(Group::new().add(Title::new(clean(&hint))).add(mark));
        }
        if !rows.is_empty() {
            self.y = top + MARK_SIZE / 2 + 5;
            self.text(24, "evidence", 13, "bold");
        }
        self.y = top + u32::try_from(rows.len()).unwrap_or(0) * MARK_SIZE + 4;
    }

    fn scale(&mut self, picture: &Picture<'_>) {
        let top = self.y;
        let line = Line::new().set("x1", LEFT).set("x2", LEFT + LENGTH).set("y1", top).set("y2", top);
        self.add(line.set("stroke", INK));
        self.y = top + 20;
        self.text(24, "time", 13, "bold");
        let end = LEFT + LENGTH;
        for at in picture.scale(13).into_iter().chain([picture.length_ms]) {
            let x = self.x(at);
            let is_end = at == picture.length_ms;
            let is_near_end = x + 45.0 > f64::from(end) && !is_end;
            self.rule(x, top, top + 6, INK);
            if !is_near_end {
                let text = Text::new(clock(at)).set("x", x).set("y", self.y).set("font-size", 12);
                self.add(text.set("text-anchor", if is_end { "end" } else { "middle" }));
            }
        }
        self.y = top + 24;
    }

    /// The sounds that occur.
    fn legend(&mut self, picture: &Picture<'_>) {
        let mut found: Vec<(Sound, Side)> = Vec::new();
        for lane in &picture.lanes {
            let of_lane = |span: &Span<'_>| {
                let is_own = span.sound == Sound::Speech;
                (span.sound, if is_own { lane.side } else { Side::Unknown })
            };
            found.extend(lane.spans.iter().map(of_lane));
        }
        found.sort_unstable();
        found.dedup();
        let mut x = LEFT;
        self.y += 24;
        for (sound, side) in found {
            let name = match (sound, side) {
                (Sound::Speech, Side::Business) => "a person of the business",
                (Sound::Speech, Side::Caller) => "the caller",
                _ => name(sound),
            };
            let width = 28 + text_width(name) + 24;
            if x + width > WIDTH {
                x = LEFT;
                self.y += LINE;
            }
            self.add(painted(rectangle(f64::from(x), self.y - 12, 22.0, 14), sound, side));
            self.text(x + 28, name, 13, "normal");
            x += width;
        }
        self.y += 8;
    }

    fn key(&mut self, proof: &Proof<'_>) {
        let Some(first) = proof.points.iter().min_by_key(|point| point.is_nearest) else { return };
        self.y += LINE + 4;
        let y = self.y;
        self.add(badge(proof, first, f64::from(LEFT + 10), y - 5));
        let verdict = table::mark(proof.criterion.verdict);
        self.text(LEFT + 30, verdict, 13, "bold");
        let id = shorten(&proof.criterion.id, 40);
        let said = format!("{id} ({}): {}", proof.moments().join(", "), proof.criterion.rationale);
        self.lines(LEFT + 74, &said);
    }
}

/// A letter in a circle: filled for a fail, broken where it is only what came closest.
fn badge(proof: &Proof<'_>, point: &Point<'_>, x: f64, y: u32) -> Group {
    let (color, is_filled) = match proof.criterion.verdict {
        Verdict::Fail => (FAIL, !point.is_nearest),
        Verdict::Pass => (PASS, false),
        Verdict::Na | Verdict::Undetermined => ("#555555", false),
    };
    let (fill, ink) = if is_filled { (color, "#ffffff") } else { ("#ffffff", color) };
    let circle = Circle::new().set("cx", x).set("cy", y).set("r", 9).set("fill", fill).set("stroke", color);
    let circle = if point.is_nearest { circle.set("stroke-dasharray", "3 2") } else { circle };
    let letter = Text::new(proof.letter_of(point).to_string())
        .set("x", x)
        .set("y", f64::from(y) + 4.5)
        .set("font-size", 12)
        .set("font-weight", "bold")
        .set("text-anchor", "middle")
        .set("fill", ink);
    Group::new().add(circle.set("stroke-width", 1.5)).add(letter)
}

fn rectangle(x: f64, y: u32, width: f64, height: u32) -> Rectangle {
    Rectangle::new().set("x", x).set("y", y).set("width", width).set("height", height)
}

/// A sound differs by color and by pattern; the side of live speech by its lane too.
fn painted(shape: Rectangle, sound: Sound, side: Side) -> Rectangle {
    match sound {
        Sound::Speech => shape.set(
            "fill",
            match side {
                Side::Business => "#1f5fa8",
                Side::Caller => "#d98a2b",
                Side::Unknown => "#6b6b6b",
            },
        ),
        Sound::RecordedVoice => shape.set("fill", "url(#recorded)").set("stroke", "#6a3d9a"),
        Sound::Ring => shape.set("fill", "url(#ring)").set("stroke", PASS),
        Sound::Tone => shape.set("fill", "url(#tone)").set("stroke", FAIL),
        Sound::Music => shape.set("fill", "url(#music)").set("stroke", "#1d7a7a"),
        Sound::Hold => shape.set("fill", "#fbf3d0").set("stroke", "#8a6d00").set("stroke-dasharray", "5 3"),
        Sound::Silence => shape.set("fill", "#e2e2e2"),
    }
}

const fn name(sound: Sound) -> &'static str {
    match sound {
        Sound::Speech => "speech",
        Sound::RecordedVoice => "recorded voice",
        Sound::Ring => "ringing",
        Sound::Tone => "tone",
        Sound::Music => "music",
        Sound::Hold => "on hold",
        Sound::Silence => "nobody speaks",
    }
}

fn patterns() -> Definitions {
    let tile = |id: &str, turned: &str, mark: Element, color: &str| {
        Pattern::new()
            .set("id", id)
            .set("width", 7)
            .set("height", 7)
            .set("patternUnits", "userSpaceOnUse")
            .set("patternTransform", turned)
            .add(Rectangle::new().set("width", 7).set("height", 7).set("fill", color))
            .add(mark)
    };
    let stripe = |color: &str| Rectangle::new().set("width", 3).set("height", 7).set("fill", color);
    let cross = Group::new()
        .set("fill", FAIL)
        .add(Rectangle::new().set("width", 1.5).set("height", 7))
        .add(Rectangle::new().set("width", 7).set("height", 1.5));
    let dot = Circle::new().set("cx", 3.5).set("cy", 3.5).set("r", 2).set("fill", "#1d7a7a");
    Definitions::new()
        .add(tile("recorded", "rotate(45)", stripe("#6a3d9a").into(), "#efe6f7"))
        .add(tile("ring", "rotate(0)", stripe(PASS).into(), "#e3f2e7"))
        .add(tile("tone", "rotate(45)", cross.into(), "#fbe4e8"))
        .add(tile("music", "rotate(0)", dot.into(), "#e0f2f2"))
}

/// The picture in words, for those who cannot see it.
fn description(picture: &Picture<'_>) -> String {
    let mut said = vec![format!("The call lasts {}.", clock(picture.length_ms))];
    let events: Vec<String> =
        picture.events.iter().map(|mark| format!("{} at {}", mark.text, clock(mark.at_ms))).collect();
    if !events.is_empty() {
        said.push(format!("What happened: {}.", events.join(", ")));
    }
    let proof = |proof: &Proof<'_>| {
        format!("{} {} at {}", proof.criterion.id, proof.criterion.verdict, proof.moments().join(", "))
    };
    let proofs: Vec<String> = picture.proofs.iter().map(proof).collect();
    if !proofs.is_empty() {
        said.push(format!("Evidence: {}.", proofs.join("; ")));
    }
    said.join(" ")
}

/// About how wide a text of size 13 is.
fn text_width(text: &str) -> u32 {
    u32::try_from(text.width() * 15 / 2).unwrap_or(u32::MAX / 4)
}

/// `text` with what XML forbids replaced; what XML would read as its own is escaped where it is written.
fn clean(text: &str) -> String {
    sanitize(text).chars().map(|c| if matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;
    use crate::drawing::sample;

    fn drawn(card: &Scorecard) -> String {
        svg(card, &Picture::of(card).unwrap())
    }

    #[test]
    fn a_call_with_all_that_can_happen() {
        assert_snapshot!("eventful", drawn(&sample::eventful()));
    }

    #[test]
    fn every_picture_is_sound_and_complete_in_itself() {
        for card in [sample::eventful(), sample::short(), sample::long(), sample::sideless(), sample::crowded()] {
            let text = drawn(&card);
            let document = roxmltree::Document::parse(&text).unwrap();
            let names: Vec<&str> = document.descendants().map(|node| node.tag_name().name()).collect();
            assert!(names.contains(&"desc") && !names.contains(&"script") && !names.contains(&"image"));
            assert!(!text.contains("href"), "nothing is from elsewhere");
        }
    }

    #[test]
    fn a_long_rationale_goes_on_in_a_second_line() {
        let mut card = sample::short();
        card.criteria[0].rationale = format!("The call was {} at last.", "answered by a person ".repeat(9).trim_end());
        let text = drawn(&card);
        let document = roxmltree::Document::parse(&text).unwrap();
        let lines: Vec<&str> = document.descendants().filter_map(|node| node.text()).map(str::trim).collect();
        assert!(!text.contains('…'), "{text}");
        assert!(lines.iter().any(|line| line.ends_with("at last.") && !line.contains("The call")), "{lines:?}");
        assert!(lines.iter().all(|line| line.chars().count() <= LONGEST_LINE), "{lines:?}");
    }

    #[test]
    fn words_of_a_call_cannot_break_the_picture() {
        let words = "</title><script>alert(1)</script> & \" ' \u{1}\u{b}\u{ffff}\u{202e}";
        let turns = json!([sample::turn("agent", 0, 1000, words)]);
        let events = json!([sample::labelled("menu", "business", 0, 1000, words)]);
        let card = sample::card(2000, &turns, &events, &json!([sample::criterion(words, "fail", &[(0, words)])]));
        let text = drawn(&card);
        let document = roxmltree::Document::parse(&text).unwrap();
        assert!(document.descendants().all(|node| node.tag_name().name() != "script"), "{text}");
        assert!(document.descendants().any(|node| node.text().is_some_and(|t| t.contains("<script>"))), "{text}");
    }
}
