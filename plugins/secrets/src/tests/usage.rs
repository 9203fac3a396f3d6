//! What a user sees of findings that depend on their surroundings, and the cases written in Markdown.

use secws_plugin_sdk::testing::{Harness, MemoryFile, check_cases};
use secws_plugin_sdk::{Hits, Plugin, Precision, Severity};

use super::samples::fill;
use super::{file, names, scan, scan_file};
use crate::Secrets;

fn cases(markdown: &str) {
    check_cases(&fill(markdown, 5), |files| {
        let mut all = secws_plugin_sdk::Outcome::default();
        for (path, bytes) in files {
            all.findings.extend(scan_file(&file(path, bytes)).findings);
        }
        all
    });
}

#[test]
fn assignments() {
    cases(include_str!("assignments.cases.md"));
}

#[test]
fn addresses() {
    cases(include_str!("addresses.cases.md"));
}

#[test]
fn private_keys() {
    cases(include_str!("private_keys.cases.md"));
}

/// A GitHub token whose checksum is right, made here.
fn real_github_token() -> String {
    let random = fill("«A30»", 7);
    let mut number = crc32fast::hash(random.as_bytes());
    let mut tail = Vec::new();
    for _ in 0..6 {
        tail.push(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(number % 62) as usize]);
        number /= 62;
    }
    tail.reverse();
    format!("gh{}_{random}{}", "p", String::from_utf8(tail).expect("ASCII"))
}

#[test]
fn a_checksum_raises_or_lowers_but_never_hides() {
    let right = scan("a.py", &format!("token = '{}'", real_github_token()));
    assert_eq!(right.findings[0].precision, Some(Precision::VeryHigh));
    assert_eq!(right.findings[0].severity, Some(Severity::Critical));
    assert!(right.findings[0].message.contains("checksum is right"));
    let wrong = scan("a.py", &fill("token = 'ghp_«A36»'", 2));
    assert_eq!(wrong.findings[0].precision, Some(Precision::Low));
    assert_eq!(wrong.findings[0].severity, Some(Severity::High));
    assert!(wrong.findings[0].message.contains("may be made up"));
}

#[test]
fn among_tests_the_severity_is_one_step_lower() {
    let text = format!("token = '{}'", real_github_token());
    let outcome = scan("tests/data/a.py", &text);
    assert_eq!(outcome.findings[0].severity, Some(Severity::High));
    assert!(outcome.findings[0].message.contains("one step lower"));
}

