//! How widely Whisper searches for words.

use std::{fmt, num::NonZeroU8, str::FromStr};

/// How many readings of a window Whisper follows at once (its beam size), from 1, which is greedy, to 8, the most that
/// whisper.cpp follows.
///
/// More takes longer and mishears less. [`BeamSize::WIDE`] is what OpenAI's own program uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BeamSize(NonZeroU8);

/// A number that is no beam size.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no beam size: give a number from 1, the fastest, to {MOST}")]
pub struct BeamSizeError(String);

/// The most that whisper.cpp follows: `WHISPER_MAX_DECODERS`.
const MOST: u8 = 8;

impl BeamSize {
    /// One reading: the most probable word each time. The fastest.
    pub const GREEDY: Self = Self(NonZeroU8::MIN);

    /// Five readings.
    pub const WIDE: Self = match NonZeroU8::new(5) {
        Some(n) => Self(n),
        None => Self::GREEDY,
    };

    /// How many readings.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0.get()
    }
}

impl Default for BeamSize {
    fn default() -> Self {
        Self::GREEDY
    }
}

impl FromStr for BeamSize {
    type Err = BeamSizeError;

    fn from_str(text: &str) -> Result<Self, BeamSizeError> {
        let size = text.trim().parse().ok().filter(|size: &NonZeroU8| size.get() <= MOST);
        size.map(Self).ok_or_else(|| BeamSizeError(text.to_owned()))
    }
}

impl fmt::Display for BeamSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beam_size_is_a_number_from_one_to_eight() {
        assert_eq!("1".parse(), Ok(BeamSize::GREEDY));
        assert_eq!(" 5".parse(), Ok(BeamSize::WIDE));
        for wrong in ["0", "9", "-1", "wide", "1.5", ""] {
            let error = wrong.parse::<BeamSize>().unwrap_err();
            assert!(error.to_string().contains(&format!("`{wrong}` is no beam size")), "{error}");
        }
    }
}
