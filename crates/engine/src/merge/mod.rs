//! Merge: one report of what all plugins say.

mod join;
pub(crate) mod resolve;

use std::collections::BTreeMap;

use secws_model::{Coverage, Notification, PluginInfo, Report};

use crate::scan::ScannedFile;
use resolve::Resolved;

/// What the steps before left.
pub(crate) struct Parts {
    pub(crate) plugins: Vec<PluginInfo>,
    pub(crate) coverage: Coverage,
    pub(crate) notifications: Vec<Notification>,
    pub(crate) files: Vec<ScannedFile>,
    pub(crate) concluded: Vec<Resolved>,
}

/// Makes the report: sorted, joined, with fingerprints.
pub(crate) fn merge(parts: Parts) -> Report {
    let _span = tracing::info_span!("merge").entered();
    let redacted = parts.files.iter().any(|file| !file.redactor.is_empty());
    let mut findings: Vec<Resolved> =
        parts.files.into_iter().flat_map(|file| file.findings).chain(parts.concluded).collect();
    findings.sort_by(resolve::order);
    findings.dedup_by(|a, b| resolve::order(a, b).is_eq());
    number(&mut findings);
    let findings = findings.into_iter().map(|resolved| resolved.finding).collect();
    let findings = join::join(findings, &parts.plugins);
    let mut notifications = parts.notifications;
    notifications.sort_by(|a, b| notification_key(a).cmp(&notification_key(b)));
    notifications.dedup();
    Report { plugins: parts.plugins, findings, notifications, coverage: parts.coverage, redacted }
}

/// Counts findings that are known by the same, so that each has fingerprints of its own.
fn number(findings: &mut [Resolved]) {
    let mut seen = BTreeMap::new();
    for resolved in findings {
        let count = seen.entry(resolved.key.clone()).or_insert(0u32);
        if *count > 0 {
            resolved.finding.fingerprints = resolved.key.fingerprints(*count);
        }
        *count += 1;
    }
}

fn notification_key(notification: &Notification) -> impl Ord + '_ {
    let place = notification.place.as_ref();
    let at = place.map(|place| (&place.path, place.span));
    (notification.kind, at, &notification.plugin, &notification.message)
}
