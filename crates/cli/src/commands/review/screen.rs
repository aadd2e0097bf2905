//! Reviewing by single keys, on a screen of its own that is left as it was found.

use std::{
    io::{self, Write},
    panic,
    sync::{Mutex, PoisonError, TryLockError},
    time::Duration,
};

use anyhow::Context as _;
use crossterm::{
    cursor,
    event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers},
    execute, queue,
    style::{Attribute, Print, SetAttribute},
    terminal::{self, Clear, ClearType},
};
use ringcheck_call::{CallType, Decision};
use unicode_width::UnicodeWidthChar as _;

use crate::{
    commands::review::{
        page::{Kind, Line},
        player::{Played, Player},
        session::{Session, decision_of},
    },
    exit::Exit,
};

/// How often it is looked whether a player has ended, while no key is pressed.
const LOOK_EVERY: Duration = Duration::from_millis(100);

const KEYS: &str =
    "p pass  f fail  n not applicable  s next  b back  l listen  c comment  t transcript  ? help  q quit";

const KEYS_OF_CALLERS: &str =
    "1 prospect  2 customer  3 vendor  4 wrong number  5 other  s next  b back  l listen  c comment  ? help  q quit";

const HELP: [&str; 17] = [
    "p       pass: handled as the question asks",
    "f       fail",
    "n       not applicable to this call",
    "u       undetermined: you cannot tell either",
    "1 to 5  who the caller is, where that is asked: prospect, customer, vendor, wrong number, other",
    "",
    "s, →    the next verdict; this one stays open",
    "b, ←    the verdict before; what you say then counts instead",
    "c       a comment, which goes with the verdict that you give next",
    "l       play the words with five seconds around them; any key stops",
    "t       all of the transcript, and back",
    "↑ ↓     scroll; Page Up and Page Down by a screen",
    "?       this page",
    "q       quit: every verdict is saved when you give it",
    "",
    "What you decide is a row of its own. Ringcheck's verdict stays beside it.",
    "Any key goes back.",
];

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
        Ok(is_ours) => is_ours,
        Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
        // It is being drawn on, by this very thread if that panics: what is written now comes after.
        Err(TryLockError::WouldBlock) => return give_back(),
    };
    if std::mem::take(&mut *is_ours) {
        give_back();
    }
}

fn give_back() {
    // There is nobody left to tell.
    let _ = execute!(io::stdout(), terminal::LeaveAlternateScreen, cursor::Show);
    let _ = terminal::disable_raw_mode();
}

/// What the person is doing.
enum Mode {
    Deciding,
    /// Writing a comment.
    Writing(String),
    Helped,
}

struct Front<'a> {
    session: &'a mut Session,
    player: &'a Player,
    mode: Mode,
    /// The first line of the page that is shown.
    scrolled: usize,
    /// What was just done.
    said: String,
}

/// Shows one verdict after the other until the person quits.
pub(crate) fn run(session: &mut Session, player: &Player) -> anyhow::Result<Exit> {
    let _screen = Screen::enter()?;
    let mut front = Front { session, player, mode: Mode::Deciding, scrolled: 0, said: String::new() };
    front.draw()?;
    loop {
        if !event::poll(LOOK_EVERY)? {
            if front.has_ended() {
                front.draw()?;
            }
            continue;
        }
        match event::read()? {
            Event::Key(key) if key.kind != KeyEventKind::Release => {
                if is_interrupt(key) {
                    return Ok(Exit::Interrupted);
                }
                if !front.press(key)? {
                    return Ok(Exit::Done);
                }
                front.draw()?;
            }
            Event::Resize(..) => front.draw()?,
            _ => {}
        }
    }
}

fn is_interrupt(key: KeyEvent) -> bool {
    key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('c')
}

