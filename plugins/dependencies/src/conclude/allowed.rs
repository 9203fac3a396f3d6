//! What is known against the versions that a range allows, without guessing which of them is installed.

use std::collections::BTreeSet;
use std::str::FromStr;

use pep440_rs::{Operator, Version, VersionSpecifiers};

use crate::osv::{Assessment, Installed, Known, Verdict};

/// What a requirement allows: the versions that fit one of these.
#[derive(Debug)]
pub struct Allowed(Vec<VersionSpecifiers>);

/// What is known against all that is allowed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Vulnerabilities that whatever is installed has, by position; whether there is no doubt.
    pub unavoidable: Vec<(usize, bool)>,
    /// The lowest version that is allowed, if the requirement names one, and the vulnerabilities that it has.
    pub floor: Option<(Version, Vec<usize>)>,
}

impl Allowed {
    /// Reads the specifiers.
    pub fn new(ranges: &[String]) -> Option<Self> {
        let read = ranges.iter().map(|range| VersionSpecifiers::from_str(range).ok()).collect::<Option<Vec<_>>>()?;
        (!read.is_empty()).then_some(Allowed(read))
    }

    /// Whether a version is allowed. Pre-releases are only where the requirement names one.
    pub fn contains(&self, version: &Version) -> bool {
        let named = |specifiers: &VersionSpecifiers| specifiers.iter().any(|specifier| specifier.any_prerelease());
        // Written out, so that `==1.2.*` does not take `1` for a version that starts with 1.2.
        let padded = pad(version, 8, None);
        self.0.iter().any(|specifiers| (!version.any_prerelease() || named(specifiers)) && specifiers.contains(&padded))
    }

    /// Judges all that is known of the package.
    pub fn judge(&self, known: &Known) -> Judgement {
        if known.clusters.is_empty() {
            return Judgement::default();
        }
        let existing: BTreeSet<Version> = known.versions().into_iter().filter(|version| self.contains(version)).collect();
        let Some(newest) = self.newest(known) else { return Judgement::default() };
        let mut unavoidable: Vec<(usize, bool)> =
            affected(known, &newest).into_iter().map(|position| (position, true)).collect();
        if unavoidable.is_empty() && !self.is_open() {
            unavoidable = unavoidable_of(known, &existing);
        }
        let floor =
            self.floor().map(|floor| (floor.clone(), affected(known, &floor))).filter(|(_, affected)| !affected.is_empty());
        Judgement { unavoidable, floor }
    }

    /// The smallest allowed version that is known to exist and to have no known vulnerability.
    pub fn first_safe(&self, known: &Known) -> Option<Version> {
        known.fixed().into_iter().find(|version| self.contains(version) && known.is_safe(version))
    }

    /// Whether there is no end to what is allowed.
    fn is_open(&self) -> bool {
        self.contains(&Version::new([1_000_000_000]))
    }

    /// A version that stands for the newest allowed ones. It need not exist: between two versions at which anything
    /// changes, all versions are alike.
    fn newest(&self, known: &Known) -> Option<Version> {
        let mut bounds = known.versions();
        bounds.extend(self.0.iter().flat_map(|specifiers| specifiers.iter()).map(|specifier| specifier.version().clone()));
        bounds.insert(Version::new([0]));
        let longest = bounds.iter().map(|version| version.release().len()).max().unwrap_or_default();
        let above: Vec<Version> =
            bounds.iter().filter(|version| version.is_stable()).map(|version| pad(version, longest, Some(1))).collect();
        bounds.extend(above);
        bounds.into_iter().rev().find(|version| self.contains(version))
    }

    /// The lowest of the versions that lower bounds name.
    fn floor(&self) -> Option<Version> {
        let lower = |operator: &Operator| matches!(operator, Operator::GreaterThanEqual | Operator::TildeEqual);
        let bounds = self.0.iter().map(|specifiers| {
            let bounds =
                specifiers.iter().filter(|specifier| lower(specifier.operator())).map(|specifier| specifier.version());
            bounds.max().cloned()
        });
        // An alternative without a bound leaves the whole without one.
        let lowest = bounds.collect::<Option<Vec<_>>>()?.into_iter().min()?;
        self.contains(&lowest).then_some(lowest)
    }
}

/// The vulnerabilities of the newest version that exists, if none that exists is without them: the data may not know of a
/// newer one.
fn unavoidable_of(known: &Known, existing: &BTreeSet<Version>) -> Vec<(usize, bool)> {
    let Some(newest) = existing.last() else { return Vec::new() };
    let of_all = |position: &usize| {
        let Some(cluster) = known.clusters.get(*position) else { return false };
        existing.iter().all(|version| cluster.verdict(&installed(version)) == Verdict::Affected)
    };
    affected(known, newest).into_iter().filter(of_all).map(|position| (position, false)).collect()
}

fn affected(known: &Known, version: &Version) -> Vec<usize> {
    let Assessment { affected, .. } = known.assess(&installed(version));
    affected
}

fn installed(version: &Version) -> Installed {
    Installed::new(&version.to_string())
}

/// The version with zeros up to a length of its release, and a number after them.
fn pad(version: &Version, length: usize, last: Option<u64>) -> Version {
    let zeros = length.saturating_sub(version.release().len());
    let release = version.release().iter().copied().chain(std::iter::repeat_n(0, zeros)).chain(last);
    version.clone().with_release(release.collect::<Vec<_>>())
}
