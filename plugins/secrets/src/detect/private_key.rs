//! Private keys in PEM, in OpenSSH's and PGP's dress of it, and PuTTY's files.

use std::ops::Range;

use secws_plugin_sdk::{Precision, Severity};

use super::{Found, View};
use crate::decode;
use crate::text::{byte, find, forward, part};

/// The longest key that is read: an RSA key of 16,384 bits takes 12 KB, but PGP's come with pictures.
const LONGEST: usize = 1 << 20;

/// Fewer digits are no key: one on a curve of 256 bits takes 88.
const SHORTEST: usize = 60;

/// A line with fewer digits is the last one.
const SHORTEST_LINE: usize = 16;

const ENCRYPTED: &str = " It is encrypted, so what protects it is its passphrase.";

/// The literal is `PRIVATE KEY`, in the line that begins a key.
pub(super) fn detect(view: &View, literal: Range<usize>) -> Option<Found> {
    let begin = literal.start.saturating_sub(40);
    let head = part(view.bytes, begin..literal.start);
    let dashes = head.windows(6).rposition(|window| window == b"BEGIN ")?;
    let span_start = begin + dashes.checked_sub(4).filter(|&at| head.get(at..dashes).is_some_and(is_dashes))?;
    let label = head.get(dashes + 6..)?;
    let after = forward(view.bytes, literal.end, 12, |byte| byte != b'-');
    if !is_dashes(part(view.bytes, after..after + 4)) {
        return None;
    }
    let body_start = forward(view.bytes, after, 8, |byte| byte == b'-');
    let body = Body::read(view, body_start);
    let made_up = find(&body.digits, b"EXAMPLE").is_some();
    (body.digits.len() >= SHORTEST && !made_up).then(|| body.found(label, span_start..body_start))
}

fn is_dashes(text: &[u8]) -> bool {
    text.len() == 4 && text.iter().all(|&byte| byte == b'-')
}

/// What stands between the line that begins a key and the one that ends it.
struct Body {
    digits: Vec<u8>,
    range: Range<usize>,
    is_encrypted: bool,
}

impl Body {
    /// Reads base64 over line ends, in whatever way the language around writes them, up to what is neither.
    fn read(view: &View, start: usize) -> Self {
        let text = part(view.bytes, start..start.saturating_add(LONGEST));
        let mut digits = Vec::new();
        let mut end = 0;
        let mut at = 0;
        loop {
            let line = past_headers(text, past_line_end(text, at));
            let next = forward(text, line, text.len(), |byte| decode::is_digit(byte) && byte != b'-' || byte == b'=');
            let run = part(text, line..next);
            digits.extend(run);
            end = if run.is_empty() { end } else { next };
            at = next;
            if run.len() < SHORTEST_LINE {
                break;
            }
        }
        view.looks_at(at);
        let header = part(text, 0..at.min(400));
        Body { digits, range: start..start + end, is_encrypted: find(header, b"ENCRYPTED").is_some() }
    }

    fn found(self, label: &[u8], head: Range<usize>) -> Found {
        let decoded = decode::base64(&self.digits).unwrap_or_default();
        let openssh = decoded.strip_prefix(b"openssh-key-v1\0\0\0\0\x04");
        let cipher = openssh.map(|rest| !rest.starts_with(b"none"));
        let encrypted =
            self.is_encrypted || label.starts_with(b"ENCRYPTED") || find(label, b"SSH2").is_some() || cipher == Some(true);
        let structured = decoded.first() == Some(&0x30) || openssh.is_some() || find(label, b"PGP").is_some();
        Found {
            span: head.start..self.range.end,
            secret: self.range,
            severity: encrypted.then_some(Severity::Low),
            precision: match (structured, encrypted) {
                (true, _) => Some(Precision::VeryHigh),
                (false, true) => None,
                (false, false) => Some(Precision::Medium),
            },
            remark: if encrypted { ENCRYPTED } else { "" },
        }
    }
}

/// Past what may stand between two lines of a key: real and escaped line ends, quotes and the signs that join strings,
/// comment signs, indentation.
fn past_line_end(text: &[u8], at: usize) -> usize {
    let mut at = at;
    for _ in 0..8 {
        let joins = |byte: u8| {
            byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'+' | b'#' | b'*' | b'|' | b',' | b'.' | b'(')
        };
        let blank = forward(text, at, 80, joins);
        let escaped = matches!(part(text, blank..blank + 2), [b'\\', b'n' | b'r' | b't' | b'\\' | b'\n']);
        at = blank + if escaped { 2 } else { 0 };
        if !escaped {
            break;
        }
    }
    let prefix = matches!(part(text, at..at + 2), [b'b' | b'r' | b'f', b'"' | b'\'']);
    at + if prefix { 2 } else { 0 }
}

/// Past lines such as `Proc-Type: 4,ENCRYPTED`.
fn past_headers(text: &[u8], at: usize) -> usize {
    let mut at = at;
    for _ in 0..8 {
        let name = forward(text, at, 24, |byte| byte.is_ascii_alphabetic() || byte == b'-');
        if name == at || byte(text, name) != b':' {
            break;
        }
        at = past_line_end(text, forward(text, name, 100, |byte| byte != b'\n' && byte != b'\\'));
    }
    at
}

/// The literal is `private_key` in JSON; the words that make it Google's stand near.
pub(super) fn detect_service_account(view: &View, literal: Range<usize>) -> Option<Found> {
    let gap = |byte: u8| matches!(byte, b'"' | b'\\' | b':' | b' ');
    let begin = forward(view.bytes, literal.end, 12, gap);
    if !part(view.bytes, begin..begin + 11).eq(b"-----BEGIN ") {
        return None;
    }
    let label_end = begin + find(part(view.bytes, begin..begin + 48), b"PRIVATE KEY")?;
    let key = detect(view, label_end..label_end + 11)?;
    let around = literal.start.saturating_sub(1000)..key.span.end.saturating_add(2000);
    view.looks_at(around.len());
    find(part(view.bytes, around), b"service_account").map(|_| Found::at(key.span))
}

/// The literal is `PuTTY-User-Key-File-`, the first words of such a file.
pub(super) fn detect_putty(view: &View, literal: Range<usize>) -> Option<Found> {
    const LONGEST: usize = 4096;
    let text = part(view.bytes, literal.start..literal.start.saturating_add(LONGEST));
    view.looks_at(text.len());
    let cipher = find(part(text, 0..200), b"Encryption: ")? + 12;
    let encrypted = !part(text, cipher..cipher + 4).eq(b"none");
    let lines = find(text, b"Private-Lines: ")?;
    let body = forward(text, lines, 40, |byte| byte != b'\n');
    let end = body + find(text.get(body..)?, b"Private-MAC").unwrap_or(text.len() - body);
    let secret = literal.start + body..literal.start + end;
    (secret.len() >= 40).then(|| Found {
        span: literal.start..secret.end,
        secret,
        severity: encrypted.then_some(Severity::Low),
        precision: None,
        remark: if encrypted { ENCRYPTED } else { "" },
    })
}
