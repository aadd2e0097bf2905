//! Asking a server that does what it should, and ones that do not.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

mod mock;

use std::time::{Duration, Instant};

use mock::{Mock, Reply};
use ringcheck_opinion::{AskError, Client, ClientOptions, Reach};

fn client(url: &str) -> Client {
    let timeout = Duration::from_secs(10);
    Client::new(ClientOptions { url: url.to_owned(), model: "small".to_owned(), timeout, reach: Reach::Loopback })
        .unwrap()
}

fn replying(status: u16, headers: &'static str, body: &str) -> Mock {
    let body = body.to_owned();
    Mock::start(move |_| Reply::Http(status, headers, body.clone()))
}

#[test]
fn a_question_is_asked_once_with_model_and_prompt_and_without_chance() {
    let server = Mock::says("{}");
    assert_eq!(client(&server.url()).ask("Is it so?").unwrap(), "{}");
    let asked = server.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0]["model"], "small");
    assert_eq!(asked[0]["temperature"], 0);
    assert_eq!(asked[0]["messages"][1]["content"], "Is it so?");
    assert_eq!(asked[0]["response_format"]["type"], "json_object");
}

#[test]
fn a_server_that_knows_no_schema_is_asked_more_plainly_and_that_is_remembered() {
    let server = Mock::start(|body| match body["response_format"]["type"].as_str() {
        None => Reply::Says("plain".to_owned()),
        Some(_) => Reply::Http(422, "", "{\"detail\":\"no such format\"}".to_owned()),
    });
    let client = client(&server.url());
    assert_eq!(client.ask("Is it so?").unwrap(), "plain");
    assert_eq!(server.asked().len(), 3);
    assert_eq!(client.ask("Is it so?").unwrap(), "plain");
    assert_eq!(server.asked().len(), 4);
}

#[test]
fn a_question_that_is_refused_in_every_form_is_an_error_with_its_status() {
    let server = replying(400, "", "{\"error\":\"context length exceeded\"}");
    let client = client(&server.url());
    assert!(matches!(client.ask("?"), Err(AskError::Status(400))));
    // The next question is asked in the best form again: it may be short enough.
    assert!(client.ask("?").is_err());
    assert_eq!(server.asked()[3]["response_format"]["type"], "json_object");
}

#[test]
fn a_server_error_is_an_error() {
    let server = replying(500, "", "oops");
    let error = client(&server.url()).ask("?").unwrap_err();
    assert!(matches!(error, AskError::Status(500)), "{error:?}");
    assert!(!error.concerns_the_server());
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn what_is_no_chat_answer_is_an_error() {
    for body in ["<html>hello</html>", "{}", r#"{"choices":[]}"#, r#"{"choices":[{"message":{"content":null}}]}"#] {
        let server = replying(200, "Content-Type: application/json\r\n", body);
        let error = client(&server.url()).ask("?").unwrap_err();
        assert!(matches!(error, AskError::NoChat), "{body}: {error:?}");
    }
}

#[test]
fn an_endless_answer_is_cut_short() {
    let content = "a".repeat(2 << 20);
    let server = Mock::says(&content);
    assert!(matches!(client(&server.url()).ask("?"), Err(AskError::NoChat)));
}

#[test]
fn a_silent_server_is_given_up_in_time() {
    let server = Mock::start(|_| Reply::Silence);
    let options = ClientOptions {
        url: server.url(),
        model: "small".to_owned(),
        timeout: Duration::from_millis(300),
        reach: Reach::Loopback,
    };
    let started = Instant::now();
    let error = Client::new(options).unwrap().ask("?").unwrap_err();
    assert!(matches!(error, AskError::TimedOut) && error.concerns_the_server(), "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Mock::says("{}");
    for status in [301, 302, 303, 307, 308] {
        let location: &'static str = format!("Location: {}/chat/completions\r\n", elsewhere.url()).leak();
        let server = replying(status, location, "");
        let error = client(&server.url()).ask("?").unwrap_err();
        assert!(matches!(error, AskError::Redirected), "{status}: {error:?}");
    }
    assert_eq!(elsewhere.asked().len(), 0);
}

#[test]
fn nobody_there_is_an_error() {
    let server = Mock::says("{}");
    let url = server.url();
    drop(server);
    let error = client(&url).ask("?").unwrap_err();
    assert!(matches!(error, AskError::Unreachable(_)) && error.concerns_the_server(), "{error:?}");
}

#[test]
fn another_machine_is_refused_before_anything_is_sent() {
    let options = |reach| ClientOptions {
        url: "http://192.0.2.7:8000/v1".to_owned(),
        model: "small".to_owned(),
        timeout: Duration::from_secs(1),
        reach,
    };
    let error = Client::new(options(Reach::Loopback)).unwrap_err();
    assert_eq!(error.to_string(), "the second opinion's address `http://192.0.2.7:8000/v1` cannot be used");
    assert_eq!(
        std::error::Error::source(&error).unwrap().to_string(),
        "it is not on this machine: it stands for 192.0.2.7"
    );
    assert!(Client::new(options(Reach::Anywhere)).is_ok());
}
