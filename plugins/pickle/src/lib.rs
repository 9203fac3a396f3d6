//! Finds pickles and model files that run code when they are loaded.
//!
//! A pickle is a program for a small machine that imports and calls whatever its author named. This plugin works that
//! machine without importing or calling anything, and judges what would be: [`look`] finds the pickles in a file, `machine`
//! follows them, `judge` knows names, and `rules` says what is wrong.

mod container;
pub mod explain;
mod interest;
mod judge;
mod lists;
mod look;
mod machine;
mod name;
mod named;
mod report;
pub mod rules;
mod settings;
mod source;
mod streams;
#[cfg(test)]
mod tests;

use secws_plugin_sdk::{self as sdk, Configuration, Description, File, Interest, Outcome, Plugin, RuleInfo, SettingError};

use judge::Judge;
use report::{Defect, Subject};

/// A rule, and what finds it.
pub struct Rule {
    /// What it is.
    pub info: RuleInfo,
    check: Check,
}

/// What a rule looks at.
enum Check {
    /// Everything that one pickle imports.
    Pickle(fn(&[Subject]) -> Vec<Defect>),
    /// How an archive is put together; `container::zip` finds it.
    Archive,
}

/// The plugin.
pub struct Pickle {
    judge: Judge,
}

impl Plugin for Pickle {
    const NAME: &'static str = "pickle";

    fn describe() -> Description {
        let rules: Vec<_> = rules::RULES.iter().map(|rule| &rule.info).collect();
        Description {
            settings_schema: settings::SCHEMA.to_owned(),
            ..sdk::describe::<Self>(env!("CARGO_PKG_VERSION"), &rules)
        }
    }

    fn configure(configuration: &Configuration) -> Result<(Self, Vec<Interest>), Vec<SettingError>> {
        let settings = settings::read(configuration)?;
        Ok((Pickle { judge: Judge::new(settings.allow) }, interest::interests()))
    }

    fn scan(&self, file: &dyn File) -> Result<Outcome, String> {
        Ok(look::file(file, &self.judge, false).0)
    }
}

// The names that a component exports are none that a native linker takes.
#[cfg(target_family = "wasm")]
secws_plugin_sdk::export_plugin!(Pickle);
