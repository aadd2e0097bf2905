//! Digits as they are written.

/// The digits of a word of figures such as "4111-1111," or "(555)", and how they stand together.
///
/// Amounts, times, ordinals, ZIP codes with four more digits and addresses of computers are none. A word that holds
/// as many digits as a card has is one whatever stands between them.
pub(super) fn figures(text: &str) -> Option<(String, Vec<usize>)> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return None;
    }
    let groups = || text.split(|c: char| !c.is_ascii_digit()).map(str::len).filter(|&n| n > 0).collect();
    let is_mark =
        |c: char| matches!(c, ',' | '.' | ';' | '?' | '!' | '(' | ')' | '"' | '-' | '+' | '#' | '…' | ':' | '\'' | '’');
    let core = text.trim_matches(is_mark);
    let is_number =
        core.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | ',' | '(' | ')' | '‑' | '–' | '_'));
    let holds_a_card = digits.len() >= crate::masking::issued::SHORTEST_CARD && !text.contains(['@', '$']);
    let is_other = is_zip_code(core) || is_computer_address(core) || is_day(core);
    (is_number && !is_other || holds_a_card).then(|| (digits, groups()))
}

/// Whether a word is a ZIP code with its four more digits, such as `85001-1234`.
fn is_zip_code(core: &str) -> bool {
    core.split_once('-').is_some_and(|(zip, more)| {
        zip.len() == 5 && more.len() == 4 && zip.bytes().chain(more.bytes()).all(|b| b.is_ascii_digit())
    })
}

/// Whether a word is an address such as `10.41.16.208`.
fn is_computer_address(core: &str) -> bool {
    let parts: Vec<&str> = core.split('.').collect();
    parts.len() == 4 && parts.iter().all(|part| part.parse::<u8>().is_ok())
}

/// Whether a word is a day such as `2026-10-12`.
fn is_day(core: &str) -> bool {
    let parts: Vec<&str> = core.split('-').collect();
    matches!(parts.as_slice(), [year, month, day] if year.len() == 4
        && (year.starts_with("19") || year.starts_with("20")) && month.len() <= 2 && day.len() <= 2)
}

/// The digits of a month and a year such as `4/27` or `04/2027`.
pub(super) fn month_and_year(text: &str) -> Option<String> {
    let core = text.trim_matches(|c: char| !c.is_ascii_digit());
    let (month, year) = core.split_once('/')?;
    let is_month = month.len() <= 2 && month.parse::<u8>().is_ok_and(|m| (1..=12).contains(&m));
    let year_number: u32 = year.parse().ok()?;
    let is_year = matches!((year.len(), year_number), (2, 15..=60) | (4, 2015..=2060));
    (is_month && is_year).then(|| format!("{month}{year}"))
}
