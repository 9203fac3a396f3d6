//! Records of one package that speak of the same vulnerability, because their aliases meet.

use std::collections::{BTreeMap, BTreeSet};

use super::range::Verdict;
use super::record::Record;
use super::severity::Rating;
use super::version::Installed;

/// One vulnerability of one package.
#[derive(Debug)]
pub struct Cluster {
    /// Its best-known id: `CVE-` before `GHSA-` before others; of malware `MAL-` before all.
    pub name: String,
    /// All its ids, in order.
    pub ids: Vec<String>,
    /// What is said of it, in order of the ids; never empty.
    pub records: Vec<Record>,
}

impl Cluster {
    /// Whether the package, or a release of it, is malware.
    pub fn is_malware(&self) -> bool {
        self.ids.iter().any(|id| is_malware(id))
    }

    /// Whether a version is affected: what one record says is enough.
    pub fn verdict(&self, version: &Installed) -> Verdict {
        self.records.iter().map(|record| record.verdict(version)).max().unwrap_or(Verdict::Unaffected)
    }

    /// The worst rating of its records.
    pub fn rating(&self) -> Rating {
        let worse =
            |worst: Rating, record: &Record| if record.rating.is_worse_than(&worst) { record.rating.clone() } else { worst };
        self.records.iter().fold(Rating::default(), worse)
    }
}

fn is_malware(id: &str) -> bool {
    id.starts_with("MAL-")
}

/// Joins records whose ids or aliases meet, directly or through others.
pub fn join(mut records: Vec<Record>) -> Vec<Cluster> {
    records.sort_by(|a, b| a.id.cmp(&b.id));
    let mut parents: Vec<usize> = (0..records.len()).collect();
    let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, record) in records.iter().enumerate() {
        for id in &record.ids {
            let owner = *owners.entry(id).or_insert(index);
            unite(&mut parents, owner, index);
        }
    }
    let roots: Vec<usize> = (0..records.len()).map(|index| find(&mut parents, index)).collect();
    let mut groups: BTreeMap<usize, Vec<Record>> = BTreeMap::new();
    for (root, record) in roots.into_iter().zip(records) {
        groups.entry(root).or_default().push(record);
    }
    let mut clusters: Vec<Cluster> = groups.into_values().map(cluster).collect();
    clusters.sort_by_cached_key(|cluster| order(&cluster.name));
    clusters
}

fn cluster(records: Vec<Record>) -> Cluster {
    let ids: BTreeSet<&String> = records.iter().flat_map(|record| &record.ids).collect();
    let mut ids: Vec<String> = ids.into_iter().cloned().collect();
    ids.sort_by_cached_key(|id| order(id));
    let name = ids.iter().find(|id| is_malware(id)).or(ids.first()).cloned().unwrap_or_default();
    Cluster { name, ids, records }
}

/// How well known an id is, and then the numbers in it as numbers.
fn order(id: &str) -> (usize, Vec<u64>, String) {
    let kind = ["CVE-", "GHSA-", "MAL-", "PYSEC-"].iter().position(|start| id.starts_with(start)).unwrap_or(usize::MAX);
    let numbers = id.split('-').filter_map(|part| part.parse().ok()).collect();
    (kind, numbers, id.to_owned())
}

fn find(parents: &mut [usize], mut index: usize) -> usize {
    while let Some(&parent) = parents.get(index).filter(|parent| **parent != index) {
        // Halving the way keeps later ones short.
        let above = parents.get(parent).copied().unwrap_or(parent);
        if let Some(slot) = parents.get_mut(index) {
            *slot = above;
        }
        index = above;
    }
    index
}

fn unite(parents: &mut [usize], a: usize, b: usize) {
    let (a, b) = (find(parents, a), find(parents, b));
    if let Some(slot) = parents.get_mut(a.max(b)) {
        *slot = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Ecosystem;

    fn clusters(records: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
        let read = |(id, aliases): &(&str, &[&str])| {
            let affected = r#"[{"package": {"ecosystem": "PyPI", "name": "a"}}]"#;
            let json = format!(r#"{{"id": "{id}", "aliases": {aliases:?}, "affected": {affected}}}"#);
            Record::read(&json, Ecosystem::PyPi, "a").unwrap().unwrap()
        };
        join(records.iter().map(read).collect()).into_iter().map(|cluster| (cluster.name, cluster.ids)).collect()
    }

    #[test]
    fn aliases_join_through_others_and_the_best_known_names() {
        let found = clusters(&[
            ("PYSEC-2020-1", &["CVE-2020-10"]),
            ("GHSA-a", &["CVE-2020-9", "SNYK-1"]),
            ("OTHER-1", &["SNYK-1", "PYSEC-2020-1"]),
            ("PYSEC-2021-2", &[]),
            ("GHSA-b", &["PYSEC-2021-2"]),
        ]);
        let names: Vec<_> = found.iter().map(|(name, ids)| (name.as_str(), ids.len())).collect();
        assert_eq!(names, [("CVE-2020-9", 6), ("GHSA-b", 2)]);
    }

    #[test]
    fn malware_is_called_by_its_own_id() {
        assert_eq!(clusters(&[("PYSEC-2026-1", &["MAL-2026-5", "CVE-2026-1"])])[0].0, "MAL-2026-5");
    }
}
