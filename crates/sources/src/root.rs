//! The folder that paths are told from.

use std::path::{Path, PathBuf};

/// A path that cannot be scanned.
#[derive(Debug, thiserror::Error)]
#[error("`{}` cannot be scanned: {error}", .path.display())]
pub struct RootError {
    /// The path as it was named.
    pub path: PathBuf,
    /// Why.
    pub error: std::io::Error,
}

/// The folder that paths are told from, and what below it is scanned.
#[derive(Debug, Clone)]
pub struct Root {
    folder: PathBuf,
    named: Vec<PathBuf>,
}

impl Root {
    /// The root of the paths that a user named: the git repository that holds them all, since that is what GitHub tells paths
    /// from; without one, the deepest folder that holds them all.
    ///
    /// # Errors
    /// A path is not there.
    pub fn of(paths: &[PathBuf]) -> Result<Self, RootError> {
        let resolve = |path: &PathBuf| path.canonicalize().map_err(|error| RootError { path: path.clone(), error });
        let named = paths.iter().map(resolve).collect::<Result<Vec<_>, _>>()?;
        let mut folder = named.first().cloned().unwrap_or_default();
        while !(folder.is_dir() && named.iter().all(|path| path.starts_with(&folder))) && folder.pop() {}
        let repository = folder.ancestors().find(|ancestor| ancestor.join(".git").exists()).map(Path::to_owned);
        Ok(Root { folder: repository.unwrap_or(folder), named })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is scanned: files, and folders with all below them.
    #[must_use]
    pub fn named(&self) -> &[PathBuf] {
        &self.named
    }
}
