//! Where things are.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The plugins that are built in.
pub const PLUGINS: [&str; 4] = ["code", "dependencies", "pickle", "secrets"];

/// The root of the project and the folders of its builds.
pub struct Workspace {
    /// The root.
    pub root: PathBuf,
    /// Of builds for this machine.
    pub target: PathBuf,
}

impl Workspace {
    /// The workspace that this program was built in.
    pub fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the workspace")?.to_owned();
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |target| root.join(target));
        Ok(Workspace { root, target })
    }

    /// Where the plugins' components and native code are left.
    pub fn plugins(&self) -> PathBuf {
        self.target.join("secws-plugins")
    }

    /// The cargo that runs this program, at the root.
    pub fn cargo(&self) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.root);
        cargo
    }

    /// The guests that only tests use, by their folders' names.
    pub fn test_guests(&self) -> Result<Vec<String>> {
        folders(&self.root.join("tests/guests"))
    }
}

/// Names of the folders in a folder, sorted.
pub fn folders(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in folder.read_dir().with_context(|| format!("{} cannot be listed", folder.display()))? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}
