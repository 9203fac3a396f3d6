//! `secws merge`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use secws_engine::{Engine, Job, Options, Partial, Run, judge};
use secws_report::{Format, Target};
use secws_sources::{Root, Unlisted};

use crate::cli::{Flags, Merge, Scope};
use crate::prepare::{self, Prepared};
use crate::settings::Settings;
use crate::settings::files::Files;
use crate::{reports, source, timings, weakened};

/// Makes one report of several.
pub fn run(arguments: &Merge, quiet: u8) -> Result<ExitCode> {
    let root = Root::of(std::slice::from_ref(&arguments.root))?;
    let mut settings = prepare::settings(&root, arguments.settings_from.as_deref(), &arguments.settings)?;
    if let Some(path) = &arguments.output {
        let target = Target { format: Format::Sarif, path: Some(path.clone()) };
        settings.targets.retain(|target| target.path.is_some());
        settings.targets.push(target);
    }
    reports::check_targets(&settings.targets)?;
    let prepared = prepare::engine(&settings, true)?;
    let partials = partials(&arguments.files)?;
    let run = match partials {
        Some(partials) => unite(arguments, &root, &settings, &prepared, partials)?,
        None => logs(arguments, &root, &mut settings)?,
    };
    if arguments.report.timings {
        eprint!("{}", timings::render(&run.timings));
    }
    let mut report = run.report.clone();
    report.notifications.extend(prepared.advisories.notifications(&settings.today));
    weakened::report(&mut report, &root, &settings)?;
    let verdict = judge(&mut report, &prepared.gate);
    reports::write(&report, &verdict, &settings, &arguments.report, quiet)?;
    Ok(ExitCode::from(verdict.exit_code()))
}

/// Partial results; none if the files are something else.
fn partials(files: &[PathBuf]) -> Result<Option<Vec<Partial>>> {
    let mut partials = Vec::new();
    for path in files {
        let bytes = Files::Folder(PathBuf::new()).need(path, "the file")?;
        if Partial::is_partial(&bytes) {
            partials.push(Partial::from_bytes(&bytes).with_context(|| format!("`{}` cannot be merged", path.display()))?);
        }
    }
    if !partials.is_empty() && partials.len() != files.len() {
        bail!("partial results and logs are merged apart\nhint: give logs of other tools by `--import`");
    }
    Ok((!partials.is_empty()).then_some(partials))
}

/// What the shards found, over the tree that they scanned.
fn unite(arguments: &Merge, root: &Root, settings: &Settings, prepared: &Prepared, partials: Vec<Partial>) -> Result<Run> {
    let known = prepare::known(settings, &prepared.plugins)?;
    let scope = scope(arguments, arguments.history.clone());
    let files: Vec<&Path> = arguments.files.iter().map(PathBuf::as_path).collect();
    let source = source::source(&scope, root, settings, &files)?;
    Ok(prepared.engine.unite(&Job { source: &*source, known: &known, cache: None, progress: &() }, partials)?)
}

/// Logs alone: nothing is scanned, files are only read where the logs speak of them.
fn logs(arguments: &Merge, root: &Root, settings: &mut Settings) -> Result<Run> {
    settings.import.extend(arguments.files.iter().cloned());
    let known = prepare::known(settings, &[])?;
    let scope = scope(arguments, None);
    let source = Unlisted(source::source(&scope, root, settings, &[])?);
    let engine = Engine::new(Vec::new(), Options::default());
    Ok(engine.run(&Job { source: &source, known: &known, cache: None, progress: &() })?)
}

/// What was scanned.
fn scope(arguments: &Merge, history: Option<String>) -> Scope {
    Scope {
        paths: vec![arguments.root.clone()],
        stdin_filename: None,
        staged: false,
        diff: None,
        history,
        settings_from: None,
        no_cache: true,
        settings: Flags::default(),
    }
}
