//! The shopper's card, to be printed.

use maud::html;
use ringcheck_report::clean;

use super::{minute, page};
use crate::Scenario;

/// What is on a shopper's card.
#[derive(Clone, Debug)]
pub struct Card<'s> {
    /// The scenario that is played.
    pub scenario: &'s Scenario,
    /// The calls that are planned; none for a card of the scenario alone.
    pub calls: Vec<PlannedLine>,
}

/// A planned call on a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedLine {
    /// The planned call's number.
    pub id: i64,
    /// The branch's name.
    pub branch: String,
    /// The number to call.
    pub called_number: String,
    /// The number to call from.
    pub from_number: String,
    /// When: ISO 8601 with offset.
    pub planned_at: String,
    /// How far from that it may be, in minutes.
    pub window_minutes: u32,
}

/// The card as one HTML file that needs nothing besides itself.
#[must_use]
pub fn card(card: &Card<'_>) -> String {
    let Card { scenario, calls } = card;
    let body = html! {
        main.card {
            header {
                h1 { (clean(&scenario.title)) }
                p.made { "For the shopper. Scenario " (clean(&scenario.id)) ", version " (clean(&scenario.version)) "." }
            }
            section {
                dl {
                    dt { "You are" }
                    dd { (clean(&scenario.persona)) }
                    dt { "What happened" }
                    dd { (clean(&scenario.problem)) }
                    dt { "You begin with" }
                    dd.say { q { (clean(&scenario.opening)) } }
                }
            }
            section.secret {
                h2 { "Tell only if you are asked" }
                p { "Do not bring these up yourself. Answer truthfully when somebody asks, in your own words." }
                ul {
                    @for fact in &scenario.hidden_facts {
                        li {
                            b { (clean(&fact.fact)) }
                            @if let (Some(question), Some(answer)) = (fact.questions.first(), fact.answers.first()) {
                                div.note { "Asked something like " q { (clean(question)) } ", say something like " q { (clean(answer)) } }
                            }
                        }
                    }
                }
            }
            section.watch {
                h2 { "What the call is judged by" }
                p { "Let it happen or not: do not ask for it." }
                ul {
                    @for demand in scenario.musts() { li { "The firm " b { (clean(&demand.what)) } "." } }
                    @for demand in scenario.must_nots() { li { "The firm does not do this: it " (clean(&demand.what)) "." } }
                }
            }
            @if !calls.is_empty() {
                section {
                    h2 { "Your calls" }
                    table.notes {
                        thead {
                            tr {
                                @for name in ["No.", "When", "Branch", "Call", "From", "Done at", "Who answered"] {
                                    th scope="col" { (name) }
                                }
                            }
                        }
                        tbody {
                            @for call in calls {
                                tr {
                                    td.number { (call.id) }
                                    td { (minute(&call.planned_at)) div.few { (zone(&call.planned_at)) "± " (call.window_minutes) " min" } }
                                    th scope="row" { (clean(&call.branch)) }
                                    td { (clean(&call.called_number)) }
                                    td { (clean(&call.from_number)) }
                                    td {}
                                    td {}
                                }
                            }
                        }
                    }
                    p.note { "Call from the number that is named: the call is found by it. Do not withhold it. One call for each line; if you have to call again, note it." }
                }
            }
            section {
                h2 { "Notes" }
                @for _ in 0..8 { div.lines {} }
            }
        }
    };
    page(&format!("{}: card", scenario.title), &body)
}

/// The offset of a time as a shopper reads it: `UTC-06:00, `; nothing for a time without one.
fn zone(at: &str) -> String {
    let offset = at.get(19..).unwrap_or_default().trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    match offset {
        "" => String::new(),
        "Z" | "z" | "+00:00" => "UTC, ".to_owned(),
        offset => format!("UTC{offset}, "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_names_the_zone_of_its_times() {
        assert_eq!(zone("2026-03-05T10:30:00-06:00"), "UTC-06:00, ");
        assert_eq!(zone("2026-03-05T10:30:00.5+05:30"), "UTC+05:30, ");
        assert_eq!((zone("2026-03-05T10:30:00Z").as_str(), zone("2026-03-05T10:30:00").as_str()), ("UTC, ", ""));
    }
}
