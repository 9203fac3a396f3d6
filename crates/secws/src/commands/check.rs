//! `secws check`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use secws_engine::{Job, judge};
use secws_model::Verdict;

use crate::cli::{Check, Scope};
use crate::prepare::{self, Prepared};
use crate::progress::Bar;
use crate::settings::Settings;
use crate::{reports, source, timings, watch, weakened};

/// Scans, reports and judges.
pub fn run(arguments: &Check, quiet: u8) -> Result<ExitCode> {
    if arguments.watch {
        let settings = settings_of(arguments)?;
        let written: Vec<PathBuf> = settings.targets.into_iter().filter_map(|target| target.path).collect();
        return watch::run(&arguments.scope, &written, || once(arguments, quiet).map(|_| ()));
    }
    match arguments.shard {
        Some(_) => shard(arguments, quiet),
        None => once(arguments, quiet).map(|verdict| ExitCode::from(verdict.exit_code())),
    }
}

fn settings_of(arguments: &Check) -> Result<Settings> {
    let scope = &arguments.scope;
    prepare::settings(&source::root(scope)?, scope.settings_from.as_deref(), &scope.settings)
}

/// One scan and its reports.
fn once(arguments: &Check, quiet: u8) -> Result<Verdict> {
    let scope = &arguments.scope;
    let root = source::root(scope)?;
    let settings = prepare::settings(&root, scope.settings_from.as_deref(), &scope.settings)?;
    reports::check_targets(&settings.targets)?;
    let prepared = prepare::engine(&settings, scope.no_cache)?;
    let mut report = scan(scope, &root, &settings, &prepared, quiet, arguments.output.timings)?;
    weakened::report(&mut report, &root, &settings)?;
    let verdict = judge(&mut report, &prepared.gate);
    reports::write(&report, &verdict, &settings, &arguments.output, quiet)?;
    Ok(verdict)
}

/// One scan, with all that is known applied to it.
pub fn scan(
    scope: &Scope,
    root: &secws_sources::Root,
    settings: &Settings,
    prepared: &Prepared,
    quiet: u8,
    tell_time: bool,
) -> Result<secws_model::Report> {
    let mut known = prepare::known(settings, &prepared.plugins)?;
    known.changes = source::changes(scope, root)?;
    let source = source::source(scope, root, settings, &[])?;
    let folder = root.folder().as_os_str().as_encoded_bytes();
    let bar = Bar::new(quiet);
    let cache = prepared.cache.as_ref().map(|cache| (cache, folder));
    let run = prepared.engine.run(&Job { source: &*source, known: &known, cache, progress: &bar })?;
    drop(bar);
    if tell_time {
        eprint!("{}", timings::render(&run.timings));
    }
    let mut report = run.report.clone();
    report.notifications.extend(prepared.advisories.notifications(&settings.today));
    Ok(report)
}

/// A part of a scan. Its exit code says whether the partial result was written; the verdict is for whoever merges.
fn shard(arguments: &Check, quiet: u8) -> Result<ExitCode> {
    let (Some(shard), Some(path)) = (arguments.shard, &arguments.partial) else {
        anyhow::bail!("a shard needs a file to write to");
    };
    let scope = &arguments.scope;
    reports::check_folder(path)?;
    let root = source::root(scope)?;
    let settings = prepare::settings(&root, scope.settings_from.as_deref(), &scope.settings)?;
    let prepared = prepare::engine(&settings, scope.no_cache)?;
    let known = prepare::known(&settings, &prepared.plugins)?;
    let source = source::source(scope, &root, &settings, &[path])?;
    let folder = root.folder().as_os_str().as_encoded_bytes();
    let bar = Bar::new(quiet);
    let cache = prepared.cache.as_ref().map(|cache| (cache, folder));
    let partial = prepared.engine.run_shard(&Job { source: &*source, known: &known, cache, progress: &bar }, shard)?;
    drop(bar);
    secws_report::write_bytes(path, &partial.to_bytes()?)?;
    if quiet == 0 {
        eprintln!("shard {shard}: written to {}; `secws merge` makes the report of all shards", path.display());
    }
    Ok(ExitCode::SUCCESS)
}
