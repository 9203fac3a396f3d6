//! The tool: secws as the driver, which has no rules, and one extension for each plugin and each tool whose log was imported.

use serde_sarif::sarif::{Tool, ToolComponent};

use crate::catalog::{Catalog, Plugin};
use crate::taxonomies::Weaknesses;
use crate::{properties, rules};

/// `rules: []` is written, not left out: some readers fail on a driver without, and some look at extensions only then.
pub(crate) fn tool(catalog: &Catalog, weaknesses: &Weaknesses) -> Tool {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let driver = ToolComponent {
        information_uri: Some(env!("CARGO_PKG_REPOSITORY").to_owned()),
        rules: Some(Vec::new()),
        semantic_version: Some(version.clone()),
        supported_taxonomies: weaknesses.reference().map(|reference| vec![reference]),
        version: Some(version),
        ..component("secws")
    };
    let extensions = catalog.plugins.iter().map(|plugin| extension(plugin, weaknesses)).collect();
    Tool { extensions: Some(extensions), ..Tool::builder().driver(driver).build() }
}

fn extension(plugin: &Plugin, weaknesses: &Weaknesses) -> ToolComponent {
    let classified = plugin.rules.iter().any(|rule| !rule.cwe.is_empty());
    let imported = plugin.info.imported.as_deref();
    ToolComponent {
        information_uri: imported.and_then(home).map(str::to_owned),
        properties: imported.map(|_| properties::bag([("plugin", plugin.info.name.as_str().into())])),
        rules: Some(plugin.rules.iter().map(|rule| rules::descriptor(rule, weaknesses)).collect()),
        supported_taxonomies: weaknesses.reference().filter(|_| classified).map(|reference| vec![reference]),
        version: Some(plugin.info.version.clone()),
        ..component(plugin.name())
    }
}

/// The home of a tool whose log was imported, as far as it is one that people often import.
fn home(tool: &str) -> Option<&'static str> {
    Some(match tool {
        "Bandit" => "https://bandit.readthedocs.io/",
        "CodeQL" => "https://codeql.github.com/",
        "gitleaks" => "https://github.com/gitleaks/gitleaks",
        "ruff" => "https://docs.astral.sh/ruff/",
        "Semgrep OSS" => "https://semgrep.dev/",
        "Trivy" => "https://trivy.dev/",
        _ => return None,
    })
}

fn component(name: &str) -> ToolComponent {
    ToolComponent::builder().name(name).build()
}
