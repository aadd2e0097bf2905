//! A filter as SQL.

use rusqlite::types::Value;

use crate::{
    CallFilter, CallSort, SortOrder,
    convert::{json_of, utc},
    error::StoreErrorKind,
    said_index::TURN_BITS,
};

/// The rows of `newest_scorecards` that a filter lets through, in its order.
pub(crate) struct Query {
    conditions: String,
    order: String,
    /// The values of all parameters, in order.
    pub(crate) values: Vec<Value>,
}

impl Query {
    pub(crate) fn new(filter: &CallFilter) -> Result<Self, StoreErrorKind> {
        let mut query = Self { conditions: "is_listed".to_owned(), order: order_of(filter), values: Vec::new() };
        if let Some(since) = filter.since {
            query.and("started_at_utc >= ?", [utc(since).into()]);
        }
        if let Some(until) = filter.until {
            query.and("started_at_utc < ?", [utc(until).into()]);
        }
        if let Some(agent_name) = &filter.agent_name {
            query.and("agent_name = ? COLLATE NOCASE", [agent_name.clone().into()]);
        }
        if let Some(percent) = filter.below_percent {
            query.and("percent < ?", [percent.into()]);
        }
        if let Some(needs_review) = filter.needs_review {
            query.and("needs_review = ?", [i64::from(needs_review).into()]);
        }
        if let Some(call_ids) = &filter.call_ids {
            // One parameter holds any number of ids.
            query.and("call_id IN (SELECT value FROM json_each(?))", [json_of(call_ids)?.into()]);
        }
        for (criterion_id, verdict) in &filter.verdicts {
            // People's verdicts, where there are any.
            query.and("newest.verdicts ->> ? = ?", [criterion_id.clone().into(), verdict.as_str().to_owned().into()]);
        }
        if let Some(limit) = filter.limit {
            query.order.push_str(" LIMIT ?");
            query.values.push(i64::from(limit).into());
        }
        Ok(query)
    }

    /// The statement that asks for the rows of the index of what was said that match and are of these calls.
    ///
    /// Its first three parameters are the expression and, twice, the code of the only side wanted or null; its last is how
    /// many at most. The joining is told to start from the index: what matches is mostly far less than what is stored.
    pub(crate) fn select_said(&self) -> String {
        format!(
            "SELECT said_index.rowid FROM said_index
             CROSS JOIN newest_scorecards AS newest ON newest.scorecard_id = said_index.rowid >> {TURN_BITS}
             WHERE said_index MATCH ? AND (? IS NULL OR said_index.rowid & 3 = ?) AND {}
             {}, said_index.rowid LIMIT ?",
            self.conditions, self.order
        )
    }

    /// The statement that asks for these columns.
    pub(crate) fn select(&self, columns: &str) -> String {
        format!("SELECT {columns} FROM newest_scorecards AS newest WHERE {} {}", self.conditions, self.order)
    }

    /// The same with the columns of `leads`, which has a row for those calls alone that it returns.
    pub(crate) fn select_with_leads(&self, columns: &str) -> String {
        format!(
            "SELECT {columns} FROM newest_scorecards AS newest JOIN leads USING (scorecard_id) WHERE {} {}",
            self.conditions, self.order
        )
    }

    pub(crate) fn and<const N: usize>(&mut self, condition: &str, values: [Value; N]) {
        self.conditions.push_str(" AND ");
        self.conditions.push_str(condition);
        self.values.extend(values);
    }
}

fn order_of(filter: &CallFilter) -> String {
    let way = match filter.order {
        SortOrder::Ascending => "ASC",
        SortOrder::Descending => "DESC",
    };
    let (first, then) = match filter.sort {
        CallSort::Time => ("started_at_utc", "call_id"),
        CallSort::Score => ("percent", "call_id"),
        CallSort::File => ("file_name", "path, call_id"),
    };
    format!("ORDER BY {first} {way} NULLS LAST, {then}")
}
