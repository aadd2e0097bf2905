//! One spelling for what is said in many.

/// Contractions and clipped forms, as they are heard or transcribed, with what they stand for.
const LONG_FORMS: &[(&str, &str)] = &[
    ("can't", "cannot"),
    ("cant", "cannot"),
    ("won't", "will not"),
    ("i'm", "i am"),
    ("im", "i am"),
    ("let's", "let us"),
    ("youve", "you have"),
    ("youre", "you are"),
    ("weve", "we have"),
    ("ive", "i have"),
    ("dont", "do not"),
    ("didnt", "did not"),
    ("isnt", "is not"),
    ("theres", "there is"),
    ("thats", "that is"),
    ("whos", "who is"),
    ("whats", "what is"),
    ("lemme", "let me"),
    ("gimme", "give me"),
    ("wanna", "want to"),
    ("gonna", "going to"),
    ("cuz", "because"),
    ("prob'ly", "probably"),
    ("ok", "okay"),
    ("mic", "microphone"),
    ("#", "pound"),
    ("*", "star"),
    ("0", "zero"),
    ("1", "one"),
    ("2", "two"),
    ("3", "three"),
    ("4", "four"),
    ("5", "five"),
    ("6", "six"),
    ("7", "seven"),
    ("8", "eight"),
    ("9", "nine"),
    ("10", "ten"),
    ("hashtag", "hash"),
    ("dialled", "dialed"),
    ("dialling", "dialing"),
    ("y'all", "you all"),
    ("yall", "you all"),
    ("ma'am", "madam"),
    ("cannae", "cannot"),
];

/// Words after which `'s` stands for `is`.
const BEFORE_IS: &[&str] = &[
    "it",
    "that",
    "this",
    "there",
    "here",
    "who",
    "what",
    "where",
    "how",
    "name",
    "nobody",
    "everybody",
    "everyone",
    "he",
    "she",
];

/// The words of `text` in lower case, without punctuation, contractions spelled out, joined by single blanks.
pub(crate) fn normalize(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let lower = text.to_lowercase().replace(['’', '‘', '`'], "'");
    let is_break = |c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '#' | '*'));
    for raw in lower.split(is_break) {
        let word = raw.trim_start_matches('\'');
        if word.is_empty() {
            continue;
        }
        push_word(&mut out, word);
    }
    out.replace("voice mail", "voicemail").replace("answer phone", "answerphone").replace("e mail", "email")
}

fn push_word(out: &mut String, word: &str) {
    if let Some(stem) = word.strip_suffix("in'").filter(|s| s.len() > 1) {
        push(out, stem);
        out.push_str("ing");
        return;
    }
    let word = word.trim_end_matches('\'');
    if let Some((_, long)) = LONG_FORMS.iter().find(|(short, _)| *short == word) {
        push(out, long);
        return;
    }
    let Some((stem, ending)) = word.rsplit_once('\'') else {
        push(out, word);
        return;
    };
    match ending {
        "re" => push_two(out, stem, "are"),
        "ve" => push_two(out, stem, "have"),
        "ll" => push_two(out, stem, "will"),
        "d" => push_two(out, stem, "would"),
        "m" => push_two(out, stem, "am"),
        "s" if BEFORE_IS.contains(&stem) => push_two(out, stem, "is"),
        "s" => push(out, stem),
        "t" if stem.ends_with('n') => push_two(out, &stem[..stem.len() - 1], "not"),
        _ => {
            push(out, stem);
            out.push_str(ending);
        }
    }
}

fn push_two(out: &mut String, first: &str, second: &str) {
    push(out, first);
    push(out, second);
}

fn push(out: &mut String, word: &str) {
    if !out.is_empty() && !word.is_empty() {
        out.push(' ');
    }
    out.push_str(word);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_the_same_words_become_equal() {
        for (text, expected) in [
            ("Press 1, or *; then #.", "press one or star then pound"),
            ("We’re unable", "we are unable"),
            ("You've reached Tim's voice mail", "you have reached tim voicemail"),
            ("Can't, won't, don't.", "cannot will not do not"),
            ("leave somethin' after", "leave something after"),
            ("It's 'quoted' e-mail", "it is quoted email"),
            ("", ""),
            ("—!", ""),
        ] {
            assert_eq!(normalize(text), expected, "{text}");
        }
    }
}
