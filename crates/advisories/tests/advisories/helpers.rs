//! Sources and indexes for the tests.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use secws_advisories::{AdvisoryError, Index, Options, Summary, build};
use serde_json::{Value, json};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The day the tests take as today.
pub const TODAY: &str = "2026-07-23";

/// The made-up records in `tests/sample`, one for each oddity of real ones.
pub fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sample")
}

/// All of a folder's records, read whole.
pub fn records_in(folder: &Path) -> Vec<Value> {
    let children = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let records = children.flat_map(|path| {
        if path.is_dir() { records_in(&path) } else { vec![serde_json::from_slice(&fs::read(&path).unwrap()).unwrap()] }
    });
    records.collect()
}

/// Taking these ecosystems; none: the one the source is about.
pub fn options(ecosystems: &[&str]) -> Options {
    let ecosystems = ecosystems.iter().map(|name| (*name).to_owned()).collect();
    Options { ecosystems, today: TODAY.to_owned(), ..Options::default() }
}

/// A record that every version of one package is affected.
pub fn record(id: &str, ecosystem: &str, name: &str) -> Value {
    record_of(id, &[(ecosystem, name)])
}

/// The same of several packages.
pub fn record_of(id: &str, packages: &[(&str, &str)]) -> Value {
    let affected: Vec<Value> = packages
        .iter()
        .map(|(ecosystem, name)| {
            let range = json!({ "type": "ECOSYSTEM", "events": [{ "introduced": "0" }] });
            json!({ "package": { "ecosystem": ecosystem, "name": name }, "ranges": [range] })
        })
        .collect();
    json!({ "id": id, "modified": "2026-07-01T00:00:00Z", "affected": affected })
}

/// A zip with these entries.
pub fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A zip in OSV's layout.
pub fn zip_of_records(records: &[Value]) -> Vec<u8> {
    let entries: Vec<_> = records
        .iter()
        .map(|record| (format!("{}.json", record["id"].as_str().unwrap()), serde_json::to_vec(record).unwrap()))
        .collect();
    let entries: Vec<_> = entries.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    zip_of(&entries)
}

/// A folder for one test's source and index.
pub struct Place(TempDir);

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Where the test's index is.
    pub fn index(&self) -> PathBuf {
        self.path("advisories.zip")
    }

    pub fn open(&self) -> Index {
        Index::open(&self.index()).unwrap()
    }

    pub fn write(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Builds the index out of a zip with these bytes.
    pub fn build(&self, zip: &[u8], ecosystems: &[&str]) -> Result<Summary, AdvisoryError> {
        let source = self.write("all.zip", zip);
        build(&source, None, &options(ecosystems), &self.index())
    }

    /// The names in the folder, sorted.
    pub fn names(&self) -> Vec<String> {
        let names = fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    }
}

/// The ids of records.
pub fn ids(records: &[String]) -> Vec<String> {
    records.iter().map(|record| serde_json::from_str::<Value>(record).unwrap()["id"].as_str().unwrap().to_owned()).collect()
}
