//! Findings, with all that belongs to one but the result of an imported log as it was.

use secws_model::{Applicability, ReportedEdit, ReportedFinding, ReportedFix, SuppressionKind};
use serde::Serialize;

use super::origin::{self, Origin};
use super::place::{self, Path, Place, Region};

/// See the schema.
#[derive(Serialize)]
pub(super) struct Finding<'a> {
    rule: &'a str,
    plugin: &'a str,
    message: &'a str,
    severity: &'static str,
    precision: &'static str,
    open: bool,
    fails: bool,
    baseline: Option<&'static str>,
    suppressions: Vec<Suppression<'a>>,
    origin: Origin<'a>,
    location: Place<'a>,
    related: Vec<Place<'a>>,
    flow: Vec<Place<'a>>,
    fixes: Vec<Fix<'a>>,
    sources: Vec<Source<'a>>,
    properties: Vec<Property<'a>>,
    fingerprints: Fingerprints<'a>,
    line_hash: Option<&'a str>,
}

#[derive(Serialize)]
struct Suppression<'a> {
    kind: &'static str,
    justification: Option<&'a str>,
    #[serde(flatten)]
    path: Path<'a>,
    line: Option<u32>,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    applicability: &'static str,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    #[serde(flatten)]
    path: Path<'a>,
    region: Region,
    replacement: &'a str,
}

#[derive(Serialize)]
struct Source<'a> {
    rule: &'a str,
    plugin: &'a str,
    message: &'a str,
}

/// A name may come more than once.
#[derive(Serialize)]
struct Property<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct Fingerprints<'a> {
    in_path: &'a str,
    in_any_path: &'a str,
}

/// A finding as it is written.
pub(super) fn finding(finding: &ReportedFinding) -> Finding<'_> {
    Finding {
        rule: &finding.rule,
        plugin: &finding.plugin,
        message: &finding.message,
        severity: finding.severity.name(),
        precision: finding.precision.name(),
        open: finding.is_open(),
        fails: finding.fails,
        baseline: finding.baseline.map(secws_model::BaselineState::name),
        suppressions: finding.suppressions.iter().map(suppression).collect(),
        origin: origin::origin(&finding.origin),
        location: place::place(&finding.place),
        related: finding.related.iter().map(place::place).collect(),
        flow: finding.flow.iter().map(place::place).collect(),
        fixes: finding.fixes.iter().map(fix).collect(),
        sources: finding.sources.iter().map(source).collect(),
        properties: finding.properties.iter().map(|(name, value)| Property { name, value }).collect(),
        fingerprints: Fingerprints {
            in_path: finding.fingerprints.in_path.as_str(),
            in_any_path: finding.fingerprints.in_any_path.as_str(),
        },
        line_hash: finding.line_hash.as_deref(),
    }
}

fn suppression(suppression: &secws_model::Suppression) -> Suppression<'_> {
    Suppression {
        kind: match suppression.kind {
            SuppressionKind::InSource => "in-source",
            SuppressionKind::External => "external",
        },
        justification: suppression.justification.as_deref(),
        path: place::path(&suppression.path),
        line: suppression.line.map(|line| line.max(1)),
    }
}

fn fix(fix: &ReportedFix) -> Fix<'_> {
    let applicability = match fix.applicability {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
        Applicability::DisplayOnly => "display-only",
    };
    Fix { title: &fix.title, applicability, edits: fix.edits.iter().map(edit).collect() }
}

fn edit(edit: &ReportedEdit) -> Edit<'_> {
    Edit { path: place::path(&edit.path), region: place::region(edit.region), replacement: &edit.replacement }
}

fn source(source: &secws_model::Source) -> Source<'_> {
    Source { rule: &source.rule, plugin: &source.plugin, message: &source.message }
}
