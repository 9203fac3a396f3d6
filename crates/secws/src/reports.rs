//! Reports: where they go, and that they get there.

use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::path::PathBuf;

use anyhow::{Result, bail};
use secws_model::{Report, Verdict};
use secws_report::{Format, Target};

use crate::cli::Output;
use crate::settings::Settings;
use crate::terminal;

/// Says before the scan, not after it, that a report could not be written.
pub fn check_targets(targets: &[Target]) -> Result<()> {
    if targets.iter().filter(|target| target.path.is_none()).count() > 1 {
        bail!("two reports would go to standard output\nhint: name a file for all but one: `--format sarif=FILE`");
    }
    let files: Vec<&PathBuf> = targets.iter().filter_map(|target| target.path.as_ref()).collect();
    for (position, path) in files.iter().enumerate() {
        if files[..position].contains(path) {
            bail!("two reports would go to `{}`", path.display());
        }
        check_folder(path)?;
    }
    Ok(())
}

/// Whether a file could be written there.
pub fn check_folder(path: &std::path::Path) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("."), PathBuf::from);
    if !folder.is_dir() {
        bail!("the report `{}` cannot be written: there is no folder `{}`", path.display(), folder.display());
    }
    Ok(())
}

/// Writes all reports.
pub fn write(report: &Report, verdict: &Verdict, settings: &Settings, output: &Output, quiet: u8) -> Result<()> {
    let _span = tracing::info_span!("report").entered();
    for target in &settings.targets {
        let mut options = terminal::options(output.color, &settings.root);
        options.statistics = output.statistics;
        options.time = Some(settings.today.clone());
        match &target.path {
            Some(path) => {
                options.color = false;
                options.hyperlinks = false;
                secws_report::write_file(path, target.format, report, verdict, &options)?;
            }
            None if quiet > 0 => {}
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
    let told = settings.targets.iter().any(|target| target.format == Format::Text && target.path.is_none());
    if quiet < 2 && (quiet == 1 || !told) {
        eprintln!("{}: {}", verdict.word(), verdict.reason());
    }
    Ok(())
}

/// Whether a person watches standard error.
pub fn is_watched() -> bool {
    io::stderr().is_terminal()
}
