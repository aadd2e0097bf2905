//! What levels and likenesses mean: alike, dead, leaking.

use ringcheck_call::Layout;

use super::{
    correlate::{BLOCK_LEN_F64, BlockFound, BlockLikeness},
    facts::{Channel, Examination, Leak, Likeness},
    levels::{Level, LevelMeter, PIECES_PER_SECOND, active_level, decibels, loudest_dbfs, noise_dbfs, steady},
};

/// A channel whose loudest 20 ms stay below is dead; the noise of an idle line stays below, too.
const DEAD_DBFS: f32 = -60.0;

/// Channels that carry the same are at most so far apart: two converters, or a filter's delay.
const COPY_DELAY_MAX_MS: f64 = 5.0;

/// Beyond this gain a copy is taken for one only if it is so in all respects.
const COPY_PLAIN_GAIN_DB: f32 = 6.0;
const COPY_GAIN_MAX_DB: f32 = 20.0;

/// Correlation of copies in a second of sound; half a sample between them, or a coder, costs some of it.
const COPY_RHO_MIN: f32 = 0.5;

/// By how much a piece of a copy may differ from the piece that it copies, beyond their gain.
const COPY_RANGE_DB: f32 = 4.0;

/// Blocks whose lags differ by no more are of one path.
const PATH_WIDTH_MS: f64 = 2.0;

/// A lag of less says nothing about which channel comes first.
const AT_ONCE_MS: f64 = 1.0;

/// The sum of squared correlations at one lag from which on it is no chance.
const PATH_WEIGHT_MIN: f32 = 0.5;

/// Paths that are tried: a coder's crosstalk comes at once, and may hide the line's echo.
const PATHS_MAX: usize = 3;

/// The share of loud pieces of the source that must be heard again in the other channel.
const HEARD_SHARE_MIN: f64 = 0.6;

/// A piece is heard again if it is at most so much weaker than the leak is by and large.
const HEARD_RANGE_DB: f32 = 6.0;

/// A leak below this is not found as speech, even where a faint channel is raised, nor is one whose loud pieces lift the
/// noise of the channel by less.
const LEAK_MIN_DBFS: f32 = -75.0;
const LEAK_LIFTS_NOISE_DB: f32 = 2.0;

/// What was measured of the two channels together.
pub(super) struct Compared {
    pub(super) blocks: Vec<BlockFound>,
    /// Frames of a lag in a second.
    pub(super) lag_rate_hz: f64,
}

/// Judges what was measured: the meter of each channel, and how two of them compare.
pub(super) fn judge(meters: &[LevelMeter], compared: Option<&Compared>) -> Examination {
    let speech: Vec<Vec<Option<Level>>> = meters.iter().map(|m| lively(m.levels())).collect();
    let is_dead: Vec<bool> = meters.iter().map(is_meter_dead).collect();
    let (layout, likeness) = match (&is_dead[..], compared) {
        ([first, second], _) if first != second => (Layout::OneSided, None),
        ([false, false], Some(compared)) => {
            let likeness = likeness(meters, compared);
            (if likeness.is_some() { Layout::DualMono } else { Layout::Stereo }, likeness)
        }
        ([_], _) => (Layout::Mono, None),
        _ => (Layout::Stereo, None),
    };
    let mut leaks = Vec::new();
    if let (Layout::Stereo, Some(compared)) = (layout, compared) {
        leaks.extend(
            [(0, 1), (1, 0)]
                .into_iter()
                .filter_map(|(from, into)| leak(&speech, from, into, noise_dbfs(meters[into].levels()), compared)),
        );
    }
    let channels = (0..meters.len()).map(|n| channel(meters, &speech, &leaks, n, is_dead[n])).collect();
    Examination { layout, channels, likeness, leaks }
}

