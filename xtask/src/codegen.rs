//! Writes the registries of rules from the names of files, so that adding a rule edits nothing else by hand.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace::{PLUGINS, Workspace};

/// Writes what is generated, or with `check` fails if it is not as it would be written.
pub fn run(workspace: &Workspace, check: bool) -> Result<()> {
    let mut stale = Vec::new();
    for plugin in PLUGINS {
        for (folder, make) in [("rules", rules as fn(&[String]) -> String), ("providers", providers)] {
            let folder = workspace.root.join("plugins").join(plugin).join("src").join(folder);
            if folder.is_dir() {
                let ending = if folder.ends_with("rules") { "rs" } else { "toml" };
                update(&workspace.root, &folder.join("mod.rs"), &make(&stems(&folder, ending)?), check, &mut stale)?;
            }
        }
    }
    if !stale.is_empty() {
        bail!("not as `cargo xtask codegen` writes it: {}", stale.join(", "));
    }
    Ok(())
}

fn update(root: &Path, file: &Path, text: &str, check: bool, stale: &mut Vec<String>) -> Result<()> {
    let text = formatted(root, text)?;
    if fs::read_to_string(file).is_ok_and(|before| before == text) {
        return Ok(());
    }
    if check {
        stale.push(file.display().to_string());
        return Ok(());
    }
    fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))
}

/// As `cargo fmt` would leave it.
fn formatted(root: &Path, text: &str) -> Result<String> {
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024", "--config-path"]).arg(root);
    let mut child = rustfmt.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("rustfmt cannot be started")?;
    child.stdin.take().context("it was piped")?.write_all(text.as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("rustfmt ended with {}", output.status);
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Names of files with an ending, without it, sorted.
fn stems(folder: &Path, ending: &str) -> Result<Vec<String>> {
    let mut stems = Vec::new();
    for entry in folder.read_dir()? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let stem = name.strip_suffix(ending).and_then(|rest| rest.strip_suffix('.'));
        stems.extend(stem.filter(|&stem| stem != "mod").map(str::to_owned));
    }
    stems.sort();
    Ok(stems)
}

fn rules(stems: &[String]) -> String {
    let mut text =
        String::from("//! The rules, one file each. Written by `cargo xtask codegen` from the names of the files here.\n\n");
    for stem in stems {
        let _ = writeln!(text, "mod {stem};");
    }
    text.push_str("\nuse crate::Rule;\n\n/// All rules, by name.\npub static RULES: &[&Rule] = &[\n");
    for stem in stems {
        let _ = writeln!(text, "    &{stem}::RULE,");
    }
    text.push_str("];\n\n/// The cases of each rule, by its name.\n#[cfg(test)]\npub static CASES: &[(&str, &str)] = &[\n");
    for stem in stems {
        let _ = writeln!(text, "    (\"{}\", include_str!(\"{stem}.cases.md\")),", stem.replace('_', "-"));
    }
    text.push_str("];\n");
    text
}

fn providers(stems: &[String]) -> String {
    let mut text = String::from(
        "//! The providers, one table each. Written by `cargo xtask codegen` from the names of the files here.\n\n\
         /// The tables, by name.\npub static TABLES: &[(&str, &str)] = &[\n",
    );
    for stem in stems {
        let _ = writeln!(text, "    (\"{stem}\", include_str!(\"{stem}.toml\")),");
    }
    text.push_str("];\n");
    text
}
