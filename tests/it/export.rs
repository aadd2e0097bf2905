//! Exports to files, backups and checks.

use parquet::{
    file::reader::{FileReader as _, SerializedFileReader},
    record::{Field, Row},
};

use crate::shared::shared;

#[test]
fn excel_gets_its_mark_and_every_criterion_a_row() {
    let dir = shared().dir_with_db();
    dir.run(["db", "export", "--format", "csv", "--long", "--bom", "--sort", "file", "--out", "long.csv"]).expect(0);
    let bytes = fs_err::read(dir.path("long.csv")).unwrap();
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap()).unwrap();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let columns: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let mut expected = Vec::new();
    for card in &shared().cards {
        for judged in card["criteria"].as_array().unwrap() {
            expected.push((card["id"].clone(), judged.clone()));
        }
    }
    assert_eq!(rows.len(), expected.len());
    for (row, (id, judged)) in rows.iter().zip(&expected) {
        let cell = |column: &str| row[columns.iter().position(|name| name == column).unwrap()].to_owned();
        assert_eq!(
            (cell("id"), cell("criterion")),
            (id.as_str().unwrap().to_owned(), judged["id"].as_str().unwrap().to_owned())
        );
        assert_eq!(cell("verdict"), judged["verdict"].as_str().unwrap());
        assert_eq!(cell("points").parse::<u64>().ok(), judged["points"].as_u64());
        assert_eq!(cell("confidence").parse::<f64>().ok(), judged["confidence"].as_f64());
        let quote = judged["evidence"].get(0).or(judged["nearest_miss"].as_object().map(|_| &judged["nearest_miss"]));
        assert_eq!(cell("quote").trim_start_matches('\''), quote.map_or("", |quote| quote["quote"].as_str().unwrap()));
    }
    let lines = dir.run(["db", "export", "--format", "jsonl", "--long", "--sort", "file"]).expect(0).json_lines();
    assert_eq!(lines.len(), expected.len());
    assert_eq!(lines[0]["criterion"], expected[0].1["id"]);
    dir.run(["db", "export", "--format", "jsonl", "--bom"]).expect(2).says(&["--bom is for CSV alone"]);
}

#[test]
fn programs_that_analyse_tables_get_types() {
    let dir = shared().dir_with_db();
    let read = |name: &str| -> Vec<Row> {
        let reader = SerializedFileReader::new(fs_err::File::open(dir.path(name)).unwrap().into_file()).unwrap();
        reader.get_row_iter(None).unwrap().map(Result::unwrap).collect()
    };
    let cell = |row: &Row, column: &str| {
        row.get_column_iter().find(|(name, _)| *name == column).map(|(_, cell)| cell.clone()).unwrap()
    };
    let export = ["db", "export", "--format", "parquet", "--sort", "file", "--out"];
    dir.run(export.iter().chain(&["calls.parquet"])).expect(0).says(&["export: calls.parquet"]);
    let rows = read("calls.parquet");
    assert_eq!(rows.len(), shared().cards.len());
    for (row, card) in rows.iter().zip(&shared().cards) {
        assert_eq!(cell(row, "id"), Field::Str(card["id"].as_str().unwrap().to_owned()));
        assert_eq!(cell(row, "percent"), card["score"]["percent"].as_f64().map_or(Field::Null, Field::Double));
        assert_eq!(cell(row, "passed"), card["score"]["passed"].as_bool().map_or(Field::Null, Field::Bool));
        for judged in card["criteria"].as_array().unwrap() {
            let verdict = Field::Str(judged["verdict"].as_str().unwrap().to_owned());
            assert_eq!(cell(row, judged["id"].as_str().unwrap()), verdict);
        }
    }
    dir.run(export.iter().chain(&["long.parquet", "--long"])).expect(0);
    let verdicts = read("long.parquet").iter().map(|row| cell(row, "verdict").to_string()).collect::<Vec<_>>();
    let criteria = shared().cards.iter().flat_map(|card| card["criteria"].as_array().unwrap());
    assert_eq!(verdicts, criteria.map(|judged| judged["verdict"].to_string()).collect::<Vec<_>>());

    let unnamed = dir.run(["db", "export", "--format", "parquet"]).expect(2);
    unnamed.says(&["Parquet goes to a file, not to stdout", "--out FILE"]);
    assert_eq!(unnamed.stdout, "");
    dir.run(export.iter().chain(&["calls.parquet", "--bom", "--force"])).expect(2).says(&["--bom is for CSV alone"]);
}

