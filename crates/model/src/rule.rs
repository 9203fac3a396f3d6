//! Rules, and how bad and how sure their findings are.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How bad a finding is when it is true, the mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Bad together with something else.
    Low,
    /// Bad in some circumstances.
    Medium,
    /// Bad.
    High,
    /// Whoever comes by can use it.
    Critical,
}

impl Severity {
    /// All of them, the mildest first.
    pub const ALL: [Severity; 5] = [Severity::Note, Severity::Low, Severity::Medium, Severity::High, Severity::Critical];

    /// The word that people write and read.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }

    /// A score for those who read numbers, from 0.1 to 10.0, in the middle of the band that GitHub gives this severity.
    #[must_use]
    pub fn score(self) -> f64 {
        match self {
            Severity::Note => 1.0,
            Severity::Low => 3.0,
            Severity::Medium => 5.5,
            Severity::High => 8.0,
            Severity::Critical => 9.5,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let named = Severity::ALL.into_iter().find(|severity| severity.name() == word);
        named.ok_or_else(|| format!("`{word}` is none of note, low, medium, high, critical"))
    }
}

/// How often a finding is true, the rarest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Precision {
    /// More often false than true.
    Low,
    /// True about as often as not.
    Medium,
    /// Seldom false.
    High,
    /// Practically never false.
    VeryHigh,
}

impl Precision {
    /// GitHub's word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Precision::Low => "low",
            Precision::Medium => "medium",
            Precision::High => "high",
            Precision::VeryHigh => "very-high",
        }
    }
}

/// One thing that a plugin finds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// `<plugin>/<kebab-name>`; one that only the input brought has a third part.
    pub id: String,
    /// The defect in a few words, no stop.
    pub title: String,
    /// Why it matters, a bad example, a good one, references.
    pub help_markdown: String,
    /// A page about it.
    pub help_uri: Option<String>,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub precision: Precision,
    /// From 0.1 to 10.0, where the rule's source gives one.
    pub score: Option<f64>,
    /// Weaknesses by number, the closest first.
    pub cwe: Vec<u32>,
    /// Its ids in other tools.
    pub aliases: Vec<String>,
    /// Words to filter by.
    pub tags: Vec<String>,
    /// Whether it is on without settings.
    pub enabled: bool,
}

impl Rule {
    /// The declared rule that settings and suppressions know: itself, or the one it stands under.
    #[must_use]
    pub fn declared_id(&self) -> &str {
        declared_id(&self.id)
    }

    /// The second part of the id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.declared_id().split_once('/').map_or(self.id.as_str(), |(_, name)| name)
    }

    /// The first part of the id.
    #[must_use]
    pub fn plugin(&self) -> &str {
        self.id.split('/').next().unwrap_or(&self.id)
    }

    /// Whether a word that a user wrote means this rule: its id or the declared one, the plugin's name, one of its aliases (case
    /// ignored), or the last part of an id that the input brought.
    #[must_use]
    pub fn is_named(&self, word: &str) -> bool {
        let last = self.id.match_indices('/').nth(1).map(|(slash, _)| &self.id[slash + 1..]);
        self.id == word
            || self.declared_id() == word
            || self.plugin() == word
            || last.is_some_and(|last| last.eq_ignore_ascii_case(word))
            || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(word))
    }
}

/// `dependencies/known-vulnerability` of `dependencies/known-vulnerability/CVE-2020-1`.
pub(crate) fn declared_id(id: &str) -> &str {
    match id.match_indices('/').nth(1) {
        Some((end, _)) => &id[..end],
        None => id,
    }
}
