//! What is known of the data of one ecosystem, and the snapshot that is built into the binary.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Timestamp, Unit};
use serde::{Deserialize, Serialize};

use crate::AdvisoryError;
use crate::build::{Options, Summary, build};

/// The data of one ecosystem: how new, how much, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The ecosystem, as OSV writes it.
    pub ecosystem: String,
    /// When the newest record was last changed, RFC 3339; dates in the future when it was built do not count.
    pub modified: String,
    /// Advisories in force.
    pub records: u64,
    /// Packages with one.
    pub packages: u64,
    /// What it was built from: a file's or a folder's name, or an address without its credentials.
    pub source: String,
    /// SHA-256 of that file in lower-case hexadecimal; none for a folder.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sha256: Option<String>,
    /// The databases the advisories come from, by the prefix of their ids, and how many each gave.
    pub databases: BTreeMap<String, u64>,
    /// Whose work they are and under which licence, as far as the prefixes tell.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub attribution: Vec<String>,
}

impl Snapshot {
    /// Whole days from the newest record's change to `today` (`YYYY-MM-DD`); none if either is no date.
    #[must_use]
    pub fn age_in_days(&self, today: &str) -> Option<i64> {
        let today: Date = today.parse().ok()?;
        let modified = day_of(self.moment()?);
        let span = modified.until((Unit::Day, today)).ok()?;
        Some(i64::from(span.get_days()))
    }

    /// When the newest record was changed; none if that is no date, as only a forged index has it.
    pub(crate) fn moment(&self) -> Option<Timestamp> {
        self.modified.parse().ok()
    }
}

/// The day of a moment, in universal time.
pub(crate) fn day_of(moment: Timestamp) -> Date {
    Offset::UTC.to_datetime(moment).date()
}

/// Makes the file that is built into the binary out of a zip in OSV's layout, with this machine's clock for today.
///
/// # Errors
///
/// As [`build`].
pub fn make(source_zip: &Path, out: &Path) -> Result<Summary, AdvisoryError> {
    let today = day_of(Timestamp::now()).to_string();
    build(source_zip, None, &Options { today, ..Options::default() }, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(modified: &str, today: &str) -> Option<i64> {
        let snapshot = Snapshot {
            ecosystem: "PyPI".to_owned(),
            modified: modified.to_owned(),
            records: 1,
            packages: 1,
            source: "all.zip".to_owned(),
            sha256: None,
            databases: BTreeMap::new(),
            attribution: Vec::new(),
        };
        snapshot.age_in_days(today)
    }

    #[test]
    fn age_counts_calendar_days_in_universal_time() {
        assert_eq!(age("2026-07-23T14:34:38Z", "2026-07-23"), Some(0));
        assert_eq!(age("2026-07-23T23:59:59.999Z", "2026-07-24"), Some(1));
        assert_eq!(age("2024-02-28T00:00:00Z", "2025-03-01"), Some(367));
        assert_eq!(age("2026-07-23T23:00:00-05:00", "2026-07-25"), Some(1));
        assert_eq!(age("2026-07-24T00:00:00Z", "2026-07-23"), Some(-1));
    }

    #[test]
    fn what_is_no_date_has_no_age() {
        for (modified, today) in
            [("", "2026-07-23"), ("2026-07-23", "2026-07-23"), ("2026-07-23T00:00:00Z", "soon"), ("x", "y")]
        {
            assert_eq!(age(modified, today), None, "{modified} {today}");
        }
    }
}
