//! What is made of logs that other tools wrote of the tree in `logs/example`.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "in a test that is how to fail")]

use std::path::Path;

use secws_model::{NotificationKind, Precision, RepoPath, Severity, SuppressionKind};
use secws_sarif::{FileText, ImportError, Imported, ImportedFinding, import, resolve};
use serde_json::{Value, json};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/logs")
}

fn log(name: &str) -> Imported {
    import(&std::fs::read(folder().join(name)).unwrap(), name, Some("/home/ci/example")).unwrap()
}

fn file(path: &str) -> Vec<u8> {
    std::fs::read(folder().join("example").join(path)).unwrap()
}

/// `rule path: text`, of every finding.
fn meant(imported: &Imported) -> Vec<String> {
    let line = |finding: &ImportedFinding| {
        let bytes = file(finding.place.path.as_str());
        let span = resolve(finding, &bytes).expect("every place is in the file");
        let text = String::from_utf8_lossy(&bytes[span.within(bytes.len())]).into_owned();
        format!("{} {}: {}", finding.rule, finding.place.path, text.lines().next().unwrap_or_default())
    };
    imported.findings.iter().map(line).collect()
}

fn one<'a>(imported: &'a Imported, rule: &str) -> &'a ImportedFinding {
    imported.findings.iter().find(|finding| finding.rule == rule).expect("a finding of the rule")
}

fn value(results: Value) -> Vec<u8> {
    let driver = json!({ "name": "Tool", "rules": [] });
    json!({ "version": "2.1.0", "runs": [{ "tool": { "driver": driver }, "results": results }] }).to_string().into_bytes()
}

fn read(results: Value) -> Imported {
    import(&value(results), "other.sarif", None).unwrap()
}

#[test]
fn bandit_is_read_to_the_byte() {
    let imported = log("bandit.sarif");
    let tool = &imported.tools[0];
    assert_eq!((tool.name.as_str(), tool.imported.as_deref(), tool.version.as_str()), ("bandit", Some("Bandit"), "1.9.4"));
    assert!(imported.notifications.is_empty());
    let meant = meant(&imported);
    assert_eq!(meant.len(), 19);
    for expected in [
        "bandit/B608 app/db.py: \"SELECT * FROM users WHERE name = '%s'\"",
        "bandit/B104 app/old settings.py: \"0.0.0.0\"",
        "bandit/B602 app/tasks.py: subprocess.call(\"rm %s\" % name, shell=True)",
        "bandit/B301 app/tasks.py: pickle.load(file)",
    ] {
        assert!(meant.iter().any(|line| line == expected), "{expected}: {meant:#?}");
    }
    let shell = one(&imported, "bandit/B602");
    assert_eq!((shell.severity, shell.precision, shell.is_secret), (Severity::High, Precision::High, false));
    assert_eq!(one(&imported, "bandit/B113").precision, Precision::Low);
    assert_eq!(one(&imported, "bandit/B101").severity, Severity::Low);
    let rule = tool.rules.iter().find(|rule| rule.id == "bandit/B101").unwrap();
    assert_eq!((rule.severity, &rule.cwe, &rule.aliases), (Severity::Low, &vec![703], &vec!["B101".to_owned()]));
    assert_eq!(shell.original.as_ref().unwrap()["ruleIndex"], 10);
}

#[test]
fn ruff_counts_characters_and_says_where_its_weaknesses_are_explained() {
    let imported = log("ruff.sarif");
    assert!(imported.notifications.is_empty(), "{:?}", imported.notifications);
    let meant = meant(&imported);
    assert_eq!(meant.len(), 20);
    for expected in [
        "ruff/E702 app/db.py: ;",
        "ruff/S307 app/db.py: eval(expression)",
        "ruff/S501 app/tasks.py: verify=False",
        "ruff/F401 app/old settings.py: local",
    ] {
        assert!(meant.iter().any(|line| line == expected), "{expected}: {meant:#?}");
    }
    let rule = imported.tools[0].rules.iter().find(|rule| rule.id == "ruff/S602").unwrap();
    assert_eq!((&rule.cwe, &rule.aliases), (&vec![78], &vec!["S602".to_owned(), "B602".to_owned()]));
    assert!(rule.help_markdown.starts_with("## What it does"));
    assert_eq!(one(&imported, "ruff/F401").fixes[0].title, "Remove unused import: `local`");
}

#[test]
fn semgrep_counts_bytes_and_names_weaknesses_in_tags() {
    let imported = log("semgrep.sarif");
    assert_eq!(imported.tools[0].name, "semgrep-oss");
    let meant = meant(&imported);
    let query = "semgrep-oss/sql-format app/db.py: cursor.execute(\"SELECT * FROM users WHERE name = '%s'\" % name)";
    assert!(meant.iter().any(|line| line == query), "{meant:#?}");
    let rule = imported.tools[0].rules.iter().find(|rule| rule.id == "semgrep-oss/pickle-load").unwrap();
    assert_eq!((rule.severity, rule.precision, &rule.cwe), (Severity::Medium, Precision::Medium, &vec![502]));
    assert_eq!(one(&imported, "semgrep-oss/subprocess-shell-true").severity, Severity::High);
}

