//! Rules, with what GitHub reads of them: tags, precision, `security-severity`, help.

use fluent_uri::Uri;
use secws_model::{Rule, Severity};
use serde_json::{Value, json};
use serde_sarif::sarif::{MultiformatMessageString, PropertyBag, ReportingConfiguration, ReportingDescriptor, ResultLevel};

use crate::taxonomies::Weaknesses;
use crate::{help, messages, properties};

/// Characters that GitHub takes of a description.
const DESCRIPTION: usize = 1024;
/// Characters that GitHub takes of a name.
const NAME: usize = 255;
/// Tags that GitHub keeps.
const TAGS: usize = 10;

/// The description of a rule.
pub(crate) fn descriptor(rule: &Rule, weaknesses: &Weaknesses) -> ReportingDescriptor {
    let title = if rule.title.trim().is_empty() { &rule.id } else { &rule.title };
    let paragraph = help::first_paragraph(&rule.help_markdown);
    ReportingDescriptor {
        default_configuration: Some(configuration(rule)),
        full_description: Some(text(&messages::cut(paragraph.as_deref().unwrap_or(title), DESCRIPTION))),
        help: Some(help(rule, title)),
        help_uri: rule.help_uri.as_deref().filter(|uri| is_web_page(uri)).map(str::to_owned),
        name: pascal_case(rule.name()),
        properties: Some(rule_properties(rule)),
        relationships: weaknesses.relationships(rule),
        short_description: Some(text(&messages::cut(title, DESCRIPTION))),
        ..ReportingDescriptor::builder().id(&rule.id).build()
    }
}

/// SARIF's levels are fewer than ours.
pub(crate) fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Note | Severity::Low => ResultLevel::Note,
        Severity::Medium => ResultLevel::Warning,
        Severity::High | Severity::Critical => ResultLevel::Error,
    }
}

/// From 0.1 to 10.0 with one decimal; never 9.0, for which GitHub names no severity: it counts as critical, as in CVSS.
pub(crate) fn score(rule: &Rule) -> f64 {
    let score = rule.score.filter(|score| score.is_finite()).unwrap_or_else(|| rule.severity.score());
    let tenths = (score * 10.0).round().clamp(1.0, 100.0);
    if tenths == 90.0 { 9.1 } else { tenths / 10.0 }
}

fn configuration(rule: &Rule) -> ReportingConfiguration {
    ReportingConfiguration {
        enabled: Some(rule.enabled),
        level: Some(level(rule.severity).to_string().into()),
        ..ReportingConfiguration::default()
    }
}

/// Markdown reads well enough as plain text, which every help must have.
fn help(rule: &Rule, title: &str) -> MultiformatMessageString {
    let markdown = rule.help_markdown.trim();
    if markdown.is_empty() {
        return text(title);
    }
    MultiformatMessageString { markdown: Some(markdown.to_owned()), ..text(markdown) }
}

fn text(text: &str) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text).build()
}

/// Whether a text is a URI of RFC 3986 that a browser opens.
fn is_web_page(text: &str) -> bool {
    Uri::parse(text).is_ok_and(|uri| matches!(uri.scheme().as_str(), "http" | "https") && uri.has_authority())
}

/// `SubprocessShellTrue` of `subprocess-shell-true`.
fn pascal_case(name: &str) -> Option<String> {
    let words = name.split(|character: char| !character.is_alphanumeric());
    let capitalized = words.filter_map(|word| {
        let mut characters = word.chars();
        characters.next().map(|first| first.to_uppercase().chain(characters).collect::<String>())
    });
    let name = messages::cut(&capitalized.collect::<String>(), NAME).into_owned();
    (!name.is_empty()).then_some(name)
}

fn rule_properties(rule: &Rule) -> PropertyBag {
    let weaknesses: Vec<String> = rule.cwe.iter().map(|number| format!("external/cwe/cwe-{number:03}")).collect();
    let tags = weaknesses.iter().chain(&rule.tags).map(String::as_str);
    let tags = properties::different(std::iter::once("security").chain(tags), TAGS);
    let mut values: Vec<(&str, Value)> =
        vec![("precision", rule.precision.name().into()), ("security-severity", format!("{:.1}", score(rule)).into())];
    values.push(("severity", rule.severity.name().into()));
    if !rule.aliases.is_empty() {
        values.push(("aliases", json!(rule.aliases)));
    }
    PropertyBag { tags: Some(tags), ..properties::bag(values) }
}

#[cfg(test)]
mod tests {
    use secws_model::Precision;

    use super::*;

    fn rule(score: Option<f64>) -> Rule {
        Rule {
            id: "code/x".into(),
            title: "X".into(),
            help_markdown: String::new(),
            help_uri: None,
            severity: Severity::High,
            precision: Precision::High,
            score,
            cwe: Vec::new(),
            aliases: Vec::new(),
            tags: Vec::new(),
            enabled: true,
        }
    }

    #[test]
    fn a_score_is_one_that_github_takes() {
        let scores = [None, Some(9.0), Some(8.96), Some(0.0), Some(-3.0), Some(99.0), Some(f64::NAN), Some(7.04)];
        assert_eq!(scores.map(|value| score(&rule(value))), [8.0, 9.1, 9.1, 0.1, 0.1, 10.0, 8.0, 7.0]);
    }

    #[test]
    fn a_name_is_pascal_case() {
        assert_eq!(pascal_case("subprocess-shell-true").as_deref(), Some("SubprocessShellTrue"));
        assert_eq!(pascal_case("md5-hash").as_deref(), Some("Md5Hash"));
        assert_eq!(pascal_case("-/-"), None);
    }

    #[test]
    fn tags_are_few_and_start_with_what_github_groups_by() {
        let tags = (0..20).map(|number| format!("tag{number}")).collect();
        let bag = rule_properties(&Rule { cwe: vec![78, 78, 1104], tags, ..rule(None) });
        let tags = bag.tags.unwrap();
        assert_eq!(tags[..4], ["security", "external/cwe/cwe-078", "external/cwe/cwe-1104", "tag0"]);
        assert_eq!(tags.len(), 10);
    }

    #[test]
    fn only_pages_of_the_web_are_linked() {
        assert!(is_web_page("https://docs.python.org/3/library/subprocess.html#security-considerations"));
        for bad in ["", "docs/x.md", "javascript:alert(1)", "https://a b", "https:x", "http://x/\u{fc}", "https://x:y/"] {
            assert!(!is_web_page(bad), "{bad}");
        }
    }
}
