//! All of the contract, by guests that use it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::sync::Arc;

use secws_engine::{Options, RuleFilter};
use secws_model::{Commit, NotificationKind, Origin};
use secws_sandbox::{Advisories, Limits};
use secws_sources::Memory;
use secws_tests::{configured, findings, notifications, run, run_plugins};

fn probe(source: &Memory) -> Vec<String> {
    findings(&run(&["probe"], source, Limits::default(), with_history()))
}

/// Blobs of history go to the probe, too.
fn with_history() -> Options {
    Options { history_plugins: ["probe".to_owned()].into(), ..Options::default() }
}

fn commit() -> Commit {
    Commit { id: "c0ffee".into(), date: "2026-01-01T00:00:00Z".into(), in_head: false }
}

#[test]
fn a_file_is_handed_with_origin_size_pieces_digest_and_date() {
    let source = Memory::new().file("a.probe", b"abcdef");
    assert_eq!(
        probe(&source),
        ["probe/saw a.probe: Origin::Tree(true) size 6 tail \"def\" past 0 digest bef57ec7 hits  today 2026-11-25"]
    );
}

#[test]
fn every_origin_reaches_the_plugin() {
    let member = Origin::Member { container: "x.whl".into(), commit: None };
    let source = Memory::new()
        .with("a.probe", Origin::Tree { tracked: false }, b"")
        .with("b.probe", Origin::History(commit()), b"")
        .with("x.whl!/c.probe", member, b"")
        .with("d.probe", Origin::Stdin, b"");
    let said = probe(&source).join("\n");
    for origin in ["Origin::Tree(false)", "Origin::History(\"c0ffee\")", "Origin::Member(\"x.whl\")", "Origin::Stdin"] {
        assert!(said.contains(origin), "{origin} in\n{said}");
    }
}

#[test]
fn literals_are_met_in_any_case_encoded_and_as_bytes() {
    // "magic" in base64, one byte behind a multiple of three, and in hexadecimal.
    let source = Memory::new()
        .file("a", b"x Magic \x01\xff\x02")
        .file("b", b"eG1hZ2ljeA==")
        .file("c", b"6D61676963")
        .file("d", b"nothing");
    let said = probe(&source);
    assert_eq!(said.len(), 3, "{said:#?}");
    assert!(said[0].contains("hits 2.0@2 2.1@8 "), "{said:#?}");
    assert!(said[1].contains(" b: ") && said[1].contains("hits 2.0@2 "), "{said:#?}");
    assert!(said[2].contains(" c: ") && said[2].contains("hits 2.0@0 "), "{said:#?}");
}

#[test]
fn a_plugin_that_reads_in_pieces_gets_files_of_any_size() {
    let large = [b"head".as_slice(), &[0; 4_000], b"end"].concat();
    let source = Memory::new().file("a.pieces", &large).file("a.probe", &large);
    let options = Options { max_file_size: 1_000, ..Options::default() };
    let report = run(&["probe"], &source, Limits::default(), options);
    // A source in memory hands out all it has, so that both are small; on disk the limit counts (see `check.rs`).
    assert!(findings(&report).iter().any(|line| line.contains("a.pieces") && line.contains("tail \"end\"")));
}

#[test]
fn requests_are_followed_whatever_the_name_each_once() {
    let source = Memory::new()
        .file("a.probe", b"request deps.lst\nrequest deps.lst\nrequest missing\nrequest a.probe")
        .file("deps.lst", b"request more/deep.lst")
        .file("more/deep.lst", b"request deps.lst\nrequest a.probe");
    let said = probe(&source);
    let paths: Vec<&str> = said.iter().filter_map(|line| line.split([' ', ':']).nth(1)).collect();
    assert_eq!(paths, ["a.probe", "deps.lst", "more/deep.lst"]);
}

#[test]
fn masks_of_one_plugin_hide_in_what_all_say() {
    let secret = format!("hun{}", "ter2-secret");
    let text = format!("magic\nsecret {secret}\npublish about {secret}\n");
    let source = Memory::new().file("a.own", text.as_bytes());
    let report = run(&["probe", "consumer"], &source, Limits::default(), Options::default());
    let all = format!("{report:?}");
    assert!(!all.contains(&secret), "{all}");
    assert!(all.contains("The secret is [REDACTED]"), "{all}");
    assert!(report.redacted);
    // The consumer was lent the whole file and published it as a fact; it comes back masked.
    assert!(findings(&report).iter().any(|line| line.starts_with("consumer/concluded") && line.contains("*****")), "{all}");
}

#[test]
fn a_mask_without_a_finding_hides_too() {
    let source = Memory::new().file("a.probe", b"mask allowed-value\npublish allowed-value\n");
    let report = run(&["probe"], &source, Limits::default(), Options::default());
    assert!(!format!("{report:?}").contains("allowed-value"), "{report:?}");
}

