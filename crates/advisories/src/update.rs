//! Brings the index of a user up to date, from the network or from a file.

use std::path::{Path, PathBuf};

use secws_remote::{Request, download};
use tempfile::NamedTempFile;

use crate::build::{Options, Summary, prepare};
use crate::source::Limits;
use crate::write::{Contents, folder_of, temporary, write_index};
use crate::{AdvisoryError, Index};

/// The most that is downloaded, in bytes.
pub const MAX_DOWNLOAD: u64 = 512 << 20;

/// Where OSV publishes its advisories for `PyPI`.
pub const PYPI_URL: &str = "https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip";

/// Where OSV publishes its advisories for an ecosystem.
#[must_use]
pub fn default_url(ecosystem: &str) -> String {
    PYPI_URL.replace("PyPI", &ecosystem.replace(' ', "%20"))
}

/// Where new advisories come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A zip on this machine.
    File(PathBuf),
    /// A folder on this machine.
    Folder(PathBuf),
    /// A zip to be downloaded.
    Url(Request),
}

impl Source {
    /// A zip to be downloaded, of at most [`MAX_DOWNLOAD`] bytes.
    ///
    /// # Errors
    ///
    /// [`AdvisoryError::Download`] if the address cannot or must not be asked.
    pub fn url(url: &str) -> Result<Self, AdvisoryError> {
        Ok(Self::Url(Request::new(url, MAX_DOWNLOAD)?))
    }

    /// What a user's word names: an address if it has a scheme, a folder if there is one, a file otherwise.
    ///
    /// # Errors
    ///
    /// [`AdvisoryError::Download`] if it is an address that cannot or must not be asked.
    pub fn of(text: &str) -> Result<Self, AdvisoryError> {
        if text.contains("://") {
            return Self::url(text);
        }
        let path = PathBuf::from(text);
        Ok(if path.is_dir() { Self::Folder(path) } else { Self::File(path) })
    }
}

/// Replaces at `to` the ecosystems that `from` is about and keeps the others. Whatever happens, an index that was at `to`
/// before is there afterwards, or its successor. One that cannot be read is replaced, which [`Summary::lost`] tells.
///
/// # Errors
///
/// [`AdvisoryError`], as [`build`](crate::build).
pub fn update(from: &Source, options: &Options, to: &Path) -> Result<Summary, AdvisoryError> {
    let mut options = options.clone();
    let (path, downloaded) = match from {
        Source::File(path) | Source::Folder(path) => (path.clone(), None),
        Source::Url(request) => {
            options.source_name = request.address.to_string();
            let file = fetch(request, to)?;
            (file.path().to_owned(), Some(file))
        }
    };
    let (contents, mut summary, lost) = merge(&path, &options, to)?;
    drop(downloaded);
    summary.lost = lost;
    write_index(contents, to)?;
    Ok(summary)
}

/// Downloads beside `to`; the file goes away when it is dropped.
fn fetch(request: &Request, to: &Path) -> Result<NamedTempFile, AdvisoryError> {
    let mut file = folder_of(to)
        .and_then(temporary)
        .map_err(|reason| AdvisoryError::Write { index: to.display().to_string(), reason })?;
    download(request, &mut file)?;
    Ok(file)
}

/// What to write, what it is, and why the former index could not be read, if so.
type Merged = (Vec<Contents>, Summary, Option<String>);

/// Prepares the new index out of `source` and of what is at `to`, unless that cannot be read.
fn merge(source: &Path, options: &Options, to: &Path) -> Result<Merged, AdvisoryError> {
    let merged = match Index::open(to) {
        Ok(existing) => prepare(source, Some(&existing), options, Limits::default()),
        Err(AdvisoryError::Missing { .. }) => prepare(source, None, options, Limits::default()),
        Err(error) => Err(error),
    };
    match merged {
        Ok((contents, summary)) => Ok((contents, summary, None)),
        Err(AdvisoryError::Broken { reason, .. }) => {
            let (contents, summary) = prepare(source, None, options, Limits::default())?;
            Ok((contents, summary, Some(reason)))
        }
        Err(error) => Err(error),
    }
}
