//! Which verdicts a person is asked about, and in which order.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
    ops::ControlFlow,
};

use ringcheck_call::{CallType, Decision, Probability, RubricOutline, Sha256Hex, Verdict};
use ringcheck_evaluation::reviewer_key;
use ringcheck_scoring::Rubric;
use ringcheck_store::{CallFilter, ReviewItem, Store};
use sha2::{Digest, Sha256};

/// Where the drawing of a sample starts: the same verdicts are drawn for everybody.
const SEED: &str = "ringcheck.review/1";

/// A verdict that a person is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// The call's id.
    pub(crate) call_id: String,
    /// The number of the scorecard that the person sees.
    pub(crate) scorecard: u32,
    /// The criterion; `None` for who the caller is.
    pub(crate) criterion_id: Option<String>,
}

/// What to ask about.
pub(crate) struct Wanted<'a> {
    pub(crate) filter: CallFilter,
    /// Only this criterion, or `call_type`.
    pub(crate) criterion: Option<&'a str>,
    /// Only where the tool says so.
    pub(crate) verdict: Option<Decision>,
    pub(crate) limit: Option<usize>,
}

impl Wanted<'_> {
    fn holds(&self, item: &ReviewItem) -> bool {
        self.criterion.is_none_or(|id| id == subject(item))
            && self.verdict.is_none_or(|verdict| item.verdict == verdict)
    }

    fn cut<T>(&self, items: &mut Vec<T>) {
        items.truncate(self.limit.unwrap_or(usize::MAX));
    }
}

/// What rubrics weigh, each read once.
#[derive(Default)]
pub(crate) struct Outlines(BTreeMap<Sha256Hex, Option<RubricOutline>>);

impl Outlines {
    /// The outline of the rubric of this hash; `None` where this version cannot read it.
    fn of(&mut self, store: &Store, sha256: &Sha256Hex) -> anyhow::Result<Option<&RubricOutline>> {
        if !self.0.contains_key(sha256) {
            let text = store.rubric_text(sha256)?;
            let outline = text.and_then(|text| Rubric::parse(&text).ok()).map(|rubric| rubric.outline());
            self.0.insert(sha256.clone(), outline);
        }
        Ok(self.0.get(sha256).and_then(Option::as_ref))
    }
}

/// Undetermined verdicts and those less sure than `below` that nobody decided yet, the highest stake first.
pub(crate) fn doubtful(store: &Store, wanted: &Wanted<'_>, below: f64) -> anyhow::Result<Vec<Item>> {
    let mut decided: BTreeSet<(String, String)> = BTreeSet::new();
    for row in store.reviews(&wanted.filter)? {
        if row.counts {
            decided.insert((row.review.call_id.clone(), row.review.subject().to_owned()));
        }
    }
    let mut found = Vec::new();
    store.for_each_review_item(&wanted.filter, Some(below), &mut |item| {
        let is_decided = decided.contains(&(item.call_id.clone(), subject(&item).to_owned()));
        if !is_decided && wanted.holds(&item) {
            found.push(item);
        }
        ControlFlow::Continue(())
    })?;
    let mut outlines = Outlines::default();
    let mut staked: Vec<(Stake, Item)> = Vec::with_capacity(found.len());
    for item in found {
        let outline = outlines.of(store, &item.rubric_sha256)?;
        if is_open(&item, outline, below) {
            staked.push((Stake::of(&item, outline), to_ask(item)));
        }
    }
    staked.sort_by(|a, b| a.0.cmp(&b.0));
    wanted.cut(&mut staked);
    Ok(staked.into_iter().map(|(_, item)| item).collect())
}

