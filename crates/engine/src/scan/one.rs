//! One input through the plugins that want it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use secws_model::{Hits, Notification, NotificationKind, Origin, Skipped, Span};
use secws_sandbox::{Answer, Configured};
use secws_sources::{Content, Input};

use super::call::{claimed, log_lines};
use super::file::ScannedFile;
use crate::cache::Session;
use crate::file::OpenFile;
use crate::imports::Imports;
use crate::merge::resolve::{Resolver, View};
use crate::options::Options;
use crate::pool::InstancePool;
use crate::progress::Progress;
use crate::route::{Route, Router, Sample};
use crate::timings::Clock;

/// A file that takes longer than this is told of in the log.
const SLOW: Duration = Duration::from_secs(1);

/// What scanning needs besides the file.
pub(crate) struct Scanner<'a> {
    pub(crate) plugins: &'a [Configured],
    pub(crate) router: &'a Router,
    pub(crate) pool: &'a InstancePool,
    pub(crate) options: &'a Options,
    pub(crate) imports: &'a Imports,
    pub(crate) cache: Option<&'a Session>,
    pub(crate) clock: &'a Clock,
    pub(crate) progress: &'a dyn Progress,
}

/// Plugins by position.
pub(crate) type Plugins = BTreeSet<u32>;

impl Scanner<'_> {
    /// One input, and its members if it is a container, through the plugins that want them and those for which another file
    /// requested it. The input comes first.
    pub(crate) fn scan_input(&self, input: &Input, requested_by: &Plugins) -> Vec<ScannedFile> {
        let started = Instant::now();
        let files = match self.cache {
            Some(cache) if requested_by.is_empty() && !self.imports.knows_secret(&input.path) => {
                self.scan_cached(input, cache)
            }
            _ => self.open(input).map_or_else(|file| vec![*file], |content| self.scan_content(input, content, requested_by)),
        };
        let time = started.elapsed();
        if time > SLOW {
            tracing::warn!(path = %input.path, seconds = time.as_secs_f64(), "slow file");
        }
        self.clock.file(&input.path, time);
        self.progress.scanned();
        files
    }

    fn open(&self, input: &Input) -> Result<Content, Box<ScannedFile>> {
        input.open(self.options.max_file_size).map_err(|error| {
            let mut file = ScannedFile::new(&input.path, &input.origin);
            file.unreadable(&error);
            Box::new(file)
        })
    }

    /// What the cache knows of a file, without reading it if it has not changed since it was read.
    fn scan_cached(&self, input: &Input, cache: &Session) -> Vec<ScannedFile> {
        let mut visit = cache.visit(input);
        if let Some(files) = cache.get(&visit) {
            return files;
        }
        let content = match self.open(input) {
            Ok(content) => content,
            Err(file) => return vec![*file],
        };
        if visit.identify(&content)
            && let Some(files) = cache.get(&visit)
        {
            return files;
        }
        let files = self.scan_content(input, content, &Plugins::new());
        cache.put(&visit, &files);
        files
    }

    /// A file that is open, and its members.
    fn scan_content(&self, input: &Input, content: Content, requested_by: &Plugins) -> Vec<ScannedFile> {
        let open = Arc::new(OpenFile { path: input.path.clone(), origin: input.origin.clone(), content });
        let mut files = vec![self.scan_open(&open, requested_by, &Plugins::new())];
        self.scan_members(&open, &mut files);
        files
    }

    /// A file that is open, without its members. `opened_by`: plugins that have seen it as part of its container.
    pub(super) fn scan_open(&self, open: &Arc<OpenFile>, requested_by: &Plugins, opened_by: &Plugins) -> ScannedFile {
        let mut file = ScannedFile::new(&open.path, &open.origin);
        file.size = open.content.size();
        let mut routes = self.routes(&mut file, open, requested_by);
        routes.retain(|route| !opened_by.contains(&position(route.plugin)));
        self.scan_by(&mut file, open, routes);
        file
    }

    fn routes(&self, file: &mut ScannedFile, open: &OpenFile, requested_by: &Plugins) -> Vec<Route> {
        let path = &open.path;
        let head = open.content.read(0, u32::try_from(self.router.head()).unwrap_or(u32::MAX));
        let routes = match (open.content.whole(), &head) {
            (Some(bytes), _) => self.router.route(path, Sample::Whole(bytes)),
            (None, Ok(head)) => self.router.route(path, Sample::Head(head)),
            (None, Err(error)) => {
                file.unreadable(error);
                return Vec::new();
            }
        };
        let may = |plugin: usize| self.may_look(plugin, &open.origin);
        for plugin in routes.too_large_for.into_iter().filter(|&plugin| may(plugin)) {
            let (size, most) = (file.size, self.options.max_file_size);
            let message = format!("The file has {size} bytes, more than the {most} that are looked at (`max-file-size`).");
            file.notify(Notification::new(NotificationKind::InputTooLarge, message).plugin(self.name(plugin)));
            file.skipped.push((Some(position(plugin)), Skipped::TooLarge));
        }
        let mut routes: Vec<Route> = routes.routes.into_iter().filter(|route| may(route.plugin)).collect();
        for plugin in requested_by.iter().map(|&plugin| plugin as usize) {
            if !routes.iter().any(|route| route.plugin == plugin) {
                let hits = open.content.whole().map_or_else(Hits::default, |bytes| self.router.hits(plugin, bytes));
                routes.push(Route { plugin, hits });
            }
        }
        routes.sort_by_key(|route| route.plugin);
        routes
    }

    /// Blobs of history go only to the plugins that are named for it.
    fn may_look(&self, plugin: usize, origin: &Origin) -> bool {
        origin.is_current() || self.options.history_plugins.contains(self.name(plugin))
    }

    /// Calls the plugins, joins their masks, and only then makes anything of what they say that could be shown.
    fn scan_by(&self, file: &mut ScannedFile, open: &Arc<OpenFile>, routes: Vec<Route>) {
        let mut answers = Vec::new();
        for Route { plugin, hits } in routes {
            let lent = Arc::clone(open) as Arc<_>;
            match self.call(plugin, "this file", |instance| instance.scan(lent, hits)) {
                Ok(answer) => {
                    file.scanned_by.push(position(plugin));
                    answers.push((plugin, answer));
                }
                Err(notification) => {
                    file.notify(*notification);
                    file.skipped.push((Some(position(plugin)), Skipped::Failed));
                }
            }
        }
        let bytes = open.content.whole();
        let mut masks: Vec<Span> = answers.iter().flat_map(|(_, answer)| answer.outcome.masks.iter().copied()).collect();
        if let Some(bytes) = bytes {
            masks.extend(self.imports.masks(&open.path, bytes));
            file.comments = secws_suppressions::comments(bytes);
        }
        masks.sort_unstable();
        masks.dedup();
        file.masks = masks;
        let redactor = file.redactor(bytes.map_or(&[], |bytes| bytes));
        for comment in &mut file.comments {
            comment.mask(&|text| redactor.mask_string(text));
        }
        if answers.is_empty() {
            return;
        }
        let view = View::new(bytes.cloned(), redactor);
        for (plugin, answer) in answers {
            self.take(file, &view, plugin, answer);
        }
    }

    /// Masks and resolves one plugin's answer.
    fn take(&self, file: &mut ScannedFile, view: &View, plugin: usize, answer: Answer) {
        let name = self.name(plugin);
        let Answer { outcome, claims, log } = answer;
        log_lines(name, log, &view.redactor);
        let description = self.plugins[plugin].description();
        let rules = |id: &str| description.rules.iter().find(|rule| rule.id == id);
        let resolver = Resolver { plugin: name, rules: &rules, view: &|_| Some(view) };
        file.findings.extend(resolver.findings(outcome.findings));
        let path = file.path.clone();
        file.notifications.extend(resolver.gaps(outcome.gaps, Some(&path)));
        file.notifications.extend(claimed(name, claims, &view.redactor).map(|notification| notification.path(&path)));
        if outcome.dropped_findings > 0 {
            let message = format!("{} more findings of '{name}' in this file are not shown.", outcome.dropped_findings);
            file.notify(Notification::new(NotificationKind::FindingsDropped, message).plugin(name));
        }
        if file.origin.is_current() {
            file.requests.extend(outcome.requests.into_iter().map(|request| (position(plugin), request)));
            file.facts.extend(outcome.facts.into_iter().map(|mut fact| {
                view.redactor.mask_bytes(&mut fact.data);
                fact
            }));
        }
    }
}

/// A plugin's position as it is kept.
pub(super) fn position(plugin: usize) -> u32 {
    u32::try_from(plugin).unwrap_or(u32::MAX)
}
