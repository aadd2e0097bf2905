//! The report as text, for a person: at most 100 columns.

use std::fmt::{self, Write as _};

use ringcheck_call::{Layout, Side};
use ringcheck_statistics::{Estimate, Proportion};

use super::{
    disagreement::{Disagreement, ToolQuote},
    render_calibration::calibration_part,
    render_comparison::comparison_part,
    render_parts::parts,
    render_timeline::timeline_part,
    types::{CallWordErrors, CategoryAgreement, EvaluationReport, Section, VerdictAgreement, WordErrorRow},
};

/// No line is longer.
const WIDTH: usize = 100;

/// How many of the worst recordings are named.
const N_WORST: usize = 5;

/// A quote is cut to this many characters.
const MAX_QUOTE_CHARS: usize = 240;

impl fmt::Display for EvaluationReport {
    /// The report as text: figures, what they mean, then every disagreement.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let section = &self.overall;
        write!(f, "{} labelled calls scored", section.n_calls)?;
        if section.n_not_scored > 0 {
            write!(f, ", {} could not be (listed at the end; in no figure)", section.n_not_scored)?;
        }
        writeln!(f, "\n")?;
        decided_table(f, section)?;
        agreement_table(f, section)?;
        fail_table(f, section)?;
        topics_table(f, section)?;
        calibration_part(f, &section.calibration)?;
        parts(f, self)?;
        if let Some(comparison) = &self.against {
            comparison_part(f, comparison)?;
        }
        if let Some(timeline) = &section.timeline {
            timeline_part(f, timeline)?;
        }
        self.speech(f)?;
        self.disagreement_list(f)?;
        if !self.not_scored.is_empty() {
            writeln!(f, "\nNot scored")?;
            for call in &self.not_scored {
                wrapped(f, &format!("  {}: ", call.id), &call.reason)?;
            }
        }
        Ok(())
    }
}

impl EvaluationReport {
    fn speech(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let section = &self.overall;
        if !section.word_errors.is_empty() {
            writeln!(
                f,
                "\n{:<24} {:>10} {:>8} {:>8} {:>13} {:>10} {:>9}",
                "Words heard", "recordings", "words", "WER", "substituted", "inserted", "deleted"
            )?;
            for row in &section.word_errors {
                let errors = row.errors;
                let rate = errors.rate().map_or_else(|| "-".to_owned(), |rate| format!("{rate:.3}"));
                writeln!(
                    f,
                    "{:<24} {:>10} {:>8} {:>8} {:>13} {:>10} {:>9}",
                    row_name(row),
                    row.n_recordings,
                    errors.reference_words,
                    rate,
                    errors.substitutions,
                    errors.insertions,
                    errors.deletions
                )?;
            }
            writeln!(f, "  WER: word errors per word said, numbers spelled digit by digit.")?;
            self.worst(f)?;
        }
        if let Some(timing) = &section.turn_timing
            && let (Some(median), Some(p95), Some(bias)) = (timing.median_abs_ms, timing.p95_abs_ms, timing.median_ms)
        {
            writeln!(
                f,
                "\nStarts of turns: off by {median} ms (median), {p95} ms (95th percentile); bias {bias:+} ms; {} of {} turns",
                timing.n_measured, timing.n_turns
            )?;
        }
        side_table(f, section)?;
        if let Some(found) = section.business_channel {
            writeln!(f, "Business channel of stereo recordings: right in {} of {}", found.hits, found.trials)?;
        }
        if let Some(speed) = &self.speed {
            let rate = speed.audio_per_work.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.1}"));
            writeln!(
                f,
                "Speed: {rate} seconds of audio per second of work ({:.0} s in {:.1} s)",
                speed.audio_seconds, speed.work_seconds
            )?;
        }
        Ok(())
    }

    fn worst(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rows: Vec<(f64, &CallWordErrors)> =
            self.word_errors_by_call.iter().filter_map(|row| Some((row.errors.rate()?, row))).collect();
        rows.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.id.cmp(&y.id)));
        let named: Vec<String> = rows
            .iter()
            .take(N_WORST)
            .map(|(rate, row)| format!("{} {} {rate:.2}", row.id, row.side.map_or("all", Side::as_str)))
            .collect();
        wrapped(f, "  Worst: ", &named.join(", "))
    }

    fn disagreement_list(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.disagreements.is_empty() {
            return writeln!(f, "\nNo disagreements.");
        }
        writeln!(f, "\nDisagreements ({})", self.disagreements.len())?;
        let mut criterion = "";
        for disagreement in &self.disagreements {
            if disagreement.criterion != criterion {
                criterion = &disagreement.criterion;
                writeln!(f, "\n{criterion}")?;
            }
            one_disagreement(f, disagreement)?;
        }
        Ok(())
    }
}

