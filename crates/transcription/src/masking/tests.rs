//! What is masked and what is not, dialogue by dialogue.

use proptest::prelude::*;
use ringcheck_call::{Probability, Segment, Side, Word};

use super::*;

fn spoken(channel: u16, texts: &[&str]) -> Vec<Segment> {
    let mut at = 0;
    texts
        .iter()
        .map(|text| {
            let words: Vec<Word> = text
                .split_whitespace()
                .map(|t| {
                    at += 100;
                    Word { start_ms: at, end_ms: at + 90, text: t.to_owned(), probability: Probability::new(0.9) }
                })
                .collect();
            Segment {
                channel,
                side: Side::Unknown,
                start_ms: words.first().map(|w| w.start_ms),
                end_ms: words.last().map(|w| w.end_ms),
                text: (*text).to_owned(),
                words,
                confidence: None,
                marks: vec![],
            }
        })
        .collect()
}

#[track_caller]
fn check(texts: &[&str], expect: &[&str]) {
    let masked = mask_secrets(spoken(0, texts), &MaskingOptions::default());
    assert_eq!(masked.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(), expect, "recognized");
    let imported: Vec<Segment> = spoken(0, texts).into_iter().map(|s| Segment { words: vec![], ..s }).collect();
    let masked = mask_secrets(imported, &MaskingOptions::default());
    assert_eq!(masked.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(), expect, "imported");
}

#[test]
fn card_numbers_are_masked_however_they_are_said() {
    check(&["It's 4111 1111 1111 1111, expires next May."], &["It's [card], expires next May."]);
    check(&["4111-1111-1111-1111."], &["[card]."]);
    check(&["four one one one um one one one one, one one one one and one one one one thanks"], &["[card] thanks"]);
    check(&["three seven eight two, eight two two four six three one, double oh oh five"], &["[card]"]);
    check(&["forty-one eleven eleven eleven eleven eleven eleven eleven"], &["[card]"]);
}

#[test]
fn a_card_number_split_over_segments_is_one_placeholder() {
    check(&["so 4111 1111", "1111 1111", "got it?"], &["so [card]", "got it?"]);
}

#[test]
fn social_security_numbers_are_masked() {
    check(&["My social is 219-09-9999 okay"], &["My social is [ssn] okay"]);
    check(&["two one nine, oh nine, nine nine nine nine"], &["[ssn]"]);
    check(&["Social? Sure, 021 45 6789"], &["Social? Sure, [ssn]"]);
}

#[test]
fn social_security_numbers_are_found_in_ordinary_answers() {
    check(
        &["My social security number is 219-09-9999. One more thing."],
        &["My social security number is [ssn]. One more thing."],
    );
    check(&["219-09-9999, and 10/12/1980."], &["[ssn], and 10/12/1980."]);
    check(&["219-09-9999. Okay, 219-09-9999."], &["[ssn]. Okay, [ssn]."]);
    let mut call = spoken(0, &["What's your social?"]);
    call.extend(spoken(1, &["oh two one four five six seven eight nine"]));
    assert_eq!(mask_secrets(call, &MaskingOptions::default())[1].text, "[ssn]");
}

#[test]
fn a_phone_number_said_twice_is_no_card() {
    // 10 digits twice hold several runs of 16 that pass the Luhn check.
    let number = "five five five eight six seven five three oh nine";
    check(&[number, number], &[number, number]);
    check(&["It's 206 555 0142.", "206 555 0142. Got it."], &["It's 206 555 0142.", "206 555 0142. Got it."]);
    let mut call = spoken(0, &[number]);
    call.extend(spoken(1, &["Sorry?"]));
    call.extend(spoken(0, &[number]));
    assert_eq!(mask_secrets(call.clone(), &MaskingOptions::default()), call);
}

#[test]
fn numbers_and_counts_are_no_social_security_number() {
    for kept in ["It's 555-0142, and 12 computers.", "10/12/2026, 2 technicians", "85001-1234"] {
        check(&[kept], &[kept]);
    }
    let mut call = spoken(0, &["555-0142."]);
    call.extend(spoken(1, &["How many computers?"]));
    call.extend(spoken(0, &["25."]));
    assert_eq!(mask_secrets(call.clone(), &MaskingOptions::default()), call);
}

