//! Which file another was before it got its name.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::OnceLock;

use gix::ObjectId;

use super::blob::bytes;
use super::error::GitError;
use super::extent::lines;
use super::repository::Repository;
use super::sightings::walk_files;

/// Files of the base that are looked through for ones that are gone.
const FILES: usize = 1_000_000;
/// Files that are gone and may have been renamed with changes; if there are more, only renamed ones without are found.
const SIMILAR: usize = 1_000;
/// The largest file that may have been renamed with changes, in bytes.
const LARGEST: u64 = 1 << 20;

/// The files of a base that are gone.
#[derive(Debug, Default)]
pub(super) struct Renames {
    gone: Vec<Gone>,
    by_id: HashMap<ObjectId, usize>,
}

#[derive(Debug)]
struct Gone {
    path: Vec<u8>,
    id: ObjectId,
    /// None if it is not to be compared.
    lines: OnceLock<Option<Lines>>,
}

impl Renames {
    /// The files of a tree that are not there any more.
    ///
    /// # Errors
    /// The tree cannot be read, or holds too many.
    pub(super) fn find(repository: &Repository, tree: ObjectId, is_there: impl Fn(&[u8]) -> bool) -> Result<Self, GitError> {
        let files = repository.with(|repository| walk_files(repository, tree, b"", FILES))?;
        let mut renames = Renames::default();
        for (path, id) in files.into_iter().filter(|(path, _)| !is_there(path)) {
            // An empty file tells nothing of where it comes from.
            if !id.is_empty_blob() {
                renames.by_id.entry(id).or_insert(renames.gone.len());
                renames.gone.push(Gone { path, id, lines: OnceLock::new() });
            }
        }
        Ok(renames)
    }

    /// Whether a file that is gone had these bytes.
    pub(super) fn has(&self, id: ObjectId) -> bool {
        self.by_id.contains_key(&id)
    }

    /// The blob of the file that is gone and most like this one, if at least half of the larger of both is the same; of several
    /// that of the same name, or else the first by path.
    pub(super) fn source(&self, repository: &Repository, path: &[u8], content: &[u8]) -> Option<ObjectId> {
        let kind = repository.with(gix::Repository::object_hash);
        let id = gix::objs::compute_hash(kind, gix::objs::Kind::Blob, content).ok()?;
        if self.has(id) {
            return Some(id);
        }
        if self.gone.len() > SIMILAR || content.len() as u64 > LARGEST {
            return None;
        }
        let lines = Lines::of(content);
        let mut best: Option<(u64, bool, &Gone)> = None;
        for gone in &self.gone {
            let likeness = gone.lines(repository).map_or(0, |of_gone| of_gone.likeness(&lines));
            let same_name = name(&gone.path) == name(path);
            if likeness >= 50 && best.is_none_or(|(most, named, _)| (likeness, same_name) > (most, named)) {
                best = Some((likeness, same_name, gone));
            }
        }
        best.map(|(_, _, gone)| gone.id)
    }
}

impl Gone {
    fn lines(&self, repository: &Repository) -> Option<&Lines> {
        let read = || repository.with(|repository| bytes(repository, self.id, LARGEST)).ok();
        self.lines.get_or_init(|| read().map(|bytes| Lines::of(&bytes))).as_ref()
    }
}

/// The lines of a text by their hashes, each with the bytes that it and its like take.
#[derive(Debug)]
struct Lines {
    bytes: u64,
    sorted: Vec<(u64, u64)>,
}

impl Lines {
    fn of(text: &[u8]) -> Self {
        let mut sorted: Vec<(u64, u64)> = lines(text)
            .map(|line| {
                let mut hasher = DefaultHasher::new();
                line.hash(&mut hasher);
                (hasher.finish(), line.len() as u64 + 1)
            })
            .collect();
        sorted.sort_unstable();
        sorted.dedup_by(|line, like| {
            let same = line.0 == like.0;
            like.1 += if same { line.1 } else { 0 };
            same
        });
        Lines { bytes: sorted.iter().map(|(_, bytes)| bytes).sum(), sorted }
    }

    /// How much of the larger of both is in both, in percent.
    fn likeness(&self, other: &Lines) -> u64 {
        let (least, most) = (self.bytes.min(other.bytes), self.bytes.max(other.bytes));
        if most == 0 || least * 100 / most < 50 {
            return 0;
        }
        let (mut mine, mut theirs) = (self.sorted.iter().peekable(), other.sorted.iter().peekable());
        let mut common = 0;
        while let (Some(one), Some(two)) = (mine.peek(), theirs.peek()) {
            match one.0.cmp(&two.0) {
                std::cmp::Ordering::Less => _ = mine.next(),
                std::cmp::Ordering::Greater => _ = theirs.next(),
                std::cmp::Ordering::Equal => {
                    common += one.1.min(two.1);
                    mine.next();
                    theirs.next();
                }
            }
        }
        common * 100 / most
    }
}

fn name(path: &[u8]) -> &[u8] {
    path.rsplit(|&byte| byte == b'/').next().unwrap_or(path)
}
