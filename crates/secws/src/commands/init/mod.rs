//! `secws init`: the files that a repository needs to be checked, each written only where there is none.

mod branch;
mod dependabot;
mod write;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use secws_model::RepoPath;
use secws_sources::{Root, Source as _, Tree};

use super::quoted::{quoted, shown};
use crate::cli::Init;
use crate::settings::Settings;
use crate::settings::files::Files;
use dependabot::Dependabot;

const SETTINGS: &str = include_str!("secws.toml");
const WORKFLOW: &str = include_str!("workflow.yml");
const PRE_COMMIT: &str = include_str!("pre-commit.yaml");

/// A file to write.
struct Draft {
    path: &'static str,
    /// What does its work already, where there is that.
    instead: Option<&'static str>,
    text: String,
    /// What to add to the one that is there, below a key; none: leave that alone.
    addition: Option<(&'static str, String)>,
}

/// Writes the files, and prints what was written, or what to add by hand.
pub fn run(arguments: &Init) -> Result<ExitCode> {
    let named = Root::of(std::slice::from_ref(&arguments.path))?;
    let root = named.folder();
    let files = files(root)?;
    // This run sees to it that there is a workflow.
    let updates = Dependabot::of(&files, true);
    for draft in drafts(root, &updates)? {
        super::print(&place(root, &draft, arguments.dry_run)?)?;
    }
    for folder in &updates.left_out {
        super::print(&format!("left out   {}: dependabot.yml cannot name this folder\n", shown(folder)))?;
    }
    super::print("\nnext: `secws check`, then commit these files; `pre-commit install` turns the hook on\n")
}

/// What git tracks or does not ignore.
fn files(root: &Path) -> Result<Vec<RepoPath>> {
    let whole = Root::of(&[root.to_owned()])?;
    Ok(Tree::new(whole).list().inputs.into_iter().map(|input| input.path).collect())
}

fn drafts(root: &Path, updates: &Dependabot) -> Result<[Draft; 4]> {
    let settings = Settings::of_files(root, Files::Folder(root.to_owned()))?;
    let branch = branch::default_branch(root);
    Ok([
        Draft {
            path: "secws.toml",
            instead: (settings.file() == "pyproject.toml").then_some("pyproject.toml"),
            text: SETTINGS.to_owned(),
            addition: None,
        },
        Draft {
            path: ".github/workflows/secws.yml",
            instead: None,
            text: WORKFLOW.replace("@BRANCH@", &quoted(&branch)),
            addition: None,
        },
        Draft {
            path: ".pre-commit-config.yaml",
            instead: None,
            text: PRE_COMMIT.to_owned(),
            addition: PRE_COMMIT.split_once('\n').map(|(key, hook)| (key, hook.to_owned())),
        },
        Draft {
            path: ".github/dependabot.yml",
            instead: write::is_there(root, ".github/dependabot.yaml").then_some(".github/dependabot.yaml"),
            text: updates.file(),
            addition: Some(("updates:", updates.entries.clone())),
        },
    ])
}

/// Writes a draft, and says what became of it.
fn place(root: &Path, draft: &Draft, dry_run: bool) -> Result<String> {
    let Draft { path, instead, text, addition } = draft;
    let found = instead.or_else(|| write::is_there(root, path).then_some(path));
    let found = match found {
        None if dry_run => return Ok(format!("would write {path}:\n\n{}\n", indented(text))),
        None => {
            let written = write::write_new(root, path, text).with_context(|| format!("`{path}` cannot be written"))?;
            if written {
                return Ok(format!("wrote      {path}\n"));
            }
            path
        }
        Some(found) => found,
    };
    Ok(match addition {
        None => format!("left alone {found}: it is there already\n"),
        Some((key, lines)) => {
            format!("left alone {found}: it is there already; add what it lacks below `{key}`:\n\n{}\n", indented(lines))
        }
    })
}

fn indented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect()
}
