//! How people ask whether a caller may be put on hold: `tests/cases/hold_permission_wording.md`.

use ringcheck_call::Verdict;

use crate::cases::{assessed, case_of, text_of};

/// The ways in which people ask, and do not ask, whether a caller may be put on hold.
#[test]
fn asking_to_hold_is_told_from_telling_to() {
    let text = text_of("hold_permission_wording");
    let (asks, tells) = text.split_once("## Does not ask").unwrap();
    let (asks, tells) = (phrases_of(asks), phrases_of(tells));
    assert!(asks.len() >= 25 && tells.len() >= 25, "{} and {}", asks.len(), tells.len());
    let labelled = asks.iter().map(|said| (said, Verdict::Pass)).chain(tells.iter().map(|said| (said, Verdict::Fail)));
    let wrong: Vec<String> = labelled
        .filter_map(|(said, expected)| {
            let found = put_on_hold_after(said);
            (found != expected).then(|| format!("{found} rather than {expected}: {said}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n  {}", wrong.len(), wrong.join("\n  "));
}

fn phrases_of(list: &str) -> Vec<String> {
    list.lines().filter_map(|line| line.strip_prefix("- ")).map(str::to_owned).collect()
}

/// The verdict of `hold_permission` on a call in which an agent says `said`, and 20 seconds of music follow.
fn put_on_hold_after(said: &str) -> Verdict {
    let said_before: String = said
        .split(" / ")
        .enumerate()
        .map(|(i, part)| [format!("0:{:02} business {part}", 10 + 5 * i), format!("0:{:02} caller Okay.", 13 + 5 * i)])
        .map(|lines| lines.join("\n"))
        .collect::<Vec<_>>()
        .join("\n");
    let dialogue = format!(
        "0:00 business Lantern Systems, this is Max, how can I help?\n0:04 caller Our server is down.\n\
         {said_before}\n0:50 business Thank you for holding.\n"
    );
    let section = format!("{said}\n```call on-hold=25-45\n{dialogue}```\n");
    let found = assessed(&case_of("hold_permission", &section));
    found.criteria.iter().find(|c| c.id == "hold_permission").unwrap().verdict
}
