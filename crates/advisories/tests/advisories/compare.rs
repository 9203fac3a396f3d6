//! Compares an index with the full records it was built from.

use std::collections::{BTreeMap, BTreeSet};

use secws_advisories::Index;
use serde_json::Value;

use crate::evaluate::{is_affected, packages_of, readings, versions_of};

/// What was compared.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Compared {
    pub packages: usize,
    /// Versions that any record of the package speaks of, over all packages.
    pub versions: usize,
    /// One for each record, version and reading.
    pub comparisons: usize,
    /// How many of the comparisons found "affected".
    pub affected: usize,
}

/// Asserts that of each `PyPI` package the index has the same records in force, and that these say of every version what
/// the full ones say, in every reading.
pub fn assert_same_answers(full: &[Value], index: &Index) -> Compared {
    let mut compared = Compared::default();
    for (name, full) in by_package(full) {
        let kept: Vec<Value> =
            index.lookup("PyPI", &name).unwrap().iter().map(|json| serde_json::from_str(json).unwrap()).collect();
        let kept: BTreeMap<_, _> = kept.iter().map(|record| (record["id"].as_str(), record)).collect();
        let ids: BTreeSet<_> = full.iter().map(|record| record["id"].as_str()).collect();
        assert_eq!(ids, kept.keys().copied().collect(), "{name}");
        let versions: BTreeSet<_> = full.iter().flat_map(|record| versions_of(record, &name)).collect();
        compared.packages += 1;
        compared.versions += versions.len();
        for record in full {
            for (version, reading) in versions.iter().flat_map(|version| readings().map(move |reading| (version, reading))) {
                let expected = is_affected(record, &name, version, reading);
                let found = is_affected(kept[&record["id"].as_str()], &name, version, reading);
                assert_eq!(found, expected, "{} {name} {version} {reading:?}", record["id"]);
                compared.comparisons += 1;
                compared.affected += usize::from(expected);
            }
        }
    }
    compared
}

/// The records in force of each package.
fn by_package(records: &[Value]) -> BTreeMap<String, Vec<&Value>> {
    let mut packages: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for record in records.iter().filter(|record| record["withdrawn"].is_null()) {
        for name in packages_of(record).collect::<BTreeSet<_>>() {
            packages.entry(name).or_default().push(record);
        }
    }
    packages
}
