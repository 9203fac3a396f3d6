//! The matcher against another way to say what a range means.

use pep440_rs::Version;
use proptest::prelude::*;

use super::range::{Range, RawEvent, Verdict};
use super::version::parse;

const VERSIONS: [&str; 16] = [
    "0.dev0",
    "0.1",
    "0.9",
    "1.0a1",
    "1.0rc1",
    "1.0",
    "1.0.post1",
    "1.0.1",
    "1.2",
    "1.10",
    "2.0.dev1",
    "2.0",
    "2.0.0.1",
    "2022.12.7",
    "1!0.1",
    "1!2.0",
];

type Event<'e> = (&'e str, &'e str);

/// In the order of versions, `0` before all.
fn sorted<'e>(events: &[Event<'e>]) -> Vec<(Option<Version>, &'e str)> {
    let bound = |raw: &str| if raw == "0" { None } else { parse(raw) };
    let mut sorted: Vec<_> = events.iter().map(|(kind, raw)| (bound(raw), *kind)).collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    sorted
}

/// The state is that of the event which is the last at or before the version; what is said to be affected is.
fn is_affected(events: &[Event<'_>], version: &Version) -> bool {
    let is_past = |(bound, kind): &&(Option<Version>, &str)| match bound {
        None => true,
        Some(bound) if *kind == "last_affected" => version > bound,
        Some(bound) => version >= bound,
    };
    let named = |(kind, raw): &Event<'_>| *kind == "last_affected" && parse(raw).as_ref() == Some(version);
    events.iter().any(named) || sorted(events).iter().rev().find(is_past).is_some_and(|(_, kind)| *kind == "introduced")
}

fn events() -> impl Strategy<Value = Vec<Event<'static>>> {
    let kind = prop::sample::select(vec!["introduced", "fixed", "introduced", "fixed", "last_affected"]);
    prop::collection::vec((kind, prop::sample::select(&VERSIONS[..])), 0..8).prop_map(|mut events| {
        events.push(("introduced", "0"));
        // Of one version only one event: of several, their order in the record would count.
        events.sort_by_key(|(kind, version)| (*version, *kind));
        events.dedup_by_key(|(_, version)| *version);
        events
    })
}

fn range(events: &[Event<'_>]) -> Range {
    let json: Vec<_> = events.iter().map(|(kind, version)| format!(r#"{{"{kind}": "{version}"}}"#)).collect();
    Range::new(&serde_json::from_str::<Vec<RawEvent>>(&format!("[{}]", json.join(","))).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ranges_mean_what_their_last_event_says(events in events().prop_shuffle()) {
        let range = range(&events);
        for version in VERSIONS {
            let parsed = parse(version).unwrap();
            let verdict = range.verdict(Some(&parsed)) == Verdict::Affected;
            prop_assert_eq!(verdict, is_affected(&events, &parsed), "{} in {:?}", version, events);
        }
    }

    #[test]
    fn the_order_of_events_does_not_matter(events in events().prop_shuffle(), other in any::<prop::sample::Index>()) {
        let mut turned = events.clone();
        turned.rotate_left(other.index(events.len()));
        for version in VERSIONS {
            let parsed = parse(version);
            prop_assert_eq!(range(&events).verdict(parsed.as_ref()), range(&turned).verdict(parsed.as_ref()));
        }
    }
}
