//! What rules found, before it is decided which of them speaks.

use std::collections::BTreeMap;
use std::ops::Range;

use secws_plugin_sdk::{Precision, Severity};

use crate::checks::Verdict;
use crate::rule::Rank;

/// A credential that a rule found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// The rule's index.
    pub(crate) rule: usize,
    pub(crate) rank: Rank,
    /// What the finding points at, in bytes of the file.
    pub(crate) span: Range<usize>,
    /// What nothing may show.
    pub(crate) secret: Range<usize>,
    /// The name that it is assigned to; empty if there is none.
    pub(crate) name: Range<usize>,
    pub(crate) severity: Severity,
    pub(crate) precision: Precision,
    pub(crate) verdict: Verdict,
    /// A sentence more for the message.
    pub(crate) remark: &'static str,
    /// `base64` or `hex`; empty if it stands there in the clear.
    pub(crate) encoding: &'static str,
}

/// One candidate for each secret, in order of place: the narrowest rule speaks, of two of a rank the one that covers more.
/// The second list holds the secrets of the others, which must be masked all the same.
pub(crate) fn resolve(mut candidates: Vec<Candidate>) -> (Vec<Candidate>, Vec<Range<usize>>) {
    candidates.sort_by(|a, b| {
        let order = b.rank.cmp(&a.rank).then(b.secret.len().cmp(&a.secret.len()));
        order.then(a.secret.start.cmp(&b.secret.start)).then(a.rule.cmp(&b.rule))
    });
    let mut kept: BTreeMap<usize, Candidate> = BTreeMap::new();
    let mut others = Vec::new();
    for candidate in candidates {
        let before = kept.range(..candidate.secret.end).next_back();
        if before.is_some_and(|(_, kept)| kept.secret.end > candidate.secret.start) {
            others.push(candidate.secret);
        } else {
            kept.insert(candidate.secret.start, candidate);
        }
    }
    (kept.into_values().collect(), others)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(rule: usize, rank: Rank, secret: Range<usize>) -> Candidate {
        Candidate {
            rule,
            rank,
            span: secret.clone(),
            secret,
            name: 0..0,
            severity: Severity::Medium,
            precision: Precision::Medium,
            verdict: Verdict::Unknown,
            remark: "",
            encoding: "",
        }
    }

    #[test]
    fn one_secret_has_one_finding() {
        let (kept, others) = resolve(vec![
            candidate(0, Rank::Generic, 0..40),
            candidate(1, Rank::Provider, 10..30),
            candidate(2, Rank::Generic, 50..60),
            candidate(3, Rank::Structure, 52..55),
            candidate(4, Rank::Generic, 70..80),
        ]);
        assert_eq!(kept.iter().map(|kept| kept.rule).collect::<Vec<_>>(), [1, 3, 4]);
        assert_eq!(others, [0..40, 50..60]);
    }

    #[test]
    fn of_two_equals_the_longer_speaks() {
        let (kept, others) = resolve(vec![candidate(0, Rank::Provider, 5..9), candidate(1, Rank::Provider, 5..20)]);
        assert_eq!(kept[0].rule, 1);
        assert_eq!(others.first(), Some(&(5..9)));
    }
}
