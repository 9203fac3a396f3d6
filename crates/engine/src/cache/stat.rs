//! Whether a file is still the one that was read: size, times, inode and device, as git's index has them.
//!
//! A file can change twice within one tick of its file system's clock, so one whose times are as young as the reading itself is
//! not trusted (git calls it racy): it is read again the next time.

use std::time::{SystemTime, UNIX_EPOCH};

use secws_sources::Stat;

/// The coarsest tick of a file system's clock that is reckoned with (FAT has two seconds), in nanoseconds.
const TICK: i128 = 2_000_000_000;

/// Now, in nanoseconds since 1970.
pub(super) fn now() -> i128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| i128::try_from(since.as_nanos()).unwrap_or(i128::MAX))
}

/// Whether a file with these times that is read at that time can be told from a later one.
pub(super) fn is_settled(stat: &Stat, read: i128) -> bool {
    stat.modified.max(stat.changed) + TICK <= read
}

/// As it is kept.
pub(super) fn encode(stat: &Stat) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(56);
    bytes.extend(stat.size.to_le_bytes());
    bytes.extend(stat.modified.to_le_bytes());
    bytes.extend(stat.changed.to_le_bytes());
    bytes.extend(stat.inode.to_le_bytes());
    bytes.extend(stat.device.to_le_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_as_young_as_its_reading_is_not_trusted() {
        let stat = Stat { size: 1, modified: 5 * TICK, changed: 7 * TICK, inode: 1, device: 1 };
        assert!(!is_settled(&stat, 7 * TICK));
        assert!(!is_settled(&stat, 8 * TICK - 1));
        assert!(is_settled(&stat, 8 * TICK));
        assert!(!is_settled(&stat, 0));
    }
}
