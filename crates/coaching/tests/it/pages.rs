//! The pages of a pack: what they say, what they must not let through, and that they load nothing.

use base64::Engine as _;
use ringcheck_call::{Agent, Probability, Subject, Verdict};
use ringcheck_coaching::{
    GoodExample, GoodQuote, Instead, Outcome, PACK_SCHEMA, Pack, PackCall, PackClip, PackFigure, PackHead, PackMark,
    PackPerson, PackQuote, PackTurn, QuoteKind, RubricWords, SCRIPT, SCRIPT_SHA256, call_html, call_markdown,
    cover_html, playlist,
};
use ringcheck_report::Share;
use ringcheck_statistics::Proportion;
use sha2::{Digest as _, Sha256};

fn dana() -> Agent {
    Agent { name: Some("Dana Ortiz".to_owned()), extension: None }
}

fn words() -> RubricWords {
    RubricWords {
        title: "Asks for the next step".to_owned(),
        question: "Does an agent ask for a visit, an appointment, an order or a payment?".to_owned(),
        counts: vec![],
    }
}

fn turn(speaker: &'static str, start_ms: u64, end_ms: u64, text: &str, mark: Option<&str>) -> PackTurn {
    let place = |mark: &str| text.find(mark).map(|at| (at, at + mark.len())).unwrap();
    let marks =
        mark.map(place).map(|(start, end)| PackMark { start, end, start_ms: Some(30_000) }).into_iter().collect();
    PackTurn { speaker, start_ms: Some(start_ms), end_ms: Some(end_ms), text: text.to_owned(), marks }
}

fn clip(stem: &str, start_ms: u64, end_ms: u64) -> PackClip {
    PackClip { stem: stem.to_owned(), start_ms, end_ms, silenced: vec![(31_000, 32_000)] }
}

fn pack() -> Pack {
    let missed = Share { decided: Proportion { hits: 4, trials: 5 }, undetermined: 1 };
    let call = PackCall {
        number: 1,
        stem: "01-close-attempt".to_owned(),
        call_id: "abc".to_owned(),
        scorecard: 2,
        agent: dana(),
        file_name: Some("20261118-090000.wav".to_owned()),
        started: Some("2026-11-18 09:00".to_owned()),
        percent: Some(40.0),
        criterion: "close_attempt".to_owned(),
        words: words(),
        verdict: Verdict::Fail,
        confidence: Probability::new(0.93),
        rationale: "No visit was proposed.".to_owned(),
        person: None,
        quotes: vec![PackQuote {
            kind: QuoteKind::Nearest,
            turn: 2,
            speaker: "Agent",
            start_ms: Some(30_000),
            end_ms: Some(32_000),
            quote: "somebody could call you back".to_owned(),
            why: Some("what was promised has no agreed time".to_owned()),
        }],
        clips: vec![clip("01-close-attempt", 25_000, 37_000)],
        no_clip: None,
        turns: vec![
            turn("Agent", 4000, 7000, "Fulton Computer Care, this is Dana.", None),
            turn("Caller", 20_000, 26_500, "Our server is down.", None),
            turn(
                "Agent",
                29_000,
                33_000,
                "Well, somebody could call you back, I guess.",
                Some("somebody could call you back"),
            ),
        ],
        instead: Instead::Said(Box::new(GoodExample {
            who: "a colleague".to_owned(),
            note: None,
            quotes: vec![GoodQuote {
                before: Some(("Caller".to_owned(), "Can you help?".to_owned())),
                quote: "I can be there at three".to_owned(),
                start_ms: Some(15_000),
            }],
            clips: vec![clip("good-1", 10_000, 21_000)],
            no_clip: None,
            call_id: None,
        })),
    };
    let mute = PackCall {
        number: 2,
        stem: "02-close-attempt".to_owned(),
        call_id: "def".to_owned(),
        clips: vec![],
        no_clip: Some("the recording cannot be read any more".to_owned()),
        quotes: vec![],
        instead: Instead::Rubric,
        words: RubricWords { counts: vec!["shall I book you in".to_owned()], ..words() },
        ..call.clone()
    };
    Pack {
        schema: PACK_SCHEMA,
        id: "0123456789abcdef".to_owned(),
        title: "Coaching: Dana Ortiz".to_owned(),
        made_at: "2026-11-22T13:30:00-06:00".to_owned(),
        period: "November 15 to 21, 2026".to_owned(),
        outcome: None,
        subjects: vec![Subject { agent: dana(), criterion: "close_attempt".to_owned() }],
        figures: vec![PackFigure {
            agent: dana(),
            calls: 6,
            passed: Proportion { hits: 2, trials: 6 },
            criterion: "close_attempt".to_owned(),
            words: words(),
            missed,
            is_repeated: true,
        }],
        calls: vec![call, mute],
        done_command: "ringcheck coach done 0123456789abcdef --date today".to_owned(),
        files: vec!["index.html".to_owned()],
    }
}

