//! What is found in a tree, and what is written of it.

use super::*;

/// `ecosystem directory...` of every entry.
fn entries(files: &[&str]) -> Vec<String> {
    let files: Vec<RepoPath> = files.iter().map(|path| RepoPath::new(path)).collect();
    let mut said: Vec<String> = Vec::new();
    for line in Dependabot::of(&files, false).entries.lines() {
        if let Some(name) = line.strip_prefix("  - package-ecosystem: ") {
            said.push(name.to_owned());
        } else if let (Some(directory), Some(last)) = (line.strip_prefix("      - "), said.last_mut()) {
            last.push(' ');
            last.push_str(directory);
        }
    }
    said
}

#[test]
fn each_ecosystem_has_one_entry() {
    let files =
        ["Dockerfile", "app/requirements-dev.txt", "go.mod", "lib/setup.py", "sub/environment.yml", "web/package.json"];
    let wanted = [r#"pip "/app" "/lib""#, r#"npm "/web""#, r#"gomod "/""#, r#"docker "/""#, r#"conda "/sub""#];
    assert_eq!(entries(&files), wanted);
}

#[test]
fn members_of_a_workspace_are_not_named() {
    let rust = ["Cargo.lock", "Cargo.toml", "crates/a/Cargo.toml", "fuzz/Cargo.lock", "fuzz/Cargo.toml"];
    assert_eq!(entries(&rust), [r#"cargo "/" "/fuzz""#]);
    assert_eq!(entries(&["a/Cargo.toml", "a/b/Cargo.toml"]), [r#"cargo "/a""#]);
    let node = ["package.json", "pnpm-lock.yaml", "packages/a/package.json", "site/package.json", "site/yarn.lock"];
    assert_eq!(entries(&node), [r#"npm "/" "/site""#]);
    let python = ["pyproject.toml", "uv.lock", "packages/a/pyproject.toml", "docs/requirements.txt"];
    assert_eq!(entries(&python), [r#"pip "/docs""#, r#"uv "/""#]);
}

#[test]
fn what_is_vendored_or_no_manifest_is_left_alone() {
    let files = ["node_modules/x/package.json", "vendor/y/go.mod", "Dockerfile.dockerignore", "requirements.md"];
    assert!(entries(&files).is_empty(), "{:?}", entries(&files));
}

#[test]
fn names_stay_within_their_quotes() {
    let hostile = "a\"\n  - package-ecosystem: evil/requirements.txt";
    assert_eq!(entries(&[hostile]), [r#"pip "/a\"\u000A  - package-ecosystem: evil""#]);
    let pattern = Dependabot::of(&[RepoPath::new("x*/go.mod"), RepoPath::from_bytes(b"\xff/go.mod")], false);
    assert_eq!((pattern.entries.as_str(), pattern.left_out), ("", vec!["\\xff".to_owned(), "x*".to_owned()]));
}

#[test]
fn workflows_are_kept_up_to_date() {
    let wanted = "version: 2\nupdates:\n  - package-ecosystem: github-actions\n    directories:\n      - \"/\"\n    schedule:\n      \
                  interval: weekly\n    groups:\n      github-actions-minor-patch:\n        patterns: [\"*\"]\n        \
                  update-types: [minor, patch]\n";
    let file = Dependabot::of(&[], true).file();
    assert!(file.ends_with(wanted), "{file}");
}
