//! Tar archives, in which PyTorch's first versions and NeMo keep their models.

use secws_plugin_sdk::Gap;

use crate::look::{Place, Scan};
use crate::named::named;
use crate::source::Source;

/// A header's length, and what everything is padded to.
const BLOCK: u64 = 512;

/// How many members are looked at.
const MOST_MEMBERS: usize = 10_000;

/// Whether the first block of a file is a header.
pub(crate) fn starts(head: &[u8]) -> bool {
    head.get(257..).is_some_and(|rest| rest.starts_with(b"ustar"))
}

/// Looks at all members of an archive; whether one of them is a pickle.
pub(crate) fn look(scan: &mut Scan<'_>, source: &Source, place: &Place, depth: u8) -> bool {
    let source = match source.reachable(scan.bytes) {
        Ok(source) => source,
        Err(end) => {
            scan.unread(&source.clone(), place, &end);
            return false;
        }
    };
    let (mut at, mut pickle) = (0u64, false);
    for _ in 0..MOST_MEMBERS {
        let header = source.read(scan.bytes, at, 512);
        let Some(length) = length(&header) else { return pickle };
        let start = at.saturating_add(BLOCK);
        let name = name(&header);
        let inner = place.member(&name, named(&name));
        pickle |= scan.look(&source.part(start, length), &inner, depth + 1);
        at = start.saturating_add(length.div_ceil(BLOCK).saturating_mul(BLOCK));
    }
    let message = format!("Only the first {MOST_MEMBERS} members of the archive were looked at.");
    scan.gaps.push(Gap::unread(message, Some(scan.location(&source, place, None))));
    pickle
}

/// A member's length, in bytes; none where there is no header.
fn length(header: &[u8]) -> Option<u64> {
    if header.first().is_none_or(|&first| first == 0) {
        return None;
    }
    let field = header.get(124..136)?;
    // What does not fit into octal digits is a number with its highest bit set.
    if field.first()? & 0x80 != 0 {
        let low = field.get(4..)?;
        return Some(low.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)));
    }
    let digits = std::str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
}

fn name(header: &[u8]) -> String {
    let field = header.get(..100).unwrap_or_default();
    let end = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    crate::machine::render::plain(&String::from_utf8_lossy(field.get(..end).unwrap_or_default()), 200)
}
