//! The plugins: those that are built in, and those that settings name.

pub mod permissions;
mod schema;
mod source;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use secws_model::Rule;
use secws_sandbox::{Advisories, Compiler, Configured, Host, Limits, Plugin, Precompiled, SandboxError};

use crate::folders;
use crate::settings::files::Files;
use crate::settings::{PluginSettings, Settings, nearest};

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
    for (name, own) in &settings.plugins {
        if let Some(component) = source::component(name, own, settings)? {
            plugins.push(named(host, name, own, &component, settings)?);
        }
    }
    for file in &settings.components {
        let plugin = foreign(host, file)?;
        let hint = format!("grant it with `--allow {}`", permissions::asked(&plugin).join(","));
        permissions::check(&plugin, &settings.allowed, " (--allow)", &hint)?;
        plugins.push(plugin);
    }
    let mut names: Vec<&str> = plugins.iter().map(|plugin| plugin.description().name.as_str()).collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        bail!("two plugins are called `{}`", twice[0]);
    }
    Ok(plugins)
}

/// The plugin of `[plugins.NAME]`: it is called so, and may do what it asks for.
fn named(host: &Host, name: &str, own: &PluginSettings, component: &[u8], settings: &Settings) -> Result<Plugin> {
    let key = format!("plugins.{name}");
    let plugin = compiled(host, component).with_context(|| format!("`{key}`{}", settings.place(&key)))?;
    let called = &plugin.description().name;
    if called != name {
        bail!("`{key}`{}: the plugin calls itself `{called}`\nhint: write `[plugins.{called}]`", settings.place(&key));
    }
    let place = settings.place(&format!("{key}.permissions"));
    let asked = permissions::asked(&plugin).join("\", \"");
    permissions::check(&plugin, &own.permissions, &place, &format!("`permissions = [\"{asked}\"]` in `[{key}]` grants it"))?;
    Ok(plugin)
}

/// Loads a plugin that is not built in.
pub fn foreign(host: &Host, file: &Path) -> Result<Plugin> {
    let component = Files::Folder(PathBuf::new()).need(file, "the plugin")?;
    compiled(host, &component).with_context(|| format!("the plugin `{}` cannot be used", file.display()))
}

fn compiled(host: &Host, component: &[u8]) -> Result<Plugin> {
    let cache =
        folders::compiled_plugins().context("there is no folder to keep compiled plugins in: set SECWS_CACHE_DIR")?;
    let program = std::env::current_exe().context("this program does not find itself")?;
    let compiler = Compiler { cache, command: vec![program, "compile-plugin".into()] };
    Ok(host.load(component, &compiler, Limits::default())?)
}

/// Hands each plugin its table of the settings.
pub fn configure(plugins: Vec<Plugin>, settings: &Settings, advisories: &Arc<dyn Advisories>) -> Result<Vec<Configured>> {
    let names: Vec<String> = plugins.iter().map(|plugin| plugin.description().name.clone()).collect();
    for name in settings.plugins.keys() {
        if !names.contains(name) {
            let key = format!("plugins.{name}");
            let place = settings.place(&key);
            bail!("there is no plugin `{name}`{place}{}", nearest::hint(name, names.iter().map(String::as_str)));
        }
    }
    let configure = |plugin: Plugin| {
        let name = plugin.description().name.clone();
        let own = settings.plugins.get(&name);
        let table = own.map_or_else(|| serde_json::json!({}), |own| serde_json::Value::Object(own.settings.clone()));
        schema::check(&name, &plugin.description().settings_schema, &table, settings)?;
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
                    let key = format!("plugins.{name}.settings.{}", error.key);
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
