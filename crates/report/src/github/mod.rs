//! Annotations on GitHub, by the workflow commands of its Actions.
//!
//! A finding that fails the gate is an error; of the others those of medium severity or worse are warnings, the rest notices.
//! Notifications are warnings, or notices if they cost nothing. GitHub shows ten of each level of a step
//! (actions/toolkit#734), so the most urgent come first, and the rest is counted in a line that is no command.

use std::io::{self, BufWriter, Write};

use secws_model::{Notification, NotificationLevel, Report, ReportedFinding, Severity, Verdict};

use crate::catalog::Catalog;
use crate::summary::counted;
use crate::{Options, escape, place, select, summary};

mod command;

use command::{Command, Level};

/// Commands of one level that GitHub shows.
const SHOWN: usize = 10;
/// Of them, those that are kept for notifications, so that findings never hide why a scan is incomplete.
const NOTIFICATIONS: usize = 3;

/// Writes the report.
pub(crate) fn write(report: &Report, verdict: &Verdict, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let catalog = Catalog::new(report);
    let findings = select::by_urgency(report);
    let notifications = select::by_loudness(report);
    let mut unshown = 0;
    for level in Level::ALL {
        let findings: Vec<_> = findings.iter().filter(|finding| finding_level(finding) == level).collect();
        let notifications: Vec<_> = notifications.iter().filter(|each| notification_level(each) == level).collect();
        let room = SHOWN.saturating_sub(findings.len()).max(NOTIFICATIONS).min(notifications.len());
        unshown += findings.len().saturating_sub(SHOWN - room) + (notifications.len() - room);
        for finding in findings.into_iter().take(SHOWN - room) {
            out.write_all(of_finding(finding, &catalog).render(level).as_bytes())?;
        }
        for notification in notifications.into_iter().take(room) {
            out.write_all(of_notification(notification).render(level).as_bytes())?;
        }
    }
    for (label, text) in summary::lines(report, more(unshown)) {
        writeln!(out, "{label}: {text}")?;
    }
    writeln!(out, "{}: {}", verdict.word(), escape::prose(&verdict.reason().0))?;
    out.flush()
}

fn more(unshown: usize) -> Option<String> {
    (unshown > 0).then(|| format!("{}, since GitHub takes ten of each level", counted(unshown, "more annotation")))
}

fn finding_level(finding: &ReportedFinding) -> Level {
    match finding.severity {
        _ if finding.fails => Level::Error,
        Severity::Critical | Severity::High | Severity::Medium => Level::Warning,
        Severity::Low | Severity::Note => Level::Notice,
    }
}

fn notification_level(notification: &Notification) -> Level {
    if select::loudness(notification) == NotificationLevel::Note { Level::Notice } else { Level::Warning }
}

fn of_finding(finding: &ReportedFinding, catalog: &Catalog) -> Command {
    let (file, region) = place::shown_file(finding);
    let known = if select::is_new(finding) { "" } else { ", known to the baseline" };
    Command {
        title: format!("{} ({}{known})", escape::name(&finding.rule), finding.severity),
        message: escape::prose(catalog.message(finding)).into_owned() + &place::beyond(finding, file, region),
        file: Some(escape::name(file).into_owned()),
        region,
    }
}

fn of_notification(notification: &Notification) -> Command {
    let plugin = notification.plugin.as_deref().map(|plugin| format!("{}: ", escape::name(plugin)));
    let accepted = notification.accepted.as_deref().map(|reason| format!(" (accepted: {})", escape::prose(reason)));
    let place = notification.place.as_ref();
    Command {
        title: format!("secws: {}", notification.kind),
        message: plugin.unwrap_or_default() + &escape::prose(&notification.message) + &accepted.unwrap_or_default(),
        file: place.map(|place| escape::name(place.path.as_str()).into_owned()),
        region: place.and_then(|place| place.region).map(place::region),
    }
}
