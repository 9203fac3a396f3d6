//! Whatever a report holds, its text steers no terminal and no build service.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "in a test that is how to fail")]

#[path = "../../sarif/tests/support/mod.rs"]
mod support;

use proptest::prelude::*;
use secws_model::{Report, Verdict};
use secws_report::{Format, Options};

fn text(report: &Report, verdict: &Verdict, options: &Options) -> String {
    let mut out = Vec::new();
    secws_report::write(Format::Text, report, verdict, &mut out, options).expect("memory takes everything");
    String::from_utf8(out).expect("text is UTF-8")
}

fn is_hostile(character: char) -> bool {
    let steers = matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    steers || (character.is_control() && character != '\n')
}

proptest! {
    #[test]
    fn plain_text_is_harmless(report in support::report(), verdict in support::verdict(), width in proptest::option::of(0usize..200)) {
        let text = text(&report, &verdict, &Options { width, ..Options::default() });
        prop_assert!(!text.contains(is_hostile), "{text:?}");
        prop_assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{text}");
        prop_assert!(!["##[", "##vso[", "##teamcity["].iter().any(|command| text.contains(command)), "{text}");
        let last = text.lines().last().unwrap_or_default();
        prop_assert!(last.starts_with(verdict.word()) && text.ends_with('\n'), "{text}");
        prop_assert!(report.findings.iter().all(|finding| text.contains(&format!("{}[", finding.severity))), "{text}");
    }

    #[test]
    fn colours_and_links_add_nothing_to_the_text(report in support::report(), verdict in support::verdict()) {
        let root = Some("/repository".into());
        let colored = text(&report, &verdict, &Options { color: true, hyperlinks: true, root, ..Options::default() });
        let plain = text(&report, &verdict, &Options::default());
        prop_assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain);
    }
}
