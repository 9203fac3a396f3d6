//! Text for people: findings with their source lines, what happened to the scan, a summary, and the verdict in the last line.
//!
//! Only what somebody has to look at is shown: not what is suppressed, gone, or known to the baseline, as long as that fails
//! no gate. The summary counts it.

use std::io::{self, BufWriter, Write};

use secws_model::{Report, ReportedFinding, Verdict};

use crate::{Options, select};

mod finding;
mod fix;
mod notifications;
mod paint;
mod place;
mod statistics;
mod summary;

/// Writes the report.
pub(crate) fn write(report: &Report, verdict: &Verdict, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let page = finding::Page::new(report, options);
    for finding in report.open().filter(|finding| is_severe(finding, options) && is_wanted(finding, options)) {
        out.write_all(page.finding(finding).as_bytes())?;
    }
    out.write_all(notifications::render(&report.notifications, &page.paint).as_bytes())?;
    if options.statistics {
        out.write_all(statistics::render(report, &page.paint).as_bytes())?;
    }
    out.write_all(summary::render(report, verdict, options, &page.paint).as_bytes())?;
    out.flush()
}

/// Whether it is bad enough to be shown.
fn is_severe(finding: &ReportedFinding, options: &Options) -> bool {
    finding.severity >= options.shown
}

/// Whether it is shown beside a baseline.
fn is_wanted(finding: &ReportedFinding, options: &Options) -> bool {
    options.unchanged || select::is_urgent(finding)
}