/// Whether a channel carries nothing: no 20 ms of its samples, from -1 to 1, reach -60 dBFS. An idle line is seldom exact
/// zeros: A-law has none.
#[must_use]
pub fn is_dead(samples: &[f32], rate_hz: u32) -> bool {
    let mut meter = LevelMeter::new(rate_hz);
    meter.push(samples);
    is_meter_dead(&meter)
}

fn is_meter_dead(meter: &LevelMeter) -> bool {
    loudest_dbfs(meter.levels()) < DEAD_DBFS
}

/// The pieces without those that are part of a steady tone or noise.
fn lively(levels: &[Level]) -> Vec<Option<Level>> {
    levels.iter().zip(steady(levels)).map(|(level, is_steady)| (!is_steady).then_some(*level)).collect()
}

fn channel(meters: &[LevelMeter], speech: &[Vec<Option<Level>>], leaks: &[Leak], n: usize, is_dead: bool) -> Channel {
    let meter = &meters[n];
    let of_others: Vec<_> = leaks.iter().filter(|leak| usize::from(leak.into) == n).collect();
    let own = speech[n].iter().enumerate().filter_map(|(at, level)| {
        let is_leak = |leak: &&Leak| {
            let from = meters[usize::from(leak.from)].levels();
            earlier_mean_square(from, at, leak.delay_ms).is_some_and(|source| {
                (*level).is_some_and(|l| l.dbfs() <= decibels(source) + leak.gain_db + leak.spread_db + 3.0)
            })
        };
        (*level).filter(|_| !of_others.iter().any(is_leak))
    });
    let active = (!is_dead).then(|| active_level(own)).flatten();
    let n_loud = active_level(meter.levels().iter().copied()).map_or(0, |(_, n_active)| n_active);
    Channel {
        speech_dbfs: active.map(|(dbfs, _)| dbfs),
        noise_dbfs: noise_dbfs(meter.levels()),
        peak_dbfs: meter.peak_dbfs(),
        clipped_share: meter.clipped_share(n_loud),
        is_dead,
    }
}

/// Whether the channels carry the same, and how the copies differ.
fn likeness(meters: &[LevelMeter], compared: &Compared) -> Option<Likeness> {
    let n_with_sound = compared.blocks.iter().flatten().count();
    let close: Vec<BlockLikeness> = compared.blocks.iter().flatten().flatten().copied().collect();
    let close: Vec<BlockLikeness> = close.into_iter().filter(|b| b.rho.abs() >= COPY_RHO_MIN).collect();
    let lag = median(close.iter().map(|b| b.lag))?;
    let alike: Vec<&BlockLikeness> = close.iter().filter(|b| b.lag.abs_diff(lag) <= 1).collect();
    let delay_ms = f64::from(lag) * 1000.0 / compared.lag_rate_hz;
    let gain_db = median_f32(alike.iter().map(|b| b.gain_db).collect())?;
    let is_plain = gain_db.abs() <= COPY_PLAIN_GAIN_DB;
    let (delay_max_ms, share_min) = if is_plain { (COPY_DELAY_MAX_MS, 0.97) } else { (AT_ONCE_MS, 0.99) };
    if delay_ms.abs() > delay_max_ms || gain_db.abs() > COPY_GAIN_MAX_DB || alike.len() * 100 < n_with_sound * 85 {
        return None;
    }
    let (first, second) = (meters[0].levels(), meters[1].levels());
    // Where the weaker copy is down in its noise or its coder's rounding, nothing can be compared.
    let floor = noise_dbfs(first).max(noise_dbfs(second) - gain_db).max(-60.0 - gain_db.min(0.0)) + 10.0;
    let (mut n_loud, mut n_like) = (0_usize, 0_usize);
    for (a, b) in first.iter().zip(second).map(|(a, b)| (a.dbfs(), b.dbfs() - gain_db)) {
        if a.max(b) >= floor {
            n_loud += 1;
            n_like += usize::from((a - b).abs() <= COPY_RANGE_DB);
        }
    }
    let n_inverted = alike.iter().filter(|b| b.rho < 0.0).count();
    (n_loud == 0 || share(n_like, n_loud) >= share_min).then(|| Likeness {
        gain_db,
        delay_ms: to_f32(delay_ms),
        is_inverted: n_inverted * 2 > alike.len(),
    })
}

