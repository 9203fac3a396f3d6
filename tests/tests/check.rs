//! `secws check`, as a user sees it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;

use secws_tests::{Log, Tree};

const SHELL: &str = "import subprocess\n\n\ndef run(command):\n    subprocess.run(command, shell=True)\n";

/// A token of the right shape, put together here so that no scanner takes this file for a leak.
fn token() -> String {
    format!("gh{}_{}", "p", "x9".repeat(18))
}

/// A pickle, protocol 0, that runs a command.
fn pickle() -> Vec<u8> {
    [b"cos\nsys".as_slice(), b"tem\n(S'id'\ntR."].concat()
}

fn four_kinds() -> Tree {
    let tree = Tree::text(&[
        ("app/tasks.py", SHELL),
        ("settings.env", &format!("GITHUB_TOKEN={}\n", token())),
        ("requirements.txt", "django==3.2.0\n"),
    ]);
    tree.write("model.pkl", &pickle());
    tree
}

#[test]
fn findings_of_all_four_kinds() {
    let (code, log) = four_kinds().sarif(&[]);
    assert_eq!(code, 1);
    let results = log.results();
    let has = |start: &str| assert!(results.iter().any(|line| line.starts_with(start)), "{start} in {results:#?}");
    has("code/subprocess-shell-true app/tasks.py:5");
    has("secrets/github");
    has("dependencies/known-vulnerability/CVE-");
    has("pickle/dangerous-import model.pkl:");
}

