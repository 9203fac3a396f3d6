//! What a change would weaken: settings of the folder beside those that the run obeys.
//!
//! With `--settings-from` a run obeys the settings of a commit of the base branch, so that a change cannot switch off its own
//! gate. What the change would weaken, once merged, is a finding of its own. Suppressions are found where they are written, so
//! that a comment that the change adds hides something now; it is reported as bad as what it hides.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use secws_engine::{Baseline, Level};
use secws_model::{
    FingerprintKey, Origin, Place, PluginInfo, Precision, Region, RepoPath, Report, ReportedFinding, Rule, Severity,
    SuppressionKind,
};
use secws_sources::{Changes, Root};

use crate::settings::Settings;
use crate::settings::files::Files;

/// Its rules stand under this name.
const PLUGIN: &str = "secws";
/// The only rule.
const RULE: &str = "secws/weakened-gate";

/// Files of other tools whose settings count here, and so can weaken.
const PEERS: [&str; 5] = [".gitleaksignore", ".gitleaks.toml", "gitleaks.toml", ".secrets.baseline", ".secwsignore"];

/// Something that a change would weaken.
struct Weakening {
    /// The file that says so.
    path: String,
    line: Option<u32>,
    message: String,
    severity: Severity,
}

/// Adds a finding for all that the files of the folder would weaken.
pub fn report(report: &mut Report, root: &Root, obeyed: &Settings) -> Result<()> {
    let Files::Commit(_, base) = &obeyed.files else {
        return Ok(());
    };
    let here = Settings::of_files(root.folder(), Files::Folder(root.folder().to_owned()));
    let before = Settings::of_files(root.folder(), obeyed.files.clone())?;
    let mut found = match &here {
        Ok(here) => weakened(&before, here, base)?,
        Err(error) => vec![Weakening {
            path: "secws.toml".to_owned(),
            line: None,
            message: format!("The settings here cannot be read, so what they would weaken is not known: {error:#}."),
            severity: Severity::High,
        }],
    };
    found.extend(suppressed(report, root, base)?);
    add(report, found);
    Ok(())
}

fn weakened(before: &Settings, here: &Settings, base: &str) -> Result<Vec<Weakening>> {
    let mut found = Found { here, base, all: Vec::new() };
    found.gate(before);
    found.lists(before);
    found.plugins(before);
    found.baseline(before)?;
    found.peers(before)?;
    Ok(found.all)
}

struct Found<'a> {
    here: &'a Settings,
    base: &'a str,
    all: Vec<Weakening>,
}

