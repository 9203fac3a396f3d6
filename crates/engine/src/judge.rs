//! Judge: the gate. It judges after the merge, so that one run gives the whole log and the verdict.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use globset::GlobMatcher;
use secws_model::{
    BaselineState, Coverage, Notification, NotificationKind, Reason, Report, ReportedFinding, Severity, Skipped, Verdict,
};

/// From which severity on a finding fails the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// From this one on.
    From(Severity),
    /// Whatever it is, it does not.
    Never,
}

impl Level {
    fn fails(self, severity: Severity) -> bool {
        matches!(self, Level::From(level) if severity >= level)
    }

    /// Whether it lets more pass than another.
    #[must_use]
    pub fn is_weaker_than(self, other: Level) -> bool {
        match (self, other) {
            (Level::Never, Level::Never) => false,
            (Level::Never, Level::From(_)) => true,
            (Level::From(_), Level::Never) => false,
            (Level::From(own), Level::From(other)) => own > other,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Level::From(severity) => f.pad(severity.name()),
            Level::Never => f.pad("never"),
        }
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        if word == "never" {
            return Ok(Level::Never);
        }
        word.parse().map(Level::From).map_err(|_| format!("`{word}` is none of note, low, medium, high, critical, never"))
    }
}

/// Gaps that settings accept.
#[derive(Debug, Clone)]
pub struct AcceptedGap {
    /// Files in which they may be.
    pub path: GlobMatcher,
    /// Why.
    pub reason: String,
}

/// When a run fails.
#[derive(Debug, Clone)]
pub struct Gate {
    /// A finding of this severity or above fails it.
    pub fail_on: Level,
    /// Other levels, by plugin.
    pub plugins: BTreeMap<String, Level>,
    /// Other levels, by a rule's declared id; they go before those of plugins.
    pub rules: BTreeMap<String, Level>,
    /// Findings that the baseline knows do not fail it.
    pub new_only: bool,
    /// So many findings that would fail it are let pass.
    pub max_findings: usize,
    /// An incomplete scan is only told of, and passes.
    pub passes_incomplete: bool,
    /// Gaps that do not make the scan incomplete.
    pub accepted_gaps: Vec<AcceptedGap>,
    /// The least share of files to be looked at, in percent of those that are wanted or excluded.
    pub min_coverage: Option<f64>,
    /// The fewest files that a plugin must have looked at.
    pub min_files: BTreeMap<String, u64>,
}

impl Default for Gate {
    fn default() -> Self {
        Gate {
            fail_on: Level::From(Severity::High),
            plugins: BTreeMap::new(),
            rules: BTreeMap::new(),
            new_only: false,
            max_findings: 0,
            passes_incomplete: false,
            accepted_gaps: Vec::new(),
            min_coverage: None,
            min_files: BTreeMap::new(),
        }
    }
}

/// Decides, and marks the findings that fail the gate and the gaps that are accepted. An incomplete scan does not pass, but
/// findings that fail the gate say more than that.
pub fn judge(report: &mut Report, gate: &Gate) -> Verdict {
    let _span = tracing::info_span!("judge").entered();
    accept_gaps(report, gate);
    let below = floors(&report.coverage, gate);
    report.notifications.extend(below);
    for finding in &mut report.findings {
        finding.fails = fails(finding, gate);
    }
    let failing = report.findings.iter().filter(|finding| finding.fails).count();
    let others = report.open().count() - failing;
    let gaps = report.notifications.iter().filter(|notification| notification.is_incomplete()).count();
    let incomplete = format!("the scan is incomplete ({})", counted(gaps, "notification says why", "notifications say why"));
    let what = described(gate);
    if failing > gate.max_findings {
        let also = if gaps > 0 { format!(", and {incomplete}") } else { String::new() };
        let allowed = if gate.max_findings > 0 { format!(", {} are allowed", gate.max_findings) } else { String::new() };
        let found = if failing == 1 {
            format!("1 {what}")
        } else {
            format!("{failing} {}", what.replacen("finding", "findings", 1))
        };
        return Verdict::Failed(Reason(format!("{found}{allowed}{also}")));
    }
    let none = if failing > 0 {
        format!(
            "no more than {} ({failing} in all)",
            counted(gate.max_findings, &what, &what.replacen("finding", "findings", 1))
        )
    } else {
        format!("no {what}")
    };
    if gaps > 0 && !gate.passes_incomplete {
        return Verdict::Incomplete(Reason(format!("{none}, but {incomplete}")));
    }
    let others = match others {
        0 => String::new(),
        others => format!(", {}", counted(others, "other that does not fail it", "others that do not fail it")),
    };
    let though = if gaps > 0 { format!(", though {incomplete}") } else { String::new() };
    Verdict::Passed(Reason(format!("{none}{others}{though}")))
}

