//! Which rule stands where in the log.

use std::collections::BTreeMap;

use secws_model::{Notification, NotificationKind, PluginInfo, Report, Rule};

/// Extensions that GitHub takes of a run.
const EXTENSIONS: usize = 100;

/// The plugins, each once, with rules whose ids are unique over all of them, as the schema and GitHub want it.
pub(crate) struct Catalog<'a> {
    /// In the order of the log's extensions.
    pub(crate) plugins: Vec<Plugin<'a>>,
    /// Said if there are more tools than extensions: the results of the others name rules that the log does not describe.
    pub(crate) left_out: Option<Notification>,
    entries: BTreeMap<&'a str, Entry<'a>>,
}

/// A plugin and those rules that the log describes under it.
pub(crate) struct Plugin<'a> {
    pub(crate) info: &'a PluginInfo,
    pub(crate) rules: Vec<&'a Rule>,
}

impl<'a> Plugin<'a> {
    /// The name of its extension: that of the tool, for one whose log was imported.
    pub(crate) fn name(&self) -> &'a str {
        self.info.imported.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(&self.info.name)
    }
}

/// Where a rule stands.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) rule: &'a Rule,
    /// Its plugin, as the log names it.
    pub(crate) component: &'a str,
    /// The position of its plugin among the extensions.
    pub(crate) extension: usize,
    /// Its position among the rules of its plugin.
    pub(crate) index: usize,
}

impl<'a> Catalog<'a> {
    /// Of a report. Our own plugins come first, then the tools whose logs were imported.
    pub(crate) fn new(report: &'a Report) -> Self {
        let mut catalog = Catalog { plugins: Vec::new(), left_out: None, entries: BTreeMap::new() };
        let (imported, own): (Vec<_>, Vec<_>) = report.plugins.iter().partition(|info| info.imported.is_some());
        let left_out: Vec<_> = own.into_iter().chain(imported).filter(|info| !catalog.add(info)).collect();
        catalog.left_out = left_out.first().map(|first| {
            let (number, name) = (left_out.len(), &first.name);
            let message = format!(
                "A log has at most {EXTENSIONS} extensions, so the rules of {number} tools are not in it, those of `{name}` first."
            );
            Notification::new(NotificationKind::ImportIncomplete, message)
        });
        catalog
    }

    /// Whether there was room for it.
    fn add(&mut self, info: &'a PluginInfo) -> bool {
        let known = self.plugins.iter().position(|plugin| plugin.info.name == info.name);
        if known.is_none() && self.plugins.len() >= EXTENSIONS {
            return false;
        }
        let extension = known.unwrap_or_else(|| {
            self.plugins.push(Plugin { info, rules: Vec::new() });
            self.plugins.len() - 1
        });
        let Some(plugin) = self.plugins.get_mut(extension) else { return false };
        let component = plugin.name();
        for rule in &info.rules {
            self.entries.entry(&rule.id).or_insert_with(|| {
                plugin.rules.push(rule);
                Entry { rule, component, extension, index: plugin.rules.len() - 1 }
            });
        }
        true
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
