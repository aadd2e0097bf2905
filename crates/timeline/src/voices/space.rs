//! The directions of sound in which voices differ more than one voice does from itself.
//!
//! A linear discriminant analysis of what the encoder says of spoken calls: the table's rows are directions, scaled so
//! that the units of one voice spread by 1 in each; `eval/tools/train_voices.py` makes it.

use std::sync::LazyLock;

use super::encoder::N_VOICE;

/// Directions that are kept.
pub(super) const N_DIRECTIONS: usize = 16;

/// A direction.
struct Direction {
    /// How much voices spread in it, against 1 for the units of one voice: a variance.
    between: f64,
    weights: [f64; N_VOICE],
}

static DIRECTIONS: LazyLock<Vec<Direction>> = LazyLock::new(|| {
    include_str!("weights/space.tsv")
        .lines()
        .filter_map(|line| {
            let mut numbers = line.split('\t').map(str::parse::<f64>);
            let between = numbers.next()?.ok()?;
            let weights: Vec<f64> = numbers.collect::<Result<_, _>>().ok()?;
            Some(Direction { between, weights: weights.try_into().ok()? })
        })
        .collect()
});

/// How much voices spread in each direction: variances.
pub(super) fn between() -> [f64; N_DIRECTIONS] {
    std::array::from_fn(|d| DIRECTIONS.get(d).map_or(1e-6, |direction| direction.between))
}

/// Where a unit's voice is in the space of voices.
pub(super) fn place(voice: &[f64; N_VOICE]) -> [f64; N_DIRECTIONS] {
    std::array::from_fn(|d| {
        DIRECTIONS.get(d).map_or(0.0, |direction| direction.weights.iter().zip(voice).map(|(w, v)| w * v).sum())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_its_directions_are_in_order() {
        assert_eq!(DIRECTIONS.len(), N_DIRECTIONS);
        assert!(between().windows(2).all(|pair| pair[0] >= pair[1] && pair[1] > 0.0));
    }
}
