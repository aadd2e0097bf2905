//! How much of what must be masked is, and what is masked besides: `make masking`.
//!
//! `masking FILE…` reads dialogues of eval/masking/ and prints totals by kind; `--list` names what was missed and what
//! was masked wrongly, dialogue by dialogue. `--none FILE…` reads labelled calls of eval/calls/ in which nobody gives a
//! secret, and lists all that is masked there.

use std::{collections::BTreeMap, error::Error, fmt::Write as _};

use ringcheck_call::{Probability, Segment, Side, Word};
use ringcheck_transcription::{MASKING_VERSION, MaskingOptions, mask_secrets};
use serde::Deserialize;

/// How long a word lasts in these dialogues, and the pause behind a turn.
const WORD_MS: u64 = 300;
const TURN_PAUSE_MS: u64 = 900;

#[derive(Deserialize)]
struct Dialogue {
    id: String,
    turns: Vec<Turn>,
}

#[derive(Deserialize)]
struct Turn {
    #[serde(alias = "speaker")]
    side: String,
    text: String,
}

/// A word of a dialogue and what must become of it.
struct Said {
    turn: usize,
    channel: u16,
    start_ms: u64,
    text: String,
    /// The number of the secret that it is part of, and its kind.
    secret: Option<(usize, String)>,
    n_digits: usize,
}

#[derive(Default)]
struct Tally {
    secrets: usize,
    secrets_gone: usize,
    digits: usize,
    digits_gone: usize,
}

#[derive(Default)]
struct Totals {
    by_kind: BTreeMap<String, Tally>,
    n_masked: usize,
    n_masked_rightly: usize,
    n_phone_masked: usize,
    n_phone_masked_rightly: usize,
    false_masks: Vec<String>,
    missed: Vec<String>,
    other_numbers: Vec<String>,
    n_turns: usize,
    n_dialogues: usize,
    n_differ_without_times: usize,
}

#[expect(clippy::print_stdout, reason = "an example prints what it measures")]
fn main() -> Result<(), Box<dyn Error>> {
    let (mut has_lists, mut has_none) = (false, false);
    let mut report = String::new();
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--list" => has_lists = true,
            "--none" => has_none = true,
            path => {
                let text = fs_err::read_to_string(path)?;
                let totals = measure(&text, path)?;
                if has_none {
                    write_none(&mut report, path, &totals)?;
                } else {
                    write_totals(&mut report, path, &totals, has_lists)?;
                }
            }
        }
    }
    if report.is_empty() {
        return Err("name a file of dialogues, such as eval/masking/tune.jsonl".into());
    }
    print!("masking version {MASKING_VERSION}\n{report}");
    Ok(())
}

fn measure(text: &str, path: &str) -> Result<Totals, Box<dyn Error>> {
    let mut totals = Totals::default();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let dialogue: Dialogue =
            serde_json::from_str(line).map_err(|e| format!("line {} of `{path}` is no dialogue: {e}", number + 1))?;
        let said = words_of(&dialogue)?;
        totals.n_dialogues += 1;
        totals.n_turns += dialogue.turns.len();
        let is_masked = masked(&said, &MaskingOptions::default());
        let with_phones = masked(&said, &MaskingOptions { phone_numbers: true });
        count_recall(&mut totals, &dialogue.id, &said, &is_masked, &with_phones);
        count_precision(&mut totals, &dialogue.id, &said, &is_masked, &with_phones);
        totals.n_differ_without_times += usize::from(text_of(&said, true) != text_of(&said, false));
    }
    Ok(totals)
}

/// The words of a dialogue; `{kind|text}` marks a secret.
fn words_of(dialogue: &Dialogue) -> Result<Vec<Said>, String> {
    let mut said = Vec::new();
    let (mut at_ms, mut n_secrets) = (0, 0);
    for (turn, Turn { side, text }) in dialogue.turns.iter().enumerate() {
        let channel = u16::from(side == "caller");
        let mut secret: Option<(usize, String)> = None;
        for chunk in text.split_whitespace() {
            let mut plain = chunk.to_owned();
            if let Some((before, marked)) = chunk.split_once('{') {
                let (kind, rest) = marked.split_once('|').ok_or(format!("{}: a mark without a kind", dialogue.id))?;
                plain = format!("{before}{rest}");
                n_secrets += 1;
                secret = Some((n_secrets, kind.to_owned()));
            }
            let ends = plain.contains('}');
            let plain = plain.replace('}', "");
            let n_digits = digits_in(&plain);
            said.push(Said { turn, channel, start_ms: at_ms, text: plain, secret: secret.clone(), n_digits });
            at_ms += WORD_MS;
            if ends {
                secret = None;
            }
        }
        at_ms += TURN_PAUSE_MS;
    }
    Ok(said)
}

