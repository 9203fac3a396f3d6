//! One run, from its inputs to its report.

use std::sync::Arc;
use std::thread::JoinHandle;

use rayon::{ThreadPool, ThreadPoolBuilder};
use secws_model::{Notification, PluginInfo, Report};
use secws_sandbox::Configured;
use secws_sources::{Listing, Source};

use crate::cache::{Cache, Configuration, Session};
use crate::known::Known;
use crate::merge::{self, sorted};
use crate::options::Options;
use crate::pool::InstancePool;
use crate::progress::Progress;
use crate::reader::Reader;
use crate::route::Router;
use crate::scan::file::Files;
use crate::scan::{self, ScannedFile, Scanner};
use crate::shard::{self, Partial, PartialError, Shard};
use crate::timings::{Clock, Timings};
use crate::{conclude, coverage, discover, narrow};

/// Why nothing was scanned.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The threads cannot be started.
    #[error("the worker threads cannot be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// Literals or globs of the plugins cannot be used.
    #[error("the files that the plugins want cannot be told: {0}")]
    Router(String),
    /// Partial results do not fit together.
    #[error(transparent)]
    Partial(#[from] PartialError),
}

/// The stack of a worker, in bytes: well above what the sandbox bounds a plugin's to.
const WORKER_STACK: usize = 8 << 20;

/// Runs plugins over a source.
pub struct Engine {
    plugins: Arc<[Configured]>,
    options: Options,
}

/// What to run over.
pub struct Job<'a> {
    /// The inputs.
    pub source: &'a dyn Source,
    /// What is known of findings before they are found.
    pub known: &'a Known,
    /// What was scanned before, and the folder that paths are told from, by which the cache's index knows them.
    pub cache: Option<(&'a Cache, &'a [u8])>,
    /// Whoever wants to know how far the run is.
    pub progress: &'a dyn Progress,
}

/// What a run has to say. The cache is written while it is read; dropping it waits for that.
pub struct Run {
    /// For people and machines.
    pub report: Report,
    /// Where the time went.
    pub timings: Timings,
    _keeping: Keeping,
}

/// A cache that is being written.
struct Keeping(Option<JoinHandle<()>>);

impl Drop for Keeping {
    fn drop(&mut self) {
        if let Some(thread) = self.0.take() {
            // A panic in there has been told of, and costs the cache only.
            let _ = thread.join();
        }
    }
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
    pub fn run(&self, job: &Job<'_>) -> Result<Run, EngineError> {
        let stage = Stage::new(self, job)?;
        let session = self.session(job);
        let files = stage.scan(session.as_ref(), |inputs| inputs);
        let keeping = Keeping(session.and_then(|session| {
            let thread = std::thread::Builder::new().name("secws-cache".into());
            thread.spawn(move || session.finish()).ok()
        }));
        Ok(stage.finish(files, Vec::new(), keeping))
    }

    /// Scans one part of what a source holds.
    ///
    /// # Errors
    /// Nothing was scanned.
    pub fn run_shard(&self, job: &Job<'_>, shard: Shard) -> Result<Partial, EngineError> {
        let stage = Stage::new(self, job)?;
        let session = self.session(job);
        let files = stage.scan(session.as_ref(), |inputs| shard.of(inputs));
        if let Some(session) = session {
            session.finish();
        }
        Ok(Partial::new(shard, &self.partial_configuration(job), &stage.listing, files))
    }

    /// Makes of all parts what one run over the same source would have given.
    ///
    /// # Errors
    /// They do not fit together, or nothing can be run. A part that is missing is told of in the report.
    pub fn unite(&self, job: &Job<'_>, partials: Vec<Partial>) -> Result<Run, EngineError> {
        let stage = Stage::new(self, job)?;
        let (files, missing) = shard::unite(partials, &self.partial_configuration(job), &stage.listing)?;
        Ok(stage.finish(files, missing, Keeping(None)))
    }

    fn configuration(&self) -> Configuration {
        Configuration::new(&self.plugins, &self.options)
    }

    /// What parts of one whole have in common.
    fn partial_configuration(&self, job: &Job<'_>) -> String {
        format!("{} {}", self.configuration().as_str(), job.known.imports.digest())
    }

    fn session(&self, job: &Job<'_>) -> Option<Session> {
        job.cache.map(|(cache, root)| Session::begin(cache, &self.configuration(), root))
    }
}

