//! Every rule's own examples, and what all rules must have.

use std::collections::BTreeSet;

use secws_plugin_sdk::Plugin;
use secws_plugin_sdk::testing::{check_help, check_rules};

use super::samples::fill;
use super::{file, names, scan_file};
use crate::registry::registry;
use crate::rule::{GAP, Matcher, Rule};
use crate::{Secrets, help};

fn all() -> &'static [Rule] {
    &registry().expect("the rules are read").rules
}

fn path(rule: &Rule) -> String {
    let ending = match rule.text.language.as_str() {
        "python" => "py",
        "yaml" => "yml",
        "text" => "txt",
        "shell" => "sh",
        other => other,
    };
    format!("case.{ending}")
}

/// Several fillings, so that no rule owes its success to one.
const SEEDS: std::ops::Range<u64> = 1..7;

#[test]
fn rules_have_what_every_rule_must() {
    check_rules::<Secrets>();
}

#[test]
fn every_rule_matches_what_it_must() {
    for rule in all() {
        assert!(!rule.text.must_match.is_empty(), "`{}` has nothing to match", rule.text.name);
        for example in &rule.text.must_match {
            for seed in SEEDS {
                let text = fill(example, seed);
                let outcome = scan_file(&file(&path(rule), text.as_bytes()));
                let found: BTreeSet<_> = names(&outcome.findings).into_iter().collect();
                assert!(
                    found.contains(rule.text.name.as_str()),
                    "`{}` does not match; found {found:?} in:\n{text}",
                    rule.text.name
                );
                let others: Vec<_> = found.iter().filter(|name| **name != rule.text.name).collect();
                let pair = rule.text.name.starts_with("aws-");
                assert!(others.is_empty() || pair, "beside `{}` also {others:?} in:\n{text}", rule.text.name);
            }
        }
    }
}

#[test]
fn no_rule_matches_what_it_must_not() {
    for rule in all() {
        assert!(!rule.text.must_not_match.is_empty(), "`{}` has nothing that it must not match", rule.text.name);
        for example in &rule.text.must_not_match {
            for seed in SEEDS {
                let text = fill(example, seed);
                let outcome = scan_file(&file(&path(rule), text.as_bytes()));
                let found = names(&outcome.findings);
                assert!(!found.contains(&rule.text.name.as_str()), "`{}` matches:\n{text}", rule.text.name);
            }
        }
    }
}

/// The help shows its example with the credential left out, so that a log with the help in it sets off no scanner. With
/// the credential in its place, it must fire.
#[test]
fn examples_in_help_fire_once_they_are_whole() {
    for rule in all() {
        let example = fill(rule.text.must_match.first().expect("an example"), 3);
        let whole = help::with_example(&rule.text, &example);
        check_help(&rule.text.name, &whole, |files| {
            let [(path, bytes)] = files else { panic!("one file") };
            scan_file(&file(path, bytes))
        });
    }
}

/// The one example that stands there whole: nobody takes it for a credential that is in use.
const WHOLE: &str = "hardcoded-password";

#[test]
fn help_shows_no_credential() {
    for rule in Secrets::describe().rules {
        let outcome = scan_file(&file("help.md", rule.help_markdown.as_bytes()));
        let left = names(&outcome.findings);
        assert!(left.iter().all(|name| *name == WHOLE), "the help of `{}` sets off {left:?}", rule.id);
    }
}

#[test]
fn providers_files_hold_no_credential() {
    for (name, source) in crate::providers::TABLES {
        let outcome = scan_file(&file(&format!("{name}.toml"), source.as_bytes()));
        let left = names(&outcome.findings);
        assert!(left.iter().all(|name| *name == WHOLE), "`{name}.toml` sets off {left:?}");
    }
}

#[test]
fn patterns_compile_and_have_a_secret() {
    for rule in all() {
        if let Matcher::Pattern(pattern) = &rule.matcher {
            let source = rule.text.pattern.as_deref().expect("a pattern");
            assert!(source.contains("(?P<secret>"), "`{}` has no group `secret`", rule.text.name);
            assert!(pattern.compiles(), "the pattern of `{}` does not compile", rule.text.name);
        }
        for allow in &rule.text.allow {
            assert!(crate::rule::compile(allow).is_some(), "`{allow}` of `{}` does not compile", rule.text.name);
        }
    }
}

#[test]
fn texts_read_well() {
    for rule in all() {
        let text = &rule.text;
        assert!(["a ", "an "].iter().any(|article| text.what.starts_with(article)), "`{}`: {}", text.name, text.what);
        assert!(!text.gains.ends_with('.') && text.gains.chars().next().is_some_and(char::is_lowercase), "{}", text.gains);
        assert!(text.revoke.ends_with('.'), "`{}`: {}", text.name, text.revoke);
        assert!(!text.references.is_empty(), "`{}` has no reference", text.name);
        assert!(text.references.iter().all(|reference| reference.starts_with("https://")), "`{}`", text.name);
    }
}

/// Prefix and body of a credential never stand together in a provider's file.
#[test]
fn examples_have_gaps() {
    for rule in all().iter().filter(|rule| rule.text.name != WHOLE) {
        assert!(
            rule.text.must_match.iter().all(|example| example.contains(GAP)),
            "`{}` has an example without a gap",
            rule.text.name
        );
    }
}

#[test]
fn providers_are_listed_in_order() {
    let listed: Vec<_> = crate::providers::TABLES.iter().map(|(name, _)| *name).collect();
    assert!(listed.is_sorted());
}
