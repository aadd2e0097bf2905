//! One question to one server.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use serde::Deserialize;
use serde_json::{Value, json};
use ureq::{
    Agent,
    http::{StatusCode, Uri, header},
    unversioned::{resolver::DefaultResolver, transport::DefaultConnector},
};

use crate::{
    EndpointError, Reach,
    address::{GuardedResolver, endpoint_of},
    question::ROLE,
};

/// More than this is no answer to a question of ours.
const MAX_ANSWER_BYTES: u64 = 1 << 20;

/// Room for the three keys with a quote of a long sentence.
const MAX_ANSWER_TOKENS: u32 = 120;

/// Whom to ask, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientOptions {
    /// The server's address, that of its API (`…/v1`), or that of its chat endpoint.
    pub url: String,
    /// The model's name, as the server knows it.
    pub model: String,
    /// How long an answer may take in all.
    pub timeout: Duration,
    /// Which machines may be asked.
    pub reach: Reach,
}

/// Asks a server with an OpenAI-compatible chat endpoint.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    endpoint: Uri,
    model: String,
    /// How the server takes the form of the answer: an index into [`answer_forms`].
    form: AtomicUsize,
}

/// Why there is no answer. Holds no word of a call.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Nobody can be reached there.
    #[error("the server cannot be reached")]
    Unreachable(#[source] Box<ureq::Error>),
    /// No answer came in time.
    #[error("no answer came in time")]
    TimedOut,
    /// The server sends the question elsewhere.
    #[error("the server redirects to another address, which is not followed")]
    Redirected,
    /// The server refuses.
    #[error("the server answers with status {0}")]
    Status(u16),
    /// What came is no answer of a chat endpoint.
    #[error("what came is not the answer of a chat endpoint")]
    NoChat,
}

impl AskError {
    /// Whether the next question would fare the same: nobody is there, or takes too long.
    #[must_use]
    pub const fn concerns_the_server(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::TimedOut | Self::Redirected)
    }
}

/// What of an answer is read.
#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    content: String,
}

impl Client {
    /// A client for the server of `options`, which is not asked anything yet.
    pub fn new(options: ClientOptions) -> Result<Self, EndpointError> {
        let ClientOptions { url, model, timeout, reach } = options;
        let endpoint = endpoint_of(&url, reach)?;
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(timeout))
            .user_agent(concat!("ringcheck/", env!("CARGO_PKG_VERSION")));
        if reach == Reach::Loopback {
            // A proxy would be another machine.
            config = config.proxy(None);
        }
        let resolver = GuardedResolver { reach, inner: DefaultResolver::default() };
        let agent = Agent::with_parts(config.build(), DefaultConnector::default(), resolver);
        Ok(Self { agent, endpoint, model, form: AtomicUsize::new(0) })
    }

    /// The model's name.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.model
    }

    /// What the model says to `prompt`, as it comes.
    pub fn ask(&self, prompt: &str) -> Result<String, AskError> {
        let forms = answer_forms();
        let first = self.form.load(Ordering::Relaxed);
        let mut refused = AskError::NoChat;
        for (idx, form) in forms.iter().enumerate().skip(first) {
            match self.ask_in_form(prompt, form.as_ref()) {
                // Not every server knows every way to ask for JSON.
                Err(AskError::Status(status @ (400 | 422))) => refused = AskError::Status(status),
                answer => {
                    if answer.is_ok() {
                        self.form.store(idx, Ordering::Relaxed);
                    }
                    return answer;
                }
            }
        }
        Err(refused)
    }

    fn ask_in_form(&self, prompt: &str, form: Option<&Value>) -> Result<String, AskError> {
        let mut body = json!({
            "model": self.model,
            "messages": [{"role": "system", "content": ROLE}, {"role": "user", "content": prompt}],
            "temperature": 0,
            "seed": 1,
            "max_tokens": MAX_ANSWER_TOKENS,
            "stream": false,
        });
        if let (Some(form), Some(fields)) = (form, body.as_object_mut()) {
            fields.insert("response_format".to_owned(), form.clone());
        }
        let request = self.agent.post(&self.endpoint).header(header::CONTENT_TYPE, "application/json");
        let mut response = request.send(body.to_string()).map_err(ask_error)?;
        let status = response.status();
        if status.is_redirection() {
            return Err(AskError::Redirected);
        }
        if status != StatusCode::OK {
            return Err(AskError::Status(status.as_u16()));
        }
        let bytes = response.body_mut().with_config().limit(MAX_ANSWER_BYTES).read_to_vec().map_err(ask_error)?;
        let completion: Completion = serde_json::from_slice(&bytes).map_err(|_| AskError::NoChat)?;
        completion.choices.into_iter().next().map(|choice| choice.message.content).ok_or(AskError::NoChat)
    }
}

/// The ways to ask for JSON: the one that most local servers know, OpenAI's, and none.
///
/// llama-cpp-python takes a schema with the first and fails on the second; LM Studio refuses the first.
fn answer_forms() -> [Option<Value>; 3] {
    let schema = json!({
        "type": "object",
        "properties": {
            "verdict": {"type": "string", "enum": ["pass", "fail"]},
            "quote": {"type": "string"},
            "turn": {"type": "integer"},
        },
        "required": ["verdict", "quote", "turn"],
        "additionalProperties": false,
    });
    let strict = json!({"name": "verdict", "strict": true, "schema": schema});
    [
        Some(json!({"type": "json_object", "schema": schema})),
        Some(json!({"type": "json_schema", "json_schema": strict})),
        None,
    ]
}

fn ask_error(error: ureq::Error) -> AskError {
    match error {
        ureq::Error::Timeout(_) => AskError::TimedOut,
        ureq::Error::RedirectFailed | ureq::Error::TooManyRedirects => AskError::Redirected,
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => AskError::TimedOut,
        ureq::Error::BodyExceedsLimit(_) => AskError::NoChat,
        error => AskError::Unreachable(Box::new(error)),
    }
}
