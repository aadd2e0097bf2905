//! The criteria of the timeline where a dialogue alone does not tell: missing figures, nobody there, a missing end, doubt.

use ringcheck_call::{
    Call, CriterionScore, Disposition, EventKind, Probability, Side, SideFigures, Speaker, Timeline, TimelineEvent,
    TimelineFigures, Turn, Verdict,
};
use ringcheck_scoring::{Conversation, Rubric, assess};

/// A call under study; the default is one that was measured, with a short talk and neither hold nor silence.
#[derive(Clone)]
pub(crate) struct Heard {
    pub(crate) turns: Vec<Turn>,
    pub(crate) events: Vec<TimelineEvent>,
    pub(crate) figures: TimelineFigures,
    pub(crate) call: Call,
    pub(crate) is_cut_off: bool,
    pub(crate) doubtful_turns: Vec<usize>,
    pub(crate) sides_confidence: Option<Probability>,
}

impl Default for Heard {
    fn default() -> Self {
        let figures = TimelineFigures {
            ring_count: Some(2),
            first_live_word_ms: Some(8000),
            hold_count: Some(0),
            hold_ms: Some(0),
            longest_hold_ms: None,
            longest_silence_ms: Some(1500),
            business: SideFigures { talk_percent: Some(50.0), ..SideFigures::default() },
            ..TimelineFigures::default()
        };
        Self {
            turns: vec![
                turn(Side::Business, 8, "Lantern Systems, this is Max."),
                turn(Side::Caller, 11, "Our server is down."),
                turn(Side::Business, 14, "Hang on, let me ask."),
            ],
            events: vec![event(EventKind::FirstLiveWord, 8..10)],
            figures,
            call: Call::default(),
            is_cut_off: false,
            doubtful_turns: Vec::new(),
            sides_confidence: None,
        }
    }
}

pub(crate) fn turn(side: Side, second: u64, text: &str) -> Turn {
    let mut turn = Turn::from_text(side, text, Some(second * 1000), Some(second * 1000 + 2000));
    turn.speaker = if side == Side::Caller { Speaker::Caller } else { Speaker::Agent };
    turn
}

pub(crate) fn event(kind: EventKind, seconds: std::ops::Range<u64>) -> TimelineEvent {
    TimelineEvent {
        kind,
        side: Side::Business,
        start_ms: Some(seconds.start * 1000),
        end_ms: Some(seconds.end * 1000),
        turn: None,
        label: None,
        confidence: Probability::from_thousandths(910),
    }
}

/// Nobody speaks; the phone rings `rings` times in `seconds`.
pub(crate) fn only_ringing(rings: u32, seconds: u64) -> Heard {
    let figures = TimelineFigures { ring_count: Some(rings), hold_count: Some(0), ..TimelineFigures::default() };
    Heard { turns: Vec::new(), events: vec![event(EventKind::Ring, 0..seconds)], figures, ..Heard::default() }
}

/// What becomes of `criterion`, the keys of its table besides the required ones.
pub(crate) fn judged(heard: &Heard, id: &str, keys: &str) -> CriterionScore {
    let text = format!(
        "id = \"one\"\ntitle = \"One\"\nversion = \"1\"\npass_mark = 50\n[[criteria]]\nid = \"{id}\"\ntitle = \"It\"\n\
         question = \"Is it?\"\nweight = 10\n{keys}"
    );
    let conversation = Conversation {
        turns: &heard.turns,
        timeline: &Timeline { events: heard.events.clone() },
        figures: &heard.figures,
        is_cut_off: heard.is_cut_off,
        call: &heard.call,
        doubtful_turns: &heard.doubtful_turns,
        sides_confidence: heard.sides_confidence,
    };
    assess(&Rubric::parse(&text).unwrap(), &conversation).criteria.remove(0)
}

#[track_caller]
pub(crate) fn check(found: &CriterionScore, verdict: Verdict, said: &str) {
    assert_eq!((found.verdict, found.rationale.contains(said)), (verdict, true), "{}", found.rationale);
}

const SPEED: &str = "max_seconds = 20\nmax_rings = 4\n";

/// Each criterion with limits that a short and lively call meets.
const ALL: [(&str, &str); 4] = [
    ("answer_speed", SPEED),
    ("hold_time", "max_seconds = 30\n"),
    ("dead_air", "max_seconds = 5\n"),
    ("talk_share", "min_percent = 30\nmax_percent = 60\n"),
];

#[test]
fn a_measured_call_passes() {
    for (id, limits) in ALL {
        assert_eq!(judged(&Heard::default(), id, limits).verdict, Verdict::Pass, "{id}");
    }
    check(&judged(&Heard::default(), "hold_permission", ""), Verdict::Na, "never put on hold");
}

