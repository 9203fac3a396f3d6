//! A pickle makes objects of types, or names functions, that are in no list.

use std::collections::BTreeMap;

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::judge::Tier;
use crate::report::{Defect, Subject, at, of_tier};
use crate::{Check, Rule};

/// How many names one message lists.
const MOST_NAMES: usize = 5;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "unknown-type",
        title: "A pickle makes objects of types that are not known to be harmless",
        help: include_str!("unknown_type.md"),
        severity: Severity::Note,
        precision: Precision::Low,
        cwe: &[502],
        tags: &["deserialization", "model"],
        ..RuleInfo::DEFAULT
    },
    check: Check::Pickle(check),
};

/// One for each package, since a pickle of somebody's own objects names dozens of its types.
fn check(subjects: &[Subject]) -> Vec<Defect> {
    let mut packages: BTreeMap<&str, Vec<&Subject>> = BTreeMap::new();
    let unknown = of_tier(subjects, |tier| matches!(tier, Tier::Type | Tier::Function));
    for subject in unknown.filter(|subject| subject.is_only_named() && !subject.global.is_quiet()) {
        packages.entry(subject.global.name.package()).or_default().push(subject);
    }
    packages.into_iter().filter_map(|(package, subjects)| defect(package, subjects)).collect()
}

fn defect(package: &str, mut subjects: Vec<&Subject>) -> Option<Defect> {
    subjects.sort_by_key(|subject| subject.site().map_or(u64::MAX, |site| site.offset));
    let site = subjects.first()?.site()?;
    let names: Vec<_> = subjects.iter().take(MOST_NAMES).map(|subject| format!("`{}`", subject.shown())).collect();
    let more = match subjects.len().saturating_sub(MOST_NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!(
        "Loading this pickle imports {}{more}, so code of that package runs that nobody checked for this ({}).",
        names.join(", "),
        at(site)
    );
    Some(Defect::at(site, message, package))
}