#[test]
fn leads_are_kept() {
    for kept in [
        "Call me on 555 867 5309.",
        "oh four nine one, five seven oh, one five six",
        "09 555 0123",
        "four one one one",
        "It's 666 12 3456 and 900 12 3456",
        "4111 1111 1111 1112",
        "$1,234,567.89 at 10:30",
    ] {
        check(&[kept], &[kept]);
    }
}

#[test]
fn phone_numbers_are_masked_on_request() {
    let options = MaskingOptions { phone_numbers: true };
    let masked = mask_secrets(spoken(0, &["Call 555 867 5309 or 4111 1111 1111 1111"]), &options);
    assert_eq!(masked[0].text, "Call [number:10] or [card]");
}

#[test]
fn a_placeholder_keeps_the_time_of_the_number() {
    let masked = mask_secrets(spoken(0, &["it's 4111 1111 1111 1111 thanks"]), &MaskingOptions::default());
    let card = &masked[0].words[1];
    assert_eq!((card.text.as_str(), card.start_ms, card.end_ms), ("[card]", 200, 590));
    assert_eq!(masked[0].words.len(), 3);
}

#[test]
fn channels_are_read_apart() {
    let mut segments = spoken(0, &["4111 1111"]);
    segments.extend(spoken(1, &["1111 1111"]));
    let masked = mask_secrets(segments.clone(), &MaskingOptions::default());
    assert_eq!(masked, segments);
}

/// Checks a talk of two sides: lines that begin with `b:` are the business's and with `c:` the caller's.
#[track_caller]
fn check_talk(talk: &[&str], expect: &[&str]) {
    let options = MaskingOptions::default();
    assert_eq!(masked_talk(talk, &options), expect);
}

fn masked_talk(talk: &[&str], options: &MaskingOptions) -> Vec<String> {
    let mut at = 0;
    let segments = talk.iter().map(|line| {
        let (side, text) = line.split_once(": ").unwrap();
        let side = if side == "c" { Side::Caller } else { Side::Business };
        at += 1000;
        let words = text.split_whitespace().map(|t| {
            at += 300;
            Word { start_ms: at, end_ms: at + 250, text: t.to_owned(), probability: Probability::new(0.9) }
        });
        let mut segment = Segment {
            channel: u16::from(side == Side::Caller),
            side,
            start_ms: None,
            end_ms: None,
            text: String::new(),
            words: vec![],
            confidence: None,
            marks: vec![],
        };
        segment.set_words(words.collect());
        segment
    });
    let masked = mask_secrets(segments.collect(), options);
    let side = |s: &Segment| if s.side == Side::Caller { "c" } else { "b" };
    masked.iter().map(|s| format!("{}: {}", side(s), s.text)).collect()
}

#[test]
fn a_number_goes_on_where_the_other_side_answers() {
    check_talk(
        &["c: it's 4111", "b: uh-huh", "c: 1111 one one", "b: go ahead", "c: one one", "b: got it", "c: 1111. Thanks"],
        &[
            "c: it's [card:4]",
            "b: uh-huh",
            "c: [card:6]",
            "b: go ahead",
            "c: [card:2]",
            "b: got it",
            "c: [card:4]. Thanks",
        ],
    );
    check_talk(
        &["c: two one nine", "b: okay", "c: oh nine", "b: mm-hmm", "c: nine nine nine nine"],
        &["c: [ssn:3]", "b: okay", "c: [ssn:2]", "b: mm-hmm", "c: [ssn:4]"],
    );
}

