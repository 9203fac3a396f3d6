//! Where each blob is seen first.

use std::collections::HashMap;
use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use gix::ObjectId;

use super::error::{GitError, one_line};
use super::lookup::{DEEPEST, LONGEST, entries, entry_at, is_name, unreadable};
use super::repository::Repository;
use super::scope::Scope;
use super::troubles::Troubles;

/// Parts of the tables, each with its own lock.
const PARTS: usize = 64;
/// More threads than this get into each other's way.
const THREADS: usize = 16;

/// The first of some trees that holds a blob, and its first path there.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sighting {
    /// Position among the trees.
    pub(super) tree: u32,
    /// From the root.
    pub(super) path: Box<[u8]>,
}

/// Where each blob was seen first.
#[derive(Debug, Default)]
pub(super) struct Sightings {
    /// Regular files only.
    pub(super) blobs: Vec<(ObjectId, Sighting)>,
    /// Trees that were read.
    pub(super) trees: usize,
    /// What could not be read.
    pub(super) troubles: Troubles,
}

/// Looks for blobs in trees, oldest first. A blob that no tree before held was brought by that tree's commit.
///
/// Every tree object is read once: what was seen before was seen in an older commit. Threads take commits in their order, so
/// one that is overtaken by a younger commit only reads a little twice, and the outcome is the same on any number of them.
pub(super) fn sight(repository: &Repository, roots: &[ObjectId], scope: &Scope) -> Sightings {
    let tables = Tables::default();
    let next = AtomicU32::new(0);
    let work = || {
        repository.with(|repository| {
            let mut walker = Walker { repository, tables: &tables, buffer: Vec::new(), troubles: Troubles::default() };
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(&root) = roots.get(place as usize) else { return walker.troubles };
                walker.root(place, root, scope);
            }
        })
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(THREADS).min(roots.len());
    let mut troubles = Troubles::default();
    thread::scope(|threads_scope| {
        let others: Vec<_> = (1..threads).map(|_| threads_scope.spawn(work)).collect();
        troubles.join(work());
        for other in others {
            match other.join() {
                Ok(of_thread) => troubles.join(of_thread),
                Err(_) => troubles.add("a thread failed".to_owned()),
            }
        }
    });
    let trees = tables.trees.parts.iter().map(|part| lock(part).len()).sum();
    let parts = tables.blobs.parts.into_iter();
    let blobs = parts.flat_map(|part| part.into_inner().unwrap_or_else(PoisonError::into_inner)).collect();
    Sightings { blobs, trees, troubles }
}

/// The regular files below a tree, by path, if there are at most so many, and so many folders. Paths begin with those of the folder.
///
/// # Errors
/// There are more, or a tree is missing or broken.
pub(super) fn walk_files(
    repository: &gix::Repository,
    tree: ObjectId,
    folder: &[u8],
    most: usize,
) -> Result<Vec<(Vec<u8>, ObjectId)>, GitError> {
    let mut files = Vec::new();
    let mut buffer = Vec::new();
    let mut open = vec![(tree, folder.to_vec())];
    let mut folders = 0;
    while let Some((tree, folder)) = open.pop() {
        folders += 1;
        for entry in entries(repository, tree, &mut buffer)? {
            let entry = entry.map_err(|error| unreadable(tree, error))?;
            let path = join(&folder, entry.filename);
            if !is_name(entry.filename) || path.len() > LONGEST || files.len().max(folders + open.len()) >= most {
                return Err(GitError::unreadable(
                    format!("tree {tree}"),
                    "it holds too much, or names that no file can have",
                ));
            }
            match entry.mode {
                mode if mode.is_tree() => open.push((entry.oid.to_owned(), path)),
                mode if mode.is_blob() => files.push((path, entry.oid.to_owned())),
                _ => {}
            }
        }
    }
    files.sort();
    Ok(files)
}

/// A map in parts, so that threads seldom wait for each other.
struct Table<T> {
    parts: [Mutex<HashMap<ObjectId, T>>; PARTS],
    hasher: std::hash::RandomState,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table { parts: std::array::from_fn(|_| Mutex::default()), hasher: std::hash::RandomState::new() }
    }
}

