//! Reports for people and machines: one module for each format.
//!
//! What a report repeats of a repository is hostile: a text report shows control characters escaped, and nothing in it can
//! steer a terminal or be read as a command by a build service.
#![forbid(unsafe_code)]

use std::io::{self, Write};
use std::path::Path;

use secws_model::{Report, Verdict};

mod error;
mod escape;
mod file;
mod format;
mod options;
mod sarif;
mod text;

pub use error::ReportError;
pub use format::{Format, FormatError, Target};
pub use options::Options;

/// Writes a report and what the gate decided.
///
/// # Errors
/// When `out` fails; part of the report is written then.
pub fn write(
    format: Format,
    report: &Report,
    verdict: &Verdict,
    out: &mut dyn Write,
    options: &Options,
) -> Result<(), ReportError> {
    dispatch(format, report, verdict, out, options).map_err(ReportError::Write)
}

/// Writes a report to a file, whole or not at all: what stood there before stays until the report is complete. A symbolic
/// link is followed; devices, pipes and the like are written to directly.
///
/// # Errors
/// When the file, or one beside it, cannot be written.
pub fn write_file(
    path: &Path,
    format: Format,
    report: &Report,
    verdict: &Verdict,
    options: &Options,
) -> Result<(), ReportError> {
    let written = file::write(path, |out| dispatch(format, report, verdict, out, options));
    written.map_err(|source| ReportError::File { path: path.to_owned(), source })
}

fn dispatch(format: Format, report: &Report, verdict: &Verdict, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    match format {
        Format::Text => text::write(report, verdict, out, options),
        Format::Sarif => sarif::write(report, verdict, out, options),
    }
}
