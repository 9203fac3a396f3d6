//! The advisories that plugins may look up: the user's own index beside the one that is built in.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use secws_advisories::{AdvisoryError, Database, Index, Snapshot};
use secws_model::{Notification, NotificationKind};

/// Data older than this many days are warned about.
pub const STALE_DAYS: i64 = 30;

/// Opened at the first look-up: most runs of a hook on two files need none.
pub struct Lazy {
    path: Option<PathBuf>,
    opened: OnceLock<Opened>,
    asked: AtomicBool,
}

struct Opened {
    database: Database,
    /// Why the user's index cannot be used.
    broken: Option<String>,
}

impl Lazy {
    /// With the user's index at `path`, if there is one.
    pub fn new(path: Option<PathBuf>) -> Arc<Self> {
        Arc::new(Lazy { path, opened: OnceLock::new(), asked: AtomicBool::new(false) })
    }

    /// The database, opened now if it was not before.
    pub fn database(&self) -> &Database {
        &self.opened().database
    }

    /// Why the user's index cannot be used, if so.
    pub fn broken(&self) -> Option<&str> {
        self.opened().broken.as_deref()
    }

    fn opened(&self) -> &Opened {
        self.opened.get_or_init(|| {
            let own = self.path.as_ref().filter(|path| path.exists()).map(|path| Index::open(path));
            let (own, broken) = match own {
                Some(Err(error)) => (None, Some(error.to_string())),
                Some(Ok(index)) => (Some(index), None),
                None => (None, None),
            };
            let embedded = Index::embedded();
            let broken = broken.or_else(|| embedded.as_ref().err().map(AdvisoryError::to_string));
            Opened { database: Database::new(own.into_iter().chain(embedded).collect()), broken }
        })
    }

    /// What a run that looked something up should tell: that the data are broken, or old.
    pub fn notifications(&self, today: &str) -> Vec<Notification> {
        if !self.asked.load(Ordering::Relaxed) {
            return Vec::new();
        }
        let broken = self.broken().map(|error| Notification::new(NotificationKind::AdvisoriesBroken, error));
        let old = self.database().status().into_iter().filter(|snapshot| is_stale(snapshot, today)).map(|snapshot| {
            // No age in days: the log of two runs over the same tree is the same.
            let message = format!(
                "The advisories of '{}' are of {}, more than {STALE_DAYS} days old. `secws db update` brings newer ones.",
                snapshot.ecosystem,
                day(snapshot)
            );
            Notification::new(NotificationKind::AdvisoriesStale, message)
        });
        broken.into_iter().chain(old).collect()
    }
}

/// Whether the data are older than they should be.
pub fn is_stale(snapshot: &Snapshot, today: &str) -> bool {
    snapshot.age_in_days(today).is_none_or(|age| age > STALE_DAYS)
}

/// The day of the newest record.
pub fn day(snapshot: &Snapshot) -> &str {
    snapshot.modified.split('T').next().unwrap_or(&snapshot.modified)
}

/// What the sandbox asks.
impl secws_sandbox::Advisories for Lazy {
    fn lookup(&self, ecosystem: &str, name: &str) -> Result<Vec<String>, String> {
        self.asked.store(true, Ordering::Relaxed);
        self.database().lookup(ecosystem, name).map_err(|error| error.to_string())
    }

    fn snapshot(&self, ecosystem: &str) -> Result<Option<String>, String> {
        Ok(self.database().snapshot(ecosystem).map(|snapshot| snapshot.modified.clone()))
    }
}
