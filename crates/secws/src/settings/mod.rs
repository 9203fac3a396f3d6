//! Settings: from `[tool.secws]` in `pyproject.toml`, `secws.toml`, `SECWS_*` variables and flags, the later ones over the
//! earlier ones.

pub mod files;
mod gate;
pub mod nearest;
mod raw;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use secws_engine::Gate;
use secws_report::{Format, Target};
use secws_sources::archive;

use crate::cli::Flags;
use files::Files;
use raw::{KEYS, RawSettings, TABLES};
use text::Text;

pub use raw::{PluginSettings, RawIgnore};

/// Variables that begin like settings and are none.
const NO_SETTINGS: [&str; 3] = ["SECWS_LOG", "SECWS_DATA_DIR", "SECWS_CACHE_DIR"];
/// How large the cache may grow, in bytes.
const CACHE_SIZE: u64 = 1 << 30;

/// Settings that hold.
pub struct Settings {
    /// The root of what is scanned.
    pub root: PathBuf,
    /// Where settings files, the baseline and plugins come from.
    pub files: Files,
    /// When a run fails; its rules as the user named them.
    pub gate: Gate,
    /// Which reports are written.
    pub targets: Vec<Target>,
    /// Worker threads; 0: one for each processor.
    pub threads: usize,
    /// The largest file that is looked at whole, in bytes.
    pub max_file_size: u64,
    /// How far archives are opened.
    pub archives: archive::Limits,
    /// Plugins that look at history.
    pub history_plugins: BTreeSet<String>,
    /// Rules to turn on, as the user named them.
    pub enable: Vec<String>,
    /// Rules to turn off, as the user named them.
    pub disable: Vec<String>,
    /// Patterns of files that are left out.
    pub exclude: Vec<String>,
    /// Findings that are accepted.
    pub ignore: Vec<RawIgnore>,
    /// Other tools' logs.
    pub import: Vec<PathBuf>,
    /// Findings that are known, from the root.
    pub baseline: Option<PathBuf>,
    /// How large the cache may grow, in bytes; none: there is no cache.
    pub cache_size: Option<u64>,
    /// Plugins that have a table, by name.
    pub plugins: BTreeMap<String, PluginSettings>,
    /// Components of more plugins, named on the command line.
    pub components: Vec<PathBuf>,
    /// Permissions of those.
    pub allowed: Vec<String>,
    /// The index of advisories, instead of the user's own.
    pub advisories: Option<PathBuf>,
    /// `YYYY-MM-DD`.
    pub today: String,
    texts: Vec<Text>,
}

impl Settings {
    /// Reads all sources.
    pub fn load(root: &Path, files: Files, flags: &Flags) -> Result<Self> {
        let texts = texts(&files)?;
        check_keys(&texts)?;
        let figment = merged(&texts).merge(environment()).merge(Serialized::defaults(flags));
        let raw: RawSettings = figment.extract().map_err(|error| explain(&error, &texts))?;
        let mut settings = Settings::of(raw, root, files, texts)?;
        settings.components = flags.plugins.iter().map(PathBuf::from).collect();
        settings.allowed.clone_from(&flags.allow);
        Ok(settings)
    }

    /// Of the folder that a command is run in.
    pub fn here() -> Result<Self> {
        Settings::load(Path::new("."), Files::Folder(PathBuf::from(".")), &Flags::default())
    }

    /// What the files alone say: neither variables nor flags.
    pub fn of_files(root: &Path, files: Files) -> Result<Self> {
        let texts = texts(&files)?;
        check_keys(&texts)?;
        let raw: RawSettings = merged(&texts).extract().map_err(|error| explain(&error, &texts))?;
        Settings::of(raw, root, files, texts)
    }

    fn of(raw: RawSettings, root: &Path, files: Files, texts: Vec<Text>) -> Result<Self> {
        let at = |key: &str| place(&texts, key);
        let gate = gate::gate(&raw, &at)?;
        let targets = raw.format.unwrap_or_else(|| vec![Format::Text.to_string()]);
        let targets =
            targets.iter().map(|text| text.parse::<Target>().map_err(|error| anyhow!("`format`{}: {error}", at("format"))));
        let today = match raw.today {
            Some(today) => today
                .parse::<jiff::civil::Date>()
                .map_err(|_| anyhow!("`today`{}: `{today}` is no date like 2027-01-31", at("today")))?,
            None => jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date(),
        };
        let defaults = secws_engine::Options::default();
        Ok(Settings {
            targets: targets.collect::<Result<_>>()?,
            gate,
            threads: raw.threads.unwrap_or_default(),
            max_file_size: raw.max_file_size.unwrap_or(defaults.max_file_size),
            archives: archives(&raw.archives, defaults.archives),
            history_plugins: raw.history_plugins.map_or(defaults.history_plugins, BTreeSet::from_iter),
            enable: raw.enable,
            disable: raw.disable,
            exclude: raw.exclude,
            ignore: raw.ignore,
            import: raw.import.into_iter().map(PathBuf::from).collect(),
            baseline: raw.baseline,
            cache_size: raw.cache.unwrap_or(true).then(|| raw.cache_size.unwrap_or(CACHE_SIZE)),
            plugins: raw.plugins,
            components: Vec::new(),
            allowed: Vec::new(),
            advisories: raw.advisories.map(|path| root.join(path)),
            today: today.to_string(),
            root: root.to_owned(),
            files,
            texts,
        })
    }