/// What fails: `new finding at or above high (secrets: low)`.
fn described(gate: &Gate) -> String {
    let new = if gate.new_only { "new " } else { "" };
    let levels = gate.plugins.iter().chain(&gate.rules).map(|(name, level)| format!("{name}: {level}"));
    let levels: Vec<String> = levels.collect();
    let levels = if levels.is_empty() { String::new() } else { format!(" ({})", levels.join(", ")) };
    match gate.fail_on {
        Level::From(severity) => format!("{new}finding at or above {severity}{levels}"),
        Level::Never => format!("{new}finding that fails the gate{levels}"),
    }
}

fn fails(finding: &ReportedFinding, gate: &Gate) -> bool {
    let known = gate.new_only && finding.baseline == Some(BaselineState::Unchanged);
    finding.is_open() && !known && level(finding, gate).fails(finding.severity)
}

/// The strictest level that names one of the rules that said it; else one of the plugins; else that of all.
fn level(finding: &ReportedFinding, gate: &Gate) -> Level {
    let own = std::iter::once((finding.rule.as_str(), finding.plugin.as_str()));
    let said: Vec<(&str, &str)> =
        own.chain(finding.sources.iter().map(|source| (source.rule.as_str(), source.plugin.as_str()))).collect();
    let by_rule = said.iter().filter_map(|(rule, _)| gate.rules.get(*rule).or_else(|| gate.rules.get(declared(rule))));
    let by_plugin = said.iter().filter_map(|(_, plugin)| gate.plugins.get(*plugin));
    strictest(by_rule).or_else(|| strictest(by_plugin)).unwrap_or(gate.fail_on)
}

fn strictest<'a>(levels: impl Iterator<Item = &'a Level>) -> Option<Level> {
    levels.copied().reduce(|a, b| if a.is_weaker_than(b) { b } else { a })
}

fn declared(rule: &str) -> &str {
    rule.match_indices('/').nth(1).map_or(rule, |(end, _)| &rule[..end])
}

fn accept_gaps(report: &mut Report, gate: &Gate) {
    for notification in &mut report.notifications {
        let Some(place) = notification.place.as_ref().filter(|_| notification.kind.is_incomplete()) else {
            continue;
        };
        let accepted = gate.accepted_gaps.iter().find(|accepted| accepted.path.is_match(place.path.as_str()));
        if let Some(accepted) = accepted {
            notification.accepted = Some(accepted.reason.clone());
        }
    }
}

/// Whether enough was looked at.
fn floors(coverage: &Coverage, gate: &Gate) -> Vec<Notification> {
    let mut below = Vec::new();
    if let Some(least) = gate.min_coverage {
        let percent = percent(coverage);
        if percent < least {
            let message = format!(
                "{percent:.1} % of the files were looked at, less than the {least} % that are wanted (`min-coverage`)."
            );
            below.push(Notification::new(NotificationKind::CoverageBelowFloor, message));
        }
    }
    for (name, &least) in &gate.min_files {
        let files = coverage.plugins.iter().find(|plugin| plugin.plugin == *name).map_or(0, |plugin| plugin.files);
        if files < least {
            let message = format!(
                "The plugin '{name}' looked at {files} files, fewer than the {least} that are wanted (`min-files`)."
            );
            below.push(Notification::new(NotificationKind::CoverageBelowFloor, message).plugin(name));
        }
    }
    below
}

/// The share of files that were looked at, of those that some plugin wants and those that are excluded.
#[must_use]
pub fn percent(coverage: &Coverage) -> f64 {
    let lost: u64 = coverage.skipped.iter().filter(|(why, _)| **why != Skipped::Unwanted).map(|(_, count)| count).sum();
    let all = coverage.scanned + lost;
    if all == 0 { 100.0 } else { coverage.scanned as f64 * 100.0 / all as f64 }
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
