//! The plugin's own settings.

use secws_plugin_sdk::Severity;
use serde::Deserialize;

/// What can be set.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    unknown_severity: Level,
}

/// A severity, as people write it.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Level {
    Note,
    Low,
    Medium,
    #[default]
    High,
    Critical,
}

impl Settings {
    /// The severity of a vulnerability whose advisory gives none.
    pub fn unknown_severity(&self) -> Severity {
        match self.unknown_severity {
            Level::Note => Severity::Note,
            Level::Low => Severity::Low,
            Level::Medium => Severity::Medium,
            Level::High => Severity::High,
            Level::Critical => Severity::Critical,
        }
    }
}

/// The JSON Schema of the settings.
pub const SCHEMA: &str = r#"{
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "unknown-severity": {
      "description": "The severity of a vulnerability whose advisory gives none. Four in ten do not.",
      "enum": ["note", "low", "medium", "high", "critical"],
      "default": "high"
    }
  }
}"#;
