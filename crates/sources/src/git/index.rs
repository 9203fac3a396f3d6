//! The index: what the next commit would hold.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use gix::ObjectId;
use gix::index::Entry;
use gix::index::entry::{Flags, Mode, Stage};
use secws_model::{Notification, NotificationKind, Origin, RepoPath};

use super::blob::Blob;
use super::error::GitError;
use super::lookup::is_name;
use super::repository::Repository;
use super::scope::Scope;
use super::sightings::walk_files;
use crate::Root;
use crate::input::{Input, Listing, Place, Source};

/// Files of the index that one repository may have below folders that are not checked out.
const SPARSE_FILES: usize = 1_000_000;

/// The regular files of the index, with the bytes that are in it rather than those of the working tree. Neither links, submodules
/// nor files that are only meant to be added are among them.
pub struct Index {
    repository: Arc<Repository>,
    scope: Scope,
    index: gix::worktree::Index,
}

impl Index {
    /// The index of a root's repository, or that of a file, told from the root of the working tree: git names one in
    /// `GIT_INDEX_FILE` when it runs a hook. Only what the root names is listed.
    ///
    /// # Errors
    /// There is no repository, or its index cannot be read.
    pub fn open(root: &Root, file: Option<&Path>) -> Result<Self, GitError> {
        let repository = Repository::open(root)?;
        let index = repository.index(file)?;
        Ok(Index { repository, scope: Scope::of(root), index })
    }

    fn input(&self, path: &[u8], blob: ObjectId) -> Input {
        Input {
            path: RepoPath::from_bytes(path),
            origin: Origin::Tree { tracked: true },
            place: Place::Blob(Blob::new(&self.repository, blob)),
        }
    }

    /// The files of a folder that a sparse index holds as one entry.
    fn sparse(&self, folder: &[u8], tree: ObjectId, listing: &mut Listing) {
        let folder = folder.strip_suffix(b"/").unwrap_or(folder);
        let files = self.repository.with(|repository| walk_files(repository, tree, folder, SPARSE_FILES));
        match files {
            Ok(files) => {
                let named = files.iter().filter(|(path, _)| self.scope.holds(path));
                listing.inputs.extend(named.map(|(path, id)| self.input(path, *id)));
            }
            Err(error) => {
                let notification = Notification::new(NotificationKind::UnreadableInput, format!("{error}."));
                listing.notifications.push(notification.path(&RepoPath::from_bytes(folder)));
            }
        }
    }
}

impl Source for Index {
    fn list(&self) -> Listing {
        let mut listing = Listing::default();
        let mut unmerged = BTreeSet::new();
        for entry in self.index.entries() {
            let path: &[u8] = entry.path(&self.index);
            if entry.mode == Mode::DIR {
                self.sparse(path, entry.id, &mut listing);
            } else if !self.scope.holds(path) {
                continue;
            } else if entry.stage() != Stage::Unconflicted {
                unmerged.insert(path);
            } else if is_file(entry) && path.split(|&byte| byte == b'/').all(is_name) {
                listing.inputs.push(self.input(path, entry.id));
            }
        }
        listing.notifications.extend(unmerged.into_iter().map(|path| {
            let message = "The file is in conflict, so what will be committed is not known: resolve it, and `git add` it.";
            Notification::new(NotificationKind::UnreadableInput, message).path(&RepoPath::from_bytes(path))
        }));
        listing.inputs.sort_by(|a, b| a.path.cmp(&b.path));
        listing
    }

    fn find(&self, path: &RepoPath) -> Option<Input> {
        let entry = self.index.entry_by_path_and_stage(path.as_bytes().into(), Stage::Unconflicted)?;
        is_file(entry).then(|| self.input(path.as_bytes(), entry.id))
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("repository", &self.repository).field("scope", &self.scope).finish_non_exhaustive()
    }
}

/// Whether an entry is a regular file that is in the index with its bytes.
pub(super) fn is_file(entry: &Entry) -> bool {
    matches!(entry.mode, Mode::FILE | Mode::FILE_EXECUTABLE) && !entry.flags.contains(Flags::INTENT_TO_ADD)
}
