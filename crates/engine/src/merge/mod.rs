//! Merge: one report of what all plugins say.

mod history;
pub(crate) mod join;
pub(crate) mod resolve;

use std::collections::BTreeMap;

use secws_model::{FingerprintKey, Notification, PluginInfo, ReportedFinding};

use crate::options::RuleFilter;
use crate::reader::Reader;
use crate::scan::file::Files;
use resolve::Resolved;

/// One finding for each defect: sorted, joined, with fingerprints of its own.
pub(crate) fn merge(
    files: &mut Files,
    concluded: Vec<Resolved>,
    imported: Vec<Resolved>,
    plugins: &[PluginInfo],
    filter: &RuleFilter,
    reader: &Reader<'_>,
) -> Vec<ReportedFinding> {
    let _span = tracing::info_span!("merge").entered();
    let mut findings: Vec<Resolved> = Vec::new();
    for file in files.values_mut() {
        let origin = file.origin.clone();
        findings.extend(std::mem::take(&mut file.findings).into_iter().map(|mut resolved| {
            resolved.finding.origin = origin.clone();
            resolved
        }));
    }
    findings.extend(concluded);
    let rules = Rules::new(plugins);
    findings.retain(|resolved| rules.find(&resolved.finding.rule).is_some_and(|rule| filter.keeps(rule)));
    findings.extend(imported);
    findings.sort_by(resolve::order);
    findings.dedup_by(|a, b| resolve::order(a, b).is_eq());
    let mut findings = history::fold(findings, reader);
    number(&mut findings);
    join::join(findings.into_iter().map(|resolved| resolved.finding).collect(), plugins)
}

/// Rules by id.
struct Rules<'a>(BTreeMap<&'a str, &'a secws_model::Rule>);

impl<'a> Rules<'a> {
    fn new(plugins: &'a [PluginInfo]) -> Self {
        Rules(plugins.iter().flat_map(|plugin| &plugin.rules).map(|rule| (rule.id.as_str(), rule)).collect())
    }

    fn find(&self, id: &str) -> Option<&'a secws_model::Rule> {
        self.0.get(id).copied()
    }
}

/// Counts findings that are known by the same, so that each has fingerprints of its own. Those of the current tree come first
/// and are not renumbered by what history adds.
fn number(findings: &mut [Resolved]) {
    let mut seen: BTreeMap<FingerprintKey, u32> = BTreeMap::new();
    for resolved in findings {
        let count = seen.entry(resolved.key.clone()).or_insert(0);
        if *count > 0 {
            resolved.finding.fingerprints = resolved.key.fingerprints(*count);
        }
        *count += 1;
    }
}

/// Sorts notifications, and leaves out those that are said twice.
pub(crate) fn sorted(mut notifications: Vec<Notification>) -> Vec<Notification> {
    notifications.sort_by(|a, b| notification_key(a).cmp(&notification_key(b)));
    notifications.dedup();
    notifications
}

fn notification_key(notification: &Notification) -> impl Ord + '_ {
    let place = notification.place.as_ref();
    let at = place.map(|place| (&place.path, place.span, place.region));
    (notification.kind, at, &notification.plugin, &notification.message)
}
