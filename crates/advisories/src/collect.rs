//! Gathers a source's records by ecosystem and package.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::value::RawValue;

use crate::AdvisoryError;
use crate::attribution;
use crate::build::Skipped;
use crate::error::shown;
use crate::record::Record;
use crate::snapshot::day_of;
use crate::source::{Limits, for_each_record};

/// Of so many skipped records name and reason are told; the others are only counted.
const MAX_EXAMPLES: usize = 20;

/// The records of a source.
pub(crate) struct Collected {
    source_name: String,
    /// The ecosystems to gather; none named: all.
    wanted: Vec<String>,
    today: Date,
    ids: BTreeSet<String>,
    max_kept_bytes: u64,
    kept_bytes: u64,
    pub ecosystems: BTreeMap<String, Ecosystem>,
    /// Records in force that name a package of a wanted ecosystem.
    pub kept: u64,
    /// Records in force that do not.
    pub unrelated: u64,
    pub withdrawn: u64,
    pub skipped: u64,
    pub examples: Vec<Skipped>,
}

/// The records of one ecosystem.
#[derive(Default)]
pub(crate) struct Ecosystem {
    /// By normalised name, then by id.
    pub packages: BTreeMap<String, BTreeMap<String, Box<RawValue>>>,
    pub records: u64,
    pub bytes: u64,
    /// The latest change that is not in the future, as moment and as it is written.
    pub newest: Option<(Timestamp, String)>,
    pub databases: BTreeMap<String, u64>,
}

/// Reads all of a source.
pub(crate) fn collect(
    source: &Path,
    source_name: &str,
    wanted: &[String],
    today: Date,
    limits: Limits,
) -> Result<Collected, AdvisoryError> {
    let mut collected = Collected {
        source_name: source_name.to_owned(),
        wanted: wanted.to_vec(),
        today,
        ids: BTreeSet::new(),
        max_kept_bytes: limits.kept,
        kept_bytes: 0,
        ecosystems: BTreeMap::new(),
        kept: 0,
        unrelated: 0,
        withdrawn: 0,
        skipped: 0,
        examples: Vec::new(),
    };
    for_each_record(source, source_name, limits, &mut |name, json| match json.and_then(Record::read) {
        Ok(record) => collected.add(name, &record),
        Err(reason) => {
            collected.skip(name, &reason);
            Ok(())
        }
    })?;
    Ok(collected)
}

impl Collected {
    fn add(&mut self, name: &str, record: &Record) -> Result<(), AdvisoryError> {
        if !self.ids.insert(record.id.clone()) {
            self.skip(name, "another record has the same id");
            return Ok(());
        }
        if record.withdrawn.is_some() {
            self.withdrawn += 1;
            return Ok(());
        }
        let mut related = BTreeSet::new();
        record.shares(|ecosystem, package, json| {
            if self.wanted.is_empty() || self.wanted.iter().any(|wanted| wanted == ecosystem) {
                self.keep(ecosystem, package.into_owned(), &record.id, json)?;
                related.insert(ecosystem.to_owned());
            }
            Ok::<(), AdvisoryError>(())
        })?;
        if related.is_empty() {
            self.unrelated += 1;
        } else {
            self.kept += 1;
        }
        for ecosystem in related {
            self.ecosystems.entry(ecosystem).or_default().count(record, self.today);
        }
        Ok(())
    }

    fn keep(&mut self, ecosystem: &str, package: String, id: &str, json: Box<RawValue>) -> Result<(), AdvisoryError> {
        let size = json.get().len() as u64;
        self.kept_bytes = self.kept_bytes.saturating_add(size);
        if self.kept_bytes > self.max_kept_bytes {
            let limit = format!("{} bytes of records, each counted for every package it names", self.max_kept_bytes);
            return Err(AdvisoryError::TooLarge { source_name: self.source_name.clone(), limit });
        }
        let ecosystem = self.ecosystems.entry(ecosystem.to_owned()).or_default();
        ecosystem.bytes = ecosystem.bytes.saturating_add(size);
        ecosystem.packages.entry(package).or_default().insert(id.to_owned(), json);
        Ok(())
    }

    fn skip(&mut self, name: &str, reason: &str) {
        self.skipped += 1;
        if self.examples.len() < MAX_EXAMPLES {
            self.examples.push(Skipped { name: shown(name), reason: shown(reason) });
        }
    }

    /// A sentence on the first skipped record, or on where else to look.
    pub fn first_skipped(&self) -> String {
        match self.examples.first() {
            Some(Skipped { name, reason }) => format!("`{name}` was skipped: {reason}."),
            None => "Check that it is the right source.".to_owned(),
        }
    }
}

impl Ecosystem {
    fn count(&mut self, record: &Record, today: Date) {
        self.records += 1;
        *self.databases.entry(attribution::prefix(&record.id).to_owned()).or_default() += 1;
        let Some(text) = &record.modified else { return };
        let Ok(moment) = text.parse::<Timestamp>() else { return };
        let candidate = (moment, text.clone());
        if day_of(moment) <= today && self.newest.as_ref().is_none_or(|newest| *newest < candidate) {
            self.newest = Some(candidate);
        }
    }
}
