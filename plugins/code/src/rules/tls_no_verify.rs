//! TLS connections that do not check whom they speak to.

use ruff_python_ast::Expr;
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::named::{NamedValue, Naming};
use crate::scene::Scene;
use crate::semantic::Constant;
use crate::words::words;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "tls-no-verify",
        title: "TLS connection to whoever answers",
        help: include_str!("tls_no_verify.md"),
        severity: Severity::High,
        precision: Precision::High,
        cwe: &[295],
        aliases: &["B501", "S501"],
        ..RuleInfo::DEFAULT
    },
    checks: &[
        Check::Call(VERIFYING, check_verify),
        Check::Call(AIOHTTP, check_aiohttp),
        Check::Call(URLLIB3, check_urllib3),
        Check::Named(check_session),
    ],
    literals: &[Text::Exact("verify"), Text::Exact("ssl"), Text::Exact("cert_reqs")],
};

const VERIFYING: &[&str] = &[
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
    "requests.Session().send",
    "requests.session().get",
    "requests.session().options",
    "requests.session().head",
    "requests.session().post",
    "requests.session().put",
    "requests.session().patch",
    "requests.session().delete",
    "requests.session().request",
    "requests.session().send",
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
    "httpx.HTTPTransport",
    "httpx.AsyncHTTPTransport",
];

const AIOHTTP: &[&str] = &[
    "aiohttp.TCPConnector",
    "aiohttp.request",
    "aiohttp.ClientSession().get",
    "aiohttp.ClientSession().options",
    "aiohttp.ClientSession().head",
    "aiohttp.ClientSession().post",
    "aiohttp.ClientSession().put",
    "aiohttp.ClientSession().patch",
    "aiohttp.ClientSession().delete",
    "aiohttp.ClientSession().request",
    "aiohttp.ClientSession().ws_connect",
];

const URLLIB3: &[&str] = &[
    "urllib3.PoolManager",
    "urllib3.ProxyManager",
    "urllib3.HTTPSConnectionPool",
    "urllib3.connectionpool.HTTPSConnectionPool",
    "urllib3.poolmanager.PoolManager",
];

const SESSIONS: &[&str] = &["requests.Session()", "requests.session()", "requests.sessions.Session()"];

fn check_verify(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    is_false(call.keyword("verify")?, scene).then(|| report(call, call.name))
}

fn check_aiohttp(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let setting = call.keyword("ssl").or_else(|| call.keyword("verify_ssl"))?;
    is_false(setting, scene).then(|| report(call, call.name))
}

fn check_urllib3(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let setting = call.keyword("cert_reqs")?;
    let is_none = scene.string(setting).is_some_and(|name| matches!(name, "NONE" | "CERT_NONE"));
    (is_none || scene.matches(setting, &["ssl.CERT_NONE"]).is_some()).then(|| report(call, call.name))
}

/// `session.verify = False`
fn check_session(named: &NamedValue<'_>, scene: &Scene<'_>) -> Option<Report> {
    if named.name != "verify" || named.naming != Naming::Attribute || !is_false(named.value, scene) {
        return None;
    }
    let Expr::Attribute(attribute) = named.target? else { return None };
    let is_session = scene.matches(&attribute.value, SESSIONS).is_some() || is_called_session(&attribute.value);
    is_session.then(|| report(named, "this session").identity("verify="))
}

fn report(node: impl ruff_text_size::Ranged, what: &str) -> Report {
    let what = if what.contains('.') { format!("`{what}`") } else { what.to_owned() };
    Report::new(
        node,
        format!("The certificate is not checked with {what}: whoever is on the way can read and change everything."),
    )
}

fn is_false<'a>(expr: &'a Expr, scene: &Scene<'a>) -> bool {
    matches!(scene.constant(expr), Some(Constant::Boolean(false) | Constant::Integer(0)))
}

fn is_called_session(expr: &Expr) -> bool {
    let name = match expr {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return false,
    };
    words(name).last().is_some_and(|word| word == "session")
}
