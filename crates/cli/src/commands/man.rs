//! `ringcheck man`: manual pages, made of what the help is made of.

use std::{
    io::{self, Write},
    path::Path,
};

use clap::Command;
use clap_mangen::{
    Man,
    roff::{Roff, bold, roman},
};

use crate::{args::program::ManArguments, config::command_line, exit::Exit, printer::Printer};

pub(crate) fn run(arguments: &ManArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let root = command_line();
    let Some(folder) = &arguments.out else {
        let page = page(&root, "ringcheck")?;
        Printer::with_stdout(|out| out.write_all(&page))?;
        return Ok(Exit::Done);
    };
    fs_err::create_dir_all(folder)?;
    let n_pages = write(&root, "ringcheck", folder)?;
    printer.note(&format!("{n_pages} pages in `{}`; read one with `man -l FILE`", folder.display()));
    Ok(Exit::Done)
}

/// Writes the page of `command` and those below it; says how many there are.
fn write(command: &Command, name: &str, folder: &Path) -> anyhow::Result<usize> {
    fs_err::write(folder.join(format!("{name}.1")), page(command, name)?)?;
    let mut n_pages = 1;
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        n_pages += write(below, &format!("{name}-{}", below.get_name()), folder)?;
    }
    Ok(n_pages)
}

fn page(command: &Command, name: &str) -> io::Result<Vec<u8>> {
    let man = Man::new(command.clone().display_name(name.to_owned())).title(name.to_uppercase());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    exit_status(&mut page)?;
    // The program has a version, and its commands have none of their own.
    if command.get_version().is_some() {
        man.render_version_section(&mut page)?;
    }
    Ok(page)
}

fn exit_status(page: &mut dyn Write) -> io::Result<()> {
    let mut roff = Roff::new();
    roff.control("SH", ["EXIT STATUS"]);
    for exit in Exit::ALL {
        roff.control("TP", []);
        roff.text([bold(exit.code().to_string())]);
        roff.text([roman(exit.meaning())]);
    }
    page.write_all(roff.to_roff().as_bytes())
}
