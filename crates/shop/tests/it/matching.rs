//! Every planned call is found among a thousand others, and none is taken for another.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use ringcheck_call::Direction;
use ringcheck_shop::{Candidate, Match, Nearest, Recorder, Wanted, Why, find, may_yet_be, possible};

const SHOPPER: &str = "5125550199";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn wanted(id: i64, called: &str, time: &str) -> Wanted {
    Wanted {
        id,
        called_number: called.to_owned(),
        from_number: SHOPPER.to_owned(),
        at: at(time),
        window_minutes: 60,
        is_settled: false,
        refused: Vec::new(),
    }
}

fn call(time: Timestamp, from: &str, called: Option<&str>) -> Candidate {
    Candidate {
        started_at: Some(time),
        caller_number: Some(from.to_owned()),
        called_number: called.map(str::to_owned),
        ..Candidate::default()
    }
}

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

fn found(matches: &[Match]) -> Vec<Option<usize>> {
    matches.iter().map(|m| if let Match::Found { candidate, .. } = m { Some(*candidate) } else { None }).collect()
}

fn open(candidates: &[usize], why: Why) -> Match {
    Match::Open { candidates: candidates.to_vec(), why }
}

fn missing() -> Match {
    Match::Missing { nearest: None }
}

fn answered(call: Candidate, is_answered: bool) -> Candidate {
    Candidate { is_answered: Some(is_answered), ..call }
}

#[test]
fn every_planned_call_is_found_among_a_thousand_others() {
    let plan: Vec<Wanted> = (0..12)
        .map(|idx| {
            let day = 2 + idx / 4;
            let hour = 9 + 2 * (idx % 4);
            wanted(idx, &format!("512555{:04}", 100 + idx % 4), &format!("2026-03-0{day}T{hour:02}:30:00Z"))
        })
        .collect();
    let mut calls = Vec::new();
    for (idx, want) in plan.iter().enumerate() {
        let late = i64::try_from(idx).unwrap() % 7 - 2;
        // Written with and without the country code.
        let from = if idx % 2 == 0 { "+1 512 555 0199" } else { SHOPPER };
        calls.push(call(want.at + minutes(late), from, Some(&want.called_number)));
    }
    let n_planned = calls.len();
    for n in 0..1000_i64 {
        let want = &plan[usize::try_from(n).unwrap() % plan.len()];
        calls.push(match n % 8 {
            // The same number on another day, and out of the window.
            0 => call(want.at + minutes(24 * 60 * (3 + n % 5)), SHOPPER, Some(&want.called_number)),
            1 => call(want.at - minutes(61 + n % 50), SHOPPER, Some(&want.called_number)),
            // Another number in the same minute, one digit off, or withheld.
            2 => call(want.at, "5125550198", Some(&want.called_number)),
            3 => call(want.at, &format!("737555{:04}", n % 1000), Some(&want.called_number)),
            4 => Candidate { caller_number: None, ..call(want.at, "", Some(&want.called_number)) },
            // A call of the firm's to the shopper.
            5 => {
                Candidate { direction: Some(Direction::Outbound), ..call(want.at, SHOPPER, Some(&want.called_number)) }
            }
            // The shopper called another number of the firm's that is in no plan, hours later.
            6 => call(want.at + minutes(90 + n % 20), SHOPPER, Some("5125550999")),
            // Nothing is known of it.
            _ => Candidate { started_at: Some(want.at), ..Candidate::default() },
        });
    }
    let matches = find(&plan, &calls, Recorder::Firm);
    assert_eq!(found(&matches), (0..n_planned).map(Some).collect::<Vec<_>>());
    // The order of the calls changes nothing.
    let reversed: Vec<Candidate> = calls.iter().rev().cloned().collect();
    let last = calls.len() - 1;
    let expected: Vec<Option<usize>> = (0..n_planned).map(|idx| Some(last - idx)).collect();
    assert_eq!(found(&find(&plan, &reversed, Recorder::Firm)), expected);
}

