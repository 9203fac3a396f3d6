//! Whatever a report holds, no format fails, steers a terminal or commands a build service.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "in a test that is how to fail")]

mod support;

use proptest::prelude::*;
use secws_report::{Format, Options};
use support::written;

fn is_hostile(character: char) -> bool {
    let steers = matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    steers || (character.is_control() && character != '\n')
}

proptest! {
    #[test]
    fn every_format_is_harmless(report in support::report(), verdict in support::verdict(), compact: bool) {
        let options = Options { compact, statistics: true, unchanged: true, ..Options::default() };
        for format in Format::ALL {
            let written = written(format, &report, &verdict, &options);
            let written = if format == Format::Csv { written.replace("\r\n", "\n") } else { written };
            prop_assert!(!written.contains(is_hostile), "{format}: {written:?}");
            let commands = ["##[", "##vso[", "##teamcity["];
            prop_assert!(!commands.iter().any(|command| written.contains(command)), "{format}: {written}");
            prop_assert!(written.ends_with('\n'), "{format}");
            let starts = written.lines().filter(|line| line.trim_start().starts_with("::")).count();
            let shown = report.open().count() + report.notifications.len();
            prop_assert_eq!(starts, if format == Format::Github { shown } else { 0 }, "{}: {}", format, written);
        }
    }

    #[test]
    fn a_report_is_the_same_twice(report in support::report(), verdict in support::verdict()) {
        for format in Format::ALL {
            let write = || written(format, &report, &verdict, &Options::default());
            prop_assert_eq!(write(), write());
        }
    }

    #[test]
    fn a_text_ends_with_the_verdict(report in support::report(), verdict in support::verdict(), width in proptest::option::of(0usize..200)) {
        let text = written(Format::Text, &report, &verdict, &Options { width, ..Options::default() });
        prop_assert!(text.lines().last().unwrap_or_default().starts_with(verdict.word()), "{text}");
        prop_assert!(report.open().filter(|finding| finding.fails).all(|finding| text.contains(&format!("{}[", finding.severity))), "{text}");
    }

    #[test]
    fn colours_and_links_add_nothing_to_the_text(report in support::report(), verdict in support::verdict()) {
        let root = Some("/repository".into());
        let styled = Options { color: true, hyperlinks: true, root, statistics: true, ..Options::default() };
        let colored = written(Format::Text, &report, &verdict, &styled);
        let plain = written(Format::Text, &report, &verdict, &Options { statistics: true, ..Options::default() });
        prop_assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain);
    }
}
