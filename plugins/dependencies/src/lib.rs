//! Finds known-vulnerable packages.
//!
//! A scan reads one file into facts, the topic `dependencies/packages`; the conclusion looks the packages of all files up in
//! the advisories. What each file's facts look like is told by [`facts`].

mod address;
mod conclude;
pub mod facts;
mod formats;
mod names;
mod osv;
mod reading;
mod requirement;
mod rule;
mod rules;
mod settings;
mod text;
mod toml_document;

use secws_plugin_sdk::{
    self as sdk, Advisories, ConcludesWithAdvisories, Configuration, Description, Facts, File, Interest, Outcome, Plugin,
    SettingError,
};

use reading::Reading;
use rule::Rule;
use settings::Settings;

/// The plugin.
#[derive(Debug)]
pub struct Dependencies {
    settings: Settings,
}

/// Larger than any lock file that people keep, and what its facts still fit into memory with.
const LARGEST_FILE: u64 = 32 * 1024 * 1024;
/// How much is read at once.
const PIECE: u32 = 1024 * 1024;

impl Plugin for Dependencies {
    const NAME: &'static str = "dependencies";

    fn describe() -> Description {
        let rules: Vec<_> = rules::RULES.iter().map(|rule| &rule.info).collect();
        let settings_schema = settings::SCHEMA.to_owned();
        Description { settings_schema, ..sdk::describe::<Self>(env!("CARGO_PKG_VERSION"), &rules) }
    }

    fn configure(configuration: &Configuration) -> Result<(Self, Vec<Interest>), Vec<SettingError>> {
        let settings = sdk::settings::parse(configuration)?;
        // Lock files grow past what the host hands over whole.
        let interest = Interest::of("packages").globs(&formats::GLOBS).by_pieces();
        Ok((Dependencies { settings }, vec![interest]))
    }

    fn scan(&self, file: &dyn File) -> Result<Outcome, String> {
        let path = file.path();
        if file.size() > LARGEST_FILE {
            let mut reading = Reading::new(&path, formats::of(&path));
            let message = format!("The file is larger than {} MiB, so it was not looked at.", LARGEST_FILE / (1024 * 1024));
            reading.unread(message, None);
            return reading.finish();
        }
        formats::read(&path, read_all(file)).finish()
    }
}

impl ConcludesWithAdvisories for Dependencies {
    fn conclude_with_advisories(&self, facts: &dyn Facts, advisories: &dyn Advisories) -> Result<Outcome, String> {
        Ok(conclude::conclude(facts, advisories, &self.settings))
    }
}

fn read_all(file: &dyn File) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(usize::try_from(file.size().min(LARGEST_FILE)).unwrap_or_default());
    while (bytes.len() as u64) < LARGEST_FILE {
        let piece = file.read(bytes.len() as u64, PIECE);
        if piece.is_empty() {
            break;
        }
        bytes.extend_from_slice(&piece);
    }
    bytes
}

// The names that a component exports are none that a native linker takes.
#[cfg(target_arch = "wasm32")]
sdk::export_plugin!(Dependencies, advisories);

#[cfg(test)]
mod tests;
