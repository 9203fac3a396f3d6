//! The history.

use std::fs;

use secws_model::NotificationKind;
use secws_sources::{GitError, History, Root, Source};

use crate::support::{Repository, commit, history, text};

/// Path, text, the commit's place among some, whether it is in `HEAD`.
fn short(found: Vec<(String, String, secws_model::Commit)>, commits: &[&String]) -> Vec<(String, String, usize, bool)> {
    let place = |id: &str| commits.iter().position(|commit| *commit == id).unwrap();
    found.into_iter().map(|(path, text, commit)| (path, text, place(&commit.id), commit.in_head)).collect()
}

fn row(path: &str, text: &str, commit: usize, in_head: bool) -> (String, String, usize, bool) {
    (path.to_owned(), text.to_owned(), commit, in_head)
}

#[test]
fn every_content_once_with_the_commit_that_brought_it() {
    let repository = Repository::new();
    repository.write("b/key", "one");
    repository.write("a.py", "print");
    let first = repository.commit(1);
    fs::remove_file(repository.path().join("b/key")).unwrap();
    repository.write("z/copy", "print");
    let second = repository.commit(2);
    repository.write("back", "one");
    repository.write("same/2", "both");
    repository.write("same/1", "both");
    let third = repository.commit(3);
    repository.git(&["mv", "same/1", "moved"]);
    fs::remove_file(repository.path().join("back")).unwrap();
    let fourth = repository.commit(4);
    let rows = short(history(&repository.root(), None), &[&first, &second, &third, &fourth]);
    assert_eq!(rows, [row("a.py", "print", 0, true), row("b/key", "one", 0, false), row("same/1", "both", 2, true)]);
}

#[test]
fn the_date_is_the_authors_with_the_offset() {
    let repository = Repository::new();
    for (path, date) in [("a", "2020-03-01T10:00:00-07:30"), ("b", "2021-03-01T10:00:00Z"), ("c", "@99999999999 +0000")] {
        repository.write(path, path);
        repository.git(&["add", "-A"]);
        repository.git_at(date, &["commit", "-q", "-m", "x"]);
    }
    for (path, _, commit) in history(&repository.root(), None) {
        assert_eq!(commit.date, repository.git(&["log", "-1", "--format=%aI", &commit.id]), "{path}");
    }
}

#[test]
fn merges_bring_only_what_no_parent_has() {
    let repository = Repository::new();
    repository.write("base", "base");
    let base = repository.commit(1);
    repository.git(&["checkout", "-q", "-b", "side"]);
    repository.write("side", "side");
    let side = repository.commit(2);
    repository.git(&["checkout", "-q", "-b", "other", &base]);
    repository.write("other", "other");
    let other = repository.commit(3);
    repository.git(&["checkout", "-q", "main"]);
    repository.write("main", "main");
    let main = repository.commit(4);
    repository.git(&["merge", "-q", "--no-commit", "side", "other"]);
    repository.write("evil", "only in the merge");
    repository.git(&["add", "evil"]);
    let merge = repository.commit(5);
    assert_eq!(repository.git(&["log", "-1", "--format=%P"]).split(' ').count(), 3, "an octopus");
    let rows = short(history(&repository.root(), None), &[&base, &side, &other, &main, &merge]);
    assert_eq!(
        rows,
        [
            row("base", "base", 0, true),
            row("evil", "only in the merge", 4, true),
            row("main", "main", 3, true),
            row("other", "other", 2, true),
            row("side", "side", 1, true)
        ]
    );
}

#[test]
fn a_clock_that_is_wrong_puts_no_child_before_its_parent() {
    let repository = Repository::new();
    repository.write("a", "same");
    let parent = repository.commit(20);
    repository.write("b", "same");
    repository.commit(1);
    let rows = history(&repository.root(), None);
    assert_eq!((rows.len(), &rows[0].0, &rows[0].2.id), (1, &"a".to_owned(), &parent));
}

