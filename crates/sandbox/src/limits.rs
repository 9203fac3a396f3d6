//! How much a plugin may use.

use std::time::Duration;

use wasmtime::ResourceLimiter;

use crate::instance::Call;

/// The wasm stack of a call, in bytes. A thread that calls plugins needs a stack well above it.
pub(crate) const STACK: usize = 1 << 20;

/// What one call of a plugin may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Time for any call.
    pub time: Duration,
    /// Time on top for each megabyte of input.
    pub time_per_megabyte: Duration,
    /// Memory of an instance while it scans, in bytes.
    pub memory: usize,
    /// Time for a conclusion.
    pub conclude_time: Duration,
    /// Memory of an instance while it concludes, in bytes.
    pub conclude_memory: usize,
    /// Findings of one file and plugin.
    pub findings: usize,
    /// Files that one file may request.
    pub requests: usize,
    /// Facts of one file and plugin, in bytes.
    pub facts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            time: Duration::from_secs(10),
            time_per_megabyte: Duration::from_secs(1),
            memory: 512 << 20,
            conclude_time: Duration::from_secs(60),
            conclude_memory: 2 << 30,
            findings: 1_000,
            requests: 1_000,
            facts: 16 << 20,
        }
    }
}

impl Limits {
    /// Time to scan a file of this size.
    #[must_use]
    pub fn scan_time(&self, bytes: u64) -> Duration {
        self.time.saturating_add(self.per_megabyte(bytes))
    }

    /// Time to conclude from facts of this size.
    #[must_use]
    pub fn conclude_time(&self, bytes: u64) -> Duration {
        self.conclude_time.saturating_add(self.per_megabyte(bytes))
    }

    pub(crate) fn memory_of(&self, call: Call) -> usize {
        match call {
            Call::Scan => self.memory,
            Call::Conclude => self.conclude_memory,
        }
    }

    fn per_megabyte(&self, bytes: u64) -> Duration {
        let megabytes = u32::try_from(bytes / 1_000_000).unwrap_or(u32::MAX);
        self.time_per_megabyte.saturating_mul(megabytes)
    }
}

/// Bounds an instance's memory, and remembers that it did: out of memory, a panic and `unreachable` look alike as traps.
#[derive(Debug)]
pub(crate) struct Limiter {
    /// In bytes, of all memories together.
    pub(crate) memory: usize,
    /// In bytes.
    pub(crate) used: usize,
    /// Whether more was wanted.
    pub(crate) refused: bool,
}

/// Entries of a table: functions of a component; a guest has no reason to grow it.
const TABLE_ENTRIES: usize = 1 << 20;

impl Limiter {
    pub(crate) fn new(memory: usize) -> Self {
        Limiter { memory, used: 0, refused: false }
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let wanted = self.used.saturating_sub(current).saturating_add(desired);
        if wanted > self.memory {
            self.refused = true;
            return Ok(false);
        }
        self.used = wanted;
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(desired <= TABLE_ENTRIES)
    }

    fn memories(&self) -> usize {
        4
    }
}
