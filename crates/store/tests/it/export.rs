//! What spreadsheets and programs are given.

use std::io::{self, Write};

use ringcheck_call::{Scorecard, Verdict};
use ringcheck_store::{CallFilter, CallSort, SortOrder};

use crate::sample::{Place, Sample};

fn by_file() -> CallFilter {
    CallFilter { sort: CallSort::File, order: SortOrder::Ascending, ..CallFilter::default() }
}

#[test]
fn csv_has_a_row_a_call_and_a_column_a_criterion() {
    let place = Place::new();
    let mut store = place.store();
    let mut hard = Sample::new("a, \"quoted\".wav");
    hard.call.agent_name = Some("=HYPERLINK(\"http://example.com\")".to_owned());
    hard.verdicts = vec![("courtesy", Verdict::Undetermined)];
    hard.percent = None;
    hard.needs_review = true;
    hard.rubric = "another rubric";
    hard.score(&mut store, "1");
    let plain = Sample::new("b.wav");
    plain.score(&mut store, "2");
    let mut csv = Vec::new();
    store.export_csv(&mut csv, &by_file()).unwrap();
    let (a, b) = (hard.id(), plain.id());
    let expected = [
        "id,file,started_at,direction,agent_name,caller_number,called_number,extension,disposition,call_type,percent,points,possible,passed,needs_review,\
         live_answer,close_attempt,courtesy,rubric,rubric_version,model"
            .to_owned(),
        format!(
            "{a},\"a, \"\"quoted\"\".wav\",2026-03-02T09:30:00-06:00,inbound,\
             \"'=HYPERLINK(\"\"http://example.com\"\")\",+1 512 555 0134,,,,prospect,,15,35,,true,\
             ,,undetermined,msp-inbound,1,tiny.en-q8_0"
        ),
        format!(
            "{b},b.wav,2026-03-02T09:30:00-06:00,inbound,Dana,+1 512 555 0134,,,,prospect,42.9,15,35,false,false,\
             pass,fail,,msp-inbound,1,tiny.en-q8_0"
        ),
        String::new(),
    ];
    assert_eq!(String::from_utf8(csv).unwrap(), expected.join("\r\n"));
}

#[test]
fn csv_of_no_calls_is_its_header() {
    let place = Place::new();
    let mut csv = Vec::new();
    place.store().export_csv(&mut csv, &CallFilter::default()).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.starts_with("id,file,") && csv.ends_with("model\r\n") && csv.lines().count() == 1, "{csv}");
}

#[test]
fn csv_is_read_back_by_any_reader() {
    let place = Place::new();
    let mut store = place.store();
    let mut sample = Sample::new("line\nbreak\r\n, and \"é\".wav");
    sample.call.agent_name = Some("José \"Pepe\"\tNúñez".to_owned());
    sample.score(&mut store, "1");
    let mut csv = Vec::new();
    store.export_csv(&mut csv, &CallFilter::default()).unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(&rows[0][1], "line\nbreak\r\n, and \"é\".wav");
    assert_eq!(&rows[0][4], "José \"Pepe\"\tNúñez");
}

#[test]
fn jsonl_has_the_exact_newest_scorecard_of_each_call() {
    let place = Place::new();
    let mut store = place.store();
    let (a, b) = (Sample::new("a.wav"), Sample::new("b.wav"));
    a.score(&mut store, "1");
    let expected = [a.score(&mut store, "2"), b.score(&mut store, "3")];
    let mut jsonl = Vec::new();
    store.export_jsonl(&mut jsonl, &by_file()).unwrap();
    let jsonl = String::from_utf8(jsonl).unwrap();
    let lines: Vec<String> = expected.iter().map(|scorecard| serde_json::to_string(scorecard).unwrap()).collect();
    assert_eq!(jsonl.lines().collect::<Vec<_>>(), lines);
    assert!(serde_json::from_str::<Scorecard>(jsonl.lines().next().unwrap()).is_ok());
    let mut none = Vec::new();
    store.export_jsonl(&mut none, &CallFilter { below_percent: Some(0.0), ..CallFilter::default() }).unwrap();
    assert!(none.is_empty());
}

/// A reader that goes away.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_reader_that_goes_away_is_told_from_other_failures() {
    let place = Place::new();
    let mut store = place.store();
    Sample::new("a.wav").score(&mut store, "1");
    let filter = CallFilter::default();
    for error in [store.export_csv(&mut Closed, &filter), store.export_jsonl(&mut Closed, &filter)] {
        assert!(error.unwrap_err().is_broken_pipe());
    }
    assert!(store.export_jsonl(&mut Vec::new(), &filter).is_ok());
}
