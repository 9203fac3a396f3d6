//! An index opened for look-ups.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Cursor, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::value::RawValue;
use zip::ZipArchive;
use zip::read::Config;
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;

use crate::format::{self, FORMAT, MANIFEST, MAX_BUCKET, MAX_BUCKETS, MAX_MANIFEST, Manifest, ManifestFormat, Section};
use crate::names::{check_ecosystem, normalise};
use crate::{AdvisoryError, Snapshot};

/// The snapshot that is built in; `ATTRIBUTION.md` beside it says whose work it is.
static EMBEDDED: &[u8] = include_bytes!("../snapshot/advisories.zip");

/// More entries are not those of an index.
const MAX_ENTRIES: usize = 1 << 20;

/// When the unpacked buckets that are kept exceed this many bytes, they are dropped.
const MAX_CACHE: usize = 64 << 20;

/// The records of a bucket, by normalised name.
type Bucket = BTreeMap<String, Vec<String>>;

trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

/// An index of advisories. Look-ups may come from several threads; buckets are kept once unpacked.
pub struct Index {
    /// What messages call it: its path.
    name: String,
    sections: BTreeMap<String, Section>,
    /// A panic in another thread leaves nothing half done in it, so a poisoned lock is taken all the same.
    opened: Mutex<Opened>,
}

struct Opened {
    archive: ZipArchive<Box<dyn ReadSeek>>,
    cache: BTreeMap<(String, u32), Arc<Bucket>>,
    cached: usize,
}

impl Index {
    /// The snapshot that is built into the binary.
    ///
    /// # Errors
    ///
    /// [`AdvisoryError::Broken`] if the binary was built with a broken one.
    pub fn embedded() -> Result<Self, AdvisoryError> {
        Self::read("built into secws", Box::new(Cursor::new(EMBEDDED)))
    }

    /// An index in a file. The file is read as look-ups need it; replacing it does not disturb them.
    ///
    /// # Errors
    ///
    /// [`AdvisoryError::Missing`] if there is no such file, [`AdvisoryError::Broken`] if it cannot be read as an index.
    pub fn open(path: &Path) -> Result<Self, AdvisoryError> {
        let name = path.display().to_string();
        match File::open(path) {
            Ok(file) => Self::read(&name, Box::new(BufReader::new(file))),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(AdvisoryError::Missing { index: name }),
            Err(error) => Err(AdvisoryError::Broken { index: name, reason: error.to_string() }),
        }
    }

    /// The advisories in force for a package, as OSV JSON, sorted by id; each with the `affected` entries of this package
    /// only. The name is normalised as its ecosystem does.
    ///
    /// None for an ecosystem the index has no data for: [`Index::snapshot`] tells that from a package without advisories.
    ///
    /// # Errors
    ///
    /// [`AdvisoryError::Broken`] if the place that would hold them cannot be read.
    pub fn lookup(&self, ecosystem: &str, name: &str) -> Result<Vec<String>, AdvisoryError> {
        let Some(section) = self.sections.get(ecosystem) else { return Ok(Vec::new()) };
        let name = normalise(ecosystem, name);
        let bucket = self.bucket(ecosystem, format::bucket_of(&name, section.buckets))?;
        Ok(bucket.get(name.as_ref()).cloned().unwrap_or_default())
    }

    /// What is known of an ecosystem's data; none if there is none.
    #[must_use]
    pub fn snapshot(&self, ecosystem: &str) -> Option<&Snapshot> {
        self.sections.get(ecosystem).map(|section| &section.snapshot)
    }

    /// What is known of each ecosystem's data, sorted by ecosystem.
    #[must_use]
    pub fn status(&self) -> Vec<&Snapshot> {
        self.sections.values().map(|section| &section.snapshot).collect()
    }

    /// The sections, for an index that is built from this one.
    pub(crate) fn sections(&self) -> impl Iterator<Item = &Section> {
        self.sections.values()
    }

