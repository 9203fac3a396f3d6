//! `secws plugin inspect`: what a component is and asks for, in words, before anybody runs it on a repository.
//!
//! All of it is the component's own say: it is shown escaped.

mod wants;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use secws_model::{Description, Interest};
use secws_sandbox::{Host, Plugin, SandboxError};

use super::quoted::{quoted, shown};
use crate::plugins;

/// What is printed of the component in `file`.
pub fn inspect(file: &Path) -> Result<String> {
    let plugin = plugins::foreign(&Host::new()?, file)?;
    let size = fs::metadata(file).with_context(|| format!("the plugin `{}` cannot be read", file.display()))?.len();
    let description = plugin.description();
    let mut text = format!("{} {}\n\n", shown(&description.name), shown(&description.version));
    let _ = write!(text, "size:   {size} bytes\ndigest: sha256:{}\n", plugin.digest());
    text.push_str(&permissions(plugin.imports(), description));
    text.push_str(&rules(description));
    let settings = settings(file, &description.name, plugin.digest());
    text.push_str(&files(plugin));
    text.push_str(&settings);
    Ok(text)
}

fn permissions(imports: &[String], description: &Description) -> String {
    let mut text = "\nmay, and nothing else:\n  read the files that it is handed\n  write log lines\n".to_owned();
    for import in imports {
        match import.split('@').next() {
            Some("secws:plugin/types" | "secws:plugin/input" | "secws:plugin/log") => {}
            Some("secws:plugin/advisories") => text.push_str("  look up known vulnerabilities\n"),
            _ => {
                let _ = writeln!(text, "  use {}", shown(import));
            }
        }
    }
    if description.needs_today {
        text.push_str("  know today's date\n");
    }
    for topic in &description.consumes {
        let _ = writeln!(text, "  read the facts `{}` of other plugins", shown(topic));
    }
    text
}

fn rules(description: &Description) -> String {
    let mut text = "\nfinds:\n".to_owned();
    for rule in &description.rules {
        let off = if rule.enabled { "" } else { " (off by itself)" };
        let _ = writeln!(text, "  {}  {}  {}{off}", shown(&rule.id), rule.severity, shown(&rule.title));
    }
    if description.rules.is_empty() {
        text.push_str("  nothing\n");
    }
    text
}

/// Which files it wants is known once it has its settings: here it has none.
fn files(plugin: Plugin) -> String {
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date().to_string();
    match plugin.configure("{}".to_owned(), &today, None) {
        Ok(configured) => wanted(configured.interests()),
        Err(error) => format!("\nwhich files it wants is not known, since without settings {}\n", refusal(&error)),
    }
}

fn wanted(interests: &[Interest]) -> String {
    let mut text = "\nwants, as long as it has no settings:\n".to_owned();
    for interest in interests {
        let _ = writeln!(text, "  {}: {}", shown(&interest.name), wants::in_words(interest));
    }
    if interests.is_empty() {
        text.push_str("  no files\n");
    }
    text
}

fn refusal(error: &SandboxError) -> String {
    match error {
        SandboxError::Settings(errors) => {
            let lines = errors.iter().map(|error| format!("\n  `{}`: {}", shown(&error.key), shown(&error.message)));
            format!("it refuses to run:{}", lines.collect::<String>())
        }
        error => shown(&error.to_string()),
    }
}

fn settings(file: &Path, name: &str, digest: &str) -> String {
    let source = quoted(&file.to_string_lossy());
    format!("\nto use it, add to secws.toml:\n\n[plugins.{name}]\nsource = {source}\ndigest = \"sha256:{digest}\"\n")
}
