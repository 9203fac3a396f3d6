//! Files made to break the scanner.

use proptest::prelude::*;
use secws_plugin_sdk::testing::{Harness, MemoryFile};
use secws_plugin_sdk::{GapKind, Outcome};

use crate::Code;

/// Scans whether or not the file holds a literal; the harness checks that all spans lie in it.
fn scan(bytes: &[u8]) -> Outcome {
    Harness::<Code>::default().scan_file(&MemoryFile::new("a.py", bytes))
}

#[test]
fn deep_nesting_is_a_gap() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("f(", ")"),
        ("-", ""),
        ("not ", ""),
        ("lambda: ", ""),
        ("f'{", "}'"),
        ("a if b else ", "a"),
    ] {
        let text = format!("eval(x)\ny = {}1{}\n", open.repeat(50_000), close.repeat(50_000));
        let outcome = scan(text.as_bytes());
        assert_eq!(outcome.gaps.len(), 1, "{open}");
        assert_eq!(outcome.gaps[0].kind, GapKind::Unread, "{open}");
    }
}

#[test]
fn deep_blocks_are_a_gap() {
    let text: String = (0..1000).map(|depth| format!("{}if x:\n", " ".repeat(depth))).collect();
    assert!(!scan(text.as_bytes()).gaps.is_empty());
    let one_line = "while a:".repeat(100_000);
    assert!(!scan(one_line.as_bytes()).gaps.is_empty());
}

#[test]
fn long_chains_are_walked_or_a_gap() {
    for link in ["a.", "a()", "a[0]", "1 + ", "'x' + ", "x % ", "eval("] {
        let text = format!("y = {}b\n", link.repeat(2500));
        scan(text.as_bytes());
        let longer = format!("y = {}b\n", link.repeat(100_000));
        assert!(!scan(longer.as_bytes()).gaps.is_empty(), "{link}");
    }
}

#[test]
fn long_files_take_time_in_proportion() {
    let lines = [
        "eval(x)\n",
        "x = x + x\n",
        "import os as o\no.system(x)\n",
        "password = 'a1b2c3d4'\n",
        "def f(a): return f'SELECT * FROM {a}'\n",
        "x = [y for y in x if (y := eval(y))]\n",
        "try:\n    f()\nexcept Exception:\n    pass\n",
    ];
    for line in lines {
        let outcome = scan(line.repeat(20_000).as_bytes());
        assert!(outcome.findings.len() <= crate::walk::MAX_FINDINGS, "{line}");
    }
}

#[test]
fn names_that_lead_nowhere_end() {
    let mut text = String::from("import os\n");
    for index in 0..2000 {
        text.push_str(&format!("f{} = f{index}\nt{} = t{index} + t{index}\n", index + 1, index + 1));
    }
    text.push_str("f2000(x)\nexecute('SELECT * FROM t WHERE a = ' + t2000)\na = b\nb = a\na(x)\nos.system(a)\n");
    assert!(!scan(text.as_bytes()).findings.is_empty());
}

#[test]
fn odd_bytes() {
    for bytes in [
        &b""[..],
        b"\0",
        b"eval(\0)",
        b"\xef\xbb\xbfeval(x)",
        b"eval(x)\r\neval(y)\r",
        b"eval(x)\x1a",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
    ] {
        scan(bytes);
    }
    assert_eq!(scan(b"\xef\xbb\xbfeval(x)\r\neval(y)\r").findings.len(), 2);
    assert_eq!(scan(b"").gaps.len(), 0);
}

#[test]
fn a_huge_line() {
    let text = format!("x = '{}'\neval(x)\n", "a".repeat(3_000_000));
    assert_eq!(scan(text.as_bytes()).findings.len(), 1);
}

/// Pieces of programs, in any order.
fn soup() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "eval",
        "exec",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        ".",
        "=",
        "==",
        "\n",
        "\n    ",
        "  ",
        "'",
        "\"",
        "\"\"\"",
        "f'",
        "f\"{",
        "b'",
        "x",
        "import os",
        "from os import *",
        "import pickle as p",
        "p.loads(",
        "os.system(",
        "subprocess.run(",
        "shell=True",
        "**{'shell': True}",
        "password",
        "'tr0ub4dor'",
        "SELECT * FROM t WHERE a = ",
        " % ",
        " + ",
        ".format(",
        ".join(",
        ".replace(",
        "try",
        "except",
        "pass",
        "assert ",
        "lambda ",
        "for x in ",
        "if ",
        "else",
        "class A(",
        "def f(",
        "self.",
        "return ",
        "global x",
        "match x:\n case ",
        "@",
        "->",
        ":=",
        "await ",
        "async ",
        "yaml.load(",
        "%s",
        "{}",
        "{0}",
        "\\",
        "#",
        "é",
        "\u{fffc}",
        "0",
        "1e",
        "...",
        "*",
        "getattr(os, 'system')",
        "__import__('os')",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_soup_is_scanned(text in soup()) {
        scan(text.as_bytes());
    }

    #[test]
    fn any_bytes_are_scanned(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        scan(&bytes);
    }

    #[test]
    fn a_scan_depends_on_the_file_alone(text in soup()) {
        prop_assert_eq!(scan(text.as_bytes()).findings, scan(text.as_bytes()).findings);
    }

    /// Cutting a file short loses findings, but never makes the scan fail.
    #[test]
    fn any_beginning_is_scanned(text in soup(), share in 0.0..1.0_f64) {
        let bytes = text.as_bytes();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a share of a length")]
        let end = (bytes.len() as f64 * share) as usize;
        scan(&bytes[..end]);
    }
}
