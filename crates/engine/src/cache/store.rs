//! The store: one file, in which several runs may read and write at once (redb).
//!
//! Whatever goes wrong with it costs time, never a result: a store that cannot be opened, or is broken, is none. Each entry has
//! a checksum of its own, since a store may have been restored from anywhere.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use redb::{ConcurrencyMode, Database, ReadableDatabase as _, ReadableTable as _, TableDefinition};

/// Results by key: a checksum, then the files.
pub(super) const RESULTS: TableDefinition<'static, &'static [u8], &'static [u8]> = TableDefinition::new("results-1");
/// By root and path: a checksum, the stat and the name of the content.
pub(super) const STATS: TableDefinition<'static, &'static [u8], &'static [u8]> = TableDefinition::new("stats-1");
/// Memory for pages of the store, in bytes.
const PAGES: usize = 64 << 20;

/// Why a cache cannot be cleaned.
#[derive(Debug, thiserror::Error)]
#[error("the cache `{}` cannot be removed: {error}", .path.display())]
pub struct CacheError {
    /// Its file.
    pub path: PathBuf,
    /// Why.
    pub error: std::io::Error,
}

/// Where results are kept from run to run.
#[derive(Debug, Clone)]
pub struct Cache {
    /// The file; its folder is made when something is to be kept.
    pub path: PathBuf,
    /// How large it may grow, in bytes.
    pub most: u64,
}

/// New entries.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) results: Vec<([u8; 32], Vec<u8>)>,
    pub(super) stats: Vec<([u8; 32], Vec<u8>)>,
}

impl Cache {
    /// Removes it.
    ///
    /// # Errors
    /// It is there and cannot be removed.
    pub fn clean(&self) -> Result<(), CacheError> {
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(CacheError { path: self.path.clone(), error }),
            _ => Ok(()),
        }
    }

    /// How large it is, in bytes; none if there is none.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        Some(std::fs::metadata(&self.path).ok()?.len())
    }

    /// Opens it, or makes it. None, told in the log, if that fails.
    pub(super) fn open(&self) -> Option<Database> {
        let opened = guarded(|| {
            if let Some(folder) = self.path.parent() {
                make_folder(folder).map_err(|error| error.to_string())?;
            }
            let mut builder = Database::builder();
            builder.set_concurrency_mode(ConcurrencyMode::MultiWriter).set_cache_size(PAGES);
            builder.create(&self.path).map_err(|error| error.to_string())
        });
        match opened {
            Ok(database) => Some(database),
            Err(error) => {
                tracing::warn!(path = %self.path.display(), "the cache is not used: {error}");
                None
            }
        }
    }

    /// Keeps new entries, and drops what this run did not use if there would be too much.
    pub(super) fn keep(&self, database: &Database, pending: Pending, used: &[[u8; 32]]) {
        let kept = guarded(|| write(database, &pending).map_err(|error| error.to_string()));
        if let Err(error) = kept {
            tracing::warn!(path = %self.path.display(), "nothing was kept in the cache: {error}");
        }
        if self.size().is_some_and(|size| size > self.most) {
            let shrunk = guarded(|| shrink(database, used).map_err(|error| error.to_string()));
            if let Err(error) = shrunk {
                tracing::warn!(path = %self.path.display(), "the cache was not made smaller: {error}");
            }
        }
    }

    /// Ends with a store that is within its bound, or with none.
    pub(super) fn close(&self, database: Database) {
        let mut database = database;
        if self.size().is_some_and(|size| size > self.most) {
            let _ = guarded(|| database.compact().map_err(|error| error.to_string()));
            drop(database);
            if self.size().is_some_and(|size| size > self.most) {
                let _ = self.clean();
            }
        }
    }
}

fn write(database: &Database, pending: &Pending) -> Result<(), redb::Error> {
    let transaction = database.begin_write()?;
    {
        let mut results = transaction.open_table(RESULTS)?;
        for (key, value) in &pending.results {
            results.insert(key.as_slice(), value.as_slice())?;
        }
        let mut stats = transaction.open_table(STATS)?;
        for (key, value) in &pending.stats {
            stats.insert(key.as_slice(), value.as_slice())?;
        }
    }
    transaction.commit()?;
    Ok(())
}

/// Drops all results that are not used. What the index says of them does no harm, and goes with them.
fn shrink(database: &Database, used: &[[u8; 32]]) -> Result<(), redb::Error> {
    let mut used: Vec<&[u8]> = used.iter().map(<[u8; 32]>::as_slice).collect();
    used.sort_unstable();
    let transaction = database.begin_write()?;
    {
        let mut results = transaction.open_table(RESULTS)?;
        results.retain(|key, _| used.binary_search(&key).is_ok())?;
        let mut stats = transaction.open_table(STATS)?;
        if stats.iter()?.count() > used.len().saturating_mul(4) {
            stats.retain(|_, _| false)?;
        }
    }
    transaction.commit()?;
    Ok(())
}

/// A table as it was when the run began.
pub(super) type Table = redb::ReadOnlyTable<&'static [u8], &'static [u8]>;

/// A table as it is now; none if nothing was ever kept.
pub(super) fn table(database: &Database, table: TableDefinition<'static, &'static [u8], &'static [u8]>) -> Option<Table> {
    let opened = guarded(|| {
        let transaction = database.begin_read().map_err(|error| error.to_string())?;
        transaction.open_table(table).map_err(|error| error.to_string())
    });
    opened.ok()
}

/// What a table says of a key, if its checksum is right.
pub(super) fn lookup(table: &Table, key: &[u8]) -> Option<Vec<u8>> {
    let found = guarded(|| table.get(key).map_err(|error| error.to_string())).ok()??;
    checked(found.value()).map(<[u8]>::to_vec)
}

/// A value with its checksum in front.
pub(super) fn sealed(value: &[u8]) -> Vec<u8> {
    let mut bytes = crc32fast::hash(value).to_le_bytes().to_vec();
    bytes.extend(value);
    bytes
}

/// The value behind its checksum, if that is right.
pub(super) fn checked(bytes: &[u8]) -> Option<&[u8]> {
    let (sum, value) = bytes.split_first_chunk::<4>()?;
    (u32::from_le_bytes(*sum) == crc32fast::hash(value)).then_some(value)
}

/// Runs something on a store that anybody may have written: redb panics on some broken ones.
pub(super) fn guarded<T>(run: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err("it is broken".to_owned()))
}

/// For this user alone.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
