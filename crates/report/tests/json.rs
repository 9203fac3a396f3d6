//! Our own JSON is what its schema says.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "in a test that is how to fail")]

mod support;

use std::sync::LazyLock;

use jsonschema::Validator;
use proptest::prelude::*;
use secws_report::{Format, Options};
use serde_json::{Value, json};
use support::{failed, full_sample, written};

/// The schema, and no field but those that it describes.
static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let mut schema = serde_json::from_str(include_str!("../../../docs/report.schema.json")).expect("the schema is JSON");
    jsonschema::meta::validate(&schema).expect("the schema is a schema");
    close(&mut schema);
    jsonschema::draft202012::new(&schema).expect("the schema is a schema")
});

fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.contains_key("properties") && map.get("type") == Some(&json!("object")) {
                map.insert("additionalProperties".to_owned(), json!(false));
            }
            map.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

fn errors(document: &Value) -> Vec<String> {
    SCHEMA.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// Whether every field has a description, directly or by what it refers to.
fn undescribed(schema: &Value, path: &str, found: &mut Vec<String>) {
    for (name, field) in ["properties", "$defs"].iter().filter_map(|key| schema[key].as_object()).flatten() {
        let path = format!("{path}/{name}");
        if field.get("description").is_none() && field.get("$ref").is_none() {
            found.push(path.clone());
        }
        undescribed(field, &path, found);
    }
    undescribed_inside(schema, path, found);
}

fn undescribed_inside(schema: &Value, path: &str, found: &mut Vec<String>) {
    for inner in schema.get("items").into_iter().chain(schema["anyOf"].as_array().into_iter().flatten()) {
        undescribed(inner, path, found);
    }
}

proptest! {
    #[test]
    fn every_report_is_valid(report in support::report(), verdict in support::verdict()) {
        let pretty = written(Format::Json, &report, &verdict, &Options::default());
        let value: Value = serde_json::from_str(&pretty).unwrap();
        prop_assert_eq!(errors(&value), Vec::<String>::new());
        let findings = value["findings"].as_array().unwrap();
        prop_assert_eq!(findings.len(), report.findings.len());
        for (written, finding) in findings.iter().zip(&report.findings) {
            prop_assert_eq!(&written["message"], &finding.message);
            prop_assert_eq!(&written["location"]["path"], finding.place.path.as_str());
            prop_assert_eq!(&written["open"], finding.is_open());
        }
        let compact = written(Format::Json, &report, &verdict, &Options { compact: true, ..Options::default() });
        prop_assert_eq!(compact.matches('\n').count(), 1);
        prop_assert_eq!(value, serde_json::from_str::<Value>(&compact).unwrap());
    }
}

#[test]
fn the_schema_describes_every_field() {
    let mut found = Vec::new();
    undescribed(&serde_json::from_str(include_str!("../../../docs/report.schema.json")).unwrap(), "", &mut found);
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn the_schema_refuses_what_is_no_report() {
    let good: Value = serde_json::from_str(&written(Format::Json, &full_sample(), &failed(), &Options::default())).unwrap();
    assert_eq!(errors(&good), Vec::<String>::new());
    let changes: [fn(&mut Value); 4] = [
        |report| report["version"] = json!(2),
        |report| report["findings"][0]["severity"] = json!("bad"),
        |report| report["findings"][0]["location"]["region"]["start_line"] = json!(0),
        |report| report["coverage"]["more"] = json!(1),
    ];
    for change in changes {
        let mut bad = good.clone();
        change(&mut bad);
        assert_eq!(errors(&bad).len(), 1);
    }
}
