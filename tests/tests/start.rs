//! The commands that come first: `init`, `completions`, `plugin inspect`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;

use secws_tests::{Tree, guest};

/// Exit code, standard output and standard error.
fn run(tree: &Tree, arguments: &[&str]) -> (i32, String, String) {
    let output = tree.secws().args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn read(tree: &Tree, path: &str) -> String {
    fs::read_to_string(tree.path().join(path)).unwrap()
}

const WRITTEN: [&str; 4] =
    ["secws.toml", ".github/workflows/secws.yml", ".pre-commit-config.yaml", ".github/dependabot.yml"];

#[test]
fn init_writes_what_a_check_then_accepts() {
    let tree = Tree::text(&[("requirements.txt", ""), ("sub/app.py", "print()\n")]);
    tree.git(&["init", "-q", "-b", "trunk"]);
    let (code, out, error) = run(&tree, &["init", "sub"]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    for path in WRITTEN {
        assert!(out.contains(&format!("wrote      {path}\n")), "{path} in\n{out}");
        assert!(tree.path().join(path).is_file(), "{path}");
    }
    assert!(read(&tree, ".github/workflows/secws.yml").contains("branches: [\"trunk\"]"));
    let updates = read(&tree, ".github/dependabot.yml");
    assert!(updates.contains("- package-ecosystem: pip\n    directories:\n      - \"/\"\n"), "{updates}");
    assert!(updates.contains("- package-ecosystem: github-actions\n"), "{updates}");
    let (code, out, error) = tree.check(&[]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
}

#[test]
fn the_workflow_hands_no_foreign_text_to_a_shell() {
    let tree = Tree::of(&[]);
    assert_eq!(run(&tree, &["init"]).0, 0);
    let workflow = read(&tree, ".github/workflows/secws.yml");
    let expanded: Vec<&str> = workflow.lines().filter(|line| line.contains("${{")).map(str::trim).collect();
    assert_eq!(expanded, ["BASE: origin/${{ github.base_ref }}"]);
    for line in ["permissions: {}", "persist-credentials: false", "fetch-depth: 0", "contents: read", "if: always()"] {
        assert!(workflow.lines().any(|found| found.trim() == line), "{line} in\n{workflow}");
    }
}

#[test]
fn init_overwrites_nothing_and_says_what_to_add() {
    let tree = Tree::text(&WRITTEN.map(|path| (path, "# mine\n")));
    let (code, out, _) = run(&tree, &["init"]);
    assert_eq!(code, 0, "{out}");
    for path in WRITTEN {
        assert_eq!(read(&tree, path), "# mine\n");
        assert!(out.contains(&format!("left alone {path}: it is there already")), "{path} in\n{out}");
    }
    assert!(out.contains("entry: secws check --staged"), "{out}");
    assert!(out.contains("- package-ecosystem: github-actions"), "{out}");
    assert!(!out.contains("wrote"), "{out}");
}

#[test]
fn settings_in_pyproject_are_not_overruled() {
    let tree = Tree::text(&[("pyproject.toml", "[tool.secws]\nfail-on = \"low\"\n")]);
    let (code, out, _) = run(&tree, &["init"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("left alone pyproject.toml"), "{out}");
    assert!(!tree.path().join("secws.toml").exists());
}

#[test]
fn a_dry_run_writes_nothing() {
    let tree = Tree::text(&[("go.mod", "module x\n")]);
    let (code, out, _) = run(&tree, &["init", "--dry-run"]);
    assert_eq!(code, 0, "{out}");
    for path in WRITTEN {
        assert!(out.contains(&format!("would write {path}:")), "{path} in\n{out}");
        assert!(!tree.path().join(path).exists(), "{path}");
    }
    assert!(out.contains("- package-ecosystem: gomod"), "{out}");
    assert!(!tree.path().join(".github").exists());
}

#[cfg(unix)]
#[test]
fn init_follows_no_link_out_of_the_tree() {
    let (tree, outside) = (Tree::of(&[]), Tree::of(&[]));
    std::os::unix::fs::symlink(outside.path(), tree.path().join(".github")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("new.toml"), tree.path().join("secws.toml")).unwrap();
    let (code, _, error) = run(&tree, &["init"]);
    assert_eq!(code, 2);
    assert!(error.contains("`.github/workflows/secws.yml` cannot be written: `.github` is no folder"), "{error}");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn completions_know_the_commands() {
    let tree = Tree::of(&[]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let (code, out, error) = run(&tree, &["completions", shell]);
        assert_eq!((code, error.as_str()), (0, ""), "{shell}");
        assert!(out.contains("settings-from") && out.contains("baseline"), "{shell}");
    }
    assert_eq!(run(&tree, &["completions", "csh"]).0, 2);
}

#[test]
fn a_plugin_is_told_in_words_before_it_runs() {
    let tree = Tree::of(&[]);
    let file = guest("probe");
    let (code, out, error) = run(&tree, &["plugin", "inspect", file.to_str().unwrap()]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    assert!(out.starts_with("probe "), "{out}");
    let size = fs::metadata(&file).unwrap().len();
    assert!(out.contains(&format!("size:   {size} bytes\n")), "{out}");
    assert!(out.contains("may, and nothing else:\n  read the files that it is handed\n  write log lines\n"), "{out}");
    assert!(out.contains("wants, as long as it has no settings:\n"), "{out}");
    let digest = out.lines().find_map(|line| line.strip_prefix("digest: sha256:")).unwrap();
    assert_eq!(digest.len(), 64);
    let source = file.to_str().unwrap();
    let table = format!("[plugins.probe]\nsource = \"{source}\"\ndigest = \"sha256:{digest}\"\n");
    assert!(out.ends_with(&table), "{out}");
}
