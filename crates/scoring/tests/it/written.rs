//! Written criteria: what each key does to the verdict on a call.

use ringcheck_call::{
    Call, CriterionScore, Said, Side, SideFigures, Speaker, Timeline, TimelineFigures, Turn, Verdict,
};
use ringcheck_meaning::{LanguageModel, Spoken, SpokenBy};
use ringcheck_scoring::{BUILT_IN_CUES, Conversation, Heard, Rubric, SaidBy, assess, assess_heard};

const ADDRESS: &str = r#"counts = ["What's the address there?", "Where is the house?"]
does_not_count = ["What's your email address?"]
"#;

/// A turn each ten seconds; `business:` and `caller:` say whose.
fn call(lines: &[&str]) -> Vec<Turn> {
    let turn = |(number, line): (usize, &&str)| {
        let (who, text) = line.split_once(": ").unwrap();
        let (side, speaker) = match who {
            "business" => (Side::Business, Speaker::Agent),
            "caller" => (Side::Caller, Speaker::Caller),
            _ => (Side::Business, Speaker::RecordedVoice),
        };
        let start_ms = number as u64 * 10_000;
        let mut turn = Turn::from_text(side, text, Some(start_ms), Some(start_ms + 4000));
        turn.speaker = speaker;
        turn
    };
    lines.iter().enumerate().map(turn).collect()
}

fn rubric(criteria: &[(&str, &str)], head: &str) -> Rubric {
    let mut text = format!("id = \"mine\"\ntitle = \"Mine\"\nversion = \"1\"\npass_mark = 50\n{head}");
    for (id, keys) in criteria {
        text.extend([format!(
            "\n[[criteria]]\nid = \"{id}\"\ntitle = \"Title of {id}\"\nquestion = \"Is it?\"\nweight = 10\n{keys}"
        )]);
    }
    Rubric::parse(&text).unwrap()
}

fn judged_with(rubric: &Rubric, turns: &[Turn], figures: &TimelineFigures, is_cut_off: bool) -> Vec<CriterionScore> {
    let conversation = Conversation {
        turns,
        timeline: &Timeline::default(),
        figures,
        is_cut_off,
        call: &Call::default(),
        doubtful_turns: &[],
        sides_confidence: None,
    };
    assess(rubric, &conversation).criteria
}

fn judged(keys: &str, lines: &[&str]) -> CriterionScore {
    let rubric = rubric(&[("mine", keys)], "");
    judged_with(&rubric, &call(lines), &TimelineFigures::default(), false).remove(0)
}

const ASKED: [&str; 4] = [
    "business: Harbor Plumbing, this is Sam.",
    "caller: My kitchen sink is backing up.",
    "business: Oh dear. What's the address over there?",
    "caller: Twelve Elm Street.",
];

const NOT_ASKED: [&str; 4] = [
    "business: Harbor Plumbing, this is Sam.",
    "caller: My kitchen sink is backing up.",
    "business: Okay. What's your email address?",
    "caller: It's dee at example dot com.",
];

#[test]
fn what_is_said_in_meaning_passes_with_its_words() {
    let found = judged(ADDRESS, &ASKED);
    assert_eq!((found.verdict, found.said, found.points), (Verdict::Pass, Some(Said::Said), 10));
    let quote = &found.evidence[0];
    assert_eq!((quote.turn, quote.side, quote.start_ms), (2, Side::Business, Some(20_000)));
    assert!(quote.quote.ends_with("What's the address over there?"), "{}", quote.quote);
    assert!(found.rationale.contains("“What's the address there?”"), "{}", found.rationale);
}

#[test]
fn what_is_not_said_fails_with_what_came_closest() {
    let found = judged(ADDRESS, &NOT_ASKED);
    assert_eq!((found.verdict, found.said), (Verdict::Fail, Some(Said::Missed)));
    let miss = found.nearest_miss.unwrap();
    assert!(!miss.why.is_empty());
    assert!(found.searched.is_some());
    assert!(found.evidence.is_empty());
}

