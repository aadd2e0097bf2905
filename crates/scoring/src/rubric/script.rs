//! A firm's own phone script as a rubric: each required line becomes a criterion, met when it is said in meaning.

use super::{
    breaths::{TOO_LONG, breaths_of},
    phrases::without_placeholders,
    start::slug,
};

/// A rubric made of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptRubric {
    /// The rubric's text.
    pub text: String,
    /// How many lines became criteria.
    pub n_lines: usize,
    /// The lines that were left out, each with its line number, counted from 1, and why.
    pub left_out: Vec<(usize, &'static str)>,
}

/// Why no rubric comes of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    /// Nothing in it is a required line.
    #[error("the script has no required line")]
    NoLines,
}

impl ScriptError {
    /// What the user can do about it.
    #[must_use]
    pub const fn hint(self) -> &'static str {
        match self {
            Self::NoLines => "write each line that has to be said as a list item, `- Thank you for calling [company]`",
        }
    }
}

/// A line of the script that has to be said.
struct Line {
    /// Its number in the script.
    number: usize,
    /// The heading above it.
    section: Option<String>,
    /// What is to be said; several where the item quotes several things.
    phrases: Vec<String>,
}

/// Longer titles do not fit into tables.
const TITLE_WORDS: usize = 7;

/// Makes a rubric called `name` of the script `markdown`; with `in_order`, lines have to come in their order.
///
/// List items, numbered items and quoted lines have to be said. Headings are sections. What is in parentheses or italics is a
/// stage direction and left out, and so are optional lines, conditions and the caller's lines; where an item has words
/// in quotation marks, they are what is to be said. `{name}` and `[company]` stand for anything.
///
/// # Errors
/// When no line of the script has to be said.
pub fn rubric_of_script(markdown: &str, name: &str, in_order: bool) -> Result<ScriptRubric, ScriptError> {
    let (lines, left_out) = lines_of(markdown);
    if lines.is_empty() {
        return Err(ScriptError::NoLines);
    }
    let ids: Vec<String> = lines.iter().zip(1..).map(|(line, number)| id_of(number, line)).collect();
    let mut text = format!(
        "# Made of a script by `ringcheck rubric new --from-script`: each required line is a criterion, met when the\n\
         # business says it in meaning. Add to `counts` other ways in which your people say it, and see what comes of it\n\
         # with `ringcheck rubric diff`.\n\n\
         id = {}\ntitle = {}\nversion = \"1\"\npass_mark = 80\n",
        quoted(name),
        quoted(&title_of(markdown).unwrap_or_else(|| "Our phone script".to_owned())),
    );
    if in_order && lines.len() > 1 {
        text.push_str("\n# A line is late when it is said after one that comes behind it here.\nin_order = [\n");
        text.extend(ids.iter().map(|id| format!("    {},\n", quoted(id))));
        text.push_str("]\n");
    }
    let mut section = None;
    for (line, id) in lines.iter().zip(&ids) {
        if line.section != section {
            section.clone_from(&line.section);
            if let Some(section) = &section {
                text.extend(["\n# ", section, "\n"]);
            }
        }
        let first = line.phrases.first().map_or("", String::as_str);
        let phrases: Vec<String> = line.phrases.iter().map(|phrase| format!("    {},\n", quoted(phrase))).collect();
        text.extend([format!(
            "\n[[criteria]]\nid = {}\ntitle = {}\nquestion = {}\nweight = 10\n\
             applies_to = [\"prospect\", \"customer\"]\ncounts = [\n{}]\n",
            quoted(id),
            quoted(&shortened(first)),
            quoted(&format!("Does the business say: {first}")),
            phrases.concat(),
        )]);
    }
    Ok(ScriptRubric { text, n_lines: lines.len(), left_out })
}

fn id_of(number: usize, line: &Line) -> String {
    let first = line.phrases.first().map(|phrase| without_placeholders(phrase)).unwrap_or_default();
    let words = slug(&first, '_');
    let head: Vec<&str> = words.split('_').take(4).collect();
    format!("line_{number:02}_{}", head.join("_")).trim_end_matches('_').to_owned()
}

fn shortened(phrase: &str) -> String {
    let words: Vec<&str> = phrase.split_whitespace().collect();
    match words.get(..TITLE_WORDS) {
        Some(head) if words.len() > TITLE_WORDS => format!("{} …", head.join(" ").trim_end_matches([',', ';', ':'])),
        _ => words.join(" "),
    }
}

/// A text in TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The script's first heading.
fn title_of(markdown: &str) -> Option<String> {
    markdown.lines().find_map(heading)
}

