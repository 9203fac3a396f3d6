//! Writes an index: the same bytes for the same records, and either whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Seek, Write};
use std::path::Path;

use serde_json::value::RawValue;
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use crate::AdvisoryError;
use crate::collect::Ecosystem;
use crate::format::{FORMAT, MANIFEST, MAX_BUCKET, Manifest, Section, bucket_count, bucket_name, bucket_of};

/// An ecosystem's manifest entry and its buckets, in JSON.
pub(crate) type Contents = (Section, Vec<Vec<u8>>);

/// Spreads an ecosystem's records over buckets.
pub(crate) fn buckets_of(ecosystem: &Ecosystem) -> io::Result<Vec<Vec<u8>>> {
    let count = bucket_count(ecosystem.bytes);
    let mut buckets: BTreeMap<u32, BTreeMap<&str, Vec<&RawValue>>> =
        (0..count).map(|bucket| (bucket, BTreeMap::new())).collect();
    for (name, records) in &ecosystem.packages {
        let records = records.values().map(AsRef::as_ref).collect();
        buckets.entry(bucket_of(name, count)).or_default().insert(name, records);
    }
    buckets.values().map(bucket_json).collect()
}

fn bucket_json(records: &BTreeMap<&str, Vec<&RawValue>>) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(records)?;
    if json.len() as u64 > MAX_BUCKET { Err(io::Error::other("one package has too many records")) } else { Ok(json) }
}

/// Writes the index beside `to` and moves it there once it is complete and on the disk.
pub(crate) fn write_index(contents: Vec<Contents>, to: &Path) -> Result<(), AdvisoryError> {
    let written = folder_of(to).and_then(|folder| {
        let mut file = temporary(folder)?;
        write_archive(contents, file.as_file_mut())?;
        file.as_file().sync_all()?;
        file.persist(to).map_err(|error| error.error)
    });
    written.map(|_| ()).map_err(|reason| AdvisoryError::Write { index: to.display().to_string(), reason })
}

/// The folder an index is to be in, made if it is not there.
pub(crate) fn folder_of(to: &Path) -> io::Result<&Path> {
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    Ok(folder)
}

/// A temporary file in `folder`, which goes away unless it is kept.
pub(crate) fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".advisories-").suffix(".tmp");
    // Other users of a shared folder may read the index; the process's mask still applies.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    builder.tempfile_in(folder)
}

fn write_archive(contents: Vec<Contents>, to: &mut (impl Write + Seek)) -> io::Result<()> {
    let mut entries = BTreeMap::new();
    let mut manifest = Manifest { format: FORMAT, ecosystems: Vec::new() };
    for (section, buckets) in contents {
        for (bucket, json) in (0..).zip(buckets) {
            entries.insert(bucket_name(&section.snapshot.ecosystem, bucket), json);
        }
        manifest.ecosystems.push(section);
    }
    manifest.ecosystems.sort_by(|one, other| one.snapshot.ecosystem.cmp(&other.snapshot.ecosystem));
    entries.insert(MANIFEST.to_owned(), serde_json::to_vec_pretty(&manifest)?);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(to);
    for (name, json) in entries {
        archive.start_file(name, options)?;
        archive.write_all(&json)?;
    }
    archive.finish()?;
    Ok(())
}
