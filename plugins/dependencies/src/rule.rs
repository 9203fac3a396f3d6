//! What a rule is: what it tells of itself, and what it is asked about.

use pep440_rs::Version;
use secws_plugin_sdk::{Finding, Location, RuleInfo};

use crate::facts::Package;
use crate::osv::Cluster;
use crate::rules::RULES;

/// A rule of this plugin.
pub struct Rule {
    /// What it tells of itself.
    pub info: RuleInfo,
    /// What it is asked about.
    pub check: Check,
}

/// What a rule is asked about. The asking part of the plugin knows no rule.
pub enum Check {
    /// An index that packages are fetched from.
    Index(fn(&Index<'_>) -> Option<Finding>),
    /// A package that is installed from a repository, and the path of the file that says so.
    Repository(fn(&str, &Package) -> Option<Finding>),
    /// A vulnerability that a package has. The answer is the message; the rest of the finding is the same for all.
    Vulnerability(fn(&Vulnerable<'_>) -> Option<String>),
    /// A version of which it cannot be told what it has.
    Undecided(fn(&Undecided<'_>) -> Option<Finding>),
    /// The lowest version that a requirement allows, if vulnerabilities of it are known.
    Floor(fn(&Floor<'_>) -> Option<Finding>),
}

/// An index that packages are fetched from.
pub struct Index<'i> {
    /// Its address; the host alone if only that is named.
    pub address: &'i str,
    /// Its certificate is not to be checked.
    pub trusted: bool,
    /// Where it is named.
    pub place: Location,
}

/// A vulnerability that a package has.
pub struct Vulnerable<'v> {
    /// The package, as the file names it.
    pub package: &'v Package,
    /// Its version, or what is allowed.
    pub version: &'v str,
    /// Whether `version` is what is allowed.
    pub is_range: bool,
    /// The vulnerability.
    pub cluster: &'v Cluster,
    /// The first version in which it is fixed.
    pub fixed: Option<Version>,
}

/// A version of which it cannot be told what it has.
pub struct Undecided<'u> {
    /// The package, as the file names it.
    pub package: &'u Package,
    /// Its version.
    pub version: &'u str,
    /// What it may have.
    pub names: Vec<&'u str>,
    /// Where it is named.
    pub place: Location,
}

/// The lowest version that a requirement allows.
pub struct Floor<'f> {
    /// The package, as the file names it.
    pub package: &'f Package,
    /// That version.
    pub floor: Version,
    /// What it has.
    pub names: Vec<&'f str>,
    /// The lowest allowed version that has nothing.
    pub safe: Option<Version>,
    /// Where it is named.
    pub place: Location,
}

/// Asks all rules about an index.
pub fn check_index(index: &Index<'_>) -> impl Iterator<Item = Finding> {
    RULES.iter().filter_map(move |rule| if let Check::Index(check) = rule.check { check(index) } else { None })
}

/// Asks all rules about a package from a repository.
pub fn check_repository(path: &str, package: &Package) -> impl Iterator<Item = Finding> {
    RULES.iter().filter_map(move |rule| if let Check::Repository(check) = rule.check { check(path, package) } else { None })
}

/// Asks all rules about a vulnerability; each answers with its message.
pub fn check_vulnerability(vulnerable: &Vulnerable<'_>) -> impl Iterator<Item = (&'static Rule, String)> {
    RULES.iter().filter_map(move |rule| match rule.check {
        Check::Vulnerability(check) => check(vulnerable).map(|message| (*rule, message)),
        _ => None,
    })
}

/// Asks all rules about a version that cannot be decided.
pub fn check_undecided(undecided: &Undecided<'_>) -> impl Iterator<Item = Finding> {
    RULES.iter().filter_map(move |rule| if let Check::Undecided(check) = rule.check { check(undecided) } else { None })
}

/// Asks all rules about the lowest allowed version.
pub fn check_floor(floor: &Floor<'_>) -> impl Iterator<Item = Finding> {
    RULES.iter().filter_map(move |rule| if let Check::Floor(check) = rule.check { check(floor) } else { None })
}

/// More names than that say no more.
const MOST_NAMES: usize = 5;

/// The first of several names, and how many more there are.
pub fn list(names: &[&str]) -> String {
    let shown = names.iter().take(MOST_NAMES).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MOST_NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
