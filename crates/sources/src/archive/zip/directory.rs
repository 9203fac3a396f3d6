//! The central directory (APPNOTE 4.3.12), entry by entry in its order.

use std::io::{self, Read};

use crate::Content;

use super::super::handout::{Handout, Outcome};
use super::super::unpack::ahead;
use super::super::window::{Window, fill};
use super::end::End;
use super::fields::{u16_at, u32_at, u64_at};
use super::goes_on;
use super::member::{Entry, read};

/// The file types of a Unix mode.
const TYPE: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;
const DIRECTORY: u32 = 0o040_000;

pub(super) fn members(content: &Content, end: &End, out: &mut Handout<'_>) {
    if end.split {
        out.gap("it is a part of an archive that is split");
    }
    let mut records = ahead(Window::new(content, end.start, end.end.saturating_sub(end.start)));
    loop {
        match entry(&mut records, end.prefix) {
            Ok(Some(Listed { entry, regular: true })) => {
                if !goes_on(file(content, &entry, out)) {
                    return;
                }
            }
            Ok(Some(_)) => {}
            Ok(None) => return,
            Err(error) => return out.gap(&format!("its directory is broken: {error}")),
        }
    }
}

/// A member as the directory has it.
struct Listed {
    entry: Entry,
    regular: bool,
}

/// The next entry; none at the directory's end.
fn entry(records: &mut dyn Read, prefix: u64) -> io::Result<Option<Listed>> {
    let mut head = [0; 46];
    let length = fill(records, &mut head)?;
    if length == 0 || (length >= 4 && [b"PK\x05\x05", b"PK\x06\x06"].iter().any(|magic| head.starts_with(*magic))) {
        return Ok(None);
    }
    if length < head.len() || !head.starts_with(b"PK\x01\x02") {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is cut off or holds something else"));
    }
    let mut name = vec![0; usize::from(u16_at(&head, 28))];
    records.read_exact(&mut name)?;
    let mut extra = vec![0; usize::from(u16_at(&head, 30))];
    records.read_exact(&mut extra)?;
    io::copy(&mut records.take(u64::from(u16_at(&head, 32))), &mut io::sink())?;
    let large = zip64(&head, &extra);
    let entry = Entry {
        flags: u16_at(&head, 8),
        method: u16_at(&head, 10),
        crc: u32_at(&head, 16),
        packed: large.packed,
        size: large.size,
        offset: large.offset.saturating_add(prefix),
        name,
    };
    let regular = is_regular(&head, &entry);
    Ok(Some(Listed { entry, regular }))
}

/// Whether a member is a file: its name says so, and the type in its mode where it was made on Unix. What is called a
/// directory and holds something is one too.
fn is_regular(head: &[u8], entry: &Entry) -> bool {
    let mode = if head[5] == 3 { (u32_at(head, 38) >> 16) & TYPE } else { 0 };
    let directory = entry.name.ends_with(b"/") || entry.name.ends_with(b"\\");
    matches!(mode, 0 | REGULAR | DIRECTORY) && !(directory && entry.size == 0)
}

/// An entry's sizes and offset.
struct Large {
    size: u64,
    packed: u64,
    offset: u64,
}

/// The numbers of an entry, those that do not fit in 32 bits from the extra field with the id 1 (APPNOTE 4.5.3).
fn zip64(head: &[u8], extra: &[u8]) -> Large {
    let mut fields = extra;
    let mut large: &[u8] = &[];
    while let Some((field, rest)) = fields.split_at_checked(4) {
        let length = usize::from(u16_at(field, 2)).min(rest.len());
        if u16_at(field, 0) == 1 {
            large = &rest[..length];
            break;
        }
        fields = &rest[length..];
    }
    let mut at = 0;
    let mut number = |offset| {
        let small = u32_at(head, offset);
        if small != u32::MAX || large.len() < at + 8 {
            return u64::from(small);
        }
        at += 8;
        u64_at(large, at - 8)
    };
    Large { size: number(24), packed: number(20), offset: number(42) }
}

/// Reads a member where its own header ends.
fn file(content: &Content, entry: &Entry, out: &mut Handout<'_>) -> Outcome {
    let header = content.read(entry.offset, 30).unwrap_or_default();
    if header.len() < 30 || !header.starts_with(b"PK\x03\x04") {
        return out.skipped(&entry.name, true, "it is not where the archive's directory says");
    }
    let own_name = content.read(entry.offset.saturating_add(30), u32::from(u16_at(&header, 26))).unwrap_or_default();
    if own_name != entry.name {
        out.renamed(&entry.name, &own_name);
    }
    let own = 30 + u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
    let window = Window::new(content, entry.offset.saturating_add(own), entry.packed);
    read(window, entry, out)
}
