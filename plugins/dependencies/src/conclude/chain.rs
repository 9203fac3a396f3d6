//! Who asks for a package: the way from one that the project asks for itself.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use super::project::Project;
use crate::facts::{Edge, FileFacts, Format, Package};

/// Longer ways are cut: nobody reads them.
const LONGEST: usize = 20;

/// The ways through one file.
#[derive(Debug)]
pub struct Chains<'f> {
    file: &'f FileFacts,
    /// By position of a package, that of one that asks for it, on a shortest way; itself where the project asks.
    parents: BTreeMap<usize, usize>,
}

/// Packages by what an edge says of them. What was met is taken out, so that no edge is slow.
#[derive(Debug, Default)]
struct Unmet<'f> {
    by_name: BTreeMap<&'f str, Vec<usize>>,
    by_version: BTreeMap<(&'f str, &'f str), Vec<usize>>,
}

impl<'f> Unmet<'f> {
    fn new(file: &'f FileFacts) -> Self {
        let mut unmet = Unmet::default();
        for (position, package) in file.packages.iter().enumerate() {
            unmet.by_name.entry(&package.normalized).or_default().push(position);
            if let Some(version) = &package.version {
                unmet.by_version.entry((&package.normalized, version)).or_default().push(position);
            }
        }
        unmet
    }

    fn take(&mut self, edge: &'f Edge) -> Vec<usize> {
        let name = edge.name.as_str();
        match &edge.version {
            Some(version) => self.by_version.remove(&(name, version.as_str())),
            None => self.by_name.remove(name),
        }
        .unwrap_or_default()
    }
}

impl<'f> Chains<'f> {
    /// Walks the file from what the project asks for, first what is always installed.
    pub fn new(path: &str, file: &'f FileFacts, project: &Project) -> Self {
        let mut direct: Vec<usize> =
            (0..file.packages.len()).filter(|&position| is_direct(position, path, file, project)).collect();
        direct.sort_by_key(|&position| file.packages.get(position).is_some_and(|package| !package.groups.is_empty()));
        let mut parents: BTreeMap<usize, usize> = direct.iter().map(|&position| (position, position)).collect();
        let mut unmet = Unmet::new(file);
        let mut open = VecDeque::from(direct);
        while let Some(position) = open.pop_front() {
            let Some(package) = file.packages.get(position) else { continue };
            for child in package.requires.iter().flat_map(|edge| unmet.take(edge)) {
                if let Entry::Vacant(entry) = parents.entry(child) {
                    entry.insert(position);
                    open.push_back(child);
                }
            }
        }
        Chains { file, parents }
    }

    /// The packages from one that the project asks for to this one, both included; only this one if no way is known.
    pub fn to(&self, position: usize) -> Vec<&'f Package> {
        let mut way = Vec::new();
        let mut next = Some(position);
        while let Some(current) = next.filter(|_| way.len() < LONGEST) {
            way.extend(self.file.packages.get(current));
            next = self.parents.get(&current).copied().filter(|&parent| parent != current);
        }
        way.reverse();
        way
    }
}

/// Poetry's lock does not say what the project asks for; the manifest beside it does.
fn is_direct(position: usize, path: &str, file: &FileFacts, project: &Project) -> bool {
    let Some(package) = file.packages.get(position) else { return false };
    match file.format {
        Format::PoetryLock => project.asked_beside(path, &package.normalized).is_some(),
        _ => package.direct,
    }
}