impl<T> Table<T> {
    fn part(&self, id: &ObjectId) -> MutexGuard<'_, HashMap<ObjectId, T>> {
        let part = usize::try_from(self.hasher.hash_one(id) % PARTS as u64).unwrap_or_default();
        lock(&self.parts[part])
    }
}

#[derive(Default)]
struct Tables {
    /// The first root that each tree was seen below.
    trees: Table<u32>,
    blobs: Table<Sighting>,
}

struct Walker<'a> {
    repository: &'a gix::Repository,
    tables: &'a Tables,
    buffer: Vec<u8>,
    troubles: Troubles,
}

impl Walker<'_> {
    fn root(&mut self, place: u32, root: ObjectId, scope: &Scope) {
        if scope.prefixes().is_empty() {
            return self.below(place, root, Vec::new());
        }
        for prefix in scope.prefixes() {
            match entry_at(self.repository, root, prefix) {
                Ok(Some((mode, id))) if mode.is_tree() => self.below(place, id, prefix.clone()),
                Ok(Some((mode, id))) if mode.is_blob() => self.see(place, id, prefix),
                Ok(_) => {}
                Err(error) => self.troubles.add(one_line(error)),
            }
        }
    }

    /// Walks a tree in the order of its paths.
    fn below(&mut self, place: u32, tree: ObjectId, path: Vec<u8>) {
        let mut open = vec![(tree, path, 0)];
        while let Some((tree, path, depth)) = open.pop() {
            if !self.enter(place, tree) {
                continue;
            }
            let bottom = open.len();
            let mut buffer = std::mem::take(&mut self.buffer);
            if let Err(error) =
                self.entries(place, tree, &path, &mut buffer, &mut |id, path| open.push((id, path, depth + 1)))
            {
                self.troubles.add(one_line(error));
            }
            self.buffer = buffer;
            if depth >= DEEPEST && open.len() > bottom {
                open.truncate(bottom);
                self.troubles.add(format!("tree {tree} holds folders that are too deep"));
            }
            // The last is taken first.
            open[bottom..].reverse();
        }
    }

    fn entries(
        &mut self,
        place: u32,
        tree: ObjectId,
        folder: &[u8],
        buffer: &mut Vec<u8>,
        open: &mut dyn FnMut(ObjectId, Vec<u8>),
    ) -> Result<(), GitError> {
        for entry in entries(self.repository, tree, buffer)? {
            let entry = entry.map_err(|error| unreadable(tree, error))?;
            if !entry.mode.is_tree() && !entry.mode.is_blob() {
                continue;
            }
            let path = join(folder, entry.filename);
            if !is_name(entry.filename) || path.len() > LONGEST {
                self.troubles.add(format!("tree {tree} holds a name that no file can have"));
            } else if entry.mode.is_tree() {
                open(entry.oid.to_owned(), path);
            } else {
                self.see(place, entry.oid.to_owned(), &path);
            }
        }
        Ok(())
    }

    /// Whether a tree was in no older commit, so that it is to be read.
    fn enter(&self, place: u32, tree: ObjectId) -> bool {
        let mut part = self.tables.trees.part(&tree);
        let first = part.entry(tree).or_insert(u32::MAX);
        let enters = place < *first;
        *first = place.min(*first);
        enters
    }

    fn see(&self, place: u32, blob: ObjectId, path: &[u8]) {
        let mut part = self.tables.blobs.part(&blob);
        let known = part.get(&blob);
        if known.is_none_or(|known| (place, path) < (known.tree, &known.path[..])) {
            part.insert(blob, Sighting { tree: place, path: path.into() });
        }
    }
}

fn join(folder: &[u8], name: &[u8]) -> Vec<u8> {
    let mut path = Vec::with_capacity(folder.len() + 1 + name.len());
    path.extend_from_slice(folder);
    if !folder.is_empty() {
        path.push(b'/');
    }
    path.extend_from_slice(name);
    path
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
