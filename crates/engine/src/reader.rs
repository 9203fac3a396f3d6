//! Reads inputs again: what a conclusion speaks of, and what must be compared by its bytes, which are never kept.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use secws_model::{Commit, Origin, RepoPath};
use secws_sources::archive::{self, Budget};
use secws_sources::{Content, Input, Source};

use crate::options::Options;
use crate::scan::file::Key;

/// Reads inputs again.
pub(crate) struct Reader<'a> {
    inputs: BTreeMap<Key, Input>,
    /// Commits by the order in which history lists what they brought, the oldest first.
    ranks: HashMap<String, usize>,
    source: &'a dyn Source,
    options: &'a Options,
}

impl<'a> Reader<'a> {
    /// Of what was listed, and what the source finds besides.
    pub(crate) fn new(inputs: &[Input], source: &'a dyn Source, options: &'a Options) -> Self {
        let commits = inputs.iter().enumerate().filter_map(|(rank, input)| Some((input.origin.commit()?.id.clone(), rank)));
        let mut ranks = HashMap::new();
        for (commit, rank) in commits {
            ranks.entry(commit).or_insert(rank);
        }
        let inputs = inputs.iter().map(|input| (Key::of(&input.path, &input.origin), input.clone())).collect();
        Reader { inputs, ranks, source, options }
    }

    /// How early a commit is.
    pub(crate) fn rank(&self, commit: &Commit) -> usize {
        self.ranks.get(&commit.id).copied().unwrap_or(usize::MAX)
    }

    /// The bytes of a file that is small enough to be read whole.
    pub(crate) fn read(&self, key: &Key) -> Option<Arc<[u8]>> {
        let content = match key.path.as_str().split_once("!/") {
            Some((container, _)) => {
                let container = Key { path: RepoPath::new(container), commit: key.commit.clone() };
                let content = self.open(&container)?;
                let mut budget = Budget::new(&self.options.archives);
                self.member(&content, &container.path, 0, &mut budget, &key.path)?
            }
            None => self.open(key)?,
        };
        content.whole().cloned()
    }

    fn open(&self, key: &Key) -> Option<Content> {
        let found = match self.inputs.get(key) {
            Some(input) => input.clone(),
            None if key.commit.is_none() => self.source.find(&key.path)?,
            None => return None,
        };
        found.open(self.options.max_file_size).ok()
    }

    /// A member of a container, or of one within it.
    fn member(
        &self,
        container: &Content,
        path: &RepoPath,
        depth: u32,
        budget: &mut Budget,
        wanted: &RepoPath,
    ) -> Option<Content> {
        let mut found = None;
        let origin = Origin::Tree { tracked: true };
        let mut each = |member: archive::Member, budget: &mut Budget| {
            if found.is_some() {
                return;
            }
            if member.path == *wanted {
                found = Some(member.content);
            } else if wanted.as_str().strip_prefix(member.path.as_str()).is_some_and(|rest| rest.starts_with("!/")) {
                found = self.member(&member.content, &member.path, depth + 1, budget, wanted);
            }
        };
        // What could not be looked at was told when the container was scanned.
        archive::members(container, path, &origin, depth, budget, self.options.max_file_size, &mut each);
        found
    }
}
