//! All that a result depends on besides its file.

use secws_model::Digester;
use secws_sandbox::Configured;

use crate::options::Options;

/// Grows whenever what is kept changes its form or its meaning.
const FORM: u32 = 1;

/// A digest of what a result depends on besides its file: this program, its plugins with their settings, and the limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Configuration(String);

impl Configuration {
    /// Of a run.
    pub(crate) fn new(plugins: &[Configured], options: &Options) -> Self {
        let mut parts = Parts(Digester::default());
        parts.add(env!("CARGO_PKG_VERSION").as_bytes());
        parts.add(&FORM.to_le_bytes());
        parts.add(&options.max_file_size.to_le_bytes());
        parts.add(format!("{:?}", options.archives).as_bytes());
        for name in &options.history_plugins {
            parts.add(name.as_bytes());
        }
        for plugin in plugins {
            parts.add(plugin.description().name.as_bytes());
            parts.add(plugin.digest().as_bytes());
            parts.add(plugin.settings().as_bytes());
            parts.add(plugin.today().unwrap_or_default().as_bytes());
            parts.add(format!("{:?}", plugin.limits()).as_bytes());
        }
        Configuration(parts.0.finish())
    }

    /// In hexadecimal.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Each part behind its length, so that no two lists of parts read alike.
pub(super) struct Parts(pub(super) Digester);

impl Parts {
    pub(super) fn add(&mut self, part: &[u8]) {
        self.0.add(&(part.len() as u64).to_le_bytes());
        self.0.add(part);
    }
}
