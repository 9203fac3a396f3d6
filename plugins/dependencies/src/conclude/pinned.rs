//! Packages whose version a file fixes, and what is known against it.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use pep440_rs::Version;
use secws_plugin_sdk::{Finding, Location, Precision};

use super::advised::Advised;
use super::chain::Chains;
use super::{Context, Sheet, fix, is_checked, location};
use crate::facts::Package;
use crate::osv::{Cluster, Installed};
use crate::rule::{self, Undecided, Vulnerable};

/// One version of one package in one file, with all places where it stands.
struct Pinned<'p> {
    positions: Vec<usize>,
    package: &'p Package,
    version: Installed,
    /// What to upgrade to.
    target: Option<Version>,
}

/// Checks all versions of a file.
pub fn check(context: &Context<'_>, sheet: &Sheet<'_>, advised: &mut Advised, findings: &mut Vec<Finding>) {
    let chains = OnceCell::new();
    for ((_, version), positions) in by_version(sheet) {
        let Some(package) = positions.first().and_then(|&position| sheet.file.packages.get(position)) else { continue };
        let known = context.database.package(package.ecosystem, &package.normalized);
        let assessment = known.assess(&Installed::new(version));
        if assessment.affected.is_empty() && assessment.undecided.is_empty() {
            continue;
        }
        let installed = Installed::new(version);
        let target = installed.public.as_ref().and_then(|version| known.safe_above(version));
        let pinned = Pinned { positions, package, version: installed, target };
        let chains = chains.get_or_init(|| Chains::new(sheet.path, sheet.file, context.project));
        let related = related(context, sheet, &pinned, chains);
        for cluster in known.at(&assessment.affected) {
            for (rule, message) in rule::check_vulnerability(&vulnerable(&pinned, cluster)) {
                let finding = Finding::at(advised.note(rule, cluster, package), message, place(sheet, package));
                findings.push(complete(finding, context, sheet, &pinned, cluster, &related));
            }
        }
        if !assessment.undecided.is_empty() {
            let names = known.at(&assessment.undecided).map(|cluster| cluster.name.as_str()).collect();
            let undecided = Undecided { package, version, names, place: place(sheet, package) };
            for mut finding in rule::check_undecided(&undecided) {
                finding.related.extend(related.iter().cloned());
                findings.push(finding);
            }
        }
    }
}

fn by_version<'p>(sheet: &Sheet<'p>) -> BTreeMap<(&'p str, &'p str), Vec<usize>> {
    let mut groups: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (position, package) in sheet.file.packages.iter().enumerate() {
        if let Some(version) =
            package.version.as_deref().filter(|_| is_checked(package) && !sheet.is_settled_elsewhere(package))
        {
            groups.entry((&package.normalized, version)).or_default().push(position);
        }
    }
    groups
}

fn place(sheet: &Sheet<'_>, package: &Package) -> Location {
    location(sheet.path, package.span).logical(&package.normalized)
}

fn vulnerable<'v>(pinned: &'v Pinned<'v>, cluster: &'v Cluster) -> Vulnerable<'v> {
    let fixed = pinned.version.public.as_ref().and_then(|version| cluster.fixed_above(version));
    Vulnerable { package: pinned.package, version: &pinned.version.raw, is_range: false, cluster, fixed }
}

fn complete(
    finding: Finding,
    context: &Context<'_>,
    sheet: &Sheet<'_>,
    pinned: &Pinned<'_>,
    cluster: &Cluster,
    related: &[Location],
) -> Finding {
    let package = pinned.package;
    let mut finding = describe(finding, package, &pinned.version.raw, cluster);
    finding.related.extend(related.iter().cloned());
    if context.project.is_constraint(sheet.path) || package.is_constraint() {
        finding = finding.property("role", "constraint");
        if !context.project.is_asked_for(&package.normalized) {
            // A constraint installs nothing; what it limits may be asked for by a package that is not read.
            finding = finding.precision(Precision::Medium);
        }
    }
    // A machine that ran malware is not mended by an upgrade.
    match pinned.target.as_ref().filter(|_| !cluster.is_malware()) {
        Some(target) => finding.fix(fix::upgrade(sheet.path, sheet.file, package, &pinned.version, target)),
        None => finding,
    }
}

/// What all findings of known vulnerabilities carry.
pub fn describe(finding: Finding, package: &Package, version: &str, cluster: &Cluster) -> Finding {
    let mut finding = finding
        .identity(format!("{} {} {}", package.ecosystem.as_str(), package.normalized, cluster.name))
        .property("ecosystem", package.ecosystem.as_str())
        .property("package", &package.normalized)
        .property("version", version)
        .property("advisories", cluster.ids.join(" "));
    if cluster.rating().severity.is_none() && !cluster.is_malware() {
        finding = finding.property("severity", "unknown");
    }
    if let Some(marker) = &package.marker {
        finding = finding.property("marker", marker);
    }
    if !package.groups.is_empty() {
        finding = finding.property("groups", package.groups.join(" "));
    }
    finding
}

/// The other places of the same version, and who asks for it.
fn related(context: &Context<'_>, sheet: &Sheet<'_>, pinned: &Pinned<'_>, chains: &Chains<'_>) -> Vec<Location> {
    let mut related = Vec::new();
    let first = pinned.positions.first().copied().unwrap_or_default();
    let way = chains.to(first);
    let top = way.first().copied().unwrap_or(pinned.package);
    if let Some((path, package)) =
        context.project.asked_beside(sheet.path, &top.normalized).filter(|(path, _)| *path != sheet.path)
    {
        related.push(location(path, package.span).message(format!("The project asks for `{}` here.", top.normalized)));
    }
    for pair in way.windows(2) {
        if let [parent, child] = pair {
            let message = format!("`{}` asks for `{}`.", parent.normalized, child.normalized);
            related.push(location(sheet.path, parent.span).message(message));
        }
    }
    for &position in pinned.positions.iter().skip(1) {
        if let Some(package) = sheet.file.packages.get(position) {
            related.push(location(sheet.path, package.span).message("The same version is named here too."));
        }
    }
    related
}
