//! The pipeline, one file per step: discover, route, scan, conclude, merge, judge. It knows no rule.
#![forbid(unsafe_code)]

mod conclude;
mod discover;
mod file;
mod judge;
mod merge;
mod options;
mod pool;
mod route;
mod scan;
mod timings;

use std::sync::Arc;

use rayon::ThreadPoolBuilder;
use secws_model::{Coverage, PluginCoverage, PluginInfo, Report};
use secws_sandbox::Configured;
use secws_sources::Source;

pub use judge::{Gate, judge};
pub use options::{Options, RuleFilter};
pub use timings::{SlowFile, Timings};

use pool::InstancePool;
use route::Router;
use scan::Scanner;
use timings::Clock;

/// Why nothing was scanned.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The threads cannot be started.
    #[error("the worker threads cannot be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// Literals or globs of the plugins cannot be used.
    #[error("the files that the plugins want cannot be told: {0}")]
    Router(String),
}

/// The stack of a worker, in bytes: well above what the sandbox bounds a plugin's to.
const WORKER_STACK: usize = 8 << 20;

/// Runs plugins over a source.
pub struct Engine {
    plugins: Arc<[Configured]>,
    options: Options,
}

impl Engine {
    /// An engine with these plugins, which it sorts by name.
    #[must_use]
    pub fn new(mut plugins: Vec<Configured>, options: Options) -> Self {
        plugins.sort_by(|a, b| a.description().name.cmp(&b.description().name));
        Engine { plugins: plugins.into(), options }
    }

    /// Scans all that a source holds. The same source gives the same report, whatever the number of threads.
    ///
    /// # Errors
    /// Nothing was scanned. What goes wrong with a file or a plugin is in the report instead.
    pub fn run(&self, source: &dyn Source) -> Result<(Report, Timings), EngineError> {
        let clock = Clock::new(self.plugins.len());
        let workers = ThreadPoolBuilder::new()
            .num_threads(self.options.threads)
            .stack_size(WORKER_STACK)
            .thread_name(|index| format!("secws-worker-{index}"))
            .build()?;
        let listing = clock.step("discover", || discover::discover(source));
        let router = clock.step("route", || Router::new(&self.plugins)).map_err(EngineError::Router)?;
        let pool = InstancePool::new(workers.current_num_threads(), self.plugins.len());
        let scanner =
            Scanner { plugins: &self.plugins, router: &router, pool: &pool, options: &self.options, clock: &clock };
        let (scanned, concluded) = workers.install(|| {
            let scanned = clock.step("scan", || scan::scan(&scanner, source, listing.inputs));
            let concluded = clock.step("conclude", || conclude::conclude(&scanner, source, &scanned.files));
            (scanned, concluded)
        });
        let coverage = self.coverage(&scanned.files);
        let plugins = self.infos(&concluded.rules);
        let notifications = listing.notifications.into_iter().chain(scanned.notifications).chain(concluded.notifications);
        let notifications = notifications.collect();
        let report = clock.step("merge", || {
            merge::merge(merge::Parts {
                plugins,
                coverage,
                notifications,
                files: scanned.files,
                concluded: concluded.findings,
            })
        });
        let timings = clock.timings(&self.plugins, &report.coverage);
        Ok((report, timings))
    }

    fn coverage(&self, files: &[scan::ScannedFile]) -> Coverage {
        let mut coverage = Coverage { files: files.len() as u64, ..Coverage::default() };
        coverage.plugins = self
            .plugins
            .iter()
            .map(|plugin| plugin.description().name.clone())
            .map(|plugin| PluginCoverage { plugin, files: 0 })
            .collect();
        for file in files {
            coverage.bytes = coverage.bytes.saturating_add(file.size);
            coverage.scanned += u64::from(!file.scanned_by.is_empty());
            for &plugin in &file.scanned_by {
                coverage.plugins[plugin].files += 1;
            }
        }
        coverage
    }

    fn infos(&self, brought: &[Vec<secws_model::Rule>]) -> Vec<PluginInfo> {
        let with_brought = self.plugins.iter().zip(brought);
        with_brought
            .map(|(plugin, brought)| {
                let description = plugin.description();
                let mut rules: Vec<_> = description.rules.iter().chain(brought).cloned().collect();
                rules.sort_by(|a, b| a.id.cmp(&b.id));
                PluginInfo { name: description.name.clone(), version: description.version.clone(), rules }
            })
            .collect()
    }
}
