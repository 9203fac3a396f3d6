//! All inputs, then those that they request, and so on.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use secws_model::{Notification, NotificationKind, RepoPath};
use secws_sources::{Input, Source};

use super::file::{Files, Key};
use super::{ScannedFile, Scanner};

/// Files that requests may add in one run.
const REQUESTED_FILES: usize = 10_000;

/// Which plugins a file is requested for.
type Requests = BTreeMap<RepoPath, BTreeSet<u32>>;

/// Scans all inputs, and the members of containers.
pub(crate) fn scan(scanner: &Scanner<'_>, inputs: Vec<Input>) -> Vec<ScannedFile> {
    let _span = tracing::info_span!("scan").entered();
    let none = BTreeSet::new();
    let files: Vec<Vec<ScannedFile>> = inputs.into_par_iter().map(|input| scanner.scan_input(&input, &none)).collect();
    files.into_iter().flatten().collect()
}

/// Scans what the files of the current tree name, as long as something new is named.
pub(crate) fn follow_requests(scanner: &Scanner<'_>, source: &dyn Source, files: &mut Files) -> Vec<Notification> {
    let mut requested = Requests::new();
    loop {
        let round = new_requests(files, &requested, scanner.plugins.len());
        if round.is_empty() {
            return Vec::new();
        }
        if requested.len() + round.len() > REQUESTED_FILES {
            let message =
                format!("More than {REQUESTED_FILES} files are named by others; the rest of them was not followed.");
            return vec![Notification::new(NotificationKind::RequestsDropped, message)];
        }
        for (path, plugins) in &round {
            requested.entry(path.clone()).or_default().extend(plugins);
        }
        // A file that was scanned before is scanned anew by all its plugins, so that their masks join.
        let wanted: Vec<Input> = round.keys().filter_map(|path| input(path, source, files)).collect();
        let none = BTreeSet::new();
        let scanned: Vec<Vec<ScannedFile>> = wanted
            .into_par_iter()
            .map(|input| scanner.scan_input(&input, requested.get(&input.path).unwrap_or(&none)))
            .collect();
        files.extend(scanned.into_iter().flatten().map(|file| (file.key(), file)));
    }
}

/// As the tree listed it: a file that is found by its name alone does not know whether git tracks it.
fn input(path: &RepoPath, source: &dyn Source, files: &Files) -> Option<Input> {
    let mut input = source.find(path)?;
    if let Some(file) = files.get(&Key::current(path)) {
        input.origin = file.origin.clone();
    }
    Some(input)
}

/// What files request and nobody has looked at for that plugin.
fn new_requests(files: &Files, requested: &Requests, plugins: usize) -> Requests {
    let mut round = Requests::new();
    let current = files.values().filter(|file| file.origin.is_current());
    // A cache or a partial result may have been written by anybody.
    let known = |(plugin, _): &&(u32, RepoPath)| (*plugin as usize) < plugins;
    for (plugin, path) in current.flat_map(|file| &file.requests).filter(known) {
        let had = files.get(&Key::current(path)).is_some_and(|file| file.scanned_by.contains(plugin));
        if !had && !requested.get(path).is_some_and(|by| by.contains(plugin)) {
            round.entry(path.clone()).or_default().insert(*plugin);
        }
    }
    round
}
