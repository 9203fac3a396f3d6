//! What is left out: patterns in settings, and `.secwsignore` files, both as in `.gitignore`.
//!
//! A pattern of the settings goes first. Of the files, the one that is nearest to a path decides.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::OnceLock;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use secws_model::{Notification, NotificationKind, Origin, RepoPath};

use crate::input::{Input, Listing, Source};

/// The name of the files.
const FILE: &str = ".secwsignore";

/// A pattern of the settings that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the pattern `{pattern}` cannot be read: {error}")]
pub struct PatternError {
    /// As it was written.
    pub pattern: String,
    /// Why.
    pub error: String,
}

/// Reads a `.secwsignore` by its path from the root: of the tree, or of a commit.
pub type ReadIgnore = dyn Fn(&str) -> io::Result<Option<Vec<u8>>> + Send + Sync;

/// A source without what is left out.
pub struct Excluding {
    source: Box<dyn Source>,
    patterns: Gitignore,
    read: Box<ReadIgnore>,
    /// Files that this run reads or writes itself.
    unlisted: BTreeSet<RepoPath>,
    /// By folder, once the source was listed.
    files: OnceLock<BTreeMap<String, Gitignore>>,
}

impl Excluding {
    /// Leaves out what patterns name, and what the `.secwsignore` files that the source lists do.
    ///
    /// # Errors
    /// A pattern cannot be read.
    pub fn new(source: Box<dyn Source>, patterns: &[String], read: Box<ReadIgnore>) -> Result<Self, PatternError> {
        let mut builder = GitignoreBuilder::new("");
        for pattern in patterns {
            let added = builder.add_line(None, pattern);
            added.map_err(|error| PatternError { pattern: pattern.clone(), error: error.to_string() })?;
        }
        let built = builder.build();
        let patterns = built.map_err(|error| PatternError { pattern: patterns.join(" "), error: error.to_string() })?;
        Ok(Excluding { source, patterns, read, unlisted: BTreeSet::new(), files: OnceLock::new() })
    }

    /// Leaves out these files as well, and does not count them: what this program itself wrote. One that git tracks is another's,
    /// and stays.
    #[must_use]
    pub fn without(mut self, paths: impl IntoIterator<Item = RepoPath>) -> Self {
        self.unlisted.extend(paths);
        self
    }

    fn excludes(&self, path: &RepoPath) -> bool {
        let path = path.as_str().trim_start_matches('/');
        if let decided @ (Match::Ignore(_) | Match::Whitelist(_)) = self.patterns.matched_path_or_any_parents(path, false) {
            return decided.is_ignore();
        }
        let Some(files) = self.files.get().filter(|files| !files.is_empty()) else {
            return false;
        };
        for (slash, _) in path.rmatch_indices('/') {
            if let Some(excluded) = files.get(&path[..slash]).and_then(|file| decision(file, &path[slash + 1..])) {
                return excluded;
            }
        }
        files.get("").and_then(|file| decision(file, path)).unwrap_or(false)
    }

    /// The `.secwsignore` files of a listing, by folder.
    fn read_files(&self, listing: &mut Listing) -> BTreeMap<String, Gitignore> {
        let named = listing.inputs.iter().filter(|input| input.path.name() == FILE && input.origin.is_current());
        let paths: Vec<RepoPath> = named.map(|input| input.path.clone()).collect();
        let mut files = BTreeMap::new();
        for path in paths {
            match (self.read)(path.as_str()) {
                Ok(Some(text)) => {
                    let (file, wrong) = parse(&String::from_utf8_lossy(&text));
                    listing.notifications.extend(wrong.into_iter().map(|line| {
                        let message = format!("Line {line} is no pattern, so it excludes nothing.");
                        Notification::new(NotificationKind::PartialGap, message).path(&path)
                    }));
                    let folder = path.as_str().strip_suffix(FILE).unwrap_or_default().trim_end_matches('/');
                    files.insert(folder.to_owned(), file);
                }
                Ok(None) => {}
                Err(error) => {
                    let message = format!("This file cannot be read ({error}), so it excludes nothing.");
                    listing.notifications.push(Notification::new(NotificationKind::UnreadableInput, message).path(&path));
                }
            }
        }
        files
    }
}

