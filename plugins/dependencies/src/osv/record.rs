//! One record, as far as it is needed.

use std::cell::OnceCell;

use pep440_rs::Version;
use serde::{Deserialize, Deserializer};

use super::range::{Range, RawEvent, Verdict};
use super::severity::{self, Rating};
use super::version::{Installed, parse, public};
use crate::facts::Ecosystem;
use crate::names;

/// An advisory that was not withdrawn.
#[derive(Debug)]
pub struct Record {
    /// As its source calls it.
    pub id: String,
    /// Itself and its aliases.
    pub ids: Vec<String>,
    /// One line on what it is about, if the data has one.
    pub summary: Option<String>,
    /// How bad it is.
    pub rating: Rating,
    /// Numbers of its weaknesses.
    pub weaknesses: Vec<u32>,
    ranges: Vec<Range>,
    listed: Listed,
}

/// The versions that a record lists one by one.
#[derive(Debug, Default)]
struct Listed {
    /// As written, sorted.
    raw: Vec<String>,
    /// Those of PEP 440, sorted; read when first asked for.
    parsed: OnceCell<Vec<Version>>,
}

impl Listed {
    fn new(mut raw: Vec<String>) -> Self {
        raw.sort();
        Listed { raw, parsed: OnceCell::new() }
    }

    fn parsed(&self) -> &[Version] {
        self.parsed.get_or_init(|| {
            let mut parsed: Vec<Version> = self.raw.iter().filter_map(|raw| parse(raw)).collect();
            parsed.sort();
            parsed
        })
    }

    /// Whether a version is listed as written, or as the same version, with its local part or without.
    fn contains(&self, version: &Installed) -> bool {
        let has =
            |version: &Option<Version>| version.as_ref().is_some_and(|version| self.parsed().binary_search(version).is_ok());
        !self.raw.is_empty() && (self.raw.binary_search(&version.raw).is_ok() || has(&version.public) || has(&version.full))
    }
}

#[derive(Debug, Deserialize)]
struct Raw {
    id: String,
    #[serde(default, deserialize_with = "or_default")]
    aliases: Vec<String>,
    withdrawn: Option<String>,
    summary: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    affected: Vec<RawAffected>,
    #[serde(default, deserialize_with = "or_default")]
    severity: Vec<severity::RawSeverity>,
    database_specific: Option<RawSpecific>,
}

#[derive(Debug, Deserialize)]
struct RawAffected {
    package: Option<RawPackage>,
    #[serde(default, deserialize_with = "or_default")]
    ranges: Vec<RawRange>,
    #[serde(default, deserialize_with = "or_default")]
    versions: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    severity: Vec<severity::RawSeverity>,
}

#[derive(Debug, Deserialize)]
struct RawPackage {
    ecosystem: String,
    name: String,
}

#[derive(Debug, Deserialize)]
struct RawRange {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default, deserialize_with = "or_default")]
    events: Vec<RawEvent>,
}

#[derive(Debug, Default, Deserialize)]
struct RawSpecific {
    #[serde(default, deserialize_with = "lenient")]
    severity: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    cwe_ids: Option<Vec<String>>,
}

/// Databases write `null` for what they do not have.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// What a database adds on its own may have any form.
fn lenient<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(T::deserialize(value).ok())
}

impl Record {
    /// Reads a record for a package; none if it was withdrawn or speaks of other packages.
    ///
    /// # Errors
    /// It is not an OSV record.
    pub fn read(json: &str, ecosystem: Ecosystem, name: &str) -> Result<Option<Record>, serde_json::Error> {
        let raw: Raw = serde_json::from_str(json)?;
        let about =
            |affected: &RawAffected| affected.package.as_ref().is_some_and(|package| is_of(package, ecosystem, name));
        let affected: Vec<RawAffected> = raw.affected.into_iter().filter(about).collect();
        if raw.withdrawn.is_some() || affected.is_empty() {
            return Ok(None);
        }
        let specific = raw.database_specific.unwrap_or_default();
        let vectors = raw.severity.iter().chain(affected.iter().flat_map(|one| &one.severity));
        let rating = severity::rate(vectors, specific.severity.as_deref());
        let mut ids = vec![raw.id.clone()];
        ids.extend(raw.aliases.into_iter().filter(|alias| !alias.is_empty()));
        let mut record = Record {
            id: raw.id,
            ids,
            summary: raw.summary.filter(|summary| !summary.is_empty()),
            rating,
            weaknesses: specific
                .cwe_ids
                .unwrap_or_default()
                .iter()
                .filter_map(|id| id.strip_prefix("CWE-")?.parse().ok())
                .collect(),
            ranges: Vec::new(),
            listed: Listed::default(),
        };
        // A commit cannot be compared with a version. All other types are versions of the package's ecosystem.
        let ranges = affected.iter().flat_map(|one| &one.ranges).filter(|range| range.kind != "GIT");
        record.ranges = ranges.map(|range| Range::new(&range.events)).collect();
        record.listed = Listed::new(affected.into_iter().flat_map(|one| one.versions).collect());
        Ok(Some(record))
    }

