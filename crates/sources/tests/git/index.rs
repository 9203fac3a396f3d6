//! The index.

use std::fs;
use std::path::Path;

use secws_model::{NotificationKind, Origin, RepoPath};
use secws_sources::{GitError, Index, Root, Source};

use crate::support::{Repository, text};

fn listed(root: &Root, file: Option<&Path>) -> Vec<(String, String)> {
    let listing = Index::open(root, file).unwrap().list();
    assert!(listing.notifications.is_empty(), "{:?}", listing.notifications);
    assert!(listing.inputs.iter().all(|input| input.origin == Origin::Tree { tracked: true }));
    listing.inputs.iter().map(|input| (input.path.to_string(), text(input))).collect()
}

fn pair(path: &str, text: &str) -> (String, String) {
    (path.to_owned(), text.to_owned())
}

#[test]
fn what_is_staged_counts_not_what_is_in_the_file() {
    let repository = Repository::new();
    repository.write("a", "staged");
    repository.write("folder/b", "gone");
    repository.git(&["add", "-A"]);
    repository.write("a", "not staged");
    repository.write("untracked", "x");
    fs::remove_file(repository.path().join("folder/b")).unwrap();
    assert_eq!(listed(&repository.root(), None), [pair("a", "staged"), pair("folder/b", "gone")]);
    let index = Index::open(&repository.root(), None).unwrap();
    assert_eq!(text(&index.find(&RepoPath::new("folder/b")).unwrap()), "gone");
    assert!(index.find(&RepoPath::new("untracked")).is_none());
    let id = repository.git(&["rev-parse", ":a"]);
    assert_eq!(index.find(&RepoPath::new("a")).unwrap().blob(), Some(&*id));
}

#[test]
fn an_index_of_its_own() {
    let repository = Repository::new();
    repository.write("a", "a");
    repository.git(&["add", "a"]);
    fs::copy(repository.path().join(".git/index"), repository.path().join(".git/next")).unwrap();
    repository.write("b", "b");
    repository.git(&["add", "b"]);
    assert_eq!(listed(&repository.root(), Some(Path::new(".git/next"))), [pair("a", "a")]);
    assert!(Index::open(&repository.root(), Some(Path::new("nowhere"))).is_err());
}

#[test]
fn only_what_is_named() {
    let repository = Repository::new();
    for path in ["src/a", "src-not/b", "c"] {
        repository.write(path, path);
    }
    repository.git(&["add", "-A"]);
    let root = Root::of(&[repository.path().join("src"), repository.path().join("c")]).unwrap();
    assert_eq!(listed(&root, None), [pair("c", "c"), pair("src/a", "src/a")]);
}

#[cfg(unix)]
#[test]
fn neither_links_submodules_nor_files_that_are_only_meant() {
    let repository = Repository::new();
    repository.write("a", "a");
    std::os::unix::fs::symlink("a", repository.path().join("link")).unwrap();
    let first = repository.commit(1);
    repository.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{first},module")]);
    repository.write("meant", "x");
    repository.git(&["add", "--intent-to-add", "meant"]);
    assert_eq!(listed(&repository.root(), None), [pair("a", "a")]);
}

#[test]
fn a_conflict_is_told() {
    let repository = Repository::new();
    repository.write("a", "base");
    repository.commit(1);
    repository.git(&["checkout", "-q", "-b", "side"]);
    repository.write("a", "side");
    repository.commit(2);
    repository.git(&["checkout", "-q", "main"]);
    repository.write("a", "main");
    repository.write("b", "b");
    repository.commit(3);
    // It fails, as it should.
    repository.git(&["-c", "alias.m=!git merge -q side >/dev/null || true", "m"]);
    let listing = Index::open(&repository.root(), None).unwrap().list();
    assert_eq!(listing.inputs.iter().map(text).collect::<Vec<_>>(), ["b"]);
    assert_eq!(listing.notifications.len(), 1);
    let notification = &listing.notifications[0];
    assert_eq!(notification.kind, NotificationKind::UnreadableInput);
    assert_eq!(notification.place.as_ref().unwrap().path.as_str(), "a");
}

#[test]
fn folders_of_a_sparse_index_are_read_too() {
    let repository = Repository::new();
    for path in ["in/a", "out/b", "out/deep/c"] {
        repository.write(path, path);
    }
    repository.commit(1);
    repository.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "in"]);
    assert!(!repository.path().join("out").exists());
    assert_eq!(listed(&repository.root(), None), ["in/a", "out/b", "out/deep/c"].map(|path| pair(path, path)));
}

#[test]
fn a_split_index_is_one() {
    let repository = Repository::new();
    repository.write("a", "a");
    repository.git(&["add", "-A"]);
    repository.git(&["update-index", "--split-index"]);
    repository.write("b", "b");
    repository.git(&["add", "-A"]);
    assert_eq!(listed(&repository.root(), None), [pair("a", "a"), pair("b", "b")]);
}

#[test]
fn no_repository_and_a_broken_index_are_errors() {
    let folder = Repository::empty_folder();
    let error = Index::open(&folder.root(), None).unwrap_err();
    assert!(matches!(error, GitError::NoRepository(_)), "{error}");
    let repository = Repository::new();
    assert!(listed(&repository.root(), None).is_empty(), "nothing is staged yet");
    fs::write(repository.path().join(".git/index"), "no index").unwrap();
    let error = Index::open(&repository.root(), None).unwrap_err().to_string();
    assert!(error.starts_with("Git's index cannot be read: "), "{error}");
}
