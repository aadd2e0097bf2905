//! An installed ffmpeg, for formats that nothing built in can decode.
//!
//! It runs as a child process that is told the format by its name, so that it guesses nothing: its own probing would
//! also find playlists, which name other files. It may read the file and write to its pipe, and nothing else.

use std::{
    ffi::OsString,
    io::Read,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        OnceLock,
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// A program that answered when it was asked for its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ffmpeg {
    program: PathBuf,
    version: String,
}

/// An audio format that ffmpeg is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Foreign {
    /// What a person calls it.
    pub(crate) name: &'static str,
    /// What ffmpeg calls its container, and options that say what the container does not.
    pub(crate) input: &'static [&'static str],
}

/// The variable that names another ffmpeg than the one on the `PATH`; `off` is for none.
const VARIABLE: &str = "RINGCHECK_FFMPEG";

/// How long a step may take: to answer with a version, to look into a file, to give the next piece of audio.
const PATIENCE: Duration = Duration::from_mins(1);

/// Bytes that are read from a pipe at once.
const PIECE_LEN: usize = 64 * 1024;

/// Pieces of audio that wait to be taken.
const N_PIECES: usize = 8;

/// More than ffmpeg has to say about a sound file, and enough to know what it says about another.
const ERRORS_LEN_MAX: u64 = 4096;

/// More than one block of memory has to hold.
const MEMORY_MAX: &str = "268435456";

impl Ffmpeg {
    /// The ffmpeg that the variable `RINGCHECK_FFMPEG` names, or else the one on the `PATH`; looked for once.
    pub fn installed() -> Option<&'static Self> {
        static INSTALLED: OnceLock<Option<Ffmpeg>> = OnceLock::new();
        let found = INSTALLED.get_or_init(|| match std::env::var_os(VARIABLE) {
            Some(named) if named.is_empty() || named == "off" => None,
            Some(named) => Self::at(Path::new(&named)),
            None => Self::at(Path::new("ffmpeg")),
        });
        found.as_ref()
    }

    /// The ffmpeg at `program`, if it runs.
    #[must_use]
    pub fn at(program: &Path) -> Option<Self> {
        let said = Running::start(Command::new(program).arg("-version")).ok()?.all()?;
        // Such as `ffmpeg version 5.1.6-0+deb12u1 Copyright (c) …`.
        let version = said.strip_prefix("ffmpeg version ")?.split_whitespace().next()?;
        let is_release = version.starts_with(|c: char| c.is_ascii_digit());
        let version = if is_release { version.split(['-', '+']).next()? } else { version };
        Some(Self { program: program.to_owned(), version: version.to_owned() })
    }

    /// The name for a scorecard, such as `ffmpeg 5.1.6`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("ffmpeg {}", self.version)
    }

    /// How it is started: a path, or a name that the `PATH` resolves.
    #[must_use]
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// What ffprobe, ffmpeg's companion, finds in the file; `None` where there is none, or where it finds nothing.
    pub(crate) fn probe(&self, path: &Path, foreign: &Foreign) -> Option<Probed> {
        let entries = "stream=codec_type,codec_name,duration";
        let mut command = Command::new(self.program.with_file_name("ffprobe"));
        command.args(["-v", "error"]).args(input_arguments(path, foreign));
        command.args(["-show_entries", entries, "-of", "compact=print_section=0"]);
        Some(Probed::parse(&Running::start(&mut command).ok()?.all()?))
    }

    /// Starts decoding the first audio of the file to floating-point samples in a WAV.
    pub(crate) fn decode(&self, path: &Path, foreign: &Foreign) -> std::io::Result<Running> {
        let mut command = Command::new(&self.program);
        command.args(["-nostdin", "-hide_banner", "-v", "error", "-threads", "1", "-max_alloc", MEMORY_MAX]);
        command.args(input_arguments(path, foreign));
        command.args(["-map", "0:a:0", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]);
        // What is missing between two times becomes silence; nothing is stretched.
        command.args(["-af", "aresample=async=1:min_hard_comp=0.05"]);
        command.args(["-c:a", "pcm_f32le", "-f", "wav", "pipe:1"]);
        Running::start(&mut command)
    }
}

