//! How far a run is.

/// Whoever wants to know how far a run is.
pub trait Progress: Sync {
    /// So many inputs will be scanned.
    fn begin(&self, _inputs: usize) {}
    /// One more was.
    fn scanned(&self) {}
}

/// Nobody wants to know.
impl Progress for () {}
