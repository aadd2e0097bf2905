//! The pages of a report on shop calls, in a folder of their own.

use std::path::{Path, PathBuf};

use jiff::Zoned;
use ringcheck_shop::{League, PAGE_MARK, ShopCall, call_page, league_page};

use crate::{
    commands::report::{make_private_folder, write_private},
    out_folder::check_file,
    printer::hinted,
};

/// The league's page in its folder.
const INDEX: &str = "index.html";

/// The beginning of a page, in which it says who wrote it.
const HEAD: usize = 2000;

/// Writes the pages into `folder`, which is made if there is none; the league's is returned.
pub(super) fn write(
    folder: &Path,
    league: &League,
    calls: &[ShopCall],
    now: &Zoned,
    replaces: bool,
) -> anyhow::Result<PathBuf> {
    let another = |error| hinted(error, Some("name a folder in which you may write with `--out DIR`"));
    make_private_folder(folder).map_err(another)?;
    let links: Vec<String> = calls.iter().map(|call| format!("call-{}.html", call.planned_call)).collect();
    let index = folder.join(INDEX);
    let files: Vec<PathBuf> = links.iter().map(|link| folder.join(link)).chain([index.clone()]).collect();
    // All or none: pages of two reports would point at each other.
    for file in &files {
        check_file(file, replaces)?;
    }
    if replaces {
        for page in left_over(folder, &files).map_err(another)? {
            fs_err::remove_file(page).map_err(another)?;
        }
    }
    for (call, file) in calls.iter().zip(&files) {
        write_private(file, &call_page(call, INDEX, now))?;
    }
    write_private(&index, &league_page(league, calls, &links, now))?;
    Ok(index)
}

/// The pages of calls in `folder` that are of an earlier report and not among `files`: their calls may have been purged.
fn left_over(folder: &Path, files: &[PathBuf]) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let number = name.strip_prefix("call-").and_then(|rest| rest.strip_suffix(".html"));
        let is_of_call = number.is_some_and(|number| number.parse::<i64>().is_ok());
        if is_of_call && !files.contains(&path) && is_own(&path) {
            found.push(path);
        }
    }
    Ok(found)
}

/// Whether this program wrote the page.
fn is_own(path: &Path) -> bool {
    fs_err::read_to_string(path).is_ok_and(|page| page.find(PAGE_MARK).is_some_and(|at| at < HEAD))
}
