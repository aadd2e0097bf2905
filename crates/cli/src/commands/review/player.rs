//! Playing a part of a call with whatever player there is.

use std::{
    io::{self, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
};

use ringcheck_pipeline::wav;
use ringcheck_store::{ScoredCall, Store};
use tempfile::NamedTempFile;

use crate::{
    commands::clip::clip_of,
    printer::{error_text, hint_of},
    text::clock,
};

/// Players in the order in which they are tried, each with its arguments before the file.
const PLAYERS: [(&str, &[&str]); 6] = [
    ("ffplay", &["-nodisp", "-autoexit", "-loglevel", "quiet"]),
    ("mpv", &["--no-video", "--really-quiet"]),
    ("aplay", &["-q"]),
    ("paplay", &[]),
    ("afplay", &[]),
    // Windows has no player that takes a file; what is behind the # is what every other player is given.
    ("powershell", &["-NoProfile", "-Command", "(New-Object Media.SoundPlayer $env:RINGCHECK_CLIP).PlaySync() #"]),
];

/// What is playing; dropping it ends the player and removes the file.
struct Playing {
    child: Child,
    /// Its owner alone may read it, and it goes with this.
    _file: NamedTempFile,
}

impl Drop for Playing {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Plays one thing at a time. Copies are of the same player, so that a signal can end what plays.
#[derive(Clone, Default)]
pub(crate) struct Player {
    command: Option<String>,
    playing: Arc<Mutex<Option<Playing>>>,
}

/// What became of a player.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Played {
    /// It plays still.
    Playing,
    /// It is done, or never began.
    Done,
    /// It ended in an error.
    Failed,
}

impl Player {
    /// A player that runs `command`, or the first that is found.
    pub(crate) fn new(command: Option<String>) -> Self {
        Self { command, playing: Arc::default() }
    }

    /// Begins to play a part of a call; returns what plays, or why nothing does, in words.
    pub(crate) fn play(&self, store: &Store, scored: &ScoredCall, span_ms: (u64, u64)) -> Result<String, String> {
        self.stop();
        let clip = clip_of(store, scored, span_ms).map_err(|error| {
            let hint = hint_of(&error).map(|hint| format!("; {hint}")).unwrap_or_default();
            format!("nothing to play: {}{hint}", error_text(&error))
        })?;
        let bytes = wav(&clip.channels).map_err(|error| format!("nothing to play: {error}"))?;
        let file = write(&bytes).map_err(|error| format!("nothing to play: no temporary file ({})", error.kind()))?;
        let child = self.start(file.path())?;
        *self.lock() = Some(Playing { child, _file: file });
        Ok(format!("{} to {}", clock(clip.start_ms), clock(clip.end_ms)))
    }

    /// How the player is; what has ended is forgotten.
    pub(crate) fn poll(&self) -> Played {
        let mut playing = self.lock();
        let Some(current) = playing.as_mut() else { return Played::Done };
        match current.child.try_wait() {
            Ok(None) => Played::Playing,
            Ok(Some(status)) => {
                *playing = None;
                if status.success() { Played::Done } else { Played::Failed }
            }
            Err(_) => {
                *playing = None;
                Played::Failed
            }
        }
    }

    /// Ends what plays; whether anything did.
    pub(crate) fn stop(&self) -> bool {
        self.lock().take().is_some()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Playing>> {
        self.playing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start(&self, file: &Path) -> Result<Child, String> {
        if let Some(command) = &self.command {
            let mut words = command.split_whitespace();
            let Some(program) = words.next() else { return Err("the command of --player is empty".to_owned()) };
            return spawn(program, &words.collect::<Vec<_>>(), file)
                .map_err(|error| format!("the player `{program}` does not start ({})", error.kind()));
        }
        let mut known = PLAYERS.iter().filter(|(program, _)| *program != "powershell" || cfg!(windows));
        let started = known.find_map(|(program, arguments)| spawn(program, arguments, file).ok());
        started.ok_or_else(|| {
            "no player was found (ffplay, mpv, aplay, paplay or afplay); name one with --player CMD".to_owned()
        })
    }
}

fn spawn(program: &str, arguments: &[&str], file: &Path) -> io::Result<Child> {
    // A player that reads the keyboard would take the keys that are meant for the review.
    let mut command = Command::new(program);
    command.env("RINGCHECK_CLIP", file);
    command.args(arguments).arg(file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}

fn write(bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix("ringcheck-").suffix(".wav").tempfile()?;
    file.write_all(bytes)?;
    file.flush()?;
    Ok(file)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn player(command: &str) -> Player {
        Player::new(Some(command.to_owned()))
    }

    #[expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]
    fn begin(player: &Player) -> std::path::PathBuf {
        let file = write(b"RIFF").unwrap();
        let path = file.path().to_owned();
        let child = player.start(file.path()).unwrap();
        *player.lock() = Some(Playing { child, _file: file });
        path
    }

    #[test]
    fn what_plays_is_its_owners_alone_and_goes_when_it_is_stopped() {
        use std::os::unix::fs::PermissionsExt as _;
        // It would run for ever.
        let player = player("tail -f");
        let path = begin(&player);
        assert_eq!(fs_err::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(player.poll(), Played::Playing);
        assert!(player.clone().stop(), "a copy is the same player");
        assert!(!path.exists());
        assert_eq!((player.poll(), player.stop()), (Played::Done, false));
    }

    #[test]
    fn a_player_that_fails_is_told_from_one_that_is_done() {
        for (command, expected) in [("true", Played::Done), ("false", Played::Failed)] {
            let player = player(command);
            let path = begin(&player);
            let ended = std::iter::repeat_with(|| player.poll()).find(|played| *played != Played::Playing);
            assert_eq!((ended, path.exists()), (Some(expected), false), "{command}");
        }
        let error = player("no-such-player-anywhere").start(Path::new("x.wav")).unwrap_err();
        assert!(error.contains("`no-such-player-anywhere` does not start"), "{error}");
        assert!(player("  ").start(Path::new("x.wav")).unwrap_err().contains("is empty"));
    }
}
