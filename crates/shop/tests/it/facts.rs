//! The cases of `tests/cases/facts.md`.

use std::sync::OnceLock;

use ringcheck_call::{Call, Probability, Side, Speaker, Timeline, TimelineFigures, Turn, Word};
use ringcheck_scoring::Conversation;
use ringcheck_shop::{DemandOutcome, FactOutcome, Judge, SHIPPED_SCENARIOS, Scenario, ShippedScenario, ShopResult};

/// A turn of a case: `agent`, `caller` or `recorded`, and what is said.
pub(crate) fn turn(line: &str) -> Turn {
    let (who, text) = line.split_once(' ').unwrap_or_else(|| panic!("no turn: {line}"));
    let (side, speaker) = match who {
        "agent" => (Side::Business, Speaker::Agent),
        "caller" => (Side::Caller, Speaker::Caller),
        "recorded" => (Side::Business, Speaker::RecordedVoice),
        _ => panic!("who is `{who}`?"),
    };
    let mut turn = Turn::from_text(side, text, None, None);
    turn.speaker = speaker;
    turn
}

/// The judge of a scenario that ships; reading its examples takes longer than a call.
fn judge_of(scenario: &Scenario) -> &'static Judge<'static> {
    static JUDGES: [OnceLock<Judge<'static>>; SHIPPED_SCENARIOS.len()] =
        [const { OnceLock::new() }; SHIPPED_SCENARIOS.len()];
    let at = SHIPPED_SCENARIOS.iter().position(|shipped| shipped.name == scenario.id).unwrap();
    JUDGES[at].get_or_init(|| Judge::new(Box::leak(Box::new(SHIPPED_SCENARIOS[at].scenario()))))
}

pub(crate) fn judged(scenario: &Scenario, turns: &[Turn]) -> ShopResult {
    let shipped = SHIPPED_SCENARIOS.iter().find(|shipped| shipped.name == scenario.id).unwrap();
    assert_eq!(scenario.text, shipped.text, "the judge is that of the scenario that ships");
    with_turns(turns, |conversation| judge_of(scenario).judge(conversation))
}

fn with_turns<T>(turns: &[Turn], judge: impl FnOnce(&Conversation<'_>) -> T) -> T {
    judge(&Conversation {
        turns,
        timeline: &Timeline::default(),
        figures: &TimelineFigures::default(),
        is_cut_off: false,
        call: &Call::default(),
        doubtful_turns: &[],
        sides_confidence: None,
    })
}

fn heard_twice(judge: &Judge<'_>, first: &[Turn], further: &[Turn]) -> ShopResult {
    with_turns(first, |first| {
        let mut result = judge.judge(first);
        with_turns(further, |further| judge.add_hearing(&mut result, first, further));
        result
    })
}

/// Each hearing mishears something else.
#[test]
fn what_any_hearing_found_is_found() {
    let scenario = ShippedScenario::named("server-down").unwrap().scenario();
    let call = |lines: [&str; 8]| lines.map(turn);
    let first = call([
        "agent Harbor Lane IT, this is June. How many people work there?",
        "caller Twenty-six of us.",
        "agent Hulux at your eye tea now.",
        "caller Lone Star Data used to.",
        "agent Okay. Let me write that down.",
        "caller Sure.",
        "agent Anything else I should know?",
        "caller No, just hurry.",
    ]);
    let second = call([
        "agent Harbor Lane IT, this is June. Comedy, Poe, work there.",
        "caller Twenty-six of us.",
        "agent Who looks after your IT now?",
        "caller Lone Star Data used to.",
        "agent Okay. Let me write that down.",
        "caller Sure.",
        "agent Anything else I should know?",
        "caller No, just hurry.",
    ]);
    let judge = judge_of(&scenario);
    let once = with_turns(&first, |first| judge.judge(first));
    let twice = heard_twice(judge, &first, &second);
    let fact = |result: &ShopResult, id: &str| result.hidden_facts.iter().find(|fact| fact.id == id).unwrap().clone();
    assert_ne!(fact(&once, "current_firm").outcome, FactOutcome::DrawnOut);
    let found = fact(&twice, "current_firm");
    assert_eq!((found.outcome, found.is_of_further_hearing), (FactOutcome::DrawnOut, true));
    assert_eq!(found.question.unwrap().quote, "Who looks after your IT now?");
    // What the first one found stays, and so does what neither heard.
    let found = fact(&twice, "employees");
    assert_eq!((found.outcome, found.is_of_further_hearing), (FactOutcome::DrawnOut, false));
    assert_eq!(fact(&twice, "contract"), fact(&once, "contract"));
    assert_eq!((&twice.must, &twice.must_not), (&once.must, &once.must_not));
}

/// What one hearing takes for volunteered may have been asked for in the other, and not the other way round.
#[test]
fn a_further_hearing_takes_nothing_back() {
    let scenario = ShippedScenario::named("server-down").unwrap().scenario();
    let asked = ["agent Harbor Lane IT. How many people work there?", "caller Twenty-six of us."].map(turn);
    let told = ["agent Harbor Lane IT.", "caller Twenty-six of us are sitting here without a server."].map(turn);
    let judge = judge_of(&scenario);
    let outcome = |first: &[Turn], second: &[Turn]| {
        let result = heard_twice(judge, first, second);
        result.hidden_facts.iter().find(|fact| fact.id == "employees").unwrap().outcome
    };
    assert_eq!(outcome(&told, &told), FactOutcome::Volunteered);
    assert_eq!(outcome(&told, &asked), FactOutcome::DrawnOut);
    assert_eq!(outcome(&asked, &told), FactOutcome::DrawnOut);
    assert_eq!(outcome(&asked, &[]), FactOutcome::DrawnOut);
    assert_eq!(outcome(&[], &told), FactOutcome::Volunteered);
}

fn quoted(text: &str, after: &str) -> Option<String> {
    Some(text.split_once(after)?.1.split('"').nth(1)?.to_owned())
}

#[test]
fn every_case_comes_out_as_it_says() {
    let text = fs_err::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/facts.md")).unwrap();
    let mut wrong = Vec::new();
    let mut n_cases = 0;
    for case in text.split("\n## ").skip(1) {
        n_cases += 1;
        let title = case.lines().next().unwrap();
        let (head, rest) = case.split_once("```call ").unwrap().1.split_once('\n').unwrap();
        let (body, expected) = rest.split_once("```").unwrap();
        let turns: Vec<Turn> = body.lines().filter(|line| !line.is_empty()).map(turn).collect();
        let scenario = ShippedScenario::named(head.trim()).unwrap().scenario();
        let result = judged(&scenario, &turns);
        let expected = expected.lines().find_map(|line| line.strip_prefix("expect: ")).unwrap();
        for one in expected.split(", ") {
            let mut words = one.split_whitespace();
            let (id, outcome) = (words.next().unwrap(), words.next().unwrap());
            let fact = result.hidden_facts.iter().find(|fact| fact.id == id).unwrap_or_else(|| panic!("no fact {id}"));
            if fact.outcome.as_str() != outcome {
                wrong.push(format!("{title}: {id} is {outcome}, found {}", fact.outcome.as_str()));
            }
            for (key, quote) in [("question", &fact.question), ("told", &fact.told)] {
                let Some(wanted) = quoted(one, key) else { continue };
                let is_quoted = quote.as_ref().is_some_and(|quote| quote.quote.contains(&wanted));
                if !is_quoted {
                    wrong.push(format!("{title}: {id} has not the {key} “{wanted}”: {quote:?}"));
                }
                if let Some(quote) = quote {
                    assert!(turns[quote.turn].text().contains(&quote.quote), "a quote is in its turn");
                }
            }
        }
    }
    assert!(n_cases > 12, "{n_cases} cases were read");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A turn as a recognizer writes it, with the time of each word.
fn recognized(line: &str, start_ms: u64) -> Turn {
    let written = turn(line);
    let words = written.text().split_whitespace().zip(0_u64..).map(|(text, at)| Word {
        text: text.to_owned(),
        start_ms: start_ms + 300 * at,
        end_ms: start_ms + 300 * at + 250,
        probability: Probability::new(0.9),
    });
    let mut turn = Turn::from_words(written.side(), &words.collect::<Vec<_>>()).unwrap();
    turn.speaker = written.speaker;
    turn
}

#[test]
fn a_recognizer_that_left_out_a_question_mark_leaves_it_a_question() {
    let scenario = ShippedScenario::named("server-down").unwrap().scenario();
    let lines = [
        "agent Harbor Lane IT, this is June.",
        "caller Hi our server is down and nobody can get at their files.",
        "agent Okay and y'all are all in the one building.",
        "caller No we've got a warehouse in Kyle too.",
        "agent Right and how big an outfit are you then.",
        "caller Twenty-six.",
        "agent Also you're not locked in with anybody.",
        "caller Nope.",
        "agent Good to know. Cool, who gave you our name, by the way.",
        "caller Hold on, sorry, there's somebody at the door.",
        "agent Somebody will be with you at noon, and we'll look after your computers.",
        "caller Thank you.",
    ];
    let turns: Vec<Turn> = lines.iter().zip(0..).map(|(line, at)| recognized(line, 6000 * at)).collect();
    let outcomes = |turns: &[Turn]| -> Vec<(String, &str)> {
        let facts = judged(&scenario, turns).hidden_facts;
        facts.into_iter().map(|fact| (fact.id, fact.outcome.as_str())).collect()
    };
    let expected = [
        ("employees", "drawn_out"),
        ("locations", "drawn_out"),
        ("current_firm", "not_asked"),
        ("reason", "asked"),
        ("contract", "drawn_out"),
    ];
    assert_eq!(outcomes(&turns), expected.map(|(id, outcome)| (id.to_owned(), outcome)));
    // Where somebody wrote it who sets question marks, what has none is no question.
    let typed: Vec<Turn> = lines.iter().map(|line| turn(&line.replace("June.", "June? Hello?"))).collect();
    let told = outcomes(&typed).into_iter().find(|(id, _)| id == "locations");
    assert_eq!(told, Some(("locations".to_owned(), "volunteered")));
}

#[test]
fn demands_are_heard_with_their_proof() {
    let scenario = ShippedScenario::named("server-down").unwrap().scenario();
    let turns = [
        "agent Harbor Lane IT, this is June.",
        "caller Hi, our server is down and nobody can get at their files.",
        "agent We only help customers under contract, I'm afraid. I'd call Dell about that.",
        "caller Okay then.",
    ]
    .map(turn);
    let result = judged(&scenario, &turns);
    let outcome = |id: &str| {
        let all = result.must.iter().chain(&result.must_not);
        all.into_iter().find(|finding| finding.id == id).map(|finding| finding.outcome).unwrap()
    };
    assert_eq!(outcome("offers_visit_today"), DemandOutcome::Missed);
    assert_eq!(outcome("takes_number"), DemandOutcome::Missed);
    assert_eq!(outcome("contract_only"), DemandOutcome::Happened);
    assert_eq!(outcome("sends_elsewhere"), DemandOutcome::Happened);
    let proof = &result.must_not[0].evidence[0];
    assert_eq!((proof.turn, proof.quote.contains("under contract")), (2, true));
    assert!(!result.must_not[0].rationale.is_empty());
}

#[test]
fn where_nobody_answers_nothing_is_drawn_out_and_every_must_is_missed() {
    let scenario = ShippedScenario::named("strange-login").unwrap().scenario();
    let turns =
        ["recorded You have reached Harbor Lane IT. Please leave a message.", "caller Please call me back."].map(turn);
    let result = judged(&scenario, &turns);
    assert_eq!(result.count(FactOutcome::NotAsked), 5);
    assert!(result.must.iter().all(|finding| finding.outcome == DemandOutcome::Missed), "{:?}", result.must);
    assert!(result.must_not.iter().all(|finding| finding.outcome == DemandOutcome::DidNotHappen));
    // Nothing at all was said.
    let silent = judged(&scenario, &[]);
    assert_eq!(silent.count(FactOutcome::NotAsked), 5);
}

#[test]
fn a_result_is_read_back_as_it_was_written() {
    let scenario = ShippedScenario::named("server-down").unwrap().scenario();
    let result = judged(&scenario, &["agent How many of you are there?", "caller Twenty-six."].map(turn));
    let json = serde_json::to_string(&result).unwrap();
    assert_eq!(serde_json::from_str::<ShopResult>(&json).unwrap(), result);
    assert!(json.starts_with("{\"schema\":\"ringcheck.shop/1\",\"scenario\":\"server-down\""), "{json}");
}

/// A recognizer runs sentences into one, and mishears what stands around a question.
#[test]
fn a_question_that_ran_into_other_words_is_found() {
    let scenario = ShippedScenario::named("strange-login").unwrap().scenario();
    let lines = [
        "agent Thank you for calling Delta Crossing Tech. This is Kendra.",
        "caller Last night somebody got in one of our girls email.",
        "agent Okay, well, who sits y'all have for your IT.",
        "caller It's a big company core of a manage and I've had a ticket in since 6 a.m. And it still says no",
    ];
    let turns: Vec<Turn> = lines.iter().zip(0..).map(|(line, at)| recognized(line, 6000 * at)).collect();
    let found = judged(&scenario, &turns).hidden_facts.into_iter().find(|fact| fact.id == "current_firm").unwrap();
    assert_eq!(found.outcome.as_str(), "drawn_out", "{found:?}");
}
