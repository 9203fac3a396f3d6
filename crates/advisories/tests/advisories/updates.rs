//! Updates from the network, a file and a folder; and that a failed one changes nothing.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use secws_advisories::{AdvisoryError, PYPI_URL, Source, Summary, default_url, update};

use crate::helpers::{Place, ids, options, record, zip_of, zip_of_records};

/// Serves `content` to one request. Returns the URL of `all.zip`, with a query.
fn serve(status: &'static str, content: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut head = [0; 4096];
        assert!(stream.read(&mut head).unwrap() > 0);
        write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", content.len()).unwrap();
        stream.write_all(&content).unwrap();
    });
    format!("http://127.0.0.1:{port}/PyPI/all.zip?key=hidden")
}

fn update_from(source: &str, place: &Place) -> Result<Summary, AdvisoryError> {
    update(&Source::of(source).unwrap(), &options(&[]), &place.path("data/advisories.zip"))
}

fn open(place: &Place) -> secws_advisories::Index {
    secws_advisories::Index::open(&place.path("data/advisories.zip")).unwrap()
}

#[test]
fn an_update_from_the_network_makes_the_index_and_leaves_nothing_else() {
    let place = Place::new();
    let url = serve("200 OK", zip_of_records(&[record("TEST-1", "PyPI", "a")]));
    let summary = update_from(&url, &place).unwrap();
    assert_eq!(summary.lost, None);
    let index = open(&place);
    assert_eq!(ids(&index.lookup("PyPI", "a").unwrap()), ["TEST-1"]);
    let snapshot = index.snapshot("PyPI").unwrap();
    assert!(snapshot.source.ends_with("/PyPI/all.zip?***") && snapshot.sha256.is_some(), "{snapshot:?}");
    assert_eq!(fs::read_dir(place.path("data")).unwrap().count(), 1);
}

#[test]
fn a_failed_update_leaves_the_index_and_nothing_else() {
    let place = Place::new();
    let source = place.write("all.zip", &zip_of_records(&[record("TEST-1", "PyPI", "a")]));
    update_from(source.to_str().unwrap(), &place).unwrap();
    let before = fs::read(place.path("data/advisories.zip")).unwrap();
    let error = update_from(&serve("404 Not Found", Vec::new()), &place).unwrap_err();
    assert!(matches!(error, AdvisoryError::Download(_)) && !error.to_string().contains("hidden"), "{error}");
    for content in [b"<html>".to_vec(), zip_of(&[]), zip_of_records(&[record("TEST-2", "PyPI", "b")])[..100].to_vec()] {
        let error = update_from(&serve("200 OK", content), &place).unwrap_err();
        assert!(!error.to_string().contains("hidden"), "{error}");
    }
    assert_eq!(fs::read(place.path("data/advisories.zip")).unwrap(), before);
    assert_eq!(fs::read_dir(place.path("data")).unwrap().count(), 1);
}

#[test]
fn an_update_keeps_the_other_ecosystems() {
    let place = Place::new();
    place.write("folder/TEST-1.json", record("TEST-1", "PyPI", "a").to_string().as_bytes());
    update_from(place.path("folder").to_str().unwrap(), &place).unwrap();
    let source = place.write("npm.zip", &zip_of_records(&[record("TEST-2", "npm", "a")]));
    update_from(source.to_str().unwrap(), &place).unwrap();
    let index = open(&place);
    assert_eq!(ids(&index.lookup("PyPI", "a").unwrap()), ["TEST-1"]);
    assert_eq!(ids(&index.lookup("npm", "a").unwrap()), ["TEST-2"]);
}

#[test]
fn a_broken_index_is_replaced_and_the_loss_told() {
    let place = Place::new();
    place.write("data/advisories.zip", b"broken");
    let source = place.write("all.zip", &zip_of_records(&[record("TEST-1", "PyPI", "a")]));
    let summary = update_from(source.to_str().unwrap(), &place).unwrap();
    assert!(summary.lost.is_some());
    assert_eq!(ids(&open(&place).lookup("PyPI", "a").unwrap()), ["TEST-1"]);

    // One whose other ecosystem cannot be carried over.
    let manifest = br#"{"format":1,"ecosystems":[{"ecosystem":"npm","modified":"2026-01-01T00:00:00Z","records":1,
        "packages":1,"source":"x","databases":{},"buckets":1}]}"#;
    place.write("data/advisories.zip", &zip_of(&[("snapshot.json", manifest)]));
    let summary = update_from(source.to_str().unwrap(), &place).unwrap();
    assert!(summary.lost.unwrap().contains("npm/0000.json"));
    assert!(open(&place).snapshot("npm").is_none());
}

#[test]
fn an_index_in_use_goes_on_answering_while_it_is_replaced() {
    let place = Place::new();
    let source = place.write("all.zip", &zip_of_records(&[record("TEST-1", "PyPI", "a")]));
    update_from(source.to_str().unwrap(), &place).unwrap();
    let index = open(&place);
    place.write("all.zip", &zip_of_records(&[record("TEST-2", "PyPI", "a")]));
    update_from(source.to_str().unwrap(), &place).unwrap();
    assert_eq!(ids(&index.lookup("PyPI", "a").unwrap()), ["TEST-1"]);
    assert_eq!(ids(&open(&place).lookup("PyPI", "a").unwrap()), ["TEST-2"]);
}

#[test]
fn an_index_that_cannot_be_written_is_an_error_that_names_it() {
    let place = Place::new();
    let source = place.write("all.zip", &zip_of_records(&[record("TEST-1", "PyPI", "a")]));
    // A file where the folder should be.
    place.write("data", b"");
    let error = update_from(source.to_str().unwrap(), &place).unwrap_err();
    assert!(matches!(error, AdvisoryError::Write { .. } | AdvisoryError::Broken { .. }), "{error}");
    assert!(error.to_string().contains("advisories.zip"), "{error}");
    assert_eq!(place.names(), ["all.zip", "data"]);
}

#[test]
fn a_word_names_an_address_a_folder_or_a_file() {
    let place = Place::new();
    assert!(matches!(Source::of(PYPI_URL).unwrap(), Source::Url(_)));
    assert!(matches!(Source::of(place.path("").to_str().unwrap()).unwrap(), Source::Folder(_)));
    assert!(matches!(Source::of("all.zip").unwrap(), Source::File(_)));
    assert!(matches!(Source::of("http://host.example/all.zip"), Err(AdvisoryError::Download(_))));
    assert_eq!(default_url("PyPI"), PYPI_URL);
    assert!(default_url("GitHub Actions").ends_with("/GitHub%20Actions/all.zip"));
}
