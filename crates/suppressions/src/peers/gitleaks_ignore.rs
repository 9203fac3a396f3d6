//! `.gitleaksignore`: lines `path:rule:line` and, for history, `commit:path:rule:line`.

use std::collections::BTreeMap;

use secws_model::{ReportedFinding, Rule};

use super::{Reason, has_alias};

/// Fingerprints of gitleaks', by path and line.
#[derive(Debug, Default)]
pub(super) struct GitleaksIgnore {
    entries: BTreeMap<(String, u32), Vec<Entry>>,
}

#[derive(Debug)]
struct Entry {
    commit: Option<String>,
    rule: String,
    /// Where it stands.
    at: u32,
}

impl GitleaksIgnore {
    /// Lines that are no fingerprints are left out, as gitleaks does.
    pub(super) fn read(text: &str) -> Self {
        let mut ignore = GitleaksIgnore::default();
        for (at, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.starts_with('#') {
                continue;
            }
            if let Some((path, number, commit, rule)) = parse(line) {
                let entry = Entry { commit, rule, at };
                ignore.entries.entry((path, number)).or_default().push(entry);
            }
        }
        ignore
    }

    pub(super) fn reason(&self, finding: &ReportedFinding, rules: &[&Rule], known: &[&Rule]) -> Option<Reason> {
        let line = finding.place.region?.start_line;
        let entries = self.entries.get(&(finding.place.path.as_str().to_owned(), line))?;
        let commit = finding.origin.commit().map(|commit| commit.id.as_str());
        let entry = entries.iter().find(|entry| {
            // A rule that nobody here knows by that name cannot be compared.
            let rule = has_alias(rules, &entry.rule) || !has_alias(known, &entry.rule);
            rule && entry.commit.as_deref().is_none_or(|named| Some(named) == commit)
        })?;
        Some(Reason { file: ".gitleaksignore", line: Some(entry.at), text: format!(".gitleaksignore names {}", entry.rule) })
    }
}

/// Path, line, commit and rule.
fn parse(line: &str) -> Option<(String, u32, Option<String>, String)> {
    let (rest, number) = line.rsplit_once(':')?;
    let (path, rule) = rest.rsplit_once(':')?;
    let is_commit = |text: &str| text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (commit, path) = match path.split_once(':') {
        Some((commit, path)) if is_commit(commit) => (Some(commit.to_owned()), path),
        _ => (None, path),
    };
    Some((path.trim_start_matches("./").to_owned(), number.parse().ok()?, commit, rule.to_owned()))
}
