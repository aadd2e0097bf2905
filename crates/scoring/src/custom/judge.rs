//! The verdict on a written criterion.

use ringcheck_call::{Evidence, NearestMiss, Probability, Said, Verdict};

use super::{
    line::{LineFinding, findings},
    listen::{Found, Hit, Nearest, listen},
    order::Order,
    scope::{Applies, Place, Scope},
};
use crate::{
    criteria::{Case, Judgment},
    heard::Heard,
    rubric::{Criterion, SaidBy, Wanted, Written},
};

/// How sure it is that the line was measured right, in thousandths.
const MEASURED: u16 = 900;

/// The surest that something was not said anywhere, in thousandths.
const SUREST_ABSENCE: u16 = 930;

/// Why what is measured from the end of the call is open.
const END_IS_MISSING: &str = "It was said, and how long before the end is not known: the recording breaks off.";

/// At most so many quotes show that something was said.
const MOST_QUOTES: usize = 4;

/// Judges the written `criterion` of a call to which it applies, and in which an agent speaks if it needs one.
pub(crate) fn judge(
    criterion: &Criterion,
    written: &Written,
    case: &Case<'_>,
    heard: &Heard<'_>,
    order: &Order,
) -> Judgment {
    let (scope, doubt) = match Scope::of(written, case, heard) {
        Applies::Here(scope) => (scope, None),
        Applies::InDoubt(scope, doubt) => (scope, Some(doubt)),
        Applies::Not(why) => return Judgment::na(why),
    };
    let forbidden = unwanted(written, &scope, heard);
    if let Some(judgment) = forbidden.said {
        return judgment;
    }
    let line = findings(&written.line, case);
    if let Some(missed) = line.iter().find_map(|f| if let LineFinding::Missed(said) = f { Some(said) } else { None }) {
        let confidence = Probability::from_thousandths(MEASURED);
        return Judgment::on_times(Verdict::Fail, confidence, Vec::new(), sentence(missed));
    }
    let words = if written.wanted.is_empty() { None } else { Some(wanted(criterion, written, &scope, heard, order)) };
    let judgment = match words {
        Some(judgment) if judgment.verdict != Verdict::Pass => judgment,
        words => {
            let unknown = line.iter().find_map(|f| if let LineFinding::Unknown(what) = f { Some(what) } else { None });
            match (unknown, forbidden.in_doubt, words) {
                (Some(what), _, _) => Judgment::undetermined(sentence(&format!("{what}: {}", case.why_unknown()))),
                (None, Some(judgment), _) | (None, None, Some(judgment)) => judgment,
                (None, None, None) => nothing_wrong(written, case, &line),
            }
        }
    };
    match doubt {
        // Whether it applies is in doubt, so that a fail would be a guess; a pass is one all the same.
        Some(doubt) if judgment.verdict == Verdict::Fail => Judgment {
            verdict: Verdict::Undetermined,
            rationale: sentence(&format!("{doubt}, so a person has to listen")),
            said: None,
            ..judgment
        },
        _ => judgment,
    }
}

/// What becomes of what must not be said.
#[derive(Default)]
struct Forbidden {
    /// The fail, where it is said.
    said: Option<Judgment>,
    /// The open verdict, where it may be.
    in_doubt: Option<Judgment>,
}

