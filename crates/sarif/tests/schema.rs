//! Every report gives a log that is valid against the schema, and whose references lead somewhere.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "in a test that is how to fail")]

mod support;

use std::sync::LazyLock;

use jsonschema::{Draft, Validator};
use proptest::prelude::*;
use secws_model::{Report, Verdict};
use secws_sarif::Options;
use serde_json::Value;

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let schema = serde_json::from_str(include_str!("sarif-schema-2.1.0.json")).expect("the schema is JSON");
    let options = jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true);
    options.build(&schema).expect("the schema is a schema")
});

fn log(report: &Report, verdict: &Verdict, compact: bool) -> String {
    let mut out = Vec::new();
    secws_sarif::write(report, verdict, &mut out, Options { compact }).expect("memory takes everything");
    String::from_utf8(out).expect("JSON is UTF-8")
}

/// A rule's and its taxa's positions lead to what their ids say.
fn assert_references(log: &Value) {
    let run = &log["runs"][0];
    let at = |list: &Value, reference: &Value| list[reference["index"].as_u64().unwrap() as usize].clone();
    let results = run["results"].as_array().unwrap();
    for common in ["suppressions", "baselineState"] {
        let with = results.iter().filter(|result| result.get(common).is_some()).count();
        assert!(with == 0 || with == results.len(), "{common} is on {with} of {} results", results.len());
    }
    for result in results {
        let rule = &result["rule"];
        if !rule.is_null() {
            let extension = at(&run["tool"]["extensions"], &rule["toolComponent"]);
            assert_eq!(extension["name"], rule["toolComponent"]["name"]);
            assert_eq!(at(&extension["rules"], rule)["id"], result["ruleId"]);
        }
    }
    let extensions = run["tool"]["extensions"].as_array().unwrap();
    for rule in extensions.iter().flat_map(|extension| extension["rules"].as_array().unwrap()) {
        for relationship in rule["relationships"].as_array().into_iter().flatten() {
            let target = &relationship["target"];
            let taxonomy = at(&run["taxonomies"], &target["toolComponent"]);
            assert_eq!(at(&taxonomy["taxa"], target)["id"], target["id"]);
        }
    }
}

proptest! {
    #[test]
    fn every_report_gives_a_valid_log(report in support::report(), verdict in support::verdict()) {
        let pretty = log(&report, &verdict, false);
        let value: Value = serde_json::from_str(&pretty).unwrap();
        let errors: Vec<_> = SCHEMA.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        prop_assert!(errors.is_empty(), "{errors:#?}\n{pretty}");
        prop_assert_eq!(value["runs"][0]["results"].as_array().unwrap().len(), report.findings.len());
        assert_references(&value);
        let compact = log(&report, &verdict, true);
        prop_assert_eq!(compact.matches('\n').count(), 1);
        prop_assert_eq!(value, serde_json::from_str::<Value>(&compact).unwrap());
        let unprintable = |character: char| character.is_control() && character != '\n' || character == '\u{202e}';
        prop_assert!(!pretty.contains(unprintable) && !pretty.contains("##["));
    }
}

#[test]
fn the_schema_refuses_what_is_no_log() {
    let mut value: Value =
        serde_json::from_str(&log(&support::sample(), &Verdict::Passed(secws_model::Reason(String::new())), true)).unwrap();
    assert!(SCHEMA.is_valid(&value));
    value["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"] = serde_json::json!({});
    assert!(!SCHEMA.is_valid(&value));
}
