//! Reviewing by single keys.

use std::{io, time::Duration};

use crossterm::{
    cursor,
    event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers},
    queue,
    style::{Attribute, Print, SetAttribute},
    terminal::{Clear, ClearType, size},
};
use ringcheck_call::{CallType, Decision};
use unicode_width::UnicodeWidthChar as _;

use crate::{
    commands::review::{
        page::{Kind, Line},
        player::{Played, Player},
        session::{Session, decision_of},
        terminal::{Canvas, Screen, while_ours},
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
    "↑ ↓     scroll; Page Up and Page Down, or Ctrl-B and Ctrl-F, by a screen",
    "?       this page",
    "q       quit: every verdict is saved when you give it",
    "",
    "What you decide is a row of its own. Ringcheck's verdict stays beside it.",
    "Any key goes back.",
];

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
            Event::Paste(text) => {
                front.paste(&text);
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

/// Whether a key is pressed for the letter that it has, and not for a command of the terminal.
fn is_plain(key: KeyEvent) -> bool {
    let others =
        KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::HYPER | KeyModifiers::META;
    !key.modifiers.intersects(others)
}

impl Front<'_> {
    /// Takes what is pasted into a comment. It is nothing that was said of a verdict.
    fn paste(&mut self, text: &str) {
        if let Mode::Writing(comment) = &mut self.mode {
            comment.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
        } else {
            "pasted text decides nothing; press c to write a comment".clone_into(&mut self.said);
        }
    }

    /// Does what a key asks for; `false` to quit.
    fn press(&mut self, key: KeyEvent) -> anyhow::Result<bool> {
        // Whatever is pressed, the sound stops; a key that is for more than that is obeyed too.
        let was_playing = self.player.stop();
        if was_playing {
            "stopped".clone_into(&mut self.said);
        }
        match &mut self.mode {
            Mode::Helped => self.mode = Mode::Deciding,
            Mode::Writing(text) => match key.code {
                KeyCode::Enter => {
                    let text = std::mem::take(text);
                    self.session.comment(&text);
                    self.mode = Mode::Deciding;
                    "the comment goes with your verdict".clone_into(&mut self.said);
                }
                KeyCode::Esc => self.mode = Mode::Deciding,
                KeyCode::Backspace => {
                    text.pop();
                }
                KeyCode::Char(c) if is_plain(key) => text.push(c),
                _ => {}
            },
            Mode::Deciding => return self.decide(key, was_playing),
        }
        Ok(true)
    }

    fn decide(&mut self, key: KeyEvent, was_playing: bool) -> anyhow::Result<bool> {
        match key.code {
            KeyCode::Char('f') if key.modifiers == KeyModifiers::CONTROL => self.scrolled += page_rows(),
            KeyCode::Char('b') if key.modifiers == KeyModifiers::CONTROL => {
                self.scrolled = self.scrolled.saturating_sub(page_rows());
            }
            // A letter with Ctrl or Alt is another key than the letter.
            KeyCode::Char(_) if !is_plain(key) => {}
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
        let Some((scored, spans)) = self.session.heard()? else { return Ok(()) };
        let scored = scored.clone();
        self.said = match self.player.play(&self.session.store, &scored, &spans) {
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
        let (columns, rows) = size()?;
        let (width, body) = (usize::from(columns).max(20), usize::from(rows).saturating_sub(2).max(1));
        let lines = self.body(width.saturating_sub(1))?;
        self.scrolled = self.scrolled.min(lines.len().saturating_sub(body));
        let n_below = lines.len().saturating_sub(self.scrolled + body);
        let said = match (&self.mode, n_below) {
            (Mode::Writing(text), _) => format!("comment: {text}_   (Enter keeps it, Esc does not)"),
            (_, 0) => self.said.clone(),
            (_, n) if self.said.is_empty() => format!("↓ {n} more lines"),
            (_, n) => format!("{}   ↓ {n} more lines", self.said),
        };
        let last = rows.saturating_sub(1);
        while_ours(|out| {
            queue!(out, Clear(ClearType::All))?;
            for (line, row) in lines.iter().skip(self.scrolled).take(body).zip(0..) {
                queue!(out, cursor::MoveTo(0, row))?;
                styled(out, line, width)?;
            }
            queue!(out, cursor::MoveTo(0, last.saturating_sub(1)), Print(fitting_end(&said, width, &self.mode)))?;
            queue!(out, cursor::MoveTo(0, last), SetAttribute(Attribute::Reverse))?;
            queue!(out, Print(fitting(self.keys(), width)), SetAttribute(Attribute::Reset))
        })?;
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
    size().map_or(20, |(_, rows)| usize::from(rows).saturating_sub(4).max(1))
}

fn styled(out: &mut Canvas, line: &Line, width: usize) -> io::Result<()> {
    let attribute = match line.kind {
        Kind::Title | Kind::Verdict | Kind::Quote => Some(Attribute::Bold),
        Kind::Question => Some(Attribute::Underlined),
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

#[cfg(test)]
mod tests {
    use ringcheck_call::Verdict;

    use super::*;

    #[test]
    fn a_line_is_cut_where_the_terminal_ends() {
        assert_eq!(fitting("Dana", 10), "Dana");
        assert_eq!(fitting("Dana", 3), "Dan");
        // A wide letter takes two columns.
        assert_eq!(fitting("日本", 3), "日");
        let writing = Mode::Writing(String::new());
        assert_eq!(fitting_end("comment: a long one_", 10, &writing), " long one_");
        assert_eq!(fitting_end("saved: close_attempt is pass", 5, &Mode::Deciding), "saved");
    }

    #[test]
    fn a_letter_with_ctrl_or_alt_is_no_letter() {
        let key = |modifiers| KeyEvent::new(KeyCode::Char('p'), modifiers);
        assert!(is_plain(key(KeyModifiers::NONE)) && is_plain(key(KeyModifiers::SHIFT)));
        for modifiers in [KeyModifiers::CONTROL, KeyModifiers::ALT, KeyModifiers::SUPER, KeyModifiers::META] {
            assert!(!is_plain(key(modifiers)) && !is_plain(key(modifiers | KeyModifiers::SHIFT)), "{modifiers:?}");
        }
    }

    #[test]
    fn keys_stand_for_verdicts_and_callers() {
        assert_eq!(decision_by_key('p'), Some(Decision::Verdict(Verdict::Pass)));
        assert_eq!(decision_by_key('1'), Some(Decision::CallType(CallType::Prospect)));
        assert_eq!(decision_by_key('5'), Some(Decision::CallType(CallType::Other)));
        assert_eq!((decision_by_key('6'), decision_by_key('0'), decision_by_key('x')), (None, None, None));
    }
}