    /// A bucket as it is written, read and checked.
    pub(crate) fn bucket_json(&self, ecosystem: &str, bucket: u32) -> Result<Vec<u8>, AdvisoryError> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        let (bytes, _) = read_bucket(&mut opened.archive, ecosystem, bucket).map_err(|reason| self.broken(reason))?;
        Ok(bytes)
    }

    /// A bucket's records by name, from memory or from the archive.
    fn bucket(&self, ecosystem: &str, bucket: u32) -> Result<Arc<Bucket>, AdvisoryError> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (ecosystem.to_owned(), bucket);
        if let Some(known) = opened.cache.get(&key) {
            return Ok(Arc::clone(known));
        }
        let (bytes, records) = read_bucket(&mut opened.archive, ecosystem, bucket).map_err(|reason| self.broken(reason))?;
        let records = Arc::new(records);
        if opened.cached.saturating_add(bytes.len()) > MAX_CACHE {
            opened.cache.clear();
            opened.cached = 0;
        }
        opened.cached = opened.cached.saturating_add(bytes.len());
        opened.cache.insert(key, Arc::clone(&records));
        Ok(records)
    }

    fn read(name: &str, mut reader: Box<dyn ReadSeek>) -> Result<Self, AdvisoryError> {
        let broken = |reason: String| AdvisoryError::Broken { index: name.to_owned(), reason };
        let mut archive =
            open_archive(&mut reader).and_then(|()| ZipArchive::new(reader)).map_err(|error| broken(error.to_string()))?;
        let manifest = read_entry(&mut archive, MANIFEST, MAX_MANIFEST).map_err(broken)?;
        let sections = parse_manifest(&manifest).map_err(broken)?;
        let opened = Opened { archive, cache: BTreeMap::new(), cached: 0 };
        Ok(Self { name: name.to_owned(), sections, opened: Mutex::new(opened) })
    }

    fn broken(&self, reason: String) -> AdvisoryError {
        AdvisoryError::Broken { index: self.name.clone(), reason }
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Index").field("name", &self.name).field("status", &self.status()).finish_non_exhaustive()
    }
}

/// Refuses an archive whose directory claims more than it can hold, before anything is allocated for it.
fn open_archive(reader: &mut Box<dyn ReadSeek>) -> Result<(), ZipError> {
    let entries = ZipIterable::try_new(&mut *reader, Config::default())?.len();
    if entries > MAX_ENTRIES {
        return Err(ZipError::InvalidArchive("it has too many entries".into()));
    }
    reader.seek(SeekFrom::Start(0))?;
    Ok(())
}

/// Reads and parses a bucket. The error is a phrase for people.
fn read_bucket(
    archive: &mut ZipArchive<Box<dyn ReadSeek>>,
    ecosystem: &str,
    bucket: u32,
) -> Result<(Vec<u8>, Bucket), String> {
    let entry = format::bucket_name(ecosystem, bucket);
    let bytes = read_entry(archive, &entry, MAX_BUCKET)?;
    let records = parse_bucket(&bytes).map_err(|error| format!("{entry} is no bucket of records ({error})"))?;
    Ok((bytes, records))
}

/// Reads an entry whole. The error is a phrase for people.
fn read_entry(archive: &mut ZipArchive<Box<dyn ReadSeek>>, name: &str, limit: u64) -> Result<Vec<u8>, String> {
    let entry = archive.by_name(name).map_err(|error| format!("{name} cannot be found ({error})"))?;
    let mut bytes = Vec::new();
    entry
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| format!("{name} cannot be read ({error})"))?;
    if bytes.len() as u64 > limit { Err(format!("{name} is larger than {limit} bytes")) } else { Ok(bytes) }
}

fn parse_manifest(bytes: &[u8]) -> Result<BTreeMap<String, Section>, String> {
    let no_manifest = |error: serde_json::Error| format!("{MANIFEST} is not that of an index ({error})");
    let format = serde_json::from_slice::<ManifestFormat>(bytes).map_err(no_manifest)?.format;
    if format != FORMAT {
        return Err(format!("it has format {format}, and this version of secws reads format {FORMAT}"));
    }
    let manifest: Manifest = serde_json::from_slice(bytes).map_err(no_manifest)?;
    let mut sections = BTreeMap::new();
    for section in manifest.ecosystems {
        let ecosystem = &section.snapshot.ecosystem;
        if check_ecosystem(ecosystem).is_err() || !(1..=MAX_BUCKETS).contains(&section.buckets) {
            return Err(format!("{MANIFEST} describes an impossible ecosystem"));
        }
        sections.insert(ecosystem.clone(), section);
    }
    Ok(sections)
}

/// Checks that a bucket is JSON throughout, but takes the records as they are written.
fn parse_bucket(bytes: &[u8]) -> Result<Bucket, serde_json::Error> {
    let packages: BTreeMap<String, Vec<Box<RawValue>>> = serde_json::from_slice(bytes)?;
    let text = |record: Box<RawValue>| String::from(Box::<str>::from(record));
    Ok(packages.into_iter().map(|(name, records)| (name, records.into_iter().map(text).collect())).collect())
}
