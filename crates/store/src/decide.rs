//! What a call's newest scorecard comes to when people's verdicts count.
//!
//! A function of what is stored: the scorecard is never changed by it.

use ringcheck_call::{
    CallType, CriterionOutline, DOUBTFUL_CALLER, Probability, Review, RubricOutline, Score, Verdict, counting_with_rank,
};
use rusqlite::{Connection, OptionalExtension};

use crate::{
    Store, StoreError,
    convert::{Place, probability},
    error::{StoreErrorKind, Task},
    reviews::of_call,
};

/// A scorecard's verdict on a criterion.
pub(crate) struct ToolVerdict {
    pub(crate) criterion_id: String,
    pub(crate) verdict: Verdict,
    /// Its weight where the verdict is pass or fail, else 0.
    pub(crate) possible: u32,
    pub(crate) is_critical_fail: bool,
}

/// What is decided of a scorecard.
pub(crate) struct ToolScorecard {
    pub(crate) call_type: CallType,
    pub(crate) call_type_confidence: Probability,
    pub(crate) criteria: Vec<ToolVerdict>,
    pub(crate) review_reasons: Vec<String>,
    /// Whether a live person of the business speaks.
    pub(crate) has_agent: bool,
}

/// What a scorecard comes to with people's verdicts.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// Who the caller is.
    pub call_type: CallType,
    /// How sure that is; 1 where a person said it.
    pub call_type_confidence: Probability,
    /// The verdict of each criterion id, in the scorecard's order.
    pub verdicts: Vec<(String, Verdict)>,
    /// The points that they come to.
    pub score: Score,
    /// Whether a person should look still.
    pub needs_review: bool,
}

impl Store {
    /// What this scorecard of a call comes to with people's verdicts, newest or not; `None` where nobody's counts, or
    /// there is no such scorecard.
    pub fn decided(&self, call_id: &str, number: u32) -> Result<Option<Decided>, StoreError> {
        self.read(Task::Read, |conn| {
            let sql = "SELECT id FROM scorecards WHERE call_id = ?1 AND number = ?2";
            let id: Option<i64> = conn.query_row(sql, (call_id, number), |row| row.get(0)).optional()?;
            id.map_or(Ok(None), |id| decided(conn, call_id, id))
        })
    }
}

/// The scorecard of this row as people's reviews of its call make it; `None` where none counts.
pub(crate) fn decided(conn: &Connection, call_id: &str, scorecard_id: i64) -> Result<Option<Decided>, StoreErrorKind> {
    let reviews = of_call(conn, call_id)?;
    if reviews.iter().all(|review| review.is_blind) {
        return Ok(None);
    }
    // Whoever reviews or scores gives it; without it nobody knows what a verdict weighs.
    let Some(outline) = outline_of(conn, scorecard_id)? else { return Ok(None) };
    Ok(Some(decide(call_id, &read(conn, scorecard_id)?, &reviews, &outline)))
}

