//! Completions and manual pages, which are made of the help; and the exit codes that they tell of.

use std::process::Command;

use crate::{
    harness::{TestDir, fixture, left_out},
    shared::calls,
};

#[test]
fn every_shell_gets_its_script() {
    let dir = TestDir::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = dir.run(["completions", shell]).expect(0).stdout;
        for word in ["ringcheck", "transcribe", "fail-under", "agent-channel"] {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
    }
    dir.run(["completions", "tcsh"]).expect(2);
}

#[cfg(unix)]
#[test]
fn bash_takes_its_script_and_completes_with_it() {
    let dir = TestDir::new();
    let script = dir.run(["completions", "bash"]).expect(0).stdout;
    let path = dir.write("ringcheck.bash", script);
    let Ok(checked) = Command::new("bash").arg("-n").arg(&path).output() else {
        return left_out("bash", "the script is not tried");
    };
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let ask = format!(
        ". '{}'; COMP_WORDS=(ringcheck tran); COMP_CWORD=1; _ringcheck ringcheck tran ringcheck; echo \"${{COMPREPLY[@]}}\"",
        path.display()
    );
    let completed = Command::new("bash").args(["-c", &ask]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&completed.stdout).trim(), "transcribe");
}

#[test]
fn there_is_a_page_for_every_command() {
    let dir = TestDir::new();
    dir.run(["man", "--out", "man1"]).expect(0);
    let page = |name: &str| fs_err::read_to_string(dir.path("man1").join(name)).unwrap();
    let first = page("ringcheck.1");
    assert_eq!(dir.run(["man"]).expect(0).stdout, first);
    for code in ["\\fB0\\fR", "\\fB1\\fR", "\\fB2\\fR", "\\fB130\\fR"] {
        assert!(first.contains(code), "{code} is not in the page:\n{first}");
    }
    // Every command of the help has its page, and is named on the first.
    let help = dir.run(["--help"]).expect(0).stdout;
    let commands = help.split("Commands:\n").nth(1).unwrap().lines().take_while(|line| !line.is_empty());
    // A line that goes on with what the one before says names none.
    let commands = commands.filter(|line| !line.starts_with("   "));
    let commands: Vec<&str> =
        commands.filter_map(|line| line.split_whitespace().next()).filter(|c| *c != "help").collect();
    assert!(commands.len() >= 12, "{commands:?}");
    for command in commands {
        assert!(first.contains(&format!("ringcheck\\-{command}")), "{command} is not on the first page");
        assert!(page(&format!("ringcheck-{command}.1")).contains("EXIT STATUS"));
    }
    assert!(page("ringcheck-score.1").contains("fail\\-under"));
    assert!(page("ringcheck-db-export.1").contains("ringcheck\\-db\\-export"));
    let Ok(rendered) =
        Command::new("groff").args(["-man", "-Tutf8", "-ww", "-z"]).arg(dir.path("man1/ringcheck.1")).output()
    else {
        return left_out("groff", "the page is not rendered");
    };
    assert_eq!(String::from_utf8_lossy(&rendered.stderr), "");
}

/// 130 is in `interrupt.rs`.
#[test]
fn exit_codes_are_as_documented() {
    let dir = TestDir::new();
    dir.copy(&fixture("transcripts/calls.jsonl"), "calls.jsonl");
    dir.run(["score", "--transcript", "calls.jsonl"]).expect(0);
    dir.run(["score", "--transcript", "--fail-under", "100", "calls.jsonl"]).expect(1);
    let broken = fixture("broken/empty.wav").display().to_string();
    let silent = calls().join("D07.flac").display().to_string();
    dir.run(["score", &silent, &broken]).expect(1);
    dir.run(["score", "--transcript", "missing.jsonl"]).expect(2);
    dir.run(["score", "--no-such-option"]).expect(2);
    dir.run(["score", "--rubric", "missing.toml", "--transcript", "calls.jsonl"]).expect(2);
}