/// About how many digits a word says.
fn digits_in(word: &str) -> usize {
    let figures = word.chars().filter(char::is_ascii_digit).count();
    if figures > 0 {
        return figures;
    }
    let bare = |part: &str| part.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    let of_part = |part: &str| match bare(part).as_str() {
        "ten" | "eleven" | "twelve" | "thirteen" | "fourteen" | "fifteen" | "sixteen" | "seventeen" | "eighteen"
        | "nineteen" | "triple" | "hundred" | "january" | "february" | "march" | "april" | "june" | "july"
        | "august" | "september" | "october" | "november" | "december" | "diciembre" => 2,
        "zero" | "oh" | "o" | "one" | "two" | "three" | "four" | "five" | "six" | "seven" | "eight" | "nine"
        | "twenty" | "thirty" | "forty" | "fifty" | "sixty" | "seventy" | "eighty" | "ninety" | "double" | "to"
        | "too" | "for" | "won" | "ate" | "tree" | "niner" => 1,
        "thousand" => 3,
        _ => 0,
    };
    word.split('-').map(of_part).sum()
}

fn segments(said: &[Said], has_times: bool) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for turn in said.chunk_by(|a, b| a.turn == b.turn) {
        let word = |w: &Said| Word {
            start_ms: w.start_ms,
            end_ms: w.start_ms + WORD_MS - 50,
            text: w.text.clone(),
            probability: Probability::from_thousandths(900),
        };
        let side = if turn[0].channel == 1 { Side::Caller } else { Side::Business };
        let mut segment = Segment {
            channel: if has_times { turn[0].channel } else { 0 },
            side,
            start_ms: None,
            end_ms: None,
            text: String::new(),
            words: vec![],
            confidence: None,
            marks: vec![],
        };
        segment.set_words(turn.iter().map(word).collect());
        if !has_times {
            segment = Segment { words: vec![], start_ms: None, end_ms: None, ..segment };
        }
        segments.push(segment);
    }
    segments
}

