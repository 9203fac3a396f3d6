//! Makes the embedded snapshot of advisories.

use std::path::Path;

use anyhow::Result;

use crate::workspace::Workspace;

/// Makes it from a zip of OSV records.
pub fn run(workspace: &Workspace, file: &Path) -> Result<()> {
    let to = workspace.root.join("crates/advisories/snapshot/advisories.zip");
    let summary = secws_advisories::snapshot::make(file, &to)?;
    eprintln!("{summary:?}");
    Ok(())
}
