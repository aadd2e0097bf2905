//! `ringcheck report` over stored calls.

use std::path::Path;

use serde_json::Value;

use crate::{
    harness::{Run, TestDir},
    shared::{criterion, shared},
};

fn report(dir: &TestDir, args: &[&str]) -> Run {
    dir.run(["report"].iter().chain(args))
}

fn json(dir: &TestDir, args: &[&str]) -> Value {
    let run = report(dir, &[args, &["--format", "json"]].concat()).expect(0);
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn figures_are_those_of_the_listed_scorecards() {
    let dir = shared().dir_with_db();
    let cards = dir.run(["list", "--json"]).expect(0).json_lines();
    let report = json(&dir, &["--all", "--lead-value", "2700"]);
    assert_eq!(report["schema"], "ringcheck.report/1");

    let n = |keep: &dyn Fn(&Value) -> bool| cards.iter().filter(|card| keep(card)).count();
    let is_prospect = |card: &Value| card["call"]["call_type"] == "prospect";
    let verdict = |card: &Value, id: &str| criterion(card, id)["verdict"].as_str().unwrap().to_owned();
    assert_eq!(report["calls"]["total"], n(&|_| true));
    assert_eq!(report["calls"]["by_call_type"]["prospect"], n(&is_prospect));
    assert_eq!(report["calls"]["needs_review"], n(&|card| card["needs_review"] == true));
    assert!(n(&is_prospect) > 0 && n(&is_prospect) < cards.len());

    for (figure, id, counted, of_prospects) in [
        ("answered_live", "live_answer", "pass", false),
        ("turned_away", "no_contract_turnaway", "fail", true),
        ("sent_elsewhere", "no_refer_away", "fail", true),
        ("qualified", "qualifying_questions", "pass", true),
        ("closed", "close_attempt", "pass", true),
    ] {
        let is_of = |card: &Value| !of_prospects || is_prospect(card);
        let share = &report["figures"][figure];
        assert_eq!(share["hits"], n(&|card| is_of(card) && verdict(card, id) == counted), "{figure}");
        let decided = |card: &Value| ["pass", "fail"].contains(&verdict(card, id).as_str());
        assert_eq!(share["trials"], n(&|card| is_of(card) && decided(card)), "{figure}");
        let open = n(&|card| is_of(card) && verdict(card, id) == "undetermined");
        assert_eq!(share["undetermined"], open, "{figure}");
    }

    let is_lost = |card: &Value| {
        let fails = |id: &str| verdict(card, id) == "fail";
        let unanswered = fails("live_answer") && verdict(card, "close_attempt") == "na";
        is_prospect(card)
            && (fails("no_contract_turnaway") || fails("no_refer_away") || fails("close_attempt") || unanswered)
    };
    assert!(n(&is_lost) > 0);
    assert_eq!(
        (report["lost"]["calls"].clone(), report["leads"].as_array().unwrap().len()),
        (n(&is_lost).into(), n(&is_lost))
    );
    let at_risk = report["lost"]["at_risk"].as_u64().unwrap();
    assert_eq!(report["lost"]["money_at_risk"], at_risk * 2700);
    for lead in report["leads"].as_array().unwrap() {
        let card = cards.iter().find(|card| card["id"] == lead["call_id"]).unwrap();
        assert!(is_lost(card), "{lead}");
        let command: Vec<_> = lead["command"].as_str().unwrap().split(' ').skip(1).collect();
        let shown = dir.run(command.iter().chain(&["--json"])).expect(0).json_lines();
        assert_eq!(shown[0]["id"], lead["call_id"]);
    }
}

#[test]
fn a_period_has_the_calls_that_a_list_of_it_has() {
    let dir = shared().dir_with_db();
    let day = &shared().card("D07.flac")["call"]["started_at"].as_str().unwrap()[..10];
    let days = ["--since", day, "--until", day, "--timezone", "UTC"];
    let listed = dir.run(["list", "--json"].iter().chain(&days)).expect(0).json_lines();
    let found = json(&dir, &days);
    assert_eq!(found["calls"]["total"], listed.len());
    assert_eq!((&found["first_day"], &found["last_day"]), (&day.into(), &day.into()));
    let none = json(&dir, &["--day", "1999-12-31"]);
    assert_eq!((&none["calls"]["total"], &none["leads"]), (&0.into(), &Value::Array(vec![])));
    let nobody = json(&dir, &["--all", "--agent", "Nobody"]);
    assert_eq!(nobody["calls"]["total"], 0);
}

#[test]
fn a_page_goes_beside_the_database_for_its_owner_alone() {
    let dir = shared().dir_with_db();
    let run = report(&dir, &["--all", "--lead-value", "2700"]).expect(0);
    run.says(&["8 calls: ", "answered live", "money at risk: "]);
    let file = Path::new(run.stdout.trim());
    assert_eq!(file.parent().unwrap(), dir.path("reports"));
    let page = fs_err::read_to_string(file).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>") && !page.contains("<script"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs_err::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(file), mode(file.parent().unwrap())), (0o600, 0o700));
    }
    // Nothing is left of how it was written, and the same report again replaces it.
    report(&dir, &["--all"]).expect(0);
    assert_eq!(fs_err::read_dir(dir.path("reports")).unwrap().count(), 1);
    assert_eq!(report(&dir, &["--all", "--quiet"]).expect(0).stderr, "");
}

