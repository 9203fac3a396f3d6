//! Files in which other tools keep what they leave out, read where they say the same thing.
//!
//! Their entries are not told of one by one when they hide nothing: they speak of all that their own tool finds, which is more
//! than what was found here.

mod bandit;
mod detect_secrets;
mod gitleaks_config;
mod gitleaks_ignore;

use secws_model::{Notification, NotificationKind, ReportedFinding, Rule};

use bandit::Bandit;
use detect_secrets::SecretsBaseline;
use gitleaks_config::GitleaksConfig;
use gitleaks_ignore::GitleaksIgnore;

/// The names of the files, from the root.
pub const PEER_FILES: [&str; 5] =
    ["pyproject.toml", ".gitleaksignore", ".gitleaks.toml", "gitleaks.toml", ".secrets.baseline"];

/// What other tools leave out.
#[derive(Debug, Default)]
pub struct Peers {
    bandit: Option<Bandit>,
    gitleaks_ignore: Option<GitleaksIgnore>,
    gitleaks: Option<GitleaksConfig>,
    baseline: Option<SecretsBaseline>,
}

/// The bytes of findings, read again when something must be compared with them, and kept nowhere.
pub trait Bytes {
    /// What is masked of a finding, each span by itself.
    fn secrets(&self, finding: &ReportedFinding) -> Vec<String>;
    /// The lines of a finding.
    fn lines(&self, finding: &ReportedFinding) -> Option<String>;
}

/// Why another tool would not show a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reason {
    pub(crate) file: &'static str,
    pub(crate) line: Option<u32>,
    pub(crate) text: String,
}

impl Peers {
    /// Reads a file by its name; what cannot be read of it is told.
    pub fn read(&mut self, name: &str, text: &str) -> Option<Notification> {
        let read = match name {
            "pyproject.toml" => Bandit::read(text).map(|read| self.bandit = read),
            ".gitleaksignore" => {
                self.gitleaks_ignore = Some(GitleaksIgnore::read(text));
                Ok(())
            }
            ".gitleaks.toml" | "gitleaks.toml" if self.gitleaks.is_some() => Ok(()),
            ".gitleaks.toml" => GitleaksConfig::read(".gitleaks.toml", text).map(|read| self.gitleaks = Some(read)),
            "gitleaks.toml" => GitleaksConfig::read("gitleaks.toml", text).map(|read| self.gitleaks = Some(read)),
            ".secrets.baseline" => SecretsBaseline::read(text).map(|read| self.baseline = Some(read)),
            _ => Ok(()),
        };
        let error = read.err()?;
        let message = format!("'{name}' is not read as its own tool reads it: {error}.");
        Some(Notification::new(NotificationKind::PartialGap, message).path(&name.into()))
    }

    /// Why other tools would not show a finding, of all that say so.
    pub(crate) fn reasons(
        &self,
        finding: &ReportedFinding,
        rules: &[&Rule],
        known: &[&Rule],
        bytes: &dyn Bytes,
    ) -> Vec<Reason> {
        let mut reasons = Vec::new();
        // Bandit's own settings are about what it would find itself, not about what joined it.
        let lead = &rules[..rules.len().min(1)];
        reasons.extend(self.bandit.as_ref().and_then(|bandit| bandit.reason(finding, lead)));
        if !finding.redact.is_empty() {
            reasons.extend(self.gitleaks_ignore.as_ref().and_then(|ignore| ignore.reason(finding, rules, known)));
            reasons.extend(self.gitleaks.as_ref().and_then(|config| config.reason(finding, rules, bytes)));
            reasons.extend(self.baseline.as_ref().and_then(|baseline| baseline.reason(finding, bytes)));
        }
        reasons
    }
}

/// Whether a word is one of a rule's ids in other tools.
pub(crate) fn has_alias(rules: &[&Rule], word: &str) -> bool {
    rules.iter().any(|rule| rule.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(word)))
}

/// `B602`, `S602`: a letter and three digits.
pub(crate) fn has_alias_like(rules: &[&Rule], letter: char) -> bool {
    let like = |alias: &String| {
        alias.len() == 4 && alias.starts_with(letter) && alias[1..].bytes().all(|byte| byte.is_ascii_digit())
    };
    rules.iter().any(|rule| rule.aliases.iter().any(like))
}
