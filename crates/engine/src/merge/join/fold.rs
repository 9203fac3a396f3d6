//! One finding of several that say the same.
//!
//! A finding of ours leads if there is one, so that importing another tool's log changes neither what a finding is known by nor
//! the rule that suppressions name; else the most severe. The highest severity and the surest precision win all the same.

use std::cmp::Reverse;

use secws_model::{BaselineState, ReportedFinding, Source, Span, Suppression};

use super::node::MASKS;

/// Makes one of each group. `own` says which findings are of our plugins, `exact` whose place is narrower than lines.
pub(super) fn fold(
    findings: Vec<ReportedFinding>,
    groups: &[Vec<usize>],
    own: &[bool],
    exact: &[bool],
) -> Vec<ReportedFinding> {
    let mut findings: Vec<Option<ReportedFinding>> = findings.into_iter().map(Some).collect();
    let mut take = |position: usize| findings.get_mut(position).and_then(Option::take).map(|finding| (position, finding));
    let of_group = |members: &Vec<usize>| {
        let mut members: Vec<_> = members.iter().filter_map(|&position| take(position)).collect();
        let is = |flags: &[bool], position: usize| flags.get(position).copied().unwrap_or_default();
        members.sort_by_key(|(position, finding)| {
            let (is_own, is_exact) = (is(own, *position), is(exact, *position));
            Reverse((is_own, finding.severity, is_exact, finding.precision, Reverse(*position)))
        });
        let suppressions = suppressions(&members, |position| is(own, position));
        let mut members = members.into_iter().map(|(_, finding)| finding);
        let mut kept = members.next()?;
        kept.suppressions = suppressions;
        members.for_each(|other| absorb(&mut kept, other));
        kept.sources.sort_by(|a, b| said(a).cmp(&said(b)).then_with(|| original(a).cmp(&original(b))));
        Some(kept)
    };
    groups.iter().filter_map(of_group).collect()
}

/// A suppression of ours hides all that says the same; one that another tool's log brings only what nobody says openly.
fn suppressions(members: &[(usize, ReportedFinding)], is_own: impl Fn(usize) -> bool) -> Vec<Suppression> {
    let all = members.iter().all(|(_, finding)| finding.is_suppressed());
    let counting = members.iter().filter(|(position, _)| all || is_own(*position));
    let mut suppressions: Vec<_> = counting.flat_map(|(_, finding)| finding.suppressions.iter().cloned()).collect();
    suppressions.sort();
    suppressions.dedup();
    suppressions
}

fn absorb(kept: &mut ReportedFinding, other: ReportedFinding) {
    kept.severity = kept.severity.max(other.severity);
    kept.precision = kept.precision.max(other.precision);
    kept.fails |= other.fails;
    kept.baseline = baseline(kept.baseline, other.baseline);
    kept.line_hash = kept.line_hash.take().or(other.line_hash);
    kept.redact = common(std::mem::take(&mut kept.redact), other.redact);
    fill(&mut kept.flow, other.flow);
    fill(&mut kept.related, other.related);
    fill(&mut kept.fixes, other.fixes);
    kept.sources.push(Source { rule: other.rule, plugin: other.plugin, message: other.message, original: other.original });
    kept.sources.extend(other.sources);
}

/// What one of them has known is known.
fn baseline(one: Option<BaselineState>, other: Option<BaselineState>) -> Option<BaselineState> {
    let either = [BaselineState::Unchanged, BaselineState::New, BaselineState::Absent];
    either.into_iter().find(|state| one == Some(*state) || other == Some(*state))
}

/// Takes what another says where one says nothing.
fn fill<T>(kept: &mut Vec<T>, other: Vec<T>) {
    if kept.is_empty() {
        *kept = other;
    }
}

/// The masked bytes that both mean: the secret itself, not the literal around it. Everything is masked already.
fn common(one: Vec<Span>, other: Vec<Span>) -> Vec<Span> {
    if one.is_empty() || other.is_empty() {
        return if one.is_empty() { other } else { one };
    }
    let meet = |a: &Span, b: &Span| Span { start: a.start.max(b.start), end: a.end.min(b.end) };
    let mut common: Vec<_> =
        one.iter().take(MASKS).flat_map(|a| other.iter().take(MASKS).map(move |b| meet(a, b))).collect();
    common.retain(|span| span.start < span.end);
    common.sort_unstable();
    common.dedup();
    if common.is_empty() { one } else { common }
}

fn said(source: &Source) -> (&str, &str, &str) {
    (&source.rule, &source.message, &source.plugin)
}

fn original(source: &Source) -> Option<String> {
    source.original.as_ref().map(ToString::to_string)
}
