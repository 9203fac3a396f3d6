//! A zip's members, as its directory has them and as their own headers do.

use crate::source::{Bytes, End, PIECE, Reader, Source};

use super::end::Directory;
use super::{u16_at, u32_at};

/// How many members are looked at.
pub(super) const MOST_MEMBERS: usize = 10_000;

/// How much of a name is kept, in bytes.
const MOST_NAME: usize = 1024;

/// What a directory or a header says of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub name: Vec<u8>,
    pub flags: u16,
    pub method: u16,
    pub checksum: u32,
    /// In bytes, packed.
    pub packed: u64,
    /// In bytes, unpacked.
    pub size: u64,
    /// Where its own header is, from the start of the source.
    pub header: u64,
}

impl Entry {
    /// Whether sizes and checksum come after the data instead.
    pub(super) fn is_streamed(&self) -> bool {
        self.flags & 8 != 0
    }

    /// Whether it is said to be encrypted, in whichever way.
    pub(super) fn is_encrypted(&self) -> bool {
        self.flags & 0x2041 != 0
    }

    /// Whether it is said to be changes to some other file.
    pub(super) fn is_patch(&self) -> bool {
        self.flags & 0x20 != 0
    }
}

/// The members of a directory, and whether there are more.
pub(super) fn members(directory: Directory, source: &Source, bytes: &Bytes<'_>) -> (Vec<Entry>, bool) {
    let mut reader = source.part(directory.start, u64::MAX).open(bytes, PIECE);
    let mut entries = Vec::new();
    while let Ok(Some(entry)) = member(&mut reader, directory.base) {
        if entries.len() >= MOST_MEMBERS {
            return (entries, true);
        }
        entries.push(entry);
    }
    (entries, false)
}

fn member(reader: &mut Reader<'_>, base: u64) -> Result<Option<Entry>, End> {
    let fixed = reader.keep(46, 46)?;
    if !fixed.starts_with(b"PK\x01\x02") {
        return Ok(None);
    }
    let name = reader.keep(u64::from(u16_at(&fixed, 28)), MOST_NAME)?;
    let extra = reader.keep(u64::from(u16_at(&fixed, 30)), usize::from(u16::MAX))?;
    reader.skip(u64::from(u16_at(&fixed, 32)))?;
    let mut wide = [u64::from(u32_at(&fixed, 24)), u64::from(u32_at(&fixed, 20)), u64::from(u32_at(&fixed, 42))];
    widen(&mut wide, &extra);
    let [size, packed, header] = wide;
    Ok(Some(Entry {
        name,
        flags: u16_at(&fixed, 8),
        method: u16_at(&fixed, 10),
        checksum: u32_at(&fixed, 16),
        packed,
        size,
        header: base.saturating_add(header),
    }))
}

/// Puts the 64-bit numbers of the extra field in the place of those that did not fit.
fn widen(numbers: &mut [u64], extra: &[u8]) {
    let mut rest = extra;
    while rest.len() >= 4 {
        let (id, length) = (u16_at(rest, 0), usize::from(u16_at(rest, 2)));
        let field = rest.get(4..).unwrap_or_default();
        let field = field.get(..length.min(field.len())).unwrap_or_default();
        if id == 1 {
            let missing = numbers.iter_mut().filter(|number| **number == u64::from(u32::MAX));
            for (number, bytes) in missing.zip(field.chunks_exact(8)) {
                *number = super::u64_at(bytes, 0);
            }
            return;
        }
        rest = rest.get(4 + length..).unwrap_or_default();
    }
}

/// A member's own header, and where its data starts; none if there is no header.
pub(super) fn local(at: u64, source: &Source, bytes: &Bytes<'_>) -> Option<(Entry, u64)> {
    let fixed = source.read(bytes, at, 30);
    if !fixed.starts_with(b"PK\x03\x04") || fixed.len() < 30 {
        return None;
    }
    let (name_length, extra_length) = (u16_at(&fixed, 26), u16_at(&fixed, 28));
    let start = at.saturating_add(30);
    let mut name = source.read(bytes, start, u32::from(name_length));
    name.truncate(MOST_NAME);
    let extra = source.read(bytes, start.saturating_add(u64::from(name_length)), u32::from(extra_length));
    let mut wide = [u64::from(u32_at(&fixed, 22)), u64::from(u32_at(&fixed, 18))];
    widen(&mut wide, &extra);
    let [size, packed] = wide;
    let entry = Entry {
        name,
        flags: u16_at(&fixed, 6),
        method: u16_at(&fixed, 8),
        checksum: u32_at(&fixed, 14),
        packed,
        size,
        header: at,
    };
    let data = start.saturating_add(u64::from(name_length)).saturating_add(u64::from(extra_length));
    Some((entry, data))
}
