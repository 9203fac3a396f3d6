//! What a user sees of one file.

use secws_plugin_sdk::testing::Harness;
use secws_plugin_sdk::{Applicability, GapKind, Outcome, Severity};

use crate::Code;

fn scan(path: &str, text: &str) -> Outcome {
    Harness::<Code>::default().scan(path, text.as_bytes())
}

/// The text that a finding's span covers.
fn covered(text: &str, outcome: &Outcome, index: usize) -> String {
    let span = outcome.findings[index].location.span.unwrap();
    text[usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap()].to_owned()
}

fn severities(text: &str) -> Vec<Option<Severity>> {
    scan("a.py", text).findings.iter().map(|finding| finding.severity).collect()
}

#[test]
fn a_finding_covers_the_call_and_names_its_function() {
    let text = "class A:\n    def f(self, x):\n        return eval(x)\n";
    let outcome = scan("a.py", text);
    assert_eq!(covered(text, &outcome, 0), "eval(x)");
    assert_eq!(outcome.findings[0].location.logical.as_deref(), Some("A.f"));
}

#[test]
fn an_identity_survives_moved_lines_and_changed_values() {
    let identity = |text: &str| scan("a.py", text).findings[0].identity.clone();
    let before = "import subprocess\ndef f(x):\n    subprocess.run(x, shell=True)\n";
    let after = "import subprocess as sp\n\n\ndef f(y):\n    sp.run(y[0], shell=1)\n";
    assert_eq!(identity(before), "f:subprocess.run(_,shell)");
    assert_eq!(identity(before), identity(after));
}

#[test]
fn a_password_is_masked_and_in_no_message() {
    let value = ["tr0ub", "4dor"].concat();
    let text = format!("def f():\n    connect(password='{value}' '{value}')\n");
    let outcome = scan("a.py", &text);
    let finding = &outcome.findings[0];
    let masked: Vec<_> = finding
        .redact
        .iter()
        .map(|span| &text[usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap()])
        .collect();
    assert_eq!(masked, [value.as_str(), value.as_str()]);
    assert!(!format!("{}{}{:?}", finding.message, finding.identity, finding.properties).contains(&value));
}

#[test]
fn severity_follows_what_the_code_does() {
    use Severity::{High, Low, Medium, Note};
    let shell = "import os, shlex\nos.system(x)\nos.system('ls')\nos.system('ls ' + shlex.quote(x))\n";
    assert_eq!(severities(shell), [None, Some(Low), Some(Low)]);
    assert_eq!(severities("assert x > 1\nassert x is None\nassert user.is_admin\n"), [None, Some(Note), Some(Medium)]);
    assert_eq!(severities("import torch\ntorch.load(x)\ntorch.load(x, weights_only=False)\n"), [None, Some(High)]);
    assert_eq!(severities("import hashlib\ndef password_hash(x):\n    return hashlib.md5(x)\n"), [Some(High)]);
    assert_eq!(severities("import hashlib\ndef cache_key(x):\n    return hashlib.md5(x)\n"), [Some(Low)]);
    assert_eq!(severities("eval(x)\neval('1')\n"), [None, Some(Low)]);
}

#[test]
fn sql_that_is_run_counts_more_than_sql_that_is_built() {
    let text = "def f(c, x):\n    q = f'SELECT * FROM t WHERE a = {x}'\n    c.execute(q)\n";
    let outcome = scan("a.py", text);
    assert_eq!(outcome.findings.len(), 1);
    assert_eq!(outcome.findings[0].severity, Some(Severity::High));
    assert_eq!(severities("q = f'SELECT * FROM t WHERE a = {x}'\n"), [None]);
}

#[test]
fn fixes_are_edits_of_the_file() {
    let text = "import yaml\nyaml.load(x)\n";
    let outcome = scan("a.py", text);
    let fix = &outcome.findings[0].fixes[0];
    assert_eq!(fix.applicability, Applicability::UnsafeEdit);
    let edit = &fix.edits[0];
    let (start, end) = (usize::try_from(edit.span.start).unwrap(), usize::try_from(edit.span.end).unwrap());
    let fixed = format!("{}{}{}", &text[..start], edit.replacement, &text[end..]);
    assert_eq!(fixed, "import yaml\nyaml.safe_load(x)\n");
    assert!(scan("a.py", &fixed).findings.is_empty());
}

