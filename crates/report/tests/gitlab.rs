//! Both reports for GitLab are what it takes.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "in a test that is how to fail")]

mod support;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jsonschema::Validator;
use proptest::prelude::*;
use secws_model::*;
use secws_report::{Format, Options};
use serde_json::{Value, json};
use support::{failed, full_sample, plain_finding, sample, written};

static SAST: LazyLock<Validator> = LazyLock::new(|| schema("sast"));
static CODE_QUALITY: LazyLock<Validator> = LazyLock::new(|| schema("codeQuality"));

fn schema(definition: &str) -> Validator {
    let mut schema: Value =
        serde_json::from_str(include_str!("schemas/gitlab-reports-min.schema.json")).expect("the schema is JSON");
    schema["allOf"] = json!([{ "$ref": format!("#/definitions/{definition}") }]);
    jsonschema::draft7::new(&schema).expect("the schema is a schema")
}

fn value(format: Format, report: &Report) -> Value {
    serde_json::from_str(&written(format, report, &failed(), &Options::default())).unwrap()
}

fn errors(schema: &Validator, document: &Value) -> Vec<String> {
    schema.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn are_different(values: &[Value], key: &str) -> bool {
    values.iter().map(|value| value[key].as_str().unwrap()).collect::<BTreeSet<_>>().len() == values.len()
}

proptest! {
    #[test]
    fn every_report_is_valid(report in support::report()) {
        let quality = value(Format::GitlabCodequality, &report);
        prop_assert_eq!(errors(&CODE_QUALITY, &quality), Vec::<String>::new());
        let gaps = report.notifications.iter().filter(|notification| notification.is_incomplete()).count();
        let issues = quality.as_array().unwrap();
        prop_assert_eq!(issues.len(), report.open().count() + gaps);
        prop_assert!(are_different(issues, "fingerprint"));
        let sast = value(Format::GitlabSast, &report);
        prop_assert_eq!(errors(&SAST, &sast), Vec::<String>::new());
        let vulnerabilities = sast["vulnerabilities"].as_array().unwrap();
        prop_assert_eq!(vulnerabilities.len(), report.open().count());
        prop_assert!(are_different(vulnerabilities, "id"));
        prop_assert_eq!(&sast["scan"]["status"], if report.is_incomplete() { "failure" } else { "success" });
        prop_assert!(!sast.to_string().contains("raw_source_code_extract"));
    }
}

#[test]
fn long_texts_are_cut_to_what_gitlab_takes() {
    let mut report = sample();
    report.plugins[0].rules[0].title = "ä".repeat(300);
    let place = report.findings[0].place.clone();
    let mut finding = plain_finding("code/eval", Severity::High, &"m".repeat(1_100_000), place);
    let fix = |title: &str| ReportedFix { title: title.repeat(5_000), applicability: Applicability::Safe, edits: vec![] };
    finding.fixes = vec![fix("a"), fix("b")];
    report.findings = vec![finding];
    let sast = value(Format::GitlabSast, &report);
    assert_eq!(errors(&SAST, &sast), Vec::<String>::new());
    let name = sast["vulnerabilities"][0]["name"].as_str().unwrap();
    assert_eq!((name.chars().count(), name.ends_with('…')), (255, true));
}

#[test]
fn a_clean_report_is_an_empty_list() {
    assert_eq!(value(Format::GitlabCodequality, &Report::default()), json!([]));
    assert_eq!(value(Format::GitlabSast, &Report::default())["vulnerabilities"], json!([]));
}

#[test]
fn a_time_is_the_one_that_was_given() {
    let options = Options { time: Some("2026-01-02T03:04:05Z".to_owned()), ..Options::default() };
    let sast: Value = serde_json::from_str(&written(Format::GitlabSast, &full_sample(), &failed(), &options)).unwrap();
    assert_eq!([&sast["scan"]["start_time"], &sast["scan"]["end_time"]], ["2026-01-02T03:04:05"; 2]);
    assert_eq!(value(Format::GitlabSast, &full_sample())["scan"]["end_time"], "1970-01-01T00:00:00");
}

#[test]
fn the_schema_refuses_what_gitlab_does_not_take() {
    let mut sast = value(Format::GitlabSast, &full_sample());
    sast["vulnerabilities"][0]["identifiers"] = json!([]);
    sast["scan"]["start_time"] = json!("2026-01-02T03:04:05Z");
    assert_eq!(errors(&SAST, &sast).len(), 2);
    let mut quality = value(Format::GitlabCodequality, &full_sample());
    quality[0]["location"]["path"] = json!("./a");
    assert_eq!(errors(&CODE_QUALITY, &quality).len(), 1);
}
