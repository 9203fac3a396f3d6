//! What of a repository a user named.

use std::borrow::Cow;
use std::path::Path;

use crate::Root;

/// The part of a repository that is looked at.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// Paths as git has them, none below another; none at all for everything.
    prefixes: Vec<Vec<u8>>,
}

impl Scope {
    /// What was named below a root.
    pub(super) fn of(root: &Root) -> Self {
        let relative = root.named().iter().filter_map(|named| named.strip_prefix(root.folder()).ok());
        let mut prefixes: Vec<Vec<u8>> = relative.map(|path| git_path(path).into_owned()).collect();
        prefixes.sort();
        prefixes.dedup_by(|path, above| is_below(path, above));
        Scope { prefixes: if prefixes.iter().any(Vec::is_empty) { Vec::new() } else { prefixes } }
    }

    /// All of it.
    pub(super) fn whole() -> Self {
        Scope { prefixes: Vec::new() }
    }

    /// The paths, none for everything.
    pub(super) fn prefixes(&self) -> &[Vec<u8>] {
        &self.prefixes
    }

    /// Whether a file is in it.
    pub(super) fn holds(&self, path: &[u8]) -> bool {
        self.prefixes.is_empty() || self.prefixes.iter().any(|prefix| is_below(path, prefix))
    }
}

/// Whether a path is another, or below that.
fn is_below(path: &[u8], above: &[u8]) -> bool {
    match path.strip_prefix(above) {
        Some(rest) => rest.is_empty() || above.is_empty() || rest.first() == Some(&b'/'),
        None => false,
    }
}

#[cfg(unix)]
fn git_path(path: &Path) -> Cow<'_, [u8]> {
    use std::os::unix::ffi::OsStrExt as _;
    path.as_os_str().as_bytes().into()
}

#[cfg(not(unix))]
fn git_path(path: &Path) -> Cow<'_, [u8]> {
    path.to_string_lossy().replace('\\', "/").into_bytes().into()
}
