//! The working tree: what git tracks, and what it does not ignore.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};
use secws_model::{Notification, NotificationKind, Origin, RepoPath};

use crate::git::tracked;
use crate::input::{Input, Listing, Place, Source};
use crate::root::Root;

/// The files of a working tree. Hidden files count, `.git` does not; links are not followed.
#[derive(Debug)]
pub struct Tree {
    root: Root,
}

impl Tree {
    /// The tree below a root.
    #[must_use]
    pub fn new(root: Root) -> Self {
        Tree { root }
    }

    fn input(&self, file: PathBuf, tracked: bool) -> Option<Input> {
        let path = repo_path(file.strip_prefix(self.root.folder()).ok()?)?;
        Some(Input { path, origin: Origin::Tree { tracked }, place: Place::File(file) })
    }

    /// Whether a path of git's is among what the user named.
    fn is_named(&self, file: &Path) -> bool {
        self.root.named().iter().any(|named| file.starts_with(named))
    }
}

impl Source for Tree {
    fn list(&self) -> Listing {
        let mut listing = Listing::default();
        let tracked = tracked(self.root.folder()).unwrap_or_else(|error| {
            let message =
                format!("git's index cannot be read ({error}), so files that are tracked though ignored are not known.");
            listing.notifications.push(Notification::new(NotificationKind::UnreadableInput, message));
            None
        });
        let tracked = tracked.unwrap_or_default();
        let mut files = BTreeSet::new();
        for entry in walk(self.root.named()) {
            match entry {
                Ok(entry) => self.add(&entry, &mut files, &mut listing),
                Err(error) => listing.notifications.push(unlisted(&error)),
            }
        }
        // What is tracked counts even if a pattern ignores it.
        let of_git = tracked.iter().filter_map(|path| Some(self.root.folder().join(native(path)?)));
        files.extend(of_git.filter(|file| self.is_named(file) && is_regular(file)));
        for file in files {
            let relative = file.strip_prefix(self.root.folder()).unwrap_or(&file);
            let is_tracked = tracked.contains(bytes(relative).as_ref());
            listing.inputs.extend(self.input(file, is_tracked));
        }
        listing.inputs.sort_by(|a, b| a.path.cmp(&b.path));
        listing
    }

    fn find(&self, path: &RepoPath) -> Option<Input> {
        let file = self.root.folder().join(native(path.as_bytes())?);
        // A folder on the way that is a link may lead out of the root.
        let resolved = file.canonicalize().ok()?;
        (resolved == file && is_regular(&file)).then(|| self.input(file, false)).flatten()
    }
}

impl Tree {
    fn add(&self, entry: &DirEntry, files: &mut BTreeSet<PathBuf>, listing: &mut Listing) {
        if let Some(error) = entry.error() {
            listing.notifications.push(unlisted(error));
        }
        match entry.file_type() {
            Some(kind) if kind.is_file() => {
                files.insert(entry.path().to_owned());
            }
            Some(kind) if kind.is_dir() || kind.is_symlink() => {}
            _ => {
                let message = "It is no regular file, and was not read.";
                let notification = Notification::new(NotificationKind::PartialGap, message);
                let path = entry.path().strip_prefix(self.root.folder()).ok().and_then(repo_path);
                listing.notifications.push(match path {
                    Some(path) => notification.path(&path),
                    None => notification,
                });
            }
        }
    }
}

/// All that git does not ignore. Neither `.ignore` files nor the like are read: they are other tools' means, and a way to
/// hide a file from this one.
fn walk(named: &[PathBuf]) -> impl Iterator<Item = Result<DirEntry, ignore::Error>> {
    let mut paths = named.iter();
    let mut builder = WalkBuilder::new(paths.next().cloned().unwrap_or_default());
    for path in paths {
        builder.add(path);
    }
    builder.hidden(false).ignore(false).follow_links(false).filter_entry(|entry| entry.file_name() != OsStr::new(".git"));
    builder.build()
}

fn unlisted(error: &ignore::Error) -> Notification {
    Notification::new(NotificationKind::UnreadableInput, format!("Part of the tree cannot be listed: {error}."))
}

