//! What is said of a pickle, and what is not.

use secws_plugin_sdk::testing::Harness;
use secws_plugin_sdk::{GapKind, Severity, Span};

use super::assembly::assemble;
use super::{gaps_of, is_silent, rules_of, scan, scan_anyway};
use crate::Pickle;

const RUN: &str = "GLOBAL 'os' 'system'\nBINUNICODE 'id'\nTUPLE1\nREDUCE\n";

fn pickle(text: &str) -> Vec<u8> {
    assemble(text).bytes
}

#[test]
fn a_finding_says_what_would_run_and_where() {
    let outcome = scan("model.bin", &pickle(&format!("PROTO 2\n{RUN}STOP\n")));
    let [finding] = outcome.findings.as_slice() else { panic!("{:?}", outcome.findings) };
    assert_eq!(finding.message, "Loading this pickle runs `os.system(\"id\")` (REDUCE at byte 21).");
    assert_eq!(finding.location.span, Some(Span::new(21, 22)));
    assert_eq!(finding.location.logical, None);
    assert_eq!(finding.severity, Some(Severity::Critical));
    assert_eq!(finding.identity, "os.system(\"id\")");
    assert!(finding.properties.contains(&("opcode".to_owned(), "REDUCE".to_owned())));
}

#[test]
fn what_is_shown_cannot_change_the_line_it_stands_on() {
    let command = b"a\x1b[2J\n`\xe2\x80\xae";
    let mut bytes = b"\x80\x02cos\nsystem\nX".to_vec();
    bytes.extend((command.len() as u32).to_le_bytes());
    bytes.extend(command);
    bytes.extend(b"\x85R.");
    let outcome = scan("x.pkl", &bytes);
    let message = &outcome.findings[0].message;
    assert!(message.contains(r#"`os.system("a\u{1b}[2J\n'\u{202e}")`"#), "{message}");
    assert!(!message.chars().any(char::is_control));
}

#[test]
fn long_arguments_are_cut() {
    let outcome = scan("x.pkl", &pickle("PROTO 2\nGLOBAL 'os' 'system'\nREPEAT 500 'abc'\nTUPLE1\nREDUCE\nSTOP\n"));
    let message = &outcome.findings[0].message;
    assert!(message.chars().count() < 300 && message.contains('…'), "{message}");
}

#[test]
fn calls_of_one_function_are_told_apart_by_their_arguments() {
    let other = RUN.replace("'id'", "'ls'");
    let outcome = scan("x.pkl", &pickle(&format!("PROTO 2\n{RUN}{RUN}{other}STOP\n")));
    assert_eq!(rules_of(&outcome), ["dangerous-import", "dangerous-import"]);
}

#[test]
fn what_ran_before_a_pickle_breaks_is_reported_with_a_gap() {
    for (end, why) in [
        ("BYTES ff\n", "has the byte 0xff, which is no opcode"),
        ("BINGET 9\n", "recalls what it never memoized"),
        ("BYTES 8e ff ff ff ff ff ff ff 7f\n", "ends in the middle"),
        ("", "ends in the middle"),
        ("APPENDS\n", "goes back to a mark that it never set"),
        ("POP\nPOP\n", "takes more from the stack than is on it"),
        ("NONE\nNONE\nSTACK_GLOBAL\n", "takes a name from what is no text"),
        ("GLOBAL 'a b' 'c d'\n", "imports what is no name"),
        ("BYTES 53 61 0a\n", "has a text that is not quoted"),
        ("BYTES 49 61 0a\n", "has a number that is none"),
    ] {
        let outcome = scan("x.pkl", &pickle(&format!("PROTO 2\n{RUN}{end}")));
        assert_eq!(rules_of(&outcome), ["dangerous-import"], "{end}");
        let gaps = gaps_of(&outcome, GapKind::Partial);
        assert!(gaps.len() == 1 && gaps[0].contains(why), "{end}: {gaps:?}");
    }
}

#[test]
fn a_clean_pickle_says_nothing() {
    for text in
        ["PROTO 4\nEMPTY_DICT\nMEMOIZE\nSTOP\n", "NONE\nSTOP\n", "MARK\nINT 1\nTUPLE\nPUT 0\nSTOP\n", "PERSID 7\nSTOP\n"]
    {
        assert!(is_silent(&scan("x.pkl", &pickle(text))), "{text}");
    }
}

#[test]
fn text_and_noise_say_nothing() {
    let files: [(&str, &[u8]); 12] = [
        ("a.py", b"class Foo:\n    pass\n"),
        ("a.lisp", b"(in-package :x)\n(defun run () 1)\n"),
        ("COPYING", b"Copyright\nNone.\n"),
        ("words.txt", b"cat\ndog\n.gitignore\n"),
        ("funcs.txt", b"cos\nsin\n."),
        ("x.json", b"}\n"),
        ("a.md", b"I am.\n"),
        ("x.bin", b"\x80\x02\xff\xff"),
        ("x.bin", b"\x80\x04garbage that is none"),
        ("x.dat", b"NNNNNNNNNNNN"),
        ("x.data", b""),
        ("empty.pkl", b""),
    ];
    for (path, bytes) in files {
        let outcome = scan_anyway(path, bytes);
        // Nothing tells three lines that end with a point from a pickle that only imports.
        if path != "funcs.txt" {
            assert!(is_silent(&outcome), "{path} {bytes:?}: {outcome:?}");
        }
    }
}

#[test]
fn what_is_named_like_a_pickle_and_is_none_is_said_to_be() {
    for (path, bytes, partial) in [
        ("a.pkl", b"hello".as_slice(), true),
        ("a.pickle", b"\x00\x01", true),
        ("a.pt", b"\x00\x01\x02", true),
        ("page.pt", b"<html>", false),
        ("paths.pth", b"/usr/lib\nimport x\n", false),
    ] {
        let outcome = scan(path, bytes);
        assert_eq!(gaps_of(&outcome, GapKind::Partial).len(), usize::from(partial), "{path}");
        assert!(outcome.findings.is_empty());
    }
}

#[test]
fn a_pointer_to_what_is_kept_elsewhere_is_not_the_model() {
    let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n";
    assert_eq!(gaps_of(&scan("model.pt", pointer), GapKind::Unread).len(), 1);
    assert!(is_silent(&scan_anyway("notes.txt", pointer)));
}

#[test]
fn the_memo_of_an_unpickler_that_is_used_again_is_known() {
    let first = "PROTO 2\nBINUNICODE 'os'\nBINPUT 0\nBINUNICODE 'system'\nBINPUT 1\nTUPLE2\nSTOP\n";
    let second = "PROTO 4\nBINGET 0\nBINGET 1\nSTACK_GLOBAL\nBINUNICODE 'id'\nTUPLE1\nREDUCE\nSTOP\n";
    assert_eq!(rules_of(&scan("x.pkl", &pickle(&format!("{first}{second}")))), ["dangerous-import"]);
}

#[test]
fn what_a_project_allows_is_not_reported() {
    let bytes = pickle("PROTO 2\nGLOBAL 'shop.tools' 'rebuild'\nEMPTY_TUPLE\nREDUCE\nSTOP\n");
    let allowing = |settings: &str| Harness::<Pickle>::new(settings).scan("x.pkl", &bytes).findings.len();
    assert_eq!(allowing("{}"), 1);
    assert_eq!(allowing(r#"{"allow": ["shop.tools.rebuild"]}"#), 0);
    assert_eq!(allowing(r#"{"allow": ["shop.*"]}"#), 0);
    assert_eq!(allowing(r#"{"allow": ["sho.*"]}"#), 1);
}

#[test]
fn a_tensor_in_bytes_is_judged_by_the_pickle_that_they_are() {
    let nested = |inner: &[u8]| {
        let mut bytes = b"\x80\x04ctorch.storage\n_load_from_bytes\nB".to_vec();
        bytes.extend((inner.len() as u32).to_le_bytes());
        bytes.extend(inner);
        bytes.extend(b"\x85R.");
        scan("x.pkl", &bytes)
    };
    assert!(is_silent(&nested(&pickle("PROTO 2\nEMPTY_DICT\nSTOP\n"))));
    let outcome = nested(&pickle(&format!("PROTO 2\n{RUN}STOP\n")));
    assert_eq!(rules_of(&outcome), ["dangerous-import"]);
    assert_eq!(outcome.findings[0].location.logical.as_deref(), Some("bytes at 39"));
    assert_eq!(outcome.findings[0].location.span, Some(Span::new(60, 61)));
}

#[test]
fn bytes_that_protocol_2_writes_as_text_are_read_too() {
    let inner = pickle(&format!("PROTO 2\n{RUN}STOP\n"));
    let text: String = inner.iter().map(|&byte| char::from(byte)).collect();
    let mut bytes = b"\x80\x02ctorch.storage\n_load_from_bytes\nc_codecs\nencode\nX".to_vec();
    bytes.extend((text.len() as u32).to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes.extend(b"X\x06\0\0\0latin1\x86R\x85R.");
    assert_eq!(rules_of(&scan("x.pkl", &bytes)), ["dangerous-import"]);
}
