//! Bounded, verified downloads; the only crate that opens a socket.
//!
//! [`download`] fetches one file over HTTPS into a writer. Every step has a bound: how long connecting and the whole take,
//! how many redirects are followed, how many bytes are taken. Plain HTTP is spoken to this machine only, for local mirrors
//! and tests. A redirect never leads from HTTPS to HTTP. Proxies named by the environment (`HTTPS_PROXY`, `ALL_PROXY`,
//! `NO_PROXY`) are used, except to reach this machine.
//!
//! A URL can hold credentials, in its user part and in its query. [`Address`] masks both wherever it is printed, and no
//! error text is made of anything else than an [`Address`].
#![forbid(unsafe_code)]

mod address;
mod error;
mod transfer;

use std::time::Duration;

pub use address::Address;
pub use error::RemoteError;
pub use transfer::download;

/// How many redirects are followed.
pub const MAX_REDIRECTS: usize = 5;

/// What to download, and the bounds to hold it to.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where it is.
    pub address: Address,
    /// The most bytes that are taken; a byte more and the download fails.
    pub max_bytes: u64,
    /// How long one connection may take to be set up, name look-up and TLS included.
    pub connect_timeout: Duration,
    /// How long all of it may take, redirects and the last byte included.
    pub total_timeout: Duration,
    /// The SHA-256 digest the content must have, in hexadecimal of either case.
    pub sha256: Option<String>,
}

impl Request {
    /// A request with the default bounds: 10 seconds to connect, 10 minutes for all.
    ///
    /// # Errors
    ///
    /// [`RemoteError::Address`] or [`RemoteError::Insecure`] if the URL cannot or must not be asked.
    pub fn new(url: &str, max_bytes: u64) -> Result<Self, RemoteError> {
        Ok(Self {
            address: Address::parse(url)?,
            max_bytes,
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(600),
            sha256: None,
        })
    }
}

/// What a download brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downloaded {
    /// Bytes written.
    pub size: u64,
    /// SHA-256 of them, in lower-case hexadecimal.
    pub sha256: String,
    /// The server's `Last-Modified` header, as it was sent, if it is short and printable.
    pub last_modified: Option<String>,
}
