//! Sources put together, and one that lists nothing.

use secws_model::RepoPath;

use crate::input::{Input, Listing, Source};

/// Several sources, one after the other.
pub struct Several(Vec<Box<dyn Source>>);

impl Several {
    /// Of these; the first that knows a path finds it.
    #[must_use]
    pub fn of(sources: Vec<Box<dyn Source>>) -> Self {
        Several(sources)
    }
}

impl Source for Several {
    fn list(&self) -> Listing {
        let mut all = Listing::default();
        for source in &self.0 {
            let listing = source.list();
            all.inputs.extend(listing.inputs);
            all.notifications.extend(listing.notifications);
            all.excluded += listing.excluded;
        }
        all
    }

    fn find(&self, path: &RepoPath) -> Option<Input> {
        self.0.iter().find_map(|source| source.find(path))
    }
}

/// A source whose files are read when something speaks of them, and not scanned.
pub struct Unlisted(pub Box<dyn Source>);

impl Source for Unlisted {
    fn list(&self) -> Listing {
        Listing::default()
    }

    fn find(&self, path: &RepoPath) -> Option<Input> {
        self.0.find(path)
    }
}