impl Front<'_> {
    /// Does what a key asks for; `false` to quit.
    fn press(&mut self, key: KeyEvent) -> anyhow::Result<bool> {
        // Whatever is pressed, the sound stops; a key that is for more than that is obeyed too.
        let was_playing = self.player.stop();
        if was_playing {
            self.said = "stopped".to_owned();
        }
        match &mut self.mode {
            Mode::Helped => self.mode = Mode::Deciding,
            Mode::Writing(text) => match key.code {
                KeyCode::Enter => {
                    let text = std::mem::take(text);
                    self.session.comment(&text);
                    self.mode = Mode::Deciding;
                    self.said = "the comment goes with your verdict".to_owned();
                }
                KeyCode::Esc => self.mode = Mode::Deciding,
                KeyCode::Backspace => {
                    text.pop();
                }
                KeyCode::Char(c) if !key.modifiers.contains(KeyModifiers::CONTROL) => text.push(c),
                _ => {}
            },
            Mode::Deciding => return self.decide(key.code, was_playing),
        }
        Ok(true)
    }

    fn decide(&mut self, key: KeyCode, was_playing: bool) -> anyhow::Result<bool> {
        match key {
            KeyCode::Char('q') => return Ok(false),
            KeyCode::Char('?') => self.mode = Mode::Helped,
            KeyCode::Char('s') | KeyCode::Right => {
                self.said.clear();
                self.session.skip();
                self.scrolled = 0;
            }
            KeyCode::Char('b') | KeyCode::Left => {
                self.said = if self.session.back() { String::new() } else { "this is the first".to_owned() };
                self.scrolled = 0;
            }
            KeyCode::Down => self.scrolled += 1,
            KeyCode::Up => self.scrolled = self.scrolled.saturating_sub(1),
            KeyCode::PageDown => self.scrolled += page_rows(),
            KeyCode::PageUp => self.scrolled = self.scrolled.saturating_sub(page_rows()),
            KeyCode::Home => self.scrolled = 0,
            _ if self.session.item().is_none() => {}
            KeyCode::Char('l') if !was_playing => self.listen()?,
            KeyCode::Char('t') => self.session.toggle_whole(),
            KeyCode::Char('c') => self.mode = Mode::Writing(String::new()),
            KeyCode::Char(c) => {
                if let Some(decision) = decision_by_key(c) {
                    let before = self.session.item().cloned();
                    self.said = self.session.decide(decision, None)?;
                    if self.session.item() != before.as_ref() {
                        self.scrolled = 0;
                    }
                } else if !was_playing {
                    self.said = format!("`{c}` does nothing; ? lists the keys");
                }
            }
            _ => {}
        }
        Ok(true)
    }

    fn listen(&mut self) -> anyhow::Result<()> {
        let Some((scored, span)) = self.session.heard()? else { return Ok(()) };
        let scored = scored.clone();
        self.said = match self.player.play(&self.session.store, &scored, span) {
            Ok(what) => format!("playing {what}; any key stops"),
            Err(why) => why,
        };
        Ok(())
    }

    /// Whether a player ended since it was looked last.
    fn has_ended(&mut self) -> bool {
        let is_told = self.said.starts_with("playing ");
        let played = self.player.poll();
        if !is_told || played == Played::Playing {
            return false;
        }
        self.said = match played {
            Played::Failed => "the player ended in an error; name another with --player CMD".to_owned(),
            _ => String::new(),
        };
        true
    }

    fn draw(&mut self) -> anyhow::Result<()> {
        let (columns, rows) = terminal::size()?;
        let (width, body) = (usize::from(columns).max(20), usize::from(rows).saturating_sub(2).max(1));
        let lines = self.body(width.saturating_sub(1))?;
        self.scrolled = self.scrolled.min(lines.len().saturating_sub(body));
        let is_ours = IS_OURS.lock().unwrap_or_else(PoisonError::into_inner);
        if !*is_ours {
            return Ok(());
        }
        let mut out = io::BufWriter::new(io::stdout().lock());
        queue!(out, Clear(ClearType::All))?;
        for (line, row) in lines.iter().skip(self.scrolled).take(body).zip(0..) {
            queue!(out, cursor::MoveTo(0, row))?;
            styled(&mut out, line, width)?;
        }
        let n_below = lines.len().saturating_sub(self.scrolled + body);
        let said = match (&self.mode, n_below) {
            (Mode::Writing(text), _) => format!("comment: {text}_   (Enter keeps it, Esc does not)"),
            (_, 0) => self.said.clone(),
            (_, n) if self.said.is_empty() => format!("↓ {n} more lines"),
            (_, n) => format!("{}   ↓ {n} more lines", self.said),
        };
        let last = rows.saturating_sub(1);
        queue!(out, cursor::MoveTo(0, last.saturating_sub(1)), Print(fitting_end(&said, width, &self.mode)))?;
        queue!(out, cursor::MoveTo(0, last), SetAttribute(Attribute::Reverse))?;
        queue!(out, Print(fitting(self.keys(), width)), SetAttribute(Attribute::Reset))?;
        out.flush()?;
        drop(out);
        drop(is_ours);
        Ok(())
    }

    fn body(&mut self, width: usize) -> anyhow::Result<Vec<Line>> {
        let plain = |text: &str| Line { kind: Kind::Plain, text: text.to_owned() };
        if matches!(self.mode, Mode::Helped) {
            return Ok(HELP.iter().copied().map(plain).collect());
        }
        if self.session.item().is_none() {
            return Ok(["That was the last one.", "", "b goes back, q ends."].map(plain).into());
        }
        self.session.lines(width)
    }

    fn keys(&self) -> &'static str {
        match self.session.item() {
            Some(item) if item.criterion_id.is_none() => KEYS_OF_CALLERS,
            _ => KEYS,
        }
    }
}

/// The decision that a key stands for; who the caller is has a number each.
fn decision_by_key(key: char) -> Option<Decision> {
    match key {
        'p' | 'f' | 'n' | 'u' => decision_of(key.encode_utf8(&mut [0; 4])),
        '1'..='5' => {
            let idx = key.to_digit(10).and_then(|digit| usize::try_from(digit).ok())?;
            CallType::ALL.get(idx.checked_sub(1)?).copied().map(Decision::CallType)
        }
        _ => None,
    }
}

fn page_rows() -> usize {
    terminal::size().map_or(20, |(_, rows)| usize::from(rows).saturating_sub(4).max(1))
}

fn styled(out: &mut impl Write, line: &Line, width: usize) -> io::Result<()> {
    let attribute = match line.kind {
        Kind::Title | Kind::Verdict => Some(Attribute::Bold),
        Kind::Question => Some(Attribute::Underlined),
        Kind::Quote => Some(Attribute::Bold),
        Kind::Turn | Kind::Plain => None,
    };
    if let Some(attribute) = attribute {
        queue!(out, SetAttribute(attribute))?;
    }
    queue!(out, Print(fitting(&line.text, width)))?;
    if attribute.is_some() {
        queue!(out, SetAttribute(Attribute::Reset))?;
    }
    Ok(())
}

/// As much of the beginning of `text` as `width` columns hold.
fn fitting(text: &str, width: usize) -> &str {
    let mut columns = 0;
    for (at, c) in text.char_indices() {
        columns += c.width().unwrap_or(0);
        if columns > width {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// What is said below the page; of a comment that is too long its end, which is being written.
fn fitting_end(text: &str, width: usize, mode: &Mode) -> String {
    if !matches!(mode, Mode::Writing(_)) {
        return fitting(text, width).to_owned();
    }
    let n_over = text.chars().count().saturating_sub(width);
    fitting(&text.chars().skip(n_over).collect::<String>(), width).to_owned()
}
