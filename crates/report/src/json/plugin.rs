//! Plugins and their rules.

use secws_model::PluginInfo;
use serde::Serialize;

/// See the schema.
#[derive(Serialize)]
pub(super) struct Plugin<'a> {
    name: &'a str,
    version: &'a str,
    imported: Option<&'a str>,
    rules: Vec<Rule<'a>>,
}

/// Without its help, which is some kilobytes: `secws explain` shows that.
#[derive(Serialize)]
struct Rule<'a> {
    id: &'a str,
    title: &'a str,
    help_uri: Option<&'a str>,
    severity: &'static str,
    precision: &'static str,
    score: Option<f64>,
    cwe: &'a [u32],
    aliases: &'a [String],
    tags: &'a [String],
    enabled: bool,
}

/// A plugin as it is written.
pub(super) fn plugin(plugin: &PluginInfo) -> Plugin<'_> {
    Plugin {
        name: &plugin.name,
        version: &plugin.version,
        imported: plugin.imported.as_deref(),
        rules: plugin.rules.iter().map(rule).collect(),
    }
}

fn rule(rule: &secws_model::Rule) -> Rule<'_> {
    Rule {
        id: &rule.id,
        title: &rule.title,
        help_uri: rule.help_uri.as_deref(),
        severity: rule.severity.name(),
        precision: rule.precision.name(),
        score: rule.score.filter(|score| score.is_finite()),
        cwe: &rule.cwe,
        aliases: &rule.aliases,
        tags: &rule.tags,
        enabled: rule.enabled,
    }
}
