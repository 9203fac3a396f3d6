//! `--watch`: scan again whenever a file changes.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use notify::{RecursiveMode, Watcher as _};

use crate::cli::Scope;
use crate::source;

/// A change is often one of several: an editor writes, renames, removes.
const SETTLED: Duration = Duration::from_millis(200);

/// Runs something now, and again after every change. What goes wrong in one run is told, and the next one tries again. `written`:
/// files that a run writes, which are no change.
pub fn run(scope: &Scope, written: &[PathBuf], once: impl Fn() -> Result<()>) -> Result<ExitCode> {
    let root = source::root(scope)?;
    let written: Vec<PathBuf> = written.iter().filter_map(|path| resolved(path)).collect();
    let (send, changes) = mpsc::channel();
    let folder = root.folder().to_owned();
    let watching = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| is_change(&event, &folder, &written)) {
            // Nobody listens any more when the program ends.
            let _ = send.send(());
        }
    };
    let mut watcher = notify::recommended_watcher(watching).context("changes cannot be watched")?;
    watcher.watch(root.folder(), RecursiveMode::Recursive).context("changes cannot be watched")?;
    loop {
        if let Err(error) = once() {
            eprintln!("error: {error:#}");
        }
        eprintln!("watching {} for changes; Ctrl-C ends it", root.folder().display());
        if changes.recv().is_err() {
            return Ok(ExitCode::SUCCESS);
        }
        while changes.recv_timeout(SETTLED) != Err(RecvTimeoutError::Timeout) {}
    }
}

/// Whether files that are scanned may have changed: neither git's own, which come and go all the time, nor what a run writes.
fn is_change(event: &notify::Event, root: &Path, written: &[PathBuf]) -> bool {
    let own = |path: &PathBuf| {
        let of_git = path.strip_prefix(root).is_ok_and(|path| path.starts_with(".git"));
        of_git || written.contains(path) || is_half_written(path)
    };
    !event.kind.is_access() && !event.paths.iter().all(own)
}

/// A report on its way to its name.
fn is_half_written(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.starts_with(".secws-") && name.ends_with(".tmp")
}

/// As events name it; the file itself need not be there yet.
fn resolved(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(folder.canonicalize().ok()?.join(path.file_name()?))
}