#[test]
fn an_oh_that_may_be_a_word_is_a_zero_where_the_check_digit_asks_for_it() {
    check_talk(
        &[
            "c: 51",
            "b: okay",
            "c: 769",
            "b: okay",
            "c: 057",
            "b: okay",
            "c: 25",
            "b: okay",
            "c: 880",
            "b: okay",
            "c: 17 um oh",
        ],
        &[
            "c: [card:2]",
            "b: okay",
            "c: [card:3]",
            "b: okay",
            "c: [card:3]",
            "b: okay",
            "c: [card:2]",
            "b: okay",
            "c: [card:3]",
            "b: okay",
            "c: [card:3]",
        ],
    );
    check(&["5176 9057 2588 017, um, oh. Thanks"], &["[card]. Thanks"]);
    // In the middle, at the beginning of a turn, and several.
    check(&["5176 9 um oh. 57 2588 0170"], &["[card]"]);
    check_talk(&["c: 5176 9", "b: okay", "c: oh, 57 2588 0170"], &["c: [card:5]", "b: okay", "c: [card:11]"]);
    check(&["5176 9 um oh. 57 2588 um oh. 17 uh oh"], &["[card]"]);
    // A number that is whole without it leaves it a word, and so does one that is no card.
    check(&["4111 1111 1111 1111 um oh"], &["[card] um oh"]);
    check(&["Oh, 4111 1111 1111 1111"], &["Oh, [card]"]);
    check(&["Call 206 555 0142 um oh"], &["Call 206 555 0142 um oh"]);
    check(&["two one nine oh nine nine nine nine nine um oh"], &["[ssn] um oh"]);
    check_talk(&["c: 4111", "b: okay", "c: oh, 1111 1111 1111"], &["c: [card:4]", "b: okay", "c: oh, [card:12]"]);
}

#[test]
fn what_is_read_back_is_masked_too() {
    check_talk(
        &["c: 4111", "b: 4111", "c: 1111 1111 1111", "b: So that's forty-one eleven, 1111 1111 1111?", "c: Yes."],
        &["c: [card:4]", "b: [card:4]", "c: [card:12]", "b: So that's [card]?", "c: Yes."],
    );
    check_talk(
        &["c: 4111 1111 1111 1111", "b: I have 1121 for the last set.", "c: At 1111 Main Street."],
        &["c: [card]", "b: I have [card:4] for the last set.", "c: At 1111 Main Street."],
    );
}

#[test]
fn what_was_taken_back_goes_with_the_number() {
    check_talk(
        &["c: four one one one, four five, no sorry, one one one one, one one one one, one one one one"],
        &["c: [card:6], no sorry, [card:12]"],
    );
    check_talk(
        &["c: 4111 1112. Wait, I'll start over. 4111 1111 1111 1111."],
        &["c: [card:8]. Wait, I'll start over. [card]."],
    );
}

#[test]
fn what_was_announced_is_masked_though_it_is_no_whole_number() {
    check_talk(
        &["b: What's the card number?", "c: 4111 1111 11... hello?"],
        &["b: What's the card number?", "c: [card:10]... hello?"],
    );
    check_talk(&["b: And the card number?", "c: 4111 1111 1111 1112."], &["b: And the card number?", "c: [card]."]);
    check_talk(
        &["b: The last four of your social?", "c: 9 9 9 8."],
        &["b: The last four of your social?", "c: [ssn:4]."],
    );
    check_talk(
        &["b: Your card number?", "c: I have no card. I'm at 4200 Main Street, and we have 25 computers."],
        &["b: Your card number?", "c: I have no card. I'm at 4200 Main Street, and we have 25 computers."],
    );
}

#[test]
fn date_and_code_are_masked_beside_a_card_alone() {
    check_talk(
        &[
            "c: 4111 1111 1111 1111",
            "b: Expiration and security code?",
            "c: oh four twenty-seven, one two three. Zip is 85001.",
        ],
        &["c: [card]", "b: Expiration and security code?", "c: [expiry:4], [code:3]. Zip is 85001."],
    );
    check_talk(&["c: My card is 4111 1111 1111 1111, 04/27, 123."], &["c: My card is [card], [expiry:4], [code:3]."]);
    check_talk(
        &["c: Our contract ends 04/27, and the gate code is 1234.", "b: It expires when?", "c: It's 4411 Elm Street."],
        &["c: Our contract ends 04/27, and the gate code is 1234.", "b: It expires when?", "c: It's 4411 Elm Street."],
    );
}

