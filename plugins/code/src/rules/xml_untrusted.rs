//! XML parsers that can be made to do more than parse.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "xml-untrusted",
        title: "XML parser that expands entities",
        help: include_str!("xml_untrusted.md"),
        severity: Severity::Low,
        precision: Precision::Low,
        cwe: &[776],
        aliases: &[
            "B313", "B314", "B315", "B316", "B317", "B318", "B319", "S313", "S314", "S315", "S316", "S317", "S318", "S319",
        ],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(STANDARD, check)],
    literals: &[Text::Exact("xml")],
};

const STANDARD: &[&str] = &[
    "xml.etree.cElementTree.parse",
    "xml.etree.cElementTree.iterparse",
    "xml.etree.cElementTree.fromstring",
    "xml.etree.cElementTree.XML",
    "xml.etree.cElementTree.XMLParser",
    "xml.etree.ElementTree.parse",
    "xml.etree.ElementTree.iterparse",
    "xml.etree.ElementTree.fromstring",
    "xml.etree.ElementTree.XML",
    "xml.etree.ElementTree.XMLParser",
    "xml.sax.expatreader.create_parser",
    "xml.sax.parse",
    "xml.sax.parseString",
    "xml.sax.make_parser",
    "xml.dom.expatbuilder.parse",
    "xml.dom.expatbuilder.parseString",
    "xml.dom.minidom.parse",
    "xml.dom.minidom.parseString",
    "xml.dom.pulldom.parse",
    "xml.dom.pulldom.parseString",
];

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    // What the program itself wrote down cannot attack it.
    if scene.is_test || call.positional(0).is_some_and(|text| call.name.ends_with("ing") && scene.text(text).is_constant()) {
        return None;
    }
    let message = format!("`{}` expands entities: with an old expat a small document can fill the memory.", call.name);
    Some(Report::new(call, message))
}
