//! The plugin's settings table.

use secws_plugin_sdk::{Configuration, SettingError};
use serde::Deserialize;

/// The settings, as written.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// Patterns of paths of test files. A pattern without `/` is compared with every part of a path.
    test_paths: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        let patterns = ["tests", "test", "testing", "test_*.py", "*_test.py", "*_tests.py", "tests.py", "conftest.py"];
        Settings { test_paths: patterns.map(str::to_owned).to_vec() }
    }
}

/// The settings' JSON Schema.
pub const SCHEMA: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "test-paths": {
      "description": "Patterns of the paths of test files, in which some rules keep quiet. A pattern without a slash is compared with every part of a path, one with a slash with the whole path; * stands for any text within a part, ** for any number of parts.",
      "type": "array",
      "items": { "type": "string", "minLength": 1 },
      "uniqueItems": true,
      "default": ["tests", "test", "testing", "test_*.py", "*_test.py", "*_tests.py", "tests.py", "conftest.py"]
    }
  }
}"##;

impl Settings {
    /// Reads them.
    ///
    /// # Errors
    /// What is wrong with which key.
    pub fn parse(configuration: &Configuration) -> Result<Self, Vec<SettingError>> {
        let settings: Settings = secws_plugin_sdk::settings::parse(configuration)?;
        if settings.test_paths.iter().any(String::is_empty) {
            return Err(vec![SettingError::new("test-paths", "A pattern is empty, so it would fit nothing.")]);
        }
        Ok(settings)
    }

    /// Whether a file holds tests.
    #[must_use]
    pub fn is_test(&self, path: &str) -> bool {
        self.test_paths.iter().any(|pattern| {
            if pattern.contains('/') {
                fits_path(&pattern.split('/').collect::<Vec<_>>(), &path.split('/').collect::<Vec<_>>())
            } else {
                path.split('/').any(|part| fits_part(pattern.as_bytes(), part.as_bytes()))
            }
        })
    }
}

/// Whether the parts of a path fit those of a pattern. `**` fits any number of them.
fn fits_path(pattern: &[&str], path: &[&str]) -> bool {
    backtrack(pattern, path, |pattern| *pattern == "**", |pattern, part| fits_part(pattern.as_bytes(), part.as_bytes()))
}

/// Whether a part of a path fits one of a pattern. `*` fits any number of bytes.
fn fits_part(pattern: &[u8], part: &[u8]) -> bool {
    backtrack(pattern, part, |byte| *byte == b'*', |pattern, byte| pattern == byte)
}

/// Matches with wildcards, going back to the last one only: enough, and never slower than the product of the lengths.
fn backtrack<P, T>(pattern: &[P], text: &[T], is_wildcard: impl Fn(&P) -> bool, is_equal: impl Fn(&P, &T) -> bool) -> bool {
    let (mut at, mut position) = (0, 0);
    let mut wildcard: Option<(usize, usize)> = None;
    while let Some(item) = text.get(position) {
        match (pattern.get(at), wildcard) {
            (Some(next), _) if is_wildcard(next) => {
                at += 1;
                wildcard = Some((at, position));
            }
            (Some(next), _) if is_equal(next, item) => (at, position) = (at + 1, position + 1),
            (_, Some((after, start))) => {
                (at, position) = (after, start + 1);
                wildcard = Some((after, start + 1));
            }
            (_, None) => return false,
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(is_wildcard)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(patterns: &[&str]) -> Settings {
        Settings { test_paths: patterns.iter().map(|&pattern| pattern.to_owned()).collect() }
    }

    #[test]
    fn knows_test_files_by_their_usual_names() {
        let settings = Settings::default();
        for path in ["tests/a.py", "src/app/tests/deep/a.py", "test_a.py", "src/a_test.py", "conftest.py", "lib/test/x.py"] {
            assert!(settings.is_test(path), "{path}");
        }
        for path in ["app.py", "src/contest.py", "src/testimony/a.py", "attest.py", "latest_a.py"] {
            assert!(!settings.is_test(path), "{path}");
        }
    }

    #[test]
    fn patterns_with_a_slash_are_of_whole_paths() {
        let settings = with(&["checks/**/*.py"]);
        assert!(settings.is_test("checks/a.py") && settings.is_test("checks/a/b/c.py"));
        assert!(!settings.is_test("src/checks/a.py"));
    }

    #[test]
    fn many_wildcards_take_no_time() {
        let settings = with(&[&"*a".repeat(500)]);
        assert!(!settings.is_test(&"a".repeat(400)));
    }

    #[test]
    fn the_schema_is_json_and_names_the_defaults() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
        let defaults: Vec<String> = serde_json::from_value(schema["properties"]["test-paths"]["default"].clone()).unwrap();
        assert_eq!(defaults, Settings::default().test_paths);
    }

    #[test]
    fn unknown_keys_and_empty_patterns_are_refused() {
        for settings in [r#"{"test-path": []}"#, r#"{"test-paths": [""]}"#, r#"{"test-paths": 1}"#] {
            let configuration = Configuration { settings: settings.to_owned(), today: None };
            assert!(Settings::parse(&configuration).is_err(), "{settings}");
        }
    }
}
