//! `secws check`.

use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use secws_engine::{Engine, Options, RuleFilter, judge};
use secws_model::{Report, Verdict};
use secws_report::{Format, Target};
use secws_sandbox::{Host, Plugin};
use secws_sources::{Root, Tree};

use crate::cli::Check;
use crate::settings::Settings;
use crate::{advisories, folders, plugins, terminal, timings};

/// Scans, reports and judges.
pub fn run(arguments: &Check) -> Result<ExitCode> {
    let root = Root::of(&arguments.paths)?;
    let settings = Settings::load(root.folder(), &arguments.settings)?;
    check_targets(&settings.targets)?;
    let host = Host::new()?;
    let loaded = plugins::load(&host, &settings)?;
    let options = Options {
        threads: settings.threads,
        max_file_size: settings.max_file_size,
        rules: rule_filter(&loaded, &settings)?,
        gate: settings.gate,
    };
    let database = advisories::Lazy::new(settings.advisories.clone().or_else(folders::advisories));
    let lent: Arc<dyn secws_sandbox::Advisories> = Arc::clone(&database) as _;
    let engine = Engine::new(plugins::configure(loaded, &settings, &lent)?, options);
    let (mut report, measured) = engine.run(&Tree::new(root))?;
    report.notifications.extend(database.notifications(&settings.today));
    let verdict = judge(&report, settings.gate);
    write(&report, &verdict, &settings, arguments)?;
    if arguments.timings {
        eprint!("{}", timings::render(&measured));
    }
    Ok(ExitCode::from(verdict.exit_code()))
}

fn rule_filter(plugins: &[Plugin], settings: &Settings) -> Result<RuleFilter> {
    let ids = |key: &str, words: &[String]| {
        let find = |word: &String| plugins::find(plugins, word).map(|rule| rule.id.clone());
        let found = words.iter().map(find).collect::<Result<_>>();
        found.with_context(|| format!("`{key}`{}", settings.place(key)))
    };
    Ok(RuleFilter { enabled: ids("enable", &settings.enable)?, disabled: ids("disable", &settings.disable)? })
}

/// Says before the scan, not after it, that a report could not be written.
fn check_targets(targets: &[Target]) -> Result<()> {
    if targets.iter().filter(|target| target.path.is_none()).count() > 1 {
        bail!("two reports would go to standard output\nhint: name a file for all but one: `--format sarif=FILE`");
    }
    for path in targets.iter().filter_map(|target| target.path.as_ref()) {
        let folder =
            path.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), PathBuf::from);
        if !folder.is_dir() {
            bail!("the report `{}` cannot be written: there is no folder `{}`", path.display(), folder.display());
        }
    }
    Ok(())
}

fn write(report: &Report, verdict: &Verdict, settings: &Settings, arguments: &Check) -> Result<()> {
    let _span = tracing::info_span!("report").entered();
    for target in &settings.targets {
        let mut options = terminal::options(arguments.color, &settings.root);
        match &target.path {
            Some(path) => {
                options.color = false;
                options.hyperlinks = false;
                secws_report::write_file(path, target.format, report, verdict, &options)?;
            }
            None => {
                let mut out = BufWriter::new(io::stdout().lock());
                let written = secws_report::write(target.format, report, verdict, &mut out, &options)
                    .map_err(|error| (error.kind(), error.into()));
                let flushed = written.and_then(|()| out.flush().map_err(|error| (error.kind(), anyhow::Error::from(error))));
                match flushed {
                    // Whoever reads has read enough; the exit code still tells the verdict.
                    Err((io::ErrorKind::BrokenPipe, _)) | Ok(()) => {}
                    Err((_, error)) => return Err(error),
                }
            }
        }
    }
    if !settings.targets.iter().any(|target| target.format == Format::Text && target.path.is_none()) {
        eprintln!("{}: {}", verdict.word(), verdict.reason());
    }
    Ok(())
}
