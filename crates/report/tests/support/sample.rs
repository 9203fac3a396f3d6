//! Reports that are typical.

use secws_model::*;

use super::{fingerprints, source};

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
        origin: Origin::Tree { tracked: true },
        redact: Vec::new(),
        suppressions: Vec::new(),
        baseline: None,
        fails: false,
        original: None,
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
        imported: None,
        version: "0.1.0".to_owned(),
        rules: vec![
            plain_rule("code/eval", "Evaluation of input", Severity::Medium, &[95]),
            plain_rule("code/subprocess-shell-true", "Command line run by a shell", Severity::High, &[78]),
        ],
    };
    let pickle = PluginInfo {
        name: "pickle".to_owned(),
        imported: None,
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
        plugins: vec![PluginCoverage { plugin: "code".to_owned(), files: 2, ..PluginCoverage::default() }],
        ..Coverage::default()
    };
    Report {
        plugins: vec![code, pickle],
        findings,
        notifications: vec![gap.plugin("code").path(&"app/broken.py".into())],
        coverage,
        redacted: true,
        narrowed: None,
    }
}

fn shell_finding() -> ReportedFinding {
    let place = line_place("app/ta sks.py", 12, "    subprocess.run(cmd, shell=True)", "subprocess.run(cmd, shell=True)");
    let input = Place {
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
        related: vec![input.clone(), place.clone()],
        flow: vec![input, place.clone()],
        fixes: vec![fix.clone(), fix, advice],
        sources: vec![source("code/eval", "So is this.")],
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

fn suppression(kind: SuppressionKind, reason: Option<&str>, path: &str, line: Option<u32>) -> Suppression {
    Suppression { kind, justification: reason.map(str::to_owned), path: path.into(), line }
}

/// A report with every state of a finding, compared with a baseline and narrowed, and with hostile names in it.
pub fn full_sample() -> Report {
    let mut report = sample();
    let bandit = PluginInfo {
        name: "bandit".to_owned(),
        imported: Some("Bandit".to_owned()),
        version: "1.8.0".to_owned(),
        rules: vec![plain_rule("bandit/B602", "subprocess_popen_with_shell_equals_true", Severity::High, &[78])],
    };
    report.plugins.insert(0, bandit);
    report.findings = states();
    report.findings.push(hostile_finding());
    report.notifications = notifications();
    report.coverage.blobs = 4;
    report.coverage.members = 2;
    report.coverage.skipped = [(Skipped::Unwanted, 5), (Skipped::Excluded, 2), (Skipped::Failed, 1)].into();
    report.coverage.plugins[0].skipped = [(Skipped::TooLarge, 1)].into();
    report.narrowed = Some(Narrowed { to: "changes since 1a2b3c4".to_owned(), hidden: 41 });
    report
}

fn states() -> Vec<ReportedFinding> {
    let [mut shell, mut secret, mut pickle] = [shell_finding(), secret_finding(), pickle_finding()];
    shell.sources = vec![source("bandit/B602", "Shell."), source("code/eval", "So is this.")];
    shell.fails = true;
    secret.suppressions = vec![suppression(SuppressionKind::InSource, Some("A test's."), "settings.py", Some(1))];
    pickle.origin = Origin::Member { container: "models/model.pt".into(), commit: None };
    pickle.place.path = "models/model.pt!/archive/data.pkl".into();
    let place = || line_place("app/old.py", 3, "eval(code)", "eval(code)");
    let eval = |message| plain_finding("code/eval", Severity::Medium, message, place());
    let (mut old, mut known, mut gone) = (eval("In history."), eval("Known."), eval("Gone."));
    let id = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d".to_owned();
    old.origin = Origin::History(Commit { id, date: "2024-05-06T07:08:09Z".to_owned(), in_head: false });
    let mut accepted = eval("Accepted.");
    accepted.suppressions = vec![suppression(SuppressionKind::External, None, "secws.toml", None)];
    for finding in [&mut shell, &mut secret, &mut pickle, &mut old, &mut accepted] {
        finding.baseline = Some(BaselineState::New);
    }
    known.baseline = Some(BaselineState::Unchanged);
    gone.baseline = Some(BaselineState::Absent);
    vec![shell, secret, pickle, old, known, accepted, gone]
}

fn hostile_finding() -> ReportedFinding {
    let path = "=a|b`c\n::error::x,<b>\u{1b}[2J/\u{202e}y.py";
    let source = "```\n::error::x = '\u{1b}]0;t\u{7}' | <img src=x> ##[error]y";
    let mut place = line_place(path, 1, source, "::error::x");
    place.logical = Some("cell\n::error::1".to_owned());
    let message = "=cmd|'/C calc'!A0\r\n::error::m <script>x</script> [x](https://example.com) @me ```";
    ReportedFinding {
        baseline: Some(BaselineState::New),
        fails: true,
        ..plain_finding("code/eval", Severity::Critical, message, place)
    }
}

fn notifications() -> Vec<Notification> {
    let partial = Notification::new(NotificationKind::PartialGap, "Part of the file was skipped.").plugin("code");
    let panic =
        Notification::new(NotificationKind::PluginPanic, "\n::error::p | `x`").plugin("pickle").path(&"m.pkl".into());
    let stale = Notification::new(NotificationKind::AdvisoriesStale, "The advisories are 40 days old.");
    let mut unread = Notification::new(NotificationKind::UnreadGap, "The file is encrypted.").plugin("code");
    unread.accepted = Some("Nobody has the key.".to_owned());
    vec![partial.path(&"app/broken.py".into()), panic, stale, unread.path(&"secret.zip".into())]
}

/// A report with many findings.
pub fn many(number: u32) -> Report {
    let shapes = [shell_finding(), secret_finding(), pickle_finding(), hostile_finding()];
    let findings = (0..number).zip(shapes.iter().cycle()).map(|(number, shape)| {
        let mut finding = shape.clone();
        finding.place.path = format!("{}/{number}.py", shape.place.path).as_str().into();
        finding.fingerprints = fingerprints(&finding.rule, finding.place.path.as_str());
        finding
    });
    Report { findings: findings.collect(), ..sample() }
}
