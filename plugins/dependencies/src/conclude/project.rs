//! All files that name packages, and what they are to each other.

use std::collections::{BTreeMap, BTreeSet};

use secws_plugin_sdk::{Facts, Gap, Location};

use super::location;
use crate::facts::{FileFacts, Format, Package};

/// More than any chain of includes; what is past it counts as not reached.
const MOST_REACHED: usize = 1_000;

/// The files, by path.
#[derive(Debug, Default)]
pub struct Project {
    /// What each says.
    pub files: BTreeMap<String, FileFacts>,
    /// Which packages each file fixes the version of, by normal name.
    pins: BTreeMap<String, BTreeSet<String>>,
    /// Files by their folder, if they work as locks.
    locks: BTreeMap<String, Vec<String>>,
    /// Files that others reach by `-c`, and by no `-r`.
    constraints: BTreeSet<String>,
    /// Normal names that files which are no constraints ask for.
    asked_for: BTreeSet<String>,
    /// Of each manifest, where it names a package first.
    asked_by: BTreeMap<String, BTreeMap<String, usize>>,
}

/// Packages whose version is fixed somewhere else.
#[derive(Debug, Default)]
pub struct Pins<'p>(Vec<&'p BTreeSet<String>>);

impl Pins<'_> {
    /// Whether a package is among them, by its normal name.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|pins| pins.contains(name))
    }
}

impl Project {
    /// Takes all facts.
    pub fn gather(facts: &dyn Facts, gaps: &mut Vec<Gap>) -> Self {
        let mut project = Project::default();
        let own = format!("dependencies/{}", crate::facts::TOPIC);
        while let Some(fact) = facts.next() {
            if fact.fact.topic != own {
                continue;
            }
            match serde_json::from_slice(&fact.fact.data) {
                Ok(file) => project.add(fact.path, file),
                Err(_) => {
                    let message = "What was read of this file could not be read again, so its packages were not checked.";
                    gaps.push(Gap::unread(message, Some(Location::file(&fact.path))));
                }
            }
        }
        project.find_constraints();
        project.find_asked();
        project
    }

    fn add(&mut self, path: String, file: FileFacts) {
        let pinned = file.packages.iter().filter(|package| package.version.is_some() || package.reference.is_some());
        self.pins.insert(path.clone(), pinned.map(|package| package.normalized.clone()).collect());
        if file.format.is_lock() || file.compiled {
            self.locks.entry(folder(&path).to_owned()).or_default().push(path.clone());
        }
        self.files.insert(path, file);
    }

    fn find_constraints(&mut self) {
        let includes = || self.files.values().flat_map(|file| &file.includes);
        let required: BTreeSet<&str> =
            includes().filter(|include| !include.constraint).map(|include| include.path.as_str()).collect();
        let limited = includes().filter(|include| include.constraint).map(|include| include.path.as_str());
        let named = self.files.keys().map(String::as_str).filter(|path| file_name(path).starts_with("constraints"));
        let all: BTreeSet<&str> = limited.filter(|path| !file_name(path).contains("requirements")).chain(named).collect();
        self.constraints = all.difference(&required).map(|&path| path.to_owned()).collect();
    }

    /// Tells of includes whose file was not scanned.
    pub fn missing_includes(&self, gaps: &mut Vec<Gap>) {
        for (path, file) in &self.files {
            for include in file.includes.iter().filter(|include| !self.files.contains_key(&include.path)) {
                let message =
                    format!("The file `{}` that is included here was not found, so it was not looked at.", include.path);
                gaps.push(Gap::partial(message, Some(location(path, include.span))));
            }
        }
    }

    /// Whether a file only limits the versions of what others ask for.
    pub fn is_constraint(&self, path: &str) -> bool {
        self.constraints.contains(path)
    }

    fn find_asked(&mut self) {
        for (path, file) in &self.files {
            if !self.constraints.contains(path) {
                self.asked_for.extend(file.packages.iter().map(|package| package.normalized.clone()));
            }
            if is_manifest(path, file) {
                let names =
                    file.packages.iter().enumerate().rev().map(|(position, package)| (package.normalized.clone(), position));
                self.asked_by.insert(path.clone(), names.collect());
            }
        }
    }

    /// Whether some file that is no constraint asks for a package.
    pub fn is_asked_for(&self, name: &str) -> bool {
        self.asked_for.contains(name)
    }

    /// What is fixed by a lock beside a file, by the lock of the workspace that it belongs to, or by a file that it includes.
    pub fn pinned_elsewhere(&self, path: &str) -> Pins<'_> {
        let beside = self.locks.get(folder(path)).into_iter().flatten().map(String::as_str);
        let above = self.workspace_locks(path).into_iter().map(String::as_str);
        let others = beside.chain(above).chain(self.reached(path)).filter(|other| *other != path);
        Pins(others.filter_map(|other| self.pins.get(other)).collect())
    }

    /// The locks above a project that were made for it too.
    fn workspace_locks(&self, path: &str) -> Vec<&String> {
        let Some(project) = self.files.get(path).and_then(|file| file.project.as_ref()) else { return Vec::new() };
        let mut above = folder(path);
        let mut locks = Vec::new();
        while !above.is_empty() {
            above = folder(above);
            let here = self.locks.get(above).into_iter().flatten();
            locks.extend(here.filter(|lock| self.files.get(*lock).is_some_and(|file| file.members.contains(project))));
        }
        locks
    }

    /// The files that a file includes, directly or through others.
    fn reached(&self, path: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut open = vec![path];
        while let Some(next) = open.pop() {
            let includes = self.files.get(next).into_iter().flat_map(|file| &file.includes);
            for include in includes {
                if reached.len() < MOST_REACHED && reached.insert(include.path.as_str()) {
                    open.push(&include.path);
                }
            }
        }
        reached
    }

    /// Where the manifest beside a file asks for a package.
    pub fn asked_beside(&self, path: &str, name: &str) -> Option<(&str, &Package)> {
        let folder = folder(path);
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        ["pyproject.toml", "requirements.in"].iter().find_map(|manifest| {
            let (path, names) = self.asked_by.get_key_value(&format!("{start}{manifest}"))?;
            Some((path.as_str(), self.files.get(path)?.packages.get(*names.get(name)?)?))
        })
    }
}

/// Whether a file says what may be installed, and leaves it to a lock to say what is.
pub fn is_manifest(path: &str, file: &FileFacts) -> bool {
    file.format == Format::Pyproject || path.to_ascii_lowercase().ends_with(".in")
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
