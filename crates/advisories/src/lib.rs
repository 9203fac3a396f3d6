//! Known vulnerabilities: verify, index, look up.
//!
//! [`build`] reads records in OSV's JSON, from a zip laid out like OSV's `all.zip` or from a folder, and writes one local
//! index. [`Index`] opens one and answers look-ups; [`Index::embedded`] is the one built into the binary. [`update`] renews
//! the index of a user, from the network or from a file. [`Database`] asks several indexes as one. Nothing here decides
//! whether a version is affected: that is the business of the plugin that asks.
//!
//! # What is kept
//!
//! Facts only, no prose: `id`, `modified`, `aliases`, `severity`, GitHub's `database_specific.severity` and `cwe_ids`,
//! RustSec's `affected[].database_specific.informational`, and of `affected` the package, `severity`, the ranges by version
//! (`ECOSYSTEM`, `SEMVER`; events in the order of the source) and `versions`. Of a package in `PyPI`, listed versions that
//! the ranges of the same entry cover beyond doubt are left out; others list them all. Withdrawn records are left out.
//!
//! # The format
//!
//! An index is a ZIP archive: entries sorted by name, dated 1980-01-01, deflated; the same records give the same bytes.
//!
//! | entry | content |
//! | --- | --- |
//! | `snapshot.json` | `format`, raised when older readers would misread it, and for each of `ecosystems` a [`Snapshot`] with the number of its `buckets` |
//! | `<ecosystem>/<bucket>.json` | an object from normalised package name to a list of OSV records, sorted by id |
//!
//! A name's bucket is the first four bytes of its SHA-256, as a big-endian number, modulo the number of buckets; in the
//! entry's name it has at least four hexadecimal digits. All buckets are there, empty ones too, so that a missing one shows.
//! A record about several packages is in the list of each, with the `affected` entries of that package.
//!
//! # Bounds
//!
//! Of a source at most 5 million files, 8 MiB a record, 4 GiB of records and 1 GiB of what is kept of them. An index is
//! written beside its place and moved there when it is complete: an interrupted update loses nothing, and an empty or mostly
//! broken source replaces nothing.
#![forbid(unsafe_code)]

mod attribution;
mod build;
mod collect;
mod coverage;
mod database;
mod error;
mod format;
mod index;
mod names;
mod record;
pub mod snapshot;
mod source;
mod update;
mod write;

pub use build::{Options, Skipped, Summary, build};
pub use database::Database;
pub use error::AdvisoryError;
pub use index::Index;
pub use names::normalise;
pub use snapshot::Snapshot;
pub use update::{MAX_DOWNLOAD, PYPI_URL, Source, default_url, update};
