//! `ringcheck db`: where the database is, what is in it, whether it is sound.

use std::{
    io::{self, BufWriter, Write},
    path::Path,
};

use anyhow::Context;
use jiff::Zoned;
use ringcheck_store::{CallFilter, Store, StoreError};

use crate::{
    args::{DbCommand, ExportArguments, ExportFormat},
    commands::list::{open, unless_reader_left},
    exit::Exit,
    out_folder::{check_file_beside, folder_of, owners_file},
    printer::{Printer, hinted},
    setup,
    text::count,
};

/// By this a spreadsheet knows that a text is UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

pub(crate) fn run(command: DbCommand, printer: &Printer) -> anyhow::Result<Exit> {
    match command {
        DbCommand::Path { db } => printer.data(&setup::db_path(&db)?.display().to_string())?,
        DbCommand::Export(arguments) => export(&arguments, printer)?,
        DbCommand::Backup { file, db, force } => {
            let store = open(&setup::db_path(&db)?)?;
            back_up(&store, &file, force)?;
            printer.note(&format!("backup: {}", file.display()));
        }
        DbCommand::Check { db } => return check(&mut open(&setup::db_path(&db)?)?, printer),
    }
    Ok(Exit::Done)
}

fn export(arguments: &ExportArguments, printer: &Printer) -> anyhow::Result<()> {
    let store = open(&setup::db_path(&arguments.db)?)?;
    let filter = setup::call_filter(&arguments.filter, &Zoned::now())?;
    if arguments.bom && arguments.format != ExportFormat::Csv {
        return Err(hinted(anyhow::anyhow!("--bom is for CSV alone"), Some("leave it out, or export `--format csv`")));
    }
    let Some(path) = &arguments.out else {
        if arguments.format == ExportFormat::Parquet {
            // Its readers begin at the end of the file, so that none can read it from a pipe.
            let error = anyhow::anyhow!("Parquet goes to a file, not to stdout");
            return Err(hinted(error, Some("name the file with `--out FILE`")));
        }
        let mut result = Ok(());
        Printer::with_stdout(|out| {
            result = write(&store, arguments, &filter, out);
            Ok(())
        })?;
        return Ok(unless_reader_left(result)?);
    };
    check_file_beside(path, arguments.force, store.path())?;
    let unwritten = || format!("failed to write `{}`", path.display());
    let mut file = owners_file(path).with_context(unwritten)?;
    let mut out = BufWriter::new(&mut file);
    write(&store, arguments, &filter, &mut out)?;
    out.flush().with_context(unwritten)?;
    drop(out);
    keep(file, path, arguments.force).with_context(unwritten)?;
    printer.note(&format!("export: {}", path.display()));
    Ok(())
}

fn write(
    store: &Store,
    arguments: &ExportArguments,
    filter: &CallFilter,
    out: &mut (dyn Write + Send),
) -> Result<(), StoreError> {
    let mut marked = Marked { out, is_due: arguments.bom };
    match (arguments.format, arguments.long) {
        (ExportFormat::Csv, false) => store.export_csv(&mut marked, filter),
        (ExportFormat::Csv, true) => store.export_long_csv(&mut marked, filter),
        (ExportFormat::Jsonl, false) => store.export_jsonl(&mut marked, filter),
        (ExportFormat::Jsonl, true) => store.export_long_jsonl(&mut marked, filter),
        (ExportFormat::Parquet, false) => store.export_parquet(&mut marked, filter),
        (ExportFormat::Parquet, true) => store.export_long_parquet(&mut marked, filter),
    }
}

/// Writes the byte order mark before the first bytes, if it is due.
struct Marked<'a> {
    out: &'a mut (dyn Write + Send),
    is_due: bool,
}

impl Write for Marked<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if std::mem::take(&mut self.is_due) {
            self.out.write_all(BYTE_ORDER_MARK)?;
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn keep(file: tempfile::NamedTempFile, path: &Path, replaces: bool) -> io::Result<()> {
    let kept = if replaces { file.persist(path) } else { file.persist_noclobber(path) };
    kept.map(drop).map_err(|error| io::Error::from(error.error.kind()))
}

/// Makes the copy beside its place and moves it there when it is whole.
fn back_up(store: &Store, path: &Path, replaces: bool) -> anyhow::Result<()> {
    check_file_beside(path, replaces, store.path())?;
    let unwritten = || format!("failed to write `{}`", path.display());
    let folder = tempfile::Builder::new().prefix(".ringcheck-").tempdir_in(folder_of(path));
    let folder = folder.map_err(|error| io::Error::from(error.kind())).with_context(unwritten)?;
    let copy = folder.path().join("backup.db");
    store.back_up(&copy).map_err(|error| {
        let hint = error.hint();
        hinted(error, hint)
    })?;
    if replaces {
        fs_err::rename(&copy, path).with_context(unwritten)?;
    } else {
        let copy = tempfile::TempPath::try_from_path(&copy).with_context(unwritten)?;
        copy.persist_noclobber(path).map_err(|error| io::Error::from(error.error.kind())).with_context(unwritten)?;
    }
    Ok(())
}

fn check(store: &mut Store, printer: &Printer) -> anyhow::Result<Exit> {
    let findings = store.check()?;
    for finding in &findings {
        printer.data(&finding.to_string())?;
    }
    if findings.is_empty() {
        printer.note("the database is sound");
        return Ok(Exit::Done);
    }
    printer.note(&format!(
        "{}; restore a backup, or move the database aside and score the recordings again",
        count(findings.len(), "finding")
    ));
    Ok(Exit::Findings)
}
