//! All that is known of one package.

use std::collections::BTreeSet;

use pep440_rs::Version;

use super::cluster::Cluster;
use super::range::Verdict;
use super::version::Installed;

/// The vulnerabilities of one package.
#[derive(Debug, Default)]
pub struct Known {
    /// In order of their names.
    pub clusters: Vec<Cluster>,
}

/// What is known of one version, by positions in [`Known::clusters`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessment {
    /// Those that affect it.
    pub affected: Vec<usize>,
    /// Those of which it cannot be told.
    pub undecided: Vec<usize>,
}

impl Known {
    /// Which vulnerabilities a version has.
    pub fn assess(&self, version: &Installed) -> Assessment {
        let mut assessment = Assessment::default();
        for (position, cluster) in self.clusters.iter().enumerate() {
            match cluster.verdict(version) {
                Verdict::Affected => assessment.affected.push(position),
                Verdict::Undecided => assessment.undecided.push(position),
                Verdict::Unaffected => {}
            }
        }
        assessment
    }

    /// The vulnerabilities at these positions.
    pub fn at<'k>(&'k self, positions: &'k [usize]) -> impl Iterator<Item = &'k Cluster> {
        positions.iter().filter_map(|&position| self.clusters.get(position))
    }

    /// The version above an installed one to go to, of which no vulnerability is known: a release before a pre-release,
    /// then one of the same major version, then the smallest. Only versions that fixed something are known to exist.
    pub fn safe_above(&self, installed: &Version) -> Option<Version> {
        let mut candidates: Vec<Version> = self.fixed().into_iter().filter(|version| version > installed).collect();
        let near = |version: &Version| version.epoch() == installed.epoch() && major(version) == major(installed);
        let early = |version: &Version| version.any_prerelease() && !installed.any_prerelease();
        // Stable, so that within each kind the smallest stays first.
        candidates.sort_by_key(|version| (early(version), !near(version)));
        candidates.into_iter().find(|version| self.is_safe(version))
    }

    /// Whether nothing is known against a version.
    pub fn is_safe(&self, version: &Version) -> bool {
        let version = as_installed(version);
        self.clusters.iter().all(|cluster| cluster.verdict(&version) == Verdict::Unaffected)
    }

    /// The versions that fixed something, in order.
    pub fn fixed(&self) -> BTreeSet<Version> {
        self.records().flat_map(super::Record::fixed).cloned().collect()
    }

    /// The versions that are known to exist, in order.
    pub fn versions(&self) -> BTreeSet<Version> {
        self.records().flat_map(super::Record::versions).collect()
    }

    fn records(&self) -> impl Iterator<Item = &super::Record> {
        self.clusters.iter().flat_map(|cluster| &cluster.records)
    }
}

impl Cluster {
    /// The first version above an installed one in which this vulnerability is fixed.
    pub fn fixed_above(&self, installed: &Version) -> Option<Version> {
        let fixed: BTreeSet<&Version> =
            self.records.iter().flat_map(super::Record::fixed).filter(|version| *version > installed).collect();
        fixed.into_iter().find(|version| self.verdict(&as_installed(version)) == Verdict::Unaffected).cloned()
    }

    /// All versions in which it is fixed, in order.
    pub fn fixed(&self) -> BTreeSet<Version> {
        self.records.iter().flat_map(super::Record::fixed).cloned().collect()
    }
}

/// A version as one that is installed.
pub fn as_installed(version: &Version) -> Installed {
    Installed { raw: version.to_string(), full: Some(version.clone()), public: Some(super::public(version.clone())) }
}

fn major(version: &Version) -> u64 {
    version.release().first().copied().unwrap_or_default()
}
