//! A range of an OSV record, evaluated as the schema's own algorithm does.

use std::cmp::Ordering;

use pep440_rs::Version;
use serde::Deserialize;

use super::bound::Bound;

/// Whether a version is affected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is not.
    Unaffected,
    /// It cannot be told.
    Undecided,
    /// It is.
    Affected,
}

/// One event, of which one field is given.
#[derive(Debug, Default, Deserialize)]
pub struct RawEvent {
    introduced: Option<String>,
    fixed: Option<String>,
    last_affected: Option<String>,
    limit: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Introduced,
    Fixed,
    LastAffected,
}

/// A range of versions.
#[derive(Debug)]
pub struct Range {
    /// In the order of versions.
    events: Vec<(Kind, Bound)>,
    limits: Vec<Bound>,
}

impl Range {
    /// Sorts the events, which need not be in order; of equal ones the order is kept.
    pub fn new(raw: &[RawEvent]) -> Self {
        let mut events = Vec::new();
        let mut limits = Vec::new();
        for event in raw {
            let fields = [
                (Kind::Introduced, &event.introduced),
                (Kind::Fixed, &event.fixed),
                (Kind::LastAffected, &event.last_affected),
            ];
            events.extend(
                fields.into_iter().filter_map(|(kind, value)| value.as_deref().map(|value| (kind, Bound::new(value)))),
            );
            limits.extend(event.limit.as_deref().filter(|limit| *limit != "*").map(Bound::new));
        }
        // The schema asks for a start; a range without one would affect nothing, silently.
        if !events.iter().any(|(kind, _)| *kind == Kind::Introduced) {
            events.insert(0, (Kind::Introduced, Bound::Start));
        }
        events.sort_by_cached_key(|(_, bound)| bound.order());
        Range { events, limits }
    }

    /// Whether a version is in the range. For none, which is one that PEP 440 does not know, only a range without an end
    /// decides.
    pub fn verdict(&self, version: Option<&Version>) -> Verdict {
        let Some(version) = version else {
            return if self.is_everything() { Verdict::Affected } else { Verdict::Undecided };
        };
        let mut verdict = Verdict::Unaffected;
        let mut named = false;
        for (kind, bound) in &self.events {
            let order = bound.compare(version);
            named |= *kind == Kind::LastAffected && order == Some(Ordering::Equal);
            verdict = match (kind, order) {
                (Kind::Introduced, Some(Ordering::Greater | Ordering::Equal)) => Verdict::Affected,
                (Kind::Fixed, Some(Ordering::Greater | Ordering::Equal)) => Verdict::Unaffected,
                (Kind::LastAffected, Some(Ordering::Greater)) => Verdict::Unaffected,
                (Kind::Introduced, None) => verdict.max(Verdict::Undecided),
                (Kind::Fixed | Kind::LastAffected, None) => verdict.min(Verdict::Undecided),
                _ => verdict,
            };
        }
        // Of several last ones in a row the algorithm forgets all but the first, though each is said to be affected.
        let verdict = if named { Verdict::Affected } else { verdict };
        verdict.min(self.before_limits(version))
    }

    fn before_limits(&self, version: &Version) -> Verdict {
        let each = self.limits.iter().map(|limit| match limit.compare(version) {
            Some(Ordering::Less) => Verdict::Affected,
            Some(_) => Verdict::Unaffected,
            None => Verdict::Undecided,
        });
        each.max().unwrap_or(Verdict::Affected)
    }

    fn is_everything(&self) -> bool {
        self.limits.is_empty() && matches!(self.events.as_slice(), [(Kind::Introduced, Bound::Start)])
    }

    /// The versions that the range names.
    pub fn versions(&self) -> impl Iterator<Item = &Version> {
        self.events.iter().filter_map(|(_, bound)| bound.exact())
    }

    /// The versions in which it was fixed.
    pub fn fixed(&self) -> impl Iterator<Item = &Version> {
        self.events.iter().filter(|(kind, _)| *kind == Kind::Fixed).filter_map(|(_, bound)| bound.exact())
    }

