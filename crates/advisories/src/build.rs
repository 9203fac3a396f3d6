//! Builds an index out of a source of OSV records.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::collect::{Collected, Ecosystem, collect};
use crate::error::shown;
use crate::format::Section;
use crate::names::check_ecosystem;
use crate::source::Limits;
use crate::write::{Contents, buckets_of, write_index};
use crate::{AdvisoryError, Index, Snapshot, attribution};

/// Of so many ecosystems a message tells.
const MAX_NAMED: usize = 5;

/// How an index is to be built.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The ecosystems to take from the source. If none is named, the source must be about one, as OSV's are: that which
    /// every record names. (Some of its records name others too, but then by far not all of theirs are there.)
    pub ecosystems: Vec<String>,
    /// Today, as `YYYY-MM-DD`: later dates of change are errors in the data, and do not make it new.
    pub today: String,
    /// What to call the source in the index; if empty, its file name.
    pub source_name: String,
}

/// What building an index did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The ecosystems taken from the source.
    pub taken: Vec<Snapshot>,
    /// What the index held of these before.
    pub replaced: Vec<Snapshot>,
    /// Why the index that was there before could not be read, if so: whatever else it held is lost.
    pub lost: Option<String>,
    /// Records left out because they were withdrawn.
    pub withdrawn: u64,
    /// Records left out because they name no package of these ecosystems.
    pub unrelated: u64,
    /// Records left out because they are broken: each may hide a vulnerability.
    pub skipped: u64,
    /// The first of these.
    pub examples: Vec<Skipped>,
}

/// A record that was left out because it is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its name in the source, escaped and cut.
    pub name: String,
    /// Why, as a phrase.
    pub reason: String,
}

/// Builds an index at `to` out of a zip or a folder. Ecosystems of `existing` that the source is not about are kept.
/// Whatever was at `to` is replaced in one step, or stays as it was.
///
/// # Errors
///
/// [`AdvisoryError`]; among them that the source has no advisory in force for an ecosystem, or more broken records than
/// whole ones.
pub fn build(source: &Path, existing: Option<&Index>, options: &Options, to: &Path) -> Result<Summary, AdvisoryError> {
    let (contents, summary) = prepare(source, existing, options, Limits::default())?;
    write_index(contents, to)?;
    Ok(summary)
}

/// Everything but the writing.
pub(crate) fn prepare(
    source: &Path,
    existing: Option<&Index>,
    options: &Options,
    limits: Limits,
) -> Result<(Vec<Contents>, Summary), AdvisoryError> {
    let today = options.today.parse().map_err(|_| AdvisoryError::Today { text: shown(&options.today) })?;
    options.ecosystems.iter().try_for_each(|name| check_ecosystem(name))?;
    let name = name_of(source, options);
    let sha256 = digest(source).map_err(|error| unreadable(&name, &error))?;
    let mut collected = collect(source, &name, &options.ecosystems, today, limits)?;
    let ecosystems = choose(&collected, &name, &options.ecosystems)?;
    let mut contents = Vec::new();
    for ecosystem in &ecosystems {
        let records = collected.ecosystems.remove(ecosystem).unwrap_or_default();
        contents.push(section(ecosystem, &records, &name, sha256.clone(), today)?);
    }
    let taken = contents.iter().map(|(section, _)| section.snapshot.clone()).collect();
    let replaced = ecosystems.iter().filter_map(|name| existing?.snapshot(name).cloned()).collect();
    if let Some(existing) = existing {
        contents.extend(kept(existing, &ecosystems)?);
    }
    let Collected { withdrawn, unrelated, skipped, examples, .. } = collected;
    Ok((contents, Summary { taken, replaced, lost: None, withdrawn, unrelated, skipped, examples }))
}

fn name_of(source: &Path, options: &Options) -> String {
    if !options.source_name.is_empty() {
        return options.source_name.clone();
    }
    source.file_name().unwrap_or(source.as_os_str()).to_string_lossy().into_owned()
}

