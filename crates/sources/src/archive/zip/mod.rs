//! Zip archives (PKWARE's APPNOTE 6.3.10), by their central directory; by the members' own headers where there is none.

mod directory;
mod end;
mod fields;
mod headers;
mod member;

use crate::Content;

use super::handout::{Handout, Outcome};

/// Whether a file ends with a zip archive's directory.
pub(super) fn has_directory(content: &Content) -> bool {
    end::find(content).is_some()
}

pub(super) fn members(content: &Content, out: &mut Handout<'_>) {
    match end::find(content) {
        Some(end) => directory::members(content, &end, out),
        None => headers::members(content, out),
    }
}

/// Whether the members after one are of use: not if nothing more may be unpacked.
fn goes_on(outcome: Outcome) -> bool {
    !matches!(outcome, Outcome::Bound(bound) if bound.is_final())
}