/// Verdicts drawn by chance, sure ones too, in an order of chance; those that `reviewer` judged already are left out.
///
/// Everybody is drawn the same, so that people can be compared with each other.
pub(crate) fn sample(store: &Store, wanted: &Wanted<'_>, n: usize, reviewer: &str) -> anyhow::Result<Vec<Item>> {
    // The smallest of the numbers drawn; the greatest of them is on top.
    let mut drawn: BinaryHeap<([u8; 32], String, u32, Option<String>)> = BinaryHeap::new();
    store.for_each_review_item(&wanted.filter, None, &mut |item| {
        if wanted.holds(&item) {
            drawn.push((number_of(&item), item.call_id, item.scorecard, item.criterion_id));
            if drawn.len() > n {
                drawn.pop();
            }
        }
        ControlFlow::Continue(())
    })?;
    let mut known: BTreeSet<(String, String)> = BTreeSet::new();
    let reviewer = reviewer_key(reviewer);
    for row in store.reviews(&wanted.filter)? {
        if reviewer_key(&row.review.reviewer) == reviewer {
            // What they know of a part of the call they know of the call.
            known.insert((row.listed_id.clone(), row.review.subject().to_owned()));
            if !row.review.is_blind {
                // Whatever they reviewed, the page said who the caller is.
                known.insert((row.listed_id, "call_type".to_owned()));
            }
        }
    }
    let mut items: Vec<Item> = drawn
        .into_sorted_vec()
        .into_iter()
        .map(|(_, call_id, scorecard, criterion_id)| Item { call_id, scorecard, criterion_id })
        .filter(|item| !known.contains(&(item.call_id.clone(), item.subject().to_owned())))
        .collect();
    wanted.cut(&mut items);
    Ok(items)
}

impl Item {
    /// The criterion's id, or `call_type`.
    pub(crate) fn subject(&self) -> &str {
        self.criterion_id.as_deref().unwrap_or("call_type")
    }
}

fn subject(item: &ReviewItem) -> &str {
    item.criterion_id.as_deref().unwrap_or("call_type")
}

fn to_ask(item: ReviewItem) -> Item {
    Item { call_id: item.call_id, scorecard: item.scorecard, criterion_id: item.criterion_id }
}

/// A number drawn for a verdict: the same in every run, and none of its call's or its criterion's doing.
fn number_of(item: &ReviewItem) -> [u8; 32] {
    Sha256::digest(format!("{SEED}\n{}\n{}", item.call_id, subject(item))).into()
}

/// Whether there is anything to decide.
fn is_open(item: &ReviewItem, outline: Option<&RubricOutline>, below: f64) -> bool {
    let Decision::Verdict(verdict) = item.verdict else { return true };
    let applies = |call_type: &CallType| {
        let known = outline.zip(item.criterion_id.as_deref()).and_then(|(outline, id)| outline.criterion(id));
        known.is_none_or(|criterion| criterion.applies_to.contains(call_type))
    };
    if !applies(&item.call_type) {
        // It hangs on who the caller is alone, which is asked once and not for each criterion.
        return false;
    }
    let is_opened = verdict == Verdict::Na && !applies(&item.tool_call_type);
    is_opened || verdict == Verdict::Undetermined || item.confidence.as_f64() < below
}

/// What hangs on a verdict; the highest stake is the least.
///
/// First what is critical, then what weighs most, then prospects before others, then the least sure, then the newest
/// call, then ids, so that the order is always the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Stake {
    is_critical: Reverse<bool>,
    weight: Reverse<u32>,
    is_prospect: Reverse<bool>,
    confidence: Probability,
    started_at_utc: Reverse<Option<String>>,
    call_id: String,
    criterion_id: Option<String>,
}