#[test]
fn codeql_has_its_rules_in_an_extension() {
    let imported = log("codeql.sarif");
    assert!(imported.notifications.is_empty());
    assert_eq!(imported.tools.len(), 1);
    let finding = one(&imported, "codeql/py/command-line-injection");
    assert_eq!(finding.severity, Severity::Critical);
    assert_eq!(finding.message, "This command line depends on a user-provided value.");
    assert_eq!((finding.flow.len(), finding.related.len()), (2, 1));
    assert_eq!(imported.tools[0].rules[0].cwe, [78, 88]);
    assert_eq!(
        meant(&imported),
        [
            "codeql/py/command-line-injection app/tasks.py: \"tar czf backup.tgz \" + name",
            "codeql/py/sql-injection app/db.py: \"SELECT * FROM users WHERE name = '%s'\" % name",
        ]
    );
    let suppression = &one(&imported, "codeql/py/sql-injection").suppressions[0];
    assert_eq!(suppression.kind, SuppressionKind::InSource);
    assert_eq!(suppression.justification.as_deref(), Some("The name comes from us."));
    assert_eq!((suppression.path.as_str(), suppression.line), ("app/db.py", Some(6)));
}

#[test]
fn trivy_names_packages_by_their_advisories() {
    let imported = log("trivy.sarif");
    assert!(imported.notifications.is_empty());
    assert_eq!(
        meant(&imported),
        ["trivy/CVE-2018-18074 requirements.txt: requests==2.19.0", "trivy/CVE-2020-1747 requirements.txt: pyyaml==5.3"]
    );
    let severities: Vec<_> = imported.findings.iter().map(|finding| finding.severity.name()).collect();
    assert_eq!(severities, ["high", "critical"]);
    let finding = &imported.findings[0];
    assert!(finding.message.starts_with("Package: requests\nInstalled Version: 2.19.0\n"));
    assert_eq!(imported.tools[0].rules[0].score, Some(7.5));
}

#[test]
fn a_secret_is_shown_nowhere() {
    let secret = ["ses", "ame7"].concat();
    for name in ["bandit.sarif", "ruff.sarif", "gitleaks.sarif"] {
        let imported = log(name);
        let secrets: Vec<_> = imported.findings.iter().filter(|finding| finding.is_secret).collect();
        let on_line: Vec<_> = secrets.iter().filter(|one| one.place.path.as_str() == "app/db.py").collect();
        assert_eq!(on_line.len(), 1, "{name}");
        let bytes = file("app/db.py");
        let spans = on_line[0].secret_spans(&FileText::new(&bytes));
        let masked: Vec<_> = spans.iter().map(|span| &bytes[span.within(bytes.len())]).collect();
        assert_eq!(masked, [secret.as_bytes()], "{name}");
        assert!(!format!("{imported:?}").contains(&secret), "{name}");
        let text =
            serde_json::to_string(&imported.findings.iter().map(|one| one.original.clone()).collect::<Vec<_>>()).unwrap();
        assert!(!text.contains(&secret), "{name}");
    }
    let finding = log("gitleaks.sarif").findings.remove(0);
    assert_eq!(finding.severity, Severity::High);
    let original = finding.original.unwrap();
    assert_eq!(original["partialFingerprints"]["commitMessage"], "Connect with [REDACTED]");
    assert!(original.pointer("/locations/0/physicalLocation/region/snippet").is_none());
}

#[test]
fn a_secret_whose_file_is_gone_is_masked_by_its_quotes() {
    let region = json!({ "startLine": 3 });
    let place = json!({ "physicalLocation": { "artifactLocation": { "uri": "gone.py" }, "region": region } });
    let imported = read(json!([{
        "ruleId": "X", "taxa": [{ "id": "CWE-259" }], "message": { "text": "The password 'swordfish' is in it." }, "locations": [place],
    }]));
    assert!(imported.findings[0].is_secret);
    let reported = imported.findings[0].clone().into_reported();
    assert_eq!(reported.message, "The password '[REDACTED]' is in it.");
    assert_eq!(reported.original.unwrap()["message"]["text"], "The password '[REDACTED]' is in it.");
}

#[test]
fn a_secret_is_masked_by_its_file_and_a_name_is_not() {
    let secret = ["ses", "ame7"].concat();
    let place = json!({ "physicalLocation": { "artifactLocation": { "uri": "app/db.py" }, "region": { "startLine": 15 } } });
    let text = format!("The argument \"password\" is '{secret}', not 'elsewhere'.");
    let result = json!({ "taxa": [{ "id": "CWE-259" }], "message": { "text": text }, "locations": [place] });
    let mut finding = read(json!([result])).findings.remove(0);
    let bytes = file("app/db.py");
    finding.mask_secret(Some(&FileText::new(&bytes)));
    let masked = "The argument \"password\" is '[REDACTED]', not '[REDACTED]'.";
    assert_eq!(finding.message, masked);
    assert_eq!(finding.original.unwrap()["message"]["text"], masked);
}

