//! Reports for people and machines: one module for each format, named in the table of `format.rs`.
//!
//! What a report repeats of a repository is hostile: control characters are shown escaped, and nothing can steer a terminal,
//! be read as a command by a build service, as Markdown, or as a formula by a spreadsheet.
//!
//! | format | findings | suppressed, gone | what was looked at | the verdict |
//! | --- | --- | --- | --- | --- |
//! | `text` | open ones; those that a baseline knows if they fail the gate | counted | in the summary | last line |
//! | `sarif`, `json` | all | marked | `coverage` | `verdict` |
//! | `csv` | all | marked | rows of the kind `coverage` | last row |
//! | `github` | the ten most urgent open ones of each level | counted | a line | last line |
//! | `markdown` | open ones; those that a baseline knows if they fail the gate | counted | a list | on top |
//! | `junit` | open ones | suppressed as skipped | properties of the suites | a suite of its own |
//! | `gitlab-sast` | open ones | left out | `scan.messages` | `scan.messages` |
//! | `gitlab-codequality` | open ones, and why the scan is incomplete | left out | no place for it | no place for it |
#![forbid(unsafe_code)]

use std::io::Write;
use std::path::Path;

use secws_model::{Report, Verdict};

mod catalog;
mod csv;
mod error;
mod escape;
mod file;
mod format;
mod github;
mod gitlab;
mod json;
mod junit;
mod markdown;
mod options;
mod place;
mod sarif;
mod select;
mod snippet;
mod streamed;
mod summary;
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
    format.writer()(report, verdict, out, options).map_err(ReportError::Write)
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
    let written = file::write(path, |out| format.writer()(report, verdict, out, options));
    written.map_err(|source| ReportError::File { path: path.to_owned(), source })
}

/// Writes bytes to a file in the same way.
///
/// # Errors
/// When the file, or one beside it, cannot be written.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    let written = file::write(path, |out| out.write_all(bytes));
    written.map_err(|source| ReportError::File { path: path.to_owned(), source })
}
