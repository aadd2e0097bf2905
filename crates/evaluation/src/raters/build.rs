//! From reviews to figures.

use std::collections::{BTreeMap, BTreeSet};

use ringcheck_call::{Decision, Review};
use ringcheck_statistics::Proportion;

use super::{
    CALIBRATE_SCHEMA,
    agreement::{Pair, is_decided},
    types::{
        PairRow, PairSection, PersonSaid, RatedVerdict, RaterAgreement, RaterCount, RaterDisagreement, RaterReport,
        RaterRow, ToolRow, ToolSaid, ToolSection,
    },
};

/// Below this many verdicts a criterion's figures say little: at 30 an agreement of 0.9 may be anything from 0.74 to 0.97.
const FEW: u64 = 30;

/// The newest that a person says of a verdict.
#[derive(Clone, Copy)]
struct Rating<'a> {
    rated: &'a RatedVerdict,
    is_blind: bool,
}

impl<'a> Rating<'a> {
    fn review(&self) -> &'a Review {
        &self.rated.review
    }
}

/// What is rated: a call and a criterion, or its call type.
type Thing<'a> = (&'a str, &'a str);

/// The newest ratings of each thing, by person.
type Ratings<'a> = BTreeMap<Thing<'a>, BTreeMap<&'a str, Rating<'a>>>;

impl RaterReport {
    /// Compares `rated`, the oldest first, on the criteria in the order of `ids`, which is the rubric's.
    ///
    /// Of several verdicts of a person on the same thing the newest counts, blind ones and others apart. Who saw the
    /// tool's verdict once is blind no more.
    #[must_use]
    pub fn build(rated: &[RatedVerdict], ids: &[String]) -> Self {
        let (blind, seen) = split(rated);
        let order = Order { ids };
        let (blind_section, seen_section) = (tool_section(&blind, &order), tool_section(&seen, &order));
        let pairs = pair_sections(&blind, &order);
        let calls: BTreeSet<&str> = rated.iter().map(|rated| rated.review.call_id.as_str()).collect();
        let reviewers = reviewers(&blind, &seen);
        Self {
            schema: CALIBRATE_SCHEMA,
            n_reviews: rated.len() as u64,
            n_calls: calls.len() as u64,
            warnings: warnings(&blind_section, &reviewers, &pairs),
            disagreements: disagreements(&blind, &seen, &order),
            reviewers,
            blind: blind_section,
            seen: seen_section,
            pairs,
        }
    }
}

/// The place of a criterion: as in the rubric, then those of other rubrics by name, then the call type.
struct Order<'a> {
    ids: &'a [String],
}

impl Order<'_> {
    fn key<'b>(&self, id: &'b str) -> (bool, usize, &'b str) {
        (id == "call_type", self.ids.iter().position(|known| known == id).unwrap_or(usize::MAX), id)
    }

    /// The criteria of `ratings`, in order.
    fn of<'b>(&self, ratings: &Ratings<'b>) -> Vec<&'b str> {
        let found: BTreeSet<&str> = ratings.keys().map(|(_, id)| *id).collect();
        let mut found: Vec<&str> = found.into_iter().collect();
        found.sort_by_key(|id| self.key(id));
        found
    }
}

