//! What changed.

use std::fs;

use secws_model::RepoPath;
use secws_sources::{Changes, GitError};

use crate::support::Repository;

/// The lines of a file that changed, from 1.
fn lines(changes: &Changes, path: &str, text: &str) -> Vec<u32> {
    let count = u32::try_from(text.lines().count()).unwrap();
    let path = RepoPath::new(path);
    (1..=count).filter(|&line| changes.touches(&path, text.as_bytes(), line..=line)).collect()
}

const TEXT: &str = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n";

fn with_base() -> Repository {
    let repository = Repository::new();
    repository.write("a", TEXT);
    repository.write("same", TEXT);
    repository.commit(1);
    repository.git(&["checkout", "-q", "-b", "feature"]);
    repository
}

#[test]
fn since_the_merge_base_the_working_tree_counts() {
    let repository = with_base();
    repository.git(&["checkout", "-q", "main"]);
    repository.write("a", "all of it\n");
    repository.commit(2);
    repository.git(&["checkout", "-q", "feature"]);
    let committed = TEXT.replace("two", "2");
    repository.write("a", &committed);
    repository.commit(3);
    let text = committed.replace("seven", "7");
    repository.write("a", &text);
    repository.write("new", "x\ny\n");
    let changes = Changes::since(&repository.root(), "main").unwrap();
    let base = repository.git(&["rev-parse", "--short=7", "main~1"]);
    assert_eq!(changes.description(), format!("changes since {base} (merge base of main and HEAD)"));
    assert_eq!(lines(&changes, "a", &text), [2, 7], "what main did meanwhile is no change of ours");
    assert!(lines(&changes, "same", TEXT).is_empty());
    assert_eq!(lines(&changes, "new", "x\ny\n"), [1, 2], "untracked files are new");
    let changed = ["a", "same", "new", "nowhere"].map(|path| changes.is_changed(&RepoPath::new(path)));
    assert_eq!(changed, [true, false, true, true]);
}

#[test]
fn staged_is_what_the_index_changes_of_head() {
    let repository = with_base();
    let text = TEXT.replace("two", "2");
    repository.write("a", &text);
    repository.write("new", "x\n");
    repository.git(&["add", "-A"]);
    repository.write("same", "not staged\n");
    let changes = Changes::staged(&repository.root(), None).unwrap();
    let head = repository.git(&["rev-parse", "--short=7", "HEAD"]);
    assert_eq!(changes.description(), format!("changes staged since {head} (HEAD)"));
    assert_eq!(lines(&changes, "a", &text), [2]);
    assert!(lines(&changes, "same", TEXT).is_empty());
    assert_eq!(lines(&changes, "new", "x\n"), [1]);
    let changed = ["a", "same", "new"].map(|path| changes.is_changed(&RepoPath::new(path)));
    assert_eq!(changed, [true, false, true]);
}

#[test]
fn before_the_first_commit_all_is_new() {
    let repository = Repository::new();
    repository.write("a", "x\n");
    repository.git(&["add", "-A"]);
    let changes = Changes::staged(&repository.root(), None).unwrap();
    assert_eq!(changes.description(), "changes staged for the first commit");
    assert_eq!(lines(&changes, "a", "x\n"), [1]);
    assert!(changes.is_changed(&RepoPath::new("a")));
    assert!(matches!(Changes::since(&repository.root(), "HEAD").unwrap_err(), GitError::NoCommit));
}

#[test]
fn renamed_files_are_compared_with_what_they_were() {
    let repository = with_base();
    let similar = TEXT.replace("two", "2");
    repository.git(&["mv", "a", "similar"]);
    repository.write("similar", &similar);
    repository.git(&["mv", "same", "exact"]);
    repository.write("unlike", "nothing\nlike\nit\n");
    let check = |changes: &Changes| {
        assert_eq!(lines(changes, "similar", &similar), [2]);
        assert!(lines(changes, "exact", TEXT).is_empty());
        assert_eq!(lines(changes, "unlike", "nothing\nlike\nit\n"), [1, 2, 3]);
        let changed = ["similar", "exact", "unlike"].map(|path| changes.is_changed(&RepoPath::new(path)));
        assert_eq!(changed, [true, false, true]);
    };
    check(&Changes::since(&repository.root(), "main").unwrap());
    repository.git(&["add", "-A"]);
    check(&Changes::staged(&repository.root(), None).unwrap());
    // A copy is no rename: what it was copied from is still there.
    repository.write("a", TEXT);
    repository.write("same", TEXT);
    let changes = Changes::since(&repository.root(), "main").unwrap();
    assert_eq!(lines(&changes, "similar", &similar).len(), 8);
}

#[test]
fn how_lines_end_does_not_count() {
    let repository = with_base();
    let text = TEXT.replace('\n', "\r\n").replace("two", "2");
    repository.write("a", &text);
    let changes = Changes::since(&repository.root(), "main").unwrap();
    assert_eq!(lines(&changes, "a", &text), [2]);
}

#[test]
fn what_a_filter_made_of_a_file_is_no_change() {
    let repository = Repository::new();
    repository.git(&["config", "filter.x.smudge", "sed s/pointer/content/"]);
    repository.git(&["config", "filter.x.clean", "sed s/content/pointer/"]);
    repository.write(".gitattributes", "*.bin filter=x\n");
    repository.write("a.bin", "content\n");
    repository.commit(1);
    repository.git(&["update-index", "--refresh"]);
    // Git trusts what it saw only if the index is younger than the file.
    let old = fs::File::open(repository.path().join("a.bin")).unwrap();
    old.set_modified(std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000)).unwrap();
    repository.git(&["add", "-A"]);
    assert_eq!(repository.git(&["cat-file", "-p", "HEAD:a.bin"]), "pointer");
    let changes = Changes::since(&repository.root(), "HEAD").unwrap();
    assert!(!changes.is_changed(&RepoPath::new("a.bin")));
    assert!(lines(&changes, "a.bin", "content\n").is_empty());
    repository.write("a.bin", "content\nmore\n");
    let changes = Changes::since(&repository.root(), "HEAD").unwrap();
    assert!(changes.is_changed(&RepoPath::new("a.bin")));
}

#[test]
fn what_cannot_be_compared_counts_as_changed() {
    let repository = with_base();
    let id = repository.git(&["rev-parse", "HEAD:a"]);
    repository.write("a", "x\n");
    fs::remove_file(repository.path().join(".git/objects").join(&id[..2]).join(&id[2..])).unwrap();
    let changes = Changes::since(&repository.root(), "main").unwrap();
    assert_eq!(lines(&changes, "a", "x\n"), [1]);
}
