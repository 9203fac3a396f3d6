//! Inputs in memory: standard input, and tests.

use std::collections::BTreeMap;
use std::sync::Arc;

use secws_model::{Origin, RepoPath};

use crate::input::{Input, Listing, Place, Source};

/// Inputs in memory, by path.
#[derive(Debug, Default, Clone)]
pub struct Memory {
    inputs: BTreeMap<RepoPath, (Origin, Arc<[u8]>)>,
}

impl Memory {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Memory::default()
    }

    /// With one more.
    #[must_use]
    pub fn with(mut self, path: &str, origin: Origin, bytes: &[u8]) -> Self {
        self.inputs.insert(RepoPath::new(path), (origin, bytes.into()));
        self
    }

    /// With one more file that is tracked.
    #[must_use]
    pub fn file(self, path: &str, bytes: &[u8]) -> Self {
        self.with(path, Origin::Tree { tracked: true }, bytes)
    }
}

impl Source for Memory {
    fn list(&self) -> Listing {
        let inputs = self.inputs.keys().filter_map(|path| self.find(path)).collect();
        Listing { inputs, ..Listing::default() }
    }

    fn find(&self, path: &RepoPath) -> Option<Input> {
        let (origin, bytes) = self.inputs.get(path)?;
        Some(Input { path: path.clone(), origin: origin.clone(), place: Place::Bytes(Arc::clone(bytes)) })
    }
}
