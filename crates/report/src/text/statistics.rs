//! How many findings each rule has.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use secws_model::{Report, Severity};

use super::paint::{self, Paint};
use crate::catalog::Catalog;
use crate::escape;

/// Columns of the longest severity.
const SEVERITY: usize = 8;

/// A table of the rules that have open findings, those with the most first, and a blank line; nothing without findings.
pub(crate) fn render(report: &Report, paint: &Paint) -> String {
    let rows = rows(report);
    let catalog = Catalog::new(report);
    let width = rows.first().map_or(0, |row| row.0.to_string().len()).max("Count".len());
    let mut text = String::new();
    for (count, rule, severity) in &rows {
        let title = catalog.rule(rule).map(|rule| escape::prose(&rule.title)).filter(|title| !title.is_empty());
        let title = title.map(|title| format!("  {title}")).unwrap_or_default();
        let severity = paint.styled(paint::severity(*severity), &format!("{severity:SEVERITY$}"));
        text.push_str(&format!("{count:>width$}  {severity}  {}{title}\n", escape::name(rule)));
    }
    if rows.is_empty() { text } else { format!("{:>width$}  {:SEVERITY$}  Rule\n{text}\n", "Count", "Severity") }
}

/// Number of findings, rule, and the worst severity among them.
fn rows(report: &Report) -> Vec<(usize, &str, Severity)> {
    let mut rules: BTreeMap<&str, (usize, Severity)> = BTreeMap::new();
    for finding in report.open() {
        let (count, worst) = rules.entry(&finding.rule).or_insert((0, finding.severity));
        *count += 1;
        *worst = finding.severity.max(*worst);
    }
    let mut rows: Vec<_> = rules.into_iter().map(|(rule, (count, worst))| (count, rule, worst)).collect();
    rows.sort_by_key(|row| Reverse(row.0));
    rows
}
