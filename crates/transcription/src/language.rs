//! Which language is spoken.

use std::{fmt, str::FromStr};

/// The language that is spoken in calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, the only one that a model with `.en` in its name knows.
    #[default]
    English,
    /// Another language, as Whisper's code, such as `es`.
    Other(String),
    /// Found by Whisper for each window of speech, which takes the encoder's work twice.
    Auto,
}

/// Whisper's codes of languages that are written without blanks, where no word can be told from the next.
const WITHOUT_BLANKS: [&str; 8] = ["zh", "yue", "ja", "th", "lo", "km", "my", "bo"];

/// Why a language cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LanguageError {
    /// No language that Whisper knows.
    #[error("`{0}` is no language that Whisper knows: give a code such as en, es or de, or auto")]
    Unknown(String),
    /// A language in which words cannot be told apart.
    #[error("`{0}` is written without blanks between words, and words are what Ringcheck times: it is not supported")]
    WithoutBlanks(String),
}

impl Language {
    /// What whisper.cpp is told.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::English => "en",
            Self::Other(code) => code,
            Self::Auto => "auto",
        }
    }
}

impl FromStr for Language {
    type Err = LanguageError;

    /// Reads a code (`es`), an English name (`Spanish`) or `auto`.
    fn from_str(text: &str) -> Result<Self, LanguageError> {
        let name = text.trim().to_lowercase();
        if name == "auto" {
            return Ok(Self::Auto);
        }
        // whisper.cpp writes to stderr about a language that it does not know.
        whisper_rs::install_logging_hooks();
        // whisper-rs panics on a zero byte.
        let known = if name.contains('\0') { None } else { whisper_rs::get_lang_id(&name) };
        match known.and_then(whisper_rs::get_lang_str) {
            Some("en") => Ok(Self::English),
            Some(code) if WITHOUT_BLANKS.contains(&code) => Err(LanguageError::WithoutBlanks(code.to_owned())),
            Some(code) => Ok(Self::Other(code.to_owned())),
            None => Err(LanguageError::Unknown(text.to_owned())),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_are_languages() {
        assert_eq!("en".parse(), Ok(Language::English));
        assert_eq!("Spanish".parse(), Ok(Language::Other("es".to_owned())));
        assert_eq!(" AUTO ".parse(), Ok(Language::Auto));
        assert_eq!("es".parse::<Language>().unwrap().to_string(), "es");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "klingon", "e\0n", "en-US"] {
            assert_eq!(text.parse::<Language>(), Err(LanguageError::Unknown(text.to_owned())));
        }
        assert_eq!("Japanese".parse::<Language>(), Err(LanguageError::WithoutBlanks("ja".to_owned())));
        assert_eq!("yue".parse::<Language>(), Err(LanguageError::WithoutBlanks("yue".to_owned())));
    }
}
