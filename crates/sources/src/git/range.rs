//! What part of a history is meant.

use gix::ObjectId;
use gix::revision::plumbing::Spec;

use super::error::GitError;
use super::repository::{Repository, check, unknown};

/// Commits to begin at, and commits to leave out with all their ancestors.
#[derive(Debug, Default)]
pub(super) struct Range {
    pub(super) from: Vec<ObjectId>,
    pub(super) without: Vec<ObjectId>,
}

impl Range {
    /// A range as git has it: words like `main`, `main..feature`, `main...feature`, `^main`, `HEAD~10..`, or `--all` for every
    /// reference. `HEAD` if there is no word.
    ///
    /// # Errors
    /// A word names no commit, or there is no commit yet.
    pub(super) fn parse(repository: &Repository, text: Option<&str>) -> Result<Self, GitError> {
        let mut range = Range::default();
        let words: Vec<&str> = text.unwrap_or_default().split_ascii_whitespace().collect();
        if words.is_empty() {
            range.from.push(repository.head()?);
        }
        for word in &words {
            match *word {
                "--all" => range.from.extend(all(repository)?),
                word => range.add(repository, word)?,
            }
        }
        // `^main` alone is meant of `HEAD`.
        if range.from.is_empty() {
            range.from.push(repository.head()?);
        }
        Ok(range)
    }

    fn add(&mut self, repository: &Repository, word: &str) -> Result<(), GitError> {
        check(word)?;
        let spec = repository.with(|repository| repository.rev_parse(word).map(gix::revision::Spec::detach));
        let commit = |id| repository.peel(word, id);
        match spec.map_err(|error| unknown(word, error))? {
            Spec::Include(id) => self.from.push(commit(id)?),
            Spec::Exclude(id) => self.without.push(commit(id)?),
            Spec::Range { from, to } => {
                self.without.push(commit(from)?);
                self.from.push(commit(to)?);
            }
            Spec::Merge { theirs, ours } => {
                let (theirs, ours) = (commit(theirs)?, commit(ours)?);
                self.without.extend(merge_bases(repository, theirs, ours)?);
                self.from.extend([theirs, ours]);
            }
            Spec::IncludeOnlyParents(id) => self.from.extend(parents(repository, commit(id)?)?),
            Spec::ExcludeParents(id) => {
                let id = commit(id)?;
                self.from.push(id);
                self.without.extend(parents(repository, id)?);
            }
        }
        Ok(())
    }
}

/// The commits of all references, and of `HEAD`.
fn all(repository: &Repository) -> Result<Vec<ObjectId>, GitError> {
    let mut commits = repository
        .with(|repository| {
            let mut commits = Vec::new();
            for reference in repository.references()?.all()?.flatten() {
                // A tag of a tree or a blob has no history.
                let commit = reference.into_fully_peeled_id().ok().and_then(|id| id.object().ok()?.peel_to_commit().ok());
                commits.extend(commit.map(|commit| commit.id));
            }
            Ok(commits)
        })
        .map_err(|error: gix::Error| GitError::unreadable("list of references", error))?;
    commits.extend(match repository.head() {
        Err(GitError::NoCommit) if !commits.is_empty() => None,
        head => Some(head?),
    });
    commits.sort();
    commits.dedup();
    Ok(commits)
}

fn merge_bases(repository: &Repository, one: ObjectId, other: ObjectId) -> Result<Vec<ObjectId>, GitError> {
    repository
        .with(|repository| Ok(repository.merge_bases_many(one, &[other])?.into_iter().map(gix::Id::detach).collect()))
        .map_err(|error: gix::Error| GitError::unreadable("history", error))
}

fn parents(repository: &Repository, commit: ObjectId) -> Result<Vec<ObjectId>, GitError> {
    repository
        .with(|repository| Ok(repository.find_commit(commit)?.parent_ids().map(gix::Id::detach).collect()))
        .map_err(|error: gix::Error| GitError::unreadable(format!("commit {commit}"), error))
}
