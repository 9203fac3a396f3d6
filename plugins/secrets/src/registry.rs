//! All rules, and which of them each literal belongs to. Made once in a process, of data that is compiled in.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use secws_plugin_sdk::{Interest, Literal};

use crate::rule::{GAP, Matcher, Pattern, ProviderText, Rule, RuleText};
use crate::{checks, detect};

/// The providers' tables, as the build script makes them of the files in `providers/`.
const TABLES: &str = include_str!(concat!(env!("OUT_DIR"), "/providers.json"));

/// The rules and the literals that lead to them.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    pub(crate) rules: Vec<Rule>,
    pub(crate) literals: Vec<LiteralEntry>,
}

/// A literal as the host is told it, and the rules to try where it was met.
#[derive(Debug)]
pub(crate) struct LiteralEntry {
    pub(crate) text: Vec<u8>,
    pub(crate) ignore_case: bool,
    pub(crate) encoded: bool,
    /// Indices of rules.
    pub(crate) rules: Vec<usize>,
}

/// The rules of all providers.
///
/// # Errors
/// A provider's file is wrong, and how; a test rules that out.
pub(crate) fn registry() -> Result<&'static Registry, &'static str> {
    static REGISTRY: OnceLock<Result<Registry, String>> = OnceLock::new();
    REGISTRY.get_or_init(|| Registry::load(TABLES)).as_ref().map_err(String::as_str)
}

impl Registry {
    /// Reads a list of providers' names and tables.
    fn load(tables: &str) -> Result<Self, String> {
        let mut registry = Registry::default();
        let providers: Vec<(String, ProviderText)> = serde_json::from_str(tables).map_err(|error| error.to_string())?;
        for (name, provider) in providers {
            for text in provider.rule {
                let text = with_defaults(text, &name, &provider.revoke, &provider.references);
                let rule = rule(text).map_err(|error| format!("{name}: {error}"))?;
                registry.rules.push(rule);
            }
        }
        registry.literals = literals(&registry.rules);
        Ok(registry)
    }

    /// What the host is to look for.
    pub(crate) fn interest(&self) -> Interest {
        let literals = self.literals.iter().map(|entry| Literal {
            bytes: entry.text.clone(),
            ignore_case: entry.ignore_case,
            encoded: entry.encoded,
        });
        Interest::of("credentials").literals(literals)
    }
}

fn with_defaults(mut text: RuleText, provider: &str, revoke: &str, references: &[String]) -> RuleText {
    text.tags.push(provider.replace('_', "-"));
    if text.revoke.is_empty() {
        revoke.clone_into(&mut text.revoke);
    }
    if text.references.is_empty() {
        text.references = references.to_vec();
    }
    for known in &mut text.known {
        *known = known.replace(GAP, "");
    }
    text
}

fn rule(text: RuleText) -> Result<Rule, String> {
    let matcher = match (&text.pattern, &text.detector) {
        (Some(pattern), None) => Matcher::Pattern(Box::new(Pattern::new(pattern, text.nearby))),
        (None, Some(detector)) => {
            Matcher::Detector(detect::named(detector).ok_or_else(|| format!("there is no detector `{detector}`"))?)
        }
        _ => return Err(format!("`{}` needs a pattern or a detector, and not both", text.name)),
    };
    let check = match &text.check {
        Some(check) => Some(checks::named(check).ok_or_else(|| format!("there is no check `{check}`"))?),
        None => None,
    };
    Ok(Rule { text, matcher, check })
}

/// Every literal once, in order, so that the host's automaton holds none twice.
fn literals(rules: &[Rule]) -> Vec<LiteralEntry> {
    let mut merged: BTreeMap<(Vec<u8>, bool), (bool, Vec<usize>)> = BTreeMap::new();
    for (index, rule) in rules.iter().enumerate() {
        let exact = rule.text.literals.iter().map(|text| (text.clone(), false, rule.text.encoded));
        let any_case = rule.text.any_case.iter().map(|text| (text.to_ascii_lowercase(), true, false));
        for (text, ignore_case, encoded) in exact.chain(any_case) {
            let (all_encoded, all_rules) = merged.entry((text.into_bytes(), ignore_case)).or_default();
            *all_encoded |= encoded;
            all_rules.push(index);
        }
    }
    let entry = |((text, ignore_case), (encoded, rules))| LiteralEntry { text, ignore_case, encoded, rules };
    merged.into_iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_compiled_in_are_right() {
        let registry = registry().expect("all providers' files are read");
        assert!(registry.rules.len() > 100, "{}", registry.rules.len());
    }

    #[test]
    fn a_mistake_is_told_with_the_provider() {
        let rule = r#"{"name": "x", "what": "an x", "gains": "y", "severity": "low", "precision": "low", "check": "none",
            "pattern": "x", "must-match": [], "must-not-match": []}"#;
        let error = Registry::load(&format!(r#"[["acme", {{"rule": [{rule}]}}]]"#)).expect_err("no such check");
        assert_eq!(error, "acme: there is no check `none`");
        assert!(Registry::load("[[]]").is_err());
    }
}
