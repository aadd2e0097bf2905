//! What programs that analyse tables are given: read back and compared with the CSV.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use parquet::{
    basic::{LogicalType, TimeUnit},
    file::reader::{FileReader, SerializedFileReader},
    record::Field,
};
use ringcheck_call::{Direction, Disposition, Verdict};
use ringcheck_store::{CallFilter, CallSort, SortOrder, Store, StoreError};

use crate::sample::{Place, Sample};

/// What the columns have to be where they are not text.
const TYPES: [(&str, &str); 14] = [
    ("started_at_utc", "instant"),
    ("percent", "fraction"),
    ("points", "whole"),
    ("possible", "whole"),
    ("passed", "yes or no"),
    ("needs_review", "yes or no"),
    ("scorecard", "whole"),
    ("confidence", "fraction"),
    ("is_critical_fail", "yes or no"),
    ("quote_start_ms", "whole"),
    ("quote_end_ms", "whole"),
    ("verdict", "text"),
    ("started_at", "text"),
    ("live_answer", "text"),
];

fn by_file() -> CallFilter {
    CallFilter { sort: CallSort::File, order: SortOrder::Ascending, ..CallFilter::default() }
}

/// A file read back: the names of its columns, and its rows by their names.
struct Table {
    columns: Vec<String>,
    rows: Vec<BTreeMap<String, Field>>,
    n_groups: usize,
}

fn read(bytes: &[u8]) -> Table {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let metadata = reader.metadata();
    let columns = metadata.file_metadata().schema_descr().columns();
    for column in columns {
        let found = match (column.physical_type(), column.logical_type_ref()) {
            (parquet::basic::Type::BYTE_ARRAY, Some(LogicalType::String)) => "text",
            (parquet::basic::Type::INT64, None) => "whole",
            (parquet::basic::Type::DOUBLE, None) => "fraction",
            (parquet::basic::Type::BOOLEAN, None) => "yes or no",
            (parquet::basic::Type::INT64, Some(logical))
                if *logical == LogicalType::timestamp(true, TimeUnit::MILLIS) =>
            {
                "instant"
            }
            _ => "none of these",
        };
        let expected = TYPES.iter().find(|(name, _)| *name == column.name()).map_or("text", |(_, of)| *of);
        assert_eq!(found, expected, "{}", column.name());
    }
    let rows =
        reader.get_row_iter(None).unwrap().map(|row| row.unwrap().into_columns().into_iter().collect()).collect();
    Table {
        columns: columns.iter().map(|column| column.name().to_owned()).collect(),
        rows,
        n_groups: metadata.num_row_groups(),
    }
}

type Export = fn(&Store, &mut (dyn Write + Send), &CallFilter) -> Result<(), StoreError>;
type ExportText = fn(&Store, &mut dyn Write, &CallFilter) -> Result<(), StoreError>;

/// Both tables hold the same, as far as CSV can: null is empty there, percentages are rounded, and formulas defused.
fn assert_same(store: &Store, parquet: Export, csv: ExportText) -> Table {
    let (mut binary, mut text) = (Vec::new(), Vec::new());
    parquet(store, &mut binary, &by_file()).unwrap();
    csv(store, &mut text, &by_file()).unwrap();
    let table = read(&binary);
    let mut csv = csv::Reader::from_reader(text.as_slice());
    let columns: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    assert_eq!(
        table.columns.iter().filter(|name| *name != "started_at_utc").collect::<Vec<_>>(),
        columns.iter().collect::<Vec<_>>()
    );
    assert_eq!(table.rows.len(), rows.len());
    for (row, expected) in table.rows.iter().zip(&rows) {
        for (name, cell) in columns.iter().zip(expected) {
            let found = match &row[name] {
                Field::Null => String::new(),
                Field::Str(text) => text.clone(),
                Field::Bool(yes) => yes.to_string(),
                Field::Long(number) => number.to_string(),
                Field::Double(number) if name == "percent" => format!("{number:.1}"),
                Field::Double(number) => number.to_string(),
                other => format!("not a type of these columns: {other:?}"),
            };
            assert_eq!(found, cell.strip_prefix('\'').unwrap_or(cell), "{name}");
        }
    }
    table
}

/// Three calls: one of which all is known, one of which little is, and one by another rubric in another script.
fn three_calls(store: &mut Store) {
    let mut whole = Sample::new("a.wav");
    whole.call.called_number = Some("+1 512 555 0100".to_owned());
    whole.call.extension = Some("12".to_owned());
    whole.call.disposition = Some(Disposition::Answered);
    whole.percent = Some(100.0 / 3.0);
    whole.score(store, "1");
    let mut bare = Sample::new("b.wav");
    bare.call = ringcheck_call::Call::default();
    bare.percent = None;
    bare.needs_review = true;
    bare.score(store, "2");
    let mut foreign = Sample::new("c \"ü\",\n日本.wav");
    foreign.call.agent_name = Some("=José Núñez 🎧".to_owned());
    foreign.call.direction = Some(Direction::Outbound);
    foreign.call.started_at = Some("2026-03-02T09:30:00".to_owned());
    foreign.verdicts = vec![("courtesy", Verdict::Undetermined)];
    foreign.rubric = "another rubric";
    foreign.score(store, "3");
}

