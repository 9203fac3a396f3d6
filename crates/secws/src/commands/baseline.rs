//! `secws baseline`.

use std::process::ExitCode;

use anyhow::Result;
use secws_engine::Baseline;

use crate::{cli, prepare, reports, source};

/// Scans, and writes down what is to be known from now on.
pub fn run(arguments: &cli::Baseline, quiet: u8) -> Result<ExitCode> {
    let scope = &arguments.scope;
    reports::check_folder(&arguments.output)?;
    let root = source::root(scope)?;
    let mut settings = prepare::settings(&root, scope.settings_from.as_deref(), &scope.settings)?;
    // What an older baseline knows is there, or it is gone.
    settings.baseline = None;
    let prepared = prepare::engine(&settings, scope.no_cache)?;
    let report = super::check::scan(scope, &root, &settings, &prepared, quiet, false)?;
    let baseline = Baseline::of(&report);
    secws_report::write_bytes(&arguments.output, baseline.to_json()?.as_bytes())?;
    let (count, path) = (baseline.findings.len(), arguments.output.display());
    if report.is_incomplete() {
        eprintln!("warning: the scan was incomplete, so the baseline is, too; `secws check` says why");
    }
    if quiet > 0 {
        return Ok(ExitCode::SUCCESS);
    }
    let findings = if count == 1 { "finding" } else { "findings" };
    super::print(&format!("{count} {findings} written to {path}; `secws check --baseline {path}` knows them\n"))
}
