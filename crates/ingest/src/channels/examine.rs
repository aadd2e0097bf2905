//! One pass over a recording, at its own rate.

use std::path::Path;

use super::{
    correlate::Correlator,
    facts::Examination,
    judge::{Compared, judge},
    levels::LevelMeter,
};
use crate::{
    decode::Decoder,
    error::{Cause, DecodeError},
    ffmpeg::Ffmpeg,
    open::{DURATION_MAX_SECONDS, open},
    reader::check_length,
};

/// Examines the channels of the recording at `path`.
///
/// It is decoded from front to back and not resampled; two bytes are kept for each 20 ms of it, 1 MB for three hours.
/// What [`RecordingReader::open`](crate::RecordingReader::open) refuses is refused here for the same reason.
pub fn examine(path: &Path) -> Result<Examination, DecodeError> {
    try_examine(path).map_err(|cause| DecodeError::new(path, cause))
}

fn try_examine(path: &Path) -> Result<Examination, Cause> {
    let mut decoder = Decoder::new(open(path, Ffmpeg::installed())?);
    let rate_hz = decoder.rate_hz();
    let mut meters: Vec<LevelMeter> = (0..decoder.n_channels()).map(|_| LevelMeter::new(rate_hz)).collect();
    let mut correlator = (meters.len() == 2).then(|| Correlator::new(rate_hz));
    while let Some(audio) = decoder.next()? {
        for (meter, samples) in meters.iter_mut().zip(audio) {
            meter.push(samples);
        }
        if let (Some(correlator), [first, second]) = (&mut correlator, audio) {
            correlator.push([first, second]);
        }
        if decoder.n_frames() > u64::from(rate_hz) * DURATION_MAX_SECONDS {
            return Err(Cause::TooLong);
        }
    }
    check_length(&decoder)?;
    let compared = correlator.map(|c| Compared { lag_rate_hz: c.rate_hz(), blocks: c.finish() });
    Ok(judge(&meters, compared.as_ref()))
}
