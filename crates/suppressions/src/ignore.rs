//! Suppressions in settings: by path, rule and reason, until a day.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use secws_model::RepoPath;

/// Findings that settings say are accepted.
#[derive(Debug, Clone)]
pub struct Ignore {
    paths: GlobSet,
    everywhere: bool,
    pub(crate) rules: Vec<String>,
    pub(crate) reason: String,
    pub(crate) expires: Option<String>,
    pub(crate) file: RepoPath,
    pub(crate) line: Option<u32>,
}

/// What is wrong with one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IgnoreError {
    /// Nobody would know later why.
    #[error("it gives no `reason`")]
    NoReason,
    /// It would hide everything.
    #[error("it names no `rule`")]
    NoRule,
    /// Its day is none.
    #[error("`expires`: `{0}` is no date like 2027-01-31")]
    Date(String),
    /// A pattern cannot be read.
    #[error("`path`: {0}")]
    Path(String),
}

impl Ignore {
    /// `paths`: patterns; one without a `/` is matched against the file's name, one with a `/` against its path from the root,
    /// one that ends in a `/` against all below that folder; none of them: everywhere. `expires`: the last day on which it
    /// holds, `YYYY-MM-DD`. `file` and `line` are where it stands.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(
        paths: &[String],
        rules: &[String],
        reason: &str,
        expires: Option<&str>,
        file: &str,
        line: Option<u32>,
    ) -> Result<Self, IgnoreError> {
        if reason.trim().is_empty() {
            return Err(IgnoreError::NoReason);
        }
        if rules.iter().all(|rule| rule.trim().is_empty()) {
            return Err(IgnoreError::NoRule);
        }
        if let Some(date) = expires.filter(|date| !is_date(date)) {
            return Err(IgnoreError::Date(date.to_owned()));
        }
        Ok(Ignore {
            paths: globs(paths).map_err(|error| IgnoreError::Path(error.to_string()))?,
            everywhere: paths.is_empty(),
            rules: rules.iter().map(|rule| rule.trim().to_owned()).collect(),
            reason: reason.trim().to_owned(),
            expires: expires.map(str::to_owned),
            file: RepoPath::new(file),
            line,
        })
    }

    pub(crate) fn fits(&self, path: &RepoPath) -> bool {
        self.everywhere || self.paths.is_match(path.as_str())
    }

    pub(crate) fn has_expired(&self, today: &str) -> bool {
        self.expires.as_deref().is_some_and(|last| today > last)
    }
}

/// Patterns as the plugin contract has them, and folders.
pub(crate) fn globs(patterns: &[String]) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let pattern = pattern.trim_start_matches("./").trim_start_matches('/');
        let glob = match pattern.strip_suffix('/') {
            Some(folder) => format!("{folder}/**"),
            None if pattern.contains('/') => pattern.to_owned(),
            None => format!("**/{pattern}"),
        };
        set.add(GlobBuilder::new(&glob).literal_separator(true).build()?);
    }
    set.build()
}

/// `YYYY-MM-DD`, and a day that a calendar could have.
fn is_date(text: &str) -> bool {
    let numbers: Vec<Option<u32>> = text.split('-').map(|part| part.parse().ok()).collect();
    let digits = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    digits && matches!(numbers[..], [Some(_), Some(1..=12), Some(1..=31)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(paths: &[&str]) -> Ignore {
        let paths: Vec<String> = paths.iter().map(|&path| path.to_owned()).collect();
        Ignore::new(&paths, &["code/eval".to_owned()], "known", None, "secws.toml", None).unwrap()
    }

    #[test]
    fn paths_are_patterns() {
        assert!(of(&[]).fits(&"a/b.py".into()));
        assert!(of(&["*.py"]).fits(&"a/b.py".into()) && !of(&["*.py"]).fits(&"a/b.pyi".into()));
        assert!(of(&["tests/"]).fits(&"tests/a/b.py".into()) && !of(&["tests/"]).fits(&"src/tests/b.py".into()));
        assert!(of(&["tests/**/*.py"]).fits(&"tests/a/b.py".into()) && !of(&["a/*.py"]).fits(&"a/b/c.py".into()));
    }

    #[test]
    fn it_needs_a_rule_a_reason_and_a_real_day() {
        let rules = ["code/eval".to_owned()];
        let new = |rules: &[String], reason, expires| Ignore::new(&[], rules, reason, expires, "secws.toml", None).err();
        assert_eq!(new(&rules, " ", None), Some(IgnoreError::NoReason));
        assert_eq!(new(&[], "x", None), Some(IgnoreError::NoRule));
        assert_eq!(new(&rules, "x", Some("2027-13-01")), Some(IgnoreError::Date("2027-13-01".into())));
        assert_eq!(new(&rules, "x", Some("soon")), Some(IgnoreError::Date("soon".into())));
        assert_eq!(new(&rules, "x", Some("2027-01-31")), None);
    }

    #[test]
    fn it_holds_on_its_last_day() {
        let ignore = Ignore::new(&[], &["x".into()], "x", Some("2027-01-31"), "secws.toml", None).unwrap();
        assert!(!ignore.has_expired("2027-01-31") && ignore.has_expired("2027-02-01"));
    }
}
