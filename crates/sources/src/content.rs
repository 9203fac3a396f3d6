//! The bytes of an input.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The bytes of an input: all of them, or a file to read pieces of.
#[derive(Debug)]
pub enum Content {
    /// All of it.
    Whole(Arc<[u8]>),
    /// A file that is too large for that, and its size.
    Pieces(Mutex<File>, u64),
}

impl Content {
    /// Bytes that are there already.
    #[must_use]
    pub fn of(bytes: Arc<[u8]>) -> Self {
        Content::Whole(bytes)
    }

    /// Opens a regular file, without following a link and without waiting for a writer.
    ///
    /// # Errors
    /// It cannot be opened or read, or is something else.
    pub(crate) fn open(path: &Path, whole: u64) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true);
        #[cfg(unix)]
        {
            use rustix::fs::OFlags;
            use std::os::unix::fs::OpenOptionsExt as _;
            let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
        }
        let file = options.open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
        }
        if metadata.len() > whole {
            return Ok(Content::Pieces(Mutex::new(file), metadata.len()));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default().saturating_add(1));
        // A file that grows while it is read is cut, not followed.
        file.take(whole.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > whole {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it grew while it was read"));
        }
        Ok(Content::Whole(bytes.into()))
    }

    /// In bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self {
            Content::Whole(bytes) => bytes.len() as u64,
            Content::Pieces(_, size) => *size,
        }
    }

    /// All of it, if it was small enough to be read.
    #[must_use]
    pub fn whole(&self) -> Option<&Arc<[u8]>> {
        match self {
            Content::Whole(bytes) => Some(bytes),
            Content::Pieces(..) => None,
        }
    }

    /// At most `length` bytes from `offset`; fewer at the end, none past it.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn read(&self, offset: u64, length: u32) -> io::Result<Vec<u8>> {
        match self {
            Content::Whole(bytes) => {
                let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
                let end = start.saturating_add(length as usize).min(bytes.len());
                Ok(bytes[start..end].to_vec())
            }
            Content::Pieces(file, size) => {
                if offset >= *size {
                    return Ok(Vec::new());
                }
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(offset))?;
                let mut piece = Vec::new();
                Read::take(&mut *file, u64::from(length).min(size - offset)).read_to_end(&mut piece)?;
                Ok(piece)
            }
        }
    }
}
