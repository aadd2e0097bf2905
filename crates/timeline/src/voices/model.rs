//! The model that explains a recording by a few voices, each on one side, and how it is fitted.
//!
//! Each voice is a place in the space of voices, drawn from how voices spread; each unit is near the place of the voice
//! that speaks it. Who speaks next depends on how the words before ended and on the pause; what a unit says is likelier
//! on one side than on the other. The fit is variational Bayes over places and a hidden Markov chain of voices, as in
//! Landini et al., "Bayesian HMM clustering of x-vector sequences" (2022), with the words added.

use super::space::N_DIRECTIONS;

/// Voices that a recording may hold: the caller, and of the business an agent, a recording and a colleague.
pub(super) const N_VOICES: usize = 4;

/// Rounds after which a fit that still moves is taken as it is.
const MAX_ROUNDS: usize = 14;

/// Gain of a round below which a fit has settled.
const SETTLED: f64 = 0.01;

/// The probability that a side that goes on speaking keeps its voice.
const KEEPS_VOICE: f64 = 0.97;

/// The probability that whoever speaks first is the business: it picks up.
const BUSINESS_FIRST: f64 = 0.85;

/// The voice that is the caller's; the others are the business's.
pub(super) const CALLER: usize = 0;

/// What is known of a unit.
#[derive(Clone, Debug)]
pub(super) struct Observation {
    /// Where it is in the space of voices.
    pub(super) place: [f64; N_DIRECTIONS],
    /// How much its place counts, against that of a long unit.
    pub(super) weight: f64,
    /// The natural logarithm of the odds that the business says its words.
    pub(super) business_odds: f64,
    /// The probability that the side changes before it.
    pub(super) changes_before: f64,
}

/// The probability of each voice for each unit.
pub(super) type Shares = Vec<[f64; N_VOICES]>;

/// A way to explain the recording.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    /// How well it explains it: a bound on the logarithm of the probability.
    pub(super) bound: f64,
    pub(super) shares: Shares,
}

impl Fit {
    /// The probability that the business speaks, by unit.
    pub(super) fn business(&self) -> Vec<f64> {
        self.shares.iter().map(|share| 1.0 - share[CALLER]).collect()
    }
}

/// The shares by words and pauses alone.
pub(super) fn by_words(units: &[Observation]) -> Shares {
    let emissions: Vec<[f64; N_VOICES]> = units.iter().map(side_odds).collect();
    walk(units, &emissions).0
}

/// Improves `shares` until they settle. `between` is how much voices spread.
pub(super) fn fit(units: &[Observation], between: &[f64; N_DIRECTIONS], mut shares: Shares) -> Fit {
    let mut bound = f64::NEG_INFINITY;
    for round in 0..MAX_ROUNDS {
        let voices = voices_of(units, between, &shares);
        let emissions: Vec<[f64; N_VOICES]> = units
            .iter()
            .map(|unit| {
                let by_side = side_odds(unit);
                std::array::from_fn(|v| by_side[v] + unit.weight * voices[v].closeness(&unit.place))
            })
            .collect();
        let (next, evidence) = walk(units, &emissions);
        shares = next;
        let improved = evidence - voices.iter().map(|v| v.surprise(between)).sum::<f64>();
        let gain = (improved - bound).abs();
        bound = improved;
        if round > 1 && gain < SETTLED {
            break;
        }
    }
    Fit { bound, shares }
}

fn side_odds(unit: &Observation) -> [f64; N_VOICES] {
    std::array::from_fn(|v| if v == CALLER { -unit.business_odds / 2.0 } else { unit.business_odds / 2.0 })
}

/// What is believed of a voice's place: a Gaussian with a diagonal covariance.
struct Voice {
    mean: [f64; N_DIRECTIONS],
    variance: [f64; N_DIRECTIONS],
    /// The part of the closeness that is the same for every unit.
    offset: f64,
}

impl Voice {
    /// The expected logarithm of the density of `place`, up to a constant that is the same for all voices.
    fn closeness(&self, place: &[f64; N_DIRECTIONS]) -> f64 {
        place.iter().zip(&self.mean).map(|(x, m)| x * m).sum::<f64>() - self.offset
    }

    /// How far the belief is from what is known of voices beforehand (a Kullback-Leibler divergence).
    fn surprise(&self, between: &[f64; N_DIRECTIONS]) -> f64 {
        let parts = self.mean.iter().zip(&self.variance).zip(between);
        0.5 * parts.map(|((mean, variance), b)| (variance + mean * mean) / b - 1.0 - (variance / b).ln()).sum::<f64>()
    }
}

