//! What Dependabot keeps up to date: its settings for the ecosystems of a repository.
//!
//! The format: <https://docs.github.com/en/code-security/reference/supply-chain-security/dependabot-options-reference>.

use std::collections::BTreeMap;
use std::iter;

use secws_model::RepoPath;

use crate::commands::quoted::quoted;

/// Whether a folder is one of an ecosystem's.
type Belongs = fn(&Folders<'_>, &str) -> bool;

/// By Dependabot's names.
const ECOSYSTEMS: [(&str, Belongs); 7] = [
    ("pip", is_pip),
    ("uv", |folders, folder| folders.holds(folder, &["uv.lock"])),
    ("npm", is_npm),
    ("cargo", is_cargo),
    ("gomod", |folders, folder| folders.holds(folder, &["go.mod"])),
    ("docker", |folders, folder| folders.any(folder, is_dockerfile)),
    ("conda", |folders, folder| folders.holds(folder, &["environment.yml", "environment.yaml"])),
];
/// What npm, Yarn and pnpm lock a whole workspace in.
const NPM_LOCKS: [&str; 4] = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"];
/// Folders of other people's code.
const VENDORED: [&str; 3] = ["node_modules", "site-packages", "vendor"];

/// The settings, and the folders that they cannot name.
pub struct Dependabot {
    /// The entries below `updates`.
    pub entries: String,
    /// Folders whose names Dependabot would read as patterns, or that are no text.
    pub left_out: Vec<String>,
}

impl Dependabot {
    /// For a repository of these files. `workflows`: it has some, or will.
    pub fn of(files: &[RepoPath], workflows: bool) -> Self {
        let folders = Folders::of(files);
        let mut entries = String::new();
        let mut left_out = Vec::new();
        for (name, belongs) in ECOSYSTEMS {
            let own = folders.0.keys().copied().filter(|folder| belongs(&folders, folder));
            let (named, unnamed): (Vec<&str>, Vec<&str>) = own.partition(|folder| is_nameable(folder));
            left_out.extend(unnamed.into_iter().map(str::to_owned));
            if !named.is_empty() {
                entries.push_str(&entry(name, &named));
            }
        }
        if workflows {
            entries.push_str(&entry("github-actions", &[""]));
        }
        left_out.sort();
        left_out.dedup();
        Dependabot { entries, left_out }
    }

    /// The whole file.
    pub fn file(&self) -> String {
        format!(
            "# Updates of what this repository depends on. Take out the directories that need none (test data, examples).\n\
             version: 2\nupdates:\n{}",
            self.entries
        )
    }
}

/// Minor and patch updates come in one pull request for each ecosystem, major ones each by itself.
fn entry(ecosystem: &str, folders: &[&str]) -> String {
    let directories: String = folders.iter().map(|folder| format!("      - {}\n", quoted(&format!("/{folder}")))).collect();
    format!(
        "  - package-ecosystem: {ecosystem}\n    directories:\n{directories}    schedule:\n      interval: weekly\n    \
         groups:\n      {ecosystem}-minor-patch:\n        patterns: [\"*\"]\n        update-types: [minor, patch]\n"
    )
}

/// Names of files, by the folders that hold them; the root is the empty one.
struct Folders<'a>(BTreeMap<&'a str, Vec<&'a str>>);

impl<'a> Folders<'a> {
    fn of(files: &'a [RepoPath]) -> Self {
        let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for file in files {
            let (folder, name) = file.as_str().rsplit_once('/').unwrap_or(("", file.as_str()));
            if !folder.split('/').any(|part| VENDORED.contains(&part)) {
                folders.entry(folder).or_default().push(name);
            }
        }
        Folders(folders)
    }

    fn any(&self, folder: &str, fits: impl Fn(&str) -> bool) -> bool {
        self.0.get(folder).is_some_and(|names| names.iter().any(|name| fits(name)))
    }

    fn holds(&self, folder: &str, wanted: &[&str]) -> bool {
        self.any(folder, |name| wanted.contains(&name))
    }

    fn holds_above(&self, folder: &str, wanted: &[&str]) -> bool {
        above(folder).any(|folder| self.holds(folder, wanted))
    }
}

/// The folders that a folder lies in, up to the root.
fn above(folder: &str) -> impl Iterator<Item = &str> {
    iter::successors(up(folder), |folder| up(folder))
}

fn up(folder: &str) -> Option<&str> {
    (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(up, _)| up))
}

/// A `pyproject.toml` under a `uv.lock` is uv's.
fn is_pip(folders: &Folders<'_>, folder: &str) -> bool {
    let uv = folders.holds(folder, &["uv.lock"]) || folders.holds_above(folder, &["uv.lock"]);
    folders.any(folder, |name| match name {
        "setup.py" | "setup.cfg" | "Pipfile" => true,
        "pyproject.toml" => !uv,
        _ => name.starts_with("requirements") && name.ends_with(".txt"),
    })
}

/// A member of a workspace has its lock file further up.
fn is_npm(folders: &Folders<'_>, folder: &str) -> bool {
    let own_lock = folders.holds(folder, &NPM_LOCKS);
    folders.holds(folder, &["package.json"]) && (own_lock || !folders.holds_above(folder, &NPM_LOCKS))
}

/// A library may keep its lock file out of git; a package below another one is a member of its workspace.
fn is_cargo(folders: &Folders<'_>, folder: &str) -> bool {
    let own_lock = folders.holds(folder, &["Cargo.lock"]);
    folders.holds(folder, &["Cargo.toml"]) && (own_lock || !folders.holds_above(folder, &["Cargo.toml", "Cargo.lock"]))
}

fn is_dockerfile(name: &str) -> bool {
    (name.starts_with("Dockerfile") || name.ends_with(".Dockerfile")) && !name.ends_with(".dockerignore")
}

/// `*` in a directory stands for others.
fn is_nameable(folder: &str) -> bool {
    !folder.contains(['*', '?', '[', ']', '{', '}', '\\'])
}

#[cfg(test)]
mod tests;
