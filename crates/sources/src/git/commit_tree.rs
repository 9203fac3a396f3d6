//! Files as a commit has them.

use std::sync::Arc;

use gix::ObjectId;

use super::blob::bytes;
use super::error::GitError;
use super::lookup::entry_at;
use super::repository::Repository;
use crate::Root;

/// The largest file that is read, in bytes.
const LARGEST_FILE: u64 = 64 << 20;

/// The files of a commit.
#[derive(Debug)]
pub struct CommitTree {
    repository: Arc<Repository>,
    commit: ObjectId,
    tree: ObjectId,
}

impl CommitTree {
    /// Those of the commit that a reference names.
    ///
    /// # Errors
    /// There is no repository, or the reference names no commit that is here.
    pub fn open(root: &Root, reference: &str) -> Result<Self, GitError> {
        let repository = Repository::open(root)?;
        let commit = repository.commit(reference)?;
        CommitTree::of(repository, commit)
    }

    /// Those of the best common ancestor of a reference and `HEAD`.
    ///
    /// # Errors
    /// There is no repository, the reference names no commit that is here, or there is no such ancestor.
    pub fn merge_base(root: &Root, reference: &str) -> Result<Self, GitError> {
        let repository = Repository::open(root)?;
        let commit = repository.merge_base(reference)?;
        CommitTree::of(repository, commit)
    }

    fn of(repository: Arc<Repository>, commit: ObjectId) -> Result<Self, GitError> {
        let tree = repository.tree_of(commit)?;
        Ok(CommitTree { repository, commit, tree })
    }

    /// The commit's id, whole.
    #[must_use]
    pub fn id(&self) -> String {
        self.commit.to_string()
    }

    /// The bytes of a file, told from the root of the repository; none if there is no such file.
    ///
    /// # Errors
    /// It is a folder, a link or a submodule, is larger than 64 MiB, or cannot be read.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, GitError> {
        self.repository.with(|repository| match entry_at(repository, self.tree, path.as_bytes())? {
            None => Ok(None),
            Some((mode, id)) if mode.is_blob() => bytes(repository, id, LARGEST_FILE).map(Some),
            Some(_) => Err(GitError::NoFile { path: path.to_owned(), commit: self.id() }),
        })
    }
}