/// The file as ffmpeg's or ffprobe's input.
fn input_arguments(path: &Path, foreign: &Foreign) -> Vec<OsString> {
    let mut url = OsString::from("file:");
    url.push(path);
    let options = ["-protocol_whitelist", "file,pipe", "-f"].iter().chain(foreign.input).chain(&["-i"]);
    options.map(OsString::from).chain([url]).collect()
}

/// What ffprobe found.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Probed {
    /// The codec of the first audio; `None` where there is no audio.
    pub(crate) codec: Option<String>,
    pub(crate) has_video: bool,
    /// What the index of the file says, in seconds.
    pub(crate) seconds: Option<f64>,
}

impl Probed {
    /// Lines such as `codec_name=amrnb|codec_type=audio|duration=2.000000`.
    fn parse(lines: &str) -> Self {
        let mut probed = Self::default();
        for line in lines.lines() {
            let field = |name: &str| line.split('|').find_map(|field| field.strip_prefix(name)?.strip_prefix('='));
            match field("codec_type") {
                Some("audio") if probed.codec.is_none() => {
                    probed.codec = field("codec_name").map(str::to_owned);
                    probed.seconds = field("duration").and_then(|seconds| seconds.parse().ok());
                }
                Some("video") => probed.has_video = true,
                _ => {}
            }
        }
        probed
    }
}

/// A child process whose output is read as it comes. It is ended when this is dropped.
pub(crate) struct Running {
    child: Child,
    pieces: Receiver<Vec<u8>>,
    errors: Option<JoinHandle<String>>,
    /// What was taken from `pieces` and not handed out yet.
    rest: Vec<u8>,
    is_stuck: bool,
}

impl Running {
    fn start(command: &mut Command) -> std::io::Result<Self> {
        // A report would be a file that nobody asked for.
        command.env_remove("FFREPORT").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let (sender, pieces) = sync_channel(N_PIECES);
        std::thread::spawn(move || {
            let Some(mut stdout) = stdout else { return };
            loop {
                let mut piece = Vec::new();
                let read = stdout.by_ref().take(PIECE_LEN as u64).read_to_end(&mut piece);
                if piece.is_empty() || sender.send(piece).is_err() || read.is_err() {
                    return;
                }
            }
        });
        let errors = std::thread::spawn(move || {
            let mut kept = Vec::new();
            if let Some(mut stderr) = stderr {
                let _ = stderr.by_ref().take(ERRORS_LEN_MAX).read_to_end(&mut kept);
                // A full pipe would stop the child.
                let _ = std::io::copy(&mut stderr, &mut std::io::sink());
            }
            String::from_utf8_lossy(&kept).into_owned()
        });
        Ok(Self { child, pieces, errors: Some(errors), rest: Vec::new(), is_stuck: false })
    }

