//! Passwords in connection strings: `Server=db;User Id=app;Password=…`, `host=db user=app password=…`.

use std::ops::Range;

use super::{Found, View};
use crate::text::{byte, byte_before, contains_any, forward, is_quote, line, part};
use crate::{placeholder, vocabulary};

/// One of these on the same line makes `password=` a part of a connection string.
const COMPANIONS: &[&str] = &[
    "server=",
    "data source=",
    "datasource=",
    "host=",
    "user id=",
    "userid=",
    "uid=",
    "user=",
    "username=",
    "dbname=",
    "database=",
    "initial catalog=",
    "jdbc:",
];

/// The literal is `password=` or a shorter name for it.
pub(super) fn detect(view: &View, literal: Range<usize>) -> Option<Found> {
    let bytes = view.bytes;
    let separated = matches!(byte_before(bytes, literal.start), b';' | b' ' | b'&' | b'?');
    if !separated {
        return None;
    }
    let ends = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b';' | b'&' | b'<' | b'\\' | 0) || is_quote(byte);
    let end = forward(bytes, literal.end, 128, |byte| !ends(byte));
    let line = line(bytes, literal.start, 256);
    view.looks_at(line.len());
    let secret = literal.end..end;
    let companion = contains_any(part(bytes, line.start..literal.start), COMPANIONS.iter().copied())
        || byte(bytes, end) == b';' && contains_any(part(bytes, end..line.end), COMPANIONS.iter().copied());
    (companion && is_password(view, part(bytes, secret.clone()))).then(|| Found::at(secret))
}

fn is_password(view: &View, text: &[u8]) -> bool {
    let lower = text.to_ascii_lowercase();
    let dynamic = text.iter().any(|byte| matches!(byte, b'{' | b'}' | b'(' | b')' | b'[' | b']' | b','));
    text.len() >= 4
        && text.iter().all(u8::is_ascii_graphic)
        && text.iter().any(|byte| !byte.is_ascii_alphabetic())
        && !dynamic
        && !placeholder::is_template(text)
        && !placeholder::is_masked(text)
        && !text.starts_with(b"%")
        && !text.starts_with(b"$")
        && !vocabulary::has_telltale(&lower, &view.settings.placeholders)
        && !vocabulary::is_made_of_words(&lower)
}
