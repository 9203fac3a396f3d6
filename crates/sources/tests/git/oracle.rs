//! The history against one that is worked out by hand from what git says, over repositories made at random.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use proptest::prelude::*;

use crate::support::{Repository, history};

const PATHS: [&str; 6] = ["a", "a-b", "d/a", "d/e/a", "d/e/b", "f/a"];

/// A commit: its parents as steps back, its date, and the content of each path, if any.
type Planned = (Vec<usize>, u32, Vec<Option<u8>>);

fn commits() -> impl Strategy<Value = Vec<Planned>> {
    let files = prop::collection::vec(prop::option::weighted(0.6, 0..6_u8), PATHS.len());
    prop::collection::vec((prop::collection::vec(1..5_usize, 0..4), 0..1_000_u32, files), 2..14)
}

/// Makes them, and gives their ids.
fn import(repository: &Repository, planned: &[Planned]) -> Vec<String> {
    let mut script = String::new();
    for (place, (steps, date, files)) in planned.iter().enumerate() {
        let parents: BTreeSet<usize> = steps.iter().filter_map(|step| place.checked_sub(*step)).collect();
        let who = format!("t <t@example.com> {date} +0000");
        writeln!(script, "reset refs/heads/b{place}\ncommit refs/heads/b{place}\nmark :{}", place + 1).unwrap();
        // The author's date is another, so that none is taken for the other.
        writeln!(script, "author t <t@example.com> {} +0000\ncommitter {who}\ndata 1\n{}", 5_000 - date, place % 10)
            .unwrap();
        for (nth, parent) in parents.iter().enumerate() {
            writeln!(script, "{} :{}", if nth == 0 { "from" } else { "merge" }, parent + 1).unwrap();
        }
        writeln!(script, "deleteall").unwrap();
        for (path, content) in PATHS.iter().zip(files) {
            if let Some(content) = content {
                writeln!(script, "M 100644 inline {path}\ndata 1\n{content}").unwrap();
            }
        }
    }
    let mut import = Command::new("git")
        .current_dir(repository.path())
        .args(["fast-import", "--quiet"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    import.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    assert!(import.wait().unwrap().success(), "{script}");
    (0..planned.len()).map(|place| repository.git(&["rev-parse", &format!("b{place}")])).collect()
}

/// The blobs of a commit, and their paths.
type Blobs = BTreeMap<String, BTreeSet<String>>;

/// What git names the blobs whose one byte is a digit: `printf 0 | git hash-object --stdin`, and so on.
const BLOBS: [&str; 6] = [
    "c227083464fb9af8955c90d2924774ee50abb547",
    "56a6051ca2b02b04ef92d5150c9ef600403cb1de",
    "d8263ee9860594d2806b0dfd1bfd17528b0ba2a4",
    "e440e5c842586965a7fb77deda2eca68612b1f53",
    "bf0d87ab1b2b0ec1a11a3973d2845b42413d9767",
    "7813681f5b41c028345ca62a2be376bae70b7f61",
];

/// What git says of a repository.
struct Oracle<'a> {
    repository: &'a Repository,
    trees: BTreeMap<String, Blobs>,
}

impl<'a> Oracle<'a> {
    fn of(repository: &'a Repository, commits: &[String]) -> Self {
        let tree = |commit: &String| {
            let mut blobs = Blobs::new();
            for line in repository.git(&["ls-tree", "-r", commit]).lines() {
                let (entry, path) = line.split_once('\t').unwrap();
                blobs.entry(entry.rsplit(' ').next().unwrap().to_owned()).or_default().insert(path.to_owned());
            }
            (commit.clone(), blobs)
        };
        Oracle { repository, trees: commits.iter().map(tree).collect() }
    }

    /// Path, commit and date of each blob.
    fn history(&self, range: &str) -> BTreeSet<(String, String, String)> {
        let log = self.repository.git(&["log", "--format=%H %ct %aI %P", range]);
        let mut left: BTreeMap<String, (u32, String, Vec<String>)> = BTreeMap::new();
        for line in log.lines() {
            let mut words = line.split_whitespace().map(str::to_owned);
            let id = words.next().unwrap();
            left.insert(id, (words.next().unwrap().parse().unwrap(), words.next().unwrap(), words.collect()));
        }
        let parents = left.values().flat_map(|(.., parents)| parents);
        let before: BTreeSet<String> = parents.filter(|parent| !left.contains_key(*parent)).cloned().collect();
        let mut known: BTreeSet<String> = before.iter().flat_map(|commit| self.trees[commit].keys().cloned()).collect();
        let mut found = BTreeSet::new();
        while !left.is_empty() {
            let ready = left.iter().filter(|(_, (.., parents))| parents.iter().all(|parent| !left.contains_key(parent)));
            let next = ready.min_by_key(|(id, (time, ..))| (*time, (*id).clone())).unwrap().0.clone();
            let (_, date, _) = left.remove(&next).unwrap();
            for (blob, paths) in &self.trees[&next] {
                if known.insert(blob.clone()) {
                    found.insert((paths.first().unwrap().clone(), next.clone(), date.clone()));
                }
            }
        }
        found
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_history_is_what_git_says(planned in commits(), from in 0..14_usize, to in 0..14_usize) {
        let repository = Repository::new();
        let ids = import(&repository, &planned);
        let (from, to) = (&ids[from % ids.len()], &ids[to % ids.len()]);
        repository.git(&["update-ref", "refs/heads/main", to]);
        let oracle = Oracle::of(&repository, &ids);
        for range in [to.clone(), format!("{from}..{to}"), format!("{from}...{to}")] {
            let found = history(&repository.root(), Some(&range));
            for (path, text, commit) in &found {
                let blob = oracle.trees[&commit.id].iter().find(|(_, paths)| paths.contains(path)).unwrap().0;
                prop_assert_eq!(blob, BLOBS[text.parse::<usize>().unwrap()]);
                prop_assert_eq!(oracle.trees[to].contains_key(blob), commit.in_head);
            }
            let found: BTreeSet<_> = found.into_iter().map(|(path, _, commit)| (path, commit.id, commit.date)).collect();
            prop_assert_eq!(found, oracle.history(&range), "{}", range);
        }
    }
}
