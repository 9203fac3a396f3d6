//! Where a zip's directory is: found from the end, and by every way in which programs look for it.

use crate::source::{Bytes, Source};

use super::{u32_at, u64_at};

/// How far from the end the directory's end may start: its own length and that of the longest comment.
const MOST_TAIL: u64 = 22 + 0xffff;

/// How many ends are followed; more are only ever there to confuse.
const MOST_ENDS: usize = 8;

/// A place where a directory may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Directory {
    pub start: u64,
    /// What the offsets in it are counted from.
    pub base: u64,
    /// Where the record is that leads to it.
    pub end: u64,
}

/// All directories that the ends lead to, the last end's first, and whether there were more ends.
pub(super) fn directories(source: &Source, bytes: &Bytes<'_>) -> (Vec<Directory>, bool) {
    let Some(size) = source.size() else { return (Vec::new(), false) };
    let start = size.saturating_sub(MOST_TAIL);
    let tail = source.read(bytes, start, u32::try_from(MOST_TAIL).unwrap_or(u32::MAX));
    let mut found: Vec<Directory> = Vec::new();
    let mut ends = memchr::memmem::rfind_iter(&tail, b"PK\x05\x06").filter(|&at| tail.len() - at >= 22);
    for at in ends.by_ref().take(MOST_ENDS) {
        let record = tail.get(at..).unwrap_or_default();
        let position = start.saturating_add(at as u64);
        for directory in candidates(record, position, source, bytes) {
            let real = source.read(bytes, directory.start, 4) == b"PK\x01\x02";
            if real && !found.iter().any(|known| known.start == directory.start) {
                found.push(directory);
            }
        }
    }
    (found, ends.next().is_some())
}

/// Where an end record says that the directory is: counted from the file's start, or from the record itself.
fn candidates(record: &[u8], position: u64, source: &Source, bytes: &Bytes<'_>) -> Vec<Directory> {
    let (length, offset) = (u64::from(u32_at(record, 12)), u64::from(u32_at(record, 16)));
    let mut found = wide_candidates(position, source, bytes);
    found.extend(both(offset, position, length));
    found
}

/// The same of the record that holds what does not fit into 32 bits.
fn wide_candidates(position: u64, source: &Source, bytes: &Bytes<'_>) -> Vec<Directory> {
    let Some(locator) = position.checked_sub(20) else { return Vec::new() };
    let pointer = source.read(bytes, locator, 20);
    if !pointer.starts_with(b"PK\x06\x07") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for place in [u64_at(&pointer, 8), locator.saturating_sub(56)] {
        let record = source.read(bytes, place, 56);
        if record.starts_with(b"PK\x06\x06") && record.len() == 56 {
            found.extend(both(u64_at(&record, 48), place, u64_at(&record, 40)));
        }
    }
    found
}

fn both(offset: u64, end: u64, length: u64) -> Vec<Directory> {
    let mut found = vec![Directory { start: offset, base: 0, end }];
    if let Some(start) = end.checked_sub(length)
        && let Some(base) = start.checked_sub(offset)
    {
        found.push(Directory { start, base, end });
    }
    found
}