#[test]
fn a_range_brings_what_the_commits_before_it_do_not_hold() {
    let repository = Repository::new();
    repository.write("old", "old");
    repository.commit(1);
    repository.git(&["tag", "-a", "v1", "-m", "x"]);
    repository.git(&["checkout", "-q", "-b", "feature"]);
    repository.git(&["mv", "old", "moved"]);
    repository.write("new", "new");
    let feature = repository.commit(2);
    repository.git(&["checkout", "-q", "main"]);
    repository.write("elsewhere", "elsewhere");
    let main = repository.commit(3);
    let root = repository.root();
    let of = |range: &str| short(history(&root, Some(range)), &[&feature, &main]);
    let new = row("new", "new", 0, false);
    let elsewhere = row("elsewhere", "elsewhere", 1, true);
    for range in ["main..feature", "feature ^main", "^main feature", "v1..feature", "feature^!"] {
        assert_eq!(of(range), std::slice::from_ref(&new), "{range}");
    }
    for range in ["v1..", "HEAD~1..", "feature..main"] {
        assert_eq!(of(range), std::slice::from_ref(&elsewhere), "{range}");
    }
    assert_eq!(of("main...feature"), [elsewhere, new]);
    assert_eq!(history(&root, Some("--all")).len(), 3);
    assert_eq!(history(&root, Some("feature main")).len(), 3);
    assert_eq!(history(&root, Some("main..main")).len(), 0);
}

#[test]
fn only_what_is_named() {
    let repository = Repository::new();
    for path in ["src/a", "src/deep/b", "src-not/c", "d"] {
        repository.write(path, path);
    }
    repository.commit(1);
    repository.git(&["mv", "d", "src/d"]);
    let second = repository.commit(2);
    let paths = |named: &[&str]| {
        let named: Vec<_> = named.iter().map(|path| repository.path().join(path)).collect();
        let found = history(&Root::of(&named).unwrap(), None);
        found.into_iter().map(|(path, _, commit)| (path, commit.id == second)).collect::<Vec<_>>()
    };
    assert_eq!(
        paths(&["src"]),
        [("src/a".to_owned(), false), ("src/d".to_owned(), true), ("src/deep/b".to_owned(), false)],
        "what is named begins with the commit that brought it there"
    );
    assert_eq!(paths(&["src/deep", "src-not/c"]), [("src-not/c".to_owned(), false), ("src/deep/b".to_owned(), false)]);
}

#[cfg(unix)]
#[test]
fn links_submodules_and_names_that_are_no_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let repository = Repository::new();
    fs::write(repository.path().join(OsStr::from_bytes(b"\xff.py")), "x").unwrap();
    std::os::unix::fs::symlink("target", repository.path().join("link")).unwrap();
    let first = repository.commit(1);
    repository.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{first},module")]);
    // The same object, once a link's and once a file's.
    repository.write("file", "target");
    repository.git(&["add", "file"]);
    repository.git(&["commit", "-q", "-m", "x"]);
    let second = repository.git(&["rev-parse", "HEAD"]);
    let rows = short(history(&repository.root(), None), &[&first, &second]);
    assert_eq!(rows, [row("\\xff.py", "x", 0, true), row("file", "target", 1, true)]);
}

#[test]
fn a_shallow_clone_says_so() {
    let origin = Repository::new();
    for day in 1..=3 {
        origin.write("a", &day.to_string());
        origin.commit(day);
    }
    let clone = Repository::empty_folder();
    clone.git(&["clone", "-q", "--depth=2", &format!("file://{}", origin.path().display()), "."]);
    let listing = History::open(&clone.root(), None).unwrap().list();
    let texts: Vec<String> = listing.inputs.iter().map(text).collect();
    assert_eq!(texts, ["2", "3"]);
    assert_eq!(listing.notifications.len(), 1);
    assert_eq!(listing.notifications[0].kind, NotificationKind::UnreadableInput);
    assert!(listing.notifications[0].message.contains("`fetch-depth: 0`"), "{}", listing.notifications[0].message);
    assert_eq!(history(&clone.root(), Some("HEAD~1..")).len(), 1, "a range that ends before the cut is whole");
}

