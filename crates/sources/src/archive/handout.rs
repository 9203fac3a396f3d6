//! Handing out members.

use std::io::Read;

use secws_model::{Notification, Origin, RepoPath};

use crate::Content;

use super::Member;
use super::limits::{Bound, Budget};
use super::metered::{Metered, Packed};
use super::names::{Names, normal};
use super::notices::Notices;
use super::spool::spool;

/// How reading a member went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// To its end.
    Read,
    /// It broke off, for a reason that was said.
    Broken,
    /// It reached a limit, which was said.
    Bound(Bound),
}

/// One archive, as far as all formats have it in common.
pub(super) struct Handout<'a> {
    path: &'a RepoPath,
    origin: Origin,
    budget: &'a mut Budget,
    whole: u64,
    each: &'a mut dyn FnMut(Member, &mut Budget),
    names: Names,
    notices: Notices,
}

impl<'a> Handout<'a> {
    pub(super) fn new(
        path: &'a RepoPath,
        origin: &Origin,
        budget: &'a mut Budget,
        whole: u64,
        each: &'a mut dyn FnMut(Member, &mut Budget),
    ) -> Self {
        let origin = Origin::Member { container: path.clone(), commit: origin.commit().cloned() };
        Handout { path, origin, budget, whole, each, names: Names::default(), notices: Notices::default() }
    }

    pub(super) fn finish(self) -> Vec<Notification> {
        self.notices.finish(self.path)
    }

    /// The archive's own path.
    pub(super) fn path(&self) -> &RepoPath {
        self.path
    }

    /// Counts what a reader unpacks against the limits.
    pub(super) fn metered<R: Read>(&self, reader: R, packed: Packed) -> Metered<R> {
        Metered::new(reader, packed, self.budget.limits().ratio, self.budget.allowance())
    }

    /// Says why the archive, or what is left of it, was not looked at.
    pub(super) fn gap(&mut self, why: &str) {
        self.notices.say(self.path, format!("cannot look at all of `{}`: {why}", self.path));
    }

    /// Says that the archive reached a limit.
    pub(super) fn bound(&mut self, bound: Bound) {
        self.gap(&bound.to_string());
    }

    /// Says that a member has another name in the archive's directory than where it is: tools take the one or the other,
    /// and rules that ask for a name only see the directory's.
    pub(super) fn renamed(&mut self, name: &[u8], own: &[u8]) {
        let (name, own) = (normal(name, true), normal(own, true));
        self.gap(&format!("its directory has `{name}` for what calls itself `{own}`"));
    }

    /// Says why a member was not looked at. It counts like one that was.
    pub(super) fn skipped(&mut self, name: &[u8], backslash: bool, why: &str) -> Outcome {
        if let Err(bound) = self.budget.take_member() {
            self.bound(bound);
            return Outcome::Bound(bound);
        }
        let path = self.member_path(name, backslash);
        self.notices.say(&path, format!("cannot look at `{path}`: {why}"));
        Outcome::Broken
    }

    /// Reads a member and hands it out, broken ones as far as they go. `backslash`: whether that divides its name.
    pub(super) fn member(&mut self, name: &[u8], backslash: bool, reader: &mut dyn Read) -> Outcome {
        if let Err(bound) = self.budget.take_member() {
            self.bound(bound);
            return Outcome::Bound(bound);
        }
        let path = self.member_path(name, backslash);
        let spooled = match spool(reader, self.whole) {
            Ok(spooled) => spooled,
            Err(error) => {
                self.notices.say(&path, format!("cannot look at `{path}`: it cannot be kept: {error}"));
                return Outcome::Broken;
            }
        };
        let Some(error) = spooled.broken else {
            self.give(path, spooled.content);
            return Outcome::Read;
        };
        if let Some(bound) = Bound::of(&error) {
            if bound.is_final() {
                self.gap(&format!("from `{path}` on, {bound}"));
            } else {
                self.notices.say(&path, format!("cannot look at `{path}`: {bound}"));
            }
            return Outcome::Bound(bound);
        }
        let size = spooled.content.size();
        self.notices.say(&path, format!("`{path}` is broken, {size} bytes of it could be read: {error}"));
        if size > 0 {
            self.give(path, spooled.content);
        }
        Outcome::Broken
    }

    fn give(&mut self, path: RepoPath, content: Content) {
        (self.each)(Member { path, origin: self.origin.clone(), content }, self.budget);
    }

    /// The path of a member. One whose name comes again is numbered in front, so that rules that ask for a name see it.
    fn member_path(&mut self, name: &[u8], backslash: bool) -> RepoPath {
        let name = self.names.give(name, backslash);
        RepoPath::new(&format!("{}!/{name}", self.path))
    }
}
