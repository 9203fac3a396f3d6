//! A plugin's own settings table.

use serde::de::DeserializeOwned;

use crate::{Configuration, SettingError};

/// Reads the settings into a type of the plugin's own; give that `#[serde(default, deny_unknown_fields, rename_all =
/// "kebab-case")]`.
///
/// # Errors
/// What serde says, under the key that it names.
pub fn parse<T: DeserializeOwned>(configuration: &Configuration) -> Result<T, Vec<SettingError>> {
    serde_json::from_str(&configuration.settings).map_err(|error| {
        let message = error.to_string();
        // serde quotes the field it speaks of, if any, in backticks: the first one is the key.
        let key = message.split('`').nth(1).unwrap_or_default().to_owned();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        vec![SettingError { key, message }]
    })
}
