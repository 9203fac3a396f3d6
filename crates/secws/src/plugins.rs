//! The plugins: those that are built in, and those that settings name.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use secws_model::Rule;
use secws_sandbox::{Advisories, Compiler, Configured, Host, Limits, Plugin, Precompiled, SandboxError};

use crate::folders;
use crate::settings::{Settings, nearest};

/// Made by `cargo xtask build`.
const EMBEDDED: &[(&str, Precompiled)] = include!(concat!(env!("OUT_DIR"), "/plugins.rs"));

/// Loads all plugins.
pub fn load(host: &Host, settings: &Settings) -> Result<Vec<Plugin>> {
    let mut plugins = Vec::new();
    for (name, code) in EMBEDDED {
        let hint = "hint: the binary and its plugins were built apart; build both with `cargo xtask build`";
        let plugin = host.load_precompiled(*code, Limits::default());
        plugins.push(plugin.with_context(|| format!("the built-in plugin `{name}` cannot be used\n{hint}"))?);
    }
    for file in &settings.plugins {
        plugins.push(foreign(host, &settings.root.join(file))?);
    }
    let mut names: Vec<&str> = plugins.iter().map(|plugin| plugin.description().name.as_str()).collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        bail!("two plugins are called `{}`", twice[0]);
    }
    Ok(plugins)
}

/// Loads a plugin that is not built in.
pub fn foreign(host: &Host, file: &Path) -> Result<Plugin> {
    let component = fs::read(file).with_context(|| format!("the plugin `{}` cannot be read", file.display()))?;
    let cache =
        folders::compiled_plugins().context("there is no folder to keep compiled plugins in: set SECWS_CACHE_DIR")?;
    let program = std::env::current_exe().context("this program does not find itself")?;
    let compiler = Compiler { cache, command: vec![program, "compile-plugin".into()] };
    let plugin = host.load(&component, &compiler, Limits::default());
    plugin.with_context(|| format!("the plugin `{}` cannot be used", file.display()))
}

/// Hands each plugin its table of the settings.
pub fn configure(plugins: Vec<Plugin>, settings: &Settings, advisories: &Arc<dyn Advisories>) -> Result<Vec<Configured>> {
    let names: Vec<String> = plugins.iter().map(|plugin| plugin.description().name.clone()).collect();
    for name in settings.plugin.keys() {
        if !names.contains(name) {
            let key = format!("plugin.{name}");
            let place = settings.place(&key);
            bail!("there is no plugin `{name}`{place}{}", nearest::hint(name, names.iter().map(String::as_str)));
        }
    }
    let configure = |plugin: Plugin| {
        let name = plugin.description().name.clone();
        let table = settings.plugin.get(&name).cloned().unwrap_or_else(|| serde_json::json!({}));
        let configured = plugin.configure(table.to_string(), &settings.today, Some(Arc::clone(advisories)));
        configured.map_err(|error| refused(&name, error, settings))
    };
    plugins.into_iter().map(configure).collect()
}

fn refused(name: &str, error: SandboxError, settings: &Settings) -> anyhow::Error {
    match error {
        SandboxError::Settings(errors) => {
            let lines: Vec<String> = errors
                .iter()
                .map(|error| {
                    let key = format!("plugin.{name}.{}", error.key);
                    format!("`{}`: {}{}", key.trim_end_matches('.'), error.message, settings.place(&key))
                })
                .collect();
            anyhow!("{}", lines.join("\n"))
        }
        error => anyhow!(error).context(format!("the plugin `{name}` cannot be used")),
    }
}

/// The rule that a user means: by its id, by the id without the plugin's name if only one has it, or by another tool's id.
pub fn find<'a>(plugins: &'a [Plugin], word: &str) -> Result<&'a Rule> {
    let rules = || plugins.iter().flat_map(|plugin| &plugin.description().rules);
    let means = |rule: &&Rule| rule.id == word || rule.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(word));
    if let Some(rule) = rules().find(means) {
        return Ok(rule);
    }
    let named: Vec<&Rule> = rules().filter(|rule| rule.name() == word).collect();
    match named[..] {
        [rule] => Ok(rule),
        [] => {
            let known = rules().flat_map(|rule| [rule.id.as_str(), rule.name()]);
            bail!("there is no rule `{word}`{}", nearest::hint(word, known))
        }
        _ => bail!("more than one plugin has a rule `{word}`: name the plugin as well"),
    }
}
