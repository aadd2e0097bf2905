//! Dialogues in `tests/cases` with what must be found in them.

use ringcheck_call::{Side, Turn};
use ringcheck_timeline::{LineSounds, Opening, attribute, opening};

/// Runs the cases of a file; its lines are explained at the top of `live.txt`.
fn check(file: &str, text: &str) {
    let mut failures = Vec::new();
    let mut n_cases = 0;
    for case in text.split("case: ").skip(1) {
        n_cases += 1;
        let mut lines = case.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
        let name = lines.next().unwrap();
        let (expected, said): (Vec<&str>, Vec<&str>) = lines.partition(|l| l.starts_with("=>"));
        let call = attribute(said.into_iter().map(turn).collect(), LineSounds::default());
        let opened = match opening(&call) {
            Opening::Live { .. } => "live".to_owned(),
            Opening::Machine { kind, .. } => format!("machine {}", kind.as_str()),
            Opening::Nobody => "nobody".to_owned(),
        };
        let speakers: Vec<&str> = call.turns.iter().map(|t| t.speaker.as_str()).collect();
        let events: Vec<&str> = call.events.iter().map(|e| e.kind.as_str()).collect();
        let found = [opened, format!("speakers: {}", speakers.join(" ")), format!("events: {}", events.join(" "))];
        assert!(!expected.is_empty(), "{file}: `{name}` expects nothing");
        for line in expected {
            let wanted = line.trim_start_matches("=>").trim();
            if !found.iter().any(|f| f == wanted) {
                failures.push(format!("{file}: {name}\n  wanted {wanted}\n  found  {found:?}"));
            }
        }
    }
    assert!(n_cases > 0, "{file} holds no case");
    assert!(failures.is_empty(), "{} of {n_cases} cases fail\n{}", failures.len(), failures.join("\n"));
}

fn turn(line: &str) -> Turn {
    let (side, text) = line.split_once(": ").unwrap();
    let side = match side {
        "B" => Side::Business,
        "C" => Side::Caller,
        "U" => Side::Unknown,
        other => panic!("no such side: {other}"),
    };
    Turn::from_text(side, text, None, None)
}

#[test]
fn a_person_picks_up() {
    check("live.txt", include_str!("../cases/live.txt"));
}

#[test]
fn a_machine_picks_up() {
    check("machine.txt", include_str!("../cases/machine.txt"));
}

#[test]
fn sides_are_unknown() {
    check("unknown.txt", include_str!("../cases/unknown.txt"));
}
