//! Stated confidence against the share that is right, as an SVG picture.

use ringcheck_evaluation::{Calibration, ReliabilityBin};
use ringcheck_statistics::Estimate;
use svg::{
    Document,
    node::element::{Circle, Description, Group, Line, Polyline, Rectangle, Text, Title},
};

const WIDTH: u32 = 620;
const HEIGHT: u32 = 700;

/// Where the curve's field is, and how wide and high.
const LEFT: f64 = 70.0;
const TOP: f64 = 80.0;
const SIDE: f64 = 480.0;

/// How high the bars of the counts may be, below the field.
const BAR_HEIGHT: f64 = 70.0;

/// Where the bars stand.
const BAR_FOOT: f64 = TOP + SIDE + 18.0 + BAR_HEIGHT;

const INK: &str = "#1a1a1a";
const CURVE: &str = "#1f5fa8";
const PALE: &str = "#d9d9d9";

/// The reliability curve of `calibration`, all of it in one document; `None` where nothing was stated.
///
/// A point for each bin: its mean stated confidence, the share of it that is right with its interval, and below it how
/// many verdicts it holds. On the broken line stated confidence is exactly right.
pub(crate) fn reliability(calibration: &Calibration) -> Option<String> {
    let (first, most) = (calibration.bins.first()?, calibration.bins.iter().map(|bin| bin.n).max()?);
    // What passes or fails is at least half sure; less is drawn where it was stated.
    let field = Field { from: first.from.as_f64().min(0.5) };
    let mut body = field.grid();
    let points: Vec<String> = calibration
        .bins
        .iter()
        .filter_map(|bin| Some(format!("{},{}", field.x(bin.stated), field.y(bin.right.estimate()?.value))))
        .collect();
    body = body.add(
        Polyline::new().set("points", points.join(" ")).set("fill", "none").set("stroke", CURVE).set("stroke-width", 2),
    );
    for bin in &calibration.bins {
        let right = bin.right.estimate()?;
        body = body.add(field.point(bin, right)).add(field.bar(bin, most));
    }
    let head = summary(calibration);
    body = body
        .add(text(LEFT, 32.0, "Stated confidence and what was right", 18).set("font-weight", "bold"))
        .add(text(LEFT, 54.0, &head, 13))
        .add(centered(LEFT + SIDE / 2.0, BAR_FOOT + 42.0, "stated confidence"))
        .add(
            centered(0.0, 0.0, "share right")
                .set("transform", format!("translate(22 {}) rotate(-90)", TOP + SIDE / 2.0)),
        );
    let document = Document::new()
        .set("viewBox", (0, 0, WIDTH, HEIGHT))
        .set("width", WIDTH)
        .set("height", HEIGHT)
        .set("role", "img")
        .set("font-family", "sans-serif")
        .set("fill", INK)
        .add(Title::new("Reliability of stated confidence"))
        .add(Description::new().add(svg::node::Text::new(description(calibration, &head))))
        .add(Rectangle::new().set("width", WIDTH).set("height", HEIGHT).set("fill", "#ffffff"))
        .add(body);
    Some(format!("{document}\n"))
}

/// The field of the curve: confidence to the right, share right upwards from 0 to 1.
struct Field {
    /// The confidence at its left edge; 1 is at the right.
    from: f64,
}

impl Field {
    fn x(&self, confidence: f64) -> f64 {
        tenths(LEFT + (confidence - self.from) / (1.0 - self.from) * SIDE)
    }

    #[expect(clippy::unused_self, reason = "the place of a point is asked of its field")]
    fn y(&self, share: f64) -> f64 {
        tenths(TOP + (1.0 - share) * SIDE)
    }

    fn grid(&self) -> Group {
        let mut grid = Group::new();
        for step in 0..=10u32 {
            let share = f64::from(step) / 10.0;
            let label = format!("{share:.1}");
            grid = grid
                .add(line((LEFT, self.y(share)), (LEFT + SIDE, self.y(share))).set("stroke", PALE))
                .add(text(LEFT - 10.0, self.y(share) + 4.0, &label, 12).set("text-anchor", "end"));
            if share >= self.from - 1e-9 {
                grid = grid
                    .add(line((self.x(share), TOP), (self.x(share), TOP + SIDE)).set("stroke", PALE))
                    .add(centered(self.x(share), BAR_FOOT + 18.0, &label));
            }
        }
        let exact = line((LEFT, self.y(self.from)), (LEFT + SIDE, self.y(1.0)));
        grid.add(exact.set("stroke", INK).set("stroke-dasharray", "5 4"))
    }