fn decided_table(f: &mut fmt::Formatter<'_>, section: &Section) -> fmt::Result {
    writeln!(
        f,
        "{:<23} {:>6}  {:<19} {:<20} {:<20} open",
        "Decided verdicts", "calls", "same verdict", "kappa", "AC1"
    )?;
    let row = |f: &mut fmt::Formatter<'_>, name: &str, decided: Decided| {
        writeln!(
            f,
            "{:<23} {:>6}  {:<19} {:<20} {:<20} {}",
            cut(name, 23),
            decided.agreement.trials,
            figure(decided.agreement.estimate()),
            figure(decided.kappa),
            figure(decided.ac1),
            decided.open.map_or_else(|| "-".to_owned(), share)
        )
    };
    for criterion in &section.criteria {
        row(f, &criterion.id, Decided::of(&criterion.verdicts))?;
    }
    row(f, "all criteria", Decided::of(&section.all_criteria))?;
    row(f, "call_type", Decided::of_category(&section.call_type))?;
    writeln!(f, "  calls: those that the label and the tool both pass or fail; all of them for call_type.")?;
    writeln!(f, "  same verdict: share with the label's verdict; the range holds the truth 95 times in 100.")?;
    writeln!(f, "  kappa: agreement beyond chance, 1 is full, 0 is chance; - where either said one thing throughout.")?;
    writeln!(f, "  AC1: the same, but steady where one verdict is rare.")?;
    writeln!(f, "  open: share of the calls whose label is pass or fail that the tool leaves undetermined.")
}

/// Agreement over decided verdicts, as a row shows it.
pub(super) struct Decided {
    pub(super) agreement: Proportion,
    pub(super) kappa: Option<Estimate>,
    ac1: Option<Estimate>,
    /// `None` for what is always decided.
    pub(super) open: Option<Proportion>,
}

impl Decided {
    pub(super) fn of(verdicts: &VerdictAgreement) -> Self {
        Self {
            agreement: verdicts.decided,
            kappa: verdicts.decided_kappa,
            ac1: verdicts.decided_ac1,
            open: Some(verdicts.undetermined),
        }
    }

    pub(super) fn of_category(category: &CategoryAgreement) -> Self {
        Self { agreement: category.agreement, kappa: category.kappa, ac1: category.ac1, open: None }
    }
}

fn agreement_table(f: &mut fmt::Formatter<'_>, section: &Section) -> fmt::Result {
    writeln!(f, "\n{:<23} {:>6}  {:<19} {:<20} AC1", "All verdicts", "calls", "same verdict", "kappa")?;
    let criteria = section.criteria.iter().map(|criterion| (criterion.id.as_str(), &criterion.verdicts));
    for (name, verdicts) in criteria.chain([("all criteria", &section.all_criteria)]) {
        writeln!(
            f,
            "{:<23} {:>6}  {:<19} {:<20} {}",
            cut(name, 23),
            verdicts.agreement.trials,
            figure(verdicts.agreement.estimate()),
            figure(verdicts.kappa),
            figure(verdicts.ac1)
        )?;
    }
    writeln!(f, "  calls: those whose label is pass or fail; open and na are disagreement here.")?;
    if !section.unscored_criteria.is_empty() {
        wrapped(f, "  Labelled but not in the rubric: ", &section.unscored_criteria.join(", "))?;
    }
    Ok(())
}

fn fail_table(f: &mut fmt::Formatter<'_>, section: &Section) -> fmt::Result {
    writeln!(f, "\n{:<23} {:<19} {:<19} {:>7}", "Fails", "precision", "recall", "na?")?;
    for criterion in &section.criteria {
        let applicability = criterion.applicability_errors;
        writeln!(
            f,
            "{:<23} {:<19} {:<19} {:>7}",
            cut(&criterion.id, 23),
            figure(criterion.fail_precision.estimate()),
            figure(criterion.fail_recall.estimate()),
            format!("{}+{}", applicability.label_na, applicability.tool_na)
        )?;
    }
    writeln!(f, "  precision: of the calls that the tool fails, those that the label fails too.")?;
    writeln!(f, "  recall: of the calls that the label fails, those that the tool fails too.")?;
    writeln!(f, "  na?: wrong about whether it applies: label na and tool not + tool na and label not.")
}

fn topics_table(f: &mut fmt::Formatter<'_>, section: &Section) -> fmt::Result {
    let topics = &section.topics;
    let Some(exact) = topics.exact.estimate() else { return Ok(()) };
    writeln!(
        f,
        "\nQualifying topics: exactly the label's in {} ({} of {} calls)",
        figure(Some(exact)),
        topics.exact.hits,
        topics.exact.trials
    )?;
    writeln!(f, "{:<23} {:<19} {:<19} recall", "", "agreement", "precision")?;
    for topic in &topics.topics {
        writeln!(
            f,
            "  {:<21} {:<19} {:<19} {}",
            topic.topic.as_str(),
            figure(topic.agreement.estimate()),
            figure(topic.precision.estimate()),
            figure(topic.recall.estimate())
        )?;
    }
    Ok(())
}