#[test]
fn other_working_trees_and_bare_repositories() {
    let repository = Repository::new();
    repository.write("a", "a");
    let first = repository.commit(1);
    let tree = Repository::empty_folder();
    let there = tree.path().join("tree");
    repository.git(&["worktree", "add", "-q", "-b", "side", there.to_str().unwrap()]);
    assert!(there.join(".git").is_file());
    let root = Root::of(std::slice::from_ref(&there)).unwrap();
    assert_eq!(root.folder(), there);
    assert_eq!(short(history(&root, None), &[&first]), [row("a", "a", 0, true)]);
    let bare = Repository::empty_folder();
    bare.git(&["clone", "-q", "--bare", repository.path().to_str().unwrap(), "."]);
    assert_eq!(short(history(&bare.root(), None), &[&first]), [row("a", "a", 0, true)]);
}

#[test]
fn repositories_of_sha_256() {
    let repository = Repository::empty_folder();
    repository.git(&["init", "-q", "-b", "main", "--object-format=sha256"]);
    repository.write("a", "a");
    let first = repository.commit(1);
    repository.git(&["gc", "-q"]);
    assert_eq!(short(history(&repository.root(), None), &[&first]), [row("a", "a", 0, true)]);
}

#[test]
fn what_is_missing_or_broken_is_told() {
    let repository = Repository::new();
    repository.write("folder/a", "a");
    repository.write("b", "b");
    repository.commit(1);
    let remove = |id: &str| fs::remove_file(repository.path().join(".git/objects").join(&id[..2]).join(&id[2..])).unwrap();
    let blob = repository.git(&["rev-parse", "HEAD:b"]);
    remove(&blob);
    let listing = History::open(&repository.root(), None).unwrap().list();
    let input = listing.inputs.iter().find(|input| input.blob() == Some(&*blob)).unwrap();
    let error = input.open(1 << 20).unwrap_err();
    assert_eq!(error.to_string(), format!("git object {blob} is missing, as it may be in a shallow or partial clone"));
    remove(&repository.git(&["rev-parse", "HEAD:folder"]));
    let listing = History::open(&repository.root(), None).unwrap().list();
    assert_eq!(listing.inputs.len(), 1, "the rest is listed");
    assert!(listing.notifications[0].message.starts_with("Part of git's history cannot be read: "), "{listing:?}");
}

#[test]
fn bytes_that_have_another_id_are_refused() {
    let repository = Repository::new();
    repository.write("a", "honest");
    repository.write("b", "forged");
    repository.commit(1);
    let object = |path: &str| {
        let id = repository.git(&["rev-parse", &format!("HEAD:{path}")]);
        repository.path().join(".git/objects").join(&id[..2]).join(&id[2..])
    };
    fs::remove_file(object("a")).unwrap();
    fs::copy(object("b"), object("a")).unwrap();
    let listing = History::open(&repository.root(), None).unwrap().list();
    let error = listing.inputs[0].open(1 << 20).unwrap_err();
    assert!(error.to_string().ends_with("is broken: its bytes have another id"), "{error}");
}

#[test]
fn large_blobs_are_read_in_pieces() {
    let repository = Repository::new();
    repository.write("large", &"0123456789".repeat(10_000));
    repository.commit(1);
    repository.git(&["gc", "-q"]);
    let listing = History::open(&repository.root(), None).unwrap().list();
    let content = listing.inputs[0].open(99_999).unwrap();
    assert!(content.whole().is_none());
    assert_eq!((content.size(), content.read(99_995, 100).unwrap()), (100_000, b"56789".to_vec()));
}

#[test]
fn what_a_hostile_repository_says_of_itself_changes_nothing() {
    let repository = Repository::new();
    repository.write("a", "a");
    let first = repository.commit(1);
    repository.write("a", "b");
    let second = repository.commit(2);
    // A replacement, a filter, a monitor, another working tree, and names that programs are run for.
    repository.git(&["replace", "--graft", &second]);
    let marker = repository.path().join("ran");
    let run = format!("touch {}", marker.display());
    for (key, value) in [
        ("core.fsmonitor", &*run),
        ("core.pager", &run),
        ("core.sshCommand", &run),
        ("core.worktree", "/"),
        ("filter.x.clean", &run),
        ("filter.x.smudge", &run),
        ("filter.x.process", &run),
        ("diff.x.textconv", &run),
        ("diff.x.command", &run),
        ("diff.external", &run),
    ] {
        let config = repository.path().join(".git/config");
        repository.git(&["config", "-f", config.to_str().unwrap(), key, value]);
    }
    fs::write(repository.path().join(".gitattributes"), "* filter=x diff=x\n").unwrap();
    let rows = short(history(&repository.root(), None), &[&first, &second]);
    assert_eq!(rows, [row("a", "a", 0, false), row("a", "b", 1, true)]);
    let changes = secws_sources::Changes::since(&repository.root(), "HEAD~1").unwrap();
    assert!(changes.touches(&"a".into(), b"b", 1..=1));
    assert!(changes.is_changed(&".gitattributes".into()));
    assert!(!marker.exists(), "nothing was run");
}

