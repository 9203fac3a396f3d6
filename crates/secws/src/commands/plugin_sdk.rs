//! The source of `secws-plugin-sdk`, as a crate that stands alone: a plugin is built with the SDK of the secws that made it.

use anyhow::{Context as _, Result};
use toml_edit::{DocumentMut, InlineTable, Item, TableLike, Value};

/// The workspace's manifest, for what the SDK's inherits.
const WORKSPACE: &str = include_str!("../../../../Cargo.toml");
const MANIFEST: &str = include_str!("../../../plugin-sdk/Cargo.toml");
/// So that `cargo fmt` in the plugin leaves the SDK alone.
const RUSTFMT: &str = include_str!("../../../../rustfmt.toml");
/// The crate's own files but for the manifest, by path in it.
const SOURCES: [(&str, &str); 7] = [
    ("src/build.rs", include_str!("../../../plugin-sdk/src/build.rs")),
    ("src/guest.rs", include_str!("../../../plugin-sdk/src/guest.rs")),
    ("src/lib.rs", include_str!("../../../plugin-sdk/src/lib.rs")),
    ("src/plugin.rs", include_str!("../../../plugin-sdk/src/plugin.rs")),
    ("src/settings.rs", include_str!("../../../plugin-sdk/src/settings.rs")),
    ("src/testing.rs", include_str!("../../../plugin-sdk/src/testing.rs")),
    ("wit/plugin.wit", include_str!("../../../plugin-sdk/wit/plugin.wit")),
];

/// The crate's files, by path.
pub fn files() -> Result<Vec<(&'static str, String)>> {
    let mut files = vec![("Cargo.toml", manifest().context("the SDK's manifest cannot be rewritten")?)];
    files.push(("rustfmt.toml", RUSTFMT.to_owned()));
    files.extend(SOURCES.iter().map(|(path, text)| (*path, (*text).to_owned())));
    Ok(files)
}

/// The SDK's manifest with the workspace's values in the place of `workspace = true`, and without its lints.
fn manifest() -> Result<String> {
    let workspace: DocumentMut = WORKSPACE.parse()?;
    let workspace = workspace.get("workspace").context("no `workspace`")?;
    let mut manifest: DocumentMut = MANIFEST.parse()?;
    manifest.remove("lints");
    for (table, from) in [("package", "package"), ("dependencies", "dependencies")] {
        let table = manifest.get_mut(table).and_then(Item::as_table_like_mut).context("a table is missing")?;
        let from = workspace.get(from).and_then(Item::as_table_like).context("a table of the workspace is missing")?;
        for key in table.iter().map(|(key, _)| key.to_owned()).collect::<Vec<_>>() {
            inherit(table, from, &key).with_context(|| format!("`{key}`"))?;
        }
    }
    Ok(manifest.to_string())
}

/// Puts the workspace's value in the place of one that says `workspace = true`; what stands beside that is kept.
fn inherit(table: &mut dyn TableLike, from: &dyn TableLike, key: &str) -> Result<()> {
    let item = table.get(key).and_then(Item::as_table_like);
    let Some(item) = item.filter(|item| item.get("workspace").is_some()) else {
        return Ok(());
    };
    let theirs = from.get(key).and_then(Item::as_value).context("the workspace has no such key")?;
    let own: Vec<(String, Value)> = item
        .iter()
        .filter(|(name, _)| *name != "workspace")
        .filter_map(|(name, item)| Some((name.to_owned(), item.as_value()?.clone())))
        .collect();
    let mut value = theirs.clone();
    if !own.is_empty() {
        let mut merged = match theirs {
            Value::InlineTable(theirs) => theirs.clone(),
            version => InlineTable::from_iter([("version", version.clone())]),
        };
        merged.extend(own);
        value = merged.into();
    }
    table.remove(key);
    table.insert(key, Item::Value(value));
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn the_manifest_stands_alone() {
        let text = manifest().unwrap();
        assert!(!text.contains("workspace") && !text.contains("[lints"), "{text}");
        let manifest: DocumentMut = text.parse().unwrap();
        assert_eq!(manifest["package"]["name"].as_str(), Some("secws-plugin-sdk"));
        assert_eq!(manifest["package"]["edition"].as_str(), Some("2024"));
        let dependencies = &manifest["dependencies"];
        assert_eq!(dependencies["globset"]["optional"].as_bool(), Some(true), "{text}");
        assert!(dependencies["globset"]["version"].is_str(), "{text}");
        assert!(dependencies["wit-bindgen"]["features"].is_array(), "{text}");
    }

    #[test]
    fn every_file_of_the_crate_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugin-sdk");
        let list = |folder: &str| -> Vec<String> {
            let entries = fs::read_dir(root.join(folder)).unwrap();
            entries.map(|entry| format!("{folder}/{}", entry.unwrap().file_name().to_string_lossy())).collect()
        };
        let there: BTreeSet<String> = [list("src"), list("wit")].concat().into_iter().collect();
        let embedded: BTreeSet<String> = SOURCES.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(embedded, there);
    }
}
