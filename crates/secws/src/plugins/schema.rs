//! A plugin's settings beside its own JSON Schema.

use anyhow::{Result, anyhow};
use jsonschema::PatternOptions;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use crate::settings::{Settings, nearest};

/// Bytes that a compiled pattern may take.
const PATTERN: usize = 1 << 20;
/// Errors that are told at once.
const ERRORS: usize = 10;

/// Checks the table of a plugin. The schema is a stranger's: it is small, its patterns are matched in linear time, and it can
/// name nothing outside of itself.
pub fn check(name: &str, schema: &str, table: &Value, settings: &Settings) -> Result<()> {
    let broken = |error: String| anyhow!("the settings schema of the plugin `{name}` is broken: {error}");
    let schema: Value = serde_json::from_str(schema).map_err(|error| broken(error.to_string()))?;
    if has_reference(&schema) {
        return Err(broken("it has references, which are not followed".to_owned()));
    }
    let options = jsonschema::options().with_pattern_options(PatternOptions::regex().size_limit(PATTERN));
    let validator = options.build(&schema).map_err(|error| broken(error.to_string()))?;
    let said: Vec<String> = validator
        .iter_errors(table)
        .take(ERRORS)
        .map(|error| {
            let path = error.instance_path().to_string().trim_start_matches('/').replace('/', ".");
            let (path, hint) = match error.kind() {
                ValidationErrorKind::AdditionalProperties { unexpected } if !unexpected.is_empty() => {
                    (joined(&path, &unexpected[0]), nearest::hint(&unexpected[0], properties(&schema).into_iter()))
                }
                _ => (path, String::new()),
            };
            let key = joined(&format!("plugins.{name}.settings"), &path);
            // A value may be a secret.
            let error = error.masked();
            format!("`{key}`{}: {error}{hint}", settings.place(&key))
        })
        .collect();
    if said.is_empty() { Ok(()) } else { Err(anyhow!("{}", said.join("\n"))) }
}

fn joined(path: &str, last: &str) -> String {
    match (path, last) {
        (path, "") => path.to_owned(),
        ("", last) => last.to_owned(),
        (path, last) => format!("{path}.{last}"),
    }
}

/// What the schema knows at its top.
fn properties(schema: &Value) -> Vec<&str> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.map(|properties| properties.keys().map(String::as_str).collect()).unwrap_or_default()
}

/// References can go round in circles, or double at each step.
fn has_reference(schema: &Value) -> bool {
    match schema {
        Value::Object(object) => {
            object.keys().any(|key| matches!(key.as_str(), "$ref" | "$dynamicRef" | "$recursiveRef"))
                || object.values().any(has_reference)
        }
        Value::Array(items) => items.iter().any(has_reference),
        _ => false,
    }
}
