//! From records to answers.

use std::fs;
use std::thread;

use secws_advisories::{Index, build};
use serde_json::{Value, json};

use crate::compare::assert_same_answers;
use crate::helpers::{Place, ids, options, record, records_in, sample, zip_of_records};

/// An index of the sample.
fn sample_index(place: &Place) -> Index {
    build(&sample(), None, &options(&["PyPI"]), &place.index()).unwrap();
    place.open()
}

/// The only record of a package.
fn only(index: &Index, name: &str) -> Value {
    let records = index.lookup("PyPI", name).unwrap();
    assert_eq!(records.len(), 1, "{name}: {records:?}");
    serde_json::from_str(&records[0]).unwrap()
}

#[test]
fn every_version_is_judged_as_by_the_full_records() {
    let place = Place::new();
    let compared = assert_same_answers(&records_in(&sample()), &sample_index(&place));
    assert_eq!(compared.packages, 15);
    assert!(compared.affected > 100 && compared.comparisons > compared.affected + 50, "{compared:?}");
}

#[test]
fn a_record_keeps_its_facts_in_the_shape_of_osv() {
    let place = Place::new();
    let expected = json!({
        "id": "TEST-2026-0005",
        "modified": "2026-03-01T10:00:00Z",
        "aliases": ["CVE-2026-9999905", "GHSA-test-test-0005"],
        "severity": [{ "type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
        "affected": [{
            "package": { "ecosystem": "PyPI", "name": "jw.util" },
            "ranges": [{ "type": "ECOSYSTEM", "events": [{ "introduced": "0" }, { "fixed": "2.3" }] }],
        }],
        "database_specific": { "severity": "CRITICAL", "cwe_ids": ["CWE-78"] },
    });
    assert_eq!(only(&sample_index(&place), "jw-util"), expected);
}

#[test]
fn names_are_normalised_on_both_sides() {
    let place = Place::new();
    let index = sample_index(&place);
    for name in ["jw.util", "JW_Util", "jw--util", "jw-util"] {
        assert_eq!(ids(&index.lookup("PyPI", name).unwrap()), ["TEST-2026-0005"], "{name}");
    }
    assert!(index.lookup("PyPI", "jwutil").unwrap().is_empty());
}

#[test]
fn unsorted_events_stay_in_their_order() {
    let place = Place::new();
    let record = only(&sample_index(&place), "unsorted");
    let entry = &record["affected"][0];
    let events = json!([{ "introduced": "2.11" }, { "fixed": "2.11.7" }, { "introduced": "0" }, { "fixed": "2.11.6" },
        { "introduced": "2.12" }, { "fixed": "2.12.4" }]);
    assert_eq!(entry["ranges"][0]["events"], events);
    // Listed, but past a fix: the list counts, so these stay.
    assert_eq!(entry["versions"], json!(["2.11.6", "2.11.7", "2.12.4"]));
}

#[test]
fn versions_that_the_ranges_do_not_decide_stay() {
    let place = Place::new();
    let index = sample_index(&place);
    let versions = |name: &str, entry: usize| only(&index, name)["affected"][entry]["versions"].clone();
    assert_eq!(versions("odd-bounds", 0), json!(["2.7", "2.8.0", "2.9.0"]));
    assert_eq!(versions("odd-versions", 0), json!(["0.7.1.fix1", "2.0.0-final", "2013-01-21T20:33:09+0100"]));
    assert_eq!(versions("two-packages", 0), Value::Null);
    assert_eq!(versions("two-packages", 1), json!(["21.0.0", "22.0.0"]));
    assert_eq!(versions("commits", 0), json!(["1.0", "1.1"]));
    assert_eq!(versions("listed-outside", 0), json!(["3.2a1", "4.2a1"]));
    assert_eq!(versions("several-ranges", 0), json!(["1.5", "2.5.post1"]));
}

#[test]
fn a_record_of_two_packages_is_found_by_each_with_its_own_entries() {
    let place = Place::new();
    let index = sample_index(&place);
    let names = |record: &Value| {
        record["affected"].as_array().unwrap().iter().map(|entry| entry["package"]["name"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&only(&index, "two-packages")), ["two-packages", "two_packages"]);
    assert_eq!(names(&only(&index, "other-package")), ["other-package"]);
}

#[test]
fn what_is_no_vulnerability_says_so() {
    let place = Place::new();
    let entry = &only(&sample_index(&place), "limited")["affected"][0];
    assert_eq!(entry["database_specific"], json!({ "informational": "unmaintained" }));
    assert_eq!(entry["severity"], json!([{ "type": "CVSS_V4", "score": "CVSS:4.0/AV:N" }]));
}

#[test]
fn ranges_of_commits_and_withdrawn_records_are_left_out() {
    let place = Place::new();
    let index = sample_index(&place);
    assert_eq!(only(&index, "commits")["affected"][0]["ranges"], Value::Null);
    assert_eq!(ids(&index.lookup("PyPI", "unsorted").unwrap()), ["TEST-2026-0001"]);
    assert_eq!(only(&index, "nothing-to-match")["affected"].as_array().unwrap().len(), 1);
}

#[test]
fn no_prose_and_no_place_of_this_machine_gets_into_an_index() {
    let place = Place::new();
    let index = sample_index(&place);
    for name in ["unsorted", "jw-util", "commits", "nothing-to-match", "limited"] {
        let record = index.lookup("PyPI", name).unwrap().concat();
        for word in ["This text", "Made up", "host.example", "pkg:", "not a class", "Nobody"] {
            assert!(!record.contains(word), "{name}: {word}");
        }
    }
    assert_eq!(index.snapshot("PyPI").unwrap().source, "sample");
    assert!(!format!("{:?}", index.status()).contains(std::path::MAIN_SEPARATOR));
}

#[test]
fn the_snapshot_tells_how_new_and_how_much_and_whose() {
    let place = Place::new();
    let summary = build(&sample(), None, &options(&["PyPI"]), &place.index()).unwrap();
    let index = place.open();
    let snapshot = index.snapshot("PyPI").unwrap();
    // The record dated 2099 does not make the data new.
    assert_eq!(snapshot.modified, "2026-03-05T10:00:00.5Z");
    assert_eq!((snapshot.records, snapshot.packages), (14, 15));
    assert_eq!(snapshot.databases, [("TEST".to_owned(), 14)].into());
    assert_eq!(snapshot.age_in_days("2026-03-15"), Some(10));
    assert_eq!(summary.taken.iter().collect::<Vec<_>>(), [snapshot]);
    assert_eq!((summary.withdrawn, summary.skipped, summary.unrelated), (1, 0, 0));
    assert_eq!(index.status(), [snapshot]);
}

#[test]
fn a_zip_has_a_digest_and_databases_an_attribution() {
    let place = Place::new();
    let zip = zip_of_records(&[record("PYSEC-2026-9999", "PyPI", "a"), record("GHSA-test-test-0001", "PyPI", "b")]);
    let summary = place.build(&zip, &[]).unwrap();
    let snapshot = &summary.taken[0];
    assert_eq!(snapshot.source, "all.zip");
    assert_eq!(snapshot.sha256.as_ref().unwrap().len(), 64);
    assert!(snapshot.attribution.iter().any(|text| text.contains("PyPA") && text.contains("CC-BY 4.0")), "{snapshot:?}");
    assert!(snapshot.attribution.iter().any(|text| text.contains("GitHub")), "{snapshot:?}");
}

#[test]
fn an_ecosystem_without_data_has_no_snapshot() {
    let place = Place::new();
    let index = sample_index(&place);
    assert!(index.snapshot("npm").is_none());
    assert!(index.lookup("npm", "every-version").unwrap().is_empty());
    assert!(index.lookup("pypi", "unsorted").unwrap().is_empty());
}

#[test]
fn other_ecosystems_keep_names_and_versions_as_they_are() {
    let place = Place::new();
    let mut record = record("TEST-1", "crates.io", "Some_Crate");
    record["affected"][0]["versions"] = json!(["1.0.0", "1.0.1"]);
    place.build(&zip_of_records(&[record]), &[]).unwrap();
    let index = place.open();
    let found = index.lookup("crates.io", "Some_Crate").unwrap();
    assert_eq!(serde_json::from_str::<Value>(&found[0]).unwrap()["affected"][0]["versions"], json!(["1.0.0", "1.0.1"]));
    assert!(index.lookup("crates.io", "some-crate").unwrap().is_empty());
}

#[test]
fn the_same_records_give_the_same_bytes() {
    let (one, other) = (Place::new(), Place::new());
    let records: Vec<_> =
        (0..500).map(|number| record(&format!("TEST-{number}"), "PyPI", &format!("package-{number}"))).collect();
    let reversed: Vec<_> = records.iter().rev().cloned().collect();
    for (place, records) in [(&one, &records), (&other, &reversed)] {
        for record in records {
            let name = format!("all/{}.json", record["id"].as_str().unwrap());
            place.write(&name, record.to_string().as_bytes());
        }
        build(&place.path("all"), None, &options(&[]), &place.index()).unwrap();
    }
    assert_eq!(fs::read(one.index()).unwrap(), fs::read(other.index()).unwrap());
    let first = fs::read(one.index()).unwrap();
    build(&one.path("all"), None, &options(&[]), &one.index()).unwrap();
    assert_eq!(fs::read(one.index()).unwrap(), first);
}

#[test]
fn many_packages_and_records_are_all_found() {
    let place = Place::new();
    let records: Vec<_> =
        (0..3000).map(|number| record(&format!("TEST-{number:04}"), "PyPI", &format!("package-{}", number / 2))).collect();
    place.build(&zip_of_records(&records), &[]).unwrap();
    let index = place.open();
    for number in 0..1500 {
        let expected = [format!("TEST-{:04}", 2 * number), format!("TEST-{:04}", 2 * number + 1)];
        assert_eq!(ids(&index.lookup("PyPI", &format!("package-{number}")).unwrap()), expected);
    }
}

#[test]
fn several_threads_may_ask_one_index() {
    let place = Place::new();
    let index = sample_index(&place);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    assert_eq!(index.lookup("PyPI", "locals").unwrap().len(), 1);
                }
            });
        }
    });
}
