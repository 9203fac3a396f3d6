//! One instance of a plugin, and the calls of it.

use std::sync::Arc;
use std::time::Duration;

use secws_model::{Description, Hits, Interest, Outcome};
use wasmtime::component::Resource;
use wasmtime::{Store, Trap};

use crate::contract::v0_1::{Bindings, LentFacts, LentFile, State, rules, types};
use crate::convert::{self, Inputs};
use crate::error::{Failure, SandboxError, SettingError};
use crate::host::ticks;
use crate::input::{Advisories, FactSource, InputFile};
use crate::limits::{Limiter, Limits};
use crate::plugin::{Configured, Plugin};

/// How much a plugin wants a person to read what it logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// For its developers.
    Debug,
    /// For the curious.
    Info,
    /// For everybody.
    Warn,
}

/// What a plugin logged, not yet masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// How loud.
    pub level: LogLevel,
    /// What.
    pub message: String,
}

/// What a call said.
#[derive(Debug)]
pub struct Answer {
    /// What of it holds.
    pub outcome: Outcome,
    /// What of it does not: sentences for a notification.
    pub claims: Vec<String>,
    /// What it logged.
    pub log: Vec<LogLine>,
}

/// Which call of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    /// `scan`.
    Scan,
    /// `conclude`.
    Conclude,
}

/// An instance with memory of its own. After a [`Failure`] that does not keep it, it is to be dropped.
pub struct Instance {
    store: Store<State>,
    bindings: Bindings,
    limits: Limits,
    description: Arc<Description>,
}

/// What `describe` and `configure` may take.
const START: Duration = Duration::from_secs(10);
/// An instance that has grown past this many bytes is not kept for the next file.
const BLOATED: usize = 128 << 20;

impl Instance {
    /// Asks a plugin what it is.
    pub(crate) fn describe(plugin: &Plugin) -> Result<Description, SandboxError> {
        let failed = |failure| SandboxError::Failed { call: "describe", failure };
        let mut instance = Instance::start(plugin, None).map_err(failed)?;
        let Instance { store, bindings, .. } = &mut instance;
        let described = bindings.secws_plugin_rules().call_describe(store);
        let described = described.map_err(|error| failed(instance.failure(&error, START)))?;
        convert::description(described).map_err(SandboxError::Description)
    }

    /// A fresh instance that has its settings, and the files that it wants.
    pub(crate) fn configured(plugin: &Configured) -> Result<(Self, Vec<Interest>), SandboxError> {
        let failed = |failure| SandboxError::Failed { call: "configure", failure };
        let mut instance = Instance::start(&plugin.plugin, plugin.advisories.clone()).map_err(failed)?;
        let configuration = types::Configuration { settings: plugin.settings.clone(), today: plugin.today.clone() };
        let Instance { store, bindings, .. } = &mut instance;
        let answer = bindings.secws_plugin_rules().call_configure(store, &configuration);
        match answer.map_err(|error| failed(instance.failure(&error, START)))? {
            // One that only consumes the facts of others needs no file.
            Ok(interests) if interests.is_empty() && plugin.description().consumes.is_empty() => {
                let said = "it wants no file: `configure` answered with no interest";
                Err(SandboxError::Description(said.to_owned()))
            }
            Ok(interests) => Ok((instance, convert::interests(interests).map_err(SandboxError::Description)?)),
            Err(errors) => {
                let errors = errors.into_iter().take(100);
                Err(SandboxError::Settings(
                    errors.map(|error| SettingError { key: error.key, message: convert::text(error.message) }).collect(),
                ))
            }
        }
    }

    fn start(plugin: &Plugin, advisories: Option<Arc<dyn Advisories>>) -> Result<Self, Failure> {
        let state = State::new(Limiter::new(plugin.limits.memory), advisories);
        let mut store = Store::new(plugin.pre.engine(), state);
        store.limiter(|state| &mut state.limiter);
        store.set_epoch_deadline(ticks(START));
        let instance = plugin.pre.instantiate(&mut store);
        let bindings = instance.and_then(|instance| Bindings::new(&mut store, &instance));
        match bindings {
            Ok(bindings) => {
                let description = Arc::new(plugin.description().clone());
                Ok(Instance { store, bindings, limits: plugin.limits, description })
            }
            Err(error) => Err(failure(store.data(), &error, START)),
        }
    }