#[test]
fn the_end_of_a_recording_that_is_missing_may_hold_it() {
    let rubric = rubric(&[("mine", ADDRESS)], "");
    let found = judged_with(&rubric, &call(&NOT_ASKED), &TimelineFigures::default(), true).remove(0);
    assert_eq!((found.verdict, found.said), (Verdict::Undetermined, None));
    let found = judged_with(&rubric, &call(&ASKED), &TimelineFigures::default(), true).remove(0);
    assert_eq!(found.verdict, Verdict::Pass);
}

#[test]
fn the_words_of_the_other_side_do_not_count() {
    let turned: Vec<String> = ASKED
        .iter()
        .map(|line| match line.split_once(": ").unwrap() {
            ("business", text) => format!("caller: {text}"),
            (_, text) => format!("business: {text}"),
        })
        .collect();
    let turned: Vec<&str> = turned.iter().map(String::as_str).collect();
    assert_eq!(judged(ADDRESS, &turned).verdict, Verdict::Fail);
    assert_eq!(judged(&format!("side = \"caller\"\n{ADDRESS}"), &turned).verdict, Verdict::Pass);
    assert_eq!(judged(&format!("side = \"caller\"\n{ADDRESS}"), &ASKED).verdict, Verdict::Fail);
}

#[test]
fn what_must_not_be_said_fails_with_its_words() {
    let never = "never = [\"It's the supplier's fault.\"]\n";
    let found = judged(never, &["business: To be honest it's the supplier's fault.", "caller: Oh."]);
    assert_eq!((found.verdict, found.evidence[0].turn), (Verdict::Fail, 0));
    let found = judged(never, &ASKED);
    assert_eq!((found.verdict, found.said), (Verdict::Pass, None));
    assert!(
        found.rationale.contains("Nothing was heard of the agent like “It's the supplier's fault.”"),
        "{}",
        found.rationale
    );
}

#[test]
fn groups_of_examples_count_one_each() {
    let groups = "\n[[criteria.examples]]\nname = \"the address\"\ncounts = [\"What's the address there?\"]\n\
                  \n[[criteria.examples]]\nname = \"the pets\"\ncounts = [\"Do you have any pets in the house?\"]\n";
    let both = [ASKED.as_slice(), &["business: And do you have any pets in the house?"]].concat();
    for (at_least, lines, verdict) in [
        (1, ASKED.as_slice(), Verdict::Pass),
        (2, ASKED.as_slice(), Verdict::Fail),
        (2, both.as_slice(), Verdict::Pass),
    ] {
        let found = judged(&format!("at_least = {at_least}\n{groups}"), lines);
        assert_eq!(found.verdict, verdict, "{at_least}: {}", found.rationale);
    }
    let half = judged(&format!("at_least = 2\n{groups}"), &ASKED);
    assert!(half.rationale.contains("1 of the 2"), "{}", half.rationale);
    assert_eq!(half.evidence.len(), 1);
}

#[test]
fn a_condition_of_the_callers_decides_whether_it_applies() {
    let fee = "when = [\"How much do you charge to come out?\"]\ncounts = [\"Our call-out fee is sixty dollars.\"]\n";
    let said = "business: Our call-out fee is sixty dollars.";
    let asked = "caller: And how much do you charge to come out?";
    assert_eq!(judged(fee, &["business: Hello.", asked, said]).verdict, Verdict::Pass);
    assert_eq!(judged(fee, &["business: Hello.", asked, "business: Lovely weather today."]).verdict, Verdict::Fail);
    assert_eq!(judged(fee, &["business: Hello.", "caller: My sink is blocked.", said]).verdict, Verdict::Na);
    // Before anybody asks it is no answer.
    let early = judged(fee, &[said, asked, "business: Lovely weather today."]);
    assert_eq!((early.verdict, early.said), (Verdict::Fail, Some(Said::Early)));
}

