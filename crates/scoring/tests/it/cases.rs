//! Cases written as prose and dialogue in `tests/cases/<criterion-id>.md`, all run by [`check`].
//!
//! A case is a heading, a fenced `call` block, a line `expect: VERDICT[, quote "…"][, unquoted "…"][, near-miss "…"][, rationale "…"]` and optionally a
//! line `also: CRITERION VERDICT, …`.
//! After `call` may stand `border=yes`: close to the other verdict; `ring=N`: seconds of ringing; `on-hold=FROM-TO` and `silent=FROM-TO`: music on
//! hold, and silence, from and to a second; `goodbye=N`; and the figures `answered=N` and `longest-silence=N` in seconds, `rings=N` and `share=PERCENT`.
//! The figures on holds follow from the holds.

use std::collections::BTreeMap;

use ringcheck_call::{
    Call, CallType, Disposition, EventKind, Probability, Side, Speaker, Timeline, TimelineEvent, TimelineFigures, Turn,
    Verdict,
};
use ringcheck_scoring::{Assessment, CRITERION_IDS, Conversation, Rubric, assess};

use crate::full_rubric::full_rubric;

/// A dialogue with what is expected of it.
pub(crate) struct Case {
    criterion: String,
    title: String,
    call_type: CallType,
    turns: Vec<Turn>,
    timeline: Timeline,
    figures: TimelineFigures,
    expected: Verdict,
    quote: Option<String>,
    unquoted: Option<String>,
    near_miss: Option<String>,
    rationale: Option<String>,
    is_on_the_border: bool,
    also: Vec<(String, Verdict)>,
}

pub(crate) fn text_of(criterion: &str) -> String {
    let path = format!("{}/tests/cases/{criterion}.md", env!("CARGO_MANIFEST_DIR"));
    fs_err::read_to_string(path).unwrap()
}

fn verdict(word: &str) -> Verdict {
    [Verdict::Pass, Verdict::Fail, Verdict::Na, Verdict::Undetermined]
        .into_iter()
        .find(|v| v.as_str() == word.trim())
        .unwrap_or_else(|| panic!("`{word}` is no verdict"))
}

fn quoted(line: &str, after: &str) -> Option<String> {
    let rest = line.split_once(after)?.1;
    Some(rest.split('"').nth(1)?.to_owned())
}

fn seconds(time: &str) -> u64 {
    let (minutes, seconds) = time.split_once(':').unwrap();
    (minutes.parse::<u64>().unwrap() * 60 + seconds.parse::<u64>().unwrap()) * 1000
}

fn event(kind: EventKind, turn: Option<usize>, start_ms: u64, end_ms: u64) -> TimelineEvent {
    let confidence = Probability::from_thousandths(950);
    TimelineEvent {
        kind,
        side: Side::Business,
        start_ms: Some(start_ms),
        end_ms: Some(end_ms),
        turn,
        label: None,
        confidence,
    }
}

fn cases_of(criterion: &str) -> Vec<Case> {
    let text = text_of(criterion);
    assert!(text.starts_with(&format!("# {criterion}\n")), "{criterion}.md does not start with its criterion");
    text.split("\n## ").skip(1).map(|section| case_of(criterion, section)).collect()
}

