//! `secws db`.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use secws_advisories::{Options, PYPI_URL, Source, Summary, update};

use crate::cli::Db;
use crate::settings::Settings;
use crate::{advisories, folders};

/// Shows or renews the data.
pub fn run(command: &Db) -> Result<ExitCode> {
    let settings = Settings::here()?;
    match command {
        Db::Update { from, ecosystems } => renew(from.as_deref(), ecosystems, &settings),
        Db::Status => status(&settings),
    }
}

fn renew(from: Option<&str>, ecosystems: &[String], settings: &Settings) -> Result<ExitCode> {
    let to = settings.advisories.clone().or_else(folders::advisories);
    let to = to.context("there is no folder to keep advisories in: set SECWS_DATA_DIR")?;
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("the folder `{}` cannot be made", folder.display()))?;
    }
    let options = Options { ecosystems: ecosystems.to_vec(), today: settings.today.clone(), source_name: String::new() };
    let summary = update(&Source::of(from.unwrap_or(PYPI_URL))?, &options, &to)?;
    super::print(&told(&summary, &to))
}

fn told(summary: &Summary, to: &Path) -> String {
    let mut text = String::new();
    for snapshot in &summary.taken {
        let (ecosystem, records, packages) = (&snapshot.ecosystem, snapshot.records, snapshot.packages);
        let day = advisories::day(snapshot);
        let _ = writeln!(text, "{ecosystem}: {records} advisories on {packages} packages, as of {day}");
    }
    let _ = writeln!(text, "{} withdrawn, {} unrelated, {} broken", summary.withdrawn, summary.unrelated, summary.skipped);
    for skipped in &summary.examples {
        let _ = writeln!(text, "broken: {}: {}", skipped.name, skipped.reason);
    }
    if let Some(lost) = &summary.lost {
        let _ = writeln!(text, "the index that was there before could not be read and was replaced: {lost}");
    }
    let _ = writeln!(text, "written to {}", to.display());
    text
}

fn status(settings: &Settings) -> Result<ExitCode> {
    let path = settings.advisories.clone().or_else(folders::advisories);
    let own = path.as_ref().filter(|path| path.exists());
    let mut text = match own {
        Some(path) => format!("index: {}, beside the one that is built in\n", path.display()),
        None => "index: the one that is built in\n".to_owned(),
    };
    let database = advisories::Lazy::new(path);
    for snapshot in database.database().status() {
        let (ecosystem, day) = (&snapshot.ecosystem, advisories::day(snapshot));
        let age = snapshot.age_in_days(&settings.today);
        let age = age.map_or_else(|| "of unknown age".to_owned(), |age| format!("{age} days old"));
        let _ = writeln!(
            text,
            "{ecosystem}: {} advisories on {} packages, as of {day}, {age}",
            snapshot.records, snapshot.packages
        );
        let _ = writeln!(text, "  from {}", snapshot.source);
        for attribution in &snapshot.attribution {
            let _ = writeln!(text, "  {attribution}");
        }
        if advisories::is_stale(snapshot, &settings.today) {
            let _ = writeln!(
                text,
                "  warning: more than {} days old; `secws db update` brings newer ones",
                advisories::STALE_DAYS
            );
        }
    }
    let printed = super::print(&text)?;
    match database.broken() {
        Some(error) => anyhow::bail!("{error}"),
        None => Ok(printed),
    }
}
