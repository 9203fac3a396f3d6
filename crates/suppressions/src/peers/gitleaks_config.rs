//! Allowlists in `.gitleaks.toml`: of all rules, of some of them (`targetRules`), of one rule.

use regex::{Regex, RegexBuilder};
use secws_model::{ReportedFinding, Rule};
use serde::Deserialize;

use super::{Bytes, Reason, has_alias};

/// Bytes that a compiled pattern may take.
const PATTERN: usize = 1 << 20;

/// What gitleaks allows.
#[derive(Debug)]
pub(super) struct GitleaksConfig {
    file: &'static str,
    lists: Vec<Allowlist>,
}

#[derive(Debug)]
struct Allowlist {
    /// None of them: all.
    rules: Vec<String>,
    all: bool,
    description: String,
    paths: Vec<Regex>,
    regexes: Vec<Regex>,
    of_line: bool,
    stopwords: Vec<String>,
    commits: Vec<String>,
}

#[derive(Deserialize)]
struct Raw {
    allowlist: Option<RawAllowlist>,
    #[serde(default)]
    allowlists: Vec<RawAllowlist>,
    #[serde(default)]
    rules: Vec<RawRule>,
}

#[derive(Deserialize)]
struct RawRule {
    #[serde(default)]
    id: String,
    allowlist: Option<RawAllowlist>,
    #[serde(default)]
    allowlists: Vec<RawAllowlist>,
}

#[derive(Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[derive(Default)]
struct RawAllowlist {
    description: String,
    condition: String,
    paths: Vec<String>,
    regexes: Vec<String>,
    regex_target: String,
    stopwords: Vec<String>,
    commits: Vec<String>,
    target_rules: Vec<String>,
}

impl GitleaksConfig {
    /// From its TOML.
    pub(super) fn read(file: &'static str, text: &str) -> Result<Self, String> {
        let raw: Raw = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        let mut lists = Vec::new();
        for list in raw.allowlist.into_iter().chain(raw.allowlists) {
            let rules = list.target_rules.clone();
            lists.push(Allowlist::new(list, rules)?);
        }
        for rule in raw.rules {
            for list in rule.allowlist.into_iter().chain(rule.allowlists) {
                lists.push(Allowlist::new(list, vec![rule.id.clone()])?);
            }
        }
        Ok(GitleaksConfig { file, lists })
    }

    pub(super) fn reason(&self, finding: &ReportedFinding, rules: &[&Rule], bytes: &dyn Bytes) -> Option<Reason> {
        let of_rule = |list: &&Allowlist| list.rules.is_empty() || list.rules.iter().any(|rule| has_alias(rules, rule));
        let list = self.lists.iter().filter(of_rule).find(|list| list.allows(finding, bytes))?;
        let text = match list.description.as_str() {
            "" => format!("an allowlist in {}", self.file),
            description => format!("an allowlist in {}: {description}", self.file),
        };
        Some(Reason { file: self.file, line: None, text })
    }
}

impl Allowlist {
    fn new(raw: RawAllowlist, rules: Vec<String>) -> Result<Self, String> {
        let compiled = |patterns: &[String]| -> Result<Vec<Regex>, String> {
            // The pattern itself is not told: it may be the secret that it allows.
            let compile = |(number, pattern): (usize, &String)| {
                let built = RegexBuilder::new(pattern).size_limit(PATTERN).build();
                built.map_err(|_| format!("pattern {number} of an allowlist cannot be used"))
            };
            (1..).zip(patterns).map(compile).collect()
        };
        Ok(Allowlist {
            rules,
            all: raw.condition.eq_ignore_ascii_case("and"),
            description: raw.description,
            paths: compiled(&raw.paths)?,
            regexes: compiled(&raw.regexes)?,
            // The text that gitleaks' own pattern matched is not known here; its line holds it.
            of_line: matches!(raw.regex_target.to_lowercase().as_str(), "line" | "match"),
            stopwords: raw.stopwords.iter().map(|word| word.to_lowercase()).collect(),
            commits: raw.commits,
        })
    }

    fn allows(&self, finding: &ReportedFinding, bytes: &dyn Bytes) -> bool {
        let mut checks: Vec<bool> = Vec::new();
        if !self.commits.is_empty() {
            let commit = finding.origin.commit();
            checks.push(commit.is_some_and(|commit| self.commits.contains(&commit.id)));
        }
        if !self.paths.is_empty() {
            checks.push(self.paths.iter().any(|pattern| pattern.is_match(finding.place.path.as_str())));
        }
        if !self.regexes.is_empty() {
            let texts = if self.of_line { bytes.lines(finding).into_iter().collect() } else { bytes.secrets(finding) };
            let fits = |text: &String| self.regexes.iter().any(|pattern| pattern.is_match(text));
            checks.push(!texts.is_empty() && texts.iter().all(fits));
        }
        if !self.stopwords.is_empty() {
            let secrets: Vec<String> = bytes.secrets(finding).iter().map(|secret| secret.to_lowercase()).collect();
            let stopped = |secret: &String| self.stopwords.iter().any(|word| secret.contains(word));
            checks.push(!secrets.is_empty() && secrets.iter().all(stopped));
        }
        !checks.is_empty() && if self.all { checks.iter().all(|&check| check) } else { checks.contains(&true) }
    }
}
