//! Whether a version is affected, as OSV's schema defines it: written apart from the crate, so that the two can be compared.
//!
//! Readers of OSV differ in small things. [`readings`] are the plausible ones: what an index leaves out must change the
//! answer of none.

use std::str::FromStr;

use pep440_rs::Version;
use secws_advisories::normalise;
use serde_json::Value;

/// One way of reading a record.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// A listed version is the same if PEP 440 says so, not only if the text is.
    versions_by_meaning: bool,
    /// A bound that is no version is passed over, instead of making its range unusable.
    odd_bounds_passed_over: bool,
    /// The local part of the version asked about does not count.
    local_part_ignored: bool,
}

/// All combinations.
pub fn readings() -> impl Iterator<Item = Reading> {
    (0..8).map(|bits| Reading {
        versions_by_meaning: bits & 1 != 0,
        odd_bounds_passed_over: bits & 2 != 0,
        local_part_ignored: bits & 4 != 0,
    })
}

/// Whether `record` says that `version` of the `PyPI` package with this normalised name is affected.
pub fn is_affected(record: &Value, name: &str, version: &str, reading: Reading) -> bool {
    let mut text = version.to_owned();
    let mut parsed = Version::from_str(version).ok();
    if let Some(local) = parsed.take_if(|version| reading.local_part_ignored && version.is_local()) {
        let public = local.without_local();
        text = public.to_string();
        parsed = Some(public);
    }
    entries_of(record, name).any(|entry| {
        lists(entry, &text, parsed.as_ref(), reading)
            || parsed.as_ref().is_some_and(|version| items(entry, "ranges").any(|range| holds(range, version, reading)))
    })
}

/// Every version a record speaks of for a package: listed, or a bound of a range.
pub fn versions_of<'a>(record: &'a Value, name: &str) -> impl Iterator<Item = &'a str> {
    entries_of(record, name).flat_map(|entry| {
        let events = items(entry, "ranges").flat_map(|range| items(range, "events"));
        let bounds = events.filter_map(Value::as_object).flat_map(|event| event.values());
        items(entry, "versions").chain(bounds).filter_map(Value::as_str)
    })
}

/// The normalised names of the `PyPI` packages that a record is about.
pub fn packages_of(record: &Value) -> impl Iterator<Item = String> {
    let packages = items(record, "affected").map(|entry| &entry["package"]);
    packages.filter(|package| package["ecosystem"] == "PyPI").map(|package| normalised(&package["name"]))
}

fn entries_of<'a>(record: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    let is_of_package = move |entry: &&Value| {
        let package = &entry["package"];
        package["ecosystem"] == "PyPI" && normalised(&package["name"]) == name
    };
    items(record, "affected").filter(is_of_package).collect::<Vec<_>>().into_iter()
}

fn normalised(name: &Value) -> String {
    normalise("PyPI", name.as_str().unwrap()).into_owned()
}

fn items<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value[key].as_array().into_iter().flatten()
}

fn lists(entry: &Value, text: &str, version: Option<&Version>, reading: Reading) -> bool {
    items(entry, "versions").filter_map(Value::as_str).any(|listed| {
        listed == text
            || (reading.versions_by_meaning && version.is_some() && Version::from_str(listed).ok().as_ref() == version)
    })
}

/// The schema's algorithm: walk the events in the order of their versions.
fn holds(range: &Value, version: &Version, reading: Reading) -> bool {
    if range["type"] != "ECOSYSTEM" {
        return false;
    }
    let Some(mut events) = timeline(range, reading) else { return false };
    // Stable: events at the same version stay in the order of the record.
    events.sort_by(|one, other| one.0.cmp(&other.0));
    let mut affected = false;
    for (bound, kind) in events {
        let reached = bound.as_ref().is_none_or(|bound| bound <= version);
        match kind {
            "introduced" if reached => affected = true,
            "fixed" if reached => affected = false,
            "last_affected" if bound.is_some_and(|bound| bound < *version) => affected = false,
            _ => {}
        }
    }
    affected
}

/// Bound and kind of each event; no bound stands for OSV's `0`, before all versions.
fn timeline(range: &Value, reading: Reading) -> Option<Vec<(Option<Version>, &str)>> {
    let mut timeline = Vec::new();
    for (kind, bound) in items(range, "events").filter_map(Value::as_object).flatten() {
        match (kind.as_str(), bound.as_str()?) {
            ("introduced", "0") => timeline.push((None, "introduced")),
            (kind, bound) => match Version::from_str(bound) {
                Ok(version) => timeline.push((Some(version), kind)),
                Err(_) if reading.odd_bounds_passed_over => {}
                Err(_) => return None,
            },
        }
    }
    Some(timeline)
}
