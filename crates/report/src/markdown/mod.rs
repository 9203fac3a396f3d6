//! Markdown as GitHub reads it (GFM), for the summary of a job: the verdict, counts, findings that somebody has to look at,
//! and what was looked at.
//!
//! GitHub drops a summary of more than 1 MiB whole, so it is cut well before that, and says so. Whatever comes from the
//! repository stands in code spans and blocks, where it can be no Markdown, HTML, link or mention.

use std::io::{self, Write};

use secws_model::{Notification, Report, ReportedFinding, Verdict};

use crate::catalog::Catalog;
use crate::{Options, escape, place, select, summary};

mod details;
mod inline;
mod table;

use inline::{clipped, code, prose};

/// Bytes of a summary.
const MOST: usize = 900 << 10;
/// Of them, those that are kept for sentences on what is cut.
const RESERVE: usize = 2 << 10;
/// Notifications that are shown, and characters of a line.
const NOTIFICATIONS: usize = 50;
const LINE: usize = 500;

/// Writes the report.
pub(crate) fn write(report: &Report, verdict: &Verdict, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    let catalog = Catalog::new(report);
    let findings: Vec<_> = select::by_urgency(report).into_iter().filter(|finding| select::is_urgent(finding)).collect();
    let head = head(report, verdict);
    let tail = tail(report, &findings);
    let room = MOST.saturating_sub(head.len() + tail.len() + RESERVE);
    let table = table::render(&findings, &catalog, room / 3 * 2);
    let details = details::render(&findings, &catalog, room.saturating_sub(table.len()));
    for part in [head, table, details, tail] {
        out.write_all(part.as_bytes())?;
    }
    out.flush()
}

/// The verdict, and how many open findings there are of each severity.
fn head(report: &Report, verdict: &Verdict) -> String {
    let counts = summary::severities(report);
    let names: String = counts.iter().map(|(_, severity)| format!(" {severity} |")).collect();
    let counts: String = counts.iter().map(|(count, _)| format!(" {count} |")).collect();
    let reason = prose(&clipped(&escape::prose(&verdict.reason().0), LINE));
    format!("## secws: {}\n\nReason: {reason}\n\n|{names}\n|{}\n|{counts}\n\n", verdict.word(), " --- |".repeat(5))
}

/// The summary and the notifications.
fn tail(report: &Report, urgent: &[&ReportedFinding]) -> String {
    let known = report.open().count().saturating_sub(urgent.len());
    let unshown = (known > 0).then(|| format!("{known} unchanged"));
    let lines = summary::lines(report, unshown).into_iter();
    let lines: String = lines.map(|(label, text)| format!("- {label}: {}\n", prose(&clipped(&text, LINE)))).collect();
    format!("### Summary\n\n{lines}{}", notifications(report))
}

/// The loudest.
fn notifications(report: &Report) -> String {
    let sorted = select::by_loudness(report);
    let lines: String = sorted.iter().take(NOTIFICATIONS).map(|notification| self::notification(notification)).collect();
    let more = match sorted.len().saturating_sub(NOTIFICATIONS) {
        0 => String::new(),
        more => format!("- and {more} more\n"),
    };
    if lines.is_empty() { lines } else { format!("\n### Notifications\n\n{lines}{more}") }
}

fn notification(notification: &Notification) -> String {
    let span = |text: &str| code(&clipped(&escape::name(text), LINE));
    let words = |text: &str| prose(&clipped(&escape::prose(text), LINE));
    let level = summary::level(select::loudness(notification));
    let plugin = notification.plugin.as_deref().map(|plugin| format!(", {}", span(plugin))).unwrap_or_default();
    let at = notification.place.as_ref().map(|at| format!(" ({})", span(&place::full(at)))).unwrap_or_default();
    let accepted = notification.accepted.as_deref().map(|reason| format!("; accepted: {}", words(reason)));
    let message = words(&notification.message);
    format!("- {level} {}{plugin}: {message}{at}{}\n", span(notification.kind.id()), accepted.unwrap_or_default())
}
