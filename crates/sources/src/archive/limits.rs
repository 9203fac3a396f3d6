//! How much of an archive is unpacked.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How much of one outer file, with all archives in it, is unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Archives in archives: 1 is the outer file alone.
    pub depth: u32,
    /// Members, of all archives together.
    pub members: u64,
    /// Unpacked bytes for each packed one, past the first MiB of a member.
    pub ratio: u64,
    /// Unpacked bytes, of all archives together.
    pub unpacked: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { depth: 3, members: 10_000, ratio: 200, unpacked: 1 << 30 }
    }
}

/// What is left of the limits, shared over one outer file and all nested in it.
#[derive(Debug)]
pub struct Budget {
    limits: Limits,
    members: u64,
    unpacked: Allowance,
}

impl Budget {
    /// All of it.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        let unpacked = Allowance(Arc::new(AtomicU64::new(limits.unpacked)));
        Budget { limits: limits.clone(), members: limits.members, unpacked }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// One member less.
    pub(super) fn take_member(&mut self) -> Result<(), Bound> {
        self.members = self.members.checked_sub(1).ok_or(Bound::Members)?;
        Ok(())
    }

    pub(super) fn allowance(&self) -> Allowance {
        self.unpacked.clone()
    }
}

/// The bytes that may still be unpacked; a reader holds one while its archive's members are unpacked themselves.
#[derive(Debug, Clone)]
pub(super) struct Allowance(Arc<AtomicU64>);

impl Allowance {
    /// Takes so many bytes of it; all that is left if that is less.
    pub(super) fn take(&self, bytes: u64) -> Result<(), Bound> {
        let left = self.0.load(Ordering::Relaxed);
        self.0.store(left.saturating_sub(bytes), Ordering::Relaxed);
        if bytes > left { Err(Bound::Unpacked) } else { Ok(()) }
    }
}

/// A limit that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Bound {
    #[error("it is nested deeper than `archives.depth` allows")]
    Depth,
    #[error("there are more members than `archives.members` allows")]
    Members,
    #[error("it unpacks to more than `archives.ratio` allows for its packed size")]
    Ratio,
    #[error("there is more to unpack than `archives.unpacked` allows")]
    Unpacked,
}

impl Bound {
    /// The limit that made a read fail, if one did.
    pub(super) fn of(error: &io::Error) -> Option<Bound> {
        error.get_ref()?.downcast_ref::<Bound>().copied()
    }

    /// Whether nothing more of the outer file can be unpacked.
    pub(super) fn is_final(self) -> bool {
        matches!(self, Bound::Members | Bound::Unpacked)
    }
}

impl From<Bound> for io::Error {
    fn from(bound: Bound) -> Self {
        io::Error::other(bound)
    }
}
