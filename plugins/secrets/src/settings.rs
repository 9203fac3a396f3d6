//! The plugin's own settings.

use serde::Deserialize;

/// What `[plugins.secrets]` can say.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Settings {
    /// Words, in any case: a value that holds one of them is no secret.
    pub(crate) placeholders: Vec<String>,
    /// Names of further folders that hold tests or examples, where severities are one step lower.
    pub(crate) test_folders: Vec<String>,
}

/// The JSON Schema of [`Settings`].
pub(crate) const SCHEMA: &str = r#"{
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "placeholders": {
      "description": "Words, in any case: a value that holds one of them is no secret.",
      "type": "array",
      "items": { "type": "string", "minLength": 3 },
      "default": []
    },
    "test-folders": {
      "description": "Names of further folders that hold tests or examples, where severities are one step lower.",
      "type": "array",
      "items": { "type": "string", "minLength": 1 },
      "default": []
    }
  }
}"#;

impl Settings {
    /// In lower case, and without words so short that they would hide real secrets.
    ///
    /// # Errors
    /// The key and what is wrong with its value.
    pub(crate) fn checked(mut self) -> Result<Self, (String, String)> {
        for (index, word) in self.placeholders.iter_mut().enumerate() {
            if word.trim().len() < 3 {
                let message = "A placeholder of fewer than three characters would hide real secrets.".to_owned();
                return Err((format!("placeholders.{index}"), message));
            }
            *word = word.to_ascii_lowercase();
        }
        for folder in &mut self.test_folders {
            *folder = folder.trim_matches('/').to_ascii_lowercase();
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_json_and_names_every_setting() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("JSON");
        let names: Vec<_> = schema["properties"].as_object().expect("an object").keys().cloned().collect();
        assert_eq!(names, ["placeholders", "test-folders"]);
    }

    #[test]
    fn short_placeholders_are_refused() {
        let settings = Settings { placeholders: vec!["acme".into(), "x".into()], ..Settings::default() };
        assert_eq!(settings.checked().expect_err("too short").0, "placeholders.1");
    }
}
