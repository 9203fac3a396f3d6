//! Files of other commits.

use secws_sources::{CommitTree, GitError};

use crate::support::Repository;

#[test]
fn files_are_read_as_the_commit_has_them() {
    let repository = Repository::new();
    repository.write("folder/a", "old");
    let first = repository.commit(1);
    repository.write("folder/a", "new");
    repository.commit(2);
    let tree = CommitTree::open(&repository.root(), "HEAD~1").unwrap();
    assert_eq!(tree.id(), first);
    assert_eq!(tree.read("folder/a").unwrap().unwrap(), b"old");
    for path in ["folder/b", "b", "folder/a/b", "", "../a", "/folder/a"] {
        assert_eq!(tree.read(path).unwrap(), None, "{path}");
    }
    let error = tree.read("folder").unwrap_err();
    assert_eq!(error.to_string(), format!("`folder` of commit {first} is no regular file"));
}

#[test]
fn the_merge_base_is_the_one_that_git_names() {
    let repository = Repository::new();
    repository.write("base", "base");
    let base = repository.commit(1);
    repository.git(&["checkout", "-q", "-b", "side"]);
    repository.write("side", "side");
    let side = repository.commit(2);
    repository.git(&["checkout", "-q", "main"]);
    repository.write("main", "main");
    let main = repository.commit(3);
    assert_eq!(CommitTree::merge_base(&repository.root(), "side").unwrap().id(), base);
    assert_eq!(CommitTree::merge_base(&repository.root(), "HEAD~1").unwrap().id(), base, "an ancestor is the base itself");
    // Criss-cross: both tips are merges of the same two commits.
    repository.git(&["merge", "-q", "-m", "x", &side]);
    repository.git(&["checkout", "-q", "side"]);
    repository.git(&["merge", "-q", "-m", "x", &main]);
    repository.write("more", "more");
    repository.commit(4);
    let all = repository.git(&["merge-base", "--all", "main", "HEAD"]);
    assert_eq!(all.lines().count(), 2, "{all}");
    let of_git = repository.git(&["merge-base", "main", "HEAD"]);
    assert_eq!(CommitTree::merge_base(&repository.root(), "main").unwrap().id(), of_git);
}

#[test]
fn errors_say_what_to_do() {
    let repository = Repository::new();
    let error = CommitTree::open(&repository.root(), "main").unwrap_err();
    assert!(matches!(error, GitError::UnknownReference { .. }), "{error}");
    let error = CommitTree::merge_base(&repository.root(), "main").unwrap_err();
    assert!(matches!(error, GitError::NoCommit), "{error}");
    repository.write("a", "a");
    repository.commit(1);
    repository.git(&["checkout", "-q", "--orphan", "other"]);
    repository.commit(2);
    let error = CommitTree::merge_base(&repository.root(), "main").unwrap_err();
    assert!(matches!(error, GitError::Unrelated(_)), "{error}");
    for bad in ["-main", "", "a\nb"] {
        let error = CommitTree::open(&repository.root(), bad).unwrap_err();
        assert!(matches!(error, GitError::BadReference(_)), "{error}");
    }
    let error = CommitTree::open(&repository.root(), "HEAD:a").unwrap_err();
    assert!(matches!(error, GitError::UnknownReference { .. }), "a blob is no commit: {error}");
}

#[test]
fn a_base_that_a_shallow_clone_does_not_have() {
    let origin = Repository::new();
    origin.write("a", "a");
    origin.commit(1);
    origin.git(&["checkout", "-q", "-b", "side"]);
    origin.write("b", "b");
    origin.commit(2);
    origin.git(&["checkout", "-q", "main"]);
    origin.write("c", "c");
    origin.commit(3);
    let clone = Repository::empty_folder();
    let url = format!("file://{}", origin.path().display());
    clone.git(&["clone", "-q", "--depth=1", "--no-single-branch", &url, "."]);
    let error = CommitTree::merge_base(&clone.root(), "origin/side").unwrap_err();
    assert!(matches!(error, GitError::Shallow(_)), "{error}");
    assert!(error.to_string().contains("git fetch --unshallow"), "{error}");
}