/// A person's verdict stands before the tool's, whichever scorecard the person saw.
///
/// One on a part of the call stands too, as long as nobody reviews the whole; but where the tool, which heard the rest, says
/// otherwise of the whole, somebody has to look.
pub(crate) fn decide(call_id: &str, tool: &ToolScorecard, reviews: &[Review], outline: &RubricOutline) -> Decided {
    let of_type = counting_with_rank(reviews, call_id, None);
    let reviewed_type = of_type.and_then(|(_, review)| review.verdict.call_type());
    let call_type = reviewed_type.unwrap_or(tool.call_type);
    let is_type_of_whole = of_type.is_some_and(|(_, review)| review.call_id == call_id);
    let mut is_all_reviewed = is_type_of_whole;
    let (mut points, mut possible, mut critical_failed) = (0, 0, Vec::new());
    let (mut verdicts, mut n_open) = (Vec::with_capacity(tool.criteria.len()), 0);
    n_open += usize::from(!is_type_of_whole && call_type != tool.call_type);
    for criterion in &tool.criteria {
        let known = outline.criterion(&criterion.criterion_id);
        let is_asked = known.is_none_or(|known| known.applies_to.contains(&call_type));
        // Who said who the caller is after all closed what such callers are not asked, whatever was said of it before.
        let review = counting_with_rank(reviews, call_id, Some(&criterion.criterion_id))
            .filter(|(rank, _)| is_asked || of_type.is_none_or(|(of_type, _)| of_type < *rank))
            .map(|(_, review)| review);
        let person = review.and_then(|review| review.verdict.verdict());
        let verdict = person.unwrap_or_else(|| of_other_caller(criterion, known, tool, call_type));
        let is_of_part = review.is_some_and(|review| review.call_id != call_id);
        is_all_reviewed &= !is_asked || review.is_some() && !is_of_part;
        // A person who cannot tell either has looked: nobody is waited for.
        n_open += usize::from(verdict == Verdict::Undetermined && person.is_none());
        n_open += usize::from(is_of_part && verdict != criterion.verdict);
        if matches!(verdict, Verdict::Pass | Verdict::Fail) {
            let weight = known.map_or(criterion.possible, |known| known.weight);
            possible += weight;
            points += if verdict == Verdict::Pass { weight } else { 0 };
        }
        if verdict == Verdict::Fail && known.map_or(criterion.is_critical_fail, |known| known.is_critical) {
            critical_failed.push(criterion.criterion_id.clone());
        }
        verdicts.push((criterion.criterion_id.clone(), verdict));
    }
    let n_other = n_other_reasons(tool, is_type_of_whole);
    Decided {
        call_type,
        call_type_confidence: if reviewed_type.is_some() { Probability::ONE } else { tool.call_type_confidence },
        verdicts,
        score: Score::of(points, possible, critical_failed, outline.pass_mark),
        // Who reviewed all of it has looked at the call, whatever is said of its recording.
        needs_review: !is_all_reviewed && n_open + n_other > 0,
    }
}

/// The tool's verdict, where a person may have said that the caller is somebody else than the tool took them for.
///
/// What is not asked of such callers is `na`. What was not judged because of the tool's mistake is open: a person has to
/// decide, and nothing is made up.
fn of_other_caller(
    criterion: &ToolVerdict,
    known: Option<&CriterionOutline>,
    tool: &ToolScorecard,
    call_type: CallType,
) -> Verdict {
    let Some(known) = known.filter(|_| call_type != tool.call_type) else { return criterion.verdict };
    let applied = known.applies_to.contains(&tool.call_type);
    let is_unanswered = known.needs_agent && !tool.has_agent;
    if !known.applies_to.contains(&call_type) {
        Verdict::Na
    } else if !applied && !is_unanswered {
        Verdict::Undetermined
    } else {
        criterion.verdict
    }
}

/// How many reasons to look at the call are left besides open verdicts, each of which has one.
fn n_other_reasons(tool: &ToolScorecard, is_type_reviewed: bool) -> usize {
    let n_undetermined = tool.criteria.iter().filter(|criterion| criterion.verdict == Verdict::Undetermined).count();
    let is_settled = |reason: &&String| is_type_reviewed && reason.starts_with(DOUBTFUL_CALLER);
    let n_settled = tool.review_reasons.iter().filter(is_settled).count();
    tool.review_reasons.len().saturating_sub(n_undetermined + n_settled)
}

fn outline_of(conn: &Connection, scorecard_id: i64) -> Result<Option<RubricOutline>, StoreErrorKind> {
    let mut statement = conn.prepare_cached(
        "SELECT rubric_outlines.rowid AS id, outline FROM scorecards
         JOIN rubric_outlines ON rubric_outlines.rubric_sha256 = scorecards.rubric_sha256 WHERE scorecards.id = ?1",
    )?;
    let found = statement.query_row([scorecard_id], |row| {
        Ok(Place { table: "rubric_outlines", row: row.get("id")? }.json(row, "outline"))
    });
    found.optional()?.transpose()
}

