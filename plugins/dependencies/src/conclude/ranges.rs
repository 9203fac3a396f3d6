//! Packages of which a file allows several versions, and no lock says which one it is.

use secws_plugin_sdk::{Finding, Precision};

use super::advised::Advised;
use super::allowed::Allowed;
use super::{Context, Sheet, is_checked, location, pinned};
use crate::facts::Package;
use crate::osv::Cluster;
use crate::rule::{self, Floor, Vulnerable};

/// Checks all ranges of a file.
pub fn check(context: &Context<'_>, sheet: &Sheet<'_>, advised: &mut Advised, findings: &mut Vec<Finding>) {
    // A constraint's range installs nothing, and what it limits is judged where it is asked for.
    if context.project.is_constraint(sheet.path) {
        return;
    }
    let asked = sheet.file.packages.iter().filter(|package| !package.is_constraint());
    let ranged = asked.filter(|package| package.version.is_none() && is_checked(package));
    for package in ranged.filter(|package| !sheet.pins.contains(&package.normalized)) {
        let known = context.database.package(package.ecosystem, &package.normalized);
        let Some(allowed) = Allowed::new(&package.ranges) else { continue };
        let judgement = allowed.judge(&known);
        for (position, certain) in &judgement.unavoidable {
            if let Some(cluster) = known.clusters.get(*position) {
                unavoidable(sheet, package, cluster, *certain, advised, findings);
            }
        }
        if judgement.unavoidable.is_empty()
            && let Some((floor, positions)) = judgement.floor
        {
            let names = known.at(&positions).map(|cluster| cluster.name.as_str()).collect();
            let place = location(sheet.path, package.span).logical(&package.normalized);
            let floor = Floor { package, floor, names, safe: allowed.first_safe(&known), place };
            findings.extend(rule::check_floor(&floor));
        }
    }
}

fn unavoidable(
    sheet: &Sheet<'_>,
    package: &Package,
    cluster: &Cluster,
    certain: bool,
    advised: &mut Advised,
    findings: &mut Vec<Finding>,
) {
    let range = package.ranges.join(" || ");
    let fixed = cluster.fixed().last().cloned();
    for (rule, message) in
        rule::check_vulnerability(&Vulnerable { package, version: &range, is_range: true, cluster, fixed })
    {
        let place = location(sheet.path, package.span).logical(&package.normalized);
        let finding = Finding::at(advised.note(rule, cluster, package), message, place);
        let finding = pinned::describe(finding, package, &range, cluster);
        findings.push(if certain { finding } else { finding.precision(Precision::Medium) });
    }
}
