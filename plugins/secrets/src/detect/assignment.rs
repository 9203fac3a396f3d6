//! Assignments of a literal value to a name that sounds secret.

use std::ops::Range;

use super::name::{self, Kind};
use super::{Found, View, strength, value};
use crate::text::{self, backward, forward};

/// The longest name that is read on either side of the literal.
const LONGEST_NAME: usize = 48;

/// A password, where the literal is a part of a name for one.
pub(super) fn password(view: &View, literal: Range<usize>) -> Option<Found> {
    let (kind, value) = assigned(view, literal)?;
    (kind == Kind::Password).then(|| strength::password(view, value))?
}

/// A key or token, likewise.
pub(super) fn secret(view: &View, literal: Range<usize>) -> Option<Found> {
    let (kind, value) = assigned(view, literal)?;
    (kind != Kind::Password).then(|| strength::token(view, kind, value))?
}

/// What the name around the literal promises, and the value it is given. Most literals are in prose, calls and
/// declarations, so what follows the name is looked at first.
fn assigned(view: &View, literal: Range<usize>) -> Option<(Kind, Range<usize>)> {
    let bytes = view.bytes;
    let end = forward(bytes, literal.end, LONGEST_NAME, name::is_part);
    view.looks_at(end - literal.start);
    let start = || backward(bytes, literal.start, LONGEST_NAME, name::is_part);
    let value = value::assigned(view, end, &start)?;
    let start = start();
    let kind = name::kind(bytes.get(start..end)?)?;
    // `AWS::AppSync::ApiKey` names a type, `POST /api/token` a resource, `Enter your token` a label.
    let within = matches!(text::byte_before(bytes, start), b'/' | b' ') && text::is_quote(text::byte(bytes, end));
    let path = bytes.get(..start)?.ends_with(b"::");
    (!within && !path).then_some((kind, value))
}
