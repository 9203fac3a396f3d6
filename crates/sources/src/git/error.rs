//! What can go wrong with a repository as a whole.

use std::path::PathBuf;

/// A repository, or something of it, that cannot be used. What fails for one file is a notification instead.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is none.
    #[error("`{}` is in no git repository\nhint: run `git init`, or name a folder of a repository", .0.display())]
    NoRepository(PathBuf),
    /// It cannot be opened.
    #[error("The git repository at `{}` cannot be opened: {reason}", .folder.display())]
    Unopenable {
        /// Where it is.
        folder: PathBuf,
        /// Why.
        reason: String,
    },
    /// There is no commit yet.
    #[error("The repository has no commit yet\nhint: commit something first, or scan the files as they are")]
    NoCommit,
    /// A reference that is not even looked up.
    #[error("`{}` is no reference: it is empty, begins with `-`, or holds control characters", .0.escape_debug())]
    BadReference(String),
    /// A reference that names no commit.
    #[error(
        "`{reference}` names no commit here: {reason}\nhint: fetch it first, and name a branch of a remote with the remote \
         (`origin/main`); in GitHub Actions, check out with `fetch-depth: 0`"
    )]
    UnknownReference {
        /// As it was named.
        reference: String,
        /// Why.
        reason: String,
    },
    /// A reference and `HEAD` have no commit in common.
    #[error(
        "`{0}` and `HEAD` have no commit in common, so there is no base to compare with\nhint: name a branch that this one \
         began at"
    )]
    Unrelated(String),
    /// The same, of a clone whose history is cut.
    #[error(
        "`{0}` and `HEAD` have no commit in common in this shallow clone\nhint: fetch the history with \
         `git fetch --unshallow`; in GitHub Actions, check out with `fetch-depth: 0`"
    )]
    Shallow(String),
    /// Something of it cannot be read.
    #[error("Git's {what} cannot be read: {reason}")]
    Unreadable {
        /// What: `index`, `commit 1a2b3c4`.
        what: String,
        /// Why.
        reason: String,
    },
    /// A path of a commit that is a folder, a link or a submodule.
    #[error("`{path}` of commit {commit} is no regular file")]
    NoFile {
        /// From the root of the repository.
        path: String,
        /// The commit's id.
        commit: String,
    },
    /// A file that is larger than is read.
    #[error("{what} has {size} bytes, more than the {most} that are read")]
    TooLarge {
        /// What.
        what: String,
        /// In bytes.
        size: u64,
        /// In bytes.
        most: u64,
    },
}

impl GitError {
    /// Something that cannot be read.
    pub(super) fn unreadable(what: impl Into<String>, reason: impl std::fmt::Display) -> Self {
        GitError::Unreadable { what: what.into(), reason: one_line(reason) }
    }
}

/// A reason in one line, without the full stop at its end.
pub(super) fn one_line(reason: impl std::fmt::Display) -> String {
    let reason = reason.to_string();
    let words: Vec<&str> = reason.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_owned()
}