pub(crate) fn case_of(criterion: &str, section: &str) -> Case {
    let title = section.lines().next().unwrap().to_owned();
    let mut case = Case {
        criterion: criterion.to_owned(),
        title,
        call_type: CallType::Prospect,
        turns: Vec::new(),
        timeline: Timeline::default(),
        figures: TimelineFigures::default(),
        expected: Verdict::Undetermined,
        quote: None,
        unquoted: None,
        near_miss: None,
        rationale: None,
        is_on_the_border: false,
        also: Vec::new(),
    };
    let mut is_inside = false;
    for line in section.lines().skip(1) {
        if let Some(head) = line.strip_prefix("```call") {
            is_inside = true;
            for (key, value) in head.split_whitespace().filter_map(|pair| pair.split_once('=')) {
                match key {
                    "type" => case.call_type = value.parse().unwrap(),
                    "ring" => {
                        let ms = value.parse::<u64>().unwrap() * 1000;
                        case.timeline.events.push(event(EventKind::Ring, None, 0, ms));
                    }
                    "on-hold" => case.timeline.events.push(stretch(EventKind::Hold, Side::Business, value)),
                    "silent" => case.timeline.events.push(stretch(EventKind::Silence, Side::Unknown, value)),
                    "goodbye" => {
                        let ms = milliseconds(value);
                        case.timeline.events.push(event(EventKind::Goodbye, None, ms, ms + 1000));
                    }
                    "answered" => case.figures.first_live_word_ms = Some(milliseconds(value)),
                    "longest-silence" => case.figures.longest_silence_ms = Some(milliseconds(value)),
                    "rings" => case.figures.ring_count = Some(value.parse().unwrap()),
                    "share" => case.figures.business.talk_percent = Some(value.parse().unwrap()),
                    "border" => case.is_on_the_border = value == "yes",
                    _ => panic!("unknown key `{key}` in {criterion}: {}", case.title),
                }
            }
        } else if line.starts_with("```") {
            is_inside = false;
        } else if is_inside {
            push_turn(&mut case, line);
        } else if let Some(expected) = line.strip_prefix("expect: ") {
            case.expected = verdict(expected.split(',').next().unwrap());
            case.quote = quoted(expected, ", quote");
            case.unquoted = quoted(expected, "unquoted");
            case.near_miss = quoted(expected, "near-miss");
            case.rationale = quoted(expected, "rationale");
        } else if let Some(also) = line.strip_prefix("also: ") {
            case.also = also
                .split(", ")
                .map(|pair| pair.split_once(' ').unwrap())
                .map(|(id, word)| (id.to_owned(), verdict(word)))
                .collect();
        }
    }
    add_hold_figures(&mut case);
    case
}

/// `FROM-TO`, in seconds, as an event heard in the sound.
fn stretch(kind: EventKind, side: Side, from_to: &str) -> TimelineEvent {
    let (from, to) = from_to.split_once('-').unwrap();
    TimelineEvent { side, ..event(kind, None, milliseconds(from), milliseconds(to)) }
}

fn milliseconds(seconds: &str) -> u64 {
    let (whole, tenths) = seconds.split_once('.').unwrap_or((seconds, "0"));
    whole.parse::<u64>().unwrap() * 1000 + tenths.parse::<u64>().unwrap() * 100
}

fn add_hold_figures(case: &mut Case) {
    case.timeline.events.sort_by_key(|e| e.start_ms);
    let holds = case.timeline.events.iter().filter(|e| e.kind == EventKind::Hold);
    let lengths: Vec<u64> = holds.filter_map(|e| Some(e.end_ms? - e.start_ms?)).collect();
    case.figures.hold_count = u32::try_from(lengths.len()).ok();
    case.figures.hold_ms = Some(lengths.iter().sum());
    case.figures.longest_hold_ms = Some(lengths.into_iter().max().unwrap_or(0));
}

fn push_turn(case: &mut Case, line: &str) {
    let mut parts = line.splitn(3, ' ');
    let (time, who, said) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap().trim());
    let (side, speaker, kind) = match who {
        "business" => (Side::Business, Speaker::Agent, None),
        "caller" => (Side::Caller, Speaker::Caller, None),
        "notice" => (Side::Business, Speaker::RecordedVoice, Some(EventKind::Notice)),
        "menu" => (Side::Business, Speaker::RecordedVoice, Some(EventKind::Menu)),
        "queue" | "recorded" => (Side::Business, Speaker::RecordedVoice, Some(EventKind::QueueMessage)),
        "voicemail" => (Side::Business, Speaker::RecordedVoice, Some(EventKind::Voicemail)),
        "bot" => (Side::Business, Speaker::RecordedVoice, Some(EventKind::Bot)),
        "hold" => (Side::Business, Speaker::RecordedVoice, Some(EventKind::Hold)),
        _ => panic!("nobody is called `{who}` in {}", case.title),
    };
    let start_ms = seconds(time);
    let mut turn = Turn::from_text(side, said, Some(start_ms), Some(start_ms + 2000));
    turn.speaker = speaker;
    if let Some(kind) = kind {
        case.timeline.events.push(event(kind, Some(case.turns.len()), start_ms, start_ms + 2000));
    }
    case.turns.push(turn);
}

pub(crate) fn assessed(case: &Case) -> Assessment {
    let call = Call::default();
    let conversation = Conversation {
        turns: &case.turns,
        timeline: &case.timeline,
        figures: &case.figures,
        is_cut_off: false,
        call: &call,
        doubtful_turns: &[],
        sides_confidence: None,
    };
    assess(&full_rubric(), &conversation)
}