fn heading(line: &str) -> Option<String> {
    let rest = line.trim_start().strip_prefix('#')?.trim_start_matches('#');
    let text = plain(rest.strip_prefix(' ')?.trim().trim_end_matches('#'));
    (!text.is_empty()).then_some(text)
}

/// The required lines, and those that were left out.
fn lines_of(markdown: &str) -> (Vec<Line>, Vec<(usize, &'static str)>) {
    let mut lines = Vec::new();
    let mut left_out = Vec::new();
    let mut section = None;
    for (number, text) in items_of(markdown, &mut section) {
        let (section, item) = text;
        match phrases_of(&item) {
            Ok(phrases) => {
                let parts = breaths_of(phrases);
                if parts.is_empty() {
                    left_out.push((number, TOO_LONG));
                }
                lines.extend(parts.into_iter().map(|phrases| Line { number, section: section.clone(), phrases }));
            }
            Err(why) => left_out.push((number, why)),
        }
    }
    lines.dedup_by(|a, b| a.phrases == b.phrases);
    left_out.sort_unstable();
    lines.sort_by_key(|line| line.number);
    (lines, left_out)
}

type Item = (usize, (Option<String>, String));

/// List items, numbered items and quoted lines, each with its continuation, its line number and the heading above it.
fn items_of(markdown: &str, section: &mut Option<String>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut is_open = false;
    let mut is_code = false;
    for (line, number) in markdown.lines().zip(1..) {
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            is_code = !is_code;
        }
        if is_code || trimmed.starts_with("```") {
            is_open = false;
        } else if let Some(title) = heading(line) {
            *section = Some(title);
            is_open = false;
        } else if let Some(item) = item_of(trimmed) {
            items.push((number, (section.clone(), item.to_owned())));
            is_open = true;
        } else if trimmed.is_empty() {
            is_open = false;
        } else if is_open
            && line.starts_with([' ', '\t'])
            && let Some((_, (_, item))) = items.last_mut()
        {
            item.push(' ');
            item.push_str(trimmed);
        } else {
            is_open = false;
        }
    }
    items
}

/// What stands behind a bullet, a number or a quote mark.
fn item_of(line: &str) -> Option<&str> {
    if let Some(rest) = line.strip_prefix('>') {
        return Some(item_of(rest.trim_start()).unwrap_or_else(|| rest.trim_start()));
    }
    let bullets = ["- ", "* ", "+ ", "• ", "– "];
    let rest = bullets.iter().find_map(|bullet| line.strip_prefix(bullet)).or_else(|| {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        (1..=3).contains(&digits).then(|| line.get(digits..)?.strip_prefix(['.', ')'])?.strip_prefix(' ')).flatten()
    })?;
    let rest = rest.trim_start();
    Some(["[ ] ", "[x] ", "[X] "].iter().find_map(|check| rest.strip_prefix(check)).unwrap_or(rest))
}

