//! `uv.lock`, versions 1 of all revisions, and the locks of scripts.

use std::collections::{BTreeMap, BTreeSet};

use super::registry::Registries;
use crate::address;
use crate::facts::{Edge, Package, Place, Reference, Source};
use crate::names;
use crate::reading::Reading;
use crate::toml_document::{Document, Node};

/// Reads all packages, and which of them the project itself asks for.
pub fn read(document: &Document<'_>, reading: &mut Reading) {
    let mut lock = Lock::default();
    for root in document.roots() {
        check_version(root, reading);
        if let Some(requires_python) = root.text("requires-python") {
            reading.facts.requires_python = Some(requires_python.to_owned());
        }
        lock.manifest(root);
        // Called so in the first months of the format.
        let packages = root.get("package").or_else(|| root.get("distribution"));
        for package in packages.into_iter().flat_map(Node::items) {
            lock.package(package, reading);
        }
    }
    lock.registries.settle(&mut reading.facts.packages);
    lock.mark_direct(&mut reading.facts.packages);
    reading.facts.members = lock.members.into_iter().collect();
}

fn check_version(root: Node<'_>, reading: &mut Reading) {
    if let (Some(version), Some(node)) = (root.number("version"), root.get("version"))
        && version != "1"
    {
        reading.lost(Some(node.place()), "The lock is of a version that is not known; it was read as version 1.");
    }
}

#[derive(Debug, Default)]
struct Lock {
    members: BTreeSet<String>,
    /// What the members ask for, by normal name.
    wanted: BTreeMap<String, Vec<Wanted>>,
    registries: Registries,
}

#[derive(Debug)]
struct Wanted {
    version: Option<String>,
    group: Option<String>,
}

impl Lock {
    fn manifest(&mut self, root: Node<'_>) {
        let members = root.at(&["manifest", "members"]).into_iter().flat_map(Node::items);
        self.members.extend(members.filter_map(Node::words).map(|name| names::normalize(name.value)));
        // The lock of a script has no package that stands for the script.
        for requirement in root.at(&["manifest", "requirements"]).into_iter().flat_map(Node::items) {
            self.want(requirement, None);
        }
    }

    fn want(&mut self, edge: Node<'_>, group: Option<&str>) {
        if let Some(edge_to) = edge_of(edge) {
            let wanted = Wanted { version: edge_to.version, group: group.map(str::to_owned) };
            self.wanted.entry(edge_to.name).or_default().push(wanted);
        }
    }

    fn package(&mut self, node: Node<'_>, reading: &mut Reading) {
        let Some(name) = node.get("name").and_then(Node::words).filter(|name| names::is_valid(name.value)) else {
            reading.lost(Some(node.place()), "A package of the lock has no name, so it was not looked at.");
            return;
        };
        let version = node.get("version").and_then(Node::words);
        let mut package = Package {
            name: name.value.to_owned(),
            normalized: names::normalize(name.value),
            version: version.map(|version| version.value.to_owned()),
            span: version.map_or(name.place(), |version| join(name.place(), version.place())),
            requires: edges(node),
            ..Package::default()
        };
        let is_member =
            self.source(node, reading.facts.packages.len(), &mut package) || self.members.contains(&package.normalized);
        if is_member {
            self.members.insert(package.normalized.clone());
            self.want_all(node);
        } else if package.version.is_none() && package.source == Source::Index {
            reading.lost(Some(package.span), "A package of the lock has no version, so it was not looked at.");
        }
        reading.add(package);
    }

    /// Takes over where the package is from; whether it is a project of this repository.
    fn source(&mut self, node: Node<'_>, position: usize, package: &mut Package) -> bool {
        let Some(source) = node.get("source") else { return false };
        if let Some(address) = source.text("registry") {
            self.registries.note(position, address);
        } else if let Some(address) = source.text("git") {
            package.source = Source::Vcs;
            // uv writes the commit that it found after a `#`, whatever was asked for.
            let commit = address.rsplit_once('#').map_or("", |(_, commit)| commit);
            package.reference = Some(if commit.is_empty() { Reference::Moving } else { Reference::Commit });
        } else if let Some(address) = source.text("url") {
            package.source = address::read(address).source;
        } else {
            package.source = Source::Path;
        }
        source.get("virtual").is_some() || source.get("editable").is_some()
    }

    fn want_all(&mut self, node: Node<'_>) {
        for edge in node.get("dependencies").into_iter().flat_map(Node::items) {
            self.want(edge, None);
        }
        for (table, kind) in
            [("optional-dependencies", "extra"), ("dev-dependencies", "group"), ("dependency-groups", "group")]
        {
            for (name, list) in node.get(table).into_iter().flat_map(Node::entries) {
                let group = format!("{kind}:{}", name.value);
                list.items().for_each(|edge| self.want(edge, Some(&group)));
            }
        }
    }

    fn mark_direct(&self, packages: &mut [Package]) {
        for package in packages.iter_mut().filter(|package| !self.members.contains(&package.normalized)) {
            let wanted = self.wanted.get(&package.normalized).into_iter().flatten();
            let wanted: Vec<_> = wanted.filter(|one| one.version.is_none() || one.version == package.version).collect();
            package.direct = !wanted.is_empty();
            if wanted.iter().all(|one| one.group.is_some()) {
                let groups: BTreeSet<String> = wanted.iter().filter_map(|one| one.group.clone()).collect();
                package.groups = groups.into_iter().collect();
            }
        }
    }
}

fn edges(node: Node<'_>) -> Vec<Edge> {
    let extras = node.get("optional-dependencies").into_iter().flat_map(Node::entries).flat_map(|(_, list)| list.items());
    let all = node.get("dependencies").into_iter().flat_map(Node::items).chain(extras);
    all.filter_map(edge_of).collect()
}

fn edge_of(node: Node<'_>) -> Option<Edge> {
    let name = names::normalize(node.text("name")?);
    Some(Edge { name, version: node.text("version").map(str::to_owned) })
}

/// From the start of the first to the end of the last.
pub fn join(a: Place, b: Place) -> Place {
    (a.0.min(b.0), a.1.max(b.1))
}
