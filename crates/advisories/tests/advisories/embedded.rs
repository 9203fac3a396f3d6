//! The snapshot that is built into the binary.

use std::fs;
use std::path::Path;

use secws_advisories::Index;
use serde_json::{Value, json};

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshot"))
}

#[test]
fn it_is_small_and_knows_the_python_packages() {
    assert!(fs::metadata(folder().join("advisories.zip")).unwrap().len() < 1 << 20);
    let index = Index::embedded().unwrap();
    let snapshot = index.snapshot("PyPI").unwrap();
    assert!(snapshot.records > 6000 && snapshot.packages > 1000, "{snapshot:?}");
    assert_eq!(snapshot.source, "osv-pypi.zip");
    assert!(snapshot.age_in_days("2026-07-24").unwrap() <= 1);
    assert!(index.lookup("PyPI", "no-such-package-as-this").unwrap().is_empty());
}

#[test]
fn it_gives_a_known_advisory() {
    let index = Index::embedded().unwrap();
    let records: Vec<Value> =
        index.lookup("PyPI", "Django").unwrap().iter().map(|record| serde_json::from_str(record).unwrap()).collect();
    let record = records.iter().find(|record| record["id"] == "PYSEC-2023-61").unwrap();
    assert_eq!(record["aliases"], json!(["CVE-2023-31047", "GHSA-r3xc-prgr-mg9p"]));
    // Listed, though before the ranges begin.
    assert_eq!(record["affected"][0]["versions"], json!(["3.2a1", "3.2b1", "3.2rc1", "4.2a1", "4.2b1", "4.2rc1"]));
}

#[test]
fn whose_work_it_is_stands_beside_it_and_in_it() {
    let index = Index::embedded().unwrap();
    let page = fs::read_to_string(folder().join("ATTRIBUTION.md")).unwrap();
    for snapshot in index.status() {
        assert!(!snapshot.attribution.is_empty(), "{snapshot:?}");
        let (day, _) = snapshot.modified.split_once('T').unwrap();
        let digest = snapshot.sha256.as_deref().unwrap();
        for part in snapshot.attribution.iter().map(String::as_str).chain([day, digest]) {
            assert!(page.contains(part), "{part}");
        }
    }
}