fn read(conn: &Connection, scorecard_id: i64) -> Result<ToolScorecard, StoreErrorKind> {
    let place = Place { table: "scorecards", row: scorecard_id };
    let mut statement = conn.prepare_cached(
        "SELECT criterion_id, verdict, possible, is_critical_fail FROM criteria WHERE scorecard_id = ?1 ORDER BY number",
    )?;
    let mut rows = statement.query([scorecard_id])?;
    let mut criteria = Vec::new();
    while let Some(row) = rows.next()? {
        criteria.push(ToolVerdict {
            criterion_id: row.get(0)?,
            verdict: place.word(row, 1)?,
            possible: row.get(2)?,
            is_critical_fail: row.get(3)?,
        });
    }
    let mut statement = conn.prepare_cached(
        "SELECT call_type, call_type_confidence, review_reasons,
             EXISTS (SELECT 1 FROM turns WHERE scorecard_id = scorecards.id AND speaker = 'agent')
         FROM scorecards WHERE id = ?1",
    )?;
    let mut rows = statement.query([scorecard_id])?;
    let row = rows.next()?.ok_or_else(|| place.unreadable())?;
    Ok(ToolScorecard {
        call_type: place.word(row, 0)?,
        call_type_confidence: probability(row, 1)?,
        review_reasons: place.json(row, 2)?,
        has_agent: row.get(3)?,
        criteria,
    })
}

#[cfg(test)]
mod tests {
    use ringcheck_call::{
        Decision,
        Verdict::{Fail, Na, Pass, Undetermined},
    };

    use super::*;

    fn outline() -> RubricOutline {
        let criterion = |id: &str, weight, applies_to: &[CallType]| CriterionOutline {
            id: id.to_owned(),
            weight,
            is_critical: id == "kept",
            applies_to: applies_to.to_vec(),
            needs_agent: id != "live",
        };
        let criteria = vec![
            criterion("live", 15, &CallType::ALL),
            criterion("kept", 25, &CallType::ALL),
            criterion("close", 20, &[CallType::Prospect]),
        ];
        RubricOutline { pass_mark: 60, criteria }
    }

    fn tool(verdicts: [Verdict; 3], reasons: &[&str]) -> ToolScorecard {
        let criteria = outline().criteria.into_iter().zip(verdicts).map(|(criterion, verdict)| ToolVerdict {
            possible: if matches!(verdict, Pass | Fail) { criterion.weight } else { 0 },
            is_critical_fail: criterion.is_critical && verdict == Fail,
            criterion_id: criterion.id,
            verdict,
        });
        ToolScorecard {
            call_type: CallType::Prospect,
            call_type_confidence: Probability::from_thousandths(550),
            criteria: criteria.collect(),
            review_reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect(),
            has_agent: true,
        }
    }

    fn says(subject: &str, verdict: Decision, is_blind: bool) -> Review {
        Review {
            call_id: "c".to_owned(),
            scorecard: 1,
            criterion_id: (subject != "call_type").then(|| subject.to_owned()),
            verdict,
            tool_verdict: verdict,
            tool_confidence: Probability::ONE,
            reviewer: "Dana".to_owned(),
            reason: None,
            is_blind,
            reviewed_at_utc: "2026-11-22T00:00:00.000Z".to_owned(),
        }
    }

    fn of(decided: &Decided) -> (Vec<Verdict>, u32, u32, Option<bool>, bool) {
        let score = &decided.score;
        let verdicts = decided.verdicts.iter().map(|(_, verdict)| *verdict).collect();
        (verdicts, score.points, score.possible, score.passed, decided.needs_review)
    }