/// The page without its styles and scripts, which are files of their own.
fn bare(page: &str) -> String {
    let cut = |page: &str, tag: &str| {
        let from = page.find(&format!("<{tag}>"));
        let to = page.find(&format!("</{tag}>"));
        match (from, to) {
            (Some(from), Some(to)) => format!("{}<{tag}>{}", &page[..from], &page[to..]),
            _ => page.to_owned(),
        }
    };
    cut(&cut(page, "style"), "script").replace("><", ">\n<")
}

#[test]
fn pages_are_as_they_were_looked_at() {
    let pack = pack();
    insta::assert_snapshot!("cover", bare(&cover_html(&pack)));
    insta::assert_snapshot!("call", bare(&call_html(&pack, &pack.calls[0])));
    insta::assert_snapshot!("call_markdown", call_markdown(&pack, &pack.calls[0]));
    insta::assert_snapshot!("call_without_sound", call_markdown(&pack, &pack.calls[1]));
    insta::assert_snapshot!("playlist", playlist(&pack));
}

#[test]
fn the_script_is_the_one_that_the_page_allows() {
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(SCRIPT));
    assert_eq!(hash, SCRIPT_SHA256, "set SCRIPT_SHA256 to this");
    let page = call_html(&pack(), &pack().calls[0]);
    assert!(page.contains(&format!("<script>{SCRIPT}</script>")), "not a byte may differ");
    assert!(
        page.contains(&format!("script-src &#39;sha256-{hash}&#39;"))
            || page.contains(&format!("script-src 'sha256-{hash}'"))
    );
    assert!(!cover_html(&pack()).contains("<script"));
}

#[test]
fn what_others_said_and_wrote_is_text_and_nothing_else() {
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)> \"' & | [a](javascript:b) \u{202e}";
    let mut pack = pack();
    for text in [&mut pack.title, &mut pack.period, &mut pack.done_command, &mut pack.made_at] {
        *text = evil.to_owned();
    }
    pack.figures[0].words.question = evil.to_owned();
    pack.figures[0].words.title = evil.to_owned();
    pack.figures[0].agent.name = Some(evil.to_owned());
    for call in &mut pack.calls {
        call.rationale = evil.to_owned();
        call.person = Some(PackPerson { reviewer: evil.to_owned(), reason: Some(evil.to_owned()) });
        call.file_name = Some(evil.to_owned());
        call.started = Some(evil.to_owned());
        call.agent.name = Some(evil.to_owned());
        call.words = RubricWords { title: evil.to_owned(), question: evil.to_owned(), counts: vec![evil.to_owned()] };
        call.no_clip = Some(evil.to_owned());
        for quote in &mut call.quotes {
            quote.quote = evil.to_owned();
            quote.why = Some(evil.to_owned());
        }
        for turn in &mut call.turns {
            turn.text = evil.to_owned();
            turn.marks = vec![PackMark { start: 0, end: 9, start_ms: Some(30_000) }];
        }
        if let Instead::Said(example) = &mut call.instead {
            example.who = evil.to_owned();
            example.note = Some(evil.to_owned());
            example.quotes[0].quote = evil.to_owned();
            example.quotes[0].before = Some((evil.to_owned(), evil.to_owned()));
        }
    }
    let mut pages = vec![cover_html(&pack)];
    pages.extend(pack.calls.iter().map(|call| call_html(&pack, call)));
    for (number, page) in pages.iter().enumerate() {
        assert!(!page.contains("<img") && !page.contains("<script>alert") && !page.contains('\u{202e}'), "{page}");
        assert_eq!(page.matches("<script>").count(), usize::from(number > 0), "{page}");
    }
    for call in &pack.calls {
        let page = call_markdown(&pack, call);
        // What a backslash stands before is text.
        let raw = page.replace("<mark>", "").replace("</mark>", "").replace("\\<", "").replace("\\[", "");
        assert!(!raw.contains("<script") && !raw.contains("[a](") && !raw.contains("<img"), "{page}");
    }
    assert!(!playlist(&pack).contains('\u{202e}'));
}

#[test]
fn a_page_loads_nothing_but_the_clips_beside_it() {
    let pack = pack();
    for page in [cover_html(&pack), call_html(&pack, &pack.calls[0])] {
        assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"));
        assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("@import"), "{page}");
        for part in page.split("src=\"").skip(1) {
            let src = part.split('"').next().unwrap();
            assert!(["opus", "wav"].contains(&src.rsplit('.').next().unwrap()), "{src}");
            assert!(!src.contains('/'), "{src}");
        }
    }
}

