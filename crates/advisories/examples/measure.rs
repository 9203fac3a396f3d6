//! Builds an index of a source and tells its size, how fast it answers, and whether it says of every version what the full
//! records say: `cargo run --release --package secws-advisories --example measure -- all.zip`.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for us, not for users")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, Instant};

use compare::assert_same_answers;
use secws_advisories::{Index, snapshot};
use serde_json::Value;
use zip::ZipArchive;

#[path = "../tests/advisories/compare.rs"]
mod compare;
#[path = "../tests/advisories/evaluate.rs"]
mod evaluate;

fn main() {
    let source = std::env::args_os().nth(1).unwrap();
    let source = Path::new(&source);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("advisories.zip");
    let start = Instant::now();
    let summary = snapshot::make(source, &path).unwrap();
    println!("built in {:?}: {summary:#?}", start.elapsed());
    println!("size: {} bytes", fs::metadata(&path).unwrap().len());
    measure(&path, "PyPI");
    println!("all equal: {:?}", assert_same_answers(&records(source), &Index::open(&path).unwrap()));
}

/// Opening, and look-ups of every package: the first of each bucket, and those after.
fn measure(path: &Path, ecosystem: &str) {
    let opening = best(100, || drop(Index::open(path).unwrap()));
    println!("open: {opening:?}");
    let names = names(path, ecosystem);
    let mut first: Vec<(Duration, &str)> = names
        .iter()
        .map(|name| {
            let index = Index::open(path).unwrap();
            (best(1, || drop(index.lookup(ecosystem, name).unwrap())), name.as_str())
        })
        .collect();
    first.sort_unstable();
    let worst: Vec<_> = first.iter().rev().take(5).collect();
    println!("first look-up: median {:?}, worst {worst:?}", first[first.len() / 2].0);
    let index = Index::open(path).unwrap();
    let all = best(1, || names.iter().for_each(|name| drop(index.lookup(ecosystem, name).unwrap())));
    println!("all {} packages from cold: {all:?}", names.len());
    let again = best(10, || names.iter().for_each(|name| drop(index.lookup(ecosystem, name).unwrap())));
    println!("all again: {again:?}");
}

fn best(times: u32, run: impl Fn()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..times).map(time).min().unwrap()
}

/// The packages of an index, out of its entries.
fn names(path: &Path, ecosystem: &str) -> Vec<String> {
    let mut archive = ZipArchive::new(File::open(path).unwrap()).unwrap();
    let prefix = format!("{ecosystem}/");
    let mut names = Vec::new();
    for position in 0..archive.len() {
        let entry = archive.by_index(position).unwrap();
        if entry.name().unwrap().starts_with(&prefix) {
            let bucket: BTreeMap<String, Value> = serde_json::from_reader(entry).unwrap();
            names.extend(bucket.into_keys());
        }
    }
    names
}

fn records(source: &Path) -> Vec<Value> {
    let mut archive = ZipArchive::new(File::open(source).unwrap()).unwrap();
    (0..archive.len()).map(|position| serde_json::from_reader(archive.by_index(position).unwrap()).unwrap()).collect()
}
