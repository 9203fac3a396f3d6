//! Why a download failed. Each message says what failed on what, and what to do about it where that is known.

use std::io;

use thiserror::Error;

use crate::Address;

/// Why a download failed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RemoteError {
    /// The text is no URL that could be asked; it is not repeated, since it could hold credentials.
    #[error("The download address cannot be used: {reason}. Give one like `https://host/path`.")]
    Address {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The scheme is not HTTPS.
    #[error("`{address}` is not asked: only `https` is, or `http` on this machine. Give the address as `https://`.")]
    Insecure {
        /// What was to be asked.
        address: Address,
    },
    /// The server answered with another status than 200.
    #[error("The download of `{address}` failed: the server answered with status {status}. {}", status_hint(*status))]
    Status {
        /// What was asked.
        address: Address,
        /// The HTTP status.
        status: u16,
    },
    /// A redirect without a readable target.
    #[error(
        "The download of `{address}` failed: the server redirects to no readable address. Ask its operator, or take a mirror."
    )]
    BadRedirect {
        /// What was asked.
        address: Address,
    },
    /// A redirect away from HTTPS.
    #[error(
        "The download of `{from}` failed: it redirects to `{to}`, which is not encrypted. Take an address that stays on `https`."
    )]
    RedirectToInsecure {
        /// What was asked.
        from: Address,
        /// Where the answer led.
        to: Address,
    },
    /// More redirects than are followed.
    #[error(
        "The download of `{address}` failed: it redirects more than {} times. Take the address it is meant to end at.",
        crate::MAX_REDIRECTS
    )]
    TooManyRedirects {
        /// What was asked first.
        address: Address,
    },
    /// More bytes than allowed.
    #[error(
        "The download of `{address}` failed: it is larger than the {limit} bytes allowed. Check that the address is the right one."
    )]
    TooLarge {
        /// What was asked.
        address: Address,
        /// The most bytes allowed.
        limit: u64,
    },
    /// The connection ended before the announced size.
    #[error("The download of `{address}` broke off after {received} bytes. Try it again.")]
    Truncated {
        /// What was asked.
        address: Address,
        /// How many bytes had come.
        received: u64,
    },
    /// Other content than expected.
    #[error(
        "The download of `{address}` is not what was expected: its SHA-256 is {found}, not {expected}. Do not use it; check the address and the digest."
    )]
    Digest {
        /// What was asked.
        address: Address,
        /// The digest asked for.
        expected: String,
        /// The digest of what came.
        found: String,
    },
    /// Nothing, or not all, came in time.
    #[error(
        "The download of `{address}` was given up: {phase} took longer than allowed. Try it again, or take a nearer mirror."
    )]
    Timeout {
        /// What was asked.
        address: Address,
        /// What took too long.
        phase: &'static str,
    },
    /// No connection, or one that failed.
    #[error("The download of `{address}` failed: {reason}. Check the network, and the proxy if one is set.")]
    Connection {
        /// What was asked.
        address: Address,
        /// What the network said.
        reason: String,
    },
    /// What came could not be written.
    #[error(
        "The download of `{address}` could not be written: {reason}. Check that the disk has room and may be written to."
    )]
    Write {
        /// What was asked.
        address: Address,
        /// Why.
        reason: io::Error,
    },
}

fn status_hint(status: u16) -> &'static str {
    match status {
        401 | 403 | 407 => "Check the credentials, and whether they may read it.",
        404 | 410 => "Check that the address is the right one.",
        429 | 500..=599 => "Try it again later, or take a mirror.",
        _ => "Check that the address leads to a file.",
    }
}