fn unwanted(written: &Written, scope: &Scope, heard: &Heard<'_>) -> Forbidden {
    let mut forbidden = Forbidden::default();
    for one in &written.unwanted {
        let Found { hits, nearest } = listen(one, written.side, heard);
        let inside = hits.iter().find(|hit| matches!(scope.place(hit), Place::Inside | Place::Unknown));
        if let Some(Hit { quote, sureness, what, .. }) = inside {
            let rationale = match one {
                Wanted::Cue(_) => sentence(what),
                Wanted::Meaning(_) => format!("The {} said what must not be said: {what}.", who(written.side)),
            };
            forbidden.said = Some(Judgment::on(Verdict::Fail, *sureness, vec![quote.clone()], rationale));
            return forbidden;
        }
        if let Some(Hit { quote, .. }) = hits.iter().find(|hit| scope.place(hit) == Place::Open) {
            let open = Judgment { evidence: vec![quote.clone()], ..Judgment::undetermined(END_IS_MISSING) };
            forbidden.in_doubt.get_or_insert(open);
        }
        if let Some(Nearest { quote, .. }) = nearest.filter(|near| near.is_in_doubt) {
            let rationale = format!(
                "The {} may have said what must not be said ({}), so a person has to listen.",
                who(written.side),
                label(one)
            );
            let open = Judgment { evidence: vec![quote], ..Judgment::undetermined(rationale) };
            forbidden.in_doubt.get_or_insert(open);
        }
    }
    forbidden
}

/// What becomes of what should be said.
fn wanted(criterion: &Criterion, written: &Written, scope: &Scope, heard: &Heard<'_>, order: &Order) -> Judgment {
    let mut inside: Vec<Hit> = Vec::new();
    let mut outside: Vec<(Hit, Place)> = Vec::new();
    let mut missing: Vec<(&Wanted, Option<Nearest>)> = Vec::new();
    for one in &written.wanted {
        let Found { hits, nearest } = listen(one, written.side, heard);
        let mut placed: Vec<(Hit, Place)> =
            hits.into_iter().map(|hit| (scope.place(&hit), hit)).map(|(p, h)| (h, p)).collect();
        match placed.iter().position(|(_, place)| *place == Place::Inside) {
            Some(at) => inside.push(placed.swap_remove(at).0),
            None if placed.is_empty() => missing.push((one, nearest)),
            None => outside.push(placed.swap_remove(0)),
        }
    }
    if inside.len() >= written.at_least {
        return heard_enough(criterion, written, inside, order);
    }
    if inside.len() + outside.len() >= written.at_least
        && let Some((hit, place)) = outside.into_iter().next()
    {
        return misplaced(hit, place, scope);
    }
    absent(written, &inside, missing, heard)
}

fn heard_enough(criterion: &Criterion, written: &Written, mut inside: Vec<Hit>, order: &Order) -> Judgment {
    inside.sort_by_key(|hit| (std::cmp::Reverse(hit.sureness), hit.turn));
    let sureness = inside.get(written.at_least - 1).map_or(0, |hit| hit.sureness);
    let evidence: Vec<Evidence> = inside.iter().take(MOST_QUOTES).map(|hit| hit.quote.clone()).collect();
    if order.is_out_of_place(&criterion.id) {
        let rationale = match order.next_after(&criterion.id) {
            Some(title) => format!("It was said, but out of its order: it belongs before “{title}”."),
            None => "It was said, but out of its order: what belongs before it came later.".to_owned(),
        };
        let late = Judgment::on(Verdict::Fail, sureness, evidence, rationale);
        return Judgment { said: Some(Said::Late), ..late };
    }
    let rationale = match inside.first() {
        Some(only) if written.at_least == 1 && only.what.starts_with("it means") => {
            format!("The {} said it: {}.", who(written.side), only.what)
        }
        Some(only) if written.at_least == 1 => sentence(&only.what),
        _ => format!("{} of {} things were said.", inside.len(), written.wanted.len()),
    };
    Judgment { said: Some(Said::Said), ..Judgment::on(Verdict::Pass, sureness, evidence, rationale) }
}

