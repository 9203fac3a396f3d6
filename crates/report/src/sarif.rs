//! SARIF 2.1.0.

use std::io::{self, Write};

use secws_model::{Report, Verdict};

use secws_sarif::SarifError;

use crate::Options;

/// Writes a log.
pub(crate) fn write(report: &Report, verdict: &Verdict, mut out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let options = secws_sarif::Options { compact: options.compact };
    secws_sarif::write(report, verdict, &mut out, options).map_err(|SarifError::Write(error)| error)
}
