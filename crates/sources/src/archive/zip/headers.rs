//! An archive whose directory is lost: the members whose own headers (APPNOTE 4.3.7) say how long they are.

use crate::Content;

use super::super::handout::Handout;
use super::super::window::Window;
use super::fields::{u16_at, u32_at};
use super::goes_on;
use super::member::{Entry, read};

pub(super) fn members(content: &Content, out: &mut Handout<'_>) {
    out.gap("it is broken: it has no directory, and members that are not complete are not read");
    // A mark that the archive was to be split (APPNOTE 8.5.4).
    let mut at = if content.read(0, 4).is_ok_and(|mark| mark == b"PK\x07\x08") { 4 } else { 0 };
    while let Some((entry, start)) = header(content, at) {
        let end = start.saturating_add(entry.packed);
        // Its length comes only behind it.
        let unknown = entry.flags & 8 != 0 && entry.packed == 0;
        if unknown {
            out.skipped(&entry.name, true, "where it ends is not known");
            return;
        }
        let directory = entry.size == 0 && entry.name.ends_with(b"/");
        if !directory && !goes_on(read(Window::new(content, start, entry.packed), &entry, out)) {
            return;
        }
        if end >= content.size() || end <= at {
            return;
        }
        at = end;
    }
}

/// The header at an offset, and where the member's bytes begin.
fn header(content: &Content, at: u64) -> Option<(Entry, u64)> {
    let head = content.read(at, 30).ok()?;
    if head.len() < 30 || !head.starts_with(b"PK\x03\x04") {
        return None;
    }
    let name = content.read(at.saturating_add(30), u32::from(u16_at(&head, 26))).ok()?;
    let start = at.saturating_add(30 + u64::from(u16_at(&head, 26)) + u64::from(u16_at(&head, 28)));
    let entry = Entry {
        flags: u16_at(&head, 6),
        method: u16_at(&head, 8),
        crc: u32_at(&head, 14),
        packed: u64::from(u32_at(&head, 18)),
        size: u64::from(u32_at(&head, 22)),
        offset: at,
        name,
    };
    Some((entry, start))
}
