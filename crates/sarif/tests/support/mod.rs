//! Reports of every shape, and one that is typical.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::collections::BTreeMap;
use std::sync::Arc;

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
    let sources =
        (id(), text(), of(original())).prop_map(|(rule, message, original)| Source { original, ..source(&rule, &message) });
    let sources = vec(sources, 0..2);
    let state = (origin(), vec(suppression(), 0..2), of(baseline()), of(original()));
    let rest = (vec(fix(), 0..3), of(text()), sources, vec((text(), text()), 0..4), state);
    (id(), text(), severity(), precision(), places, rest).prop_map(|(rule, message, severity, precision, places, rest)| {
        let (place, related, flow) = places;
        let (fixes, line_hash, sources, properties, state) = rest;
        let (origin, suppressions, baseline, original) = state;
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
            origin,
            redact: Vec::new(),
            suppressions,
            baseline,
            fails: false,
            original,
        }
    })
}

fn commit() -> impl Strategy<Value = Commit> {
    (text(), text(), any::<bool>()).prop_map(|(id, date, in_head)| Commit { id, date, in_head })
}

fn origin() -> impl Strategy<Value = Origin> {
    prop_oneof![
        any::<bool>().prop_map(|tracked| Origin::Tree { tracked }),
        (path(), of(commit())).prop_map(|(container, commit)| Origin::Member { container, commit }),
        Just(Origin::Stdin),
        commit().prop_map(Origin::History),
    ]
}

fn suppression() -> impl Strategy<Value = Suppression> {
    let kind = select(&[SuppressionKind::InSource, SuppressionKind::External][..]);
    (kind, of(text()), path(), of(number())).prop_map(|(kind, justification, path, line)| Suppression {
        kind,
        justification,
        path,
        line,
    })
}

fn baseline() -> impl Strategy<Value = BaselineState> {
    select(&[BaselineState::New, BaselineState::Unchanged, BaselineState::Absent][..])
}

