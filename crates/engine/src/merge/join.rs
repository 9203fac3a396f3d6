//! Findings that say the same become one, whoever said them: our plugins, and the tools whose logs were imported.
//!
//! Two findings say the same when they are in one file, of one commit, at places that overlap, and say the same thing is wrong:
//! one names the other's id, or they share a weakness. Secrets say the same when they mask the same bytes, vulnerable packages
//! when they name the same advisory. A rule's name alone says nothing, nor does a weakness as vague as improper validation,
//! unless the places are equal.
//!
//! A tool that tells two things apart is believed: one finding takes one result of a tool at most, so that two on one line stay
//! two, with two exceptions for imported tools. The same rule at the same columns is the same defect; and several results that
//! overlap belong together where one rule names all of their ids (Bandit's B308 and B703). A shared weakness is not enough for
//! that: B602 and B607 on one call are two defects, of which each can be mended without the other.
//!
//! The nearest pairs are joined first, so that the order of the input does not matter.

mod fold;
mod groups;
mod links;
mod node;
mod place;
#[cfg(test)]
mod tests;
mod what;

use secws_model::{PluginInfo, ReportedFinding};

use groups::Groups;
use node::{Node, Vocabulary};

/// Joins findings; the result is sorted by place.
pub(crate) fn join(mut findings: Vec<ReportedFinding>, plugins: &[PluginInfo]) -> Vec<ReportedFinding> {
    findings.sort_by(node::by_file);
    let vocabulary = Vocabulary::new(&findings, plugins);
    let nodes: Vec<Node<'_>> = findings.iter().map(|finding| vocabulary.node(finding)).collect();
    let mut groups = Groups::new(&nodes);
    let mut first = 0;
    for file in nodes.chunk_by(Node::is_beside) {
        let mut links = links::links(file);
        links.sort_unstable();
        for link in links {
            groups.join(first + link.a, first + link.b, link.is_strong());
        }
        first += file.len();
    }
    let own: Vec<bool> = nodes.iter().map(|node| node.is_own).collect();
    let exact: Vec<bool> = nodes.iter().map(|node| node.place.is_exact()).collect();
    let groups = groups.finish();
    drop(nodes);
    let mut joined = fold::fold(findings, &groups, &own, &exact);
    joined.sort_by(node::order);
    joined
}
