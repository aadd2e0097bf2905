//! Words made comparable: what sounds the same is written the same.
//!
//! The aim is that of the English normalizer published with Whisper: differences of writing are no errors. Two
//! things differ from it. Numbers become single digits, one word each, so that it does not matter whether a phone
//! number or a year was written in groups, and a wrong digit counts as one error. And `'s` is taken apart only behind
//! words where it stands for `is`. `docs/evaluation.md` lists the rules.

use super::{
    number::{Spelled, spell_numbers},
    spelling::{COMPOUNDS, american, expand, is_filler},
    tokens::{Token, tokenize},
};

/// A digit that was masked: matches any digit.
pub(super) const MASKED: &str = "#";

/// A word as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormalWord {
    /// The word.
    pub text: String,
    /// The place of the word that it was written in, among those given to [`normalize`].
    pub source: usize,
}

impl NormalWord {
    /// `text`, from the word at `source`.
    #[must_use]
    pub fn new(text: &str, source: usize) -> Self {
        Self { text: text.to_owned(), source }
    }

    /// Whether the two are the same word; a masked digit is any digit.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        let is_digit = |text: &str| text.len() == 1 && text.as_bytes()[0].is_ascii_digit();
        self.text == other.text
            || self.text == MASKED && is_digit(&other.text)
            || other.text == MASKED && is_digit(&self.text)
    }
}

/// The words of `words` as they are compared; one may become none or several.
#[must_use]
pub fn normalize<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<NormalWord> {
    let mut tokens = Vec::new();
    for (token, source) in tokenize(words) {
        match token {
            Token::Word(word) => {
                tokens.extend(expand(&word).into_iter().map(|w| (Token::Word(american(&w)), source)));
            }
            other => tokens.push((other, source)),
        }
    }
    drop_fillers(&mut tokens);
    let mut normal: Vec<NormalWord> = Vec::new();
    for (spelled, source) in spell_numbers(&tokens) {
        match spelled {
            Spelled::Word(word) => normal.push(NormalWord { text: word, source }),
            Spelled::Digits(digits) => {
                normal.extend(digits.chars().map(|d| NormalWord { text: d.to_string(), source }));
            }
        }
    }
    join_compounds(&mut normal);
    normal
}

fn drop_fillers(tokens: &mut Vec<(Token, usize)>) {
    let is_word = |token: Option<&(Token, usize)>, word: &str| matches!(token, Some((Token::Word(w), _)) if w == word);
    let mut kept = Vec::with_capacity(tokens.len());
    let mut i = 0;
    while i < tokens.len() {
        // `uh-huh` is one sound; `huh` alone is a word.
        if is_word(tokens.get(i), "uh") && is_word(tokens.get(i + 1), "huh") {
            i += 2;
            continue;
        }
        if !matches!(&tokens[i].0, Token::Word(word) if is_filler(word)) {
            kept.push(tokens[i].clone());
        }
        i += 1;
    }
    *tokens = kept;
}

