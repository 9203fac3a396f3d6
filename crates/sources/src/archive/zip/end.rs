//! The end of the central directory (APPNOTE 4.3.14 to 4.3.16), which says where that is.

use crate::Content;

use super::fields::{u16_at, u32_at, u64_at};

/// The record, and the longest comment behind it.
const TAIL: u64 = 22 + 0xffff;

/// Where the central directory is, in bytes from the beginning of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    /// Where it begins.
    pub(super) start: u64,
    /// Where it ends at the latest.
    pub(super) end: u64,
    /// What stands before the archive: offsets do not count it.
    pub(super) prefix: u64,
    /// Whether the archive is split over several files.
    pub(super) split: bool,
}

/// Finds the last record that fits: its comment ends within the file, and a directory is where it says.
pub(super) fn find(content: &Content) -> Option<End> {
    let start = content.size().saturating_sub(TAIL);
    let piece;
    let tail = match content.whole() {
        Some(bytes) => bytes.get(usize::try_from(start).ok()?..)?,
        None => {
            piece = content.read(start, TAIL as u32).ok()?;
            &piece
        }
    };
    // The magic's last byte is rare in text.
    memchr::memrchr_iter(6, tail).filter_map(|last| last.checked_sub(3)).find_map(|at| {
        let record = &tail[at..];
        let fits = record.len() >= 22 && record.len() - 22 >= usize::from(u16_at(record, 20));
        (fits && record.starts_with(b"PK\x05\x06")).then(|| directory(content, record, start + at as u64)).flatten()
    })
}

/// The directory that a record at an offset stands for, if there is one.
fn directory(content: &Content, record: &[u8], at: u64) -> Option<End> {
    let split = u16_at(record, 4) != 0 && u16_at(record, 4) != 0xffff;
    let (entries, size, offset) = (u16_at(record, 10), u32_at(record, 12), u32_at(record, 16));
    let large = (entries == 0xffff || size == u32::MAX || offset == u32::MAX).then(|| zip64(content, at)).flatten();
    let (end, size, offset) = large.unwrap_or((at, u64::from(size), u64::from(offset)));
    if entries == 0 && size == 0 {
        // Behind something else it would only hide the members.
        return (at == 0).then_some(End { start: end, end, prefix: 0, split });
    }
    // Before the record if something stands before the archive; else where it is said to be.
    let behind = end.checked_sub(size).and_then(|start| Some((start, start.checked_sub(offset)?)));
    behind
        .into_iter()
        .chain([(offset, 0)])
        .find(|&(start, _)| content.read(start, 4).is_ok_and(|magic| magic == b"PK\x01\x02"))
        .map(|(start, prefix)| End { start, end, prefix, split })
}

/// Where the ZIP64 record that belongs to a record at an offset is, the directory's size and its offset.
fn zip64(content: &Content, at: u64) -> Option<(u64, u64, u64)> {
    let locator = content.read(at.checked_sub(20)?, 20).ok()?;
    if !locator.starts_with(b"PK\x06\x07") {
        return None;
    }
    // Directly before the locator if something stands before the archive; else where that says.
    [at.checked_sub(20 + 56), Some(u64_at(&locator, 8))].into_iter().flatten().find_map(|place| {
        let record = content.read(place, 56).ok()?;
        record.starts_with(b"PK\x06\x06").then(|| (place, u64_at(&record, 40), u64_at(&record, 48)))
    })
}
