//! One run's use of the cache.

use std::sync::{Mutex, PoisonError};

use redb::Database;
use secws_model::{Digester, Origin};
use secws_sources::{Content, Input, Stat};

use super::configuration::{Configuration, Parts};
use super::stat;
use super::store::{self, Cache, Pending, Table};
use crate::scan::ScannedFile;

/// What an entry is found under.
type Key = [u8; 32];

/// One run's use of the cache: it sees what was kept before it began, and keeps what is new at its end.
pub(crate) struct Session {
    cache: Cache,
    database: Option<Database>,
    results: Option<Table>,
    stats: Option<Table>,
    /// What stands in every key.
    configuration: String,
    /// The folder that paths are told from: the index is of this machine.
    root: Vec<u8>,
    pending: Mutex<Pending>,
    used: Mutex<Vec<Key>>,
}

/// One input on its way through the cache.
pub(crate) struct Visit<'a> {
    input: &'a Input,
    /// As it was before anything was read.
    stat: Option<Stat>,
    at: i128,
    /// What its content is called; none as long as it is not known.
    content: Option<Vec<u8>>,
    /// Whether the index knows already what the content is called.
    indexed: bool,
}

impl Session {
    /// Opens the cache for a run over a root.
    pub(crate) fn begin(cache: &Cache, configuration: &Configuration, root: &[u8]) -> Self {
        let _span = tracing::info_span!("open cache").entered();
        let database = cache.open();
        let table = |name| database.as_ref().and_then(|database| store::table(database, name));
        Session {
            cache: cache.clone(),
            results: table(store::RESULTS),
            stats: table(store::STATS),
            configuration: configuration.as_str().to_owned(),
            root: root.to_vec(),
            pending: Mutex::default(),
            used: Mutex::default(),
            database,
        }
    }

    /// Looks at an input without reading it.
    pub(crate) fn visit<'a>(&self, input: &'a Input) -> Visit<'a> {
        let mut visit = Visit { input, stat: None, at: stat::now(), content: None, indexed: false };
        if let Some(blob) = input.blob() {
            visit.content = Some([b"git:", blob.as_bytes()].concat());
        } else if let Some(now) = input.stat() {
            let known = self.stats.as_ref().and_then(|stats| store::lookup(stats, &self.index_key(input)));
            let encoded = stat::encode(&now);
            visit.content = known.and_then(|known| Some(known.strip_prefix(encoded.as_slice())?.to_vec()));
            visit.indexed = visit.content.is_some();
            visit.stat = Some(now);
        }
        visit
    }

    /// What is known of an input's content.
    pub(crate) fn get(&self, visit: &Visit<'_>) -> Option<Vec<ScannedFile>> {
        let key = self.result_key(visit)?;
        let kept = store::lookup(self.results.as_ref()?, &key)?;
        let mut files: Vec<ScannedFile> = postcard::from_bytes(&kept).ok()?;
        for file in &mut files {
            file.set_commit_of(&visit.input.origin);
        }
        if files.is_empty() || files[0].path != visit.input.path {
            return None;
        }
        lock(&self.used).push(key);
        self.index(visit);
        Some(files)
    }

    /// Keeps what came out of an input.
    pub(crate) fn put(&self, visit: &Visit<'_>, files: &[ScannedFile]) {
        let Some(key) = self.result_key(visit).filter(|_| files.iter().all(ScannedFile::is_repeatable)) else {
            return;
        };
        if visit.is_by_stat() && visit.input.stat() != visit.stat {
            return;
        }
        if let Ok(bytes) = postcard::to_stdvec(files) {
            lock(&self.used).push(key);
            lock(&self.pending).results.push((key, store::sealed(&bytes)));
            self.index(visit);
        }
    }

    /// Notes what an input's content is called, unless that was known or the file is too young to be trusted.
    fn index(&self, visit: &Visit<'_>) {
        if let (Some(now), Some(content), false) = (&visit.stat, &visit.content, visit.indexed)
            && stat::is_settled(now, visit.at)
        {
            let value = [stat::encode(now), content.clone()].concat();
            lock(&self.pending).stats.push((self.index_key(visit.input), store::sealed(&value)));
        }
    }

    fn result_key(&self, visit: &Visit<'_>) -> Option<Key> {
        let content = visit.content.as_deref()?;
        let origin = match &visit.input.origin {
            Origin::Tree { tracked: true } => "tracked",
            Origin::Tree { tracked: false } => "untracked",
            Origin::Stdin => "stdin",
            Origin::Member { .. } => "member",
            Origin::History(commit) => &commit.id,
        };
        let path = visit.input.path.as_bytes();
        Some(key(&[self.configuration.as_bytes(), content, path, origin.as_bytes()]))
    }

    fn index_key(&self, input: &Input) -> Key {
        key(&[&self.root, input.path.as_bytes()])
    }

    /// Keeps what is new.
    pub(crate) fn finish(self) {
        let _span = tracing::info_span!("keep in cache").entered();
        let Session { cache, database, results, stats, pending, used, .. } = self;
        drop((results, stats));
        let pending = pending.into_inner().unwrap_or_else(PoisonError::into_inner);
        let used = used.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(database) = database {
            tracing::info!(new = pending.results.len(), known = used.len() - pending.results.len().min(used.len()), "cache");
            cache.keep(&database, pending, &used);
            cache.close(database);
        }
    }
}

impl Visit<'_> {
    /// Names the content that was read; whether that says more than was known before.
    pub(crate) fn identify(&mut self, content: &Content) -> bool {
        if self.input.blob().is_some() {
            return false;
        }
        let before = self.content.take();
        self.content = match content.whole() {
            Some(bytes) => Some([b"sha256:", secws_model::digest(bytes).as_bytes()].concat()),
            // To read all of a large model only to name it would cost more than its plugin does.
            None => self.stat.as_ref().filter(|now| stat::is_settled(now, self.at)).map(by_stat),
        };
        if self.stat.is_some() && self.input.stat() != self.stat {
            self.stat = None;
        }
        self.indexed = self.indexed && self.content == before;
        self.content.is_some() && self.content != before
    }

    fn is_by_stat(&self) -> bool {
        self.content.as_ref().is_some_and(|content| content.starts_with(b"stat:"))
    }
}

fn by_stat(now: &Stat) -> Vec<u8> {
    [b"stat:".as_slice(), &stat::encode(now)].concat()
}

fn key(parts: &[&[u8]]) -> Key {
    let mut digest = Parts(Digester::default());
    for part in parts {
        digest.add(part);
    }
    digest.0.bytes()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
