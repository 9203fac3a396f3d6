//! The table of findings, the most urgent first.

use secws_model::ReportedFinding;

use super::inline::{cell, clipped, code, prose};
use crate::catalog::Catalog;
use crate::summary::counted;
use crate::{escape, place};

/// Characters of a name, and of a message.
const NAME: usize = 200;
const MESSAGE: usize = 300;

const HEADER: &str = "| # | Severity | Gate | Rule | Where | What |\n| ---: | --- | --- | --- | --- | --- |\n";

/// As many rows as go into `room` bytes, and how many do not; nothing without findings.
pub(super) fn render(findings: &[&ReportedFinding], catalog: &Catalog, room: usize) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let mut text = HEADER.to_owned();
    let mut shown = 0;
    for (number, finding) in (1..).zip(findings) {
        let row = row(number, finding, catalog);
        if text.len() + row.len() > room {
            break;
        }
        text.push_str(&row);
        shown = number;
    }
    text.push('\n');
    if shown < findings.len() {
        let cut = counted(findings.len() - shown, "finding");
        text.push_str(&format!("{cut} of {} did not fit into this table: it is cut at 900 KiB.\n\n", findings.len()));
    }
    text
}

fn row(number: usize, finding: &ReportedFinding, catalog: &Catalog) -> String {
    let gate = if finding.fails { "fails" } else { "" };
    let rule = code(&clipped(&escape::name(&finding.rule), NAME));
    let mut at = code(&clipped(&place::full(&finding.place), NAME));
    if let Some(history) = place::history(finding) {
        at = format!("{at} {}", prose(&clipped(&history, NAME)));
    }
    let what = prose(&clipped(&escape::prose(catalog.message(finding)), MESSAGE));
    format!("| {number} | {} | {gate} | {} | {} | {} |\n", finding.severity, cell(&rule), cell(&at), cell(&what))
}
