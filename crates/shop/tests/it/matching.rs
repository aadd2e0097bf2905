//! Every planned call is found among a thousand others, and none is taken for another.

use jiff::{SignedDuration, Timestamp};
use ringcheck_shop::{Candidate, How, Match, Recorder, Wanted, find};

const SHOPPER: &str = "5125550199";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn wanted(id: i64, called: &str, time: &str) -> Wanted {
    Wanted { id, called_number: called.to_owned(), from_number: SHOPPER.to_owned(), at: at(time), window_minutes: 60 }
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
            5 => Candidate { is_not_inbound: true, ..call(want.at, SHOPPER, Some(&want.called_number)) },
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
    assert_eq!(find(one, &twice, Recorder::Firm), [Match::Open { candidates: vec![0, 1] }]);
    // One failed and was made again.
    let again = [
        Candidate { is_answered: Some(false), ..call(ten, SHOPPER, None) },
        Candidate { is_answered: Some(true), ..call(ten + minutes(1), SHOPPER, None) },
    ];
    assert_eq!(found(&find(one, &again, Recorder::Firm)), [Some(1)]);
}

#[test]
fn a_withheld_number_counts_only_where_nothing_else_fits() {
    let plan = [wanted(1, "5125550100", "2026-03-05T10:00:00Z")];
    let withheld = |minute: i64, called: &str| Candidate {
        caller_number: None,
        ..call(plan[0].at + minutes(minute), "", Some(called))
    };
    let only = [withheld(5, "+1 512 555 0100"), withheld(5, "5125550777")];
    assert_eq!(find(&plan, &only, Recorder::Firm), [Match::Found { candidate: 0, how: How::WithheldNumber }]);
    let two = [withheld(5, "5125550100"), withheld(40, "5125550100")];
    assert_eq!(find(&plan, &two, Recorder::Firm), [Match::Open { candidates: vec![0, 1] }]);
    let named = [withheld(0, "5125550100"), call(plan[0].at + minutes(50), SHOPPER, Some("5125550100"))];
    assert_eq!(found(&find(&plan, &named, Recorder::Firm)), [Some(1)]);
    // That its file was written then says nothing of a stranger's call.
    let copied = [Candidate { is_time_of_file: true, ..withheld(5, "5125550100") }];
    assert_eq!(find(&plan, &copied, Recorder::Firm), [Match::Missing]);
}

#[test]
fn on_the_shoppers_own_recordings_the_number_that_was_called_tells() {
    let plan = [wanted(1, "5125550100", "2026-03-05T10:00:00Z"), wanted(2, "5125550101", "2026-03-05T10:20:00Z")];
    let own = |minute: i64, called: &str| Candidate {
        called_number: Some(called.to_owned()),
        started_at: Some(plan[0].at + minutes(minute)),
        is_not_inbound: true,
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
    assert_eq!(find(&[wanted(1, "1", "2026-03-05T10:00:00Z")], &[], Recorder::Shopper), [Match::Missing]);
}