#[test]
fn every_run_is_read_and_runs_of_one_tool_are_one_tool() {
    let run = |tool: &str, rule: &str| json!({ "tool": { "driver": { "name": tool } }, "results": [{ "ruleId": rule }] });
    let log = json!({ "version": "2.1.0", "runs": [run("A", "x"), run("B", "x"), run("A", "y"), {}] });
    let imported = import(log.to_string().as_bytes(), "logs/all.sarif", None).unwrap();
    let rules: Vec<_> = imported.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["a/x", "b/x", "a/y"]);
    let tools: Vec<_> = imported.tools.iter().map(|tool| (tool.name.as_str(), tool.rules.len())).collect();
    assert_eq!(tools, [("a", 2), ("b", 1), ("tool", 0)]);
    let place = &imported.findings[0].place;
    assert_eq!((place.path.as_str(), place.outside), ("logs/all.sarif", true));
    assert!(imported.notifications.iter().all(|one| one.kind == NotificationKind::ImportIncomplete));
}

#[test]
fn only_what_is_wrong_is_a_finding() {
    let kinds = ["fail", "open", "review", "pass", "notApplicable", "informational"];
    let mut results: Vec<_> = kinds.iter().map(|kind| json!({ "ruleId": kind, "kind": kind })).collect();
    results.push(json!({ "ruleId": "gone", "baselineState": "absent" }));
    results.push(json!({ "ruleId": "no kind" }));
    let imported = read(Value::from(results));
    let rules: Vec<_> = imported.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["tool/fail", "tool/open", "tool/review", "tool/no kind"]);
    assert!(imported.findings.iter().all(|finding| finding.severity == Severity::High));
}

#[test]
fn a_suppression_counts_when_all_of_them_are_accepted() {
    let of = |suppressions: Value| read(json!([{ "suppressions": suppressions }])).findings.remove(0).suppressions;
    assert_eq!(of(json!([])).len(), 0);
    assert_eq!(of(json!([{ "kind": "external" }, { "kind": "inSource", "status": "accepted" }])).len(), 2);
    assert_eq!(of(json!([{ "kind": "external" }, { "kind": "external", "status": "underReview" }])).len(), 0);
    assert_eq!(of(json!([{ "kind": "external", "status": "rejected" }])).len(), 0);
    let said = of(json!([{ "kind": "external", "justification": "Known." }])).remove(0);
    assert_eq!((said.path, said.line, said.justification), (RepoPath::new("other.sarif"), None, Some("Known.".to_owned())));
}

#[test]
fn what_a_tool_did_not_do_is_told() {
    let invocation = json!({ "executionSuccessful": false });
    let run = json!({
        "tool": { "driver": { "name": "Tool" } }, "invocations": [invocation], "results": [],
        "externalPropertyFileReferences": {},
    });
    let log = json!({ "version": "2.1.0", "runs": [run] });
    let messages: Vec<_> = import(log.to_string().as_bytes(), "x.sarif", None).unwrap().notifications;
    let messages: Vec<_> = messages.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "The imported log `x.sarif` is not used in full. Tool says that it did not finish.",
            "The imported log `x.sarif` is not used in full. What Tool left in external property files is not read.",
        ]
    );
}

#[test]
fn what_is_no_log_is_refused_with_the_reason() {
    let error = |bytes: &[u8]| import(bytes, "x.sarif", None).unwrap_err().to_string();
    assert!(error(b"{\"version\": \"2.0.0\", \"runs\": []}").starts_with("`x.sarif` is SARIF of version 2.0.0; only 2.1.0"));
    assert!(error(b"{\"version\": \"2.1.0\"}").contains("has no list `runs`"));
    assert!(error(b"[]").contains("has no list `runs`"));
    assert!(error(b"{\"version\": \"2.1.0\",\n !").contains("line 2, column 2"));
    assert!(error(&"[".repeat(1_000_000).into_bytes()).contains("not JSON"));
    let utf16: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(import(&utf16, "x", None), Err(ImportError::Encoding { .. })));
    assert!(matches!(import(&[&b"\xff\xfe"[..], &utf16].concat(), "x", None), Err(ImportError::Encoding { .. })));
    let marked = [b"\xef\xbb\xbf", &value(json!([]))[..]].concat();
    assert_eq!(import(&marked, "x", None).unwrap().tools.len(), 1);
}

#[test]
fn a_tool_with_the_name_of_a_plugin_gets_another() {
    let mut imported = read(json!([{ "ruleId": "a/b" }]));
    imported.keep_apart(&["tool", "tool-2"]);
    assert_eq!((imported.findings[0].rule.as_str(), imported.findings[0].tool.as_str()), ("tool-3/a/b", "tool-3"));
    assert_eq!((imported.tools[0].name.as_str(), imported.tools[0].rules[0].id.as_str()), ("tool-3", "tool-3/a/b"));
}
