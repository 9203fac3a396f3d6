//! What is one, and what stays two.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use secws_model::{
    BaselineState, Commit, FingerprintKey, Origin, Place, PluginInfo, Precision, Region, ReportedFinding, Rule, Severity,
    Span, Suppression, SuppressionKind,
};
use serde_json::json;

use super::join;
use super::links::links;
use super::node::Vocabulary;

fn rule(id: &str, cwe: &[u32], aliases: &[&str]) -> Rule {
    Rule {
        id: id.to_owned(),
        title: String::new(),
        help_markdown: String::new(),
        help_uri: None,
        severity: Severity::Medium,
        precision: Precision::Medium,
        score: None,
        cwe: cwe.to_vec(),
        aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
        tags: Vec::new(),
        enabled: true,
    }
}

fn plugins() -> Vec<PluginInfo> {
    let plugin = |name: &str, imported: Option<&str>, rules| PluginInfo {
        name: name.to_owned(),
        version: String::new(),
        rules,
        imported: imported.map(str::to_owned),
    };
    vec![
        plugin(
            "code",
            None,
            vec![
                rule("code/shell", &[78], &["B602", "S602"]),
                rule("code/mark-safe", &[79], &["B308", "B703"]),
                rule("code/assert", &[703], &[]),
            ],
        ),
        plugin("secrets", None, vec![rule("secrets/password", &[798], &[])]),
        plugin(
            "dependencies",
            None,
            vec![
                rule("dependencies/known/CVE-2018-1", &[1395], &["GHSA-aaaa-bbbb-cccc"]),
                rule("dependencies/known/CVE-2018-2", &[1395], &[]),
            ],
        ),
        plugin(
            "bandit",
            Some("Bandit"),
            vec![
                rule("bandit/B602", &[78], &["B602"]),
                rule("bandit/B607", &[78], &["B607"]),
                rule("bandit/B308", &[79], &["B308"]),
                rule("bandit/B703", &[79], &["B703"]),
                rule("bandit/B106", &[259], &["B106"]),
            ],
        ),
        plugin(
            "ruff",
            Some("ruff"),
            vec![rule("ruff/S602", &[], &["S602", "B602"]), rule("ruff/injection", &[89], &["injection"])],
        ),
        plugin(
            "semgrep",
            Some("Semgrep OSS"),
            vec![
                rule("semgrep/injection", &[78], &["injection"]),
                rule("semgrep/os", &[77], &["os"]),
                rule("semgrep/input", &[703], &["input"]),
            ],
        ),
        plugin(
            "trivy",
            Some("Trivy"),
            vec![
                rule("trivy/CVE-2018-1", &[200], &["CVE-2018-1"]),
                rule("trivy/GHSA-AAAA-bbbb-cccc", &[200], &["GHSA-AAAA-bbbb-cccc"]),
                rule("trivy/CVE-2018-2", &[200], &["CVE-2018-2"]),
            ],
        ),
    ]
}

