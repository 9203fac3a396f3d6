//! Settings: from `[tool.secws]` in `pyproject.toml`, `secws.toml`, `SECWS_*` variables and flags, the later ones over the
//! earlier ones.

pub mod nearest;
mod raw;
mod text;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use secws_engine::Gate;
use secws_model::Severity;
use secws_report::{Format, Target};

use crate::cli::Flags;
use raw::{KEYS, RawSettings};
use text::Text;

/// Variables that begin like settings and are none.
const NO_SETTINGS: [&str; 3] = ["SECWS_LOG", "SECWS_DATA_DIR", "SECWS_CACHE_DIR"];

/// Settings that hold.
pub struct Settings {
    /// The root of what is scanned.
    pub root: PathBuf,
    /// When a run fails.
    pub gate: Gate,
    /// Which reports are written.
    pub targets: Vec<Target>,
    /// Worker threads; 0: one for each processor.
    pub threads: usize,
    /// The largest file that is looked at whole, in bytes.
    pub max_file_size: u64,
    /// Rules to turn on, as the user named them.
    pub enable: Vec<String>,
    /// Rules to turn off, as the user named them.
    pub disable: Vec<String>,
    /// Components of more plugins, from the root.
    pub plugins: Vec<PathBuf>,
    /// The tables of plugins.
    pub plugin: BTreeMap<String, serde_json::Value>,
    /// The index of advisories, instead of the user's own.
    pub advisories: Option<PathBuf>,
    /// `YYYY-MM-DD`.
    pub today: String,
    texts: Vec<Text>,
}

impl Settings {
    /// Reads all sources.
    pub fn load(root: &Path, flags: &Flags) -> Result<Self> {
        let pyproject = Text::read(root, "pyproject.toml", &["tool", "secws"])?;
        let own = Text::read(root, "secws.toml", &[])?;
        let texts: Vec<Text> = pyproject.into_iter().chain(own).collect();
        check_keys(&texts)?;
        let mut figment = Figment::new();
        for text in &texts {
            figment = figment.merge(Toml::string(&text.toml()));
        }
        figment = figment.merge(environment()).merge(Serialized::defaults(flags));
        let raw: RawSettings = figment.extract().map_err(|error| explain(&error, &texts))?;
        Settings::of(raw, root, texts)
    }

    fn of(raw: RawSettings, root: &Path, texts: Vec<Text>) -> Result<Self> {
        let at = |key: &str| place(&texts, key);
        let fail_on = raw.fail_on.map_or(Ok(Severity::High), |word| {
            word.parse().map_err(|error| anyhow!("`fail-on`{}: {error}", at("fail-on")))
        })?;
        let targets = raw.format.unwrap_or_else(|| vec![Format::Text.to_string()]);
        let targets =
            targets.iter().map(|text| text.parse::<Target>().map_err(|error| anyhow!("`format`{}: {error}", at("format"))));
        let today = match raw.today {
            Some(today) => today
                .parse::<jiff::civil::Date>()
                .map_err(|_| anyhow!("`today`{}: `{today}` is no date like 2027-01-31", at("today")))?,
            None => jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date(),
        };
        Ok(Settings {
            targets: targets.collect::<Result<_>>()?,
            gate: Gate { fail_on },
            threads: raw.threads.unwrap_or_default(),
            max_file_size: raw.max_file_size.unwrap_or(secws_engine::Options::default().max_file_size),
            enable: raw.enable,
            disable: raw.disable,
            plugins: raw.plugins,
            plugin: raw.plugin,
            advisories: raw.advisories.map(|path| root.join(path)),
            today: today.to_string(),
            root: root.to_owned(),
            texts,
        })
    }

    /// Where a key was set, for a message: ` (secws.toml:3)`, or nothing.
    pub fn place(&self, key: &str) -> String {
        place(&self.texts, key)
    }
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
    let simple = KEYS.contains(&key) && key != "plugin";
    simple.then(|| format!("SECWS_{}", key.to_uppercase().replace('-', "_")))
}

fn environment() -> Env {
    let known = |key: &figment::value::UncasedStr| {
        let key = key.as_str().to_lowercase().replace('_', "-");
        KEYS.contains(&key.as_str()) && key != "plugin"
    };
    Env::prefixed("SECWS_").filter(known).map(|key| key.as_str().replace('_', "-").into())
}

/// What is wrong with a value, and where.
fn explain(error: &figment::Error, texts: &[Text]) -> anyhow::Error {
    let key = error.path.join(".");
    anyhow!("`{key}`{}: {}", place(texts, &key), error.kind)
}
