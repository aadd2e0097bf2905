//! Charts as inline SVG: a point or a bar a day, and small pictures of one share.

use maud::{Markup, html};
use ringcheck_statistics::{Proportion, to_f64};

use crate::{
    Day, Share,
    words::{grouped, hits_of, interval, percent, short_day},
};

/// The drawing's size. It is narrow so that its letters stay readable on a phone.
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 170.0;

/// The field of the days.
const LEFT: f64 = 36.0;
const RIGHT: f64 = 354.0;
const TOP: f64 = 10.0;
const FOOT: f64 = 140.0;

/// Where the names of days stand.
const LABELS: f64 = 158.0;

/// Shares day by day as a line, with the band of their intervals; a gap where there is nothing to judge.
pub(super) fn shares(id: &str, title: &str, days: &[Day], of: impl Fn(&Day) -> Share) -> Markup {
    let field = Field { n_days: days.len(), most: 1.0 };
    let shares: Vec<Share> = days.iter().map(of).collect();
    let mut all = Share::default();
    for share in &shares {
        let Proportion { hits, trials } = share.decided;
        all.decided = Proportion { hits: all.decided.hits + hits, trials: all.decided.trials + trials };
    }
    let told = percent(all).map(|percent| format!(", {percent} in all")).unwrap_or_default();
    let described = format!("{}{}{told}. The table below has every day.", from_to(days), hits_of(all));
    let ticks = [(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")].map(|(at, label)| (at, label.to_owned()));
    frame(
        id,
        title,
        &described,
        &field,
        &ticks,
        days,
        &html! {
            @for run in runs(&shares) {
                polygon.band points=(band(&field, &shares, &run)) {}
                @if run.len() > 1 { polyline.line points=(line(&field, &shares, &run)) {} }
            }
            @for (idx, (share, day)) in shares.iter().zip(days).enumerate() {
                @if let Some(estimate) = share.estimate() {
                    circle.dot cx=(tenths(field.x(idx))) cy=(tenths(field.y(estimate.value))) r="2.4" {
                        title { (short_day(day.day)) ": " (hits_of(*share)) ", " (percent(*share).unwrap_or_default()) @if let Some(interval) = interval(*share) { " (" (interval) ")" } }
                    }
                }
            }
        },
    )
}

/// Counts day by day as bars.
pub(super) fn bars(id: &str, title: &str, days: &[Day], of: impl Fn(&Day) -> u64) -> Markup {
    let counts: Vec<u64> = days.iter().map(of).collect();
    let most = round_up(counts.iter().copied().max().unwrap_or(0));
    let field = Field { n_days: days.len(), most: to_f64(most) };
    let described = format!("{}{} in all. The table below has every day.", from_to(days), grouped(counts.iter().sum()));
    let mut ticks = vec![(0.0, "0".to_owned()), (to_f64(most), grouped(most))];
    if most.is_multiple_of(2) {
        ticks.push((to_f64(most / 2), grouped(most / 2)));
    }
    let width = field.step() * 0.7;
    frame(
        id,
        title,
        &described,
        &field,
        &ticks,
        days,
        &html! {
            @for (idx, (count, day)) in counts.iter().zip(days).enumerate() {
                @if *count > 0 {
                    rect.bar x=(tenths(field.x(idx) - width / 2.0)) y=(tenths(field.y(to_f64(*count)))) width=(tenths(width)) height=(tenths(FOOT - field.y(to_f64(*count)))) {
                        title { (short_day(day.day)) ": " (grouped(*count)) }
                    }
                }
            }
        },
    )
}

/// A share as a dot on the line of its interval, from 0 to 100 percent; the words beside it say the same.
pub(super) fn mark(share: Share) -> Markup {
    let at = |share: f64| tenths(3.0 + share * 94.0);
    html! {
        @if let Some(estimate) = share.estimate() {
            svg.mark viewBox="0 0 100 10" aria-hidden="true" {
                line.rule x1="3" y1="5" x2="97" y2="5" {}
                line.reach x1=(at(estimate.low)) y1="5" x2=(at(estimate.high)) y2="5" {}
                circle.dot cx=(at(estimate.value)) cy="5" r="3" {}
            }
        }
    }
}

/// A share as a bar; the words beside it say the same.
pub(super) fn meter(share: Share) -> Markup {
    html! {
        @if let Some(estimate) = share.estimate() {
            svg.meter viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
                rect.ground x="0" y="0" width="100" height="8" {}
                rect.fill x="0" y="0" width=(tenths(estimate.value * 100.0)) height="8" {}
            }
        }
    }
}

/// Where the days stand, and how high a value is.
struct Field {
    n_days: usize,
    /// The value at the top.
    most: f64,
}

impl Field {
    fn step(&self) -> f64 {
        (RIGHT - LEFT) / to_f64(self.n_days.max(1) as u64)
    }

    fn x(&self, idx: usize) -> f64 {
        LEFT + (to_f64(idx as u64) + 0.5) * self.step()
    }

    fn y(&self, value: f64) -> f64 {
        FOOT - value / self.most * (FOOT - TOP)
    }
}

/// The chart around its body: title, rules with their labels, the names of some days.
fn frame(
    id: &str,
    title: &str,
    described: &str,
    field: &Field,
    ticks: &[(f64, String)],
    days: &[Day],
    body: &Markup,
) -> Markup {
    let last = days.len().saturating_sub(1);
    let named = [(0, "start"), (last / 2, "middle"), (last, "end")];
    html! {
        figure {
            figcaption { (title) }
            svg.chart viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-labelledby={ (id) "-title " (id) "-desc" } {
                title id={ (id) "-title" } { (title) }
                desc id={ (id) "-desc" } { (described) }
                @for (value, label) in ticks {
                    line.rule x1=(LEFT) x2=(RIGHT) y1=(tenths(field.y(*value))) y2=(tenths(field.y(*value))) {}
                    text x=(LEFT - 5.0) y=(tenths(field.y(*value) + 3.5)) text-anchor="end" { (label) }
                }
                (body)
                @for (idx, anchor) in named {
                    @if let Some(day) = days.get(idx) {
                        text x=(tenths(edge(field, idx, anchor))) y=(LABELS) text-anchor=(anchor) { (short_day(day.day)) }
                    }
                }
            }
        }
    }
}

/// Where the name of a day is written: flush with the field at its ends.
fn edge(field: &Field, idx: usize, anchor: &str) -> f64 {
    match anchor {
        "start" => LEFT,
        "end" => RIGHT,
        _ => field.x(idx),
    }
}

/// The days next to each other on which there is something to judge.
fn runs(shares: &[Share]) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    let mut was_judged = false;
    for (idx, share) in shares.iter().enumerate() {
        let is_judged = share.decided.trials > 0;
        match runs.last_mut() {
            Some(run) if is_judged && was_judged => run.push(idx),
            _ if is_judged => runs.push(vec![idx]),
            _ => {}
        }
        was_judged = is_judged;
    }
    runs
}

