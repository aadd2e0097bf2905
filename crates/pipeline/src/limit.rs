//! How long one recording may take, and what becomes of one that takes longer.

use std::{
    path::Path,
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use ringcheck_call::Sha256Hex;

use crate::{Cancel, FileError, Heard, Listener, UsualChannel, workers::Work};

/// How long it may take to listen to one recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileLimit {
    /// As long as it takes.
    None,
    /// This long, whatever the recording's length.
    Fixed(Duration),
    /// This long, and besides so many times as long as what was decoded of the recording lasts.
    ByLength {
        /// For any recording.
        base: Duration,
        /// How many seconds more a second of the recording gives.
        times: u32,
    },
}

impl FileLimit {
    /// Ten minutes and three times the recording's length: so much that only a recording that hangs takes longer, on a
    /// slow machine and with a large model too.
    pub const USUAL: Self = Self::ByLength { base: Duration::from_mins(10), times: 3 };

    /// How long a recording may take of which so much was decoded.
    fn of(self, decoded: Duration) -> Option<Duration> {
        match self {
            Self::None => None,
            Self::Fixed(limit) => Some(limit),
            Self::ByLength { base, times } => Some(base.saturating_add(decoded.saturating_mul(times))),
        }
    }
}

/// The longest time between two looks at how much was decoded meanwhile.
const LOOK: Duration = Duration::from_secs(1);

/// How long a run that is to end waits for the windows in work.
const LAST_WINDOWS: Duration = Duration::from_secs(30);

/// What a recording's own thread tells.
enum News {
    Audio(u64),
    Heard(Box<Result<Heard, FileError>>),
}

impl Listener {
    /// Listens to a recording on a thread of its own, and lets go of it when it takes too long or the thread panics.
    ///
    /// A thread that hangs in a codec or a file system cannot be ended from outside: it is left behind, holds none of
    /// the places for windows, and ends by itself as soon as it looks up.
    pub(crate) fn listen_within(
        &self,
        limit: FileLimit,
        path: &Path,
        sha256: &Sha256Hex,
        usual: Option<&UsualChannel>,
        cancel: &Cancel,
        on_audio: &dyn Fn(u64),
    ) -> Result<Heard, FileError> {
        let begun = Instant::now();
        let work = Arc::new(Work::new(cancel.clone()));
        let (teller, news) = mpsc::channel();
        let thread = {
            let (listener, work) = (self.clone(), Arc::clone(&work));
            let (path, sha256, usual) = (path.to_owned(), sha256.clone(), usual.cloned());
            thread::Builder::new().name("recording".to_owned()).spawn(move || {
                // Nobody hears it any more where the recording was given up.
                let on_audio = |ms| drop(teller.send(News::Audio(ms)));
                let heard = listener.listen_to(&path, &sha256, usual.as_ref(), &work, &on_audio);
                drop(teller.send(News::Heard(Box::new(heard))));
            })
        };
        // Without a thread for it the recording is listened to here, and nothing watches over it.
        if thread.is_err() {
            return self.listen_to(path, sha256, usual, &work, &|_| {});
        }
        let mut cancelled_at = None;
        loop {
            if cancel.is_requested() && cancelled_at.get_or_insert_with(Instant::now).elapsed() >= LAST_WINDOWS {
                self.workers().give_up(&work);
                return Err(FileError::Cancelled { path: path.to_owned() });
            }
            let limit = limit.of(work.decoded());
            let left = limit.map_or(LOOK, |limit| limit.saturating_sub(begun.elapsed()));
            match news.recv_timeout(left.min(LOOK)) {
                Ok(News::Audio(ms)) => on_audio(ms),
                Ok(News::Heard(heard)) => return *heard,
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    self.workers().give_up(&work);
                    return Err(FileError::Fault { path: path.to_owned() });
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    if let Some(limit) = limit
                        && begun.elapsed() >= limit
                    {
                        self.workers().give_up(&work);
                        return Err(FileError::TooSlow { path: path.to_owned(), limit });
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_limit_grows_with_what_was_decoded() {
        let after = |seconds| FileLimit::USUAL.of(Duration::from_secs(seconds)).unwrap().as_secs();
        assert_eq!([after(0), after(60), after(3600)], [600, 780, 11_400]);
        assert_eq!(FileLimit::Fixed(Duration::from_secs(9)).of(Duration::from_hours(1)), Some(Duration::from_secs(9)));
        assert_eq!(FileLimit::None.of(Duration::ZERO), None);
    }
}
