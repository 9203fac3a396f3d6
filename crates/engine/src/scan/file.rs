//! What comes out of one file: all that is kept of it, by the cache and by a shard.

use std::collections::BTreeMap;

use secws_model::{Fact, Notification, NotificationKind, Origin, Redactor, RepoPath, Skipped, Span};
use secws_suppressions::Comment;
use serde::{Deserialize, Serialize};

use crate::merge::resolve::Resolved;

/// What a file is known by in one run: its path, and for a blob of history the commit that brought it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) path: RepoPath,
    pub(crate) commit: Option<String>,
}

impl Key {
    /// Of a file of the current tree.
    pub(crate) fn current(path: &RepoPath) -> Self {
        Key { path: path.clone(), commit: None }
    }

    /// Of a file that comes from somewhere.
    pub(crate) fn of(path: &RepoPath, origin: &Origin) -> Self {
        Key { path: path.clone(), commit: origin.commit().map(|commit| commit.id.clone()) }
    }
}

/// All files of a run, in order.
pub(crate) type Files = BTreeMap<Key, ScannedFile>;

/// What came out of one file. It holds nothing of what the file says but masked text, and spans.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ScannedFile {
    pub(crate) path: RepoPath,
    pub(crate) origin: Origin,
    /// In bytes.
    pub(crate) size: u64,
    /// Plugins that looked at it, by position.
    pub(crate) scanned_by: Vec<u32>,
    /// Plugins that wanted it and did not look at it, and why. None of them: nobody could read it.
    pub(crate) skipped: Vec<(Option<u32>, Skipped)>,
    pub(crate) findings: Vec<Resolved>,
    pub(crate) facts: Vec<Fact>,
    /// The joined masks of all plugins.
    pub(crate) masks: Vec<Span>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) notifications: Vec<Notification>,
    /// Files that it names, and the plugin that said so.
    pub(crate) requests: Vec<(u32, RepoPath)>,
}

impl ScannedFile {
    /// Nothing yet.
    pub(crate) fn new(path: &RepoPath, origin: &Origin) -> Self {
        ScannedFile {
            path: path.clone(),
            origin: origin.clone(),
            size: 0,
            scanned_by: Vec::new(),
            skipped: Vec::new(),
            findings: Vec::new(),
            facts: Vec::new(),
            masks: Vec::new(),
            comments: Vec::new(),
            notifications: Vec::new(),
            requests: Vec::new(),
        }
    }

    /// What it is known by.
    pub(crate) fn key(&self) -> Key {
        Key::of(&self.path, &self.origin)
    }

    /// Notes something that happened to the scan of this file.
    pub(crate) fn notify(&mut self, notification: Notification) {
        self.notifications.push(notification.path(&self.path));
    }

    /// Nobody can read it.
    pub(crate) fn unreadable(&mut self, error: &std::io::Error) {
        let message = format!("This file cannot be read: {error}.");
        self.notify(Notification::new(NotificationKind::UnreadableInput, message));
        self.skipped.push((None, Skipped::Unreadable));
    }

    /// What hides its masked bytes, made from the file itself.
    pub(crate) fn redactor(&self, bytes: &[u8]) -> Redactor {
        if self.masks.is_empty() { Redactor::default() } else { Redactor::new(bytes, &self.masks) }
    }

    /// Whether it is the same the next time: a file that could not be read, or on which a plugin failed, is looked at again.
    pub(crate) fn is_repeatable(&self) -> bool {
        let failed = |(_, skipped): &(_, Skipped)| matches!(skipped, Skipped::Unreadable | Skipped::Failed);
        !self.skipped.iter().any(failed)
    }

    /// The same for another input with the same bytes and path: only what brought a blob of history can differ.
    pub(crate) fn set_commit_of(&mut self, outer: &Origin) {
        match &mut self.origin {
            Origin::History(own) => {
                if let Some(commit) = outer.commit() {
                    own.clone_from(commit);
                }
            }
            Origin::Member { commit, .. } => *commit = outer.commit().cloned(),
            Origin::Tree { .. } | Origin::Stdin => {}
        }
    }
}
