//! Members that a zip's directory does not name: what lies between those that it does.

use crate::look::{Place, Scan};
use crate::named::named;
use crate::source::Source;

use super::{Archive, entry, reading, shown};

/// How many are followed.
const MOST: usize = 1_000;

/// How long what may follow a member's data is, in bytes: with or without a signature, in 32 or in 64 bits.
const DESCRIPTORS: [u64; 5] = [0, 12, 16, 20, 24];

/// Looks at the members in all gaps up to `end`, where the directory starts.
pub(super) fn look(
    scan: &mut Scan<'_>,
    archive: &mut Archive,
    source: &Source,
    end: u64,
    place: &Place,
    depth: u8,
    only_these: bool,
) {
    archive.covered.sort_unstable();
    let mut gaps = Vec::new();
    let mut from = 0;
    for &(start, stop) in &archive.covered {
        if start > from {
            gaps.push((from, start));
        }
        from = from.max(stop);
    }
    gaps.push((from, end));
    let mut left = MOST;
    for (from, to) in gaps {
        walk(scan, archive, source, (from, to), place, depth, (&mut left, only_these));
    }
}

/// Follows one header after the other.
fn walk(
    scan: &mut Scan<'_>,
    archive: &mut Archive,
    source: &Source,
    (mut from, to): (u64, u64),
    place: &Place,
    depth: u8,
    (left, only_these): (&mut usize, bool),
) {
    while from < to && *left > 0 {
        *left -= 1;
        let starts = DESCRIPTORS.iter().map(|length| from.saturating_add(*length)).filter(|&start| start < to);
        let found = starts.filter_map(|start| entry::local(start, source, scan.bytes)).next();
        let Some((entry, data)) = found else { return };
        let known = !entry.is_streamed();
        let length = if known { entry.packed } else { to.saturating_sub(data) };
        let inner = place.member(&shown(&entry.name), named(&String::from_utf8_lossy(&entry.name)));
        let pickle = reading(scan, archive, source.part(data, length), entry.method, &inner, depth);
        archive.pickles += u64::from(pickle);
        if !only_these {
            archive.say(&entry.name, entry.header, "The archive's directory does not name this member.");
        }
        from = data.saturating_add(length);
    }
}
