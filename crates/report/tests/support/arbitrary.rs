//! Reports of every shape.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use secws_model::*;

use super::{fingerprints, source};

/// What could break something: terminals, build services, Markdown, HTML and XML, spreadsheets, paths.
const HOSTILE: [&str; 24] = [
    "",
    " ",
    "a\nb\r\n",
    "\u{1b}[31m",
    "##[error]x",
    "::error::x",
    "\n::error file=a,line=1::x",
    "%0A::warning::%25",
    "a,b:c=d",
    "[a](b)",
    "\u{202e}",
    "# H\n\nText.\n```",
    "`a``",
    "a|b\\|",
    "<script>x</script> &amp; ]]>",
    "@me #1 www.example.com https://example.com",
    "=1+1",
    "\t-1",
    "\"a\";b",
    "\u{ffff}\u{fffe}\u{0}",
    "code/x",
    "x.whl!/a.py",
    "./a",
    "/etc/../passwd",
];

/// Strings as they come, and hostile ones.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a-z/-]{1,12}", select(HOSTILE.to_vec()).prop_map(str::to_owned)]
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

/// What was made of a finding after it was found.
fn judged() -> impl Strategy<Value = (Vec<Suppression>, Option<BaselineState>, bool)> {
    let state = select(&[BaselineState::New, BaselineState::Unchanged, BaselineState::Absent][..]);
    let suppressions = prop_oneof![2 => Just(Vec::new()), 1 => vec(suppression(), 1..3)];
    (suppressions, of(state), any::<bool>())
        .prop_map(|(suppressions, state, fails)| (suppressions.clone(), state, fails && suppressions.is_empty()))
}

/// Findings of every shape.
pub fn finding() -> impl Strategy<Value = ReportedFinding> {
    let places = (place(), vec(place(), 0..3), vec(place(), 0..3));
    let sources = vec((id(), text()).prop_map(|(rule, message)| source(&rule, &message)), 0..2);
    let rest = (vec(fix(), 0..3), of(text()), sources, vec((text(), text()), 0..4), origin(), judged());
    (id(), text(), severity(), precision(), places, rest).prop_map(|(rule, message, severity, precision, places, rest)| {
        let (place, related, flow) = places;
        let (fixes, line_hash, sources, properties, origin, (suppressions, baseline, fails)) = rest;
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
            fails: fails && baseline != Some(BaselineState::Absent),
            baseline,
            original: None,
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
    let name = prop_oneof![Just("code".to_owned()), text()];
    (name, text(), vec(rule(), 0..4), of(text())).prop_map(|(name, version, rules, imported)| PluginInfo {
        name,
        version,
        rules,
        imported,
    })
}

/// Notifications of some kinds.
pub fn notification() -> impl Strategy<Value = Notification> {
    let kinds = [NotificationKind::PartialGap, NotificationKind::AdvisoriesStale, NotificationKind::PluginPanic];
    (select(kinds.to_vec()), of(text()), text(), of(place()), of(text()))
        .prop_map(|(kind, plugin, message, place, accepted)| Notification { kind, plugin, message, place, accepted })
}

fn skipped() -> impl Strategy<Value = std::collections::BTreeMap<Skipped, u64>> {
    proptest::collection::btree_map(select(Skipped::ALL.to_vec()), any::<u64>(), 0..4)
}

fn coverage() -> impl Strategy<Value = Coverage> {
    let plugin = (text(), any::<u64>(), skipped());
    let plugins = vec(plugin.prop_map(|(plugin, files, skipped)| PluginCoverage { plugin, files, skipped }), 0..3);
    let numbers = (any::<u64>(), any::<u64>(), any::<u64>(), any::<u64>(), any::<u64>());
    (numbers, skipped(), plugins).prop_map(|((files, bytes, scanned, blobs, members), skipped, plugins)| Coverage {
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
    let lists = (vec(plugin(), 0..4), vec(finding(), 0..4), vec(notification(), 0..3));
    (lists, coverage(), any::<bool>(), narrowed).prop_map(
        |((plugins, findings, notifications), coverage, redacted, narrowed)| Report {
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