    /// Lends the plugin one file.
    ///
    /// # Errors
    /// How the call failed.
    pub fn scan(&mut self, file: Arc<dyn InputFile>, hits: Hits) -> Result<Answer, Failure> {
        let time = self.limits.scan_time(file.size());
        let lent = LentFile { file: Arc::clone(&file), hits };
        let said = self.call(time, Call::Scan, lent, |rules, store, lent| rules.call_scan(store, lent))?;
        Ok(self.answer(said, &Inputs::One(&*file)))
    }

    /// Lends the plugin the facts of all files. `size` knows the files that there are.
    ///
    /// # Errors
    /// How the call failed.
    pub fn conclude(&mut self, facts: Arc<FactSource>, size: &dyn Fn(&str) -> Option<u64>) -> Result<Answer, Failure> {
        let time = self.limits.conclude_time(facts.bytes());
        let lent = LentFacts { source: facts, next: 0 };
        let said = self.call(time, Call::Conclude, lent, |rules, store, lent| rules.call_conclude(store, lent))?;
        Ok(self.answer(said, &Inputs::Known(size)))
    }

    fn call<T: Send + 'static>(
        &mut self,
        time: Duration,
        call: Call,
        lent: T,
        run: impl FnOnce(&rules::Guest, &mut Store<State>, Resource<T>) -> wasmtime::Result<Result<types::Outcome, String>>,
    ) -> Result<types::Outcome, Failure> {
        let state = self.store.data_mut();
        state.log.clear();
        state.panicked = None;
        state.limiter.refused = false;
        state.host_error = None;
        state.concluding = call == Call::Conclude;
        state.limiter.memory = self.limits.memory_of(call);
        let trap = |error: wasmtime::component::ResourceTableError| Failure::Trap(error.to_string());
        let own = state.table.push(lent).map_err(trap)?;
        let borrowed = Resource::new_borrow(own.rep());
        self.store.set_epoch_deadline(ticks(time));
        let said = run(self.bindings.secws_plugin_rules(), &mut self.store, borrowed);
        self.store.data_mut().table.delete(own).map_err(trap)?;
        match said {
            Ok(Ok(outcome)) => Ok(outcome),
            Ok(Err(message)) => Err(Failure::Refused(convert::text(message))),
            Err(error) => Err(self.failure(&error, time)),
        }
    }

    fn answer(&mut self, said: types::Outcome, inputs: &Inputs<'_>) -> Answer {
        let (outcome, claims) = convert::outcome(said, &self.description, &self.limits, inputs);
        Answer { outcome, claims, log: std::mem::take(&mut self.store.data_mut().log) }
    }

    fn failure(&self, error: &wasmtime::Error, time: Duration) -> Failure {
        failure(self.store.data(), error, time)
    }

    /// Whether it has grown so much that a fresh one is better.
    #[must_use]
    pub fn is_bloated(&self) -> bool {
        self.store.data().limiter.used > BLOATED
    }
}

/// Tells apart what looks alike as a trap.
fn failure(state: &State, error: &wasmtime::Error, time: Duration) -> Failure {
    if let Some(message) = &state.host_error {
        return Failure::Trap(message.clone());
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::Interrupt) => Failure::Deadline(time),
        Some(Trap::StackOverflow) => Failure::Stack,
        // A guest whose allocator was refused panics or aborts: the refusal comes first.
        _ if state.limiter.refused => Failure::Memory(state.limiter.memory),
        Some(Trap::UnreachableCodeReached) if state.panicked.is_some() => {
            Failure::Panic(state.panicked.clone().unwrap_or_default())
        }
        Some(trap) => Failure::Trap(trap.to_string()),
        // wasmtime names no type for it.
        None if format!("{error:#}").contains("hostcalls") => Failure::TooMuch,
        None => Failure::Trap(convert::text(format!("{error:#}"))),
    }
}
