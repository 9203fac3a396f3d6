//! Blobs as inputs.

use std::io::{self, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use gix::{ObjectId, objs::Kind};

use super::error::{GitError, one_line};
use super::repository::{LARGEST_OBJECT, Repository};
use crate::Content;

/// A blob that is read when its turn has come.
#[derive(Clone)]
pub(crate) struct Blob {
    repository: Arc<Repository>,
    id: Arc<str>,
}

impl Blob {
    pub(super) fn new(repository: &Arc<Repository>, id: ObjectId) -> Self {
        Blob { repository: Arc::clone(repository), id: id.to_string().into() }
    }

    /// Its id, hexadecimal.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Reads it, and checks that its bytes have its id. What is larger than `whole` goes to a file that nobody else sees.
    ///
    /// # Errors
    /// It is missing, broken or too large.
    pub(crate) fn open(&self, whole: u64) -> io::Result<Content> {
        let id = ObjectId::from_hex(self.id.as_bytes()).map_err(io::Error::other)?;
        self.repository.with(|repository| {
            let size = size(repository, id)?;
            if size > LARGEST_OBJECT {
                let message = format!("git object {id} has {size} bytes, more than the {LARGEST_OBJECT} that are read");
                return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
            }
            if size <= whole {
                return Ok(Content::of(read(repository, id)?.into()));
            }
            let _alone = self.repository.large.lock().unwrap_or_else(PoisonError::into_inner);
            let mut file = tempfile::tempfile()?;
            file.write_all(&read(repository, id)?)?;
            Ok(Content::Pieces(Mutex::new(file), size))
        })
    }
}

impl std::fmt::Debug for Blob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Blob").field(&self.id).finish()
    }
}

/// The bytes of a blob of at most so many.
///
/// # Errors
/// It is missing, broken or larger.
pub(super) fn bytes(repository: &gix::Repository, id: ObjectId, most: u64) -> Result<Vec<u8>, GitError> {
    let unreadable = |error| GitError::unreadable(format!("object {id}"), error);
    let size = size(repository, id).map_err(unreadable)?;
    if size > most {
        return Err(GitError::TooLarge { what: format!("Git object {id}"), size, most });
    }
    read(repository, id).map_err(unreadable)
}

fn size(repository: &gix::Repository, id: ObjectId) -> io::Result<u64> {
    match repository.try_find_header(id) {
        Ok(Some(header)) => Ok(header.size()),
        Ok(None) => Err(io::Error::new(
            io::ErrorKind::NotFound,
            format!("git object {id} is missing, as it may be in a shallow or partial clone"),
        )),
        Err(error) => Err(broken(id, error)),
    }
}

fn read(repository: &gix::Repository, id: ObjectId) -> io::Result<Vec<u8>> {
    let mut object = repository.find_object(id).map_err(|error| broken(id, error))?;
    if object.kind != Kind::Blob {
        return Err(broken(id, format!("it is a {}", object.kind)));
    }
    // A repository that lies about an id could make another's results be taken for those of a file that was never read.
    let is = gix::objs::compute_hash(id.kind(), Kind::Blob, &object.data).map_err(|error| broken(id, error))?;
    if is != id {
        return Err(broken(id, "its bytes have another id"));
    }
    Ok(std::mem::take(&mut object.data))
}

fn broken(id: ObjectId, reason: impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("git object {id} is broken: {}", one_line(reason)))
}
