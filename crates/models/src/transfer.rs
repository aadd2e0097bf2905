//! Moving a model's bytes from its source into a partial file, going on where an earlier transfer ended.

use std::{
    io::{Read, Seek, SeekFrom, Write},
    net::IpAddr,
    ops::ControlFlow,
    path::Path,
    time::Duration,
};

use fs_err as fs;
use ureq::http::{self, StatusCode, header};

use crate::{KnownFile, Phase, Progress, PullErrorKind, Source, catalog::file_name};

/// A server that is silent for this long is given up.
const SILENCE: Duration = Duration::from_secs(30);

/// How much is read before it is written and reported.
const CHUNK_BYTES: usize = 256 * 1024;

/// A source that is open for reading.
struct Opened {
    reader: Box<dyn Read>,
    /// The byte of the model that comes first.
    starts_at: u64,
    /// The size of the whole model, if the source says.
    total_bytes: Option<u64>,
    /// Whether a failed read means a broken connection rather than a bad disk.
    is_remote: bool,
}

/// What a source has to say about going on at a byte.
enum Offer {
    Opened(Opened),
    /// The partial file is as long as the whole model.
    NothingLeft,
}

/// Fills `part` from `source`, after the bytes that it has.
///
/// Fails before anything is written if the source offers a file of a size that none of `files` has.
pub(crate) fn transfer(
    source: &Source,
    name: &str,
    files: &[KnownFile],
    part: &mut fs::File,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<(), PullErrorKind> {
    let most = files.iter().map(|file| file.bytes).max();
    let n_there = part.metadata().map_err(PullErrorKind::Write)?.len();
    let n_there = if most.is_some_and(|most| n_there >= most) { 0 } else { n_there };
    let offer = match source {
        Source::Url(url) => open_url(&address_of(url, name), n_there)?,
        Source::Folder(folder) => open_file(folder, name, n_there)?,
    };
    let Offer::Opened(mut opened) = offer else { return Ok(()) };
    if let (Some(offered), Some(expected)) = (opened.total_bytes, files.first().map(|file| file.bytes))
        && files.iter().all(|file| file.bytes != offered)
    {
        return Err(PullErrorKind::WrongSize { offered, expected });
    }
    part.set_len(opened.starts_at).map_err(PullErrorKind::Write)?;
    part.seek(SeekFrom::Start(opened.starts_at)).map_err(PullErrorKind::Write)?;
    copy(&mut opened, part, most, progress)
}

fn copy(
    opened: &mut Opened,
    part: &mut fs::File,
    most: Option<u64>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<(), PullErrorKind> {
    let total_bytes = opened.total_bytes;
    let mut done_bytes = opened.starts_at;
    let mut buffer = vec![0u8; CHUNK_BYTES];
    loop {
        if progress(Progress { phase: Phase::Fetching, done_bytes, total_bytes }).is_break() {
            return Err(PullErrorKind::Cancelled);
        }
        let n = match opened.reader.read(&mut buffer) {
            Ok(n) => n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(e) if opened.is_remote => {
                return Err(PullErrorKind::BrokeOff { received: done_bytes, source: Some(e) });
            }
            Err(e) => return Err(PullErrorKind::Read(e)),
        };
        if n == 0 {
            break;
        }
        if let Some(expected) = most.filter(|most| done_bytes + n as u64 > *most) {
            // A source that does not say how much it will send must not fill the disk.
            part.set_len(0).map_err(PullErrorKind::Write)?;
            return Err(PullErrorKind::WrongSize { offered: done_bytes + n as u64, expected });
        }
        part.write_all(&buffer[..n]).map_err(PullErrorKind::Write)?;
        done_bytes += n as u64;
    }
    if total_bytes.is_some_and(|total| done_bytes < total) {
        return Err(PullErrorKind::BrokeOff { received: done_bytes, source: None });
    }
    Ok(())
}

fn open_file(folder: &Path, name: &str, n_there: u64) -> Result<Offer, PullErrorKind> {
    let path = if folder.is_dir() { folder.join(file_name(name)) } else { folder.to_owned() };
    if !path.is_file() {
        return Err(PullErrorKind::NotThere { address: path.display().to_string() });
    }
    let mut file = fs::File::open(&path).map_err(PullErrorKind::Read)?;
    let total = file.metadata().map_err(PullErrorKind::Read)?.len();
    let starts_at = if n_there < total { n_there } else { 0 };
    file.seek(SeekFrom::Start(starts_at)).map_err(PullErrorKind::Read)?;
    Ok(Offer::Opened(Opened { reader: Box::new(file), starts_at, total_bytes: Some(total), is_remote: false }))
}

/// The address of the model `name` below `url`, which may be the address of a file already.
fn address_of(url: &str, name: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    if Path::new(path).extension().is_some_and(|extension| extension == "bin") {
        url.to_owned()
    } else {
        format!("{}/{}", url.trim_end_matches('/'), file_name(name))
    }
}

fn open_url(address: &str, n_there: u64) -> Result<Offer, PullErrorKind> {
    let agent = agent_for(address);
    let response = request(&agent, address, n_there)?;
    match response.status() {
        StatusCode::PARTIAL_CONTENT if n_there > 0 => {
            let range = response.headers().get(header::CONTENT_RANGE).and_then(|v| v.to_str().ok()).and_then(range_of);
            match range {
                Some((starts_at, total_bytes)) if starts_at == n_there => Ok(opened(response, starts_at, total_bytes)),
                // The server sends another part than was asked for.
                _ => open_whole(&agent, address),
            }
        }
        StatusCode::RANGE_NOT_SATISFIABLE if n_there > 0 => {
            let total = response.headers().get(header::CONTENT_RANGE).and_then(|v| v.to_str().ok());
            let is_all =
                total.and_then(|v| v.strip_prefix("bytes */")).and_then(|n| n.trim().parse().ok()) == Some(n_there);
            if is_all { Ok(Offer::NothingLeft) } else { open_whole(&agent, address) }
        }
        // A server without ranges sends the whole file from its start.
        _ => whole(response, address),
    }
}

fn open_whole(agent: &ureq::Agent, address: &str) -> Result<Offer, PullErrorKind> {
    whole(request(agent, address, 0)?, address)
}

fn whole(response: http::Response<ureq::Body>, address: &str) -> Result<Offer, PullErrorKind> {
    let address = || address.to_owned();
    match response.status() {
        StatusCode::OK => {}
        StatusCode::NOT_FOUND | StatusCode::GONE => return Err(PullErrorKind::NotThere { address: address() }),
        status => return Err(PullErrorKind::Status { status: status.as_u16(), address: address() }),
    }
    let content_type = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    if content_type.is_some_and(|kind| kind.trim().to_ascii_lowercase().starts_with("text/html")) {
        return Err(PullErrorKind::WebPage { address: address() });
    }
    let total_bytes = response.body().content_length();
    Ok(opened(response, 0, total_bytes))
}

fn opened(response: http::Response<ureq::Body>, starts_at: u64, total_bytes: Option<u64>) -> Offer {
    let reader = Box::new(response.into_body().into_reader());
    Offer::Opened(Opened { reader, starts_at, total_bytes, is_remote: true })
}

fn request(agent: &ureq::Agent, address: &str, n_there: u64) -> Result<http::Response<ureq::Body>, PullErrorKind> {
    let mut request = agent.get(address);
    if n_there > 0 {
        request = request.header(header::RANGE, format!("bytes={n_there}-"));
    }
    request.call().map_err(|e| PullErrorKind::Unreachable { address: address.to_owned(), source: Box::new(e) })
}

fn agent_for(address: &str) -> ureq::Agent {
    let mut config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_connect(Some(SILENCE))
        .timeout_per_read(Some(SILENCE))
        .timeout_recv_response(Some(SILENCE * 2))
        .user_agent(concat!("ringcheck/", env!("CARGO_PKG_VERSION")));
    if is_loopback(address) {
        // A proxy of the company network cannot reach a server on this machine.
        config = config.proxy(None);
    }
    config.build().into()
}

fn is_loopback(address: &str) -> bool {
    let host = address.parse::<http::Uri>().ok().and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// The first byte and the size of the whole, from a header such as `bytes 100-199/200`.
fn range_of(content_range: &str) -> Option<(u64, Option<u64>)> {
    let (range, total) = content_range.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (first, _) = range.split_once('-')?;
    Some((first.trim().parse().ok()?, total.trim().parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_folder_unless_it_ends_in_bin() {
        assert_eq!(address_of("http://mirror/models/", "tiny.en"), "http://mirror/models/ggml-tiny.en.bin");
        assert_eq!(address_of("http://mirror/ggml-x.bin?download=1", "tiny"), "http://mirror/ggml-x.bin?download=1");
    }

    #[test]
    fn a_content_range_names_its_start_and_the_whole() {
        assert_eq!(range_of("bytes 100-199/200"), Some((100, Some(200))));
        assert_eq!(range_of("bytes 100-199/*"), Some((100, None)));
        assert_eq!(range_of("items 1-2/3"), None);
    }

    #[test]
    fn only_this_machine_is_reached_without_a_proxy() {
        for (address, expected) in [
            ("http://127.0.0.1:8000/x", true),
            ("http://[::1]:8000/x", true),
            ("http://localhost/x", true),
            ("http://10.0.0.1/x", false),
            ("https://example.org/127.0.0.1", false),
        ] {
            assert_eq!(is_loopback(address), expected, "{address}");
        }
    }
}
