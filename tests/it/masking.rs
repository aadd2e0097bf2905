//! Card and social security numbers are in nothing that Ringcheck writes.

use std::path::Path;

use crate::harness::TestDir;

/// Numbers as a transcript may have them, each with the digits by which it would be found. The cards' check digits are right.
const SECRETS: [(&str, &str); 4] = [
    ("4111 1111 1111 1111", "1111 1111"),
    ("5500-0055-5555-5559", "5555-5559"),
    ("123-45-6789", "123-45"),
    ("4012888888881881", "88888888"),
];

/// A card number as it is spoken, and a phone number, which is a lead and stays.
const SPOKEN: &str = "five five five five, five five five five, five five five five, four four four four";
const PHONE: &str = "555-867-5309";

#[test]
fn secrets_of_a_call_are_in_no_output_and_not_in_the_database() {
    let dir = TestDir::new();
    dir.write("calls.jsonl", transcript());
    let scored = dir.run(["score", "--transcript", "--json", "calls.jsonl"]).expect(0);
    let page = dir.run(["score", "--transcript", "calls.jsonl"]).expect(0);
    let mut outputs = vec![scored.stdout.clone(), scored.stderr.clone(), page.stdout, page.stderr];
    let reads: [&[&str]; 6] = [
        &["show", "secrets"],
        &["show", "--json", "secrets"],
        &["list"],
        &["list", "--json"],
        &["db", "export", "--format", "csv"],
        &["db", "export", "--format", "jsonl"],
    ];
    for args in reads {
        let run = dir.run(args).expect(0);
        outputs.extend([run.stdout, run.stderr]);
    }
    let written: Vec<_> = files(&dir.path("")).into_iter().filter(|path| !path.ends_with("calls.jsonl")).collect();
    assert!(written.contains(&dir.db()), "{written:?}");
    outputs.extend(written.iter().map(|path| String::from_utf8_lossy(&fs_err::read(path).unwrap()).into_owned()));

    for output in &outputs {
        for (secret, digits) in SECRETS {
            assert!(!output.contains(secret) && !output.contains(digits), "{secret} is in: {output}");
        }
        assert!(!output.to_lowercase().contains("five five five five"), "a spoken number is in: {output}");
    }
    let card = &scored.json_lines()[0];
    let said = |turn: usize| card["turns"][turn]["text"].as_str().unwrap();
    assert_eq!(said(1), "My card is [card], or take [card].");
    assert_eq!(said(2), "And my social is [ssn].");
    assert_eq!(said(3), "The company's card is [card], and the other one is [card].");
    assert_eq!(said(4), format!("Call me at {PHONE}."));
}

#[test]
fn phone_numbers_are_masked_when_asked_for() {
    let dir = TestDir::new();
    dir.write("calls.jsonl", transcript());
    let run = dir.run(["score", "--transcript", "--json", "--mask-phone-numbers", "calls.jsonl"]).expect(0);
    assert_eq!(run.json_lines()[0]["turns"][4]["text"], "Call me at [number:10].");
    assert!(!String::from_utf8_lossy(&fs_err::read(dir.db()).unwrap()).contains(PHONE));
}

#[test]
fn what_is_given_in_parts_and_read_back_is_masked_in_an_imported_transcript() {
    let dir = TestDir::new();
    let turns = [
        ("business", "What's the card number?"),
        ("caller", "Four one one one."),
        ("business", "4111, okay."),
        ("caller", "1111 1111 11... hello?"),
        ("business", "Expiration and security code?"),
        ("caller", "Oh four twenty-seven, one two three. Call me at 206 555 0142."),
        ("business", "And the last four of your social?"),
        ("caller", "9 9 9 8."),
    ];
    let turns = turns.map(|(side, text)| serde_json::json!({"side": side, "text": text}));
    let call = serde_json::json!({"schema": "ringcheck.transcript/1", "id": "parts", "turns": turns});
    dir.write("calls.jsonl", call.to_string());
    let run = dir.run(["score", "--transcript", "--json", "calls.jsonl"]).expect(0);
    let card = &run.json_lines()[0];
    let said: Vec<&str> = card["turns"].as_array().unwrap().iter().map(|turn| turn["text"].as_str().unwrap()).collect();
    assert_eq!(said[1..4], ["[card:4].", "[card:4], okay.", "[card:10]... hello?"]);
    assert_eq!(said[5], "[expiry:4], [code:3]. Call me at 206 555 0142.");
    assert_eq!(said[7], "[ssn:4].");
}

fn transcript() -> String {
    let [visa, mastercard, social, other] = SECRETS.map(|(secret, _)| secret);
    let turns = [
        ("business", "Tall Oak Networks, this is Lena. How would you like to pay?".to_owned()),
        ("caller", format!("My card is {visa}, or take {mastercard}.")),
        ("caller", format!("And my social is {social}.")),
        ("caller", format!("The company's card is {other}, and the other one is {SPOKEN}.")),
        ("caller", format!("Call me at {PHONE}.")),
    ];
    let turns = turns.map(|(side, text)| serde_json::json!({"side": side, "text": text}));
    serde_json::json!({"schema": "ringcheck.transcript/1", "id": "secrets", "turns": turns}).to_string()
}

/// All files in a folder and the folders in it.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let paths = fs_err::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