#[test]
fn files_are_not_replaced_unasked() {
    let dir = shared().dir_with_db();
    dir.write("mine", "precious");
    for args in [
        &["db", "export", "--format", "csv", "--out", "mine"][..],
        &["db", "export", "--format", "parquet", "--out", "mine"],
        &["db", "backup", "mine"],
    ] {
        dir.run(args).expect(2).says(&["`mine` is there already", "--force"]);
        assert_eq!(fs_err::read_to_string(dir.path("mine")).unwrap(), "precious");
    }
    dir.run(["db", "backup", "mine", "--force"]).expect(0);
    dir.run(["db", "check", "--db", "mine"]).expect(0).says(&["the database is sound"]);
    let whole = dir.run(["db", "export", "--format", "jsonl"]).expect(0);
    assert_eq!(dir.run(["db", "export", "--format", "jsonl", "--db", "mine"]).expect(0).stdout, whole.stdout);
    dir.run(["db", "backup", "no/such/folder/copy.db"]).expect(2).says(&["there is no folder `no/such/folder`"]);
}

#[test]
fn the_database_is_not_replaced_by_what_comes_out_of_it() {
    let dir = shared().dir_with_db();
    let before = dir.run(["list", "--json"]).expect(0).stdout;
    fs_err::create_dir(dir.path("sub")).unwrap();
    for file in ["calls.db", "sub/../calls.db", "calls.db-wal"] {
        for args in [
            &["db", "export", "--format", "csv", "--force", "--out", file][..],
            &["db", "backup", "--force", file],
            &["report", "--all", "--force", "--out", file],
        ] {
            dir.run(args).expect(2).says(&["that is the database itself", "hint: name another file"]);
        }
    }
    assert_eq!(dir.run(["list", "--json"]).expect(0).stdout, before);
    dir.run(["db", "check"]).expect(0);
}

#[cfg(unix)]
#[test]
fn what_is_written_is_for_its_owner_alone_whatever_the_mask() {
    use crate::harness::{TestDir, finish, fixture};
    use std::os::unix::fs::PermissionsExt as _;
    let dir = TestDir::new();
    let transcripts = fixture("transcripts/calls.jsonl");
    let script = "umask 0; r=$1; shift; \"$r\" score --transcript \"$1\" && \"$r\" db backup copy.db && \"$r\" db export --format csv --out calls.csv && \"$r\" db export --format parquet --out calls.parquet";
    let program = dir.command(["--version"]);
    let mut shell = dir.command(Vec::<String>::new());
    let envs: Vec<_> = shell.get_envs().map(|(k, v)| (k.to_owned(), v.map(ToOwned::to_owned))).collect();
    shell = std::process::Command::new("/bin/sh");
    shell.args(["-c", script, "sh"]).arg(program.get_program()).arg(&transcripts).current_dir(dir.path("")).env_clear();
    for (name, value) in envs {
        if let Some(value) = value {
            shell.env(name, value);
        }
    }
    shell.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    finish(shell.spawn().unwrap()).expect(0);
    for name in ["calls.db", "copy.db", "calls.csv", "calls.parquet"] {
        let mode = fs_err::metadata(dir.path(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name}");
    }
}

#[test]
fn a_database_that_does_not_hold_together_is_told() {
    let dir = shared().dir_with_db();
    dir.run(["db", "check"]).expect(0);
    let mut bytes = fs_err::read(dir.db()).unwrap();
    let text = b"ringcheck.scorecard/1";
    let at = bytes.windows(text.len()).position(|window| window == text).unwrap();
    bytes[at..at + text.len()].copy_from_slice(b"ringcheck.scorecard\"1");
    fs_err::write(dir.db(), bytes).unwrap();
    let run = dir.run(["db", "check"]).expect(1);
    assert!(run.stdout.contains("cannot be read back"), "{}", run.stdout);
}
