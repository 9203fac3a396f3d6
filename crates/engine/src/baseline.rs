//! What was known before: a file of findings that were there when it was written.
//!
//! A finding is known if its fingerprint in its path is; else, if the file that the baseline names is gone (it was renamed), by
//! the fingerprint without the path. Each entry knows one finding. So moved lines and renamed files change nothing, while a
//! secret that turns up at another place is new.

use std::collections::{BTreeMap, BTreeSet};

use secws_model::{
    BaselineState, Fingerprint, Fingerprints, Origin, Place, Precision, Region, RepoPath, Report, ReportedFinding, Severity,
};
use serde::{Deserialize, Serialize};

/// Findings that are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Of the form: 1.
    pub version: u32,
    /// By path, line and rule.
    pub findings: Vec<Known>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Known {
    /// Its file, from the root.
    pub path: String,
    /// Where it was; for people only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<u32>,
    /// The full id of its rule.
    pub rule: String,
    /// How bad it was.
    pub severity: String,
    /// What was said of it, masked.
    pub message: String,
    /// What it is known by in its path.
    pub fingerprint: String,
    /// What it is known by when its file is gone.
    pub fingerprint_any_path: String,
}

/// Why a file is no baseline.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It does not have the form.
    #[error("it is no baseline: {0}")]
    Form(#[from] serde_json::Error),
    /// It has another form.
    #[error("it has the form {0}, this program knows 1")]
    Version(u32),
}

impl Baseline {
    /// All findings that are to be looked at.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let mut findings: Vec<Known> = report.open().map(known).collect();
        findings.sort();
        Baseline { version: 1, findings }
    }

    /// From JSON.
    ///
    /// # Errors
    /// It is no baseline, or one of another form.
    pub fn parse(bytes: &[u8]) -> Result<Self, BaselineError> {
        let baseline: Baseline = serde_json::from_slice(bytes)?;
        if baseline.version == 1 { Ok(baseline) } else { Err(BaselineError::Version(baseline.version)) }
    }

    /// As JSON, one finding after the other, so that a change of it can be read.
    ///
    /// # Errors
    /// None that could happen.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Marks findings as new or unchanged, and adds those that are gone. `paths`: the files that are there now.
    pub(crate) fn compare(&self, findings: &mut Vec<ReportedFinding>, paths: &BTreeSet<&str>) {
        let mut left: BTreeSet<usize> = (0..self.findings.len()).collect();
        let mut by_path = index(&self.findings, |known| &known.fingerprint);
        let mut rest = Vec::new();
        for (position, finding) in findings.iter_mut().enumerate() {
            finding.baseline = Some(BaselineState::New);
            match pop(&mut by_path, finding.fingerprints.in_path.as_str()) {
                Some(entry) => {
                    left.remove(&entry);
                    finding.baseline = Some(BaselineState::Unchanged);
                }
                None => rest.push(position),
            }
        }
        let gone = |known: &Known| !paths.contains(known.path.as_str());
        let mut renamed: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for &entry in left.iter().rev().filter(|&&entry| gone(&self.findings[entry])) {
            renamed.entry(self.findings[entry].fingerprint_any_path.as_str()).or_default().push(entry);
        }
        for position in rest {
            let finding = &mut findings[position];
            if let Some(entry) = pop(&mut renamed, finding.fingerprints.in_any_path.as_str()) {
                left.remove(&entry);
                finding.baseline = Some(BaselineState::Unchanged);
            }
        }
        findings.extend(left.into_iter().map(|entry| absent(&self.findings[entry])));
    }
}

/// Entries by fingerprint, the first of equal ones last.
fn index<'a>(known: &'a [Known], key: impl Fn(&'a Known) -> &'a String) -> BTreeMap<&'a str, Vec<usize>> {
    let mut index: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (position, known) in known.iter().enumerate().rev() {
        index.entry(key(known).as_str()).or_default().push(position);
    }
    index
}

fn pop(index: &mut BTreeMap<&str, Vec<usize>>, key: &str) -> Option<usize> {
    index.get_mut(key)?.pop()
}

fn known(finding: &ReportedFinding) -> Known {
    Known {
        path: finding.place.path.as_str().to_owned(),
        line: finding.place.region.map(|region| region.start_line),
        rule: finding.rule.clone(),
        severity: finding.severity.name().to_owned(),
        message: finding.message.clone(),
        fingerprint: finding.fingerprints.in_path.to_string(),
        fingerprint_any_path: finding.fingerprints.in_any_path.to_string(),
    }
}

/// A finding that is gone, as far as the baseline tells of it.
fn absent(known: &Known) -> ReportedFinding {
    let line = |line| Region { start_line: line, start_column: 1, end_line: line, end_column: 1 };
    ReportedFinding {
        rule: known.rule.clone(),
        plugin: known.rule.split('/').next().unwrap_or_default().to_owned(),
        message: known.message.clone(),
        severity: known.severity.parse().unwrap_or(Severity::High),
        precision: Precision::Medium,
        place: Place {
            path: RepoPath::new(&known.path),
            region: known.line.filter(|&line| line > 0).map(line),
            span: None,
            snippet: None,
            message: None,
            logical: None,
        },
        related: Vec::new(),
        flow: Vec::new(),
        fixes: Vec::new(),
        fingerprints: Fingerprints {
            in_path: Fingerprint::of_text(&known.fingerprint),
            in_any_path: Fingerprint::of_text(&known.fingerprint_any_path),
        },
        line_hash: None,
        sources: Vec::new(),
        properties: Vec::new(),
        origin: Origin::Tree { tracked: true },
        redact: Vec::new(),
        suppressions: Vec::new(),
        baseline: Some(BaselineState::Absent),
        fails: false,
        original: None,
    }
}