fn side_table(f: &mut fmt::Formatter<'_>, section: &Section) -> fmt::Result {
    if section.word_sides.is_empty() {
        return Ok(());
    }
    writeln!(
        f,
        "\n{:<24} {:>10} {:>8} {:>7} {:>7} {:>8} {:>7} {:>7} {:>7}",
        "Words by side", "recordings", "words", "right", "wrong", "unknown", "median", "tenth", "lowest"
    )?;
    for row in &section.word_sides {
        let total = row.words.total();
        let share = |hits| share(Proportion { hits, trials: total });
        writeln!(
            f,
            "{:<24} {:>10} {:>8} {:>7} {:>7} {:>8} {:>7.2} {:>7.2} {:>7.2}",
            row.layout.map_or("all", Layout::as_str),
            row.n_recordings,
            total,
            share(row.words.right),
            share(row.words.wrong),
            share(row.words.unknown),
            row.median,
            row.worst_tenth,
            row.lowest
        )?;
    }
    writeln!(f, "  right, wrong, unknown: share of the words on the side that said them, on the other, on none.")?;
    writeln!(f, "  median, tenth, lowest: share right of the middle recording, the worst tenth, the worst.")?;
    for row in &section.side_calibration {
        writeln!(
            f,
            "  confidence from {:.2}: {} recordings, stated {:.2}, right {} of the words that were told",
            row.from.as_f64(),
            row.n,
            row.stated,
            share(row.right)
        )?;
    }
    Ok(())
}

fn one_disagreement(f: &mut fmt::Formatter<'_>, disagreement: &Disagreement) -> fmt::Result {
    let confidence = disagreement.confidence.map(|c| format!(" ({:.2} sure)", c.as_f64())).unwrap_or_default();
    wrapped(
        f,
        &format!("  {}  ", disagreement.id),
        &format!("label {}, tool {}{confidence}", disagreement.label, disagreement.tool),
    )?;
    for said in &disagreement.label_evidence {
        wrapped(f, "       label: ", &format!("turn {} \"{}\"", said.turn, cut(&said.text, MAX_QUOTE_CHARS)))?;
    }
    for quote in &disagreement.tool_evidence {
        wrapped(f, "       tool:  ", &quoted(quote))?;
    }
    if let Some(miss) = &disagreement.nearest_miss {
        let why = miss.why.as_deref().unwrap_or_default();
        wrapped(f, "       near:  ", &format!("{} ({why})", quoted(miss)))?;
    }
    if !disagreement.rationale.is_empty() {
        wrapped(f, "       why:   ", &disagreement.rationale)?;
    }
    Ok(())
}

fn quoted(quote: &ToolQuote) -> String {
    let at = quote.start_ms.map(|ms| format!(" at {}:{:02}", ms / 60_000, ms / 1000 % 60)).unwrap_or_default();
    format!("turn {}{at} \"{}\"", quote.turn, cut(&quote.quote, MAX_QUOTE_CHARS))
}

fn row_name(row: &WordErrorRow) -> String {
    match (row.layout, row.side) {
        (None, _) => "all".to_owned(),
        (Some(layout), Some(side)) => format!("{}, {side}", layout.as_str()),
        (Some(Layout::Stereo), None) => "stereo, sides unknown".to_owned(),
        (Some(layout), None) => format!("{}, both sides", layout.as_str()),
    }
}

/// A figure with its interval: `0.93 [0.86, 0.97]`.
pub(super) fn figure(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(|| "-".to_owned(), |e| format!("{:.2} [{:.2}, {:.2}]", e.value, e.low, e.high))
}

pub(super) fn share(proportion: Proportion) -> String {
    proportion.estimate().map_or_else(|| "-".to_owned(), |e| format!("{:.2}", e.value))
}

/// At most `n_chars` characters, the last of them three dots where something is cut off.
pub(super) fn cut(text: &str, n_chars: usize) -> String {
    if text.chars().count() <= n_chars {
        return text.to_owned();
    }
    let kept: String = text.chars().take(n_chars.saturating_sub(3)).collect();
    format!("{}...", kept.trim_end())
}

/// Writes `text` behind `head`, broken at blanks, further lines indented under the text.
pub(super) fn wrapped(f: &mut fmt::Formatter<'_>, head: &str, text: &str) -> fmt::Result {
    let indent = head.chars().count().min(WIDTH / 2);
    let mut line = head.to_owned();
    let mut n_chars = head.chars().count();
    let mut is_first = true;
    for word in text.split_whitespace() {
        // A word that no line holds is cut into pieces.
        let chars: Vec<char> = word.chars().collect();
        for (i, piece) in chars.chunks(WIDTH - indent).enumerate() {
            let n_blank = usize::from(!is_first && i == 0);
            if !is_first && n_chars + n_blank + piece.len() > WIDTH {
                writeln!(f, "{}", line.trim_end())?;
                line = " ".repeat(indent);
                n_chars = indent;
            } else if n_blank == 1 {
                line.push(' ');
                n_chars += 1;
            }
            for c in piece {
                // The text of a call may hold anything; a control character must not reach a terminal.
                line.write_char(if c.is_control() { '\u{fffd}' } else { *c })?;
            }
            n_chars += piece.len();
            is_first = false;
        }
    }
    writeln!(f, "{}", line.trim_end())
}