#[test]
fn a_repeated_call_does_not_take_the_place_of_another_planned_one() {
    let plan = [wanted(1, "5125550100", "2026-03-05T10:00:00Z"), wanted(2, "5125550101", "2026-03-05T10:30:00Z")];
    let ten = plan[0].at;
    // Nobody knows which number was called; the second planned call was never made.
    let calls = [call(ten + minutes(2), SHOPPER, None), call(ten + minutes(6), SHOPPER, None)];
    let matches = find(&plan, &calls, Recorder::Firm);
    assert_eq!(found(&matches), [Some(0), None], "{matches:?}");
    // Where the number is known, it tells.
    let calls =
        [call(ten + minutes(20), SHOPPER, Some("5125550101")), call(ten + minutes(25), SHOPPER, Some("5125550100"))];
    assert_eq!(found(&find(&plan, &calls, Recorder::Firm)), [Some(1), Some(0)]);
}

#[test]
fn what_is_ambiguous_is_left_open() {
    let plan = [wanted(1, "5125550100", "2026-03-05T10:00:00Z"), wanted(2, "5125550101", "2026-03-05T10:05:00Z")];
    let ten = plan[0].at;
    // The shopper is late: the first call is nearer to the second planned time.
    let late = [call(ten + minutes(4), SHOPPER, None), call(ten + minutes(9), SHOPPER, None)];
    let matches = find(&plan, &late, Recorder::Firm);
    assert!(matches.iter().all(|m| matches!(m, Match::Open { .. })), "{matches:?}");
    // Two calls that fit equally well.
    let one = &plan[..1];
    let twice = [call(ten + minutes(3), SHOPPER, None), call(ten - minutes(3), SHOPPER, None)];
    assert_eq!(find(one, &twice, Recorder::Firm), [open(&[0, 1], Why::SeveralFit)]);
    // One failed and was made again.
    let again = [
        Candidate { is_answered: Some(false), ..call(ten, SHOPPER, None) },
        Candidate { is_answered: Some(true), ..call(ten + minutes(1), SHOPPER, None) },
    ];
    assert_eq!(found(&find(one, &again, Recorder::Firm)), [Some(1)]);
}

#[test]
fn a_call_of_which_nobody_knows_the_caller_is_named_and_never_taken() {
    let plan = [wanted(1, "5125550100", "2026-03-05T10:00:00Z")];
    let unknown = |minute: i64, called: &str| Candidate {
        caller_number: None,
        ..call(plan[0].at + minutes(minute), "", Some(called))
    };
    let only = [unknown(5, "+1 512 555 0100"), unknown(5, "5125550777"), unknown(61, "5125550100")];
    assert_eq!(find(&plan, &only, Recorder::Firm), [open(&[0], Why::CallerUnknown)]);
    let two = [unknown(5, "5125550100"), unknown(40, "5125550100")];
    assert_eq!(find(&plan, &two, Recorder::Firm), [open(&[0, 1], Why::CallerUnknown)]);
    let named = [unknown(0, "5125550100"), call(plan[0].at + minutes(50), SHOPPER, Some("5125550100"))];
    assert_eq!(found(&find(&plan, &named, Recorder::Firm)), [Some(1)]);
    // That its file was written then says nothing of a stranger's call.
    let copied = [Candidate { is_time_of_file: true, ..unknown(5, "5125550100") }];
    assert_eq!(find(&plan, &copied, Recorder::Firm), [missing()]);
}

#[test]
fn the_answered_call_counts_however_much_nearer_the_failed_one_is() {
    let plan = [wanted(1, "5125550100", "2026-03-05T10:00:00Z")];
    let at = |minute: i64| call(plan[0].at + minutes(minute), SHOPPER, Some("5125550100"));
    for (failed, got_through) in [(0, 10), (-10, 15), (0, 55), (5, -40)] {
        let calls = [answered(at(failed), false), answered(at(got_through), true)];
        assert_eq!(found(&find(&plan, &calls, Recorder::Firm)), [Some(1)], "{failed} {got_through}");
    }
    // Where nobody says whether the other one was answered, a person does.
    let calls = [answered(at(0), false), at(10)];
    assert_eq!(find(&plan, &calls, Recorder::Firm), [open(&[0, 1], Why::SeveralFit)]);
    // Of two failed ones the nearer counts, and one that failed alone is the planned call.
    let calls = [answered(at(0), false), answered(at(10), false)];
    assert_eq!(found(&find(&plan, &calls, Recorder::Firm)), [Some(0)]);
    // That another number answered says nothing.
    let calls = [answered(at(0), false), answered(call(plan[0].at, SHOPPER, Some("5125550999")), true)];
    assert_eq!(found(&find(&plan, &calls, Recorder::Firm)), [Some(0)]);
}

