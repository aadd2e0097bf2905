//! Secret-shop runs: scenarios, planned calls, which recordings are theirs, what came of each, and the league of branches.
//!
//! A [`Scenario`] says what the shopper tells only if asked, and what must and must not happen. [`find`] picks the planned
//! calls out of many by numbers and times. [`Judge`] says of a call which hidden facts were drawn out, by which question, and
//! what became of each demand. [`follow_people`] puts people's decisions before that. [`League`] compares branches. Everything here
//! is a function of its input: no file, no clock.

mod changes;
mod demands;
mod facts;
mod figures;
mod league;
mod lines;
mod matching;
mod measured;
mod number;
mod page;
mod people;
mod plan;
mod result;
mod scenario;
mod share;
mod words;

pub(crate) use changes::ALL_WANTED;
pub use changes::Change;
pub use demands::{DemandEar, DemandFinding, DemandOutcome};
pub use facts::{FactEar, FactFinding, FactOutcome};
pub use figures::{Figures, ShopCall};
pub use league::{Branch, FEWEST_CALLS, LEAGUE_SCHEMA, League, PhaseFigures, Standing, hurts};
pub use matching::{Candidate, How, Match, Nearest, Recorder, Wanted, Why, find, may_yet_be, possible};
pub use measured::{Counts, LabelledFact, LabelledShop, Measured, MeasuredError};
pub use number::{digits_of, is_same_number};
pub use page::{Card, PAGE_MARK, PlannedLine, call_page, card, league_page};
pub use people::{CriterionDecision, DecidedCard, ItemDecision, ItemKind, PersonsWord, follow_people};
pub use plan::{PlanError, Target, USUAL_WINDOW_MINUTES, WIDEST_WINDOW_MINUTES, check_from_number, planned_time};
pub use result::{FurtherHearing, Judge, SHOP_SCHEMA, SHOP_VERSION, ShopResult};
pub use scenario::{
    Demand, DemandKind, HiddenFact, SCENARIO_SCHEMA, SHIPPED_SCENARIOS, Scenario, ScenarioErrors, ScenarioProblem,
    ShippedScenario, ShortAnswer, is_scenario_id, renamed,
};
pub use share::ItemShare;
