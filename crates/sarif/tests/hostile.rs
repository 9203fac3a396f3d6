//! Logs that somebody broke: whatever is in them, nothing panics, and what comes out can be written.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "in a test that is how to fail")]

use proptest::prelude::*;
use proptest::sample::{Index, select};
use secws_model::{Reason, RepoPath, Report, Verdict};
use secws_sarif::{FileText, Imported, Options, import};
use serde_json::{Value, json};

const LOGS: [&str; 6] = [
    include_str!("logs/bandit.sarif"),
    include_str!("logs/codeql.sarif"),
    include_str!("logs/gitleaks.sarif"),
    include_str!("logs/ruff.sarif"),
    include_str!("logs/semgrep.sarif"),
    include_str!("logs/trivy.sarif"),
];

/// What may stand anywhere.
fn odd() -> impl Strategy<Value = Value> {
    let values = vec![
        json!(null),
        json!(-1),
        json!(0),
        json!(u64::MAX),
        json!(1.5),
        json!(true),
        json!(""),
        json!("\u{0}[x](1){0}\\"),
        json!("é".repeat(5_000)),
        json!("../../etc/passwd"),
        json!("file:///%2e%2e/%00"),
        json!([]),
        json!({}),
        json!([[{ "index": 0 }]]),
        json!({ "uri": "x", "index": 3, "text": "{0}", "id": "a/b/c", "startLine": 1 }),
    ];
    select(values)
}

/// Replaces, drops or doubles one value of a tree.
fn mutate(value: &mut Value, path: &[Index], with: &Value) {
    let Some((first, rest)) = path.split_first() else {
        *value = with.clone();
        return;
    };
    match value {
        Value::Array(items) if !items.is_empty() => {
            let at = first.index(items.len());
            mutate(&mut items[at], rest, with);
        }
        Value::Object(members) if !members.is_empty() => {
            let at = first.index(members.len());
            mutate(members.values_mut().nth(at).unwrap(), rest, with);
        }
        _ => *value = with.clone(),
    }
}

fn use_all(imported: Imported) -> Report {
    let bytes = include_bytes!("logs/example/app/tasks.py");
    let file = FileText::new(bytes);
    for finding in &imported.findings {
        let found = finding.located(&|_| Some(&file));
        for span in found.location.span.iter().chain(&found.redact) {
            assert!(span.start <= span.end && span.end <= bytes.len() as u64);
        }
        for place in [&finding.place].into_iter().chain(&finding.related).chain(&finding.flow) {
            assert!(RepoPath::is_normal(place.path.as_str()), "{:?}", place.path);
        }
    }
    let findings = imported.findings.into_iter().map(secws_sarif::ImportedFinding::into_reported).collect();
    Report { plugins: imported.tools, findings, notifications: imported.notifications, ..Report::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_mutated_log_is_read_and_written(
        log in select(&LOGS[..]),
        changes in proptest::collection::vec((proptest::collection::vec(any::<Index>(), 1..9), odd()), 1..8),
    ) {
        let mut value: Value = serde_json::from_str(log).unwrap();
        let runs = value["runs"].clone();
        let mut runs = json!({ "runs": runs });
        for (path, with) in &changes {
            mutate(&mut runs, path, with);
        }
        value["runs"] = runs["runs"].take();
        if let Ok(imported) = import(value.to_string().as_bytes(), "other.sarif", Some("/home/ci/example")) {
            let report = use_all(imported);
            let mut out = Vec::new();
            let options = Options { compact: true };
            secws_sarif::write(&report, &Verdict::Passed(Reason(String::new())), &mut out, options).unwrap();
            prop_assert!(serde_json::from_slice::<Value>(&out).is_ok());
        }
    }

    #[test]
    fn torn_bytes_are_no_log_or_one(log in select(&LOGS[..]), at in any::<Index>(), byte in any::<u8>()) {
        let mut bytes = log.as_bytes().to_vec();
        // A log without the white space behind it is whole.
        let position = at.index(log.trim_end().len());
        bytes[position] = byte;
        if let Ok(imported) = import(&bytes, "other.sarif", None) {
            use_all(imported);
        }
        prop_assert!(import(&bytes[..position], "other.sarif", None).is_err());
    }
}