    /// Where a key was set, for a message: ` (secws.toml:3)`, or nothing.
    pub fn place(&self, key: &str) -> String {
        place(&self.texts, key)
    }

    /// The settings file that counts last, or the one that could be written.
    pub fn file(&self) -> String {
        self.texts.last().map_or_else(|| "secws.toml".to_owned(), |text| text.name.clone())
    }

    /// What other settings of plugins would weaken, by key.
    pub fn plugins_weakened(&self, before: &Settings) -> Vec<(String, String)> {
        let mut said = Vec::new();
        for (name, old) in &before.plugins {
            let key = format!("plugins.{name}");
            match self.plugins.get(name) {
                Some(new) if new == old => {}
                None if old.source.is_some() => said.push((key, format!("The plugin '{name}' does not run any more"))),
                Some(new) if (&new.source, &new.digest) != (&old.source, &old.digest) => {
                    said.push((key, format!("The plugin '{name}' comes from elsewhere")));
                }
                _ => said.push((key, format!("The plugin '{name}' has other settings"))),
            }
        }
        for (name, new) in self.plugins.iter().filter(|(name, _)| !before.plugins.contains_key(*name)) {
            // One more plugin finds more.
            if new.source.is_none() {
                said.push((format!("plugins.{name}"), format!("The plugin '{name}' has other settings")));
            }
        }
        said
    }

    /// The settings file and the line in which a key stands.
    pub fn line(&self, key: &str) -> Option<(String, u32)> {
        let found = self.texts.iter().rev().find_map(|text| Some((text.name.clone(), text.line(key)?)));
        found.and_then(|(name, line)| Some((name, u32::try_from(line).ok()?)))
    }
}

fn archives(raw: &raw::RawArchives, default: archive::Limits) -> archive::Limits {
    archive::Limits {
        depth: raw.depth.unwrap_or(default.depth),
        members: raw.members.unwrap_or(default.members),
        ratio: raw.ratio.unwrap_or(default.ratio),
        unpacked: raw.unpacked.unwrap_or(default.unpacked),
    }
}

fn merged(texts: &[Text]) -> Figment {
    texts.iter().fold(Figment::new(), |figment, text| figment.merge(Toml::string(&text.toml())))
}

fn texts(files: &Files) -> Result<Vec<Text>> {
    let mut texts = Vec::new();
    for (name, prefix) in [("pyproject.toml", &["tool", "secws"][..]), ("secws.toml", &[][..])] {
        if let Some(source) = files.text(name)? {
            texts.extend(Text::parse(name, source, prefix)?);
        }
    }
    Ok(texts)
}

/// The last source that sets a key is the one that counts.
fn place(texts: &[Text], key: &str) -> String {
    if let Some(variable) = variable_of(key).filter(|variable| std::env::var_os(variable).is_some()) {
        return format!(" ({variable})");
    }
    let found = texts.iter().rev().find_map(|text| text.place(key));
    found.map(|place| format!(" ({place})")).unwrap_or_default()
}

/// An unknown key would be a setting that silently does nothing.
fn check_keys(texts: &[Text]) -> Result<()> {
    for text in texts {
        for key in text.keys() {
            if !KEYS.contains(&key.as_str()) {
                let place = text.place(&key).unwrap_or_else(|| text.name.clone());
                bail!("{place}: there is no setting `{key}`{}", nearest::hint(&key, KEYS.iter().copied()));
            }
        }
    }
    for (variable, _) in std::env::vars_os() {
        let variable = variable.to_string_lossy().into_owned();
        if variable.starts_with("SECWS_") && !NO_SETTINGS.contains(&variable.as_str()) && !is_setting(&variable) {
            let known: Vec<String> = KEYS.iter().filter_map(|key| variable_of(key)).collect();
            bail!("there is no setting `{variable}`{}", nearest::hint(&variable, known.iter().map(String::as_str)));
        }
    }
    Ok(())
}

fn is_setting(variable: &str) -> bool {
    KEYS.iter().any(|key| variable_of(key).as_deref() == Some(variable))
}

/// `SECWS_FAIL_ON` of `fail-on`. Tables have none.
fn variable_of(key: &str) -> Option<String> {
    let simple = KEYS.contains(&key) && !TABLES.contains(&key);
    simple.then(|| format!("SECWS_{}", key.to_uppercase().replace('-', "_")))
}

fn environment() -> Env {
    let known = |key: &figment::value::UncasedStr| {
        let key = key.as_str().to_lowercase().replace('_', "-");
        KEYS.contains(&key.as_str()) && !TABLES.contains(&key.as_str())
    };
    Env::prefixed("SECWS_").filter(known).map(|key| key.as_str().replace('_', "-").into())
}

/// What is wrong with a value, and where.
fn explain(error: &figment::Error, texts: &[Text]) -> anyhow::Error {
    let key = error.path.join(".");
    let hint = match &error.kind {
        figment::error::Kind::UnknownField(name, known) => nearest::hint(name, known.iter().copied()),
        _ => String::new(),
    };
    anyhow!("`{key}`{}: {}{hint}", place(texts, &key), error.kind)
}
