//! From arguments and settings to an engine and its job.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow, bail};
use secws_engine::{Baseline, Cache, Engine, Imports, Known, Level, Options, RuleFilter};
use secws_sandbox::{Host, Plugin};
use secws_sources::{CommitTree, Root};
use secws_suppressions::{Ignore, PEER_FILES, Peers};

use crate::cli::Flags;
use crate::settings::files::Files;
use crate::settings::{RawIgnore, Settings};
use crate::{advisories, folders, plugins};

/// Settings of a run: those of the folder, or of a commit.
pub fn settings(root: &Root, from: Option<&str>, flags: &Flags) -> Result<Settings> {
    let files = match from {
        None => Files::Folder(root.folder().to_owned()),
        Some(name) => Files::Commit(Arc::new(CommitTree::open(root, name)?), name.to_owned()),
    };
    Settings::load(root.folder(), files, flags)
}

/// An engine, and what it needs besides a source.
pub struct Prepared {
    /// Ready to run.
    pub engine: Engine,
    /// Asked by plugins.
    pub advisories: Arc<advisories::Lazy>,
    /// The names of all plugins.
    pub plugins: Vec<String>,
    /// When a run fails.
    pub gate: secws_engine::Gate,
    /// What was scanned before.
    pub cache: Option<Cache>,
}

/// Loads and configures the plugins, and checks what settings say of their rules.
pub fn engine(settings: &Settings, no_cache: bool) -> Result<Prepared> {
    let host = Host::new()?;
    let loaded = plugins::load(&host, settings)?;
    let names: Vec<String> = loaded.iter().map(|plugin| plugin.description().name.clone()).collect();
    let gate = gate(&loaded, &names, settings)?;
    let options = Options {
        threads: settings.threads,
        max_file_size: settings.max_file_size,
        archives: settings.archives.clone(),
        history_plugins: settings.history_plugins.clone(),
        rules: rule_filter(&loaded, settings)?,
    };
    let database = advisories::Lazy::new(settings.advisories.clone().or_else(folders::advisories));
    let lent: Arc<dyn secws_sandbox::Advisories> = Arc::clone(&database) as _;
    let engine = Engine::new(plugins::configure(loaded, settings, &lent)?, options);
    let cache = if no_cache { None } else { cache(settings) };
    Ok(Prepared { engine, advisories: database, plugins: names, gate, cache })
}

/// Where results are kept; none if settings or the system have no place for them.
pub fn cache(settings: &Settings) -> Option<Cache> {
    Some(Cache { path: folders::results()?, most: settings.cache_size? })
}

/// What is known of findings before they are found.
pub fn known(settings: &Settings, plugins: &[String]) -> Result<Known> {
    let baseline = settings.baseline.as_ref().map(|path| baseline(settings, path)).transpose()?;
    let mut imports = Imports::default();
    for path in &settings.import {
        import(&mut imports, path, &settings.root, plugins)?;
    }
    let mut peers = Peers::default();
    let mut notifications = Vec::new();
    for name in PEER_FILES {
        if let Some(text) = settings.files.read(name)? {
            notifications.extend(peers.read(name, &String::from_utf8_lossy(&text)));
        }
    }
    let ignores = settings.ignore.iter().enumerate().map(|(index, ignore)| self::ignore(settings, index, ignore));
    Ok(Known {
        imports,
        ignores: ignores.collect::<Result<_>>()?,
        peers,
        notifications,
        baseline,
        changes: None,
        today: settings.today.clone(),
    })
}

fn ignore(settings: &Settings, index: usize, raw: &RawIgnore) -> Result<Ignore> {
    let key = format!("ignore.{index}");
    let (file, line) = settings.line(&key).map_or_else(|| (settings.file(), None), |(file, line)| (file, Some(line)));
    let ignore = Ignore::new(&raw.path, &raw.rule, &raw.reason, raw.expires.as_deref(), &file, line);
    ignore.with_context(|| format!("`{key}`{}", settings.place(&key)))
}

/// Reads a log of another tool. It was made by this run's own pipeline, so it is read from where the command is run.
fn import(imports: &mut Imports, path: &Path, root: &Path, plugins: &[String]) -> Result<()> {
    let bytes = Files::Folder(PathBuf::new()).need(path, "the log")?;
    let taken: Vec<&str> = plugins.iter().map(String::as_str).collect();
    Ok(imports.add(&bytes, &path.display().to_string(), root.to_str(), &taken)?)
}

fn baseline(settings: &Settings, path: &Path) -> Result<Baseline> {
    let place = settings.place("baseline");
    let bytes = settings
        .files
        .need(path, "the baseline")
        .map_err(|error| anyhow!("`baseline`{place}: {error:#}\nhint: `secws baseline -o {}` writes it", path.display()))?;
    Baseline::parse(&bytes).with_context(|| format!("`baseline`{place}: `{}`", path.display()))
}

/// The gate with rules by their declared ids.
fn gate(plugins: &[Plugin], names: &[String], settings: &Settings) -> Result<secws_engine::Gate> {
    let mut gate = settings.gate.clone();
    let mut rules: BTreeMap<String, Level> = BTreeMap::new();
    for (word, level) in std::mem::take(&mut gate.rules) {
        let rule = plugins::find(plugins, &word);
        let rule = rule.with_context(|| format!("`gate.rules`{}", settings.place(&format!("gate.rules.{word}"))))?;
        rules.insert(rule.id.clone(), level);
    }
    gate.rules = rules;
    for (table, name) in gate.min_files.keys().map(|name| ("min-files", name)) {
        if !names.contains(name) {
            let key = format!("gate.{table}.{name}");
            let hint = crate::settings::nearest::hint(name, names.iter().map(String::as_str));
            bail!("`{key}`{}: there is no plugin `{name}`{hint}", settings.place(&key));
        }
    }
    Ok(gate)
}

fn rule_filter(plugins: &[Plugin], settings: &Settings) -> Result<RuleFilter> {
    let ids = |key: &str, words: &[String]| {
        let find = |word: &String| plugins::find(plugins, word).map(|rule| rule.id.clone());
        let found = words.iter().map(find).collect::<Result<_>>();
        found.with_context(|| format!("`{key}`{}", settings.place(key)))
    };
    Ok(RuleFilter { enabled: ids("enable", &settings.enable)?, disabled: ids("disable", &settings.disable)? })
}
