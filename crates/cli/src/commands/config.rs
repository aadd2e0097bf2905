//! `ringcheck config`: every option with its value and where that is from, and a file to begin with.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{
    args::program::{ConfigArguments, ConfigCommand, ProgramArguments},
    config::{
        File, command_line,
        effective::{Setting, Source, as_toml, settings},
        find::{FILE_NAME, Place, own_path},
        find_here,
        options::{CommandOptions, of_all_commands},
        template,
    },
    exit::Exit,
    printer::{Printer, hinted},
    text::count,
};

pub(crate) fn run(arguments: ConfigArguments, program: &ProgramArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let commands = of_all_commands(&command_line());
    match arguments.command {
        None => list(&commands, program, arguments.json, printer),
        Some(ConfigCommand::Path) => path(program, printer),
        Some(ConfigCommand::Check { file }) => check(&commands, file, program, printer),
        Some(ConfigCommand::Init { out, force }) => init(&commands, out.as_deref(), force, printer),
    }
}

/// The file in use, as the other commands find it.
fn place(program: &ProgramArguments, printer: &Printer) -> anyhow::Result<Option<Place>> {
    if program.no_config {
        return Ok(None);
    }
    let found = find_here(program.config.as_deref())?;
    for warning in found.warnings() {
        printer.warn(&warning);
    }
    Ok(found.place)
}

fn list(
    commands: &[CommandOptions],
    program: &ProgramArguments,
    as_json: bool,
    printer: &Printer,
) -> anyhow::Result<Exit> {
    let file = place(program, printer)?.map(|place| File::read(place, commands)).transpose()?;
    let settings = settings(commands, file.as_ref());
    if as_json {
        let path = file.as_ref().map(|file| file.place.path.display().to_string());
        for setting in &settings {
            if !printer.stream(&format!("{}\n", line(setting, path.as_deref())))? {
                break;
            }
        }
        return Ok(Exit::Done);
    }
    let file_name = if let Some(file) = &file {
        printer.note(&format!("file: {} ({})\n", file.place.path.display(), file.place.reason));
        file.place.path.file_name().map(|name| name.to_string_lossy().into_owned())
    } else {
        printer.note("no file is in use; `ringcheck config init` writes one to begin with\n");
        None
    };
    printer.page(page(&settings, file_name.as_deref().unwrap_or(FILE_NAME)).trim_end())?;
    Ok(Exit::Done)
}

/// A setting as JSON.
fn line(setting: &Setting<'_>, file: Option<&str>) -> Value {
    let (source, variable, line) = match &setting.source {
        Source::Environment(name) => ("environment", Some(name), None),
        Source::File(line) => ("file", None, Some(line)),
        Source::BuiltIn => ("built_in", None, None),
    };
    json!({
        "command": setting.command.name(),
        "option": setting.option.key,
        "flag": setting.option.long.as_ref().map(|long| format!("--{long}")),
        "value": setting.value,
        "source": source,
        "file": line.and(file),
        "line": line,
        "variable": variable,
        "help": setting.option.help,
    })
}

/// The settings for reading: those that are the same in several commands once, then the rest by command.
fn page(settings: &[Setting<'_>], file_name: &str) -> String {
    let is_same = |a: &Setting<'_>, b: &Setting<'_>| {
        a.option.key == b.option.key && a.option.help == b.option.help && a.value == b.value && a.source == b.source
    };
    let with = |setting: &Setting<'_>| settings.iter().filter(|other| is_same(setting, other)).count();
    let mut text = String::new();
    for (idx, setting) in settings.iter().enumerate().filter(|(_, setting)| with(setting) > 1) {
        if settings.iter().position(|other| is_same(setting, other)) == Some(idx) {
            let holders = settings.iter().filter(|other| is_same(setting, other));
            let holders: Vec<String> = holders.map(|other| other.command.name()).collect();
            text += &paragraph(setting, file_name, Some(&holders.join(", ")));
        }
    }
    let mut command = None;
    for setting in settings.iter().filter(|setting| with(setting) == 1) {
        let table = setting.command.table();
        if command.as_ref() != Some(&table) {
            text.extend(["[", &table, "]\n"]);
            command = Some(table);
        }
        text += &paragraph(setting, file_name, None);
    }
    text
}

fn paragraph(setting: &Setting<'_>, file_name: &str, holders: Option<&str>) -> String {
    let key = &setting.option.key;
    let value = if setting.value.is_null() { "(not set)".to_owned() } else { as_toml(&setting.value) };
    let source = match &setting.source {
        Source::Environment(name) => format!("variable {name}"),
        Source::File(line) => format!("{file_name}:{line}"),
        Source::BuiltIn => "built in".to_owned(),
    };
    let holders = holders.map(|holders| format!("    for {holders}\n")).unwrap_or_default();
    format!("{key} = {value}    {source}\n    {}\n{holders}\n", setting.option.help)
}

fn path(program: &ProgramArguments, printer: &Printer) -> anyhow::Result<Exit> {
    if let Some(place) = place(program, printer)? {
        printer.data(&place.path.display().to_string())?;
        return Ok(Exit::Done);
    }
    let own = own_path().map(|own| format!(" and {}", own.display())).unwrap_or_default();
    printer.note(&format!("no {FILE_NAME} is in use; looked for it from the working folder up{own}"));
    Ok(Exit::Findings)
}

fn check(
    commands: &[CommandOptions],
    file: Option<PathBuf>,
    program: &ProgramArguments,
    printer: &Printer,
) -> anyhow::Result<Exit> {
    let place = match file {
        Some(file) => find_here(Some(&file))?.place,
        None => place(program, printer)?,
    };
    let Some(place) = place else {
        let error = anyhow::anyhow!("no {FILE_NAME} is in use");
        return Err(hinted(error, Some("name the file to check, or begin one with `ringcheck config init`")));
    };
    if let Err(error) = fs_err::metadata(&place.path) {
        return Err(hinted(error, Some("name a file that is there")));
    }
    match File::read(place, commands) {
        Ok(file) => {
            let n_options = count(file.entries.len(), "option");
            printer.note(&format!("`{}` is fine: {n_options}", file.place.path.display()));
            Ok(Exit::Done)
        }
        Err(error) => {
            printer.error(&error);
            Ok(Exit::Findings)
        }
    }
}

fn init(commands: &[CommandOptions], out: Option<&Path>, force: bool, printer: &Printer) -> anyhow::Result<Exit> {
    let text = template::file(commands);
    let Some(out) = out else {
        printer.data(text.trim_end())?;
        return Ok(Exit::Done);
    };
    let mut options = fs_err::OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    #[cfg(unix)]
    {
        use fs_err::os::unix::fs::OpenOptionsExt as _;
        // It may come to hold the address of a server.
        options.mode(0o600);
    }
    if let Some(folder) = out.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs_err::create_dir_all(folder)?;
    }
    let mut file = options.open(out).map_err(|error| {
        let is_there = error.kind() == std::io::ErrorKind::AlreadyExists;
        hinted(error, is_there.then_some("`--force` replaces it"))
    })?;
    std::io::Write::write_all(&mut file, text.as_bytes())?;
    printer.note(&format!("`{}` is written; every option in it is commented out", out.display()));
    Ok(Exit::Done)
}