impl Found<'_> {
    /// At a key of the settings.
    fn say(&mut self, key: &str, what: &str) {
        let (path, line) = match self.here.line(key) {
            Some((path, line)) => (path, Some(line)),
            None => (self.here.file(), None),
        };
        self.all.push(Weakening {
            path,
            line,
            message: format!("{what}, compared with '{}'.", self.base),
            severity: Severity::High,
        });
    }

    fn gate(&mut self, before: &Settings) {
        let (old, new) = (&before.gate, &self.here.gate);
        let mut said: Vec<(String, String)> = Vec::new();
        if new.fail_on.is_weaker_than(old.fail_on) {
            said.push(("fail-on".into(), format!("The gate fails from '{}' on instead of '{}'", new.fail_on, old.fail_on)));
        }
        let tables = [("gate.plugins", &old.plugins, &new.plugins), ("gate.rules", &old.rules, &new.rules)];
        for (table, old_levels, new_levels) in tables {
            let names: BTreeSet<&String> = old_levels.keys().chain(new_levels.keys()).collect();
            for name in names {
                let level = |levels: &BTreeMap<String, Level>, all| levels.get(name).copied().unwrap_or(all);
                let (was, is) = (level(old_levels, old.fail_on), level(new_levels, new.fail_on));
                if is.is_weaker_than(was) && (old_levels.contains_key(name) || new_levels.contains_key(name)) {
                    said.push((
                        format!("{table}.{name}"),
                        format!("The gate fails for '{name}' from '{is}' on instead of '{was}'"),
                    ));
                }
            }
        }
        if new.new_only && !old.new_only {
            said.push(("new-only".into(), "Only new findings fail the gate".into()));
        }
        if new.passes_incomplete && !old.passes_incomplete {
            said.push(("on-incomplete".into(), "An incomplete scan passes the gate".into()));
        }
        if new.max_findings > old.max_findings {
            let message = format!("{} findings are let pass instead of {}", new.max_findings, old.max_findings);
            said.push(("max-findings".into(), message));
        }
        if new.min_coverage.unwrap_or_default() < old.min_coverage.unwrap_or_default() {
            said.push(("min-coverage".into(), "Less of the files has to be looked at".into()));
        }
        for (name, least) in &old.min_files {
            if new.min_files.get(name).is_none_or(|now| now < least) {
                said.push((format!("gate.min-files.{name}"), format!("'{name}' has to look at fewer files")));
            }
        }
        for (index, gap) in new.accepted_gaps.iter().enumerate() {
            let known = old.accepted_gaps.iter().any(|old| old.path.glob().glob() == gap.path.glob().glob());
            if !known {
                let message = format!("Gaps in '{}' are accepted", gap.path.glob().glob());
                said.push((format!("gate.accept-gaps.{index}"), message));
            }
        }
        for (key, message) in said {
            self.say(&key, &message);
        }
    }

    fn lists(&mut self, before: &Settings) {
        let here = self.here;
        for rule in here.disable.iter().filter(|rule| !before.disable.contains(rule)) {
            self.say("disable", &format!("The rule '{rule}' is turned off"));
        }
        for rule in before.enable.iter().filter(|rule| !here.enable.contains(rule)) {
            self.say("enable", &format!("The rule '{rule}' is not turned on any more"));
        }
        for pattern in here.exclude.iter().filter(|pattern| !before.exclude.contains(pattern)) {
            self.say("exclude", &format!("Files like '{pattern}' are left out"));
        }
        for (index, ignore) in here.ignore.iter().enumerate() {
            if !before.ignore.contains(ignore) {
                let rules = ignore.rule.join(", ");
                self.say(&format!("ignore.{index}"), &format!("Findings of '{rules}' are suppressed"));
            }
        }
        for name in before.history_plugins.difference(&here.history_plugins) {
            self.say("history-plugins", &format!("'{name}' does not look at history any more"));
        }
        if here.max_file_size < before.max_file_size {
            self.say("max-file-size", "Fewer of the large files are looked at");
        }
        if format!("{:?}", here.archives) != format!("{:?}", before.archives) {
            self.say("archives", "Archives are opened within other bounds");
        }
    }

    fn plugins(&mut self, before: &Settings) {
        for (key, message) in self.here.plugins_weakened(before) {
            self.say(&key, &message);
        }
    }

    /// An entry that a change adds hides a finding.
    fn baseline(&mut self, before: &Settings) -> Result<()> {
        let here = self.here;
        let Some(path) = &here.baseline else {
            return Ok(());
        };
        let read = |settings: &Settings| -> Result<BTreeSet<secws_engine::KnownFinding>> {
            let Some(path) = settings.baseline.as_ref().and_then(|path| path.to_str()) else {
                return Ok(BTreeSet::new());
            };
            Ok(match settings.files.read(path)? {
                Some(bytes) => Baseline::parse(&bytes)?.findings.into_iter().collect(),
                None => BTreeSet::new(),
            })
        };
        let (old, new) = (read(before)?, read(here)?);
        let known: BTreeSet<&str> = old.iter().map(|known| known.fingerprint.as_str()).collect();
        for added in new.iter().filter(|entry| !known.contains(entry.fingerprint.as_str())) {
            let severity = added.severity.parse().unwrap_or(Severity::High);
            let at = added.line.map_or_else(|| added.path.clone(), |line| format!("{}:{line}", added.path));
            let message = format!("The baseline knows '{}' at {at}, compared with '{}'.", added.rule, self.base);
            self.all.push(Weakening { path: path.display().to_string(), line: None, message, severity });
        }
        Ok(())
    }

    /// Other tools' files: what they add cannot be told from what they change, so each is told of once.
    fn peers(&mut self, before: &Settings) -> Result<()> {
        for path in PEERS {
            let (old, new) = (before.files.read(path)?, self.here.files.read(path)?);
            let Some(new) = new.filter(|new| old.as_ref() != Some(new)) else {
                continue;
            };
            let old = old.unwrap_or_default();
            let lines: BTreeSet<&[u8]> = old.split(|&byte| byte == b'\n').collect();
            let added =
                new.split(|&byte| byte == b'\n').position(|line| !line.trim_ascii().is_empty() && !lines.contains(line));
            if let Some(line) = added {
                let line = u32::try_from(line + 1).ok();
                let message = format!("'{path}' has lines that it has not in '{}'.", self.base);
                self.all.push(Weakening { path: path.to_owned(), line, message, severity: Severity::Medium });
            }
        }
        Ok(())
    }
}

