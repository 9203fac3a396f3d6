//! Pairs of findings in one file that may say the same.

use std::collections::BTreeMap;

use super::node::Node;
use super::place::Agreement;

/// Two findings, by their positions in the file, that may say the same. The best links are the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    because: Because,
    near: Near,
    /// Positions of a shared weakness among those of the two rules.
    rank: usize,
    distance: u64,
    pub(super) a: usize,
    pub(super) b: usize,
}

/// Why two findings may say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Because {
    /// An id, an advisory, the bytes of a secret.
    Same,
    /// A weakness.
    Weakness,
}

/// How near they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Near {
    At(Agreement),
    /// Elsewhere in the file, but about the same package by its name.
    Package,
    /// Elsewhere in the file.
    File,
}

impl Link {
    /// Whether more than a weakness is shared.
    pub(super) fn is_strong(&self) -> bool {
        self.because == Because::Same
    }
}

/// How many findings of one tool, of those that overlap a place and share something with what is found there, are looked at: what
/// keeps a file with a hundred thousand findings at one place from being compared with itself.
const WINDOW: usize = 16;

/// What two findings may share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Secret,
    Name(&'a str),
    Weakness(u32),
}

/// One finding under one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry<'a> {
    key: Key<'a>,
    is_text: bool,
    start: u64,
    end: u64,
    node: usize,
    /// Of a name, whether it is an id; of a weakness, whether it is vague.
    flag: bool,
    /// Of a weakness, its position among those of the rule.
    rank: usize,
}

/// All links of a file.
pub(super) fn links(file: &[Node<'_>]) -> Vec<Link> {
    let mut links = Vec::new();
    if file.len() > 1 {
        let mut entries = entries(file);
        entries.sort_unstable();
        for shared in entries.chunk_by(|a, b| (a.key, a.is_text) == (b.key, b.is_text)) {
            sweep(file, shared, &mut links);
        }
        advisories(file, &mut links);
    }
    links
}

fn entries<'a>(file: &[Node<'a>]) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    for (position, node) in file.iter().enumerate() {
        let (is_text, start, end) = node.place.interval();
        let mut add = |key, flag, rank| entries.push(Entry { key, is_text, start, end, node: position, flag, rank });
        for name in &node.what.names {
            add(Key::Name(&name.text), name.is_id, 0);
        }
        for (rank, weakness) in node.what.weaknesses.iter().enumerate() {
            add(Key::Weakness(weakness.family), weakness.is_vague, rank);
        }
        let masked = node.finding.redact.iter();
        let masked = masked.map(|span| Entry {
            key: Key::Secret,
            is_text: false,
            start: span.start,
            end: span.end,
            node: position,
            flag: false,
            rank: 0,
        });
        entries.extend(masked);
    }
    entries
}

/// Links what overlaps, of two tools each, in one pass from the first place to the last.
fn sweep(file: &[Node<'_>], shared: &[Entry<'_>], links: &mut Vec<Link>) {
    let mut open: BTreeMap<&str, Vec<Entry<'_>>> = BTreeMap::new();
    for entry in shared {
        let Some(node) = file.get(entry.node) else { continue };
        let tool = node.finding.plugin.as_str();
        for (other_tool, others) in &mut open {
            others.retain(|other| other.end > entry.start);
            if *other_tool != tool {
                links.extend(others.iter().filter_map(|other| link(file, *other, *entry)));
            }
        }
        let own = open.entry(tool).or_default();
        own.push(*entry);
        if own.len() > WINDOW {
            let soonest = own.iter().enumerate().min_by_key(|(_, other)| other.end).map(|(position, _)| position);
            soonest.map(|position| own.remove(position));
        }
    }
}

fn link(file: &[Node<'_>], a: Entry<'_>, b: Entry<'_>) -> Option<Link> {
    let (one, other) = (file.get(a.node)?, file.get(b.node)?);
    let agreement = one.place.agreement(other.place);
    let is_of_package = |node: &Node<'_>| !node.what.advisories.is_empty();
    if one.hides_other_bytes(other) || (is_of_package(one) && is_of_package(other)) {
        return None;
    }
    let because = match a.key {
        Key::Secret => Because::Same,
        Key::Name(_) if a.flag || b.flag => Because::Same,
        Key::Name(_) => return None,
        Key::Weakness(_) if (a.flag || b.flag) && agreement != Some(Agreement::Equal) => return None,
        Key::Weakness(_) if is_of_package(one) || is_of_package(other) => return None,
        Key::Weakness(_) => Because::Weakness,
    };
    // The same masked bytes are the same place, whatever the finding around them is said to cover.
    let agreement = agreement.or((a.key == Key::Secret).then_some(Agreement::Rough))?;
    let (near, rank, distance) = (Near::At(agreement), a.rank + b.rank, one.place.distance(other.place));
    Some(Link { because, near, rank, distance, a: a.node.min(b.node), b: a.node.max(b.node) })
}

/// Links findings that name the same advisory, wherever in the file they are: a lock file speaks of a package in several places.
fn advisories(file: &[Node<'_>], links: &mut Vec<Link>) {
    let mut named: BTreeMap<&str, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
    for (position, node) in file.iter().enumerate() {
        for advisory in &node.what.advisories {
            named.entry(advisory).or_default().entry(&node.finding.plugin).or_default().push(position);
        }
    }
    for tools in named.into_values() {
        let tools: Vec<_> = tools.into_values().collect();
        for (position, tool) in tools.iter().enumerate() {
            for other in &tools[position + 1..] {
                pairs(file, tool, other, links);
            }
        }
    }
}

/// Each of one tool's findings with those of the other that come about as late among theirs.
fn pairs(file: &[Node<'_>], tool: &[usize], other: &[usize], links: &mut Vec<Link>) {
    for (order, &a) in tool.iter().enumerate() {
        let near = other.iter().skip(order.saturating_sub(WINDOW)).take(2 * WINDOW);
        links.extend(near.filter_map(|&b| about_package(file, a, b)));
    }
}

fn about_package(file: &[Node<'_>], a: usize, b: usize) -> Option<Link> {
    let (one, other) = (file.get(a)?, file.get(b)?);
    let near = match one.place.agreement(other.place) {
        Some(agreement) => Near::At(agreement),
        None if names_package(one, other) || names_package(other, one) => Near::Package,
        None => Near::File,
    };
    let distance = one.place.distance(other.place);
    Some(Link { because: Because::Same, near, rank: 0, distance, a: a.min(b), b: a.max(b) })
}

/// Whether one's message names the package of the other, by itself.
fn names_package(one: &Node<'_>, other: &Node<'_>) -> bool {
    let normal = |name: &str| name.to_lowercase().replace(['_', '.'], "-");
    let Some(package) = other.package().map(normal).filter(|package| !package.is_empty()) else { return false };
    let message = normal(&one.finding.message);
    let is_part = |one: char| one.is_alphanumeric() || one == '-';
    message.match_indices(&package).any(|(at, _)| {
        let (before, behind) = (&message[..at], &message[at + package.len()..]);
        !before.ends_with(is_part) && !behind.starts_with(is_part)
    })
}
