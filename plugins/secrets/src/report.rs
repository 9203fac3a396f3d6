//! From candidates to findings. What is written here must say nothing of a secret but that it is there.

use std::ops::Range;

use secws_plugin_sdk::{Finding, Gap, Location, Outcome, Plugin, Span};

use crate::Secrets;
use crate::candidate::{Candidate, resolve};
use crate::checks::Verdict;
use crate::registry::Registry;
use crate::rule::{RuleText, capitalized};
use crate::text::part;

/// What was found in one file.
pub(crate) struct Report<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) path: &'a str,
    /// The text that names are ranges of.
    pub(crate) text: &'a [u8],
    pub(crate) is_test: bool,
    /// From ranges of the text to bytes of the file.
    pub(crate) source: &'a dyn Fn(&Range<usize>) -> Range<usize>,
}

impl Report<'_> {
    /// One finding for each secret, and masks for what else must not be shown.
    pub(crate) fn outcome(&self, candidates: Vec<Candidate>, allowed: &[Range<usize>], gave_up: bool) -> Outcome {
        let published = Hidden::new(allowed.iter());
        let candidates = candidates.into_iter().filter(|candidate| !published.touches(&candidate.secret)).collect();
        let (kept, others) = resolve(candidates);
        let hidden = Hidden::new(kept.iter().map(|candidate| &candidate.secret).chain(&others).chain(allowed));
        let findings = kept.iter().filter_map(|candidate| self.finding(candidate, &hidden)).collect();
        let masks = Hidden::new(others.iter().chain(allowed)).0.iter().map(|range| Span::of((self.source)(range))).collect();
        Outcome { findings, masks, gaps: self.gaps(gave_up), ..Outcome::default() }
    }

    fn gaps(&self, gave_up: bool) -> Vec<Gap> {
        let message = "This file holds so much that looks like the start of a credential that the rest of it was left out.";
        if gave_up { vec![Gap::unread(message, Some(Location::file(self.path)))] } else { Vec::new() }
    }

    fn finding(&self, candidate: &Candidate, hidden: &Hidden) -> Option<Finding> {
        let rule = &self.registry.rules.get(candidate.rule)?.text;
        let id = format!("{}/{}", Secrets::NAME, rule.name);
        let location = Location::new(self.path, Span::of((self.source)(&candidate.span)));
        let mut finding = Finding::at(id, self.message(rule, candidate), location)
            .redact(Span::of((self.source)(&candidate.secret)))
            .identity(self.identity(rule, candidate, hidden))
            .severity(candidate.severity)
            .precision(candidate.precision);
        if let Some(verdict) = told(candidate.verdict) {
            finding = finding.property("structure", verdict);
        }
        if !candidate.encoding.is_empty() {
            finding = finding.property("encoding", candidate.encoding);
        }
        Some(finding)
    }

    fn message(&self, rule: &RuleText, candidate: &Candidate) -> String {
        let what = capitalized(&rule.what);
        let mut message = format!("{what} is written into this file, so whoever can read it can {}.", rule.gains);
        message.push_str(candidate.remark);
        message.push_str(match candidate.encoding {
            "" => "",
            _ => " It is encoded, which protects nothing.",
        });
        message.push_str(match candidate.verdict {
            Verdict::Valid
                if rule.check.as_deref().is_some_and(|check| check.contains("crc32") || check.contains("routable")) =>
            {
                " Its checksum is right, so it was really issued."
            }
            Verdict::Invalid => " Its structure is not what the provider issues, so it may be made up.",
            _ => "",
        });
        if self.is_test {
            message.push_str(" The file lies among tests or examples, so its severity is one step lower.");
        }
        message
    }

    /// The rule and the name that the secret is assigned to. Without a name nothing: then the host takes the masked line.
    fn identity(&self, rule: &RuleText, candidate: &Candidate, hidden: &Hidden) -> String {
        let name = part(self.text, candidate.name.clone());
        if name.is_empty() || hidden.touches(&candidate.name) || looks_secret(name) {
            return String::new();
        }
        format!("{} in {}", rule.name, String::from_utf8_lossy(name))
    }
}

/// A name that could be a secret itself is not repeated.
fn looks_secret(name: &[u8]) -> bool {
    name.len() > 20 && crate::entropy::shannon(name) > 3.9 || name.len() > 48
}

fn told(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Valid => Some("valid"),
        Verdict::Invalid => Some("invalid"),
        Verdict::Unknown | Verdict::Other | Verdict::Published => None,
    }
}

/// Everything of a file that must not be shown.
struct Hidden(Vec<Range<usize>>);

impl Hidden {
    /// Sorted and joined, so that one look-up tells whether a range touches any of it.
    fn new<'a>(ranges: impl Iterator<Item = &'a Range<usize>>) -> Self {
        let mut sorted: Vec<_> = ranges.cloned().collect();
        sorted.sort_by_key(|range| (range.start, range.end));
        let mut joined: Vec<Range<usize>> = Vec::new();
        for range in sorted {
            match joined.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => joined.push(range),
            }
        }
        Hidden(joined)
    }

    fn touches(&self, range: &Range<usize>) -> bool {
        let next = self.0.partition_point(|hidden| hidden.end <= range.start);
        self.0.get(next).is_some_and(|hidden| hidden.start < range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_ranges_are_joined_and_looked_up() {
        let hidden = Hidden::new([10..20, 15..30, 40..50].iter());
        assert_eq!(hidden.0, [10..30, 40..50]);
        for (range, touched) in
            [(0..10, false), (0..11, true), (29..35, true), (30..40, false), (49..60, true), (50..51, false)]
        {
            assert_eq!(hidden.touches(&range), touched, "{range:?}");
        }
    }
}
