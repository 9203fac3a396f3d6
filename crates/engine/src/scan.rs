//! Scan: every file through the plugins that want it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use secws_model::{Fact, Gap, GapKind, Hits, Location, Notification, NotificationKind, Redactor, RepoPath, Rule, Span};
use secws_sandbox::{Answer, Configured, Failure, Instance, LogLevel, LogLine};
use secws_sources::{Input, Source};

use crate::file::OpenFile;
use crate::merge::resolve::{Resolved, Resolver, View};
use crate::options::Options;
use crate::pool::InstancePool;
use crate::route::{Route, Router, Sample};
use crate::timings::Clock;

/// Files that requests may add in one run.
const REQUESTED_FILES: usize = 10_000;
/// A file that takes longer than this is told of in the log.
const SLOW: Duration = Duration::from_secs(1);

/// What scanning needs besides the file.
pub(crate) struct Scanner<'a> {
    pub(crate) plugins: &'a [Configured],
    pub(crate) router: &'a Router,
    pub(crate) pool: &'a InstancePool,
    pub(crate) options: &'a Options,
    pub(crate) clock: &'a Clock,
}

/// What came out of one file.
pub(crate) struct ScannedFile {
    pub(crate) input: Input,
    pub(crate) size: u64,
    /// Plugins that it was handed to.
    pub(crate) scanned_by: Vec<usize>,
    pub(crate) findings: Vec<Resolved>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) redactor: Redactor,
    notifications: Vec<Notification>,
    requests: Vec<(usize, RepoPath)>,
}

/// What came out of all files, by path.
pub(crate) struct Scanned {
    pub(crate) files: Vec<ScannedFile>,
    pub(crate) notifications: Vec<Notification>,
}

/// Scans all inputs, then those that they request, and so on.
pub(crate) fn scan(scanner: &Scanner<'_>, source: &dyn Source, inputs: Vec<Input>) -> Scanned {
    let _span = tracing::info_span!("scan").entered();
    let none = BTreeSet::new();
    let files: Vec<ScannedFile> = inputs.into_par_iter().map(|input| scanner.scan_file(input, &none)).collect();
    let mut files: BTreeMap<RepoPath, ScannedFile> = files.into_iter().map(|file| (file.input.path.clone(), file)).collect();
    let mut notifications = Vec::new();
    let mut requested: BTreeMap<RepoPath, BTreeSet<usize>> = BTreeMap::new();
    loop {
        let mut round = BTreeMap::new();
        for (plugin, path) in files.values().flat_map(|file| &file.requests) {
            let had = files.get(path).is_some_and(|file| file.scanned_by.contains(plugin));
            if !had && !requested.get(path).is_some_and(|by| by.contains(plugin)) {
                round.entry(path.clone()).or_insert_with(BTreeSet::new).insert(*plugin);
            }
        }
        if round.is_empty() {
            break;
        }
        if requested.len() + round.len() > REQUESTED_FILES {
            let message =
                format!("More than {REQUESTED_FILES} files are named by others; the rest of them was not followed.");
            notifications.push(Notification::new(NotificationKind::RequestsDropped, message));
            break;
        }
        for (path, plugins) in &round {
            requested.entry(path.clone()).or_default().extend(plugins);
        }
        // A file that was scanned before is scanned anew by all its plugins, so that their masks join.
        let wanted: Vec<Input> = round.keys().filter_map(|path| known(&files, source, path)).collect();
        let scanned: Vec<_> = wanted
            .into_par_iter()
            .map(|input| {
                let by = requested.get(&input.path).unwrap_or(&none);
                scanner.scan_file(input, by)
            })
            .collect();
        files.extend(scanned.into_iter().map(|file| (file.input.path.clone(), file)));
    }
    let mut files: Vec<ScannedFile> = files.into_values().collect();
    notifications.extend(files.iter_mut().flat_map(|file| std::mem::take(&mut file.notifications)));
    Scanned { files, notifications }
}

fn known(files: &BTreeMap<RepoPath, ScannedFile>, source: &dyn Source, path: &RepoPath) -> Option<Input> {
    files.get(path).map(|file| file.input.clone()).or_else(|| source.find(path))
}

