//! An index that packages are fetched from without knowing that it is the one.

use secws_plugin_sdk::{Finding, Precision, RuleInfo, Severity};

use crate::rule::{Check, Index, Rule};
use crate::{Dependencies, address};

/// Whoever is on the way can hand out other packages.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "insecure-index",
        title: "Package index over an insecure connection",
        help: include_str!("insecure_index.md"),
        severity: Severity::Medium,
        precision: Precision::High,
        cwe: &[494, 319, 295],
        tags: &["dependencies", "supply-chain"],
        ..RuleInfo::DEFAULT
    },
    check: Check::Index(check),
};

/// Reports an address without TLS, or a host whose certificate is not checked. This machine is no risk.
fn check(index: &Index<'_>) -> Option<Finding> {
    let plain = index.address.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://"));
    let (host, message, identity) = if index.trusted {
        let host = address::host(&format!("https://{}", index.address))?;
        let message =
            format!("The certificate of `{host}` is not checked, so that others can hand out packages in its name.");
        (host, message, "trusted-host")
    } else {
        let host = address::host(index.address).filter(|_| plain)?;
        let message = format!("Packages come from `{host}` without encryption, so that others can replace them on the way.");
        (host, message, "index")
    };
    let finding = || Finding::at(RULE.info.id::<Dependencies>(), message, index.place.clone());
    (!address::is_local(&host)).then(|| finding().identity(format!("{identity} {host}")))
}
