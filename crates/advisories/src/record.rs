//! One OSV record, and what the index keeps of it.
//!
//! The types name what is kept; whatever they do not name is never read. So no prose can get into an index: what is kept
//! are ids, dates, names, versions, scores and classes, and each that is free text in OSV must look like one.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::coverage;
use crate::names::normalise;

/// Longer ids, severity words and classes are no such thing, in bytes.
const MAX_WORD_LENGTH: usize = 256;

/// A record as it is read.
#[derive(Debug, Deserialize)]
pub(crate) struct Record {
    pub id: String,
    #[serde(default)]
    pub modified: Option<String>,
    #[serde(default)]
    pub withdrawn: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "null_as_default")]
    aliases: Vec<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    severity: Vec<Severity>,
    #[serde(default, deserialize_with = "null_as_default")]
    affected: Vec<Affected>,
    #[serde(default, deserialize_with = "lenient")]
    database_specific: DatabaseSpecific,
}

#[derive(Debug, Deserialize, Serialize)]
struct Severity {
    r#type: String,
    score: String,
}

/// What differs from database to database; GitHub's are the word and the classes.
#[derive(Debug, Default, Deserialize, Serialize)]
struct DatabaseSpecific {
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    severity: Option<String>,
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "Vec::is_empty")]
    cwe_ids: Vec<String>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Affected {
    /// Absent in records about commits only.
    #[serde(default)]
    package: Option<Package>,
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    severity: Vec<Severity>,
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    ranges: Vec<Range>,
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    versions: Vec<String>,
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "AffectedSpecific::is_empty")]
    database_specific: AffectedSpecific,
}

#[derive(Debug, Deserialize, Serialize)]
struct Package {
    ecosystem: String,
    name: String,
}

/// RustSec says here that a record is no vulnerability: `unmaintained`, `unsound`, `notice`.
#[derive(Debug, Default, Deserialize, Serialize)]
struct AffectedSpecific {
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    informational: Option<String>,
}

/// A range of versions; the events stay in the order of the source.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Range {
    pub r#type: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub events: Vec<Event>,
}

/// One bound of a range; one of the four is set.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Event {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub introduced: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_affected: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
}

/// A record as it is kept for one package.
#[derive(Serialize)]
struct Reduced<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    aliases: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    severity: &'a [Severity],
    affected: &'a [&'a Affected],
    #[serde(skip_serializing_if = "DatabaseSpecific::is_empty")]
    database_specific: &'a DatabaseSpecific,
}

impl Record {
    /// Reads a record and reduces it. The error is a phrase for people.
    pub fn read(json: &[u8]) -> Result<Self, String> {
        let mut record: Self = serde_json::from_slice(json).map_err(|error| format!("it is no OSV record ({error})"))?;
        if !is_word(&record.id) {
            return Err("its id is none".to_owned());
        }
        record.aliases.retain(|alias| is_word(alias));
        record.severity.retain(Severity::is_known);
        record.database_specific.keep_words();
        for affected in &mut record.affected {
            affected.reduce();
        }
        Ok(record)
    }

    /// Hands each package's share, as OSV JSON, to `take`, with ecosystem and normalised name. One share at a
    /// time: a record can name very many packages, and what they have in common is in each.
    pub fn shares<E>(&self, mut take: impl FnMut(&str, Cow<'_, str>, Box<RawValue>) -> Result<(), E>) -> Result<(), E> {
        let mut packages: BTreeMap<(&str, Cow<'_, str>), Vec<&Affected>> = BTreeMap::new();
        for affected in &self.affected {
            if let Some(package) = &affected.package {
                let name = normalise(&package.ecosystem, &package.name);
                packages.entry((&package.ecosystem, name)).or_default().push(affected);
            }
        }
        for ((ecosystem, name), affected) in packages {
            // Strings and lists of them always serialise.
            let json = to_raw_value(&self.reduced(&affected)).unwrap_or_default();
            take(ecosystem, name, json)?;
        }
        Ok(())
    }

    fn reduced<'a>(&'a self, affected: &'a [&'a Affected]) -> Reduced<'a> {
        Reduced {
            id: &self.id,
            modified: self.modified.as_deref(),
            aliases: &self.aliases,
            severity: &self.severity,
            affected,
            database_specific: &self.database_specific,
        }
    }
}

impl Severity {
    /// Whether it is a kind with a vector or a word for its score.
    fn is_known(&self) -> bool {
        is_word(&self.r#type) && is_word(&self.score)
    }
}

impl DatabaseSpecific {
    fn keep_words(&mut self) {
        self.severity = self.severity.take().filter(|word| is_word(word));
        self.cwe_ids.retain(|class| class.starts_with("CWE-") && is_word(class));
    }

    fn is_empty(&self) -> bool {
        self.severity.is_none() && self.cwe_ids.is_empty()
    }
}

impl AffectedSpecific {
    fn is_empty(&self) -> bool {
        self.informational.is_none()
    }
}

impl Affected {
    /// Leaves out ranges of commits, and of the listed versions those that the ranges cover.
    fn reduce(&mut self) {
        self.ranges.retain(|range| range.r#type == "ECOSYSTEM" || range.r#type == "SEMVER");
        self.severity.retain(Severity::is_known);
        let specific = &mut self.database_specific;
        specific.informational = specific.informational.take().filter(|word| is_word(word));
        if self.package.as_ref().is_some_and(|package| package.ecosystem == "PyPI") {
            coverage::drop_covered(&mut self.versions, &self.ranges);
        }
    }
}

/// Whether a text is an id, a vector or a class: short, printable, without blanks.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_WORD_LENGTH && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Some writers put null where the schema wants an empty list.
fn null_as_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// For what the schema leaves free: anything of another form counts as absent.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(deserializer: D) -> Result<T, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}
