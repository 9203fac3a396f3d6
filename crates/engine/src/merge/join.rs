//! Findings of several plugins that say the same become one.
//!
//! The same is: in the same file, at bytes that overlap, and either the same id in other tools or the same closest weakness.
//! All sources are kept; the most severe leads, then the surest.

use std::collections::BTreeMap;

use secws_model::{PluginInfo, ReportedFinding, Rule, Source, Span};

/// Joins findings that are sorted by place.
pub(crate) fn join(findings: Vec<ReportedFinding>, plugins: &[PluginInfo]) -> Vec<ReportedFinding> {
    let rules: BTreeMap<&str, &Rule> =
        plugins.iter().flat_map(|plugin| &plugin.rules).map(|rule| (rule.id.as_str(), rule)).collect();
    let mut joined: Vec<ReportedFinding> = Vec::with_capacity(findings.len());
    for finding in findings {
        match partner(&joined, &finding, &rules) {
            Some(position) => absorb(&mut joined[position], finding),
            None => joined.push(finding),
        }
    }
    joined
}

/// How many findings before one may overlap it and still be looked at.
const WINDOW: usize = 16;

fn partner(joined: &[ReportedFinding], finding: &ReportedFinding, rules: &BTreeMap<&str, &Rule>) -> Option<usize> {
    let start = joined.len().saturating_sub(WINDOW);
    let near = joined.iter().enumerate().skip(start).rev();
    let mut same = near.filter(|(_, other)| {
        other.place.path == finding.place.path
            && other.plugin != finding.plugin
            && overlap(other.place.span, finding.place.span)
            && rules.get(other.rule.as_str()).zip(rules.get(finding.rule.as_str())).is_some_and(|(a, b)| alike(a, b))
    });
    same.next().map(|(position, _)| position)
}

fn overlap(a: Option<Span>, b: Option<Span>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a.start < b.end && b.start < a.end)
}

fn alike(a: &Rule, b: &Rule) -> bool {
    let weakness = a.cwe.first().is_some_and(|cwe| b.cwe.first() == Some(cwe));
    weakness || a.aliases.iter().any(|alias| b.aliases.contains(alias))
}

fn absorb(kept: &mut ReportedFinding, mut other: ReportedFinding) {
    if (other.severity, other.precision) > (kept.severity, kept.precision) {
        std::mem::swap(kept, &mut other);
    }
    kept.sources.push(Source { rule: other.rule, message: other.message });
    kept.sources.extend(other.sources);
    kept.sources.sort();
}
