//! How many recordings to work on at once: as many as there are cores, as far as they fit into memory.

use std::num::NonZeroUsize;

use ringcheck_models::{ModelFacts, SizeClass};
use ringcheck_transcription::BeamSize;
use sysinfo::{MemoryRefreshKind, RefreshKind, System};

/// A million bytes.
const MB: u64 = 1_000_000;

/// What the program needs besides its workers and the speech model: the language model, the database, itself.
const BASE_BYTES: u64 = 150 * MB;

/// The share of the memory that is free now that is left to others, as one part of this many.
const LEFT_TO_OTHERS: u64 = 10;

/// What one job needs with a model: Whisper's working state, the recording in hand and its windows.
///
/// It says how many jobs fit: too much costs a worker, too little may have the system end the program. The others are
/// tiny's and what whisper.cpp says that their states take more.
fn bytes_of_a_job(size_class: SizeClass, model_bytes: u64) -> u64 {
    MB * match size_class {
        SizeClass::Tiny => 240,
        SizeClass::Base => 290,
        SizeClass::Small => 440,
        SizeClass::Medium | SizeClass::LargeTurbo => 740,
        SizeClass::Large => 1140,
        SizeClass::Other => 240 + model_bytes / MB / 2,
    }
}

/// What one job needs for each reading that Whisper follows: whisper.cpp keeps keys and values of 2 bytes for 448 tokens
/// in each of the decoder's layers, and two readings' more than it follows.
fn bytes_of_a_beam(size_class: SizeClass, model_bytes: u64, beam: BeamSize) -> u64 {
    let bytes_of_a_reading = MB
        * match size_class {
            SizeClass::Tiny => 3,
            SizeClass::Base => 6,
            SizeClass::Small => 17,
            SizeClass::LargeTurbo => 10,
            SizeClass::Medium => 45,
            SizeClass::Large => 74,
            SizeClass::Other => model_bytes / MB / 20,
        };
    match beam.get() {
        1 => 0,
        n => bytes_of_a_reading * u64::from(n + 1),
    }
}

/// How many jobs fit, and what limits them if it is not the number of cores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Jobs {
    pub(crate) n: NonZeroUsize,
    /// How many cores there are, where memory allows fewer jobs than that.
    pub(crate) n_cores_beyond_memory: Option<NonZeroUsize>,
}

/// As many jobs as this machine, or the part of it that the program may use, has room for now.
pub(crate) fn fitting(facts: &ModelFacts, beam: BeamSize) -> Jobs {
    let n_cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    fitting_into((facts.size_class, facts.bytes, beam), n_cores, available_bytes())
}

fn fitting_into(
    (size_class, model_bytes, beam): (SizeClass, u64, BeamSize),
    n_cores: NonZeroUsize,
    available: Option<u64>,
) -> Jobs {
    let whole = Jobs { n: n_cores, n_cores_beyond_memory: None };
    let Some(available) = available else { return whole };
    let usable = (available - available / LEFT_TO_OTHERS).saturating_sub(BASE_BYTES + model_bytes);
    let of_a_job = bytes_of_a_job(size_class, model_bytes) + bytes_of_a_beam(size_class, model_bytes, beam);
    let n_in_memory = usize::try_from(usable / of_a_job).unwrap_or(usize::MAX);
    match NonZeroUsize::new(n_in_memory).unwrap_or(NonZeroUsize::MIN) {
        n if n < n_cores => Jobs { n, n_cores_beyond_memory: Some(n_cores) },
        _ => whole,
    }
}

/// Memory that can be had without pushing others out, within the limit of the control group that the program runs in;
/// `None` where the system does not say.
fn available_bytes() -> Option<u64> {
    let memory = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(memory).ok()?;
    let free = Some(system.available_memory()).filter(|bytes| *bytes > 0)?;
    Some(system.cgroup_limits().map_or(free, |limits| limits.free_memory.min(free)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jobs_with(n_cores: usize, available: Option<u64>, size_class: SizeClass) -> (usize, bool) {
        jobs_with_beam(n_cores, available, size_class, BeamSize::GREEDY)
    }

    fn jobs_with_beam(n_cores: usize, available: Option<u64>, size_class: SizeClass, beam: BeamSize) -> (usize, bool) {
        let jobs = fitting_into((size_class, 43 * MB, beam), NonZeroUsize::new(n_cores).unwrap(), available);
        (jobs.n.get(), jobs.n_cores_beyond_memory.is_some())
    }

    #[test]
    fn a_beam_takes_memory_too() {
        assert_eq!(jobs_with(16, Some(4_000 * MB), SizeClass::Large), (2, true));
        assert_eq!(jobs_with_beam(16, Some(4_000 * MB), SizeClass::Large, BeamSize::WIDE), (2, true));
        assert_eq!(jobs_with(16, Some(6_000 * MB), SizeClass::Large), (4, true));
        assert_eq!(jobs_with_beam(16, Some(6_000 * MB), SizeClass::Large, BeamSize::WIDE), (3, true));
    }

    #[test]
    fn cores_and_memory_both_count_and_one_job_there_always_is() {
        assert_eq!(jobs_with(4, Some(16_000 * MB), SizeClass::Tiny), (4, false));
        assert_eq!(jobs_with(16, Some(2_000 * MB), SizeClass::Tiny), (6, true));
        assert_eq!(jobs_with(4, Some(2_000 * MB), SizeClass::Large), (1, true));
        assert_eq!(jobs_with(1, Some(50 * MB), SizeClass::Tiny), (1, false));
        assert_eq!(jobs_with(8, Some(50 * MB), SizeClass::Tiny), (1, true));
        assert_eq!(jobs_with(3, None, SizeClass::Large), (3, false));
    }

    #[test]
    fn this_machine_says_what_it_has() {
        assert!(available_bytes().is_none_or(|bytes| bytes > MB));
    }
}
