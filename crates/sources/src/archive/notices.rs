//! What was not looked at in an archive.

use secws_model::{Notification, NotificationKind, RepoPath};

/// So many are said one by one.
const SAID: usize = 20;

/// What was not looked at in one archive.
#[derive(Debug, Default)]
pub(super) struct Notices {
    said: Vec<Notification>,
    unsaid: u64,
}

impl Notices {
    /// Says one.
    pub(super) fn say(&mut self, path: &RepoPath, message: String) {
        if self.said.len() < SAID {
            self.said.push(Notification::new(NotificationKind::UnreadGap, message).path(path));
        } else {
            self.unsaid += 1;
        }
    }

    /// All of them; one that counts the rest is the last.
    pub(super) fn finish(mut self, archive: &RepoPath) -> Vec<Notification> {
        if self.unsaid > 0 {
            let message = format!("{} more gaps in `{archive}` are not listed", self.unsaid);
            self.said.push(Notification::new(NotificationKind::UnreadGap, message).path(archive));
        }
        self.said
    }
}
