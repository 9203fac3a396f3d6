//! Several ecosystems in one index, and several indexes as one.

use secws_advisories::{AdvisoryError, Database, Index, build};
use serde_json::json;

use crate::helpers::{Place, ids, options, record, record_of, zip_of_records};

#[test]
fn an_ecosystem_is_replaced_and_the_others_stay() {
    let place = Place::new();
    place.build(&zip_of_records(&[record("TEST-1", "PyPI", "a"), record("TEST-2", "PyPI", "b")]), &[]).unwrap();
    for (zip, taken, replaced) in [
        (zip_of_records(&[record("TEST-3", "npm", "c")]), "npm", 0),
        (zip_of_records(&[record("TEST-4", "PyPI", "b")]), "PyPI", 2),
    ] {
        let source = place.write("other.zip", &zip);
        let summary = build(&source, Some(&place.open()), &options(&[]), &place.index()).unwrap();
        assert_eq!(summary.taken[0].ecosystem, taken);
        assert_eq!(summary.replaced.iter().map(|snapshot| snapshot.records).sum::<u64>(), replaced);
    }
    let index = place.open();
    assert_eq!(index.status().iter().map(|snapshot| snapshot.ecosystem.as_str()).collect::<Vec<_>>(), ["PyPI", "npm"]);
    assert!(index.lookup("PyPI", "a").unwrap().is_empty());
    assert_eq!(ids(&index.lookup("PyPI", "b").unwrap()), ["TEST-4"]);
    assert_eq!(ids(&index.lookup("npm", "c").unwrap()), ["TEST-3"]);
}

#[test]
fn a_source_about_one_ecosystem_says_nothing_of_those_it_also_names() {
    let place = Place::new();
    let records = [record("TEST-1", "PyPI", "a"), record_of("TEST-2", &[("npm", "b"), ("PyPI", "b")])];
    let summary = place.build(&zip_of_records(&records), &[]).unwrap();
    assert_eq!(summary.taken.iter().map(|snapshot| snapshot.records).collect::<Vec<_>>(), [2]);
    let index = place.open();
    assert!(index.snapshot("npm").is_none());
    assert!(!index.lookup("PyPI", "b").unwrap().concat().contains("npm"));
}

#[test]
fn a_source_about_several_needs_to_be_told_which() {
    let place = Place::new();
    let mixed =
        zip_of_records(&[record("TEST-1", "PyPI", "a"), record("TEST-2", "PyPI", "b"), record("TEST-3", "npm", "b")]);
    let error = place.build(&mixed, &[]).unwrap_err();
    assert!(matches!(error, AdvisoryError::UnclearEcosystem { .. }));
    assert!(error.to_string().contains("PyPI: 2, npm: 1"), "{error}");
    let both = zip_of_records(&[record_of("TEST-1", &[("npm", "b"), ("PyPI", "b")])]);
    assert!(matches!(place.build(&both, &[]), Err(AdvisoryError::UnclearEcosystem { .. })));

    let summary = place.build(&mixed, &["npm"]).unwrap();
    assert_eq!((summary.taken[0].records, summary.unrelated), (1, 2));
    assert_eq!(place.build(&mixed, &["npm", "PyPI", "npm"]).unwrap().taken.len(), 2);
    let error = place.build(&mixed, &["PyPI", "Go"]).unwrap_err();
    assert!(matches!(error, AdvisoryError::Empty { ecosystem: Some(ref name), .. } if name == "Go"), "{error}");
}

/// An index with one record, changed on that day.
fn index(place: &Place, id: &str, ecosystem: &str, day: &str) -> Index {
    let mut record = record(id, ecosystem, "a");
    record["modified"] = json!(format!("{day}T00:00:00Z"));
    place.build(&zip_of_records(&[record]), &[]).unwrap();
    place.open()
}

#[test]
fn of_several_indexes_the_newest_of_each_ecosystem_answers() {
    let places = [Place::new(), Place::new(), Place::new(), Place::new()];
    let database = Database::new(vec![
        index(&places[0], "TEST-1", "PyPI", "2026-02-01"),
        index(&places[1], "TEST-2", "PyPI", "2026-03-01"),
        index(&places[2], "TEST-3", "PyPI", "2026-03-01"),
        index(&places[3], "TEST-4", "npm", "2026-01-01"),
    ]);
    assert_eq!(ids(&database.lookup("PyPI", "A").unwrap()), ["TEST-2"]);
    assert_eq!(ids(&database.lookup("npm", "a").unwrap()), ["TEST-4"]);
    assert!(database.lookup("Go", "a").unwrap().is_empty());
    let status: Vec<_> = database.status().iter().map(|snapshot| snapshot.modified.as_str()).collect();
    assert_eq!(status, ["2026-03-01T00:00:00Z", "2026-01-01T00:00:00Z"]);
    assert!(database.snapshot("Go").is_none());
    assert!(Database::default().status().is_empty());
}