/// SHA-256 of a file in hexadecimal; none for a folder.
fn digest(source: &Path) -> io::Result<Option<String>> {
    if source.is_dir() {
        return Ok(None);
    }
    let mut file = File::open(source)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => hash.update(buffer.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Some(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

fn unreadable(name: &str, error: &io::Error) -> AdvisoryError {
    AdvisoryError::Source { source_name: name.to_owned(), reason: error.to_string() }
}

/// The ecosystems to take: those asked for, or the one the source is about.
fn choose(collected: &Collected, name: &str, asked: &[String]) -> Result<Vec<String>, AdvisoryError> {
    let empty = |ecosystem: Option<&String>| AdvisoryError::Empty {
        source_name: name.to_owned(),
        ecosystem: ecosystem.cloned(),
        first_skipped: collected.first_skipped(),
    };
    if let Some(missing) = asked.iter().find(|ecosystem| !collected.ecosystems.contains_key(*ecosystem)) {
        return Err(empty(Some(missing)));
    }
    if collected.kept == 0 {
        return Err(empty(None));
    }
    if collected.skipped > collected.kept {
        let first_skipped = collected.first_skipped();
        let (skipped, kept) = (collected.skipped, collected.kept);
        return Err(AdvisoryError::MostlyBroken { source_name: name.to_owned(), skipped, kept, first_skipped });
    }
    if asked.is_empty() {
        return Ok(vec![subject(collected, name)?]);
    }
    Ok(BTreeSet::from_iter(asked).into_iter().cloned().collect())
}

/// The one ecosystem that every record names.
fn subject(collected: &Collected, name: &str) -> Result<String, AdvisoryError> {
    let mut met: Vec<_> = collected.ecosystems.iter().map(|(ecosystem, records)| (records.records, ecosystem)).collect();
    met.sort_unstable_by(|one, other| other.cmp(one));
    match met.as_slice() {
        [(records, only), rest @ ..]
            if *records == collected.kept && rest.first().is_none_or(|(records, _)| *records < collected.kept) =>
        {
            check_ecosystem(only)?;
            Ok((*only).clone())
        }
        _ => {
            let found: Vec<_> =
                met.iter().take(MAX_NAMED).map(|(records, name)| format!("{}: {records}", shown(name))).collect();
            Err(AdvisoryError::UnclearEcosystem { source_name: name.to_owned(), found: found.join(", ") })
        }
    }
}

fn section(
    ecosystem: &str,
    records: &Ecosystem,
    source: &str,
    sha256: Option<String>,
    today: Date,
) -> Result<Contents, AdvisoryError> {
    let (_, modified) = records.newest.clone().ok_or_else(|| AdvisoryError::Undated {
        source_name: source.to_owned(),
        ecosystem: ecosystem.to_owned(),
        today: today.to_string(),
    })?;
    let buckets = buckets_of(records).map_err(|error| unreadable(source, &error))?;
    let snapshot = Snapshot {
        ecosystem: ecosystem.to_owned(),
        modified,
        records: records.records,
        packages: records.packages.len() as u64,
        source: source.to_owned(),
        sha256,
        databases: records.databases.clone(),
        attribution: attribution::of(records.databases.keys()),
    };
    let count = u32::try_from(buckets.len()).unwrap_or(u32::MAX);
    Ok((Section { snapshot, buckets: count }, buckets))
}

/// The ecosystems of `existing` but for those that are replaced.
fn kept(existing: &Index, replaced: &[String]) -> Result<Vec<Contents>, AdvisoryError> {
    let stays = |section: &&Section| !replaced.contains(&section.snapshot.ecosystem);
    let copy = |section: &Section| {
        let buckets = (0..section.buckets).map(|bucket| existing.bucket_json(&section.snapshot.ecosystem, bucket));
        Ok((section.clone(), buckets.collect::<Result<_, _>>()?))
    };
    existing.sections().filter(stays).map(copy).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::{Value, json};

    use super::*;

    /// What comes of a folder with these records.
    fn prepared(records: &[Value], limits: Limits) -> Result<Summary, AdvisoryError> {
        let folder = tempfile::tempdir().unwrap();
        for (number, record) in records.iter().enumerate() {
            fs::write(folder.path().join(format!("{number}.json")), record.to_string()).unwrap();
        }
        let options = Options { today: "2026-07-23".to_owned(), ..Options::default() };
        prepare(folder.path(), None, &options, limits).map(|(_, summary)| summary)
    }

    fn record(id: &str, packages: u32) -> Value {
        let affected =
            (0..packages).map(|number| json!({ "package": { "ecosystem": "PyPI", "name": format!("p{number}") } }));
        json!({ "id": id, "modified": "2026-07-01T00:00:00Z", "affected": affected.collect::<Vec<_>>() })
    }

    fn assert_too_large(records: &[Value], limits: Limits, limit: &str) {
        let error = prepared(records, limits).unwrap_err();
        assert!(matches!(error, AdvisoryError::TooLarge { .. }), "{error}");
        assert!(error.to_string().contains(limit), "{error}");
    }

    #[test]
    fn a_source_past_a_bound_is_refused_whole() {
        let records = [record("TEST-1", 1), record("TEST-2", 1), record("TEST-3", 1)];
        let size = records[0].to_string().len() as u64;
        assert_eq!(
            prepared(&records, Limits { entries: 3, total: 3 * size, record: size, ..Limits::default() }).unwrap().skipped,
            0
        );
        assert_too_large(&records, Limits { entries: 2, ..Limits::default() }, "2 files");
        assert_too_large(&records, Limits { total: 3 * size - 1, ..Limits::default() }, "bytes of records");
    }

    #[test]
    fn a_record_past_its_bound_is_skipped() {
        let records = [record("TEST-1", 1), record("TEST-2", 20)];
        let limits = Limits { record: records[0].to_string().len() as u64, ..Limits::default() };
        assert_eq!(prepared(&records, limits).unwrap().skipped, 1);
    }

    #[test]
    fn a_record_of_many_packages_does_not_multiply_without_end() {
        let mut record = record("TEST-1", 100);
        record["aliases"] = json!((0..100).map(|number| format!("CVE-2026-{number:06}")).collect::<Vec<_>>());
        assert!(prepared(std::slice::from_ref(&record), Limits::default()).is_ok());
        assert_too_large(&[record], Limits { kept: 100_000, ..Limits::default() }, "every package");
    }
}