#[test]
fn times_are_kept_or_missed() {
    for (keys, verdict, said) in [
        ("within_seconds = 20\n", Verdict::Pass, Said::Said),
        ("within_seconds = 19\n", Verdict::Fail, Said::Late),
        ("from_end_seconds = 30\n", Verdict::Pass, Said::Said),
        ("from_end_seconds = 5\n", Verdict::Fail, Said::Early),
    ] {
        let found = judged(&format!("{keys}{ADDRESS}"), &ASKED);
        assert_eq!((found.verdict, found.said), (verdict, Some(said)), "{keys}: {}", found.rationale);
        assert_eq!(found.evidence[0].turn, 2);
    }
    let untimed: Vec<Turn> = call(&ASKED)
        .into_iter()
        .map(|turn| {
            let mut without = Turn::from_text(turn.side(), turn.text(), None, None);
            without.speaker = turn.speaker;
            without
        })
        .collect();
    let rubric = rubric(&[("mine", &format!("within_seconds = 20\n{ADDRESS}"))], "");
    let found = judged_with(&rubric, &untimed, &TimelineFigures::default(), false).remove(0);
    assert_eq!(found.verdict, Verdict::Undetermined);
}

#[test]
fn what_is_measured_from_the_end_is_open_where_the_end_is_missing() {
    let is_open = |keys: &str, is_cut_off: bool| {
        let rubric = rubric(&[("mine", &format!("{keys}{ADDRESS}"))], "");
        let found = judged_with(&rubric, &call(&ASKED), &TimelineFigures::default(), is_cut_off).remove(0);
        assert_eq!(found.evidence[0].turn, 2, "{keys}: {}", found.rationale);
        found.verdict == Verdict::Undetermined
    };
    for keys in ["from_end_seconds = 30\n", "from_end_seconds = 5\n"] {
        assert!(is_open(keys, true), "{keys}");
        assert!(!is_open(keys, false), "{keys}");
    }
    // What is measured from the start is as sure as ever.
    assert!(!is_open("within_seconds = 20\n", true));
}

#[test]
fn the_line_is_held_to_its_limits() {
    let figures = TimelineFigures {
        ring_count: Some(3),
        first_live_word_ms: Some(9000),
        hold_count: Some(2),
        longest_hold_ms: Some(40_000),
        longest_silence_ms: Some(7000),
        transfer_count: Some(1),
        business: SideFigures { talk_percent: Some(62.0), ..SideFigures::default() },
        ..TimelineFigures::default()
    };
    for (met, missed) in [
        ("max_rings = 3", "max_rings = 2"),
        ("max_wait_seconds = 9", "max_wait_seconds = 8"),
        ("max_hold_seconds = 40", "max_hold_seconds = 39"),
        ("max_holds = 2", "max_holds = 1"),
        ("max_silence_seconds = 7", "max_silence_seconds = 6"),
        ("max_transfers = 1", "max_transfers = 0"),
        ("min_percent = 62", "min_percent = 63"),
        ("max_percent = 62", "max_percent = 61"),
    ] {
        let of = |keys: &str, figures: &TimelineFigures| {
            let rubric = rubric(&[("mine", &format!("{keys}\n"))], "");
            judged_with(&rubric, &call(&ASKED), figures, false).remove(0)
        };
        assert_eq!(of(met, &figures).verdict, Verdict::Pass, "{met}");
        let found = of(missed, &figures);
        assert_eq!(found.verdict, Verdict::Fail, "{missed}");
        assert!(found.rationale.contains("at most") || found.rationale.contains("at least"), "{}", found.rationale);
        let unknown = of(met, &TimelineFigures::default());
        // The first live word is a turn with a time.
        let is_wait = met.contains("wait");
        assert_eq!(unknown.verdict, if is_wait { Verdict::Pass } else { Verdict::Undetermined }, "{met}");
    }
    // With words both have to hold.
    let both = rubric(&[("mine", &format!("max_rings = 2\n{ADDRESS}"))], "");
    assert_eq!(judged_with(&both, &call(&ASKED), &figures, false)[0].verdict, Verdict::Fail);
}

