//! Inputs, and what lists them.

use std::path::PathBuf;
use std::sync::Arc;

use secws_model::{Notification, Origin, RepoPath};

use crate::Content;

/// Where the bytes of an input are.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// In a file.
    File(PathBuf),
    /// Here.
    Bytes(Arc<[u8]>),
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
}

/// Lists inputs.
pub trait Source: Send + Sync {
    /// All of them, sorted by path.
    fn list(&self) -> Listing;

    /// One that another names, whether listed or not; none if there is no such file below the root.
    fn find(&self, path: &RepoPath) -> Option<Input>;
}
