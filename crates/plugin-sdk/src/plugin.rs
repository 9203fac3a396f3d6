//! The traits a plugin implements, and those of what it is handed.

use crate::{Configuration, Description, FileFact, Hits, Interest, Origin, Outcome, SettingError};

/// A rule plugin. [`export_plugin!`](crate::export_plugin) makes a component of a type that implements it.
pub trait Plugin: Sized + 'static {
    /// The plugin's name, with which its rules' ids and its facts' topics start: kebab-case.
    const NAME: &'static str;

    /// Name, version and rules. Called before [`configure`](Plugin::configure), without settings.
    fn describe() -> Description;

    /// Makes the plugin of its settings, and says which files it wants.
    ///
    /// # Errors
    /// What is wrong with which key of the settings; [`settings::parse`](crate::settings::parse) finds most of it.
    fn configure(configuration: &Configuration) -> Result<(Self, Vec<Interest>), Vec<SettingError>>;

    /// Looks at one file. Must be a pure function of the file and the settings: results are cached and computed in any
    /// order.
    ///
    /// # Errors
    /// The file could not be looked at, and why: a gap of the whole file. Prefer [`Outcome::gaps`] when part of it was.
    fn scan(&self, file: &dyn File) -> Result<Outcome, String>;

    /// Says what only the whole project shows, from the facts of all files.
    ///
    /// # Errors
    /// Nothing could be concluded, and why.
    fn conclude(&self, facts: &dyn Facts) -> Result<Outcome, String> {
        let _ = facts;
        Ok(Outcome::default())
    }
}

/// A plugin that asks for the permission to look up known vulnerabilities: `export_plugin!(Mine, advisories)`.
pub trait ConcludesWithAdvisories: Plugin {
    /// Takes the place of [`Plugin::conclude`].
    ///
    /// # Errors
    /// As [`Plugin::conclude`].
    fn conclude_with_advisories(&self, facts: &dyn Facts, advisories: &dyn Advisories) -> Result<Outcome, String>;
}

/// The file that a scan is handed.
pub trait File {
    /// From the root, with `/` between its parts.
    fn path(&self) -> String;
    /// Where it comes from.
    fn origin(&self) -> Origin;
    /// In bytes.
    fn size(&self) -> u64;
    /// At most `length` bytes from `offset`; fewer at the end, none past it.
    fn read(&self, offset: u64, length: u32) -> Vec<u8>;
    /// The whole file.
    ///
    /// # Errors
    /// The file is past the host's size limit, or could not be read again.
    fn contents(&self) -> Result<Vec<u8>, String>;
    /// SHA-256 of the whole file, hexadecimal.
    fn digest(&self) -> String;
    /// The literals of this plugin that the host met.
    fn hits(&self) -> Hits;
}

/// The facts that a conclusion is drawn from: this plugin's own topics first, then those it consumes.
pub trait Facts {
    /// The next one.
    fn next(&self) -> Option<FileFact>;
    /// Back to the first one.
    fn rewind(&self);
    /// Whether a plugin that publishes this topic ran.
    fn available(&self, topic: &str) -> bool;
}

/// Known vulnerabilities, by package.
pub trait Advisories {
    /// OSV records, as JSON.
    fn lookup(&self, ecosystem: &str, name: &str) -> Vec<String>;
    /// When the data of this ecosystem was made, RFC 3339; none if there is no data.
    fn snapshot(&self, ecosystem: &str) -> Option<String>;
}
