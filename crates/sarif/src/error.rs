//! Why a log could not be written.

use std::io;

/// Why a log could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SarifError {
    /// What it was written to failed.
    #[error("The SARIF log could not be written: {0}.")]
    Write(#[from] io::Error),
}

impl From<serde_json::Error> for SarifError {
    /// What is serialized has no maps with other keys than strings, so only writing fails.
    fn from(error: serde_json::Error) -> Self {
        SarifError::Write(error.into())
    }
}