    #[test]
    fn a_persons_verdict_weighs_what_the_rubric_says() {
        let tool = tool([Pass, Undetermined, Fail], &["Kept: too close to call."]);
        let decide = |reviews: &[Review]| of(&decide("c", &tool, reviews, &outline()));
        assert_eq!(decide(&[]), (vec![Pass, Undetermined, Fail], 15, 35, Some(false), true));
        let kept = says("kept", Decision::Verdict(Pass), false);
        assert_eq!(decide(std::slice::from_ref(&kept)), (vec![Pass, Pass, Fail], 40, 60, Some(true), false));
        // The later counts, and a blind one never does.
        let failed = says("kept", Decision::Verdict(Fail), false);
        let blind = says("kept", Decision::Verdict(Pass), true);
        assert_eq!(decide(&[kept, failed, blind]), (vec![Pass, Fail, Fail], 15, 60, Some(false), false));
        let nothing = ["live", "kept", "close"].map(|id| says(id, Decision::Verdict(Na), false));
        assert_eq!(decide(&nothing), (vec![Na; 3], 0, 0, None, false));
        // Who cannot tell either has looked.
        let open = says("kept", Decision::Verdict(Undetermined), false);
        assert_eq!(decide(&[open]), (vec![Pass, Undetermined, Fail], 15, 35, Some(false), false));
    }

    #[test]
    fn what_else_is_to_be_looked_at_stays() {
        let reasons =
            ["Kept: too close to call.", "The recording is cut off.", "It is doubtful who the caller is (55 %)."];
        let tool = tool([Pass, Undetermined, Fail], &reasons);
        let kept = says("kept", Decision::Verdict(Pass), false);
        assert!(decide("c", &tool, std::slice::from_ref(&kept), &outline()).needs_review);
        let caller = says("call_type", Decision::CallType(CallType::Prospect), false);
        let both = decide("c", &tool, &[kept.clone(), caller.clone()], &outline());
        assert!(both.needs_review, "the recording is cut off");
        assert_eq!(both.call_type_confidence, Probability::ONE);
        let whole = ToolScorecard { review_reasons: vec![reasons[0].to_owned(), reasons[2].to_owned()], ..tool };
        assert!(decide("c", &whole, std::slice::from_ref(&kept), &outline()).needs_review);
        assert!(!decide("c", &whole, &[kept, caller], &outline()).needs_review);
    }

    #[test]
    fn another_caller_closes_what_is_not_asked_and_opens_what_was_not_judged() {
        let customer = says("call_type", Decision::CallType(CallType::Customer), false);
        let decided = decide("c", &tool([Pass, Pass, Fail], &[]), std::slice::from_ref(&customer), &outline());
        assert_eq!(of(&decided), (vec![Pass, Pass, Na], 40, 40, Some(true), false));
        let vendor = |has_agent| ToolScorecard { call_type: CallType::Vendor, has_agent, ..tool([Fail, Na, Na], &[]) };
        let prospect = says("call_type", Decision::CallType(CallType::Prospect), false);
        let opened = decide("c", &vendor(true), std::slice::from_ref(&prospect), &outline());
        assert_eq!(of(&opened), (vec![Fail, Na, Undetermined], 0, 15, Some(false), true));
        // Nobody of the business spoke, so there is nothing to decide.
        let unanswered = decide("c", &vendor(false), &[prospect], &outline());
        assert_eq!(of(&unanswered).0, [Fail, Na, Na]);
    }

    #[test]
    fn what_such_callers_are_not_asked_is_na_unless_a_person_says_otherwise_afterwards() {
        let tool = tool([Pass, Pass, Fail], &[]);
        let close = |verdict| says("close", Decision::Verdict(verdict), false);
        let vendor = says("call_type", Decision::CallType(CallType::Vendor), false);
        let verdict = |reviews: &[Review]| of(&decide("c", &tool, reviews, &outline())).0[2];
        assert_eq!(verdict(&[close(Fail), vendor.clone()]), Na);
        assert_eq!(verdict(&[vendor.clone(), close(Fail)]), Fail, "said with the caller known");
        let prospect = says("call_type", Decision::CallType(CallType::Prospect), false);
        assert_eq!(verdict(&[close(Pass), vendor, prospect]), Pass, "it is asked again");
        let blind = says("call_type", Decision::CallType(CallType::Vendor), true);
        assert_eq!(verdict(&[close(Pass), blind]), Pass);
    }