/// A result as another tool wrote it, with what our own has no place for.
fn original() -> impl Strategy<Value = Arc<serde_json::Value>> {
    text().prop_map(|text| {
        Arc::new(
            serde_json::json!({ "ruleId": text, "message": { "text": text }, "tags": 1, "nested": [null, { "x": text }] }),
        )
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
    let name = prop_oneof![Just("code".to_owned()), text()];
    (name, text(), vec(rule(), 0..4), of(text())).prop_map(|(name, version, rules, imported)| PluginInfo {
        name,
        version,
        rules,
        imported,
    })
}

fn notification() -> impl Strategy<Value = Notification> {
    let kinds = [NotificationKind::PartialGap, NotificationKind::AdvisoriesStale, NotificationKind::PluginPanic];
    let texts = (of(text()), text(), of(text()));
    (select(kinds.to_vec()), texts, of(place())).prop_map(|(kind, (plugin, message, accepted), place)| Notification {
        kind,
        plugin,
        message,
        place,
        accepted,
    })
}

fn skipped() -> impl Strategy<Value = BTreeMap<Skipped, u64>> {
    vec((select(&Skipped::ALL[..]), any::<u64>()), 0..3).prop_map(|counts| counts.into_iter().collect())
}

fn coverage() -> impl Strategy<Value = Coverage> {
    let plugin = (text(), any::<u64>(), skipped());
    let plugins = vec(plugin.prop_map(|(plugin, files, skipped)| PluginCoverage { plugin, files, skipped }), 0..3);
    let counts = (any::<u64>(), any::<u64>(), any::<u64>(), any::<u64>(), any::<u64>());
    (counts, skipped(), plugins).prop_map(|((files, bytes, scanned, blobs, members), skipped, plugins)| Coverage {
        files,
        bytes,
        scanned,
        skipped,
        blobs,
        members,
        plugins,
    })
}

/// Reports of every shape.
pub fn report() -> impl Strategy<Value = Report> {
    let narrowed = of((text(), any::<u64>()).prop_map(|(to, hidden)| Narrowed { to, hidden }));
    let run = (coverage(), any::<bool>(), narrowed);
    (vec(plugin(), 0..4), vec(finding(), 0..4), vec(notification(), 0..3), run).prop_map(
        |(plugins, findings, notifications, (coverage, redacted, narrowed))| Report {
            plugins,
            findings,
            notifications,
            coverage,
            redacted,
            narrowed,
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
        origin: Origin::Tree { tracked: true },
        redact: Vec::new(),
        suppressions: Vec::new(),
        baseline: None,
        fails: false,
        original: None,
    }
}

fn source(rule: &str, message: &str) -> Source {
    let plugin = rule.split('/').next().unwrap_or_default().to_owned();
    Source { rule: rule.to_owned(), plugin, message: message.to_owned(), original: None }
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
        skipped: BTreeMap::from([(Skipped::Unwanted, 8), (Skipped::Unreadable, 1)]),
        blobs: 4,
        members: 0,
        plugins: vec![PluginCoverage {
            plugin: "code".to_owned(),
            files: 2,
            skipped: BTreeMap::from([(Skipped::Unreadable, 1)]),
        }],
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

/// Somebody's word that a finding is known.
pub fn suppressed() -> Suppression {
    Suppression {
        kind: SuppressionKind::InSource,
        justification: Some("The command is ours.".to_owned()),
        path: "app/ta sks.py".into(),
        line: Some(11),
    }
}

/// Places in a text as they are made of one: what is meant is on the lines of the snippet.
fn own_place() -> impl Strategy<Value = Place> {
    let file = select(&["a.py", "b/ü %:.py", "odd:x", "~x"][..]).prop_map(RepoPath::new);
    let text = ("[a-zé😀(=]{0,9}", "[a-zé😀(=]{1,9}", "[a-zé😀(=]{0,9}");
    (file, 1u32..500, text, of("[a-z]{1,9}"), of("[a-z/]{1,9}"), any::<bool>()).prop_map(
        |(path, line, (before, meant, behind), message, logical, whole)| {
            let column = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap() + 1;
            let (start_column, end_column) = (column(&before), column(&(before.clone() + &meant)));
            let highlight = before.len()..before.len() + meant.len();
            let region = Region { start_line: line, start_column, end_line: line, end_column };
            let snippet = Snippet { line, text: format!("{before}{meant}{behind}"), highlight };
            let (region, snippet) = if whole { (None, None) } else { (Some(region), Some(snippet)) };
            Place { path, region, span: None, snippet, message, logical }
        },
    )
}

fn own_finding() -> impl Strategy<Value = ReportedFinding> {
    let places = (own_place(), vec(own_place(), 0..3), vec(own_place(), 0..3));
    (finding(), places, "[a-z {}]{1,12}").prop_map(|(finding, (place, related, flow), message)| {
        let properties = finding.properties.into_iter().filter(|(name, _)| name.len() > 12);
        let (properties, sources, fixes) = (properties.collect(), Vec::new(), Vec::new());
        let commit = |commit: Commit| Commit { id: format!("c{}", commit.id.len()), date: "2026".to_owned(), ..commit };
        let origin = match finding.origin {
            Origin::History(of) => Origin::History(commit(of)),
            Origin::Member { commit: of, .. } => {
                Origin::Member { container: RepoPath::new("x.whl"), commit: of.map(commit) }
            }
            _ => Origin::Tree { tracked: true },
        };
        let rule = "code/a".to_owned();
        let line_hash = finding.line_hash.map(|hash| format!("h{}", hash.len()));
        let suppressions = finding.suppressions.iter().map(|one| Suppression { kind: one.kind, ..suppressed() }).collect();
        ReportedFinding {
            place,
            related,
            flow,
            message,
            properties,
            sources,
            fixes,
            origin,
            line_hash,
            suppressions,
            plugin: "code".to_owned(),
            rule,
            ..finding
        }
    })
}

/// Reports as a scan makes them.
pub fn own_report() -> impl Strategy<Value = Report> {
    let bandit = PluginInfo {
        name: "bandit".to_owned(),
        version: "1.9.4".to_owned(),
        rules: vec![plain_rule("bandit/B602", "Shell", Severity::Medium, &[78, 77])],
        imported: Some("Bandit".to_owned()),
    };
    let rule =
        (severity(), precision(), of(1.0f64..9.9), any::<bool>()).prop_map(|(severity, precision, score, enabled)| Rule {
            precision,
            score,
            enabled,
            ..plain_rule("code/a", "Evaluation", severity, &[95, 94])
        });
    (vec(own_finding(), 0..4), rule, coverage(), any::<bool>()).prop_map(move |(findings, rule, coverage, redacted)| {
        let code = PluginInfo { name: "code".to_owned(), version: "0.1.0".to_owned(), rules: vec![rule], imported: None };
        Report { plugins: vec![code, bandit.clone()], findings, coverage, redacted, ..sample() }
    })
}