impl Scanner<'_> {
    /// One file through the plugins that want it, and those for which another file requested it.
    fn scan_file(&self, input: Input, requested_by: &BTreeSet<usize>) -> ScannedFile {
        let started = Instant::now();
        let mut file = ScannedFile {
            size: 0,
            scanned_by: Vec::new(),
            findings: Vec::new(),
            facts: Vec::new(),
            redactor: Redactor::default(),
            notifications: Vec::new(),
            requests: Vec::new(),
            input,
        };
        match file.input.open(self.options.max_file_size) {
            Ok(content) => {
                file.size = content.size();
                let open = Arc::new(OpenFile { input: file.input.clone(), content });
                let routes = self.routes(&mut file, &open, requested_by);
                self.scan_by(&mut file, &open, routes);
            }
            Err(error) => {
                let message = format!("This file cannot be read: {error}.");
                file.notifications
                    .push(Notification::new(NotificationKind::UnreadableInput, message).path(&file.input.path));
            }
        }
        let time = started.elapsed();
        if time > SLOW {
            tracing::warn!(path = %file.input.path, seconds = time.as_secs_f64(), "slow file");
        }
        self.clock.file(&file.input.path, time);
        file
    }

    fn routes(&self, file: &mut ScannedFile, open: &OpenFile, requested_by: &BTreeSet<usize>) -> Vec<Route> {
        let path = &file.input.path;
        let head = open.content.read(0, u32::try_from(self.router.head()).unwrap_or(u32::MAX));
        let routes = match (open.content.whole(), &head) {
            (Some(bytes), _) => self.router.route(path, Sample::Whole(bytes)),
            (None, Ok(head)) => self.router.route(path, Sample::Head(head)),
            (None, Err(error)) => {
                let message = format!("This file cannot be read: {error}.");
                file.notifications.push(Notification::new(NotificationKind::UnreadableInput, message).path(path));
                return Vec::new();
            }
        };
        for plugin in routes.too_large_for {
            let (size, most) = (file.size, self.options.max_file_size);
            let message = format!("The file has {size} bytes, more than the {most} that are looked at (`max-file-size`).");
            let notification = Notification::new(NotificationKind::InputTooLarge, message).path(path);
            file.notifications.push(notification.plugin(self.name(plugin)));
        }
        let mut routes = routes.routes;
        for &plugin in requested_by {
            if !routes.iter().any(|route| route.plugin == plugin) {
                let hits = open.content.whole().map_or_else(Hits::default, |bytes| self.router.hits(plugin, bytes));
                routes.push(Route { plugin, hits });
            }
        }
        routes.sort_by_key(|route| route.plugin);
        routes
    }

    /// Calls the plugins, joins their masks, and only then makes anything of what they say that could be shown.
    fn scan_by(&self, file: &mut ScannedFile, open: &Arc<OpenFile>, routes: Vec<Route>) {
        let mut answers = Vec::new();
        for Route { plugin, hits } in routes {
            file.scanned_by.push(plugin);
            let lent = Arc::clone(open) as Arc<_>;
            match self.call(plugin, "this file", |instance| instance.scan(lent, hits)) {
                Ok(answer) => answers.push((plugin, answer)),
                Err(notification) => file.notifications.push(notification.path(&file.input.path)),
            }
        }
        if answers.is_empty() {
            return;
        }
        let masks: Vec<Span> = answers.iter().flat_map(|(_, answer)| answer.outcome.masks.iter().copied()).collect();
        let bytes = open.content.whole();
        file.redactor = Redactor::new(bytes.map_or(&[][..], |bytes| bytes), &masks);
        let view = View::new(bytes.cloned(), file.redactor.clone());
        for (plugin, answer) in answers {
            self.take(file, &view, plugin, answer);
        }
    }

    /// Calls a worker's instance of a plugin, and keeps it if it may be used again. `what` it looks at: `this file`.
    pub(crate) fn call(
        &self,
        plugin: usize,
        what: &str,
        run: impl FnOnce(&mut Instance) -> Result<Answer, Failure>,
    ) -> Result<Answer, Box<Notification>> {
        let name = self.name(plugin);
        let mut instance = self.pool.take(plugin, &self.plugins[plugin]).map_err(|error| {
            let message = format!("The plugin '{name}' cannot start: {error}.");
            Box::new(Notification::new(NotificationKind::PluginTrap, message).plugin(name))
        })?;
        let started = Instant::now();
        let answer = run(&mut instance);
        self.clock.call(plugin, started.elapsed());
        if answer.as_ref().err().is_none_or(Failure::keeps_instance) {
            self.pool.put(plugin, instance);
        }
        answer.map_err(|failure| Box::new(failed(name, &failure, what)))
    }

    /// Masks and resolves one plugin's answer.
    fn take(&self, file: &mut ScannedFile, view: &View, plugin: usize, answer: Answer) {
        let name = self.name(plugin);
        let path = &file.input.path;
        let Answer { outcome, claims, log } = answer;
        log_lines(name, log, &file.redactor);
        let description = self.plugins[plugin].description();
        let rules = |id: &str| description.rules.iter().find(|rule| rule.id == id);
        let resolver = Resolver { plugin: name, rules: &rules, filter: &self.options.rules, view: &|_| Some(view) };
        file.findings.extend(resolver.findings(outcome.findings));
        file.notifications.extend(resolver.gaps(outcome.gaps, Some(path)));
        file.notifications.extend(claimed(name, claims, &file.redactor).map(|notification| notification.path(path)));
        if outcome.dropped_findings > 0 {
            let message = format!("{} more findings of '{name}' in this file are not shown.", outcome.dropped_findings);
            let notification = Notification::new(NotificationKind::FindingsDropped, message);
            file.notifications.push(notification.path(path).plugin(name));
        }
        file.requests.extend(outcome.requests.into_iter().map(|request| (plugin, request)));
        if file.input.origin.is_current() {
            file.facts.extend(outcome.facts.into_iter().map(|mut fact| {
                file.redactor.mask_bytes(&mut fact.data);
                fact
            }));
        }
    }

    pub(crate) fn name(&self, plugin: usize) -> &str {
        &self.plugins[plugin].description().name
    }
}

