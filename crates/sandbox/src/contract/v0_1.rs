//! Version 0.1 of the contract: what its imports do, and the state behind them.

use std::sync::Arc;

use secws_model::{Hits, Origin};
use wasmtime::component::{Resource, ResourceTable};

use crate::input::{Advisories, FactSource, InputFile};
use crate::instance::{LogLevel, LogLine};
use crate::limits::Limiter;

#[allow(missing_docs, unused_qualifications, clippy::all)]
mod generated {
    wasmtime::component::bindgen!({
        path: "../plugin-sdk/wit",
        world: "plugin-with-advisories",
        imports: { default: trappable },
        with: {
            "secws:plugin/input.file": super::LentFile,
            "secws:plugin/input.facts": super::LentFacts,
        },
    });
}

pub(crate) use generated::PluginWithAdvisories as Bindings;
pub(crate) use generated::exports::secws::plugin::rules;
pub(crate) use generated::secws::plugin::types;
use generated::secws::plugin::{advisories, input, log};

/// The interface that makes a component a plugin.
pub(crate) const EXPORT: &str = "secws:plugin/rules@0.1.0";
/// All that a plugin may import.
pub(crate) const IMPORTS: [&str; 4] =
    ["secws:plugin/types@0.1.0", "secws:plugin/input@0.1.0", "secws:plugin/log@0.1.0", "secws:plugin/advisories@0.1.0"];

/// Bytes of log lines that one call may write; the rest is dropped.
const LOG_BYTES: usize = 64 << 10;
/// The longest piece that one `read` hands out, in bytes.
const READ_BYTES: u32 = 16 << 20;

/// Behind a `file`.
pub struct LentFile {
    pub file: Arc<dyn InputFile>,
    pub hits: Hits,
}

/// Behind a `facts`.
pub struct LentFacts {
    pub source: Arc<FactSource>,
    pub next: usize,
}

/// What an instance's store holds.
pub(crate) struct State {
    pub(crate) limiter: Limiter,
    pub(crate) table: ResourceTable,
    pub(crate) log: Vec<LogLine>,
    /// Where the code panicked last.
    pub(crate) panicked: Option<String>,
    pub(crate) advisories: Option<Arc<dyn Advisories>>,
    /// Whether a conclusion is being drawn.
    pub(crate) concluding: bool,
    /// What a host function failed with, for the message.
    pub(crate) host_error: Option<String>,
}

impl State {
    pub(crate) fn new(limiter: Limiter, advisories: Option<Arc<dyn Advisories>>) -> Self {
        State {
            limiter,
            table: ResourceTable::new(),
            log: Vec::new(),
            panicked: None,
            advisories,
            concluding: false,
            host_error: None,
        }
    }

    fn fail(&mut self, message: String) -> wasmtime::Error {
        self.host_error = Some(message.clone());
        wasmtime::Error::msg(message)
    }
}

/// Adds all that a plugin may import.
pub(crate) fn add_to_linker(linker: &mut wasmtime::component::Linker<State>) -> wasmtime::Result<()> {
    Bindings::add_to_linker::<_, wasmtime::component::HasSelf<State>>(linker, |state| state)
}

impl types::Host for State {}
impl input::Host for State {}

impl input::HostFile for State {
    fn path(&mut self, lent: Resource<LentFile>) -> wasmtime::Result<String> {
        Ok(self.table.get(&lent)?.file.path().as_str().to_owned())
    }

    fn origin(&mut self, lent: Resource<LentFile>) -> wasmtime::Result<input::Origin> {
        Ok(match self.table.get(&lent)?.file.origin() {
            Origin::Tree { tracked } => input::Origin::Tree(*tracked),
            Origin::History(commit) => input::Origin::History(commit.id.clone()),
            Origin::Member { container, .. } => input::Origin::Member(container.as_str().to_owned()),
            Origin::Stdin => input::Origin::Stdin,
        })
    }

    fn size(&mut self, lent: Resource<LentFile>) -> wasmtime::Result<u64> {
        Ok(self.table.get(&lent)?.file.size())
    }

    fn read(&mut self, lent: Resource<LentFile>, offset: u64, length: u32) -> wasmtime::Result<Vec<u8>> {
        let file = Arc::clone(&self.table.get(&lent)?.file);
        file.read(offset, length.min(READ_BYTES)).map_err(|error| self.fail(format!("the file cannot be read: {error}")))
    }

