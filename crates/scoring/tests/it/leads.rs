//! The number to call back and what was wanted, in short calls.

use ringcheck_call::{
    Call, CallType, Evidence, Lead, Probability, Side, Speaker, Timeline, TimelineFigures, Turn, Word,
};
use ringcheck_scoring::{Conversation, Heard, lead};

/// Turns from lines: `C` says the caller, `A` an agent, `M` a machine.
fn turns(lines: &[&str]) -> Vec<Turn> {
    let turn = |line: &&str| {
        let (who, text) = line.split_once(": ").unwrap();
        let (side, speaker) = match who {
            "C" => (Side::Caller, Speaker::Caller),
            "A" => (Side::Business, Speaker::Agent),
            "M" => (Side::Business, Speaker::RecordedVoice),
            other => panic!("nobody is called {other}"),
        };
        let mut turn = Turn::from_text(side, text, None, None);
        turn.speaker = speaker;
        turn
    };
    lines.iter().map(turn).collect()
}

fn lead_in(turns: &[Turn], doubtful_turns: &[usize], call_type: CallType) -> Option<Lead> {
    let conversation = Conversation {
        turns,
        timeline: &Timeline::default(),
        figures: &TimelineFigures::default(),
        is_cut_off: false,
        call: &Call::default(),
        doubtful_turns,
        sides_confidence: None,
    };
    let found = lead(&Heard::new(&conversation), call_type);
    for evidence in found.iter().flat_map(|lead| {
        lead.wanted.iter().chain(lead.said_number.iter().map(|said| &said.evidence)).collect::<Vec<&Evidence>>()
    }) {
        assert!(turns[evidence.turn].text().contains(&evidence.quote), "{evidence:?}");
        assert_eq!(turns[evidence.turn].side(), evidence.side);
    }
    found
}

fn of(lines: &[&str]) -> Lead {
    lead_in(&turns(lines), &[], CallType::Prospect).unwrap()
}

#[track_caller]
fn number_is(expected: Option<&str>, lines: &[&str]) {
    let found = of(lines).said_number;
    assert_eq!(found.as_ref().map(|said| said.number.as_str()), expected, "{lines:?}");
}

#[test]
fn a_number_is_found_in_figures_and_in_words() {
    for said in [
        "It's 512-555-0134.",
        "It's (512) 555-0134, thanks.",
        "512.555.0134",
        "5 1 2, 5 5 5, 0 1 3 4.",
        "Five one two, five five five, oh one three four.",
        "Sure, five one two, triple five, zero one thirty-four.",
        "My cell is area code five one two, um, five fifty-five, oh one three four.",
        "Five one two. Five five five. Oh one three four. That's my work phone.",
        "512-555-0134, 512-555-0134.",
        "It's 512 555 0134. Again, that's 512 555 0134.",
        "512-555-0134, 12 Elm Street.",
        "There's 3 of us, we're at 78744, and it's 512-555-0134, for 2 servers.",
    ] {
        number_is(Some("5125550134"), &["A: What's a good number for you?", &format!("C: {said}")]);
    }
    number_is(Some("+445125550134"), &["C: Ring me on +44 512 555 0134."]);
    number_is(
        Some("+445125550134"),
        &["C: Ring me on plus four four, five one two, five five five, oh one three four."],
    );
    number_is(Some("07700900163"), &["C: Oh seven seven hundred, nine hundred, one six three."]);
    number_is(Some("07700900416"), &["C: Oh double seven double oh, nine hundred, four one six."]);
    number_is(Some("5550134"), &["C: Oh, five five five, oh one three four."]);
}

#[test]
fn a_number_goes_on_over_the_agents_nods() {
    let expected = Some("5125550134");
    number_is(
        expected,
        &[
            "A: Your number?",
            "C: Five one two.",
            "A: Okay.",
            "C: Five five five.",
            "A: Mm-hm.",
            "C: Oh one three four.",
        ],
    );
    number_is(
        expected,
        &["C: It's five one two", "A: Five one two,", "C: five five five,", "A: five five five", "C: 0134."],
    );
    number_is(Some("07700900156"), &["C: Oh seven seven hundred, nine hundred.", "A: Yep.", "C: One five six."]);
    // What an agent asks between is another matter.
    number_is(
        None,
        &[
            "C: Five one two.",
            "A: And how many computers have you got over there in the office?",
            "C: Five five five oh.",
        ],
    );
}

#[test]
fn a_number_is_corrected() {
    let expected = Some("5125550134");
    number_is(expected, &["C: It's 512-555-0143, sorry, 0134."]);
    number_is(expected, &["C: Five one two, five five five, oh one four three. No, wait, oh one three four."]);
    number_is(expected, &["C: Five one three, no, sorry, five one two, five five five, oh one three four."]);
    number_is(expected, &["C: Five one two, five six, I mean five five five, oh one three four."]);
    number_is(expected, &["C: 512-555-0143.", "A: Got it.", "C: Oh, sorry, it's 512-555-0134."]);
    number_is(expected, &["C: 512-555-0143.", "A: 512-555-0143?", "C: No, oh one three four."]);
    number_is(
        Some("0491570156"),
        &[
            "C: Oh four nine one, five seven oh, one five.",
            "A: One five, is there a digit missing there?",
            "C: Oh, sorry, one five six.",
        ],
    );
}

#[test]
fn the_last_number_that_the_caller_settles_on_counts() {
    number_is(
        Some("5125550177"),
        &["C: My office is 512-555-0134.", "A: Okay.", "C: But call me on my cell, 512-555-0177."],
    );
    number_is(Some("5125550134"), &["C: It's 512-555-0134.", "A: 555-0134. Great.", "C: Yes."]);
}

