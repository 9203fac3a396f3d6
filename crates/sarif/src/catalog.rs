//! Which rule stands where in the log.

use std::collections::BTreeMap;

use secws_model::{PluginInfo, Report, Rule};

/// The plugins, each once, with rules whose ids are unique over all of them, as the schema and GitHub want it.
pub(crate) struct Catalog<'a> {
    /// In the order of the log's extensions.
    pub(crate) plugins: Vec<Plugin<'a>>,
    entries: BTreeMap<&'a str, Entry<'a>>,
}

/// A plugin and those rules that the log describes under it.
pub(crate) struct Plugin<'a> {
    pub(crate) info: &'a PluginInfo,
    pub(crate) rules: Vec<&'a Rule>,
}

/// Where a rule stands.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) rule: &'a Rule,
    /// The name of its plugin.
    pub(crate) plugin: &'a str,
    /// The position of its plugin among the extensions.
    pub(crate) extension: usize,
    /// Its position among the rules of its plugin.
    pub(crate) index: usize,
}

impl<'a> Catalog<'a> {
    /// Of a report.
    pub(crate) fn new(report: &'a Report) -> Self {
        let mut catalog = Catalog { plugins: Vec::new(), entries: BTreeMap::new() };
        for info in &report.plugins {
            catalog.add(info);
        }
        catalog
    }

    fn add(&mut self, info: &'a PluginInfo) {
        let known = self.plugins.iter().position(|plugin| plugin.info.name == info.name);
        let extension = known.unwrap_or_else(|| {
            self.plugins.push(Plugin { info, rules: Vec::new() });
            self.plugins.len() - 1
        });
        let Some(plugin) = self.plugins.get_mut(extension) else { return };
        for rule in &info.rules {
            self.entries.entry(&rule.id).or_insert_with(|| {
                plugin.rules.push(rule);
                Entry { rule, plugin: &info.name, extension, index: plugin.rules.len() - 1 }
            });
        }
    }

    /// The rule of an id.
    pub(crate) fn find(&self, id: &str) -> Option<Entry<'a>> {
        self.entries.get(id).copied()
    }

    /// All rules, in the order of the log.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &'a Rule> + '_ {
        self.plugins.iter().flat_map(|plugin| plugin.rules.iter().copied())
    }
}
