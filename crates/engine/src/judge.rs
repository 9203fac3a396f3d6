//! Judge: the gate.

use secws_model::{Reason, Report, Severity, Verdict};

/// When a run fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// A finding of this severity or above fails it.
    pub fail_on: Severity,
}

/// Decides. An incomplete scan does not pass, but findings that fail the gate say more than that.
#[must_use]
pub fn judge(report: &Report, gate: Gate) -> Verdict {
    let _span = tracing::info_span!("judge").entered();
    let all = report.findings.len();
    let failing = report.findings.iter().filter(|finding| finding.severity >= gate.fail_on).count();
    let level = gate.fail_on;
    let gaps = report.notifications.iter().filter(|notification| notification.kind.is_incomplete()).count();
    let incomplete = format!("the scan is incomplete ({})", counted(gaps, "notification says why", "notifications say why"));
    if failing > 0 {
        let also = if gaps > 0 { format!(", and {incomplete}") } else { String::new() };
        return Verdict::Failed(Reason(format!("{} at or above {level}{also}", counted(failing, "finding", "findings"))));
    }
    if gaps > 0 {
        return Verdict::Incomplete(Reason(format!("no finding at or above {level}, but {incomplete}")));
    }
    let below = if all > 0 { format!(", {} below", counted(all, "finding", "findings")) } else { String::new() };
    Verdict::Passed(Reason(format!("no finding at or above {level}{below}")))
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use secws_model::{Notification, NotificationKind};

    #[test]
    fn a_gap_does_not_pass_and_a_note_does() {
        let gate = Gate { fail_on: Severity::High };
        let mut report = Report::default();
        assert_eq!(judge(&report, gate).exit_code(), 0);
        report.notifications.push(Notification::new(NotificationKind::PartialGap, "x"));
        assert_eq!(judge(&report, gate).exit_code(), 0);
        report.notifications.push(Notification::new(NotificationKind::PluginTrap, "x"));
        assert_eq!(judge(&report, gate).exit_code(), 3);
    }
}