#[test]
fn the_log_is_valid_and_holds_no_secret() {
    let (_, Log(log)) = four_kinds().sarif(&[]);
    let schema = include_str!("../../crates/sarif/tests/sarif-schema-2.1.0.json");
    let schema = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::draft4::new(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&log).map(|error| format!("{} {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(!log.to_string().contains(&token()));
    let extensions = log["runs"][0]["tool"]["extensions"].as_array().unwrap();
    let names: Vec<_> = extensions.iter().map(|extension| extension["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["code", "dependencies", "pickle", "secrets"]);
}

#[test]
fn two_runs_are_alike_to_the_byte_whatever_the_threads() {
    let tree = four_kinds();
    for number in 0..50 {
        tree.write(&format!("more/{number}.py"), SHELL.as_bytes());
    }
    let (_, one, _) = tree.check(&["--format", "sarif", "--threads", "1"]);
    for threads in ["1", "2", "5"] {
        let (_, other, _) = tree.check(&["--format", "sarif", "--threads", threads]);
        assert!(one == other, "{threads} threads");
    }
}

#[test]
fn the_text_report() {
    let tree = Tree::text(&[("app/tasks.py", SHELL)]);
    let (code, out, error) = tree.check(&[]);
    assert_eq!((code, error.as_str()), (1, ""));
    insta::assert_snapshot!(out);
}

#[test]
fn a_clean_tree_passes() {
    let tree = Tree::text(&[("app.py", "print('hello')\n")]);
    let (code, out, _) = tree.check(&[]);
    assert_eq!(code, 0, "{out}");
    assert_eq!(out.lines().last(), Some("passed: no finding at or above high"));
}

#[test]
fn the_gate_is_set_by_the_level() {
    let tree = Tree::text(&[("app.py", "def f(x):\n    assert x > 3\n")]);
    assert_eq!(tree.check(&[]).0, 0);
    assert_eq!(tree.check(&["--fail-on", "low"]).0, 1);
    assert_eq!(tree.check(&["--fail-on", "low", "--disable", "B101"]).0, 0);
}

#[test]
fn nothing_to_scan_is_incomplete() {
    let (code, out, _) = Tree::of(&[]).check(&[]);
    assert_eq!(code, 3);
    let last = out.lines().last().unwrap_or_default();
    assert_eq!(last, "incomplete: no finding at or above high, but the scan is incomplete (1 notification says why)");
}

#[test]
fn a_path_that_is_not_there_is_a_usage_error() {
    let (code, out, error) = Tree::of(&[]).check(&["no/such"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(error.starts_with("error: `no/such` cannot be scanned:"), "{error}");
}

#[test]
fn the_tree_is_what_git_tracks_and_what_it_does_not_ignore() {
    let tree = Tree::text(&[
        (".gitignore", ".env\nignored.py\n"),
        (".env", &format!("GITHUB_TOKEN={}\n", token())),
        (".hooks/deploy.py", SHELL),
        ("ignored.py", SHELL),
    ]);
    tree.git(&["init", "-q"]);
    tree.git(&["add", "-f", ".env"]);
    tree.write(".git/hooks/evil.py", SHELL.as_bytes());
    let (_, log) = tree.sarif(&[]);
    let results = log.results();
    assert!(results.iter().any(|line| line.contains(" .env:1")), "{results:#?}");
    assert!(results.iter().any(|line| line.contains(" .hooks/deploy.py:5")), "{results:#?}");
    assert!(!results.iter().any(|line| line.contains("ignored.py") || line.contains(".git/")), "{results:#?}");
}

#[test]
fn paths_are_told_from_the_repository() {
    let tree = Tree::text(&[("sub/app.py", SHELL), ("other.py", SHELL)]);
    tree.git(&["init", "-q"]);
    let (_, log) = tree.sarif(&["sub"]);
    assert!(log.results().iter().all(|line| line.contains(" sub/app.py:")), "{:?}", log.results());
    assert!(!log.results().is_empty());
}

#[test]
fn a_report_goes_to_a_file_whole_or_not_at_all() {
    let tree = four_kinds();
    let (code, out, _) = tree.check(&["--format", "text", "--format", "sarif=out.sarif"]);
    assert_eq!(code, 1);
    assert!(out.contains("failed: "), "{out}");
    let log: serde_json::Value = serde_json::from_slice(&fs::read(tree.path().join("out.sarif")).unwrap()).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let (code, out, error) = tree.check(&["--format", "sarif=no/such/out.sarif"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(error.contains("there is no folder `no/such`"), "{error}");
    let (code, _, error) = tree.check(&["--format", "text", "--format", "sarif"]);
    assert_eq!(code, 2);
    assert!(error.contains("two reports would go to standard output"), "{error}");
}

#[test]
fn a_large_text_file_is_a_gap_and_a_large_binary_one_is_none() {
    let tree = Tree::of(&[("big.csv", "token,1\n".repeat(2_000).as_bytes()), ("big.png", &[0; 20_000])]);
    tree.write("secws.toml", b"max-file-size = 10000\n");
    let (code, log) = tree.sarif(&[]);
    assert_eq!(code, 3);
    assert_eq!(log.notifications(), ["input-too-large big.csv"]);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_a_gap_and_does_not_hang() {
    let tree = Tree::text(&[("app.py", "print()\n")]);
    assert_cmd::Command::new("mkfifo").arg(tree.path().join("pipe")).assert().success();
    let (code, log) = tree.sarif(&[]);
    assert_eq!(log.notifications(), ["partial pipe"]);
    assert_eq!(code, 0);
}

#[test]
fn names_cannot_speak_to_the_terminal_or_the_build_service() {
    let tree = Tree::text(&[("::error::x\u{1b}[31m.py", SHELL), ("line\nbreak.py", SHELL)]);
    let (_, out, _) = tree.check(&[]);
    assert!(!out.contains('\u{1b}'), "{out}");
    assert!(!out.lines().any(|line| line.starts_with("::") || line.starts_with("break.py")), "{out}");
}

#[test]
fn old_advisories_are_warned_about_and_an_update_is_taken() {
    let tree = Tree::text(&[("requirements.txt", "made-up-package==1.0\n")]);
    let (code, log) = tree.sarif(&[]);
    assert_eq!((code, log.notifications().len()), (0, 0));
    let record = r#"{"id":"PYSEC-2026-9999","modified":"2026-07-31T00:00:00Z","aliases":["CVE-2026-9999"],
        "affected":[{"package":{"ecosystem":"PyPI","name":"Made_Up.Package"},
        "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.1"}]}]}]}"#;
    let records = Tree::text(&[("PYSEC-2026-9999.json", record)]);
    let update = tree.secws().args(["db", "update", "--from"]).arg(records.path()).output().unwrap();
    assert!(update.status.success(), "{update:?}");
    let (code, log) = tree.sarif(&[]);
    assert_eq!(code, 1);
    assert_eq!(log.results(), ["dependencies/known-vulnerability/CVE-2026-9999 requirements.txt:1"]);
    let late = tree.secws().env("SECWS_TODAY", "2026-11-25").args(["check", "--format", "sarif"]).output().unwrap();
    let log = Log(serde_json::from_slice(&late.stdout).unwrap());
    assert_eq!(log.notifications(), ["advisories-stale"]);
    let status = tree.secws().env("SECWS_TODAY", "2026-11-25").args(["db", "status"]).output().unwrap();
    let text = String::from_utf8_lossy(&status.stdout).into_owned();
    assert!(text.contains("PyPI: 1 advisories on 1 packages, as of 2026-07-31, 117 days old"), "{text}");
}

#[test]
fn a_broken_index_is_said_and_not_passed_over() {
    let tree = Tree::text(&[("requirements.txt", "django==3.2.0\n")]);
    fs::write(tree.data().join("advisories.zip"), "torn").unwrap();
    let (code, log) = tree.sarif(&["--fail-on", "critical"]);
    assert!(log.notifications().contains(&"advisories-broken".to_owned()), "{:?}", log.notifications());
    assert!(code == 3 || code == 1);
    assert!(!log.results().is_empty(), "what is built in still serves");
}

#[test]
fn rules_and_explain_show_what_the_plugins_bring() {
    let tree = Tree::of(&[]);
    let rules = tree.secws().arg("rules").output().unwrap();
    let text = String::from_utf8_lossy(&rules.stdout).into_owned();
    for rule in ["code/assert-used", "dependencies/known-vulnerability", "pickle/dangerous-import", "secrets/private-key"] {
        assert!(text.lines().any(|line| line.starts_with(rule)), "{rule} in\n{text}");
    }
    let explain = |rule: &str| tree.secws().args(["explain", rule]).output().unwrap();
    let shown = explain("B602");
    assert!(String::from_utf8_lossy(&shown.stdout).starts_with("code/subprocess-shell-true\n"), "{shown:?}");
    assert_eq!(shown.stdout, explain("subprocess-shell-true").stdout);
    let unknown = explain("code/eval-usd");
    assert_eq!(unknown.status.code(), Some(2));
    let error = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert_eq!(error, "error: there is no rule `code/eval-usd`\nhint: did you mean `code/eval-used`?\n");
}

#[test]
fn timings_name_steps_plugins_and_files() {
    let tree = four_kinds();
    let (_, _, error) = tree.check(&["--timings"]);
    for word in ["discover", "scan", "merge", "pickle", "files that entered the sandbox: 4 of 4", "app/tasks.py"] {
        assert!(error.contains(word), "{word} in\n{error}");
    }
}

#[test]
fn a_file_without_any_literal_does_not_enter_the_sandbox() {
    let tree = Tree::text(&[("a.py", "x = 1\n"), ("b.py", SHELL)]);
    let (_, _, error) = tree.check(&["--timings"]);
    assert!(error.contains("files that entered the sandbox: 1 of 2 (50.0 %)"), "{error}");
}
