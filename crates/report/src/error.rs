//! Why a report could not be written.

use std::io;
use std::path::PathBuf;

use crate::escape;

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// What it was written to failed.
    #[error("The report could not be written: {0}.")]
    Write(#[source] io::Error),
    /// The file could not be written.
    #[error("The report could not be written to `{}`: {source}.", escape::name(&path.to_string_lossy()))]
    File {
        /// The file, as it was named.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl ReportError {
    /// What went wrong below, to tell a reader that went away ([`io::ErrorKind::BrokenPipe`]) from a full disk.
    #[must_use]
    pub fn kind(&self) -> io::ErrorKind {
        match self {
            ReportError::Write(error) | ReportError::File { source: error, .. } => error.kind(),
        }
    }
}