/// What is to be said in an item, or why nothing is.
fn phrases_of(item: &str) -> Result<Vec<String>, &'static str> {
    let item = item.trim();
    let lower = item.trim_start_matches(['*', '_', '(', '[', '"', '“']).to_lowercase();
    if lower.starts_with("optional") || lower.starts_with("if needed") {
        return Err("it is optional");
    }
    let spoken = without_directions(item);
    let (speaker, spoken) = speaker_of(&spoken);
    if speaker == Some(Speaker::Caller) {
        return Err("the caller says it");
    }
    let quotes = quotes_of(spoken);
    let is_condition = ["if ", "when ", "in case "].iter().any(|start| lower.starts_with(start));
    if is_condition && speaker.is_none() && (!quotes.is_empty() || spoken.contains(':')) {
        return Err("it hangs on a condition");
    }
    let phrases: Vec<String> = if quotes.is_empty() { vec![plain(spoken)] } else { quotes };
    let phrases: Vec<String> =
        phrases.into_iter().filter(|phrase| without_placeholders(phrase).contains(char::is_alphanumeric)).collect();
    if phrases.is_empty() { Err("it is a stage direction") } else { Ok(phrases) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Speaker {
    Business,
    Caller,
}

/// Who says a line that begins with a name of somebody and a colon.
fn speaker_of(line: &str) -> (Option<Speaker>, &str) {
    const BUSINESS: &[&str] =
        &["agent", "you", "us", "csr", "receptionist", "front desk", "rep", "say", "you say", "we"];
    const CALLER: &[&str] = &["caller", "customer", "client", "patient", "prospect", "they"];
    let Some((who, rest)) = line.split_once(':') else { return (None, line) };
    let who = who.trim().trim_matches(['*', '_']).trim().to_lowercase();
    let rest = rest.trim_start_matches(['*', '_', ' ']);
    if BUSINESS.contains(&who.as_str()) {
        (Some(Speaker::Business), rest)
    } else if CALLER.contains(&who.as_str()) {
        (Some(Speaker::Caller), rest)
    } else {
        (None, line)
    }
}

/// The parts in quotation marks that are more than a word or two.
fn quotes_of(line: &str) -> Vec<String> {
    let even: String = line.replace(['“', '”'], "\"");
    let inside = even.split('"').skip(1).step_by(2).map(plain);
    let is_closed = even.matches('"').count().is_multiple_of(2);
    inside.filter(|quote| is_closed && quote.split_whitespace().count() > 2).collect()
}

/// `line` without what is in parentheses or in italics.
fn without_directions(line: &str) -> String {
    let mut kept = String::new();
    let mut depth = 0_usize;
    for c in line.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    // Bold is emphasis; what is left of single marks in pairs is italics.
    let bold_gone = kept.replace("**", "").replace("__", "");
    let mut spoken = String::new();
    let mut rest = bold_gone.as_str();
    while let Some(at) = rest.find(['*', '_']) {
        let (before, mark) = rest.split_at(at);
        let inside = &mark[1..];
        let is_word_border = before.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        match inside.find(mark.chars().next().unwrap_or('*')) {
            Some(end) if is_word_border => {
                spoken.push_str(before);
                rest = &inside[end + 1..];
            }
            _ => {
                spoken.push_str(&rest[..=at]);
                rest = inside;
            }
        }
    }
    spoken.push_str(rest);
    spoken.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` without marks around it.
fn plain(text: &str) -> String {
    let bare = text.replace("**", "").replace('`', "");
    bare.trim().trim_matches(['"', '“', '”', '*', '_', ' ']).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rubric;

    const SCRIPT: &str = "\
# Harbor Plumbing: answering the phone

Smile before you pick up.

## Opening
1. \"Thank you for calling Harbor Plumbing, this is {name}. How can I help?\"
2. (wait for the caller to explain)
3. **Agent:** I'm sorry to hear that, we can take care of it. *(sound like you mean it)*
   - Caller: It's leaking everywhere.

## Booking
- [ ] What is the address of the property,
      and is there a gate code?
- If they ask about the price: \"Our call-out fee is [amount].\"
- *pause*
- Optional: mention the club
> We have an opening on {day} at {time}, does that work?
";

    #[test]
    fn each_required_line_is_a_criterion() {
        let made = rubric_of_script(SCRIPT, "harbor", true).unwrap();
        let rubric = Rubric::parse(&made.text).unwrap();
        let ids: Vec<&str> = rubric.criteria.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(
            ids,
            [
                "line_01_thank_you_for_calling",
                "line_02_im_sorry_to_hear",
                "line_03_what_is_the_address",
                "line_04_we_have_an_opening"
            ]
        );
        assert_eq!(rubric.in_order, ids);
        assert_eq!(rubric.title, "Harbor Plumbing: answering the phone");
        assert_eq!(
            made.left_out,
            [
                (7, "it is a stage direction"),
                (9, "the caller says it"),
                (14, "it hangs on a condition"),
                (15, "it is a stage direction"),
                (16, "it is optional")
            ]
        );
        assert!(
            made.text.contains("\"What is the address of the property, and is there a gate code?\""),
            "{}",
            made.text
        );
        assert!(made.text.contains("\"I'm sorry to hear that, we can take care of it.\""), "{}", made.text);
        assert!(made.text.contains("\n# Booking\n"));
        assert_eq!(made.n_lines, 4);
        assert!(Rubric::parse(&rubric_of_script(SCRIPT, "harbor", false).unwrap().text).unwrap().in_order.is_empty());
    }

    #[test]
    fn a_script_without_lines_is_told_so() {
        assert_eq!(rubric_of_script("Just answer nicely.\n", "x", true), Err(ScriptError::NoLines));
        assert_eq!(rubric_of_script("", "x", true), Err(ScriptError::NoLines));
    }

    #[test]
    fn awkward_marks_are_no_trouble() {
        for (item, said) in [
            ("use the gate_code field_name", "use the gate_code field_name"),
            ("Say \"hi\" and ask for the \"account\"", "Say \"hi\" and ask for the \"account"),
            ("“May I place you on a brief hold?”", "May I place you on a brief hold?"),
            ("**Greet:** \"Good morning, [company], how can I help?\"", "Good morning, [company], how can I help?"),
            ("5 * 3 is fifteen", "5 * 3 is fifteen"),
        ] {
            assert_eq!(phrases_of(item).unwrap(), [said], "{item}");
        }
    }
}
