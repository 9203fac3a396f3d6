//! Settings as they are written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Deserializer};

/// All keys.
pub const KEYS: &[&str] = &[
    "advisories",
    "archives",
    "baseline",
    "cache",
    "cache-size",
    "disable",
    "enable",
    "exclude",
    "fail-on",
    "format",
    "gate",
    "history-plugins",
    "ignore",
    "import",
    "max-file-size",
    "max-findings",
    "min-coverage",
    "new-only",
    "on-incomplete",
    "plugins",
    "threads",
    "today",
];

/// Those that are tables, or lists of tables: no variable can hold them.
pub const TABLES: &[&str] = &["archives", "gate", "ignore", "plugins"];

/// Settings as they are written; what they mean is checked later.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct RawSettings {
    /// The index of advisories.
    pub advisories: Option<PathBuf>,
    /// How far archives are opened.
    pub archives: RawArchives,
    /// Findings that are known.
    pub baseline: Option<PathBuf>,
    /// Whether results are kept from run to run.
    pub cache: Option<bool>,
    /// How large the cache may grow, in bytes.
    pub cache_size: Option<u64>,
    /// Rules that are off.
    #[serde(deserialize_with = "one_or_many")]
    pub disable: Vec<String>,
    /// Rules that are on.
    #[serde(deserialize_with = "one_or_many")]
    pub enable: Vec<String>,
    /// Patterns of files that are left out.
    #[serde(deserialize_with = "one_or_many")]
    pub exclude: Vec<String>,
    /// A severity, or `never`.
    pub fail_on: Option<String>,
    /// `NAME[=FILE]`.
    #[serde(deserialize_with = "some_or_many")]
    pub format: Option<Vec<String>>,
    /// More of the gate.
    pub gate: RawGate,
    /// Plugins that look at history.
    #[serde(deserialize_with = "some_or_many")]
    pub history_plugins: Option<Vec<String>>,
    /// Findings that are accepted.
    pub ignore: Vec<RawIgnore>,
    /// Other tools' logs.
    #[serde(deserialize_with = "one_or_many")]
    pub import: Vec<String>,
    /// In bytes.
    pub max_file_size: Option<u64>,
    /// So many failing findings pass.
    pub max_findings: Option<usize>,
    /// In percent.
    pub min_coverage: Option<f64>,
    /// Only new findings fail.
    pub new_only: Option<bool>,
    /// `fail` or `warn`.
    pub on_incomplete: Option<String>,
    /// By name.
    pub plugins: BTreeMap<String, PluginSettings>,
    /// 0: one for each processor.
    pub threads: Option<usize>,
    /// `YYYY-MM-DD`.
    pub today: Option<String>,
}

/// A plugin, built in or not.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct PluginSettings {
    /// The file of its component, from the root; none for one that is built in.
    pub source: Option<String>,
    /// `sha256:` and what it must be.
    pub digest: Option<String>,
    /// What the plugin is told.
    pub settings: serde_json::Map<String, serde_json::Value>,
    /// What it may do beyond looking at files.
    pub permissions: Vec<String>,
}

/// How far archives are opened.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct RawArchives {
    /// Containers within containers.
    pub depth: Option<u32>,
    /// Members of one file, all in all.
    pub members: Option<u64>,
    /// Unpacked bytes for a packed one.
    pub ratio: Option<u64>,
    /// Unpacked bytes of one file, all in all.
    pub unpacked: Option<u64>,
}

/// More of the gate.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct RawGate {
    /// Levels by plugin.
    pub plugins: BTreeMap<String, String>,
    /// Levels by rule.
    pub rules: BTreeMap<String, String>,
    /// The fewest files by plugin.
    pub min_files: BTreeMap<String, u64>,
    /// Gaps that are accepted.
    pub accept_gaps: Vec<RawAcceptedGap>,
}

/// A gap that is accepted.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RawAcceptedGap {
    /// A pattern.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// Findings that are accepted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RawIgnore {
    /// Patterns; none: everywhere.
    #[serde(default, alias = "paths", deserialize_with = "one_or_many")]
    pub path: Vec<String>,
    /// Rules.
    #[serde(alias = "rules", deserialize_with = "one_or_many")]
    pub rule: Vec<String>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds, `YYYY-MM-DD`.
    #[serde(default)]
    pub expires: Option<String>,
}

/// A variable holds one word where a file holds a list.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a text or a list of texts")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(word) => vec![word],
        OneOrMany::Many(words) => words,
    })
}

fn some_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    one_or_many(deserializer).map(Some)
}
