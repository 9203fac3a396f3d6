//! Which rule a result is of, and that rule in our words.

use std::collections::BTreeMap;

use secws_model::{Precision, Rule};
use serde_json::Value;

use super::severity::{self, Said};
use super::value::{HELP, TEXT, cut, index, items, property, tags, text};
use super::weaknesses;

/// Nothing, to look things up in.
pub(crate) static NOTHING: Value = Value::Null;
/// Bytes of a rule's id.
const ID: usize = 256;
/// Tags of a rule.
const TAGS: usize = 20;
/// The id of a rule that a log does not name.
const UNNAMED: &str = "unnamed";

/// The driver of a run, then its extensions, with their rules.
pub(crate) struct Components<'a> {
    all: Vec<Component<'a>>,
    overrides: BTreeMap<String, &'a Value>,
}

struct Component<'a> {
    value: &'a Value,
    rules: &'a [Value],
    by_id: BTreeMap<&'a str, usize>,
}

/// The rule of a result.
pub(crate) struct Found<'a> {
    /// Its id in the log.
    pub(crate) id: String,
    /// Its descriptor; [`Value::Null`] if the log has none.
    pub(crate) descriptor: &'a Value,
    /// The driver or extension that it is of.
    pub(crate) component: &'a Value,
    /// What the invocation sets for it.
    pub(crate) overridden: Option<&'a Value>,
}

impl<'a> Components<'a> {
    /// Of a run.
    pub(crate) fn new(run: &'a Value) -> Self {
        let tool = run.get("tool").unwrap_or(&NOTHING);
        let driver = tool.get("driver").unwrap_or(&NOTHING);
        let all = std::iter::once(driver).chain(items(tool, "extensions")).map(Component::new).collect();
        let mut components = Components { all, overrides: BTreeMap::new() };
        let overrides = items(run, "invocations").iter().flat_map(|one| items(one, "ruleConfigurationOverrides"));
        for one in overrides {
            let found = one.get("descriptor").map(|descriptor| components.look_up(descriptor, None, None));
            if let Some((found, configuration)) = found.zip(one.get("configuration")) {
                components.overrides.insert(found.id, configuration);
            }
        }
        components
    }

    /// The extensions.
    pub(crate) fn extensions(&self) -> impl Iterator<Item = (&'a Value, &'a [Value])> + '_ {
        self.all.iter().skip(1).map(|component| (component.value, component.rules))
    }

    /// The rule of a result: by position if what stands there has the id that the result names, else by id, in its component
    /// first, then in all; `A/1` is a case of the rule `A`.
    pub(crate) fn find(&self, result: &Value) -> Found<'a> {
        let reference = result.get("rule").unwrap_or(&NOTHING);
        let found = self.look_up(reference, text(result, "ruleId"), index(result, "ruleIndex"));
        Found { overridden: self.overrides.get(&found.id).copied(), ..found }
    }

    fn look_up(&self, reference: &Value, id: Option<&str>, position: Option<usize>) -> Found<'a> {
        let id = id.or_else(|| text(reference, "id"));
        let position = index(reference, "index").or(position);
        let named = reference.get("toolComponent").and_then(|component| self.component(component));
        let own = named.or_else(|| self.all.first());
        let by_position = own.zip(position).and_then(|(component, position)| {
            let rule = component.rules.get(position)?;
            let fits = id.is_none_or(|id| text(rule, "id").is_some_and(|of| is_case_of(id, of)));
            fits.then_some((component, rule))
        });
        let everywhere = || own.into_iter().chain(&self.all);
        let by_guid = || {
            let guid = text(reference, "guid")?;
            let mut rules = everywhere().flat_map(|component| component.rules.iter().map(move |rule| (component, rule)));
            rules.find(|(_, rule)| text(rule, "guid") == Some(guid))
        };
        let by_id = || everywhere().find_map(|component| Some((component, component.by_id(id?)?)));
        let found = by_position.or_else(by_id).or_else(by_guid);
        let descriptor = found.map_or(&NOTHING, |(_, rule)| rule);
        let component = found.map(|(component, _)| component).or(own).map_or(&NOTHING, |component| component.value);
        let id = text(descriptor, "id").or(id).unwrap_or(UNNAMED).to_owned();
        Found { id, descriptor, component, overridden: None }
    }

    fn component(&self, reference: &Value) -> Option<&Component<'a>> {
        let by_index = index(reference, "index").and_then(|index| self.all.get(index.checked_add(1)?));
        by_index.or_else(|| {
            let is = |key| {
                text(reference, key).and_then(|wanted| self.all.iter().find(|one| text(one.value, key) == Some(wanted)))
            };
            is("guid").or_else(|| is("name"))
        })
    }
}

impl<'a> Component<'a> {
    fn new(value: &'a Value) -> Self {
        let rules = items(value, "rules");
        let ids = rules.iter().enumerate().filter_map(|(position, rule)| Some((text(rule, "id")?, position)));
        // The first of two wins.
        Component { value, rules, by_id: ids.rev().collect() }
    }

    fn by_id(&self, id: &str) -> Option<&'a Value> {
        let whole = std::iter::once(id).chain(id.rmatch_indices('/').map(|(at, _)| &id[..at]));
        whole.take(8).find_map(|id| self.rules.get(*self.by_id.get(id)?))
    }
}

