//! Commits of a history, parents before children.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use gix::ObjectId;
use gix::date::Time;

use super::error::{GitError, one_line};
use super::repository::Repository;
use super::troubles::Troubles;

/// A commit that was walked.
#[derive(Debug)]
pub(super) struct WalkedCommit {
    pub(super) id: ObjectId,
    pub(super) tree: ObjectId,
    pub(super) authored: Time,
}

/// A part of a history.
#[derive(Debug, Default)]
pub(super) struct Commits {
    /// Oldest first: parents before children, and of those that could come next the one that was committed first; of several
    /// at once, the one with the smallest id. A commit whose date is wrong moves no further than its parents allow.
    pub(super) walked: Vec<WalkedCommit>,
    /// Those that the oldest ones were made from, but that are no part themselves.
    pub(super) before: Vec<ObjectId>,
    /// Commits at which a shallow clone ends.
    pub(super) cut: usize,
    /// Commits that cannot be read.
    pub(super) troubles: Troubles,
}

/// Commits that may be reached from some commits and not from others.
///
/// # Errors
/// The list of a shallow clone's ends cannot be read.
pub(super) fn walk(repository: &Repository, from: &[ObjectId], without: &[ObjectId]) -> Result<Commits, GitError> {
    repository.with(|repository| {
        let ends = repository.shallow_commits().map_err(|error| GitError::unreadable("list of shallow commits", error))?;
        let ends: HashSet<ObjectId> = ends.iter().flat_map(|ends| ends.iter().copied()).collect();
        let mut graph = Graph { repository, ends, nodes: Vec::new(), cut: 0, troubles: Troubles::default() };
        let hidden = graph.hidden(without);
        graph.collect(from, &hidden);
        Ok(graph.sort(&hidden))
    })
}

struct Node {
    id: ObjectId,
    tree: ObjectId,
    parents: Vec<ObjectId>,
    authored: Time,
    committed: i64,
}

struct Graph<'a> {
    repository: &'a gix::Repository,
    ends: HashSet<ObjectId>,
    nodes: Vec<Node>,
    cut: usize,
    troubles: Troubles,
}

impl Graph<'_> {
    /// Everything that may be reached from some commits. What is missing hides nothing.
    fn hidden(&self, tips: &[ObjectId]) -> HashSet<ObjectId> {
        let mut hidden: HashSet<ObjectId> = HashSet::new();
        let mut open: Vec<ObjectId> = tips.to_vec();
        while let Some(id) = open.pop() {
            if hidden.insert(id)
                && let Ok(node) = self.read(id)
                && !self.ends.contains(&id)
            {
                open.extend(node.parents);
            }
        }
        hidden
    }

    /// Reads all that may be reached from some commits, but for what is hidden.
    fn collect(&mut self, tips: &[ObjectId], hidden: &HashSet<ObjectId>) {
        let mut seen = HashSet::new();
        let mut open: Vec<ObjectId> = tips.to_vec();
        while let Some(id) = open.pop() {
            if hidden.contains(&id) || !seen.insert(id) {
                continue;
            }
            match self.read(id) {
                Ok(mut node) => {
                    if self.ends.contains(&id) && !node.parents.is_empty() {
                        node.parents.clear();
                        self.cut += 1;
                    }
                    open.extend(&node.parents);
                    self.nodes.push(node);
                }
                Err(reason) => self.troubles.add(format!("commit {id}: {reason}")),
            }
        }
    }

    fn read(&self, id: ObjectId) -> Result<Node, String> {
        let commit = self.repository.find_commit(id).map_err(one_line)?;
        let tree = commit.tree_id().map_err(one_line)?.detach();
        let mut parents: Vec<ObjectId> = commit.parent_ids().map(gix::Id::detach).collect();
        parents.sort();
        parents.dedup();
        // A date that is no date is taken for the oldest there is, so that such a commit is still looked at.
        let authored = commit.author().ok().and_then(|author| author.time().ok()).unwrap_or_default();
        let committed = commit.committer().ok().and_then(|committer| committer.time().ok()).unwrap_or_default().seconds;
        Ok(Node { id, tree, parents, authored, committed })
    }

    fn sort(mut self, hidden: &HashSet<ObjectId>) -> Commits {
        let places: HashMap<ObjectId, usize> = self.nodes.iter().enumerate().map(|(place, node)| (node.id, place)).collect();
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        let mut waits: Vec<usize> = vec![0; self.nodes.len()];
        let mut before = Vec::new();
        for (place, node) in self.nodes.iter().enumerate() {
            for parent in &node.parents {
                match places.get(parent) {
                    Some(&parent) => {
                        children[parent].push(place);
                        waits[place] += 1;
                    }
                    None if hidden.contains(parent) => before.push(*parent),
                    None => {}
                }
            }
        }
        before.sort();
        before.dedup();
        let order = self.order(&children, waits);
        if order.len() < self.nodes.len() {
            self.troubles.add("some commits are their own ancestors".to_owned());
        }
        let walked = order.into_iter().map(|place| &self.nodes[place]);
        let walked = walked.map(|node| WalkedCommit { id: node.id, tree: node.tree, authored: node.authored }).collect();
        Commits { walked, before, cut: self.cut, troubles: self.troubles }
    }

    /// Places of the commits, oldest first. `waits` says for how many parents each still waits.
    fn order(&self, children: &[Vec<usize>], mut waits: Vec<usize>) -> Vec<usize> {
        let key = |place: usize| Reverse((self.nodes[place].committed, self.nodes[place].id, place));
        let mut ready: BinaryHeap<_> = (0..self.nodes.len()).filter(|&place| waits[place] == 0).map(key).collect();
        let mut order = Vec::with_capacity(self.nodes.len());
        while let Some(Reverse((_, _, place))) = ready.pop() {
            order.push(place);
            for &child in &children[place] {
                waits[child] -= 1;
                if waits[child] == 0 {
                    ready.push(key(child));
                }
            }
        }
        order
    }
}