    fn point(&self, bin: &ReliabilityBin, right: Estimate) -> Group {
        let x = self.x(bin.stated);
        let interval = line((x, self.y(right.high)), (x, self.y(right.low))).set("stroke", CURVE);
        let circle = Circle::new().set("cx", x).set("cy", self.y(right.value)).set("r", 5).set("fill", CURVE);
        Group::new().add(Title::new(said(bin, right))).add(interval).add(circle)
    }

    fn bar(&self, bin: &ReliabilityBin, most: u64) -> Group {
        let height = tenths(share_of(bin.n, most) * BAR_HEIGHT).max(1.0);
        let (from, to) = (self.x(bin.from.as_f64()), self.x(bin.to.as_f64()));
        let bar = Rectangle::new()
            .set("x", tenths(from + 1.0))
            .set("y", tenths(BAR_FOOT - height))
            .set("width", tenths((to - from - 2.0).max(1.0)))
            .set("height", height)
            .set("fill", "#9db8d6");
        Group::new().add(Title::new(format!("verdicts: {}", bin.n))).add(bar)
    }
}

/// `n` of `most`, as a share.
fn share_of(n: u64, most: u64) -> f64 {
    let thousandths = n.saturating_mul(1000) / most.max(1);
    u32::try_from(thousandths).map_or(1.0, |thousandths| f64::from(thousandths) / 1000.0)
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn line(from: (f64, f64), to: (f64, f64)) -> Line {
    Line::new().set("x1", from.0).set("y1", from.1).set("x2", to.0).set("y2", to.1)
}

fn text(x: f64, y: f64, text: &str, size: u32) -> Text {
    Text::new(text).set("x", tenths(x)).set("y", tenths(y)).set("font-size", size)
}

fn centered(x: f64, y: f64, words: &str) -> Text {
    text(x, y, words, 12).set("text-anchor", "middle")
}

fn summary(calibration: &Calibration) -> String {
    let figure = |e: Option<Estimate>| {
        e.map_or_else(|| "-".to_owned(), |e| format!("{:.3} [{:.3}, {:.3}]", e.value, e.low, e.high))
    };
    format!("{} verdicts of pass and fail, expected calibration error {}", calibration.n, figure(calibration.ece))
}

fn said(bin: &ReliabilityBin, right: Estimate) -> String {
    format!(
        "{:.2} to {:.2}: verdicts {}, stated {:.3}, right {:.3} [{:.3}, {:.3}]",
        bin.from.as_f64(),
        bin.to.as_f64(),
        bin.n,
        bin.stated,
        right.value,
        right.low,
        right.high
    )
}

/// The picture in words, for those who cannot see it.
fn description(calibration: &Calibration, head: &str) -> String {
    let bins: Vec<String> = calibration.bins.iter().filter_map(|bin| Some(said(bin, bin.right.estimate()?))).collect();
    format!("{head}. {}.", bins.join("; "))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use ringcheck_call::Probability;
    use ringcheck_statistics::Proportion;

    use super::*;

    fn bin(from: u16, n: u64, stated: f64, hits: u64) -> ReliabilityBin {
        ReliabilityBin {
            from: Probability::from_thousandths(from),
            to: Probability::from_thousandths(from + 50),
            n,
            stated,
            right: Proportion { hits, trials: n },
        }
    }

    fn calibration(bins: Vec<ReliabilityBin>) -> Calibration {
        let n = bins.iter().map(|bin| bin.n).sum();
        let ece = Some(Estimate { value: 0.03, low: 0.02, high: 0.05 });
        Calibration { n, ece, bins, ..Calibration::default() }
    }

    #[test]
    fn a_curve_with_its_counts() {
        let picture =
            reliability(&calibration(vec![bin(600, 20, 0.63, 12), bin(850, 40, 0.88, 36), bin(950, 200, 0.97, 196)]));
        assert_snapshot!("curve", picture.unwrap());
    }

    #[test]
    fn every_point_is_in_the_field_and_the_picture_complete_in_itself() {
        for bins in [vec![bin(950, 1, 1.0, 0)], vec![bin(0, 3, 0.0, 3), bin(500, 1, 0.5, 1)]] {
            let picture = reliability(&calibration(bins.clone())).unwrap();
            assert!(!picture.contains("href") && !picture.contains("NaN"), "{picture}");
            let document = roxmltree::Document::parse(&picture).unwrap();
            let circles: Vec<_> = document.descendants().filter(|node| node.has_tag_name("circle")).collect();
            assert_eq!(circles.len(), bins.len());
            for circle in circles {
                let at = |name: &str| circle.attribute(name).unwrap().parse::<f64>().unwrap();
                assert!((LEFT..=LEFT + SIDE).contains(&at("cx")), "{picture}");
                assert!((TOP..=TOP + SIDE).contains(&at("cy")), "{picture}");
            }
        }
    }

    #[test]
    fn nothing_stated_is_nothing_to_draw() {
        assert_eq!(reliability(&Calibration::default()), None);
    }
}