#[test]
fn a_click_goes_to_the_words_within_the_clip() {
    let pack = pack();
    let page = call_html(&pack, &pack.calls[0]);
    // The words begin at 0:30 of the call, which is 5 s into the clip.
    assert!(page.contains("data-clip=\"clip-1\" data-at=\"5.000\""), "{page}");
    // The turn that the clip cuts plays from the clip's beginning; the one before it cannot be heard.
    assert!(page.contains("<li data-clip=\"clip-1\" data-at=\"0.000\" data-to=\"1.500\">"), "{page}");
    assert_eq!(page.matches("<li data-clip").count(), 2);
    assert!(page.contains("href=\"01-close-attempt.opus#t=4.000\""), "works without the script");
    assert!(page.contains("data-clip=\"good-1\" data-at=\"5.000\""));
}

#[test]
fn a_click_on_marked_words_plays_these_words() {
    let mut pack = pack();
    let call = &mut pack.calls[0];
    // What came nearest is said again in another turn, which decided, and is marked there.
    call.quotes.insert(0, PackQuote { turn: 0, start_ms: Some(4000), ..call.quotes[0].clone() });
    call.quotes[0].quote = "call".to_owned();
    let page = call_html(&pack, &pack.calls[0]);
    let marked = page.split("<mark>").nth(1).unwrap();
    assert!(marked.contains("data-at=\"5.000\"") && marked.starts_with("<a"), "{marked}");
}

#[test]
fn a_page_says_that_a_person_decided() {
    let mut pack = pack();
    let person = PackPerson { reviewer: "Morgan".to_owned(), reason: Some("She never asked".to_owned()) };
    pack.calls[0].person = Some(person);
    let page = call_html(&pack, &pack.calls[0]);
    let told = "(decided by Morgan): “She never asked”. The scorecard had said: No visit was proposed.";
    assert!(page.contains(told) && !page.contains("% sure"), "{page}");
    pack.calls[0].person = Some(PackPerson { reviewer: "Morgan".to_owned(), reason: None });
    let page = call_markdown(&pack, &pack.calls[0]);
    assert!(page.contains("No \\(decided by Morgan\\). The") || page.contains("No (decided by Morgan). The"), "{page}");
}

#[test]
fn a_cover_sheet_says_what_has_no_call_and_links_no_empty_playlist() {
    let mut pack = pack();
    pack.figures.push(PackFigure { criterion: "greeting".to_owned(), ..pack.figures[0].clone() });
    let page = cover_html(&pack);
    assert_eq!(page.matches("No call of this pack was taken for it.").count(), 1, "{page}");
    assert!(page.contains("playlist.m3u8"));
    // What was never missed is told, and is nothing to practise.
    let never = Share { decided: Proportion { hits: 0, trials: 5 }, undetermined: 0 };
    pack.figures.push(PackFigure { criterion: "courtesy".to_owned(), missed: never, ..pack.figures[0].clone() });
    pack.figures[2].words.title = "Stays polite".to_owned();
    let page = cover_html(&pack);
    assert_eq!(page.matches("Stays polite").count(), 1, "{page}");
    assert!(page.find("How it went so far") < page.find("Stays polite"), "{page}");
    for call in &mut pack.calls {
        (call.clips, call.instead) = (vec![], Instead::Nothing);
    }
    assert!(!cover_html(&pack).contains("playlist.m3u8"));
}

#[test]
fn a_pack_of_an_outcome_says_so_in_a_sentence() {
    let mut pack = pack();
    pack.outcome = Some(Outcome::Booked);
    assert!(cover_html(&pack).contains("2 calls of prospects who were asked for a commitment and agreed."));
    pack.calls.truncate(1);
    assert!(cover_html(&pack).contains("One call of a prospect who was asked for a commitment and agreed."));
    pack.outcome = None;
    assert!(cover_html(&pack).contains("One call to listen to."));
}

#[test]
fn what_done_needs_is_read_back_and_nothing_else_is_a_pack() {
    let pack = pack();
    let head = PackHead::read(&serde_json::to_string(&pack).unwrap()).unwrap();
    assert_eq!((head.id.as_str(), head.subjects), ("0123456789abcdef", pack.subjects.clone()));
    let other = serde_json::to_string(&Pack { schema: "ringcheck.pack/2", ..pack }).unwrap();
    assert!(PackHead::read(&other).unwrap_err().to_string().contains("ringcheck.pack/2"));
    assert!(PackHead::read("{}").is_err() && PackHead::read("no").is_err());
}

#[test]
fn pages_are_well_formed() {
    let pack = pack();
    for page in [cover_html(&pack), call_html(&pack, &pack.calls[0]), call_html(&pack, &pack.calls[1])] {
        // HTML leaves the ends of some tags out; with those put in it is XML.
        let mut xml = bare(&page).replace("<!DOCTYPE html>", "").replace(" controls ", " controls=\"\" ");
        for tag in ["meta", "source"] {
            let mut parts = xml.split(&format!("<{tag} ")).map(str::to_owned).collect::<Vec<_>>();
            for part in parts.iter_mut().skip(1) {
                *part = part.replacen('>', "/>", 1);
            }
            xml = parts.join(&format!("<{tag} "));
        }
        roxmltree::Document::parse(&xml).unwrap_or_else(|error| panic!("{error}: {xml}"));
    }
}
