//! Logs of other tools, and our own, as findings.
//!
//! A log is read as plain JSON, so that nothing in it is lost: what has no place in our model stays in the result that a
//! finding keeps whole. It is hostile input: whatever does not hold is left out, and told of where that loses something.

mod error;
mod finding;
mod messages;
mod own;
mod paths;
mod region;
mod result;
mod rulebook;
mod rules;
mod run;
mod secrets;
mod severity;
mod value;
mod weaknesses;

use std::collections::BTreeMap;

use secws_model::{Coverage, Notification, NotificationKind, PluginInfo};
use serde_json::Value;

pub use error::ImportError;
pub use finding::{Files, ImportedEdit, ImportedFinding, ImportedFix, ImportedPlace, resolve};
pub use region::{ColumnUnit, FileText, ImportedRegion};
pub use secrets::mask;

/// Results of a log.
const RESULTS: usize = 1_000_000;
/// Runs of a log.
const RUNS: usize = 1_000;

/// What a log says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Imported {
    /// The drivers by name, with those of their rules that a result is of; of a log of ours its plugins, with all rules.
    pub tools: Vec<PluginInfo>,
    /// In the order of the log.
    pub findings: Vec<ImportedFinding>,
    /// What could not be used, what a tool says that it did not look at; of a log of ours its own.
    pub notifications: Vec<Notification>,
    /// Of a log of ours: what was looked at.
    pub coverage: Option<Coverage>,
    /// Of a log of ours: whether anything was masked.
    pub redacted: bool,
}

/// Reads a SARIF 2.1.0 log: every run in it. `name` is what the log is called in messages; `root` is where the tree stands on
/// this machine, so that absolute URIs below it become paths.
///
/// Results whose `kind` is `pass`, `notApplicable` or `informational` are no findings, and those that their baseline says are
/// absent are gone.
///
/// # Errors
/// When the log as a whole is not SARIF 2.1.0 in UTF-8. What is wrong with a part of it is a notification.
pub fn import(bytes: &[u8], name: &str, root: Option<&str>) -> Result<Imported, ImportError> {
    let mut log = parse(bytes, name)?;
    let Some(Value::Array(runs)) = log.get_mut("runs").map(Value::take) else {
        return Err(ImportError::Shape { name: name.to_owned() });
    };
    let mut import = Import { log: name, root, left: RESULTS, dropped: 0, imported: Imported::default() };
    let more = runs.len().saturating_sub(RUNS);
    for run in runs.into_iter().take(RUNS) {
        run::read(&mut import, run);
    }
    if more > 0 {
        import
            .notify(NotificationKind::ImportIncomplete, &format!("It has {more} runs more than the {RUNS} that are read."));
    }
    if import.dropped > 0 {
        let text = format!("It has {} results more than the {RESULTS} that are read.", import.dropped);
        import.notify(NotificationKind::FindingsDropped, &text);
    }
    if log.get("inlineExternalProperties").is_some() {
        import.notify(NotificationKind::ImportIncomplete, "It holds inline external properties, which are not read.");
    }
    Ok(import.imported)
}

fn parse(bytes: &[u8], name: &str) -> Result<Value, ImportError> {
    let name = || name.to_owned();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| ImportError::Encoding { name: name() })?;
    if text.get(..2).is_some_and(|head| head.contains('\0')) {
        return Err(ImportError::Encoding { name: name() });
    }
    let log: Value = serde_json::from_str(text).map_err(|error| ImportError::Json {
        name: name(),
        line: error.line(),
        column: error.column(),
    })?;
    match log.get("version").and_then(Value::as_str) {
        Some("2.1.0") => Ok(log),
        Some(version) => {
            Err(ImportError::Version { name: name(), version: value::cut(version, 32).escape_debug().to_string() })
        }
        None => Err(ImportError::Shape { name: name() }),
    }
}

/// An import under way.
struct Import<'a> {
    log: &'a str,
    root: Option<&'a str>,
    /// Results that may still be read.
    left: usize,
    /// Results that were too many.
    dropped: usize,
    imported: Imported,
}

impl Import<'_> {
    /// Says something of the log itself.
    fn notify(&mut self, kind: NotificationKind, text: &str) {
        let message = format!("The imported log `{}` is not used in full. {text}", self.log);
        let notification = Notification::new(kind, message).path(&paths::of_log(self.log));
        self.imported.notifications.push(notification);
    }
}

impl Imported {
    /// Renames tools whose names are taken, by a plugin for instance, so that no two rules have one id: `secrets` becomes
    /// `secrets-2`.
    pub fn keep_apart(&mut self, taken: &[&str]) {
        let mut renamed = BTreeMap::new();
        for tool in self.tools.iter_mut().filter(|tool| taken.contains(&tool.name.as_str()) && tool.imported.is_some()) {
            let free = (2..).map(|number| format!("{}-{number}", tool.name)).find(|name| !taken.contains(&name.as_str()));
            let old = std::mem::replace(&mut tool.name, free.unwrap_or_default());
            for rule in &mut tool.rules {
                rule.id = format!("{}{}", tool.name, &rule.id[old.len().min(rule.id.len())..]);
            }
            renamed.insert(old, tool.name.clone());
        }
        for finding in &mut self.findings {
            if let Some(name) = renamed.get(&finding.tool) {
                finding.rule = format!("{name}{}", &finding.rule[finding.tool.len().min(finding.rule.len())..]);
                finding.tool.clone_from(name);
            }
        }
    }
}