#[test]
fn what_comes_out_of_its_order_is_late() {
    let lines = [
        ("greets", "counts = [\"Thank you for calling Harbor Plumbing.\"]\n"),
        ("asks", "counts = [\"What's the address there?\"]\n"),
        ("pets", "counts = [\"Do you have any pets in the house?\"]\n"),
    ];
    let said = |order: [&str; 3]| {
        let rubric = rubric(&lines, "in_order = [\"greets\", \"asks\", \"pets\"]\n");
        let found = judged_with(&rubric, &call(&order), &TimelineFigures::default(), false);
        found.into_iter().map(|c| (c.verdict, c.said.unwrap())).collect::<Vec<_>>()
    };
    let (thanks, address, pets) = (
        "business: Thank you for calling Harbor Plumbing.",
        "business: What's the address there?",
        "business: Do you have any pets in the house?",
    );
    let (ok, late, missed) = ((Verdict::Pass, Said::Said), (Verdict::Fail, Said::Late), (Verdict::Fail, Said::Missed));
    assert_eq!(said([thanks, address, pets]), [ok, ok, ok]);
    assert_eq!(said([address, pets, thanks]), [late, ok, ok]);
    assert_eq!(said([thanks, "caller: Hello.", pets]), [ok, missed, ok]);
    assert_eq!(said([pets, thanks, address]), [ok, ok, late]);
}

#[test]
fn placeholders_stand_for_anything() {
    let greets = "counts = [\"Thank you for calling [company], this is {name}.\"]\n";
    let found = judged(greets, &["business: Thank you for calling Lone Pecan Dental, this is Priya.", "caller: Hi."]);
    assert_eq!(found.verdict, Verdict::Pass, "{}", found.rationale);
    assert_eq!(judged(greets, &["business: We close at five.", "caller: Hi."]).verdict, Verdict::Fail);
}

/// What the language model makes of each turn decides, whichever model ships.
#[test]
fn built_in_cues_are_those_of_the_language_model() {
    let lines = [
        "business: Thank you for calling Harbor Plumbing, this is Sam. How can I help you?",
        "caller: Hi, my sink is backing up and I'm looking for somebody to come out.",
        "business: What's your name and the best number to reach you? I can have somebody there at two.",
        "caller: That works for me, thanks.",
    ];
    let turns = call(&lines);
    let model = LanguageModel::embedded();
    let by = |number: usize| if number.is_multiple_of(2) { SpokenBy::Agent } else { SpokenBy::Caller };
    let said: Vec<(SpokenBy, &str)> = turns.iter().enumerate().map(|(n, turn)| (by(n), turn.text())).collect();
    let spoken: Vec<Spoken<'_>> = said
        .iter()
        .enumerate()
        .map(|(n, (by, text))| Spoken {
            by: *by,
            text,
            before: &said[n.saturating_sub(2)..n],
            after: said.get(n + 1).copied(),
        })
        .collect();
    let scores = model.cues(&spoken);
    for cue in BUILT_IN_CUES.iter().filter(|cue| cue.said_by != SaidBy::Recorded) {
        let voice = usize::from(cue.said_by == SaidBy::Caller);
        let best = (voice..4).step_by(2).map(|n| scores[n].probability(cue.name)).fold(0.0, f32::max);
        let lead = best - model.threshold(cue.name).unwrap_or(0.5);
        let side = if cue.said_by == SaidBy::Caller { "side = \"caller\"\n" } else { "" };
        let any = judged(&format!("{side}any_of = [\"{}\"]\n", cue.name), &lines);
        let none = judged(&format!("{side}none_of = [\"{}\"]\n", cue.name), &lines);
        let after = judged(&format!("after = \"{}\"\nmax_rings = 3\n", cue.name), &lines);
        let expected = match lead {
            lead if lead > 0.051 => [Verdict::Pass, Verdict::Fail, Verdict::Undetermined],
            lead if lead < -0.051 => [Verdict::Fail, Verdict::Pass, Verdict::Na],
            _ => continue,
        };
        assert_eq!([any.verdict, none.verdict, after.verdict], expected, "{} {best}", cue.name);
    }
}

#[test]
fn what_was_heard_for_one_rubric_serves_another() {
    let turns = call(&ASKED);
    let (timeline, figures, caller) = (Timeline::default(), TimelineFigures::default(), Call::default());
    let conversation = Conversation {
        turns: &turns,
        timeline: &timeline,
        figures: &figures,
        is_cut_off: false,
        call: &caller,
        doubtful_turns: &[],
        sides_confidence: None,
    };
    let heard = Heard::new(&conversation);
    for rubric in
        [rubric(&[("mine", ADDRESS)], ""), Rubric::default_msp_inbound(), rubric(&[("other", "max_holds = 1\n")], "")]
    {
        assert_eq!(assess_heard(&rubric, &heard), assess(&rubric, &conversation));
    }
}
