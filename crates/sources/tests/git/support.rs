//! A repository in a folder that goes away.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use secws_model::{Commit, Origin};
use secws_sources::{History, Input, Root, Source};

/// A repository.
pub struct Repository {
    folder: tempfile::TempDir,
}

impl Repository {
    /// An empty one, with the branch `main`.
    pub fn new() -> Self {
        let repository = Repository { folder: tempfile::tempdir().unwrap() };
        repository.git(&["init", "-q", "-b", "main"]);
        repository
    }

    /// One that is made by other means.
    pub fn empty_folder() -> Self {
        Repository { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    pub fn root(&self) -> Root {
        Root::of(&[self.path()]).unwrap()
    }

    /// Runs git, and gives what it says without the last line's end.
    pub fn git(&self, arguments: &[&str]) -> String {
        git_at(&self.path(), "2001-02-03T04:05:06+01:00", arguments)
    }

    /// The same, at a time.
    pub fn git_at(&self, date: &str, arguments: &[&str]) -> String {
        git_at(&self.path(), date, arguments)
    }

    pub fn write(&self, path: &str, text: &str) {
        let file = self.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    /// Commits all that is there at a day of March, and gives the commit's id.
    pub fn commit(&self, day: u32) -> String {
        self.git(&["add", "-A"]);
        self.git_at(&format!("2020-03-{day:02}T10:00:00+01:00"), &["commit", "-q", "--allow-empty", "-m", "x"]);
        self.git(&["rev-parse", "HEAD"])
    }
}

fn git_at(folder: &Path, date: &str, arguments: &[&str]) -> String {
    let settings = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "protocol.file.allow=always"];
    let output = Command::new("git")
        .current_dir(folder)
        .args(settings)
        .args(arguments)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_AUTHOR_DATE", date)
        .env("GIT_COMMITTER_DATE", date)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

/// What a history is made of: path, text, commit.
pub fn history(root: &Root, range: Option<&str>) -> Vec<(String, String, Commit)> {
    let listing = History::open(root, range).unwrap().list();
    assert!(listing.notifications.is_empty(), "{:?}", listing.notifications);
    listing.inputs.iter().map(|input| (input.path.to_string(), text(input), commit(input))).collect()
}

/// All the text of an input.
pub fn text(input: &Input) -> String {
    String::from_utf8_lossy(input.open(1 << 20).unwrap().whole().unwrap()).into_owned()
}

/// The commit that brought an input.
pub fn commit(input: &Input) -> Commit {
    match &input.origin {
        Origin::History(commit) => commit.clone(),
        other => panic!("{other:?} is not of the history"),
    }
}
