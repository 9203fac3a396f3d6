//! One download: follow redirects, then stream the body under its bounds.

use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use ureq::http::{Response, header};
use ureq::{Agent, Body, Timeout};

use crate::{Address, Downloaded, MAX_REDIRECTS, RemoteError, Request};

/// Longer `Last-Modified` headers are left out, in bytes.
const MAX_DATE_LENGTH: usize = 64;

/// Downloads what `request` names into `to`. On an error `to` may hold a part of it, which must not be used.
///
/// # Errors
///
/// [`RemoteError`], whenever less or other than the whole, verified content has been written.
pub fn download(request: &Request, to: &mut impl Write) -> Result<Downloaded, RemoteError> {
    let deadline = Instant::now().checked_add(request.total_timeout);
    let (address, response) = follow(request, deadline)?;
    let last_modified = last_modified(&response);
    refuse_announced_size(request, &address, &response)?;
    let (size, sha256) = stream(request, deadline, &address, response.into_body().into_reader(), to)?;
    match &request.sha256 {
        Some(expected) if !expected.eq_ignore_ascii_case(&sha256) => {
            Err(RemoteError::Digest { address, expected: expected.clone(), found: sha256 })
        }
        _ => Ok(Downloaded { size, sha256, last_modified }),
    }
}

/// Asks, and asks again where redirects lead, until an answer is the file.
fn follow(request: &Request, deadline: Option<Instant>) -> Result<(Address, Response<Body>), RemoteError> {
    let mut address = request.address.clone();
    for _ in 0..=MAX_REDIRECTS {
        let response = ask(&address, request.connect_timeout, remaining(deadline, &address)?)?;
        match response.status().as_u16() {
            200 => return Ok((address, response)),
            301 | 302 | 303 | 307 | 308 => {
                let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
                let location = location.ok_or_else(|| RemoteError::BadRedirect { address: address.clone() })?;
                address = address.redirected(location)?;
            }
            status => return Err(RemoteError::Status { address, status }),
        }
    }
    Err(RemoteError::TooManyRedirects { address: request.address.clone() })
}

/// One request. Redirects come back as they are, so that each target is checked here.
fn ask(address: &Address, connect: Duration, total: Option<Duration>) -> Result<Response<Body>, RemoteError> {
    let builder = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent(concat!("secws/", env!("CARGO_PKG_VERSION")))
        .timeout_resolve(Some(connect))
        .timeout_connect(Some(connect))
        .timeout_global(total);
    let builder = if address.is_loopback() { builder.proxy(None) } else { builder };
    let agent: Agent = builder.build().into();
    agent.get(address.unmasked()).call().map_err(|error| failed(address, 0, error))
}

/// What is left until the deadline; none if there is none.
fn remaining(deadline: Option<Instant>, address: &Address) -> Result<Option<Duration>, RemoteError> {
    let Some(deadline) = deadline else { return Ok(None) };
    match deadline.checked_duration_since(Instant::now()) {
        Some(left) if !left.is_zero() => Ok(Some(left)),
        _ => Err(RemoteError::Timeout { address: address.clone(), phase: "the whole transfer" }),
    }
}

fn last_modified(response: &Response<Body>) -> Option<String> {
    let value = response.headers().get(header::LAST_MODIFIED)?.to_str().ok()?;
    (value.len() <= MAX_DATE_LENGTH).then(|| value.to_owned())
}

/// Saves the transfer where the server already says that it would be too large.
fn refuse_announced_size(request: &Request, address: &Address, response: &Response<Body>) -> Result<(), RemoteError> {
    match response.body().content_length() {
        Some(announced) if announced > request.max_bytes => {
            Err(RemoteError::TooLarge { address: address.clone(), limit: request.max_bytes })
        }
        _ => Ok(()),
    }
}

/// Copies the body, counting and hashing. Returns its size and its digest.
fn stream(
    request: &Request,
    deadline: Option<Instant>,
    address: &Address,
    mut body: impl Read,
    to: &mut impl Write,
) -> Result<(u64, String), RemoteError> {
    let mut hash = Sha256::new();
    let mut size: u64 = 0;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        remaining(deadline, address)?;
        let read = match body.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => buffer.get(..read).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(failed(address, size, error.into())),
        };
        size = size.saturating_add(u64::try_from(read.len()).unwrap_or(u64::MAX));
        if size > request.max_bytes {
            return Err(RemoteError::TooLarge { address: address.clone(), limit: request.max_bytes });
        }
        hash.update(read);
        to.write_all(read).map_err(|reason| RemoteError::Write { address: address.clone(), reason })?;
    }
    to.flush().map_err(|reason| RemoteError::Write { address: address.clone(), reason })?;
    Ok((size, hexadecimal(&hash.finalize())))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Puts the client's error in our words. Of those that can repeat a URL the text is left out.
fn failed(address: &Address, received: u64, error: ureq::Error) -> RemoteError {
    let address = address.clone();
    let reason = match error {
        ureq::Error::Timeout(timeout) => return RemoteError::Timeout { address, phase: phase(timeout) },
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return RemoteError::Truncated { address, received };
        }
        ureq::Error::Io(error) => error.to_string(),
        ureq::Error::HostNotFound => "its host is not known".to_owned(),
        ureq::Error::Rustls(error) => format!("no trusted encrypted connection ({error})"),
        ureq::Error::Tls(error) => format!("no trusted encrypted connection ({error})"),
        ureq::Error::InvalidProxyUrl => "the proxy set in the environment has no readable address".to_owned(),
        ureq::Error::ConnectProxyFailed(_) => "the proxy refused to connect".to_owned(),
        ureq::Error::LargeResponseHeader(..) => "the header of the answer is too large".to_owned(),
        ureq::Error::Protocol(_) | ureq::Error::Http(_) => "the answer is no valid HTTP".to_owned(),
        _ => "no connection could be made".to_owned(),
    };
    RemoteError::Connection { address, reason }
}

fn phase(timeout: Timeout) -> &'static str {
    match timeout {
        Timeout::Resolve => "looking up the host",
        Timeout::Connect => "connecting",
        _ => "the whole transfer",
    }
}