#[test]
fn a_number_that_both_sides_give_is_found() {
    check_talk(
        &["b: I have 5105 1051, then I lost you.", "c: 0510.", "b: 0510.", "c: 5100."],
        &["b: I have [card:8], then I lost you.", "c: [card:4].", "b: [card:4].", "c: [card:4]."],
    );
}

#[test]
fn other_numbers_stay() {
    for line in [
        "c: The ticket number is 219099999.",
        "c: Serial 5012 3344 2211, model 4411 6208 7730 119.",
        "c: Born 12/04/1961, and the claim is 4100 2011 83.",
        "c: It's 10.41.16.208, mask 255.255.254.0.",
        "c: We pay four hundred eleven dollars for one to two people.",
    ] {
        check_talk(&[line], &[line]);
    }
}

#[test]
fn a_phone_number_given_in_parts_is_masked_on_request() {
    let options = MaskingOptions { phone_numbers: true };
    let masked = masked_talk(&["c: two oh six", "b: okay", "c: five five five oh one four two", "b: 0142?"], &options);
    assert_eq!(masked, ["c: [number:3]", "b: okay", "c: [number:7]", "b: [number:4]?"]);
}

/// A number that a network issues: one of its beginnings, its length, and the check digit.
fn issued_card() -> impl Strategy<Value = String> {
    let of_network = prop_oneof![
        Just(("4", 13)),
        Just(("4", 16)),
        Just(("4", 19)),
        Just(("51", 16)),
        Just(("55", 16)),
        Just(("2221", 16)),
        Just(("34", 15)),
        Just(("37", 15)),
        Just(("6011", 16)),
        Just(("65", 16)),
        Just(("62", 17)),
        Just(("62", 18)),
        Just(("36", 14)),
        Just(("305", 14)),
        Just(("3566", 16)),
    ];
    (of_network, prop::collection::vec(0..10_u8, 19)).prop_map(|((begin, len), digits)| {
        let middle: String = digits.iter().take(len - 1 - begin.len()).map(ToString::to_string).collect();
        (0..10).map(|check| format!("{begin}{middle}{check}")).find(|n| super::issued::passes_luhn(n)).unwrap()
    })
}

/// A group of digits as it may be said.
fn spoken_group(digits: &str, style: u8) -> String {
    const UNITS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let value = |c: char| usize::from(u8::try_from(c).unwrap_or(b'0') - b'0');
    let single = || digits.chars().map(|c| UNITS[value(c)]).collect::<Vec<_>>().join(" ");
    let figures: Vec<usize> = digits.chars().map(value).collect();
    match (style % 6, figures.as_slice()) {
        (0, _) => digits.to_owned(),
        (1, _) => digits.chars().map(String::from).collect::<Vec<_>>().join("-"),
        (2, [tens, units]) if *tens > 1 && *units > 0 => format!("{} {}", TENS[*tens], UNITS[*units]),
        (3, [a, b]) if a == b => format!("double {}", UNITS[*a]),
        (4, [a, b, c]) if a == b && b == c => format!("triple {}", UNITS[*a]),
        (5, _) => single().replace("zero", "oh"),
        _ => single(),
    }
}

