//! `[tool.bandit]` in `pyproject.toml`: `targets`, `exclude_dirs`, `tests`, `skips`, and `skips` of a single test.
//!
//! It is about findings of rules that have an id of Bandit's.

use std::collections::BTreeMap;

use globset::GlobMatcher;
use secws_model::{RepoPath, ReportedFinding, Rule};
use serde::Deserialize;

use super::{Reason, has_alias, has_alias_like};

/// What Bandit leaves out.
#[derive(Debug, Default)]
pub(super) struct Bandit {
    targets: Vec<Pattern>,
    exclude_dirs: Vec<Pattern>,
    tests: Vec<String>,
    skips: Vec<String>,
    /// Of `assert_used` and the like: patterns of files, by the name of the test.
    of_test: BTreeMap<String, Vec<Pattern>>,
}

#[derive(Deserialize)]
struct Project {
    tool: Option<Tool>,
}

#[derive(Deserialize)]
struct Tool {
    bandit: Option<toml::Table>,
}

/// A folder, or a pattern.
#[derive(Debug)]
struct Pattern {
    text: String,
    glob: Option<GlobMatcher>,
}

impl Pattern {
    fn new(text: &str) -> Self {
        let text = text.trim_start_matches("./").trim_matches('/').to_owned();
        let wild = text.contains(['*', '?', '[']);
        // Bandit's `*` crosses folders.
        let glob = wild.then(|| globset::Glob::new(&text).ok()).flatten().map(|glob| glob.compile_matcher());
        Pattern { text, glob }
    }

    /// Anywhere in the path, as Bandit has it, but only by whole names.
    fn is_in(&self, path: &RepoPath) -> bool {
        let path = path.as_str();
        let dotted = format!("./{path}");
        match &self.glob {
            Some(glob) => glob.is_match(path) || glob.is_match(&dotted),
            None => !self.text.is_empty() && format!("/{path}/").contains(&format!("/{}/", self.text)),
        }
    }

    /// From the root on.
    fn begins(&self, path: &RepoPath) -> bool {
        let path = path.as_str();
        match &self.glob {
            Some(glob) => glob.is_match(path),
            None => matches!(self.text.as_str(), "" | ".") || format!("{path}/").starts_with(&format!("{}/", self.text)),
        }
    }
}

impl Bandit {
    /// From `pyproject.toml`; none if it has nothing of Bandit's. One that is no TOML is another's to complain of.
    pub(super) fn read(text: &str) -> Result<Option<Self>, String> {
        let Some(table) = toml::from_str::<Project>(text).ok().and_then(|project| project.tool?.bandit) else {
            return Ok(None);
        };
        let words = |table: &toml::Table, key: &str| -> Result<Vec<String>, String> {
            match table.get(key) {
                None => Ok(Vec::new()),
                Some(toml::Value::Array(values)) => values
                    .iter()
                    .map(|value| value.as_str().map(str::to_owned).ok_or_else(|| format!("`{key}` is no list of texts")))
                    .collect(),
                Some(toml::Value::String(text)) => Ok(text.split(',').map(|word| word.trim().to_owned()).collect()),
                Some(_) => Err(format!("`{key}` is no list of texts")),
            }
        };
        let patterns = |words: Vec<String>| words.iter().map(|word| Pattern::new(word)).collect::<Vec<_>>();
        let mut bandit = Bandit {
            targets: patterns(words(&table, "targets")?),
            exclude_dirs: patterns(words(&table, "exclude_dirs")?),
            tests: words(&table, "tests")?,
            skips: words(&table, "skips")?,
            of_test: BTreeMap::new(),
        };
        for (name, value) in &table {
            if let Some(own) = value.as_table() {
                bandit.of_test.insert(name.replace('_', "-"), patterns(words(own, "skips")?));
            }
        }
        Ok(Some(bandit))
    }

    pub(super) fn reason(&self, finding: &ReportedFinding, rules: &[&Rule]) -> Option<Reason> {
        if !has_alias_like(rules, 'B') {
            return None;
        }
        let path = &finding.place.path;
        let named = |word: &String| has_alias(rules, word) || rules.iter().any(|rule| rule.name() == word.replace('_', "-"));
        let text = if let Some(skip) = self.skips.iter().find(|word| named(word)) {
            format!("[tool.bandit] skips {skip}")
        } else if !self.tests.is_empty() && !self.tests.iter().any(named) {
            "[tool.bandit] tests does not name it".to_owned()
        } else if let Some(pattern) = self.exclude_dirs.iter().find(|pattern| pattern.is_in(path)) {
            format!("[tool.bandit] exclude_dirs names {}", pattern.text)
        } else if !self.targets.is_empty() && !self.targets.iter().any(|pattern| pattern.begins(path)) {
            "[tool.bandit] targets does not name its folder".to_owned()
        } else {
            let own = self.of_test.iter().filter(|(name, _)| rules.iter().any(|rule| rule.name() == name.as_str()));
            let (name, pattern) = own
                .flat_map(|(name, patterns)| patterns.iter().map(move |pattern| (name, pattern)))
                .find(|(_, pattern)| pattern.is_in(path))?;
            format!("[tool.bandit.{}] skips {}", name.replace('-', "_"), pattern.text)
        };
        Some(Reason { file: "pyproject.toml", line: None, text })
    }
}