    #[test]
    fn a_call_of_which_everything_was_reviewed_is_done_whatever_its_recording_says() {
        let tool = tool([Pass, Undetermined, Fail], &["Kept: too close to call.", "The recording is cut off."]);
        let caller = says("call_type", Decision::CallType(CallType::Prospect), false);
        let mut reviews = vec![caller, says("live", Decision::Verdict(Pass), false)];
        reviews.push(says("kept", Decision::Verdict(Pass), false));
        assert!(decide("c", &tool, &reviews, &outline()).needs_review, "nobody looked at the close");
        reviews.push(says("close", Decision::Verdict(Undetermined), false));
        assert!(!decide("c", &tool, &reviews, &outline()).needs_review);
        // Vendors are not asked for the close.
        reviews[3] = says("call_type", Decision::CallType(CallType::Vendor), false);
        assert!(!decide("c", &tool, &reviews, &outline()).needs_review);
        let of_part = Review { call_id: "part".to_owned(), ..says("live", Decision::Verdict(Pass), false) };
        reviews.push(of_part.clone());
        assert!(!decide("c", &tool, &reviews, &outline()).needs_review, "all of the whole was reviewed");
        reviews[1] = of_part;
        assert!(decide("c", &tool, &reviews, &outline()).needs_review, "of that nobody heard the rest");
    }

    #[test]
    fn what_was_said_of_a_part_counts_and_is_looked_at_where_the_whole_says_otherwise() {
        let tool = tool([Pass, Pass, Fail], &[]);
        let part = |verdict| Review { call_id: "part".to_owned(), ..says("close", Decision::Verdict(verdict), false) };
        let decided = |reviews: &[Review]| {
            let decided = decide("c", &tool, reviews, &outline());
            (decided.verdicts[2].1, decided.needs_review)
        };
        assert_eq!(decided(&[part(Fail)]), (Fail, false));
        assert_eq!(decided(&[part(Pass)]), (Pass, true));
        assert_eq!(decided(&[part(Pass), says("close", Decision::Verdict(Pass), false)]), (Pass, false));
        // Who the caller is, too: a lead is not closed by somebody who heard a part of it.
        let caller = |call_id: &str, call_type| Review {
            call_id: call_id.to_owned(),
            ..says("call_type", Decision::CallType(call_type), false)
        };
        assert_eq!(decided(&[caller("part", CallType::Vendor)]), (Na, true));
        assert_eq!(decided(&[caller("part", CallType::Prospect)]), (Fail, false));
        assert_eq!(decided(&[caller("part", CallType::Vendor), caller("c", CallType::Vendor)]), (Na, false));
    }

    #[test]
    fn a_doubtful_caller_is_settled_by_who_heard_the_whole_call_alone() {
        let tool = tool([Pass, Pass, Fail], &[DOUBTFUL_CALLER]);
        let whole = says("call_type", Decision::CallType(CallType::Prospect), false);
        let part = Review { call_id: "part".to_owned(), ..whole.clone() };
        assert!(decide("c", &tool, &[part], &outline()).needs_review);
        assert!(!decide("c", &tool, &[whole], &outline()).needs_review);
    }

    #[test]
    fn what_was_said_of_the_whole_stays_whatever_is_said_of_a_part_afterwards() {
        let tool = tool([Pass, Pass, Fail], &[]);
        let part = |review: &Review| Review { call_id: "part".to_owned(), ..review.clone() };
        let [passed, failed] = [Pass, Fail].map(|verdict| says("close", Decision::Verdict(verdict), false));
        let vendor = says("call_type", Decision::CallType(CallType::Vendor), false);
        let prospect = says("call_type", Decision::CallType(CallType::Prospect), false);
        let verdict = |reviews: &[Review]| of(&decide("c", &tool, reviews, &outline())).0[2];
        assert_eq!(verdict(&[passed.clone(), part(&failed)]), Pass);
        assert_eq!(verdict(&[vendor.clone(), part(&prospect)]), Na);
        assert_eq!(verdict(&[vendor, part(&failed)]), Na, "closed by who heard the whole");
        assert_eq!(verdict(&[part(&passed), part(&failed)]), Fail, "of two on a part the newer");
    }
}
