//! The rules of one run, as far as results are of them.

use std::collections::BTreeMap;

use secws_model::{PluginInfo, Precision, Rule, Severity};
use serde_json::Value;

use super::rules::{self, Found, NOTHING};
use super::severity::{self, Said};
use super::weaknesses;

/// Adds a tool's rules when a result is of them.
pub(crate) struct Rulebook<'a> {
    tool: String,
    driver: &'a str,
    positions: BTreeMap<String, usize>,
    rules: Vec<Entry<'a>>,
}

/// A rule, what its tool says of it, and the highest of what is said of its results.
type Entry<'a> = (Rule, Said<'a>, Option<(Severity, Precision)>);

impl<'a> Rulebook<'a> {
    /// An empty one.
    pub(crate) fn new(tool: &str, driver: &'a str) -> Self {
        Rulebook { tool: tool.to_owned(), driver, positions: BTreeMap::new(), rules: Vec::new() }
    }

    /// The rule of a result that was found, made if it is the first.
    pub(crate) fn rule(&mut self, found: &Found<'a>, result: &Value, said: (Severity, Precision)) -> Option<&Rule> {
        let id = rules::full_id(&self.tool, &found.id);
        let position = *self.positions.entry(id).or_insert(self.rules.len());
        if position == self.rules.len() {
            let own = Said { result: &NOTHING, rule: found.descriptor, overridden: found.overridden };
            self.rules.push((rules::rule(&self.tool, self.driver, found, result), own, None));
        }
        let (rule, _, highest) = self.rules.get_mut(position)?;
        let (severity, precision) = highest.unwrap_or(said);
        *highest = Some((severity.max(said.0), precision.max(said.1)));
        let more = weaknesses::weaknesses(&NOTHING, result);
        rule.cwe.extend(more.into_iter().filter(|number| !rule.cwe.contains(number)).collect::<Vec<_>>());
        rule.cwe.truncate(weaknesses::MOST);
        Some(rule)
    }

    /// Hands the rules to their tool. A rule that says nothing of severity or precision takes the highest of its results, so
    /// that it is not shown as worse than its tool says.
    pub(crate) fn close(self, tools: &mut Vec<PluginInfo>) {
        let settled = self.rules.into_iter().map(|(mut rule, said, highest)| {
            if let Some((severity, precision)) = highest {
                rule.severity = severity::stated(said).unwrap_or(severity);
                rule.precision = severity::precision(said).unwrap_or(precision);
            }
            rule
        });
        let tool = PluginInfo { name: self.tool, version: String::new(), rules: settled.collect(), imported: None };
        add(tools, tool);
    }
}

/// Adds a tool, or its rules to those that are known of it.
pub(crate) fn add(tools: &mut Vec<PluginInfo>, tool: PluginInfo) {
    let Some(known) = tools.iter_mut().find(|known| known.name == tool.name) else {
        tools.push(tool);
        return;
    };
    let mut positions: BTreeMap<String, usize> = BTreeMap::new();
    for (position, rule) in known.rules.iter().enumerate() {
        positions.entry(rule.id.clone()).or_insert(position);
    }
    for rule in tool.rules {
        match positions.get(&rule.id).and_then(|&position| known.rules.get_mut(position)) {
            Some(old) => {
                old.severity = old.severity.max(rule.severity);
                old.precision = old.precision.max(rule.precision);
            }
            None => known.rules.push(rule),
        }
    }
}