    /// Whether a version is affected: it is listed, or in one of the ranges.
    pub fn verdict(&self, version: &Installed) -> Verdict {
        let by_range =
            self.ranges.iter().map(|range| range.verdict(version.public.as_ref())).max().unwrap_or(Verdict::Unaffected);
        if by_range == Verdict::Affected || self.listed.contains(version) { Verdict::Affected } else { by_range }
    }

    /// The ranges, in words.
    pub fn describe(&self) -> Vec<String> {
        let ranges: Vec<String> = self.ranges.iter().flat_map(Range::describe).collect();
        if ranges.is_empty() { self.listed.raw.iter().take(20).cloned().collect() } else { ranges }
    }

    /// The versions in which it was fixed.
    pub fn fixed(&self) -> impl Iterator<Item = &Version> {
        self.ranges.iter().flat_map(Range::fixed)
    }

    /// All versions that the record names and so shows to exist.
    pub fn versions(&self) -> impl Iterator<Item = Version> {
        let listed = self.listed.parsed().iter().cloned().map(public);
        self.ranges.iter().flat_map(Range::versions).cloned().chain(listed)
    }
}

fn is_of(package: &RawPackage, ecosystem: Ecosystem, name: &str) -> bool {
    // A suffix after a colon names a release of the ecosystem.
    package.ecosystem.split(':').next() == Some(ecosystem.as_str()) && names::normalize(&package.name) == name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(affected: &str, rest: &str) -> Option<Record> {
        let json = format!(r#"{{"id": "X-1", "aliases": null, "affected": [{affected}]{rest}}}"#);
        Record::read(&json, Ecosystem::PyPi, "zope-interface").unwrap()
    }

    fn package(rest: &str) -> String {
        format!(r#"{{"package": {{"ecosystem": "PyPI", "name": "Zope.Interface"}}{rest}}}"#)
    }

    #[test]
    fn listed_versions_are_affected_whatever_the_ranges_say() {
        let rest = r#", "versions": ["1.0", "2013-01-21T20:33", "2.0.0", "3.0+a.1"], "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "5"}]}]"#;
        let record = read(&package(rest), "").unwrap();
        for (version, wanted) in [
            ("1.0.0", Verdict::Affected),
            ("1.0+cpu", Verdict::Affected),
            ("2013-01-21T20:33", Verdict::Affected),
            ("2", Verdict::Affected),
            ("v2.0", Verdict::Affected),
            ("3.0+a.1", Verdict::Affected),
            ("3.0", Verdict::Unaffected),
            ("1!1.0", Verdict::Affected),
            ("1!5.0", Verdict::Affected),
            ("4", Verdict::Unaffected),
            ("2013-01-22", Verdict::Undecided),
        ] {
            // A later epoch is after the start of the range.
            assert_eq!(record.verdict(&Installed::new(version)), wanted, "{version}");
        }
    }

    #[test]
    fn withdrawn_records_and_those_of_others_are_none() {
        assert!(read(&package(""), r#", "withdrawn": "2024-01-01T00:00:00Z""#).is_none());
        assert!(read(r#"{"package": {"ecosystem": "PyPI", "name": "other"}}"#, "").is_none());
        assert!(read(r#"{"package": {"ecosystem": "npm", "name": "zope-interface"}}"#, "").is_none());
        assert!(read(&package(""), r#", "withdrawn": null"#).is_some());
    }

    #[test]
    fn only_the_entries_of_the_package_count() {
        let other = r#"{"package": {"ecosystem": "PyPI", "name": "other"}, "versions": ["1.0"]}"#;
        let record = read(&format!("{other}, {}", package(r#", "versions": ["2.0"]"#)), "").unwrap();
        assert_eq!(record.verdict(&Installed::new("1.0")), Verdict::Unaffected);
        assert_eq!(record.verdict(&Installed::new("2.0")), Verdict::Affected);
    }

    #[test]
    fn commits_are_not_compared_with_versions() {
        let record = read(&package(r#", "ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]"#), "").unwrap();
        assert_eq!(record.verdict(&Installed::new("1.0")), Verdict::Unaffected);
    }
}