#[test]
fn what_was_not_measured_is_undetermined_and_the_rationale_says_why() {
    let unmeasured = Heard { figures: TimelineFigures::default(), ..Heard::default() };
    let without_times = Heard {
        turns: vec![Turn::from_text(Side::Business, "Lantern Systems, this is Max.", None, None)],
        events: Vec::new(),
        ..unmeasured.clone()
    };
    for (id, limits) in ALL {
        if id != "dead_air" {
            check(&judged(&unmeasured, id, limits), Verdict::Undetermined, "it was not measured in this call");
        }
        check(&judged(&without_times, id, limits), Verdict::Undetermined, "the transcript has no times");
    }
    let question = "Whether the caller was put on hold is not known: it was not measured in this call.";
    check(&judged(&unmeasured, "hold_permission", ""), Verdict::Undetermined, question);
    // A hold that was heard all the same is judged.
    let held = Heard { events: vec![event(EventKind::Hold, 17..30)], ..unmeasured.clone() };
    check(&judged(&held, "hold_permission", ""), Verdict::Fail, "without asking");
    // Turns with times have gaps between them.
    let found = judged(&unmeasured, "dead_air", "max_seconds = 5\n");
    check(&found, Verdict::Pass, "No silence of 2 seconds or more was heard; at most 5 seconds are asked for.");
    assert_eq!(found.confidence, Probability::from_thousandths(700));
    let unheard = TimelineFigures { ring_count: None, ..Heard::default().figures };
    let imported = Heard { figures: unheard, ..Heard::default() };
    check(&judged(&imported, "answer_speed", SPEED), Verdict::Undetermined, "How often the phone rang is not known");
    check(&judged(&imported, "answer_speed", "max_seconds = 20\n"), Verdict::Pass, "after 8 seconds; at most 20");
    check(&judged(&imported, "answer_speed", "max_seconds = 7\nmax_rings = 4\n"), Verdict::Fail, "after 8 seconds;");
}

#[test]
fn a_speed_is_as_sure_as_the_first_live_word_and_quotes_it() {
    let found = judged(&Heard::default(), "answer_speed", "max_rings = 1\n");
    check(&found, Verdict::Fail, "Somebody answered after 8 seconds and 2 rings; at most 1 ring is asked for.");
    assert_eq!(found.confidence, Probability::from_thousandths(910));
    assert_eq!(
        (found.evidence[0].start_ms, found.evidence[0].quote.as_str()),
        (Some(8000), "Lantern Systems, this is Max.")
    );
    let unsure = Heard { sides_confidence: Some(Probability::from_thousandths(700)), ..Heard::default() };
    assert_eq!(judged(&unsure, "answer_speed", SPEED).confidence, found.confidence);
    // Whose talk it is does hang on who is who, and so does when the talk began and who holds.
    for (id, limits) in ALL.iter().skip(1) {
        let (doubtful, given) = (judged(&unsure, id, limits), judged(&Heard::default(), id, limits));
        assert!(doubtful.confidence < given.confidence, "{id}");
    }
}

#[test]
fn a_call_that_no_person_answers_fails_only_where_a_rubric_needs_nothing() {
    let voicemail = Heard { events: vec![event(EventKind::Voicemail, 6..12)], ..only_ringing(1, 4) };
    for heard in [&only_ringing(6, 32), &voicemail] {
        check(&judged(heard, "answer_speed", SPEED), Verdict::Na, "No live person");
    }
    let open = format!("{SPEED}needs = \"nothing\"\n");
    check(
        &judged(&only_ringing(6, 32), "answer_speed", &open),
        Verdict::Fail,
        "No live person answered within 32 seconds and 6 rings; at most 20 seconds and 4 rings are asked for.",
    );
    check(&judged(&voicemail, "answer_speed", &open), Verdict::Fail, "No live person answered this call.");
    let busy = Heard { events: vec![event(EventKind::Busy, 0..5)], ..only_ringing(0, 0) };
    check(&judged(&busy, "answer_speed", &open), Verdict::Fail, "No live person answered");
    // Who hangs up after ten seconds was not kept waiting for twenty.
    check(&judged(&only_ringing(2, 10), "answer_speed", &open), Verdict::Na, "hung up before");
    let nothing = Heard { events: Vec::new(), ..only_ringing(0, 0) };
    check(&judged(&nothing, "answer_speed", &open), Verdict::Undetermined, "a person has to say");
}

#[test]
fn a_call_that_was_never_recorded_is_judged_by_the_phone_systems_records() {
    let missed = |ms: u64| {
        let call = Call { disposition: Some(Disposition::NoAnswer), duration_ms: Some(ms), ..Call::default() };
        Heard { events: Vec::new(), figures: TimelineFigures::default(), call, ..only_ringing(0, 0) }
    };
    let open = format!("{SPEED}needs = \"nothing\"\n");
    check(&judged(&missed(32_000), "answer_speed", &open), Verdict::Fail, "ended unanswered after 32 seconds");
    check(&judged(&missed(6000), "answer_speed", &open), Verdict::Na, "hung up before");
    check(&judged(&missed(32_000), "answer_speed", SPEED), Verdict::Na, "No live person");
    for (id, limits) in ALL.iter().skip(1) {
        check(&judged(&missed(32_000), id, limits), Verdict::Na, "No live person");
    }
}

