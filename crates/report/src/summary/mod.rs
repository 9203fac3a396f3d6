//! What a report comes to, in lines that each format sets in its own way: what was found, and what was looked at.

use std::collections::BTreeMap;
use std::fmt::Display;

use secws_model::{BaselineState, NotificationLevel, Report, Severity, SuppressionKind};

use crate::{escape, select};

mod coverage;

pub(crate) use coverage::skipped;

/// A label, and what there is to say under it; safe to print, on one line.
pub(crate) type Line = (&'static str, String);

/// The summary of a report, and what of it a format does not show.
pub(crate) fn lines(report: &Report, unshown: Option<String>) -> Vec<Line> {
    let lines = [
        ("Findings", Some(findings(report))),
        ("Not shown", unshown),
        ("Suppressed", suppressed(report)),
        ("Baseline", baseline(report)),
        ("Shown", narrowed(report)),
        ("Files", Some(coverage::files(&report.coverage))),
        ("Skipped", coverage::all_skipped(&report.coverage)),
        ("Notifications", notifications(report)),
    ];
    lines.into_iter().filter_map(|(label, text)| Some((label, text?))).collect()
}

/// Of the summary, what was looked at.
pub(crate) fn coverage(report: &Report) -> Vec<Line> {
    let skipped = skipped(&report.coverage.skipped).map(|skipped| ("Skipped", skipped));
    [("Files", coverage::files(&report.coverage))].into_iter().chain(skipped).collect()
}

/// How many open findings there are of each severity, the worst first.
pub(crate) fn severities(report: &Report) -> [(usize, Severity); 5] {
    let mut counts = Severity::ALL.map(|severity| (0, severity));
    counts.reverse();
    for finding in report.open() {
        for (count, severity) in &mut counts {
            *count += usize::from(finding.severity == *severity);
        }
    }
    counts
}

/// `1 finding`, `2 findings`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// The word for how loud a notification is: see `select::loudness`.
pub(crate) fn level(level: NotificationLevel) -> &'static str {
    match level {
        NotificationLevel::Note => "note",
        NotificationLevel::Warning => "warning",
        NotificationLevel::Error => "error",
    }
}

fn findings(report: &Report) -> String {
    let mut plugins: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in report.open() {
        *plugins.entry(&finding.plugin).or_default() += 1;
    }
    let plugins = plugins.into_iter().map(|(name, count)| format!("{} {count}", escape::name(name)));
    listed(severities(report)).unwrap_or("none".to_owned()) + &in_brackets(plugins)
}

fn suppressed(report: &Report) -> Option<String> {
    let suppressed = report.findings.iter().filter(|finding| finding.is_present() && finding.is_suppressed());
    let [mut comments, mut settings] = [0, 0];
    for finding in suppressed {
        let in_source = finding.suppressions.iter().any(|suppression| suppression.kind == SuppressionKind::InSource);
        *(if in_source { &mut comments } else { &mut settings }) += 1;
    }
    let where_said = listed([(comments, "in comments"), (settings, "in settings")])?;
    Some(format!("{} ({where_said})", comments + settings))
}

/// Of a report that was compared with a baseline.
fn baseline(report: &Report) -> Option<String> {
    let is_compared = report.findings.iter().any(|finding| finding.baseline.is_some());
    let new = report.open().filter(|finding| select::is_new(finding)).count();
    let unchanged = report.open().filter(|finding| !select::is_new(finding)).count();
    let gone = report.findings.iter().filter(|finding| finding.baseline == Some(BaselineState::Absent)).count();
    is_compared.then(|| format!("{new} new, {unchanged} unchanged, {gone} gone"))
}

fn narrowed(report: &Report) -> Option<String> {
    let narrowed = report.narrowed.as_ref()?;
    let findings = if narrowed.hidden == 1 { "finding" } else { "findings" };
    Some(format!("{}; {} {findings} elsewhere not shown", escape::prose(&narrowed.to), narrowed.hidden))
}

fn notifications(report: &Report) -> Option<String> {
    let accepted = report.notifications.iter().filter(|notification| notification.accepted.is_some()).count();
    let levels = [NotificationLevel::Error, NotificationLevel::Warning, NotificationLevel::Note].map(|wanted| {
        let meant = report.notifications.iter().filter(|notification| notification.accepted.is_none());
        let count = meant.filter(|notification| notification.kind.level() == wanted).count();
        (count, format!("{}{}", level(wanted), if count == 1 { "" } else { "s" }))
    });
    listed(levels.into_iter().chain([(accepted, "accepted".to_owned())]))
}

/// `2 high, 1 low`; what there is none of is left out.
fn listed(counts: impl IntoIterator<Item = (usize, impl Display)>) -> Option<String> {
    let some: Vec<_> =
        counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    (!some.is_empty()).then(|| some.join(", "))
}

fn in_brackets(items: impl Iterator<Item = String>) -> String {
    let items: Vec<_> = items.collect();
    if items.is_empty() { String::new() } else { format!(" ({})", items.join(", ")) }
}
