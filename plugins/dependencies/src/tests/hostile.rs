//! Input that nobody writes by mistake: it must stay bounded, and be told.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use secws_plugin_sdk::testing::{Harness, MemoryFile};
use secws_plugin_sdk::{GapKind, Outcome};

use super::{advisories, files};
use crate::Dependencies;

/// Far more than any of this takes, and far less than what would be without bounds.
const LIMIT: Duration = Duration::from_secs(60);

fn scan(path: &str, bytes: &[u8]) -> Outcome {
    let start = Instant::now();
    // The stack of a guest is a megabyte; a debug build takes some times as much of it.
    let outcome = std::thread::scope(|scope| {
        let run = || Harness::<Dependencies>::default().scan_file(&MemoryFile::new(path, bytes));
        std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn_scoped(scope, run).unwrap().join().unwrap()
    });
    assert!(start.elapsed() < LIMIT, "{path}: {:?}", start.elapsed());
    outcome
}

#[test]
fn many_lines_are_cut_and_told() {
    let text: String = (0..250_000).map(|number| format!("a{number}==1\n")).collect();
    let outcome = scan("requirements.txt", text.as_bytes());
    assert!(
        outcome.gaps.iter().any(|gap| gap.kind == GapKind::Unread && gap.message.contains("200000")),
        "{:?}",
        outcome.gaps
    );
    assert!(outcome.facts[0].data.len() < 16 * 1024 * 1024);
    let outcome = scan("requirements.txt", "? ?\n".repeat(1_000_000).as_bytes());
    assert!(!outcome.gaps.is_empty() && outcome.gaps.len() < 100);
    let outcome = scan("requirements.txt", format!("a\n{}", "? ?\n".repeat(100_000)).as_bytes());
    assert!(
        outcome.gaps.len() < 100 && outcome.gaps.iter().any(|gap| gap.message.contains("more places")),
        "{:?}",
        outcome.gaps
    );
}

#[test]
fn long_and_joined_lines_are_survived() {
    for text in [
        "a \\\n".repeat(300_000),
        "a==1 ".repeat(300_000),
        "-r x ".repeat(100_000),
        "#".repeat(1_000_000),
        " #".repeat(500_000),
        "\\".repeat(1_000_000),
        format!("a[{}", "b,".repeat(300_000)),
        format!("a{}", ">=1,".repeat(50_000)),
    ] {
        scan("requirements.txt", text.as_bytes());
    }
}

#[test]
fn endless_names_reach_no_message() {
    let long = "x".repeat(1_000_000);
    let lock =
        format!("[[package]]\nname = \"requests\"\nversion = \"{long}\"\n[[package]]\nname = \"{long}\"\nversion = \"1\"\n");
    for (path, text) in [("requirements.txt", format!("requests==={long}\na ; {long}\n{long}==1\n")), ("uv.lock", lock)] {
        let outcome = Harness::<Dependencies>::default().run_with_advisories(&files(&[(path, &text)]), &advisories(&[]));
        assert!(outcome.findings.is_empty() && outcome.gaps.len() >= 2, "{path}");
        assert!(format!("{outcome:?}").len() < 10_000, "{path}");
    }
}

#[test]
fn a_file_past_the_limit_is_told() {
    let outcome = scan("uv.lock", &vec![b'#'; 33 * 1024 * 1024]);
    assert_eq!((outcome.gaps.len(), outcome.gaps[0].kind), (1, GapKind::Unread));
}

#[test]
fn deep_and_broken_toml_is_told() {
    for (path, text) in [
        ("uv.lock", format!("a = {}", "[".repeat(1_000_000))),
        ("uv.lock", format!("[{}a]", "a.".repeat(1_000_000))),
        ("pyproject.toml", format!("{}x = 1", "a.".repeat(1_000_000))),
        ("poetry.lock", "[[package]]\nname = 1\n".repeat(100_000)),
        ("poetry.lock", "[[package]]\nname\n".repeat(100_000)),
        ("pyproject.toml", "[a]\n".repeat(200_000)),
        ("uv.lock", "\u{0}\u{1}".repeat(1000)),
    ] {
        assert!(!scan(path, text.as_bytes()).gaps.is_empty(), "{path}");
    }
}

