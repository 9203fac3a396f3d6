//! Reads OSV records out of a zip laid out like OSV's `all.zip`, or out of a folder, within bounds.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use zip::ZipReadOptions;
use zip::read::Config;
use zip::unstable::read::ZipIterable;

use crate::AdvisoryError;

/// Folders nested deeper are an error; no advisory database needs as many.
const MAX_DEPTH: usize = 32;

/// What a source may hold at most.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Bytes of one record; a larger one is skipped.
    pub record: u64,
    /// Bytes of all records, unpacked.
    pub total: u64,
    /// Records and other entries.
    pub entries: u64,
    /// Bytes of what is kept; a record that names many packages is kept once for each.
    pub kept: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { record: 8 << 20, total: 4 << 30, entries: 5_000_000, kept: 1 << 30 }
    }
}

/// Receives each record: its name in the source, and its bytes or why there are none.
type Visit<'a> = dyn FnMut(&str, Result<&[u8], String>) -> Result<(), AdvisoryError> + 'a;

/// Hands each `*.json` of `source` to `visit`: a zip's in the order of its directory, a folder's sorted by path.
pub(crate) fn for_each_record(source: &Path, name: &str, limits: Limits, visit: &mut Visit) -> Result<(), AdvisoryError> {
    let reader = Reader { name, limits, visit, entries: 0, bytes: 0, buffer: Vec::new() };
    if source.is_dir() { reader.folder(source) } else { reader.zip(source) }
}

struct Reader<'a> {
    name: &'a str,
    limits: Limits,
    visit: &'a mut Visit<'a>,
    entries: u64,
    bytes: u64,
    buffer: Vec<u8>,
}

impl Reader<'_> {
    fn zip(mut self, path: &Path) -> Result<(), AdvisoryError> {
        let file = File::open(path).map_err(|error| self.unreadable(&error))?;
        let mut archive =
            ZipIterable::try_new(BufReader::new(file), Config::default()).map_err(|error| self.unreadable(&error))?;
        let entries = archive.files().map_err(|error| self.unreadable(&error))?;
        while let Some(entry) = entries.next() {
            let entry = entry.map_err(|error| self.unreadable(&error))?;
            self.count_entry()?;
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            if !name.ends_with(".json") || entry.is_dir() {
                continue;
            }
            match entry.with_reader(entries.reader_mut(), ZipReadOptions::new()) {
                Ok(mut member) => self.record(&name, &mut member)?,
                Err(error) => (self.visit)(&name, Err(format!("it cannot be unpacked ({error})")))?,
            }
        }
        Ok(())
    }

    fn folder(mut self, root: &Path) -> Result<(), AdvisoryError> {
        let mut pending = vec![(root.to_owned(), 0)];
        while let Some((path, depth)) = pending.pop() {
            let children = self.children(&path, depth)?;
            for (child, is_folder) in children {
                self.count_entry()?;
                if is_folder {
                    pending.push((child, depth + 1));
                } else if child.extension().is_some_and(|extension| extension == "json") {
                    self.file(root, &child)?;
                }
            }
        }
        Ok(())
    }

    /// Files and folders in `path`, sorted. Links are not followed: they could lead in a circle.
    fn children(&self, path: &Path, depth: usize) -> Result<Vec<(PathBuf, bool)>, AdvisoryError> {
        if depth > MAX_DEPTH {
            return Err(self.too_large(format!("{MAX_DEPTH} folders inside each other")));
        }
        let mut children = Vec::new();
        for entry in fs::read_dir(path).map_err(|error| self.unreadable(&error))? {
            let entry = entry.map_err(|error| self.unreadable(&error))?;
            let kind = entry.file_type().map_err(|error| self.unreadable(&error))?;
            if kind.is_dir() || kind.is_file() {
                children.push((entry.path(), kind.is_dir()));
            }
            if children.len() as u64 > self.limits.entries {
                return Err(self.too_many());
            }
        }
        children.sort_unstable();
        Ok(children)
    }

    fn file(&mut self, root: &Path, path: &Path) -> Result<(), AdvisoryError> {
        let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
        match File::open(path) {
            Ok(mut file) => self.record(&name, &mut file),
            Err(error) => (self.visit)(&name, Err(format!("it cannot be opened ({error})"))),
        }
    }

    /// Reads one record whole and hands it on.
    fn record(&mut self, name: &str, from: &mut impl Read) -> Result<(), AdvisoryError> {
        let allowed = self.limits.record.min(self.limits.total.saturating_sub(self.bytes));
        self.buffer.clear();
        let read = from.take(allowed.saturating_add(1)).read_to_end(&mut self.buffer);
        let size = self.buffer.len() as u64;
        self.bytes = self.bytes.saturating_add(size);
        if self.bytes > self.limits.total {
            return Err(self.too_large(format!("{} bytes of records", self.limits.total)));
        }
        match read {
            Ok(_) if size > self.limits.record => {
                (self.visit)(name, Err(format!("it is larger than {} bytes", self.limits.record)))
            }
            Ok(_) => (self.visit)(name, Ok(&self.buffer)),
            Err(error) => (self.visit)(name, Err(format!("it cannot be read ({error})"))),
        }
    }

    fn count_entry(&mut self) -> Result<(), AdvisoryError> {
        self.entries = self.entries.saturating_add(1);
        if self.entries > self.limits.entries { Err(self.too_many()) } else { Ok(()) }
    }

    fn too_many(&self) -> AdvisoryError {
        self.too_large(format!("{} files", self.limits.entries))
    }

    fn too_large(&self, limit: String) -> AdvisoryError {
        AdvisoryError::TooLarge { source_name: self.name.to_owned(), limit }
    }

    fn unreadable(&self, error: &dyn std::error::Error) -> AdvisoryError {
        AdvisoryError::Source { source_name: self.name.to_owned(), reason: error.to_string() }
    }
}
