//! Phone numbers and extensions as text.

/// The longest number that counts as an extension of the business.
const MAX_EXTENSION_DIGITS: usize = 6;

/// A phone number or extension without its punctuation: digits, with `+` in front where it was written.
///
/// `None` for what is no number: `anonymous`, `unknown`, a name, a masked number, a service code.
pub(crate) fn clean(text: &str) -> Option<String> {
    let text = text.trim();
    let text = ["sip:", "sips:", "tel:"].iter().find_map(|scheme| strip_ignoring_case(text, scheme)).unwrap_or(text);
    let text = text.split_once('@').map_or(text, |(user, _host)| user);
    let (sign, rest) =
        ["+", "%2B", "%2b"].iter().find_map(|plus| text.strip_prefix(plus)).map_or(("", text), |rest| ("+", rest));
    if !rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '-' | '.' | '\u{a0}')) {
        return None;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    (2..=20).contains(&digits.len()).then(|| format!("{sign}{digits}"))
}

/// The number in a caller id such as `"Joana" <4830258576>`, or the number itself.
pub(crate) fn from_caller_id(text: &str) -> Option<String> {
    let inner = text.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(text, |(inner, _)| inner);
    clean(inner)
}

/// Whether a number that [`clean`] gave is short enough to be an extension: at most six digits and no `+`.
pub(crate) fn is_extension(number: &str) -> bool {
    number.len() <= MAX_EXTENSION_DIGITS && number.bytes().all(|b| b.is_ascii_digit())
}

fn strip_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| text.get(prefix.len()..))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_goes_and_words_are_no_numbers() {
        let cases = [
            ("(555)555-0126", Some("5555550126")),
            ("+1 (555) 555-0126", Some("+15555550126")),
            ("sip:+15555550126@example.net", Some("+15555550126")),
            ("tel:104", Some("104")),
            ("%2B15555550126", Some("+15555550126")),
            ("0821XXXX8663", None),
            ("anonymous", None),
            ("*72", None),
            ("s", None),
            ("", None),
            ("+", None),
            ("5", None),
        ];
        for (text, expected) in cases {
            assert_eq!(clean(text).as_deref(), expected, "{text}");
        }
        assert_eq!(from_caller_id("\"Joana\" <4830258576>").as_deref(), Some("4830258576"));
        assert_eq!(from_caller_id("\"\" <>"), None);
    }

    #[test]
    fn extensions_are_short_and_local() {
        assert!(is_extension("104") && is_extension("410401"));
        assert!(!is_extension("5550126") && !is_extension("+49104"));
    }
}