    /// The next `len` bytes, or fewer at the end of the output.
    pub(crate) fn read(&mut self, len: usize) -> Vec<u8> {
        while self.rest.len() < len {
            match self.pieces.recv_timeout(PATIENCE) {
                Ok(piece) => self.rest.extend(piece),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    self.is_stuck = true;
                    break;
                }
            }
        }
        let behind = self.rest.split_off(len.min(self.rest.len()));
        std::mem::replace(&mut self.rest, behind)
    }

    /// What was wrong, once the output ended: `None` for nothing.
    pub(crate) fn complaint(&mut self) -> Option<Complaint> {
        if self.is_stuck {
            let _ = self.child.kill();
        }
        let status = self.wait();
        let said = self.errors.take().and_then(|errors| errors.join().ok()).unwrap_or_default();
        if self.is_stuck {
            let text = format!("it gave nothing for {} s", PATIENCE.as_secs());
            return Some(Complaint { text, is_fatal: true });
        }
        let is_fatal = !status.is_some_and(|status| status.success());
        let text = first_complaint(&said);
        match text {
            Some(text) => Some(Complaint { text, is_fatal }),
            None if is_fatal => Some(Complaint { text: "it ended without a word".to_owned(), is_fatal }),
            None => None,
        }
    }

    /// The whole output as text; `None` if the child fails or is stuck.
    fn all(mut self) -> Option<String> {
        let bytes = self.read(PIECE_LEN);
        let is_well = !self.is_stuck && self.wait()?.success();
        is_well.then(|| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Waits for a child that closed its output, which is about to end.
    fn wait(&mut self) -> Option<ExitStatus> {
        let start = Instant::now();
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if start.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(2)),
                Ok(None) | Err(_) => return None,
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Either fails only if the child has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What ffmpeg said about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// Its first words.
    pub(crate) text: String,
    /// Whether it gave up.
    pub(crate) is_fatal: bool,
}

impl Complaint {
    /// Whether it is about the end of the file.
    pub(crate) fn is_about_end(&self) -> bool {
        ["ended prematurely", "partial file", "truncated"].iter().any(|words| self.text.contains(words))
    }
}

/// A line of ffmpeg's without addresses, the name of the file, or anything that a terminal would obey.
fn readable(line: &str) -> String {
    let line = match line.split_once("] ") {
        Some((start, rest)) if start.starts_with('[') => rest,
        _ => line,
    };
    let line = if line.starts_with("file:") { line.rsplit_once(": ").map_or("", |(_, problem)| problem) } else { line };
    line.chars().filter(|c| !c.is_control()).take(160).collect::<String>().trim().trim_end_matches('.').to_owned()
}

/// The first line that means damage.
///
/// AMR has frames for pauses that are not transmitted, which ffmpeg cannot decode and says so for each. They become
/// silence as they should, so that is no damage.
fn first_complaint(said: &str) -> Option<String> {
    let is_about_pauses = |line: &str| line == "Corrupt bitstream" || line.contains("Not yet implemented in FFmpeg");
    let has_pauses = said.lines().map(readable).any(|line| is_about_pauses(&line));
    said.lines().map(readable).find(|line| {
        let is_explained = is_about_pauses(line) || line.starts_with("Error while decoding stream");
        !(line.is_empty() || has_pauses && is_explained)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ffprobe_says_is_understood() {
        let lines = "codec_name=h264|codec_type=video|duration=2.0\ncodec_name=amrnb|codec_type=audio|duration=1.5\n\
                     codec_name=aac|codec_type=audio|duration=N/A\n";
        let expected = Probed { codec: Some("amrnb".to_owned()), has_video: true, seconds: Some(1.5) };
        assert_eq!(Probed::parse(lines), expected);
        assert_eq!(Probed::parse(""), Probed::default());
    }

    #[test]
    fn its_words_lose_addresses_and_names() {
        assert_eq!(readable("[mov,mp4 @ 0x5591] moov atom not found"), "moov atom not found");
        assert_eq!(readable("file:/calls/a: b.amr: Invalid data found"), "Invalid data found");
        assert_eq!(readable("Stream map '0:a:0' matches no streams."), "Stream map '0:a:0' matches no streams");
        assert_eq!(readable("\x1b[31mred"), "[31mred");
    }

    #[test]
    fn pauses_are_no_damage() {
        let pauses = "Error while decoding stream #0:0: Not yet implemented in FFmpeg, patches welcome\n\
                      [amrnb @ 0x55] Corrupt bitstream\nError while decoding stream #0:0: Invalid data found\n";
        assert_eq!(first_complaint(pauses), None);
        let damage = "[aac @ 0x55] channel element 3.8 is not allocated\nError while decoding stream #0:0: Invalid";
        assert_eq!(first_complaint(damage).as_deref(), Some("channel element 3.8 is not allocated"));
        assert_eq!(
            first_complaint("Error while decoding stream #0:0: x").as_deref(),
            Some("Error while decoding stream #0:0: x")
        );
    }

    #[test]
    fn a_program_that_is_not_there_or_is_another_is_none() {
        assert_eq!(Ffmpeg::at(Path::new("/nowhere/ffmpeg")), None);
        #[cfg(unix)]
        assert_eq!(Ffmpeg::at(Path::new("true")), None);
    }
}
