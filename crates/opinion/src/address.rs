//! Where a server may be: on this machine, unless it is said otherwise.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};

use ureq::{
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

/// Which machines may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This machine alone.
    Loopback,
    /// Any machine: what was said in doubtful calls is sent to it.
    Anywhere,
}

/// Why a server cannot be asked at all.
#[derive(Debug, thiserror::Error)]
#[error("the second opinion's address `{url}` cannot be used")]
pub struct EndpointError {
    url: String,
    #[source]
    kind: EndpointErrorKind,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum EndpointErrorKind {
    #[error("it is no http or https address")]
    NoUrl,
    #[error("its name cannot be resolved")]
    Unresolvable(#[source] std::io::Error),
    #[error("it is not on this machine: it stands for {0}")]
    NotLoopback(IpAddr),
}

impl EndpointError {
    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self.kind {
            EndpointErrorKind::NoUrl => "name one such as http://127.0.0.1:8000/v1",
            EndpointErrorKind::Unresolvable(_) => "check the name; a server on this machine is at 127.0.0.1",
            EndpointErrorKind::NotLoopback(_) => {
                "what was said in calls would leave this machine: say `--allow-remote` if that is meant"
            }
        }
    }
}

/// The address of the chat endpoint that `url` means, checked.
///
/// `url` is the server's address, that of its API (`…/v1`), or that of the endpoint itself.
pub(crate) fn endpoint_of(url: &str, reach: Reach) -> Result<Uri, EndpointError> {
    let check = || {
        let trimmed = url.trim_end_matches('/');
        let uri: Uri = trimmed.parse().map_err(|_| EndpointErrorKind::NoUrl)?;
        let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
        let host = uri.host().filter(|host| !host.is_empty()).ok_or(EndpointErrorKind::NoUrl)?;
        if !is_web || uri.query().is_some() {
            return Err(EndpointErrorKind::NoUrl);
        }
        if reach == Reach::Loopback {
            let default_port = if uri.scheme_str() == Some("https") { 443 } else { 80 };
            let bare = host.trim_start_matches('[').trim_end_matches(']');
            let resolved = (bare, uri.port_u16().unwrap_or(default_port)).to_socket_addrs();
            for address in resolved.map_err(EndpointErrorKind::Unresolvable)? {
                if !is_loopback(address) {
                    return Err(EndpointErrorKind::NotLoopback(address.ip()));
                }
            }
        }
        let path = match uri.path().trim_end_matches('/') {
            "" => "/v1/chat/completions",
            path if path.ends_with("/chat/completions") => "",
            _ => "/chat/completions",
        };
        format!("{trimmed}{path}").parse().map_err(|_| EndpointErrorKind::NoUrl)
    };
    check().map_err(|kind| EndpointError { url: url.to_owned(), kind })
}

pub(crate) fn is_loopback(address: SocketAddr) -> bool {
    // ::ffff:127.0.0.1 is this machine too.
    address.ip().to_canonical().is_loopback()
}

/// Resolves names for a connection, and refuses what is out of reach: a name may stand for another machine than it
/// did at the start.
#[derive(Debug)]
pub(crate) struct GuardedResolver {
    pub(crate) reach: Reach,
    pub(crate) inner: DefaultResolver,
}

impl Resolver for GuardedResolver {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let resolved = self.inner.resolve(uri, config, timeout)?;
        let is_within = self.reach == Reach::Anywhere || resolved.iter().copied().all(is_loopback);
        if is_within { Ok(resolved) } else { Err(ureq::Error::HostNotFound) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_endpoint_is_found_from_the_server_or_its_api() {
        for (url, expected) in [
            ("http://127.0.0.1:8000", "http://127.0.0.1:8000/v1/chat/completions"),
            ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/v1/chat/completions"),
            ("http://127.0.0.1:8000/v1/", "http://127.0.0.1:8000/v1/chat/completions"),
            ("http://[::1]:8000/v1", "http://[::1]:8000/v1/chat/completions"),
            ("http://127.0.0.2/a/chat/completions", "http://127.0.0.2/a/chat/completions"),
        ] {
            assert_eq!(endpoint_of(url, Reach::Loopback).unwrap().to_string(), expected, "{url}");
        }
    }

    #[test]
    fn what_is_not_on_this_machine_is_refused_unless_it_is_meant() {
        for url in ["http://10.1.2.3:8000/v1", "http://0.0.0.0:8000", "https://[2001:db8::1]/v1", "http://192.168.0.9"]
        {
            let error = endpoint_of(url, Reach::Loopback).unwrap_err();
            assert!(matches!(error.kind, EndpointErrorKind::NotLoopback(_)), "{url}: {error:?}");
            assert!(error.hint().contains("--allow-remote"));
            assert!(endpoint_of(url, Reach::Anywhere).is_ok(), "{url}");
        }
    }

    #[test]
    fn a_name_that_stands_for_another_machine_later_is_refused_at_the_connection() {
        let resolve = |url: &str, reach| {
            let guard = GuardedResolver { reach, inner: DefaultResolver::default() };
            guard.resolve(&url.parse().unwrap(), &Config::default(), NextTimeout::default())
        };
        assert!(resolve("http://192.0.2.7:8000/", Reach::Loopback).is_err());
        assert!(resolve("http://192.0.2.7:8000/", Reach::Anywhere).is_ok());
        assert!(resolve("http://127.0.0.1:8000/", Reach::Loopback).is_ok());
        assert!(resolve("http://[::ffff:127.0.0.1]:8000/", Reach::Loopback).is_ok());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for url in ["", "127.0.0.1:8000", "ftp://127.0.0.1/", "http://", "file:///tmp/x", "http://127.0.0.1/v1?x=1"] {
            for reach in [Reach::Loopback, Reach::Anywhere] {
                let error = endpoint_of(url, reach).unwrap_err();
                assert!(matches!(error.kind, EndpointErrorKind::NoUrl), "{url}: {error:?}");
            }
        }
    }
}