/// The leak from one channel into the other, if there is one: the loudest of the paths that it may take.
fn leak(
    speech: &[Vec<Option<Level>>],
    from: usize,
    into: usize,
    other_noise_dbfs: f32,
    compared: &Compared,
) -> Option<Leak> {
    let paths = paths(from, compared);
    let leaks = paths.iter().filter_map(|path| leak_by(path, speech, (from, into), other_noise_dbfs, compared));
    leaks.max_by(|a, b| a.gain_db.total_cmp(&b.gain_db))
}

/// Blocks in which the second channel is like the first at about the same lag, with their numbers.
struct Path {
    lag: i32,
    blocks: Vec<(usize, BlockLikeness)>,
}

/// The paths on which a channel may get into the other, by likeness alone; the likeliest first.
fn paths(from: usize, compared: &Compared) -> Vec<Path> {
    let at_once = to_i32(AT_ONCE_MS * compared.lag_rate_hz / 1000.0);
    let width = to_i32(PATH_WIDTH_MS * compared.lag_rate_hz / 1000.0);
    // As seen from the source: how much later, and how much weaker.
    let is_towards = |b: &BlockLikeness| {
        let (lag, gain_db) = if from == 0 { (b.lag, b.gain_db) } else { (-b.lag, -b.gain_db) };
        lag > at_once || (lag.abs() <= at_once && gain_db < 0.0)
    };
    let numbered = compared.blocks.iter().enumerate().filter_map(|(at, b)| Some((at, (*b)??)));
    let mut rest: Vec<(usize, BlockLikeness)> = numbered.filter(|(_, b)| is_towards(b)).collect();
    let mut paths = Vec::new();
    while paths.len() < PATHS_MAX {
        let mut weights = std::collections::BTreeMap::new();
        for (_, b) in &rest {
            *weights.entry(b.lag).or_insert(0.0) += b.rho.powi(2);
        }
        let weight_at = |lag: i32| -> f32 { weights.range(lag - width..=lag + width).map(|(_, weight)| weight).sum() };
        // Of lags that are as likely the earlier counts, whichever channel comes first.
        let Some((lag, weight)) = weights
            .keys()
            .map(|&lag| (lag, weight_at(lag)))
            .max_by(|(a, x), (b, y)| x.total_cmp(y).then(b.abs().cmp(&a.abs())))
        else {
            break;
        };
        let (blocks, others): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|(_, b)| b.lag.abs_diff(lag) <= width.unsigned_abs());
        if weight < PATH_WEIGHT_MIN || blocks.len() < 2 {
            break;
        }
        paths.push(Path { lag, blocks });
        rest = others;
    }
    paths
}