#[test]
fn facts_come_own_first_and_consumed_ones_after_and_never_from_history() {
    let source = Memory::new().file("b.probe", b"publish two").file("a.probe", b"publish one").file("z.own", b"mine").with(
        "old.probe",
        Origin::History(commit()),
        b"publish old",
    );
    let report = run(&["probe", "consumer"], &source, Limits::default(), with_history());
    let mut said = findings(&report);
    said.retain(|line| line.starts_with("consumer"));
    assert_eq!(
        said,
        [
            "consumer/concluded a.probe: probe/lines one, probe true, absent false",
            "consumer/concluded b.probe: probe/lines two, probe true, absent false",
            "consumer/concluded z.own: consumer/own mine, probe true, absent false",
        ]
    );
}

#[test]
fn a_topic_of_a_plugin_that_did_not_run_is_not_available() {
    let source = Memory::new().file("z.own", b"mine");
    let report = run(&["consumer"], &source, Limits::default(), Options::default());
    assert_eq!(findings(&report), ["consumer/concluded z.own: consumer/own mine, probe false, absent false"]);
}

struct Known;

impl Advisories for Known {
    fn lookup(&self, ecosystem: &str, name: &str) -> Result<Vec<String>, String> {
        Ok(if (ecosystem, name) == ("PyPI", "django") { vec!["{}".to_owned(); 3] } else { Vec::new() })
    }
    fn snapshot(&self, _: &str) -> Result<Option<String>, String> {
        Ok(Some("2026-07-23T00:00:00Z".to_owned()))
    }
}

struct Unreadable;

impl Advisories for Unreadable {
    fn lookup(&self, _: &str, _: &str) -> Result<Vec<String>, String> {
        Err("the index is torn".to_owned())
    }
    fn snapshot(&self, _: &str) -> Result<Option<String>, String> {
        Err("the index is torn".to_owned())
    }
}

#[test]
fn a_conclusion_looks_up_advisories_and_brings_rules() {
    let source = Memory::new().file("a.probe", b"publish django");
    let plugin = configured("probe", Limits::default(), Some(Arc::new(Known)));
    let report = run_plugins(vec![plugin], &source, Options::default());
    let line = "probe/saw/CVE-1 a.probe: probe/lines django, advisories 3, snapshot Some(\"2026-07-23T00:00:00Z\")";
    assert!(findings(&report).contains(&line.to_owned()), "{report:?}");
    assert!(report.rule("probe/saw/CVE-1").is_some());
}

#[test]
fn advisories_that_cannot_be_read_are_told_of() {
    let source = Memory::new().file("a.probe", b"publish django");
    let plugin = configured("probe", Limits::default(), Some(Arc::new(Unreadable)));
    let report = run_plugins(vec![plugin], &source, Options::default());
    let said = notifications(&report);
    assert!(
        matches!(&said[..], [(NotificationKind::PluginTrap, message)] if message.contains("the index is torn")),
        "{said:?}"
    );
    assert_eq!(findings(&report).len(), 1, "what the scan found stays");
}

#[test]
fn gaps_are_told_apart() {
    let source = Memory::new().file("a.probe", b"gap partial").file("b.probe", b"gap unread");
    let report = run(&["probe"], &source, Limits::default(), Options::default());
    let kinds: Vec<_> = notifications(&report).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [NotificationKind::PartialGap, NotificationKind::UnreadGap]);
    assert!(report.is_incomplete());
}

#[test]
fn rules_are_off_and_on_as_the_user_says() {
    let source = Memory::new().file("a.probe", b"");
    let rules = RuleFilter { enabled: ["probe/off".to_owned()].into(), disabled: ["probe/saw".to_owned()].into() };
    let report = run(&["probe"], &source, Limits::default(), Options { rules, ..Options::default() });
    assert_eq!(findings(&report), ["probe/off a.probe: off"]);
}

#[test]
fn the_order_of_files_and_the_number_of_threads_change_nothing() {
    let mut reports = Vec::new();
    for (threads, reversed) in [(1, false), (2, true), (7, false)] {
        let mut names: Vec<String> = (0..40).map(|number| format!("{number}.probe")).collect();
        if reversed {
            names.reverse();
        }
        let source = names.iter().fold(Memory::new(), |source, name| {
            source.file(name, format!("publish {name}\nrequest {name}.lst").as_bytes()).file(&format!("{name}.lst"), b"x")
        });
        reports.push(run(&["probe", "consumer"], &source, Limits::default(), Options { threads, ..Options::default() }));
    }
    assert_eq!(reports[0], reports[1]);
    assert_eq!(reports[0], reports[2]);
}