/// The newest ratings, those that are blind and the others; each person by the first spelling of their name.
fn split(rated: &[RatedVerdict]) -> (Ratings<'_>, Ratings<'_>) {
    let (mut blind, mut seen) = (Ratings::new(), Ratings::new());
    let mut spellings: BTreeMap<String, &str> = BTreeMap::new();
    // What people saw the tool's verdict on, of whatever part of the call it was.
    let mut has_seen: BTreeSet<(Thing<'_>, &str)> = BTreeSet::new();
    for rated in rated {
        let review = &rated.review;
        let thing = (review.call_id.as_str(), review.subject());
        let reviewer = *spellings.entry(reviewer_key(&review.reviewer)).or_insert(review.reviewer.as_str());
        let of_call = |subject| ((rated.listed_id.as_str(), subject), reviewer);
        if !review.is_blind {
            has_seen.insert(of_call(review.subject()));
            // Whatever is reviewed with open eyes, who the caller is by the tool stands above it.
            has_seen.insert(of_call("call_type"));
        }
        let is_blind = !has_seen.contains(&of_call(review.subject()));
        let to = if is_blind { &mut blind } else { &mut seen };
        to.entry(thing).or_default().insert(reviewer, Rating { rated, is_blind });
    }
    (blind, seen)
}

/// What is the same for all spellings of a person's name: capitals and blanks do not count.
#[must_use]
pub fn reviewer_key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn reviewers(blind: &Ratings<'_>, seen: &Ratings<'_>) -> Vec<RaterCount> {
    let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for name in blind.values().flat_map(BTreeMap::keys) {
        counts.entry(name).or_default().0 += 1;
    }
    for name in seen.values().flat_map(BTreeMap::keys) {
        counts.entry(name).or_default().1 += 1;
    }
    let count =
        |(name, (n_blind, n_seen)): (&str, (u64, u64))| RaterCount { reviewer: name.to_owned(), n_blind, n_seen };
    counts.into_iter().map(count).collect()
}

/// What people say of a thing together.
enum Together {
    /// All that could tell say this; what the tool said to the newest of them.
    Agreed(Decision, Decision),
    Differ,
    /// Nobody could tell.
    Open,
}

fn together(by: &BTreeMap<&str, Rating<'_>>) -> Together {
    let decided = by.values().filter(|rating| is_decided(rating.review().verdict));
    let said: BTreeSet<Decision> = decided.clone().map(|rating| rating.review().verdict).collect();
    let newest = decided.max_by_key(|rating| &rating.review().reviewed_at_utc);
    match (said.len(), newest) {
        (1, Some(newest)) => Together::Agreed(newest.review().verdict, newest.review().tool_verdict),
        (0, _) | (_, None) => Together::Open,
        _ => Together::Differ,
    }
}

fn tool_section(ratings: &Ratings<'_>, order: &Order<'_>) -> ToolSection {
    let criteria = order.of(ratings).into_iter().map(|id| tool_row(ratings, id)).collect();
    let mut by_call: BTreeMap<&str, Vec<Pair>> = BTreeMap::new();
    for ((call_id, id), by) in ratings {
        if let (Together::Agreed(people, tool), false) = (together(by), *id == "call_type")
            && is_decided(tool)
        {
            by_call.entry(call_id).or_default().push((people, tool));
        }
    }
    ToolSection { criteria, all_criteria: RaterAgreement::of_calls(&by_call.into_values().collect::<Vec<_>>()) }
}

fn tool_row(ratings: &Ratings<'_>, id: &str) -> ToolRow {
    let (mut pairs, mut n_people_differ, mut n_tool_open, mut n_people_open) = (Vec::new(), 0, 0, 0);
    let mut by_reviewer: BTreeMap<&str, Vec<Pair>> = BTreeMap::new();
    for (_, by) in ratings.iter().filter(|((_, of), _)| *of == id) {
        match together(by) {
            Together::Agreed(_, tool) if !is_decided(tool) => n_tool_open += 1,
            Together::Agreed(people, tool) => pairs.push((people, tool)),
            Together::Differ => n_people_differ += 1,
            Together::Open => n_people_open += 1,
        }
        for (name, rating) in by {
            let pair = (rating.review().verdict, rating.review().tool_verdict);
            let of_person = by_reviewer.entry(name).or_default();
            if is_decided(pair.0) && is_decided(pair.1) {
                of_person.push(pair);
            }
        }
    }
    let row = |(name, pairs): (&str, Vec<Pair>)| RaterRow {
        reviewer: name.to_owned(),
        agreement: RaterAgreement::of(&pairs),
    };
    ToolRow {
        criterion: id.to_owned(),
        people: RaterAgreement::of(&pairs),
        n_people_differ,
        n_tool_open,
        n_people_open,
        by_reviewer: by_reviewer.into_iter().map(row).collect(),
    }
}

fn pair_sections(blind: &Ratings<'_>, order: &Order<'_>) -> Vec<PairSection> {
    let names: BTreeSet<&str> = blind.values().flat_map(BTreeMap::keys).copied().collect();
    let names: Vec<&str> = names.into_iter().collect();
    let mut sections = Vec::new();
    for (idx, first) in names.iter().enumerate() {
        for second in names.iter().skip(idx + 1) {
            sections.extend(pair_section(blind, order, first, second));
        }
    }
    sections
}

/// `None` where the two judged nothing that is the same.
fn pair_section(blind: &Ratings<'_>, order: &Order<'_>, first: &str, second: &str) -> Option<PairSection> {
    let mut by_criterion: BTreeMap<&str, Vec<Pair>> = BTreeMap::new();
    let mut by_call: BTreeMap<&str, Vec<Pair>> = BTreeMap::new();
    for ((call_id, id), by) in blind {
        let (Some(one), Some(other)) = (by.get(first), by.get(second)) else { continue };
        let pair = (one.review().verdict, other.review().verdict);
        if is_decided(pair.0) && is_decided(pair.1) {
            by_criterion.entry(id).or_default().push(pair);
            if *id != "call_type" {
                by_call.entry(call_id).or_default().push(pair);
            }
        }
    }
    if by_criterion.is_empty() {
        return None;
    }
    let mut criteria: Vec<(&str, Vec<Pair>)> = by_criterion.into_iter().collect();
    criteria.sort_by_key(|(id, _)| order.key(id));
    let row =
        |(id, pairs): (&str, Vec<Pair>)| PairRow { criterion: id.to_owned(), agreement: RaterAgreement::of(&pairs) };
    Some(PairSection {
        first: first.to_owned(),
        second: second.to_owned(),
        criteria: criteria.into_iter().map(row).collect(),
        all_criteria: RaterAgreement::of_calls(&by_call.into_values().collect::<Vec<_>>()),
    })
}

fn disagreements(blind: &Ratings<'_>, seen: &Ratings<'_>, order: &Order<'_>) -> Vec<RaterDisagreement> {
    let things: BTreeSet<Thing<'_>> = blind.keys().chain(seen.keys()).copied().collect();
    let mut things: Vec<Thing<'_>> = things.into_iter().collect();
    things.sort_by_key(|(call_id, id)| (order.key(id), *call_id));
    things.into_iter().filter_map(|thing| disagreement(blind, seen, thing)).collect()
}

fn disagreement(blind: &Ratings<'_>, seen: &Ratings<'_>, thing: Thing<'_>) -> Option<RaterDisagreement> {
    let mut ratings: Vec<(&str, &Rating<'_>)> = [blind, seen]
        .into_iter()
        .filter_map(|by| by.get(&thing))
        .flatten()
        .map(|(name, rating)| (*name, rating))
        .collect();
    ratings.sort_by_key(|(_, rating)| &rating.review().reviewed_at_utc);
    let newest = ratings.last()?.1.rated;
    let tool = &newest.review;
    let mut said: BTreeSet<Decision> = ratings.iter().map(|(_, rating)| rating.review().verdict).collect();
    said.insert(tool.tool_verdict);
    said.retain(|decision| is_decided(*decision));
    if said.len() < 2 {
        return None;
    }
    let person = |(name, rating): &(&str, &Rating<'_>)| PersonSaid {
        reviewer: (*name).to_owned(),
        verdict: rating.review().verdict,
        reason: rating.review().reason.clone(),
        is_blind: rating.is_blind,
    };
    Some(RaterDisagreement {
        call_id: thing.0.to_owned(),
        file_name: newest.file_name.clone(),
        started_at: newest.started_at.clone(),
        criterion: thing.1.to_owned(),
        tool: ToolSaid { verdict: tool.tool_verdict, confidence: tool.tool_confidence },
        people: ratings.iter().map(person).collect(),
        quote: newest.quote.clone(),
    })
}

fn warnings(blind: &ToolSection, reviewers: &[RaterCount], pairs: &[PairSection]) -> Vec<String> {
    let mut warnings = Vec::new();
    let raters: Vec<&str> =
        reviewers.iter().filter(|rater| rater.n_blind > 0).map(|rater| rater.reviewer.as_str()).collect();
    match raters.as_slice() {
        [] => {
            warnings.push(
                "Nobody judged blind. Who has seen Ringcheck's verdict is no independent rater, so nothing here says how \
                 often Ringcheck is right: `ringcheck review --blind` measures that."
                    .to_owned(),
            );
            return warnings;
        }
        [only] => warnings.push(format!(
            "Only {only} judged blind. How far people agree with each other is not known, and what {only} got wrong \
             counts against Ringcheck. Let a second person run `ringcheck review --blind`."
        )),
        _ if pairs.is_empty() => warnings.push(
            "No two people judged the same verdict blind, so how far people agree with each other is not known. Let them \
             use the same filters and the same --sample: both are then asked about the same."
                .to_owned(),
        ),
        _ => {}
    }
    let few = |agreement: &RaterAgreement| agreement.agreement.trials < FEW;
    let with_few: Vec<String> = blind
        .criteria
        .iter()
        .filter(|row| few(&row.people))
        .map(|row| format!("{} {}", row.criterion, row.people.agreement.trials))
        .collect();
    if !with_few.is_empty() {
        let example = Proportion { hits: 9, trials: 10 }.estimate();
        let example = example.map(|e| format!("{:.2} to {:.2}", e.low, e.high)).unwrap_or_default();
        warnings.push(format!(
            "Fewer than {FEW} calls were judged blind for {}: that is too few to rely on. 9 of 10, for instance, may stand \
             for anything from {example}.",
            with_few.join(", ")
        ));
    }
    warnings
}
