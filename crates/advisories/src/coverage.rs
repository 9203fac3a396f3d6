//! Which listed versions a record's ranges cover already, by PEP 440.
//!
//! A list made at import repeats what the ranges say, version by version, and is ten times their size. Dropping a version
//! must not change what is affected, whoever compares. So one is dropped only if it is covered beyond doubt; it stays when
//! it or any bound is no PEP 440 version, when it has a local part (which some ignore), and when bounds contradict.

use std::cmp::Ordering;
use std::str::FromStr;

use pep440_rs::Version;

use crate::record::{Event, Range};

/// Drops of `versions` what `ranges` cover.
pub(crate) fn drop_covered(versions: &mut Vec<String>, ranges: &[Range]) {
    let timelines: Vec<Timeline> = ranges.iter().filter_map(Timeline::of).collect();
    if timelines.is_empty() {
        return;
    }
    versions.retain(|text| {
        let covered = Version::from_str(text)
            .is_ok_and(|version| !version.is_local() && timelines.iter().any(|timeline| timeline.covers(&version)));
        !covered
    });
}

/// A range's events in the order of their versions.
struct Timeline(Vec<(Bound, Change)>);

/// `Start` is OSV's `0`, before every version.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Bound {
    Start,
    At(Version),
}

/// What happens at a bound. At one version an introduction comes before a last affected one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Introduced,
    LastAffected,
    Fixed,
}

impl Timeline {
    /// None if any event leaves room for doubt.
    fn of(range: &Range) -> Option<Self> {
        if range.r#type != "ECOSYSTEM" {
            return None;
        }
        let mut events = range.events.iter().map(bound).collect::<Option<Vec<_>>>()?;
        events.sort_unstable();
        let contradicts = |(first, second): (&(Bound, Change), &(Bound, Change))| {
            first.0 == second.0 && first.1 != Change::Fixed && second.1 == Change::Fixed
        };
        if events.iter().zip(events.iter().skip(1)).any(contradicts) {
            return None;
        }
        Some(Self(events))
    }

    fn covers(&self, version: &Version) -> bool {
        self.0.iter().fold(false, |affected, (bound, change)| match (change, bound.compare(version)) {
            (Change::Introduced, Ordering::Less | Ordering::Equal) => true,
            (Change::Fixed, Ordering::Less | Ordering::Equal) | (Change::LastAffected, Ordering::Less) => false,
            _ => affected,
        })
    }
}

impl Bound {
    fn compare(&self, version: &Version) -> Ordering {
        match self {
            Self::Start => Ordering::Less,
            Self::At(bound) => bound.cmp(version),
        }
    }
}

/// The one bound an event sets. None if it sets none, two, a limit, or what is no public PEP 440 version.
fn bound(event: &Event) -> Option<(Bound, Change)> {
    let (text, change) = match (&event.introduced, &event.fixed, &event.last_affected, &event.limit) {
        (Some(text), None, None, None) if text == "0" => return Some((Bound::Start, Change::Introduced)),
        (Some(text), None, None, None) => (text, Change::Introduced),
        (None, Some(text), None, None) => (text, Change::Fixed),
        (None, None, Some(text), None) => (text, Change::LastAffected),
        _ => return None,
    };
    let version = Version::from_str(text).ok().filter(|version| !version.is_local())?;
    Some((Bound::At(version), change))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stays of the blank-separated `versions` beside ranges of these events.
    fn kept(versions: &str, ranges: &[&[(&str, &str)]]) -> String {
        let ranges: Vec<Range> = ranges.iter().map(|events| range(events)).collect();
        let mut versions: Vec<String> = versions.split(' ').map(str::to_owned).collect();
        drop_covered(&mut versions, &ranges);
        versions.join(" ")
    }

    fn range(events: &[(&str, &str)]) -> Range {
        let events: Vec<_> = events.iter().map(|(key, value)| serde_json::json!({ *key: value })).collect();
        serde_json::from_value(serde_json::json!({ "type": "ECOSYSTEM", "events": events })).unwrap()
    }

    #[test]
    fn without_a_range_all_stay() {
        assert_eq!(kept("1.0 2.0", &[]), "1.0 2.0");
    }

    #[test]
    fn bounds_are_inclusive_below_and_exclusive_at_the_fix() {
        let events: &[_] = &[("introduced", "1.0"), ("fixed", "2.0")];
        assert_eq!(kept("0.9 1.0 1.0.0 1.5 2.0rc1 2.0 2.0.post1", &[events]), "0.9 2.0 2.0.post1");
        let events: &[_] = &[("introduced", "0"), ("last_affected", "2.0")];
        assert_eq!(kept("0.dev1 1.0 2.0 2.0.post1 2.1", &[events]), "2.0.post1 2.1");
        let events: &[_] = &[("introduced", "2.0"), ("last_affected", "2.0")];
        assert_eq!(kept("1.9 2.0 2.1", &[events]), "1.9 2.1");
    }

    #[test]
    fn unsorted_events_are_taken_in_order_of_version() {
        let events: &[_] =
            &[("introduced", "2.11"), ("fixed", "2.11.7"), ("introduced", "0"), ("fixed", "2.11.6"), ("introduced", "2.12")];
        assert_eq!(kept("1.0 2.11 2.11.5 2.11.6 2.11.7 2.12", &[events]), "2.11.6 2.11.7");
        assert_eq!(kept("1.5 2.5", &[&[("fixed", "2.0"), ("introduced", "1.0")]]), "2.5");
    }

    #[test]
    fn one_of_several_ranges_is_enough() {
        let (first, second): (&[_], &[_]) =
            (&[("introduced", "1.0"), ("fixed", "1.5")], &[("introduced", "2.0"), ("fixed", "2.5")]);
        assert_eq!(kept("1.1 1.6 2.1", &[first, second]), "1.6");
    }

    #[test]
    fn doubt_keeps_a_version() {
        let all: &[_] = &[("introduced", "0")];
        assert_eq!(
            kept("1.0 2.0.0-final 2013-01-21T20:33:09+0100 2.6.0+cu124", &[all]),
            "2.0.0-final 2013-01-21T20:33:09+0100 2.6.0+cu124"
        );
        for bad in ["2.9.0-NA", "2.6.0-cu124", "2019-09-12", "2.0+local"] {
            assert_eq!(kept("1.0", &[&[("introduced", "0"), ("fixed", bad)]]), "1.0", "{bad}");
        }
        assert_eq!(kept("1.0", &[&[("introduced", "0"), ("limit", "2.0")]]), "1.0");
        assert_eq!(kept("2.0", &[&[("introduced", "2.0"), ("fixed", "2.0")]]), "2.0");
        assert_eq!(kept("1.0", &[&[]]), "1.0");
    }
}
