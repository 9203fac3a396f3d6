//! The names and sizes that writing and reading an index agree on; the crate's page describes the whole.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Snapshot;

/// Raised when an older reader would misread the index.
pub(crate) const FORMAT: u32 = 1;

/// The entry that tells what the others hold.
pub(crate) const MANIFEST: &str = "snapshot.json";

/// The largest manifest that is read, in bytes.
pub(crate) const MAX_MANIFEST: u64 = 1 << 20;

/// The largest bucket that is written or read, in bytes.
pub(crate) const MAX_BUCKET: u64 = 256 << 20;

/// The most buckets of one ecosystem.
pub(crate) const MAX_BUCKETS: u32 = 1 << 14;

/// Aimed at for one bucket, in bytes: larger ones pack better, smaller ones are looked up faster.
const BUCKET_SIZE: u64 = 16 << 10;

/// The entry `snapshot.json`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub format: u32,
    /// Sorted by ecosystem.
    pub ecosystems: Vec<Section>,
}

/// Only the format, which says whether the rest can be read.
#[derive(Deserialize)]
pub(crate) struct ManifestFormat {
    pub format: u32,
}

/// One ecosystem in the manifest.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Section {
    #[serde(flatten)]
    pub snapshot: Snapshot,
    pub buckets: u32,
}

/// The name of a bucket's entry.
pub(crate) fn bucket_name(ecosystem: &str, bucket: u32) -> String {
    format!("{ecosystem}/{bucket:04x}.json")
}

/// The bucket a normalised name falls into.
pub(crate) fn bucket_of(name: &str, buckets: u32) -> u32 {
    let digest = Sha256::digest(name.as_bytes());
    let head = digest.iter().take(4).fold(0_u32, |head, byte| head << 8 | u32::from(*byte));
    head.checked_rem(buckets).unwrap_or_default()
}

/// How many buckets records of so many bytes are spread over: a power of two.
pub(crate) fn bucket_count(bytes: u64) -> u32 {
    let wanted = u32::try_from(bytes / BUCKET_SIZE).unwrap_or(u32::MAX);
    wanted.clamp(1, MAX_BUCKETS).next_power_of_two().min(MAX_BUCKETS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_a_bounded_power_of_two_and_every_name_has_one() {
        assert_eq!([0, 16 << 10, 1 << 20, u64::MAX].map(bucket_count), [1, 1, 64, MAX_BUCKETS]);
        for (name, buckets) in [("", 1), ("django", 64), ("ñ", 3), ("x", 0)] {
            assert!(bucket_of(name, buckets) < buckets.max(1), "{name}");
        }
        assert_eq!(bucket_of("hello", u32::MAX), 0x2cf2_4dba);
        assert_eq!(bucket_name("PyPI", 10), "PyPI/000a.json");
    }
}
