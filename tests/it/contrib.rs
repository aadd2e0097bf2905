//! The files in contrib/ that start unattended runs: well-formed, and with flags that there are.

use std::{collections::BTreeSet, path::PathBuf, process::Command};

use crate::harness::{TestDir, left_out, repository};

fn contrib(name: &str) -> (PathBuf, String) {
    let path = repository().join("contrib").join(name);
    let text = fs_err::read_to_string(&path).unwrap();
    (path, text)
}

const FILES: [(&str, &str); 5] = [
    ("systemd/ringcheck.service", "score"),
    ("systemd/ringcheck-watch.service", "watch"),
    ("cron/ringcheck", "score"),
    ("launchd/com.ringcheck.score.plist", "score"),
    ("windows/ringcheck-score.xml", "score"),
];

/// The lines of a file that are no comments, which XML has between `<!--` and `-->`.
fn without_comments(text: &str) -> String {
    let mut rest = String::new();
    for (number, part) in text.split("<!--").enumerate() {
        rest.push_str(if number == 0 { part } else { part.split_once("-->").unwrap().1 });
    }
    rest.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n")
}

fn flags(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_flag = |word: &&str| word.strip_prefix("--").is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    text.split(|c| !is_part(c)).filter(is_flag).map(str::to_owned).collect()
}

#[test]
fn every_command_and_flag_in_them_exists() {
    let dir = TestDir::new();
    for (name, command) in FILES {
        let text = without_comments(&contrib(name).1);
        let known = flags(&dir.run([command, "--help"]).expect(0).stdout);
        let used = flags(&text);
        let unknown: Vec<_> = used.difference(&known).collect();
        assert!(unknown.is_empty(), "{name} uses {unknown:?}, which `ringcheck {command}` does not know");
        // What stands between the program and its first argument, as far as it is form.
        let form = ["exe", "string", "Command", "Arguments"];
        let is_word = |word: &&str| !word.is_empty() && !form.contains(word);
        let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(is_word).collect();
        assert!(words.windows(2).any(|pair| pair == ["ringcheck", command]), "{name} does not start it: {words:?}");
        assert_eq!(used.contains("--day"), command == "score", "{name}");
    }
}

/// The table on stdout has words of calls: it goes into no journal and no log. What a run says of itself does.
#[test]
fn no_words_of_calls_are_logged() {
    for unit in ["ringcheck.service", "ringcheck-watch.service"] {
        let (_, text) = contrib(&format!("systemd/{unit}"));
        // Without the second line stderr would go where stdout goes.
        for setting in ["StandardOutput=null", "StandardError=journal"] {
            assert!(text.lines().any(|line| line == setting), "{unit} lacks {setting}");
        }
    }
    let cron = without_comments(&contrib("cron/ringcheck").1);
    assert!(cron.contains(">/dev/null 2>>\"$LOG\""), "{cron}");
    assert!(cron.contains("* * * umask 077; "), "{cron}");
    let plist = without_comments(&contrib("launchd/com.ringcheck.score.plist").1);
    assert!(plist.contains("StandardErrorPath") && !plist.contains("StandardOutPath"), "{plist}");
}

/// A watch that could not start for something that passes is started again.
#[test]
fn no_exit_code_keeps_a_watch_from_being_started_again() {
    let watch = without_comments(&contrib("systemd/ringcheck-watch.service").1);
    assert!(watch.contains("Restart=on-failure") && !watch.contains("RestartPreventExitStatus"), "{watch}");
}

/// The page shows commands too.
#[test]
fn every_flag_on_the_page_exists() {
    let dir = TestDir::new();
    let page = fs_err::read_to_string(repository().join("docs/schedule.md")).unwrap();
    let known: BTreeSet<String> =
        ["score", "watch"].iter().flat_map(|command| flags(&dir.run([command, "--help"]).expect(0).stdout)).collect();
    // Of other programs.
    let foreign = ["--system", "--home-dir", "--shell", "--now", "--failed"].map(str::to_owned);
    let unknown: Vec<String> =
        flags(&page).into_iter().filter(|f| !known.contains(f) && !foreign.contains(f)).collect();
    assert_eq!(unknown, Vec::<String>::new());
}

#[test]
fn property_list_and_task_are_well_formed() {
    let (_, plist) = contrib("launchd/com.ringcheck.score.plist");
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    let plist = roxmltree::Document::parse_with_options(&plist, options).unwrap();
    let dict = plist.root_element().first_element_child().unwrap();
    // In a dictionary of a property list each key is followed by its value.
    let names: Vec<&str> = dict.children().filter(roxmltree::Node::is_element).map(|n| n.tag_name().name()).collect();
    assert!(names.len().is_multiple_of(2) && names.iter().step_by(2).all(|name| *name == "key"), "{names:?}");
    assert!(names.iter().skip(1).step_by(2).all(|name| *name != "key"), "{names:?}");

    let (_, task) = contrib("windows/ringcheck-score.xml");
    assert!(task.is_ascii(), "the Task Scheduler takes what is not ASCII for another encoding");
    let task = roxmltree::Document::parse(&task).unwrap();
    let of_task = |name: &str| task.descendants().find(|node| node.tag_name().name() == name).unwrap().text();
    assert_eq!(of_task("StartWhenAvailable"), Some("true"));
    assert_eq!(of_task("ExecutionTimeLimit"), Some("PT0S"), "a run takes as long as it takes");
}

#[test]
fn units_have_sections_and_settings_and_systemd_takes_them() {
    for name in ["ringcheck.service", "ringcheck.timer", "ringcheck-watch.service"] {
        let (path, text) = contrib(&format!("systemd/{name}"));
        let mut section = "";
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(begun) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                section = begun;
                continue;
            }
            let (setting, _) = line.split_once('=').unwrap_or_else(|| panic!("{name}: `{line}` is no setting"));
            assert!(!section.is_empty() && setting.chars().all(char::is_alphanumeric), "{name}: {line}");
        }
        if name != "ringcheck.timer" {
            for setting in ["PrivateNetwork=yes", "ProtectSystem=strict", "UMask=0077", "NoNewPrivileges=yes"] {
                assert!(text.lines().any(|line| line == setting), "{name} lacks {setting}");
            }
        }
        // Where systemd is at hand it has the last word; that the program is not installed is no fault of the unit.
        let Ok(verified) = Command::new("systemd-analyze").arg("verify").arg(&path).output() else {
            left_out("systemd-analyze", &format!("systemd is not asked about {name}"));
            continue;
        };
        let said = String::from_utf8_lossy(&verified.stderr).into_owned();
        let of_units = ["is not executable: No such file or directory", "man ringcheck(1)"];
        let wrong: Vec<&str> = said
            .lines()
            .filter(|line| line.contains("ringcheck") && !of_units.iter().any(|known| line.contains(known)))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
