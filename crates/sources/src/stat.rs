//! What a file system tells of a file without opening it.

/// Enough to tell whether a file is still the one that was read, short of reading it again. Where a system has none of a value,
/// it is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// In bytes.
    pub size: u64,
    /// When its bytes were last written, in nanoseconds since 1970.
    pub modified: i128,
    /// When anything of it was last changed, its times among it: nobody can set this one back.
    pub changed: i128,
    /// Its number in its file system.
    pub inode: u64,
    /// Its file system.
    pub device: u64,
}

impl Stat {
    /// Of a regular file, a link not followed.
    pub(crate) fn of(path: &std::path::Path) -> Option<Self> {
        let metadata = path.symlink_metadata().ok()?;
        metadata.is_file().then(|| Stat::from(&metadata))
    }
}

#[cfg(unix)]
impl From<&std::fs::Metadata> for Stat {
    fn from(metadata: &std::fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Stat {
            size: metadata.len(),
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
            device: metadata.dev(),
        }
    }
}

#[cfg(not(unix))]
impl From<&std::fs::Metadata> for Stat {
    fn from(metadata: &std::fs::Metadata) -> Self {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let modified = since.map_or(i128::MAX / 2, |since| i128::try_from(since.as_nanos()).unwrap_or(i128::MAX / 2));
        Stat { size: metadata.len(), modified, changed: modified, inode: 0, device: 0 }
    }
}
