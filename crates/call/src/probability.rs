//! Probabilities in thousandths, so that equal inputs print equal bytes.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A probability or confidence from 0 to 1, kept in thousandths.
///
/// Scorecards must repeat to the byte, so a confidence is an integer inside and a decimal number only when written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Probability(u16);

impl Probability {
    /// Certainly not.
    pub const ZERO: Self = Self(0);
    /// Certain.
    pub const ONE: Self = Self(1000);

    /// `value` rounded to thousandths; below 0 and not-a-number count as 0, above 1 as 1.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=1000 before the cast")]
    pub fn new(value: f64) -> Self {
        if value.is_nan() {
            return Self::ZERO;
        }
        Self((value.clamp(0.0, 1.0) * 1000.0).round() as u16)
    }

    /// `thousandths` / 1000, at most 1.
    #[must_use]
    pub const fn from_thousandths(thousandths: u16) -> Self {
        Self(if thousandths > 1000 { 1000 } else { thousandths })
    }

    /// The probability times 1000, from 0 to 1000.
    #[must_use]
    pub const fn thousandths(self) -> u16 {
        self.0
    }

    /// The probability as a number from 0 to 1.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

impl Serialize for Probability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_f64())
    }
}

impl<'de> Deserialize<'de> for Probability {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_and_clamps() {
        assert_eq!(Probability::new(0.9304).thousandths(), 930);
        assert_eq!(Probability::new(7.0), Probability::ONE);
        assert_eq!(Probability::new(-1.0), Probability::ZERO);
        assert_eq!(Probability::new(f64::NAN), Probability::ZERO);
        assert_eq!(Probability::from_thousandths(2000), Probability::ONE);
    }

    #[test]
    fn is_written_as_a_decimal_number() {
        assert_eq!(serde_json::to_string(&Probability::new(0.93)).unwrap(), "0.93");
        assert_eq!(serde_json::from_str::<Probability>("0.93").unwrap(), Probability::new(0.93));
    }
}