/// A run under way.
struct Stage<'a> {
    engine: &'a Engine,
    job: &'a Job<'a>,
    listing: Listing,
    workers: ThreadPool,
    router: Router,
    pool: InstancePool,
    clock: Clock,
}

impl<'a> Stage<'a> {
    fn new(engine: &'a Engine, job: &'a Job<'a>) -> Result<Self, EngineError> {
        let clock = Clock::new(engine.plugins.len());
        let workers = ThreadPoolBuilder::new()
            .num_threads(engine.options.threads)
            .stack_size(WORKER_STACK)
            .thread_name(|index| format!("secws-worker-{index}"))
            .build()?;
        let listing = clock.step("discover", || discover::discover(job.source, !engine.plugins.is_empty()));
        let router = clock.step("route", || Router::new(&engine.plugins)).map_err(EngineError::Router)?;
        let pool = InstancePool::new(workers.current_num_threads(), engine.plugins.len());
        Ok(Stage { engine, job, listing, workers, router, pool, clock })
    }

    fn scanner<'b>(&'b self, cache: Option<&'b Session>) -> Scanner<'b> {
        Scanner {
            plugins: &self.engine.plugins,
            router: &self.router,
            pool: &self.pool,
            options: &self.engine.options,
            imports: &self.job.known.imports,
            cache,
            clock: &self.clock,
            progress: self.job.progress,
        }
    }

    fn scan(
        &self,
        cache: Option<&Session>,
        part: impl FnOnce(Vec<secws_sources::Input>) -> Vec<secws_sources::Input>,
    ) -> Vec<ScannedFile> {
        let inputs = part(self.listing.inputs.clone());
        self.job.progress.begin(inputs.len());
        let scanner = self.scanner(cache);
        self.clock.step("scan", || self.workers.install(|| scan::scan(&scanner, inputs)))
    }

    /// What needs more than one file.
    fn finish(self, files: Vec<ScannedFile>, missing: Vec<Notification>, keeping: Keeping) -> Run {
        let Job { source, known, .. } = *self.job;
        let options = &self.engine.options;
        let mut files: Files = files.into_iter().map(|file| (file.key(), file)).collect();
        let reader = Reader::new(&self.listing.inputs, source, options);
        let scanner = self.scanner(None);
        let (dropped, concluded) = self.workers.install(|| {
            let dropped = self.clock.step("requests", || scan::follow_requests(&scanner, source, &mut files));
            (dropped, self.clock.step("conclude", || conclude::conclude(&scanner, &reader, &files)))
        });
        let report = self.clock.step("merge", || {
            let mut notifications = [self.listing.notifications.clone(), missing, dropped, concluded.notifications].concat();
            notifications.extend(files.values_mut().flat_map(|file| std::mem::take(&mut file.notifications)));
            let mut plugins = self.infos(&concluded.rules);
            let tools = known.imports.tools(&plugins);
            let (imported, unplaced) = known.imports.findings(&tools, &files, &reader);
            plugins.extend(tools);
            notifications.extend(unplaced);
            let findings = merge::merge(&mut files, concluded.findings, imported, &plugins, &options.rules, &reader);
            let names: Vec<String> = self.engine.plugins.iter().map(|plugin| plugin.description().name.clone()).collect();
            let mut report = Report {
                coverage: coverage::coverage(&files, &names, self.listing.excluded),
                redacted: files.values().any(|file| !file.masks.is_empty()),
                plugins,
                findings,
                notifications,
                narrowed: None,
            };
            known.apply(&mut report, &files, &reader);
            if let Some(changes) = &known.changes {
                narrow::narrow(&mut report, changes, &reader);
            }
            report.notifications = sorted(std::mem::take(&mut report.notifications));
            report
        });
        let timings = self.clock.timings(&self.engine.plugins, &report.coverage);
        Run { report, timings, _keeping: keeping }
    }

    fn infos(&self, brought: &[Vec<secws_model::Rule>]) -> Vec<PluginInfo> {
        let with_brought = self.engine.plugins.iter().zip(brought);
        with_brought
            .map(|(plugin, brought)| {
                let description = plugin.description();
                let mut rules: Vec<_> = description.rules.iter().chain(brought).cloned().collect();
                rules.sort_by(|a, b| a.id.cmp(&b.id));
                PluginInfo { name: description.name.clone(), version: description.version.clone(), rules, imported: None }
            })
            .collect()
    }
}