#[test]
fn cycles_end() {
    let lock: String = (0..20_000).map(|number| format!("[[package]]\nname = \"p{number}\"\nversion = \"1\"\ndependencies = [{{ name = \"p{}\" }}, {{ name = \"pyyaml\" }}]\n", (number + 1) % 20_000)).collect();
    let root = "[[package]]\nname = \"root\"\nsource = { virtual = \".\" }\ndependencies = [{ name = \"p0\" }]\n[[package]]\nname = \"pyyaml\"\nversion = \"5.3\"\n";
    let start = Instant::now();
    let outcome = Harness::<Dependencies>::default()
        .run_with_advisories(&files(&[("uv.lock", &format!("version = 1\n{root}{lock}"))]), &advisories(&[]));
    assert_eq!(outcome.findings.len(), 1);
    assert_eq!(outcome.findings[0].related.len(), 1);
    let all: Vec<(String, String)> = (0..300)
        .map(|number| {
            (
                format!("r{number}/requirements.txt"),
                (0..300).map(|other| format!("-r ../r{other}/requirements.txt\n")).collect(),
            )
        })
        .collect();
    let all: Vec<(&str, &str)> = all.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Harness::<Dependencies>::default().run_with_advisories(&files(&all), &advisories(&[]));
    assert!(start.elapsed() < LIMIT, "{:?}", start.elapsed());
}

#[test]
fn a_thousand_same_edges_are_walked_once() {
    let edges = "{ name = \"a\" },".repeat(1_000);
    let lock = format!("[[package]]\nname = \"a\"\nversion = \"1\"\ndependencies = [{edges}]\n").repeat(200);
    let text = format!("version = 1\n{lock}[[package]]\nname = \"pyyaml\"\nversion = \"5.3\"\n");
    let start = Instant::now();
    Harness::<Dependencies>::default().run_with_advisories(&files(&[("uv.lock", &text)]), &advisories(&[]));
    assert!(start.elapsed() < LIMIT, "{:?}", start.elapsed());
}

#[test]
fn broken_facts_are_told() {
    use secws_plugin_sdk::testing::MemoryFacts;
    use secws_plugin_sdk::{ConcludesWithAdvisories, Fact, FileFact};
    let fact = Fact { topic: "dependencies/packages".to_owned(), data: b"{".to_vec() };
    let facts = MemoryFacts::new(vec![FileFact { path: "uv.lock".to_owned(), fact }]);
    let harness = Harness::<Dependencies>::default();
    let outcome = harness.plugin().conclude_with_advisories(&facts, &advisories(&[])).unwrap();
    assert_eq!(outcome.gaps.iter().map(|gap| gap.kind).collect::<Vec<_>>(), [GapKind::Unread]);
}

fn any_path() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["requirements.txt", "uv.lock", "poetry.lock", "pyproject.toml"])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// The harness checks that spans lie in the file.
    #[test]
    fn any_bytes_are_survived(path in any_path(), bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        Harness::<Dependencies>::default().scan_file(&MemoryFile::new(path, &bytes));
    }

    #[test]
    fn any_mix_of_their_parts_is_survived(path in any_path(), parts in prop::collection::vec(prop::sample::select(vec![
        "[[package]]\n", "[project]\n", "[tool.poetry.dependencies]\n", "name = ", "version = ", "dependencies = [", "]", "{ name = ", " }", ",", "\"a\"", "'1.0'",
        "\n", "\r\n", "\\\n", "a==1", "requests==2.19.1", ">=1,<2", "[x]", " @ ", "git+https://h/r@v1", "; ", "os_name == 'nt'", "-r ", "-e ", "--hash=", "#", " # via ", "é", "\u{feff}", "\u{2028}", "\"\"\"", "${X}", "^1", "||", "*",
    ]), 0..40)) {
        let text = parts.concat();
        let outcome = Harness::<Dependencies>::default().run_with_advisories(&[(path.to_owned(), text.clone().into_bytes())], &advisories(&[]));
        for finding in &outcome.findings {
            let span = finding.location.span.unwrap();
            prop_assert!(span.start <= span.end && span.end as usize <= text.len());
            for edit in finding.fixes.iter().flat_map(|fix| &fix.edits) {
                prop_assert!(text.get(edit.span.start as usize..edit.span.end as usize).is_some());
            }
        }
    }
}
