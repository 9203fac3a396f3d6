//! `secws explain`.

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::Result;
use secws_sandbox::Host;

use crate::plugins;
use crate::settings::Settings;

/// Shows a rule's facts and its help.
pub fn run(word: &str) -> Result<ExitCode> {
    let settings = Settings::here()?;
    let loaded = plugins::load(&Host::new()?, &settings)?;
    let rule = plugins::find(&loaded, word)?;
    let mut text = format!("{}\n{}\n\n", rule.id, rule.title);
    let _ = writeln!(text, "severity:  {}", rule.severity);
    let _ = writeln!(text, "precision: {}", rule.precision.name());
    let cwe: Vec<String> = rule.cwe.iter().map(|number| format!("CWE-{number}")).collect();
    let _ = writeln!(text, "weakness:  {}", cwe.join(", "));
    if !rule.aliases.is_empty() {
        let _ = writeln!(text, "elsewhere: {}", rule.aliases.join(", "));
    }
    if !rule.enabled {
        text.push_str("off unless settings `enable` it\n");
    }
    let _ = write!(text, "\n{}\n", rule.help_markdown.trim());
    super::print(&text)
}