#[test]
fn fixes_that_add_an_argument_leave_nothing_to_find() {
    for text in [
        "import hashlib\nhashlib.md5()\n",
        "import hashlib\nhashlib.md5(x)\n",
        "import hashlib\nhashlib.new('md5', x)\n",
        "import torch\ntorch.load(x)\n",
    ] {
        let edit = scan("a.py", text).findings[0].fixes[0].edits[0].clone();
        let at = usize::try_from(edit.span.start).unwrap();
        let fixed = format!("{}{}{}", &text[..at], edit.replacement, &text[at..]);
        assert!(scan("a.py", &fixed).findings.is_empty(), "{fixed}");
        assert!(scan("a.py", &fixed).gaps.is_empty(), "{fixed}");
    }
}

#[test]
fn a_syntax_error_is_a_gap_and_the_rest_is_scanned() {
    let outcome = scan("a.py", "def f(:\n    pass\n\neval(x)\n");
    assert_eq!(outcome.findings.len(), 1);
    assert_eq!(outcome.gaps.len(), 1);
    assert_eq!(outcome.gaps[0].kind, GapKind::Partial);
    assert!(outcome.gaps[0].location.as_ref().unwrap().span.is_some());
}

#[test]
fn python_2_is_scanned() {
    let outcome =
        scan("old.py", "import pickle\nprint 'hello'\ntry:\n    x = pickle.loads(y)\nexcept Exception, e:\n    pass\n");
    assert!(outcome.findings.iter().any(|finding| finding.rule == "code/unsafe-deserialization"));
    assert_eq!(outcome.gaps.len(), 1);
}

#[test]
fn new_syntax_is_no_gap() {
    let text = "type A[T] = list[T]\ndef f[T](x: T) -> T:\n    match x:\n        case {'a': eval(y)}:\n            return f\"{x!r:>{'5'}}\"\nprint(t'{x}')\n";
    assert!(scan("a.py", text).gaps.is_empty());
}

#[test]
fn scripts_without_an_ending_are_found_by_their_first_line() {
    assert_eq!(scan("bin/run", "#!/usr/bin/env python3\neval(x)\n").findings.len(), 1);
    assert_eq!(scan("bin/run", "#!/bin/sh\n# python\neval $x\n").findings.len(), 0);
    assert_eq!(scan("run.sh", "#!/bin/sh\nexec python3 -c 'eval(x)'\n").gaps.len(), 0);
    assert_eq!(scan("README.md", "python: eval(x)\n").findings.len(), 0);
}

#[test]
fn spans_of_latin_1_files_are_those_of_the_file() {
    let bytes = b"# coding: latin-1\nname = '\xe9\xe9'\neval(name)\n";
    let outcome = Harness::<Code>::default().scan("a.py", bytes);
    let span = outcome.findings[0].location.span.unwrap();
    assert_eq!(&bytes[usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap()], b"eval(name)");
    assert!(outcome.gaps.is_empty());
}

#[test]
fn a_file_in_no_encoding_is_scanned_and_said_to_be() {
    let outcome = Harness::<Code>::default().scan("a.py", b"s = '\xe9'\neval(x)\n");
    assert_eq!(outcome.findings.len(), 1);
    assert_eq!(outcome.gaps[0].kind, GapKind::Partial);
}

#[test]
fn an_encoding_that_hides_syntax_is_a_gap() {
    let outcome = Harness::<Code>::default().scan("a.py", b"# coding: gbk\ns = '\x81\x5c'\neval(x)\n");
    assert!(outcome.findings.is_empty());
    assert_eq!(outcome.gaps[0].kind, GapKind::Unread);
}

#[test]
fn test_paths_can_be_set() {
    let harness = Harness::<Code>::new(r#"{"test-paths": ["checks/**"]}"#);
    assert!(harness.scan("checks/a.py", b"assert x > 1\n").findings.is_empty());
    assert_eq!(harness.scan("tests/a.py", b"assert x > 1\n").findings.len(), 1);
}

#[test]
fn files_without_a_literal_are_not_wanted() {
    let harness = Harness::<Code>::default();
    let text = b"def add(a, b):\n    return a + b\n";
    assert!(secws_plugin_sdk::testing::MemoryFile::routed("a.py", text, harness.interests()).is_none());
}
