//! Inputs, and what lists them.

use std::path::PathBuf;
use std::sync::Arc;

use secws_model::{Notification, Origin, RepoPath};

use crate::git::Blob;
use crate::{Content, Stat};

/// Where the bytes of an input are.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// In a file.
    File(PathBuf),
    /// Here.
    Bytes(Arc<[u8]>),
    /// In a git repository.
    Blob(Blob),
}

/// Something to scan.
#[derive(Debug, Clone)]
pub struct Input {
    /// From the root.
    pub path: RepoPath,
    /// Where it comes from.
    pub origin: Origin,
    pub(crate) place: Place,
}

impl Input {
    /// Opens it: one of at most `whole` bytes is read, a larger one is read in pieces.
    ///
    /// # Errors
    /// It cannot be read, is gone, or is no regular file any more.
    pub fn open(&self, whole: u64) -> std::io::Result<Content> {
        match &self.place {
            Place::File(path) => Content::open(path, whole),
            Place::Bytes(bytes) => Ok(Content::of(Arc::clone(bytes))),
            Place::Blob(blob) => blob.open(whole),
        }
    }

    /// The hexadecimal id of the git object whose bytes it has, known without reading them.
    #[must_use]
    pub fn blob(&self) -> Option<&str> {
        match &self.place {
            Place::Blob(blob) => Some(blob.id()),
            _ => None,
        }
    }

    /// What the file system tells of it without opening it; none if it is no file there.
    #[must_use]
    pub fn stat(&self) -> Option<Stat> {
        match &self.place {
            Place::File(path) => Stat::of(path),
            _ => None,
        }
    }
}

/// What a source holds.
#[derive(Debug, Default)]
pub struct Listing {
    /// By path.
    pub inputs: Vec<Input>,
    /// What could not be listed.
    pub notifications: Vec<Notification>,
    /// Files that were left out because somebody excludes them.
    pub excluded: u64,
}

/// Lists inputs.
pub trait Source: Send + Sync {
    /// All of them, sorted by path.
    fn list(&self) -> Listing;

    /// One that another names, whether listed or not; none if there is no such file below the root.
    fn find(&self, path: &RepoPath) -> Option<Input>;
}
