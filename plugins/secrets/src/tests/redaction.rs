//! No secret leaves: whatever a finding says, it says nothing of the bytes that it found.

use proptest::prelude::*;
use secws_plugin_sdk::Outcome;

use super::samples::fill;
use super::{file, scan_file};
use crate::registry::registry;

/// No part of a secret of this length may be said; what is shorter is chance.
const PART: usize = 8;

/// A secret without what the provider has published of it, its prefix.
fn private(secret: &[u8]) -> &[u8] {
    let literals = &registry().expect("rules").literals;
    let starts = literals.iter().filter(|entry| crate::text::starts_ignoring_case(secret, 0, &entry.text));
    &secret[starts.map(|entry| entry.text.len()).max().unwrap_or(0)..]
}

fn shown(outcome: &Outcome) -> Vec<String> {
    let mut shown = Vec::new();
    for finding in &outcome.findings {
        shown.push(finding.message.clone());
        shown.push(finding.identity.clone());
        shown.extend(finding.properties.iter().flat_map(|(name, value)| [name.clone(), value.clone()]));
        shown.extend(finding.location.logical.clone());
        shown.extend(finding.location.message.clone());
        shown.extend(finding.related.iter().filter_map(|related| related.message.clone()));
    }
    shown.extend(outcome.gaps.iter().map(|gap| gap.message.clone()));
    assert!(outcome.facts.is_empty(), "facts could hold secrets");
    shown
}

fn check(path: &str, text: &str) -> Outcome {
    let bytes = text.as_bytes();
    let outcome = scan_file(&file(path, bytes));
    let said = shown(&outcome);
    for finding in &outcome.findings {
        assert!(!finding.redact.is_empty(), "{} redacts nothing", finding.rule);
        for span in &finding.redact {
            let secret = private(&bytes[span.start as usize..span.end as usize]);
            for part in secret.windows(PART.min(secret.len()).max(1)) {
                let leak = said.iter().find(|said| crate::text::find(said.as_bytes(), part).is_some());
                assert!(leak.is_none(), "{} says a part of its secret: {leak:?}", finding.rule);
            }
        }
    }
    outcome
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any two rules' examples beside each other, so that one's secret may stand where the other's name is.
    #[test]
    fn findings_say_nothing_of_secrets(
        one in any::<prop::sample::Index>(),
        two in any::<prop::sample::Index>(),
        seed in 1_u64..1_000_000,
        joint in "\n| |=|: |\", \"",
        ending in "py|yml|env|json|txt",
    ) {
        let rules = &registry().expect("rules").rules;
        let example = |index: prop::sample::Index, seed| fill(&index.get(rules).text.must_match[0], seed);
        let text = format!("{}{joint}{}", example(one, seed), example(two, seed + 1));
        check(&format!("a.{ending}"), &text);
    }

    #[test]
    fn names_that_are_secrets_are_not_said(seed in 1_u64..1_000_000) {
        check("a.py", &fill("{'ghp_«A36»': 'glpat-«A20»', '«A32»_password': 'Tr0ub4dor&3'}", seed));
    }
}

#[test]
fn every_byte_of_the_secret_is_masked() {
    for rule in &registry().expect("rules").rules {
        let text = fill(&rule.text.must_match[0], 11);
        let outcome = check("a.txt", &text);
        for finding in &outcome.findings {
            let span = finding.location.span.expect("a place");
            let masked = finding.redact.iter().any(|redact| redact.start >= span.start && redact.end <= span.end);
            assert!(masked, "{}", finding.rule);
        }
    }
}