fn voices_of(units: &[Observation], between: &[f64; N_DIRECTIONS], shares: &Shares) -> [Voice; N_VOICES] {
    std::array::from_fn(|v| {
        let (mut weight, mut sum) = (0.0, [0.0; N_DIRECTIONS]);
        for (unit, share) in units.iter().zip(shares) {
            let part = unit.weight * share[v];
            weight += part;
            for (sum, x) in sum.iter_mut().zip(&unit.place) {
                *sum += part * x;
            }
        }
        let variance: [f64; N_DIRECTIONS] = std::array::from_fn(|d| 1.0 / (1.0 / between[d] + weight));
        let mean: [f64; N_DIRECTIONS] = std::array::from_fn(|d| variance[d] * sum[d]);
        let offset = 0.5 * mean.iter().zip(&variance).map(|(m, v)| m * m + v).sum::<f64>();
        Voice { mean, variance, offset }
    })
}

/// The shares of the voices and the logarithm of the evidence: the forward-backward algorithm (Rabiner 1989), scaled.
fn walk(units: &[Observation], emissions: &[[f64; N_VOICES]]) -> (Shares, f64) {
    let n = units.len();
    let likelihoods: Vec<([f64; N_VOICES], f64)> = emissions
        .iter()
        .map(|logs| {
            let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            (logs.map(|log| (log - top).exp()), top)
        })
        .collect();
    let mut forward: Shares = Vec::with_capacity(n);
    let mut evidence = 0.0;
    for (unit, (likelihood, top)) in units.iter().zip(&likelihoods) {
        let before: [f64; N_VOICES] =
            match forward.last() {
                None => std::array::from_fn(|v| {
                    if v == CALLER { 1.0 - BUSINESS_FIRST } else { BUSINESS_FIRST / BUSINESS_VOICES }
                }),
                Some(last) => {
                    let step = Step::new(unit.changes_before);
                    std::array::from_fn(|to| (0..N_VOICES).map(|from| last[from] * step.probability(from, to)).sum())
                }
            };
        let (share, scale) = to_shares(std::array::from_fn(|v| before[v] * likelihood[v]));
        evidence += scale.ln() + top;
        forward.push(share);
    }
    let mut shares = forward;
    let mut after = [1.0; N_VOICES];
    for i in (0..n).rev() {
        shares[i] = to_shares(std::array::from_fn(|v| shares[i][v] * after[v])).0;
        let step = Step::new(units[i].changes_before);
        let ahead: [f64; N_VOICES] = std::array::from_fn(|v| likelihoods[i].0[v] * after[v]);
        let sums: [f64; N_VOICES] =
            std::array::from_fn(|from| (0..N_VOICES).map(|to| step.probability(from, to) * ahead[to]).sum());
        after = to_shares(sums).0;
    }
    (shares, evidence)
}

/// The business's voices: all but the caller's.
const BUSINESS_VOICES: f64 = 3.0;

/// The probabilities of going from one voice to another.
struct Step {
    changes: f64,
}

impl Step {
    fn new(changes: f64) -> Self {
        Self { changes }
    }

    fn probability(&self, from: usize, to: usize) -> f64 {
        match (from == CALLER, to == CALLER) {
            (true, true) => 1.0 - self.changes,
            (true, false) => self.changes / BUSINESS_VOICES,
            (false, true) => self.changes,
            (false, false) if from == to => (1.0 - self.changes) * KEEPS_VOICE,
            (false, false) => (1.0 - self.changes) * (1.0 - KEEPS_VOICE) / (BUSINESS_VOICES - 1.0),
        }
    }
}

/// The values over their sum, and the sum.
fn to_shares(values: [f64; N_VOICES]) -> ([f64; N_VOICES], f64) {
    let sum = values.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    (values.map(|value| value / sum), sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(x: f64, business_odds: f64) -> Observation {
        let mut place = [0.0; N_DIRECTIONS];
        place[0] = x;
        Observation { place, weight: 0.3, business_odds, changes_before: 0.4 }
    }

    #[test]
    fn steps_and_shares_add_up_to_one() {
        let step = Step::new(0.3);
        for from in 0..N_VOICES {
            let sum: f64 = (0..N_VOICES).map(|to| step.probability(from, to)).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{from}: {sum}");
        }
        for share in by_words(&[unit(0.0, 900.0), unit(0.0, -900.0), unit(1.0, 0.0)]) {
            assert!((share.iter().sum::<f64>() - 1.0).abs() < 1e-9 && share.iter().all(|p| (0.0..=1.0).contains(p)));
        }
    }
}