fn is_regular(file: &Path) -> bool {
    file.symlink_metadata().is_ok_and(|metadata| metadata.is_file())
}

#[cfg(unix)]
fn bytes(path: &Path) -> std::borrow::Cow<'_, [u8]> {
    use std::os::unix::ffi::OsStrExt as _;
    path.as_os_str().as_bytes().into()
}

#[cfg(not(unix))]
fn bytes(path: &Path) -> std::borrow::Cow<'_, [u8]> {
    path.to_string_lossy().replace('\\', "/").into_bytes().into()
}

/// A path of git's or of a plugin's as the file system has it; none if it could lead out of the root.
pub(crate) fn native(path: &[u8]) -> Option<PathBuf> {
    #[cfg(unix)]
    let native = PathBuf::from(<OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(path));
    #[cfg(not(unix))]
    let native = PathBuf::from(std::str::from_utf8(path).ok()?);
    native.components().all(|part| matches!(part, Component::Normal(_))).then_some(native)
}

fn repo_path(relative: &Path) -> Option<RepoPath> {
    let path = RepoPath::from_bytes(&bytes(relative));
    (!path.as_str().is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::process::Command;

    fn git(folder: &Path, arguments: &[&str]) {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
        let status = Command::new("git").current_dir(folder).args(identity).args(arguments).output().unwrap();
        assert!(status.status.success(), "{status:?}");
    }

    fn paths(folder: &Path) -> Vec<String> {
        let listing = Tree::new(Root::of(&[folder.to_owned()]).unwrap()).list();
        assert!(listing.notifications.is_empty(), "{:?}", listing.notifications);
        listing.inputs.iter().map(|input| input.path.to_string()).collect()
    }

    #[test]
    fn the_tree_is_what_git_tracks_and_what_it_does_not_ignore() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str| {
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "x").unwrap();
        };
        for path in [".env", "app.py", ".github/workflows/ci.yml", "build/out.py", "notes.txt", ".ignore"] {
            write(path);
        }
        fs::write(folder.path().join(".gitignore"), ".env\nbuild/\n").unwrap();
        fs::write(folder.path().join(".ignore"), "app.py\n").unwrap();
        git(folder.path(), &["init", "-q"]);
        git(folder.path(), &["add", "-f", ".env", "app.py"]);
        assert_eq!(
            paths(folder.path()),
            [".env", ".github/workflows/ci.yml", ".gitignore", ".ignore", "app.py", "notes.txt"]
        );
        let listing = Tree::new(Root::of(&[folder.path().join(".github")]).unwrap()).list();
        assert_eq!(listing.inputs.len(), 1, "only what is named, told from the repository's root");
        assert_eq!(listing.inputs[0].path.as_str(), ".github/workflows/ci.yml");
        assert_eq!(listing.inputs[0].origin, Origin::Tree { tracked: false });
    }

    #[test]
    fn a_folder_without_git_is_taken_whole() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".gitignore"), "*").unwrap();
        fs::write(folder.path().join("a.py"), "").unwrap();
        assert_eq!(paths(folder.path()), [".gitignore", "a.py"]);
        assert_eq!(paths(&folder.path().join("a.py")), ["a.py"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_names_that_are_no_text() {
        use std::os::unix::ffi::OsStrExt as _;
        let folder = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret"), "x").unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
        fs::write(folder.path().join(OsStr::from_bytes(b"\xff.py")), "").unwrap();
        assert_eq!(paths(folder.path()), ["\\xff.py"]);
        let tree = Tree::new(Root::of(&[folder.path().to_owned()]).unwrap());
        assert!(tree.find(&RepoPath::new("link/secret")).is_none());
        assert!(tree.find(&RepoPath::from_bytes(b"\xff.py")).is_some());
    }

    #[test]
    fn a_path_that_is_not_there_is_an_error() {
        let error = Root::of(&[PathBuf::from("no/such/path")]).unwrap_err();
        assert!(error.to_string().starts_with("`no/such/path` cannot be scanned:"), "{error}");
    }
}
