//! A finding as the join looks at it.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use secws_model::{PluginInfo, ReportedFinding, Rule, Span};

use super::place::Where;
use super::what::What;

/// Masks of a finding that are compared with those of others.
pub(super) const MASKS: usize = 64;

/// A finding, with what the join needs at hand.
pub(super) struct Node<'a> {
    pub(super) finding: &'a ReportedFinding,
    /// Of a plugin of ours.
    pub(super) is_own: bool,
    pub(super) place: Where,
    pub(super) what: &'a What,
}

/// What the rules say, each looked at once.
pub(super) struct Vocabulary<'a> {
    rules: BTreeMap<&'a str, What>,
    imported: BTreeSet<&'a str>,
    nothing: What,
}

impl<'a> Vocabulary<'a> {
    /// Of the rules that findings are of.
    pub(super) fn new(findings: &'a [ReportedFinding], plugins: &'a [PluginInfo]) -> Self {
        let described: BTreeMap<&str, &Rule> =
            plugins.iter().flat_map(|plugin| &plugin.rules).map(|rule| (rule.id.as_str(), rule)).collect();
        let mut rules = BTreeMap::new();
        for id in findings.iter().map(|finding| finding.rule.as_str()) {
            rules.entry(id).or_insert_with(|| What::new(id, described.get(id).copied()));
        }
        let imported = plugins.iter().filter(|plugin| plugin.imported.is_some()).map(|plugin| plugin.name.as_str());
        Vocabulary { rules, imported: imported.collect(), nothing: What::default() }
    }

    /// A finding, looked at.
    pub(super) fn node<'b>(&'b self, finding: &'b ReportedFinding) -> Node<'b> {
        Node {
            finding,
            is_own: !self.imported.contains(finding.plugin.as_str()),
            place: Where::of(finding),
            what: self.rules.get(finding.rule.as_str()).unwrap_or(&self.nothing),
        }
    }
}

impl Node<'_> {
    /// Whether it is in the same file of the same commit.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        beside(self.finding) == beside(other.finding)
    }

    /// Whether both mask bytes, and different ones: they are different secrets then, whatever else agrees.
    pub(super) fn hides_other_bytes(&self, other: &Self) -> bool {
        let [own, others] = [self, other].map(|node| &node.finding.redact[..node.finding.redact.len().min(MASKS)]);
        !own.is_empty() && !others.is_empty() && !own.iter().any(|a| others.iter().any(|b| meet(*a, *b)))
    }

    /// The name of the package, as the properties of our own findings have it.
    pub(super) fn package(&self) -> Option<&str> {
        let named = self.finding.properties.iter().find(|(name, _)| name == "package");
        named.map(|(_, package)| package.as_str())
    }
}

fn meet(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

fn beside(finding: &ReportedFinding) -> (&secws_model::RepoPath, Option<&str>) {
    (&finding.place.path, finding.origin.commit().map(|commit| commit.id.as_str()))
}

/// Findings of one file of one commit together, else as a report is sorted.
pub(super) fn by_file(a: &ReportedFinding, b: &ReportedFinding) -> Ordering {
    beside(a).cmp(&beside(b)).then_with(|| order(a, b))
}

/// By place, as a report is sorted; findings that are equal by that by all else that they say.
pub(super) fn order(a: &ReportedFinding, b: &ReportedFinding) -> Ordering {
    fn said(finding: &ReportedFinding) -> impl Ord + '_ {
        let span = finding.place.span.unwrap_or(Span { start: 0, end: 0 });
        let what = (&finding.rule, &finding.message, finding.place.region, &finding.plugin);
        (&finding.place.path, span.start, span.end, what, &finding.origin)
    }
    fn rest(finding: &ReportedFinding) -> impl Ord + '_ {
        let known = (&finding.fingerprints, &finding.line_hash, &finding.redact, finding.baseline, &finding.suppressions);
        (finding.severity, finding.precision, known, &finding.properties, finding.sources.len())
    }
    let original = |finding: &ReportedFinding| finding.original.as_ref().map(ToString::to_string);
    said(a).cmp(&said(b)).then_with(|| rest(a).cmp(&rest(b))).then_with(|| original(a).cmp(&original(b)))
}
