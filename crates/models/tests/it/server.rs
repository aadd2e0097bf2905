//! A tiny HTTP server on this machine, with the vices of real ones.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

/// How the server answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// With the file, or the range that was asked for.
    Ranges,
    /// With the whole file whatever was asked for.
    IgnoresRanges,
    /// With a range that starts elsewhere than was asked for.
    WrongRange,
    /// With ranges, but hangs up after this many bytes of the first answer.
    HangsUpOnceAfter(usize),
    /// With 416 to every range.
    RefusesRanges,
    /// With this status and a short text.
    Status(u16),
    /// With a web page.
    WebPage,
    /// With the file and no length.
    WithoutLength,
    /// With another address on the same server first.
    Redirects,
}

/// A running server; stops when dropped.
pub(crate) struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    is_stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(file: Vec<u8>, manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (requests, is_stopped) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (log, stop) = (Arc::clone(&requests), Arc::clone(&is_stopped));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                // A client that hangs up is its own business.
                let _ = answer(&stream.unwrap(), &file, manner, &log);
            }
        });
        Self { address, requests, is_stopped, thread: Some(thread) }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/models", self.address)
    }

    /// The requests so far: path, and range if one was asked for.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

fn answer(stream: &TcpStream, file: &[u8], manner: Manner, log: &Mutex<Vec<String>>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.set_write_timeout(Some(Duration::from_secs(5)))?;
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut range = None;
    for line in lines {
        let line = line?;
        if line.is_empty() {
            break;
        }
        if let Some(from) = line.to_ascii_lowercase().strip_prefix("range: bytes=") {
            range = from.trim_end_matches('-').parse::<usize>().ok();
        }
    }
    let n_before = {
        let mut log = log.lock().unwrap();
        log.push(range.map_or_else(|| path.clone(), |from| format!("{path} from {from}")));
        log.len() - 1
    };
    let mut out = stream;
    let total = file.len();
    match (manner, range) {
        (Manner::Status(status), _) => {
            write!(out, "HTTP/1.1 {status} No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
        }
        (Manner::WebPage, _) => {
            let page = "<html>log in</html>";
            let n = page.len();
            write!(
                out,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {n}\r\nConnection: close\r\n\r\n{page}"
            )
        }
        (Manner::Redirects, _) if !path.starts_with("/elsewhere") => {
            write!(
                out,
                "HTTP/1.1 302 Found\r\nLocation: /elsewhere{path}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
        }
        (_, Some(from)) if manner == Manner::RefusesRanges || manner == Manner::Ranges && from >= total => {
            write!(
                out,
                "HTTP/1.1 416 No\r\nContent-Range: bytes */{total}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
        }
        (Manner::WithoutLength, _) => {
            write!(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
            out.write_all(file)
        }
        (Manner::Ranges | Manner::HangsUpOnceAfter(_) | Manner::WrongRange | Manner::Redirects, Some(from))
            if from < total =>
        {
            let from = if manner == Manner::WrongRange { from / 2 } else { from };
            let (last, n) = (total - 1, total - from);
            write!(
                out,
                "HTTP/1.1 206 Partial\r\nContent-Range: bytes {from}-{last}/{total}\r\nContent-Length: {n}\r\nConnection: close\r\n\r\n"
            )?;
            out.write_all(&file[from..])
        }
        _ => {
            write!(out, "HTTP/1.1 200 OK\r\nContent-Length: {total}\r\nConnection: close\r\n\r\n")?;
            let end = match manner {
                Manner::HangsUpOnceAfter(n) if n_before == 0 => n,
                _ => total,
            };
            out.write_all(&file[..end])
        }
    }
}
