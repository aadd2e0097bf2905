//! Whatever a name, a quote or a file name holds, a page stays a page.

use proptest::prelude::*;
use ringcheck_call::{LeadWords, Side};
use ringcheck_report::{Report, ReportOptions, html, markdown, text};

use crate::firm::{options, report, said, week};

/// A report in which everything that others wrote is `words`.
fn written(words: &str) -> Report {
    let mut calls = week();
    for call in &mut calls {
        call.file_name = Some(words.to_owned());
        call.agent_name = Some(words.to_owned());
        words.clone_into(&mut call.call_id);
        if let Some(number) = &mut call.caller_number {
            words.clone_into(number);
        }
        for (id, _) in &mut call.verdicts {
            // The criteria of the figures keep their ids; one is the rubric's own.
            if id == "courtesy" {
                words.clone_into(id);
            }
        }
    }
    let options = ReportOptions {
        title: words.to_owned(),
        agent_name: Some(words.to_owned()),
        db: Some(words.to_owned()),
        ..options()
    };
    let mut report = report(options, &calls);
    let told = LeadWords {
        wanted: Some(said(Side::Caller, words, 1_000)),
        quote: Some(said(Side::Business, words, 2_000)),
        rationale: words.to_owned(),
    };
    report.tell_leads(vec![told; report.leads.len()]);
    report
}

/// The body as XML, which the page's HTML is as well: every element is closed.
#[track_caller]
fn body(page: &str) -> String {
    let from = page.find("<body>").unwrap();
    let to = page.find("</body>").unwrap() + "</body>".len();
    page[from..to].to_owned()
}

fn elements(page: &str) -> Vec<String> {
    let body = body(page);
    let document = roxmltree::Document::parse(&body).unwrap_or_else(|error| panic!("{error}:\n{body}"));
    let nodes = document.descendants().filter(roxmltree::Node::is_element);
    nodes
        .map(|node| {
            let attributes: Vec<_> = node.attributes().map(|a| a.name().to_owned()).collect();
            format!("{} {}", node.tag_name().name(), attributes.join(" "))
        })
        .collect()
}

const WORST: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</q></style><style>body{display:none}",
    "&lt;b&gt; &amp; ]]> <!-- ",
    "'; rm -rf ~; '",
    "a\u{1b}[31m\u{0}\u{202e}\u{ffff}b",
    "`x` | **y** [z](javascript:alert(1)) \n# w",
    "javascript:alert(1)",
];

#[test]
fn a_page_is_the_same_whatever_is_written_in_it() {
    let expected = elements(&html(&written("plain words")));
    for words in WORST {
        let page = html(&written(words));
        assert_eq!(elements(&page), expected, "{words}");
        for forbidden in ["<script", "<img", "onerror=\"", "\u{1b}", "\u{0}", "\u{202e}"] {
            assert!(!page.contains(forbidden), "{words}: {forbidden}");
        }
        let report = written(words);
        assert!(!text(&report).contains(['\u{1b}', '\u{0}', '\u{202e}']));
        let mut marked = markdown(&report);
        // What is in a code span is shown as it is.
        for command in report.leads.iter().map(|lead| &lead.command).chain([&report.review_command]) {
            marked = marked.replace(command, "");
        }
        let marked = marked.replace("\\<", "");
        assert!(!marked.contains("<script") && !marked.contains("<img") && !marked.contains("\n# w"), "{marked}");
    }
}

#[test]
fn what_is_written_can_be_read_on_the_page() {
    let page = body(&html(&written("a < b & \"c\"")));
    let document = roxmltree::Document::parse(&page).unwrap();
    let read: String = document.descendants().filter_map(|node| node.text()).collect();
    assert!(read.contains("a < b & \"c\""));
}

#[test]
fn the_page_needs_nothing_besides_itself() {
    let page = html(&written("plain words"));
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"));
    assert!(page.contains("default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
    for forbidden in ["<script", "<link", "<iframe", "<img", "src=", "url(", "@import", "http:", "https:"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_text(words in "\\PC{0,40}|[<>&\"'`=/ a-z\\x00-\\x1f\u{80}-\u{9f}\u{fff0}-\u{ffff}-]{1,40}") {
        prop_assume!(!words.is_empty());
        prop_assume!(words.chars().filter(char::is_ascii_digit).count() < 7);
        prop_assume!(!words.trim().is_empty());
        let page = html(&written(&words));
        prop_assert_eq!(elements(&page), elements(&html(&written("plain words"))));
    }
}
