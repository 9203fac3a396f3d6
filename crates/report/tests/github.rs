//! Workflow commands say what was meant, as the runner reads them, and nothing else does.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "in a test that is how to fail")]

mod support;

use proptest::collection::vec;
use proptest::prelude::*;
use secws_model::*;
use secws_report::{Format, Options};
use support::{failed, full_sample, line_place, plain_finding, written};

/// What the runner makes of a line.
#[derive(Debug, PartialEq, Eq)]
struct Command {
    name: String,
    properties: Vec<(String, String)>,
    data: String,
}

/// As `ActionCommand.TryParseV2` of actions/runner reads a line.
fn parse(line: &str) -> Option<Command> {
    let (info, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
    let properties = properties.trim().split(',').filter_map(|property| property.split_once('='));
    let properties = properties.map(|(name, value)| (name.to_owned(), unescaped(value, true))).collect();
    Some(Command { name: name.to_owned(), properties, data: unescaped(data, false) })
}

fn unescaped(text: &str, is_property: bool) -> String {
    let text = text.replace("%0D", "\r").replace("%0A", "\n");
    let text = if is_property { text.replace("%3A", ":").replace("%2C", ",") } else { text };
    text.replace("%25", "%")
}

fn commands(report: &Report) -> Vec<Command> {
    written(Format::Github, report, &failed(), &Options::default()).lines().filter_map(parse).collect()
}

/// Text that is shown as it is, with all that means something in a command.
fn visible() -> impl Strategy<Value = String> {
    let parts = ["::", ":", ",", "=", "%", "%0A", "%25", "%3A", "::error file=x::y", "a", "ä", "/", " b"];
    vec(proptest::sample::select(parts.to_vec()), 1..8).prop_map(|parts| format!("x{}x", parts.concat()))
}

proptest! {
    #[test]
    fn commands_are_read_as_they_were_meant(texts in vec((visible(), visible(), visible(), 1u32..3), 0..4)) {
        let findings = texts.iter().map(|(path, rule, message, lines)| {
            let mut finding = plain_finding(rule, Severity::High, message, line_place(path, 3, "  x", "x"));
            finding.place.region = Some(Region { start_line: 3, start_column: 3, end_line: 2 + lines, end_column: 4 });
            finding.fails = true;
            finding
        });
        let expected = texts.iter().map(|(path, rule, message, lines)| {
            let mut properties = vec![("file", path.clone()), ("line", "3".to_owned()), ("endLine", (2 + lines).to_string())];
            if *lines == 1 {
                properties.extend([("col", "3".to_owned()), ("endColumn", "4".to_owned())]);
            }
            properties.push(("title", format!("{rule} (high)")));
            let properties = properties.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            Command { name: "error".to_owned(), properties, data: message.clone() }
        });
        prop_assert_eq!(commands(&Report { findings: findings.collect(), ..Report::default() }), expected.collect::<Vec<_>>());
    }

    #[test]
    fn nothing_hostile_gets_into_a_command(report in support::report()) {
        let commands = commands(&report);
        prop_assert_eq!(commands.len(), report.open().count() + report.notifications.len());
        for command in &commands {
            prop_assert!(["error", "warning", "notice"].contains(&command.name.as_str()), "{command:?}");
            let names: Vec<_> = command.properties.iter().map(|(name, _)| name.as_str()).collect();
            let known = ["file", "line", "endLine", "col", "endColumn", "title"];
            prop_assert!(names.iter().all(|name| known.contains(name)), "{command:?}");
            let texts = command.properties.iter().map(|(_, value)| value).chain([&command.data]);
            prop_assert!(!texts.into_iter().any(|text| text.contains(char::is_control)), "{command:?}");
        }
    }
}

#[test]
fn the_most_urgent_ones_are_shown_and_the_others_counted() {
    let finding = |number: u32, severity| {
        let place = line_place(&format!("{number:02}.py"), 1, "x", "x");
        plain_finding("code/eval", severity, "Bad.", place)
    };
    let severities = [Severity::Note, Severity::High, Severity::Critical];
    let mut findings: Vec<_> = (0..39).map(|number| finding(number, severities[number as usize % 3])).collect();
    for finding in &mut findings {
        finding.fails = finding.severity == Severity::Critical;
    }
    findings[2].baseline = Some(BaselineState::Unchanged);
    let notice = |kind| (0..5).map(move |number| Notification::new(kind, format!("Number {number}.")));
    let kinds = [NotificationKind::AdvisoriesStale, NotificationKind::PluginPanic, NotificationKind::SuppressionUnused];
    let report = Report { findings, notifications: kinds.into_iter().flat_map(notice).collect(), ..Report::default() };
    let commands = commands(&report);
    let of = |name: &str| commands.iter().filter(|command| command.name == name).collect::<Vec<_>>();
    assert_eq!([of("error").len(), of("warning").len(), of("notice").len()], [10; 3]);
    assert!(of("error").iter().all(|command| command.properties[0].1 != "02.py"));
    let panics = of("warning").into_iter().filter(|command| command.properties[0].1 == "secws: plugin-panic");
    assert_eq!(panics.map(|command| command.data.as_str()).collect::<Vec<_>>(), ["Number 0.", "Number 1.", "Number 2."]);
    let text = written(Format::Github, &report, &failed(), &Options::default());
    assert!(text.contains("\nNot shown: 24 more annotations, since GitHub takes ten of each level\n"), "{text}");
}

#[test]
fn suppressed_findings_and_those_that_are_gone_are_no_annotations() {
    let all = written(Format::Github, &full_sample(), &failed(), &Options::default());
    for hidden in ["Accepted.", "Gone.", "settings.py"] {
        assert!(!all.contains(hidden), "{all}");
    }
}