#[test]
fn a_failed_call_stays_where_the_answered_one_is_another_planned_call() {
    let plan = [wanted(1, "5125550100", "2026-03-05T10:00:00Z"), wanted(2, "5125550100", "2026-03-05T11:00:00Z")];
    let at = |minute: i64| call(plan[0].at + minutes(minute), SHOPPER, Some("5125550100"));
    let calls = [answered(at(0), false), answered(at(60), true)];
    assert_eq!(found(&find(&plan, &calls, Recorder::Firm)), [Some(0), Some(1)]);
    // The failed attempt at the first is never taken for the second.
    let calls = [answered(at(1), false), answered(at(9), true)];
    // It is in the window, so it is not told as what came nearest out of it.
    let all = find(&plan, &calls, Recorder::Firm);
    assert_eq!((found(&all), &all[1]), (vec![Some(1), None], &Match::Missing { nearest: None }));
}

#[test]
fn a_call_to_a_known_other_number_is_named_and_never_taken() {
    let plan = [wanted(1, "5125550100", "2026-03-05T10:00:00Z")];
    let other = call(plan[0].at + minutes(40), SHOPPER, Some("512 555 9999"));
    let one = std::slice::from_ref(&other);
    assert_eq!(find(&plan, one, Recorder::Firm), [open(&[0], Why::OtherNumber)]);
    // An extension is no other number, and the planned number beats any.
    let short = [call(plan[0].at, SHOPPER, Some("104"))];
    assert_eq!(found(&find(&plan, &short, Recorder::Firm)), [Some(0)]);
    let both = [other, call(plan[0].at + minutes(50), SHOPPER, Some("5125550100"))];
    assert_eq!(found(&find(&plan, &both, Recorder::Firm)), [Some(1)]);
}

#[test]
fn a_call_back_of_the_branch_is_not_the_shoppers_call() {
    let plan = [wanted(1, "5125550100", "2026-03-05T10:20:00Z")];
    let own = |minute: i64, direction, called: Option<&str>, caller: Option<&str>| Candidate {
        started_at: Some(plan[0].at + minutes(minute)),
        called_number: called.map(str::to_owned),
        caller_number: caller.map(str::to_owned),
        direction,
        ..Candidate::default()
    };
    let (branch, out, back) = (Some("5125550100"), Some(Direction::Outbound), Some(Direction::Inbound));
    let calls = [own(-15, out, branch, None), own(10, back, None, branch)];
    assert_eq!(found(&find(&plan, &calls, Recorder::Shopper)), [Some(0)]);
    // Where the direction is not known, the number that was called counts before the caller's.
    let calls = [own(-15, None, branch, Some(SHOPPER)), own(10, None, Some(SHOPPER), branch)];
    assert_eq!(found(&find(&plan, &calls, Recorder::Shopper)), [Some(0)]);
    assert_eq!(found(&find(&plan, &calls[1..], Recorder::Shopper)), [None]);
    // A recorder that names one number alone names that of the other end.
    assert_eq!(found(&find(&plan, &[own(2, None, None, branch)], Recorder::Shopper)), [Some(0)]);
}

#[test]
fn what_is_not_found_names_the_call_that_came_nearest() {
    let plan = [wanted(1, "5125550100", "2026-03-05T16:00:00Z")];
    let at = |minute: i64, from: &str| call(plan[0].at + minutes(minute), from, Some("5125550100"));
    let calls = [at(-358, SHOPPER), at(-90, "5125550198"), at(500, SHOPPER), at(60 * 24 * 8, SHOPPER)];
    let nearest = Some(Nearest { candidate: 0, seconds_later: -358 * 60 });
    assert_eq!(find(&plan, &calls, Recorder::Firm), [Match::Missing { nearest }]);
    assert_eq!(find(&plan, &calls[3..], Recorder::Firm), [missing()]);
}