proptest! {
    #[test]
    fn no_luhn_number_of_sixteen_digits_survives(digits in "4[0-9]{14}", groups in prop::collection::vec(1usize..6, 16)) {
        let check_digit = (0..10).map(|d| format!("{digits}{d}")).find(|n| super::issued::passes_luhn(n)).unwrap();
        let mut rest = check_digit.as_str();
        let mut parts = Vec::new();
        for n in groups {
            let (head, tail) = rest.split_at(n.min(rest.len()));
            if !head.is_empty() { parts.push(head); }
            rest = tail;
        }
        let text = parts.join(" ");
        let masked = mask_secrets(spoken(0, &[&text]), &MaskingOptions::default());
        prop_assert!(!masked.iter().any(|s| s.text.contains(&text)));
        prop_assert!(masked.iter().any(|s| s.text.contains("[card]")));
    }

    #[test]
    fn no_issued_card_number_survives_however_it_is_given(
        number in issued_card(),
        groups in prop::collection::vec((1_usize..6, 0_u8..6, 0_u8..4), 19),
    ) {
        let mut rest = number.as_str();
        let mut talk: Vec<String> = vec!["c: ".to_owned()];
        for (n, style, then) in groups {
            let (group, tail) = rest.split_at(n.min(rest.len()));
            rest = tail;
            talk.last_mut().unwrap().push_str(&spoken_group(group, style));
            if rest.is_empty() { break; }
            match then {
                0 => talk.extend(["b: okay".to_owned(), "c: ".to_owned()]),
                1 => talk.last_mut().unwrap().push_str(", "),
                2 => talk.last_mut().unwrap().push_str(" um "),
                _ => talk.last_mut().unwrap().push(' '),
            }
        }
        let lines: Vec<&str> = talk.iter().map(String::as_str).collect();
        let masked = masked_talk(&lines, &MaskingOptions::default()).join("\n");
        prop_assert!(masked.contains("[card"), "{masked}");
        let allowed = ["b:", "c:", "okay", "um"];
        for word in masked.split_whitespace() {
            prop_assert!(word.starts_with("[card") || allowed.contains(&word), "{talk:?} gives {masked}");
        }
    }

    #[test]
    fn text_without_numbers_never_changes(lines in prop::collection::vec(
        prop::collection::vec("card|number|social|security|code|expires|okay|no|sorry|hello|visa|phone|the|last|digits|is|and|my|it's|please,|computer\\.|street\\?|back", 1..12), 1..12)
    ) {
        let talk: Vec<String> = lines.iter().enumerate()
            .map(|(n, words)| format!("{}: {}", if n % 2 == 0 { "b" } else { "c" }, words.join(" "))).collect();
        let lines: Vec<&str> = talk.iter().map(String::as_str).collect();
        prop_assert_eq!(masked_talk(&lines, &MaskingOptions { phone_numbers: true }), talk);
    }

    #[test]
    fn times_and_voices_stay_inside(lines in prop::collection::vec(
        prop::collection::vec("4111|1111|one|two|oh|forty|card|number|social|no,|sorry|okay|219-09-9999|04/27|May|expires|code|[0-9]{1,6}", 1..14), 1..8)
    ) {
        let mut at = 0;
        let mut segments = Vec::new();
        for (n, words) in lines.iter().enumerate() {
            let channel = u16::try_from(n % 2).unwrap();
            let mut said = spoken(channel, &[&words.join(" ")]).remove(0);
            for word in &mut said.words { word.start_ms += at; word.end_ms += at; }
            let moved = said.words.clone();
            said.set_words(moved);
            at = said.end_ms.unwrap() + 300;
            segments.push(said);
        }
        let before = segments.clone();
        let masked = mask_secrets(segments, &MaskingOptions { phone_numbers: true });
        for segment in &masked {
            let own: Vec<&Segment> = before.iter().filter(|s| s.channel == segment.channel).collect();
            let starts = |ms: u64| own.iter().any(|s| s.words.iter().any(|w| w.start_ms == ms));
            let ends = |ms: u64| own.iter().any(|s| s.words.iter().any(|w| w.end_ms == ms));
            for word in &segment.words {
                prop_assert!(word.start_ms <= word.end_ms && starts(word.start_ms) && ends(word.end_ms), "{word:?}");
            }
            prop_assert!(segment.words.windows(2).all(|pair| pair[0].end_ms <= pair[1].start_ms));
            prop_assert_eq!(segment.start_ms, segment.words.first().map(|w| w.start_ms));
            prop_assert_eq!(segment.end_ms, segment.words.iter().map(|w| w.end_ms).max());
        }
    }

    #[test]
    fn text_is_always_its_words(words in prop::collection::vec("[a-z]{1,5}|[0-9]{1,6}|double|oh|[0-9]{3}-[0-9]{2}-[0-9]{4}", 0..40)) {
        let text = words.join(" ");
        for segment in mask_secrets(spoken(0, &[&text]), &MaskingOptions { phone_numbers: true }) {
            let joined = segment.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(segment.text, joined);
        }
    }
}
