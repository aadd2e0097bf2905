//! Reviewing by one command a line: for scripts, pipes and screen readers.

use std::{
    io::{BufRead, IsTerminal as _},
    thread,
    time::Duration,
};

use ringcheck_call::Decision;

use crate::{
    commands::review::{
        page::Line,
        player::{Played, Player},
        session::{Session, decision_of},
    },
    exit::Exit,
    printer::{Printer, hinted},
};

/// How many columns a page takes.
const WIDTH: usize = 100;

/// What can be typed.
pub(crate) const HELP: &str = "\
pass [REASON], fail [REASON], na [REASON]   your verdict; `na` where it does not apply
undetermined [REASON]                       you cannot tell either
prospect, customer, vendor, wrong_number, other [REASON]   where it is asked who the caller is
comment TEXT                                goes with the verdict that you give next
skip, back                                  the next verdict, the one before
more                                        all of the transcript
listen                                      play the words
help, quit";

/// What a line asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked<'a> {
    Decide(Decision, Option<&'a str>),
    Comment(&'a str),
    Skip,
    Back,
    More,
    Listen,
    Help,
    Quit,
    Nothing,
}

/// Reads commands from `input` until it ends or nothing is left.
pub(crate) fn run(
    session: &mut Session,
    player: &Player,
    input: impl BufRead,
    printer: &Printer,
) -> anyhow::Result<Exit> {
    show(session, printer)?;
    if std::io::stdin().is_terminal() {
        printer.note(&format!("\n{HELP}"));
    }
    for (line, number) in input.split(b'\n').zip(1..) {
        let line = String::from_utf8(line?);
        let asked = match line.as_ref().map_or_else(|_| Err("it is no text in UTF-8".to_owned()), |line| parse(line)) {
            Ok(asked) => asked,
            Err(problem) => {
                if refuse(number, &problem, printer) {
                    continue;
                }
                return Ok(Exit::Findings);
            }
        };
        match asked {
            Asked::Nothing => continue,
            Asked::Quit => break,
            Asked::Help => {
                printer.note(HELP);
                continue;
            }
            Asked::Comment(text) => {
                session.comment(text);
                printer.note("the comment goes with your verdict");
                continue;
            }
            Asked::Listen => {
                listen(session, player, printer)?;
                continue;
            }
            Asked::Decide(decision, reason) => {
                let before = session.item().cloned();
                let said = session.decide(decision, reason)?;
                if session.item() == before.as_ref() {
                    if refuse(number, &said, printer) {
                        continue;
                    }
                    return Ok(Exit::Findings);
                }
                printer.note(&said);
            }
            Asked::More => session.toggle_whole(),
            Asked::Skip => {
                session.skip();
            }
            Asked::Back => {
                if !session.back() {
                    printer.note("this is the first");
                }
            }
        }
        if session.item().is_none() {
            break;
        }
        show(session, printer)?;
    }
    Ok(Exit::Done)
}

/// Says what is wrong with a line; whether the next one may be taken.
///
/// A person who mistypes is asked again. In a script the next verdict would go to the wrong question.
fn refuse(number: usize, problem: &str, printer: &Printer) -> bool {
    let error = anyhow::anyhow!("line {number}: {problem}; what was said before it is saved");
    printer.error(&hinted(error, Some(format!("the commands are:\n{HELP}"))));
    std::io::stdin().is_terminal()
}

fn show(session: &mut Session, printer: &Printer) -> anyhow::Result<()> {
    let lines: Vec<String> = session.lines(WIDTH)?.into_iter().map(|Line { text, .. }| text).collect();
    printer.page(&format!("{}\n", lines.join("\n")))
}

/// Plays to the end: there is no key to stop it.
fn listen(session: &mut Session, player: &Player, printer: &Printer) -> anyhow::Result<()> {
    let Some((scored, spans)) = session.heard()? else { return Ok(()) };
    let scored = scored.clone();
    match player.play(&session.store, &scored, &spans) {
        Err(why) => printer.note(&why),
        Ok(what) => {
            printer.note(&format!("playing {what}"));
            loop {
                match player.poll() {
                    Played::Playing => thread::sleep(Duration::from_millis(50)),
                    Played::Done => break,
                    Played::Failed => {
                        printer.note("the player ended in an error; name another with --player CMD");
                        break;
                    }
                }
            }
        }
    }
    Ok(())
}

fn parse(line: &str) -> Result<Asked<'_>, String> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(Asked::Nothing);
    }
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    if let Some(decision) = decision_of(word) {
        return Ok(Asked::Decide(decision, (!rest.is_empty()).then_some(rest)));
    }
    let asked = match word {
        "comment" | "c" => return Ok(Asked::Comment(rest)),
        "skip" | "s" | "next" => Asked::Skip,
        "back" | "b" => Asked::Back,
        "more" | "t" => Asked::More,
        "listen" | "l" => Asked::Listen,
        "help" | "?" => Asked::Help,
        "quit" | "q" => Asked::Quit,
        _ => return Err(format!("`{word}` is no command")),
    };
    if rest.is_empty() { Ok(asked) } else { Err(format!("`{word}` takes nothing behind it")) }
}

#[cfg(test)]
mod tests {
    use ringcheck_call::{CallType, Verdict};

    use super::*;

    #[test]
    fn a_line_is_a_verdict_with_its_reason_or_a_command() {
        let pass = Decision::Verdict(Verdict::Pass);
        let reason = "the agent books Tuesday at ten";
        assert_eq!(parse("pass the agent books Tuesday at ten"), Ok(Asked::Decide(pass, Some(reason))));
        assert_eq!(parse("  p "), Ok(Asked::Decide(pass, None)));
        assert_eq!(parse("na"), Ok(Asked::Decide(Decision::Verdict(Verdict::Na), None)));
        let caller = Decision::CallType(CallType::WrongNumber);
        assert_eq!(parse("wrong_number asked for a florist"), Ok(Asked::Decide(caller, Some("asked for a florist"))));
        assert_eq!(parse("comment  hold music "), Ok(Asked::Comment("hold music")));
        assert_eq!((parse(""), parse("# later")), (Ok(Asked::Nothing), Ok(Asked::Nothing)));
        assert_eq!([parse("skip"), parse("quit")], [Ok(Asked::Skip), Ok(Asked::Quit)]);
        assert_eq!(parse("passs"), Err("`passs` is no command".to_owned()));
        assert_eq!(parse("skip this one"), Err("`skip` takes nothing behind it".to_owned()));
    }

    #[test]
    fn every_command_is_in_the_help() {
        for word in
            ["pass", "fail", "na", "undetermined", "wrong_number", "comment", "skip", "back", "more", "listen", "quit"]
        {
            assert!(HELP.contains(word) && parse(word).is_ok(), "{word}");
        }
    }
}