impl Stake {
    fn of(item: &ReviewItem, outline: Option<&RubricOutline>) -> Self {
        let criteria = outline.map_or(&[][..], |outline| &outline.criteria);
        let (is_critical, weight) = if let Some(id) = &item.criterion_id {
            let known = criteria.iter().find(|criterion| criterion.id == *id);
            known.map_or((false, 0), |criterion| (criterion.is_critical, criterion.weight))
        } else {
            // On who the caller is hangs all that is not asked of everybody.
            let hanging = criteria.iter().filter(|criterion| criterion.applies_to.len() < CallType::ALL.len());
            (false, hanging.map(|criterion| criterion.weight).sum())
        };
        Self {
            is_critical: Reverse(is_critical),
            weight: Reverse(weight),
            is_prospect: Reverse(item.call_type == CallType::Prospect),
            confidence: item.confidence,
            started_at_utc: Reverse(item.started_at_utc.clone()),
            call_id: item.call_id.clone(),
            criterion_id: item.criterion_id.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(call_id: &str, subject: &str, verdict: Verdict, thousandths: u16) -> ReviewItem {
        ReviewItem {
            call_id: call_id.to_owned(),
            scorecard: 1,
            criterion_id: (subject != "call_type").then(|| subject.to_owned()),
            verdict: if subject == "call_type" {
                Decision::CallType(CallType::Prospect)
            } else {
                Decision::Verdict(verdict)
            },
            confidence: Probability::from_thousandths(thousandths),
            call_type: CallType::Prospect,
            tool_call_type: CallType::Prospect,
            started_at_utc: Some("2026-11-20T10:00:00.000Z".to_owned()),
            rubric_sha256: Sha256Hex::from_bytes([0; 32]),
        }
    }

    fn outline() -> RubricOutline {
        let text = ringcheck_scoring::ShippedRubric::named("msp-inbound").unwrap().text;
        Rubric::parse(text).unwrap().outline()
    }

    #[test]
    fn the_highest_stake_comes_first() {
        let customer = ReviewItem {
            call_type: CallType::Customer,
            ..item("customer", "no_contract_turnaway", Verdict::Fail, 500)
        };
        let newer = ReviewItem {
            started_at_utc: Some("2026-11-21T10:00:00.000Z".to_owned()),
            ..item("newer", "close_attempt", Verdict::Fail, 700)
        };
        let undated = ReviewItem { started_at_utc: None, ..item("undated", "close_attempt", Verdict::Fail, 700) };
        let mut items = vec![
            item("a", "greeting", Verdict::Undetermined, 10),
            undated,
            item("b", "close_attempt", Verdict::Fail, 700),
            item("a", "close_attempt", Verdict::Fail, 700),
            newer,
            item("z", "close_attempt", Verdict::Pass, 610),
            item("a", "call_type", Verdict::Na, 790),
            customer,
            item("a", "no_contract_turnaway", Verdict::Fail, 790),
        ];
        items.sort_by_cached_key(|item| Stake::of(item, Some(&outline())));
        let order: Vec<(&str, &str)> = items.iter().map(|item| (item.call_id.as_str(), subject(item))).collect();
        assert_eq!(
            order,
            [
                ("a", "no_contract_turnaway"),
                ("customer", "no_contract_turnaway"),
                ("a", "call_type"),
                ("z", "close_attempt"),
                ("newer", "close_attempt"),
                ("a", "close_attempt"),
                ("b", "close_attempt"),
                ("undated", "close_attempt"),
                ("a", "greeting"),
            ]
        );
    }

    #[test]
    fn what_hangs_on_the_caller_alone_is_asked_once() {
        let outline = outline();
        let is_open = |item: &ReviewItem| super::is_open(item, Some(&outline), 0.8);
        let vendor = |subject: &str, thousandths| ReviewItem {
            call_type: CallType::Vendor,
            tool_call_type: CallType::Vendor,
            ..item("a", subject, Verdict::Na, thousandths)
        };
        assert!(!is_open(&vendor("close_attempt", 500)));
        assert!(is_open(&vendor("call_type", 500)));
        // Somebody said that it was a prospect: nobody judged the close.
        let opened = ReviewItem { call_type: CallType::Prospect, ..vendor("close_attempt", 990) };
        assert!(is_open(&opened));
        // What was judged of a prospect is as sure as it was.
        let sure = ReviewItem { tool_call_type: CallType::Prospect, ..item("a", "greeting", Verdict::Pass, 990) };
        assert!(!is_open(&ReviewItem { call_type: CallType::Customer, ..sure }));
        assert!(is_open(&item("a", "greeting", Verdict::Undetermined, 990)));
        assert!(is_open(&item("a", "greeting", Verdict::Na, 790)));
        assert!(!is_open(&item("a", "greeting", Verdict::Na, 800)));
    }

    #[test]
    fn numbers_are_drawn_for_verdicts_and_not_for_scorecards() {
        let one = item("a", "greeting", Verdict::Pass, 990);
        let again = ReviewItem { scorecard: 2, ..item("a", "greeting", Verdict::Fail, 610) };
        assert_eq!(number_of(&one), number_of(&again));
        assert_ne!(number_of(&one), number_of(&item("b", "greeting", Verdict::Pass, 990)));
        assert_ne!(number_of(&one), number_of(&item("a", "courtesy", Verdict::Pass, 990)));
    }
}
