//! How a call went, as a strip: who spoke when, and where hidden facts and demands were decided.

use maud::{Markup, html};
use ringcheck_call::{EventKind, Evidence, Side, Speaker};
use ringcheck_report::{clean, clock};

use crate::{DemandFinding, FactOutcome, ShopCall};

/// The drawing's size.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 66.0;
const LEFT: f64 = 62.0;
const LANES: [f64; 2] = [16.0, 36.0];
const LANE_HEIGHT: f64 = 14.0;
const MARKS: f64 = 8.0;
const SCALE: f64 = 62.0;

/// How long a turn is taken to last where nobody knows, for a character.
const MS_A_CHARACTER: u64 = 60;

/// Where each turn of a call lies, in milliseconds.
pub(super) struct Course {
    spans: Vec<(u64, u64)>,
    /// Whether the times are the call's, and not made of the lengths of turns.
    pub(super) has_times: bool,
    /// Where the last turn ends.
    pub(super) length_ms: u64,
}

/// A point on the strip.
struct Mark {
    at_ms: u64,
    class: &'static str,
    title: String,
}

impl Course {
    pub(super) fn of(call: &ShopCall) -> Self {
        let turns = &call.scorecard.turns;
        let timed: Option<Vec<(u64, u64)>> =
            turns.iter().map(|turn| Some((turn.start_ms()?, turn.end_ms()?))).collect();
        let has_times = timed.is_some() && !turns.is_empty();
        let spans = timed.unwrap_or_else(|| {
            let mut at = 0;
            let lasts = |characters: usize| u64::try_from(characters).unwrap_or(0).max(1) * MS_A_CHARACTER;
            let spans = turns.iter().map(|turn| {
                let start = at;
                at += lasts(turn.text().len());
                (start, at)
            });
            spans.collect()
        });
        let of_events = call.scorecard.timeline.events.iter().filter_map(|event| event.end_ms);
        let ends = spans.iter().map(|(_, end)| *end);
        let length_ms = ends.chain(of_events.filter(|_| has_times)).max().unwrap_or(0).max(1);
        Self { spans, has_times, length_ms }
    }

    fn at(&self, evidence: &Evidence) -> u64 {
        let of_turn = self.spans.get(evidence.turn).map_or(0, |(start, _)| *start);
        if self.has_times { evidence.start_ms.unwrap_or(of_turn) } else { of_turn }
    }
}

/// The strip of a call on a scale of `length_ms`, so that several can be compared.
pub(super) fn strip(call: &ShopCall, course: &Course, length_ms: u64) -> Markup {
    let x = |ms: u64| tenths(LEFT + share(ms, length_ms) * (WIDTH - LEFT - 8.0));
    let width =
        |from: u64, to: u64| tenths((share(to.saturating_sub(from), length_ms) * (WIDTH - LEFT - 8.0)).max(1.5));
    let marks = marks(call, course);
    html! {
        svg.strip-picture viewBox=(format!("0 0 {WIDTH} {}", HEIGHT + 8.0)) role="img" aria-label=(format!("How the call of {} went", clean(&call.branch))) {
            text x="0" y=(LANES[0] + 11.0) { "business" }
            text x="0" y=(LANES[1] + 11.0) { "caller" }
            @for lane in LANES { line.rule x1=(LEFT) x2=(WIDTH - 8.0) y1=(lane + LANE_HEIGHT / 2.0) y2=(lane + LANE_HEIGHT / 2.0) {} }
            @if course.has_times {
                @for event in call.scorecard.timeline.events.iter().filter(|event| matches!(event.kind, EventKind::Ring | EventKind::Music | EventKind::Hold)) {
                    @if let (Some(start), Some(end)) = (event.start_ms, event.end_ms) {
                        rect.waiting x=(x(start)) y=(LANES[0]) width=(width(start, end)) height=(LANE_HEIGHT) { title { (event.kind.as_str().replace('_', " ")) ", " (clock(start)) } }
                    }
                }
            }
            @for (turn, (start, end)) in call.scorecard.turns.iter().zip(&course.spans) {
                @let (class, lane) = look(turn.speaker, turn.side());
                rect class=(class) x=(x(*start)) y=(LANES[lane]) width=(width(*start, *end)) height=(LANE_HEIGHT) rx="2" {
                    title { @if course.has_times { (clock(*start)) " " } (clean(turn.text())) }
                }
            }
            @for mark in &marks {
                circle class=(mark.class) cx=(x(mark.at_ms)) cy=(MARKS) r="5" { title { (mark.title) } }
            }
            @if course.has_times {
                @for at in scale(length_ms) { text x=(x(at)) y=(SCALE + 4.0) text-anchor="middle" { (clock(at)) } }
            }
        }
    }
}

/// What the shapes of a strip mean.
pub(super) fn legend() -> Markup {
    html! {
        p.note {
            "Bars: who speaks (blue the business, green the caller, grey a recorded voice; pale: ringing, music, hold). "
            "Dots: green, a hidden fact is drawn out or a must is met; red, a fact is volunteered or a must not happens; "
            "grey, a fact is asked for and not told; hollow, left to a person. "
            "What was neither asked nor said has no dot."
        }
    }
}

/// The class and the lane of a voice.
const fn look(speaker: Speaker, side: Side) -> (&'static str, usize) {
    match (speaker, side) {
        (Speaker::RecordedVoice, _) => ("machine", 0),
        (Speaker::Caller, _) | (_, Side::Caller) => ("caller", 1),
        _ => ("speech", 0),
    }
}

fn marks(call: &ShopCall, course: &Course) -> Vec<Mark> {
    let mut marks = Vec::new();
    for fact in &call.result.hidden_facts {
        let class = match fact.outcome {
            FactOutcome::DrawnOut => "mark-good",
            FactOutcome::Volunteered => "mark-bad",
            FactOutcome::Asked => "mark-asked",
            FactOutcome::NotAsked | FactOutcome::Undetermined => "mark-open",
        };
        if let Some(quote) = fact.told.as_ref().or(fact.question.as_ref()) {
            let title = format!("{}: {}", words(&fact.id), words(fact.outcome.as_str()));
            marks.push(Mark { at_ms: course.at(quote), class, title });
        }
    }
    // Of a must not that did not happen there is nothing to see, though a person may have decided so against a quote.
    let must_nots = call.result.must_not.iter().filter(|demand| demand.outcome.is_good() != Some(true));
    let demands = call.result.must.iter().chain(must_nots);
    for (demand, quote) in demands.filter_map(|demand| Some((demand, demand.evidence.first()?))) {
        marks.push(Mark { at_ms: course.at(quote), class: class_of(demand), title: clean(&demand.what) });
    }
    marks.sort_by_key(|mark| mark.at_ms);
    marks
}

const fn class_of(demand: &DemandFinding) -> &'static str {
    match demand.outcome.is_good() {
        Some(true) => "mark-good",
        Some(false) => "mark-bad",
        None => "mark-open",
    }
}

/// Round moments for a scale.
fn scale(length_ms: u64) -> impl Iterator<Item = u64> {
    const STEPS: [u64; 6] = [15_000, 30_000, 60_000, 120_000, 300_000, 600_000];
    let step = STEPS.into_iter().find(|step| length_ms / step < 9).unwrap_or(3_600_000);
    (0..=length_ms / step).map(move |n| n * step)
}

/// An id as words.
pub(super) fn words(id: &str) -> String {
    id.replace('_', " ")
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of a call")]
fn share(ms: u64, length_ms: u64) -> f64 {
    (ms as f64 / length_ms.max(1) as f64).min(1.0)
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
