//! Passwords in addresses: `scheme://user:password@host`.

use std::ops::Range;

use secws_plugin_sdk::{Precision, Severity};

use super::{Found, View};
use crate::entropy::Classes;
use crate::text::{backward, forward, is_quote, part};
use crate::{placeholder, vocabulary};

/// The longest user name and password that are read.
const LONGEST: usize = 256;

/// The literal is `://`, or a scheme and `://`.
pub(super) fn detect(view: &View, literal: Range<usize>) -> Option<Found> {
    let start = literal.end;
    let end = forward(view.bytes, start, LONGEST, |byte| byte == b'@' || is_user_info(byte));
    view.looks_at(end - start + 1);
    // Passwords with an `@` in them ought to be escaped, and are not always: the last one counts.
    let at = start + part(view.bytes, start..end).iter().rposition(|&byte| byte == b'@')?;
    let user_info = part(view.bytes, start..at);
    let colon = user_info.iter().position(|&byte| byte == b':')?;
    let (user, password) = (user_info.get(..colon)?, user_info.get(colon + 1..)?);
    let host = part(view.bytes, at + 1..forward(view.bytes, at + 1, 128, is_host));
    if scheme(view.bytes, literal.end).is_empty() || !is_password(view, user, password) || is_made_up_host(host) {
        return None;
    }
    Some(judged(start + colon + 1..at, password, host))
}

fn is_user_info(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'/' | b'@' | b'<' | b'>' | b'\\') && !is_quote(byte)
}

fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'[' | b']' | b'{' | b'$')
}

fn scheme(bytes: &[u8], end: usize) -> Range<usize> {
    let end = end.saturating_sub(3);
    backward(bytes, end, 32, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-'))..end
}

fn is_password(view: &View, user: &[u8], password: &[u8]) -> bool {
    let lower = password.to_ascii_lowercase();
    let signs = b"{}()*[],|";
    let dynamic = password.first() == Some(&b'$') || password.iter().any(|byte| signs.contains(byte));
    !(password.iter().filter(|byte| byte.is_ascii_alphanumeric()).count() < 4
        || dynamic
        || user.eq_ignore_ascii_case(password)
        || placeholder::is_template(password)
        || placeholder::is_masked(password)
        || is_format(password)
        || is_port(password)
        || vocabulary::has_telltale(&lower, &view.settings.placeholders)
        || vocabulary::is_made_of_words(&lower))
}

/// `%s`, `%r`, and percent signs that escape nothing.
fn is_format(password: &[u8]) -> bool {
    password
        .iter()
        .enumerate()
        .any(|(at, &byte)| byte == b'%' && !part(password, at + 1..at + 3).iter().all(u8::is_ascii_hexdigit))
}

/// `host:8080@...` is no password.
fn is_port(password: &[u8]) -> bool {
    password.len() <= 5 && password.iter().all(u8::is_ascii_digit)
}

/// Names reserved for examples, and words that stand for a host.
fn is_made_up_host(host: &[u8]) -> bool {
    const WORDS: &[&str] =
        &["host", "hostname", "server", "domain", "address", "ip", "url", "...", "proxy", "foo", "bar", "a", "b"];
    let lower = host.to_ascii_lowercase();
    let name = String::from_utf8_lossy(&lower);
    let reserved = [".example", ".test", ".invalid", "example.com", "example.org", "example.net", "example.edu"];
    name.is_empty()
        || WORDS.contains(&name.as_ref())
        || reserved.iter().any(|end| name.ends_with(end))
        || name.contains("example")
}

fn judged(secret: Range<usize>, password: &[u8], host: &[u8]) -> Found {
    let mut found = Found::at(secret);
    let local = [b"localhost".as_slice(), b"127.0.0.1", b"0.0.0.0", b"[", b"host.docker.internal"]
        .iter()
        .any(|name| host.starts_with(name));
    let classes = Classes::of(password);
    let plain = vocabulary::is_disguised_word(&password.to_ascii_lowercase());
    if local || !host.contains(&b'.') {
        found.severity = Some(Severity::Low);
        found.remark = " The host is a local one.";
    }
    if password.len() < 6 || classes.kinds() < 2 || plain {
        found.precision = Some(Precision::Low);
        found.severity = found.severity.or(Some(Severity::Medium));
    }
    found
}
