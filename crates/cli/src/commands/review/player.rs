//! Playing a part of a call with whatever player there is.

use std::{
    io::{self, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
};

use ringcheck_call::Recording;
use ringcheck_pipeline::{AudioClip, cut_all, wav};
use ringcheck_store::{ScoredCall, Store};
use tempfile::NamedTempFile;

use crate::{
    commands::clip::recordings_now,
    printer::{error_text, hint_of, hinted},
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

    /// Begins to play parts of a call, one after the other; returns what plays, or why nothing does, in words.
    pub(crate) fn play(&self, store: &Store, scored: &ScoredCall, spans_ms: &[(u64, u64)]) -> Result<String, String> {
        self.stop();
        let clips = clips_of(store, scored, spans_ms).map_err(|error| {
            let hint = hint_of(&error).map(|hint| format!("; {hint}")).unwrap_or_default();
            format!("nothing to play: {}{hint}", error_text(&error))
        })?;
        let bytes = wav(&one_after_the_other(&clips)).map_err(|error| format!("nothing to play: {error}"))?;
        let file = write(&bytes).map_err(|error| format!("nothing to play: no temporary file ({})", error.kind()))?;
        let child = self.start(file.path())?;
        *self.lock() = Some(Playing { child, _file: file });
        let times = clips.iter().map(|clip| format!("{} to {}", clock(clip.start_ms), clock(clip.end_ms)));
        Ok(times.collect::<Vec<_>>().join(", then "))
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
            let words = words_of(command)?;
            let Some((program, arguments)) = words.split_first() else {
                return Err("the command of --player is empty".to_owned());
            };
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            return spawn(program, &arguments, file)
                .map_err(|error| format!("the player `{program}` does not start ({})", error.kind()));
        }
        let mut known = PLAYERS.iter().filter(|(program, _)| *program != "powershell" || cfg!(windows));
        let started = known.find_map(|(program, arguments)| spawn(program, arguments, file).ok());
        started.ok_or_else(|| {
            "no player was found (ffplay, mpv, aplay, paplay or afplay); name one with --player CMD".to_owned()
        })
    }
}

/// The parts of a call between these times on its clock.
fn clips_of(store: &Store, scored: &ScoredCall, spans_ms: &[(u64, u64)]) -> anyhow::Result<Vec<AudioClip>> {
    let heard = &scored.transcript;
    let recordings: Vec<Recording> = recordings_now(store, &scored.scorecard)?;
    cut_all(&recordings, &heard.transcript.segments, &heard.sound_events, spans_ms).map_err(|error| {
        let hint = error.hint();
        hinted(error, Some(hint))
    })
}

/// The channels of the clips in a row, with a moment's silence between them.
fn one_after_the_other(clips: &[AudioClip]) -> Vec<Vec<f32>> {
    /// Half a second at 16 kHz: enough to hear that something is left out.
    const N_SILENT: usize = 8000;
    let n_channels = clips.iter().map(|clip| clip.channels.len()).max().unwrap_or(0);
    let mut joined = vec![Vec::new(); n_channels];
    for clip in clips {
        let n_samples = clip.channels.iter().map(Vec::len).max().unwrap_or(0);
        for (number, channel) in joined.iter_mut().enumerate() {
            if !channel.is_empty() {
                channel.resize(channel.len() + N_SILENT, 0.0);
            }
            let end = channel.len() + n_samples;
            channel.extend_from_slice(clip.channels.get(number).map_or(&[][..], |samples| samples));
            channel.resize(end, 0.0);
        }
    }
    joined
}

/// The program and its arguments: all of it where that is the path of a program, else what blanks part that are not in
/// quotes.
fn words_of(command: &str) -> Result<Vec<String>, String> {
    let command = command.trim();
    if Path::new(command).is_file() {
        return Ok(vec![command.to_owned()]);
    }
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in command.chars() {
        match quote {
            Some(mark) if c == mark => quote = None,
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    match quote {
        Some(mark) => Err(format!("the command of --player has a {mark} without its second")),
        None => Ok(words),
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

    #[test]
    fn a_player_is_named_by_a_path_with_blanks_or_with_arguments() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("my player");
        fs_err::write(&program, "").unwrap();
        let program = program.to_str().unwrap();
        assert_eq!(words_of(program), Ok(vec![program.to_owned()]));
        let words = |command: &str| words_of(command).unwrap();
        assert_eq!(words(&format!("'{program}' -v  5")), [program, "-v", "5"]);
        assert_eq!(words("mpv --title=\"a call\" ''"), ["mpv", "--title=a call", ""]);
        assert_eq!(words(r"C:\players\play.exe -q"), [r"C:\players\play.exe", "-q"]);
        assert!(words_of("mpv \"--title").unwrap_err().contains("without its second"));
    }

    #[test]
    fn parts_are_heard_one_after_the_other_with_a_pause_between() {
        let clip = |channels: Vec<Vec<f32>>| AudioClip {
            channels,
            start_ms: 0,
            end_ms: 0,
            silenced: Vec::new(),
            spoken: Vec::new(),
        };
        let found = one_after_the_other(&[clip(vec![vec![1.0; 10]]), clip(vec![vec![0.5; 20], vec![0.25; 20]])]);
        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [8030, 8030]);
        assert!(found[0][10..8010].iter().all(|sample| *sample == 0.0));
        assert!((found[0][8010] - 0.5).abs() < 1e-6 && (found[1][8010] - 0.25).abs() < 1e-6);
        assert_eq!(one_after_the_other(&[]), Vec::<Vec<f32>>::new());
    }
}
