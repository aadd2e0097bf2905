//! A server on this machine that answers every question with what a test gives it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use serde_json::{Value, json};

/// A client that is silent for this long is given up.
const SILENCE: Duration = Duration::from_secs(30);

/// How a question is answered.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// As a chat endpoint does, with this content.
    Says(String),
    /// With a status, further headers and a body.
    Http(u16, &'static str, String),
    /// By nothing, until the test ends.
    Silence,
}

/// A running server; it ends when dropped.
pub(crate) struct Mock {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Value>>>,
    is_stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Mock {
    /// Answers each question as `reply` says of its body.
    pub(crate) fn start(reply: impl Fn(&Value) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (asked, is_stopped) = (Arc::default(), Arc::new(AtomicBool::new(false)));
        let (log, stop) = (Arc::clone(&asked), Arc::clone(&is_stopped));
        let thread = std::thread::spawn(move || {
            let mut unanswered = Vec::new();
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                // A client that hangs up is its own business.
                if let Ok(Some(silent)) = answer(stream.unwrap(), &reply, &log) {
                    unanswered.push(silent);
                }
            }
        });
        Self { address, asked, is_stopped, thread: Some(thread) }
    }

    /// Answers every question with `content`.
    pub(crate) fn says(content: &str) -> Self {
        let content = content.to_owned();
        Self::start(move |_| Reply::Says(content.clone()))
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The bodies of the questions so far.
    pub(crate) fn asked(&self) -> Vec<Value> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.is_stopped.store(true, Ordering::SeqCst);
        // Wakes the thread, which waits for a client.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Answers one question; the connection comes back where nothing is answered.
fn answer(
    stream: TcpStream,
    reply: &impl Fn(&Value) -> Reply,
    asked: &Mutex<Vec<Value>>,
) -> std::io::Result<Option<TcpStream>> {
    stream.set_read_timeout(Some(SILENCE))?;
    let mut reader = BufReader::new(&stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line == "\r\n" {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    asked.lock().unwrap().push(body.clone());
    let (status, headers, body) = match reply(&body) {
        Reply::Silence => return Ok(Some(stream)),
        Reply::Http(status, headers, body) => (status, headers, body),
        Reply::Says(content) => {
            let message = json!({"role": "assistant", "content": content});
            (200, "", json!({"choices": [{"index": 0, "message": message}]}).to_string())
        }
    };
    let length = body.len();
    write!(&stream, "HTTP/1.1 {status} X\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}")?;
    Ok(None)
}
