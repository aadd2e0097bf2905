//! Recordings that a process died in are known.

use crate::sample::{Place, sha256};

#[test]
fn an_attempt_that_did_not_end_is_counted_until_one_ends() {
    let place = Place::new();
    let (poison, other) = (sha256("poison.wav"), sha256("other.wav"));
    for died in 0..3 {
        let mut store = place.store();
        assert_eq!(store.unended_attempts(&poison).unwrap(), died);
        store.begin_attempt(&poison).unwrap();
        store.begin_attempt(&other).unwrap();
        store.end_attempt(&other).unwrap();
        // Here the process dies.
    }
    let mut store = place.store();
    assert_eq!(store.unended_attempts(&poison).unwrap(), 3);
    assert_eq!(store.unended_attempts(&other).unwrap(), 0);
    store.begin_attempt(&poison).unwrap();
    store.end_attempt(&poison).unwrap();
    assert_eq!(store.unended_attempts(&poison).unwrap(), 0);
    assert_eq!(place.n_rows("attempts"), 0);
    store.end_attempt(&poison).unwrap();
}
