//! Reports of every shape, and one that is typical.
#![allow(dead_code, reason = "each test takes what it needs")]

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use secws_model::*;

/// Strings as they come, and those that could break something.
fn text() -> impl Strategy<Value = String> {
    let hostile =
        ["", "tags", "a\nb\r\n", "\u{1b}[31m", "##[error]x", "[a](b)", "\u{202e}", "# H\n\nText.\n```", "code/x", "{0}"];
    prop_oneof![any::<String>(), "[a-z/-]{1,12}", select(hostile.to_vec()).prop_map(str::to_owned)]
}

/// Few different ones, so that rules and findings meet.
fn id() -> impl Strategy<Value = String> {
    prop_oneof![4 => select(&["code/a", "code/b", "secrets/c", "dependencies/d/CVE-1"][..]).prop_map(str::to_owned), 1 => text()]
}

fn number() -> impl Strategy<Value = u32> {
    prop_oneof![0u32..9, any::<u32>()]
}

fn path() -> impl Strategy<Value = RepoPath> {
    prop_oneof![
        text().prop_map(|text| RepoPath::new(&text)),
        vec(any::<u8>(), 0..9).prop_map(|bytes| RepoPath::from_bytes(&bytes))
    ]
}

fn region() -> impl Strategy<Value = Region> {
    (number(), number(), number(), number()).prop_map(|(start_line, start_column, end_line, end_column)| Region {
        start_line,
        start_column,
        end_line,
        end_column,
    })
}

fn snippet() -> impl Strategy<Value = Snippet> {
    (number(), text(), 0usize..20, 0usize..20).prop_map(|(line, text, start, end)| Snippet {
        line,
        text,
        highlight: start..end,
    })
}

fn span() -> impl Strategy<Value = Span> {
    (any::<u64>(), any::<u64>()).prop_map(|(start, end)| Span { start, end })
}

fn place() -> impl Strategy<Value = Place> {
    let texts = (of(text()), of(text()));
    (path(), of(region()), of(span()), of(snippet()), texts).prop_map(|(path, region, span, snippet, (message, logical))| {
        Place { path, region, span, snippet, message, logical }
    })
}

fn edit() -> impl Strategy<Value = ReportedEdit> {
    (path(), region(), text()).prop_map(|(path, region, replacement)| ReportedEdit { path, region, replacement })
}

fn fix() -> impl Strategy<Value = ReportedFix> {
    let applicability = select(&[Applicability::Safe, Applicability::Unsafe, Applicability::DisplayOnly][..]);
    (prop_oneof![Just("Same.".to_owned()), text()], applicability, vec(edit(), 0..3))
        .prop_map(|(title, applicability, edits)| ReportedFix { title, applicability, edits })
}

fn severity() -> impl Strategy<Value = Severity> {
    select(&Severity::ALL[..])
}

fn precision() -> impl Strategy<Value = Precision> {
    select(&[Precision::Low, Precision::Medium, Precision::High, Precision::VeryHigh][..])
}

