//! Settings as they are written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Deserializer};

/// All keys.
pub const KEYS: &[&str] =
    &["advisories", "disable", "enable", "fail-on", "format", "max-file-size", "plugin", "plugins", "threads", "today"];

/// Settings as they are written; what they mean is checked later.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct RawSettings {
    /// The index of advisories.
    pub advisories: Option<PathBuf>,
    /// Rules that are off.
    #[serde(deserialize_with = "one_or_many")]
    pub disable: Vec<String>,
    /// Rules that are on.
    #[serde(deserialize_with = "one_or_many")]
    pub enable: Vec<String>,
    /// A severity.
    pub fail_on: Option<String>,
    /// `NAME[=FILE]`.
    #[serde(deserialize_with = "some_or_many")]
    pub format: Option<Vec<String>>,
    /// In bytes.
    pub max_file_size: Option<u64>,
    /// Plugins' own tables, by name.
    pub plugin: BTreeMap<String, serde_json::Value>,
    /// Components.
    pub plugins: Vec<PathBuf>,
    /// 0: one for each processor.
    pub threads: Option<usize>,
    /// `YYYY-MM-DD`.
    pub today: Option<String>,
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