/// On one line of one file, from byte to byte; the message makes it unlike others.
fn finding(rule: &str, start: u64, end: u64, message: &str) -> ReportedFinding {
    let column = |at: u64| u32::try_from(at + 1).unwrap();
    let key = FingerprintKey { rule: rule.to_owned(), path: "a.py".into(), context: format!("{start} {end} {message}") };
    ReportedFinding {
        rule: rule.to_owned(),
        plugin: rule.split('/').next().unwrap().to_owned(),
        message: message.to_owned(),
        severity: Severity::Medium,
        precision: Precision::Medium,
        place: Place {
            path: "a.py".into(),
            region: Some(Region { start_line: 1, start_column: column(start), end_line: 1, end_column: column(end) }),
            span: Some(Span { start, end }),
            snippet: None,
            message: None,
            logical: None,
        },
        related: Vec::new(),
        flow: Vec::new(),
        fixes: Vec::new(),
        fingerprints: key.fingerprints(0),
        line_hash: None,
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

/// The same, of a tool that names lines only.
fn on_line(rule: &str, message: &str) -> ReportedFinding {
    let region = json!({ "startLine": 1 });
    let original = json!({ "m": message, "locations": [{ "physicalLocation": { "region": region } }] });
    ReportedFinding { original: Some(Arc::new(original)), ..finding(rule, 0, 90, message) }
}

fn secret(rule: &str, start: u64, end: u64) -> ReportedFinding {
    ReportedFinding { redact: vec![Span { start, end }], ..finding(rule, start, end, "") }
}

fn package(rule: &str, at: u64, name: &str, message: &str) -> ReportedFinding {
    let properties = if name.is_empty() { Vec::new() } else { vec![("package".to_owned(), name.to_owned())] };
    ReportedFinding { properties, ..finding(rule, at, at + 5, message) }
}

/// `leader <- source + source`, of each finding.
fn joined(findings: Vec<ReportedFinding>) -> Vec<String> {
    let line = |finding: &ReportedFinding| {
        let sources: Vec<_> = finding.sources.iter().map(|source| source.rule.as_str()).collect();
        if sources.is_empty() { finding.rule.clone() } else { format!("{} <- {}", finding.rule, sources.join(" + ")) }
    };
    join(findings, &plugins()).iter().map(line).collect()
}

#[test]
fn one_defect_is_one_finding_however_many_saw_it() {
    let findings = vec![
        finding("bandit/B602", 4, 40, ""),
        finding("ruff/S602", 4, 18, ""),
        finding("semgrep/os", 4, 40, ""),
        finding("code/shell", 4, 40, ""),
    ];
    assert_eq!(joined(findings), ["code/shell <- bandit/B602 + ruff/S602 + semgrep/os"]);
}

#[test]
fn two_on_one_line_stay_two() {
    let findings = vec![
        finding("bandit/B602", 4, 40, ""),
        finding("bandit/B602", 42, 80, ""),
        finding("ruff/S602", 4, 18, ""),
        finding("ruff/S602", 42, 56, ""),
    ];
    assert_eq!(joined(findings), ["ruff/S602 <- bandit/B602"; 2]);
    let findings = vec![
        finding("code/shell", 4, 40, ""),
        finding("code/shell", 42, 80, ""),
        on_line("bandit/B602", ""),
        on_line("bandit/B602", ""),
        on_line("bandit/B602", ""),
    ];
    assert_eq!(joined(findings), ["bandit/B602", "code/shell <- bandit/B602", "code/shell <- bandit/B602"]);
}

#[test]
fn elsewhere_is_something_else() {
    let commit = |id: &str| Commit { id: id.to_owned(), date: String::new(), in_head: true };
    let mut other_file = finding("bandit/B602", 4, 40, "");
    other_file.place.path = "b.py".into();
    let old = ReportedFinding { origin: Origin::History(commit("1")), ..finding("bandit/B602", 4, 40, "") };
    let older = ReportedFinding { origin: Origin::History(commit("2")), ..finding("ruff/S602", 4, 40, "") };
    let findings = vec![finding("code/shell", 4, 40, ""), finding("bandit/B602", 40, 50, ""), other_file, old, older];
    assert_eq!(joined(findings).len(), 5);
}

#[test]
fn a_rule_is_not_known_by_its_name() {
    let findings = vec![finding("ruff/injection", 4, 40, ""), finding("semgrep/injection", 4, 40, "")];
    assert_eq!(joined(findings), ["ruff/injection", "semgrep/injection"]);
}

#[test]
fn a_vague_weakness_counts_only_at_the_very_place() {
    let at = |end| joined(vec![finding("code/assert", 4, 40, ""), finding("semgrep/input", 4, end, "")]).len();
    assert_eq!((at(40), at(39)), (1, 2));
}

#[test]
fn a_tool_that_tells_two_things_apart_is_believed() {
    let findings = || vec![finding("bandit/B602", 4, 40, ""), finding("bandit/B607", 4, 40, "")];
    assert_eq!(joined(findings()), ["bandit/B602", "bandit/B607"]);
    let with_ours = [findings(), vec![finding("code/shell", 4, 40, "")]].concat();
    assert_eq!(joined(with_ours), ["bandit/B607", "code/shell <- bandit/B602"]);
    let of_ours = vec![finding("code/shell", 4, 40, "one"), finding("code/shell", 4, 40, "two")];
    assert_eq!(joined(of_ours).len(), 2);
}

#[test]
fn a_rule_may_name_several_ids_of_one_tool() {
    let findings =
        vec![finding("bandit/B308", 4, 40, ""), finding("bandit/B703", 4, 40, ""), finding("code/mark-safe", 4, 40, "")];
    assert_eq!(joined(findings), ["code/mark-safe <- bandit/B308 + bandit/B703"]);
}

#[test]
fn what_a_tool_says_twice_is_said_once() {
    let findings = vec![finding("bandit/B602", 4, 40, ""), finding("bandit/B602", 4, 40, "again")];
    assert_eq!(joined(findings), ["bandit/B602 <- bandit/B602"]);
    assert_eq!(joined(vec![on_line("bandit/B602", ""), on_line("bandit/B602", "")]).len(), 2);
}

#[test]
fn secrets_are_one_by_their_bytes() {
    let found = vec![secret("secrets/password", 10, 17), secret("bandit/B106", 9, 18), secret("secrets/password", 20, 27)];
    assert_eq!(joined(found), ["secrets/password <- bandit/B106", "secrets/password"]);
    let mut wide = secret("bandit/B106", 20, 27);
    wide.place.span = Some(Span { start: 0, end: 60 });
    wide.place.region = Some(Region { start_line: 1, start_column: 1, end_line: 1, end_column: 61 });
    let kept = join(vec![secret("secrets/password", 10, 17), wide], &plugins());
    assert_eq!(kept.len(), 2);
    let narrow = join(vec![secret("secrets/password", 10, 17), secret("bandit/B106", 9, 18)], &plugins());
    assert_eq!(narrow[0].redact, [Span { start: 10, end: 17 }]);
}

#[test]
fn packages_are_one_by_their_advisories() {
    let found = vec![
        package("dependencies/known/CVE-2018-1", 50, "Foo_Bar", "Ours."),
        package("trivy/CVE-2018-1", 0, "", "Package: foo-bar\nInstalled Version: 1"),
        package("trivy/GHSA-AAAA-bbbb-cccc", 0, "", "Package: foo\nInstalled Version: 1"),
        package("trivy/CVE-2018-2", 0, "", "Package: foo-bar"),
    ];
    let found = joined(found);
    assert_eq!(
        found,
        ["trivy/CVE-2018-2", "trivy/GHSA-AAAA-bbbb-cccc", "dependencies/known/CVE-2018-1 <- trivy/CVE-2018-1"]
    );
    let two = vec![
        package("dependencies/known/CVE-2018-1", 50, "foo", "Ours."),
        package("dependencies/known/CVE-2018-1", 60, "bar", "Ours."),
        package("trivy/CVE-2018-1", 0, "", "Package: bar"),
    ];
    let kept = join(two, &plugins());
    let bar = kept.iter().find(|finding| !finding.sources.is_empty()).unwrap();
    assert_eq!((kept.len(), bar.properties[0].1.as_str()), (2, "bar"));
}

#[test]
fn a_finding_of_ours_leads_and_takes_the_highest_severity() {
    let ours = finding("code/shell", 4, 40, "Ours.");
    let theirs = ReportedFinding {
        severity: Severity::Critical,
        precision: Precision::VeryHigh,
        original: Some(Arc::new(json!({ "ruleId": "B602" }))),
        ..finding("bandit/B602", 4, 40, "Theirs.")
    };
    let kept = join(vec![theirs.clone(), ours.clone()], &plugins()).remove(0);
    assert_eq!((kept.severity, kept.precision), (Severity::Critical, Precision::VeryHigh));
    assert_eq!((&kept.rule, &kept.message, &kept.fingerprints), (&ours.rule, &ours.message, &ours.fingerprints));
    assert_eq!((kept.original, &kept.sources[0].original), (None, &theirs.original));
}

#[test]
fn a_suppression_of_ours_hides_all_and_another_only_what_all_hide() {
    let suppression =
        Suppression { kind: SuppressionKind::InSource, justification: None, path: "a.py".into(), line: Some(1) };
    let hidden = |rule| ReportedFinding { suppressions: vec![suppression.clone()], ..finding(rule, 4, 40, "") };
    let open = |rule| finding(rule, 4, 40, "");
    let is_hidden = |findings| join(findings, &plugins())[0].is_suppressed();
    assert!(is_hidden(vec![hidden("code/shell"), open("bandit/B602")]));
    assert!(!is_hidden(vec![open("code/shell"), hidden("bandit/B602")]));
    assert!(!is_hidden(vec![open("ruff/S602"), hidden("bandit/B602")]));
    assert!(is_hidden(vec![hidden("ruff/S602"), hidden("bandit/B602")]));
}

#[test]
fn what_one_of_them_has_known_is_known() {
    let of = |baseline, rule| ReportedFinding { baseline: Some(baseline), ..finding(rule, 4, 40, "") };
    let pair = vec![of(BaselineState::New, "code/shell"), of(BaselineState::Unchanged, "bandit/B602")];
    assert_eq!(join(pair, &plugins())[0].baseline, Some(BaselineState::Unchanged));
}

#[test]
fn many_findings_in_one_file_take_no_square_of_the_time() {
    let rules = ["bandit/B602", "ruff/S602", "code/shell", "trivy/CVE-2018-1", "dependencies/known/CVE-2018-1"];
    let at = |number: u64| (number % 7, 50 + number / 20);
    let many = (0..100_000_u64).map(|number| {
        let (start, end) = at(number);
        finding(rules[usize::try_from(number).unwrap() % rules.len()], start, end, &number.to_string())
    });
    let (many, plugins) = (many.collect::<Vec<_>>(), plugins());
    let vocabulary = Vocabulary::new(&many, &plugins);
    let nodes: Vec<_> = many.iter().map(|finding| vocabulary.node(finding)).collect();
    assert!(links(&nodes).len() < 100 * many.len());
    let kept = join(many.clone(), &plugins);
    assert_eq!(kept.iter().map(|finding| 1 + finding.sources.len()).sum::<usize>(), many.len());
}

fn any_finding() -> impl Strategy<Value = ReportedFinding> {
    let rules: Vec<String> = plugins().into_iter().flat_map(|plugin| plugin.rules).map(|rule| rule.id).collect();
    let severity = select(&Severity::ALL[..]);
    let mask = prop_oneof![2 => Just(None), 1 => (0u64..12, 1u64..4).prop_map(Some)];
    let texts = select(&["", "m", "Package: foo", "other"][..]);
    (select(rules), 0u64..12, 1u64..9, severity, texts, mask, any::<bool>()).prop_map(
        |(rule, start, length, severity, message, mask, lines)| {
            let line_only = lines && ["bandit", "ruff"].iter().any(|tool| rule.starts_with(tool));
            let one = if line_only { on_line(&rule, message) } else { finding(&rule, start, start + length, message) };
            let redact = mask.map(|(start, length)| Span { start, end: start + length });
            let redact = redact.filter(|_| rule.starts_with("secrets") || rule == "bandit/B106").into_iter().collect();
            ReportedFinding { severity, redact, ..one }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_order_of_findings_says_nothing(findings in proptest::collection::vec(any_finding(), 0..12).prop_shuffle()) {
        let mut sorted = findings.clone();
        sorted.sort_by(super::node::order);
        prop_assert_eq!(join(findings, &plugins()), join(sorted, &plugins()));
    }

    #[test]
    fn no_finding_is_lost_and_no_severity_lowered(findings in proptest::collection::vec(any_finding(), 0..12)) {
        let mut rules: Vec<_> = findings.iter().map(|finding| finding.rule.clone()).collect();
        let highest = findings.iter().map(|finding| finding.severity).max();
        let kept = join(findings, &plugins());
        let sources = kept.iter().flat_map(|finding| &finding.sources).map(|source| source.rule.clone());
        let mut named: Vec<_> = sources.chain(kept.iter().map(|finding| finding.rule.clone())).collect();
        rules.sort();
        named.sort();
        prop_assert_eq!(rules, named);
        prop_assert_eq!(highest, kept.iter().map(|finding| finding.severity).max());
    }

    #[test]
    fn what_is_joined_is_joined_once(findings in proptest::collection::vec(any_finding(), 0..10)) {
        let once = join(findings, &plugins());
        prop_assert_eq!(join(once.clone(), &plugins()), once);
    }

    #[test]
    fn our_own_findings_never_hide_each_other(findings in proptest::collection::vec(any_finding(), 0..12)) {
        let mut own: Vec<_> = findings.iter().filter(|one| one.plugin == "code").map(|one| one.fingerprints.clone()).collect();
        own.sort();
        own.dedup();
        let kept = join(findings, &plugins());
        prop_assert_eq!(kept.iter().filter(|one| one.plugin == "code").count(), own.len());
    }
}
