//! A table for spreadsheets: RFC 4180 with a header, every field quoted.
//!
//! A row for each finding, whatever its state; then one for each notification, for what was looked at in all and by each
//! plugin, and for the verdict, told apart by the first column.

use std::io::{self, Write};

use csv::{QuoteStyle, Terminator, WriterBuilder};
use secws_model::{Report, Verdict};

use crate::Options;
use crate::catalog::Catalog;

mod row;

use row::Row;

/// Writes the report.
pub(crate) fn write(report: &Report, verdict: &Verdict, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    let catalog = Catalog::new(report);
    let mut table = WriterBuilder::new().quote_style(QuoteStyle::Always).terminator(Terminator::CRLF).from_writer(out);
    let findings = report.findings.iter().map(|finding| row::finding(finding, &catalog));
    let notifications = report.notifications.iter().map(row::notification);
    let coverage = row::coverage(report).into_iter();
    for row in findings.chain(notifications).chain(coverage).chain([row::verdict(verdict)]) {
        table.serialize::<Row>(row)?;
    }
    table.flush()
}