/// The leak that takes a path, if there is one.
fn leak_by(
    path: &Path,
    speech: &[Vec<Option<Level>>],
    (from, into): (usize, usize),
    other_noise_dbfs: f32,
    compared: &Compared,
) -> Option<Leak> {
    let delay_ms = to_f32(f64::from(path.lag) * 1000.0 / compared.lag_rate_hz).abs();
    let strong = path.blocks.iter().map(|(_, b)| b.rho.abs()).fold(0.0, f32::max) / 2.0;
    let (source, other) = (&speech[from], &speech[into]);
    let loud_dbfs = active_level(source.iter().copied().flatten())?.0 - 3.0;
    // Loud pieces of the source, each with what is heard of it in the other channel.
    let heard_in = |range: std::ops::Range<usize>| -> Vec<(f32, f64)> {
        range
            .filter_map(|at| {
                let loud = source.get(at).copied().flatten().filter(|l| l.dbfs() >= loud_dbfs)?;
                Some((loud.dbfs(), later_mean_square(other, at, delay_ms)?))
            })
            .collect()
    };
    let pieces_per_block = BLOCK_LEN_F64 / compared.lag_rate_hz * f64::from(PIECES_PER_SECOND);
    let place = |n: usize| to_usize(f64::from(u32::try_from(n).unwrap_or(u32::MAX)) * pieces_per_block);
    let in_path: Vec<(f32, f64)> = path
        .blocks
        .iter()
        .filter(|(_, b)| b.rho.abs() >= strong)
        .flat_map(|(at, _)| heard_in(place(*at)..place(at + 1)))
        .collect();
    let noise = 10f64.powf(f64::from(other_noise_dbfs) / 10.0);
    let gain_of = |&(said_dbfs, heard): &(f32, f64)| decibels((heard - noise).max(noise / 100.0)) - said_dbfs;
    let mut sorted: Vec<f32> = in_path.iter().map(gain_of).collect();
    sorted.sort_by(f32::total_cmp);
    let gain_db = *sorted.get(sorted.len() / 2)?;
    let most_db = *sorted.get(sorted.len() * 9 / 10)?;
    let heard_dbfs = median_f32(in_path.iter().map(|(_, heard)| decibels(*heard)).collect())?;
    let is_audible = heard_dbfs >= other_noise_dbfs + LEAK_LIFTS_NOISE_DB && loud_dbfs + gain_db >= LEAK_MIN_DBFS;
    let everywhere = heard_in(0..source.len());
    let n_heard = everywhere.iter().filter(|piece| gain_of(piece) >= gain_db - HEARD_RANGE_DB).count();
    let is_heard = is_audible && share(n_heard, everywhere.len()) >= HEARD_SHARE_MIN;
    is_heard.then(|| Leak {
        from: u16::from(from == 1),
        into: u16::from(into == 1),
        delay_ms,
        gain_db,
        spread_db: (most_db - gain_db).clamp(1.0, 6.0),
    })
}

/// The mean square of a channel `delay_ms` after its piece `at` would be heard.
fn later_mean_square(pieces: &[Option<Level>], at: usize, delay_ms: f32) -> Option<f64> {
    let (whole, part) = pieces_of(delay_ms);
    let square_of = |at: usize| pieces.get(at).copied().flatten().map(Level::mean_square);
    let first = square_of(at + whole)?;
    Some(first * (1.0 - part) + square_of(at + whole + 1).unwrap_or(first) * part)
}

/// The mean square of a source `delay_ms` before the piece `at`: the loudest of those that reach into it.
fn earlier_mean_square(pieces: &[Level], at: usize, delay_ms: f32) -> Option<f64> {
    let (whole, _) = pieces_of(delay_ms);
    (whole..=whole + 1).filter_map(|back| pieces.get(at.checked_sub(back)?)).map(|l| l.mean_square()).reduce(f64::max)
}

fn pieces_of(delay_ms: f32) -> (usize, f64) {
    let pieces = f64::from(delay_ms.max(0.0)) * f64::from(PIECES_PER_SECOND) / 1000.0;
    (to_usize(pieces), pieces.fract())
}

fn median(values: impl Iterator<Item = i32>) -> Option<i32> {
    let mut values: Vec<i32> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

fn median_f32(mut values: Vec<f32>) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

#[expect(clippy::cast_precision_loss, reason = "counts of pieces are far below 2^52")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds of a delay need few digits")]
fn to_f32(value: f64) -> f32 {
    value as f32
}

#[expect(clippy::cast_possible_truncation, reason = "casts saturate, and a lag is below 2^31")]
fn to_i32(value: f64) -> i32 {
    value.round() as i32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "casts saturate, and a place is no negative number"
)]
fn to_usize(value: f64) -> usize {
    value as usize
}
