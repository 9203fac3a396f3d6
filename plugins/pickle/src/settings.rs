//! The plugin's own settings.

use secws_plugin_sdk::{Configuration, SettingError, settings};
use serde::Deserialize;

/// JSON Schema of [`Settings`].
pub(crate) const SCHEMA: &str = r#"{
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "allow": {
      "type": "array",
      "items": { "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*(\\.\\*)?$" },
      "default": [],
      "description": "Names that the project's own pickles may import and call, as `package.module.Class`, or `package.*` for all in it."
    }
  }
}"#;

/// As they are written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Settings {
    pub allow: Vec<String>,
}

/// Reads them.
pub(crate) fn read(configuration: &Configuration) -> Result<Settings, Vec<SettingError>> {
    let settings: Settings = settings::parse(configuration)?;
    let errors: Vec<_> = settings.allow.iter().enumerate().filter_map(|(index, name)| error(index, name)).collect();
    if errors.is_empty() { Ok(settings) } else { Err(errors) }
}

fn error(index: usize, name: &str) -> Option<SettingError> {
    let key = format!("allow.{index}");
    let plain = name.strip_suffix(".*").unwrap_or(name);
    let part = |part: &str| {
        let starts = part.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
        starts && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    if plain.split('.').all(part) {
        return None;
    }
    Some(SettingError::new(key, format!("'{name}' is no dotted name: write `package.module.Class` or `package.*`.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configured(settings: &str) -> Result<Settings, Vec<SettingError>> {
        read(&Configuration { settings: settings.to_owned(), today: None })
    }

    #[test]
    fn only_names_are_allowed() {
        assert_eq!(configured(r#"{"allow": ["shop.models.*", "a.B"]}"#).unwrap().allow.len(), 2);
        for bad in ["*", "", "a..b", "os.*.x", "a b"] {
            let errors = configured(&format!(r#"{{"allow": ["x", "{bad}"]}}"#)).unwrap_err();
            assert_eq!(errors[0].key, "allow.1", "{bad}");
        }
        assert_eq!(configured(r#"{"alow": []}"#).unwrap_err()[0].key, "alow");
    }
}
