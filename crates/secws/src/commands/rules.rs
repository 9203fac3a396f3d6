//! `secws rules`.

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::Result;
use secws_sandbox::Host;

use crate::plugins;
use crate::settings::Settings;

/// Lists what all plugins find.
pub fn run() -> Result<ExitCode> {
    let settings = Settings::here()?;
    let loaded = plugins::load(&Host::new()?, &settings)?;
    let mut rules: Vec<_> = loaded.iter().flat_map(|plugin| &plugin.description().rules).collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    for rule in rules {
        let off = if rule.enabled { "" } else { " (off)" };
        let aliases = if rule.aliases.is_empty() { String::new() } else { format!(" [{}]", rule.aliases.join(", ")) };
        let _ = writeln!(text, "{:<width$}  {:<8}  {}{aliases}{off}", rule.id, rule.severity, rule.title);
    }
    super::print(&text)
}
