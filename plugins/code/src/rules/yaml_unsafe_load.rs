//! YAML loaders that construct any Python object.

use ruff_python_ast::Expr;
use ruff_text_size::Ranged;
use secws_plugin_sdk::{Applicability, Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "yaml-unsafe-load",
        title: "YAML loaded with tags that can run code",
        help: include_str!("yaml_unsafe_load.md"),
        severity: Severity::High,
        precision: Precision::High,
        cwe: &[502],
        aliases: &["B506", "S506"],
        ..RuleInfo::DEFAULT
    },
    checks: &[
        Check::Call(&["yaml.load", "yaml.load_all"], check_load),
        Check::Call(
            &["yaml.unsafe_load", "yaml.unsafe_load_all", "ruamel.yaml.unsafe_load", "ruamel.yaml.load"],
            check_unsafe,
        ),
        Check::Call(&["yaml.full_load", "yaml.full_load_all"], check_full),
        Check::Call(&["ruamel.yaml.YAML", "ruamel.yaml.main.YAML"], check_ruamel),
    ],
    literals: &[Text::Exact("yaml")],
};

const SAFE: &[&str] = &[
    "yaml.SafeLoader",
    "yaml.CSafeLoader",
    "yaml.BaseLoader",
    "yaml.CBaseLoader",
    "yaml.loader.SafeLoader",
    "yaml.loader.BaseLoader",
    "yaml.cyaml.CSafeLoader",
    "yaml.cyaml.CBaseLoader",
];

const FULL: &[&str] = &["yaml.FullLoader", "yaml.loader.FullLoader", "yaml.CFullLoader", "yaml.cyaml.CFullLoader"];

const UNSAFE: &[&str] = &[
    "yaml.Loader",
    "yaml.CLoader",
    "yaml.UnsafeLoader",
    "yaml.CUnsafeLoader",
    "yaml.loader.Loader",
    "yaml.loader.UnsafeLoader",
    "yaml.cyaml.CLoader",
    "yaml.cyaml.CUnsafeLoader",
];

fn check_load(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let name = call.name;
    let Some(loader) = call.argument("Loader", 1) else {
        return (!call.is_open()).then(|| without_loader(call));
    };
    // Each of several names that a loader may go by counts: one of them may be a fallback.
    if scene.derives(loader, UNSAFE).is_some() {
        let message = format!("`{name}` is given a loader that constructs any object its input names, which can run code.");
        return Some(Report::new(call, message));
    }
    if scene.derives(loader, SAFE).is_some() || is_foreign(loader) {
        return None;
    }
    if scene.derives(loader, FULL).is_some() {
        return check_full(call, scene);
    }
    let message = format!("`{name}` is given a loader of which it cannot be seen that it is a safe one.");
    Some(Report::new(call, message).severity(Severity::Low).precision(Precision::Low))
}

fn without_loader(call: &Call<'_>) -> Report {
    let message =
        format!("`{}` without a loader constructs any object its input names before PyYAML 6, and fails since.", call.name);
    let report = Report::new(call, message).severity(Severity::Medium);
    match call.node.func.as_ref() {
        Expr::Attribute(attribute) => {
            let safe = format!("safe_{}", call.last_name());
            report.repair("Load plain data only", Applicability::UnsafeEdit, attribute.attr.range(), safe)
        }
        _ => report,
    }
}

fn check_unsafe(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let is_safe = call.argument("Loader", 1).is_some_and(|loader| {
        scene.derives(loader, &["ruamel.yaml.SafeLoader", "ruamel.yaml.RoundTripLoader", "ruamel.yaml.BaseLoader"]).is_some()
    });
    let message = format!("`{}` constructs any object its input names, which can run code.", call.name);
    (!is_safe).then(|| Report::new(call, message))
}

fn check_full(call: &Call<'_>, _: &Scene<'_>) -> Option<Report> {
    let message = format!(
        "`{}` constructs more than plain data here: up to PyYAML 5.3 that could run code, and it still imports nothing but \
         guards.",
        call.name
    );
    Some(Report::new(call, message).severity(Severity::Low))
}

fn check_ruamel(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let kind = scene.string(call.keyword("typ")?)?;
    let message = "`YAML(typ=\"unsafe\")` constructs any object its input names, which can run code.";
    (kind == "unsafe").then(|| Report::new(call, message))
}

/// A loader that comes from elsewhere under a name that says it is safe.
fn is_foreign(loader: &Expr) -> bool {
    let name = match loader {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return false,
    };
    name.to_ascii_lowercase().contains("safe") && !name.to_ascii_lowercase().contains("unsafe")
}
