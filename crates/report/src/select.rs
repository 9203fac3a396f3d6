//! Which findings are looked at first.

use std::cmp::Reverse;

use secws_model::{BaselineState, Notification, NotificationLevel, Report, ReportedFinding};

/// Whether a baseline, if there is one, does not know it.
pub(crate) fn is_new(finding: &ReportedFinding) -> bool {
    finding.baseline != Some(BaselineState::Unchanged)
}

/// Whether somebody has to do something about it: it is open, and new or fails the gate.
pub(crate) fn is_urgent(finding: &ReportedFinding) -> bool {
    finding.is_open() && (is_new(finding) || finding.fails)
}

/// Open findings: new ones first, of them those that fail the gate, then the worst, then the surest, then by place.
pub(crate) fn by_urgency(report: &Report) -> Vec<&ReportedFinding> {
    let mut findings: Vec<_> = report.open().collect();
    let key = |finding: &&ReportedFinding| {
        (!is_new(finding), !finding.fails, Reverse(finding.severity), Reverse(finding.precision))
    };
    findings.sort_by_key(key);
    findings
}

/// How loud a notification is; one that settings accept is a note.
pub(crate) fn loudness(notification: &Notification) -> NotificationLevel {
    if notification.accepted.is_some() { NotificationLevel::Note } else { notification.kind.level() }
}

/// Notifications: those that make the scan incomplete first, then the loudest.
pub(crate) fn by_loudness(report: &Report) -> Vec<&Notification> {
    let mut notifications: Vec<_> = report.notifications.iter().collect();
    notifications.sort_by_key(|notification| (!notification.is_incomplete(), Reverse(loudness(notification))));
    notifications
}