fn misplaced(hit: Hit, place: Place, scope: &Scope) -> Judgment {
    let (said, why) = match place {
        Place::Open => return Judgment { evidence: vec![hit.quote], ..Judgment::undetermined(END_IS_MISSING) },
        Place::Early(_) if scope.may_go_on() => {
            let open = Judgment::undetermined(
                "It was said too early, and may have been said again after the recording breaks off.",
            );
            return Judgment { evidence: vec![hit.quote], ..open };
        }
        Place::Early(why) => (Said::Early, why),
        Place::Late(why) => (Said::Late, why),
        Place::Inside | Place::Unknown => {
            let open = Judgment::undetermined("It was said, and when is not known: the transcript has no times.");
            return Judgment { evidence: vec![hit.quote], ..open };
        }
    };
    let rationale = format!("It was said too {}: {why}.", if said == Said::Early { "early" } else { "late" });
    Judgment { said: Some(said), ..Judgment::on(Verdict::Fail, hit.sureness, vec![hit.quote], rationale) }
}

fn absent(written: &Written, inside: &[Hit], missing: Vec<(&Wanted, Option<Nearest>)>, heard: &Heard<'_>) -> Judgment {
    let (n_heard, n_needed) = (inside.len(), written.at_least);
    let n_in_doubt = missing.iter().filter(|(_, near)| near.as_ref().is_some_and(|near| near.is_in_doubt)).count();
    let names: Vec<String> = missing.iter().map(|(one, _)| label(one)).collect();
    let mut closest = Found::default();
    missing.into_iter().filter_map(|(_, near)| near).for_each(|near| closest.come_closer(near));
    let nearest = closest.nearest;
    let evidence: Vec<Evidence> = inside.iter().take(MOST_QUOTES).map(|hit| hit.quote.clone()).collect();
    let miss = nearest.as_ref().map(|near| NearestMiss::new(near.quote.clone(), near.why.clone()));
    if n_heard + n_in_doubt >= n_needed {
        let quote = nearest.as_ref().map(|near| near.quote.quote.clone()).unwrap_or_default();
        let open = Judgment::undetermined(format!(
            "Whether “{quote}” counts is too close to call, so a person has to listen."
        ));
        return Judgment { evidence, ..open }.with_nearest_miss(miss);
    }
    let side = who(written.side);
    let rationale = match (n_needed, names.as_slice()) {
        (1, [first, ..]) => format!("Nothing was heard of the {side} like {first}."),
        _ => format!("The {side} said {n_heard} of the {n_needed} things that are needed."),
    };
    let closeness = nearest.map_or(0, |near| near.closeness);
    // What comes close makes it less sure that nothing else would.
    let confidence = SUREST_ABSENCE - closeness.min(600) / 4;
    let judgment = Judgment::for_absence(Verdict::Fail, confidence, heard.reading.searched(), rationale);
    Judgment { evidence, said: Some(Said::Missed), ..judgment }.with_nearest_miss(miss)
}

/// The pass of a criterion that only says what must not be.
fn nothing_wrong(written: &Written, case: &Case<'_>, line: &[LineFinding]) -> Judgment {
    let met: Vec<&str> =
        line.iter().filter_map(|f| if let LineFinding::Met(s) = f { Some(s.as_str()) } else { None }).collect();
    if written.unwanted.is_empty() {
        let confidence = Probability::from_thousandths(MEASURED);
        return Judgment::on_times(Verdict::Pass, confidence, Vec::new(), sentence(&met.join(", and ")));
    }
    let names: Vec<String> = written.unwanted.iter().map(label).collect();
    let rationale = format!("Nothing was heard of the {} like {}.", who(written.side), names.join(" or "));
    Judgment::for_absence(Verdict::Pass, SUREST_ABSENCE, case.reading.searched(), rationale)
}

/// What is wanted, for a sentence: as a phrase, or as what a cue does.
fn label(wanted: &Wanted) -> String {
    match wanted {
        Wanted::Cue(cue) => format!("`{}` ({})", cue.name, cue.meaning),
        Wanted::Meaning(phrases) => phrases.title(),
    }
}

const fn who(side: SaidBy) -> &'static str {
    match side {
        SaidBy::Caller => "caller",
        _ => "agent",
    }
}

/// A clause as a sentence.
fn sentence(clause: &str) -> String {
    let mut chars = clause.chars();
    chars.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), chars.as_str()))
}
