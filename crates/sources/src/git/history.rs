//! The history: every blob once, with the commit that brought it.

use std::collections::HashSet;
use std::sync::Arc;

use gix::ObjectId;
use gix::date::Time;
use gix::date::time::format::ISO8601_STRICT;
use secws_model::{Commit, Notification, NotificationKind, Origin, RepoPath};

use super::blob::Blob;
use super::commits::{Commits, WalkedCommit, walk};
use super::error::GitError;
use super::range::Range;
use super::repository::Repository;
use super::scope::Scope;
use super::sightings::{Sighting, Sightings, sight};
use crate::Root;
use crate::input::{Input, Listing, Place, Source};

/// The regular files of a repository's history, each content once.
///
/// The oldest commit that brought a content is the first that holds it, where parents come before their children, and what was
/// committed earlier before what was committed later. Of several paths in that commit the first counts. A range brings what none
/// of the commits that it was made from holds: a file that it only moves or copies it does not bring.
#[derive(Debug)]
pub struct History {
    repository: Arc<Repository>,
    scope: Scope,
    range: Range,
}

/// What a history holds.
#[derive(Debug)]
pub struct Walked {
    /// The blobs, by path and then from the oldest.
    pub listing: Listing,
    /// Commits that were walked.
    pub commits: usize,
    /// Trees that were read.
    pub trees: usize,
}

impl History {
    /// The history that a range tells, as `git log` takes it: `main..feature`, `HEAD~10..`, several references, or `--all`. All
    /// of `HEAD`'s without one. Only what the root names is listed.
    ///
    /// # Errors
    /// There is no repository or no commit yet, or the range names what is not there.
    pub fn open(root: &Root, range: Option<&str>) -> Result<Self, GitError> {
        let repository = Repository::open(root)?;
        let range = Range::parse(&repository, range)?;
        Ok(History { repository, scope: Scope::of(root), range })
    }

    /// Walks it.
    #[must_use]
    pub fn walk(&self) -> Walked {
        let _span = tracing::info_span!("history").entered();
        let mut notifications = Vec::new();
        let commits = walk(&self.repository, &self.range.from, &self.range.without).unwrap_or_else(|error| {
            notifications.push(Notification::new(NotificationKind::UnreadableInput, format!("{error}.")));
            Commits::default()
        });
        tracing::info!(commits = commits.walked.len(), "walked");
        let mut roots = self.before(&commits);
        let before = roots.len();
        roots.extend(commits.walked.iter().map(|commit| commit.tree));
        let Sightings { blobs, trees, troubles } = sight(&self.repository, &roots, &self.scope);
        tracing::info!(trees, blobs = blobs.len(), "seen");
        let inputs = self.inputs(blobs, before, &commits.walked);
        notifications.extend(cut(commits.cut));
        notifications.extend(commits.troubles.notification("Part of git's history cannot be read"));
        notifications.extend(troubles.notification("Part of git's history cannot be read"));
        Walked { listing: Listing { inputs, notifications, excluded: 0 }, commits: commits.walked.len(), trees }
    }

    /// The trees of the commits that the range was made from. One that is not there hides nothing.
    fn before(&self, commits: &Commits) -> Vec<ObjectId> {
        commits.before.iter().filter_map(|&commit| self.repository.tree_of(commit).ok()).collect()
    }

    fn inputs(&self, blobs: Vec<(ObjectId, Sighting)>, before: usize, commits: &[WalkedCommit]) -> Vec<Input> {
        let current = self.current();
        let brought = |sighting: &Sighting| commits.get((sighting.tree as usize).checked_sub(before)?);
        let mut blobs: Vec<_> = blobs
            .into_iter()
            .filter(|(_, sighting)| brought(sighting).is_some())
            .map(|(id, sighting)| (RepoPath::from_bytes(&sighting.path), sighting, id))
            .collect();
        blobs.sort();
        let input = |(path, sighting, id): (RepoPath, Sighting, ObjectId)| {
            let commit = brought(&sighting)?;
            let in_head = current.contains(&id);
            let commit = Commit { id: commit.id.to_string(), date: date(commit.authored), in_head };
            Some(Input { path, origin: Origin::History(commit), place: Place::Blob(Blob::new(&self.repository, id)) })
        };
        blobs.into_iter().filter_map(input).collect()
    }

    /// The blobs of `HEAD`, at whatever path.
    fn current(&self) -> HashSet<ObjectId> {
        let Ok(tree) = self.repository.head().and_then(|head| self.repository.tree_of(head)) else { return HashSet::new() };
        let seen = sight(&self.repository, &[tree], &Scope::whole());
        seen.blobs.into_iter().map(|(id, _)| id).collect()
    }
}

impl Source for History {
    fn list(&self) -> Listing {
        self.walk().listing
    }

    /// None: a file that another names is one of the tree, not of the history.
    fn find(&self, _path: &RepoPath) -> Option<Input> {
        None
    }
}

/// RFC 3339, like git's `%aI`. A time that no calendar has is the epoch, as it is for git.
fn date(time: Time) -> String {
    let date = time.format(ISO8601_STRICT).unwrap_or_else(|_| "1970-01-01T00:00:00Z".to_owned());
    match date.strip_suffix("+00:00") {
        Some(utc) => format!("{utc}Z"),
        None => date,
    }
}

fn cut(ends: usize) -> Option<Notification> {
    if ends == 0 {
        return None;
    }
    let message = "The clone is shallow: its history is cut, so what older commits held was not read, and commits may be younger \
                   than those that brought a file. Fetch it with `git fetch --unshallow`; in GitHub Actions, check out with \
                   `fetch-depth: 0`.";
    Some(Notification::new(NotificationKind::UnreadableInput, message))
}
