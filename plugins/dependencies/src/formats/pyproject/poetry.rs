//! The tables of Poetry, in which a package is a key and its version a text or a table.

use crate::address;
use crate::facts::{Package, Source};
use crate::formats::poetry_constraint::{self, Allowed};
use crate::formats::uv_lock::join;
use crate::names;
use crate::reading::Reading;
use crate::toml_document::{Node, Words};

/// Reads the dependencies of all groups.
pub fn read(root: Node<'_>, reading: &mut Reading) {
    let Some(poetry) = root.at(&["tool", "poetry"]) else { return };
    table(poetry.get("dependencies"), None, reading);
    table(poetry.get("dev-dependencies"), Some("group:dev"), reading);
    for (name, group) in poetry.get("group").into_iter().flat_map(Node::entries) {
        table(group.get("dependencies"), Some(&format!("group:{}", name.value)), reading);
    }
}

fn table(table: Option<Node<'_>>, group: Option<&str>, reading: &mut Reading) {
    for (name, value) in table.into_iter().flat_map(Node::entries) {
        if name.value == "python" {
            if let Some(words) = value.words() {
                reading.facts.requires_python.get_or_insert_with(|| words.value.to_owned());
            }
            continue;
        }
        if !names::is_valid(name.value) {
            reading.lost(Some(name.place()), "This is no name of a package, so it was not looked at.");
            continue;
        }
        let base = Package {
            name: name.value.to_owned(),
            normalized: names::normalize(name.value),
            span: name.place(),
            groups: group.map(str::to_owned).into_iter().collect(),
            direct: true,
            ..Package::default()
        };
        if value.words().is_some() || value.is_table() {
            entry(value, base, reading);
        } else {
            // One entry for each condition.
            value.items().for_each(|one| entry(one, base.clone(), reading));
        }
    }
}

fn entry(value: Node<'_>, mut package: Package, reading: &mut Reading) {
    let version = value.words().or_else(|| value.get("version").and_then(Node::words));
    source(value, &mut package);
    package.marker = value.text("markers").map(str::to_owned);
    let Some(version) = version else {
        if package.source == Source::Index {
            package.ranges = vec![String::new()];
        }
        reading.add(package);
        return;
    };
    package.span = join(package.span, version.place());
    match poetry_constraint::parse(version.value) {
        Some(Allowed::Version(exact)) => {
            package.version_span = exact_place(&version, &exact);
            package.version = Some(exact);
        }
        Some(Allowed::Ranges(ranges)) => package.ranges = ranges,
        None => {
            reading
                .lost(Some(version.place()), "This is no version constraint of Poetry, so the package was not looked at.");
            return;
        }
    }
    reading.add(package);
}

fn exact_place(version: &Words<'_>, exact: &str) -> Option<(u64, u64)> {
    let start = version.value.find(exact).filter(|_| version.is_verbatim())?;
    Some(version.part(start..start.saturating_add(exact.len())))
}

fn source(value: Node<'_>, package: &mut Package) {
    if value.get("git").is_some() {
        package.source = Source::Vcs;
        package.reference = Some(super::reference(value));
    } else if let Some(url) = value.text("url") {
        package.source = address::read(url).source;
    } else if value.get("path").is_some() {
        package.source = Source::Path;
    } else if value.text("source").is_some_and(|name| !name.to_ascii_lowercase().contains("pypi")) {
        package.source = Source::OtherIndex;
    }
}