    /// In words: `from 1.0 before 1.5, from 2.0 up to 2.1`.
    pub fn describe(&self) -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        let mut open: Option<String> = None;
        for (kind, bound) in &self.events {
            let said = match bound {
                Bound::Start => None,
                Bound::Exact(version) => Some(version.to_string()),
                Bound::Roughly(numbers) => Some(format!("about {}", Version::new(numbers.iter().copied()))),
                Bound::Unknown => Some("an unknown version".to_owned()),
            };
            match (kind, open.take(), said) {
                (Kind::Introduced, None, said) => open = Some(said.map_or(String::new(), |said| format!("from {said}"))),
                (Kind::Introduced, start, _) => open = start,
                (Kind::Fixed, Some(start), Some(end)) => parts.push(format!("{start} before {end}").trim().to_owned()),
                (Kind::LastAffected, Some(start), Some(end)) => parts.push(format!("{start} up to {end}").trim().to_owned()),
                (_, start, _) => open = start,
            }
        }
        match open {
            Some(start) if start.is_empty() => parts.push("all versions".to_owned()),
            Some(start) => parts.push(format!("{start} on")),
            None => {}
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::osv::version::parse;

    fn range(json: &str) -> Range {
        Range::new(&serde_json::from_str::<Vec<RawEvent>>(json).unwrap())
    }

    fn affected(range: &Range, versions: &[&str]) -> Vec<String> {
        let affected = |version: &&&str| range.verdict(parse(version).as_ref()) == Verdict::Affected;
        versions.iter().filter(affected).map(|version| (*version).to_owned()).collect()
    }

    const VERSIONS: [&str; 8] = ["0a1", "1.0", "1.5", "2.0rc1", "2.0", "2.0.post1", "2.1", "3"];

    #[test]
    fn ends_are_exclusive_or_inclusive_as_named() {
        let fixed = range(r#"[{"introduced": "0"}, {"fixed": "2.0"}]"#);
        assert_eq!(affected(&fixed, &VERSIONS), ["0a1", "1.0", "1.5", "2.0rc1"]);
        let last = range(r#"[{"introduced": "1.0"}, {"last_affected": "2.0"}]"#);
        assert_eq!(affected(&last, &VERSIONS), ["1.0", "1.5", "2.0rc1", "2.0"]);
        assert_eq!(affected(&range(r#"[{"introduced": "0"}]"#), &VERSIONS), VERSIONS);
        assert_eq!(affected(&range(r#"[{"fixed": "1.5"}]"#), &VERSIONS), ["0a1", "1.0"]);
        assert_eq!(affected(&range(r#"[{"introduced": "0"}, {"limit": "1.5"}]"#), &VERSIONS), ["0a1", "1.0"]);
    }

    #[test]
    fn events_are_put_in_order_first() {
        let unsorted = range(r#"[{"fixed": "3"}, {"introduced": "2.1"}, {"fixed": "1.5"}, {"introduced": "0"}]"#);
        assert_eq!(affected(&unsorted, &VERSIONS), ["0a1", "1.0", "2.1"]);
        assert_eq!(unsorted.describe(), ["before 1.5", "from 2.1 before 3"]);
        let both = range(r#"[{"introduced": "0"}, {"fixed": "2.0"}, {"introduced": "2.0"}, {"fixed": "2.1"}]"#);
        assert_eq!(affected(&both, &VERSIONS), ["0a1", "1.0", "1.5", "2.0rc1", "2.0", "2.0.post1"]);
    }

    #[test]
    fn each_of_several_last_ones_is_affected() {
        let several = range(
            r#"[{"introduced": "0"}, {"last_affected": "2.0"}, {"last_affected": "1.0"}, {"last_affected": "2.0rc1"}]"#,
        );
        assert_eq!(affected(&several, &VERSIONS), ["0a1", "1.0", "2.0rc1", "2.0"]);
    }

    #[test]
    fn what_cannot_be_compared_is_undecided() {
        let odd = range(r#"[{"introduced": "0"}, {"fixed": "2.0-n5"}]"#);
        let verdicts: Vec<_> = ["1.0", "2.0", "3"].iter().map(|version| odd.verdict(parse(version).as_ref())).collect();
        assert_eq!(verdicts, [Verdict::Affected, Verdict::Undecided, Verdict::Unaffected]);
        assert_eq!(odd.verdict(None), Verdict::Undecided);
        assert_eq!(range(r#"[{"introduced": "0"}]"#).verdict(None), Verdict::Affected);
    }
}