fn finding() -> impl Strategy<Value = ReportedFinding> {
    let places = (place(), vec(place(), 0..3), vec(place(), 0..3));
    let sources = vec((id(), text()).prop_map(|(rule, message)| Source { rule, message }), 0..2);
    let rest = (vec(fix(), 0..3), of(text()), sources, vec((text(), text()), 0..4));
    (id(), text(), severity(), precision(), places, rest).prop_map(|(rule, message, severity, precision, places, rest)| {
        let (place, related, flow) = places;
        let (fixes, line_hash, sources, properties) = rest;
        let fingerprints = fingerprints(&rule, place.path.as_str());
        let plugin = rule.split('/').next().unwrap_or_default().to_owned();
        ReportedFinding {
            rule,
            plugin,
            message,
            severity,
            precision,
            place,
            related,
            flow,
            fixes,
            fingerprints,
            line_hash,
            sources,
            properties,
        }
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    let uri = prop_oneof![text(), Just("https://example.com/rule".to_owned())];
    let texts = (text(), text(), of(uri));
    let lists = (vec(0u32..2_000, 0..12), vec(text(), 0..3), vec(text(), 0..12));
    (id(), texts, severity(), precision(), of(any::<f64>()), lists, any::<bool>()).prop_map(
        |(id, (title, help_markdown, help_uri), severity, precision, score, (cwe, aliases, tags), enabled)| Rule {
            id,
            title,
            help_markdown,
            help_uri,
            severity,
            precision,
            score,
            cwe,
            aliases,
            tags,
            enabled,
        },
    )
}

fn plugin() -> impl Strategy<Value = PluginInfo> {
    (prop_oneof![Just("code".to_owned()), text()], text(), vec(rule(), 0..4)).prop_map(|(name, version, rules)| PluginInfo {
        name,
        version,
        rules,
    })
}

fn notification() -> impl Strategy<Value = Notification> {
    let kinds = [NotificationKind::PartialGap, NotificationKind::AdvisoriesStale, NotificationKind::PluginPanic];
    (select(kinds.to_vec()), of(text()), text(), of(place())).prop_map(|(kind, plugin, message, place)| Notification {
        kind,
        plugin,
        message,
        place,
    })
}

fn coverage() -> impl Strategy<Value = Coverage> {
    let plugins = vec((text(), any::<u64>()).prop_map(|(plugin, files)| PluginCoverage { plugin, files }), 0..3);
    (any::<u64>(), any::<u64>(), any::<u64>(), plugins).prop_map(|(files, bytes, scanned, plugins)| Coverage {
        files,
        bytes,
        scanned,
        plugins,
    })
}

/// Reports of every shape.
pub fn report() -> impl Strategy<Value = Report> {
    (vec(plugin(), 0..4), vec(finding(), 0..4), vec(notification(), 0..3), coverage(), any::<bool>()).prop_map(
        |(plugins, findings, notifications, coverage, redacted)| Report {
            plugins,
            findings,
            notifications,
            coverage,
            redacted,
        },
    )
}

/// Verdicts of every shape.
pub fn verdict() -> impl Strategy<Value = Verdict> {
    let kinds = [Verdict::Passed, Verdict::Failed, Verdict::Incomplete];
    (select(kinds.to_vec()), text()).prop_map(|(kind, text)| kind(Reason(text)))
}

fn fingerprints(rule: &str, path: &str) -> Fingerprints {
    FingerprintKey { rule: rule.to_owned(), path: path.into(), context: "context".to_owned() }.fingerprints(0)
}

/// A place on one line, in a text that starts with that line.
pub fn line_place(path: &str, line: u32, text: &str, part: &str) -> Place {
    let start = text.find(part).expect("the part is in the text");
    let column = |offset: usize| u32::try_from(offset + 1).expect("a short line");
    let end = start + part.len();
    let region = Region { start_line: line, start_column: column(start), end_line: line, end_column: column(end) };
    Place {
        path: path.into(),
        region: Some(region),
        span: Some(Span { start: 100, end: 100 + part.len() as u64 }),
        snippet: Some(Snippet { line, text: text.to_owned(), highlight: start..end }),
        message: None,
        logical: None,
    }
}

/// A finding without anything that could be left out.
pub fn plain_finding(rule: &str, severity: Severity, message: &str, place: Place) -> ReportedFinding {
    ReportedFinding {
        rule: rule.to_owned(),
        plugin: rule.split('/').next().unwrap_or_default().to_owned(),
        message: message.to_owned(),
        severity,
        precision: Precision::High,
        fingerprints: fingerprints(rule, place.path.as_str()),
        place,
        related: Vec::new(),
        flow: Vec::new(),
        fixes: Vec::new(),
        line_hash: Some("271789c17abda88f:1".to_owned()),
        sources: Vec::new(),
        properties: Vec::new(),
    }
}

/// A rule with all that a good one has.
pub fn plain_rule(id: &str, title: &str, severity: Severity, cwe: &[u32]) -> Rule {
    let paragraph = "Whoever controls the input controls what happens next.";
    Rule {
        id: id.to_owned(),
        title: title.to_owned(),
        help_markdown: format!("# {title}\n\n{paragraph}\n\n## References\n\n- [CWE](https://cwe.mitre.org/)\n"),
        help_uri: Some(format!("https://secws.example/rules/{id}")),
        severity,
        precision: Precision::High,
        score: None,
        cwe: cwe.to_vec(),
        aliases: vec!["B602".to_owned()],
        tags: vec!["python".to_owned()],
        enabled: true,
    }
}

/// One of everything.
pub fn sample() -> Report {
    let code = PluginInfo {
        name: "code".to_owned(),
        version: "0.1.0".to_owned(),
        rules: vec![
            plain_rule("code/eval", "Evaluation of input", Severity::Medium, &[95]),
            plain_rule("code/subprocess-shell-true", "Command line run by a shell", Severity::High, &[78]),
        ],
    };
    let pickle = PluginInfo {
        name: "pickle".to_owned(),
        version: "0.1.0".to_owned(),
        rules: vec![plain_rule("pickle/dangerous-import", "Pickle that runs code", Severity::Critical, &[502])],
    };
    let findings = vec![shell_finding(), secret_finding(), pickle_finding()];
    let gap =
        Notification::new(NotificationKind::PartialGap, "The file has a syntax error on line 3, so part of it was skipped.");
    let coverage = Coverage {
        files: 12,
        bytes: 3_456,
        scanned: 3,
        plugins: vec![PluginCoverage { plugin: "code".to_owned(), files: 2 }],
    };
    Report {
        plugins: vec![code, pickle],
        findings,
        notifications: vec![gap.plugin("code").path(&"app/broken.py".into())],
        coverage,
        redacted: true,
    }
}

fn shell_finding() -> ReportedFinding {
    let place = line_place("app/ta sks.py", 12, "    subprocess.run(cmd, shell=True)", "subprocess.run(cmd, shell=True)");
    let source = Place {
        message: Some("The input comes from here.".to_owned()),
        ..line_place("app/views.py", 3, "cmd = input()", "input()")
    };
    let region = place.region.expect("a text has lines");
    let edit = |path: &str| ReportedEdit { path: path.into(), region, replacement: "subprocess.run(argv)".to_owned() };
    let fix = ReportedFix {
        title: "Pass a list of arguments.".to_owned(),
        applicability: Applicability::Unsafe,
        edits: vec![edit("app/ta sks.py"), edit("app/views.py"), edit("app/ta sks.py")],
    };
    let advice = ReportedFix {
        title: "Ask.".to_owned(),
        applicability: Applicability::DisplayOnly,
        edits: vec![edit("app/views.py")],
    };
    let message = "The command line in 'cmd' is run by a shell, so whoever controls it runs commands of their own.";
    ReportedFinding {
        related: vec![source.clone(), place.clone()],
        flow: vec![source, place.clone()],
        fixes: vec![fix.clone(), fix, advice],
        sources: vec![Source { rule: "code/eval".to_owned(), message: "So is this.".to_owned() }],
        properties: vec![("function".to_owned(), "subprocess.run".to_owned())],
        ..plain_finding("code/subprocess-shell-true", Severity::High, message, place)
    }
}

fn secret_finding() -> ReportedFinding {
    let place = line_place("settings.py", 1, "password = \"[REDACTED]\"", "[REDACTED]");
    let message = "The password in 'password' is in the repository, so everybody who reads it has it.";
    ReportedFinding { line_hash: None, ..plain_finding("secrets/password", Severity::Critical, message, place) }
}

fn pickle_finding() -> ReportedFinding {
    let place = Place {
        path: "models/model.pt".into(),
        region: None,
        span: Some(Span { start: 120, end: 133 }),
        snippet: None,
        message: None,
        logical: Some("archive/data.pkl".to_owned()),
    };
    let message = "Loading the file calls 'os.system', so opening it runs a command.";
    ReportedFinding {
        precision: Precision::VeryHigh,
        line_hash: None,
        ..plain_finding("pickle/dangerous-import", Severity::Low, message, place)
    }
}