/// All that is left of a dialogue.
fn text_of(said: &[Said], has_times: bool) -> String {
    let masked = mask_secrets(segments(said, has_times), &MaskingOptions::default());
    masked.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// Which words are gone.
fn masked(said: &[Said], options: &MaskingOptions) -> Vec<bool> {
    let left = mask_secrets(segments(said, true), options);
    let is_left = |w: &Said| {
        let same = |other: &Word| other.start_ms == w.start_ms && other.text == w.text;
        left.iter().any(|s| s.channel == w.channel && s.words.iter().any(same))
    };
    said.iter().map(|w| !is_left(w)).collect()
}

fn count_recall(totals: &mut Totals, id: &str, said: &[Said], is_masked: &[bool], with_phones: &[bool]) {
    let mut secrets: BTreeMap<usize, (String, usize, usize, Vec<&str>)> = BTreeMap::new();
    for (idx, word) in said.iter().enumerate() {
        let Some((number, kind)) = &word.secret else { continue };
        let is_gone = if kind == "phone" { with_phones[idx] } else { is_masked[idx] };
        let entry = secrets.entry(*number).or_insert_with(|| (kind.clone(), 0, 0, Vec::new()));
        entry.1 += word.n_digits;
        entry.2 += if is_gone { word.n_digits } else { 0 };
        entry.3.push(&word.text);
    }
    for (kind, n_digits, n_gone, words) in secrets.into_values() {
        let is_gone = n_gone == n_digits;
        if !is_gone {
            totals.missed.push(format!("{id} {kind}: {}", words.join(" ")));
        }
        let tally = totals.by_kind.entry(kind).or_default();
        tally.secrets += 1;
        tally.secrets_gone += usize::from(is_gone);
        tally.digits += n_digits;
        tally.digits_gone += n_gone;
    }
}

fn count_precision(totals: &mut Totals, id: &str, said: &[Said], is_masked: &[bool], with_phones: &[bool]) {
    let (mut wrong, mut others) = (Vec::new(), Vec::new());
    for (idx, word) in said.iter().enumerate() {
        let is_secret = word.secret.as_ref().is_some_and(|(_, kind)| kind != "phone");
        if is_masked[idx] {
            totals.n_masked += word.n_digits;
            totals.n_masked_rightly += if is_secret { word.n_digits } else { 0 };
            if !is_secret && word.n_digits > 0 {
                wrong.push(idx);
            }
        } else if with_phones[idx] {
            let is_phone = word.secret.as_ref().is_some_and(|(_, kind)| kind == "phone");
            totals.n_phone_masked += word.n_digits;
            totals.n_phone_masked_rightly += if is_phone { word.n_digits } else { 0 };
            if !is_phone && word.n_digits > 0 {
                others.push(idx);
            }
        }
    }
    let text_of = |run: &[usize]| run.iter().map(|&idx| said[idx].text.as_str()).collect::<Vec<_>>().join(" ");
    let is_near = |a: &usize, b: &usize| said[*a].turn == said[*b].turn && b - a <= 3;
    totals.other_numbers.extend(others.chunk_by(is_near).map(|run| format!("{id}: {}", text_of(run))));
    totals.false_masks.extend(wrong.chunk_by(is_near).map(|run| format!("{id}: {}", text_of(run))));
}

fn write_totals(report: &mut String, path: &str, totals: &Totals, has_lists: bool) -> std::fmt::Result {
    writeln!(report, "\n{path}: {} dialogues, {} turns", totals.n_dialogues, totals.n_turns)?;
    writeln!(
        report,
        "\n  {:<14}{:>7}{:>12}  {:<20}{:>6}  gone",
        "kind", "secrets", "gone whole", "share, 95 %", "digits"
    )?;
    let mut all = Tally::default();
    for (kind, tally) in &totals.by_kind {
        write_tally(report, kind, tally)?;
        if kind != "phone" {
            all.secrets += tally.secrets;
            all.secrets_gone += tally.secrets_gone;
            all.digits += tally.digits;
            all.digits_gone += tally.digits_gone;
        }
    }
    write_tally(report, "all but phone", &all)?;
    let share = share_with_interval(totals.n_masked_rightly, totals.n_masked);
    writeln!(report, "\n  of {} digits masked, {} are of secrets: {share}", totals.n_masked, totals.n_masked_rightly)?;
    #[expect(clippy::cast_precision_loss, reason = "a test set has a few thousand turns")]
    let rate = totals.false_masks.len() as f64 * 1000.0 / totals.n_turns.max(1) as f64;
    writeln!(report, "  false masks: {}, {rate:.1} in 1,000 turns", totals.false_masks.len())?;
    let (right, masked) = (totals.n_phone_masked_rightly, totals.n_phone_masked);
    let share = share_with_interval(right, masked);
    writeln!(report, "  with phone numbers: of {masked} more digits masked, {right} are of phone numbers: {share}")?;
    writeln!(report, "  dialogues masked otherwise without times: {}", totals.n_differ_without_times)?;
    if has_lists {
        for (title, lines) in [
            ("not gone", &totals.missed),
            ("masked, and no secret", &totals.false_masks),
            ("masked with phone numbers, and none", &totals.other_numbers),
        ] {
            writeln!(report, "\n  {title}:")?;
            for line in lines {
                writeln!(report, "    {line}")?;
            }
        }
    }
    Ok(())
}

fn write_tally(report: &mut String, kind: &str, tally: &Tally) -> std::fmt::Result {
    let Tally { secrets: n_secrets, secrets_gone: n_secrets_gone, digits: n_digits, digits_gone: n_digits_gone } =
        tally;
    let share = share_with_interval(*n_secrets_gone, *n_secrets);
    let digits = share_of(*n_digits_gone, *n_digits);
    writeln!(report, "  {kind:<14}{n_secrets:>7}{n_secrets_gone:>12}  {share:<20}{n_digits:>6}  {digits}")
}

fn write_none(report: &mut String, path: &str, totals: &Totals) -> std::fmt::Result {
    let Totals { n_dialogues, n_turns, false_masks, .. } = totals;
    writeln!(report, "\n{path}: {n_dialogues} calls, {n_turns} turns, in which nobody gives a secret")?;
    writeln!(report, "\n  false masks: {}", false_masks.len())?;
    for line in false_masks {
        writeln!(report, "    {line}")?;
    }
    Ok(())
}

fn share_of(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "-".to_owned();
    }
    #[expect(clippy::cast_precision_loss, reason = "a test set has a few thousand digits")]
    let share = part as f64 / whole as f64;
    format!("{share:.3}")
}

/// A share and its 95 % interval by Wilson.
fn share_with_interval(part: usize, whole: usize) -> String {
    const Z: f64 = 1.959_964;
    if whole == 0 {
        return "-".to_owned();
    }
    #[expect(clippy::cast_precision_loss, reason = "a test set has a few thousand digits")]
    let (n, p) = (whole as f64, part as f64 / whole as f64);
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    format!("{p:.3} ({:.3}-{:.3})", (middle - half).max(0.0), (middle + half).min(1.0))
}
