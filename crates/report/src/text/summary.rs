//! The end of a report: what was found, what was looked at, and the verdict.

use std::collections::BTreeMap;
use std::fmt::Display;

use secws_model::{NotificationLevel, Report, Severity, Verdict};

use super::paint::{self, Paint};
use crate::{Options, escape};

/// The summary; the verdict in its last line.
pub(crate) fn render(report: &Report, verdict: &Verdict, options: &Options, paint: &Paint) -> String {
    let lines = [Some(findings(report)), hidden(report, options.shown), Some(files(report)), notifications(report)];
    let lines: String = lines.into_iter().flatten().map(|line| line + "\n").collect();
    let style = match verdict {
        Verdict::Passed(_) => paint::GOOD,
        Verdict::Failed(_) => paint::BAD,
        Verdict::Incomplete(_) => paint::DOUBTFUL,
    };
    let word = paint.styled(style, verdict.word());
    format!("{lines}{word}: {}\n", escape::prose(&verdict.reason().0))
}

/// The worst first.
fn findings(report: &Report) -> String {
    let count = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let counts: Vec<_> = Severity::ALL.into_iter().rev().map(|severity| (count(severity), severity.name())).collect();
    let mut plugins: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &report.findings {
        *plugins.entry(&finding.plugin).or_default() += 1;
    }
    let plugins = plugins.into_iter().map(|(name, count)| format!("{} {count}", escape::name(name)));
    format!("Findings: {}{}", listed(&counts), in_brackets(plugins))
}

fn hidden(report: &Report, shown: Severity) -> Option<String> {
    let hidden = report.findings.iter().filter(|finding| finding.severity < shown).count();
    (hidden > 0).then(|| format!("Not shown: {hidden} below {shown}"))
}

fn files(report: &Report) -> String {
    let coverage = &report.coverage;
    let plugins = coverage.plugins.iter().map(|plugin| format!("{} {}", escape::name(&plugin.plugin), plugin.files));
    format!("Files: {} of {} scanned{}", coverage.scanned, coverage.files, in_brackets(plugins))
}

fn notifications(report: &Report) -> Option<String> {
    let count = |level| report.notifications.iter().filter(|notification| notification.kind.level() == level).count();
    let levels = [NotificationLevel::Error, NotificationLevel::Warning, NotificationLevel::Note];
    let counts = levels.map(|level| {
        let (count, word) = (count(level), paint::notification(level).0);
        (count, if count == 1 { word.to_owned() } else { format!("{word}s") })
    });
    (!report.notifications.is_empty()).then(|| format!("Notifications: {}", listed(&counts)))
}

/// `2 high, 1 low`; what there is none of is left out.
fn listed(counts: &[(usize, impl Display)]) -> String {
    let some: Vec<_> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if some.is_empty() { "none".to_owned() } else { some.join(", ") }
}

fn in_brackets(items: impl Iterator<Item = String>) -> String {
    let items: Vec<_> = items.collect();
    if items.is_empty() { String::new() } else { format!(" ({})", items.join(", ")) }
}