fn is_case_of(id: &str, rule: &str) -> bool {
    id.strip_prefix(rule).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The full id of another tool's rule.
pub(crate) fn full_id(tool: &str, id: &str) -> String {
    let printable: String = cut(id.trim(), ID).chars().map(|one| if one.is_control() { '-' } else { one }).collect();
    format!("{tool}/{printable}")
}

/// A rule of another tool.
pub(crate) fn rule(tool: &str, driver: &str, found: &Found<'_>, result: &Value) -> Rule {
    let descriptor = found.descriptor;
    let said = Said { result: &NOTHING, rule: descriptor, overridden: found.overridden };
    let help = help(descriptor);
    let is_weakness = |tag: &str| tag.to_ascii_lowercase().contains("cwe-") || tag == "security";
    Rule {
        id: full_id(tool, &found.id),
        title: title(descriptor).unwrap_or(&found.id).to_owned(),
        help_markdown: cut(help.unwrap_or_default(), HELP).to_owned(),
        help_uri: text(descriptor, "helpUri").map(|uri| cut(uri, TEXT).to_owned()),
        severity: severity::severity(said),
        precision: severity::precision(said).unwrap_or(Precision::Medium),
        score: severity::score(said),
        cwe: weaknesses::weaknesses(descriptor, result),
        aliases: weaknesses::aliases(&found.id, descriptor, driver),
        tags: tags(descriptor).filter(|tag| !is_weakness(tag)).take(TAGS).map(|tag| cut(tag, ID).to_owned()).collect(),
        enabled: true,
    }
}

/// A few words: what the tool itself gives, on one line.
pub(crate) fn title(descriptor: &Value) -> Option<&str> {
    let short = descriptor.get("shortDescription").and_then(|one| text(one, "text"));
    let full = || descriptor.get("fullDescription").and_then(|one| text(one, "text"));
    let title = short.or_else(|| text(descriptor, "name")).or_else(full)?;
    title.trim().lines().next().map(|line| cut(line.trim(), TEXT))
}

/// Markdown, else the longer of two texts (Ruff's help is in `fullDescription`).
fn help(descriptor: &Value) -> Option<&str> {
    let [help, full] = ["help", "fullDescription"].map(|key| descriptor.get(key).unwrap_or(&NOTHING));
    let markdown = text(help, "markdown");
    markdown.or_else(|| [text(help, "text"), text(full, "text")].into_iter().flatten().max_by_key(|text| text.len()))
}

/// The name with which the ids of a tool's rules begin: `semgrep-oss` of `Semgrep OSS`.
pub(crate) fn tool_name(driver: &str) -> String {
    let words = cut(driver, 64).split(|one: char| !one.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    if name.is_empty() { "tool".to_owned() } else { name }
}

/// The version of a driver or an extension.
pub(crate) fn version(component: &Value) -> String {
    let version = text(component, "semanticVersion").or_else(|| text(component, "version"));
    cut(version.unwrap_or_default(), ID).to_owned()
}

/// A word among the properties of a rule of ours.
pub(crate) fn property_text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    property(value, &[name])?.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(result: Value) -> String {
        let run = json!({ "tool": {
            "driver": { "name": "T", "rules": [{ "id": "A", "name": "driver A" }, { "id": "B", "name": "driver B" }] },
            "extensions": [{ "name": "E", "guid": "g", "rules": [{ "id": "C/d", "guid": "r", "name": "C of E" }, { "name": "no id" }] }],
        } });
        let components = Components::new(&run);
        let found = components.find(&result);
        format!("{} ({})", found.id, text(found.descriptor, "name").unwrap_or_default())
    }

    #[test]
    fn a_rule_is_found_however_a_result_names_it() {
        assert_eq!(found(json!({ "ruleIndex": 1 })), "B (driver B)");
        assert_eq!(found(json!({ "ruleId": "A", "ruleIndex": 0 })), "A (driver A)");
        assert_eq!(found(json!({ "ruleId": "B", "ruleIndex": 0 })), "B (driver B)");
        assert_eq!(found(json!({ "ruleId": "B/1", "ruleIndex": 1 })), "B (driver B)");
        assert_eq!(found(json!({ "ruleId": "A/x/y" })), "A (driver A)");
        assert_eq!(found(json!({ "ruleId": "C/d" })), "C/d (C of E)");
        assert_eq!(found(json!({ "rule": { "index": 0, "toolComponent": { "index": 0 } } })), "C/d (C of E)");
        assert_eq!(found(json!({ "rule": { "index": 0, "toolComponent": { "name": "E" } } })), "C/d (C of E)");
        assert_eq!(found(json!({ "rule": { "index": 0, "toolComponent": { "guid": "g" } } })), "C/d (C of E)");
        assert_eq!(found(json!({ "rule": { "guid": "r" } })), "C/d (C of E)");
        assert_eq!(found(json!({ "rule": { "index": 1, "toolComponent": { "index": 0 } } })), "unnamed (no id)");
    }

    #[test]
    fn a_rule_that_is_not_described_is_made_up() {
        assert_eq!(found(json!({ "ruleId": "X", "ruleIndex": 0 })), "X ()");
        assert_eq!(found(json!({ "ruleIndex": -1 })), "unnamed ()");
        assert_eq!(found(json!({ "rule": { "index": 0, "toolComponent": { "index": 9 } } })), "A (driver A)");
        assert_eq!(found(json!(null)), "unnamed ()");
    }

    #[test]
    fn names_of_tools_are_kebab_case() {
        assert_eq!(["Semgrep OSS", "CodeQL", "@x/y", "é"].map(tool_name), ["semgrep-oss", "codeql", "x-y", "tool"]);
    }
}
