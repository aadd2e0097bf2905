//! Calls of a made-up firm.

use jiff::{Timestamp, tz::TimeZone};
use ringcheck_call::{
    CallFacts, CallType, Evidence, LeadWords, LossReason, Probability, Side, StartedAtSource, Turn, Verdict,
};
use ringcheck_report::{Currency, LeadRecords, Report, ReportBuilder, ReportOptions, Scope};

/// The time of the reports: a Sunday morning in Chicago.
pub(crate) const NOW: &str = "2026-11-22T13:30:00Z";

pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// A report of the days from 2026-11-15 to 2026-11-21 in Chicago.
pub(crate) fn options() -> ReportOptions {
    ReportOptions {
        title: "Calls of Fulton Computer Care".to_owned(),
        scope: days("2026-11-15", "2026-11-21"),
        agent_name: None,
        zone: zone("America/Chicago"),
        now: NOW.parse().unwrap(),
        lead_value: Some("2700".parse().unwrap()),
        currency: Currency::default(),
        min_calls: 10,
        db: None,
        timezone: None,
    }
}

pub(crate) fn days(first: &str, last: &str) -> Scope {
    Scope::Days { first: Some(first.parse().unwrap()), last: Some(last.parse().unwrap()) }
}

/// What the four criteria that lose leads, the greeting and the courtesy came to: `p`, `f`, `n` or `u` each.
pub(crate) fn verdicts(letters: &str) -> Vec<(String, Verdict)> {
    let ids = [
        "live_answer",
        "no_contract_turnaway",
        "no_refer_away",
        "qualifying_questions",
        "close_attempt",
        "greeting",
        "courtesy",
    ];
    assert_eq!(ids.len(), letters.len(), "{letters}");
    let verdict = |letter| match letter {
        'p' => Verdict::Pass,
        'f' => Verdict::Fail,
        'n' => Verdict::Na,
        'u' => Verdict::Undetermined,
        other => panic!("{other} is no verdict"),
    };
    ids.iter().zip(letters.chars()).map(|(id, letter)| ((*id).to_owned(), verdict(letter))).collect()
}

/// A prospect's call that was handled as these letters say, by Dana.
pub(crate) fn prospect(id: &str, started_at: &str, letters: &str) -> CallFacts {
    let verdicts = verdicts(letters);
    let is_open = verdicts.iter().any(|(_, verdict)| *verdict == Verdict::Undetermined);
    let is_passed = !verdicts.iter().any(|(_, verdict)| *verdict == Verdict::Fail);
    CallFacts {
        call_id: id.to_owned(),
        scorecard: 1,
        file_name: Some(format!("{id}.wav")),
        started_at: (!started_at.is_empty()).then(|| started_at.to_owned()),
        started_at_source: (!started_at.is_empty()).then_some(StartedAtSource::Cdr),
        agent_name: Some("Dana Ortiz".to_owned()),
        extension: Some("201".to_owned()),
        caller_number: None,
        disposition: None,
        duration_ms: Some(95_000),
        first_live_word_ms: Some(4_200),
        call_type: CallType::Prospect,
        call_type_confidence: Probability::new(0.93),
        percent: Some(if is_passed { 100.0 } else { 55.0 }),
        passed: Some(is_passed),
        needs_review: is_open,
        verdicts,
    }
}

/// The call with another number.
pub(crate) fn from(number: &str, call: CallFacts) -> CallFacts {
    CallFacts { caller_number: Some(number.to_owned()), ..call }
}

/// The call by another agent.
pub(crate) fn by(agent: &str, call: CallFacts) -> CallFacts {
    CallFacts { agent_name: (!agent.is_empty()).then(|| agent.to_owned()), extension: None, ..call }
}

/// The call by another kind of caller.
pub(crate) fn as_type(call_type: CallType, call: CallFacts) -> CallFacts {
    CallFacts { call_type, ..call }
}

/// What the store has of a lead that was lost for this reason.
pub(crate) fn words_of(reason: LossReason) -> LeadWords {
    LeadWords {
        wanted: Some(said(Side::Caller, "Our server went down and nobody can get to their files.", 9_100)),
        quote: Some(said(Side::Business, "We only help our contract customers.", 26_400)),
        rationale: format!("The criterion {} failed.", reason.criterion_id()),
    }
}

/// Words of a call.
pub(crate) fn said(side: Side, words: &str, start_ms: u64) -> Evidence {
    let turn = Turn::from_text(side, words, Some(start_ms), Some(start_ms + 3_000));
    turn.quote(0, 0..words.len()).unwrap()
}

/// A report of `calls`, all of which are of its days and all that there are.
pub(crate) fn report(options: ReportOptions, calls: &[CallFacts]) -> Report {
    report_around(options, calls, calls)
}

/// A report of `calls` with what is known of the calls around them.
pub(crate) fn report_around(options: ReportOptions, calls: &[CallFacts], around: &[CallFacts]) -> Report {
    report_with(options, calls, LeadRecords::default(), around)
}

/// The same with what else is known of leads.
pub(crate) fn report_with(
    options: ReportOptions,
    calls: &[CallFacts],
    records: LeadRecords,
    around: &[CallFacts],
) -> Report {
    let mut builder = ReportBuilder::new(options, records);
    for call in calls {
        builder.add(call);
    }
    let since = builder.context_since();
    let is_wanted =
        |call: &&CallFacts| call.started_at.as_ref().is_some_and(|at| at.parse::<Timestamp>().unwrap() >= since);
    around.iter().filter(is_wanted).for_each(|call| builder.add_context(call));
    let mut report = builder.finish();
    let words: Vec<_> = report.leads_to_tell(usize::MAX).into_iter().map(|(_, reason)| words_of(reason)).collect();
    report.tell_leads(words);
    report
}

/// A week of the firm, with something of everything.
pub(crate) fn week() -> Vec<CallFacts> {
    let at = |day: u32, time: &str| format!("2026-11-{day}T{time}-06:00");
    let mut calls = vec![
        from("+1 512 555 0134", prospect("a1", &at(15, "09:12:00"), "pfpffpp")),
        from("512-555-0134", prospect("a2", &at(16, "10:05:00"), "ppppppp")),
        from("+1 512 555 0177", prospect("a3", &at(17, "14:40:00"), "fnnnnnn")),
        from("5125550199", prospect("a4", &at(18, "08:01:00"), "ppfpfpp")),
        from("(512) 555-0199", by("Riley Stone", prospect("a5", &at(20, "16:20:00"), "pppffup"))),
        by("Riley Stone", prospect("a6", &at(20, "17:45:00"), "ppupufp")),
        by("Riley Stone", prospect("a7", &at(21, "09:30:00"), "ppppppp")),
        by("", prospect("a8", &at(21, "11:15:00"), "fppupfu")),
        as_type(CallType::Customer, prospect("b1", &at(16, "09:00:00"), "ppppnpp")),
        as_type(CallType::Customer, by("dana ortiz", prospect("b2", &at(18, "12:30:00"), "fffnnfp"))),
        as_type(CallType::Vendor, prospect("c1", &at(19, "15:00:00"), "ppnnnpp")),
    ];
    calls[4].call_type_confidence = Probability::new(0.52);
    calls[4].needs_review = true;
    calls[7].extension = Some("204".to_owned());
    calls[7].started_at_source = Some(StartedAtSource::FileTime);
    calls
}
