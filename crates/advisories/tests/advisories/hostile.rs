//! Sources and indexes that are broken, or made to do harm.

use std::fs;

use secws_advisories::{AdvisoryError, Index, Skipped, build};
use serde_json::{Value, json};

use crate::helpers::{Place, TODAY, ids, options, record, zip_of, zip_of_records};

/// Builds from a whole record and these entries; returns what was skipped.
fn skipped(entries: &[(&str, &[u8])]) -> Vec<Skipped> {
    let place = Place::new();
    let whole = record("TEST-1", "PyPI", "a").to_string();
    let second = record("TEST-2", "PyPI", "b").to_string();
    let mut all: Vec<(&str, &[u8])> = vec![("TEST-1.json", whole.as_bytes()), ("TEST-2.json", second.as_bytes())];
    all.extend(entries);
    let summary = place.build(&zip_of(&all), &[]).unwrap();
    assert_eq!(summary.skipped, summary.examples.len() as u64);
    assert_eq!(summary.taken[0].records, 2);
    summary.examples
}

#[test]
fn a_broken_record_is_skipped_and_told() {
    let deep = "[".repeat(100_000);
    for (content, reason) in [
        ("", "no OSV record"),
        ("{", "no OSV record"),
        ("null", "no OSV record"),
        (r#"{"modified":"2026-01-01T00:00:00Z"}"#, "missing field `id`"),
        (r#"{"id":""}"#, "id is none"),
        (r#"{"id":"two words"}"#, "id is none"),
        (r#"{"id":"X-1","affected":[{"package":{"name":"a"}}]}"#, "missing field `ecosystem`"),
        (r#"{"id":"X-1","affected":[{"versions":[1.0]}]}"#, "invalid type"),
        (deep.as_str(), "no OSV record"),
        (&format!(r#"{{"id":"X-1","database_specific":{deep}"#), "no OSV record"),
    ] {
        let found = skipped(&[("broken.json", content.as_bytes())]);
        assert_eq!(found.len(), 1, "{reason}");
        assert!(found[0].name == "broken.json" && found[0].reason.contains(reason), "{found:?}");
    }
    assert_eq!(skipped(&[("latin.json", b"{\"id\":\"\xff\"}")]).len(), 1);
}

#[test]
fn what_is_no_record_by_its_name_is_passed_over() {
    assert!(skipped(&[("README.md", b"# Text"), ("LICENSE", b""), ("folder/", b"")]).is_empty());
}

#[test]
fn a_record_that_unpacks_to_more_than_allowed_is_skipped() {
    let huge = vec![b' '; (8 << 20) + 1];
    let found = skipped(&[("huge.json", &huge)]);
    assert!(found[0].reason.contains("larger than 8388608 bytes"), "{found:?}");
}

#[test]
fn a_second_record_of_an_id_is_told() {
    let again = record("TEST-1", "PyPI", "other").to_string();
    let found = skipped(&[("again.json", again.as_bytes())]);
    assert!(found[0].reason.contains("same id"), "{found:?}");
}

#[test]
fn an_entry_that_lies_about_its_content_is_skipped() {
    let place = Place::new();
    let records: Vec<Value> = (0..3).map(|number| record(&format!("TEST-{number}"), "PyPI", "a")).collect();
    let mut zip = zip_of_records(&records);
    // The first entry's data starts after its header of 30 bytes and its name.
    let data = 30 + "TEST-0.json".len();
    zip[data..data + 8].fill(0xff);
    let summary = place.build(&zip, &[]).unwrap();
    assert_eq!((summary.skipped, summary.taken[0].records), (1, 2));
    assert_eq!(summary.examples[0].name, "TEST-0.json");
}

#[test]
fn names_from_a_source_are_escaped_before_they_are_told() {
    let found = skipped(&[("\u{1b}[31m.json", b"{"), (&format!("{}.json", "n".repeat(500)), b"{")]);
    assert_eq!(found[0].name, "\\u{1b}[31m.json");
    assert!(found[1].name.chars().count() <= 101, "{found:?}");
}

#[test]
fn a_source_without_advisories_replaces_nothing() {
    let place = Place::new();
    place.build(&zip_of_records(&[record("TEST-1", "PyPI", "a")]), &[]).unwrap();
    let before = fs::read(place.index()).unwrap();
    let mut withdrawn = record("TEST-2", "PyPI", "a");
    withdrawn["withdrawn"] = json!("2026-01-01T00:00:00Z");
    for zip in [zip_of(&[]), zip_of(&[("a.txt", b"")]), zip_of_records(&[withdrawn]), zip_of(&[("a.json", b"{}")])] {
        let error = place.build(&zip, &[]).unwrap_err();
        assert!(matches!(error, AdvisoryError::Empty { .. }), "{error}");
        assert!(matches!(place.build(&zip, &["PyPI"]), Err(AdvisoryError::Empty { .. })));
    }
    fs::create_dir(place.path("empty")).unwrap();
    let error = build(&place.path("empty"), None, &options(&[]), &place.index()).unwrap_err();
    assert!(error.to_string().contains("`empty` holds no advisory"), "{error}");
    assert_eq!(fs::read(place.index()).unwrap(), before);
}

#[test]
fn a_mostly_broken_source_replaces_nothing() {
    let place = Place::new();
    let whole = record("TEST-1", "PyPI", "a").to_string();
    let zip = zip_of(&[("a.json", whole.as_bytes()), ("b.json", b"{"), ("c.json", b"{")]);
    let error = place.build(&zip, &[]).unwrap_err();
    assert!(matches!(error, AdvisoryError::MostlyBroken { skipped: 2, kept: 1, .. }), "{error}");
    assert!(error.to_string().contains("`b.json`"), "{error}");
    assert!(!place.index().exists());
}

#[test]
fn what_is_no_zip_or_is_cut_is_an_error() {
    let place = Place::new();
    let zip = zip_of_records(&[record("TEST-1", "PyPI", "a")]);
    for content in [&b""[..], b"PK", b"no zip at all", &zip[..zip.len() - 10], &zip[..zip.len() / 2]] {
        let error = place.build(content, &[]).unwrap_err();
        assert!(matches!(error, AdvisoryError::Source { .. }), "{error}");
        assert!(error.to_string().contains("`all.zip`"), "{error}");
    }
    assert!(matches!(
        build(&place.path("absent.zip"), None, &options(&[]), &place.index()),
        Err(AdvisoryError::Source { .. })
    ));
}

#[test]
fn a_directory_that_claims_more_than_the_file_holds_is_an_error() {
    let place = Place::new();
    let mut zip = zip_of_records(&[record("TEST-1", "PyPI", "a")]);
    // Both counts of entries in the end record, which is the last 22 bytes.
    let end = zip.len() - 22;
    zip[end + 8..end + 12].fill(0xfe);
    assert!(matches!(place.build(&zip, &[]), Err(AdvisoryError::Source { .. })));
    fs::write(place.index(), &zip).unwrap();
    assert!(matches!(Index::open(&place.index()), Err(AdvisoryError::Broken { .. })));
}

#[test]
fn an_ecosystem_cannot_name_a_place() {
    let place = Place::new();
    let zip = zip_of_records(&[record("TEST-1", "../PyPI", "a")]);
    for asked in [&[][..], &["../PyPI"]] {
        assert!(matches!(place.build(&zip, asked), Err(AdvisoryError::EcosystemName { .. })));
    }
}

#[test]
fn a_package_may_have_any_name() {
    let place = Place::new();
    let names = ["", "../../x", "\"quoted\"", "\u{0}", "ñandú", "a\nb"];
    let records: Vec<_> =
        names.iter().zip(0..).map(|(name, number)| record(&format!("TEST-{number}"), "npm", name)).collect();
    place.build(&zip_of_records(&records), &[]).unwrap();
    let index = place.open();
    for (name, number) in names.iter().zip(0..) {
        assert_eq!(ids(&index.lookup("npm", name).unwrap()), [format!("TEST-{number}")], "{name:?}");
    }
}

#[test]
fn data_without_a_date_is_refused() {
    let place = Place::new();
    for modified in [json!("2026-07-24T00:00:00Z"), json!("yesterday"), Value::Null] {
        let mut record = record("TEST-1", "PyPI", "a");
        record["modified"] = modified;
        let error = place.build(&zip_of_records(&[record]), &[]).unwrap_err();
        assert!(matches!(error, AdvisoryError::Undated { .. }), "{error}");
        assert!(error.to_string().contains(TODAY), "{error}");
    }
    let mut options = options(&[]);
    for today in ["", "today", "2026-13-01"] {
        options.today = today.to_owned();
        assert!(matches!(build(&place.path("all.zip"), None, &options, &place.index()), Err(AdvisoryError::Today { .. })));
    }
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_not_followed() {
    let place = Place::new();
    place.write("all/TEST-1.json", record("TEST-1", "PyPI", "a").to_string().as_bytes());
    place.write("elsewhere/TEST-2.json", record("TEST-2", "PyPI", "b").to_string().as_bytes());
    std::os::unix::fs::symlink(place.path("all"), place.path("all/circle")).unwrap();
    std::os::unix::fs::symlink(place.path("elsewhere/TEST-2.json"), place.path("all/TEST-2.json")).unwrap();
    let summary = build(&place.path("all"), None, &options(&[]), &place.index()).unwrap();
    assert_eq!(summary.taken[0].records, 1);
}

#[test]
fn a_folder_nested_too_deep_is_an_error() {
    let place = Place::new();
    let path = format!("all/{}TEST-1.json", "d/".repeat(40));
    place.write(&path, record("TEST-1", "PyPI", "a").to_string().as_bytes());
    assert!(matches!(build(&place.path("all"), None, &options(&[]), &place.index()), Err(AdvisoryError::TooLarge { .. })));
}

/// An index with one record, its entries changed by `change`.
fn changed(place: &Place, change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) {
    place.build(&zip_of_records(&[record("TEST-1", "PyPI", "a")]), &[]).unwrap();
    let mut archive = zip::ZipArchive::new(fs::File::open(place.index()).unwrap()).unwrap();
    let mut entries = Vec::new();
    for position in 0..archive.len() {
        let mut entry = archive.by_index(position).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        std::io::copy(&mut entry, &mut content).unwrap();
        entries.extend(change(&name, content).map(|content| (name, content)));
    }
    let entries: Vec<_> = entries.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    fs::write(place.index(), zip_of(&entries)).unwrap();
}

fn assert_broken(result: Result<impl std::fmt::Debug, AdvisoryError>, place: &Place, reason: &str) {
    let error = result.unwrap_err();
    assert!(matches!(error, AdvisoryError::Broken { .. }), "{error}");
    for part in [&place.index().display().to_string(), "`secws db update`", reason] {
        assert!(error.to_string().contains(part), "{part} in {error}");
    }
}

#[test]
fn a_broken_index_is_named_with_the_cure() {
    let place = Place::new();
    place.build(&zip_of_records(&[record("TEST-1", "PyPI", "a")]), &[]).unwrap();
    let whole = fs::read(place.index()).unwrap();
    for content in [&b""[..], b"text", &whole[..whole.len() - 1], &whole[..whole.len() / 2], &whole[whole.len() / 2..]] {
        fs::write(place.index(), content).unwrap();
        assert_broken(Index::open(&place.index()), &place, "");
    }
    fs::remove_file(place.index()).unwrap();
    let error = Index::open(&place.index()).unwrap_err();
    assert!(matches!(error, AdvisoryError::Missing { .. }) && error.to_string().contains("secws db update"), "{error}");
}

#[test]
fn an_index_of_another_format_is_named_with_the_cure() {
    let place = Place::new();
    for (from, to, reason) in [
        ("\"format\": 1", "\"format\": 2", "format 2"),
        ("\"format\": 1", "\"other\": 1", "snapshot.json"),
        ("\"buckets\": 1", "\"buckets\": 0", "impossible"),
        ("\"buckets\": 1", "\"buckets\": 4000000000", "impossible"),
        ("\"ecosystem\": \"PyPI\"", "\"ecosystem\": \"../x\"", "impossible"),
    ] {
        changed(&place, |name, content| {
            let text = String::from_utf8(content).unwrap();
            Some(if name == "snapshot.json" { text.replace(from, to) } else { text }.into_bytes())
        });
        assert_broken(Index::open(&place.index()), &place, reason);
    }
    changed(&place, |name, content| (name != "snapshot.json").then_some(content));
    assert_broken(Index::open(&place.index()), &place, "snapshot.json");
}

#[test]
fn a_missing_or_broken_bucket_is_no_absence_of_advisories() {
    let place = Place::new();
    changed(&place, |name, content| (name == "snapshot.json").then_some(content));
    assert_broken(place.open().lookup("PyPI", "a"), &place, "PyPI/0000.json");
    changed(&place, |name, content| Some(if name == "snapshot.json" { content } else { b"{\"a\":[".to_vec() }));
    assert_broken(place.open().lookup("PyPI", "a"), &place, "PyPI/0000.json");
    assert_broken(place.open().lookup("PyPI", "b"), &place, "PyPI/0000.json");
}

#[test]
fn no_changed_byte_makes_an_index_answer_wrongly() {
    let place = Place::new();
    place.build(&zip_of_records(&[record("TEST-1", "PyPI", "a")]), &[]).unwrap();
    let whole = fs::read(place.index()).unwrap();
    let expected = place.open().lookup("PyPI", "a").unwrap();
    let mut refused = 0;
    for (position, flip) in (0..whole.len()).flat_map(|position| [0x01, 0x80, 0xff].map(|flip| (position, flip))) {
        let mut changed = whole.clone();
        changed[position] ^= flip;
        fs::write(place.index(), &changed).unwrap();
        match Index::open(&place.index()).and_then(|index| index.lookup("PyPI", "a")) {
            Ok(found) => assert_eq!(found, expected, "byte {position} ^ {flip}"),
            Err(error) => {
                assert!(matches!(error, AdvisoryError::Broken { .. }), "{error}");
                refused += 1;
            }
        }
    }
    assert!(refused > whole.len(), "{refused} of {}", 3 * whole.len());
}

#[test]
fn no_changed_byte_of_a_source_is_more_than_an_error() {
    let place = Place::new();
    let whole = zip_of_records(&[record("TEST-1", "PyPI", "a"), record("TEST-2", "PyPI", "b")]);
    for position in 0..whole.len() {
        let mut changed = whole.clone();
        changed[position] ^= 0x81;
        if let Ok(summary) = place.build(&changed, &[]) {
            assert!(place.open().status().iter().all(|snapshot| snapshot.records > 0), "{summary:?}");
        }
    }
}
