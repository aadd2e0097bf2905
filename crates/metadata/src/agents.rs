//! Who has which extension.

use std::{
    collections::BTreeMap,
    io,
    ops::Range,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use toml::Spanned;

/// The largest file that is read.
const MAX_BYTES: u64 = 4 << 20;

/// Names by extension (`104`) or channel (`PJSIP/104`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agents {
    names: BTreeMap<String, String>,
}

/// An agents file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("failed to read the agents file `{}`", path.display())]
pub struct AgentsError {
    path: PathBuf,
    #[source]
    cause: Cause,
}

#[derive(Debug, thiserror::Error)]
enum Cause {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("it is larger than {} MiB", MAX_BYTES >> 20)]
    TooLarge,
    #[error("line {line}: {what}")]
    Line { line: usize, what: &'static str },
}

impl AgentsError {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the user can do about it, as a sentence.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match &self.cause {
            Cause::Io(error) if error.kind() == io::ErrorKind::NotFound => {
                Some("check the path; the file may have been moved or renamed".to_owned())
            }
            Cause::Io(_) => None,
            Cause::TooLarge | Cause::Line { .. } => Some(
                "write a CSV with the header `extension,name` or `channel,name`, or a .toml file with lines such as `104 = \"Kim Lee\"` and `\"PJSIP/105\" = \"Sam Roe\"`"
                    .to_owned(),
            ),
        }
    }
}

impl Agents {
    /// Reads a CSV, or with the ending `.toml` a TOML table.
    pub fn read_file(path: &Path) -> Result<Self, AgentsError> {
        let fail = |cause| AgentsError { path: path.to_owned(), cause };
        let size = fs_err::metadata(path).map_err(|error| fail(error.into()))?.len();
        if size > MAX_BYTES {
            return Err(fail(Cause::TooLarge));
        }
        let text = fs_err::read_to_string(path).map_err(|error| fail(error.into()))?;
        Self::parse(path, &text)
    }

    /// Reads the text of an agents file; the ending of `path` says what it is.
    pub fn parse(path: &Path, text: &str) -> Result<Self, AgentsError> {
        let is_toml = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let agents = if is_toml { Self::parse_toml(text) } else { Self::parse_csv(text) };
        agents.map_err(|cause| AgentsError { path: path.to_owned(), cause })
    }

    /// The name for an extension or a channel.
    #[must_use]
    pub fn name(&self, extension: Option<&str>, channel: Option<&str>) -> Option<&str> {
        let found = channel.and_then(|channel| self.names.get(&key(channel)));
        found.or_else(|| self.names.get(&key(extension?))).map(String::as_str)
    }

    fn add(&mut self, place: &str, name: &str, line: usize) -> Result<(), Cause> {
        let fail = |what| Err(Cause::Line { line, what });
        if place.trim().is_empty() {
            return fail("the extension or channel is blank");
        }
        if name.trim().is_empty() {
            return fail("the name is blank");
        }
        if self.names.insert(key(place), name.trim().to_owned()).is_some() {
            return fail("this extension or channel has a name already");
        }
        Ok(())
    }

    fn parse_csv(text: &str) -> Result<Self, Cause> {
        let delimiter = crate::cdr::delimiter_of(text.as_bytes());
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        let mut agents = Self::default();
        let mut columns = None;
        for record in reader.records() {
            let line_of = |position: Option<&csv::Position>| {
                position.map_or(1, |position| usize::try_from(position.line()).unwrap_or(usize::MAX))
            };
            let record = record
                .map_err(|error| Cause::Line { line: line_of(error.position()), what: "it cannot be read as CSV" })?;
            let line = line_of(record.position());
            let Some((place, name)) = columns else {
                let column = |names: &[&str]| {
                    record.iter().position(|cell| names.contains(&cell.trim().to_ascii_lowercase().as_str()))
                };
                let found = column(&["extension", "channel"]).zip(column(&["name"]));
                columns =
                    Some(found.ok_or(Cause::Line { line, what: "no columns `extension` or `channel`, and `name`" })?);
                continue;
            };
            agents.add(record.get(place).unwrap_or_default(), record.get(name).unwrap_or_default(), line)?;
        }
        if columns.is_none() { Err(Cause::Line { line: 1, what: "the file is empty" }) } else { Ok(agents) }
    }

    fn parse_toml(text: &str) -> Result<Self, Cause> {
        #[derive(Deserialize)]
        struct Nested {
            agents: BTreeMap<Spanned<String>, Spanned<String>>,
        }
        let line_at = |span: Option<Range<usize>>| {
            let end = span.map_or(0, |span| span.start);
            text.get(..end).unwrap_or_default().matches('\n').count() + 1
        };
        let named = match toml::from_str::<Nested>(text) {
            Ok(nested) => nested.agents,
            Err(_) => {
                toml::from_str::<BTreeMap<Spanned<String>, Spanned<String>>>(text).map_err(|error| Cause::Line {
                    line: line_at(error.span()),
                    what: "it is no TOML table of names, or has an extension twice",
                })?
            }
        };
        let mut agents = Self::default();
        for (place, name) in named {
            agents.add(place.get_ref(), name.get_ref(), line_at(Some(name.span())))?;
        }
        Ok(agents)
    }
}

/// Channels are compared without capitals.
fn key(place: &str) -> String {
    place.trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(name: &str, text: &str) -> Result<Agents, String> {
        Agents::parse(Path::new(name), text).map_err(|error| error.cause.to_string())
    }

    #[test]
    fn names_by_extension_and_channel() {
        for (file, text) in [
            ("a.csv", "extension,name\r\n104,Kim Lee\r\nPJSIP/105,\"Roe, Sam\"\r\n"),
            ("a.csv", "\u{feff}Name;Channel\nKim Lee;104\nRoe, Sam;pjsip/105\n"),
            ("a.toml", "104 = \"Kim Lee\"\n\"PJSIP/105\" = \"Roe, Sam\"\n"),
            ("a.toml", "[agents]\n104 = \"Kim Lee\"\n\"PJSIP/105\" = \"Roe, Sam\"\n"),
        ] {
            let agents = parse(file, text).unwrap();
            assert_eq!(agents.name(Some("104"), None), Some("Kim Lee"), "{text}");
            assert_eq!(agents.name(Some("105"), Some("PJSIP/105")), Some("Roe, Sam"), "{text}");
            assert_eq!(agents.name(Some("106"), Some("SIP/105")), None, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_has_its_line() {
        for (file, text, expected) in [
            ("a.csv", "extension,name\n104,Kim\n104,Sam\n", "line 3: this extension or channel has a name already"),
            ("a.csv", "extension,name\n104,\n", "line 2: the name is blank"),
            ("a.csv", "extension,name\n,Kim\n", "line 2: the extension or channel is blank"),
            ("a.csv", "104,Kim\n", "line 1: no columns `extension` or `channel`, and `name`"),
            ("a.csv", "", "line 1: the file is empty"),
            ("a.toml", "104 = \"Kim\"\n105 = \" \"\n", "line 2: the name is blank"),
            (
                "a.toml",
                "104 = \"Kim\"\n104 = \"Sam\"\n",
                "line 2: it is no TOML table of names, or has an extension twice",
            ),
        ] {
            assert_eq!(parse(file, text).unwrap_err(), expected, "{text}");
        }
    }
}
