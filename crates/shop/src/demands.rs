//! Whether what must happen happened, and what must not did not.

use ringcheck_call::{CriterionScore, Evidence, Verdict};
use ringcheck_scoring::{Heard, SaidBy, assess_heard};
use serde::{Deserialize, Serialize};

use crate::{
    lines::{Lines, Said, Sureness},
    scenario::{Demand, DemandKind, Scenario},
};

/// What became of something that must or must not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DemandOutcome {
    /// A must that happened.
    Met,
    /// A must that did not happen.
    Missed,
    /// A must not that happened.
    Happened,
    /// A must not that did not happen.
    DidNotHappen,
    /// It did not come to it: what has to be said before was not said.
    NotApplicable,
    /// A person must decide.
    Undetermined,
}

impl DemandOutcome {
    /// The word used in JSON, SQL and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Happened => "happened",
            Self::DidNotHappen => "did_not_happen",
            Self::NotApplicable => "not_applicable",
            Self::Undetermined => "undetermined",
        }
    }

    /// Whether it is as the scenario wants it; `None` where that is open or does not apply.
    #[must_use]
    pub const fn is_good(self) -> Option<bool> {
        match self {
            Self::Met | Self::DidNotHappen => Some(true),
            Self::Missed | Self::Happened => Some(false),
            Self::NotApplicable | Self::Undetermined => None,
        }
    }
}

/// What became of one demand in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandFinding {
    /// The demand's id in the scenario.
    pub id: String,
    /// What must or must not happen.
    pub what: String,
    /// What became of it.
    pub outcome: DemandOutcome,
    /// The words that it rests on.
    pub evidence: Vec<Evidence>,
    /// What came closest, where nothing was said that counts.
    pub nearest: Option<Evidence>,
    /// Why, in one plain sentence.
    pub rationale: String,
}

/// How sure a built-in criterion has to be for its word to stand against the lines.
const SURE: u16 = 800;

/// A scenario's demands with what their lines mean: made once, for any number of calls.
#[derive(Debug)]
pub struct DemandEar<'s> {
    scenario: &'s Scenario,
    lines: Vec<Option<Lines>>,
}

impl<'s> DemandEar<'s> {
    /// Reads the lines of `scenario`.
    #[must_use]
    pub fn new(scenario: &'s Scenario) -> Self {
        let lines = |demand: &Demand| demand.heard.lines.as_ref().map(|texts| Lines::new(demand.kind, texts));
        Self { scenario, lines: scenario.demands.iter().map(lines).collect() }
    }

    /// What became of each demand in the conversation that was heard, in the scenario's order.
    #[must_use]
    pub fn judge(&self, heard: &Heard<'_>) -> Vec<DemandFinding> {
        let scores = assess_heard(&self.scenario.rubric, heard).criteria;
        let is_answered = heard.voices().contains(&SaidBy::Agent);
        let pairs = self.scenario.demands.iter().zip(&self.lines);
        pairs.map(|(demand, lines)| judge(demand, lines.as_ref(), &scores, heard, is_answered)).collect()
    }
}

/// One that listens for a demand, and what it says.
struct Witness {
    /// Whether the thing happened; `None` where that is open.
    happened: Option<bool>,
    /// Whether it does not apply.
    is_void: bool,
    evidence: Vec<Evidence>,
    nearest: Option<Evidence>,
    rationale: String,
}

fn judge(
    demand: &Demand,
    lines: Option<&Lines>,
    scores: &[CriterionScore],
    heard: &Heard<'_>,
    is_answered: bool,
) -> DemandFinding {
    let named = |id: &Option<String>| id.as_ref().and_then(|id| scores.iter().find(|score| score.id == *id));
    // A written criterion passes where the thing was said. A built-in one fails where what it forbids was.
    let of_built_in = if demand.kind == DemandKind::Must { Verdict::Pass } else { Verdict::Fail };
    let cue = named(&demand.heard.written).map(|score| witness(score, Verdict::Pass, heard));
    let built_in = named(&demand.heard.built_in).map(|score| {
        let mut witness = witness(score, of_built_in, heard);
        // What a criterion takes for an offer has to be the one that the scenario wants.
        if let Some(lines) = lines.filter(|_| demand.kind == DemandKind::Must && witness.happened == Some(true)) {
            witness.evidence.retain(|quote| lines.bear_out(quote, heard));
            if witness.evidence.is_empty() {
                witness.happened = Some(false);
                "What was offered is not what is wanted.".clone_into(&mut witness.rationale);
            }
        }
        (witness, score.confidence)
    });
    let said = lines.and_then(|lines| lines.listen(heard));
    let is_sure = built_in.as_ref().is_some_and(|(_, confidence)| confidence.thousandths() >= SURE);
    let is_near = said.as_ref().is_some_and(|said| said.is_near);
    let line = lines.map(|lines| Witness { is_void: !lines.apply(heard), ..spoken(said.as_ref()) });
    let all =
        Witnesses { kind: demand.kind, cue, built_in: built_in.map(|(witness, _)| witness), is_sure, is_near, line };
    let is_other = |witness: &Witness| {
        let quotes = witness.evidence.iter();
        lines.is_some_and(|lines| {
            !witness.evidence.is_empty() && quotes.into_iter().all(|quote| lines.is_other(&quote.quote, heard))
        })
    };
    let happens = all.happens(is_other);
    let voices: Vec<&Witness> = [&all.line, &all.cue, &all.built_in].into_iter().flatten().collect();
    let does_not_apply = is_answered && !voices.is_empty() && voices.iter().all(|witness| witness.is_void);
    let outcome = match (demand.kind, happens) {
        _ if does_not_apply => DemandOutcome::NotApplicable,
        (_, None) => DemandOutcome::Undetermined,
        (DemandKind::Must, Some(true)) => DemandOutcome::Met,
        (DemandKind::Must, Some(false)) => DemandOutcome::Missed,
        (DemandKind::MustNot, Some(true)) => DemandOutcome::Happened,
        (DemandKind::MustNot, Some(false)) => DemandOutcome::DidNotHappen,
    };
    let deciding = voices.iter().find(|witness| witness.happened == happens).or(voices.first());
    DemandFinding {
        id: demand.id.clone(),
        what: demand.what.clone(),
        outcome,
        evidence: deciding.filter(|_| happens != Some(false)).map(|w| w.evidence.clone()).unwrap_or_default(),
        nearest: deciding.filter(|_| happens != Some(true)).and_then(|witness| witness.nearest.clone()),
        rationale: deciding.map(|witness| witness.rationale.clone()).unwrap_or_default(),
    }
}