#[test]
fn a_file_that_is_there_is_replaced_only_on_demand() {
    let dir = shared().dir_with_db();
    let file = dir.write("week.md", "precious");
    let args = ["--all", "--format", "md", "-o", "week.md"];
    report(&dir, &args).expect(2).says(&["week.md` is there already", "--force"]);
    assert_eq!(fs_err::read_to_string(&file).unwrap(), "precious");
    let run = report(&dir, &[&args[..], &["--force"]].concat()).expect(0);
    assert_eq!(run.stdout.trim(), "week.md");
    assert!(fs_err::read_to_string(&file).unwrap().starts_with("# How calls were handled\n"));
    report(&dir, &["-o", "no/such/folder.html"]).expect(2).says(&["there is no folder `no/such`"]);
}

#[test]
fn without_days_the_report_is_of_the_seven_up_to_yesterday() {
    let dir = shared().dir_with_db();
    let found = json(&dir, &[]);
    let day = |key: &str| found[key].as_str().unwrap().to_owned();
    let (first, last) = (day("first_day"), day("last_day"));
    assert!(first < last && last.as_str() < &found["made_at"].as_str().unwrap()[..10], "{first} {last}");
    let days = found["days"].as_array().unwrap();
    assert_eq!(
        (days.len(), days[29]["day"].as_str().unwrap(), days[23]["day"].as_str().unwrap()),
        (30, &*last, &*first)
    );
}

#[test]
fn what_cannot_be_understood_is_said() {
    let dir = shared().dir_with_db();
    report(&dir, &["--lead-value", "lots"]).expect(2).says(&["write what a lead is worth as a number such as 2700"]);
    report(&dir, &["--lead-value", "-5"]).expect(2);
    report(&dir, &["--currency", "US dollars"]).expect(2).says(&["write the currency as a sign or a short word"]);
    report(&dir, &["--all", "--day", "today"]).expect(2).says(&["cannot be used with"]);
    report(&dir, &["--day", "someday"]).expect(2).says(&["`someday` is no day"]);
    let empty = TestDir::new();
    report(&empty, &["--all"]).expect(2).says(&["calls.db"]);
    // Told without a browser, and the report is made all the same.
    report(&dir, &["--all", "--format", "json", "--open"]).expect(0).says(&["--open shows a file"]);
}

#[test]
fn no_error_names_a_caller() {
    let dir = shared().dir_with_db();
    let quotes: Vec<String> = json(&dir, &["--all"])["leads"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|lead| lead["quote"]["quote"].as_str().map(str::to_owned))
        .collect();
    assert!(!quotes.is_empty());
    dir.write("reports", "a file where the folder should be");
    let run = report(&dir, &["--all"]).expect(2);
    run.says(&["reports", "--out FILE"]);
    for quote in &quotes {
        assert!(!run.stderr.contains(quote.as_str()), "{}", run.stderr);
    }
}