#[test]
fn a_call_that_a_person_refused_is_not_found_again() {
    let at = "2026-03-05T10:00:00Z";
    let plan = [Wanted { refused: vec![0], ..wanted(1, "5125550100", at) }];
    let calls =
        [call(plan[0].at, SHOPPER, Some("5125550100")), call(plan[0].at + minutes(20), SHOPPER, Some("5125550100"))];
    assert_eq!(found(&find(&plan, &calls, Recorder::Firm)), [Some(1)]);
    assert_eq!(found(&find(&plan, &calls[..1], Recorder::Firm)), [None]);
    // What is settled is not looked for, and a call that reached its branch is no other plan's.
    let plan = [Wanted { is_settled: true, ..wanted(1, "5125550100", at) }, wanted(2, "5125550101", at)];
    assert_eq!(find(&plan, &calls, Recorder::Firm), [missing(), missing()]);
    assert_eq!(possible(&plan[..1], &calls, Recorder::Firm), []);
    assert_eq!(possible(&[wanted(1, "5125550100", at)], &calls, Recorder::Firm), [(0, 0), (0, 1)]);
}

#[test]
fn a_recording_that_is_being_written_may_yet_be_any_call_that_nothing_speaks_against() {
    let plan = wanted(1, "5125550100", "2026-03-05T10:00:00Z");
    let may_be = |candidate: &Candidate| may_yet_be(&plan, candidate, Recorder::Firm);
    assert!(may_be(&Candidate::default()));
    assert!(may_be(&Candidate {
        is_time_of_file: true,
        started_at: Some(plan.at + minutes(900)),
        ..Candidate::default()
    }));
    assert!(may_be(&call(plan.at + minutes(59), SHOPPER, None)));
    assert!(!may_be(&call(plan.at + minutes(61), SHOPPER, None)));
    assert!(!may_be(&call(plan.at, "5125550198", None)));
    let out = Candidate { direction: Some(Direction::Outbound), ..Candidate::default() };
    assert!(!may_be(&out) && may_yet_be(&plan, &out, Recorder::Shopper));
    let other = Candidate { called_number: Some("5125550101".to_owned()), ..Candidate::default() };
    assert!(may_be(&other) && !may_yet_be(&plan, &other, Recorder::Shopper));
}

/// 80 planned calls and 200,000 others took 20 seconds and more when each pair was compared with both numbers.
#[test]
fn many_planned_calls_are_found_among_very_many_others_in_a_moment() {
    let first = at("2026-03-02T09:00:00Z");
    let plan: Vec<Wanted> = (0..80)
        .map(|idx| Wanted {
            at: first + minutes(idx * 180),
            ..wanted(idx, &format!("512555{:04}", 100 + idx % 4), "2026-03-02T09:00:00Z")
        })
        .collect();
    let mut calls: Vec<Candidate> =
        plan.iter().map(|want| call(want.at + minutes(3), SHOPPER, Some(&want.called_number))).collect();
    calls
        .extend((0..200_000).map(|n| call(first + minutes(n % 14_400), &format!("(737) 555-{:04}", n % 10_000), None)));
    let begun = Instant::now();
    let matches = find(&plan, &calls, Recorder::Firm);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(found(&matches), (0..80).map(Some).collect::<Vec<_>>());
}

#[test]
fn on_the_shoppers_own_recordings_the_number_that_was_called_tells() {
    let plan = [wanted(1, "5125550100", "2026-03-05T10:00:00Z"), wanted(2, "5125550101", "2026-03-05T10:20:00Z")];
    let own = |minute: i64, called: &str| Candidate {
        called_number: Some(called.to_owned()),
        started_at: Some(plan[0].at + minutes(minute)),
        direction: Some(Direction::Outbound),
        ..Candidate::default()
    };
    let calls = [own(1, "5125550101"), own(3, "(512) 555-0100"), own(2, "7375550100"), own(200, "5125550100")];
    assert_eq!(found(&find(&plan, &calls, Recorder::Shopper)), [Some(1), Some(0)]);
    // Among the firm's recordings these are calls that went out.
    assert_eq!(found(&find(&plan, &calls, Recorder::Firm)), [None, None]);
}

#[test]
fn nothing_planned_and_nothing_recorded_are_no_trouble() {
    assert_eq!(find(&[], &[Candidate::default()], Recorder::Firm), []);
    assert_eq!(find(&[wanted(1, "1", "2026-03-05T10:00:00Z")], &[], Recorder::Shopper), [missing()]);
}
