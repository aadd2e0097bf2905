//! What the run is told: its configuration, its rubric, its recordings.

use std::path::{Path, PathBuf};

use super::Check;
use crate::{
    args::{EngineArguments, program::ProgramArguments},
    config::{File, command_line, find, find_here, options::of_all_commands},
    setup,
    text::count,
};

/// The file of options: found, whole, and nobody else's to write.
pub(super) fn configuration(program: &ProgramArguments) -> Vec<Check> {
    const NAME: &str = "configuration";
    if program.no_config {
        return vec![Check::ok(NAME, "none is read, because of --no-config")];
    }
    let found = match find_here(program.config.as_deref()) {
        Ok(found) => found,
        Err(error) => return vec![Check::of_error(NAME, &error)],
    };
    let mut checks: Vec<Check> = found
        .passed_over
        .iter()
        .map(|(path, why)| {
            let mend = "let nobody else write to it, or name it with `--config` if that is meant";
            Check::warn(NAME, format!("`{}` is not read, because {why}", path.display()), mend)
        })
        .collect();
    let Some(place) = found.place else {
        let message = "no ringcheck.toml is in use; every option is typed, in a variable or built in";
        checks.push(Check::ok(NAME, message));
        return checks;
    };
    let path = place.path.clone();
    checks.push(match File::read(place, &of_all_commands(&command_line())) {
        Err(error) => Check::of_error(NAME, &error),
        Ok(file) => match find::who_else_writes(&path) {
            Ok(None) => {
                let shown = path.display();
                Check::ok(
                    NAME,
                    format!("`{shown}`, {}, that nobody else may write", count(file.entries.len(), "option")),
                )
            }
            Ok(Some(why)) => {
                let mend = "let nobody else write to it: its options name files and a server";
                Check::warn(NAME, format!("`{}` is read, though {why}", path.display()), mend)
            }
            Err(error) => Check::of_error(NAME, &error),
        },
    });
    checks
}

/// The rubric, the prompts and the vocabulary that calls are judged with.
pub(super) fn rubric(engine: &EngineArguments) -> Vec<Check> {
    let mut checks = vec![match setup::rubric(&engine.rubric) {
        Ok(rubric) => {
            Check::ok("rubric", format!("{} {}, criteria: {}", rubric.id, rubric.version, rubric.criteria.len()))
        }
        Err(error) => Check::of_error("rubric", &error),
    }];
    if let Some(folder) = &engine.prompts {
        checks.push(match setup::prompts(Some(folder)) {
            Ok(prompts) => Check::ok("prompts", format!("{} in `{}`", prompts.len(), folder.display())),
            Err(error) => Check::of_error("prompts", &error),
        });
    }
    checks
}

/// The folders that recordings are in.
pub(super) fn paths(paths: &[PathBuf]) -> Vec<Check> {
    if paths.is_empty() {
        let mend = "`paths = [\"…\"]` in ringcheck.toml makes the morning command `ringcheck score` alone";
        return vec![Check::warn("recordings", "no folder is named", mend)];
    }
    paths.iter().map(|path| readable(path)).collect()
}

fn readable(path: &Path) -> Check {
    const NAME: &str = "recordings";
    let mend = "give yourself permission to read it, or mount the share that it is on";
    let looked = fs_err::metadata(path).and_then(|metadata| {
        if metadata.is_dir() {
            let mut n = 0_usize;
            for entry in fs_err::read_dir(path)? {
                entry?;
                n += 1;
            }
            return Ok(Some(n));
        }
        fs_err::File::open(path).map(|_| None)
    });
    match looked {
        Ok(Some(0)) => Check::warn(NAME, format!("`{}` is empty", path.display()), mend),
        Ok(Some(n)) => Check::ok(NAME, format!("`{}` can be read, and has {n} files and folders", path.display())),
        Ok(None) => Check::ok(NAME, format!("`{}` can be read", path.display())),
        Err(error) => Check::fail(NAME, error.to_string(), mend),
    }
}