/// All that listen for one demand.
struct Witnesses {
    kind: DemandKind,
    cue: Option<Witness>,
    built_in: Option<Witness>,
    /// Whether the built-in criterion is sure.
    is_sure: bool,
    /// Whether something comes near the lines without saying them.
    is_near: bool,
    line: Option<Witness>,
}

impl Witnesses {
    /// Whether the thing happened.
    ///
    /// What must not happen is held against somebody, so a cue alone does not prove it, and a sure word of the built-in
    /// criterion against it leaves it to a person.
    fn happens(&self, is_other: impl Fn(&Witness) -> bool) -> Option<bool> {
        let of = |witness: &Option<Witness>| witness.as_ref().map(|witness| witness.happened);
        let (line, built_in) = (of(&self.line), of(&self.built_in));
        let cue =
            of(&self.cue).map(|happened| if self.cue.as_ref().is_some_and(&is_other) { Some(false) } else { happened });
        match self.kind {
            DemandKind::Must => {
                // Where cue and lines are both listened for, lines that are in doubt count as little as none.
                let line = if line == Some(None) && cue == Some(Some(false)) { Some(Some(false)) } else { line };
                let all = [line, cue, built_in];
                if all.contains(&Some(Some(true))) {
                    Some(true)
                } else if built_in == Some(Some(false)) {
                    Some(false)
                } else if all.contains(&Some(None)) {
                    None
                } else {
                    Some(false)
                }
            }
            DemandKind::MustNot => match (line, built_in, cue) {
                (Some(Some(true)), Some(Some(false)), _) if self.is_sure => None,
                (Some(Some(true)), ..) | (Some(None), Some(Some(true)), _) | (Some(None), None, Some(Some(true))) => {
                    Some(true)
                }
                // What only the criterion hears is held against nobody where lines say what is meant.
                (Some(Some(false)), Some(Some(true)), _) => {
                    if self.is_near {
                        None
                    } else {
                        Some(false)
                    }
                }
                (Some(Some(false)), Some(None), _) if !self.is_near => Some(false),
                (_, Some(happened), _) => happened,
                (Some(Some(false)), None, Some(Some(true))) | (Some(None), ..) => None,
                (Some(Some(false)), None, _) => Some(false),
                (None, None, cue) => cue.flatten(),
            },
        }
    }
}

fn witness(score: &CriterionScore, passes: Verdict, heard: &Heard<'_>) -> Witness {
    let happened = match score.verdict {
        Verdict::Undetermined => None,
        verdict => Some(verdict == passes),
    };
    Witness {
        happened,
        is_void: score.verdict == Verdict::Na,
        evidence: score.evidence.clone(),
        nearest: nearest_of(score, heard),
        rationale: score.rationale.clone(),
    }
}

/// What lines say.
fn spoken(said: Option<&Said>) -> Witness {
    let quote = said.and_then(|said| said.quote.clone());
    let words = quote.as_ref().map(|quote| quote.quote.clone()).unwrap_or_default();
    let line = said.map(|said| said.line.clone()).unwrap_or_default();
    let (happened, rationale) = match said.map_or(Sureness::No, |said| said.sureness) {
        Sureness::Yes => (Some(true), format!("The agent said it: it means the same as “{line}”.")),
        Sureness::Perhaps => {
            (None, format!("Whether “{words}” counts is too close to call, so a person has to listen."))
        }
        Sureness::No => {
            (Some(false), "Nothing that the agent said comes close enough to the lines of the scenario.".to_owned())
        }
    };
    Witness {
        happened,
        is_void: false,
        evidence: if happened == Some(true) { quote.iter().cloned().collect() } else { Vec::new() },
        nearest: quote,
        rationale,
    }
}

/// What came closest, as a quote from its turn.
fn nearest_of(score: &CriterionScore, heard: &Heard<'_>) -> Option<Evidence> {
    let miss = score.nearest_miss.as_ref()?;
    let text = heard.text_of(miss.turn)?;
    let start = text.find(&miss.quote)?;
    heard.quote_of(miss.turn, start..start + miss.quote.len())
}