#[test]
fn a_number_that_the_agent_says_counts_if_the_caller_confirms_it() {
    let expected = Some("5125550134");
    number_is(expected, &["A: And that's 512-555-0134?", "C: Yep."]);
    number_is(
        expected,
        &["A: I've got you at five one two, five five five, oh one three four, is that right?", "C: That's right."],
    );
    number_is(expected, &["A: Is 512-555-0134 still the best number for you?", "C: It is, yeah."]);
    number_is(expected, &["C: 512-555-0131.", "A: So 512-555-0134?", "C: Yes."]);
    number_is(None, &["A: And that's 512-555-0134?", "C: No, that's my old one."]);
    number_is(None, &["A: And that's 512-555-0134?", "C: Who is this?"]);
    number_is(Some("5125550177"), &["A: And that's 512-555-0134?", "C: No, use 512-555-0177."]);
}

#[test]
fn numbers_that_are_not_the_callers_phone_are_left_out() {
    for lines in [
        &["C: The serial number is 512 555 0134."][..],
        &["A: What's the serial number on the back?", "C: Five one two, five five five, oh one three four."],
        &["C: My order number is 5125550134."],
        &["A: And the policy number?", "C: Yeah, 512 555 0134."],
        &["C: It cost us 1,250,000 dollars."],
        &["C: It's $51255501."],
        &["C: The address is 192.168.100.254."],
        &["C: I called 512-555-0134 and nobody picked up."],
        &["C: Is this 512-555-0134?"],
        &["A: What number did you dial?", "C: 512-555-0134."],
        &["A: Our number here is 512-555-0134, ask for Dana.", "C: Yes, okay."],
        &["A: You can call them at 512-555-0134.", "C: Right, thanks."],
        &["C: My card is [card], and the other is [number:10]."],
        &["C: My social is [ssn]."],
        &["C: Nine nine nine nine nine nine nine nine."],
        &["C: We have two hundred and twelve reports, 14 users and 3 servers in 78744."],
        &["C: From 11/22/2026 to 12/24/2026 at 10:30."],
        &["C: It's extension 512."],
        // Digits are missing.
        &["C: Five five five, oh one three."],
    ] {
        number_is(None, lines);
    }
    // They take nothing from the number beside them.
    number_is(
        Some("5125550134"),
        &["C: My order number is 5125550199 and you can call me at 512-555-0134 extension 22, that's zip code 78744."],
    );
    number_is(Some("5125550134"), &["A: What number can I reach you at in case we get cut off?", "C: 512-555-0134."]);
}

#[test]
fn a_number_heard_in_two_ways_is_none() {
    number_is(None, &["C: It's 512-555-0134. I'll say that again: 512-555-0136."]);
}

#[test]
fn a_number_in_words_that_the_recognizer_doubts_is_none_unless_it_is_read_back() {
    let said = turns(&["A: Your number?", "C: It's 512-555-0134."]);
    let number = |turns: &[Turn], doubtful: &[usize]| lead_in(turns, doubtful, CallType::Prospect).unwrap().said_number;
    assert!(number(&said, &[]).is_some());
    assert_eq!(number(&said, &[1]), None);
    let read_back = turns(&["A: Your number?", "C: It's 512-555-0134.", "A: 555-0134, thank you."]);
    assert_eq!(number(&read_back, &[1]).unwrap().number, "5125550134");

    let word = |text: &str, probability| Word {
        start_ms: 0,
        end_ms: 0,
        text: text.to_owned(),
        probability: Probability::from_thousandths(probability),
    };
    for (probability, expected) in [(900, true), (300, false)] {
        let words = [word("It's", 200), word("512-555-", 900), word("0134.", probability)];
        let turn = Turn::from_words(Side::Caller, &words).unwrap();
        assert_eq!(number(&[turn], &[]).is_some(), expected, "{probability}");
    }
}

#[test]
fn a_message_for_a_machine_is_heard() {
    let found = of(&[
        "M: You have reached Brackendale IT. Please leave a message after the tone.",
        "C: Hi, this is Dana from Fulton Dental. Our server went down this morning and nobody can get to their files. \
         It's 512-555-0134. Thank you, bye.",
    ]);
    assert_eq!(found.said_number.unwrap().number, "5125550134");
    assert_eq!(found.wanted.unwrap().quote, "Our server went down this morning and nobody can get to their files.");
}

#[test]
fn what_was_wanted_is_no_greeting_and_no_name() {
    for (lines, expected) in [
        (
            &["A: Acme Computers, this is Jo.", "C: Hi, um, yeah, we've got a till in the pub that's gone blue."][..],
            Some("we've got a till in the pub that's gone blue."),
        ),
        (
            &[
                "A: Acme Computers, this is Jo.",
                "C: Hi Jo, my name's Al Reyes.",
                "A: Hi Al.",
                "C: Our email stopped working last night.",
            ],
            Some("Our email stopped working last night."),
        ),
        (&["A: Acme Computers, this is Jo.", "C: Hello? Hello.", "A: Hello?", "C: Thanks, bye."], None),
    ] {
        assert_eq!(of(lines).wanted.map(|wanted| wanted.quote).as_deref(), expected);
    }
}

#[test]
fn only_prospects_leave_a_lead() {
    let said = turns(&["C: Our server is down, it's 512-555-0134."]);
    for call_type in CallType::ALL {
        assert_eq!(lead_in(&said, &[], call_type).is_some(), call_type == CallType::Prospect, "{call_type}");
    }
}

#[test]
fn nobody_who_speaks_leaves_nothing() {
    assert_eq!(of(&[]), Lead::default());
    assert_eq!(of(&["M: Please hold."]), Lead::default());
}