#[test]
fn a_tree_that_unfolds_without_end_is_read_once() {
    let repository = Repository::new();
    repository.write("file", "x");
    repository.commit(1);
    let blob = repository.git(&["rev-parse", "HEAD:file"]);
    let file = repository.path().join("entries");
    fs::write(&file, format!("100644 blob {blob}\tfile\n")).unwrap();
    let mktree = || {
        let script = format!("git mktree < '{}'", file.display());
        let output = std::process::Command::new("sh").current_dir(repository.path()).args(["-c", &script]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    };
    let mut tree = mktree();
    for _ in 0..12 {
        let entries: String = (0..10).map(|name| format!("040000 tree {tree}\t{name}\n")).collect();
        fs::write(&file, entries).unwrap();
        tree = mktree();
    }
    let bomb = repository.git(&["commit-tree", &tree, "-m", "x"]);
    let found = history(&repository.root(), Some(&bomb));
    assert_eq!(found[0].0, "0/0/0/0/0/0/0/0/0/0/0/0/file");
    // Nor does it keep one from telling what was renamed.
    repository.git(&["update-ref", "refs/heads/main", &bomb]);
    repository.write("new", "x");
    let changes = secws_sources::Changes::since(&repository.root(), "HEAD").unwrap();
    assert!(changes.is_changed(&"new".into()));
}

#[test]
fn errors_say_what_to_do() {
    let folder = Repository::empty_folder();
    let error = History::open(&folder.root(), None).unwrap_err();
    assert!(matches!(error, GitError::NoRepository(_)), "{error}");
    let repository = Repository::new();
    let error = History::open(&repository.root(), None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The repository has no commit yet\nhint: commit something first, or scan the files as they are"
    );
    repository.write("a", "a");
    repository.commit(1);
    for bad in ["-x", "main..--output=x\u{7}", "a\u{0}"] {
        let error = History::open(&repository.root(), Some(bad)).unwrap_err();
        assert!(matches!(error, GitError::BadReference(_)), "{error}");
    }
    let error = History::open(&repository.root(), Some("main..nowhere")).unwrap_err().to_string();
    assert!(error.starts_with("`main..nowhere` names no commit here: "), "{error}");
    assert!(error.contains("\nhint: fetch it first"), "{error}");
}

#[test]
fn a_repository_that_cannot_be_opened_is_an_error() {
    let repository = Repository::new();
    // As `git init --ref-format=reftable` makes it, which older versions of git do not know.
    fs::create_dir(repository.path().join(".git/reftable")).unwrap();
    let error = History::open(&repository.root(), None).unwrap_err().to_string();
    assert!(error.ends_with("its references are kept as a reftable, which cannot be read yet"), "{error}");
    let folder = Repository::empty_folder();
    fs::write(folder.path().join(".git"), "gitdir: nowhere").unwrap();
    let error = History::open(&folder.root(), None).unwrap_err();
    assert!(matches!(error, GitError::Unopenable { .. }), "{error}");
}

#[test]
fn counts_are_told() {
    let repository = Repository::new();
    for day in 1..=3 {
        repository.write("folder/a", &day.to_string());
        repository.commit(day);
    }
    let walked = History::open(&repository.root(), None).unwrap().walk();
    assert_eq!((walked.commits, walked.trees, walked.listing.inputs.len()), (3, 6, 3));
    let ids: Vec<String> = walked.listing.inputs.iter().map(|input| commit(input).id).collect();
    assert_eq!(ids.join("\n"), repository.git(&["log", "--format=%H", "--reverse"]), "by path, and then from the oldest");
}
