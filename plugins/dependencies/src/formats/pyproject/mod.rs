//! `pyproject.toml`: what a project asks for, by the standards and by the tables of its tools.

mod indexes;
mod lists;
mod poetry;

use std::collections::BTreeMap;

use crate::address;
use crate::facts::{Reference, Source};
use crate::formats::requirements;
use crate::names;
use crate::reading::Reading;
use crate::toml_document::{Document, Node};

/// Reads all tables that name packages.
pub fn read(document: &Document<'_>, reading: &mut Reading) {
    for root in document.roots() {
        project(root, reading);
        lists::read(root, reading);
        poetry::read(root, reading);
        indexes::read(root, reading);
        included_files(root, reading);
    }
    for root in document.roots() {
        uv_sources(root, reading);
    }
}

fn project(root: Node<'_>, reading: &mut Reading) {
    for keys in [&["project"][..], &["tool", "poetry"][..]] {
        let Some(table) = root.at(keys) else { continue };
        if let Some(name) = table.text("name") {
            reading.facts.project.get_or_insert_with(|| names::normalize(name));
        }
        if let Some(requires_python) = table.text("requires-python") {
            reading.facts.requires_python.get_or_insert_with(|| requires_python.to_owned());
        }
    }
}

/// setuptools lets files hold the dependencies, as a text or an array of texts.
fn included_files(root: Node<'_>, reading: &mut Reading) {
    let Some(dynamic) = root.at(&["tool", "setuptools", "dynamic"]) else { return };
    let extras = dynamic.get("optional-dependencies").into_iter().flat_map(Node::entries).map(|(_, value)| value);
    for file in dynamic.get("dependencies").into_iter().chain(extras).filter_map(|value| value.get("file")) {
        for words in file.words().into_iter().chain(file.items().filter_map(Node::words)) {
            requirements::include(words.value, false, words.place(), reading);
        }
    }
}

/// `[tool.uv.sources]` says where packages come from instead.
fn uv_sources(root: Node<'_>, reading: &mut Reading) {
    let sources: BTreeMap<String, (Source, Option<Reference>)> = root
        .at(&["tool", "uv", "sources"])
        .into_iter()
        .flat_map(Node::entries)
        .filter_map(|(name, value)| Some((names::normalize(name.value), uv_source(value)?)))
        .collect();
    for package in &mut reading.facts.packages {
        if let Some((source, reference)) = sources.get(&package.normalized) {
            package.source = *source;
            package.reference = *reference;
        }
    }
}

/// None where the package may still come from the public index, for one of several conditions.
fn uv_source(value: Node<'_>) -> Option<(Source, Option<Reference>)> {
    if !value.is_table() {
        let each: Vec<_> = value.items().map(uv_source).collect();
        return each.first().copied().flatten().filter(|_| each.iter().all(Option::is_some));
    }
    if value.get("git").is_some() {
        return Some((Source::Vcs, Some(reference(value))));
    }
    if let Some(url) = value.text("url") {
        return Some((address::read(url).source, None));
    }
    if value.get("path").is_some() || value.flag("workspace") == Some(true) {
        return Some((Source::Path, None));
    }
    value
        .get("index")
        .map(|_| (Source::OtherIndex, None))
        .filter(|_| value.text("index").is_none_or(|name| !name.contains("pypi")))
}

/// What of a repository is taken, by the keys that uv and Poetry share.
fn reference(table: Node<'_>) -> Reference {
    if let Some(rev) = table.text("rev") {
        address::reference_kind(rev)
    } else if table.get("tag").is_some() {
        Reference::Tag
    } else {
        Reference::Moving
    }
}
