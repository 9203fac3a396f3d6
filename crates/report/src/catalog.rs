//! Rules by id, and whose they are.

use std::borrow::Cow;
use std::collections::BTreeMap;

use secws_model::{Report, ReportedFinding, Rule, Source};

use crate::escape;

/// The rules of a report, to look up many.
pub(crate) struct Catalog<'a> {
    rules: BTreeMap<&'a str, &'a Rule>,
    /// The own names of tools whose logs were imported, by plugin.
    tools: BTreeMap<&'a str, &'a str>,
}

impl<'a> Catalog<'a> {
    /// Of a report. Of two rules with one id the first counts.
    pub(crate) fn new(report: &'a Report) -> Self {
        let mut rules = BTreeMap::new();
        for rule in report.plugins.iter().flat_map(|plugin| &plugin.rules) {
            rules.entry(rule.id.as_str()).or_insert(rule);
        }
        let imported = report.plugins.iter().filter_map(|plugin| Some((plugin.name.as_str(), plugin.imported.as_deref()?)));
        Catalog { rules, tools: imported.collect() }
    }

    /// The rule of an id.
    pub(crate) fn rule(&self, id: &str) -> Option<&'a Rule> {
        self.rules.get(id).copied()
    }

    /// What is wrong; where a plugin does not say it, the rule's title or id.
    pub(crate) fn message<'b>(&self, finding: &'b ReportedFinding) -> &'b str
    where
        'a: 'b,
    {
        let title = self.rule(&finding.rule).map_or("", |rule| rule.title.as_str());
        [&finding.message, title, &finding.rule].into_iter().find(|text| !text.trim().is_empty()).unwrap_or("A finding.")
    }

    /// Who else found a finding: `Bandit B602, code/eval`, safe to print; none if nobody did.
    pub(crate) fn sources(&self, finding: &ReportedFinding) -> Option<String> {
        let named: Vec<_> = finding.sources.iter().map(|source| self.source(source)).collect();
        (!named.is_empty()).then(|| named.join(", "))
    }

    fn source<'b>(&self, source: &'b Source) -> Cow<'b, str> {
        let own = source.rule.strip_prefix(source.plugin.as_str()).and_then(|rest| rest.strip_prefix('/'));
        match (self.tools.get(source.plugin.as_str()), own) {
            (Some(tool), Some(own)) => Cow::Owned(format!("{} {}", escape::name(tool), escape::name(own))),
            _ => escape::name(&source.rule),
        }
    }
}
