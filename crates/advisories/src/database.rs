//! Several indexes as one: the user's own beside the one that is built in.

use crate::{AdvisoryError, Index, Snapshot};

/// Indexes of which each look-up asks the one with the newest data of its ecosystem. So an index with one ecosystem hides no
/// other, and an old one does not outlive the update of the binary.
#[derive(Debug, Default)]
pub struct Database {
    indexes: Vec<Index>,
}

impl Database {
    /// Of two indexes that are equally new, the first is asked.
    #[must_use]
    pub fn new(indexes: Vec<Index>) -> Self {
        Self { indexes }
    }

    /// As [`Index::lookup`].
    ///
    /// # Errors
    ///
    /// As [`Index::lookup`]: a broken index is an error, even if another has data of the ecosystem too.
    pub fn lookup(&self, ecosystem: &str, name: &str) -> Result<Vec<String>, AdvisoryError> {
        self.newest(ecosystem).map_or_else(|| Ok(Vec::new()), |(index, _)| index.lookup(ecosystem, name))
    }

    /// As [`Index::snapshot`].
    #[must_use]
    pub fn snapshot(&self, ecosystem: &str) -> Option<&Snapshot> {
        self.newest(ecosystem).map(|(_, snapshot)| snapshot)
    }

    /// As [`Index::status`], of those that are asked.
    #[must_use]
    pub fn status(&self) -> Vec<&Snapshot> {
        let mut ecosystems: Vec<_> =
            self.indexes.iter().flat_map(Index::status).map(|snapshot| snapshot.ecosystem.as_str()).collect();
        ecosystems.sort_unstable();
        ecosystems.dedup();
        ecosystems.into_iter().filter_map(|ecosystem| self.snapshot(ecosystem)).collect()
    }

    fn newest(&self, ecosystem: &str) -> Option<(&Index, &Snapshot)> {
        let candidates = self.indexes.iter().filter_map(|index| Some((index, index.snapshot(ecosystem)?)));
        // Of equals the last would be taken, hence from the back.
        candidates.rev().max_by_key(|(_, snapshot)| snapshot.moment())
    }
}