fn join_compounds(words: &mut Vec<NormalWord>) {
    let mut i = 0;
    while i + 1 < words.len() {
        let joined = COMPOUNDS.iter().find(|(a, b)| words[i].text == *a && words[i + 1].text == *b);
        if let Some((a, b)) = joined {
            words[i].text = format!("{a}{b}");
            words.remove(i + 1);
        }
        i += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normal(text: &str) -> String {
        normalize(text.split_whitespace()).into_iter().map(|w| w.text).collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    fn check_same(a: &str, b: &str) {
        assert_eq!(normal(a), normal(b), "{a} / {b}");
        assert!(!normal(a).is_empty());
    }

    #[test]
    fn numbers_in_digits_and_words_are_the_same() {
        for (a, b) in [
            ("10", "ten"),
            ("2019", "twenty nineteen"),
            ("2019", "two thousand nineteen"),
            ("2019", "two thousand and nineteen"),
            ("1999", "nineteen ninety-nine"),
            ("2005", "twenty oh five"),
            ("0491 570 156", "oh four nine one five seven oh one five six"),
            ("0491 570 156", "zero four nine one, five seven zero, one five six"),
            ("0491-570-156", "O four nine one five seven oh one fifty-six"),
            ("555 0144", "triple five oh one double four"),
            ("$85", "eighty-five dollars"),
            ("$85.00", "eighty-five dollars"),
            ("$1.50", "one dollar and fifty cents"),
            ("£2,500", "two thousand five hundred pounds"),
            ("$5 million", "five million dollars"),
            ("3,000 users", "three thousand users"),
            ("a hundred and fifty", "150"),
            ("twelve hundred", "1,200"),
            ("two hundred thousand", "200,000"),
            ("10:30 a.m.", "ten thirty AM"),
            ("10:00", "ten o'clock"),
            ("4pm", "four p.m."),
            ("24/7", "twenty-four seven"),
            ("50%", "fifty percent"),
            ("50 %", "fifty per cent"),
            ("2.5", "two point five"),
            ("two and a half", "2.5"),
            ("the 21st of May", "the twenty-first of May"),
            ("3rd", "third"),
            ("the 20th", "the twentieth"),
            ("Office 365", "Office three sixty-five"),
            ("Windows 10", "windows ten"),
            ("#4", "number four"),
            ("thirty, forty", "30, 40"),
            ("one two three", "123"),
        ] {
            check_same(a, b);
        }
    }

    #[test]
    fn other_numbers_stay_apart() {
        for (a, b) in [
            ("15", "50"),
            ("thirteen", "thirty"),
            ("two hundred", "two thousand"),
            ("oh five", "five"),
            ("first", "one"),
            ("double check", "check check"),
            ("oh no", "no"),
        ] {
            assert_ne!(normal(a), normal(b), "{a} / {b}");
        }
    }

    #[test]
    fn ways_of_writing_are_the_same() {
        for (a, b) in [
            ("Okay.", "OK"),
            ("O.K.", "okay"),
            ("I don't, um, know.", "I do not know"),
            ("can't cannot", "can not can not"),
            ("We'll see y'all", "we will see you all"),
            ("it's that’s", "it is that is"),
            ("Dale's van", "Dales van"),
            ("I'm gonna", "I am going to"),
            ("wouldn't've", "would not have"),
            ("All of 'em", "all of them"),
            ("A&M", "A and M"),
            ("I.T. support", "IT support"),
            ("Wi-Fi", "wifi"),
            ("e-mail", "email"),
            ("alright", "all right"),
            ("colour centre organise", "color center organize"),
            ("Sinéad Ní Bríd", "Sinead Ni Brid"),
            ("info@lonepecan.com", "info at lonepecan dot com"),
            ("H-I-R-S-T", "H I R S T"),
            ("P-E-double-T", "P E T T"),
            ("Mm-hm. Uh-huh. Yes.", "yes"),
            ("to— I-- well", "to I well"),
            ("Mr. Pruitt", "mister Pruitt"),
            ("[BLANK _AUDIO] hello (door slams)", "hello"),
            ("ma'am", "maam"),
            ("goin' 'cause somethin'", "going because something"),
        ] {
            check_same(a, b);
        }
    }

    #[test]
    fn what_is_no_speech_is_left_out() {
        for text in ["(door slams)", "[music] [BLANK_AUDIO]", "um, uh...", "--", ""] {
            assert_eq!(normal(text), "", "{text}");
        }
    }

    #[test]
    fn other_words_stay_apart() {
        for (a, b) in [("we're", "were"), ("I'll", "ill"), ("no", "know"), ("huh", "uh"), ("shan't", "shant")] {
            assert_ne!(normal(a), normal(b), "{a} / {b}");
        }
    }

    #[test]
    fn masked_digits_match_any_digits_and_no_words() {
        let said = normalize("it is oh four nine one five seven oh one five six thanks".split(' '));
        let heard = normalize("it is [number:10], thanks".split(' '));
        assert_eq!(said.len(), heard.len());
        assert!(said.iter().zip(&heard).all(|(a, b)| a.matches(b)));
        assert_eq!(normalize(["[card]"]).len(), 16);
        assert_eq!(normalize(["[ssn]."]).len(), 9);
        assert_eq!(normalize("[card:4], [code:3] [expiry:4] [ssn:4]?".split(' ')).len(), 15);
        assert!(!NormalWord::new(MASKED, 0).matches(&NormalWord::new("a", 0)));
    }

    #[test]
    fn every_word_remembers_where_it_was_written() {
        let words = ["Um,", "two", "thousand", "nineteen", "don't", "(no", "noise)", "Wi-Fi"];
        let sources: Vec<(String, usize)> = normalize(words).into_iter().map(|w| (w.text, w.source)).collect();
        let expected = [("2", 1), ("0", 1), ("1", 1), ("9", 1), ("do", 4), ("not", 4), ("wifi", 7)];
        assert_eq!(sources, expected.map(|(text, source)| (text.to_owned(), source)));
    }

    proptest! {
        #[test]
        fn what_is_normal_stays_so(text in "[a-zA-Z0-9 ,.'$%&:-]{0,60}") {
            let once = normal(&text);
            prop_assert!(once.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '#'), "{once}");
        }

        #[test]
        fn any_text_is_taken(text in "\\PC{0,80}") {
            let words: Vec<&str> = text.split_whitespace().collect();
            let normal = normalize(words.iter().copied());
            prop_assert!(normal.iter().all(|w| w.source < words.len()));
            prop_assert!(normal.is_sorted_by_key(|w| w.source));
        }

        #[test]
        fn every_number_can_be_said(n in 0usize..1_000_000) {
            prop_assert_eq!(normal(&n.to_string()), normal(&in_words(n)), "{}", in_words(n));
        }
    }

    fn in_words(n: usize) -> String {
        const SMALL: [&str; 20] = [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ];
        const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
        let rest = |n: usize| if n == 0 { String::new() } else { format!(" {}", in_words(n)) };
        match n {
            0..=19 => SMALL[n].to_owned(),
            20..=99 => format!("{}{}", TENS[n / 10], rest(n % 10)),
            100..=999 => format!("{} hundred{}", in_words(n / 100), rest(n % 100)),
            _ => format!("{} thousand{}", in_words(n / 1000), rest(n % 1000)),
        }
    }
}
