//! Which findings become one.

use std::collections::BTreeMap;

use super::node::Node;
use super::place::Where;

/// Findings, in groups that grow.
pub(super) struct Groups<'a> {
    nodes: &'a [Node<'a>],
    /// The group of each.
    group: Vec<usize>,
    members: Vec<Vec<usize>>,
}

/// Comparisons of members that one join may take.
const COMPARISONS: usize = 4_096;

impl<'a> Groups<'a> {
    /// Each by itself, but for what one tool says more than once.
    pub(super) fn new(nodes: &'a [Node<'a>]) -> Self {
        let mut groups = Groups {
            nodes,
            group: (0..nodes.len()).collect(),
            members: (0..nodes.len()).map(|position| vec![position]).collect(),
        };
        let mut first = 0;
        for file in nodes.chunk_by(Node::is_beside) {
            groups.join_repeated(first, file);
            first += file.len();
        }
        groups
    }

    /// One tool's findings of one rule at one place, to the column; for a finding of ours also by the same fingerprint. Lines,
    /// and packages, hold several, so there the message must be the same as well, and for lines nothing is enough.
    fn join_repeated(&mut self, first: usize, file: &[Node<'_>]) {
        let mut seen: BTreeMap<(&str, &str, Where, &str), usize> = BTreeMap::new();
        for (position, node) in file.iter().enumerate() {
            let finding = node.finding;
            let distinct = match (node.is_own, node.what.advisories.is_empty()) {
                (true, _) => finding.fingerprints.in_path.as_str(),
                (false, true) => "",
                (false, false) => finding.message.as_str(),
            };
            if !node.is_own && !node.place.is_exact() {
                continue;
            }
            let earlier = *seen.entry((&finding.plugin, &finding.rule, node.place, distinct)).or_insert(position);
            if earlier != position && !node.hides_other_bytes(&file[earlier]) {
                self.unite(first + earlier, first + position);
            }
        }
    }

    /// Makes two groups one, unless that would say that a tool's two findings are one against the tool.
    pub(super) fn join(&mut self, a: usize, b: usize, is_strong: bool) {
        let (a, b) = (self.group[a], self.group[b]);
        if a != b && self.is_compatible(a, b, is_strong) {
            self.unite(a, b);
        }
    }

    fn is_compatible(&self, a: usize, b: usize, is_strong: bool) -> bool {
        let (one, other) = (&self.members[a], &self.members[b]);
        let is_affordable = one.len().saturating_mul(other.len()) <= COMPARISONS;
        let mut pairs = one.iter().flat_map(|a| other.iter().map(move |b| (&self.nodes[*a], &self.nodes[*b])));
        is_affordable && pairs.all(|(a, b)| !a.hides_other_bytes(b) && may_be_one(a, b, is_strong))
    }

    fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.group[a], self.group[b]);
        let (kept, gone) = if self.members[a].len() >= self.members[b].len() { (a, b) } else { (b, a) };
        let moved = std::mem::take(&mut self.members[gone]);
        for &member in &moved {
            self.group[member] = kept;
        }
        self.members[kept].extend(moved);
    }

    /// The groups, each with its members in order.
    pub(super) fn finish(self) -> Vec<Vec<usize>> {
        let mut groups: Vec<_> = self.members.into_iter().filter(|members| !members.is_empty()).collect();
        groups.iter_mut().for_each(|members| members.sort_unstable());
        groups
    }
}

/// Findings of two tools may; those of one only if it is imported, they are of two rules at places that overlap, and more than a
/// weakness speaks for it. What a finding took up in an earlier join counts as its own.
fn may_be_one(a: &Node<'_>, b: &Node<'_>, is_strong: bool) -> bool {
    let (one, other) = (a.finding, b.finding);
    let is_of =
        |finding: &secws_model::ReportedFinding, plugin: &str| finding.sources.iter().any(|source| source.plugin == plugin);
    let taken = is_of(one, &other.plugin) || is_of(other, &one.plugin);
    let taken = taken || one.sources.iter().any(|source| is_of(other, &source.plugin));
    if taken {
        return false;
    }
    one.plugin != other.plugin || (is_strong && !a.is_own && one.rule != other.rule && a.place.agreement(b.place).is_some())
}
