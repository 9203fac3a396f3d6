//! What git tracks.

use std::collections::BTreeSet;
use std::path::Path;

use gix::index::entry::Mode;

use super::repository::options;

/// Paths from the root, as bytes, of the regular files that git tracks; none where there is no repository.
///
/// # Errors
/// There is a repository, and its index cannot be read: a sentence.
pub(crate) fn tracked(root: &Path) -> Result<Option<BTreeSet<Vec<u8>>>, String> {
    if !root.join(".git").exists() {
        return Ok(None);
    }
    let repository = gix::open_opts(root, options()).map_err(|error| error.to_string())?;
    let index = repository.index_or_empty().map_err(|error| error.to_string())?;
    let files = index.entries().iter().filter(|entry| entry.mode.contains(Mode::FILE));
    Ok(Some(files.map(|entry| entry.path(&index).to_vec()).collect()))
}