/// Comments that the change adds, as bad as the worst that they hide.
fn suppressed(report: &Report, root: &Root, base: &str) -> Result<Vec<Weakening>> {
    let mut hidden: BTreeMap<(RepoPath, u32), Vec<&ReportedFinding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.origin.is_current()) {
        for suppression in finding.suppressions.iter().filter(|one| one.kind == SuppressionKind::InSource) {
            let line = suppression.line.unwrap_or(1);
            hidden.entry((suppression.path.clone(), line)).or_default().push(finding);
        }
    }
    if hidden.is_empty() {
        return Ok(Vec::new());
    }
    let changes = Changes::since(root, base)?;
    let mut found = Vec::new();
    for ((path, line), findings) in hidden {
        if is_added(&changes, root, &path, line) {
            let rules: BTreeSet<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
            let rules: Vec<&str> = rules.into_iter().collect();
            let severity = findings.iter().map(|finding| finding.severity).max().unwrap_or(Severity::High);
            let message = format!("A comment suppresses '{}', compared with '{base}'.", rules.join("', '"));
            found.push(Weakening { path: path.as_str().to_owned(), line: Some(line), message, severity });
        }
    }
    Ok(found)
}

/// Whether a change has touched a line. A member of an archive changes with its container, and so does a file that cannot be
/// compared.
fn is_added(changes: &Changes, root: &Root, path: &RepoPath, line: u32) -> bool {
    let outermost = path.outermost();
    if !changes.is_changed(&outermost) {
        return false;
    }
    let comparable = *path == outermost && RepoPath::is_normal(path.as_str()) && path.as_str().as_bytes() == path.as_bytes();
    let content = comparable.then(|| std::fs::read(root.folder().join(path.as_str())).ok()).flatten();
    content.is_none_or(|content| changes.touches(path, &content, line..=line))
}

fn add(report: &mut Report, found: Vec<Weakening>) {
    if found.is_empty() {
        return;
    }
    let mut seen = BTreeMap::new();
    for weakening in found {
        let path = RepoPath::new(&weakening.path);
        let key = FingerprintKey { rule: RULE.to_owned(), path: path.clone(), context: weakening.message.clone() };
        let count = seen.entry(key.clone()).or_insert(0u32);
        let line = |line| Region { start_line: line, start_column: 1, end_line: line, end_column: 1 };
        report.findings.push(ReportedFinding {
            rule: RULE.to_owned(),
            plugin: PLUGIN.to_owned(),
            message: weakening.message,
            severity: weakening.severity,
            precision: Precision::VeryHigh,
            place: Place { path, region: weakening.line.map(line), span: None, snippet: None, message: None, logical: None },
            related: Vec::new(),
            flow: Vec::new(),
            fixes: Vec::new(),
            fingerprints: key.fingerprints(*count),
            line_hash: None,
            sources: Vec::new(),
            properties: Vec::new(),
            origin: Origin::Tree { tracked: true },
            redact: Vec::new(),
            suppressions: Vec::new(),
            baseline: None,
            fails: false,
            original: None,
        });
        *count += 1;
    }
    report.findings.sort_by(|a, b| order(a).cmp(&order(b)));
    report.plugins.push(PluginInfo {
        name: PLUGIN.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        rules: vec![rule()],
        imported: None,
    });
    report.plugins.sort_by(|a, b| a.name.cmp(&b.name));
}

/// As a report is sorted.
fn order(finding: &ReportedFinding) -> impl Ord + '_ {
    let commit = finding.origin.commit().map(|commit| commit.id.as_str());
    let at = finding.place.region.map(|region| (region.start_line, region.start_column));
    (&finding.place.path, commit, at, &finding.rule, &finding.message)
}

fn rule() -> Rule {
    Rule {
        id: RULE.to_owned(),
        title: "Change that weakens the gate".to_owned(),
        help_markdown: include_str!("weakened.md").to_owned(),
        help_uri: None,
        severity: Severity::High,
        precision: Precision::VeryHigh,
        score: None,
        cwe: vec![693],
        aliases: Vec::new(),
        tags: vec!["gate".to_owned()],
        enabled: true,
    }
}
