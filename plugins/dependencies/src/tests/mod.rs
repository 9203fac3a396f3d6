//! The plugin as a host sees it: files in, findings, rules and gaps out.

mod cases;
mod conclusions;
mod facts;
mod hostile;

use secws_plugin_sdk::Outcome;
use secws_plugin_sdk::testing::{Harness, MemoryAdvisories};

use crate::Dependencies;

/// Ids, ranges and vectors of real advisories, from the Python Packaging Advisory Database (PyPA, CC-BY 4.0), and one as
/// GitHub writes it.
const RECORDS: &str = include_str!("advisories.jsonl");

/// The advisories of the fixture, and more of the test's own.
pub fn advisories(more: &[&str]) -> MemoryAdvisories {
    let mut advisories = MemoryAdvisories { snapshot: "2026-07-23T14:34:38Z".to_owned(), ..MemoryAdvisories::default() };
    for record in RECORDS.lines().chain(more.iter().copied()) {
        let value: serde_json::Value = serde_json::from_str(record).unwrap();
        for affected in value["affected"].as_array().unwrap() {
            let name = affected["package"]["name"].as_str().unwrap().to_owned();
            advisories.records.push(("PyPI".to_owned(), name, record.to_owned()));
        }
    }
    advisories
}

/// Files by path and text.
pub fn files(files: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

/// Scans and concludes with the advisories of the fixture.
pub fn run(named: &[(&str, &str)]) -> Outcome {
    Harness::<Dependencies>::default().run_with_advisories(&files(named), &advisories(&[]))
}

/// Each finding as `<path>: <rule>: <what its span holds>`.
pub fn found(named: &[(&str, &str)]) -> Vec<String> {
    let outcome = run(named);
    let text_of = |path: &str| named.iter().find(|(other, _)| *other == path).map_or("", |(_, text)| text);
    let line = |finding: &secws_plugin_sdk::Finding| {
        let span = finding.location.span.unwrap();
        let held = &text_of(&finding.location.path)[span.start as usize..span.end as usize];
        format!("{}: {}: {held}", finding.location.path, finding.rule.strip_prefix("dependencies/").unwrap())
    };
    outcome.findings.iter().map(line).collect()
}
