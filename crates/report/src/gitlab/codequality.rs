//! GitLab's Code Quality (`artifacts:reports:codequality`): a list of issues, with the fields that
//! `doc/ci/testing/code_quality.md` of GitLab names.
//!
//! GitLab itself compares it with that of the target branch, so a baseline changes nothing here. What makes a scan incomplete
//! is an issue as well: the list has no other place for it.

use std::io::{self, Write};

use secws_model::{Notification, Report, ReportedFinding, Severity, Verdict};
use serde::Serialize;

use super::Ids;
use crate::catalog::Catalog;
use crate::streamed::{self, Lazy};
use crate::{Options, place};

/// Writes the report.
pub(crate) fn write(report: &Report, _: &Verdict, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    let catalog = Catalog::new(report);
    let issues = Lazy(|| {
        let (mut of_findings, mut of_gaps) = (Ids::default(), Ids::default());
        let catalog = &catalog;
        let findings = report.open().map(move |each| of_finding(each, catalog, &mut of_findings));
        let gaps = report.notifications.iter().filter(|notification| notification.is_incomplete());
        findings.chain(gaps.map(move |gap| of_gap(gap, &mut of_gaps)))
    });
    streamed::write(&issues, out, false)
}

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

fn of_finding(finding: &ReportedFinding, catalog: &Catalog, ids: &mut Ids) -> Issue {
    let (file, region) = place::shown_file(finding);
    Issue {
        description: catalog.message(finding).to_owned() + &place::beyond(finding, file, region),
        check_name: super::rule_id(finding).to_owned(),
        fingerprint: ids.unique(finding.fingerprints.in_path.as_str()),
        severity: severity(finding.severity),
        location: location(file, region.map(|region| region.start_line)),
    }
}

/// Known again by its kind, its plugin and its file. What is about no file is shown at the root.
fn of_gap(gap: &Notification, ids: &mut Ids) -> Issue {
    let plugin = gap.plugin.as_deref().unwrap_or_default();
    let path = gap.place.as_ref().map_or("", |place| place.path.as_str());
    let line = gap.place.as_ref().and_then(|place| place.region).map(|region| place::region(region).start_line);
    Issue {
        description: super::sentence(gap),
        check_name: format!("secws/{}", gap.kind),
        fingerprint: ids.unique(&format!("secws-{}-{plugin}-{path}", gap.kind)),
        severity: "major",
        location: location(path, line),
    }
}

fn location(path: &str, line: Option<u32>) -> Location {
    Location { path: super::relative(path).to_owned(), lines: Lines { begin: line.unwrap_or(1) } }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Note => "info",
    }
}
