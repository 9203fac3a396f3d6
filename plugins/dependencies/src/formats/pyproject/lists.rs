//! Arrays of PEP 508 requirements: those of PEP 518, 621 and 735, and of uv, PDM and Hatch.

use crate::facts::{CONSTRAINT, Package};
use crate::formats::asked;
use crate::reading::Reading;
use crate::toml_document::Node;

/// Reads all arrays of requirements.
pub fn read(root: Node<'_>, reading: &mut Reading) {
    list(root.at(&["project", "dependencies"]), None, reading);
    list(root.at(&["build-system", "requires"]), Some("build"), reading);
    lists(root.at(&["project", "optional-dependencies"]), "extra", reading);
    lists(root.at(&["dependency-groups"]), "group", reading);
    lists(root.at(&["tool", "pdm", "dev-dependencies"]), "group", reading);
    if let Some(uv) = root.at(&["tool", "uv"]) {
        list(uv.get("dev-dependencies"), Some("group:dev"), reading);
        list(uv.get("override-dependencies"), Some(CONSTRAINT), reading);
        list(uv.get("constraint-dependencies"), Some(CONSTRAINT), reading);
        list(uv.get("build-constraint-dependencies"), Some(CONSTRAINT), reading);
    }
    for (name, environment) in root.at(&["tool", "hatch", "envs"]).into_iter().flat_map(Node::entries) {
        let group = format!("group:{}", name.value);
        list(environment.get("dependencies"), Some(&group), reading);
        list(environment.get("extra-dependencies"), Some(&group), reading);
    }
}

fn lists(table: Option<Node<'_>>, kind: &str, reading: &mut Reading) {
    for (name, value) in table.into_iter().flat_map(Node::entries) {
        list(Some(value), Some(&format!("{kind}:{}", name.value)), reading);
    }
}

fn list(array: Option<Node<'_>>, group: Option<&str>, reading: &mut Reading) {
    for item in array.into_iter().flat_map(Node::items) {
        // The other kind of item, `{ include-group = "x" }`, names a list that is read anyway.
        let Some(words) = item.words() else { continue };
        // Hatch puts templates into addresses; PDM writes local projects as `-e file:`.
        if words.value.starts_with("-e ") || words.value.contains("{root:") {
            continue;
        }
        match asked::package(words.value, |part| words.part(part)) {
            Ok(package) => {
                let version_span = package.version_span.filter(|_| words.is_verbatim());
                let groups = group.map(str::to_owned).into_iter().collect();
                reading.add(Package { groups, version_span, ..package });
            }
            Err(problem) => {
                let place = words.part(problem.at..words.value.len());
                reading.lost(Some(place), "This is no requirement as PEP 508 defines it, so it was not looked at.");
            }
        }
    }
}
