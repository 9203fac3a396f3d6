//! `--watch`: scan again whenever a file changes.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use notify::{RecursiveMode, Watcher as _};

use crate::cli::Scope;
use crate::source;

/// A change is often one of several: an editor writes, renames, removes.
const SETTLED: Duration = Duration::from_millis(200);

/// Runs something now, and again after every change. What goes wrong in one run is told, and the next one tries again.
pub fn run(scope: &Scope, once: impl Fn() -> Result<()>) -> Result<ExitCode> {
    let root = source::root(scope)?;
    let (send, changes) = mpsc::channel();
    let folder = root.folder().to_owned();
    let watching = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| is_change(&event, &folder)) {
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

/// Whether files that are scanned may have changed; git's own come and go all the time.
fn is_change(event: &notify::Event, root: &std::path::Path) -> bool {
    let own = |path: &PathBuf| path.strip_prefix(root).is_ok_and(|path| path.starts_with(".git"));
    !event.kind.is_access() && !event.paths.iter().all(own)
}