/// The notification of a call that failed. What was not looked at: `this file`.
fn failed(plugin: &str, failure: &Failure, what: &str) -> Notification {
    let message = match failure {
        Failure::Refused(message) => format!("The plugin '{plugin}' could not look at {what}: {message}"),
        _ => format!("The plugin '{plugin}' {failure}, so it did not look at {what}."),
    };
    Notification::new(failure.kind(), message).plugin(plugin)
}

/// Notifications of what a plugin said that does not hold.
pub(crate) fn claimed<'a>(
    plugin: &'a str,
    claims: Vec<String>,
    redactor: &'a Redactor,
) -> impl Iterator<Item = Notification> + 'a {
    claims.into_iter().map(move |claim| {
        let message = format!("What the plugin '{plugin}' said does not hold: {}.", redactor.mask_string(&claim));
        Notification::new(NotificationKind::PluginClaim, message).plugin(plugin)
    })
}

/// Shows what a plugin logged, masked.
pub(crate) fn log_lines(plugin: &str, lines: Vec<LogLine>, redactor: &Redactor) {
    for line in lines {
        let message = redactor.mask_string(&line.message);
        match line.level {
            LogLevel::Debug => tracing::debug!(plugin, "{message}"),
            LogLevel::Info => tracing::info!(plugin, "{message}"),
            LogLevel::Warn => tracing::warn!(plugin, "{message}"),
        }
    }
}

/// The kind of notification that a gap becomes.
pub(crate) fn gap_kind(gap: &Gap) -> NotificationKind {
    match gap.kind {
        GapKind::Partial => NotificationKind::PartialGap,
        GapKind::Unread => NotificationKind::UnreadGap,
    }
}

/// A rule by its id.
pub(crate) type Rules<'a> = dyn Fn(&str) -> Option<&'a Rule> + 'a;

/// A whole file as a place.
pub(crate) fn whole(path: &RepoPath) -> Location {
    Location { path: path.clone(), span: None, message: None, logical: None }
}