#[test]
fn what_may_still_have_come_fails_nobody() {
    let open = format!("{SPEED}needs = \"nothing\"\n");
    let cut = |heard: Heard| Heard { is_cut_off: true, ..heard };
    check(&judged(&cut(only_ringing(2, 10)), "answer_speed", &open), Verdict::Undetermined, "breaks off");
    // What comes after the limit cannot meet it.
    check(&judged(&cut(only_ringing(6, 32)), "answer_speed", &open), Verdict::Fail, "32 seconds");

    let share = "max_percent = 40\n";
    check(&judged(&Heard::default(), "talk_share", share), Verdict::Fail, "50.0 %");
    check(&judged(&cut(Heard::default()), "talk_share", share), Verdict::Undetermined, "breaks off");

    let on_hold = |ms: u64| {
        let figures = TimelineFigures { hold_count: Some(1), longest_hold_ms: Some(ms), ..Heard::default().figures };
        let events = vec![event(EventKind::FirstLiveWord, 8..10), event(EventKind::Hold, 16..16 + ms / 1000)];
        Heard { events, figures, ..Heard::default() }
    };
    let limit = "max_seconds = 30\n";
    check(&judged(&on_hold(20_000), "hold_time", limit), Verdict::Pass, "for 20 seconds, from 0:16 on");
    check(
        &judged(&cut(on_hold(20_000)), "hold_time", limit),
        Verdict::Undetermined,
        "breaks off while the caller is on hold",
    );
    check(&judged(&cut(on_hold(45_000)), "hold_time", limit), Verdict::Fail, "for 45 seconds");
    check(&judged(&on_hold(1000), "hold_time", "max_seconds = 0\n"), Verdict::Fail, "no hold is asked for");
    // A hold that was heard was asked for before it or not at all.
    check(&judged(&cut(on_hold(20_000)), "hold_permission", ""), Verdict::Fail, "without asking");
}

#[test]
fn words_in_doubt_decide_nothing_and_times_do_not_hang_on_them() {
    let figures = TimelineFigures {
        hold_count: Some(1),
        longest_hold_ms: Some(40_000),
        longest_silence_ms: Some(12_000),
        ..Heard::default().figures
    };
    let events = vec![event(EventKind::FirstLiveWord, 8..10), event(EventKind::Hold, 30..70)];
    let heard = Heard { events, figures, doubtful_turns: vec![2], ..Heard::default() };
    check(&judged(&heard, "hold_permission", ""), Verdict::Undetermined, "recognized poorly");
    let found = judged(&heard, "hold_time", "max_seconds = 30\n");
    check(&found, Verdict::Fail, "for 40 seconds");
    assert_eq!(found.evidence[0].quote, "Hang on, let me ask.");
    check(&judged(&heard, "dead_air", "max_seconds = 5\n"), Verdict::Fail, "Nobody spoke for 12 seconds");
    // When somebody answered is when the first live words were said, so it does.
    let heard = Heard { doubtful_turns: vec![0], ..heard };
    check(&judged(&heard, "answer_speed", SPEED), Verdict::Undetermined, "recognized poorly");
}

#[test]
fn keys_that_every_criterion_has_work_as_everywhere() {
    let found = judged(&Heard::default(), "hold_time", "max_seconds = 30\napplies_to = [\"vendor\"]\n");
    check(&found, Verdict::Na, "Not asked of a prospect.");
    let silent = Heard { turns: vec![turn(Side::Caller, 1, "Hello? Our server is down.")], ..only_ringing(2, 10) };
    check(&judged(&silent, "talk_share", "max_percent = 50\nneeds = \"nothing\"\n"), Verdict::Na, "No live person");
    check(&judged(&silent, "dead_air", "max_seconds = 5\nneeds = \"nothing\"\n"), Verdict::Na, "No live person");
    check(&judged(&silent, "hold_time", "max_seconds = 5\nneeds = \"nothing\"\n"), Verdict::Pass, "never put on hold");
}

#[test]
fn the_callers_own_hold_is_not_the_agents() {
    let caller_hold = TimelineEvent { side: Side::Caller, ..event(EventKind::Hold, 16..40) };
    let heard = Heard { events: vec![event(EventKind::FirstLiveWord, 8..10), caller_hold.clone()], ..Heard::default() };
    check(&judged(&heard, "hold_permission", ""), Verdict::Na, "never put on hold");
    let unknown = TimelineEvent { side: Side::Unknown, ..caller_hold };
    let heard = Heard { events: vec![event(EventKind::FirstLiveWord, 8..10), unknown], ..heard };
    check(&judged(&heard, "hold_permission", ""), Verdict::Fail, "without asking");
}
