//! Figures with their intervals, and how figures are written.

use serde::{Serialize, Serializer, ser::SerializeStruct as _};

/// The standard normal quantile of 0.975, for intervals of 95 %.
pub(crate) const Z: f64 = 1.959_963_984_540_054;

/// A figure with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

impl Estimate {
    /// `value` and 1.96 standard errors to each side, within -1 and 1.
    pub(crate) fn of_coefficient(value: f64, variance: f64) -> Self {
        // Rounding can leave a variance of nothing a little below 0.
        let reach = Z * variance.max(0.0).sqrt();
        Self { value, low: (value - reach).max(-1.0), high: (value + reach).min(1.0) }
    }
}

impl Serialize for Estimate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Estimate", 3)?;
        fields.serialize_field("value", &to_four_decimals(self.value))?;
        fields.serialize_field("low", &to_four_decimals(self.low))?;
        fields.serialize_field("high", &to_four_decimals(self.high))?;
        fields.end()
    }
}

/// Figures are written with four decimals: more would pretend to a precision that no sample of calls has.
#[must_use]
pub fn to_four_decimals(value: f64) -> f64 {
    let rounded = (value * 10_000.0).round() / 10_000.0;
    // Minus zero would be written as such.
    rounded + 0.0
}

/// Writes a figure with four decimals.
pub fn four_decimals<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(to_four_decimals(*value))
}

/// Writes a figure with four decimals, or `null`.
pub fn four_decimals_or_null<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    value.map(to_four_decimals).serialize(serializer)
}

/// A count as a number to reckon with.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of calls and words are far below 2^52")]
pub fn to_f64(count: u64) -> f64 {
    count as f64
}
