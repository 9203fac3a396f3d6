//! Findings as results.

use std::collections::BTreeMap;

use secws_model::{Origin, Place, Report, ReportedFinding, Source};
use serde_json::{Value, json};
use serde_sarif::sarif::{
    self, CodeFlow, PropertyBag, ReportingDescriptorReference, ResultKind, ThreadFlow, ThreadFlowLocation,
    ToolComponentReference,
};

use crate::catalog::{Catalog, Entry};
use crate::{fixes, locations, messages, properties, rules, suppressions};

/// The key under which GitHub keeps its hash of a line.
const LINE_HASH: &str = "primaryLocationLineHash";

/// What all results of a log have if one has it (SARIF 2.1.0, 3.27.23 and 3.27.24).
#[derive(Clone, Copy)]
pub(crate) struct Common {
    suppressions: bool,
    baseline: bool,
}

impl Common {
    /// Of a report's findings.
    pub(crate) fn of(report: &Report) -> Self {
        let any = |has: fn(&ReportedFinding) -> bool| report.findings.iter().any(has);
        Common { suppressions: any(ReportedFinding::is_suppressed), baseline: any(|finding| finding.baseline.is_some()) }
    }
}

/// A finding as a result.
pub(crate) fn result(finding: &ReportedFinding, catalog: &Catalog, common: Common) -> sarif::Result {
    let entry = catalog.find(&finding.rule);
    let baseline = finding.baseline.unwrap_or(secws_model::BaselineState::New);
    sarif::Result {
        baseline_state: common.baseline.then(|| baseline.name().into()),
        code_flows: code_flow(&finding.flow).map(|flow| vec![flow]),
        fingerprints: Some(fingerprints(finding)),
        fixes: fixes::fixes(&finding.fixes),
        kind: Some(ResultKind::Fail),
        level: Some(rules::level(finding.severity)),
        locations: Some(vec![locations::location(&finding.place)]),
        partial_fingerprints: finding.line_hash.clone().map(|hash| BTreeMap::from([(LINE_HASH.to_owned(), hash)])),
        properties: properties::unless_empty(result_properties(finding, entry)),
        rank: Some(rank(finding, entry)),
        related_locations: locations::numbered(&finding.related),
        rule: entry.map(reference),
        rule_id: Some(finding.rule.clone()),
        suppressions: common.suppressions.then(|| finding.suppressions.iter().map(suppressions::suppression).collect()),
        ..sarif::Result::builder().message(messages::message(text(finding, entry))).build()
    }
}

/// GitHub refuses a result without a text.
fn text<'a>(finding: &'a ReportedFinding, entry: Option<Entry<'a>>) -> &'a str {
    let title = entry.map_or("", |entry| entry.rule.title.as_str());
    [&finding.message, title, &finding.rule].into_iter().find(|text| !text.trim().is_empty()).unwrap_or("A finding.")
}

/// By id, and by position in the extension.
fn reference(entry: Entry) -> ReportingDescriptorReference {
    let component = ToolComponentReference {
        index: entry.extension.try_into().ok(),
        name: Some(entry.component.to_owned()),
        ..ToolComponentReference::default()
    };
    ReportingDescriptorReference {
        id: Some(entry.rule.id.clone()),
        index: entry.index.try_into().ok(),
        tool_component: Some(component),
        ..ReportingDescriptorReference::default()
    }
}

fn code_flow(flow: &[Place]) -> Option<CodeFlow> {
    let step = |place| ThreadFlowLocation { location: Some(locations::location(place)), ..ThreadFlowLocation::default() };
    let thread = || ThreadFlow::builder().locations(flow.iter().map(step).collect::<Vec<_>>()).build();
    (!flow.is_empty()).then(|| CodeFlow::builder().thread_flows(vec![thread()]).build())
}

fn fingerprints(finding: &ReportedFinding) -> BTreeMap<String, String> {
    let fingerprints = &finding.fingerprints;
    let pairs = [("secws/v1", &fingerprints.in_path), ("secwsAnyPath/v1", &fingerprints.in_any_path)];
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value.to_string())).collect()
}

/// The score of the rule, from 0 to 100, as long as the finding is as bad as the rule says: GitLab makes its severity of it.
fn rank(finding: &ReportedFinding, entry: Option<Entry>) -> f64 {
    let rule = entry.map(|entry| entry.rule).filter(|rule| rule.severity == finding.severity);
    let score = rule.map_or_else(|| finding.severity.score(), rules::score);
    (score * 10.0).round()
}

fn result_properties(finding: &ReportedFinding, entry: Option<Entry>) -> PropertyBag {
    let mut bag = properties::from_pairs(&finding.properties);
    let mut add = |name: &str, value| bag.additional_properties.insert(name.to_owned(), value);
    if entry.is_none_or(|entry| entry.rule.severity != finding.severity) {
        add("severity", finding.severity.name().into());
    }
    if entry.is_none_or(|entry| entry.rule.precision != finding.precision) {
        add("precision", finding.precision.name().into());
    }
    if !finding.sources.is_empty() {
        add("sources", finding.sources.iter().map(source).collect());
    }
    if let Some(original) = &finding.original {
        add("original", Value::clone(original));
    }
    if let Some(commit) = finding.origin.commit() {
        add("commit", commit.id.as_str().into());
        add("authorDate", commit.date.as_str().into());
        add("inHead", commit.in_head.into());
    }
    if let Origin::Member { container, .. } = &finding.origin {
        add("container", container.as_str().into());
    }
    let advice = fixes::advice(&finding.fixes);
    if !advice.is_empty() {
        add("advice", advice.into());
    }
    bag
}

fn source(source: &Source) -> Value {
    let mut value = json!({ "rule": source.rule, "plugin": source.plugin, "message": source.message });
    if let Some((original, properties)) = source.original.as_deref().zip(value.as_object_mut()) {
        properties.insert("original".to_owned(), original.clone());
    }
    value
}
