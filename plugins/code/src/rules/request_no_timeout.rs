//! Requests that wait for ever.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::semantic::Constant;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "request-no-timeout",
        title: "request that waits for ever",
        help: include_str!("request_no_timeout.md"),
        severity: Severity::Low,
        precision: Precision::High,
        cwe: &[400],
        aliases: &["B113", "S113"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(WITHOUT_DEFAULT, check_missing), Check::Call(WITH_DEFAULT, check_none)],
    literals: &[Text::Exact("requests"), Text::Exact("httpx")],
};

/// They wait for ever unless told otherwise.
const WITHOUT_DEFAULT: &[&str] = &[
    "requests.get",
    "requests.options",
    "requests.head",
    "requests.post",
    "requests.put",
    "requests.patch",
    "requests.delete",
    "requests.request",
    "requests.Session().get",
    "requests.Session().options",
    "requests.Session().head",
    "requests.Session().post",
    "requests.Session().put",
    "requests.Session().patch",
    "requests.Session().delete",
    "requests.Session().request",
    "requests.session().get",
    "requests.session().options",
    "requests.session().head",
    "requests.session().post",
    "requests.session().put",
    "requests.session().patch",
    "requests.session().delete",
    "requests.session().request",
];

/// They wait five seconds unless told otherwise.
const WITH_DEFAULT: &[&str] = &[
    "httpx.get",
    "httpx.options",
    "httpx.head",
    "httpx.post",
    "httpx.put",
    "httpx.patch",
    "httpx.delete",
    "httpx.request",
    "httpx.stream",
    "httpx.Client",
    "httpx.AsyncClient",
];

fn check_missing(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let waits = match call.keyword("timeout") {
        Some(timeout) => scene.constant(timeout) == Some(Constant::None),
        None => !call.is_open(),
    };
    waits.then(|| report(call, scene))
}

fn check_none(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    (scene.constant(call.keyword("timeout")?) == Some(Constant::None)).then(|| report(call, scene))
}

fn report(call: &Call<'_>, scene: &Scene<'_>) -> Report {
    let message = format!("`{}` has no timeout here: a server that does not answer holds this up for ever.", call.name);
    let report = Report::new(call, message);
    if scene.is_test { report.severity(Severity::Note) } else { report }
}
