//! Why an index could not be made or read. Each message says what failed on what, and what to do about it.

use std::io;

use secws_remote::RemoteError;
use thiserror::Error;

/// Why an index could not be made or read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AdvisoryError {
    /// The source is no zip, no folder, or cannot be read.
    #[error("The advisories in `{source_name}` cannot be read: {reason}. Give a zip or a folder of OSV records in JSON.")]
    Source {
        /// File, folder or address.
        source_name: String,
        /// Why.
        reason: String,
    },
    /// The source holds more than is taken.
    #[error(
        "The advisories in `{source_name}` are not taken: there are more than {limit}. Check that it is the right source."
    )]
    TooLarge {
        /// File, folder or address.
        source_name: String,
        /// What was exceeded, with its unit.
        limit: String,
    },
    /// No advisory in force: an index is never replaced by an empty one.
    #[error("`{source_name}` holds no advisory that is in force{}; the index stays as it was. {first_skipped}", for_ecosystem(ecosystem.as_deref()))]
    Empty {
        /// File, folder or address.
        source_name: String,
        /// The ecosystem asked for, if one was.
        ecosystem: Option<String>,
        /// The first record that was skipped and why, or where to look.
        first_skipped: String,
    },
    /// More records were broken than whole.
    #[error(
        "{skipped} records in `{source_name}` are broken and only {kept} are whole; the index stays as it was. {first_skipped}"
    )]
    MostlyBroken {
        /// File, folder or address.
        source_name: String,
        /// Records that could not be used.
        skipped: u64,
        /// Records that could.
        kept: u64,
        /// The first record that was skipped and why.
        first_skipped: String,
    },
    /// Which ecosystem the source is about cannot be told from it.
    #[error(
        "`{source_name}` is about more than one ecosystem ({found}), and maybe not all of each. Name the one to take from it."
    )]
    UnclearEcosystem {
        /// File, folder or address.
        source_name: String,
        /// The ecosystems met, the most frequent first.
        found: String,
    },
    /// A name that no ecosystem has.
    #[error("`{name}` is no name of an ecosystem. Write it as OSV does: `PyPI`, `crates.io`, `npm`.")]
    EcosystemName {
        /// The name, escaped and cut.
        name: String,
    },
    /// Without a date the age of the data would be unknown.
    #[error(
        "No advisory for {ecosystem} in `{source_name}` was changed on or before {today}; the index stays as it was. Check the source, and the date of this machine."
    )]
    Undated {
        /// File, folder or address.
        source_name: String,
        /// The ecosystem without dates.
        ecosystem: String,
        /// The day taken as today.
        today: String,
    },
    /// The date handed in is none.
    #[error("`{text}` is no date. Write it as year, month and day: `2026-07-23`.")]
    Today {
        /// What was handed in, escaped and cut.
        text: String,
    },
    /// There is no index at that place.
    #[error("There is no advisory index at `{index}`. Get one with `secws db update`.")]
    Missing {
        /// Its file.
        index: String,
    },
    /// The index is damaged, or made by another version.
    #[error("The advisory index `{index}` is broken: {reason}. Get a new one with `secws db update`.")]
    Broken {
        /// Its file.
        index: String,
        /// What is wrong.
        reason: String,
    },
    /// The index could not be written.
    #[error("The advisory index `{index}` could not be written: {reason}. Check the folder; the index stays as it was.")]
    Write {
        /// Its file.
        index: String,
        /// Why.
        reason: io::Error,
    },
    /// The source could not be downloaded.
    #[error(transparent)]
    Download(#[from] RemoteError),
}

fn for_ecosystem(ecosystem: Option<&str>) -> String {
    ecosystem.map(|ecosystem| format!(" for {ecosystem}")).unwrap_or_default()
}

/// A string of others, fit to be printed: escaped, and cut after 100 characters.
pub(crate) fn shown(text: &str) -> String {
    const MAX: usize = 100;
    let mut shown: String = text.chars().take(MAX).flat_map(char::escape_debug).collect();
    if text.chars().nth(MAX).is_some() {
        shown.push('…');
    }
    shown
}