fn line(field: &Field, shares: &[Share], run: &[usize]) -> String {
    let points = run.iter().filter_map(|idx| Some((field.x(*idx), field.y(shares.get(*idx)?.estimate()?.value))));
    points_of(points)
}

/// The outline of the intervals: their upper ends onwards, their lower ends back. A day alone is as wide as a bar.
fn band(field: &Field, shares: &[Share], run: &[usize]) -> String {
    let half = if run.len() == 1 { field.step() * 0.3 } else { 0.0 };
    let ends: Vec<(f64, f64, f64)> = run
        .iter()
        .filter_map(|idx| {
            let estimate = shares.get(*idx)?.estimate()?;
            Some((field.x(*idx), field.y(estimate.high), field.y(estimate.low)))
        })
        .collect();
    let up = ends.iter().flat_map(|(x, high, _)| [(x - half, *high), (x + half, *high)]);
    let down = ends.iter().rev().flat_map(|(x, _, low)| [(x + half, *low), (x - half, *low)]);
    points_of(up.chain(down))
}

fn points_of(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut told: Vec<String> = points.map(|(x, y)| format!("{},{}", tenths(x), tenths(y))).collect();
    told.dedup();
    told.join(" ")
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0 + 0.0
}

/// The next of 1, 2, 4, 6, 8, 10 and their tenfolds.
fn round_up(n: u64) -> u64 {
    let mut unit = 1_u64;
    while unit.saturating_mul(10) < n {
        unit = unit.saturating_mul(10);
    }
    let steps = [1, 2, 4, 6, 8, 10].map(|step| unit.saturating_mul(step));
    steps.into_iter().find(|step| *step >= n).unwrap_or(n)
}

fn from_to(days: &[Day]) -> String {
    match (days.first(), days.last()) {
        (Some(first), Some(last)) => format!("From {} to {}: ", short_day(first.day), short_day(last.day)),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(hits: u64, trials: u64) -> Share {
        Share { decided: Proportion { hits, trials }, undetermined: 0 }
    }

    #[test]
    fn days_without_anything_to_judge_are_gaps() {
        let shares = [share(1, 2), share(0, 0), share(2, 2), share(0, 3), share(0, 0)];
        assert_eq!(runs(&shares), [vec![0], vec![2, 3]]);
        assert!(runs(&[share(0, 0)]).is_empty());
    }

    #[test]
    fn scales_end_on_round_numbers() {
        assert_eq!([0, 1, 3, 7, 10, 11, 35, 99, 101, 4200].map(round_up), [1, 1, 4, 8, 10, 20, 40, 100, 200, 6000]);
    }

    #[test]
    fn a_band_holds_its_line_and_stays_in_the_field() {
        let field = Field { n_days: 3, most: 1.0 };
        let shares = [share(0, 1), share(1, 1), share(5, 10)];
        for pair in band(&field, &shares, &[0, 1, 2]).split(' ') {
            let (x, y) = pair.split_once(',').unwrap();
            assert!(
                (LEFT..=RIGHT).contains(&x.parse().unwrap()) && (TOP..=FOOT).contains(&y.parse().unwrap()),
                "{pair}"
            );
        }
        assert_eq!(line(&field, &shares, &[1, 2]), "195,10 301,75");
        // A day alone has a band with a width.
        let alone = band(&field, &shares, &[1]);
        assert_eq!(alone.split(' ').count(), 4, "{alone}");
    }
}
