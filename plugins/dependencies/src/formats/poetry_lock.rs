//! `poetry.lock` of all versions.

use super::registry::Registries;
use super::uv_lock::join;
use crate::address;
use crate::facts::{Edge, Package, Reference, Source};
use crate::names;
use crate::reading::Reading;
use crate::toml_document::{Document, Node};

/// Reads all packages. Which of them the project asks for is said by its manifest only.
pub fn read(document: &Document<'_>, reading: &mut Reading) {
    let mut registries = Registries::default();
    for root in document.roots() {
        if let Some(requires_python) = root.at(&["metadata"]).and_then(|metadata| metadata.text("python-versions")) {
            reading.facts.requires_python = Some(requires_python.to_owned());
        }
        check_version(root, reading);
        for package in root.get("package").into_iter().flat_map(Node::items) {
            read_package(package, &mut registries, reading);
        }
    }
    registries.settle(&mut reading.facts.packages);
}

fn check_version(root: Node<'_>, reading: &mut Reading) {
    let Some(version) = root.at(&["metadata", "lock-version"]).and_then(Node::words) else { return };
    if !matches!(version.value.split('.').next(), Some("1" | "2")) {
        reading.lost(Some(version.place()), "The lock is of a version that is not known; it was read as version 2.");
    }
}

fn read_package(node: Node<'_>, registries: &mut Registries, reading: &mut Reading) {
    let words = |key| node.get(key).and_then(Node::words);
    let (Some(name), Some(version)) = (words("name").filter(|name| names::is_valid(name.value)), words("version")) else {
        reading.lost(Some(node.place()), "A package of the lock has no name or no version, so it was not looked at.");
        return;
    };
    let mut package = Package {
        name: name.value.to_owned(),
        normalized: names::normalize(name.value),
        version: Some(version.value.to_owned()),
        span: join(name.place(), version.place()),
        marker: marker(node),
        groups: groups(node),
        requires: edges(node),
        ..Package::default()
    };
    source(node, reading.facts.packages.len(), &mut package, registries);
    reading.add(package);
}

fn source(node: Node<'_>, position: usize, package: &mut Package, registries: &mut Registries) {
    let Some(source) = node.get("source") else {
        registries.note_public();
        return;
    };
    let address = source.text("url").unwrap_or_default();
    match source.text("type").unwrap_or_default() {
        "legacy" => registries.note(position, address),
        "git" => {
            package.source = Source::Vcs;
            package.reference = source.text("resolved_reference").or(source.text("reference")).map(address::reference_kind);
            package.reference.get_or_insert(Reference::Moving);
        }
        "url" => package.source = address::read(address).source,
        _ => package.source = Source::Path,
    }
}

/// A text, or since lock version 2.1 also one for each group.
fn marker(node: Node<'_>) -> Option<String> {
    let markers = node.get("markers")?;
    if let Some(words) = markers.words() {
        return Some(words.value.to_owned());
    }
    let each: Vec<_> =
        markers.entries().filter_map(|(_, value)| value.words()).map(|words| format!("({})", words.value)).collect();
    (!each.is_empty()).then(|| each.join(" or "))
}

/// `groups` since lock version 2.1, `category` before Poetry 1.5. Between them the lock does not say.
fn groups(node: Node<'_>) -> Vec<String> {
    let named: Vec<_> =
        node.get("groups").into_iter().flat_map(Node::items).filter_map(Node::words).map(|group| group.value).collect();
    let all = if named.is_empty() { node.text("category").into_iter().collect() } else { named };
    if all.contains(&"main") { Vec::new() } else { all.into_iter().map(|group| format!("group:{group}")).collect() }
}

fn edges(node: Node<'_>) -> Vec<Edge> {
    let table = node.get("dependencies").into_iter().flat_map(Node::entries);
    table.map(|(name, _)| Edge { name: names::normalize(name.value), version: None }).collect()
}