#[test]
fn settings_add_placeholders_and_folders() {
    let harness: Harness<Secrets> = Harness::new(r#"{"placeholders": ["acme-demo"], "test-folders": ["playground"]}"#);
    let dropped = harness.scan_file(&file("a.py", b"password = 'Acme-Demo9!'"));
    assert!(dropped.findings.is_empty());
    let lowered = harness.scan_file(&file("playground/a.py", b"password = 'Tr0ub4dor&3'"));
    assert_eq!(lowered.findings[0].severity, Some(Severity::Low));
}

#[test]
fn wrong_settings_are_refused_by_key() {
    for (settings, key) in [(r#"{"placeholders": ["x"]}"#, "placeholders.0"), (r#"{"placeholder": []}"#, "placeholder")] {
        let configuration = secws_plugin_sdk::Configuration { settings: settings.to_owned(), today: None };
        assert_eq!(Secrets::configure(&configuration).map(|_| ()).expect_err("refused")[0].key, key);
    }
}

#[test]
fn encoded_credentials_are_found_and_masked_whole() {
    let token = real_github_token();
    let plain = format!("user:{token}\n");
    for (encoded, encoding) in [
        (crate::decode::to_base64(plain.as_bytes()), "base64"),
        (plain.bytes().map(|byte| format!("{byte:02x}")).collect(), "hex"),
    ] {
        let text = format!("data:\n  login: {encoded}\n");
        let outcome = scan("secret.yml", &text);
        assert_eq!(names(&outcome.findings), ["github-token"], "{encoding}");
        assert_eq!(
            outcome.findings[0].properties,
            [("structure".into(), "valid".into()), ("encoding".into(), encoding.into())]
        );
        let redact = outcome.findings[0].redact[0];
        let shown = &text[redact.start as usize..redact.end as usize];
        assert!(encoded.contains(shown) && shown.len() * 6 / 8 >= token.len().min(40), "{encoding}: {shown}");
    }
}

#[test]
fn utf16_is_read_and_spans_lead_back() {
    for little in [true, false] {
        let text = format!("\u{FEFF}passwört\nkey = \"{}\"\n", real_github_token());
        let unit = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        let bytes: Vec<u8> = text.encode_utf16().flat_map(unit).collect();
        let outcome = scan_file(&MemoryFile::new("a.ps1", &bytes));
        assert_eq!(names(&outcome.findings), ["github-token"]);
        let span = outcome.findings[0].redact[0];
        let units: Vec<u16> = bytes[span.start as usize..span.end as usize]
            .chunks(2)
            .map(|pair| if little { u16::from_le_bytes([pair[0], pair[1]]) } else { u16::from_be_bytes([pair[0], pair[1]]) })
            .collect();
        assert_eq!(String::from_utf16_lossy(&units), real_github_token());
    }
}

#[test]
fn hits_that_the_host_did_not_keep_are_found_all_the_same() {
    let text = format!("password password password\n{}\n", real_github_token());
    let mut routed = file("a.txt", text.as_bytes());
    routed.hits = Hits { found: routed.hits.found.into_iter().take(2).collect(), cut: true };
    assert_eq!(names(&scan_file(&routed).findings), ["github-token"]);
    routed.hits = Hits { found: Vec::new(), cut: true };
    assert_eq!(names(&scan_file(&routed).findings), ["github-token"]);
}

#[test]
fn binary_files_show_only_what_cannot_be_chance() {
    let token = format!("\0\x01{}\0", real_github_token());
    assert_eq!(names(&scan("a.bin", &token).findings), ["github-token"]);
    assert!(scan("a.bin", "\0password=\"Tr0ub4dor&3\"\0").findings.is_empty());
}

#[test]
fn published_examples_are_masked_without_a_finding() {
    let outcome = scan("a.py", &fill("stripe.api_key = 'sk_test_4eC39HqLyj«»WDarjtT1zdp7dc'", 1));
    assert!(outcome.findings.is_empty(), "{:?}", names(&outcome.findings));
    assert_eq!(outcome.masks.len(), 1);
}

#[test]
fn one_secret_has_one_finding_but_all_of_it_is_masked() {
    let text = format!("url = 'https://bot:{}@github.com/acme/app'", real_github_token());
    let outcome = scan("a.py", &text);
    assert_eq!(names(&outcome.findings), ["github-token"]);
    assert!(!outcome.masks.is_empty());
}

#[test]
fn identity_is_the_rule_and_the_name() {
    let outcome = scan("a.py", "DB_PASSWORD = 'Tr0ub4dor&3'\nother = 'x'\n");
    assert_eq!(outcome.findings[0].identity, "hardcoded-password in DB_PASSWORD");
}

#[test]
fn a_token_that_is_longer_than_the_window_is_masked_whole() {
    let encode = |text: &str| crate::decode::to_base64(text.as_bytes());
    let claims = format!(r#"{{"sub":"u-7","data":"{}"}}"#, fill("«A5928»", 3));
    let token = format!("{}.{}.{}", encode(r#"{"alg":"HS256"}"#), encode(&claims), fill("«w86»", 4));
    assert!((8_001..8_060).contains(&token.len()), "the window ends in the signature: {}", token.len());
    let text = format!("x = '{token}'");
    let outcome = scan("a.py", &text);
    assert_eq!(names(&outcome.findings), ["json-web-token"]);
    let redact = outcome.findings[0].redact[0];
    assert_eq!(&text[redact.start as usize..redact.end as usize], token);
}

#[test]
fn an_encoded_key_that_is_longer_than_the_window_is_masked_whole() {
    let dashes = "-".repeat(5);
    let lines: String = (0..400).map(|seed| fill("«B64»\n", seed)).collect();
    let key = format!("{dashes}BEGIN PRIVATE KEY{dashes}\n{lines}{dashes}END PRIVATE KEY{dashes}\n");
    let encoded = crate::decode::to_base64(key.as_bytes());
    let text = format!("data:\n  key: {encoded}\n");
    let outcome = scan("a.yml", &text);
    assert_eq!(names(&outcome.findings), ["private-key"]);
    assert_eq!(outcome.findings[0].redact[0].end as usize, text.len() - 1);
}
