//! One run of a log.

use std::sync::Arc;

use secws_model::{Applicability, Notification, NotificationKind, PluginInfo};
use serde_json::Value;

use super::finding::{ImportedFinding, ImportedFix, ImportedPlace};
use super::paths::{self, Paths};
use super::region::ColumnUnit;
use super::result::Reader;
use super::rulebook::{self, Rulebook};
use super::rules::{self, Components, NOTHING};
use super::value::{TEXT, cut, items, text};
use super::{Import, messages, own, secrets};

/// Notifications of a tool that are handed on.
const NOTIFICATIONS: usize = 100;

/// Reads a run into an import.
pub(crate) fn read(import: &mut Import<'_>, mut run: Value) {
    let results = match run.get_mut("results").map(Value::take) {
        Some(Value::Array(results)) => results,
        _ => Vec::new(),
    };
    let driver = run.pointer("/tool/driver").and_then(|driver| text(driver, "name")).map_or("tool", |name| cut(name, 128));
    let components = Components::new(&run);
    let reader = Reader {
        run: &run,
        tool: rules::tool_name(driver),
        is_own: driver == own::DRIVER,
        log: paths::of_log(import.log),
        paths: Paths::new(&run, import.root),
        unit: ColumnUnit::of(&run, driver),
    };
    let kept = results.len().min(import.left);
    import.left -= kept;
    import.dropped += results.len() - kept;
    let results = results.into_iter().take(kept);
    if reader.is_own {
        start_own(import, &reader, &components);
        import
            .imported
            .findings
            .extend(results.filter(Value::is_object).map(|result| own_finding(&reader, &components, &result)));
    } else {
        start_foreign(import, &run, &reader.tool, driver);
        let mut rulebook = Rulebook::new(&reader.tool, driver);
        let findings = results.filter(is_finding).map(|result| foreign_finding(&reader, &components, &mut rulebook, result));
        let findings: Vec<_> = findings.collect();
        rulebook.close(&mut import.imported.tools);
        let outside = findings.iter().filter(|finding| finding.place.outside).count();
        import.imported.findings.extend(findings);
        if outside > 0 {
            let text = format!("{outside} results of {driver} name no file below the root.");
            import.notify(NotificationKind::ImportIncomplete, &text);
        }
    }
    if run.get("externalPropertyFileReferences").is_some() {
        let text = format!("What {driver} left in external property files is not read.");
        import.notify(NotificationKind::ImportIncomplete, &text);
    }
}

/// Results that say that all is well, or that are gone, are no findings.
fn is_finding(result: &Value) -> bool {
    let well = matches!(text(result, "kind"), Some("pass" | "notApplicable" | "informational"));
    let gone = text(result, "baselineState") == Some("absent");
    result.is_object() && !well && !gone
}

/// The tool, and what it says that it did not look at.
fn start_foreign(import: &mut Import<'_>, run: &Value, tool: &str, driver: &str) {
    let version = rules::version(run.pointer("/tool/driver").unwrap_or(&NOTHING));
    let info = PluginInfo { name: tool.to_owned(), version, rules: Vec::new(), imported: Some(driver.to_owned()) };
    rulebook::add(&mut import.imported.tools, info);
    for invocation in items(run, "invocations") {
        let said = items(invocation, "toolExecutionNotifications").iter();
        let errors: Vec<_> = said.filter(|said| text(said, "level") == Some("error")).take(NOTIFICATIONS).collect();
        let failed = invocation.get("executionSuccessful").and_then(Value::as_bool) == Some(false);
        if failed && errors.is_empty() {
            import.notify(NotificationKind::ImportIncomplete, &format!("{driver} says that it did not finish."));
        }
        for said in errors {
            let words = said.get("message").and_then(|message| messages::message(message, &[]));
            let words = words.unwrap_or_else(|| "it gives no message".to_owned());
            import.notify(NotificationKind::ImportIncomplete, &format!("{driver} met an error: {words}"));
        }
    }
}

fn foreign_finding<'a>(
    reader: &Reader<'_>,
    components: &Components<'a>,
    rulebook: &mut Rulebook<'a>,
    mut result: Value,
) -> ImportedFinding {
    let found = components.find(&result);
    let mut finding = reader.finding(&result, &found);
    let rule = rulebook.rule(&found, &result, (finding.severity, finding.precision));
    let is_about_secrets = rule.is_some_and(|rule| secrets::is_about_secrets(&reader.tool, rule, found.descriptor, &result));
    finding.is_secret = is_about_secrets && finding.place.region.is_some();
    if is_about_secrets {
        let shown = secrets::shown(&reader.tool, &result, &finding.message);
        secrets::drop_snippets(&mut result);
        finding.original = Some(Arc::new(result));
        finding.mask(&|text| secrets::hide(text, &shown));
        finding.shown = shown;
    } else {
        finding.original = Some(Arc::new(result));
    }
    finding
}

/// The plugins, the coverage, the notifications.
fn start_own(import: &mut Import<'_>, reader: &Reader<'_>, components: &Components<'_>) {
    let imported = &mut import.imported;
    for plugin in own::plugins(components) {
        rulebook::add(&mut imported.tools, plugin);
    }
    imported.coverage = own::coverage(reader.run).or(imported.coverage.take());
    imported.redacted |= reader.run.get("redactionTokens").is_some();
    let invocations = items(reader.run, "invocations").iter();
    let said = invocations.flat_map(|invocation| items(invocation, "toolExecutionNotifications"));
    imported.notifications.extend(said.map(|said| own_notification(reader, said)));
}

fn own_notification(reader: &Reader<'_>, said: &Value) -> Notification {
    let id = said.pointer("/descriptor/id").and_then(Value::as_str).unwrap_or_default();
    let words = said.get("message").and_then(|message| messages::message(message, &[])).unwrap_or_default();
    let property = |name| rules::property_text(said, name).map(|word| cut(word, TEXT).to_owned());
    let mut notification = Notification::new(own::kind(id, text(said, "level").unwrap_or_default()), words);
    notification.plugin = property("plugin");
    notification.accepted = property("accepted");
    let place = items(said, "locations").first().and_then(|location| reader.place(location));
    notification.place = place.map(ImportedPlace::unresolved);
    notification
}

fn own_finding(reader: &Reader<'_>, components: &Components<'_>, result: &Value) -> ImportedFinding {
    let found = components.find(result);
    let finding = reader.finding(result, &found);
    let plugin = rules::property_text(found.component, "plugin").or_else(|| text(found.component, "name"));
    let described = plugin.filter(|_| !found.descriptor.is_null());
    let plugin = described.or_else(|| found.id.split('/').next()).unwrap_or_default();
    let mut fixes = finding.fixes;
    fixes.extend(own::advice(result).map(|title| ImportedFix {
        title,
        applicability: Applicability::DisplayOnly,
        edits: Vec::new(),
    }));
    ImportedFinding {
        tool: cut(plugin, TEXT).to_owned(),
        severity: own::severity(result, found.descriptor).unwrap_or(finding.severity),
        precision: own::precision(result, found.descriptor).unwrap_or(finding.precision),
        fixes,
        properties: own::properties(result),
        baseline: own::baseline(result),
        fingerprints: own::fingerprints(result),
        line_hash: own::line_hash(result),
        sources: own::sources(result),
        origin: own::origin(result),
        original: own::original(result),
        ..finding
    }
}
