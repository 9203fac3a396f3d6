//! What could not be read, told once.

use secws_model::{Notification, NotificationKind};

/// How often something failed, and how at first.
#[derive(Debug, Default)]
pub(super) struct Troubles {
    count: u64,
    first: Option<String>,
}

impl Troubles {
    /// One more.
    pub(super) fn add(&mut self, trouble: String) {
        self.count += 1;
        // Threads come in any order, the report must not.
        if self.first.as_ref().is_none_or(|first| trouble < *first) {
            self.first = Some(trouble);
        }
    }

    /// With another's.
    pub(super) fn join(&mut self, other: Troubles) {
        self.count += other.count.saturating_sub(u64::from(other.first.is_some()));
        if let Some(first) = other.first {
            self.add(first);
        }
    }

    /// A notification, if there was any. `what` failed: `parts of the history cannot be read`.
    pub(super) fn notification(self, what: &str) -> Option<Notification> {
        let first = self.first?;
        let message = match self.count {
            1 => format!("{what}: {first}."),
            count => format!("{what}, {count} times, for one: {first}."),
        };
        Some(Notification::new(NotificationKind::UnreadableInput, message))
    }
}
