//! Entries of trees.

use gix::objs::tree::EntryMode;
use gix::objs::{FindExt as _, TreeRefIter};
use gix::{ObjectId, bstr::ByteSlice as _};

use super::error::{GitError, one_line};

/// Levels of folders that are followed.
pub(super) const DEEPEST: usize = 1_000;
/// The longest path that is followed, in bytes.
pub(super) const LONGEST: usize = 16 * 1024;

/// What a tree, or one below it, holds at a path; none if that is not there.
///
/// # Errors
/// A tree on the way is missing or broken.
pub(super) fn entry_at(
    repository: &gix::Repository,
    tree: ObjectId,
    path: &[u8],
) -> Result<Option<(EntryMode, ObjectId)>, GitError> {
    let mut buffer = Vec::new();
    let mut parts = path.split(|&byte| byte == b'/').take(DEEPEST).peekable();
    let mut tree = tree;
    while let Some(part) = parts.next() {
        let entries = entries(repository, tree, &mut buffer)?;
        let mut found = None;
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(tree, error))?;
            if entry.filename.as_bytes() == part {
                found = Some((entry.mode, entry.oid.to_owned()));
                break;
            }
        }
        match found {
            Some(found) if parts.peek().is_none() => return Ok(Some(found)),
            Some((mode, id)) if mode.is_tree() => tree = id,
            _ => return Ok(None),
        }
    }
    Ok(None)
}

/// The entries of a tree.
///
/// # Errors
/// It is missing, broken, or no tree.
pub(super) fn entries<'a>(
    repository: &gix::Repository,
    tree: ObjectId,
    buffer: &'a mut Vec<u8>,
) -> Result<TreeRefIter<'a>, GitError> {
    repository.objects.find_tree_iter(&tree, buffer).map_err(|error| unreadable(tree, error))
}

/// A tree that cannot be read.
pub(super) fn unreadable(tree: ObjectId, reason: impl std::fmt::Display) -> GitError {
    GitError::unreadable(format!("tree {tree}"), one_line(reason))
}

/// Whether a name can be that of a file or folder. Git lets no other into a working tree, but an object may hold one.
pub(super) fn is_name(name: &[u8]) -> bool {
    !matches!(name, b"" | b"." | b"..") && !name.contains(&b'/') && !name.contains(&0)
}
