//! Files made to break the scan.

use proptest::prelude::*;

use super::samples::fill;
use super::{file, names, scan, scan_file, scan_strictly};

#[test]
fn a_line_of_a_megabyte() {
    let filler = "x = 1; ".repeat(75_000);
    let text = format!("{filler}password = 'Tr0ub4dor&3';{filler}");
    assert_eq!(names(&scan("a.js", &text).findings), ["hardcoded-password"]);
}

#[test]
fn a_hundred_thousand_hits() {
    for text in ["password ", "ghp_", "sk-", "://", "eyJ", "service_account", "PuTTY-User-Key-File-", "-us1"] {
        assert!(scan("a.txt", &text.repeat(100_000)).findings.is_empty(), "{text}");
    }
}

#[test]
fn a_thousand_findings() {
    let text: String = (0..1_000).map(|seed| fill("k = 'ghp_«A36»'\n", seed)).collect();
    assert_eq!(scan("a.py", &text).findings.len(), 1_000);
}

#[test]
fn what_costs_beyond_measure_is_a_gap() {
    let text = "eyJ-".repeat(10_000);
    let outcome = scan("a.txt", &text);
    assert_eq!(outcome.gaps.len(), 1);
    assert!(outcome.gaps[0].message.ends_with("the rest of it was left out."));
}

#[test]
fn nothing_nuls_and_no_text() {
    assert!(scan("empty", "").findings.is_empty());
    for bytes in [
        &b"\0\0\0password\0=\0\"\0"[..],
        b"\xFF\xFE",
        b"\xFF\xFEp",
        b"\xFE\xFF\xD8\x00",
        b"password=\"\xC3\x28\xFF\"",
        b"://:@",
        b"eyJ",
    ] {
        assert!(scan_file(&file("a.py", bytes)).findings.is_empty(), "{bytes:?}");
    }
}

#[test]
fn literals_at_the_very_end() {
    let registry = crate::registry::registry().expect("rules");
    for entry in &registry.literals {
        for tail in ["", "=", "=\"", " ", ":", "\\", "-----", "aaaa"] {
            let text = [entry.text.as_slice(), tail.as_bytes()].concat();
            assert!(scan_file(&file("a.yml", &text)).findings.is_empty(), "{:?}", String::from_utf8_lossy(&text));
        }
    }
}

#[test]
fn hits_that_are_not_there_do_no_harm() {
    let mut lying = file("a.py", b"password = 'Tr0ub4dor&3'");
    for (index, hit) in lying.hits.found.iter_mut().enumerate() {
        hit.offset = if index % 2 == 0 { u64::MAX } else { 1 << 40 };
        hit.literal = u32::MAX - u32::try_from(index).expect("few");
    }
    assert!(scan_file(&lying).findings.is_empty());
}

/// Pieces that steer the scan into every corner.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let literals: Vec<Vec<u8>> =
        crate::registry::registry().expect("rules").literals.iter().map(|entry| entry.text.clone()).collect();
    let signs = [
        "=",
        ":",
        " ",
        "\"",
        "'",
        "\\",
        "\n",
        "@",
        "-----BEGIN ",
        "-----",
        "(",
        ")",
        "${",
        "\0",
        "a1B2c3D4e5F6g7H8",
        "é",
        "%41",
    ];
    prop_oneof![
        proptest::sample::select(literals),
        proptest::sample::select(signs.map(|sign| sign.as_bytes().to_vec()).to_vec()),
        proptest::collection::vec(any::<u8>(), 0..8),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// The harness checks that every span lies in the file.
    #[test]
    fn whatever_a_file_holds_the_scan_ends(pieces in proptest::collection::vec(piece(), 0..60), ending in "py|yml|env|sh|json|xml|txt|netrc") {
        let bytes = pieces.concat();
        let path = format!("a.{ending}");
        scan_strictly(&file(&path, &bytes));
        let wide: Vec<u8> = b"\xFF\xFE".iter().copied().chain(bytes.iter().flat_map(|&byte| [byte, 0])).collect();
        scan_strictly(&file(&path, &wide));
    }
}
