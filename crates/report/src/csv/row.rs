//! One row of the table.

use std::borrow::Cow;

use secws_model::{Notification, Place, Report, ReportedFinding, SuppressionKind, Verdict};
use serde::Serialize;

use crate::catalog::Catalog;
use crate::{escape, place, select, summary};

/// The columns. More may come behind them.
#[derive(Default, Serialize)]
pub(super) struct Row<'a> {
    /// `finding`, `notification`, `coverage` or `verdict`.
    kind: &'static str,
    /// Of a notification, its kind.
    rule: Cow<'a, str>,
    /// Of a notification, its level; of the verdict, its word.
    severity: &'static str,
    precision: &'static str,
    plugin: Cow<'a, str>,
    message: Cow<'a, str>,
    path: Cow<'a, str>,
    start_line: Option<u32>,
    start_column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
    logical: Cow<'a, str>,
    fails: Option<bool>,
    /// `in-source`, `external`, or both; of a notification, `accepted`.
    suppressed: String,
    justification: Cow<'a, str>,
    baseline: &'static str,
    commit: Cow<'a, str>,
    commit_date: Cow<'a, str>,
    in_head: Option<bool>,
    also: Cow<'a, str>,
    cwe: String,
    fingerprint: &'a str,
}

/// A finding, whatever its state.
pub(super) fn finding<'a>(finding: &'a ReportedFinding, catalog: &Catalog<'a>) -> Row<'a> {
    let commit = finding.origin.commit();
    let rule = catalog.rule(&finding.rule);
    let cwe = rule.into_iter().flat_map(|rule| &rule.cwe).map(|number| format!("CWE-{number}")).collect::<Vec<_>>();
    let reasons = finding.suppressions.iter().filter_map(|suppression| suppression.justification.as_deref());
    Row {
        kind: "finding",
        rule: name(&finding.rule),
        severity: finding.severity.name(),
        precision: finding.precision.name(),
        plugin: name(&finding.plugin),
        message: prose(catalog.message(finding)),
        fails: Some(finding.fails),
        suppressed: suppressed(finding),
        justification: Cow::Owned(prose(&reasons.collect::<Vec<_>>().join("; ")).into_owned()),
        baseline: finding.baseline.map_or("", secws_model::BaselineState::name),
        commit: commit.map(|commit| name(&commit.id)).unwrap_or_default(),
        commit_date: commit.map(|commit| name(&commit.date)).unwrap_or_default(),
        in_head: commit.map(|commit| commit.in_head),
        also: defused(Cow::Owned(catalog.sources(finding).unwrap_or_default())),
        cwe: cwe.join(" "),
        fingerprint: finding.fingerprints.in_path.as_str(),
        ..at(Some(&finding.place))
    }
}

/// Something that happened to the scan itself.
pub(super) fn notification(notification: &Notification) -> Row<'_> {
    Row {
        kind: "notification",
        rule: Cow::Borrowed(notification.kind.id()),
        severity: summary::level(select::loudness(notification)),
        plugin: notification.plugin.as_deref().map(name).unwrap_or_default(),
        message: prose(&notification.message),
        suppressed: if notification.accepted.is_some() { "accepted".to_owned() } else { String::new() },
        justification: notification.accepted.as_deref().map(prose).unwrap_or_default(),
        ..at(notification.place.as_ref())
    }
}

/// What was looked at: in all, then by each plugin.
pub(super) fn coverage(report: &Report) -> Vec<Row<'_>> {
    let all = summary::coverage(report).into_iter().map(|(label, text)| Row {
        kind: "coverage",
        message: defused(Cow::Owned(format!("{label}: {text}"))),
        ..Row::default()
    });
    let plugins = report.coverage.plugins.iter().map(|plugin| {
        let skipped = summary::skipped(&plugin.skipped).map(|skipped| format!("; skipped: {skipped}"));
        let message = format!("{} scanned{}", plugin.files, skipped.unwrap_or_default());
        Row { kind: "coverage", plugin: name(&plugin.plugin), message: Cow::Owned(message), ..Row::default() }
    });
    all.chain(plugins).collect()
}

/// What the gate decided, and why.
pub(super) fn verdict(verdict: &Verdict) -> Row<'_> {
    Row { kind: "verdict", severity: verdict.word(), message: prose(&verdict.reason().0), ..Row::default() }
}

fn at(place: Option<&Place>) -> Row<'_> {
    let Some(place) = place else { return Row::default() };
    let region = place.region.map(place::region);
    Row {
        path: name(place.path.as_str()),
        start_line: region.map(|region| region.start_line),
        start_column: region.map(|region| region.start_column),
        end_line: region.map(|region| region.end_line),
        end_column: region.map(|region| region.end_column),
        logical: place.logical.as_deref().map(name).unwrap_or_default(),
        ..Row::default()
    }
}

fn suppressed(finding: &ReportedFinding) -> String {
    let is_said = |kind| finding.suppressions.iter().any(|suppression| suppression.kind == kind);
    let kinds = [(SuppressionKind::InSource, "in-source"), (SuppressionKind::External, "external")];
    kinds.into_iter().filter(|(kind, _)| is_said(*kind)).map(|(_, word)| word).collect::<Vec<_>>().join(" ")
}

fn name(text: &str) -> Cow<'_, str> {
    defused(escape::name(text))
}

fn prose(text: &str) -> Cow<'_, str> {
    defused(escape::prose(text))
}

/// A spreadsheet runs what looks like a formula, even in quotes; behind an apostrophe it does not. Tabs and line breaks,
/// which may stand before one, are escaped already. Full-width signs count for spreadsheets of East Asia.
fn defused(cell: Cow<'_, str>) -> Cow<'_, str> {
    let signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    if cell.trim_start().starts_with(signs) { Cow::Owned(format!("'{cell}")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_none() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r\n@x", "\u{3000}＝1"] {
            assert!(prose(formula).starts_with('\''), "{formula:?}");
        }
        for text in ["a=1", "'=1", "", "1-1"] {
            assert_eq!(prose(text), text);
        }
        assert_eq!(name("\t=1"), r"\t=1");
    }
}
