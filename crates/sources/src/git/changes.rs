//! What changed.

use std::collections::HashMap;
use std::fs::File;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use gix::ObjectId;
use gix::index::entry::{Stage, Stat};
use gix::objs::Kind;
use secws_model::RepoPath;

use super::blob::bytes;
use super::error::GitError;
use super::extent::Extent;
use super::index::is_file;
use super::lookup::entry_at;
use super::renames::Renames;
use super::repository::Repository;
use crate::Root;
use crate::tree::native;

/// A larger file is taken to be changed all over, in bytes.
const LARGEST: u64 = 64 << 20;

/// What changed between a commit and the working tree, or the index. It narrows what is shown and judged: what cannot be compared
/// counts as changed.
pub struct Changes {
    repository: Arc<Repository>,
    /// The tree of what it is compared with; none if there is nothing yet, so that all is new.
    base: Option<ObjectId>,
    index: gix::worktree::Index,
    /// The working tree; none if it is the index that is compared.
    folder: Option<PathBuf>,
    description: String,
    files: Mutex<HashMap<RepoPath, Arc<OnceLock<Extent>>>>,
    renames: OnceLock<Renames>,
}

impl Changes {
    /// What the working tree changed since it began to differ from a reference: since their merge base, or, if there are several,
    /// the one that `git merge-base` names first. Files that git does not track count.
    ///
    /// # Errors
    /// There is no repository, the reference names no commit that is here, or there is no merge base.
    pub fn since(root: &Root, reference: &str) -> Result<Self, GitError> {
        let repository = Repository::open(root)?;
        let base = repository.merge_base(reference)?;
        let tree = repository.tree_of(base)?;
        let description = format!("changes since {} (merge base of {reference} and HEAD)", base.to_hex_with_len(7));
        let index = repository.index(None)?;
        Ok(Changes::new(repository, Some(tree), index, Some(root.folder().to_owned()), description))
    }

    /// What the index changes of `HEAD`. The index is the repository's, or that of a file, as [`Index::open`] has it.
    ///
    /// # Errors
    /// There is no repository, or its index or `HEAD` cannot be read.
    ///
    /// [`Index::open`]: crate::Index::open
    pub fn staged(root: &Root, file: Option<&Path>) -> Result<Self, GitError> {
        let repository = Repository::open(root)?;
        let index = repository.index(file)?;
        let (tree, description) = match repository.head() {
            Ok(head) => {
                (Some(repository.tree_of(head)?), format!("changes staged since {} (HEAD)", head.to_hex_with_len(7)))
            }
            Err(GitError::NoCommit) => (None, "changes staged for the first commit".to_owned()),
            Err(error) => return Err(error),
        };
        Ok(Changes::new(repository, tree, index, None, description))
    }

    fn new(
        repository: Arc<Repository>,
        base: Option<ObjectId>,
        index: gix::worktree::Index,
        folder: Option<PathBuf>,
        description: String,
    ) -> Self {
        Changes { repository, base, index, folder, description, files: Mutex::default(), renames: OnceLock::new() }
    }

    /// For people: `changes since 1a2b3c4 (merge base of main and HEAD)`.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Whether one of these lines, from 1, was added or changed, or stands beside one that was taken out. `content` is what was
    /// scanned; a path always has the same. A file that was renamed is compared with what it was before.
    #[must_use]
    pub fn touches(&self, path: &RepoPath, content: &[u8], lines: RangeInclusive<u32>) -> bool {
        let extent = Arc::clone(self.files.lock().unwrap_or_else(PoisonError::into_inner).entry(path.clone()).or_default());
        extent.get_or_init(|| self.extent(path.as_bytes(), content)).touches(&lines)
    }

    /// Whether a file changed at all, or was not there: for one without lines. A file that was only moved did not.
    #[must_use]
    pub fn is_changed(&self, path: &RepoPath) -> bool {
        let path = path.as_bytes();
        let Some(is) = self.recorded(path).or_else(|| self.hashed(path)) else { return true };
        match self.before(path) {
            Ok(Some(was)) => was != is,
            Ok(None) => !self.renames().is_some_and(|renames| renames.has(is)),
            Err(_) => true,
        }
    }

    fn extent(&self, path: &[u8], content: &[u8]) -> Extent {
        if content.len() as u64 > LARGEST {
            return Extent::Everything;
        }
        let was = match self.before(path) {
            Ok(Some(was)) if self.recorded(path) == Some(was) => return Extent::Nothing,
            Ok(Some(was)) => Some(was),
            Ok(None) => self.renames().and_then(|renames| renames.source(&self.repository, path, content)),
            Err(_) => None,
        };
        let read = |was| self.repository.with(|repository| bytes(repository, was, LARGEST)).ok();
        was.and_then(read).map_or(Extent::Everything, |was| Extent::between(&was, content))
    }

    /// The blob that a path had; none if it was no regular file.
    fn before(&self, path: &[u8]) -> Result<Option<ObjectId>, GitError> {
        let Some(base) = self.base else { return Ok(None) };
        let entry = self.repository.with(|repository| entry_at(repository, base, path))?;
        Ok(entry.filter(|(mode, _)| mode.is_blob()).map(|(_, id)| id))
    }

    /// The blob that the index has of a path, if it is the index that is compared, or the file is still as git has seen it. So a
    /// file whose bytes a filter changes when it is checked out is not taken to be changed.
    fn recorded(&self, path: &[u8]) -> Option<ObjectId> {
        let entry = self.index.entry_by_path_and_stage(path.into(), Stage::Unconflicted).filter(|entry| is_file(entry))?;
        if let Some(folder) = &self.folder {
            let options = gix::index::entry::stat::Options::default();
            let file = gix::index::fs::Metadata::from_path_no_follow(&folder.join(native(path)?)).ok()?;
            let stat = Stat::from_fs(&file).ok()?;
            if !file.is_file() || !entry.stat.matches(&stat, options) || entry.stat.is_racy(self.index.timestamp(), options)
            {
                return None;
            }
        }
        Some(entry.id)
    }

    /// The blob that a file of the working tree would be, as it is.
    fn hashed(&self, path: &[u8]) -> Option<ObjectId> {
        let file = self.folder.as_ref()?.join(native(path)?);
        let metadata = file.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?;
        let kind = self.repository.with(gix::Repository::object_hash);
        let mut file = File::open(file).ok()?;
        let never = AtomicBool::new(false);
        gix::objs::compute_stream_hash(kind, Kind::Blob, &mut file, metadata.len(), &mut gix::progress::Discard, &never).ok()
    }

    fn renames(&self) -> Option<&Renames> {
        let base = self.base?;
        let find = || {
            Renames::find(&self.repository, base, |path| self.is_there(path)).unwrap_or_else(|error| {
                tracing::warn!(%error, "files that were renamed are taken for new ones");
                Renames::default()
            })
        };
        Some(self.renames.get_or_init(find))
    }

    fn is_there(&self, path: &[u8]) -> bool {
        match &self.folder {
            Some(folder) => native(path).is_some_and(|path| folder.join(path).symlink_metadata().is_ok()),
            None => self.index.entry_by_path(path.into()).is_some(),
        }
    }
}

impl std::fmt::Debug for Changes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Changes").field("description", &self.description).finish_non_exhaustive()
    }
}
