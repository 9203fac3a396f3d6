//! Findings that somebody knows: suppressions, baselines of other tools, imported logs, and changes that weaken the gate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use secws_tests::{Log, Tree};
use serde_json::{Value, json};

const SHELL: &str = "import subprocess\n\n\ndef run(command):\n    subprocess.run(command, shell=True)\n";

/// A token of the right shape, put together here so that no scanner takes this file for a leak.
fn token(filling: &str) -> String {
    format!("gh{}_{}", "p", filling.repeat(18))
}

/// `SHELL` with a comment behind the call.
fn commented(comment: &str) -> String {
    SHELL.replace("shell=True)", &format!("shell=True)  {comment}"))
}

/// Kind and justification of each suppression of the only result.
fn suppressions(log: &Log) -> Vec<(String, String)> {
    let results = log.run()["results"].as_array().unwrap();
    assert_eq!(results.len(), 1, "{results:#?}");
    let list = results[0]["suppressions"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    list.iter().map(|one| (text(&one["kind"]), text(&one["justification"]))).collect()
}

#[test]
fn comments_suppress_with_their_reason() {
    let cases = [
        ("# secws: ignore[code/subprocess-shell-true] -- fixed command", "fixed command"),
        ("# secws: ignore[B602] -- fixed command", "fixed command"),
        ("# nosec", "nosec"),
        ("# nosec B602", "B602"),
        ("# noqa: S602", "noqa: S602"),
    ];
    for (comment, reason) in cases {
        let (code, log) = Tree::text(&[("a.py", &commented(comment))]).sarif(&[]);
        assert_eq!(code, 0, "{comment}");
        assert_eq!(suppressions(&log), [("inSource".to_owned(), reason.to_owned())], "{comment}");
        assert_eq!(log.notifications(), Vec::<String>::new(), "{comment}");
    }
    let above = SHELL.replace("    subprocess", "    # secws: ignore[code/subprocess-shell-true] -- known\n    subprocess");
    assert_eq!(Tree::text(&[("a.py", &above)]).sarif(&[]).0, 0);
    let file = format!("# secws: ignore[code/subprocess-shell-true] -- all of it\n\n{SHELL}");
    assert_eq!(Tree::text(&[("a.py", &file)]).sarif(&[]).0, 0);
    for comment in ["# nosec B101", "# noqa: S101", "# secws: ignore[code/assert-used] -- x", "# gitleaks:allow"] {
        assert_eq!(Tree::text(&[("a.py", &commented(comment))]).sarif(&[]).0, 1, "{comment}");
    }
}

#[test]
fn comments_of_secret_scanners_suppress_secrets_only() {
    for comment in ["# gitleaks:allow", "# pragma: allowlist secret"] {
        let (code, log) = Tree::text(&[("a.env", &format!("GITHUB_TOKEN={}  {comment}\n", token("x9")))]).sarif(&[]);
        assert_eq!((code, suppressions(&log).len()), (0, 1), "{comment}");
    }
}

#[test]
fn what_hides_nothing_is_told() {
    let text = "x = 1  # secws: ignore[code/exec-used] -- nothing here\ny = 2  # secws: ignore[code/exec-usde] -- no such rule\nz = 3  # nosec B602\n";
    let tree = Tree::text(&[("a.py", text)]);
    let settings = "[[ignore]]\nrule = \"B602\"\nreason = \"gone\"\n\n[[ignore]]\nrule = \"B101\"\nreason = \"old\"\nexpires = 2026-01-31\n";
    tree.write("secws.toml", settings.as_bytes());
    let (code, log) = tree.sarif(&[]);
    assert_eq!(code, 0);
    let mut told = log.notifications();
    told.sort();
    assert_eq!(
        told,
        [
            "suppression-expired secws.toml",
            "suppression-unknown-rule a.py",
            "suppression-unused a.py",
            "suppression-unused a.py",
            "suppression-unused secws.toml",
        ]
    );
}

#[test]
fn settings_suppress_by_path_rule_and_day() {
    let tree = Tree::text(&[("tests/a.py", SHELL), ("b.py", SHELL)]);
    tree.write(
        "secws.toml",
        b"[[ignore]]\npath = \"tests/**\"\nrule = \"code/subprocess-shell-true\"\nreason = \"made-up\"\nexpires = 2026-08-01\n",
    );
    let (code, log) = tree.sarif(&[]);
    assert_eq!(code, 1);
    let results = log.run()["results"].as_array().unwrap();
    assert_eq!(results[0]["suppressions"], json!([]), "all results of a run or none have the list");
    assert_eq!(results[1]["suppressions"][0]["kind"], "external");
    for (text, message) in [
        ("[[ignore]]\nrule = \"x\"\nreason = \"\"\n", "it gives no `reason`"),
        ("[[ignore]]\nreason = \"x\"\n", "missing field `rule`"),
        ("[[ignore]]\nrule = \"x\"\nreason = \"y\"\nuntil = 2027-01-31\n", "unknown field"),
        ("[[ignore]]\nrule = \"x\"\nreason = \"y\"\nexpires = \"soon\"\n", "`soon` is no date"),
    ] {
        tree.write("secws.toml", text.as_bytes());
        let (code, _, error) = tree.check(&[]);
        assert_eq!(code, 2);
        assert!(error.contains(message) && error.contains("secws.toml:"), "{error}");
    }
}

#[test]
fn files_of_other_tools_are_read() {
    let line = format!("GITHUB_TOKEN={}\n", token("x9"));
    let check = |file: &str, text: &str| {
        let tree = Tree::text(&[("conf/a.env", &line), (file, text)]);
        let (code, log) = tree.sarif(&["--exclude", file]);
        (code, suppressions(&log))
    };
    let (code, list) = check(".gitleaksignore", "# known\nconf/a.env:github-pat:1\n");
    assert_eq!((code, list.len()), (0, 1));
    let (code, list) =
        check(".gitleaks.toml", "[[allowlists]]\ndescription = \"test keys\"\npaths = ['''conf/.*\\.env''']\n");
    assert_eq!((code, list[0].1.as_str()), (0, "an allowlist in .gitleaks.toml: test keys"));
    assert_eq!(check(".gitleaks.toml", "[allowlist]\nregexes = ['''ghp_(x9)+''']\n").0, 0);
    assert_eq!(check(".gitleaks.toml", "[allowlist]\nregexes = ['''ghp_(y9)+''']\n").0, 1);
    let python = |settings: &str| {
        let tree = Tree::text(&[("src/a.py", SHELL), ("pyproject.toml", settings)]);
        tree.sarif(&[]).0
    };
    assert_eq!(python("[tool.bandit]\nskips = [\"B602\"]\n"), 0);
    assert_eq!(python("[tool.bandit]\nskips = [\"B603\"]\n"), 1);
    assert_eq!(python("[tool.bandit]\nexclude_dirs = [\"src\"]\n"), 0);
    assert_eq!(python("[tool.bandit]\ntargets = [\"lib\"]\n"), 0);
    assert_eq!(python("[tool.bandit]\ntests = [\"B101\"]\n"), 0);
    assert_eq!(python("[tool.bandit]\ntests = [\"B602\"]\n"), 1);
}

/// A log of another tool with one result.
fn other(driver: &str, rule: &str, result: &Value) -> Vec<u8> {
    let mut result = result.clone();
    result["ruleId"] = rule.into();
    let log = json!({
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": { "name": driver, "rules": [{ "id": rule }] } }, "results": [result] }],
    });
    log.to_string().into_bytes()
}

fn at(path: &str, line: u32, column: u32, end: u32) -> Value {
    let region = json!({ "startLine": line, "startColumn": column, "endColumn": end });
    json!([{ "physicalLocation": { "artifactLocation": { "uri": path }, "region": region } }])
}

#[test]
fn imported_findings_join_ours_and_are_kept_whole() {
    let tree = Tree::text(&[("a.py", SHELL)]);
    let outside = Tree::of(&[]);
    let result = json!({ "message": { "text": "shell" }, "level": "error", "locations": at("a.py", 5, 5, 39), "properties": { "kept": 7 } });
    outside.write("bandit.sarif", &other("Bandit", "B602", &result));
    let alone = json!({ "message": { "text": "only theirs" }, "level": "error", "locations": at("a.py", 1, 1, 18) });
    outside.write("other.sarif", &other("Other", "X1", &alone));
    let path = |name: &str| outside.path().join(name).display().to_string();
    let (code, log) = tree.sarif(&["--import", &path("bandit.sarif"), "--import", &path("other.sarif")]);
    assert_eq!(code, 1);
    let results = log.run()["results"].as_array().unwrap();
    assert_eq!(results.len(), 2, "{results:#?}");
    let joined = results.iter().find(|result| result["ruleId"] == "code/subprocess-shell-true").unwrap();
    assert_eq!(joined["properties"]["sources"][0]["original"]["properties"]["kept"], 7, "{joined:#}");
    let names: Vec<_> = log.run()["tool"]["extensions"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
    assert!(names.contains(&"Bandit".into()) && names.contains(&"Other".into()), "{names:?}");
    let (_, before) = tree.sarif(&[]);
    assert_eq!(joined["fingerprints"], before.run()["results"][0]["fingerprints"], "an import changes no identity");
    let (code, _, error) = tree.check(&["--import", &path("no.sarif")]);
    assert_eq!(code, 2, "{error}");
}

#[test]
fn a_secret_of_an_imported_log_is_shown_nowhere() {
    let value = "correct-horse-battery-staple-42";
    let tree = Tree::text(&[("conf.txt", &format!("the word is {value} today\n"))]);
    let outside = Tree::of(&[]);
    let mut result = json!({ "message": { "text": "a secret was found" }, "locations": at("conf.txt", 1, 13, 44) });
    result["locations"][0]["physicalLocation"]["region"]["snippet"] = json!({ "text": value });
    outside.write("gitleaks.sarif", &other("gitleaks", "generic-api-key", &result));
    let log = outside.path().join("gitleaks.sarif").display().to_string();
    for format in ["sarif", "text", "json", "markdown", "csv", "junit", "github", "gitlab-sast", "gitlab-codequality"] {
        let (code, out, error) = tree.check(&["--import", &log, "--format", format]);
        assert_eq!(code, 1, "no severity counts as high: {error}");
        assert!(!out.contains(value), "{format}: {out}");
    }
}

#[test]
fn logs_are_merged_into_one() {
    let tree = Tree::text(&[("a.py", SHELL)]);
    let outside = Tree::of(&[]);
    let path = |name: &str| outside.path().join(name).display().to_string();
    let _ = tree.check(&["--format", &format!("sarif={}", path("ours.sarif"))]);
    let result = json!({ "message": { "text": "shell" }, "level": "error", "locations": at("a.py", 5, 5, 39) });
    outside.write("ruff.sarif", &other("ruff", "S602", &result));
    let merged =
        tree.secws().args(["merge", &path("ours.sarif"), &path("ruff.sarif"), "-o", &path("c.sarif")]).output().unwrap();
    assert_eq!(merged.status.code(), Some(1), "{merged:?}");
    let log = Log(serde_json::from_slice(&std::fs::read(outside.path().join("c.sarif")).unwrap()).unwrap());
    assert_eq!(log.results(), ["code/subprocess-shell-true a.py:5"]);
    assert_eq!(log.run()["results"][0]["properties"]["sources"].as_array().unwrap().len(), 1);
}

#[test]
fn a_change_cannot_switch_off_its_own_gate() {
    let tree = Tree::text(&[("a.py", "print()\n"), ("secws.toml", "fail-on = \"medium\"\n")]);
    tree.git(&["init", "-q", "-b", "main"]);
    tree.commit("first");
    tree.git(&["checkout", "-q", "-b", "feature"]);
    let (code, log) = tree.sarif(&["--settings-from", "main"]);
    assert_eq!((code, log.results().len()), (0, 0));
    tree.write("a.py", commented("# nosec").as_bytes());
    tree.write(
        "secws.toml",
        b"fail-on = \"never\"\nexclude = [\"*.py\"]\n\n[[ignore]]\nrule = \"B602\"\nreason = \"hush\"\n",
    );
    assert_eq!(tree.sarif(&[]).0, 0);
    let (code, log) = tree.sarif(&["--settings-from", "main"]);
    assert_eq!(code, 1);
    let weakened: Vec<String> = log.results().into_iter().filter(|line| line.starts_with("secws/weakened-gate")).collect();
    assert_eq!(
        weakened,
        [
            "secws/weakened-gate a.py:5",
            "secws/weakened-gate secws.toml:1",
            "secws/weakened-gate secws.toml:2",
            "secws/weakened-gate secws.toml:4",
        ]
    );
    assert!(log.results().contains(&"code/subprocess-shell-true a.py:5".to_owned()), "the exclusion does not hold");
    let (code, _, error) = tree.check(&["--settings-from", "no-such"]);
    assert_eq!(code, 2);
    assert!(error.contains("no-such"), "{error}");
}

#[test]
fn the_gate_knows_plugins_rules_counts_and_gaps() {
    let tree = Tree::text(&[("a.py", SHELL), ("b.py", "def f(x):\n    assert x > 3\n")]);
    let code = |settings: &str| {
        tree.write("secws.toml", settings.as_bytes());
        tree.sarif(&[]).0
    };
    assert_eq!(code(""), 1);
    assert_eq!(code("max-findings = 1\n"), 0);
    assert_eq!(code("[gate.plugins]\ncode = \"critical\"\n"), 0);
    assert_eq!(code("fail-on = \"never\"\n[gate.plugins]\ncode = \"high\"\n"), 1);
    assert_eq!(code("[gate.rules]\n\"code/subprocess-shell-true\" = \"never\"\n"), 0);
    assert_eq!(code("[gate.rules]\nB602 = \"never\"\nB101 = \"low\"\n"), 1);
    let (out, error) = {
        tree.write("secws.toml", b"[gate.rules]\nB999 = \"never\"\n");
        let (code, out, error) = tree.check(&[]);
        assert_eq!(code, 2);
        (out, error)
    };
    assert!(out.is_empty() && error.contains("gate.rules") && error.contains("secws.toml:2"), "{error}");
    let gap = Tree::of(&[("big.csv", "token,1\n".repeat(2_000).as_bytes())]);
    gap.write("secws.toml", b"max-file-size = 10000\n");
    assert_eq!(gap.sarif(&[]).0, 3);
    gap.write("secws.toml", b"max-file-size = 10000\non-incomplete = \"warn\"\n");
    assert_eq!(gap.sarif(&[]).0, 0);
    gap.write("secws.toml", b"max-file-size = 10000\n[[gate.accept-gaps]]\npath = \"*.csv\"\nreason = \"generated\"\n");
    assert_eq!(gap.sarif(&[]).0, 0);
    gap.write("secws.toml", b"max-file-size = 10000\n[gate.min-files]\ncode = 1\n");
    assert_eq!(gap.sarif(&[]).0, 3);
}

#[cfg(unix)]
#[test]
fn a_comment_that_a_change_adds_is_told_whatever_its_file_is_called() {
    use std::os::unix::ffi::OsStrExt as _;
    let tree = Tree::text(&[("a.py", "print()\n")]);
    tree.git(&["init", "-q", "-b", "main"]);
    tree.commit("first");
    tree.git(&["checkout", "-q", "-b", "feature"]);
    let name = std::ffi::OsStr::from_bytes(b"b\xff.py");
    std::fs::write(tree.path().join(name), commented("# nosec")).unwrap();
    let (code, log) = tree.sarif(&["--settings-from", "main"]);
    assert_eq!(code, 1);
    assert!(log.results().iter().any(|line| line.starts_with("secws/weakened-gate")), "{:?}", log.results());
}
