//! Where settings files come from: the folder, or a commit.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use secws_sources::CommitTree;

/// The largest settings file, baseline or plugin that is read, in bytes.
const MOST: u64 = 256 << 20;

/// Where settings files come from.
#[derive(Clone)]
pub enum Files {
    /// A folder.
    Folder(PathBuf),
    /// A commit, and what it is called.
    Commit(Arc<CommitTree>, String),
}

impl Files {
    /// Reads a file, by its path from the root; none if it is not there.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        match self {
            Files::Folder(root) => from_folder(&root.join(path)),
            Files::Commit(tree, name) => {
                tree.read(path).with_context(|| format!("`{path}` of the commit `{name}` cannot be read"))
            }
        }
    }

    /// Reads a file that must be there. `what` it is: `the baseline`.
    pub fn need(&self, path: &Path, what: &str) -> Result<Vec<u8>> {
        let shown = path.display();
        let found = match (self, path.to_str()) {
            // On the command line, and in a variable, a path may lead anywhere.
            (Files::Folder(root), _) => from_folder(&root.join(path))?,
            (Files::Commit(..), Some(text)) if path.is_relative() => self.read(text)?,
            (Files::Commit(_, name), _) => bail!("{what} `{shown}` is no path within the commit `{name}`"),
        };
        match (found, self) {
            (Some(bytes), _) => Ok(bytes),
            (None, Files::Folder(_)) => bail!("{what} `{shown}` is not there"),
            (None, Files::Commit(_, name)) => bail!("{what} `{shown}` is not in the commit `{name}`"),
        }
    }

    /// The same as text.
    pub fn text(&self, path: &str) -> Result<Option<String>> {
        let bytes = self.read(path)?;
        bytes.map(|bytes| String::from_utf8(bytes).with_context(|| format!("`{path}` is no UTF-8"))).transpose()
    }
}

fn from_folder(path: &Path) -> Result<Option<Vec<u8>>> {
    let shown = path.display();
    match std::fs::metadata(path) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("`{shown}` cannot be read")),
        // A pipe would be waited for.
        Ok(metadata) if !metadata.is_file() => bail!("`{shown}` is no regular file"),
        Ok(metadata) if metadata.len() > MOST => bail!("`{shown}` has more than {MOST} bytes"),
        Ok(_) => {}
    }
    std::fs::read(path).map(Some).with_context(|| format!("`{shown}` cannot be read"))
}
