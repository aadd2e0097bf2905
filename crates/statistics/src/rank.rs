//! Percentiles.

/// The smallest value that `percent` percent of the values do not exceed.
#[must_use]
pub fn nearest_rank<T: Copy>(sorted: &[T], percent: usize) -> Option<T> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let values: Vec<u64> = (1..=20).collect();
        assert_eq!((nearest_rank(&values, 50), nearest_rank(&values, 95)), (Some(10), Some(19)));
        assert_eq!(nearest_rank::<u64>(&[], 50), None);
    }
}