/// Runs the cases of one criterion and lists every disappointment at once.
fn check(criterion: &str) {
    let mut wrong = Vec::new();
    for case in cases_of(criterion) {
        let found = assessed(&case);
        let mut complain = |what: String| wrong.push(format!("{}: {what}", case.title));
        if found.call_type != case.call_type && !case.turns.is_empty() && case.turns.len() > 3 {
            complain(format!("call type is {}, not {}", found.call_type, case.call_type));
        }
        let judged = found.criteria.iter().find(|c| c.id == case.criterion).unwrap();
        if judged.verdict != case.expected {
            complain(format!(
                "{} rather than {}: {} {:?}",
                judged.verdict, case.expected, judged.rationale, judged.evidence
            ));
        }
        let quotes = judged.evidence.iter().map(|e| e.quote.as_str()).collect::<Vec<_>>().join(" | ");
        if let Some(quote) = case.quote.as_ref().filter(|quote| !quotes.contains(quote.as_str())) {
            complain(format!("`{quote}` is not among the evidence: {quotes}"));
        }
        if let Some(quote) = case.unquoted.as_ref().filter(|quote| quotes.contains(quote.as_str())) {
            complain(format!("`{quote}` is among the evidence: {quotes}"));
        }
        let is_twice = |(i, e)| judged.evidence.iter().skip(i + 1).any(|later| later == e);
        if judged.evidence.iter().enumerate().any(is_twice) {
            complain(format!("the same words are listed twice: {quotes}"));
        }
        let near = judged.nearest_miss.as_ref().map_or("", |miss| miss.quote.as_str());
        if let Some(quote) = case.near_miss.as_ref().filter(|quote| !near.contains(quote.as_str())) {
            complain(format!("`{quote}` is not the nearest miss: {near}"));
        }
        if let Some(said) = case.rationale.as_ref().filter(|said| !judged.rationale.contains(said.as_str())) {
            complain(format!("`{said}` is not in the rationale: {}", judged.rationale));
        }
        for (id, expected) in &case.also {
            let judged = found.criteria.iter().find(|c| c.id == *id).unwrap();
            if judged.verdict != *expected {
                complain(format!(
                    "{id} is {} rather than {expected}: {} {:?}",
                    judged.verdict, judged.rationale, judged.evidence
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{criterion}:\n  {}", wrong.join("\n  "));
}

#[test]
fn live_answer() {
    check("live_answer");
}

#[test]
fn no_contract_turnaway() {
    check("no_contract_turnaway");
}

#[test]
fn qualifying_questions() {
    check("qualifying_questions");
}

#[test]
fn close_attempt() {
    check("close_attempt");
}

#[test]
fn no_refer_away() {
    check("no_refer_away");
}

#[test]
fn greeting() {
    check("greeting");
}

#[test]
fn contact_capture() {
    check("contact_capture");
}

#[test]
fn courtesy() {
    check("courtesy");
}

#[test]
fn answer_speed() {
    check("answer_speed");
}

#[test]
fn hold_time() {
    check("hold_time");
}

#[test]
fn dead_air() {
    check("dead_air");
}

#[test]
fn hold_permission() {
    check("hold_permission");
}

#[test]
fn talk_share() {
    check("talk_share");
}

#[test]
fn objection_answered() {
    check("objection_answered");
}

#[test]
fn opportunity_noticed() {
    check("opportunity_noticed");
}

#[test]
fn every_criterion_has_pass_fail_near_miss_and_na_cases_and_a_page() {
    let page = fs_err::read_to_string(format!("{}/../../docs/criteria.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    for criterion in CRITERION_IDS {
        let cases = cases_of(criterion);
        let count: BTreeMap<&str, usize> = cases.iter().fold(BTreeMap::new(), |mut count, case| {
            *count.entry(case.expected.as_str()).or_default() += 1;
            count
        });
        for verdict in ["pass", "fail", "na"] {
            assert!(count.contains_key(verdict), "{criterion} has no case that is {verdict}");
        }
        let has_near_miss = cases.iter().any(|case| case.near_miss.is_some() || case.is_on_the_border);
        assert!(has_near_miss, "{criterion} has no near miss");
        assert!(page.contains(&format!("## `{criterion}`")), "docs/criteria.md does not explain {criterion}");
    }
}

/// A call that the phone system knows of and nobody recorded.
#[test]
fn a_call_that_was_never_answered_fails_live_answer_and_nothing_else() {
    let timeline = Timeline::default();
    let assessed = |disposition| {
        let call = Call { disposition: Some(disposition), duration_ms: Some(32_000), ..Call::default() };
        let conversation = Conversation {
            turns: &[],
            timeline: &timeline,
            figures: &TimelineFigures::default(),
            is_cut_off: false,
            call: &call,
            doubtful_turns: &[],
            sides_confidence: None,
        };
        assess(&Rubric::default_msp_inbound(), &conversation)
    };
    for disposition in [Disposition::NoAnswer, Disposition::Busy, Disposition::Failed] {
        let found = assessed(disposition);
        for criterion in &found.criteria {
            let expected = if criterion.id == "live_answer" { Verdict::Fail } else { Verdict::Na };
            assert_eq!(criterion.verdict, expected, "{disposition:?} {}: {}", criterion.id, criterion.rationale);
        }
        assert_eq!(found.score.percent, Some(0.0));
        assert!(!found.needs_review);
    }
    let rationale = &assessed(Disposition::NoAnswer).criteria[0].rationale;
    assert_eq!(rationale, "Nobody answered: by the phone system's records the call ended unanswered after 32 seconds.");
    // That a menu, a voicemail or a person picked up does not tell which of them.
    assert_eq!(assessed(Disposition::Answered).criteria[0].verdict, Verdict::Undetermined);
}

/// On one channel, who is who is an estimate, and verdicts are no surer than it.
#[test]
fn verdicts_are_no_surer_than_who_is_who() {
    let said = [
        (Side::Business, "Lone Pecan Technologies, this is Dana, how can I help?"),
        (Side::Caller, "Our server is down, can you help?"),
        (Side::Business, "We only support contract customers."),
    ];
    let turns: Vec<Turn> = said.map(|(side, text)| Turn::from_text(side, text, None, None)).into();
    let (timeline, call) = (Timeline::default(), Call::default());
    let assessed = |sides_confidence| {
        let conversation = Conversation {
            turns: &turns,
            timeline: &timeline,
            figures: &TimelineFigures::default(),
            is_cut_off: false,
            call: &call,
            doubtful_turns: &[],
            sides_confidence,
        };
        assess(&Rubric::default_msp_inbound(), &conversation)
    };
    let (given, doubtful) = (assessed(None), assessed(Some(Probability::from_thousandths(700))));
    for (sure, unsure) in given.criteria.iter().zip(&doubtful.criteria) {
        assert_eq!(sure.verdict, unsure.verdict, "{}", sure.id);
        let is_about_who = sure.id != "live_answer" && matches!(sure.verdict, Verdict::Pass | Verdict::Fail);
        assert_eq!(unsure.confidence < sure.confidence, is_about_who, "{}", sure.id);
    }
    assert!(!given.needs_review);
    assert!(doubtful.review_reasons.iter().any(|reason| reason.contains("70 % sure")), "{:?}", doubtful.review_reasons);
}

/// Doubtful words may be what Whisper made of music.
#[test]
fn doubtful_words_neither_answer_nor_decide_who_calls() {
    let (timeline, call) = (Timeline::default(), Call::default());
    let assessed = |said: &[(Side, &str)], doubtful_turns: &[usize]| {
        let turns: Vec<Turn> = said.iter().map(|&(side, text)| Turn::from_text(side, text, None, None)).collect();
        let conversation = Conversation {
            turns: &turns,
            timeline: &timeline,
            figures: &TimelineFigures::default(),
            is_cut_off: false,
            call: &call,
            doubtful_turns,
            sides_confidence: None,
        };
        assess(&Rubric::default_msp_inbound(), &conversation)
    };
    let verdict = |found: &Assessment, id: &str| found.criteria.iter().find(|c| c.id == id).unwrap().verdict;

    let asked = [(Side::Caller, "Hi, our server is down, can you help?"), (Side::Business, "Thank you.")];
    assert_eq!(verdict(&assessed(&asked, &[]), "close_attempt"), Verdict::Fail);
    let unsure = assessed(&asked, &[1]);
    for id in ["live_answer", "close_attempt", "greeting", "courtesy", "no_contract_turnaway"] {
        assert_eq!(verdict(&unsure, id), Verdict::Undetermined, "{id}");
    }

    let pitch = [
        (Side::Business, "Lone Pecan Technologies, this is Dana, how can I help?"),
        (Side::Caller, "Hi Dana, I'm calling on behalf of a vendor, we offer merchant services, is the owner in?"),
        (Side::Business, "No, sorry, she is out today."),
    ];
    let sure = assessed(&pitch, &[]);
    assert_eq!((sure.call_type, verdict(&sure, "close_attempt")), (CallType::Vendor, Verdict::Na));
    assert_eq!(verdict(&assessed(&pitch, &[1]), "close_attempt"), Verdict::Undetermined);
}
