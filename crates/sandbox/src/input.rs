//! What the host lends to a call.

use std::sync::Arc;

use secws_model::{Digest, Origin, RepoPath};

/// A file that a scan is lent.
pub trait InputFile: Send + Sync {
    /// From the root.
    fn path(&self) -> &RepoPath;
    /// Where it comes from.
    fn origin(&self) -> &Origin;
    /// In bytes.
    fn size(&self) -> u64;
    /// At most `length` bytes from `offset`; fewer at the end, none past it.
    ///
    /// # Errors
    /// The file could not be read (again).
    fn read(&self, offset: u64, length: u32) -> std::io::Result<Vec<u8>>;
    /// The whole file.
    ///
    /// # Errors
    /// It is past the size limit, or could not be read: a sentence for the plugin.
    fn contents(&self) -> Result<Vec<u8>, String>;
    /// SHA-256 in hexadecimal.
    ///
    /// # Errors
    /// The file could not be read.
    fn digest(&self) -> std::io::Result<Digest>;
}

/// A fact and the file that gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicFact {
    /// The file.
    pub path: RepoPath,
    /// `<plugin>/<name>`.
    pub topic: String,
    /// JSON, or the plugin's own bytes.
    pub data: Arc<[u8]>,
}

/// The facts that a conclusion is lent.
#[derive(Debug, Clone, Default)]
pub struct FactSource {
    /// In the order in which they are handed out.
    pub facts: Vec<TopicFact>,
    /// Names of the plugins that ran.
    pub plugins: Vec<String>,
}

impl FactSource {
    /// The size of all facts.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.facts.iter().map(|fact| fact.data.len() as u64).sum()
    }
}

/// Known vulnerabilities, for plugins that ask for them.
pub trait Advisories: Send + Sync {
    /// OSV records, as JSON, of one package in one ecosystem.
    ///
    /// # Errors
    /// The data could not be read: a sentence.
    fn lookup(&self, ecosystem: &str, name: &str) -> Result<Vec<String>, String>;
    /// When the data of this ecosystem was made, RFC 3339; none if there is no data.
    ///
    /// # Errors
    /// The data could not be read: a sentence.
    fn snapshot(&self, ecosystem: &str) -> Result<Option<String>, String>;
}
