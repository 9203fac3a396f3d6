//! Where the time went.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use secws_model::{Coverage, RepoPath};
use secws_sandbox::Configured;

/// How many of the slowest files are named.
const SLOWEST: usize = 10;

/// A file that took long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlowFile {
    /// The file.
    pub path: RepoPath,
    /// In all plugins.
    pub time: Duration,
}

/// Where the time went.
#[derive(Debug, Clone, Default)]
pub struct Timings {
    /// Wall time by step, in order.
    pub steps: Vec<(&'static str, Duration)>,
    /// Time in the sandbox by plugin, over all workers, and the files that it was handed.
    pub plugins: Vec<(String, Duration, u64)>,
    /// The slowest files, the slowest first.
    pub slowest: Vec<SlowFile>,
    /// All files.
    pub files: u64,
    /// Those that entered the sandbox.
    pub sandboxed: u64,
}

/// Measures while the engine runs.
pub(crate) struct Clock {
    steps: Mutex<Vec<(&'static str, Duration)>>,
    plugins: Vec<AtomicU64>,
    slowest: Mutex<Vec<SlowFile>>,
}

impl Clock {
    pub(crate) fn new(plugins: usize) -> Self {
        Clock {
            steps: Mutex::default(),
            plugins: (0..plugins).map(|_| AtomicU64::default()).collect(),
            slowest: Mutex::default(),
        }
    }

    /// Measures one step.
    pub(crate) fn step<T>(&self, name: &'static str, run: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let value = run();
        self.steps.lock().unwrap_or_else(PoisonError::into_inner).push((name, started.elapsed()));
        value
    }

    /// Adds a call of a plugin.
    pub(crate) fn call(&self, plugin: usize, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.plugins[plugin].fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// Adds a file.
    pub(crate) fn file(&self, path: &RepoPath, time: Duration) {
        let mut slowest = self.slowest.lock().unwrap_or_else(PoisonError::into_inner);
        if slowest.len() == SLOWEST && slowest.last().is_some_and(|last| last.time >= time) {
            return;
        }
        let position = slowest.partition_point(|slow| slow.time >= time);
        slowest.insert(position, SlowFile { path: path.clone(), time });
        slowest.truncate(SLOWEST);
    }

    /// All that was measured.
    pub(crate) fn timings(self, plugins: &[Configured], coverage: &Coverage) -> Timings {
        let files = coverage.plugins.iter().map(|plugin| plugin.files);
        let measured = plugins.iter().zip(&self.plugins).zip(files).map(|((plugin, time), files)| {
            (plugin.description().name.clone(), Duration::from_nanos(time.load(Ordering::Relaxed)), files)
        });
        Timings {
            plugins: measured.collect(),
            steps: self.steps.into_inner().unwrap_or_else(PoisonError::into_inner),
            slowest: self.slowest.into_inner().unwrap_or_else(PoisonError::into_inner),
            files: coverage.files,
            sandboxed: coverage.scanned,
        }
    }
}
