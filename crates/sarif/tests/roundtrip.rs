//! A log of ours that is read back says the same.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "in a test that is how to fail")]

mod support;

use proptest::prelude::*;
use secws_model::{Reason, Report, Verdict};
use secws_sarif::{Imported, Options, import};
use serde_json::Value;

fn write(report: &Report) -> Vec<u8> {
    let mut out = Vec::new();
    secws_sarif::write(report, &Verdict::Passed(Reason(String::new())), &mut out, Options { compact: true }).unwrap();
    out
}

fn read(log: &[u8]) -> Report {
    let imported: Imported = import(log, "own.sarif", None).expect("our own log is one");
    let findings = imported.findings.into_iter().map(secws_sarif::ImportedFinding::into_reported).collect();
    Report {
        plugins: imported.tools,
        findings,
        notifications: imported.notifications,
        coverage: imported.coverage.expect("our own log says what was looked at"),
        redacted: imported.redacted,
        narrowed: None,
    }
}

#[test]
fn a_typical_report_comes_back_whole() {
    let mut report = support::sample();
    report.findings[0].suppressions = vec![support::suppressed()];
    report.findings[1].baseline = Some(secws_model::BaselineState::Absent);
    for finding in &mut report.findings {
        finding.baseline.get_or_insert(secws_model::BaselineState::New);
    }
    let back = read(&write(&report));
    // Blanks around help are not written; an equal fix is written once; one to be read keeps its title.
    for rule in report.plugins.iter_mut().flat_map(|plugin| &mut plugin.rules) {
        rule.help_markdown = rule.help_markdown.trim().to_owned();
    }
    report.findings[0].fixes.remove(1);
    report.findings[0].fixes[1].edits.clear();
    assert_eq!(back.plugins, report.plugins);
    assert_eq!(back.coverage, report.coverage);
    assert_eq!(back.notifications, report.notifications);
    assert!(back.redacted);
    for (back, finding) in back.findings.iter().zip(&report.findings) {
        let mut back = back.clone();
        // Bytes of a text are not written, only its lines and columns.
        if back.place.region.is_some() {
            back.place.span = finding.place.span;
        }
        for (places, originals) in [(&mut back.related, &finding.related), (&mut back.flow, &finding.flow)] {
            for (place, original) in places.iter_mut().zip(originals) {
                place.span = original.span;
            }
        }
        for (fix, original) in back.fixes.iter_mut().zip(&finding.fixes) {
            fix.edits.sort_by(|a, b| a.path.cmp(&b.path));
            let mut edits = original.edits.clone();
            edits.sort_by(|a, b| a.path.cmp(&b.path));
            assert_eq!(fix.edits, edits);
            fix.edits.clone_from(&original.edits);
        }
        assert_eq!(&back, finding);
    }
}

proptest! {
    #[test]
    fn a_log_that_was_read_is_written_as_it_was(report in support::own_report()) {
        let first = write(&report);
        let second = write(&read(&first));
        let [first, second] = [first, second].map(|log| serde_json::from_slice::<Value>(&log).unwrap());
        let [first, second] = [&first, &second].map(|log| &log["runs"][0]);
        prop_assert_eq!(&first["results"], &second["results"]);
        prop_assert_eq!(&first["tool"], &second["tool"]);
        prop_assert_eq!(&first["properties"]["coverage"], &second["properties"]["coverage"]);
        prop_assert_eq!(&first["invocations"], &second["invocations"]);
    }
}
