//! Text for people: findings with their source lines, what happened to the scan, a summary, and the verdict in the last line.

use std::io::{self, BufWriter, Write};

use secws_model::{Report, Verdict};

use crate::Options;

mod finding;
mod fix;
mod notifications;
mod paint;
mod place;
mod summary;

/// Writes the report.
pub(crate) fn write(report: &Report, verdict: &Verdict, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let page = finding::Page::new(report, options);
    for finding in report.findings.iter().filter(|finding| finding.severity >= options.shown) {
        out.write_all(page.finding(finding).as_bytes())?;
    }
    out.write_all(notifications::render(&report.notifications, &page.paint).as_bytes())?;
    out.write_all(summary::render(report, verdict, options, &page.paint).as_bytes())?;
    out.flush()
}