#[test]
fn a_row_a_call_says_what_the_csv_says_with_types() {
    let place = Place::new();
    let mut store = place.store();
    three_calls(&mut store);
    let table = assert_same(&store, Store::export_parquet, Store::export_csv);
    let column = |name: &str| table.rows.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    let text = |text: &str| Field::Str(text.to_owned());
    // 2026-03-02T15:30:00Z; a start without its offset names no instant.
    assert_eq!(column("started_at_utc"), [Field::TimestampMillis(1_772_465_400_000), Field::Null, Field::Null]);
    assert_eq!(column("started_at")[2], text("2026-03-02T09:30:00"));
    assert_eq!(column("percent"), [Field::Double(100.0 / 3.0), Field::Null, Field::Double(42.9)]);
    assert_eq!(column("passed")[1], Field::Null);
    assert_eq!(column("needs_review"), [Field::Bool(false), Field::Bool(true), Field::Bool(false)]);
    assert_eq!(column("points")[0], Field::Long(15));
    assert_eq!(column("agent_name"), [text("Dana"), Field::Null, text("=José Núñez 🎧")]);
    assert_eq!(column("disposition"), [text("answered"), Field::Null, Field::Null]);
    assert_eq!(column("close_attempt"), [text("fail"), text("fail"), Field::Null]);
    assert_eq!(column("courtesy"), [Field::Null, Field::Null, text("undetermined")]);
}

#[test]
fn a_row_a_criterion_says_what_the_csv_says_with_types() {
    let place = Place::new();
    let mut store = place.store();
    three_calls(&mut store);
    let table = assert_same(&store, Store::export_long_parquet, Store::export_long_csv);
    assert_eq!(table.rows.len(), 5);
    let starts: Vec<&Field> = table.rows.iter().map(|row| &row["started_at_utc"]).collect();
    assert_eq!(starts[0], &Field::TimestampMillis(1_772_465_400_000));
    assert_eq!(starts[4], &Field::Null);
    assert!(table.rows.iter().any(|row| matches!(row["quote_start_ms"], Field::Long(_))));
}

#[test]
fn no_calls_are_a_table_without_rows() {
    let place = Place::new();
    let store = place.store();
    assert!(assert_same(&store, Store::export_parquet, Store::export_csv).rows.is_empty());
    assert!(assert_same(&store, Store::export_long_parquet, Store::export_long_csv).rows.is_empty());
}

#[test]
fn a_criterion_that_is_called_as_a_column_gets_another_name() {
    let place = Place::new();
    let mut store = place.store();
    let mut sample = Sample::new("a.wav");
    sample.verdicts =
        vec![("passed", Verdict::Pass), ("passed_verdict", Verdict::Fail), ("started_at_utc", Verdict::Undetermined)];
    sample.score(&mut store, "1");
    let mut binary = Vec::new();
    store.export_parquet(&mut binary, &by_file()).unwrap();
    let table = read(&binary);
    let row = &table.rows[0];
    assert_eq!(row.len(), table.columns.len(), "two columns have one name");
    assert!(matches!(row["passed"], Field::Bool(_)));
    assert_eq!(row["passed_verdict"], Field::Str("fail".to_owned()));
    assert_eq!(row["passed_verdict_verdict"], Field::Str("pass".to_owned()));
    assert_eq!(row["started_at_utc_verdict"], Field::Str("undetermined".to_owned()));
}

/// Makes the one call that is stored `n`, as far as exports read.
fn multiply(place: &Place, n: u32) {
    let conn = place.sqlite();
    let mut statement = conn.prepare("SELECT name FROM pragma_table_info('newest_scorecards')").unwrap();
    let names: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let columns = names.iter().map(|name| match name.as_str() {
        "scorecard_id" => "scorecard_id + n.i".to_owned(),
        "call_id" => "'call ' || n.i".to_owned(),
        name => name.to_owned(),
    });
    let columns = columns.collect::<Vec<_>>().join(", ");
    conn.execute_batch(&format!(
        "PRAGMA foreign_keys = OFF;
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {n} - 1)
         INSERT INTO newest_scorecards SELECT {columns} FROM newest_scorecards, n;"
    ))
    .unwrap();
}

#[test]
fn many_calls_are_written_group_by_group() {
    let place = Place::new();
    let mut store = place.store();
    Sample::new("a.wav").score(&mut store, "1");
    multiply(&place, 10_001);
    let mut binary = Vec::new();
    store.export_parquet(&mut binary, &by_file()).unwrap();
    let table = read(&binary);
    assert_eq!((table.rows.len(), table.n_groups), (10_001, 2));
    let mut ids: Vec<String> = table.rows.iter().map(|row| row["id"].to_string()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 10_001);
}

/// A disk that fills up after so many bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_disk_that_fills_up_is_told_wherever_it_does() {
    let place = Place::new();
    let mut store = place.store();
    three_calls(&mut store);
    let mut whole = Vec::new();
    store.export_parquet(&mut whole, &by_file()).unwrap();
    for n in [0, 3, whole.len() / 2, whole.len() - 1] {
        let error = store.export_parquet(&mut Full(n), &by_file()).unwrap_err();
        let source = std::error::Error::source(&error).and_then(std::error::Error::source).unwrap();
        assert_eq!(source.downcast_ref::<io::Error>().unwrap().kind(), io::ErrorKind::StorageFull, "after {n} bytes");
    }
    store.export_parquet(&mut Full(whole.len()), &by_file()).unwrap();
}
