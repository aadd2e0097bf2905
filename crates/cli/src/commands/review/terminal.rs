//! The terminal as a screen of our own, which is left as it was found.

use std::{
    io::{self, Write},
    panic,
    sync::{Mutex, PoisonError, TryLockError},
    thread,
    time::Duration,
};

use anyhow::Context as _;
use crossterm::{
    cursor,
    event::{DisableBracketedPaste, EnableBracketedPaste},
    execute, terminal,
};

/// What is drawn on: what is written is shown at once, when all of it is there.
pub(crate) type Canvas = io::BufWriter<io::StdoutLock<'static>>;

/// How long drawing a page may take.
const DRAWN_WITHIN: Duration = Duration::from_millis(200);

/// Whether the screen is ours now.
static IS_OURS: Mutex<bool> = Mutex::new(false);

/// The terminal while it is ours; it is given back when this goes, on a panic and by [`restore`].
pub(crate) struct Screen(());

impl Screen {
    /// Takes the terminal: another screen, keys one by one, no cursor.
    pub(crate) fn enter() -> anyhow::Result<Self> {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // What is said of the panic is for the screen that stays.
            restore();
            before(info);
        }));
        let mut is_ours = IS_OURS.lock().unwrap_or_else(PoisonError::into_inner);
        terminal::enable_raw_mode().context("the terminal does not give single keys")?;
        *is_ours = true;
        drop(is_ours);
        let screen = Self(());
        execute!(io::stdout(), terminal::EnterAlternateScreen, cursor::Hide)?;
        // What is pasted is told from keys; a terminal that cannot does without.
        let _ = execute!(io::stdout(), EnableBracketedPaste);
        Ok(screen)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back as it was; does nothing where it is not ours.
pub(crate) fn restore() {
    let mut is_ours = match IS_OURS.try_lock() {
        Err(TryLockError::WouldBlock) => {
            // It is being drawn on: by another thread, which is done at once, or by this very one, which has failed.
            thread::sleep(DRAWN_WITHIN);
            match IS_OURS.try_lock() {
                Err(TryLockError::WouldBlock) => return give_back(),
                Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
                Ok(is_ours) => is_ours,
            }
        }
        Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
        Ok(is_ours) => is_ours,
    };
    if std::mem::take(&mut *is_ours) {
        give_back();
    }
}

fn give_back() {
    // There is nobody left to tell.
    let _ = execute!(io::stdout(), DisableBracketedPaste);
    let _ = execute!(io::stdout(), terminal::LeaveAlternateScreen, cursor::Show);
    let _ = terminal::disable_raw_mode();
}

/// Lets `draw` write to the screen, at once, unless it was given back.
pub(crate) fn while_ours(draw: impl FnOnce(&mut Canvas) -> io::Result<()>) -> io::Result<()> {
    let is_ours = IS_OURS.lock().unwrap_or_else(PoisonError::into_inner);
    if *is_ours {
        let mut out = io::BufWriter::new(io::stdout().lock());
        draw(&mut out)?;
        out.flush()?;
    }
    drop(is_ours);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the test after it runs in a terminal.
    #[test]
    #[ignore = "takes the terminal that it is run in"]
    fn panics_on_the_screen() {
        let _screen = Screen::enter().unwrap();
        std::panic::panic_any("the program failed");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_panic_gives_the_terminal_back_before_it_is_told() {
        let test = std::env::current_exe().unwrap();
        let name = "commands::review::terminal::tests::panics_on_the_screen";
        let run = format!("stty -g; '{}' --ignored --exact {name} --nocapture; stty -g", test.display());
        let ran = std::process::Command::new("script").args(["-q", "-e", "-c", &run, "/dev/null"]).output();
        let Ok(output) = ran else {
            return; // Without `script` there is no terminal to look at.
        };
        let shown = String::from_utf8_lossy(&output.stdout);
        let place = |text: &str| shown.find(text).unwrap_or_else(|| panic!("`{text}` is not in {shown:?}"));
        assert!(place("\u{1b}[?1049h") < place("\u{1b}[?1049l"), "{shown:?}");
        assert!(place("\u{1b}[?1049l") < place("the program failed"), "{shown:?}");
        let lines: Vec<&str> = shown.lines().map(str::trim).collect();
        assert_eq!(lines.first(), lines.last(), "the terminal is set as it was");
    }
}