    fn contents(&mut self, lent: Resource<LentFile>) -> wasmtime::Result<Result<Vec<u8>, String>> {
        Ok(self.table.get(&lent)?.file.contents())
    }

    fn digest(&mut self, lent: Resource<LentFile>) -> wasmtime::Result<String> {
        let file = Arc::clone(&self.table.get(&lent)?.file);
        file.digest().map_err(|error| self.fail(format!("the file cannot be read: {error}")))
    }

    fn hits(&mut self, lent: Resource<LentFile>) -> wasmtime::Result<input::Hits> {
        let hits = &self.table.get(&lent)?.hits;
        let found = hits.found.iter();
        let found = found.map(|hit| input::Hit { interest: hit.interest, literal: hit.literal, offset: hit.offset });
        Ok(input::Hits { found: found.collect(), cut: hits.cut })
    }

    fn drop(&mut self, lent: Resource<LentFile>) -> wasmtime::Result<()> {
        self.table.delete(lent)?;
        Ok(())
    }
}

impl input::HostFacts for State {
    fn next(&mut self, lent: Resource<LentFacts>) -> wasmtime::Result<Option<input::FileFact>> {
        let lent = self.table.get_mut(&lent)?;
        let Some(fact) = lent.source.facts.get(lent.next) else {
            return Ok(None);
        };
        lent.next += 1;
        let record = types::Fact { topic: fact.topic.clone(), data: fact.data.to_vec() };
        Ok(Some(input::FileFact { path: fact.path.as_str().to_owned(), fact: record }))
    }

    fn rewind(&mut self, lent: Resource<LentFacts>) -> wasmtime::Result<()> {
        self.table.get_mut(&lent)?.next = 0;
        Ok(())
    }

    fn available(&mut self, lent: Resource<LentFacts>, topic: String) -> wasmtime::Result<bool> {
        let plugin = topic.split('/').next().unwrap_or(&topic);
        Ok(self.table.get(&lent)?.source.plugins.iter().any(|name| name == plugin))
    }

    fn drop(&mut self, lent: Resource<LentFacts>) -> wasmtime::Result<()> {
        self.table.delete(lent)?;
        Ok(())
    }
}

impl advisories::Host for State {
    fn lookup(&mut self, ecosystem: String, name: String) -> wasmtime::Result<Vec<String>> {
        match self.permitted()? {
            Some(advisories) => advisories.lookup(&ecosystem, &name).map_err(|message| self.fail(message)),
            None => Ok(Vec::new()),
        }
    }

    fn snapshot(&mut self, ecosystem: String) -> wasmtime::Result<Option<String>> {
        match self.permitted()? {
            Some(advisories) => advisories.snapshot(&ecosystem).map_err(|message| self.fail(message)),
            None => Ok(None),
        }
    }
}

impl State {
    /// What `scan` says must not depend on a database that changes.
    fn permitted(&mut self) -> wasmtime::Result<Option<Arc<dyn Advisories>>> {
        if self.concluding {
            Ok(self.advisories.clone())
        } else {
            Err(self.fail("advisories are for `conclude` only".to_owned()))
        }
    }
}

impl log::Host for State {
    fn log(&mut self, level: log::Level, message: String) -> wasmtime::Result<()> {
        let written: usize = self.log.iter().map(|line| line.message.len()).sum();
        if written.saturating_add(message.len()) <= LOG_BYTES {
            let level = match level {
                log::Level::Debug => LogLevel::Debug,
                log::Level::Info => LogLevel::Info,
                log::Level::Warn => LogLevel::Warn,
            };
            self.log.push(LogLine { level, message });
        }
        Ok(())
    }

    fn panicked(&mut self, place: String) -> wasmtime::Result<()> {
        self.panicked = Some(place_only(&place));
        Ok(())
    }
}

/// A place in a source file and nothing else: what a guest passes here survives unmasked.
fn place_only(place: &str) -> String {
    let allowed = |c: &char| c.is_ascii_alphanumeric() || "/\\._-:".contains(*c);
    let tail: Vec<char> = place.rsplit(['/', '\\']).next().unwrap_or(place).chars().filter(allowed).take(80).collect();
    tail.into_iter().collect()
}
