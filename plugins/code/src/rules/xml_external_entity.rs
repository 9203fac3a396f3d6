//! XML parsers that are told to load what a document names.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "xml-external-entity",
        title: "XML parser that loads what a document names",
        help: include_str!("xml_external_entity.md"),
        severity: Severity::High,
        precision: Precision::High,
        cwe: &[611],
        ..RuleInfo::DEFAULT
    },
    checks: &[
        Check::Call(&["lxml.etree.XMLParser", "lxml.etree.ETCompatXMLParser", "lxml.etree.iterparse"], check_lxml),
        Check::Call(&["*.setFeature"], check_feature),
    ],
    literals: &[Text::Exact("lxml"), Text::Exact("setFeature")],
};

fn check_lxml(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let is = |keyword: &str, wanted: bool| call.keyword(keyword).is_some_and(|value| scene.truth(value) == Some(wanted));
    let is_open = is("resolve_entities", true) || is("load_dtd", true) || is("no_network", false);
    is_open.then(|| {
        let message = format!(
            "`{}` is told to follow what a document names: it can then read files and reach other servers.",
            call.name
        );
        Report::new(call, message)
    })
}

const FEATURES: &[&str] = &["xml.sax.handler.feature_external_ges", "xml.sax.handler.feature_external_pes"];

/// The same by their values.
const ADDRESSES: &[&str] =
    &["http://xml.org/sax/features/external-general-entities", "http://xml.org/sax/features/external-parameter-entities"];

/// `parser.setFeature(feature_external_ges, True)`
fn check_feature(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let feature = call.positional(0)?;
    let is_external =
        scene.matches(feature, FEATURES).is_some() || scene.string(feature).is_some_and(|name| ADDRESSES.contains(&name));
    let is_on = scene.truth(call.positional(1)?) == Some(true);
    (is_external && is_on).then(|| {
        let message =
            "The parser is told to load external entities: a document can then read files and reach other servers.";
        Report::new(call, message)
    })
}
