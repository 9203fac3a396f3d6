//! The debugger that runs code for anybody who finds it.

use ruff_python_ast::Expr;
use ruff_text_size::Ranged;
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::named::{NamedValue, Naming};
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "flask-debug",
        title: "Flask's debugger switched on",
        help: include_str!("flask_debug.md"),
        severity: Severity::High,
        precision: Precision::High,
        cwe: &[489],
        aliases: &["B201", "S201"],
        ..RuleInfo::DEFAULT
    },
    checks: &[
        Check::Call(&["*.run", "*.run_server"], check_run),
        Check::Call(&["werkzeug.serving.run_simple", "werkzeug.run_simple"], check_simple),
        Check::Named(check_named),
    ],
    literals: &[Text::AnyCase("debug")],
};

const APPLICATIONS: &[&str] =
    &["flask.Flask()", "quart.Quart()", "dash.Dash()", "flask.app.Flask()", "connexion.FlaskApp()"];

fn check_run(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let Expr::Attribute(method) = call.node.func.as_ref() else { return None };
    let debug = call.keyword("debug")?;
    if scene.truth(debug) != Some(true) {
        return None;
    }
    let precision = application(&method.value, scene)?;
    Some(report(call, scene).precision(precision))
}

fn check_simple(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    (scene.truth(call.keyword("use_debugger")?) == Some(true)).then(|| report(call, scene))
}

/// `app.debug = True`, `app.config["DEBUG"] = True`, `app.config.update(DEBUG=True)`
fn check_named(named: &NamedValue<'_>, scene: &Scene<'_>) -> Option<Report> {
    if !matches!(named.name, "debug" | "DEBUG") || scene.truth(named.value) != Some(true) {
        return None;
    }
    let application_of = match (named.naming, named.target) {
        (Naming::Attribute, Some(Expr::Attribute(attribute))) if named.name == "debug" => &attribute.value,
        (Naming::Item, Some(Expr::Subscript(item))) => config_of(&item.value)?,
        (Naming::Keyword, _) => match named.call?.func.as_ref() {
            Expr::Attribute(method) if method.attr.as_str() == "update" => config_of(&method.value)?,
            _ => return None,
        },
        _ => return None,
    };
    let precision = application(application_of, scene)?;
    Some(report(named, scene).precision(precision).identity("debug="))
}

/// The object of which an expression is the attribute `config`.
fn config_of(expr: &Expr) -> Option<&Expr> {
    expr.as_attribute_expr()
        .filter(|attribute| attribute.attr.as_str() == "config")
        .map(|attribute| attribute.value.as_ref())
}

/// How sure it is that an expression is an application of Flask.
fn application<'a>(expr: &'a Expr, scene: &Scene<'a>) -> Option<Precision> {
    let paths = scene.paths(expr);
    if paths.iter().any(|path| APPLICATIONS.iter().any(|name| path.is(name))) {
        return Some(Precision::High);
    }
    let name = match expr {
        Expr::Name(name) => name.id.as_str(),
        Expr::Call(call) => call.func.as_name_expr()?.id.as_str(),
        _ => return None,
    };
    // Made by something that is known not to be Flask.
    let is_other = paths.iter().any(|path| path.last() == "()");
    (!is_other && matches!(name, "app" | "application" | "create_app" | "make_app")).then_some(Precision::Medium)
}

fn report(node: impl Ranged, scene: &Scene<'_>) -> Report {
    let message = "Flask's debugger lets anybody who causes an error run Python on the server.";
    let report = Report::new(node, message);
    if scene.is_test { report.severity(Severity::Low) } else { report }
}