impl Source for Excluding {
    fn list(&self) -> Listing {
        let mut listing = self.source.list();
        let files = self.read_files(&mut listing);
        let _ = self.files.set(files);
        let own = Origin::Tree { tracked: false };
        listing.inputs.retain(|input| input.origin != own || !self.unlisted.contains(&input.path));
        let before = listing.inputs.len();
        listing.inputs.retain(|input| !self.excludes(&input.path));
        listing.excluded += (before - listing.inputs.len()) as u64;
        listing.notifications.retain(|notification| {
            notification.place.as_ref().is_none_or(|place| place.path.name() == FILE || !self.excludes(&place.path))
        });
        listing
    }

    fn find(&self, path: &RepoPath) -> Option<Input> {
        if self.excludes(path) { None } else { self.source.find(path) }
    }
}

fn decision(file: &Gitignore, path: &str) -> Option<bool> {
    match file.matched_path_or_any_parents(path, false) {
        Match::None => None,
        decided => Some(decided.is_ignore()),
    }
}

/// The patterns of a file, and the lines that are none.
fn parse(text: &str) -> (Gitignore, Vec<usize>) {
    let mut builder = GitignoreBuilder::new("");
    let mut wrong = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if builder.add_line(None, line).is_err() {
            wrong.push(number);
        }
    }
    (builder.build().unwrap_or_else(|_| Gitignore::empty()), wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Memory;

    fn listed(patterns: &[&str], files: &[(&'static str, &'static str)]) -> (Vec<String>, u64) {
        let mut memory = Memory::new();
        for (path, text) in files {
            memory = memory.file(path, text.as_bytes());
        }
        let texts: BTreeMap<&str, &str> = files.iter().copied().collect();
        let read = move |path: &str| Ok(texts.get(path).map(|text| text.as_bytes().to_vec()));
        let patterns: Vec<String> = patterns.iter().map(|&pattern| pattern.to_owned()).collect();
        let listing = Excluding::new(Box::new(memory), &patterns, Box::new(read)).unwrap().list();
        (listing.inputs.iter().map(|input| input.path.as_str().to_owned()).collect(), listing.excluded)
    }

    #[test]
    fn patterns_are_those_of_gitignore() {
        let files =
            [("a.py", ""), ("docs/a.py", ""), ("docs/keep.py", ""), ("src/docs/b.min.js", ""), ("src/docs/c.py", "")];
        assert_eq!(listed(&["/docs/", "*.min.js"], &files), (vec!["a.py".into(), "src/docs/c.py".into()], 3));
        assert_eq!(
            listed(&["docs/*", "!docs/keep.py"], &files).0,
            ["a.py", "docs/keep.py", "src/docs/b.min.js", "src/docs/c.py"]
        );
    }

    #[test]
    fn the_nearest_file_decides() {
        let files = [
            (".secwsignore", "*.txt\n"),
            ("a.txt", ""),
            ("b/.secwsignore", "!*.txt\n/c.py\n"),
            ("b/a.txt", ""),
            ("b/c.py", ""),
            ("b/d/c.py", ""),
        ];
        assert_eq!(
            listed(&[], &files),
            (vec![".secwsignore".into(), "b/.secwsignore".into(), "b/a.txt".into(), "b/d/c.py".into()], 2)
        );
    }

    #[test]
    fn a_broken_pattern_is_named() {
        let error = Excluding::new(Box::new(Memory::new()), &["[z-a]".to_owned()], Box::new(|_| Ok(None))).err().unwrap();
        assert_eq!(error.pattern, "[z-a]");
    }
}
