//! Findings of git's history: one for each defect, however many versions of its file hold it.
//!
//! A secret is the same if its rule, its path and its bytes are; they are read again to compare them, and kept nowhere. Any other
//! finding is the same if what it is known by is. The oldest commit stays. A finding that is in the current tree as well is
//! told there, with the commit that brought it.

use std::collections::{BTreeMap, HashMap, HashSet};

use secws_model::{Commit, RepoPath, Span};

use super::resolve::Resolved;
use crate::reader::Reader;
use crate::scan::file::Key;

/// What makes findings the same.
#[derive(PartialEq, Eq, Hash)]
enum Same {
    Secret { rule: String, path: RepoPath, bytes: Vec<u8>, occurrence: u32 },
    Known { rule: String, path: RepoPath, context: String, occurrence: u32 },
}

/// Folds what history adds.
pub(super) fn fold(findings: Vec<Resolved>, reader: &Reader<'_>) -> Vec<Resolved> {
    let of_history = findings.iter().map(|resolved| &resolved.finding).filter(|finding| !finding.origin.is_current());
    let paths: HashSet<RepoPath> = of_history.map(|finding| finding.place.path.clone()).collect();
    if paths.is_empty() {
        return findings;
    }
    let mut folded = Folded::default();
    let mut within = BTreeMap::new();
    for resolved in findings {
        if paths.contains(&resolved.finding.place.path) {
            folded.add(same(&resolved, reader, &mut within), resolved, reader);
        } else {
            folded.groups.push(Group { first: resolved, oldest: None });
        }
    }
    folded.groups.into_iter().map(Group::finding).collect()
}

/// Groups of findings that are the same.
#[derive(Default)]
struct Folded {
    groups: Vec<Group>,
    positions: HashMap<Same, usize>,
}

struct Group {
    /// That of the current tree, else the oldest.
    first: Resolved,
    /// Of those of history.
    oldest: Option<Commit>,
}

impl Folded {
    fn add(&mut self, same: Same, resolved: Resolved, reader: &Reader<'_>) {
        let commit = resolved.finding.origin.commit().cloned();
        let Some(&position) = self.positions.get(&same) else {
            self.positions.insert(same, self.groups.len());
            self.groups.push(Group { first: resolved, oldest: commit });
            return;
        };
        let group = &mut self.groups[position];
        let older =
            commit.filter(|commit| group.oldest.as_ref().is_none_or(|oldest| reader.rank(commit) < reader.rank(oldest)));
        if let Some(commit) = older {
            if !group.first.finding.origin.is_current() {
                group.first = resolved;
            }
            group.oldest = Some(commit);
        }
    }
}

impl Group {
    /// One of the current tree says what brought it.
    fn finding(self) -> Resolved {
        let mut resolved = self.first;
        if let Some(commit) = self.oldest.filter(|_| resolved.finding.origin.is_current()) {
            let properties = &mut resolved.finding.properties;
            properties.push(("introducedIn".to_owned(), commit.id));
            properties.push(("introducedOn".to_owned(), commit.date));
        }
        resolved
    }
}

fn same(resolved: &Resolved, reader: &Reader<'_>, within: &mut BTreeMap<(Key, String, String), u32>) -> Same {
    let finding = &resolved.finding;
    let key = Key::of(&finding.place.path, &finding.origin);
    let (rule, path) = (finding.rule.clone(), finding.place.path.clone());
    let bytes = value(&key, &finding.redact, reader);
    let context = bytes.as_ref().map_or_else(|| resolved.key.context.clone(), |bytes| secws_model::hexadecimal(bytes));
    let count = within.entry((key, rule.clone(), context)).or_insert(0);
    let occurrence = *count;
    *count += 1;
    match bytes {
        Some(bytes) => Same::Secret { rule, path, bytes, occurrence },
        None => Same::Known { rule, path, context: resolved.key.context.clone(), occurrence },
    }
}

/// The bytes of a secret.
fn value(key: &Key, spans: &[Span], reader: &Reader<'_>) -> Option<Vec<u8>> {
    if spans.is_empty() {
        return None;
    }
    let bytes = reader.read(key)?;
    Some(spans.iter().flat_map(|span| bytes[span.within(bytes.len())].iter().copied()).collect())
}
