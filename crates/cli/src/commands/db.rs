//! `ringcheck db`: where the database is, what is in it.

use jiff::Zoned;

use crate::{
    args::{DbCommand, ExportFormat},
    commands::list::{open, unless_reader_left},
    exit::Exit,
    printer::Printer,
    setup,
};

pub(crate) fn run(command: DbCommand, printer: &Printer) -> anyhow::Result<Exit> {
    match command {
        DbCommand::Path { db } => printer.data(&setup::db_path(&db)?.display().to_string())?,
        DbCommand::Export { db, filter, format } => {
            let store = open(&setup::db_path(&db)?)?;
            let filter = setup::call_filter(&filter, &Zoned::now())?;
            let mut result = Ok(());
            Printer::with_stdout(|out| {
                result = match format {
                    ExportFormat::Csv => store.export_csv(out, &filter),
                    ExportFormat::Jsonl => store.export_jsonl(out, &filter),
                };
                Ok(())
            })?;
            unless_reader_left(result)?;
        }
    }
    Ok(Exit::Done)
}
