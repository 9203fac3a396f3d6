//! A repository that several threads read.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use gix::ObjectId;

use super::error::{GitError, one_line};
use crate::Root;

/// The most that one object may take in memory, in bytes.
pub(super) const LARGEST_OBJECT: u64 = 1 << 30;

/// What holds whatever the repository's own settings say. A commit graph or a replacement could tell another history than the
/// objects do; delta bases are kept for each handle, in bytes.
const SETTINGS: [&str; 4] = [
    "core.commitGraph=false",
    "core.useReplaceRefs=false",
    "core.deltaBaseCacheLimit=33554432",
    "gitoxide.objects.allocLimit=1073741824",
];

/// A repository. Each thread that reads it has a handle of its own, with its own caches.
pub(super) struct Repository {
    shared: gix::ThreadSafeRepository,
    idle: Mutex<Vec<gix::Repository>>,
    /// Held while an object is in memory that is too large for several to be there at once.
    pub(super) large: Mutex<()>,
}

impl Repository {
    /// Opens the repository of a root.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub(super) fn open(root: &Root) -> Result<Arc<Self>, GitError> {
        let folder = root.folder();
        if !folder.join(".git").exists() && !is_bare(folder) {
            return Err(GitError::NoRepository(folder.to_owned()));
        }
        let shared = options()
            .open(folder)
            .map_err(|error| GitError::Unopenable { folder: folder.to_owned(), reason: one_line(error) })?;
        if shared.refs.common_dir_resolved().join("reftable").is_dir() {
            let reason = "its references are kept as a reftable, which cannot be read yet".to_owned();
            return Err(GitError::Unopenable { folder: folder.to_owned(), reason });
        }
        Ok(Arc::new(Repository { shared, idle: Mutex::default(), large: Mutex::default() }))
    }

    /// Reads with a handle that no other thread has in the meantime.
    pub(super) fn with<T>(&self, read: impl FnOnce(&gix::Repository) -> T) -> T {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let handle = idle.unwrap_or_else(|| self.shared.to_thread_local());
        let result = read(&handle);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(handle);
        result
    }

    /// The commit that a reference names.
    ///
    /// # Errors
    /// It names none.
    pub(super) fn commit(&self, reference: &str) -> Result<ObjectId, GitError> {
        check(reference)?;
        let named = self.with(|repository| repository.rev_parse_single(reference).map(gix::Id::detach));
        self.peel(reference, named.map_err(|error| unknown(reference, error))?)
    }

    /// The commit that an object is, or that a tag is of.
    ///
    /// # Errors
    /// It is of no commit.
    pub(super) fn peel(&self, reference: &str, id: ObjectId) -> Result<ObjectId, GitError> {
        self.with(|repository| Ok(repository.find_object(id)?.peel_to_commit()?.id))
            .map_err(|error: gix::Error| unknown(reference, error))
    }

    /// The commit that `HEAD` is at.
    ///
    /// # Errors
    /// There is no commit yet, or it cannot be read.
    pub(super) fn head(&self) -> Result<ObjectId, GitError> {
        self.with(|repository| {
            let mut head = repository.head().map_err(|error| GitError::unreadable("`HEAD`", error))?;
            if head.is_unborn() {
                return Err(GitError::NoCommit);
            }
            Ok(head.peel_to_commit().map_err(|error| GitError::unreadable("`HEAD`", error))?.id)
        })
    }

    /// The tree of a commit.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn tree_of(&self, commit: ObjectId) -> Result<ObjectId, GitError> {
        self.with(|repository| Ok(repository.find_commit(commit)?.tree_id()?.detach()))
            .map_err(|error: gix::Error| GitError::unreadable(format!("commit {commit}"), error))
    }

    /// The best common ancestor of a reference and `HEAD`, as git has it.
    ///
    /// # Errors
    /// The reference names no commit, there is no commit yet, or there is no such ancestor.
    pub(super) fn merge_base(&self, reference: &str) -> Result<ObjectId, GitError> {
        let (head, base) = (self.head()?, self.commit(reference)?);
        self.with(|repository| match repository.merge_base(base, head) {
            Ok(Some(base)) => Ok(base.detach()),
            Ok(None) if repository.is_shallow().unwrap_or(false) => Err(GitError::Shallow(reference.to_owned())),
            Ok(None) => Err(GitError::Unrelated(reference.to_owned())),
            Err(error) => Err(GitError::unreadable("history", error)),
        })
    }

    /// The index: the repository's own, or that of a file, told from the root of the working tree.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn index(&self, file: Option<&Path>) -> Result<gix::worktree::Index, GitError> {
        self.with(|repository| match file {
            None => repository.index_or_empty(),
            Some(file) => {
                let file = repository.workdir().unwrap_or_else(|| repository.git_dir()).join(file);
                let options = gix::index::decode::Options {
                    alloc_limit_bytes: usize::try_from(LARGEST_OBJECT).ok(),
                    ..Default::default()
                };
                let index = gix::index::File::at(file, repository.object_hash(), false, options)?;
                Ok(gix::worktree::Index::new(index.into()))
            }
        })
        .map_err(|error| GitError::unreadable("index", error))
    }
}

impl std::fmt::Debug for Repository {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Repository").field(&self.shared.refs.git_dir()).finish()
    }
}

/// As little trust as there is: the repository's own settings decide nothing but its format.
pub(super) fn options() -> gix::open::Options {
    gix::open::Options::isolated().with(gix::sec::Trust::Reduced).config_overrides(SETTINGS)
}

/// Whether a folder is itself what `.git` is elsewhere.
fn is_bare(folder: &Path) -> bool {
    folder.join("HEAD").is_file() && folder.join("objects").is_dir() && folder.join("refs").is_dir()
}

/// Refuses what no reference can be, before anything is looked up.
///
/// # Errors
/// It is one of those.
pub(super) fn check(reference: &str) -> Result<(), GitError> {
    if reference.is_empty() || reference.starts_with('-') || reference.chars().any(char::is_control) {
        return Err(GitError::BadReference(reference.to_owned()));
    }
    Ok(())
}

/// A reference that names no commit.
pub(super) fn unknown(reference: &str, reason: impl std::fmt::Display) -> GitError {
    GitError::UnknownReference { reference: reference.to_owned(), reason: one_line(reason) }
}
