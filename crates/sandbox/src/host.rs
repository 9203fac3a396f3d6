//! The engine that plugins run in, and the clock that stops them.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::thread;
use std::time::Duration;

use wasmtime::component::Linker;
use wasmtime::{Config, Engine};

use crate::contract::v0_1::{self, State};
use crate::error::SandboxError;
use crate::limits::STACK;

/// One tick of the clock that deadlines are counted in.
pub(crate) const TICK: Duration = Duration::from_millis(20);

/// The engine that plugins run in.
pub struct Host {
    pub(crate) engine: Engine,
    pub(crate) linker: Linker<State>,
}

impl Host {
    /// Starts the engine, and its clock.
    ///
    /// # Errors
    /// The machine is one that wasmtime does not know.
    pub fn new() -> Result<Self, SandboxError> {
        let engine = engine(None)?;
        let mut linker = Linker::new(&engine);
        v0_1::add_to_linker(&mut linker).map_err(|error| SandboxError::Engine(error.to_string()))?;
        tick(&engine)?;
        Ok(Host { engine, linker })
    }

    /// What compiled code depends on besides its source: version and settings of the engine, features of the processor.
    pub(crate) fn compatibility(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.engine.precompile_compatibility_hash().hash(&mut hasher);
        hasher.finish()
    }
}

/// The settings under which plugins are compiled and run. For a target, the code needs no more of the processor than that
/// target's baseline.
pub(crate) fn engine(target: Option<&str>) -> Result<Engine, SandboxError> {
    let mut config = Config::new();
    config.epoch_interruption(true).max_wasm_stack(STACK);
    // A trap is told by its kind alone: no backtrace, and no table for one in the compiled code.
    config.wasm_backtrace_max_frames(None).generate_address_map(false);
    if let Some(target) = target {
        config.target(target).map_err(|error| SandboxError::Engine(error.to_string()))?;
    }
    Engine::new(&config).map_err(|error| SandboxError::Engine(error.to_string()))
}

/// Counts the epochs of an engine for as long as it is used.
fn tick(engine: &Engine) -> Result<(), SandboxError> {
    let engine = engine.weak();
    let clock = thread::Builder::new().name("secws-clock".into()).stack_size(64 << 10);
    let ticking = move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            thread::sleep(TICK);
        }
    };
    clock.spawn(ticking).map(drop).map_err(|error| SandboxError::Engine(error.to_string()))
}

/// Ticks until a deadline, at least one.
pub(crate) fn ticks(time: Duration) -> u64 {
    u64::try_from(time.as_millis().div_ceil(TICK.as_millis())).unwrap_or(u64::MAX).max(1)
}
