//! The summary of a job holds no Markdown but ours, and is never too large.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "in a test that is how to fail")]

mod support;

use proptest::prelude::*;
use secws_model::*;
use secws_report::{Format, Options};
use support::{failed, full_sample, line_place, many, plain_finding, written};

fn markdown(report: &Report) -> String {
    written(Format::Markdown, report, &failed(), &Options::default())
}

/// A document without what is in code spans and blocks, as CommonMark finds them.
fn without_code(markdown: &str) -> String {
    let mut text = String::new();
    let mut fence: Option<&str> = None;
    for line in markdown.lines() {
        let run = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if line == run && run.len() >= open.len() => fence = None,
            Some(_) => {}
            None if run.len() >= 3 && line == run => fence = Some(run),
            None => text += &(without_spans(line) + "\n"),
        }
    }
    assert_eq!(fence, None, "every block is closed");
    text
}

fn without_spans(line: &str) -> String {
    let (mut text, mut rest) = (String::new(), line);
    while let Some(start) = rest.find('`') {
        text.push_str(&rest[..start]);
        let behind = rest[start..].trim_start_matches('`');
        let length = rest.len() - start - behind.len();
        rest = &behind[end_of_span(behind, length).expect("every span is closed")..];
        text.push('¤');
    }
    text + rest
}

/// Behind the next run of exactly so many backticks.
fn end_of_span(text: &str, length: usize) -> Option<usize> {
    let mut offset = 0;
    while let Some(start) = text[offset..].find('`').map(|start| offset + start) {
        let run = text[start..].len() - text[start..].trim_start_matches('`').len();
        offset = start + run;
        if run == length {
            return Some(offset);
        }
    }
    None
}

proptest! {
    #[test]
    fn nothing_foreign_is_markdown(report in support::report(), verdict in support::verdict()) {
        let markdown = written(Format::Markdown, &report, &verdict, &Options::default());
        let ours = without_code(&markdown);
        prop_assert!(!ours.contains(['<', '>', '[', ']', '*', '_', '@', '~', '&', '\\', '$', '=', '{', '^']), "{ours}\n---\n{markdown}");
        prop_assert!(!ours.contains("://") && !ours.to_lowercase().contains("www."), "{ours}");
        for line in ours.lines() {
            prop_assert!(line.trim_start_matches(['#', '|']).find('#').is_none_or(|_| line.starts_with("| # |")), "{line}");
        }
        let starts = ["#", "|", "- ", "¤", "Reason: ", "Details of "];
        prop_assert!(ours.lines().all(|line| line.is_empty() || starts.iter().any(|start| line.starts_with(start))), "{ours}");
    }

    #[test]
    fn a_row_has_its_cells_and_no_more(finding in support::finding()) {
        let finding = ReportedFinding { suppressions: Vec::new(), baseline: None, ..finding };
        let markdown = markdown(&Report { findings: vec![finding], ..Report::default() });
        let row = markdown.lines().find(|line| line.starts_with("| 1 | ") && line.contains('`')).unwrap();
        prop_assert_eq!(row.replace("\\|", "").matches('|').count(), 7, "{}", row);
    }
}

#[test]
fn a_large_report_is_cut_and_says_so() {
    let report = many(20_000);
    let markdown = markdown(&report);
    assert!((600 << 10..900 << 10).contains(&markdown.len()), "{}", markdown.len());
    assert!(markdown.contains("of 20000 did not fit into this table: it is cut at 900 KiB.\n"), "{}", &markdown[..500]);
    assert!(markdown.contains("\nDetails of the first 50 findings of 20000 are shown.\n"));
    assert!(markdown.contains("\n### Summary\n\n- Findings: "));
}

#[test]
fn no_single_text_makes_it_too_large() {
    let long = "` `` |".repeat(1 << 14);
    let place = line_place(&long, 1, &long, &long);
    let finding = ReportedFinding { fails: true, ..plain_finding(&long, Severity::High, &long, place) };
    let notification =
        || Notification::new(NotificationKind::PluginPanic, long.clone()).plugin(&long).path(&long.as_str().into());
    let plugins = vec![PluginCoverage { plugin: long.clone(), ..PluginCoverage::default() }];
    let report = Report {
        findings: vec![finding; 3],
        notifications: (0..99).map(|_| notification()).collect(),
        coverage: Coverage { plugins, ..Coverage::default() },
        narrowed: Some(Narrowed { to: long.clone(), hidden: 1 }),
        ..Report::default()
    };
    let verdict = Verdict::Failed(Reason(long.clone()));
    let markdown = written(Format::Markdown, &report, &verdict, &Options::default());
    assert!(markdown.len() < 900 << 10, "{}", markdown.len());
    assert!(markdown.contains("- and 49 more\n"));
    without_code(&markdown);
}

#[test]
fn what_a_baseline_knows_is_only_counted() {
    let markdown = markdown(&full_sample());
    assert!(!markdown.contains("Known.") && !markdown.contains("Accepted.") && !markdown.contains("Gone."));
    assert!(markdown.contains("\n- Not shown: 1 unchanged\n"));
}
