//! The project's own rules, those that neither the compiler nor clippy holds.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::command::output;
use crate::workspace::Workspace;

/// Which of our crates each of our crates may depend on: the arrows of ARCHITECTURE.md.
const ARROWS: &[(&str, &[&str])] = &[
    ("secws", &["advisories", "engine", "guest-build", "model", "report", "sandbox", "sources", "suppressions"]),
    ("engine", &["model", "sandbox", "sarif", "sources", "suppressions"]),
    ("sandbox", &["model"]),
    ("sources", &["model"]),
    ("advisories", &["remote"]),
    ("remote", &[]),
    ("report", &["model", "sarif"]),
    ("sarif", &["model"]),
    ("suppressions", &["model"]),
    ("model", &[]),
    ("plugin-sdk", &[]),
    ("guest-build", &[]),
];

/// Crates that only one of ours may know.
const OWNED: &[(&str, &str)] =
    &[("wasmtime", "sandbox"), ("serde-sarif", "sarif"), ("ureq", "remote"), ("gix", "sources"), ("redb", "engine")];

/// Checks them all, and fails with what is wrong.
pub fn run(workspace: &Workspace) -> Result<()> {
    let mut wrong = Vec::new();
    arrows(workspace, &mut wrong)?;
    let files = tracked(workspace)?;
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "rs")) {
        module_docs(workspace, file, &mut wrong)?;
    }
    built_files(&files, &mut wrong);
    contract(workspace, &mut wrong)?;
    if !wrong.is_empty() {
        bail!("tidy:\n  {}", wrong.join("\n  "));
    }
    Ok(())
}

/// The manifests' dependencies, those for tests left out.
fn arrows(workspace: &Workspace, wrong: &mut Vec<String>) -> Result<()> {
    let known: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    for folder in ["crates", "plugins", "tests/guests"] {
        for name in crate::workspace::folders(&workspace.root.join(folder))? {
            let manifest = workspace.root.join(folder).join(&name).join("Cargo.toml");
            let text = fs::read_to_string(&manifest)?;
            let document: toml_edit::DocumentMut = text.parse().with_context(|| manifest.display().to_string())?;
            let dependencies = document.get("dependencies").and_then(toml_edit::Item::as_table_like);
            let names: Vec<String> =
                dependencies.map(|table| table.iter().map(|(key, _)| key.to_owned()).collect()).unwrap_or_default();
            let may: &[&str] =
                if folder == "crates" { known.get(name.as_str()).copied().unwrap_or_default() } else { &["plugin-sdk"] };
            for own in names.iter().filter_map(|name| name.strip_prefix("secws-")).filter(|own| !may.contains(own)) {
                wrong.push(format!("{folder}/{name} may not depend on `{own}` (ARCHITECTURE.md)"));
            }
            for (dependency, owner) in OWNED {
                if names.iter().any(|name| name == dependency) && !(folder == "crates" && name == *owner) {
                    wrong.push(format!("{folder}/{name}: only crates/{owner} knows `{dependency}`"));
                }
            }
        }
    }
    Ok(())
}

/// Files that git tracks, from the root.
fn tracked(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let mut git = std::process::Command::new("git");
    let files = output(git.current_dir(&workspace.root).args(["ls-files", "--cached", "--others", "--exclude-standard"]));
    Ok(files.context("`git ls-files` fails")?.lines().map(PathBuf::from).collect())
}

fn module_docs(workspace: &Workspace, file: &Path, wrong: &mut Vec<String>) -> Result<()> {
    let path = workspace.root.join(file);
    if !path.is_file() {
        return Ok(());
    }
    let text = fs::read_to_string(&path).with_context(|| file.display().to_string())?;
    if !text.starts_with("//!") {
        wrong.push(format!("{}: a module starts with `//!` and its purpose", file.display()));
    }
    Ok(())
}

fn built_files(files: &[PathBuf], wrong: &mut Vec<String>) {
    let endings = ["wasm", "native", "so", "pyc", "pkl"];
    let built = files.iter().filter(|file| file.extension().is_some_and(|ending| endings.iter().any(|end| ending == *end)));
    wrong.extend(built.map(|file| format!("{}: built files are not committed", file.display())));
}

/// The page for plugin authors names the contract's digest, so that neither changes alone.
fn contract(workspace: &Workspace, wrong: &mut Vec<String>) -> Result<()> {
    let wit = fs::read(workspace.root.join("crates/plugin-sdk/wit/plugin.wit"))?;
    let digest: String = Sha256::digest(wit).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let page = "docs/plugin-authors.md";
    if !fs::read_to_string(workspace.root.join(page))?.contains(&digest) {
        wrong.push(format!("{page} does not name the contract's digest {digest}: read it again beside plugin.wit"));
    }
    Ok(())
}
